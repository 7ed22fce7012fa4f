#include "scene.h"

#define HELD HEAD "R,Companies,Contacts,None,None,None,All\n"
#define MEMBER "Member ID,Role ID,License Class,"

/* What a setting of the only member comes to. */
static void
member(const char *rows, const char *heading, const char *value,
    const char *only, const char *want)
{
	char members[512];
	struct scene s = {.profile = {rows}, .roles = HELD, .members = members,
		.only = only};

	snprintf(members, sizeof(members), MEMBER "%s\nX,R,A,%s\n", heading,
	    value);
	finds(s, want);
}

/* Section 5, CW301: 1 is the highest, 2 to 5 are not, others are not known. */
static void
levels(void **state)
{
	static const char rows[] = "member,level,corporate,,,,,,\n";
	static const char *const low[] = {"2", "3", "4", "5", "Group (Level 2)",
		"Group (Level 5)", "(level 3)"};
	static const char *const high[] = {"1", "Corporate", "corporate",
		"Top (Level 1)", "(LEVEL 1) of all"};
	static const char *const open[] = {"0", "6", "12", "Group (Level 6)",
		"Group (Level 0)", "Group", "(Level 2", "Level 2)"};
	char want[128];

	(void)state;
	for (size_t i = 0; i < countof(low); i++) {
		snprintf(want, sizeof(want), "CW301.0 X (%s) [p:8] "
		    "@members.csv:2:7\n", low[i]);
		member(rows, "Level", low[i], "CW301", want);
	}
	for (size_t i = 0; i < countof(high); i++)
		member(rows, "Level", high[i], "CW301", "");
	for (size_t i = 0; i < countof(open); i++)
		member(rows, "Level", open[i], "CW301", "CW301! R\n");
	member(rows, "Inactive", "False", "CW301", "CW301! R\n");
	member("member,level,corporate,,,,,recommended,\n", "Level", "2",
	    "CW301", "CW301.1 X (2) [p:8] @members.csv:2:7\n");
	member("", "Level", "2", "CW301", "");
}

static void
boards(void **state)
{
	static const char none[] = "member,restricted_boards,none,,,,,,\n";
	static const char limited[] =
	    "member,restricted_boards,limited,,,,,,\n";
	static const char heading[] = "Restrict Board Access";
	struct scene s = {.profile = {none, limited}, .roles = HELD,
		.only = "CW30", .members = MEMBER "Restrict Board Access\n"
		"X,R,A,Help;Desk\n"};

	(void)state;
	member(none, heading, "Help;Desk", "CW30",
	    "CW302.0 X (Help, Desk) [p:8] @members.csv:2:7\n");
	member(none, heading, "", "CW30", "");
	member(limited, heading, "", "CW30",
	    "CW304.0 X () [p:8] @members.csv:2:7\n");
	member(limited, heading, "Help", "CW30", "");
	member(none, heading, "System.Object[]", "CW30", "CW302! R\n");
	member("", heading, "System.Object[]", "CW30", "CW302? R\n");
	member(none, "Inactive", "False", "CW30", "CW302! R\n");
	member(limited, "Inactive", "False", "CW30", "CW302! R\n");
	member("", "Inactive", "False", "CW30", "");
	/* Two guides that contradict each other. */
	finds(s, "CW302.1 X (Help, Desk) [p:8] @members.csv:2:7\n");
	s.members = MEMBER "Restrict Board Access\nX,R,A,\n";
	finds(s, "CW304.1 X () [q:8] @members.csv:2:7\n");
	/* A server that hides them, and one that tells them. */
	s.live = true;
	s.members = MEMBER "Restrict Board Access\nX,R,A,System.Object[]\n";
	finds(s, "CW302! R\n");
	s.profile[0] = "";
	s.profile[1] = NULL;
	finds(s, "CW302? R\n");
	s.profile[0] = none;
	s.members = MEMBER "Restrict Board Access\nX,R,A,Help\n";
	finds(s, "CW302.0 X (Help) [p:8] @members.csv:2:7\n");
}

/* CW303: a default board among those that the member may not see. */
static void
default_board(void **state)
{
	static const char rows[] = "member,restricted_boards,limited,,,,,,\n";
	static const char heading[] = "Default Board,Restrict Board Access";

	(void)state;
	member(rows, heading, "Help,Desk;help", "CW303",
	    "CW303.0 X (Help) @members.csv:2:12\n");
	member(rows, heading, "7,6|7", "CW303",
	    "CW303.0 X (7) @members.csv:2:9\n");
	member(rows, heading, "7,6|8", "CW303", "");
	member(rows, heading, "Help,Desk", "CW303", "");
	member(rows, heading, ",Desk", "CW303", "");
	member(rows, heading, "Help,", "CW303", "");
	member(rows, heading, "Help,7", "CW303", "CW303! R\n");
	member(rows, heading, "7,Help", "CW303", "CW303! R\n");
	member(rows, heading, "Help,7;Desk", "CW303", "CW303! R\n");
	member("", heading, "Help,7", "CW303", "CW303? R\n");
	/* One that can be compared decides, if it is the one. */
	member(rows, heading, "Help,7;Help", "CW303",
	    "CW303.0 X (Help) @members.csv:2:12\n");
}

static void
required(void **state)
{
	struct scene s = {.profile = {
	    "member,location,required,,,,,,\n"
	    "member,default_board,required,,,,,,\n",
	    "member,department,required,,,,,,\n"}, .roles = HELD,
		.only = "CW305", .members = MEMBER "Location,Default Board,"
		    "Business Unit\nX,R,A,,,\n"};

	(void)state;
	finds(s, "CW305.0 X (Default Board, Location, Business Unit) [p:9] "
	    "@members.csv:2:8\n");
	s.members = MEMBER "Location,Default Board,Business Unit\n"
	    "X,R,A,Tampa,Help,\n";
	finds(s, "CW305.0 X (Business Unit) [q:8] @members.csv:2:18\n");
	s.members = MEMBER "Location,Default Board\nX,R,A,Tampa,Help\n";
	finds(s, "CW305? R\n");
	s.members = MEMBER "Location,Default Board,Business Unit\n"
	    "X,R,A,Tampa,Help,Admin\n";
	finds(s, "");
}

/* The longest id, and the flags. */
static void
others(void **state)
{
	struct scene s = {.profile = {"member,member_id_max,3,,,,,,\n"},
		.roles = HELD, .only = "CW307",
		.members = "Member ID,Role ID\nabc,R\n"};

	(void)state;
	finds(s, "");
	s.members = "Member ID,Role ID\nabcd,R\n";
	finds(s, "CW307.0 abcd (3) [p:8] @members.csv:2:1\n");
	s.members = "Member ID,Role ID\n\303\244\303\266\303\274,R\n";
	finds(s, "");
	s.profile[0] = "";
	s.members = "Member ID,Role ID\n123456789012345,R\n";
	finds(s, "");
	s.members = "Member ID,Role ID\n1234567890123456,R\n";
	finds(s, "CW307.0 1234567890123456 (15) @members.csv:2:1\n");
	member("", "restrictLocationFlag,restrictDepartmentFlag", "True,False",
	    "CW310", "CW310.0 X (location) @members.csv:2:7\n");
	member("", "restrictLocationFlag,restrictDepartmentFlag", "False,True",
	    "CW310", "CW310.0 X (department) @members.csv:2:13\n");
	member("", "restrictLocationFlag,restrictDepartmentFlag", "True,True",
	    "CW310",
	    "CW310.0 X (location and department) @members.csv:2:7\n");
	member("", "restrictLocationFlag,restrictDepartmentFlag",
	    "False,False", "CW310", "");
}

/* CW306: another role carries the profile of the member's vendor. */
static void
wrong_role(void **state)
{
	static const char rows[] = "member,role,Acme Role,,,,,,\n";
	struct scene s = {.profile = {rows}, .only = "CW306", .roles = HEAD
	    "Acme Role,Companies,Contacts,None,None,None,All\n"
	    "R,Companies,Contacts,None,None,None,All\n",
		.members = MEMBER "Location\nX,R,A,\n"};
	struct room r;
	char text[512];

	(void)state;
	open(&r, &s);
	r.au.member[0]->alias = r.profile[0];
	r.au.nfinding = 0;
	rule_open(&r.au);
	rule_member_check(&r.au, r.au.member[0]);
	/* Both roles were given the profile. */
	list(&r, "CW306", text, sizeof(text));
	assert_string_equal(text, "");
	r.au.member[0]->role->match = MATCH_NONE;
	rule_member_check(&r.au, r.au.member[0]);
	rule_close(&r.au);
	list(&r, "CW306", text, sizeof(text));
	assert_string_equal(text,
	    "CW306.0 X (Acme Role) [p:8] @members.csv:2:3\n");
	end(&r);
}

/* CW201: 90 % of at least 100 cells, of those that are known. */
static void
administrator(void **state)
{
	static char roles[8192];
	struct catalogue cat;
	struct scene s = {.roles = roles, .only = "CW201", .tables =
	    "Role,Module,Function,Add,Edit,Delete\n"
	    "R,Companies,Contacts,All,All,All\n"};

	(void)state;
	catalogue_open(&cat);
	/* 24 functions are 96 cells, and three more are 99. */
	for (size_t n = 24; n <= 25; n++) {
		size_t len = (size_t)snprintf(roles, sizeof(roles), HEAD);
		size_t k = 0;

		for (size_t i = 0; k < n; i++) {
			if (strcmp(cat.function[i]->name, "Contacts") == 0)
				continue;
			k++;
			len += (size_t)snprintf(roles + len, sizeof(roles) -
			    len, "R,%s,\"%s\",All,All,All,All\n",
			    cat.function[i]->module, cat.function[i]->name);
		}
		finds(s, n == 24 ? "" : "CW201.2 R (at least 90 % of its "
		    "cells are All) @roles.csv:2:1\n");
	}
	catalogue_free(&cat);
}

/* A role that no roles export holds needs nothing, and has nothing. */
static void
not_exported(void **state)
{
	struct scene s = {.profile = {"grant,Companies,Contacts,,,,All,,\n"},
		.roles = HELD, .absent_is_none = true, .tables =
	    "id,name,roleType,adminFlag,inactiveFlag\n1,Thread,API,False,"
	    "False\n"};
	struct room r;

	(void)state;
	open(&r, &s);
	for (size_t i = 0; i < r.au.nrole; i++) {
		const struct role *role = r.au.role[i];

		if (strcmp(role->name, "Thread") != 0)
			continue;
		assert_false(role->exported);
		assert_int_equal(role->nprofile, 1);
		assert_int_equal(role->required_cells, 0);
		assert_int_equal(role->points, 0);
	}
	end(&r);
}

/* What a role does not list is named, up to six of it. */
static void
names(void **state)
{
	static const char *const function[] = {"Notes", "Tracks", "Surveys",
		"Configurations", "Reports", "Team Members",
		"Manage Attachments"};
	char roles[2048];
	struct scene s = {.roles = roles};
	struct room r;

	(void)state;
	for (size_t n = 1; n <= countof(function); n++) {
		size_t len = (size_t)snprintf(roles, sizeof(roles), HELD
		    "S,Companies,Contacts,None,None,None,All\n");
		const char *reason = NULL;
		char want[512];

		for (size_t i = 0; i < n; i++)
			len += (size_t)snprintf(roles + len, sizeof(roles) -
			    len, "S,Companies,%s,None,None,None,All\n",
			    function[i]);
		open(&r, &s);
		for (size_t i = 0; i < r.au.nnoteval; i++) {
			if (r.au.noteval[i].role && !r.au.noteval[i].rule)
				reason = r.au.noteval[i].reason;
		}
		assert_non_null(reason);
		snprintf(want, sizeof(want), "does not list %zu function%s "
		    "that the tenant has: Companies > ", n, n == 1 ? "" :
		    "s");
		assert_non_null(strstr(reason, want));
		len = 0;
		for (const char *p = reason; (p = strstr(p, " > ")); p++)
			len++;
		assert_int_equal(len, n < 6 ? n : 6);
		assert_int_equal(strstr(reason, " and 1 more.") != NULL,
		    n == 7);
		assert_int_equal(strstr(reason, " more") != NULL, n == 7);
		end(&r);
	}
}

/* True when a reason that could not be judged holds the text. */
static bool
reasons(const struct scene *s, const char *text)
{
	bool found = false;
	struct room r;

	open(&r, s);
	for (size_t i = 0; i < r.au.nnoteval; i++)
		found = found || strstr(r.au.noteval[i].reason, text);
	end(&r);
	return found;
}

/* What the inputs leave open. */
static void
inputs(void **state)
{
	struct scene s = {.only = "CW101", .profile = {
	    "meta,confidence,partial,,,,,,\n"
	    "grant,Companies,Contacts,,,,All,,\n"
	    "grant,Companies,Surveys,,,,All,,\n"}, .roles = HELD
	    "R,Companies,Notes,None,My,None,None\n"
	    "R,Companies,Tracks,None,None,None,None\n"
	    "S,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Notes,None,None,None,None\n"
	    "S,Companies,Tracks,None,None,None,None\n"};

	(void)state;
	/* No role lists Surveys. */
	finds(s, "CW101? R\nCW101? S\n");
	assert_true(reasons(&s, "needs it: Companies > Surveys"));
	s.only = "CW102";
	finds(s, "CW102? R\n");
	assert_true(reasons(&s, "on 1 function is not known: Companies > "
	    "Notes"));
	/* Flags that a role list leaves blank. */
	s.profile[0] = "";
	s.only = "CW20";
	s.roles = HEAD "R,Companies,Contacts,None,None,None,All\n";
	s.tables = "id,name,roleType,adminFlag,inactiveFlag\n1,R,API,,\n";
	finds(s, "CW201? R\n");
	assert_true(reasons(&s, "show adminFlag and inactiveFlag of"));
	s.tables = "id,name,roleType,adminFlag,inactiveFlag\n1,R,API,,False\n";
	finds(s, "CW201? R\n");
	assert_true(reasons(&s, "show adminFlag of"));
	s.tables = "id,name,roleType,adminFlag,inactiveFlag\n1,R,API,False,\n";
	finds(s, "CW207? R\n");
	assert_true(reasons(&s, "show inactiveFlag of"));
	s.tables = "id,name,roleType,adminFlag,inactiveFlag\n"
	    "1,R,API,False,False\n";
	finds(s, "");
	/* A list of a role that nobody exported. */
	s.only = "CW105";
	s.tables = TABLES "Ghost,Service / SLA,allow\n";
	finds(s, "CW105? Ghost\n");
}

/* A run in which no role was judged is no pass. */
static void
nobody_judged(void **state)
{
	struct scene s = {.roles = HEAD
	    "Desk,Companies,Contacts,None,None,None,All\n",
		.members = MEMBER "Level\nann,Desk,F,1\n", .tables =
	    "id,name,roleType,adminFlag,inactiveFlag\n1,Ghost,API,False,"
	    "False\n2,Desk,Full,False,False\n"};

	(void)state;
	assert_true(reasons(&s, "no role was judged: the exports hold no "));
	s.live = true;
	assert_true(reasons(&s, "no role was judged: what was read holds no "));
	s.live = false;
	assert_false(reasons(&s, "no role list was given"));
	s.people = true;
	assert_false(reasons(&s, "no role was judged"));
	s.tables = NULL;
	assert_true(reasons(&s, "no role list was given"));
	s.live = true;
	assert_false(reasons(&s, "no role list was given"));
}

/* Roles that together list less than half of what every tenant has. */
static void
cut_alike(void **state)
{
	static char roles[65536];
	struct scene s = {.roles = roles, .profile = {""}};
	struct catalogue cat;
	size_t core = 0;

	(void)state;
	catalogue_open(&cat);
	for (size_t i = 0; i < cat.nfunction; i++)
		core += !cat.function[i]->addon;
	for (size_t missing = core / 2 - 1; missing <= core / 2 + 1;
	    missing++) {
		size_t len = (size_t)snprintf(roles, sizeof(roles), HEAD);
		char want[64];
		struct room r;
		size_t n = 0;

		for (size_t i = 0, k = 0; i < cat.nfunction; i++) {
			const struct catalogue_entry *e = cat.function[i];

			if (e->addon || k++ < missing)
				continue;
			len += (size_t)snprintf(roles + len, sizeof(roles) -
			    len, "R,\"%s\",\"%s\",None,None,None,My\n"
			    "S,\"%s\",\"%s\",None,None,None,My\n",
			    e->module, e->name, e->module, e->name);
		}
		snprintf(want, sizeof(want), "no role lists %zu of the %zu ",
		    missing, core);
		open(&r, &s);
		for (size_t i = 0; i < r.au.nnoteval; i++) {
			if (!strstr(r.au.noteval[i].reason, want))
				continue;
			n++;
			assert_int_equal(r.au.noteval[i].needed,
			    missing * 2 > core);
		}
		assert_int_equal(n, 1);
		end(&r);
		s.absent_is_none = true;
		assert_false(reasons(&s, "no role lists "));
		s.absent_is_none = false;
	}
	catalogue_free(&cat);
}

/* Settings of members that no export has, and those that some lack. */
static void
settings(void **state)
{
	static const struct {
		const char *heading, *rule, *label;
	} all[] = {
		{"Inactive", "CW309", "Inactive"},
		{"restrictLocationFlag", "CW310", "restrictLocationFlag"},
		{"restrictDepartmentFlag", "CW310",
		    "restrictDepartmentFlag"},
	};
	char members[256], text[256];
	struct scene s = {.profile = {""}, .roles = HELD, .members = members};

	(void)state;
	snprintf(members, sizeof(members), "Member ID,Role ID\nX,R\nY,R\n");
	assert_true(reasons(&s, "not in the members exports: License Class "
	    "(CW308), Inactive (CW309), restrictLocationFlag (CW310), "
	    "restrictDepartmentFlag (CW310)"));
	s.live = true;
	assert_true(reasons(&s, "not among what the server tells of members: "
	    "License Class (CW308), "));
	s.live = false;
	for (size_t i = 0; i < countof(all); i++) {
		snprintf(members, sizeof(members), MEMBER "%s\nX,R,A,False\n"
		    "Y,R,A,\n", all[i].heading);
		snprintf(text, sizeof(text), "%s of the member is not in the "
		    "export", all[i].label);
		assert_true(reasons(&s, text));
		s.only = all[i].rule;
		finds(s, i == 0 ? "CW309? R\n" : "CW310? R\n");
		snprintf(text, sizeof(text), "%s (%s)", all[i].label,
		    all[i].rule);
		assert_false(reasons(&s, text));
	}
	snprintf(members, sizeof(members), "Member ID,Role ID,License Class,"
	    "Admin\nX,R,F,True\nY,R,,True\n");
	s.only = "CW308";
	finds(s, "CW308.0 X (Full) @members.csv:2:5\nCW308? R\n");
}

/* A level and a board by name, by number, and by both. */
static void
numbered(void **state)
{
	static const char corporate[] = "member,level,corporate,,,,,,\n";
	static const char limited[] =
	    "member,restricted_boards,limited,,,,,,\n";
	static const char boards[] = "Default Board,Restrict Board Access";

	(void)state;
	member(corporate, "Level", "@{id=2; name=Group}", "CW301",
	    "CW301.0 X (Group, id 2) [p:8] @members.csv:2:7\n");
	member(corporate, "Level", "@{id=2}", "CW301",
	    "CW301.0 X (2) [p:8] @members.csv:2:7\n");
	member(corporate, "Level", "@{id=1; name=Group}", "CW301", "");
	member(corporate, "Level", "@{id=1}", "CW301", "");
	member(limited, boards, "@{id=7},6;7", "CW303",
	    "CW303.0 X (7) @members.csv:2:15\n");
	member(limited, boards, "@{id=7; name=Help},6;7", "CW303",
	    "CW303.0 X (Help) @members.csv:2:26\n");
	member(limited, boards, "@{id=7; name=Help},help", "CW303",
	    "CW303.0 X (Help) @members.csv:2:26\n");
	member(limited, boards, "@{id=7; name=Help},8;Desk", "CW303", "");
}

/* Entries of nothing but blanks are no boards. */
static void
blank_boards(void **state)
{
	static const char none[] = "member,restricted_boards,none,,,,,,\n";
	static const char limited[] =
	    "member,restricted_boards,limited,,,,,,\n";
	static const char heading[] = "Restrict Board Access";

	(void)state;
	member(none, heading, "Help;; |Desk;", "CW30",
	    "CW302.0 X (Help, Desk) [p:8] @members.csv:2:7\n");
	member(none, heading, "; |", "CW30", "");
	member(limited, heading, "; |", "CW30",
	    "CW304.0 X () [p:8] @members.csv:2:7\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels),
		cmocka_unit_test(boards),
		cmocka_unit_test(default_board),
		cmocka_unit_test(required),
		cmocka_unit_test(others),
		cmocka_unit_test(wrong_role),
		cmocka_unit_test(administrator),
		cmocka_unit_test(not_exported),
		cmocka_unit_test(names),
		cmocka_unit_test(inputs),
		cmocka_unit_test(nobody_judged),
		cmocka_unit_test(cut_alike),
		cmocka_unit_test(settings),
		cmocka_unit_test(numbered),
		cmocka_unit_test(blank_boards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
