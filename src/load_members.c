#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "load_head.h"
#include "text.h"

/*
 * Takes id and name out of what PowerShell makes of an object, as in
 * `@{id=63; name=Admin; _info=}`. Returns 0, or -1 when s is no such text.
 */
static int
flattened(struct arena *a, const char *s, const char **id, const char **name)
{
	const char *p = s + 2, *end;

	if (strncmp(s, "@{", 2) != 0 || s[strlen(s) - 1] != '}')
		return -1;
	while (*p && *p != '}') {
		size_t key = strcspn(p, "=;}");
		const char *value = p + key + (p[key] == '=');

		/* A value ends where the next `; word=` or the brace stands. */
		end = value;
		while (*end && !(*end == '}' && !end[1])) {
			if (*end == ';' && strcspn(end + 1, "=") <
			    strcspn(end + 1, ";}"))
				break;
			end++;
		}
		if (key == 2 && strncmp(p, "id", 2) == 0)
			*id = arena_strn(a, value, (size_t)(end - value));
		if (key == 4 && strncmp(p, "name", 4) == 0)
			*name = arena_strn(a, value, (size_t)(end - value));
		p = end + (*end == ';');
		p += strspn(p, " ");
	}
	return *id || *name ? 0 : -1;
}

static int
conflict(struct load *l, const struct csvin_row *row, const struct member *m,
    enum column c, const struct field *old, const char *text)
{
	return diag_error(&l->au->diag, EXIT_DATA, load_place(l, row, c),
	    "%s of member \"%s\" is \"%s\" here and \"%s\" at %s:%u:%u, "
	    "expected the same", load_meaning(c), m->id, text, old->text,
	    old->loc.file, (unsigned)old->loc.line, (unsigned)old->loc.col);
}

static int
set_field(struct load *l, const struct csvin_row *row, struct member *m,
    enum column c, enum setting s)
{
	struct field *f = &m->field[s], now = {"", NULL, {0}, FIELD_KNOWN};
	struct arena *a = &l->au->arena;
	const char *text, *id = NULL, *name = NULL;

	if (!load_cell(l, row, c))
		return 0;
	text = load_text(l, row, c);
	now.loc = load_place(l, row, c);
	now.text = arena_str(a, text);
	if (strncmp(text, "System.", 7) == 0 && strchr(text, '[')) {
		now.state = FIELD_HIDDEN;
	} else if (flattened(a, text, &id, &name) == 0) {
		now.id = id;
		now.text = name ? name : "";
		if (load_norm(l, NORM_OBJECT, now.loc.line, now.loc.col, text,
		    name ? name : id) < 0)
			return -1;
	}
	if (f->state == FIELD_KNOWN && now.state == FIELD_KNOWN) {
		if (!util_ieq(f->text, now.text))
			return conflict(l, row, m, c, f, now.text);
		if (f->id && now.id && !util_eq(f->id, now.id))
			return conflict(l, row, m, c, f, text);
		if (!f->id)
			f->id = now.id;
		return 0;
	}
	if (f->state != FIELD_KNOWN)
		*f = now;
	return 0;
}

static int
set_number(struct load *l, const struct csvin_row *row, struct member *m,
    enum column c, enum setting s)
{
	struct field *f = &m->field[s];
	const char *text = load_text(l, row, c);

	if (!*text)
		return 0;
	if (f->id && !util_eq(f->id, text))
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, c), "%s of member \"%s\" is %s here "
		    "and %s before, expected the same", load_meaning(c), m->id,
		    text, f->id);
	f->id = arena_str(&l->au->arena, text);
	if (f->state == FIELD_ABSENT) {
		f->state = FIELD_KNOWN;
		f->loc = load_place(l, row, c);
	}
	return 0;
}

static enum license
license(const char *s)
{
	static const struct {
		const char *text;
		enum license license;
	} words[] = {
		{"F", LICENSE_FULL}, {"A", LICENSE_API},
		{"C", LICENSE_STREAMLINE}, {"X", LICENSE_SUBCONTRACTOR},
		{"Full", LICENSE_FULL}, {"Full Member", LICENSE_FULL},
		{"API", LICENSE_API}, {"API Member", LICENSE_API},
		{"StreamlineIT", LICENSE_STREAMLINE},
		{"Streamline IT", LICENSE_STREAMLINE},
		{"Streamline", LICENSE_STREAMLINE},
		{"Subcontractor", LICENSE_SUBCONTRACTOR},
	};

	for (size_t i = 0; i < countof(words); i++) {
		if (util_ieq(s, words[i].text))
			return words[i].license;
	}
	return LICENSE_UNKNOWN;
}

static bool
is_api_file(const struct load *l)
{
	const struct options *opt = l->au->opt;

	for (size_t i = 0; i < opt->napi_members; i++) {
		if (util_eq(opt->api_members[i], l->in->path))
			return true;
	}
	return l->in->api;
}

static int
set_flag(struct load *l, const struct csvin_row *row, struct member *m,
    enum column c, enum setting s)
{
	static const char *const text[] = {"", "False", "True"};
	struct field *f = &m->field[s];
	enum tri value;

	if (!load_cell(l, row, c))
		return 0;
	if (load_flag(l, row, c, &value) < 0)
		return -1;
	if (f->state == FIELD_KNOWN && !util_eq(f->text, text[value]))
		return conflict(l, row, m, c, f, text[value]);
	f->text = text[value];
	f->loc = load_place(l, row, c);
	f->state = FIELD_KNOWN;
	if (s == FIELD_INACTIVE)
		m->inactive = value;
	return 0;
}

int
load_members_row(struct load *l, const struct csvin_row *row)
{
	static const struct {
		enum column column;
		enum setting setting;
		int (*set)(struct load *, const struct csvin_row *,
		    struct member *, enum column, enum setting);
	} fields[] = {
		{COL_NAME, FIELD_NAME, set_field},
		{COL_ROLE, FIELD_ROLE, set_field},
		{COL_ROLE_NUMBER, FIELD_ROLE, set_number},
		{COL_LEVEL, FIELD_LEVEL, set_field},
		{COL_LEVEL_NUMBER, FIELD_LEVEL, set_number},
		{COL_ENTRY, FIELD_ENTRY, set_field},
		{COL_LOCATION, FIELD_LOCATION, set_field},
		{COL_DEPARTMENT, FIELD_DEPARTMENT, set_field},
		{COL_TERRITORY, FIELD_TERRITORY, set_field},
		{COL_DEFAULT_BOARD, FIELD_DEFAULT_BOARD, set_field},
		{COL_BOARD_NUMBER, FIELD_DEFAULT_BOARD, set_number},
		{COL_RESTRICTED, FIELD_RESTRICTED, set_field},
		{COL_LICENSE, FIELD_LICENSE, set_field},
		{COL_INACTIVE, FIELD_INACTIVE, set_flag},
		{COL_ADMIN, FIELD_ADMIN, set_flag},
		{COL_RESTRICT_LOCATION, FIELD_RESTRICT_LOCATION, set_flag},
		{COL_RESTRICT_DEPARTMENT, FIELD_RESTRICT_DEPARTMENT, set_flag},
	};
	const char *id = load_text(l, row, COL_ID);
	struct member *m;
	enum tri mark;
	int status = 0;

	l->in->records++;
	if (load_short(l, row) < 0)
		return -1;
	if (!*id)
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, COL_ID), "the member has no ID, "
		    "expected one");
	m = model_member(l->au, id, load_place(l, row, COL_ID));
	for (size_t i = 0; i < countof(fields); i++) {
		if (fields[i].set(l, row, m, fields[i].column,
		    fields[i].setting) < 0)
			status = -1;
	}
	/* They only mark the file, but a row that is cut off ends in them. */
	if (load_flag(l, row, COL_BLOCK_PRICE, &mark) < 0 ||
	    load_flag(l, row, COL_BLOCK_COST, &mark) < 0)
		status = -1;
	m->name = m->field[FIELD_NAME].text;
	if (m->field[FIELD_LICENSE].state == FIELD_KNOWN)
		m->license = license(m->field[FIELD_LICENSE].text);
	l->au->licensed = l->au->licensed || m->license != LICENSE_UNKNOWN;
	if (is_api_file(l) || m->license == LICENSE_API)
		m->api = true;
	return status;
}

static int
list_flag(struct load *l, const struct csvin_row *row, enum column c,
    enum tri *flag, struct loc *loc)
{
	enum tri value;

	if (load_flag(l, row, c, &value) < 0)
		return -1;
	if (value == TRI_UNKNOWN)
		return 0;
	if (*flag != TRI_UNKNOWN && *flag != value)
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, c), "%s of role \"%s\" is %s here and "
		    "%s at %s:%u:%u, expected the same", load_meaning(c),
		    load_text(l, row, COL_NAME), value == TRI_YES ? "True" :
		    "False", value == TRI_YES ? "False" : "True", loc->file,
		    (unsigned)loc->line, (unsigned)loc->col);
	*flag = value;
	*loc = load_place(l, row, c);
	return 0;
}

int
load_role_list_row(struct load *l, const struct csvin_row *row)
{
	const char *name = load_text(l, row, COL_NAME), *id;
	struct role *r;

	l->in->records++;
	if (load_short(l, row) < 0)
		return -1;
	if (!*name)
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, COL_NAME), "the role has no name, "
		    "expected one");
	r = model_role(l->au, name, load_place(l, row, COL_NAME));
	id = load_text(l, row, COL_ID);
	if (*id && r->id && !util_eq(r->id, id))
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, COL_ID), "role \"%s\" has the id %s "
		    "here and %s before, expected one", name, id, r->id);
	if (*id)
		r->id = arena_str(&l->au->arena, id);
	if (list_flag(l, row, COL_ADMIN, &r->admin, &r->admin_loc) < 0)
		return -1;
	return list_flag(l, row, COL_INACTIVE, &r->inactive, &r->inactive_loc);
}

/*
 * The same item twice in the list of one role: it must agree (section 3).
 * Returns 1 when it does, 0 when it is new, -1 after a diagnostic.
 */
static int
seen_entry(struct load *l, const struct role *r, const struct table_entry *e)
{
	struct audit *au = l->au;
	const char *key = arena_printf(&au->arena, "%s\x1f%s", r->key, e->key);
	const struct table_entry *old = map_get(&au->entry_map, key,
	    strlen(key));
	struct table_entry *copy;
	struct duplicate *d;

	if (!old) {
		copy = arena_alloc(&au->arena, sizeof(*copy));
		*copy = *e;
		map_put(&au->entry_map, key, strlen(key), copy);
		return 0;
	}
	if (old->allow != e->allow)
		return diag_error(&au->diag, EXIT_DATA, e->loc, "item \"%s\" "
		    "of role \"%s\" is %sallowed here and %sallowed at "
		    "%s:%u:%u, expected the same", e->item, r->name, e->allow ?
		    "" : "dis", old->allow ? "" : "dis", old->loc.file,
		    (unsigned)old->loc.line, (unsigned)old->loc.col);
	au->duplicate = arena_more(&au->arena, au->duplicate, au->nduplicate,
	    sizeof(*au->duplicate));
	d = &au->duplicate[au->nduplicate++];
	d->role = r;
	d->function = model_function(au, "System", "Table Setup");
	d->item = old->item;
	d->loc = e->loc;
	d->first = old->loc;
	return 1;
}

int
load_table_row(struct load *l, const struct csvin_row *row)
{
	const char *name = load_text(l, row, COL_ROLE);
	const char *item = load_text(l, row, COL_ITEM);
	const char *access = load_text(l, row, COL_ACCESS);
	struct arena *a = &l->au->arena;
	struct table_entry e;
	struct role *r;
	bool allow = true;
	int seen;

	l->in->records++;
	if (load_short(l, row) < 0)
		return -1;
	if (!*name || !*item)
		return diag_error(&l->au->diag, EXIT_DATA, load_place(l, row,
		    *name ? COL_ITEM : COL_ROLE), "the cell is empty, "
		    "expected a role and an item");
	if (!util_ieq(item, "(all)") && !strchr(item, '/'))
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, COL_ITEM), "item \"%s\", expected "
		    "Category / Table or (all)", item);
	if (util_ieq(access, "disallow") || util_ieq(access, "disallowed"))
		allow = false;
	else if (*access && !util_ieq(access, "allow") &&
	    !util_ieq(access, "allowed"))
		return diag_error(&l->au->diag, EXIT_DATA,
		    load_place(l, row, COL_ACCESS), "access \"%s\", expected "
		    "allow or disallow", access);
	r = model_role(l->au, name, load_place(l, row, COL_ROLE));
	e.item = arena_str(a, item);
	e.key = catalogue_table_key(a, item);
	e.loc = load_place(l, row, COL_ITEM);
	e.allow = allow;
	seen = seen_entry(l, r, &e);
	if (seen)
		return seen < 0 ? -1 : 0;
	r->entry = arena_more(a, r->entry, r->nentry, sizeof(*r->entry));
	r->entry[r->nentry++] = e;
	r->has_list = r->has_list || allow;
	return 0;
}
