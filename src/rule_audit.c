#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "par.h"
#include "rule.h"

/*
 * What one thread judges: some roles, one behind the other. It has a copy of
 * the audit to itself, whose lists, tally and arena begin empty; of the audit
 * it changes nothing but its roles.
 */
struct share {
	struct par thread;
	struct audit au;
	size_t first, end;
	size_t nrole;		/* what could not be judged, so many by roles */
	size_t judged;
};

/* The roles' own rules; a tally tells which deductions are whose. */
static void
check_role(struct audit *au, struct role *r)
{
	if (au->tally)
		au->tally->deducts = 0;
	rule_role_check(au, r);
	rule_table_check(au, r);
	if (au->tally)
		r->deductions += au->tally->deducts;
}

static void
judge_share(void *ctx)
{
	struct share *s = ctx;
	struct audit *au = &s->au;

	rule_open(au);
	for (size_t i = s->first; i < s->end; i++) {
		model_soon(au->role, au->nrole, i, true);
		check_role(au, au->role[i]);
	}
	s->nrole = au->nnoteval;
	for (size_t i = s->first; i < s->end; i++) {
		model_soon(au->role, au->nrole, i, false);
		rule_input_role(au, au->role[i], &s->judged);
	}
	rule_close(au);
}

/* Begins to judge the i-th of n parts of the roles. */
static void
open_share(struct share *s, const struct audit *au, size_t i, size_t n)
{
	s->au = *au;
	memset(&s->au.arena, 0, sizeof(s->au.arena));
	s->au.noteval = NULL;
	s->au.nnoteval = 0;
	rule_count_only(&s->au);
	s->first = au->nrole * i / n;
	s->end = au->nrole * (i + 1) / n;
	if (i)
		par_start(&s->thread, judge_share, s);
}

static void
add_tally(struct rule_tally *to, const struct rule_tally *from)
{
	for (int i = 0; i < RULE_COUNT; i++) {
		to->rule[i] += from->rule[i];
		to->severities[i] |= from->severities[i];
	}
	for (int i = 0; i < SEV_COUNT; i++)
		to->count[i] += from->count[i];
}

/* The part's entries of what could not be judged, from first on. */
static void
add_notevals(struct audit *au, const struct share *s, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		au->noteval = arena_more(&au->arena, au->noteval,
		    au->nnoteval, sizeof(*au->noteval));
		au->noteval[au->nnoteval++] = s->au.noteval[i];
	}
}

/* Takes over what came of a part, but for what is said of its inputs. */
static void
take_over(struct audit *au, struct share *s)
{
	bool begun = s->thread.running;

	par_wait(&s->thread);
	if (!begun)
		judge_share(s);
	add_tally(au->tally, s->au.tally);
	add_notevals(au, s, 0, s->nrole);
}

/* In how many parts the roles are judged, at least 1. */
static unsigned
parts(const struct audit *au)
{
	/* The tenants of a fleet are shared out themselves. */
	if (!au->tally || au->memory || au->fleet ||
	    au->nrole < LIMIT_SHARED_ROLES)
		return 1;
	return model_threads(au);
}

static void
judge_subjects(struct audit *au)
{
	size_t judged = 0;

	for (size_t i = 0; i < au->nrole; i++) {
		model_soon(au->role, au->nrole, i, true);
		check_role(au, au->role[i]);
	}
	for (size_t i = 0; i < au->nmember; i++)
		rule_member_check(au, au->member[i]);
	rule_tenant_check(au);
	for (size_t i = 0; i < au->nrole; i++) {
		model_soon(au->role, au->nrole, i, false);
		rule_input_role(au, au->role[i], &judged);
	}
	rule_input_check(au, judged);
}

/* The same in n threads: what is said comes in the same order. */
static void
judge_shared(struct audit *au, unsigned n)
{
	struct share *share = util_zero(n, sizeof(*share));
	size_t judged = 0;

	for (unsigned i = n; i-- > 0; )
		open_share(&share[i], au, i, n);
	for (unsigned i = 0; i < n; i++)
		take_over(au, &share[i]);
	for (size_t i = 0; i < au->nmember; i++)
		rule_member_check(au, au->member[i]);
	rule_tenant_check(au);
	for (unsigned i = 0; i < n; i++) {
		struct share *s = &share[i];

		add_notevals(au, s, s->nrole, s->au.nnoteval);
		judged += s->judged;
		arena_adopt(&au->arena, &s->au.arena);
	}
	rule_input_check(au, judged);
	free(share);
}

void
rule_audit(struct audit *au)
{
	unsigned n = parts(au);

	rule_open(au);
	if (n > 1)
		judge_shared(au, n);
	else
		judge_subjects(au);
	rule_live_check(au);
	rule_close(au);
}
