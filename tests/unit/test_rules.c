#include "scene.h"

/* Which tables a list leaves open, and which it lacks. */
static void
table_lists(void **state)
{
	static const char two[] = SETUP
	    "table_setup,,Service / Service Board,,,,,,\n"
	    "table_setup,,Service / SLA,,,,,,\n";
	struct scene s = {.profile = {two}, .roles = HAS_SETUP,
		.only = "CW105"};

	(void)state;
	finds(s, "CW105.0 R Table Setup [p:0] @roles.csv:2:37\nCW105? R\n");
	s.tables = TABLES "R,(all),allow\n";
	finds(s, "CW105.1 R Table Setup [p:0] @tables.csv:2:3\n");
	s.tables = TABLES "R,Service / SLA,allow\nR,(ALL),allow\n";
	finds(s, "CW105.1 R Table Setup [p:0] @tables.csv:3:3\n");
	s.tables = TABLES "R,(all),disallow\nR,Service / SLA,allow\n";
	finds(s, "");
	s.tables = TABLES "R,Service / SLA,allow\nR,Service / Source,allow\n"
	    "R,General / Integrator Login,allow\nR,Service / Type,disallow\n";
	finds(s, "CW105.2 R Table Setup > Service / Source (Service / Source) "
	    "[p:0] @tables.csv:3:3\n"
	    "CW105.3 R Table Setup > General / Integrator Login (General / "
	    "Integrator Login) [p:0] @tables.csv:4:3\n");
	s.only = "CW106";
	finds(s, "CW106.0 R Table Setup > Service / Service Board (Service / "
	    "Service Board) [p:9] @tables.csv:2:0\n");
	s.tables = TABLES "R,Service / SLA,disallow\n"
	    "R,Service / Service Board,allow\n";
	finds(s, "CW106.0 R Table Setup > Service / SLA (Service / SLA) "
	    "[p:10] @tables.csv:2:0\n");
	s.tables = TABLES "R,service/sla,allow\nR,Service / Service Board,\n";
	finds(s, "");
	/* Only what is needed can be missing. */
	s.profile[0] = SETUP "table_setup,,Service / SLA,,,,,recommended,\n"
	    "table_setup,,Service / Source,,,,,optional:X,\n"
	    "table_setup,,Service / Type,,,,,phase:setup,\n";
	s.tables = TABLES "R,Service / Priority,allow\n";
	finds(s, "CW106.0 R Table Setup > Service / SLA (Service / SLA) [p:9] "
	    "@tables.csv:2:0\n");
}

/* CW108: the guide itself asks for a sensitive table. */
static void
table_sensitive(void **state)
{
	struct scene s = {.profile = {SETUP
	    "table_setup,,General / Integrator Login,,,,,,\n",
	    "table_setup,,General / Workflow Rules,,,,,optional:X,\n"},
		.roles = HAS_SETUP, .only = "CW10",
		.tables = TABLES "R,General / Integrator Login,allow\n"
		    "R,General / Workflow Rules,allow\n"
		    "R,General / Portal Configuration,disallow\n"};

	(void)state;
	finds(s, "CW108.0 R Table Setup > General / Integrator Login "
	    "(General / Integrator Login) [p:9] @tables.csv:2:3\n"
	    "CW108.0 R Table Setup > General / Workflow Rules (General / "
	    "Workflow Rules) [q:8] @tables.csv:3:3\n");
}

/* Which profile's list it is, when several judge. */
static void
table_profiles(void **state)
{
	static const char list_a[] = SETUP
	    "table_setup,,Service / SLA,,,,,,\n";
	static const char list_b[] = SETUP
	    "table_setup,,Service / Source,,,,,,\n";
	static const char contacts[] = "grant,Companies,Contacts,,,,All,,\n";
	struct scene s = {.roles = HAS_SETUP, .only = "CW10",
		.tables = TABLES "R,Service / SLA,allow\n"
		    "R,Service / Source,allow\nR,Service / Type,allow\n"};

	(void)state;
	s.profile[0] = list_a;
	s.profile[1] = list_b;
	finds(s, "CW105.2 R Table Setup > Service / Type (Service / Type) "
	    "[p:0] @tables.csv:4:3\n");
	s.profile[0] = list_b;
	s.profile[1] = contacts;
	finds(s, "CW105.2 R Table Setup > Service / SLA (Service / SLA) [p:0] "
	    "@tables.csv:2:3\nCW105.2 R Table Setup > Service / Type (Service "
	    "/ Type) [p:0] @tables.csv:4:3\n");
	s.profile[0] = contacts;
	s.profile[1] = list_b;
	finds(s, "CW105.2 R Table Setup > Service / SLA (Service / SLA) [q:0] "
	    "@tables.csv:2:3\nCW105.2 R Table Setup > Service / Type (Service "
	    "/ Type) [q:0] @tables.csv:4:3\n");
	/* One that asks for Table Setup as a whole opens all of it. */
	s.profile[0] = SETUP;
	finds(s, "");
	s.profile[0] = list_b;
	s.profile[1] = SETUP;
	finds(s, "");
	s.profile[0] = "grant,Companies,Contacts,,,,All,,\n"
	    "member,level,corporate,,,,,,\n";
	s.profile[1] = NULL;
	s.only = "CW105";
	finds(s, "");
	s.profile[0] = NULL;
	finds(s, "");
}

/* The grant that makes a list matter, and its place. */
static void
table_grant(void **state)
{
	struct scene s = {.profile = {SETUP
	    "table_setup,,Service / SLA,,,,,,\n"}, .only = "CW105",
		.tables = TABLES "R,(all),allow\n"};

	(void)state;
	s.roles = HEAD "R,System,Table Setup,None,None,None,None\n";
	finds(s, "");
	s.roles = HEAD "R,Companies,Contacts,All,All,All,All\n";
	finds(s, "");
	s.roles = HEAD "R,System,Table Setup,None,None,None,My\n";
	finds(s, "CW105.1 R Table Setup [p:0] @tables.csv:2:3\n");
	s.roles = HEAD "R,System,Table Setup,My,None,None,None\n";
	finds(s, "CW105.1 R Table Setup [p:0] @tables.csv:2:3\n");
	s.tables = NULL;
	finds(s, "CW105.0 R Table Setup [p:0] @roles.csv:2:22\nCW105? R\n");
	s.roles = HEAD "R,System,Table Setup,None,None,All,My\n";
	finds(s, "CW105.0 R Table Setup [p:0] @roles.csv:2:32\nCW105? R\n");
}

/* What is found out once holds only for the roles of the same profiles. */
static void
table_of_people(void **state)
{
	static const char roles[] = HEAD
	    "Thread,System,Table Setup,None,None,None,All\n"
	    "Desk,System,Table Setup,None,None,None,All\n"
	    "Threads,System,Table Setup,None,None,None,All\n";
	struct scene s = {.roles = roles, .only = "CW105", .members =
	    "Member ID,Role ID,License Class\nann,Desk,F\n"};

	(void)state;
	finds(s, "");
	s.profile[0] = SETUP "table_setup,,Service / SLA,,,,,,\n";
	finds(s, "CW105.0 Desk Table Setup [p:0] @roles.csv:3:40\n"
	    "CW105.0 Thread Table Setup [p:0] @roles.csv:2:42\n"
	    "CW105.0 Threads Table Setup [p:0] @roles.csv:4:43\n"
	    "CW105? Desk\nCW105? Thread\nCW105? Threads\n");
}

/* CW202 of Table Setup is low where no sensitive table is open. */
static void
harmless(void **state)
{
	static const char why[] = "unless customised, reaches workflow rules "
	    "and integrator logins";
	static const struct {
		const char *tables;
		int variant;
	} all[] = {
		{NULL, DANGEROUS_UNASKED},
		{TABLES "R,Service / SLA,allow\n", DANGEROUS_LISTED},
		{TABLES "R,(all),allow\n", DANGEROUS_UNASKED},
		{TABLES "R,(all),disallow\n", DANGEROUS_UNASKED},
		{TABLES "R,Service / SLA,allow\nR,General / Workflow Rules,"
		    "allow\n", DANGEROUS_UNASKED},
		{TABLES "R,Service / SLA,allow\nR,General / Workflow Rules,"
		    "disallow\n", DANGEROUS_LISTED},
		{TABLES "R,General / Workflow Rules,allow\nR,Service / SLA,"
		    "allow\n", DANGEROUS_UNASKED},
		{TABLES "S,Service / SLA,allow\n", DANGEROUS_UNASKED},
	};
	struct scene s = {.only = "CW202", .roles = HEAD
	    "R,System,Table Setup,None,All,None,All\n"};
	char want[256];

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		s.tables = all[i].tables;
		snprintf(want, sizeof(want), "CW202.%d R Table Setup (%s) "
		    "@roles.csv:2:27\n", all[i].variant, why);
		finds(s, want);
	}
}

/* Only so many entries are a role's, whatever stands behind them. */
static void
table_ends(void **state)
{
	static const char *const item[] = {"Service / SLA", "Service / Type",
		"General / Workflow Rules", "(all)", "Service / Source"};
	struct table_entry e[5];
	struct scene s = {.profile = {SETUP
	    "table_setup,,Service / SLA,,,,,,\n"
	    "table_setup,,Service / Type,,,,,,\n"
	    "table_setup,,Service / Source,,,,,,\n"}, .roles = HAS_SETUP,
		.tables = TABLES "R,Service / SLA,allow\n"};
	struct room r;
	struct role *role;
	char text[4096];

	(void)state;
	open(&r, &s);
	role = r.au.role[0];
	for (size_t i = 0; i < 5; i++) {
		e[i] = role->entry[0];
		e[i].item = item[i];
		e[i].key = catalogue_table_key(&r.au.arena, item[i]);
	}
	role->entry = e;
	role->nentry = 2;
	assert_true(rule_table_harmless(&r.au, role));
	role->nentry = 3;
	assert_false(rule_table_harmless(&r.au, role));
	for (size_t n = 2; n <= 4; n++) {
		role->nentry = n;
		r.au.nfinding = 0;
		rule_open(&r.au);
		rule_table_check(&r.au, role);
		rule_close(&r.au);
		list(&r, "CW1", text, sizeof(text));
		assert_string_equal(text, n == 4 ?
		    "CW105.1 R Table Setup [p:0] @tables.csv:2:3\n" : n == 3 ?
		    "CW105.3 R Table Setup > General / Workflow Rules (General "
		    "/ Workflow Rules) [p:0] @tables.csv:2:3\n"
		    "CW106.0 R Table Setup > Service / Source (Service / "
		    "Source) [p:11] @tables.csv:2:0\n" :
		    "CW106.0 R Table Setup > Service / Source (Service / "
		    "Source) [p:11] @tables.csv:2:0\n");
	}
	e[2] = e[4];
	role->nentry = 2;
	r.au.nfinding = 0;
	rule_open(&r.au);
	rule_table_check(&r.au, role);
	rule_close(&r.au);
	list(&r, "CW1", text, sizeof(text));
	assert_string_equal(text, "CW106.0 R Table Setup > Service / Source "
	    "(Service / Source) [p:11] @tables.csv:2:0\n");
	end(&r);
}

/* A row counts wherever it stands in a profile. */
static void
rows_first(void **state)
{
	struct scene s = {.profile = {SETUP}, .roles = HAS_SETUP, .only = "CW10",
		.first = {"table_setup,,Service / SLA,,,,,,\n"},
		.tables = TABLES "R,Service / SLA,allow\n"};

	(void)state;
	finds(s, "");
	s.tables = TABLES "R,Service / Type,allow\n";
	finds(s, "CW105.2 R Table Setup > Service / Type (Service / Type) "
	    "[p:0] @tables.csv:2:3\n"
	    "CW106.0 R Table Setup > Service / SLA (Service / SLA) [p:2] "
	    "@tables.csv:2:0\n");
	/* Only a table_setup row asks for a table. */
	s.profile[0] = SETUP "grant,System,Service / Type,,,,All,,\n";
	finds(s, "CW105.2 R Table Setup > Service / Type (Service / Type) "
	    "[p:0] @tables.csv:2:3\n"
	    "CW106.0 R Table Setup > Service / SLA (Service / SLA) [p:2] "
	    "@tables.csv:2:0\n");
	s.profile[1] = "";
	s.first[1] = SETUP;
	s.only = "CW105";
	finds(s, "");
}

/* Nor does what stands behind the last row of a profile. */
static void
rows_last(void **state)
{
	struct scene s = {.profile = {SETUP
	    "table_setup,,Service / Source,,,,,,\n"
	    "table_setup,,Service / SLA,,,,,,\n", SETUP}, .roles = HAS_SETUP,
		.tables = TABLES "R,Service / SLA,allow\n"};
	struct profile one, two;
	char text[4096];
	struct room r;
	struct role *role;

	(void)state;
	open(&r, &s);
	role = r.au.role[0];
	one = *role->profile[0];
	two = *role->profile[1];
	role->profile[0] = &one;
	role->profile[1] = &two;
	for (int i = 0; i < 4; i++) {
		static const char *const want[] = {"",
			"CW106.0 R Table Setup > Service / Source (Service / "
			"Source) [p:9] @tables.csv:2:0\n",
			"CW105.2 R Table Setup > Service / SLA (Service / SLA) "
			"[p:0] @tables.csv:2:3\n"
			"CW106.0 R Table Setup > Service / Source (Service / "
			"Source) [p:9] @tables.csv:2:0\n", ""};

		r.au.nfinding = 0;
		rule_open(&r.au);
		rule_table_check(&r.au, role);
		rule_close(&r.au);
		list(&r, "CW1", text, sizeof(text));
		assert_string_equal(text, want[i]);
		/* First the whole list is let go, then a row each. */
		if (i == 0)
			two.nrow--;
		else
			one.nrow--;
	}
	end(&r);
	s.profile[0] = SETUP "table_setup,,Service / SLA,,,,,,\n"
	    "table_setup,,Service / Source,,,,,,\n";
	s.profile[1] = NULL;
	open(&r, &s);
	role = r.au.role[0];
	one = *role->profile[0];
	one.nrow--;
	role->profile[0] = &one;
	r.au.nfinding = 0;
	rule_open(&r.au);
	rule_table_check(&r.au, role);
	rule_close(&r.au);
	assert_int_equal(r.au.nfinding, 0);
	end(&r);
}

/*
 * What a grant too many weighs: delete on Contacts is high at All, add on
 * Notes is low at All, and so is less at My. CW103 is at least medium, CW104
 * a step less and at least low.
 */
static void
excess(void **state)
{
	static const struct {
		const char *row, *role, *grant;
		enum rule_id rule;
		int variant;
		enum severity severity;
	} all[] = {
#define EACH(name, variant) \
	{"grant,Companies,Tracks,,,,All,,\n", name, \
	    "Contacts,None,None,All,All", CW102, variant, SEV_HIGH}, \
	{"grant,Companies,Tracks,,,,All,,\n", name, \
	    "Notes,My,None,None,All", CW102, variant, SEV_LOW}, \
	{"grant,Companies,Contacts,,,None,All,,\n", name, \
	    "Contacts,None,None,All,All", CW103, variant, SEV_HIGH}, \
	{"grant,Companies,Notes,None,,,All,,\n", name, \
	    "Notes,My,None,None,All", CW103, variant, SEV_MEDIUM}, \
	{"grant,Companies,Contacts,,,My,All,,\n", name, \
	    "Contacts,None,None,All,All", CW104, variant, SEV_MEDIUM}, \
	{"grant,Companies,Notes,My,,,All,,\n", name, \
	    "Notes,All,None,None,All", CW104, variant, SEV_LOW}
		EACH("R", EXCESS_ROLE), EACH("Admin", EXCESS_ADMIN)
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		char roles[256];
		struct scene s = {.profile = {all[i].row}, .roles = roles};
		size_t found = 0;
		struct room r;

		snprintf(roles, sizeof(roles), HEAD "%s,Companies,%s\n",
		    all[i].role, all[i].grant);
		open(&r, &s);
		for (size_t k = 0; k < r.au.nfinding; k++) {
			const struct finding *f = &r.au.finding[k];

			if (f->rule != rule_get(all[i].rule) || f->cell[0].verb
			    == VERB_INQUIRE)
				continue;
			assert_int_equal(f->variant - f->rule->variant,
			    all[i].variant);
			assert_int_equal(f->severity, all[i].severity);
			found++;
		}
		assert_int_equal(found, 1);
		end(&r);
	}
}

/* A grant that only the set-up needs: CW107, at My as at All. */
static void
setup_left(void **state)
{
	struct scene s = {.only = "CW107", .profile = {
	    "grant,Companies,Contacts,My,,,,phase:setup,\n"
	    "grant,Companies,Contacts,,All,,,phase:setup,\n"
	    "grant,Companies,Contacts,,,My,All,,\n"
	    "grant,Companies,Contacts,,,All,,phase:setup,\n"},
		.roles = HEAD "R,Companies,Contacts,My,My,All,All\n"};

	(void)state;
	finds(s, "CW107.0 R Contacts [p:8] @roles.csv:2:22\n"
	    "CW107.0 R Contacts [p:9] @roles.csv:2:25\n"
	    "CW107.0 R Contacts [p:11] @roles.csv:2:28\n");
	s.roles = HEAD "R,Companies,Contacts,All,None,My,All\n";
	finds(s, "");
	s.roles = HEAD "R,Companies,Contacts,My,My,All,All\n";
	s.setup_phase = true;
	finds(s, "");
}

/* Many roles, so that what is remembered of some is used for others. */
static void
many(void **state)
{
	static const char *const function[] = {"Companies,Contacts",
		"Companies,Notes", "System,Table Setup",
		"System,Security Roles", "System,Member Maintenance",
		"Finance,Invoicing", "Finance,Invoice Approval",
		"Companies,Configuration - Display Passwords",
		"Companies,Strange", "Companies,Contcts", "Nowhere,Odd"};
	static const char *const level[] = {"None", "My", "All"};
	static const char *const profile[] = {NULL,
		"grant,Companies,Contacts,My,,None,All,,\n"
		"grant,Companies,*,,My,,,recommended,\n"
		"grant,System,Table Setup,,All,,,,\n"
		"grant,System,Security Roles,,,,All,phase:setup,\n"
		"table_setup,,Service / SLA,,,,,,\n"
		"member,level,corporate,,,,,,\n"};
	static char roles[65536];
	char members[4096] = "Member ID,Role ID,License Class,Level\n";
	struct scene s = {.roles = roles, .members = members,
		.tables = TABLES "Thread 3,Service / SLA,allow\n"
		    "Role 4,(all),allow\nRole 5,General / Workflow Rules,"
		    "allow\n"};
	unsigned random = 12345;
	size_t n;

	(void)state;
	n = (size_t)snprintf(roles, sizeof(roles), HEAD);
	for (int i = 0; i < 60; i++) {
		const char *name = i % 7 == 3 ? "Thread" : i % 11 == 10 ?
		    "IT Glue" : "Role";

		for (size_t k = 0; k < countof(function); k++) {
			random = random * 1103515245 + 12345;
			if (k > 7 && random >> 16 & 3)
				continue;
			n += (size_t)snprintf(roles + n, sizeof(roles) - n,
			    "%s %d,%s,%s,%s,%s,%s\n", name, i, function[k],
			    level[(random >> 8) % 3], level[(random >> 12) % 3],
			    level[(random >> 17) % 3],
			    level[(random >> 21) % 3]);
		}
		if (i % 3 == 0)
			snprintf(members + strlen(members), sizeof(members) -
			    strlen(members), "m%d,%s %d,%s,%s\n", i, name, i,
			    i % 2 ? "A" : "F", i % 4 ? "Corporate" : "Level 2");
	}
	for (size_t i = 0; i < 2 * countof(profile); i++) {
		s.profile[0] = profile[i / 2];
		s.absent_is_none = i % 2;
		counts(s);
		s.people = true;
		counts(s);
		s.people = false;
		/* What stands in the tally does not depend on threads. */
		s.threads = 3;
		counts(s);
		s.threads = 0;
	}
	s.setup_phase = true;
	counts(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_lists),
		cmocka_unit_test(table_sensitive),
		cmocka_unit_test(table_profiles),
		cmocka_unit_test(table_grant),
		cmocka_unit_test(table_of_people),
		cmocka_unit_test(harmless),
		cmocka_unit_test(table_ends),
		cmocka_unit_test(rows_first),
		cmocka_unit_test(rows_last),
		cmocka_unit_test(excess),
		cmocka_unit_test(setup_left),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
