#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd_profiles.h"
#include "jsonw.h"
#include "limits.h"
#include "load.h"
#include "report.h"
#include "text.h"

/* Something that is wrong with a profile. */
struct problem {
	struct loc loc;
	const char *text;
};

struct lint {
	struct arena *a;
	const struct catalogue *cat;
	const struct profile *p;	/* the one that is looked at */
	const char **file;
	size_t nfile;
	struct problem *problem;
	size_t n;
};

/* What --make writes where the user has to say something. */
static const char unknown_value[] = "not known";

static void
problem(struct lint *l, struct loc loc, const char *fmt, ...)
    util_printf(3, 4);

static void
problem(struct lint *l, struct loc loc, const char *fmt, ...)
{
	struct problem *pr;
	va_list ap;

	l->problem = arena_more(l->a, l->problem, l->n, sizeof(*pr));
	pr = &l->problem[l->n++];
	va_start(ap, fmt);
	pr->text = arena_vprintf(l->a, fmt, ap);
	va_end(ap);
	pr->loc = loc;
	/* What is not there at all is told at the beginning of the file. */
	if (!pr->loc.line)
		pr->loc.line = 1;
	if (!pr->loc.col)
		pr->loc.col = 1;
}

static struct loc
at(const struct lint *l, const struct profile_row *row, size_t col)
{
	struct loc loc = {l->p->file, row->line, row->col[col]};

	return loc;
}

/* The function of the catalogue whose name is nearest, in any module. */
static const struct catalogue_entry *
nearest(const struct catalogue *cat, const char *name)
{
	const struct catalogue_entry *best = NULL;
	size_t len = strlen(name);
	unsigned least = (unsigned)(len / 3 + 1);

	for (size_t i = 0; i < cat->nfunction; i++) {
		const struct catalogue_entry *e = cat->function[i];
		unsigned d = util_ieq(e->name, name) ? 0 :
		    text_distance(e->name, name, least);

		if (d < least) {
			least = d;
			best = e;
		}
	}
	return best;
}

static void
check_known(struct lint *l, const struct profile_row *row)
{
	const struct catalogue_entry *near;

	if (util_eq(row->function, "*") ||
	    catalogue_find(l->cat, row->module, row->function))
		return;
	near = nearest(l->cat, row->function);
	problem(l, at(l, row, PROFILE_C_FUNCTION), "unknown function \"%s > "
	    "%s\"%s%s%s%s", row->module, row->function,
	    near ? ", the nearest is " : ", and none has a name like it",
	    near ? near->module : "", near ? " > " : "",
	    near ? near->name : "");
}

/* Rows that no role can have, or none should. A note explains them. */
static void
check_levels(struct lint *l, const struct profile_row *row)
{
	const struct catalogue_entry *e;
	const uint8_t *v = row->level;
	bool silent = true, writes = false;

	e = catalogue_find(l->cat, row->module, row->function);
	for (int i = 0; i < VERB_COUNT; i++) {
		silent = silent && v[i] == LEVEL_UNKNOWN;
		writes = writes || (i != VERB_INQUIRE && v[i] > LEVEL_NONE);
	}
	if (*row->note)
		return;
	if (silent)
		problem(l, at(l, row, PROFILE_C_LEVEL), "the row names no "
		    "level: Any means asked for, level not named");
	if (v[VERB_DELETE] > LEVEL_NONE && v[VERB_EDIT] == LEVEL_NONE)
		problem(l, at(l, row, PROFILE_C_LEVEL + VERB_DELETE),
		    "Delete is %s and Edit is None: hardly meant; if the "
		    "guide says so, put its words into the note",
		    level_name((enum level)v[VERB_DELETE]));
	if (writes && v[VERB_INQUIRE] == LEVEL_NONE)
		problem(l, at(l, row, PROFILE_C_LEVEL + VERB_INQUIRE),
		    "it may write and Inquire is None: hardly meant; if the "
		    "guide says so, put its words into the note");
	for (size_t i = 0; e && i < VERB_COUNT; i++) {
		if (v[i] == LEVEL_MY && e->offered == OFFERED_NONE_ALL)
			problem(l, at(l, row, PROFILE_C_LEVEL + i), "%s is My, "
			    "but %s > %s offers None and All only; if the "
			    "guide says so, put its words into the note",
			    level_verb_title((enum verb)i), e->module,
			    e->name);
	}
}

/* What a row is about: two rows with the same answer must not differ. */
static const char *
subject(struct lint *l, const struct profile_row *row)
{
	switch (row->kind) {
	case PROFILE_GRANT:
		return row->key;
	case PROFILE_TABLE:
		return catalogue_table_key(l->a, row->function);
	case PROFILE_HOST:
		return text_keystr(l->a, arena_printf(l->a, "%s\x1f%s",
		    row->module, row->function));
	case PROFILE_META:
		return row->function;
	default:
		return row->module;
	}
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool
may_repeat(const struct profile_row *row)
{
	return row->kind == PROFILE_META && !begins(row->module, "alias-");
}

static void
check_pair(struct lint *l, const struct profile_row *a,
    const struct profile_row *b)
{
	bool same = true;
	size_t col = PROFILE_C_FUNCTION;

	if (a->kind == PROFILE_META && !util_eq(a->module, b->module))
		return;
	for (size_t i = 0; a->kind == PROFILE_GRANT && i < VERB_COUNT; i++) {
		if (a->level[i] == b->level[i])
			continue;
		if (same)
			col = PROFILE_C_LEVEL + i;
		same = false;
	}
	if (a->kind == PROFILE_MEMBER)
		same = util_eq(a->function, b->function);
	if (same)
		problem(l, at(l, b, col), "the same stands in line %u",
		    (unsigned)a->line);
	else
		problem(l, at(l, b, col), "this contradicts line %u",
		    (unsigned)a->line);
}

static void
check_repeats(struct lint *l)
{
	const struct profile *p = l->p;
	const char **about = arena_array(l->a, p->nrow + 1, sizeof(*about));

	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *b = &p->row[i];

		about[i] = may_repeat(b) ? NULL : subject(l, b);
		for (size_t k = 0; about[i] && k < i; k++) {
			const struct profile_row *a = &p->row[k];

			if (!about[k] || a->kind != b->kind ||
			    !util_ieq(about[k], about[i]) ||
			    !util_eq(a->gate ? a->gate : "",
			    b->gate ? b->gate : ""))
				continue;
			check_pair(l, a, b);
			break;
		}
	}
}

/* YYYY, YYYY-MM or YYYY-MM-DD, the forms that can be compared. */
static bool
is_date(const char *s)
{
	char whole[] = "YYYY-01-01";
	size_t n = strlen(s);

	if (n != 4 && n != 7 && n != 10)
		return false;
	for (size_t i = 0; i < n; i++)
		whole[i] = s[i];
	return util_is_date(whole);
}

static bool
is_slug(const char *s)
{
	return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static void
check_meta(struct lint *l, const struct profile_row *row)
{
	const char *key = row->module, *value = row->function;
	bool source = util_eq(key, "source");
	struct loc loc = at(l, row, PROFILE_C_FUNCTION);

	if (begins(row->note, "to be completed"))
		problem(l, loc, "missing provenance: %s is %s", key,
		    row->note);
	else if (!source && util_ieq(value, unknown_value))
		problem(l, loc, "missing provenance: %s is not known", key);
	else if (source && !begins(value, "https://") &&
	    !begins(value, "http://") && !util_eq(value, unknown_value))
		problem(l, loc, "source \"%s\", expected an address, or: not "
		    "known", value);
	else if (source && !*row->note && util_eq(value, unknown_value))
		problem(l, loc, "missing provenance: the source is not known; "
		    "put into the note how you came by it");
	else if (util_eq(key, "name") && !is_slug(value))
		problem(l, loc, "name \"%s\", expected small letters, digits "
		    "and hyphens", value);
	else if ((util_eq(key, "dated") || util_eq(key, "read")) &&
	    !is_date(value))
		problem(l, loc, "%s \"%s\", expected YYYY, YYYY-MM or "
		    "YYYY-MM-DD", key, value);
	else if (util_eq(key, "confidence") && util_eq(value, "partial") &&
	    !*row->note)
		problem(l, at(l, row, PROFILE_C_NOTE), "the note does not say "
		    "what is missing of a partial guide");
	else if (begins(key, "alias-") &&
	    !*text_keystr(l->a, value))
		problem(l, loc, "no name can hold the alias \"%s\"", value);
}

static void
check_host(struct lint *l, const struct profile_row *row)
{
	const char *host = row->function;

	if (!*host || host[strspn(host, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:")])
		problem(l, at(l, row, PROFILE_C_FUNCTION), "host \"%s\", "
		    "expected a name such as api-na.myconnectwise.net", host);
}

static void
check_rows(struct lint *l)
{
	for (size_t i = 0; i < l->p->nrow; i++) {
		const struct profile_row *row = &l->p->row[i];

		if (row->kind == PROFILE_META) {
			check_meta(l, row);
		} else if (row->kind == PROFILE_HOST) {
			check_host(l, row);
		} else if (row->kind == PROFILE_GRANT && row->key) {
			check_known(l, row);
			check_levels(l, row);
		}
	}
	if (l->p->nrow && !l->p->ngrant)
		problem(l, (struct loc){l->p->file, 1, 1}, "the profile asks "
		    "for no grant");
}

static int
by_place(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;

	if (x->loc.line != y->loc.line)
		return x->loc.line < y->loc.line ? -1 : 1;
	if (x->loc.col != y->loc.col)
		return x->loc.col < y->loc.col ? -1 : 1;
	return strcmp(x->text, y->text);
}

static void
lint_text(struct lint *l, const char *file, const char *data, size_t len)
{
	struct diag d = {.arena = l->a, .quiet = true};
	size_t before = l->n;

	l->p = profile_read(l->a, &d, l->cat, file, data, len);
	for (size_t i = 0; i < d.n; i++)
		problem(l, d.item[i].loc, "%s", d.item[i].text);
	if (d.stop)
		return;
	check_rows(l);
	check_repeats(l);
	if (l->n > before)
		qsort(l->problem + before, l->n - before, sizeof(*l->problem),
		    by_place);
}

/* Returns 0, or an exit code when the file cannot be read. */
static int
lint_file(struct lint *l, const char *path)
{
	const char *name = load_name(l->a, path, l->file, l->nfile);
	struct loc loc = {name, 0, 0};
	struct text t;
	size_t len;
	char *data;

	if (load_bytes(path, &data, &len) < 0) {
		diag_print(&loc, "error", load_error(errno));
		return EXIT_NOINPUT;
	}
	if (!len) {
		diag_print(&loc, "error", "the file is empty");
		free(data);
		return EXIT_NOINPUT;
	}
	if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		problem(l, loc, "%s", t.error);
	} else {
		lint_text(l, name, t.data, t.len);
		text_free(&t);
	}
	free(data);
	return 0;
}

static void
check_text(struct out *o, const void *result)
{
	const struct lint *l = result;
	struct page p = {o, false};

	for (size_t i = 0; i < l->n; i++)
		page_line(&p, PAGE_PLAIN, "%s:%u:%u: error: %s",
		    l->problem[i].loc.file, (unsigned)l->problem[i].loc.line,
		    (unsigned)l->problem[i].loc.col, l->problem[i].text);
	page_line(&p, PAGE_PLAIN, "%zu problem%s in %zu profile%s", l->n,
	    l->n == 1 ? "" : "s", l->nfile, l->nfile == 1 ? "" : "s");
}

static void
check_json(struct out *o, const void *result)
{
	const struct lint *l = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-profiles-check/1");
	jsonw_bool(&j, "clean", l->n == 0);
	jsonw_array(&j, "problems");
	for (size_t i = 0; i < l->n; i++) {
		jsonw_object(&j, NULL);
		jsonw_string(&j, "file", l->problem[i].loc.file);
		jsonw_number(&j, "line", l->problem[i].loc.line);
		jsonw_number(&j, "column", l->problem[i].loc.col);
		jsonw_string(&j, "message", l->problem[i].text);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", check_text},
	{"json", ".json", check_json},
};

int
cmd_profiles_check(const struct options *opt, struct cmd_library *cl)
{
	struct lint l = {.a = &cl->arena, .cat = &cl->cat};
	int status = report_check(opt, formats, countof(formats)), worst = 0;

	if (status)
		return status;
	if (!opt->nfile)
		return diag_usage("--check: which profile? Give its file");
	l.file = opt->file;
	l.nfile = opt->nfile;
	for (size_t i = 0; i < opt->nfile; i++) {
		status = lint_file(&l, opt->file[i]);
		worst = status ? status : worst;
	}
	if (worst)
		return worst;
	status = report_write(opt, formats, countof(formats), &l);
	return status ? status : l.n ? EXIT_DATA : 0;
}
