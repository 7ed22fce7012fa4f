#include "scene.h"

/* Two functions of the catalogue, of which a scene's role R has one. */
#define CONTACTS "Companies,Contacts"
#define ROLES "System,Security Roles"
#define CONTACTS_ROW "grant," CONTACTS ","
#define ROLES_ROW "grant," ROLES ","
/* What each profile asks for, in its line 8, and the role has. */
#define NOTES "grant,Companies,Notes,,,,My,,\n"
#define HAS_NOTES HEAD "R,Companies,Notes,None,None,None,My\n"

/* "CW101.0 high Contacts add=None/All [p:9] @3:22 (detail)" for each. */
static void
tell(const struct room *r, char *to, size_t size)
{
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < r->au.nfinding; i++) {
		const struct finding *f = &r->au.finding[i];

		assert_string_equal(f->module, util_eq(f->function,
		    "Security Roles") ? "System" : "Companies");
		n += (size_t)snprintf(to + n, size - n, "%s.%d %s %s",
		    f->rule->id, (int)(f->variant - f->rule->variant),
		    level_severity(f->severity), f->function);
		for (size_t k = 0; k < f->ncell; k++) {
			const struct finding_cell *c = &f->cell[k];

			n += (size_t)snprintf(to + n, size - n, " %s=%s/%s",
			    level_verb(c->verb), c->listed ?
			    level_name(c->have) : "absent", c->want ?
			    level_name(c->want) : "-");
		}
		if (f->profile)
			n += (size_t)snprintf(to + n, size - n, " [%s:%u]",
			    f->profile->name, f->row ?
			    (unsigned)f->row->line : 0);
		n += (size_t)snprintf(to + n, size - n, " @%u:%u",
		    (unsigned)f->loc.line, (unsigned)f->loc.col);
		if (f->detail)
			n += (size_t)snprintf(to + n, size - n, " (%s)",
			    f->detail);
		n += (size_t)snprintf(to + n, size - n, "\n");
		assert_true(n < size);
	}
}

/* What is found, worst first, in the role that has this row as well. */
static void
judged(struct scene s, const char *row, const char *want)
{
	char text[4096], roles[256];
	struct room r;

	snprintf(roles, sizeof(roles), HAS_NOTES "%s%s%s", *row ? "R," : "",
	    row, *row ? "\n" : "");
	s.roles = roles;
	open(&r, &s);
	finding_finish(&r.au);
	tell(&r, text, sizeof(text));
	assert_string_equal(text, want);
	end(&r);
	counts(s);
}

/* The same by a profile with these rows, from line 9 on. */
static void
says(const char *rows, const char *row, const char *want)
{
	char profile[1024];
	struct scene s = {.profile = {profile}};

	snprintf(profile, sizeof(profile), NOTES "%s", rows);
	judged(s, row, want);
}

/* And without any profile. */
static void
unasked(const char *row, const char *want)
{
	struct scene s = {.profile = {NULL}};

	judged(s, row, want);
}

/* CW101: high at None, medium at My for All, low where recommended. */
static void
missing(void **state)
{
	static const char asks[] = CONTACTS_ROW "All,My,Any,All,,\n";

	(void)state;
	says(asks, CONTACTS ",None,None,None,None",
	    "CW101.0 high Contacts add=None/All [p:9] @3:22\n"
	    "CW101.0 high Contacts delete=None/Any [p:9] @3:32\n"
	    "CW101.0 high Contacts edit=None/My [p:9] @3:27\n"
	    "CW101.0 high Contacts inquire=None/All [p:9] @3:37\n");
	says(asks, CONTACTS ",My,My,My,My",
	    "CW101.1 medium Contacts add=My/All [p:9] @3:22\n"
	    "CW101.1 medium Contacts inquire=My/All [p:9] @3:31\n");
	says(asks, CONTACTS ",All,My,All,All", "");
	says(CONTACTS_ROW "All,My,Any,All,recommended,\n",
	    CONTACTS ",My,None,None,All",
	    "CW101.2 low Contacts add=My/All [p:9] @3:22\n"
	    "CW101.2 low Contacts delete=None/Any [p:9] @3:30\n"
	    "CW101.2 low Contacts edit=None/My [p:9] @3:25\n");
	says(CONTACTS_ROW "None,None,None,None,,\n",
	    CONTACTS ",None,None,None,None", "");
	says(CONTACTS_ROW "All,My,Any,All,optional:x,\n",
	    CONTACTS ",None,None,None,None", "");
}

/* An absence that is read as None has no cell, and so no column. */
static void
absent(void **state)
{
	struct scene s = {.profile = {NOTES CONTACTS_ROW ",,,My,,\n"}};

	(void)state;
	judged(s, "", "");
	s.absent_is_none = true;
	judged(s, "", "CW101.0 high Contacts inquire=absent/My [p:9] @2:0\n");
}

/* A column that the export does not have is not None: nothing is said. */
static void
unknown(void **state)
{
	struct scene s = {.profile = {NOTES CONTACTS_ROW "All,My,,All,,\n"},
		.roles = "Role,Module,Function,Edit,Delete,Inquire\n"
		    "R,Companies,Notes,None,None,My\n"
		    "R," CONTACTS ",None,None,My\n", .only = "CW1"};

	(void)state;
	finds(s, "CW101.0 R Contacts [p:9] @roles.csv:3:22\n"
	    "CW101.1 R Contacts [p:9] @roles.csv:3:32\n");
}

/* CW102 where the guide is silent, CW103 at None, CW104 at My. */
static void
excess(void **state)
{
	struct scene s = {.profile = {NOTES, NOTES CONTACTS_ROW ",My,,,,\n"}};

	(void)state;
	says("", CONTACTS ",My,All,All,All",
	    "CW102.0 high Contacts delete=All/- [p:0] @3:29\n"
	    "CW102.0 medium Contacts edit=All/- [p:0] @3:25\n"
	    "CW102.0 medium Contacts inquire=All/- [p:0] @3:33\n"
	    "CW102.0 low Contacts add=My/- [p:0] @3:22\n");
	says(CONTACTS_ROW "None,My,My,All,,\n", CONTACTS ",My,All,My,All",
	    "CW103.0 medium Contacts add=My/None [p:9] @3:22\n"
	    "CW104.0 low Contacts edit=All/My [p:9] @3:25\n");
	says(CONTACTS_ROW "Any,None,None,All,,\n", CONTACTS
	    ",All,None,None,All", "");
	/* Two guides: the first stands for both where both are silent. */
	judged(s, CONTACTS ",None,All,None,My",
	    "CW104.0 low Contacts edit=All/My [q:9] @3:27\n"
	    "CW102.0 low Contacts inquire=My/- [p:0] @3:36\n");
}

/* CW107: what only the set-up needs, up to the level that it needs. */
static void
setup(void **state)
{
	static const char asks[] = CONTACTS_ROW "All,My,All,All,phase:setup,\n"
	    CONTACTS_ROW ",,My,,,\n";

	(void)state;
	says(asks, CONTACTS ",None,My,All,None",
	    "CW107.0 low Contacts delete=All/My [p:9] @3:30\n"
	    "CW107.0 low Contacts edit=My/- [p:9] @3:27\n"
	    "CW203.0 low Contacts edit=My/My delete=All/All inquire=None/All "
	    "@3:27 (Edit, Delete)\n");
	says(asks, CONTACTS ",My,All,My,All",
	    "CW107.0 low Contacts add=My/- [p:9] @3:22\n"
	    "CW104.0 low Contacts edit=All/My [p:9] @3:25\n"
	    "CW107.0 low Contacts inquire=All/- [p:9] @3:32\n");
}

/* CW202: of critical risk at All, and nothing else tells of it. */
static void
dangerous(void **state)
{
	(void)state;
	unasked(ROLES ",All,My,All,All", "CW202.0 critical Security Roles "
	    "add=All/- @3:25 (the API can create a role that carries the "
	    "admin flag)\n");
	unasked(ROLES ",None,All,None,All", "CW202.0 critical Security Roles "
	    "edit=All/- @3:30 (rewrites what every role may do, its own "
	    "included)\n");
	says(ROLES_ROW "All,My,,All,,\n", ROLES ",All,All,None,All",
	    "CW104.0 high Security Roles edit=All/My [p:9] @3:29\n"
	    "CW202.1 medium Security Roles add=All/All [p:9] @3:25 (the API "
	    "can create a role that carries the admin flag)\n");
	/* At My the risk is high, and so it is not critical. */
	says(ROLES_ROW "All,My,,All,,\n", ROLES ",My,My,None,All",
	    "CW101.1 medium Security Roles add=My/All [p:9] @3:25\n");
	unasked("Companies,Strange,All,All,All,All",
	    "CW502.0 info Strange @3:0\n");
}

/* What a risk rests on is told without its first word, if it has one. */
static void
reasons(void **state)
{
	struct scene s = {.profile = {NULL}, .roles = HAS_NOTES
	    "R," ROLES ",All,None,None,All\n"};
	static const char *const why[] = {"a: b: c", "plain"};
	static const char *const want[] = {"b: c", "plain"};

	(void)state;
	for (size_t i = 0; i < countof(why); i++) {
		struct catalogue_entry e;
		struct function f;
		struct room r;

		open(&r, &s);
		e = *catalogue_find(&r.cat, "System", "Security Roles");
		f = *model_known(&r.au, catalogue_find(&r.cat, "System",
		    "Security Roles"));
		e.why[VERB_ADD] = why[i];
		f.cat = &e;
		r.au.nfinding = 0;
		rule_cell_check(&r.au, r.au.role[0], &f, VERB_ADD, LEVEL_ALL);
		assert_int_equal(r.au.nfinding, 1);
		assert_string_equal(r.au.finding[0].detail, want[i]);
		end(&r);
	}
}

/* CW203 and CW208: what may be written and not read, or not edited. */
static void
writes(void **state)
{
	(void)state;
	unasked(CONTACTS ",My,None,None,None",
	    "CW203.0 low Contacts add=My/- inquire=None/- @3:22 (Add)\n");
	unasked(CONTACTS ",None,All,None,None",
	    "CW203.0 low Contacts edit=All/- inquire=None/- @3:27 (Edit)\n");
	unasked(CONTACTS ",None,None,My,None",
	    "CW203.0 low Contacts delete=My/- inquire=None/- @3:32 (Delete)\n"
	    "CW208.0 low Contacts delete=My/- edit=None/- @3:32\n");
	unasked(CONTACTS ",All,My,All,None",
	    "CW203.0 low Contacts add=All/- edit=My/- delete=All/- "
	    "inquire=None/- @3:22 (Add, Edit, Delete)\n");
	unasked(CONTACTS ",All,My,All,My", "");
	unasked(CONTACTS ",None,None,None,All", "");
	unasked(CONTACTS ",None,My,All,All", "");
	says(CONTACTS_ROW "All,My,Any,None,,\n", CONTACTS ",All,My,My,None",
	    "CW203.0 low Contacts add=All/All edit=My/My delete=My/All "
	    "inquire=None/None @3:22 (Add, Edit, Delete)\n");
	/* A guide may ask for Delete without Edit. */
	says(CONTACTS_ROW "All,None,Any,My,,\n", CONTACTS ",All,None,My,My",
	    "");
	says(CONTACTS_ROW "All,,My,My,,\n", CONTACTS ",All,None,My,My", "");
	says(CONTACTS_ROW "All,,None,My,,\n", CONTACTS ",All,None,My,My",
	    "CW103.0 medium Contacts delete=My/None [p:9] @3:31\n"
	    "CW208.0 low Contacts delete=My/None edit=None/- @3:31\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing),
		cmocka_unit_test(absent),
		cmocka_unit_test(unknown),
		cmocka_unit_test(excess),
		cmocka_unit_test(setup),
		cmocka_unit_test(dangerous),
		cmocka_unit_test(reasons),
		cmocka_unit_test(writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
