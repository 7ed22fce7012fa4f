#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "load_head.h"
#include "text.h"

/* A heading, by text_key(). Of two for one column the earlier line wins. */
struct alias {
	const char *key;
	enum column column;
};

/* The names of --column that a kind of file knows. */
struct option_name {
	const char *name;
	enum column column;
};

/* Section 1.5 and 2.1 of the permissions reference. */
static const struct alias roles[] = {
	{"rolename", COL_ROLE}, {"securityrolename", COL_ROLE},
	{"role", COL_ROLE}, {"securityrole", COL_ROLE}, {"roleid", COL_ROLE},
	{"module", COL_MODULE}, {"modulename", COL_MODULE},
	{"securitymodule", COL_MODULE}, {"category", COL_MODULE},
	{"moduledescription", COL_MODULE},
	{"function", COL_FUNCTION}, {"functionname", COL_FUNCTION},
	{"modulefunctionname", COL_FUNCTION}, {"action", COL_FUNCTION},
	{"subcategory", COL_FUNCTION}, {"submodule", COL_FUNCTION},
	{"policy", COL_FUNCTION}, {"securitymoduleparameter", COL_FUNCTION},
	{"permission", COL_FUNCTION},
	{"modulefunctiondescription", COL_FUNCTION},
	{"description", COL_FUNCTION},
	{"addlevel", COL_ADD}, {"add", COL_ADD},
	{"editlevel", COL_EDIT}, {"edit", COL_EDIT},
	{"deletelevel", COL_DELETE}, {"delete", COL_DELETE},
	{"inquirelevel", COL_INQUIRE}, {"inquire", COL_INQUIRE},
	{"inquirylevel", COL_INQUIRE}, {"inquiry", COL_INQUIRE},
};

/* Sections 2.1 to 2.3 and 3 of the permissions reference. */
static const struct alias members[] = {
	{"memberid", COL_ID}, {"identifier", COL_ID},
	{"memberidentifier", COL_ID},
	{"membername", COL_NAME}, {"memberfullname", COL_NAME},
	{"fullname", COL_NAME}, {"name", COL_NAME},
	{"roleid", COL_ROLE}, {"securityrole", COL_ROLE},
	{"securityrolename", COL_ROLE}, {"rolename", COL_ROLE},
	{"role", COL_ROLE}, {"securityroleid", COL_ROLE_NUMBER},
	{"level", COL_LEVEL}, {"structurelevel", COL_LEVEL},
	{"structurelevelname", COL_LEVEL},
	{"structurelevelid", COL_LEVEL_NUMBER},
	{"securitylocation", COL_ENTRY}, {"securitylocationname", COL_ENTRY},
	{"location", COL_LOCATION}, {"defaultlocation", COL_LOCATION},
	{"defaultlocationname", COL_LOCATION},
	{"businessunit", COL_DEPARTMENT}, {"department", COL_DEPARTMENT},
	{"defaultdepartment", COL_DEPARTMENT},
	{"defaultdepartmentname", COL_DEPARTMENT},
	{"defaultterritory", COL_TERRITORY},
	{"defaultboard", COL_DEFAULT_BOARD},
	{"servicedefaultboard", COL_DEFAULT_BOARD},
	{"servicedefaultboardname", COL_DEFAULT_BOARD},
	{"servicedefaultboardid", COL_BOARD_NUMBER},
	{"restrictboardaccess", COL_RESTRICTED},
	{"restrictedboardaccess", COL_RESTRICTED},
	{"excludedserviceboardids", COL_RESTRICTED},
	{"licenseclass", COL_LICENSE}, {"licenceclass", COL_LICENSE},
	{"license", COL_LICENSE},
	{"inactiveflag", COL_INACTIVE}, {"inactive", COL_INACTIVE},
	{"adminflag", COL_ADMIN}, {"admin", COL_ADMIN},
	{"restrictlocationflag", COL_RESTRICT_LOCATION},
	{"restrictdepartmentflag", COL_RESTRICT_DEPARTMENT},
	{"blockpriceflag", COL_BLOCK_PRICE},
	{"blockcostflag", COL_BLOCK_COST},
};

static const struct alias role_list[] = {
	{"id", COL_ID}, {"name", COL_NAME}, {"rolename", COL_NAME},
	{"role", COL_NAME}, {"securityrole", COL_NAME}, {"roleid", COL_NAME},
	{"roletype", COL_ROLE_TYPE},
	{"adminflag", COL_ADMIN}, {"admin", COL_ADMIN},
	{"inactiveflag", COL_INACTIVE}, {"inactive", COL_INACTIVE},
};

static const struct alias table_setup[] = {
	{"rolename", COL_ROLE}, {"securityrolename", COL_ROLE},
	{"role", COL_ROLE}, {"securityrole", COL_ROLE}, {"roleid", COL_ROLE},
	{"item", COL_ITEM}, {"access", COL_ACCESS},
};

static const struct option_name option_names[] = {
	{"role", COL_ROLE}, {"module", COL_MODULE},
	{"function", COL_FUNCTION}, {"add", COL_ADD}, {"edit", COL_EDIT},
	{"delete", COL_DELETE}, {"inquire", COL_INQUIRE}, {"id", COL_ID},
	{"name", COL_NAME}, {"level", COL_LEVEL},
	{"location", COL_LOCATION}, {"department", COL_DEPARTMENT},
	{"default_board", COL_DEFAULT_BOARD},
	{"restricted_boards", COL_RESTRICTED}, {"license", COL_LICENSE},
	{"inactive", COL_INACTIVE}, {"admin", COL_ADMIN}, {"item", COL_ITEM},
	{"access", COL_ACCESS},
};

static const char *const meaning[COL_COUNT] = {
	"role", "role number", "module", "function", "add", "edit", "delete",
	"inquire", "id", "name", "level", "level number", "level entry",
	"location", "department", "territory", "default_board",
	"default_board number", "restricted_boards", "license", "inactive",
	"admin", "restrict_location", "restrict_department", "api member mark",
	"api member mark", "role type", "item", "access"
};

/* The headings of one header row by text_key(). */
struct heads {
	const char **key;
	size_t n;
};

const char *
load_meaning(enum column c)
{
	return meaning[c];
}

static int
find_key(const struct heads *h, const char *key)
{
	for (size_t i = 0; i < h->n; i++) {
		if (util_eq(h->key[i], key))
			return (int)i;
	}
	return -1;
}

static bool
has(const struct heads *h, const char *key)
{
	return find_key(h, key) >= 0;
}

static void
map_columns(struct load *l, const struct heads *h, const struct alias *a,
    size_t n)
{
	for (int c = 0; c < COL_COUNT; c++)
		l->col[c] = -1;
	for (size_t i = 0; i < n; i++) {
		if (l->col[a[i].column] < 0)
			l->col[a[i].column] = find_key(h, a[i].key);
	}
}

/* Lets --column NAME=HEADER override what the headings say. */
static void
map_options(struct load *l, const struct heads *h)
{
	const struct options *opt = l->au->opt;

	for (size_t i = 0; i < opt->ncolumn; i++) {
		char *key = text_keystr(&l->au->arena, opt->column[i].header);
		int at = find_key(h, key);

		for (size_t k = 0; at >= 0 && k < countof(option_names); k++) {
			if (!util_eq(option_names[k].name, opt->column[i].name))
				continue;
			for (int c = 0; c < COL_COUNT; c++) {
				if (l->col[c] == at)
					l->col[c] = -1;
			}
			l->col[option_names[k].column] = at;
		}
	}
}

static bool
any_level(const struct load *l)
{
	return l->col[COL_ADD] >= 0 || l->col[COL_EDIT] >= 0 ||
	    l->col[COL_DELETE] >= 0 || l->col[COL_INQUIRE] >= 0;
}

/*
 * In a grid the functions often stand under no heading, or under the name of
 * their module: the only such column before the levels is theirs.
 */
static void
guess_function(struct load *l, const struct heads *h)
{
	int found = -1;

	if (l->col[COL_FUNCTION] >= 0 || !any_level(l))
		return;
	for (size_t i = 0; i < h->n && found < 0; i++) {
		bool taken = false;

		for (int c = 0; c < COL_COUNT; c++)
			taken = taken || l->col[c] == (int)i;
		if (taken)
			break;
		if (!*h->key[i] || catalogue_module(l->au->cat, h->key[i]))
			found = (int)i;
	}
	l->col[COL_FUNCTION] = found;
	if (found >= 0 && *h->key[found])
		l->module = catalogue_module(l->au->cat, h->key[found]);
}

static int
refuse(struct load *l, const struct csvin_row *row, const char *what)
{
	struct loc loc = {l->in->file, row->line, row->cell[0].col};

	return diag_error(&l->au->diag, EXIT_DATA, loc, "%s", what);
}

/* True when the heading is one of a level column's; --column settles it. */
static bool
names_level(const struct load *l, const char *key, int column)
{
	if (l->in->kind != INPUT_ROLES || l->au->opt->ncolumn ||
	    column < COL_ADD || column > COL_INQUIRE)
		return false;
	for (size_t i = 0; i < countof(roles); i++) {
		if ((int)roles[i].column == column &&
		    util_eq(roles[i].key, key))
			return true;
	}
	return false;
}

/*
 * The same heading twice, or two for one verb: which of them is meant is not
 * known, and they may disagree in any row.
 */
static int
check_twice(struct load *l, const struct heads *h, const struct csvin_row *row)
{
	for (size_t i = 0; i < h->n; i++) {
		for (int c = 0; c < COL_COUNT; c++) {
			size_t at = (size_t)l->col[c];
			const struct csvin_cell *a, *b;
			struct loc loc;

			if (l->col[c] < 0 || at == i || !*h->key[i] ||
			    (!util_eq(h->key[i], h->key[at]) &&
			    !names_level(l, h->key[i], c)))
				continue;
			a = &row->cell[at < i ? at : i];
			b = &row->cell[at < i ? i : at];
			loc = (struct loc){l->in->file, b->line, b->col};
			return diag_error(&l->au->diag, EXIT_DATA, loc, "the "
			    "headings \"%s\" and \"%s\" name one column, "
			    "expected it once", a->text, b->text);
		}
	}
	return 1;
}

/* A build for the tests does without: each row is read for itself. */
#ifdef MEMO_OFF
#define REMEMBER false
#else
#define REMEMBER true
#endif

void
load_remember(struct load *l)
{
	l->name_first = l->name_last = l->col[COL_FUNCTION];
	if (l->col[COL_MODULE] < l->name_first)
		l->name_first = l->col[COL_MODULE];
	else
		l->name_last = l->col[COL_MODULE];
	l->level_first = -1;
	for (int v = 0; v < VERB_COUNT; v++) {
		int at = l->col[COL_ADD + v];

		if (at >= 0 && (l->level_first < 0 || at < l->level_first))
			l->level_first = at;
		if (at > l->level_last)
			l->level_last = at;
	}
	if (l->layout) {
		l->names = l->layout->names;
		l->levels = l->layout->levels;
	} else {
		memo_init(&l->names, &l->memory, sizeof(struct load_fact));
		memo_init(&l->levels, &l->memory, sizeof(struct load_fact));
	}
	l->remember = REMEMBER && !l->grid && l->col[COL_MODULE] >= 0 &&
	    !l->au->opt->keep_norms;
	l->once_each = l->in->bytes < LIMIT_REPEATS && !l->au->carry;
	l->in_order = l->remember && !l->once_each &&
	    l->col[COL_ROLE] < l->name_first &&
	    l->name_last < l->level_first;
}

void
load_count(struct load *l, const struct load_fact *f)
{
	if (!f->norms)
		return;
	l->in->norms += f->norms;
	for (int k = 0; k < NORM_COUNT; k++)
		l->in->norm[k] += f->norm[k];
}

void
load_forget(struct load *l)
{
	if (l->layout) {
		l->layout->names = l->names;
		l->layout->levels = l->levels;
		l->layout = NULL;
	}
	if (l->au->carry)
		carry_trim(l->au->carry);
	arena_free(&l->memory);
	l->remember = false;
}

static int
is_roles(struct load *l, const struct heads *h, const struct csvin_row *row)
{
	map_columns(l, h, roles, countof(roles));
	map_options(l, h);
	guess_function(l, h);
	if (any_level(l) && has(h, "myflag") && has(h, "moduleidentifier") &&
	    !has(h, "modulefunctionname"))
		return refuse(l, row, "this is a dump of project roles (Get-"
		    "CWMProjectSecurityRole), expected security roles: "
		    "/system/securityRoles/ID/settings");
	if (any_level(l) && l->col[COL_FUNCTION] < 0)
		return refuse(l, row, "no column names the function, "
		    "expected a heading like Function (or --column "
		    "function=HEADING)");
	if (!any_level(l)) {
		if (l->col[COL_FUNCTION] < 0 || l->col[COL_MODULE] < 0)
			return 0;
		return refuse(l, row, "no level column at all, expected Add "
		    "Level, Edit Level, Delete Level and Inquire Level");
	}
	l->in->kind = INPUT_ROLES;
	l->grid = l->col[COL_ROLE] < 0;
	l->in->shape = has(h, "modulefunctionname") ||
	    has(h, "modulefunctiondescription") ? "api dump" :
	    l->grid ? "grid" : "long";
	l->row = load_roles_row;
	return 1;
}

static int
is_members(struct load *l, const struct heads *h)
{
	map_columns(l, h, members, countof(members));
	/* Beside a Member Name, Name is the entry chosen for the Level. */
	if (has(h, "membername") && has(h, "name") && l->col[COL_ENTRY] < 0)
		l->col[COL_ENTRY] = find_key(h, "name");
	map_options(l, h);
	if (l->col[COL_ID] < 0)
		return 0;
	l->in->kind = INPUT_MEMBERS;
	l->in->api = l->col[COL_LICENSE] < 0 && (l->col[COL_BLOCK_PRICE] >= 0 ||
	    l->col[COL_BLOCK_COST] >= 0);
	l->row = load_members_row;
	return 1;
}

static int
is_table_setup(struct load *l, const struct heads *h)
{
	map_columns(l, h, table_setup, countof(table_setup));
	map_options(l, h);
	if (l->col[COL_ITEM] < 0 || l->col[COL_ROLE] < 0)
		return 0;
	l->in->kind = INPUT_TABLE_SETUP;
	l->row = load_table_row;
	return 1;
}

static int
is_role_list(struct load *l, const struct heads *h)
{
	map_columns(l, h, role_list, countof(role_list));
	map_options(l, h);
	if (l->col[COL_NAME] < 0 || (l->col[COL_ROLE_TYPE] < 0 &&
	    l->col[COL_ADMIN] < 0 && l->col[COL_INACTIVE] < 0))
		return 0;
	l->in->kind = INPUT_ROLE_LIST;
	l->row = load_role_list_row;
	return 1;
}

/* Headings that only tables have which the program itself writes. */
static const char *const results[][3] = {
	{"vendor", "confidence", "guide"},	/* profiles */
	{"change", "widened", "old"},		/* diff */
	{"holds", "level", "function"},		/* who */
	{"weights", "severities", "why"},	/* rules */
};

/* Files of the program's own are told by their headings. */
static int
is_own(struct load *l, const struct heads *h, const struct csvin_row *row)
{
	if (has(h, "kind") && has(h, "when") && has(h, "note")) {
		l->foreign = "a profile";
		return l->au->fleet ? -1 : refuse(l, row, "this is a profile, "
		    "not an export: give it with --profile FILE=ROLE");
	}
	if (has(h, "rule") && has(h, "owner") && has(h, "expires")) {
		l->foreign = "a waiver file or an action plan";
		return l->au->fleet ? -1 : refuse(l, row, "this is a waiver "
		    "file or an action plan, not an export");
	}
	for (size_t i = 0; i < countof(results); i++) {
		if (!has(h, results[i][0]) || !has(h, results[i][1]) ||
		    !has(h, results[i][2]))
			continue;
		l->foreign = "a result of cwaudit";
		return l->au->fleet ? -1 : refuse(l, row, "this is a result "
		    "of cwaudit, not an export");
	}
	return 0;
}

static void
describe(struct load *l, const struct csvin_row *row)
{
	struct arena *a = &l->au->arena;
	struct input *in = l->in;

	in->heading = arena_array(a, row->n + 1, sizeof(*in->heading));
	in->meaning = arena_array(a, row->n + 1, sizeof(*in->meaning));
	for (size_t i = 0; i < row->n; i++)
		in->heading[i] = arena_str(a, row->cell[i].text);
	for (int c = 0; c < COL_COUNT; c++) {
		if (l->col[c] >= 0)
			in->meaning[l->col[c]] = meaning[c];
	}
}

/* The texts of a row, which stand one behind the other. */
static size_t
texts(const struct csvin_row *row)
{
	const struct csvin_cell *last = &row->cell[row->n - 1];

	return (size_t)(last->text + last->len - row->cell[0].text) + 1;
}

/* Takes over how the same header row was read in another file. */
static bool
known_head(struct load *l, const struct csvin_row *row)
{
	struct carry *c = l->au->carry;
	struct load_layout *to = c ? c->layout : NULL;
	size_t len = texts(row);

	while (to && (to->ncol != row->n || to->len != len ||
	    to->delimiter != l->in->delimiter ||
	    memcmp(to->head, row->cell[0].text, len) != 0))
		to = to->next;
	if (!to)
		return false;
	memcpy(l->col, to->col, sizeof(l->col));
	l->in->kind = INPUT_ROLES;
	l->in->shape = to->shape;
	l->row = load_roles_row;
	l->layout = to;
	return true;
}

/* Lets what is remembered below this header row be carried on. */
static void
keep_head(struct load *l, const struct csvin_row *row)
{
	struct carry *c = l->au->carry;
	struct load_layout *to = arena_alloc(&c->memory, sizeof(*to));

	to->len = texts(row);
	to->head = arena_strn(&c->memory, row->cell[0].text, to->len);
	to->delimiter = l->in->delimiter;
	to->ncol = row->n;
	memcpy(to->col, l->col, sizeof(to->col));
	to->shape = l->in->shape;
	memo_init(&to->names, &c->memory, sizeof(struct load_fact));
	memo_init(&to->levels, &c->memory, sizeof(struct load_fact));
	memo_init(&to->function, &c->memory, sizeof(struct load_fact));
	memo_init(&to->line, &c->memory, sizeof(struct load_fact));
	to->next = c->layout;
	c->layout = to;
	l->layout = to;
}

/* Does what only a roles export needs behind its header row. */
static void
begin_roles(struct load *l, const struct csvin_row *row)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		int at = l->col[COL_ADD + v];

		if (at >= 0)
			l->in->field[v] = arena_str(&l->au->arena,
			    row->cell[at].text);
	}
	load_remember(l);
	if (l->au->carry && l->remember && !l->layout) {
		keep_head(l, row);
		load_remember(l);
	}
	if (l->layout)
		l->round = ++l->au->carry->round;
}

/* Finds out what the columns mean. Returns as load_head(). */
static int
read_head(struct load *l, const struct csvin_row *row)
{
	struct arena *a = &l->au->arena;
	struct heads h = {arena_array(a, row->n, sizeof(*h.key)), row->n};
	int is;

	for (size_t i = 0; i < row->n; i++)
		h.key[i] = text_keystr(a, row->cell[i].text);
	is = is_own(l, &h, row);
	if (!is && !has(&h, "item"))
		is = is_roles(l, &h, row);
	if (!is)
		is = is_members(l, &h);
	if (!is)
		is = is_table_setup(l, &h);
	if (!is)
		is = is_role_list(l, &h);
	if (is == 1)
		is = check_twice(l, &h, row);
	return is;
}

int
load_head(struct load *l, const struct csvin_row *row)
{
	int is = known_head(l, row) ? 1 : read_head(l, row);

	if (is != 1)
		return is;
	l->ncol = row->n;
	l->begun = true;
	describe(l, row);
	if (l->in->kind == INPUT_ROLES)
		begin_roles(l, row);
	return is;
}

bool
load_is_head(const struct load *l, const struct csvin_row *row)
{
	size_t same = 0;

	for (int v = 0; v < VERB_COUNT; v++) {
		int at = l->col[COL_ADD + v];

		if (at < 0)
			continue;
		if ((size_t)at >= row->n ||
		    !util_ieq(row->cell[at].text, l->in->heading[at]))
			return false;
		same++;
	}
	return same > 0;
}

struct csvin_cell *
load_cell(const struct load *l, const struct csvin_row *row, enum column c)
{
	int at = l->col[c];

	return at >= 0 && (size_t)at < row->n ? &row->cell[at] : NULL;
}

struct loc
load_place(const struct load *l, const struct csvin_row *row, enum column c)
{
	const struct csvin_cell *cell = load_cell(l, row, c);
	struct loc loc = {l->in->file, row->line, 0};

	if (!cell && row->n)
		cell = &row->cell[row->n - 1];
	if (cell) {
		loc.line = cell->line;
		loc.col = cell->col;
	}
	return loc;
}

const char *
load_text(struct load *l, const struct csvin_row *row, enum column c)
{
	struct csvin_cell *cell = load_cell(l, row, c);
	const char *s;
	size_t n;

	if (!cell)
		return "";
	s = cell->text;
	n = cell->len;
	text_trim(&s, &n);
	if (n != cell->len) {
		char *cut = arena_strn(&l->au->arena, s, n);

		load_norm(l, NORM_BLANKS, cell->line, cell->col, cell->text,
		    cut);
		cell->text = cut;
		cell->len = n;
	}
	return cell->text;
}

int
load_short(struct load *l, const struct csvin_row *row)
{
	const struct csvin_cell *last = &row->cell[row->n - 1];
	struct arena *a = &l->au->arena;

	if (row->n == l->ncol)
		return 0;
	return load_norm(l, NORM_SHORT, last->line, last->col,
	    arena_printf(a, "%zu cells", row->n),
	    arena_printf(a, "%zu cells", l->ncol));
}

int
load_norm(struct load *l, enum norm kind, uint32_t line, uint32_t col,
    const char *from, const char *to)
{
	struct arena *a = &l->au->arena;
	struct loc loc = {l->in->file, line, col};
	struct norm_item *item;

	l->in->norms++;
	l->in->norm[kind]++;
	if (l->au->opt->strict && kind > NORM_BLANKS)
		return diag_error(&l->au->diag, EXIT_DATA, loc, "\"%s\" would "
		    "be read as \"%s\" (%s), which --strict refuses", from,
		    to, model_norm(kind));
	if (!l->au->opt->keep_norms)
		return 0;
	item = arena_alloc(a, sizeof(*item));
	item->kind = kind;
	item->line = line;
	item->col = col;
	item->from = arena_str(a, from);
	item->to = arena_str(a, to);
	if (!l->in->norm_last)
		l->in->norm_last = &l->in->norm_first;
	*l->in->norm_last = item;
	l->in->norm_last = &item->next;
	return 0;
}

int
load_flag(struct load *l, const struct csvin_row *row, enum column c,
    enum tri *out)
{
	static const struct {
		const char *text;
		enum tri value;
	} words[] = {{"", TRI_UNKNOWN}, {"true", TRI_YES}, {"false", TRI_NO},
		{"1", TRI_YES}, {"0", TRI_NO}, {"yes", TRI_YES},
		{"no", TRI_NO}, {"y", TRI_YES}, {"n", TRI_NO}};
	const char *s = load_text(l, row, c);

	for (size_t i = 0; i < countof(words); i++) {
		if (util_ieq(s, words[i].text)) {
			*out = words[i].value;
			return 0;
		}
	}
	return diag_error(&l->au->diag, EXIT_DATA, load_place(l, row, c),
	    "%s is \"%s\", expected True or False", load_meaning(c), s);
}
