#include <string.h>

#include "csvin.h"
#include "limits.h"
#include "profile.h"
#include "text.h"

static const char *const heading[PROFILE_COLUMNS] = {"kind", "module",
	"function", "add", "edit", "delete", "inquire", "when", "note"};

static const char *const kinds[PROFILE_KINDS] = {"meta", "grant", "member",
	"table_setup", "host"};

/* Keys of meta rows; the aliases and the dates may be missing. */
static const struct {
	const char *key;
	size_t offset;
	bool required;
} metas[] = {
	{"name", offsetof(struct profile, name), true},
	{"vendor", offsetof(struct profile, vendor), true},
	{"product", offsetof(struct profile, product), true},
	{"guide", offsetof(struct profile, guide), true},
	{"source", offsetof(struct profile, source), true},
	{"confidence", 0, true},
	{"dated", offsetof(struct profile, dated), false},
	{"read", offsetof(struct profile, read), false},
	{"alias-role", 0, false},
	{"alias-member", 0, false},
};

/* Member settings and the values they take; NULL: any, "#": a number. */
static const struct {
	const char *setting;
	const char *values[2];
} settings[] = {
	{"level", {"corporate"}},
	{"restricted_boards", {"none", "limited"}},
	{"default_board", {"required"}},
	{"location", {"required"}},
	{"department", {"required"}},
	{"default_territory", {"required"}},
	{"member_id_max", {"#"}},
	{"license", {"api"}},
	{"role", {NULL}},
	{"admin_role", {"allowed"}},
};

struct parser {
	struct arena *a;
	struct diag *d;
	const struct catalogue *cat;
	struct profile *p;
	size_t cap;
	const char **alias_role, **alias_member;
	bool begun;	/* a row was seen */
	bool headed;	/* it was the header */
	bool confident;
};

static struct loc
at(const struct parser *ps, const struct csvin_row *row, size_t col)
{
	struct loc loc = {ps->p->file, row->line, 0};

	if (col < row->n)
		loc.col = row->cell[col].col;
	return loc;
}

#define BAD(ps, row, col, ...) \
	diag_error((ps)->d, EXIT_DATA, at(ps, row, col), __VA_ARGS__)

static int
check_header(struct parser *ps, const struct csvin_row *row)
{
	bool good = row->n == PROFILE_COLUMNS;

	for (size_t i = 0; good && i < PROFILE_COLUMNS; i++)
		good = util_eq(row->cell[i].text, heading[i]);
	ps->begun = true;
	ps->headed = good;
	if (good)
		return 0;
	return BAD(ps, row, 0, "not the header of a profile, expected "
	    "kind,module,function,add,edit,delete,inquire,when,note");
}

static void
push(struct parser *ps, const char ***list, size_t *n, const char *s)
{
	*list = arena_grow(ps->a, *list, *n, *n + 1, sizeof(**list));
	(*list)[(*n)++] = s;
}

static int
add_meta(struct parser *ps, const struct csvin_row *row,
    struct profile_row *pr)
{
	struct profile *p = ps->p;
	size_t i = 0;

	while (i < countof(metas) && !util_eq(metas[i].key, pr->module))
		i++;
	if (i == countof(metas))
		return BAD(ps, row, PROFILE_C_MODULE, "unknown meta key \"%s\"",
		    pr->module);
	if (!*pr->function)
		return BAD(ps, row, PROFILE_C_FUNCTION, "%s is empty, "
		    "expected a value", pr->module);
	if (util_eq(pr->module, "alias-role")) {
		push(ps, &ps->alias_role, &p->nalias_role, pr->function);
	} else if (util_eq(pr->module, "alias-member")) {
		push(ps, &ps->alias_member, &p->nalias_member,
		    pr->function);
	} else if (util_eq(pr->module, "confidence")) {
		if (!util_eq(pr->function, "complete") &&
		    !util_eq(pr->function, "partial"))
			return BAD(ps, row, PROFILE_C_FUNCTION, "confidence "
			    "\"%s\", expected complete or partial",
			    pr->function);
		p->partial = util_eq(pr->function, "partial");
		p->confidence_note = pr->note;
		p->caveat = !p->partial &&
		    strncmp(pr->note, "caveat: ", 8) == 0;
		ps->confident = true;
	} else {
		const char **slot = (const char **)(void *)
		    ((char *)p + metas[i].offset);

		if (!**slot)
			*slot = pr->function;
		else if (!util_eq(pr->module, "source"))
			return BAD(ps, row, PROFILE_C_MODULE, "%s stands here "
			    "twice", pr->module);
	}
	return 0;
}

static int
parse_level(struct parser *ps, const struct csvin_row *row, size_t col,
    uint8_t *out)
{
	static const struct {
		const char *text;
		enum level level;
	} levels[] = {{"", LEVEL_UNKNOWN}, {"None", LEVEL_NONE},
		{"My", LEVEL_MY}, {"All", LEVEL_ALL}, {"Any", LEVEL_ANY}};
	const char *s = row->cell[col].text;

	for (size_t i = 0; i < countof(levels); i++) {
		if (util_ieq(s, levels[i].text)) {
			*out = (uint8_t)levels[i].level;
			return 0;
		}
	}
	return BAD(ps, row, col, "level \"%s\", expected All, My, None, Any "
	    "or nothing", s);
}

static int
add_grant(struct parser *ps, const struct csvin_row *row,
    struct profile_row *pr)
{
	const struct catalogue_entry *e;
	const char *module;

	for (size_t v = 0; v < VERB_COUNT; v++) {
		if (parse_level(ps, row, PROFILE_C_LEVEL + v,
		    &pr->level[v]) < 0)
			return -1;
	}
	if (!*pr->module || !*pr->function)
		return BAD(ps, row, PROFILE_C_MODULE, "a grant needs a module "
		    "and a function");
	module = catalogue_module(ps->cat, pr->module);
	e = catalogue_find(ps->cat, pr->module, pr->function);
	if (module)
		pr->module = module;
	if (e)
		pr->function = e->name;
	else if (!util_eq(pr->function, "*") &&
	    (e = catalogue_near(ps->cat, pr->module, pr->function)) != NULL)
		return BAD(ps, row, PROFILE_C_FUNCTION, "unknown function "
		    "\"%s > %s\", did you mean %s > %s?", pr->module,
		    pr->function, e->module, e->name);
	else if (util_eq(pr->function, "*") && !module)
		return BAD(ps, row, PROFILE_C_MODULE, "unknown module \"%s\"",
		    pr->module);
	if (e)
		pr->key = e->key;
	else
		pr->key = arena_printf(ps->a, "%s\x1f%s",
		    text_keystr(ps->a, pr->module),
		    util_eq(pr->function, "*") ? "*" :
		    text_keystr(ps->a, pr->function));
	ps->p->ngrant++;
	ps->p->stars = ps->p->stars || util_eq(pr->function, "*");
	return 0;
}

static int
check_member(struct parser *ps, const struct csvin_row *row,
    const struct profile_row *pr)
{
	const char *const *value;
	unsigned long n;
	size_t i = 0;
	int near;

	while (i < countof(settings) &&
	    !util_eq(settings[i].setting, pr->module))
		i++;
	if (i == countof(settings)) {
		near = text_nearest(pr->module, settings, countof(settings),
		    sizeof(settings[0]));
		return BAD(ps, row, PROFILE_C_MODULE, "unknown member setting "
		    "\"%s\"%s%s%s", pr->module, near < 0 ? "" : ", did you mean ",
		    near < 0 ? "" : settings[near].setting,
		    near < 0 ? "" : "?");
	}
	value = settings[i].values;
	if (!value[0])
		return *pr->function ? 0 : BAD(ps, row, PROFILE_C_FUNCTION,
		    "%s needs a value", pr->module);
	if (util_eq(value[0], "#"))
		return util_number(pr->function, LIMIT_SETTING, &n) == 0 ? 0 :
		    BAD(ps, row, PROFILE_C_FUNCTION, "%s \"%s\", expected a "
		    "number", pr->module, pr->function);
	if (util_eq(pr->function, value[0]) ||
	    (value[1] && util_eq(pr->function, value[1])))
		return 0;
	return BAD(ps, row, PROFILE_C_FUNCTION, "%s \"%s\", expected %s%s%s",
	    pr->module, pr->function, value[0], value[1] ? " or " : "",
	    value[1] ? value[1] : "");
}

static int
parse_when(struct parser *ps, const struct csvin_row *row,
    struct profile_row *pr)
{
	static const char optional[] = "optional:";
	const char *s = arena_str(ps->a, row->cell[PROFILE_C_WHEN].text);

	pr->gate = s;
	if (!*s) {
		pr->when = WHEN_ALWAYS;
	} else if (util_eq(s, "recommended")) {
		pr->when = WHEN_RECOMMENDED;
	} else if (util_eq(s, "phase:setup")) {
		pr->when = WHEN_SETUP;
	} else if (strncmp(s, optional, sizeof(optional) - 1) == 0 &&
	    s[sizeof(optional) - 1]) {
		pr->when = WHEN_OPTIONAL;
		pr->feature = s + sizeof(optional) - 1;
	} else {
		return BAD(ps, row, PROFILE_C_WHEN, "when \"%s\", expected "
		    "nothing, recommended, optional:FEATURE or phase:setup",
		    s);
	}
	return 0;
}

static struct profile_row *
next_row(struct parser *ps)
{
	struct profile *p = ps->p;

	if (p->nrow == ps->cap) {
		size_t want = ps->cap ? ps->cap * 2 : 32;

		p->row = arena_grow(ps->a, p->row, ps->cap, want,
		    sizeof(*p->row));
		ps->cap = want;
	}
	return &p->row[p->nrow++];
}

static int
parse_row(struct parser *ps, const struct csvin_row *row)
{
	struct profile_row *pr;
	size_t kind = 0;

	if (row->n != PROFILE_COLUMNS)
		return BAD(ps, row, 0, "%zu cells, expected %d", row->n,
		    PROFILE_COLUMNS);
	if (ps->p->nrow == LIMIT_PROFILE_ROWS)
		return BAD(ps, row, 0, "more than %d rows",
		    LIMIT_PROFILE_ROWS);
	while (kind < PROFILE_KINDS &&
	    !util_eq(kinds[kind], row->cell[PROFILE_C_KIND].text))
		kind++;
	if (kind == PROFILE_KINDS)
		return BAD(ps, row, PROFILE_C_KIND, "kind \"%s\", expected "
		    "meta, grant, member, table_setup or host",
		    row->cell[PROFILE_C_KIND].text);
	pr = next_row(ps);
	pr->kind = (enum profile_kind)kind;
	pr->line = row->line;
	pr->module = arena_str(ps->a, row->cell[PROFILE_C_MODULE].text);
	pr->function = arena_str(ps->a, row->cell[PROFILE_C_FUNCTION].text);
	pr->note = arena_str(ps->a, row->cell[PROFILE_C_NOTE].text);
	for (size_t i = 0; i < PROFILE_COLUMNS; i++)
		pr->col[i] = row->cell[i].col;
	if (parse_when(ps, row, pr) < 0)
		return -1;
	switch (pr->kind) {
	case PROFILE_META:
		return add_meta(ps, row, pr);
	case PROFILE_GRANT:
		return add_grant(ps, row, pr);
	case PROFILE_MEMBER:
		return check_member(ps, row, pr);
	case PROFILE_TABLE:
		return strchr(pr->function, '/') ? 0 : BAD(ps, row,
		    PROFILE_C_FUNCTION, "table \"%s\", expected Category / "
		    "Table", pr->function);
	default:
		return *pr->function ? 0 : BAD(ps, row, PROFILE_C_FUNCTION,
		    "a host row needs a host");
	}
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct parser *ps = ctx;

	if (!ps->begun)
		return check_header(ps, row);
	parse_row(ps, row);
	return ps->d->stop ? -1 : 0;
}

static void
check_metas(struct parser *ps)
{
	struct loc loc = {ps->p->file, 0, 0};

	for (size_t i = 0; i < countof(metas); i++) {
		const char *const *slot = (const char *const *)(void *)
		    ((char *)ps->p + metas[i].offset);
		bool there = metas[i].offset || i == 0 ? **slot != '\0' :
		    ps->confident;

		if (metas[i].required && !there)
			diag_error(ps->d, EXIT_DATA, loc, "no meta row for "
			    "%s, which every profile needs", metas[i].key);
	}
}

struct profile *
profile_read(struct arena *a, struct diag *d, const struct catalogue *cat,
    const char *file, const char *text, size_t len)
{
	struct profile *p = arena_alloc(a, sizeof(*p));
	struct parser ps = {.a = a, .d = d, .cat = cat, .p = p};
	struct loc loc = {file, 0, 0};
	struct csvin *in = csvin_new(',', on_row, &ps);
	const char *what;

	p->file = file;
	p->name = p->vendor = p->product = p->guide = p->source = "";
	p->dated = p->read = p->confidence_note = "";
	if (csvin_feed(in, text, len) < 0 || csvin_finish(in) < 0) {
		what = csvin_error(in, &loc.line, &loc.col);
		if (what)
			diag_error(d, EXIT_DATA, loc, "%s", what);
	}
	csvin_free(in);
	p->alias_role = ps.alias_role;
	p->alias_member = ps.alias_member;
	if (!ps.begun)
		diag_error(d, EXIT_NOINPUT, loc, "the profile is empty");
	else if (ps.headed && !d->stop)
		check_metas(&ps);
	return p;
}

struct profile *
profile_parse(struct arena *a, struct diag *d, const struct catalogue *cat,
    const char *file, const char *text, size_t len)
{
	size_t before = d->n;
	struct profile *p = profile_read(a, d, cat, file, text, len);

	return d->n == before ? p : NULL;
}
