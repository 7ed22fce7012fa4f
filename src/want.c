#include <string.h>

#include "carry.h"
#include "limits.h"
#include "want.h"

enum level
want_least(const struct want_cell *c)
{
	return c->need == LEVEL_ANY ? LEVEL_MY : (enum level)c->need;
}

int
want_weight(uint8_t level, bool required)
{
	static const int of[] = {
		[LEVEL_UNKNOWN] = 0, [LEVEL_NONE] = 2, [LEVEL_ANY] = 4,
		[LEVEL_MY] = 6, [LEVEL_ALL] = 8
	};

	return of[level] + (level && required);
}

static void
add_cell(struct want_cell *c, const struct profile *p,
    const struct profile_row *row, uint8_t level, bool needs)
{
	uint8_t allow = level == LEVEL_ANY ? LEVEL_ALL : level;
	bool required = row->when == WHEN_ALWAYS;

	if (level == LEVEL_UNKNOWN)
		return;
	if (needs && want_weight(level, required) >
	    want_weight(c->need, c->required)) {
		c->need = level;
		c->required = required;
		c->need_by = p;
		c->need_row = row;
	}
	if (allow > c->allow) {
		c->allow = allow;
		c->allow_by = p;
		c->allow_row = row;
	}
	if (row->when != WHEN_SETUP && allow > c->steady)
		c->steady = allow;
}

static void
add_row(const struct audit *au, struct want *w, const struct profile *p,
    const struct profile_row *row)
{
	bool needs = profile_needs(row, au->opt);

	for (int v = 0; v < VERB_COUNT; v++)
		add_cell(&w->cell[v], p, row, row->level[v], needs);
}

/* `*` is every function of the module that no row of its own names. */
static void
add_star(const struct audit *au, struct want *w, const bool *exact,
    const struct profile *p, const struct profile_row *row)
{
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		if (!exact[i] && util_eq(f->module, row->module) &&
		    model_on_tenant(au, f))
			add_row(au, &w[i], p, row);
	}
}

static void
add_profile(struct audit *au, struct want *w, bool *exact,
    const struct profile *p)
{
	memset(exact, 0, au->nfunction * sizeof(*exact));
	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *row = &p->row[i];
		struct function *f;

		if (row->kind != PROFILE_GRANT || util_eq(row->function, "*"))
			continue;
		f = model_by_key(au, row->key);
		if (!f)
			continue;
		exact[f->id] = true;
		add_row(au, &w[f->id], p, row);
	}
	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *row = &p->row[i];

		if (row->kind == PROFILE_GRANT && util_eq(row->function, "*"))
			add_star(au, w, exact, p, row);
	}
}

static const struct want *
make(struct audit *au, struct arena *a, const struct profile *const *profile,
    size_t n)
{
	struct want *w = arena_array(a, au->nfunction, sizeof(*w));
	bool *exact = arena_array(&au->arena, au->nfunction, sizeof(*exact));
	bool partial = false;

	for (size_t i = 0; i < n; i++) {
		add_profile(au, w, exact, profile[i]);
		partial = partial || profile[i]->partial;
	}
	for (size_t i = 0; i < au->nfunction; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			struct want_cell *c = &w[i].cell[v];

			c->partial = partial && c->allow == LEVEL_UNKNOWN;
		}
	}
	return w;
}

const struct want *
want_make(struct audit *au, const struct profile *const *profile, size_t n)
{
	return make(au, &au->arena, profile, n);
}

/*
 * What is wanted is the same for all tenants that have no functions but the
 * catalogue's, unless a row for a whole module asks for what each has of it.
 */
static bool
is_carried(const struct audit *au, const struct profile *const *profile,
    size_t n)
{
	if (!au->carry || au->nfunction != au->cat->nfunction)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (profile[i]->stars)
			return false;
	}
	return true;
}

const struct want *
want_of(struct audit *au, const struct profile *const *profile, size_t n)
{
	size_t len = n * sizeof(struct profile *);
	const char *key = (const char *)profile;
	struct carry *c = is_carried(au, profile, n) ? au->carry : NULL;
	struct arena *a = &au->arena;
	struct map *map = &au->want_map;
	const struct want *w;

	w = map_get(map, key, len);
	if (!w && c)
		w = map_get(&c->want_map, key, len);
	if (w)
		return w;
	if (c && c->wants.used < LIMIT_CARRY) {
		a = &c->wants;
		map = &c->want_map;
		map->arena = a;
	}
	w = make(au, a, profile, n);
	map_put(map, arena_strn(a, key, len), len, (void *)w);
	return w;
}
