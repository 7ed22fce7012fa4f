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
	snprintf(text, sizeof(text), "does not list 2 functions that the tenant "
	    "has: %s > %s, Companies > Notes. If", cat.function[0]->module,
	    cat.function[0]->name);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coverage),
		cmocka_unit_test(absent),
		cmocka_unit_test(elsewhere),
		cmocka_unit_test(unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
