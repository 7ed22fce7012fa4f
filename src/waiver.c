#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "csvin.h"
#include "limits.h"
#include "load.h"
#include "text.h"
#include "waiver.h"

static const char *const headings[WAIVER_COLUMNS] = {"rule", "tenant", "role",
	"member", "module", "function", "verb", "level", "owner", "reason",
	"ticket", "expires"};

/* One file while it is read. */
struct reader {
	struct audit *au;
	struct input *in;
	struct waiver_list *list;
	int col[WAIVER_COLUMNS];	/* -1: no such column */
	size_t ncol;
	bool begun;
};

const char *
waiver_heading(enum waiver_column c)
{
	return headings[c];
}

bool
waiver_needs_level(const struct rule *r)
{
	return r == rule_get(CW101) || r == rule_get(CW102) ||
	    r == rule_get(CW103) || r == rule_get(CW104) ||
	    r == rule_get(CW107) || r == rule_get(CW202);
}

/* Rules whose findings say that a level is too low. */
static bool
is_lack(const struct rule *r)
{
	return r == rule_get(CW101) || r == rule_get(CW410);
}

static bool
is_about_waivers(const struct rule *r)
{
	return r >= rule_get(CW601) && r <= rule_get(CW603);
}

static bool
is_live(const struct rule *r)
{
	return r >= rule_get(CW401) && r <= rule_get(CW420);
}

/*
 * A name as a waiver and an export can be compared: an action plan shows
 * what could steer a terminal escaped, and so may a waiver.
 */
static const char *
name_key(struct arena *a, const char *s)
{
	struct buf folded, safe;
	char *key;

	buf_init(&folded, LIMIT_BUFFER);
	buf_init(&safe, LIMIT_BUFFER);
	text_fold(&folded, s);
	buf_safe(&safe, buf_cstr(&folded), folded.len);
	key = arena_strn(a, buf_cstr(&safe), safe.len);
	buf_free(&folded);
	buf_free(&safe);
	return key;
}

/* As name_key(), of a module or function. */
static const char *
place_key(struct arena *a, const char *s)
{
	struct buf b;
	char *key;

	buf_init(&b, LIMIT_BUFFER);
	buf_safe(&b, s, strlen(s));
	key = text_keystr(a, buf_cstr(&b));
	buf_free(&b);
	return key;
}

static int
read_header(struct reader *rd, const struct csvin_row *row)
{
	struct loc loc = {rd->in->file, row->line, row->cell[0].col};

	for (int c = 0; c < WAIVER_COLUMNS; c++) {
		rd->col[c] = -1;
		for (size_t i = 0; i < row->n && rd->col[c] < 0; i++) {
			const char *s = row->cell[i].text;
			size_t n = row->cell[i].len;

			text_trim(&s, &n);
			row->cell[i].text[s - row->cell[i].text + n] = '\0';
			if (util_ieq(s, headings[c]))
				rd->col[c] = (int)i;
		}
	}
	if (rd->col[WAIVER_RULE] < 0 || rd->col[WAIVER_OWNER] < 0 ||
	    rd->col[WAIVER_REASON] < 0 || rd->col[WAIVER_EXPIRES] < 0 ||
	    (rd->col[WAIVER_ROLE] < 0 && rd->col[WAIVER_MEMBER] < 0))
		return diag_error(&rd->au->diag, EXIT_DATA, loc, "not the "
		    "header of a waiver file, expected rule,tenant,role,"
		    "member,module,function,verb,level,owner,reason,ticket,"
		    "expires");
	rd->ncol = row->n;
	rd->begun = true;
	return 0;
}

/* The apostrophe keeps a spreadsheet from reading a formula. */
static const char *
plain(const char *s)
{
	return s[0] == '\'' && s[1] && strchr("=+-@\t\r", s[1]) ? s + 1 : s;
}

static const char *
cell_text(struct reader *rd, const struct csvin_row *row,
    enum waiver_column c)
{
	int at = rd->col[c];
	const char *s;
	size_t n;

	if (at < 0 || (size_t)at >= row->n)
		return "";
	s = row->cell[at].text;
	n = row->cell[at].len;
	text_trim(&s, &n);
	s = plain(arena_strn(&rd->au->arena, s, n));
	n = strlen(s);
	text_trim(&s, &n);
	return arena_strn(&rd->au->arena, s, n);
}

static const char *
fault(struct reader *rd, struct waiver *w, enum waiver_column c,
    const char *expected)
{
	if (*w->text[c])
		return arena_printf(&rd->au->arena, "%s is \"%s\", expected "
		    "%s", headings[c], w->text[c], expected);
	return arena_printf(&rd->au->arena, "%s is empty, expected %s",
	    headings[c], expected);
}

/* Reads "add" or "add+inquire". Returns the bits, 0 when it is neither. */
static unsigned
read_verbs(const char *s)
{
	static const char *const between = "+,;| ";
	unsigned verbs = 0;

	for (s += strspn(s, between); *s; s += strspn(s, between)) {
		size_t n = strcspn(s, between);
		unsigned bit = 0;

		for (int v = 0; v < VERB_COUNT; v++) {
			const char *name = level_verb((enum verb)v);
			char word[16] = {0};

			if (n < sizeof(word))
				memcpy(word, s, n);
			if (util_ieq(word, name))
				bit = 1u << v;
		}
		if (!bit)
			return 0;
		verbs |= bit;
		s += n;
	}
	return verbs;
}

static enum level
read_level(const char *s)
{
	for (int l = LEVEL_NONE; l <= LEVEL_ALL; l++) {
		if (util_ieq(s, level_name((enum level)l)))
			return (enum level)l;
	}
	return LEVEL_UNKNOWN;
}

static void
set_name(struct waiver *w, enum waiver_name n, const char *key)
{
	w->name[n] = *key ? key : NULL;
}

/* The catalogue's spelling where it knows the name, so aliases agree. */
static void
read_place(struct reader *rd, struct waiver *w)
{
	const struct catalogue *cat = rd->au->cat;
	const char *module = w->text[WAIVER_MODULE];
	const char *function = w->text[WAIVER_FUNCTION];
	const struct catalogue_entry *e = NULL;
	const char *known = NULL;

	if (*module && *function)
		e = catalogue_find(cat, module, function);
	if (*module)
		known = e ? e->module : catalogue_module(cat, module);
	set_name(w, NAME_MODULE, place_key(&rd->au->arena, known ? known :
	    module));
	set_name(w, NAME_FUNCTION, place_key(&rd->au->arena, e ? e->name :
	    function));
}

/* Returns what is wrong with a waiver, or NULL. */
static const char *
check(struct reader *rd, struct waiver *w)
{
	static const struct {
		enum waiver_column column;
		const char *expected;
	} must[] = {
		{WAIVER_OWNER, "who answers for it"},
		{WAIVER_REASON, "why it is accepted"},
		{WAIVER_EXPIRES, "its last day as YYYY-MM-DD"},
	};

	if (!w->rule)
		return fault(rd, w, WAIVER_RULE, "the id of a rule (cwaudit "
		    "rules lists them)");
	if (is_about_waivers(w->rule))
		return "what is wrong with waivers cannot be waived";
	if (!w->name[NAME_ROLE] && !w->name[NAME_MEMBER])
		return "role and member are empty, expected one of them";
	for (size_t i = 0; i < countof(must); i++) {
		if (!*w->text[must[i].column])
			return fault(rd, w, must[i].column, must[i].expected);
	}
	if (!util_is_date(w->text[WAIVER_EXPIRES]))
		return fault(rd, w, WAIVER_EXPIRES,
		    "a day that exists, as YYYY-MM-DD");
	if (*w->text[WAIVER_VERB] && !w->verbs)
		return fault(rd, w, WAIVER_VERB,
		    "add, edit, delete or inquire, several joined by +");
	if (w->level == LEVEL_UNKNOWN && (*w->text[WAIVER_LEVEL] ||
	    waiver_needs_level(w->rule)))
		return fault(rd, w, WAIVER_LEVEL, is_lack(w->rule) ?
		    "None, My or All: the least that is accepted" :
		    "None, My or All: the most that is accepted");
	return NULL;
}

/* What a waiver is for, so that two of one role can be told apart. */
static const char *
label(struct arena *a, const struct waiver *w)
{
	static const enum waiver_column part[] = {WAIVER_TENANT, WAIVER_ROLE,
		WAIVER_MEMBER, WAIVER_MODULE, WAIVER_FUNCTION, WAIVER_VERB};
	const char *s = w->rule ? w->rule->id : w->text[WAIVER_RULE];

	for (size_t i = 0; i < countof(part); i++) {
		const char *text = w->text[part[i]];

		if (*text)
			s = arena_printf(a, "%s%s%s", s, *s ? " > " : "",
			    text);
	}
	return *s ? s : "a waiver for nothing";
}

static size_t
index_of(const struct rule *r)
{
	return (size_t)(r - rule_get(CW101));
}

/* A rule, a set of names and these, as one text. No name holds the byte. */
static void
make_key(struct buf *b, size_t rule, unsigned set, const char *const *name)
{
	buf_clear(b);
	buf_printf(b, "%zu\x1f%u", rule, set);
	for (unsigned n = 0; n < NAME_COUNT; n++) {
		if (set >> n & 1)
			buf_printf(b, "\x1f%s", name[n]);
	}
}

static void
enter(struct arena *a, struct waiver_list *list, struct waiver *w)
{
	unsigned set = 0;
	struct buf key;
	size_t *first;

	for (unsigned n = 0; n < NAME_COUNT; n++)
		set |= w->name[n] ? 1u << n : 0;
	list->sets[index_of(w->rule)] |= (uint32_t)1 << set;
	list->map.arena = a;
	buf_init(&key, LIMIT_BUFFER);
	make_key(&key, index_of(w->rule), set, w->name);
	first = map_get(&list->map, buf_cstr(&key), key.len);
	if (!first) {
		first = arena_alloc(a, sizeof(*first));
		map_put(&list->map, arena_strn(a, buf_cstr(&key), key.len),
		    key.len, first);
	}
	buf_free(&key);
	w->next = *first;
	*first = list->n;
}

static void
read_row(struct reader *rd, const struct csvin_row *row)
{
	struct arena *a = &rd->au->arena;
	struct waiver_list *list = rd->list;
	struct waiver *w;

	list->waiver = arena_more(a, list->waiver, list->n,
	    sizeof(*list->waiver));
	w = &list->waiver[list->n];
	memset(w, 0, sizeof(*w));
	for (int c = 0; c < WAIVER_COLUMNS; c++)
		w->text[c] = cell_text(rd, row, (enum waiver_column)c);
	if (!*w->text[WAIVER_OWNER] && !*w->text[WAIVER_REASON] &&
	    !*w->text[WAIVER_EXPIRES] && row->n <= rd->ncol) {
		list->skipped++;
		return;
	}
	list->n++;
	w->loc.file = rd->in->file;
	w->loc.line = row->line;
	w->loc.col = row->cell[0].col;
	w->rule = rule_find(w->text[WAIVER_RULE]);
	if (*w->text[WAIVER_TENANT])
		w->name[NAME_TENANT] = name_key(a, w->text[WAIVER_TENANT]);
	set_name(w, NAME_ROLE, name_key(a, w->text[WAIVER_ROLE]));
	set_name(w, NAME_MEMBER, name_key(a, w->text[WAIVER_MEMBER]));
	w->verbs = read_verbs(w->text[WAIVER_VERB]);
	w->level = read_level(w->text[WAIVER_LEVEL]);
	read_place(rd, w);
	w->fault = row->n > rd->ncol ? arena_printf(a, "the row has %zu "
	    "cells, expected %zu as in the header row", row->n, rd->ncol) :
	    check(rd, w);
	w->expired = !w->fault && strcmp(w->text[WAIVER_EXPIRES],
	    rd->au->opt->as_of) < 0;
	w->label = label(a, w);
	if (!w->fault && !w->expired)
		enter(a, list, w);
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct reader *rd = ctx;

	if (load_is_blank(row))
		return 0;
	if (!rd->begun)
		return read_header(rd, row);
	rd->in->records++;
	read_row(rd, row);
	return 0;
}

static int
parse(struct reader *rd, const struct text *t)
{
	struct diag *d = &rd->au->diag;
	struct loc loc = {rd->in->file, 0, 0};
	size_t before = d->n, at = 0;
	uint32_t line = load_preamble(t, &at, &rd->in->delimiter);
	struct csvin *in = csvin_new(rd->in->delimiter, on_row, rd);
	const char *what;

	csvin_at(in, line);
	if (csvin_feed(in, t->data + at, t->len - at) < 0 ||
	    csvin_finish(in) < 0) {
		what = csvin_error(in, &loc.line, &loc.col);
		if (what)
			diag_error(d, EXIT_DATA, loc, "%s", what);
	}
	csvin_free(in);
	loc.line = loc.col = 0;
	if (d->n == before && !rd->begun)
		return diag_error(d, EXIT_NOINPUT, loc, "the file is empty");
	if (d->n == before && !rd->in->records)
		return diag_error(d, EXIT_NOINPUT, loc, "nothing stands below "
		    "the header row");
	return d->n == before ? 0 : -1;
}

int
waiver_load(struct audit *au, struct waiver_list *list, const char *path)
{
	struct loc loc = {load_name(&au->arena, path, au->opt->waivers,
	    au->opt->nwaivers), 0, 0};
	struct reader rd = {.au = au, .list = list};
	struct text t;
	char *data;
	size_t len;
	int status;

	if (load_input(au, STORE_WAIVERS, path, loc.file, &data, &len) < 0)
		return diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be "
		    "read: %s", load_error(errno));
	rd.in = load_enter(au, path, loc.file, data, len);
	rd.in->kind = INPUT_WAIVERS;
	if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		status = diag_error(&au->diag, EXIT_DATA, loc, "%s", t.error);
	} else {
		rd.in->encoding = text_encoding_name(t.encoding);
		status = parse(&rd, &t);
		text_free(&t);
	}
	free(data);
	return status;
}

bool
waiver_applies(const struct rule *r)
{
	return r->scope != SCOPE_RUN;
}

bool
waiver_allows(const struct finding *f)
{
	return !is_about_waivers(f->rule) && (f->role || f->member);
}

enum level
waiver_level(const struct finding *f)
{
	bool lack = is_lack(f->rule);
	enum level level = LEVEL_UNKNOWN;

	for (size_t i = 0; i < f->ncell; i++) {
		enum level have = f->cell[i].have;

		if (have == LEVEL_UNKNOWN)
			have = LEVEL_NONE;
		if (level == LEVEL_UNKNOWN || (lack ? have < level :
		    have > level))
			level = have;
	}
	return level;
}

/* What of a finding a waiver is held against. */
struct target {
	struct finding *finding;
	const char *name[NAME_COUNT];	/* keys or NULL */
	unsigned verbs;
	enum level level;
};

static void
make_target(struct arena *a, struct target *t, struct finding *f)
{
	t->finding = f;
	if (f->role)
		t->name[NAME_ROLE] = name_key(a, f->role->name);
	if (f->member)
		t->name[NAME_MEMBER] = name_key(a, f->member->id);
	if (f->module)
		t->name[NAME_MODULE] = place_key(a, f->module);
	if (f->function)
		t->name[NAME_FUNCTION] = place_key(a, f->function);
	t->level = waiver_level(f);
	for (size_t i = 0; i < f->ncell; i++)
		t->verbs |= 1u << f->cell[i].verb;
}

static bool
covers_level(const struct waiver *w, const struct target *t)
{
	if (w->level == LEVEL_UNKNOWN || t->level == LEVEL_UNKNOWN)
		return true;
	return is_lack(w->rule) ? t->level >= w->level : t->level <= w->level;
}

/* Of a waiver whose names are those of the finding. */
static bool
covers(const struct waiver *w, const struct target *t)
{
	return (!w->verbs || (t->verbs && !(t->verbs & ~w->verbs))) &&
	    covers_level(w, t);
}

static bool
has_names(const struct target *t, unsigned set)
{
	for (unsigned n = 0; n < NAME_COUNT; n++) {
		if (set >> n & 1 && !t->name[n])
			return false;
	}
	return true;
}

/* Of all that cover a finding, the first stands with it. */
static void
cover(struct waiver_list *list, const struct target *t, struct buf *key)
{
	size_t rule = index_of(t->finding->rule), best = 0;

	for (unsigned set = 0; set < 1u << NAME_COUNT; set++) {
		const size_t *first;

		if (!(list->sets[rule] >> set & 1) || !has_names(t, set))
			continue;
		make_key(key, rule, set, t->name);
		first = map_get(&list->map, buf_cstr(key), key->len);
		for (size_t i = first ? *first : 0; i;
		    i = list->waiver[i - 1].next) {
			if (!covers(&list->waiver[i - 1], t))
				continue;
			list->waiver[i - 1].used = true;
			best = best && best < i ? best : i;
		}
	}
	if (best)
		t->finding->waiver = &list->waiver[best - 1];
}

/* Marks the waivers that are for the tenant of the run. */
static void
ask(struct waiver_list *list, const char *tenant)
{
	for (size_t i = 0; i < list->n; i++) {
		struct waiver *w = &list->waiver[i];
		const char *of = w->name[NAME_TENANT];

		if (!w->fault && !w->expired &&
		    (!of || (tenant && util_eq(of, tenant))))
			w->asked = true;
	}
}

void
waiver_cover(struct audit *au, struct waiver_list *list)
{
	struct arena tmp = {0};
	const char *tenant;
	struct buf key;

	if (!list->n)
		return;
	tenant = au->tenant ? name_key(&tmp, au->tenant) : NULL;
	ask(list, tenant);
	buf_init(&key, LIMIT_BUFFER);
	for (size_t i = 0; i < au->nfinding; i++) {
		struct finding *f = &au->finding[i];
		struct target t = {.name = {[NAME_TENANT] = tenant}};

		if (!list->sets[index_of(f->rule)] || !waiver_allows(f))
			continue;
		make_target(&tmp, &t, f);
		cover(list, &t, &key);
	}
	buf_free(&key);
	arena_free(&tmp);
}

/* The same waiver twice gives two findings, which need two names. */
static const char *
numbered(struct arena *a, struct map *labels, const char *label)
{
	size_t *n = map_get(labels, label, strlen(label));

	if (!n) {
		n = arena_alloc(labels->arena, sizeof(*n));
		map_put(labels, label, strlen(label), n);
	}
	return ++*n == 1 ? label : arena_printf(a, "%s (%zu)", label, *n);
}

static void
raise(struct audit *au, enum rule_id id, const struct waiver *w,
    const char *name, const char *detail)
{
	struct finding *f = rule_raise(au, id, 0, NULL, NULL);

	if (!f)
		return;
	f->module = "Waivers";
	f->function = name;
	f->detail = detail;
	f->loc = w->loc;
}

/* An offline run says nothing about live rules, nor one without a rule. */
static bool
could_use(const struct audit *au, const struct waiver *w)
{
	return w->asked && !rule_is_disabled(au->opt, w->rule) &&
	    (!is_live(w->rule) || au->live);
}

void
waiver_judge(struct audit *au, const struct waiver_list *list)
{
	struct arena tmp = {0};
	struct map labels = {.arena = &tmp};

	for (size_t i = 0; i < list->n; i++) {
		const struct waiver *w = &list->waiver[i];
		const char *name = numbered(&au->arena, &labels, w->label);

		if (w->fault)
			raise(au, CW603, w, name, w->fault);
		else if (w->expired)
			raise(au, CW601, w, name, arena_printf(&au->arena,
			    "%s, and %s answers for it",
			    w->text[WAIVER_EXPIRES], w->text[WAIVER_OWNER]));
		else if (!w->used && could_use(au, w))
			raise(au, CW602, w, name, w->text[WAIVER_OWNER]);
	}
	arena_free(&tmp);
}
