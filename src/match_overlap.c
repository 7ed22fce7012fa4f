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

struct list {
	struct need *need;
	size_t n;
};

/* What a role has of a cell: 0, 1 for My or 2 for All, or this. */
#define NOT_HERE 3
#define HAVES ((size_t)NOT_HERE + 1)

struct match_needs {
	struct list *of;		/* each profile */
	/* By need, whether it is required, and what a role has. */
	uint64_t cell[LEVEL_ANY + 1][2][HAVES];
};

static struct need *
need_of(struct audit *au, struct list *ns, unsigned function)
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
add_star(struct audit *au, struct list *ns, const struct blob_grant *g)
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
make_needs(struct audit *au, struct list *ns, const struct profile *p)
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

static size_t
value(enum level l)
{
	return l == LEVEL_ALL ? 2 : l == LEVEL_MY;
}

/*
 * What a cell adds to the sums of a profile, twelve bits each: what both the
 * role and the profile have, what the profile alone has, one and by how much
 * the cell sets them apart more than without a need, and the fit.
 */
enum { BOTH = 0, EITHER = 12, APART = 24, REQUIRED = 36, POINTS = 48 };
/* Functions after which no field has run over yet. */
#define RUN 256

static uint64_t
sum_cell(enum level need, bool required, size_t have)
{
	size_t want = value(need), apart, points = 0;

	if (have == NOT_HERE)
		return (uint64_t)1 << APART;
	if (need == LEVEL_ANY)
		want = have > 1 ? have : 1;
	apart = 1 + (have != want) - (have != 0);
	required = required && need >= LEVEL_MY;
	if (required)
		points = have >= (need == LEVEL_ALL ? 2 : 1) ? 2 : have;
	return (uint64_t)(have < want ? have : want) << BOTH |
	    (uint64_t)(have < want ? want - have : 0) << EITHER |
	    (uint64_t)apart << APART | (uint64_t)required << REQUIRED |
	    (uint64_t)points << POINTS;
}

struct match_needs *
match_needs(struct audit *au)
{
	struct match_needs *ns = arena_alloc(&au->arena, sizeof(*ns));

	ns->of = arena_array(&au->arena, au->nprofile + 1, sizeof(*ns->of));
	for (size_t i = 0; i < au->nprofile; i++)
		make_needs(au, &ns->of[i], au->profile[i]);
	for (int l = 0; l <= LEVEL_ANY; l++) {
		for (size_t k = 0; k < 2 * HAVES; k++)
			ns->cell[l][k / HAVES][k % HAVES] = sum_cell(
			    (enum level)l, k >= HAVES, k % HAVES);
	}
	return ns;
}

/* The sums of one role, and of what a profile changes in them. */
struct sums {
	size_t have;		/* value of all that it has */
	size_t cells;		/* above None */
	size_t both, either, apart, points, required;
};

static void
spill(struct sums *s, uint64_t sum)
{
	s->both += sum >> BOTH & 0xfff;
	s->either += sum >> EITHER & 0xfff;
	s->apart += sum >> APART & 0xfff;
	s->required += sum >> REQUIRED & 0xfff;
	s->points += sum >> POINTS & 0xfff;
}

static void
compare(const uint8_t *have, struct sums s, const struct match_needs *ns,
    const struct list *of, struct candidate *c)
{
	uint64_t sum = 0;

	s.either = s.have;
	s.apart = s.cells;
	for (size_t i = 0; i < of->n; i++) {
		const struct need *n = &of->need[i];
		const uint8_t *h = &have[(size_t)n->function *
		    VERB_COUNT];

		for (int v = 0; v < VERB_COUNT; v++)
			sum += ns->cell[n->level[v]][n->required[v]][h[v]];
		if (i % RUN == RUN - 1) {
			spill(&s, sum);
			sum = 0;
		}
	}
	spill(&s, sum);
	s.apart -= of->n * VERB_COUNT;
	c->overlap = s.either ? (int)(100 * s.both / s.either) : 0;
	c->fit = s.required ? (int)(100 * s.points / (2 * s.required)) : 100;
	c->apart = s.apart;
}

/*
 * Puts the candidates in order: by overlap, then by fit, then by the names of
 * their profiles, in whose order they come. So a number says it all.
 */
static void
sort(struct candidate *all, size_t n)
{
	struct candidate *from = util_realloc(NULL, n + 1, sizeof(*from));
	uint64_t *key = util_realloc(NULL, n + 1, sizeof(*key));

	for (size_t i = 0; i < n; i++) {
		uint64_t k = (uint64_t)(100 - all[i].overlap) << 40 |
		    (uint64_t)(100 - all[i].fit) << 32 | i;
		size_t to = i;

		for (; to && key[to - 1] > k; to--)
			key[to] = key[to - 1];
		key[to] = k;
		from[i] = all[i];
	}
	for (size_t i = 0; i < n; i++)
		all[i] = from[key[i] & UINT32_MAX];
	free(key);
	free(from);
}

/* What the role has of each function. The caller frees it. */
static uint8_t *
levels(const struct audit *au, const struct role *r, struct sums *s)
{
	uint8_t *have = util_alloc(au->nfunction * VERB_COUNT);

	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		bool here = model_on_tenant(au, f);

		for (int v = 0; v < VERB_COUNT; v++) {
			size_t n = value(model_have(au, r, f, (enum verb)v));

			s->have += n;
			s->cells += n != 0;
			have[i * VERB_COUNT + (size_t)v] =
			    (uint8_t)(here ? n : NOT_HERE);
		}
	}
	return have;
}

void
match_rank(const struct audit *au, const struct role *r,
    const struct match_needs *needs, struct candidate *all)
{
	struct sums s = {0};
	uint8_t *have = levels(au, r, &s);

	for (size_t i = 0; i < au->nprofile; i++) {
		all[i].profile = au->profile[i];
		compare(have, s, needs, &needs->of[i], &all[i]);
	}
	free(have);
	sort(all, au->nprofile);
}
