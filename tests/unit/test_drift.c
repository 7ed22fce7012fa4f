#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/load.h"
#include "../../src/match.h"
#include "../../src/rule.h"
#include "../../src/want.h"

#define HEAD "Role,Module,Function,Add,Edit,Delete,Inquire\n"
#define CONTACTS "R,Companies,Contacts,None,None,None,All\n"
#define LIST "id,name,roleType,adminFlag,inactiveFlag\n"
#define MEMBER "Member ID,License Class,"

/* What the server holds, and what the exports say; both from texts. */
struct pair {
	struct options opt;
	struct catalogue cat;
	struct audit now, then;
};

static void
load(struct audit *au, const char *const *text)
{
	static const char *const name[] = {"a.csv", "b.csv", "c.csv"};
	struct load_text t[3];
	size_t n = 0;

	for (; n < 3 && text[n]; n++) {
		t[n].name = name[n];
		t[n].data = text[n];
		t[n].len = strlen(text[n]);
	}
	if (n)
		assert_int_equal(load_texts(au, t, n), 0);
}

static void
compare(struct pair *p, const char *const now[3], const char *const then[3])
{
	memset(p, 0, sizeof(*p));
	p->opt.as_of = "2026-01-31";
	catalogue_open(&p->cat);
	model_init(&p->now, &p->cat, &p->opt);
	model_init(&p->then, &p->cat, &p->opt);
	load(&p->now, now);
	load(&p->then, then);
	p->now.live = true;
	p->now.drift = &p->then;
	match_audit(&p->now, NULL);
	rule_audit(&p->now);
}

static void
end(struct pair *p)
{
	model_free(&p->now);
	model_free(&p->then);
	catalogue_free(&p->cat);
}

static const struct finding *
drift(const struct pair *p, size_t at)
{
	for (size_t i = 0; i < p->now.nfinding; i++) {
		if (p->now.finding[i].rule == rule_get(CW420) && at-- == 0)
			return &p->now.finding[i];
	}
	return NULL;
}

/* All that CW420 says, one behind the other. */
static void
tells(const char *const now[3], const char *const then[3], const char *want)
{
	const struct finding *f;
	char text[2048] = "";
	struct pair p;

	compare(&p, now, then);
	for (size_t i = 0; (f = drift(&p, i)) != NULL; i++) {
		strcat(text, f->member ? f->member->id : f->role->name);
		strcat(text, " ");
		if (f->function) {
			strcat(text, f->function);
			strcat(text, " ");
		}
		strcat(text, f->detail);
		strcat(text, "; ");
	}
	assert_string_equal(text, want);
	end(&p);
}

#define NOW(...) ((const char *const[3]){__VA_ARGS__})

static void
levels(void **state)
{
	struct pair p;
	const struct finding *f;

	(void)state;
	tells(NOW(HEAD CONTACTS), NOW(HEAD CONTACTS), "");
	tells(NOW(HEAD "R,Companies,Contacts,My,None,All,All\n"),
	    NOW(HEAD "R,Companies,Contacts,None,None,My,All\n"),
	    "R Contacts Add was None and is My, Delete was My and is All; ");
	/* A level that one of them does not know is none that has changed. */
	tells(NOW("Role,Module,Function,Add,Inquire\n"
	    "R,Companies,Contacts,All,All\n"),
	    NOW("Role,Module,Function,Add,Edit,Inquire\n"
	    "R,Companies,Contacts,All,All,None\n"),
	    "R Contacts Inquire was None and is All; ");
	compare(&p, NOW(HEAD "R,Companies,Contacts,My,None,All,All\n"),
	    NOW(HEAD "R,Companies,Contacts,None,None,My,All\n"));
	f = drift(&p, 0);
	assert_ptr_equal(f->variant, &rule_get(CW420)->variant[DRIFT_LEVELS]);
	assert_string_equal(f->module, "Companies");
	assert_string_equal(f->subject->name, "Contacts");
	assert_int_equal(f->loc.line, 2);
	assert_int_equal(f->loc.col, 22);
	assert_int_equal(f->ncell, 2);
	assert_int_equal(f->cell[0].verb, VERB_ADD);
	assert_int_equal(f->cell[0].have, LEVEL_MY);
	assert_int_equal(f->cell[0].want, LEVEL_UNKNOWN);
	assert_int_equal(f->cell[1].verb, VERB_DELETE);
	assert_int_equal(f->cell[1].have, LEVEL_ALL);
	end(&p);
}

static void
functions(void **state)
{
	static const char notes[] = HEAD CONTACTS
	    "R,Companies,Notes,None,My,None,None\n";
	static const char all[] = HEAD CONTACTS
	    "R,Companies,Notes,None,None,None,All\n";
	static const char none[] = HEAD CONTACTS
	    "R,Companies,Notes,None,None,None,None\n";
	static const char strange[] = HEAD CONTACTS
	    "R,Companies,Strange,All,None,None,None\n";
	struct pair p;

	(void)state;
	tells(NOW(notes), NOW(HEAD CONTACTS),
	    "R Notes granted, and not listed in the exports; ");
	tells(NOW(all), NOW(HEAD CONTACTS),
	    "R Notes granted, and not listed in the exports; ");
	tells(NOW(none), NOW(HEAD CONTACTS), "");
	tells(NOW(HEAD CONTACTS), NOW(notes),
	    "R Notes granted in the exports, and no longer listed; ");
	tells(NOW(HEAD CONTACTS), NOW(none), "");
	tells(NOW(strange), NOW(HEAD CONTACTS),
	    "R Strange granted, and not listed in the exports; ");
	tells(NOW(strange), NOW(strange), "");
	compare(&p, NOW(notes), NOW(HEAD CONTACTS));
	assert_ptr_equal(drift(&p, 0)->variant,
	    &rule_get(CW420)->variant[DRIFT_FUNCTION]);
	assert_int_equal(drift(&p, 0)->ncell, 0);
	assert_int_equal(drift(&p, 0)->loc.line, 3);
	end(&p);
}

static void
roles(void **state)
{
	struct pair p;

	(void)state;
	tells(NOW(HEAD CONTACTS), NOW(HEAD "S,Companies,Contacts,None,None,"
	    "None,All\n"), "R the exports do not hold it; ");
	/* No roles export was given: nothing is missing from it. */
	tells(NOW(HEAD CONTACTS), NOW(MEMBER "Role ID\nX,A,R\n"), "");
	tells(NOW(HEAD CONTACTS), NOW(MEMBER "Role ID\nX,A,R\n", HEAD
	    "S,Companies,Contacts,None,None,None,All\n"),
	    "R the exports do not hold it; ");
	compare(&p, NOW(HEAD CONTACTS), NOW(HEAD "S,Companies,Contacts,None,"
	    "None,None,All\n"));
	assert_ptr_equal(drift(&p, 0)->variant,
	    &rule_get(CW420)->variant[DRIFT_ROLE]);
	assert_null(drift(&p, 1));
	end(&p);
	/* A role that the server does not hold is no affair of the check. */
	tells(NOW(HEAD CONTACTS), NOW(HEAD CONTACTS "S,Companies,Contacts,"
	    "None,None,None,All\n"), "");
}

static void
flags(void **state)
{
	(void)state;
	tells(NOW(LIST "1,R,API,False,False\n"),
	    NOW(LIST "1,R,API,False,False\n"), "");
	tells(NOW(LIST "1,R,API,True,False\n"),
	    NOW(LIST "1,R,API,False,False\n"),
	    "R adminFlag was \"False\" and is \"True\"; ");
	tells(NOW(LIST "1,R,API,False,False\n"),
	    NOW(LIST "1,R,API,True,True\n"),
	    "R adminFlag was \"True\" and is \"False\", inactiveFlag was "
	    "\"True\" and is \"False\"; ");
	tells(NOW(LIST "1,R,API,,True\n"), NOW(LIST "1,R,API,True,\n"), "");
}

static void
members(void **state)
{
	static const char some[] = MEMBER "Role ID,Level,Location,Department,"
	    "Default Board,Inactive,Admin\n"
	    "X,A,R,Corporate (Level 1),Tampa,Admin,Help,False,False\n";
	static const char other[] = MEMBER "Role ID,Level,Location,Department,"
	    "Default Board,Inactive,Admin\n"
	    "X,F,S,Group (Level 2),York,Sales,Desk,True,True\n";
	struct pair p;

	(void)state;
	tells(NOW(some), NOW(some), "");
	tells(NOW(other), NOW(some), "X Role ID was \"R\" and is \"S\", "
	    "Level was \"Corporate (Level 1)\" and is \"Group (Level 2)\", "
	    "Location was \"Tampa\" and is \"York\", Department was "
	    "\"Admin\" and is \"Sales\", Default Board was \"Help\" and is "
	    "\"Desk\", Inactive was \"False\" and is \"True\", Admin was "
	    "\"False\" and is \"True\", License Class was \"API\" and is "
	    "\"Full\"; ");
	/* What one of them does not hold cannot have changed. */
	tells(NOW("Member ID,Role ID\nX,R\n"), NOW(some), "");
	tells(NOW(some), NOW("Member ID,Role ID\nX,R\n"), "");
	tells(NOW(MEMBER "Role ID\nX,A,R\nY,A,R\n"),
	    NOW(MEMBER "Role ID\nX,A,R\n"), "Y the exports do not hold it; ");
	/* No members export was given: nobody is missing from it. */
	tells(NOW(MEMBER "Role ID\nX,A,R\n"), NOW(HEAD CONTACTS), "");
	compare(&p, NOW(MEMBER "Role ID\nX,A,R\n"),
	    NOW(MEMBER "Role ID\nX,A,S\n"));
	assert_ptr_equal(drift(&p, 0)->variant,
	    &rule_get(CW420)->variant[DRIFT_MEMBER]);
	assert_null(drift(&p, 0)->role);
	/* Counted only, it takes nothing off the member's score either. */
	rule_count_only(&p.now);
	p.now.member[0]->lost = 0;
	rule_live_check(&p.now);
	assert_int_equal(p.now.tally->rule[CW420], 1);
	assert_int_equal(p.now.tally->count[SEV_MEDIUM], 1);
	assert_int_equal(p.now.member[0]->lost, 0);
	end(&p);
}

/* The level as the screen and as the API writes it. */
static void
level(const char *now, const char *then, bool same)
{
	char a[256], b[256], want[256];

	snprintf(a, sizeof(a), MEMBER "Level\nX,A,%s\n", now);
	snprintf(b, sizeof(b), MEMBER "Level\nX,A,%s\n", then);
	snprintf(want, sizeof(want), "X Level was \"%s\" and is \"%s\"; ",
	    then, now);
	tells(NOW(a), NOW(b), same ? "" : want);
}

static void
level_names(void **state)
{
	(void)state;
	level("Corporate", "Corporate", true);
	level("Corporate", "corporate", true);
	level("Corporate (Level 1)", "Corporate", true);
	level("Corporate", "Corporate (Level 1)", true);
	level("corporate", "Corporate (Level 1)", true);
	level("Corporate", "Corporate Group", false);
	level("Corporate Group", "Corporate", false);
	level("Corporale", "Corporate (Level 1)", false);
	level("Corp", "Corporate (Level 1)", false);
	level("Corporate (Level 1)", "Corporate (Level 2)", false);
	level("123456789012345678901234567890123456789012345678901234567890123",
	    "123456789012345678901234567890123456789012345678901234567890123 "
	    "(Level 1)", true);
	level("1234567890123456789012345678901234567890123456789012345678901234",
	    "1234567890123456789012345678901234567890123456789012345678901234 "
	    "(Level 1)", false);
}

static void
boards_are(const char *now, const char *then, bool same, bool known)
{
	char a[256], b[256], want[256];
	size_t n = 0;
	struct pair p;

	snprintf(a, sizeof(a), MEMBER "Restrict Board Access\nX,A,%s\n", now);
	snprintf(b, sizeof(b), MEMBER "Restrict Board Access\nX,A,%s\n",
	    then);
	snprintf(want, sizeof(want), "X Restrict Board Access was \"%s\" and "
	    "is \"%s\"; ", then, now);
	tells(NOW(a), NOW(b), same ? "" : want);
	compare(&p, NOW(a), NOW(b));
	for (size_t i = 0; i < p.now.nnoteval; i++) {
		const struct noteval *e = &p.now.noteval[i];

		if (!e->rule || strcmp(e->rule, "CW420") != 0)
			continue;
		assert_false(e->needed);
		assert_non_null(e->member);
		assert_non_null(strstr(e->reason, "numbers on the server"));
		n++;
	}
	assert_int_equal(n, !known);
	end(&p);
}

static void
boards(void **state)
{
	(void)state;
	boards_are("", "", true, true);
	boards_are("Help", "Help", true, true);
	boards_are("Help;Desk", "desk|help", true, true);
	boards_are("Help;Desk", "Help", false, true);
	boards_are("Help", "Help;Desk", false, true);
	boards_are("", "Help", false, true);
	boards_are("Help", "", false, true);
	boards_are("1;2", "2;1", true, true);
	boards_are("1;2", "2;3", false, true);
	/* Numbers cannot be held against names. */
	boards_are("1", "Help", true, false);
	boards_are("1;2", "Help;Desk", true, false);
	boards_are("", "Help;Desk", false, true);
	boards_are("System.Object[]", "Help", true, true);
	boards_are("Help", "System.Object[]", true, true);
}

/* What the steps of a live check raise. */
static void
checks(void **state)
{
	static const struct {
		const char *id;
		enum rule_id rule;
	} all[] = {{"CW401", CW401}, {"CW402", CW402}, {"CW403", CW403},
		{"CW404", CW404}, {"CW405", CW405}, {"CW406", CW406}};
	struct pair p;

	(void)state;
	for (int s = CHECK_PASS; s <= CHECK_NOT_EVALUATED; s++) {
		for (size_t i = 0; i < countof(all); i++) {
			struct check c = {.id = all[i].id, .name = "step",
				.status = (enum check_status)s,
				.detail = "so it is", .needed = i % 2,
				.variant = i == 2};
			bool bad = s == CHECK_FAIL || s == CHECK_WARN;

			compare(&p, NOW(HEAD CONTACTS), NOW(HEAD CONTACTS));
			p.now.nfinding = p.now.nnoteval = 0;
			p.now.check = &c;
			p.now.ncheck = 1;
			rule_live_check(&p.now);
			assert_int_equal(p.now.nfinding, bad);
			assert_int_equal(p.now.nnoteval,
			    s == CHECK_NOT_EVALUATED);
			if (bad) {
				const struct finding *f = p.now.finding;

				assert_ptr_equal(f->rule,
				    rule_get(all[i].rule));
				assert_ptr_equal(f->variant, &f->rule->variant[
				    c.variant]);
				assert_string_equal(f->detail, "so it is");
				assert_null(f->role);
			} else if (s == CHECK_NOT_EVALUATED) {
				assert_string_equal(p.now.noteval->rule,
				    all[i].id);
				assert_string_equal(p.now.noteval->reason,
				    "step: so it is");
				assert_int_equal(p.now.noteval->needed,
				    c.needed);
			}
			/* A step without a rule only stands in the report. */
			c.id = NULL;
			c.status = CHECK_FAIL;
			p.now.nfinding = 0;
			rule_live_check(&p.now);
			assert_int_equal(p.now.nfinding, 0);
			end(&p);
		}
	}
}

/* A probe that is refused: CW410, by what the profile says of the cell. */
static void
probes(void **state)
{
	static const enum profile_when when[] = {WHEN_ALWAYS,
		WHEN_RECOMMENDED};
	struct pair p;

	(void)state;
	for (size_t i = 0; i < countof(when); i++) {
		struct profile by = {.name = "p"};
		struct profile_row row = {.when = when[i]};
		struct want want = {.cell = {[VERB_INQUIRE] = {
			.need = LEVEL_ALL, .need_by = &by, .need_row = &row}}};
		struct check c = {.id = "CW410", .name = "a probe",
			.status = CHECK_FAIL, .path = "/a/path",
			.detail = "no", .want = &want};
		const struct finding *f;

		compare(&p, NOW(HEAD CONTACTS), NOW(HEAD CONTACTS));
		p.now.nfinding = 0;
		c.role = p.now.role[0];
		c.function = model_known(&p.now, catalogue_find(&p.cat,
		    "Companies", "Contacts"));
		p.now.check = &c;
		p.now.ncheck = 1;
		rule_live_check(&p.now);
		assert_int_equal(p.now.nfinding, 1);
		f = p.now.finding;
		assert_ptr_equal(f->rule, rule_get(CW410));
		assert_ptr_equal(f->variant, &f->rule->variant[i ?
		    PROBE_RECOMMENDED : PROBE_NONE]);
		assert_ptr_equal(f->subject, c.function);
		assert_string_equal(f->module, "Companies");
		assert_string_equal(f->function, "Contacts");
		assert_ptr_equal(f->profile, &by);
		assert_ptr_equal(f->row, &row);
		assert_string_equal(f->detail, "/a/path");
		assert_int_equal(f->ncell, 1);
		assert_int_equal(f->cell[0].verb, VERB_INQUIRE);
		assert_int_equal(f->cell[0].have, LEVEL_NONE);
		assert_int_equal(f->cell[0].want, LEVEL_ALL);
		assert_true(f->cell[0].listed);
		assert_int_equal(f->cell[0].grant.line, c.role->loc.line);
		/* Of a role that is not known. */
		c.role = NULL;
		p.now.nfinding = 0;
		rule_live_check(&p.now);
		assert_int_equal(p.now.nfinding, 1);
		assert_false(p.now.finding->cell[0].listed);
		/* Nor is anything left when the rule is left out. */
		p.opt.disabled = (const char *[]){"CW410"};
		p.opt.ndisabled = 1;
		p.now.nfinding = 0;
		rule_live_check(&p.now);
		assert_int_equal(p.now.nfinding, 0);
		end(&p);
	}
}

/* A role of which the server only tells that it is there is not compared. */
static void
only_listed(void **state)
{
	struct pair p;

	(void)state;
	compare(&p, NOW(LIST "1,R,API,True,False\n"),
	    NOW(LIST "1,R,API,False,False\n"));
	assert_ptr_equal(drift(&p, 0)->variant,
	    &rule_get(CW420)->variant[DRIFT_ROLE]);
	end(&p);
	tells(NOW(LIST "1,R,API,False,False\n"), NOW(HEAD CONTACTS), "");
	tells(NOW(LIST "1,R,API,False,False\n"), NOW(HEAD "S,Companies,"
	    "Contacts,None,None,None,All\n"), "");
}

/* Each function is compared, from the first of the catalogue on. */
static void
each_function(void **state)
{
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	for (size_t i = 0; i < cat.nfunction; i++) {
		char now[256], then[256], want[256];

		snprintf(now, sizeof(now), HEAD "R,\"%s\",\"%s\",None,None,"
		    "None,All\n", cat.function[i]->module,
		    cat.function[i]->name);
		snprintf(then, sizeof(then), HEAD "R,\"%s\",\"%s\",None,None,"
		    "None,My\n", cat.function[i]->module,
		    cat.function[i]->name);
		snprintf(want, sizeof(want), "R %s Inquire was My and is All; ",
		    cat.function[i]->name);
		tells(NOW(now), NOW(then), want);
	}
	catalogue_free(&cat);
}

/* Each setting is compared by itself. */
static void
each_setting(void **state)
{
	static const struct {
		const char *heading, *name, *was, *is;
	} all[] = {
		{"Role ID", "Role ID", "R", "S"},
		{"Level", "Level", "Group", "Team"},
		{"Location", "Location", "Tampa", "York"},
		{"Department", "Department", "Sales", "Admin"},
		{"Default Board", "Default Board", "Help", "Desk"},
		{"Inactive", "Inactive", "False", "True"},
		{"Admin", "Admin", "False", "True"},
		{"restrictLocationFlag", "Restrict Location", "False", "True"},
		{"restrictDepartmentFlag", "Restrict Department", "False",
		    "True"},
		{"Restrict Board Access", "Restrict Board Access", "Help",
		    "Desk"},
		{"License Class", "License Class", "API", "Full"},
	};
	char heading[256] = "Member ID", now[512], then[512], want[512];

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		strcat(heading, ",");
		strcat(heading, all[i].heading);
	}
	for (size_t i = 0; i < countof(all); i++) {
		snprintf(now, sizeof(now), "%s\nX", heading);
		snprintf(then, sizeof(then), "%s\nX", heading);
		for (size_t k = 0; k < countof(all); k++) {
			strcat(now, ",");
			strcat(now, k == i ? all[k].is : all[k].was);
			strcat(then, ",");
			strcat(then, all[k].was);
		}
		strcat(now, "\n");
		strcat(then, "\n");
		snprintf(want, sizeof(want), "X %s was \"%s\" and is \"%s\"; ",
		    all[i].name, all[i].was, all[i].is);
		tells(NOW(now), NOW(then), want);
	}
}

/* What was compared before leaves nothing behind. */
static void
several_levels(void **state)
{
	static const char screen[] = MEMBER "Level,Location,Department\n"
	    "A,A,Headquarters of everything (Level 1),Everywhere else "
	    "(Level 1),Sales (Level 1)\nB,A,Corporate (Level 1),Tampa,Admin\n";
	static const char api[] = MEMBER "Level,Location,Department\n"
	    "A,A,Headquarters of everything,Everywhere else,Sales\n"
	    "B,A,Corporate,Tampa,Admin\n";

	(void)state;
	tells(NOW(api), NOW(screen), "");
	tells(NOW(screen), NOW(api), "");
	level("Corporate (Levels)", "Corporate", false);
	level("Corporate", "Corporate (Level", false);
}

/* A step whose rule is left out raises nothing, nor is there drift from what
 * was not given. */
static void
left_out(void **state)
{
	struct check c = {.id = "CW402", .name = "step", .status = CHECK_FAIL,
		.detail = "so it is"};
	struct pair p;

	(void)state;
	compare(&p, NOW(HEAD CONTACTS), NOW(HEAD CONTACTS));
	p.now.nfinding = 0;
	p.now.check = &c;
	p.now.ncheck = 1;
	p.opt.disabled = (const char *[]){"CW402"};
	p.opt.ndisabled = 1;
	rule_live_check(&p.now);
	assert_int_equal(p.now.nfinding, 0);
	p.opt.ndisabled = 0;
	p.now.drift = NULL;
	rule_live_check(&p.now);
	assert_int_equal(p.now.nfinding, 1);
	end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels),
		cmocka_unit_test(functions),
		cmocka_unit_test(roles),
		cmocka_unit_test(flags),
		cmocka_unit_test(members),
		cmocka_unit_test(level_names),
		cmocka_unit_test(boards),
		cmocka_unit_test(checks),
		cmocka_unit_test(probes),
		cmocka_unit_test(only_listed),
		cmocka_unit_test(each_function),
		cmocka_unit_test(each_setting),
		cmocka_unit_test(several_levels),
		cmocka_unit_test(left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
