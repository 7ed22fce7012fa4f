#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "model.h"
#include "par.h"
#include "scan.h"
#include "text.h"

static const char *const kind_name[] = {"roles", "role_list", "members",
	"table_setup", "waivers", "profile"};
static const char *const norm_name[] = {"letter case", "outer blanks",
	"Mine read as My", "other spelling", "carried down", "flattened object",
	"repeated heading", "row shorter than the headings",
	"text above the headings"};
static const char *const role_kind_name[] = {"unknown", "integration",
	"people"};
static const char *const match_name[] = {"none", "given", "alias", "overlap"};
static const char *const license_name[] = {"unknown", "Full", "API",
	"StreamlineIT", "Subcontractor"};

const char *
model_input_kind(enum input_kind k)
{
	return kind_name[k];
}

const char *
model_delimiter(char c)
{
	return c == '\t' ? "tab" : c == ';' ? "semicolon" :
	    c == '|' ? "pipe" : "comma";
}

const char *
model_norm(enum norm n)
{
	return norm_name[n];
}

const char *
model_role_kind(enum role_kind k)
{
	return role_kind_name[k];
}

const char *
model_match(enum match m)
{
	return match_name[m];
}

const char *
model_check(enum check_status s)
{
	static const char *const word[] = {"pass", "fail", "warn",
		"not_evaluated"};

	return word[s];
}

const char *
model_license(enum license l)
{
	return license_name[l];
}

bool
model_unclear(const struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_LICENSE];

	return !m->api && m->license == LICENSE_UNKNOWN &&
	    f->state != FIELD_ABSENT && (*f->text || au->licensed);
}

static struct function *
new_function(struct audit *au, const char *key, size_t len)
{
	struct function *f = arena_alloc(&au->arena, sizeof(*f));

	if (au->nfunction == LIMIT_FUNCTIONS)
		util_die("more than %d different functions", LIMIT_FUNCTIONS);
	au->function = arena_more(&au->arena, au->function, au->nfunction,
	    sizeof(struct function *));
	f->id = (unsigned)au->nfunction;
	f->key = arena_strn(&au->arena, key, len);
	au->function[au->nfunction++] = f;
	map_put(&au->function_map, f->key, len, f);
	return f;
}

/* Those of the catalogue, which its own index finds. */
static void
known_functions(struct audit *au)
{
	size_t n = au->cat->nfunction, room = 8;
	struct function *f = arena_array(&au->arena, n, sizeof(*f));

	/* As arena_more() counts on. */
	while (room < n)
		room *= 2;
	au->function = arena_array(&au->arena, room,
	    sizeof(struct function *));
	au->nfunction = n;
	for (size_t i = 0; i < n; i++, f++) {
		const struct catalogue_entry *e = au->cat->function[i];

		f->module = e->module;
		f->name = e->name;
		f->key = e->key;
		f->cat = e;
		f->id = e->id;
		au->function[i] = f;
	}
}

void
model_forms(struct audit *au, struct arena *a)
{
	au->nspelling = au->nshape = 0;
	au->spelling_map = au->shape_map = (struct map){.arena = a};
	model_spell(au, "", 0);
	/* Number 0 is that of a grant without cells in any export. */
	model_shape(au, &(struct grant_shape){.ahead = {GRANT_NO_CELL,
	    GRANT_NO_CELL, GRANT_NO_CELL, GRANT_NO_CELL}});
}

void
model_init(struct audit *au, const struct catalogue *cat,
    const struct options *opt)
{
	memset(au, 0, sizeof(*au));
	au->opt = opt;
	au->cat = cat;
	au->tenant = opt->tenant;
	au->diag.arena = &au->arena;
	au->function_map.arena = au->role_map.arena = &au->arena;
	au->member_map.arena = au->want_map.arena = &au->arena;
	au->entry_map.arena = &au->arena;
	buf_init(&au->key, LIMIT_BUFFER);
	model_forms(au, &au->arena);
	known_functions(au);
}

unsigned
model_threads(const struct audit *au)
{
	unsigned n = au->opt->threads;

	if (au->crowded)
		return 1;
	if (!n)
		n = par_cores() < LIMIT_THREADS ? par_cores() : LIMIT_THREADS;
	return n;
}

void
model_sort(const struct audit *au, void *list, size_t n,
    int (*cmp)(const void *, const void *))
{
	if (model_threads(au) > 1)
		par_sort(list, n, cmp);
	else
		util_sort(list, n, cmp);
}

void
model_free(struct audit *au)
{
	arena_free(&au->arena);
	buf_free(&au->key);
	memset(au, 0, sizeof(*au));
}

struct function *
model_known(const struct audit *au, const struct catalogue_entry *e)
{
	return au->function[e->id];
}

struct function *
model_function(struct audit *au, const char *module, const char *name)
{
	const struct catalogue_entry *e;
	struct buf key, part;
	struct function *f = au->function[au->expected];

	/* Exports are mostly in the catalogue's order, and its spelling. */
	if (!util_eq(f->name, name) || !util_eq(f->module, module)) {
		e = catalogue_find(au->cat, module, name);
		f = e ? model_known(au, e) : NULL;
	}
	if (f) {
		au->expected = f->id + 1 < au->cat->nfunction ? f->id + 1 : 0;
		return f;
	}
	if (catalogue_module(au->cat, module))
		module = catalogue_module(au->cat, module);
	buf_init(&key, LIMIT_BUFFER);
	buf_init(&part, LIMIT_BUFFER);
	text_key(&part, module, strlen(module));
	buf_add(&key, part.data, part.len);
	buf_char(&key, '\x1f');
	text_key(&part, name, strlen(name));
	buf_add(&key, part.data, part.len);
	f = map_get(&au->function_map, key.data, key.len);
	if (!f) {
		f = new_function(au, key.data, key.len);
		f->module = arena_str(&au->arena, module);
		f->name = arena_str(&au->arena, name);
		f->near = catalogue_near(au->cat, module, name);
	}
	buf_free(&key);
	buf_free(&part);
	return f;
}

struct function *
model_by_key(const struct audit *au, const char *key)
{
	const struct catalogue_entry *e = catalogue_by_key(au->cat, key);

	return e ? model_known(au, e) : map_get(&au->function_map, key,
	    strlen(key));
}

struct role *
model_find_role(const struct audit *au, const char *name)
{
	struct buf key;
	struct role *r;

	buf_init(&key, LIMIT_BUFFER);
	text_fold(&key, name);
	r = map_get(&au->role_map, buf_cstr(&key), key.len);
	buf_free(&key);
	return r;
}

const char *
model_near_role(const struct audit *au, const char *name)
{
	const char **names = util_zero(au->nrole, sizeof(*names)), *found;
	int near;

	for (size_t i = 0; i < au->nrole; i++)
		names[i] = au->role[i]->exported ? au->role[i]->name : NULL;
	near = text_nearest(name, names, au->nrole, sizeof(*names));
	found = near < 0 ? NULL : names[near];
	free(names);
	return found;
}

static struct role *
new_role(struct audit *au, const char *name, struct loc loc,
    const struct buf *key)
{
	struct role *r = arena_alloc(&au->arena, sizeof(*r));

	if (au->nrole == LIMIT_ROLES)
		util_die("more than %d roles", LIMIT_ROLES);
	r->name = arena_str(&au->arena, name);
	r->key = arena_strn(&au->arena, buf_cstr(key), key->len);
	r->loc = loc;
	r->fit = r->exposure = r->score = -1;
	r->number = au->nrole;
	au->role = arena_more(&au->arena, au->role, au->nrole,
	    sizeof(struct role *));
	au->role[au->nrole++] = r;
	map_put(&au->role_map, r->key, key->len, r);
	return r;
}

struct role *
model_role(struct audit *au, const char *name, struct loc loc)
{
	struct buf *key = &au->key;
	struct role *r;

	text_fold(key, name);
	r = map_get(&au->role_map, buf_cstr(key), key->len);
	return r ? r : new_role(au, name, loc, key);
}

size_t
model_find(const struct role *r, const struct function *f)
{
	size_t i = r->nother;

	if (f->cat)
		return r->ngrant ? f->id : 0;
	while (i && r->other[i - 1] != f->id)
		i--;
	return i ? r->ngrant - r->nother + i - 1 : r->ngrant;
}

unsigned
model_levels(const struct role *r, const struct function *f)
{
	size_t i = model_find(r, f);

	return i < r->ngrant ? r->levels[i] : 0;
}

bool
model_grant_at(const struct role *r, size_t i, struct grant *g)
{
	memset(g, 0, sizeof(*g));
	if (!r->levels[i])
		return false;
	if (r->spot) {
		g->line = r->spot[i].line;
		g->col = r->spot[i].col;
		g->shape = r->spot[i].shape;
		g->input = r->input;
	} else {
		*g = r->grant[i];
	}
	g->levels = (uint8_t)r->levels[i];
	return true;
}

bool
model_grant(const struct role *r, const struct function *f, struct grant *g)
{
	size_t i = model_find(r, f);

	if (i < r->ngrant)
		return model_grant_at(r, i, g);
	memset(g, 0, sizeof(*g));
	return false;
}

/* Moves what a role has to lists with that room. */
static void
make_room(struct audit *au, struct role *r, size_t room)
{
	r->levels = arena_grow(&au->arena, r->levels, r->ngrant, room,
	    sizeof(*r->levels));
	if (r->grant)
		r->grant = arena_grow(&au->arena, r->grant, r->ngrant, room,
		    sizeof(*r->grant));
	else
		r->spot = arena_grow(&au->arena, r->spot, r->ngrant, room,
		    sizeof(*r->spot));
}

/* Makes a place for a grant on a function that a role has none of. */
static size_t
new_place(struct audit *au, struct role *r, const struct function *f)
{
	size_t ncat = au->cat->nfunction, n = r->nother;

	if (!r->ngrant) {
		make_room(au, r, ncat);
		r->ngrant = ncat;
	}
	if (f->cat)
		return f->id;
	r->other = arena_more(&au->arena, r->other, n, sizeof(*r->other));
	if (n >= 8 ? (n & (n - 1)) == 0 : n == 0)
		make_room(au, r, ncat + (n ? n * 2 : 8));
	r->other[r->nother++] = f->id;
	return r->ngrant++;
}

/* Gives the grants of a role the room for any numbers. */
static void
widen(struct audit *au, struct role *r)
{
	size_t ncat = r->ngrant - r->nother, n = 0;
	struct grant *grant;

	/* The room of the lists, as arena_more() has it for `other`. */
	while (n < r->nother)
		n = n ? n * 2 : 8;
	grant = arena_array(&au->arena, ncat + n, sizeof(*grant));
	for (size_t i = 0; i < r->ngrant; i++)
		model_grant_at(r, i, &grant[i]);
	r->grant = grant;
	r->spot = NULL;
}

static bool
fits(const struct role *r, const struct grant *g)
{
	return g->input == r->input && g->col <= UINT16_MAX &&
	    g->shape <= UINT16_MAX;
}

void
model_set_grant_at(struct audit *au, struct role *r, size_t i,
    const struct grant *g)
{
	if (r->spot && !fits(r, g))
		widen(au, r);
	if (r->spot) {
		r->spot[i].line = g->line;
		r->spot[i].col = (uint16_t)g->col;
		r->spot[i].shape = (uint16_t)g->shape;
	} else {
		r->grant[i] = *g;
	}
	r->levels[i] = ROLE_LISTED | g->levels;
}

void
model_add_grant(struct audit *au, struct role *r, const struct function *f,
    const struct grant *g)
{
	if (!r->ngrant)
		r->input = g->input;
	model_set_grant_at(au, r, new_place(au, r, f), g);
	r->listed++;
}

enum level
model_have(const struct audit *au, const struct role *r,
    const struct function *f, enum verb v)
{
	unsigned levels = model_levels(r, f);

	if (levels)
		return model_level(levels, v);
	return au->opt->absent_is_none ? LEVEL_NONE : LEVEL_UNKNOWN;
}

uint16_t
model_spell(struct audit *au, const char *s, size_t n)
{
	uint16_t *number = map_get(&au->spelling_map, s, n);
	struct arena *a = au->spelling_map.arena;

	if (number)
		return *number;
	if (au->nspelling == LIMIT_SPELLINGS)
		return 0;
	au->spelling = arena_more(a, au->spelling, au->nspelling,
	    sizeof(const char *));
	au->spelling[au->nspelling] = arena_strn(a, s, n);
	number = arena_alloc(a, sizeof(*number));
	*number = (uint16_t)au->nspelling;
	map_put(&au->spelling_map, au->spelling[au->nspelling], n, number);
	au->nspelling++;
	return *number;
}

const char *
model_spelling(const struct audit *au, uint16_t number)
{
	return au->spelling[number];
}

uint32_t
model_shape(struct audit *au, const struct grant_shape *s)
{
	uint32_t *number = map_get(&au->shape_map, (const char *)s,
	    sizeof(*s));
	struct arena *a = au->shape_map.arena;
	struct grant_shape *key;

	if (number)
		return *number;
	au->shape = arena_more(a, au->shape, au->nshape,
	    sizeof(*au->shape));
	au->shape[au->nshape] = *s;
	key = arena_alloc(a, sizeof(*key));
	*key = *s;
	number = arena_alloc(a, sizeof(*number));
	*number = (uint32_t)au->nshape++;
	map_put(&au->shape_map, (const char *)key, sizeof(*key), number);
	return *number;
}

/* The stretch of that number, or NULL when it is one of an input. */
static const struct stretch *
stretch_of(const struct audit *au, uint16_t number)
{
	return number < LIMIT_INPUTS ? NULL :
	    &au->stretch[number - LIMIT_INPUTS];
}

static const struct grant_shape *
shape_of(const struct audit *au, const struct grant *g)
{
	const struct stretch *s = stretch_of(au, g->input);

	return &au->shape[s && s->shape ? s->shape[g->shape] : g->shape];
}

uint16_t
model_stretches(struct audit *au, const struct input *in, unsigned n,
    unsigned *got)
{
	size_t first = au->nstretch;

	for (; n && au->nstretch < LIMIT_STRETCHES; n--) {
		au->stretch = arena_more(&au->arena, au->stretch,
		    au->nstretch, sizeof(*au->stretch));
		au->stretch[au->nstretch++] = (struct stretch){.input =
		    in->number};
	}
	*got = (unsigned)(au->nstretch - first);
	return (uint16_t)(LIMIT_INPUTS + first);
}

static const struct stretch *
joined(const struct audit *au, uint16_t number)
{
	const struct stretch *s = stretch_of(au, number);

	return s && s->joined ? s : NULL;
}

/* The grant in one place, which is of the stretch `all` or says of which. */
static void
settle(struct audit *au, struct role *r, size_t i, const struct stretch *all)
{
	const struct stretch *s = all;
	struct grant g;

	if (!model_grant_at(r, i, &g))
		return;
	if (!s)
		s = joined(au, g.input);
	if (!s)
		return;
	g.input = s->input;
	g.line += s->lines;
	if (s->shape)
		g.shape = s->shape[g.shape];
	model_set_grant_at(au, r, i, &g);
}

void
model_settle(struct audit *au, struct role *r)
{
	const struct stretch *all = r->spot ? joined(au, r->input) : NULL;

	if (all)
		r->input = all->input;
	else if (r->spot)
		return;
	for (size_t i = 0; i < r->ngrant; i++)
		settle(au, r, i, all);
}

void
model_settle_at(struct audit *au, struct role *r, size_t i)
{
	if (r->spot)
		model_settle(au, r);
	else
		settle(au, r, i, NULL);
}

uint32_t
model_column(const struct audit *au, const struct grant *g, enum verb v)
{
	uint32_t ahead = shape_of(au, g)->ahead[v];

	return ahead == GRANT_NO_CELL ? 0 : g->col + ahead;
}

const char *
model_raw(const struct audit *au, const struct grant *g, enum verb v)
{
	const struct grant_shape *s = shape_of(au, g);

	return s->ahead[v] == GRANT_NO_CELL ? NULL :
	    model_spelling(au, s->raw[v]);
}

const struct input *
model_source(const struct audit *au, const struct grant *g, enum verb v,
    uint32_t *line)
{
	const struct grant_shape *shape = shape_of(au, g);
	bool other = shape->line[v];
	uint16_t input = other ? shape->input[v] : g->input;
	const struct stretch *s = stretch_of(au, input);

	*line = (other ? shape->line[v] : g->line) + (s ? s->lines : 0);
	return au->input[s ? s->input : input];
}

struct loc
model_place(const struct audit *au, const struct grant *g, enum verb v)
{
	struct loc loc = {NULL, 0, model_column(au, g, v)};

	loc.file = model_source(au, g, v, &loc.line)->file;
	return loc;
}

struct loc
model_cell_place(const struct audit *au, const struct role *r,
    const struct function *f, enum verb v)
{
	struct grant g;

	return model_grant(r, f, &g) && model_column(au, &g, v) ?
	    model_place(au, &g, v) : r->loc;
}

struct member *
model_member(struct audit *au, const char *id, struct loc loc)
{
	char *key = text_foldstr(&au->arena, id);
	struct member *m = map_get(&au->member_map, key, strlen(key));

	if (m)
		return m;
	m = arena_alloc(&au->arena, sizeof(*m));
	m->id = arena_str(&au->arena, id);
	m->key = key;
	m->name = "";
	m->loc = loc;
	m->score = -1;
	for (int i = 0; i < FIELD_COUNT; i++)
		m->field[i].text = "";
	au->member = arena_more(&au->arena, au->member, au->nmember,
	    sizeof(struct member *));
	au->member[au->nmember++] = m;
	map_put(&au->member_map, key, strlen(key), m);
	return m;
}

void
model_noteval(struct audit *au, const struct role *r, const struct member *m,
    const char *rule, bool needed, const char *fmt, ...)
{
	struct noteval *ne;
	va_list ap;

	au->noteval = arena_more(&au->arena, au->noteval, au->nnoteval,
	    sizeof(*au->noteval));
	ne = &au->noteval[au->nnoteval++];
	ne->role = r;
	ne->member = m;
	ne->rule = rule;
	ne->needed = needed;
	va_start(ap, fmt);
	ne->reason = arena_vprintf(&au->arena, fmt, ap);
	va_end(ap);
}

void
model_assume(struct audit *au, const char *fmt, ...)
{
	va_list ap;

	au->assumption = arena_more(&au->arena, au->assumption, au->nassumption,
	    sizeof(const char *));
	va_start(ap, fmt);
	au->assumption[au->nassumption++] = arena_vprintf(&au->arena, fmt, ap);
	va_end(ap);
}

bool
model_on_tenant(const struct audit *au, const struct function *f)
{
	if (f->listed || au->opt->absent_is_none)
		return true;
	return au->nexported == 1 && f->cat && !f->cat->addon;
}

/* A role with the beginning of its key at hand, which mostly decides. */
struct named {
	char head[32];
	struct role *role;
};

static int
by_name(const void *a, const void *b)
{
	const struct named *const *x = a, *const *y = b;
	int order = scan_order((*x)->head, (*y)->head);

	return order ? order : strcmp((*x)->role->key, (*y)->role->key);
}

/* Some of the roles, which one thread puts in order. */
struct names {
	struct audit *au;
	struct named *all, **list;
	size_t first, end;
};

static void
order_names(void *ctx)
{
	struct names *n = ctx;
	struct audit *au = n->au;

	for (size_t i = n->first; i < n->end; i++) {
		const char *key = au->role[i]->key;
		struct named *to = &n->all[i];

		model_soon(au->role, au->nrole, i, false);
		for (size_t k = 0; k + 1 < sizeof(to->head) && key[k]; k++)
			to->head[k] = key[k];
		to->role = au->role[i];
		n->list[i] = to;
	}
	util_sort(n->list + n->first, n->end - n->first, by_name);
}

static void
take_order(void *ctx)
{
	struct names *n = ctx;

	for (size_t i = n->first; i < n->end; i++) {
		n->au->role[i] = n->list[i]->role;
		n->au->role[i]->number = i;
	}
}

static void
sort_roles(struct audit *au)
{
	struct names part[2] = {{.au = au, .end = au->nrole}};
	size_t half = au->nrole / 2;

	part[0].all = util_zero(au->nrole, sizeof(*part->all));
	part[0].list = util_zero(au->nrole, sizeof(*part->list));
	if (model_threads(au) > 1 && au->nrole >= LIMIT_SHARED_SORT) {
		part[1] = part[0];
		part[0].end = part[1].first = half;
		par_both(order_names, &part[0], &part[1]);
		util_merge(part->list, half, au->nrole, by_name);
		par_both(take_order, &part[0], &part[1]);
	} else {
		order_names(part);
		take_order(part);
	}
	free(part->list);
	free(part->all);
}

static int
by_member(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

/* Section 3: by the trimmed and case-folded name, else by the id. */
static struct role *
role_of(const struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_ROLE];
	struct role *r = NULL;

	if (f->state != FIELD_KNOWN)
		return NULL;
	if (*f->text)
		r = model_find_role(au, f->text);
	for (size_t i = 0; !r && i < au->nrole; i++) {
		const char *id = au->role[i]->id;

		if (id && ((f->id && util_eq(id, f->id)) ||
		    (*f->text && util_eq(id, f->text))))
			r = au->role[i];
	}
	return r;
}

void
model_join(struct audit *au)
{
	sort_roles(au);
	model_sort(au, au->member, au->nmember, by_member);
	for (size_t i = 0; i < au->nmember; i++) {
		struct member *m = au->member[i];
		struct role *r = role_of(au, m);

		m->number = i;
		m->role = r;
		if (!r)
			continue;
		r->member = arena_more(&au->arena, r->member, r->nmember,
		    sizeof(struct member *));
		r->member[r->nmember++] = m;
	}
}
