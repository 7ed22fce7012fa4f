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

/* The same with a copy of the memory that the part was given. */
static void
judge_copied(void *ctx)
{
	struct share *s = ctx;

	s->au.memory = rule_memory_copy(s->au.memory);
	judge_share(s);
	rule_memory_free(s->au.memory);
}

/* A part of the roles that is to be judged with that memory. */
static void
open_share(struct share *s, const struct audit *au, struct rule_memory *m,
    size_t first, size_t end)
{
	s->au = *au;
	memset(&s->au.arena, 0, sizeof(s->au.arena));
	s->au.noteval = NULL;
	s->au.nnoteval = 0;
	s->au.memory = m;
	rule_count_only(&s->au);
	s->first = first;
	s->end = end;
}

/* Waits for the thread that judges a part, or does. */
static void
finish_share(struct share *s)
{
	if (s->thread.running)
		par_wait(&s->thread);
	else
		judge_copied(s);
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

/*
 * Judges the roles in n + 1 parts: the first alone, so that the memory is not
 * empty of which the others have copies, and these in n threads.
 */
static void
judge_parts(struct audit *au, struct share *share, unsigned n)
{
	struct rule_memory *m = rule_memory();
	size_t first = au->nrole < LIMIT_FIRST_ROLES ? au->nrole :
	    LIMIT_FIRST_ROLES, rest = au->nrole - first;

	open_share(&share[0], au, m, 0, first);
	judge_share(&share[0]);
	for (unsigned i = n; i > 0; i--) {
		open_share(&share[i], au, m, first + rest * (i - 1) / n,
		    first + rest * i / n);
		if (i > 1)
			par_start(&share[i].thread, judge_copied, &share[i]);
	}
	for (unsigned i = 1; i <= n; i++)
		finish_share(&share[i]);
	rule_memory_free(m);
}

/* The same in threads: what is said comes in the same order. */
static void
judge_shared(struct audit *au, unsigned n)
{
	struct share *share = util_zero(n + 1, sizeof(*share));
	size_t judged = 0;

	judge_parts(au, share, n);
	for (unsigned i = 0; i <= n; i++)
		take_over(au, &share[i]);
	for (size_t i = 0; i < au->nmember; i++)
		rule_member_check(au, au->member[i]);
	rule_tenant_check(au);
	for (unsigned i = 0; i <= n; i++) {
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
