#include <stdlib.h>
#include <string.h>

#include "rule.h"
#include "score.h"

bool
score_of_member(const struct finding *f)
{
	return f->member && !f->waiver && f->rule >= rule_get(CW301) &&
	    f->rule <= rule_get(CW310);
}

/*
 * True when the finding takes points off. seen tells, by function id, whether
 * a cell rule already did: the first is the heaviest, as the worst findings
 * come first.
 */
static bool
takes(const struct finding *f, bool *seen)
{
	if (f->waiver || !rule_is_exposure(f->rule))
		return false;
	if (!rule_is_heaviest(f->rule))
		return true;
	if (seen[f->subject->id])
		return false;
	seen[f->subject->id] = true;
	return true;
}

static void
count_cells(struct role *r, const struct finding *f)
{
	if (f->rule == rule_get(CW101))
		r->missing_cells += f->row && f->row->when == WHEN_ALWAYS;
	else if (f->rule == rule_get(CW102))
		r->excess_cells++;
	else if (f->rule == rule_get(CW103))
		r->forbidden_cells++;
	else if (f->rule == rule_get(CW104))
		r->broader_cells++;
}

static void
score_role(struct audit *au, struct role *r)
{
	if (rule_is_people(au, r) || !r->exported)
		return;
	if (r->want)
		r->fit = r->required_cells ? (int)(100 * r->points /
		    (2 * r->required_cells)) : 100;
	r->exposure = r->deductions >= 100 ? 0 : (int)(100 - r->deductions);
	r->score = r->fit >= 0 && r->fit < r->exposure ? r->fit : r->exposure;
}

/* What was counted is complete: see rule_count_only(). */
static void
score_tally(struct audit *au)
{
	for (int s = 0; s < SEV_COUNT; s++)
		au->count[s] += au->tally->count[s];
}

static void
score_findings(struct audit *au)
{
	bool **seen = arena_array(&au->arena, au->nrole + 1, sizeof(*seen));

	for (size_t i = 0; i < au->nfinding; i++) {
		struct finding *f = &au->finding[i];
		struct role *r;

		if (f->waiver)
			au->waived++;
		else
			au->count[f->severity]++;
		if (score_of_member(f))
			au->member[f->member->number]->lost +=
			    rule_weight(f->severity);
		if (!f->role || f->member)
			continue;
		r = au->role[f->role->number];
		if (!seen[r->number])
			seen[r->number] = arena_array(&au->arena,
			    au->nfunction, sizeof(bool));
		count_cells(r, f);
		f->deducts = takes(f, seen[r->number]);
		if (f->deducts)
			r->deductions += rule_weight(f->severity);
	}
}

static void
score_members(struct audit *au)
{
	for (size_t i = 0; i < au->nmember; i++) {
		struct member *m = au->member[i];

		if (m->judged)
			m->score = m->lost >= 100 ? 0 : (int)(100 - m->lost);
	}
}

static void
lower(int *score, int other)
{
	if (other >= 0 && (*score < 0 || other < *score))
		*score = other;
}

static int
exit_of(const struct audit *au)
{
	if (au->diag.code)
		return au->fleet ? EXIT_INCOMPLETE : au->diag.code;
	if (au->live_code)
		return au->live_code;
	for (int s = SEV_CRITICAL; s >= 0; s--) {
		if (au->count[s] && s >= au->opt->fail_on)
			return EXIT_INFO + s;
	}
	return au->complete ? EXIT_PASS : EXIT_INCOMPLETE;
}

size_t
score_needed(const struct audit *au)
{
	size_t n = 0;

	for (size_t i = 0; i < au->nnoteval; i++)
		n += au->noteval[i].needed;
	return n;
}

void
score_audit(struct audit *au)
{
	au->complete = !au->diag.code && score_needed(au) == 0;
	au->score = -1;
	if (au->tally)
		score_tally(au);
	else
		score_findings(au);
	for (size_t i = 0; i < au->nrole; i++) {
		model_soon(au->role, au->nrole, i, false);
		score_role(au, au->role[i]);
	}
	score_members(au);
	for (size_t i = 0; au->complete && i < au->nrole; i++)
		lower(&au->score, au->role[i]->score);
	for (size_t i = 0; au->complete && i < au->nmember; i++)
		lower(&au->score, au->member[i]->score);
	au->code = exit_of(au);
}

const char *
score_verdict(const struct audit *au)
{
	if (au->diag.code)
		return au->fleet ? "incomplete" : "error";
	if (au->live_code || (au->code >= EXIT_INFO &&
	    au->code <= EXIT_CRITICAL))
		return "fail";
	return au->complete ? "pass" : "incomplete";
}

const char *
score_whose(const struct audit *au, const char **kind)
{
	*kind = "role";
	for (size_t i = 0; au->score >= 0 && i < au->nrole; i++) {
		if (au->role[i]->score == au->score)
			return au->role[i]->name;
	}
	*kind = "member";
	for (size_t i = 0; au->score >= 0 && i < au->nmember; i++) {
		if (au->member[i]->score == au->score)
			return au->member[i]->id;
	}
	return NULL;
}

/* A grant that is missing takes no points off: it earns none. */
static bool
lowers_fit(const struct finding *f)
{
	return f->rule == rule_get(CW101) && !f->waiver && f->row &&
	    f->row->when == WHEN_ALWAYS;
}

size_t
score_worst(const struct finding *const *f, size_t n,
    const struct finding *worst[3])
{
	size_t k = 0;

	for (size_t i = 0; i < n && k < 3; i++) {
		if (f[i]->deducts || lowers_fit(f[i]))
			worst[k++] = f[i];
	}
	return k;
}

static bool
is_fixed(const struct finding *f, const struct finding *const *fixed,
    size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fixed[i] == f)
			return true;
	}
	return false;
}

int
score_without(const struct audit *au, const struct role *r,
    const struct finding *const *fixed, size_t n)
{
	bool *seen = util_alloc(au->nfunction);
	unsigned long lost = 0;
	size_t points = r->points;
	int fit = r->fit, exposure;

	memset(seen, 0, au->nfunction);
	for (size_t i = 0; i < au->nfinding; i++) {
		const struct finding *f = &au->finding[i];
		bool gone = is_fixed(f, fixed, n);

		if (f->role != r || f->member)
			continue;
		if (gone && f->rule == rule_get(CW101) && f->row &&
		    f->row->when == WHEN_ALWAYS)
			points += f->cell[0].have == LEVEL_MY ? 1 : 2;
		if (!gone && takes(f, seen))
			lost += rule_weight(f->severity);
	}
	free(seen);
	if (r->score < 0)
		return -1;
	if (fit >= 0 && r->required_cells)
		fit = (int)(100 * points / (2 * r->required_cells));
	exposure = lost >= 100 ? 0 : (int)(100 - lost);
	return fit >= 0 && fit < exposure ? fit : exposure;
}
