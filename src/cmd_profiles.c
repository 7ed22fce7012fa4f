#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "cmd_profiles.h"
#include "jsonw.h"
#include "load.h"
#include "report.h"
#include "text.h"

/* The profiles that are asked for. */
struct list {
	const struct profile **profile;
	const struct profile_library *lib;
	size_t n;
	bool whole;	/* show each */
};

const char *
cmd_profiles_confidence(const struct profile *p)
{
	return p->partial ? "partial" : "complete";
}

void
cmd_csv(struct out *o, const char *s, char end)
{
	bool quote = strpbrk(s, ",\"\n\r") != NULL;

	if (quote)
		out_char(o, '"');
	for (; *s; s++) {
		if (*s == '"')
			out_char(o, '"');
		out_char(o, *s);
	}
	if (quote)
		out_char(o, '"');
	out_char(o, end);
}

void
cmd_md(struct out *o, const char *s)
{
	struct buf safe;

	buf_init(&safe, 1 << 20);
	buf_safe(&safe, s, strlen(s));
	for (const char *p = buf_cstr(&safe); *p; p++) {
		if (strchr("\\`*_[]<>|#", *p))
			out_char(o, '\\');
		out_char(o, *p);
	}
	buf_free(&safe);
}

static void
list_text(struct page *p, const struct list *l)
{
	size_t partial = 0, caveat = 0;
	struct buf b;

	buf_init(&b, 1 << 16);
	page_line(p, PAGE_BOLD, "%-40s  rows  guide     dated", "name");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *pr = l->profile[i];

		buf_clear(&b);
		page_cell(&b, pr->name, 40);
		page_line(p, PAGE_PLAIN, "%s  %4zu  %-8s  %s", buf_cstr(&b),
		    pr->ngrant, profile_label(pr),
		    *pr->dated ? pr->dated : "-");
		page_text(p, 2, 4, "%s: %s", pr->vendor, pr->product);
		partial += pr->partial;
		caveat += pr->caveat;
	}
	out_char(p->out, '\n');
	page_text(p, 0, 0, "%zu profile%s, %zu partial (the guide could not be "
	    "read whole), %zu with a caveat. cwaudit profiles NAME shows one, "
	    "and what its caveat is.", l->n, l->n == 1 ? "" : "s", partial,
	    caveat);
	buf_free(&b);
}

static void
profiles_text(struct out *o, const void *result)
{
	const struct list *l = result;
	struct page p = {o, false};

	if (!l->whole) {
		list_text(&p, l);
		return;
	}
	for (size_t i = 0; i < l->n; i++) {
		if (i)
			out_char(o, '\n');
		cmd_profiles_text(&p, l->profile[i], l->lib);
	}
}

static void
profiles_markdown(struct out *o, const void *result)
{
	const struct list *l = result;

	for (size_t i = 0; l->whole && i < l->n; i++) {
		if (i)
			out_char(o, '\n');
		cmd_profiles_markdown(o, l->profile[i], l->lib);
	}
	if (l->whole)
		return;
	out_str(o, "| Profile | Vendor | Product | Rows | Guide | Dated |\n"
	    "|---|---|---|---:|---|---|\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *p = l->profile[i];

		out_printf(o, "| `%s` | ", p->name);
		cmd_md(o, p->vendor);
		out_str(o, " | ");
		cmd_md(o, p->product);
		out_printf(o, " | %zu | %s | %s |\n", p->ngrant,
		    profile_label(p), p->dated);
	}
}

static void
row_json(struct jsonw *j, const struct profile_row *row)
{
	static const char *const kind[] = {"meta", "grant", "member",
		"table_setup", "host"};

	jsonw_object(j, NULL);
	jsonw_string(j, "kind", kind[row->kind]);
	jsonw_number(j, "line", row->line);
	jsonw_string(j, "module", row->module);
	jsonw_string(j, "function", row->function);
	for (int v = 0; v < VERB_COUNT; v++)
		jsonw_string(j, level_verb((enum verb)v), row->level[v] ==
		    LEVEL_UNKNOWN ? NULL : level_name((enum level)
		    row->level[v]));
	jsonw_string(j, "when", row->gate);
	jsonw_string(j, "note", row->note);
	jsonw_end(j);
}

static void
remark_json(void *ctx, const char *text)
{
	jsonw_string(ctx, NULL, text);
}

static void
names_json(struct jsonw *j, const char *key, const char *const *name,
    size_t n)
{
	jsonw_array(j, key);
	for (size_t i = 0; i < n; i++)
		jsonw_string(j, NULL, name[i]);
	jsonw_end(j);
}

static void
profile_json(struct jsonw *j, const struct profile *p, const struct list *l)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "name", p->name);
	jsonw_string(j, "vendor", p->vendor);
	jsonw_string(j, "product", p->product);
	jsonw_string(j, "guide", p->guide);
	jsonw_string(j, "url", profile_url(p));
	jsonw_string(j, "dated", *p->dated ? p->dated : NULL);
	jsonw_string(j, "read", *p->read ? p->read : NULL);
	jsonw_string(j, "confidence", cmd_profiles_confidence(p));
	jsonw_string(j, "confidence_note", p->confidence_note);
	jsonw_number(j, "grants", p->ngrant);
	names_json(j, "alias_role", p->alias_role, p->nalias_role);
	names_json(j, "alias_member", p->alias_member, p->nalias_member);
	jsonw_array(j, "remarks");
	if (l->whole)
		cmd_profiles_remarks(p, l->lib, remark_json, j);
	jsonw_end(j);
	jsonw_array(j, "rows");
	for (size_t k = 0; l->whole && k < p->nrow; k++) {
		if (p->row[k].kind != PROFILE_META)
			row_json(j, &p->row[k]);
	}
	jsonw_end(j);
	jsonw_end(j);
}

static void
profiles_json(struct out *o, const void *result)
{
	const struct list *l = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-profiles/1");
	jsonw_array(&j, "profiles");
	for (size_t i = 0; i < l->n; i++)
		profile_json(&j, profile_whole(l->profile[i]), l);
	jsonw_end(&j);
	jsonw_end(&j);
}

static void
profiles_csv(struct out *o, const void *result)
{
	const struct list *l = result;

	if (!l->whole)
		out_str(o, "name,vendor,product,grants,confidence,dated,"
		    "guide,source,note\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *p = profile_whole(l->profile[i]);
		const struct blob *b = profile_blob(p);

		if (l->whole) {
			/* As it is embedded: --profile FILE reads it back. */
			out_add(o, b->data, b->len);
			continue;
		}
		cmd_csv(o, p->name, ',');
		cmd_csv(o, p->vendor, ',');
		cmd_csv(o, p->product, ',');
		out_printf(o, "%zu,", p->ngrant);
		cmd_csv(o, cmd_profiles_confidence(p), ',');
		cmd_csv(o, p->dated, ',');
		cmd_csv(o, p->guide, ',');
		cmd_csv(o, p->source, ',');
		cmd_csv(o, p->confidence_note, '\n');
	}
}

static const struct report formats[] = {
	{"text", ".txt", profiles_text},
	{"json", ".json", profiles_json},
	{"csv", ".csv", profiles_csv},
	{"markdown", ".md", profiles_markdown},
};

static int
unknown(const struct profile_library *lib, const char *name)
{
	struct arena a = {0};
	const char **names = arena_array(&a, lib->n, sizeof(*names));
	int near, status;

	for (size_t i = 0; i < lib->n; i++)
		names[i] = lib->profile[i]->name;
	near = text_nearest(name, names, lib->n, sizeof(*names));
	status = near < 0 ? diag_usage("no profile \"%s\" (cwaudit profiles "
	    "lists them)", name) : diag_usage("no profile \"%s\", did you "
	    "mean %s?", name, names[near]);
	arena_free(&a);
	return status;
}

/* True when the key stands in the text from the beginning of a word on. */
static bool
in_text(struct arena *a, const char *text, const char *key)
{
	static const char between[] = " -_/.,:()";

	for (;;) {
		if (strncmp(text_keystr(a, text), key, strlen(key)) == 0)
			return true;
		text += strcspn(text, between);
		text += strspn(text, between);
		if (!*text)
			return false;
	}
}

/* True when the word stands in what a profile is known by. */
static bool
tells(struct arena *a, const struct profile *p, const char *word)
{
	const char *key = text_keystr(a, word);

	profile_named(p);
	if (in_text(a, p->name, key) || in_text(a, p->vendor, key) ||
	    in_text(a, p->product, key))
		return true;
	for (size_t i = 0; i < p->nalias_role; i++) {
		if (in_text(a, p->alias_role[i], key))
			return true;
	}
	for (size_t i = 0; i < p->nalias_member; i++) {
		if (in_text(a, p->alias_member[i], key))
			return true;
	}
	return false;
}

static bool
tell(struct arena *a, const struct profile *p, const char *const *word,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!tells(a, p, word[i]))
			return false;
	}
	return true;
}

int
cmd_profiles_choose(struct cmd_library *cl, const char *const *word,
    size_t nword, const struct profile ***list, size_t *n, bool *exact)
{
	const struct profile_library *lib = &cl->lib;
	const char *first = NULL;

	*n = 0;
	*list = arena_array(&cl->arena, lib->n + nword,
	    sizeof(struct profile *));
	for (size_t i = 0; i < nword; i++) {
		const struct profile *p = profile_find(lib, word[i]);

		if (p)
			(*list)[(*n)++] = p;
		else if (!first)
			first = word[i];
	}
	*exact = nword && !first;
	if (*exact)
		return 0;
	*n = 0;
	for (size_t i = 0; i < lib->n; i++) {
		if (tell(&cl->arena, lib->profile[i], word, nword))
			(*list)[(*n)++] = lib->profile[i];
	}
	if (!*n && nword > 1)
		return diag_usage("no profile is named \"%s\", and none holds "
		    "all of these words", first);
	return *n ? 0 : unknown(lib, first);
}

int
cmd_profiles_get(struct cmd_library *cl, const char *name,
    const struct profile **out)
{
	struct diag d = {.arena = &cl->arena};
	struct loc loc = {name, 0, 0};
	struct text t;
	size_t len;
	char *data;

	*out = profile_find(&cl->lib, name);
	if (*out)
		return 0;
	if (load_bytes(name, &data, &len) < 0) {
		if (load_no_file(errno))
			return unknown(&cl->lib, name);
		diag_error(&d, EXIT_NOINPUT, loc, "cannot be read: %s",
		    load_error(errno));
		return EXIT_NOINPUT;
	}
	if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		diag_error(&d, EXIT_DATA, loc, "%s", t.error);
		free(data);
		return EXIT_DATA;
	}
	*out = profile_parse(&cl->arena, &d, &cl->cat, name, t.data, t.len);
	text_free(&t);
	free(data);
	return *out ? 0 : d.code;
}

static int
show(const struct options *opt, struct cmd_library *cl)
{
	struct list l = {.lib = &cl->lib};
	int status = report_check(opt, formats, countof(formats));

	if (!status)
		status = cmd_profiles_choose(cl, opt->file, opt->nfile,
		    &l.profile, &l.n, &l.whole);
	if (!status && l.whole && l.n > 1 && opt->format &&
	    util_eq(opt->format, "csv"))
		status = diag_usage("one profile at a time as csv");
	return status ? status : report_write(opt, formats, countof(formats),
	    &l);
}

int
cmd_profiles(const struct options *opt)
{
	struct cmd_library cl = {0};
	int status;

	if (opt->check + opt->compare + opt->risk + (opt->make != NULL) > 1)
		return diag_usage("--check, --make, --diff and --risk: one at "
		    "a time");
	catalogue_open(&cl.cat);
	profile_open(&cl.lib, &cl.cat);
	if (opt->check)
		status = cmd_profiles_check(opt, &cl);
	else if (opt->make)
		status = cmd_profiles_make(opt, &cl);
	else if (opt->compare)
		status = cmd_profiles_diff(opt, &cl);
	else if (opt->risk)
		status = cmd_profiles_risk(opt, &cl);
	else
		status = show(opt, &cl);
	profile_close(&cl.lib);
	catalogue_free(&cl.cat);
	arena_free(&cl.arena);
	return status;
}
