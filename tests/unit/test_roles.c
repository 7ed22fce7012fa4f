#include "scene.h"

/* CW204: each pair of functions, and what one has to have of them. */
static void
pairs(void **state)
{
	static const struct {
		const char *module, *a, *verb, *other, *b, *what;
		bool all;
	} pair[] = {
		{"System", "Security Roles", "Add", "System",
		    "Member Maintenance", "can make a role and give it to a "
		    "member", false},
		{"Finance", "Invoicing", "Add", "Finance", "Invoice Approval",
		    "can make an invoice and approve it", false},
		{"Procurement", "Purchase Orders", "Add", "Procurement",
		    "Purchasing Approvals", "can make a purchase order and "
		    "approve it", false},
		{"Time & Expense", "Expense Report Entry", "Add",
		    "Time & Expense", "Expense Approvals", "can enter "
		    "expenses and approve them", false},
		{"Time & Expense", "Time Entry", "Add", "Time & Expense",
		    "Time Approval", "can enter anybody's time and approve "
		    "it", true},
		{"Service Desk", "Service Tickets", "Edit", "Service Desk",
		    "Change Approvals", "can write a change and approve it",
		    false},
	};
	static const char *const level[] = {"None", "My", "All"};
	char roles[512], want[256];
	struct scene s = {.roles = roles, .only = "CW204"};

	(void)state;
	for (size_t i = 0; i < countof(pair); i++) {
		bool edit = pair[i].verb[0] == 'E';

		/* The other verbs are at All whatever these are. */
		for (int k = 0; k < 9; k++) {
			const char *a = level[k / 3], *b = level[k % 3];

			snprintf(roles, sizeof(roles), HEAD
			    "R,%s,%s,%s,%s,All,All\nR,%s,%s,All,%s,All,All\n",
			    pair[i].module, pair[i].a, edit ? "All" : a,
			    edit ? a : "All", pair[i].other, pair[i].b, b);
			snprintf(want, sizeof(want), "CW204.0 R %s + %s (%s %s "
			    "and %s Edit: %s) @roles.csv:2:%zu\n", pair[i].a,
			    pair[i].b, pair[i].a, pair[i].verb, pair[i].b,
			    pair[i].what, strlen(pair[i].module) + strlen(
			    pair[i].a) + 5 + (edit ? 4 : 0));
			finds(s, k / 3 > pair[i].all && k % 3 ? want : "");
		}
	}
}

/* CW201: what makes an administrator of a role, and who holds it. */
static void
administrators(void **state)
{
	static const char one[] = HEAD
	    "R,Companies,Contacts,None,None,None,All\n";
	static const char named[] = HEAD
	    "Admin,Companies,Contacts,None,None,None,All\n";
	static const char heading[] =
	    "Member ID,Role ID,License Class,Inactive,Admin\n";
	static const char *const set[] = {"X,R,A,,True\n",
		"ann,R,F,,False\nX,R,A,,True\n", "X,R,A,,False\n",
		"X,R,F,,True\n", "V,R,A,,False\nX,R,A,,True\n",
		"X,R,A,True,True\n"};
	static const char *const place[] = {"0 R (adminFlag of the member is "
		"set, and API member X holds it) @members.csv:2:8",
		"0 R (adminFlag of the member is set, and API member X holds "
		"it) @members.csv:3:8", NULL, NULL,
		"0 R (adminFlag of the member is set, and API member V holds "
		"it) @members.csv:3:8", "2 R (adminFlag of the member is set) "
		"@members.csv:2:12"};
	char members[256], want[256];
	struct scene s = {.roles = one, .members = members, .only = "CW201"};

	(void)state;
	for (size_t i = 0; i < countof(set); i++) {
		snprintf(members, sizeof(members), "%s%s", heading, set[i]);
		snprintf(want, sizeof(want), "CW201.%s\n", place[i] ?
		    place[i] : "");
		finds(s, place[i] ? want : "");
	}
	s.roles = named;
	snprintf(members, sizeof(members), "%sann,Admin,F,,\nV,Admin,A,True,\n",
	    heading);
	finds(s, "CW201.2 Admin (it has that name) @roles.csv:2:1\n");
	snprintf(members, sizeof(members), "%sann,Admin,F,,\nV,Admin,A,True,\n"
	    "X,Admin,A,,\n", heading);
	finds(s, "CW201.0 Admin (it has that name, and API member X holds it) "
	    "@roles.csv:2:1\n");
	/* A guide that allows it changes what is said. */
	s.profile[0] = "member,admin_role,allowed,,,,,,\n";
	finds(s, "CW201.1 Admin (it has that name, and API member X holds it) "
	    "[p:8] @roles.csv:2:1\n");
	s.profile[0] = "member,level,corporate,,,,,,\n";
	finds(s, "CW201.0 Admin (it has that name, and API member X holds it) "
	    "@roles.csv:2:1\n");
	s.profile[1] = "\nmember,admin_role,allowed,,,,,,\n";
	finds(s, "CW201.1 Admin (it has that name, and API member X holds it) "
	    "[q:9] @roles.csv:2:1\n");
	/* That of one who is no API member is not asked for it. */
	s.members = NULL;
	finds(s, "CW201.2 Admin (it has that name) @roles.csv:2:1\n");
	s.roles = one;
	s.tables = "id,name,roleType,adminFlag,inactiveFlag\n"
	    "1,R,API,True,False\n";
	finds(s, "CW201.2 R (adminFlag is set) @tables.csv:2:9\n");
}

/* Of 120 cells 108 are 90 %, and 107 are not. */
static void
nine_of_ten(void **state)
{
	static char roles[8192];
	struct scene s = {.roles = roles, .only = "CW201"};
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	for (size_t all = 107; all <= 108; all++) {
		size_t n = (size_t)snprintf(roles, sizeof(roles), HEAD);

		for (size_t i = 0; i < 30; i++) {
			n += (size_t)snprintf(roles + n, sizeof(roles) - n,
			    "R,%s,\"%s\"", cat.function[i]->module,
			    cat.function[i]->name);
			for (size_t v = 0; v < VERB_COUNT; v++)
				n += (size_t)snprintf(roles + n,
				    sizeof(roles) - n, ",%s", i * VERB_COUNT +
				    v < all ? "All" : "My");
			n += (size_t)snprintf(roles + n, sizeof(roles) - n,
			    "\n");
		}
		finds(s, all == 107 ? "" : "CW201.2 R (at least 90 % of its "
		    "cells are All) @roles.csv:2:1\n");
	}
	catalogue_free(&cat);
}

/* CW205 of two members, by the vendors that their names tell of. */
static void
tells_of(const struct profile *const alias[3], const char *members,
    const char *want)
{
	struct scene s = {.profile = {""}, .roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n", .members = members};
	struct profile other;
	char text[512];
	struct room r;

	open(&r, &s);
	other = *r.profile[0];
	other.vendor = "Bravo";
	for (size_t i = 0; i < r.au.nmember; i++)
		r.au.member[i]->alias = !alias[i] ? NULL : alias[i] ==
		    alias[0] ? r.profile[0] : &other;
	r.au.nfinding = 0;
	rule_open(&r.au);
	rule_role_check(&r.au, r.au.role[0]);
	rule_close(&r.au);
	list(&r, "CW205", text, sizeof(text));
	assert_string_equal(text, want);
	end(&r);
}

static void
shared(void **state)
{
	static const char heading[] =
	    "Member ID,Role ID,License Class,Inactive\n";
	static const struct profile one, two;
	static const struct {
		const struct profile *alias[3];
		const char *members, *want;
	} all[] = {
		{{&one, &two}, "U,R,A,\nV,R,A,\n", "0 R (U (Acme) and V "
		    "(Bravo))"},
		{{&one, NULL, &two}, "U,R,A,\nV,R,A,\nW,R,F,\n", "0 R (U "
		    "(Acme) and W (Bravo))"},
		{{&one, &one}, "U,R,A,\nV,R,A,\n", ""},
		{{&one, &one, &two}, "U,R,A,\nV,R,A,\nW,R,A,\n", "0 R (U "
		    "(Acme) and W (Bravo))"},
		{{&one, &two}, "U,R,A,\nV,R,A,True\n", ""},
		{{&one}, "U,R,A,\nV,R,F,\nW,R,C,\n", "1 R (U (API member) and "
		    "V (Full))"},
		{{NULL}, "U,R,F,\nV,R,A,\nW,R,A,\n", "1 R (V (API member) and "
		    "U (Full))"},
		{{NULL}, "U,R,F,\nV,R,F,\n", ""},
		{{NULL}, "U,R,A,\nV,R,A,\n", ""},
		/* A licence that is not known tells of nobody. */
		{{NULL}, "U,R,A,\nV,R,,\n", ""},
		{{NULL}, "U,R,A,True\nV,R,F,\n", ""},
	};
	char members[256], want[256];

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		snprintf(members, sizeof(members), "%s%s", heading,
		    all[i].members);
		snprintf(want, sizeof(want), "CW205.%s @roles.csv:2:1\n",
		    all[i].want);
		tells_of(all[i].alias, members, *all[i].want ? want : "");
	}
}

/* CW206, CW207 and CW209: who holds a role. */
static void
holders(void **state)
{
	static const char two[] = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Contacts,None,None,None,All\n";
	static const char gone[] = "id,name,roleType,adminFlag,inactiveFlag\n"
	    "1,R,API,False,True\n2,S,API,False,False\n3,T,API,False,False\n";
	static const char heading[] =
	    "Member ID,Role ID,License Class,Inactive\n";
	char members[256];
	struct scene s = {.roles = two, .members = members, .tables = gone};
	struct room r;
	char text[512];

	(void)state;
	/* S is not held; nor is T, which only the list holds. */
	s.only = "CW206";
	snprintf(members, sizeof(members), "%sann,R,F,\n", heading);
	finds(s, "CW206.0 S @roles.csv:3:1\n");
	snprintf(members, sizeof(members), "%sX,R,A,\nann,,F,\n", heading);
	finds(s, "CW206.0 S @roles.csv:3:1\n");
	snprintf(members, sizeof(members), "%sX,R,A,\n", heading);
	finds(s, "");
	s.only = "CW207";
	finds(s, "CW207.0 R (X) @tables.csv:2:15\n");
	snprintf(members, sizeof(members), "%sX,R,A,\nY,R,A,True\nZ,R,A,\n"
	    "ann,S,F,\n", heading);
	finds(s, "CW207.0 R (X, Z) @tables.csv:2:15\n");
	snprintf(members, sizeof(members), "%sX,R,A,True\nann,S,F,\n",
	    heading);
	finds(s, "");
	s.only = "CW209";
	snprintf(members, sizeof(members), "%sX,R,A,\nY,S,A,True\n"
	    "Z,T,A,\n", heading);
	open(&r, &s);
	list(&r, "CW209", text, sizeof(text));
	assert_non_null(strstr(text, "CW209.0 R ("));
	assert_non_null(strstr(text, " (X)) @roles.csv:2:1\n"));
	assert_null(strstr(text, " S "));
	assert_null(strstr(text, " T "));
	r.au.nfinding = 0;
	rule_open(&r.au);
	r.au.role[0]->why_none = "so it is";
	rule_role_check(&r.au, r.au.role[0]);
	r.au.role[0]->why_none = NULL;
	rule_role_check(&r.au, r.au.role[0]);
	rule_close(&r.au);
	list(&r, "CW209", text, sizeof(text));
	assert_string_equal(text, "CW209.0 R (so it is (X)) @roles.csv:2:1\n"
	    "CW209.0 R (none fits (X)) @roles.csv:2:1\n");
	end(&r);
	s.profile[0] = "";
	finds(s, "");
}

/*
 * A role that no roles export holds has no findings about its levels, though
 * absent is None, and without any it is not reported as if it had some.
 */
static void
only_listed(void **state)
{
	struct scene s = {.profile = {"grant,Companies,Contacts,,,,All,,\n"},
		.roles = HEAD "R,Companies,Contacts,None,None,None,All\n",
		.tables = "id,name,roleType,adminFlag,inactiveFlag\n"
		    "1,T,API,False,False\n",
		.only = "CW1", .absent_is_none = true};

	(void)state;
	finds(s, "");
	for (int counted = 0; counted < 2; counted++) {
		struct room r;

		s.counted = counted;
		open(&r, &s);
		assert_int_equal(r.au.nrole, 2);
		for (size_t i = 0; i < r.au.nrole; i++) {
			assert_false(r.au.role[i]->found);
			assert_int_equal(r.au.role[i]->deductions, 0);
		}
		end(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs),
		cmocka_unit_test(administrators),
		cmocka_unit_test(nine_of_ten),
		cmocka_unit_test(shared),
		cmocka_unit_test(holders),
		cmocka_unit_test(only_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
