#include <string.h>

#include "connectwise_data.h"

#define BOARDS "excludedServiceBoardIds"

/* A list that is not known, in the word of PowerShell that is read so. */
static const char hidden[] = "System.Object[]";

static const struct connectwise_column member_columns[] = {
	{"identifier", "identifier", NULL},
	{"name", "name", NULL},
	{"licenseClass", "licenseClass", NULL},
	{"inactiveFlag", "inactiveFlag", NULL},
	{"adminFlag", "adminFlag", NULL},
	{"securityRole/id", "securityRole", "id"},
	{"securityRole/name", "securityRole", "name"},
	{"structureLevel/id", "structureLevel", "id"},
	{"structureLevel/name", "structureLevel", "name"},
	{"securityLocation/name", "securityLocation", "name"},
	{"defaultLocation/name", "defaultLocation", "name"},
	{"defaultDepartment/name", "defaultDepartment", "name"},
	{"serviceDefaultBoard/id", "serviceDefaultBoard", "id"},
	{"serviceDefaultBoard/name", "serviceDefaultBoard", "name"},
	{BOARDS, BOARDS, NULL},
	{"restrictLocationFlag", "restrictLocationFlag", NULL},
	{"restrictDepartmentFlag", "restrictDepartmentFlag", NULL},
};

static const struct connectwise_column role_columns[] = {
	{"id", "id", NULL},
	{"name", "name", NULL},
	{"roleType", "roleType", NULL},
	{"adminFlag", "adminFlag", NULL},
	{"inactiveFlag", "inactiveFlag", NULL},
};

enum { MEMBER_NAME = 1, MEMBER_LICENSE = 2 };

static const struct connectwise_column item_columns[] = {
	{"Role", NULL, NULL}, {"Item", NULL, NULL}, {"Access", NULL, NULL},
};

static void
prepare(struct connectwise_table *t, struct arena *a,
    const struct connectwise_column *column, size_t ncol)
{
	memset(t, 0, sizeof(*t));
	t->arena = a;
	t->column = column;
	t->ncol = ncol;
}

void
connectwise_members(struct connectwise_table *t, struct arena *a)
{
	prepare(t, a, member_columns, countof(member_columns));
}

void
connectwise_roles(struct connectwise_table *t, struct arena *a)
{
	prepare(t, a, role_columns, countof(role_columns));
}

void
connectwise_items(struct connectwise_table *t, struct arena *a)
{
	prepare(t, a, item_columns, countof(item_columns));
}

static const char *const levels[] = {"addLevel", "editLevel", "deleteLevel",
	"inquireLevel"};

const char *
connectwise_bad_member(const struct json *record)
{
	return json_text(record, "identifier") ? NULL :
	    "a member without an identifier";
}

const char *
connectwise_bad_role(const struct json *record)
{
	unsigned long long id;
	bool admin;

	if (json_id(record, "id", &id) < 0 || !json_text(record, "name"))
		return "a role without an id or a name";
	return json_flag(record, "adminFlag", &admin) == 0 ? NULL :
	    "a role without an adminFlag";
}

const char *
connectwise_bad_setting(const struct json *record)
{
	if (!json_text(record, "moduleName") &&
	    !json_text(record, "moduleDescription"))
		return "a setting without a module";
	if (!json_text(record, "moduleFunctionName") &&
	    !json_text(record, "moduleFunctionDescription"))
		return "a setting without a function";
	/* Null is what is not offered; a level that is missing is unknown. */
	for (size_t i = 0; i < countof(levels); i++) {
		const struct json *v = json_get(record, levels[i]);

		if (!v || (v->type != JSON_STRING && v->type != JSON_NULL))
			return "a setting without one of its levels";
	}
	return NULL;
}

const char *
connectwise_bad_item(const struct json *record)
{
	return json_text(record, "customizeIdentifier") &&
	    json_text(record, "itemIdentifier") ? NULL :
	    "an item without a name";
}

/* True for a list of the numbers of boards. */
static bool
is_list(const struct json *v)
{
	if (v->type != JSON_ARRAY)
		return false;
	for (const struct json *c = v->child; c; c = c->next) {
		if (c->type != JSON_NUMBER || !(c->number >= 1 &&
		    c->number < 1e15) ||
		    (double)(long long)c->number != c->number)
			return false;
	}
	return true;
}

/* A value as a cell, lists of numbers with ';' between them. */
static const char *
cell_text(struct arena *a, const struct json *v)
{
	const char *text = "";

	switch (v->type) {
	case JSON_STRING:
		return arena_str(a, v->text);
	case JSON_NUMBER:
		return arena_printf(a, "%.0f", v->number);
	case JSON_BOOL:
		return v->number > 0 ? "True" : "False";
	case JSON_ARRAY:
		for (const struct json *c = v->child; c; c = c->next)
			text = arena_printf(a, "%s%s%s", text, *text ? ";" :
			    "", cell_text(a, c));
		return text;
	default:
		return "";
	}
}

/* The cell of a record, or NULL when it does not have the field. */
static const char *
field_text(struct arena *a, const struct json *record,
    const struct connectwise_column *p)
{
	const struct json *v = json_get(record, p->key);

	if (v && p->part && v->type == JSON_OBJECT) {
		v = json_get(v, p->part);
		return v ? cell_text(a, v) : "";
	}
	if (v && p->part)
		return "";
	if (v && util_eq(p->key, BOARDS) && !is_list(v))
		return hidden;
	return v ? cell_text(a, v) : NULL;
}

static const char **
new_row(struct connectwise_table *t)
{
	t->row = arena_more(t->arena, t->row, t->n, sizeof(*t->row));
	t->row[t->n] = arena_array(t->arena, t->ncol, sizeof(char *));
	return t->row[t->n++];
}

static const char **
add_record(struct connectwise_table *t, const struct json *record)
{
	const char **row = new_row(t);

	for (size_t i = 0; i < t->ncol; i++)
		row[i] = field_text(t->arena, record, &t->column[i]);
	return row;
}

void
connectwise_add_member(struct connectwise_table *t,
    const struct json *record, bool api)
{
	const char *first = json_text(record, "firstName");
	const char *last = json_text(record, "lastName");
	const char **row = add_record(t, record);

	/* That list holds nothing else. */
	if (api)
		row[MEMBER_LICENSE] = "A";
	if (!row[MEMBER_NAME] && (first || last))
		row[MEMBER_NAME] = arena_printf(t->arena, "%s%s%s",
		    first ? first : "", first && last ? " " : "",
		    last ? last : "");
}

void
connectwise_add_role(struct connectwise_table *t, const struct json *record)
{
	add_record(t, record);
}

void
connectwise_add_item(struct connectwise_table *t, const char *role,
    const char *item)
{
	const char **row = new_row(t);

	row[0] = arena_str(t->arena, role);
	row[1] = arena_str(t->arena, item);
	row[2] = "allow";
}

const char *
connectwise_cell(const struct connectwise_table *t, size_t row,
    const char *heading)
{
	for (size_t i = 0; i < t->ncol; i++) {
		if (util_eq(t->column[i].heading, heading))
			return t->row[row][i];
	}
	return NULL;
}

static void
put_cell(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	if (n && !strpbrk(s, ",\"\r\n") && s[0] != ' ' && s[n - 1] != ' ') {
		buf_add(b, s, n);
		return;
	}
	if (!n)
		return;
	buf_char(b, '"');
	for (; *s; s++) {
		if (*s == '"')
			buf_char(b, '"');
		buf_char(b, *s);
	}
	buf_char(b, '"');
}

static bool
has_column(const struct connectwise_table *t, size_t col)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->row[i][col])
			return true;
	}
	return false;
}

void
connectwise_write(const struct connectwise_table *t, struct buf *b)
{
	for (size_t r = 0; r <= t->n; r++) {
		const char *join = "";

		for (size_t c = 0; c < t->ncol; c++) {
			if (!has_column(t, c))
				continue;
			buf_str(b, join);
			join = ",";
			if (!r)
				buf_str(b, t->column[c].heading);
			else if (t->row[r - 1][c])
				put_cell(b, t->row[r - 1][c]);
			else if (util_eq(t->column[c].heading, BOARDS))
				put_cell(b, hidden);
		}
		buf_str(b, "\r\n");
	}
}

void
connectwise_settings_head(struct buf *b)
{
	buf_str(b, "securityRole,moduleName,moduleFunctionName,addLevel,"
	    "editLevel,deleteLevel,inquireLevel\r\n");
}

/* A name, or the description where the name is missing. */
static void
put_title(struct buf *b, const struct json *record, const char *name,
    const char *description)
{
	const char *s = json_text(record, name);

	if (!s || !*s)
		s = json_text(record, description);
	buf_char(b, ',');
	put_cell(b, s ? s : "");
}

void
connectwise_add_setting(struct buf *b, const char *role,
    const struct json *record)
{
	put_cell(b, role);
	put_title(b, record, "moduleName", "moduleDescription");
	put_title(b, record, "moduleFunctionName",
	    "moduleFunctionDescription");
	for (size_t i = 0; i < countof(levels); i++) {
		const char *s = json_text(record, levels[i]);

		buf_char(b, ',');
		put_cell(b, s ? s : "");
	}
	buf_str(b, "\r\n");
}
