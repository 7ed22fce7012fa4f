#include <stdlib.h>
#include <string.h>

#include "fleet.h"
#include "score.h"

/* Tenants for which room is made at once. */
#define TENANTS 64

void
fleet_init(struct fleet *f, const struct options *opt)
{
	memset(f, 0, sizeof(*f));
	f->opt = opt;
	f->complete = true;
	f->score = -1;
}

static struct fleet_tenant *
new_tenant(struct fleet *f)
{
	size_t n = f->n;

	/* Not in the arena, which keeps the smaller copies. */
	if (n % TENANTS == 0)
		f->tenant = util_realloc(f->tenant, n + TENANTS,
		    sizeof(*f->tenant));
	memset(&f->tenant[n], 0, sizeof(*f->tenant));
	f->n++;
	return &f->tenant[n];
}

/* n open findings of a rule, of the severities whose bits are set. */
static void
count_rule(struct fleet *f, uint16_t *of_tenant, size_t id, size_t n,
    unsigned severities)
{
	for (int s = f->worst[id] + 1; s < SEV_COUNT; s++) {
		if (severities & 1u << s)
			f->worst[id] = (enum severity)s;
	}
	f->rule[id] += n;
	if (!of_tenant)
		return;
	f->holders[id] += n && !of_tenant[id];
	of_tenant[id] = n < (size_t)(UINT16_MAX - of_tenant[id]) ?
	    (uint16_t)(of_tenant[id] + n) : UINT16_MAX;
}

static void
count_rules(struct fleet *f, uint16_t *of_tenant, const struct audit *au)
{
	for (size_t i = 0; au->tally && i < RULE_COUNT; i++)
		count_rule(f, of_tenant, i, au->tally->rule[i],
		    au->tally->severities[i]);
	for (size_t i = 0; i < au->nfinding; i++) {
		const struct finding *fi = &au->finding[i];

		if (!fi->waiver)
			count_rule(f, of_tenant, (size_t)(fi->rule -
			    rule_get(CW101)), 1, 1u << fi->severity);
	}
}

/* All tenants are judged with the same options: the first ones tell all. */
static void
take_assumptions(struct fleet *f, const struct audit *au)
{
	if (f->assumption || !au->nassumption)
		return;
	f->assumption = arena_array(&f->arena, au->nassumption,
	    sizeof(*f->assumption));
	for (size_t i = 0; i < au->nassumption; i++)
		f->assumption[f->nassumption++] = arena_str(&f->arena,
		    au->assumption[i]);
}

/* The place and the text of the first diagnostic. */
static const char *
why(struct arena *a, const struct audit *au)
{
	const struct diag_item *d = au->diag.item;

	if (!au->diag.n)
		return NULL;
	if (!d->loc.line)
		return arena_printf(a, "%s: %s", d->loc.file, d->text);
	return arena_printf(a, "%s:%u: %s", d->loc.file,
	    (unsigned)d->loc.line, d->text);
}

/* What keeps a tenant from being complete, with what it is about. */
static void
note_lack(struct fleet *f, struct fleet_tenant *t, const struct audit *au)
{
	for (size_t i = 0; i < au->nnoteval; i++) {
		const struct noteval *n = &au->noteval[i];

		if (!n->needed || t->nlack++)
			continue;
		t->lack = arena_printf(&f->arena, "%s%s%s%s%s", n->rule ?
		    n->rule : "", n->rule ? " " : "", n->member ?
		    n->member->id : n->role ? n->role->name : "",
		    n->member || n->role ? ": " : "", n->reason);
	}
}

static int
worst_code(int a, int b)
{
	bool fa = a >= EXIT_INFO && a <= EXIT_CRITICAL;
	bool fb = b >= EXIT_INFO && b <= EXIT_CRITICAL;

	if (fa && fb)
		return a > b ? a : b;
	if (fa || fb)
		return fa ? a : b;
	return a > b ? a : b;
}

void
fleet_add(struct fleet *f, const struct audit *au)
{
	struct fleet_tenant *t = new_tenant(f);

	t->name = arena_str(&f->arena, au->tenant ? au->tenant : "");
	t->why = why(&f->arena, au);
	t->verdict = score_verdict(au);
	t->code = au->code;
	t->score = au->score;
	t->complete = au->complete;
	t->nrole = au->nrole;
	t->nmember = au->nmember;
	t->waived = au->waived;
	t->noteval = au->nnoteval;
	note_lack(f, t, au);
	memcpy(t->count, au->count, sizeof(t->count));
	for (int s = 0; s < SEV_COUNT; s++)
		f->count[s] += t->count[s];
	f->waived += t->waived;
	f->noteval += t->noteval;
	f->incomplete += !t->complete;
	f->complete = f->complete && t->complete;
	if (t->score >= 0 && (f->score < 0 || t->score < f->score))
		f->score = t->score;
	if (!f->complete)
		f->score = -1;
	f->code = worst_code(f->code, t->code);
	take_assumptions(f, au);
	count_rules(f, t->rule, au);
}

void
fleet_add_own(struct fleet *f, const struct audit *au)
{
	f->own += au->nfinding;
	for (int s = 0; s < SEV_COUNT; s++)
		f->count[s] += au->count[s];
	f->code = worst_code(f->code, au->code);
	count_rules(f, NULL, au);
}

static int
by_worst(const void *a, const void *b)
{
	const struct fleet_tenant *x = *(const struct fleet_tenant *const *)a;
	const struct fleet_tenant *y = *(const struct fleet_tenant *const *)b;

	for (int s = SEV_CRITICAL; s > SEV_INFO; s--) {
		if (x->count[s] != y->count[s])
			return x->count[s] > y->count[s] ? -1 : 1;
	}
	if (x->complete != y->complete)
		return x->complete ? 1 : -1;
	if (x->count[SEV_INFO] != y->count[SEV_INFO])
		return x->count[SEV_INFO] > y->count[SEV_INFO] ? -1 : 1;
	return strcmp(x->name, y->name);
}

const struct fleet_tenant **
fleet_order(const struct fleet *f)
{
	const struct fleet_tenant **order;

	order = util_realloc(NULL, f->n + 1, sizeof(*order));
	for (size_t i = 0; i < f->n; i++)
		order[i] = &f->tenant[i];
	qsort(order, f->n, sizeof(*order), by_worst);
	return order;
}

const char *
fleet_verdict(const struct fleet *f)
{
	if (f->code >= EXIT_INFO && f->code <= EXIT_CRITICAL)
		return "fail";
	return f->complete ? "pass" : "incomplete";
}

void
fleet_free(struct fleet *f)
{
	free(f->tenant);
	arena_free(&f->arena);
	memset(f, 0, sizeof(*f));
}
