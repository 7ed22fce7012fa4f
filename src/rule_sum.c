#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "rule.h"
#include "want.h"

/*
 * What the rules say of a function depends on nothing of a role but its wants,
 * a few flags and the four levels, so it is remembered by them: first of each
 * cell at a level, from those of each function at its levels. The rules
 * themselves are asked, and what they raise is counted.
 */

/* Numbers of a verdict, four to a word, so that a role's are added up fast. */
enum number {
	N_CW101, N_CW102, N_CW103, N_CW104,
	N_CW107, N_CW202, N_CW203, N_CW208,
	N_LOW, N_MEDIUM, N_HIGH, N_CRITICAL,
	N_INFO, N_MISSING, N_DEDUCTS, N_POINTS,
	N_REQUIRED, N_JUDGED, N_TOTAL, N_KNOWN,
	N_ALL, N_SILENT, N_FINDINGS, N_COUNT = 24
};

#define WORDS (N_COUNT / 4)

/* The rules that judge cells and functions, in the order of their numbers. */
static const enum rule_id counted[] = {CW101, CW102, CW103, CW104, CW107,
	CW202, CW203, CW208};

static const enum number by_severity[SEV_COUNT] = {N_INFO, N_LOW, N_MEDIUM,
	N_HIGH, N_CRITICAL};

struct verdict {
	uint64_t word[WORDS];
	uint64_t severities;	/* eight bits for each rule of counted[] */
};

struct cell_verdict {
	struct verdict v;
	unsigned heaviest;
	bool silent;	/* a guide known in part says nothing of it */
	bool known;
};

/*
 * All combinations of four levels, each two bits; "not listed", though the
 * tenant has it; and "not on the tenant", of which nothing is said.
 */
#define COMBINATIONS 257
#define NOT_LISTED ROLE_LISTED
#define NOT_HERE (ROLE_LISTED + 1)
#define LEVELS 4

/* What is remembered for the roles of the same profiles and flags. */
struct context {
	const struct profile **profile;
	size_t nprofile;
	unsigned flags;
	size_t first, end;	/* the functions, by their numbers */
	struct verdict *verdict;	/* the first stands for none */
	size_t n;
	uint16_t *number;	/* by function and combination, or NULL */
	struct cell_verdict *cell;	/* by function, verb and level */
	size_t uses;		/* roles so far */
};

enum { FLAG_PEOPLE = 1, FLAG_HARMLESS = 2 };

struct rule_memory {
	struct arena arena;
	struct context **context;
	size_t n, full;		/* all; those that remember */
	struct context *last;
};

struct rule_sums {
	struct rule_memory *shared;	/* with the audits of a fleet */
	struct rule_memory own;	/* what holds for this audit alone */
	struct context *known, *others;	/* of the role that is summed up */
	bool *here;		/* the tenant has the function */
	uint32_t *place;	/* of functions outside the catalogue */
	struct verdict scratch;
	struct rule_tally tally;	/* empty but while a rule is asked */
};

static void
add(struct verdict *to, const struct verdict *v)
{
	for (int i = 0; i < WORDS; i++)
		to->word[i] += v->word[i];
	to->severities |= v->severities;
}

static void
count(struct verdict *v, enum number k, size_t n)
{
	v->word[k / 4] += (uint64_t)n << (16 * (k % 4));
}

static size_t
number(const struct verdict *v, enum number k)
{
	return v->word[k / 4] >> (16 * (k % 4)) & 0xffff;
}

/* Takes what the rules raised out of the tally. */
static void
count_tally(struct verdict *v, struct rule_tally *t)
{
	if (!t->n)
		return;
	for (size_t i = 0; i < countof(counted); i++) {
		enum rule_id id = counted[i];

		count(v, (enum number)i, t->rule[id]);
		count(v, N_FINDINGS, t->rule[id]);
		v->severities |= (uint64_t)t->severities[id] << (8 * i);
	}
	for (int s = 0; s < SEV_COUNT; s++)
		count(v, by_severity[s], t->count[s]);
	count(v, N_MISSING, t->missing);
	count(v, N_DEDUCTS, t->deducts);
	memset(t, 0, sizeof(*t));
}

/* What one cell comes to; what is raised goes into the tally of the sums. */
static void
judge_cell(struct audit *au, const struct role *r, const struct function *f,
    enum verb v, enum level have, bool listed, struct cell_verdict *c)
{
	static const struct want_cell nothing;
	const struct want_cell *w = r->want ? &r->want[f->id].cell[v] :
	    &nothing;
	struct rule_tally *t = au->tally;
	enum level least = want_least(w);

	memset(c, 0, sizeof(*c));
	c->known = true;
	if (!f->near && have != LEVEL_UNKNOWN)
		rule_cell_check(au, r, f, v, have);
	c->heaviest = t->heaviest;
	count_tally(&c->v, t);
	c->silent = have >= LEVEL_MY && w->partial;
	count(&c->v, N_KNOWN, listed && f->cat && have != LEVEL_UNKNOWN);
	count(&c->v, N_ALL, listed && f->cat && have == LEVEL_ALL);
	if (!w->required || least < LEVEL_MY)
		return;
	count(&c->v, N_REQUIRED, 1);
	count(&c->v, N_POINTS, have >= least ? 2 : have == LEVEL_MY);
}

static bool
remembers(const struct context *cx, size_t function)
{
	return cx->number && function < cx->end;
}

/* What a function comes to that the tenant has. */
static void
judge_function(struct audit *au, const struct role *r,
    const struct function *f, const enum level *have, bool listed,
    struct context *cx, struct verdict *to)
{
	struct rule_tally *t = &au->run->sums->tally, *kept = au->tally;
	struct cell_verdict here = {.known = false}, *c;
	bool judged = true, silent = false;
	unsigned heaviest = 0;

	memset(to, 0, sizeof(*to));
	au->tally = t;
	for (int v = 0; v < VERB_COUNT; v++) {
		c = listed && remembers(cx, f->id) ? &cx->cell[((f->id -
		    cx->first) * VERB_COUNT + (unsigned)v) * LEVELS +
		    have[v]] : &here;
		if (!c->known)
			judge_cell(au, r, f, (enum verb)v, have[v], listed, c);
		add(to, &c->v);
		if (c->heaviest > heaviest)
			heaviest = c->heaviest;
		judged = judged && have[v] != LEVEL_UNKNOWN;
		silent = silent || c->silent;
		here.known = false;
	}
	if (!f->near)
		rule_function_check(au, r, f, have);
	au->tally = kept;
	count_tally(to, t);
	count(to, N_DEDUCTS, heaviest);
	count(to, N_TOTAL, 1);
	count(to, N_JUDGED, listed ? judged && !f->near :
	    au->opt->absent_is_none);
	count(to, N_SILENT, silent);
}

static unsigned
combine(unsigned levels, bool here)
{
	return levels || here ? levels ^ ROLE_LISTED : NOT_HERE;
}

static void
levels(const struct audit *au, unsigned combination, enum level *have)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (combination != NOT_LISTED)
			have[v] = (enum level)(combination >> (2 * v) & 3);
		else
			have[v] = au->opt->absent_is_none ? LEVEL_NONE :
			    LEVEL_UNKNOWN;
	}
}

/* A verdict that is not known yet; remembered if there is room. */
static const struct verdict *
new_verdict(struct audit *au, const struct role *r, const struct function *f,
    unsigned combination, struct context *cx)
{
	struct verdict *v = &au->run->sums->scratch;
	enum level have[VERB_COUNT];

	levels(au, combination, have);
	if (remembers(cx, f->id) && cx->n <= UINT16_MAX) {
		v = &cx->verdict[cx->n];
		cx->number[(f->id - cx->first) * COMBINATIONS + combination] =
		    (uint16_t)cx->n++;
	}
	judge_function(au, r, f, have, combination != NOT_LISTED, cx, v);
	return v;
}

static struct context *
add_context(struct rule_memory *m, const struct context *like)
{
	struct context *cx = arena_alloc(&m->arena, sizeof(*cx));

	*cx = *like;
	cx->profile = arena_grow(&m->arena, like->profile, like->nprofile,
	    like->nprofile, sizeof(struct profile *));
	m->context = arena_more(&m->arena, m->context, m->n,
	    sizeof(struct context *));
	m->context[m->n++] = cx;
	return cx;
}

static struct context *
new_context(struct rule_memory *m, const struct role *r, unsigned flags,
    size_t first, size_t end)
{
	struct context cx = {.profile = r->profile, .nprofile = r->nprofile,
	    .flags = flags, .first = first, .end = end};

	if (end > first + LIMIT_REMEMBERED)
		cx.end = first + LIMIT_REMEMBERED;
	return add_context(m, &cx);
}

static bool
fits(const struct context *cx, const struct role *r, unsigned flags,
    size_t first)
{
	if (cx->nprofile != r->nprofile || cx->flags != flags ||
	    cx->first != first)
		return false;
	for (size_t i = 0; i < r->nprofile; i++) {
		if (cx->profile[i] != r->profile[i])
			return false;
	}
	return true;
}

static void
make_lists(struct rule_memory *m, struct context *cx)
{
	size_t n = cx->end - cx->first;

	cx->number = arena_array(&m->arena, n * COMBINATIONS,
	    sizeof(*cx->number));
	cx->cell = arena_array(&m->arena, n * VERB_COUNT * LEVELS,
	    sizeof(*cx->cell));
	/* What is not used of it is never there. */
	cx->verdict = util_realloc(NULL, UINT16_MAX + 1, sizeof(*cx->verdict));
}

/* Remembering costs more than it saves where there are few roles. */
static void
remember(struct rule_memory *m, struct context *cx)
{
	if (++cx->uses != LIMIT_FEW_ROLES || m->full == LIMIT_CONTEXTS)
		return;
	m->full++;
	make_lists(m, cx);
	cx->n = 1;
}

static struct context *
context_of(struct rule_memory *m, const struct role *r, unsigned flags,
    size_t first, size_t end)
{
	struct context *cx = m->last;

	if (!cx || !fits(cx, r, flags, first))
		cx = NULL;
	for (size_t i = 0; i < m->n && !cx; i++) {
		if (fits(m->context[i], r, flags, first))
			cx = m->context[i];
	}
	if (!cx)
		cx = new_context(m, r, flags, first, end);
	m->last = cx;
	remember(m, cx);
	return cx;
}

/* A row for a whole module asks for what the tenant has of it. */
static bool
is_own(const struct role *r)
{
	for (size_t i = 0; i < r->nprofile; i++) {
		if (r->profile[i]->stars)
			return true;
	}
	return false;
}

/* Finds what is remembered for a role. */
static void
find_contexts(struct audit *au, const struct role *r)
{
	struct rule_sums *ss = au->run->sums;
	size_t n = au->cat->nfunction;
	unsigned flags = 0;

	if (rule_is_people(au, r))
		flags |= FLAG_PEOPLE;
	if (r->has_list && rule_table_harmless(au, r))
		flags |= FLAG_HARMLESS;
	ss->known = context_of(is_own(r) ? &ss->own : ss->shared, r, flags, 0,
	    n);
	if (au->nfunction > n)
		ss->others = context_of(&ss->own, r, flags, n, au->nfunction);
}

/* Adds what was counted of some functions to the role's. */
static void
spill(struct rule_sum *s, const struct verdict *v)
{
	struct rule_tally *t = &s->tally;

	for (size_t i = 0; i < countof(counted); i++) {
		t->rule[counted[i]] += number(v, (enum number)i);
		t->severities[counted[i]] |=
		    (unsigned char)(v->severities >> (8 * i));
	}
	for (int k = 0; k < SEV_COUNT; k++)
		t->count[k] += number(v, by_severity[k]);
	t->missing += number(v, N_MISSING);
	t->deducts += number(v, N_DEDUCTS);
	s->points += number(v, N_POINTS);
	s->required += number(v, N_REQUIRED);
	s->judged += number(v, N_JUDGED);
	s->total += number(v, N_TOTAL);
	s->known += number(v, N_KNOWN);
	s->all += number(v, N_ALL);
	s->silent += number(v, N_SILENT);
}

/* Adds what a function at its levels comes to. */
static void
sum_function(struct audit *au, const struct role *r, struct context *cx,
    size_t i, unsigned combination, struct verdict *all, rule_sum_fn *fn)
{
	enum level have[VERB_COUNT];
	const struct verdict *v;
	unsigned n;

	if (combination == NOT_HERE)
		return;
	n = remembers(cx, i) ? cx->number[(i - cx->first) * COMBINATIONS +
	    combination] : 0;
	v = n ? &cx->verdict[n] : new_verdict(au, r, au->function[i],
	    combination, cx);
	add(all, v);
	if (!fn || !number(v, N_FINDINGS))
		return;
	levels(au, combination, have);
	fn(au, r, au->function[i], have);
}

/* Functions outside the catalogue, of which the role may list some. */
static void
sum_others(struct audit *au, const struct role *r, struct rule_sum *s,
    rule_sum_fn *fn)
{
	size_t first = r->ngrant - r->nother;
	size_t known = au->cat->nfunction;
	uint32_t *place = au->run->sums->place;
	struct verdict one;

	memset(&one, 0, sizeof(one));
	for (size_t i = 0; i < r->nother; i++)
		place[r->other[i] - known] = (uint32_t)i + 1;
	for (size_t i = known; i < au->nfunction; i++) {
		uint32_t at = place[i - known];

		sum_function(au, r, au->run->sums->others, i, combine(at ?
		    r->levels[first + at - 1] : 0, au->run->sums->here[i]),
		    &one, fn);
		spill(s, &one);
		memset(&one, 0, sizeof(one));
	}
	for (size_t i = 0; i < r->nother; i++)
		place[r->other[i] - known] = 0;
}

/*
 * Adds the functions from `first` on that are remembered, as long as they
 * are, and returns the first that is not. Most time is spent here.
 */
static size_t
add_remembered(const struct context *cx, const uint16_t *levels,
    const bool *here, size_t first, struct verdict *all)
{
	struct verdict sum = *all;
	size_t i;

	for (i = first; i < cx->end; i++) {
		unsigned k = combine(levels[i], here[i]), n;
		const struct verdict *v;

		if (k == NOT_HERE)
			continue;
		n = cx->number[i * COMBINATIONS + k];
		if (!n)
			break;
		v = &cx->verdict[n];
#pragma GCC unroll 6
		for (int w = 0; w < WORDS; w++)
			sum.word[w] += v->word[w];
		sum.severities |= v->severities;
	}
	*all = sum;
	return i;
}

/* The functions of the catalogue. */
static void
sum_known(struct audit *au, const struct role *r, struct rule_sum *s,
    rule_sum_fn *fn)
{
	struct rule_sums *ss = au->run->sums;
	struct context *cx = ss->known;
	struct verdict all;
	size_t i = 0;

	memset(&all, 0, sizeof(all));
	while (i < cx->end) {
		if (cx->number && r->ngrant && !fn)
			i = add_remembered(cx, r->levels, ss->here, i, &all);
		if (i == cx->end)
			break;
		sum_function(au, r, cx, i, combine(r->ngrant ?
		    r->levels[i] : 0, ss->here[i]), &all, fn);
		i++;
	}
	spill(s, &all);
}

void
rule_sum(struct audit *au, const struct role *r, struct rule_sum *s,
    rule_sum_fn *fn)
{
	find_contexts(au, r);
	memset(s, 0, sizeof(*s));
	sum_known(au, r, s, fn);
	if (au->nfunction > au->cat->nfunction)
		sum_others(au, r, s, fn);
}

struct rule_memory *
rule_memory(void)
{
	return util_zero(1, sizeof(struct rule_memory));
}

static void
copy_lists(struct rule_memory *m, struct context *cx,
    const struct context *from)
{
	size_t n = from->end - from->first;

	if (!from->number)
		return;
	make_lists(m, cx);
	memcpy(cx->number, from->number, n * COMBINATIONS *
	    sizeof(*cx->number));
	memcpy(cx->cell, from->cell, n * VERB_COUNT * LEVELS *
	    sizeof(*cx->cell));
	memcpy(cx->verdict, from->verdict, from->n * sizeof(*cx->verdict));
}

struct rule_memory *
rule_memory_copy(const struct rule_memory *from)
{
	struct rule_memory *m = rule_memory();

	m->full = from->full;
	for (size_t i = 0; i < from->n; i++)
		copy_lists(m, add_context(m, from->context[i]),
		    from->context[i]);
	return m;
}

static void
forget(struct rule_memory *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->context[i]->verdict);
	arena_free(&m->arena);
}

void
rule_memory_free(struct rule_memory *m)
{
	forget(m);
	free(m);
}

void
rule_open(struct audit *au)
{
	struct rule_run *run = arena_alloc(&au->arena, sizeof(*run));
	struct rule_sums *ss = arena_alloc(&au->arena, sizeof(*ss));

	ss->place = arena_array(&au->arena, au->nfunction -
	    au->cat->nfunction, sizeof(*ss->place));
	ss->here = arena_array(&au->arena, au->nfunction, sizeof(*ss->here));
	for (size_t i = 0; i < au->nfunction; i++)
		ss->here[i] = model_on_tenant(au, au->function[i]);
	/* More, and a number of sixteen bits could run over. */
	if (au->cat->nfunction > LIMIT_REMEMBERED)
		util_die("more than %d functions in the catalogue",
		    LIMIT_REMEMBERED);
	ss->shared = au->memory ? au->memory : &ss->own;
	run->sums = ss;
	run->asked = &ss->tally;
	au->run = run;
	for (size_t i = 0; i < au->nmember; i++)
		run->people = run->people || !au->member[i]->api;
	rule_role_open(au);
	rule_input_open(au);
}

void
rule_close(struct audit *au)
{
	forget(&au->run->sums->own);
	au->run = NULL;
}
