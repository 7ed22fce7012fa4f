#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/rule.h"
#include "../../src/score.h"
#include "../../src/waiver.h"

#define FINDINGS 128

/* An audit put together by hand: three roles, two members, their findings. */
struct desk {
	struct audit au;
	struct options opt;
	struct role r[3], *role[3];
	struct member m[2], *member[2];
	struct finding f[FINDINGS];
	struct function function[4];
	struct noteval noteval[2];
	struct rule_tally tally;
	bool asked;
	struct profile_row always, recommended;
};

static const char some_waiver;
static struct desk *
desk_new(void)
{
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	d->opt.fail_on = SEV_INFO;
	d->au.opt = &d->opt;
	d->au.role = d->role;
	d->au.nrole = 3;
	d->au.member = d->member;
	d->au.nmember = 2;
	d->au.finding = d->f;
	d->au.noteval = d->noteval;
	d->au.nfunction = 4;
	d->recommended.when = WHEN_RECOMMENDED;
	for (size_t i = 0; i < 3; i++) {
		d->role[i] = &d->r[i];
		d->r[i].number = i;
		d->r[i].name = i == 0 ? "zero" : i == 1 ? "one" : "two";
		d->r[i].exported = true;
		d->r[i].kind = ROLE_INTEGRATION;
		d->r[i].fit = d->r[i].exposure = d->r[i].score = -1;
	}
	for (size_t i = 0; i < 2; i++) {
		d->member[i] = &d->m[i];
		d->m[i].number = i;
		d->m[i].id = i ? "B" : "A";
		d->m[i].score = -1;
	}
	for (unsigned i = 0; i < 4; i++)
		d->function[i].id = i;
	return d;
}

static void
desk_free(struct desk *d)
{
	arena_free(&d->au.arena);
	free(d);
}

/* Enters a finding about a role and a function. */
static struct finding *
find(struct desk *d, enum rule_id id, enum severity s, size_t role,
    size_t function)
{
	struct finding *f = &d->f[d->au.nfinding++];

	assert_true(d->au.nfinding <= FINDINGS);
	f->rule = rule_get(id);
	f->severity = s;
	f->role = &d->r[role];
	f->subject = &d->function[function];
	return f;
}

static struct finding *
find_member(struct desk *d, enum rule_id id, enum severity s, size_t member)
{
	struct finding *f = find(d, id, s, 0, 0);

	f->member = &d->m[member];
	return f;
}

static void
waive(struct finding *f)
{
	f->waiver = (const struct waiver *)&some_waiver;
}

/* Section 6: its unwaived CW3xx take points off a member, and nothing else. */
static void
rules_of_members(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	for (int id = 0; id < RULE_COUNT; id++) {
		struct finding *f = find_member(d, (enum rule_id)id, SEV_LOW,
		    0);
		bool takes = id >= CW301 && id <= CW310;

		assert_int_equal(score_of_member(f), takes);
		waive(f);
		assert_false(score_of_member(f));
		f->waiver = NULL;
		f->member = NULL;
		assert_false(score_of_member(f));
		f->member = &d->m[0];
	}
	d->m[0].judged = true;
	score_audit(&d->au);
	assert_int_equal(d->m[0].lost, 10);
	assert_int_equal(d->m[0].score, 90);
	assert_int_equal(d->m[1].lost, 0);
	/* Who is not judged has no score, whatever it lost. */
	assert_int_equal(d->m[1].score, -1);
	/* What is about a member takes nothing off its role. */
	assert_int_equal(d->r[0].deductions, 0);
	assert_int_equal(d->r[0].excess_cells, 0);
	desk_free(d);
}

/* CW102-CW108 and CW2xx take points off a role, waived ones do not. */
static void
rules_of_roles(void **state)
{
	(void)state;
	for (int id = 0; id < RULE_COUNT; id++) {
		struct desk *d = desk_new();
		bool takes = (id >= CW102 && id <= CW108) ||
		    (id >= CW201 && id <= CW209);
		bool once = (id >= CW102 && id <= CW104) || id == CW202;

		find(d, (enum rule_id)id, SEV_CRITICAL, 1, 1);
		find(d, (enum rule_id)id, SEV_HIGH, 1, 1);
		find(d, (enum rule_id)id, SEV_MEDIUM, 1, 2);
		waive(find(d, (enum rule_id)id, SEV_LOW, 1, 3));
		find(d, (enum rule_id)id, SEV_LOW, 1, 3);
		find(d, (enum rule_id)id, SEV_LOW, 2, 1);
		score_audit(&d->au);
		assert_int_equal(d->r[0].deductions, 0);
		assert_int_equal(d->r[1].deductions, takes ? 40 + 5 + 1 +
		    (once ? 0 : 15) : 0);
		assert_int_equal(d->r[2].deductions, takes ? 1 : 0);
		assert_int_equal(d->f[0].deducts, takes);
		assert_int_equal(d->f[1].deducts, takes && !once);
		assert_int_equal(d->f[2].deducts, takes);
		assert_false(d->f[3].deducts);
		assert_int_equal(d->f[4].deducts, takes);
		assert_int_equal(d->f[5].deducts, takes);
		assert_int_equal(d->r[0].score, 100);
		assert_int_equal(d->r[1].score, takes ? once ? 54 : 39 : 100);
		assert_int_equal(d->r[2].exposure, takes ? 99 : 100);
		assert_int_equal(d->au.waived, 1);
		assert_int_equal(d->au.count[SEV_CRITICAL], 1);
		assert_int_equal(d->au.count[SEV_HIGH], 1);
		assert_int_equal(d->au.count[SEV_MEDIUM], 1);
		assert_int_equal(d->au.count[SEV_LOW], 2);
		assert_int_equal(d->au.count[SEV_INFO], 0);
		desk_free(d);
	}
}

/* Of the rules for one function only the heaviest counts, whichever it is. */
static void
heaviest(void **state)
{
	static const enum rule_id same[] = {CW102, CW103, CW104, CW202};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 4; k++) {
			struct desk *d = desk_new();

			find(d, same[i], SEV_HIGH, 1, 2);
			find(d, CW203, SEV_MEDIUM, 1, 2);
			find(d, same[k], SEV_LOW, 1, 2);
			score_audit(&d->au);
			assert_int_equal(d->r[1].deductions, 15 + 5);
			desk_free(d);
		}
	}
}

static void
cells(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	find(d, CW101, SEV_HIGH, 1, 0)->row = &d->always;
	find(d, CW101, SEV_HIGH, 1, 1)->row = &d->always;
	find(d, CW101, SEV_LOW, 1, 0)->row = &d->recommended;
	find(d, CW101, SEV_LOW, 1, 0);
	waive(find(d, CW101, SEV_HIGH, 1, 1));
	d->f[4].row = &d->always;
	for (int i = 0; i < 4; i++)
		find(d, CW102, SEV_LOW, 1, 0);
	waive(&d->f[5]);
	for (int i = 0; i < 5; i++)
		find(d, CW103, SEV_LOW, 1, 0);
	for (int i = 0; i < 6; i++)
		find(d, CW104, SEV_LOW, 1, 0);
	find(d, CW105, SEV_LOW, 1, 0);
	find(d, CW202, SEV_LOW, 1, 0);
	find_member(d, CW102, SEV_LOW, 0);
	/* About nobody. */
	find(d, CW102, SEV_LOW, 1, 0)->role = NULL;
	score_audit(&d->au);
	assert_int_equal(d->r[1].missing_cells, 3);
	assert_int_equal(d->r[1].excess_cells, 4);
	assert_int_equal(d->r[1].forbidden_cells, 5);
	assert_int_equal(d->r[1].broader_cells, 6);
	for (int i = 0; i < 3; i += 2) {
		assert_int_equal(d->r[i].missing_cells, 0);
		assert_int_equal(d->r[i].excess_cells, 0);
		assert_int_equal(d->r[i].forbidden_cells, 0);
		assert_int_equal(d->r[i].broader_cells, 0);
	}
	assert_int_equal(d->au.waived, 2);
	desk_free(d);
}

/* What the role and the audit score with these sums. */
static void
scores(size_t points, size_t required, unsigned long deductions, int fit,
    int exposure, int score)
{
	struct desk *d = desk_new();
	static const struct want *const some = (const struct want *)&some_waiver;

	d->au.tally = &d->tally;
	d->au.nrole = 1;
	d->au.nmember = 0;
	d->r[0].points = points;
	d->r[0].required_cells = required;
	d->r[0].deductions = deductions;
	d->r[0].want = fit < 0 ? NULL : some;
	score_audit(&d->au);
	assert_int_equal(d->r[0].fit, fit);
	assert_int_equal(d->r[0].exposure, exposure);
	assert_int_equal(d->r[0].score, score);
	assert_int_equal(d->au.score, score);
	desk_free(d);
}

static void
fit_and_exposure(void **state)
{
	(void)state;
	scores(7, 5, 0, 70, 100, 70);
	scores(1, 3, 0, 16, 100, 16);	/* 16.67 */
	scores(5, 3, 0, 83, 100, 83);	/* 83.33 */
	scores(199, 100, 0, 99, 100, 99);	/* never rounded up to 100 */
	scores(10, 5, 0, 100, 100, 100);
	scores(0, 5, 0, 0, 100, 0);
	scores(1, 60, 0, 0, 100, 0);
	scores(0, 0, 0, 100, 100, 100);
	scores(0, 0, 30, 100, 70, 70);
	scores(10, 5, 99, 100, 1, 1);
	scores(10, 5, 100, 100, 0, 0);
	scores(10, 5, 101, 100, 0, 0);
	scores(10, 5, 1000, 100, 0, 0);
	scores(5, 5, 50, 50, 50, 50);
	scores(5, 5, 49, 50, 51, 50);
	scores(5, 5, 51, 50, 49, 49);
	scores(0, 0, 40, -1, 60, 60);
	scores(0, 0, 99, -1, 1, 1);
	scores(0, 0, 100, -1, 0, 0);
}

static void
member_scores(unsigned long lost, int score)
{
	struct desk *d = desk_new();

	d->au.tally = &d->tally;
	d->au.nrole = 0;
	d->m[1].judged = true;
	d->m[1].lost = lost;
	score_audit(&d->au);
	assert_int_equal(d->m[0].score, -1);
	assert_int_equal(d->m[1].score, score);
	assert_int_equal(d->au.score, score);
	desk_free(d);
}

static void
scores_of_members(void **state)
{
	(void)state;
	member_scores(0, 100);
	member_scores(1, 99);
	member_scores(40, 60);
	member_scores(99, 1);
	member_scores(100, 0);
	member_scores(101, 0);
}

/* Roles of people, and roles that no export holds, have no score. */
static void
without_score(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	d->r[0].kind = ROLE_PEOPLE;
	d->r[1].exported = false;
	find(d, CW203, SEV_HIGH, 0, 0);
	find(d, CW203, SEV_HIGH, 1, 0);
	find(d, CW203, SEV_LOW, 2, 0);
	score_audit(&d->au);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(d->r[i].fit, -1);
		assert_int_equal(d->r[i].exposure, -1);
		assert_int_equal(d->r[i].score, -1);
	}
	assert_int_equal(d->r[2].score, 99);
	assert_int_equal(d->au.score, 99);
	desk_free(d);
	d = desk_new();
	d->r[0].kind = ROLE_PEOPLE;
	d->opt.people = true;
	find(d, CW203, SEV_HIGH, 0, 0);
	score_audit(&d->au);
	assert_int_equal(d->r[0].score, 85);
	desk_free(d);
	d = desk_new();
	d->au.nrole = 0;
	score_audit(&d->au);
	assert_int_equal(d->au.score, -1);
	assert_true(d->au.complete);
	desk_free(d);
}

/* The lowest score there is, and whose it is. */
static void
lowest(int a, int b, int c, int m, int want, const char *whose,
    const char *kind)
{
	struct desk *d = desk_new();
	const int score[] = {a, b, c};
	const char *is;

	d->au.tally = &d->tally;
	for (int i = 0; i < 3; i++) {
		d->r[i].exported = score[i] >= 0;
		d->r[i].deductions = (unsigned long)(100 - score[i]);
	}
	d->m[0].judged = m >= 0;
	d->m[0].lost = (unsigned long)(100 - m);
	score_audit(&d->au);
	assert_int_equal(d->au.score, want);
	if (whose)
		assert_string_equal(score_whose(&d->au, &is), whose);
	else
		assert_null(score_whose(&d->au, &is));
	assert_string_equal(is, kind);
	/* Without a score of the audit, nobody has it. */
	d->au.score = -1;
	assert_null(score_whose(&d->au, &is));
	desk_free(d);
}

static void
lowest_score(void **state)
{
	(void)state;
	lowest(50, 60, 70, -1, 50, "zero", "role");
	lowest(60, 50, 70, 90, 50, "one", "role");
	lowest(70, 60, 50, 51, 50, "two", "role");
	lowest(70, 60, 50, 49, 49, "A", "member");
	lowest(50, 50, 50, 50, 50, "zero", "role");
	lowest(-1, 50, 0, 49, 0, "two", "role");
	lowest(-1, -1, 50, -1, 50, "two", "role");
	lowest(-1, -1, -1, 0, 0, "A", "member");
	lowest(-1, -1, -1, -1, -1, NULL, "member");
	lowest(100, -1, -1, -1, 100, "zero", "role");
}

/* Who has the score is looked for among those that there are. */
static void
whose(void **state)
{
	struct desk *d = desk_new();
	const char *kind;

	(void)state;
	d->au.score = 50;
	d->au.nrole = 2;
	d->r[2].score = 50;
	d->m[0].score = 60;
	d->m[1].score = 50;
	assert_string_equal(score_whose(&d->au, &kind), "B");
	assert_string_equal(kind, "member");
	d->au.nmember = 1;
	assert_null(score_whose(&d->au, &kind));
	desk_free(d);
}

/* What was not evaluated though it is needed leaves no score. */
static void
incomplete(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	d->au.nnoteval = 2;
	score_audit(&d->au);
	assert_int_equal(score_needed(&d->au), 0);
	assert_true(d->au.complete);
	assert_int_equal(d->au.score, 100);
	assert_int_equal(d->au.code, EXIT_PASS);
	assert_string_equal(score_verdict(&d->au), "pass");
	d->noteval[1].needed = true;
	score_audit(&d->au);
	assert_int_equal(score_needed(&d->au), 1);
	assert_false(d->au.complete);
	assert_int_equal(d->au.score, -1);
	assert_int_equal(d->au.code, EXIT_INCOMPLETE);
	assert_string_equal(score_verdict(&d->au), "incomplete");
	/* Only so many are entered. */
	d->au.nnoteval = 1;
	assert_int_equal(score_needed(&d->au), 0);
	d->au.nnoteval = 2;
	d->noteval[0].needed = true;
	d->m[0].judged = true;
	score_audit(&d->au);
	assert_int_equal(score_needed(&d->au), 2);
	assert_int_equal(d->au.score, -1);
	desk_free(d);
}

/* Section 2: which code it is, and in which order they win. */
static void
code(int diag, bool fleet, int live, enum severity worst, int fail_on,
    bool needed, int want, const char *verdict)
{
	struct desk *d = desk_new();

	d->au.diag.code = diag;
	d->au.fleet = fleet;
	d->au.live_code = live;
	d->opt.fail_on = fail_on;
	d->au.tally = &d->tally;
	/* What stands behind the counts is none of them. */
	d->tally.missing = 7;
	if (worst != SEV_COUNT)
		d->tally.count[worst] = 3;
	d->au.nnoteval = 1;
	d->noteval[0].needed = needed;
	score_audit(&d->au);
	assert_int_equal(d->au.code, want);
	assert_string_equal(score_verdict(&d->au), verdict);
	assert_int_equal(d->au.complete, !diag && !needed);
	assert_int_equal(d->au.waived, 0);
	if (worst != SEV_COUNT)
		assert_int_equal(d->au.count[worst], 3);
	desk_free(d);
}

static void
codes(void **state)
{
	(void)state;
	for (int s = SEV_INFO; s < SEV_COUNT; s++) {
		for (int least = SEV_INFO; least <= SEV_COUNT; least++) {
			int bad = s >= least ? EXIT_INFO + s : 0;

			code(0, false, 0, (enum severity)s, least, false,
			    bad, bad ? "fail" : "pass");
			code(0, false, 0, (enum severity)s, least, true,
			    bad ? bad : EXIT_INCOMPLETE, bad ? "fail" :
			    "incomplete");
		}
	}
	code(0, false, 0, SEV_COUNT, SEV_INFO, false, EXIT_PASS, "pass");
	code(EXIT_DATA, false, 0, SEV_CRITICAL, SEV_INFO, false, EXIT_DATA,
	    "error");
	code(EXIT_NOINPUT, false, EXIT_REFUSED, SEV_CRITICAL, SEV_INFO, true,
	    EXIT_NOINPUT, "error");
	code(EXIT_DATA, true, 0, SEV_CRITICAL, SEV_INFO, false,
	    EXIT_INCOMPLETE, "incomplete");
	code(0, true, 0, SEV_CRITICAL, SEV_INFO, false, EXIT_CRITICAL,
	    "fail");
	code(0, false, EXIT_REFUSED, SEV_CRITICAL, SEV_INFO, true,
	    EXIT_REFUSED, "fail");
	code(0, false, EXIT_UNREACHABLE, SEV_COUNT, SEV_INFO, false,
	    EXIT_UNREACHABLE, "fail");
}

/* The worst code wins, and each severity counts for itself. */
static void
worst_code(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	d->opt.fail_on = SEV_MEDIUM;
	find(d, CW203, SEV_LOW, 0, 0);
	find(d, CW203, SEV_LOW, 0, 0);
	score_audit(&d->au);
	assert_int_equal(d->au.code, EXIT_PASS);
	desk_free(d);
	d = desk_new();
	d->opt.fail_on = SEV_MEDIUM;
	find(d, CW203, SEV_MEDIUM, 0, 0);
	find(d, CW203, SEV_HIGH, 0, 0);
	find(d, CW203, SEV_LOW, 0, 0);
	waive(find(d, CW203, SEV_CRITICAL, 0, 0));
	score_audit(&d->au);
	assert_int_equal(d->au.code, EXIT_HIGH);
	desk_free(d);
}

/* The three worst that keep a role's score down. */
static void
worth_fixing(void **state)
{
	const struct finding *list[8], *worst[3] = {NULL, NULL, NULL};
	struct desk *d = desk_new();

	(void)state;
	for (size_t i = 0; i < 8; i++)
		list[i] = find(d, CW102, SEV_HIGH, 0, 0);
	assert_int_equal(score_worst(list, 8, worst), 0);
	d->f[1].rule = rule_get(CW101);
	assert_int_equal(score_worst(list, 8, worst), 0);
	d->f[1].row = &d->recommended;
	assert_int_equal(score_worst(list, 8, worst), 0);
	d->f[1].row = &d->always;
	assert_int_equal(score_worst(list, 8, worst), 1);
	assert_ptr_equal(worst[0], &d->f[1]);
	waive(&d->f[1]);
	assert_int_equal(score_worst(list, 8, worst), 0);
	d->f[1].waiver = NULL;
	d->f[0].row = &d->always;
	d->f[3].deducts = d->f[5].deducts = d->f[6].deducts = true;
	assert_int_equal(score_worst(list, 5, worst), 2);
	assert_int_equal(score_worst(list, 8, worst), 3);
	assert_ptr_equal(worst[0], &d->f[1]);
	assert_ptr_equal(worst[1], &d->f[3]);
	assert_ptr_equal(worst[2], &d->f[5]);
	assert_int_equal(score_worst(list, 0, worst), 0);
	d->f[0].deducts = true;
	assert_int_equal(score_worst(list, 1, worst), 1);
	assert_ptr_equal(worst[0], &d->f[0]);
	desk_free(d);
}

/* What the role would score without some of its findings. */
static void
without(void **state)
{
	struct desk *d = desk_new();
	struct role *r = &d->r[1];
	const struct finding *fixed[6];
	size_t n = 0;

	(void)state;
	find(d, CW101, SEV_HIGH, 1, 0)->row = &d->always;	/* at None */
	d->f[0].cell[0].have = LEVEL_NONE;
	find(d, CW101, SEV_MEDIUM, 1, 0)->row = &d->always;	/* at My */
	d->f[1].cell[0].have = LEVEL_MY;
	find(d, CW101, SEV_LOW, 1, 0)->row = &d->recommended;
	d->f[2].cell[0].have = LEVEL_NONE;
	find(d, CW102, SEV_HIGH, 1, 3);
	find(d, CW102, SEV_LOW, 1, 3);
	find(d, CW203, SEV_MEDIUM, 1, 3);
	find(d, CW203, SEV_CRITICAL, 2, 3);	/* another role's */
	find_member(d, CW203, SEV_CRITICAL, 0)->role = r;
	find(d, CW101, SEV_HIGH, 2, 0)->row = &d->always;
	r->want = (const struct want *)&some_waiver;
	r->required_cells = 5;
	r->points = 7;
	score_audit(&d->au);
	assert_int_equal(r->fit, 70);
	assert_int_equal(r->exposure, 80);
	assert_int_equal(r->score, 70);
	assert_int_equal(score_without(&d->au, r, fixed, n), 70);
	fixed[n++] = &d->f[0];
	assert_int_equal(score_without(&d->au, r, fixed, n), 80);
	fixed[0] = &d->f[1];
	assert_int_equal(score_without(&d->au, r, fixed, 1), 80);
	r->points = 5;
	assert_int_equal(score_without(&d->au, r, fixed, 1), 60);
	fixed[0] = &d->f[0];
	assert_int_equal(score_without(&d->au, r, fixed, 1), 70);
	fixed[0] = &d->f[2];
	assert_int_equal(score_without(&d->au, r, fixed, 1), 50);
	fixed[0] = &d->f[3];
	r->points = 10;
	/* The lighter one of the function counts now. */
	assert_int_equal(score_without(&d->au, r, fixed, 1), 94);
	fixed[1] = &d->f[4];
	assert_int_equal(score_without(&d->au, r, fixed, 2), 95);
	fixed[2] = &d->f[5];
	assert_int_equal(score_without(&d->au, r, fixed, 3), 100);
	/* No role of its own findings is better off by another's. */
	fixed[0] = &d->f[6];
	fixed[1] = &d->f[8];
	r->points = 7;
	assert_int_equal(score_without(&d->au, r, fixed, 2), 70);
	/* Without a row it rests on nothing that was required. */
	d->f[0].row = NULL;
	fixed[0] = &d->f[0];
	assert_int_equal(score_without(&d->au, r, fixed, 1), 70);
	desk_free(d);
}

static void
without_edges(void **state)
{
	struct desk *d = desk_new();
	struct role *r = &d->r[1];
	const struct finding *fixed[1] = {&d->f[0]};

	(void)state;
	find(d, CW203, SEV_LOW, 1, 0);
	find(d, CW203, SEV_CRITICAL, 1, 0);
	find(d, CW203, SEV_CRITICAL, 1, 1);
	find(d, CW203, SEV_HIGH, 1, 2);
	find(d, CW203, SEV_LOW, 1, 2);
	find(d, CW203, SEV_LOW, 1, 2);
	find(d, CW203, SEV_LOW, 1, 2);
	score_audit(&d->au);
	assert_int_equal(r->deductions, 99);
	assert_int_equal(r->score, 1);
	assert_int_equal(score_without(&d->au, r, fixed, 0), 1);
	assert_int_equal(score_without(&d->au, r, fixed, 1), 2);
	find(d, CW203, SEV_LOW, 1, 2);
	assert_int_equal(score_without(&d->au, r, fixed, 0), 0);
	find(d, CW203, SEV_LOW, 1, 2);
	assert_int_equal(score_without(&d->au, r, fixed, 0), 0);
	assert_int_equal(score_without(&d->au, r, fixed, 1), 0);
	find(d, CW203, SEV_HIGH, 1, 2);
	assert_int_equal(score_without(&d->au, r, fixed, 0), 0);
	/* A profile that requires nothing is fitted, whatever the points. */
	d->au.nfinding = 1;
	r->fit = 100;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 99);
	r->fit = 30;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 30);
	r->fit = 0;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 0);
	r->fit = -1;
	r->required_cells = 5;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 99);
	/* A fit of 0 may rise, too. */
	r->fit = 0;
	r->points = 5;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 50);
	r->score = 0;
	assert_int_equal(score_without(&d->au, r, fixed, 0), 50);
	/* Never rounded up. */
	r->required_cells = 100;
	r->points = 199;
	assert_int_equal(score_without(&d->au, r, fixed, 1), 99);
	r->score = -1;
	assert_int_equal(score_without(&d->au, r, fixed, 0), -1);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_members),
		cmocka_unit_test(rules_of_roles),
		cmocka_unit_test(heaviest),
		cmocka_unit_test(cells),
		cmocka_unit_test(fit_and_exposure),
		cmocka_unit_test(scores_of_members),
		cmocka_unit_test(without_score),
		cmocka_unit_test(lowest_score),
		cmocka_unit_test(whose),
		cmocka_unit_test(incomplete),
		cmocka_unit_test(codes),
		cmocka_unit_test(worst_code),
		cmocka_unit_test(worth_fixing),
		cmocka_unit_test(without),
		cmocka_unit_test(without_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
