#include "scene.h"

static void
covers(struct scene s, const char *role, size_t judged, size_t total,
    size_t silent)
{
	struct room r;

	open(&r, &s);
	for (size_t i = 0; i < r.au.nrole; i++) {
		const struct role *x = r.au.role[i];

		if (strcmp(x->name, role) != 0)
			continue;
		assert_int_equal(x->judged, judged);
		assert_int_equal(x->total, total);
		assert_int_equal(x->silent, silent);
	}
	end(&r);
}

/* How many reasons hold the text, among those that are needed or not. */
static size_t
reasons(const struct scene *s, const char *text, bool needed)
{
	size_t found = 0;
	struct room r;

	open(&r, s);
	for (size_t i = 0; i < r.au.nnoteval; i++)
		found += strstr(r.au.noteval[i].reason, text) &&
		    r.au.noteval[i].needed == needed;
	end(&r);
	return found;
}

/*
 * How many functions were judged: one with a level that is not known was not,
 * nor one that is not listed or probably misspelt.
 */
static void
coverage(void **state)
{
	struct scene s = {.profile = {"meta,confidence,partial,,,,,,\n"
	    "grant,Companies,Contacts,,,,All,,\n"},
		.roles = "Role,Module,Function,Add,Edit,Inquire\n"
		    "R,Companies,Contacts,None,None,All\n"
		    "R,Companies,Notes,None,My,None\n"
		    "R,Companies,Surveys,None,None,None\n",
		.tables = HEAD "R,Companies,Tracks,None,None,None,All\n"
		    "S,Companies,Contacts,None,None,None,None\n"
		    "S,Companies,Notes,All,None,None,None\n"
		    "S,Companies,Tracks,None,None,My,None\n"
		    "S,Companies,Configurations,None,None,All,My\n"
		    "S,Companies,Cnfigurations,None,None,None,None\n"};

	(void)state;
	/* The misspelt one counts for both, and nobody says it of R. */
	covers(s, "R", 1, 6, 2);
	covers(s, "S", 4, 6, 3);
	assert_int_equal(reasons(&s, "roles.csv has no column Delete Level, so "
	    "no Delete cell of the role could be judged", true), 1);
	assert_int_equal(reasons(&s, " has no column ", true), 1);
	/* A column that is blank in every row is none. */
	s.roles = HEAD "R,Companies,Contacts,None,None,,All\n"
	    "R,Companies,Notes,None,My,,None\n"
	    "R,Companies,Surveys,None,None,,None\n";
	covers(s, "R", 1, 6, 2);
	assert_int_equal(reasons(&s, "roles.csv has only blank cells under "
	    "Delete Level, so no Delete cell of the role could be judged",
	    true), 1);
	assert_int_equal(reasons(&s, " only blank cells ", true), 1);
}


/* What a role does not list of what the tenant has. */
static void
absent(void **state)
{
	char roles[1024], first[128], text[512];
	struct scene s = {.roles = roles};
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	snprintf(first, sizeof(first), "%s,\"%s\"", cat.function[0]->module,
	    cat.function[0]->name);
	/* Of the three that the tenant has each lists some. */
	snprintf(roles, sizeof(roles), HEAD "R,%s,None,None,None,All\n"
	    "R,Companies,Contacts,None,None,None,All\n"
	    "R,Companies,Notes,None,None,None,All\n"
	    "S,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Notes,None,None,None,All\n"
	    "S,Companies,Ntes,None,None,None,All\n"
	    "T,Companies,Contacts,None,None,None,All\n"
	    "T,Companies,Ntes,None,None,None,All\n"
	    "U,Companies,Ntes,None,None,None,All\n"
	    "U,%s,None,None,None,All\n"
	    "U,Companies,Contacts,None,None,None,All\n"
	    "U,Companies,Notes,None,None,None,All\n", first, first);
	snprintf(text, sizeof(text), "does not list 1 function that the tenant "
	    "has: %s > %s. If", cat.function[0]->module, cat.function[0]->
	    name);
	assert_int_equal(reasons(&s, text, true), 1);
	snprintf(text, sizeof(text), "does not list 2 functions that the "
	    "tenant has: %s > %s, Companies > Notes. If",
	    cat.function[0]->module, cat.function[0]->name);
	assert_int_equal(reasons(&s, text, true), 1);
	assert_int_equal(reasons(&s, "does not list ", true), 2);
	s.absent_is_none = true;
	assert_int_equal(reasons(&s, "does not list ", true), 0);
	catalogue_free(&cat);
}

/* What a profile needs and the tenant does not have, up to six names. */
static void
elsewhere(void **state)
{
	char rows[2048], text[1024];
	struct scene s = {.profile = {rows}, .roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Contacts,None,None,None,All\n"};
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	for (size_t n = 1; n <= LIMIT_SHOWN_NAMES + 1; n++) {
		size_t r = 0, t = (size_t)snprintf(text, sizeof(text),
		    "needs it: ");

		/* Any one level is a need, and My is enough. */
		for (size_t i = 0, k = 0; k < n; i++) {
			const struct catalogue_entry *e = cat.function[i];

			if (strcmp(e->name, "Contacts") == 0)
				continue;
			r += (size_t)snprintf(rows + r, sizeof(rows) - r,
			    "grant,%s,\"%s\",%s\n", e->module, e->name,
			    k % 2 ? ",,,All,," : "My,,,,,");
			if (k++ < LIMIT_SHOWN_NAMES)
				t += (size_t)snprintf(text + t, sizeof(text) -
				    t, "%s%s > %s", k > 1 ? ", " : "",
				    e->module, e->name);
		}
		if (n > LIMIT_SHOWN_NAMES)
			snprintf(text + t, sizeof(text) - t, " and 1 more");
		assert_int_equal(reasons(&s, text, false), 2);
		assert_int_equal(reasons(&s, " more", false),
		    n > LIMIT_SHOWN_NAMES ? 2 : 0);
	}
	catalogue_free(&cat);
	/* What is only allowed is not needed. */
	snprintf(rows, sizeof(rows), "grant,Companies,Notes,None,,,,,\n"
	    "grant,Companies,Tracks,All,,,,optional:x,\n");
	assert_int_equal(reasons(&s, "needs it", false), 0);
}

/* Names that no catalogue has, in the order in which the inputs name them. */
static void
unknown(void **state)
{
	struct scene s = {.only = "CW502", .roles = HEAD
	    "R,Companies,Zebra,None,None,None,All\n"
	    "R,Companies,Contacts,None,None,None,All\n"
	    "R,Companies,Notes,None,None,None,All\n"
	    "R,Companies,Quagga,None,None,None,All\n"
	    "S,Companies,Antelope,None,None,None,All\n"
	    "S,Companies,Quagga,None,None,None,All\n"
	    "S,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Notes,None,None,None,All\n"
	    "S,Companies,Zebra,None,None,None,All\n"
	    "S,Companies,Contcts,None,None,None,All\n"
	    "S,Companies,Tracks,None,None,None,All\n"
	    "S,Companies,Surveys,None,None,None,All\n"};

	(void)state;
	finds(s, "CW502.0 R Zebra @roles.csv:2:0\n"
	    "CW502.0 R Quagga @roles.csv:5:0\n"
	    "CW502.0 S Zebra @roles.csv:10:0\n"
	    "CW502.0 S Quagga @roles.csv:7:0\n"
	    "CW502.0 S Antelope @roles.csv:6:0\n"
	    "CW502! S\n");
	assert_int_equal(reasons(&s, "unknown function \"Companies > Contcts\" "
	    "at roles.csv:11, did you mean Companies > Contacts?", true), 1);
}

/* What a guide known in part leaves open, and which guide that is. */
static void
partial(void **state)
{
	static const char whole[] = "grant,Companies,Contacts,,,,All,,\n";
	static const char part[] = "meta,confidence,partial,,,,,,\n"
	    "grant,Companies,Contacts,,,,All,,\n";
	char roles[1024], text[512];
	struct scene s = {.roles = roles};
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	snprintf(roles, sizeof(roles), HEAD "R,%s,\"%s\",My,None,None,None\n"
	    "R,Companies,Contacts,None,None,None,All\n"
	    "R,Companies,Notes,None,None,None,All\n"
	    "R,Companies,Tracks,None,None,None,None\n"
	    "S,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Notes,None,None,My,None\n"
	    "T,Companies,Contacts,None,None,None,All\n"
	    "T,Companies,Notes,None,None,None,None\n",
	    cat.function[0]->module, cat.function[0]->name);
	for (int i = 0; i < 3; i++) {
		s.profile[0] = i == 1 ? whole : part;
		s.profile[1] = i == 1 ? part : i == 2 ? whole : NULL;
		snprintf(text, sizeof(text), "the guide of %s is known in "
		    "part: whether it asks for grants on 2 functions is not "
		    "known: %s > %s, Companies > Notes", i == 1 ? "q" : "p",
		    cat.function[0]->module, cat.function[0]->name);
		assert_int_equal(reasons(&s, text, false), 1);
		snprintf(text, sizeof(text), "the guide of %s is known in "
		    "part: whether it asks for grants on 1 function is not "
		    "known: Companies > Notes", i == 1 ? "q" : "p");
		assert_int_equal(reasons(&s, text, false), 1);
		assert_int_equal(reasons(&s, "known in part", false), 2);
		assert_int_equal(reasons(&s, "known in part", true), 0);
	}
	s.profile[0] = whole;
	s.profile[1] = NULL;
	assert_int_equal(reasons(&s, "known in part", false), 0);
	catalogue_free(&cat);
}

/* A level that one of two exports has not is not known only of its roles. */
static void
columns(void **state)
{
	char roles[512];
	struct scene s = {.roles = roles, .tables = HEAD
	    "S,Companies,Contacts,None,None,None,All\n", .members =
	    "Role,Module,Function,Edit,Delete,Inquire\n"
	    "T,Companies,Contacts,None,None,All\n"
	    "T,Companies,Notes,None,None,All\n"};
	struct catalogue cat;

	(void)state;
	catalogue_open(&cat);
	/* Only the first function of all is of the export without Delete. */
	snprintf(roles, sizeof(roles), "Role,Module,Function,Add,Edit,Inquire\n"
	    "R,%s,\"%s\",None,None,All\n", cat.function[0]->module,
	    cat.function[0]->name);
	assert_int_equal(reasons(&s, "roles.csv has no column Delete Level, so "
	    "no Delete cell of the role could be judged", true), 1);
	assert_int_equal(reasons(&s, "members.csv has no column Add Level, so "
	    "no Add cell of the role could be judged", true), 1);
	assert_int_equal(reasons(&s, " has no column ", true), 2);
	/* A cell that the other export brings is known. */
	s.roles = "Role,Module,Function,Add,Delete,Inquire\n"
	    "T,Companies,Contacts,None,None,All\n"
	    "T,Companies,Notes,None,None,All\n"
	    "T,Companies,Zebra,None,None,All\n";
	s.members = "Role,Module,Function,Edit,Delete,Inquire\n"
	    "T,Companies,Zebra,None,None,All\n"
	    "T,Companies,Contacts,None,None,All\n"
	    "T,Companies,Notes,None,None,All\n";
	assert_int_equal(reasons(&s, " has no column ", true), 0);
	/* It is told of at its first level. */
	s.only = "CW502";
	finds(s, "CW502.0 T Zebra @roles.csv:4:0\n");
	catalogue_free(&cat);
}

/* CW501: what says the same twice, and where it did so first. */
static void
twice(void **state)
{
	struct scene s = {.only = "CW501", .roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"
	    "R,Companies,Notes,None,None,None,All\n"
	    "R,Companies,Contacts,None,None,None,All\n",
		.tables = TABLES "R,Service / SLA,allow\n"
		    "R,Service / Type,allow\nR,Service / SLA,allow\n"};

	(void)state;
	finds(s, "CW501.0 R Contacts (roles.csv:2) @roles.csv:4:22\n"
	    "CW501.0 R Table Setup > Service / SLA (tables.csv:2) "
	    "@tables.csv:4:3\n");
}

/* A role list is one wherever it stands among the inputs. */
static void
role_list(void **state)
{
	static const char list[] = "id,name,roleType,adminFlag,inactiveFlag\n"
	    "1,R,API,False,False\n";
	static const char roles[] = HEAD
	    "R,Companies,Contacts,None,None,None,All\n";
	static const char none[] = "no role list was given";
	struct scene s = {.roles = list, .tables = roles};

	(void)state;
	assert_int_equal(reasons(&s, none, false), 0);
	s.roles = roles;
	s.tables = list;
	assert_int_equal(reasons(&s, none, false), 0);
	s.tables = TABLES "R,Service / SLA,allow\n";
	assert_int_equal(reasons(&s, none, false), 1);
}

/* Whether anything tells which members are API members. */
static void
licences(void **state)
{
	static const char silent[] = "no export tells which members are API "
	    "members";
	static const char plain[] = "Member ID,Role ID\nA,R\nX,R\n";
	static const char own[] = "Member ID,Role ID,blockPriceFlag\n"
	    "X,R,False\n";
	struct scene s = {.roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"};

	(void)state;
	assert_int_equal(reasons(&s, silent, false), 0);
	s.members = plain;
	assert_int_equal(reasons(&s, silent, false), 1);
	assert_int_equal(reasons(&s, silent, true), 0);
	s.members = "Member ID,Role ID,License Class\nA,R,F\n";
	assert_int_equal(reasons(&s, silent, false), 0);
	/* A list of API members does, before or behind one of people. */
	s.members = own;
	assert_int_equal(reasons(&s, silent, false), 0);
	s.tables = "Member ID,Role ID\nA,R\n";
	assert_int_equal(reasons(&s, silent, false), 0);
	s.tables = "Member ID,Role ID\nZ,R\n";
	assert_int_equal(reasons(&s, silent, false), 0);
}

/* Settings that the exports have of some judged members, or of none. */
static void
shown(void **state)
{
	static const char none[] = "not in the members exports: ";
	struct scene s = {.profile = {""}, .roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"};

	(void)state;
	s.members = "Member ID,Role ID,Inactive\nX,R,False\n";
	assert_int_equal(reasons(&s, "not in the members exports: License "
	    "Class (CW308), restrictLocationFlag (CW310), "
	    "restrictDepartmentFlag (CW310)", false), 1);
	s.members = "Member ID,Role ID,License Class\nX,R,A\n";
	assert_int_equal(reasons(&s, "not in the members exports: Inactive "
	    "(CW309), restrictLocationFlag (CW310), restrictDepartmentFlag "
	    "(CW310)", false), 1);
	s.members = "Member ID,Role ID,License Class,Inactive,"
	    "restrictLocationFlag,restrictDepartmentFlag\n"
	    "X,R,A,,False,False\nY,R,A,False,False,False\n";
	assert_int_equal(reasons(&s, none, false), 0);
	s.only = "CW309";
	finds(s, "CW309? R\n");
	s.members = "Member ID,Role ID,License Class,Inactive,"
	    "restrictLocationFlag,restrictDepartmentFlag\n"
	    "X,R,A,False,False,False\nY,R,A,False,False,False\n";
	finds(s, "");
	/* Nobody who is judged lacks it. */
	s.profile[0] = NULL;
	s.members = "Member ID,Role ID,License Class\nann,R,F\n";
	assert_int_equal(reasons(&s, none, false), 0);
}

/* Inputs that hold less, or more, than they should. */
static void
cut_off(void **state)
{
	static char roles[65536];
	struct scene s = {.roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n",
		.tables = "id,name,roleType,adminFlag,inactiveFlag\n"
		    "1,R,API,False,False\n2,T,API,False,False\n"};
	struct catalogue cat;
	size_t n;

	(void)state;
	assert_int_equal(reasons(&s, "a role list names the role, but no roles "
	    "export holds it", false), 1);
	assert_int_equal(reasons(&s, "a role list names the role", true), 0);
	assert_int_equal(reasons(&s, "in the middle of line", true), 0);
	s.roles = HEAD "R,Companies,Contacts,None,None,None,";
	assert_int_equal(reasons(&s, "roles.csv ends in the middle of line 2, "
	    "without an end of line", true), 1);
	/* Roles that together list all that every tenant has. */
	catalogue_open(&cat);
	n = (size_t)snprintf(roles, sizeof(roles), HEAD);
	for (size_t i = 0; i < cat.nfunction; i++)
		n += (size_t)snprintf(roles + n, sizeof(roles) - n,
		    "%c,\"%s\",\"%s\",None,None,None,My\n", i % 2 ? 'R' : 'S',
		    cat.function[i]->module, cat.function[i]->name);
	s.roles = roles;
	assert_int_equal(reasons(&s, "no role lists ", false), 0);
	assert_int_equal(reasons(&s, "no role lists ", true), 0);
	catalogue_free(&cat);
}

/* A run in which no role was judged is no pass; one without members may be. */
static void
nothing_given(void **state)
{
	static const char none[] = "no role was judged: ";
	static const char members[] = "no members export was given, so no "
	    "member setting was judged";
	struct scene s = {.roles = HEAD
	    "R,Companies,Contacts,None,None,None,All\n"};

	(void)state;
	assert_int_equal(reasons(&s, none, true), 0);
	assert_int_equal(reasons(&s, members, false), 1);
	assert_int_equal(reasons(&s, members, true), 0);
	s.members = "Member ID,Role ID,License Class\nann,R,F\n";
	assert_int_equal(reasons(&s, none, true), 1);
	assert_int_equal(reasons(&s, none, false), 0);
	assert_int_equal(reasons(&s, members, false), 0);
	s.live = true;
	assert_int_equal(reasons(&s, none, true), 1);
	assert_int_equal(reasons(&s, members, false), 0);
	s.members = NULL;
	assert_int_equal(reasons(&s, members, false), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coverage),
		cmocka_unit_test(absent),
		cmocka_unit_test(elsewhere),
		cmocka_unit_test(unknown),
		cmocka_unit_test(partial),
		cmocka_unit_test(columns),
		cmocka_unit_test(twice),
		cmocka_unit_test(role_list),
		cmocka_unit_test(licences),
		cmocka_unit_test(shown),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(nothing_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
