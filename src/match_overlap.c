#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "want.h"

/* What a profile needs of one function. */
struct need {
	unsigned function;
	bool exact;		/* a row of its own names it */
	uint8_t level[VERB_COUNT];
	bool required[VERB_COUNT];
};

struct match_needs {
	struct need *need;
	size_t n;
};

static struct need *
need_of(struct audit *au, struct match_needs *ns, unsigned function)
{
	struct need *n;

	for (size_t i = 0; i < ns->n; i++) {
		if (ns->need[i].function == function)
			return &ns->need[i];
	}
	ns->need = arena_more(&au->arena, ns->need, ns->n,
	    sizeof(*ns->need));
	n = &ns->need[ns->n++];
	memset(n, 0, sizeof(*n));
	n->function = function;
	return n;
}

static void
add_levels(struct need *n, const struct blob_grant *g)
{
	bool required = g->when == 0;

	for (int v = 0; v < VERB_COUNT; v++) {
		if (want_weight(g->level[v], required) <=
		    want_weight(n->level[v], n->required[v]))
			continue;
		n->level[v] = g->level[v];
		n->required[v] = required;
	}
}

static void
add_star(struct audit *au, struct match_needs *ns, const struct blob_grant *g)
{
	const char *module = au->cat->module[g->function & ~BLOB_STAR];

	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		struct need *n;

		if (!util_eq(f->module, module) || !model_on_tenant(au, f))
			continue;
		n = need_of(au, ns, f->id);
		if (!n->exact)
			add_levels(n, g);
	}
}

/* What a built-in profile needs of this tenant; cf. want_make(). */
static void
make_needs(struct audit *au, struct match_needs *ns, const struct profile *p)
{
	for (size_t i = 0; i < p->ngrant; i++) {
		const struct blob_grant *g = &p->brief[i];
		struct need *n;

		if (g->function & BLOB_STAR)
			continue;
		n = need_of(au, ns, g->function);
		n->exact = true;
		if (profile_brief_needs(g, au->opt))
			add_levels(n, g);
	}
	for (size_t i = 0; i < p->ngrant; i++) {
		const struct blob_grant *g = &p->brief[i];

		if (g->function & BLOB_STAR && profile_brief_needs(g, au->opt))
			add_star(au, ns, g);
	}
}

struct match_needs *
match_needs(struct audit *au)
{
	struct match_needs *all;

	all = arena_array(&au->arena, au->nprofile + 1, sizeof(*all));
	for (size_t i = 0; i < au->nprofile; i++)
		make_needs(au, &all[i], au->profile[i]);
	return all;
}

static size_t
value(enum level l)
{
	return l == LEVEL_ALL ? 2 : l == LEVEL_MY;
}

/* The sums of one role, and of what a profile changes in them. */
struct sums {
	size_t have;		/* value of all that it has */
	size_t cells;		/* above None */
	size_t both, either, apart, points, required;
};

static void
sum_cell(struct sums *s, enum level level, enum level need, bool required)
{
	size_t have = value(level), want = value(need);

	if (need == LEVEL_ANY)
		want = have > 1 ? have : 1;
	s->both += have < want ? have : want;
	s->either += have < want ? want - have : 0;
	s->apart += have != want;
	s->apart -= have != 0;
	if (!required || need < LEVEL_MY)
		return;
	s->required++;
	if (have >= (need == LEVEL_ALL ? 2 : 1))
		s->points += 2;
	else
		s->points += have;
}

static void
compare(const struct audit *au, const struct role *r, struct sums s,
    const struct match_needs *ns, struct candidate *c)
{
	s.either = s.have;
	s.apart = s.cells;
	for (size_t i = 0; i < ns->n; i++) {
		const struct need *n = &ns->need[i];
		const struct function *f = au->function[n->function];

		if (!model_on_tenant(au, f))
			continue;
		for (int v = 0; v < VERB_COUNT; v++)
			sum_cell(&s, model_have(au, r, f, (enum verb)v),
			    (enum level)n->level[v], n->required[v]);
	}
	c->overlap = s.either ? (int)(100 * s.both / s.either) : 0;
	c->fit = s.required ? (int)(100 * s.points / (2 * s.required)) : 100;
	c->apart = s.apart;
}

static int
by_overlap(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->overlap != y->overlap)
		return y->overlap - x->overlap;
	if (x->fit != y->fit)
		return y->fit - x->fit;
	return strcmp(x->profile->name, y->profile->name);
}

void
match_rank(const struct audit *au, const struct role *r,
    const struct match_needs *needs, struct candidate *all)
{
	struct sums s = {0};

	for (size_t i = 0; i < au->nfunction; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			size_t n = value(model_have(au, r, au->function[i],
			    (enum verb)v));

			s.have += n;
			s.cells += n != 0;
		}
	}
	for (size_t i = 0; i < au->nprofile; i++) {
		all[i].profile = au->profile[i];
		compare(au, r, s, &needs[i], &all[i]);
	}
	qsort(all, au->nprofile, sizeof(*all), by_overlap);
}
