#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "load_head.h"
#include "text.h"

static int
bad(struct load *l, const struct csvin_row *row, enum column c,
    const char *what)
{
	return diag_error(&l->au->diag, EXIT_DATA, load_place(l, row, c),
	    "%s", what);
}

/* The only filled cell of a row, or NULL when several are filled. */
static const struct csvin_cell *
only_cell(const struct csvin_row *row)
{
	const struct csvin_cell *only = NULL;

	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->cell[i].text;
		size_t n = row->cell[i].len;

		text_trim(&s, &n);
		if (n && only)
			return NULL;
		if (n)
			only = &row->cell[i];
	}
	return only;
}

/* Takes the rows of a grid that are headings. Returns true when it is one. */
static bool
heading(struct load *l, const struct csvin_row *row)
{
	const struct csvin_cell *cell, *first;
	const char *module;

	if (load_is_head(l, row)) {
		first = load_cell(l, row, COL_FUNCTION);
		module = first ? catalogue_module(l->au->cat, first->text) :
		    NULL;
		if (module && l->grid)
			l->module = module;
		load_norm(l, NORM_HEADER, row->line, row->cell[0].col,
		    row->cell[0].text, "");
		return true;
	}
	cell = l->grid ? only_cell(row) : NULL;
	module = cell ? catalogue_module(l->au->cat, cell->text) : NULL;
	if (module)
		l->module = module;
	return module != NULL;
}

static int
check_width(struct load *l, const struct csvin_row *row)
{
	static const enum column need[] = {COL_ROLE, COL_MODULE, COL_FUNCTION,
		COL_ADD, COL_EDIT, COL_DELETE, COL_INQUIRE};

	for (size_t i = 0; i < countof(need); i++) {
		int at = l->col[need[i]];

		if (at >= 0 && (size_t)at >= row->n)
			return diag_error(&l->au->diag, EXIT_DATA,
			    load_place(l, row, need[i]), "the row ends before "
			    "the column %s, expected %zu cells",
			    l->in->heading[at], l->ncol);
	}
	return 0;
}

/* The base name of a file without its ending. */
static const char *
stem(struct load *l)
{
	const char *base = util_base(l->in->file);
	const char *dot = strrchr(base, '.');

	return dot && dot > base ? arena_strn(&l->au->arena, base,
	    (size_t)(dot - base)) : base;
}

struct role *
load_roles_enter(struct load *l, const char *name, struct loc loc)
{
	struct role *r = model_role(l->au, name, loc);

	if (!r->exported) {
		r->exported = true;
		r->loc = loc;
		l->au->nexported++;
	}
	return r;
}

/* True when the row is of the role of the row above. */
static bool
same_role(const struct load *l, const struct csvin_row *row)
{
	const struct csvin_cell *cell = &row->cell[l->col[COL_ROLE]];

	return l->role && cell->len == l->role_len &&
	    scan_same(cell->text, l->role_text, cell->len);
}

static struct role *
row_role(struct load *l, const struct csvin_row *row)
{
	struct loc loc = {l->in->file, row->line, row->cell[0].col};
	const char *name;
	char *text;

	if (l->col[COL_ROLE] < 0) {
		if (!l->file_role)
			l->file_role = load_roles_enter(l, l->au->opt->role ?
			    l->au->opt->role : stem(l), loc);
		return l->file_role;
	}
	if (same_role(l, row))
		return l->role;
	name = load_text(l, row, COL_ROLE);
	if (!*name) {
		bad(l, row, COL_ROLE, "the role is empty, expected its name");
		return NULL;
	}
	l->role = load_roles_enter(l, name, load_place(l, row, COL_ROLE));
	l->role_len = strlen(name);
	text = arena_alloc(&l->memory, l->role_len + 1 + SCAN_PAD);
	memcpy(text, name, l->role_len);
	l->role_text = text;
	return l->role;
}

static const char *
row_module(struct load *l, const struct csvin_row *row)
{
	const char *module = load_text(l, row, COL_MODULE);

	if (*module) {
		if (l->grid)
			l->module = arena_str(&l->au->arena, module);
		return module;
	}
	if (!l->grid || !l->module) {
		bad(l, row, l->col[COL_MODULE] >= 0 ? COL_MODULE :
		    COL_FUNCTION, "no module is named, expected one in the "
		    "row or in a heading above it");
		return NULL;
	}
	if (l->col[COL_MODULE] >= 0 && load_norm(l, NORM_CARRIED, row->line,
	    load_place(l, row, COL_MODULE).col, "", l->module) < 0)
		return NULL;
	return l->module;
}

/* Records that a name was read as the catalogue spells it. */
static int
note_spelling(struct load *l, const struct csvin_row *row, enum column c,
    const char *from, const char *to)
{
	struct loc loc = load_place(l, row, c);

	if (!*from || util_eq(from, to))
		return 0;
	return load_norm(l, util_ieq(from, to) ? NORM_CASE : NORM_ALIAS,
	    loc.line, loc.col, from, to);
}

/*
 * Sets *p to the text of the cells first to last, and returns its length, or
 * 0 when rows are not remembered.
 */
static size_t
span(const struct load *l, const struct csvin_row *row, int first, int last,
    const char **p)
{
	const struct csvin_cell *end = &row->cell[last];

	if (!l->remember)
		return 0;
	*p = row->cell[first].text;
	return (size_t)(end->text + end->len + 1 - *p);
}

/* The same of levels that stand in the file as in the text, without quotes. */
static size_t
level_span(const struct load *l, const struct csvin_row *row, const char **p)
{
	const struct csvin_cell *first, *last;

	if (!l->remember)
		return 0;
	first = &row->cell[l->level_first];
	last = &row->cell[l->level_last];
	if (last->raw - first->raw != (size_t)(last->text - first->text))
		return 0;
	return span(l, row, l->level_first, l->level_last, p);
}

/* Notes what was counted since a part of the row began. */
static void
note_norms(const struct load *l, enum part part, struct load_fact *f)
{
	f->norms = 0;
	for (int k = 0; k < NORM_COUNT; k++) {
		f->norm[k] = (uint8_t)(l->in->norm[k] - l->seen.norm[part][k]);
		f->norms = (uint8_t)(f->norms + f->norm[k]);
	}
}

static struct function *
read_function(struct load *l, const struct csvin_row *row)
{
	const char *module = row_module(l, row), *name;
	struct function *f;

	if (!module)
		return NULL;
	name = load_text(l, row, COL_FUNCTION);
	if (!*name) {
		bad(l, row, COL_FUNCTION, "the function is empty, expected "
		    "its name");
		return NULL;
	}
	f = model_function(l->au, module, name);
	if (f->cat && (note_spelling(l, row, COL_FUNCTION, name,
	    f->name) < 0 || note_spelling(l, row, COL_MODULE,
	    load_text(l, row, COL_MODULE), f->module) < 0))
		return NULL;
	f->listed = true;
	return f;
}

static struct function *
row_function(struct load *l, const struct csvin_row *row)
{
	const char *p = NULL;
	size_t n = l->once_each ? 0 :
	    span(l, row, l->name_first, l->name_last, &p);
	struct load_fact *fact;
	struct function *f;

	fact = n ? (struct load_fact *)memo_find(&l->names, p, n) : NULL;
	if (fact && load_holds(l, fact)) {
		load_count(l, fact);
		return fact->function ? fact->function :
		    l->au->function[fact->id];
	}
	f = read_function(l, row);
	if (f && n && !fact)
		fact = (struct load_fact *)memo_add(&l->names, p, n);
	if (f && fact) {
		load_know(l, fact, f);
		note_norms(l, PART_FUNCTION, fact);
	}
	return f;
}

static const struct {
	const char *text;
	enum level level;
} levels[] = {
	{"None", LEVEL_NONE}, {"My", LEVEL_MY}, {"All", LEVEL_ALL},
	{"", LEVEL_NONE}, {"-", LEVEL_NONE}, {"N/A", LEVEL_NONE},
};

static int
bad_level(struct load *l, const struct csvin_cell *cell, const char *s)
{
	struct loc loc = {l->in->file, cell->line, cell->col};
	int near = text_nearest(s, levels, 3, sizeof(levels[0]));

	if (near < 0)
		return diag_error(&l->au->diag, EXIT_DATA, loc, "level "
		    "\"%s\", expected None, My or All", s);
	return diag_error(&l->au->diag, EXIT_DATA, loc, "level \"%s\", "
	    "expected None, My or All: did you mean %s?", s,
	    levels[near].text);
}

/* The level cells of a row. */
struct cells {
	uint32_t col[VERB_COUNT];	/* 0: no such column */
	uint16_t raw[VERB_COUNT];
	uint16_t input[VERB_COUNT];	/* cf. struct grant_shape */
	uint32_t line[VERB_COUNT];
	uint8_t level[VERB_COUNT];
	uint8_t filled;			/* a bit for each verb */
};

static int
row_level(struct load *l, const struct csvin_row *row, enum verb v,
    struct cells *g)
{
	enum column c = (enum column)(COL_ADD + v);
	struct csvin_cell *cell = load_cell(l, row, c);
	const char *s;

	if (!cell)
		return 0;
	g->col[v] = cell->col;
	g->raw[v] = model_spell(l->au, cell->text, cell->len);
	s = load_text(l, row, c);
	if (*s)
		g->filled = (uint8_t)(g->filled | 1u << v);
	for (size_t i = 0; i < countof(levels); i++) {
		if (!util_ieq(s, levels[i].text))
			continue;
		g->level[v] = (uint8_t)levels[i].level;
		if (i < 3 && !util_eq(s, levels[i].text))
			return load_norm(l, NORM_CASE, cell->line, cell->col,
			    s, levels[i].text);
		return 0;
	}
	if (util_ieq(s, "Mine")) {
		g->level[v] = LEVEL_MY;
		return load_norm(l, NORM_MINE, cell->line, cell->col, s, "My");
	}
	return bad_level(l, cell, s);
}

/* Packs the cells of a row into a grant. */
static void
pack(struct audit *au, const struct cells *c, struct grant *g)
{
	struct grant_shape s;

	memset(&s, 0, sizeof(s));
	g->col = UINT32_MAX;
	for (int v = 0; v < VERB_COUNT; v++) {
		if (c->col[v] && c->col[v] < g->col)
			g->col = c->col[v];
	}
	for (int v = 0; v < VERB_COUNT; v++) {
		s.ahead[v] = c->col[v] ? c->col[v] - g->col : GRANT_NO_CELL;
		s.raw[v] = c->raw[v];
		s.input[v] = c->input[v];
		s.line[v] = c->line[v];
		g->levels = (uint8_t)model_with_level(g->levels, v,
		    (enum level)c->level[v]);
	}
	g->shape = model_shape(au, &s);
}

static void
unpack(const struct audit *au, const struct grant *g, struct cells *c)
{
	const struct grant_shape *s = &au->shape[g->shape];

	for (int v = 0; v < VERB_COUNT; v++) {
		c->col[v] = model_column(au, g, (enum verb)v);
		c->raw[v] = s->raw[v];
		c->input[v] = s->input[v];
		c->line[v] = s->line[v];
		c->level[v] = (uint8_t)model_level(g->levels, v);
	}
}

static int
disagree(struct load *l, const struct role *r, const struct function *f,
    enum verb v, const struct grant *old, struct loc loc, uint8_t level)
{
	struct loc first = model_place(l->au, old, v);

	return diag_error(&l->au->diag, EXIT_DATA, loc, "%s of %s > %s of "
	    "role \"%s\" is %s here and %s at %s:%u:%u, expected the same",
	    level_verb_title(v), f->module, f->name, r->name,
	    level_name((enum level)level),
	    model_level(old->levels, v) == LEVEL_UNKNOWN ? "blank" :
	    level_name(model_level(old->levels, v)), first.file,
	    (unsigned)first.line, (unsigned)first.col);
}

static void
enter_duplicate(struct audit *au, const struct role *r,
    const struct function *f, struct loc loc, const struct grant *old)
{
	struct duplicate *d;

	au->duplicate = arena_more(&au->arena, au->duplicate, au->nduplicate,
	    sizeof(*au->duplicate));
	d = &au->duplicate[au->nduplicate++];
	d->role = r;
	d->function = f;
	d->item = NULL;
	d->loc = loc;
	d->first = model_place(au, old, VERB_ADD);
}

/* The same function twice in one role: it must agree (section 3). */
static int
merge(struct load *l, struct role *r, struct function *f, size_t at,
    const struct grant *g)
{
	struct audit *au = l->au;
	struct loc loc = {l->in->file, g->line, 0};
	struct cells all, c;
	struct grant old;
	bool same = false;

	/* What is packed anew is this audit's. */
	model_settle_at(au, r, at);
	model_grant_at(r, at, &old);
	unpack(au, &old, &all);
	unpack(au, g, &c);
	for (int v = 0; v < VERB_COUNT; v++) {
		loc.col = c.col[v];
		if (!c.col[v])
			continue;
		if (!all.col[v]) {
			all.col[v] = c.col[v];
			all.raw[v] = c.raw[v];
			all.level[v] = c.level[v];
			all.input[v] = g->input;
			all.line[v] = g->line;
		} else if (all.level[v] == c.level[v]) {
			same = true;
		} else {
			return disagree(l, r, f, (enum verb)v, &old, loc,
			    c.level[v]);
		}
	}
	pack(au, &all, &old);
	model_set_grant_at(au, r, at, &old);
	loc.col = c.col[VERB_ADD];
	if (same)
		enter_duplicate(au, r, f, loc, &old);
	return 0;
}

static int
read_levels(struct load *l, const struct csvin_row *row, struct grant *g)
{
	struct cells c = {.filled = 0};
	int status = 0;

	for (int v = 0; v < VERB_COUNT; v++) {
		if (row_level(l, row, (enum verb)v, &c) < 0)
			status = -1;
	}
	l->filled |= c.filled;
	l->seen.filled = c.filled;
	if (status == 0)
		pack(l->au, &c, g);
	return status;
}

static int
row_levels(struct load *l, const struct csvin_row *row, struct grant *g)
{
	const char *p = NULL;
	size_t n = level_span(l, row, &p);
	struct load_fact *fact;

	fact = n ? (struct load_fact *)memo_find(&l->levels, p, n) : NULL;
	if (fact) {
		g->levels = fact->levels;
		g->shape = fact->shape;
		g->col = row->cell[l->level_first].col;
		l->filled |= fact->filled;
		l->seen.filled = fact->filled;
		load_count(l, fact);
		return 0;
	}
	if (read_levels(l, row, g) < 0)
		return -1;
	fact = n ? (struct load_fact *)memo_add(&l->levels, p, n) : NULL;
	if (fact) {
		fact->levels = g->levels;
		fact->shape = g->shape;
		fact->filled = l->seen.filled;
		note_norms(l, PART_LEVELS, fact);
	}
	return 0;
}

static void
begin_part(struct load *l, size_t part)
{
	memcpy(l->seen.norm[part], l->in->norm, sizeof(l->in->norm));
}

/* Notes what a row was that entered a grant. */
static void
note_row(struct load *l, const struct csvin_row *row, struct role *r,
    struct function *f, const struct grant *g)
{
	struct load_seen *seen = &l->seen;
	size_t role = (size_t)l->col[COL_ROLE];

	/* Of a short row more has to be said. */
	seen->set = l->in_order && row->n == l->ncol;
	if (!seen->set)
		return;
	seen->role = r;
	seen->function = f;
	seen->grant = *g;
	seen->raw[PART_ROLE] = row->cell[role].raw;
	seen->raw[PART_FUNCTION] = row->cell[role + 1].raw;
	seen->raw[PART_LEVELS] = row->cell[l->level_first].raw;
	seen->raw[PART_COUNT] = (size_t)l->level_last + 1 < row->n ?
	    row->cell[l->level_last + 1].raw : 0;
}

int
load_roles_row(struct load *l, const struct csvin_row *row)
{
	struct grant g = {.line = row->line, .input = l->in->number};
	struct function *f;
	struct role *r;
	size_t at;

	if (heading(l, row))
		return 0;
	l->in->records++;
	if (check_width(l, row) < 0 || load_short(l, row) < 0)
		return -1;
	begin_part(l, PART_ROLE);
	r = row_role(l, row);
	begin_part(l, PART_FUNCTION);
	f = r ? row_function(l, row) : NULL;
	begin_part(l, PART_LEVELS);
	if (!f || row_levels(l, row, &g) < 0)
		return -1;
	begin_part(l, PART_COUNT);
	at = model_find(r, f);
	if (at < r->ngrant && r->levels[at])
		return merge(l, r, f, at, &g);
	model_add_grant(l->au, r, f, &g);
	note_row(l, row, r, f, &g);
	return 0;
}

/* Those of rows that were known from another file. */
static void
list_functions(struct audit *au)
{
	for (size_t k = 0; k < au->cat->nfunction; k++) {
		bool listed = au->function[k]->listed;

		for (size_t i = 0; i < au->nrole && !listed; i++) {
			const struct role *r = au->role[i];

			listed = r->ngrant && r->levels[k];
		}
		au->function[k]->listed = listed;
	}
}

/* A verb that no row of the input fills in is not in it. */
static void
forget_verb(struct load *l, struct role *r, enum verb v)
{
	struct grant g;
	uint32_t line;

	for (size_t i = 0; i < r->ngrant; i++) {
		if (!model_grant_at(r, i, &g) ||
		    model_source(l->au, &g, v, &line) != l->in)
			continue;
		r->levels[i] = (uint16_t)model_with_level(r->levels[i], v,
		    LEVEL_UNKNOWN);
	}
}

void
load_roles_end(struct load *l)
{
	struct audit *au = l->au;

	if (l->layout)
		list_functions(au);
	for (int v = 0; v < VERB_COUNT; v++) {
		l->in->filled[v] = l->filled >> v & 1;
		if (l->in->filled[v] || l->col[COL_ADD + v] < 0)
			continue;
		/* Blank in every row: the export does not show the verb. */
		for (size_t i = 0; i < au->nrole; i++)
			forget_verb(l, au->role[i], (enum verb)v);
	}
}
