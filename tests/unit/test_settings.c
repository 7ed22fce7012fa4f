#include "scene.h"

#define HELD HEAD "R,Companies,Contacts,None,None,None,All\n"
#define MEMBER "Member ID,Role ID,License Class,"

/* How often a reason says so of the only member, all of them needed. */
static size_t
told(const char *rows, const char *heading, const char *value, bool live,
    const char *text)
{
	char members[512];
	struct scene s = {.profile = {rows}, .roles = HELD, .members = members,
		.live = live};
	size_t n = 0;
	struct room r;

	snprintf(members, sizeof(members), "Member ID,License Class,%s\n"
	    "X,A,%s\n", heading, value);
	open(&r, &s);
	for (size_t i = 0; i < r.au.nnoteval; i++) {
		const struct noteval *e = &r.au.noteval[i];

		if (!strstr(e->reason, text))
			continue;
		assert_true(e->needed);
		assert_ptr_equal(e->member, r.au.member[0]);
		n++;
	}
	end(&r);
	return n;
}

/* What is said of a setting that is not known. */
static void
not_known(void **state)
{
	static const char corporate[] = "member,level,corporate,,,,,,\n";
	static const char none[] = "member,restricted_boards,none,,,,,,\n";
	static const char boards[] = "Role ID,Restrict Board Access";
	static const char top[] = "is the highest is not known: name the "
	    "highest with --top-level";
	static const struct {
		const char *value, *shown;
	} level[] = {{"Group", "\"Group\""}, {"@{id=7}", "\"7\""},
		{"@{id=7; name=Group}", "\"Group\""}, {"", "\"\""}},
	    role[] = {{"Ghost", "\"Ghost\""}, {"@{id=9}", "\"9\""},
		{"@{id=9; name=Ghost}", "\"Ghost\""}, {"", "\"\""}};
	char text[128], value[64];

	(void)state;
	for (size_t i = 0; i < countof(level); i++) {
		snprintf(text, sizeof(text), "whether Level %s %s",
		    level[i].shown, top);
		snprintf(value, sizeof(value), "R,%s", level[i].value);
		assert_int_equal(told(corporate, "Role ID,Level", value, false,
		    text), 1);
		snprintf(text, sizeof(text), "its role %s is in no roles "
		    "export", role[i].shown);
		assert_int_equal(told("", "Role ID", role[i].value, false,
		    text), 1);
	}
	assert_int_equal(told(corporate, "Role ID,Inactive", "R,False", false,
	    "the Level of the member is not in the export"), 1);
	assert_int_equal(told("", "Inactive", "False", false, "the role of the "
	    "member is not in the export"), 1);
	assert_int_equal(told("", "Role ID", "R", false, "its role"), 0);
	assert_int_equal(told("", "Role ID", "R", false, "the role of"), 0);
	for (int live = 0; live < 2; live++) {
		assert_int_equal(told(none, boards, "R,System.Object[]", live,
		    "the server does not tell which boards are restricted"),
		    live);
		assert_int_equal(told(none, boards, "R,System.Object[]", live,
		    "Restrict Board Access is \"System.Object[]\", which hides "
		    "the boards"), !live);
		assert_int_equal(told(none, "Role ID", "R", live, "Restrict "
		    "Board Access is not in the export"), 1);
	}
}

/* Roles of which nothing is known but their names carry no profile. */
static void
carried(void **state)
{
	static const char acme[] = "CW306.0 X (Acme Role) [p:8] "
	    "@members.csv:2:3\n";
	static const char third[] = "CW306.0 X (Third) [p:8] "
	    "@members.csv:2:3\n";
	static const char bare[] = "CW306.0 X (Third) [q:0] @members.csv:2:3\n";
	static const struct {
		int alias;		/* the profile of the member's vendor */
		int role;		/* that of the member; -1: none */
		bool exported;		/* the first role */
		int given;		/* the profile of the third, -1: none */
		size_t nprofile, nrole;
		const char *want;
	} all[] = {
		{0, 1, true, -1, 0, 3, acme},
		{0, -1, true, -1, 0, 3, acme},
		{0, 0, true, -1, 0, 3, ""},
		{0, 1, false, -1, 0, 3, ""},
		{0, 0, false, -1, 0, 3, ""},
		{0, 0, false, 0, 1, 3, third},
		{0, 1, false, 0, 1, 3, third},
		{0, 2, true, 0, 1, 3, ""},
		/* Of several the first is named. */
		{0, 1, true, 0, 1, 3, acme},
		{1, 1, true, 1, 1, 3, bare},
		{0, 1, false, 1, 1, 3, ""},
		{1, 1, true, -1, 1, 3, ""},
		/* What stands behind the profiles, and behind the roles. */
		{0, 1, false, 0, 0, 3, ""},
		{0, 1, false, 0, 1, 2, ""},
	};
	struct scene s = {.profile = {"member,role,Acme Role,,,,,,\n", ""},
		.roles = HEAD
		    "Acme Role,Companies,Contacts,None,None,None,All\n"
		    "R,Companies,Contacts,None,None,None,All\n"
		    "Third,Companies,Contacts,None,None,None,All\n",
		.members = MEMBER "Location\nX,R,A,\n"};
	char text[512];
	struct room r;

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		const struct profile *by[2];
		struct member *m;

		open(&r, &s);
		m = r.au.member[0];
		m->alias = r.profile[all[i].alias];
		m->role = all[i].role < 0 ? NULL : r.au.role[all[i].role];
		for (size_t k = 0; k < 3; k++)
			r.au.role[k]->match = MATCH_NONE;
		r.au.role[0]->exported = all[i].exported;
		if (all[i].given >= 0) {
			by[0] = by[1] = r.profile[all[i].given];
			r.au.role[2]->match = MATCH_GIVEN;
			r.au.role[2]->profile = by;
			r.au.role[2]->nprofile = all[i].nprofile;
		}
		r.au.nfinding = 0;
		r.au.nrole = all[i].nrole;
		rule_open(&r.au);
		rule_member_check(&r.au, m);
		rule_close(&r.au);
		list(&r, "CW306", text, sizeof(text));
		assert_string_equal(text, all[i].want);
		end(&r);
	}
}

/* Who takes part in the rules for members, and with what. */
static void
takes_part(void **state)
{
	struct scene s = {.only = "CW3", .roles = HEAD
	    "Desk,Companies,Contacts,None,None,None,All\n", .members =
	    MEMBER "restrictLocationFlag,Inactive\n"
	    "ann-has-a-long-name,Desk,F,True,False\n"};

	(void)state;
	finds(s, "");
	s.profile[0] = "";
	finds(s, "CW307.0 ann-has-a-long-name (15) @members.csv:2:1\n"
	    "CW308.0 ann-has-a-long-name (Full) @members.csv:2:26\n"
	    "CW310.0 ann-has-a-long-name (location) @members.csv:2:28\n");
	/* One that is inactive gets nothing but that. */
	s.members = MEMBER "restrictLocationFlag,Inactive\n"
	    "ann-has-a-long-name,Desk,F,True,True\n";
	finds(s, "CW309.0 ann-has-a-long-name () @members.csv:2:33\n");
	/* And one without a role holds none. */
	s.members = MEMBER "restrictLocationFlag,Inactive\n"
	    "X-has-a-very-long-name,Ghost,A,True,True\n"
	    "Y-has-a-very-long-name,,A,True,True\n";
	finds(s, "");
	/* Nor is one that is no API member then an integration's. */
	s.members = MEMBER "restrictLocationFlag,Inactive\n"
	    "ann-has-a-long-name,Ghost,F,True,False\n";
	finds(s, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(not_known),
		cmocka_unit_test(carried),
		cmocka_unit_test(takes_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
