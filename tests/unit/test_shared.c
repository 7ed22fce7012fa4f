#include "scene.h"

/* Roles enough to be shared out among threads. */
#define ROLES 520

static char roles[ROLES * 256], members[ROLES * 32], tables[8192];

static void
make_exports(void)
{
	static const char *const level[] = {"None", "My", "All"};
	static const char *const function[] = {"Companies,Contacts",
		"System,Table Setup", "Companies,Strange",
		"Companies,Cntacts"};
	unsigned random = 4711;
	size_t n, m, t;

	n = (size_t)snprintf(roles, sizeof(roles), HEAD);
	m = (size_t)snprintf(members, sizeof(members),
	    "Member ID,Role ID,License Class,Inactive\n");
	t = (size_t)snprintf(tables, sizeof(tables), TABLES);
	for (int i = 0; i < ROLES; i++) {
		for (size_t k = 0; k < countof(function); k++) {
			random = random * 1103515245 + 12345;
			if (k > 1 && random >> 16 & 7)
				continue;
			n += (size_t)snprintf(roles + n, sizeof(roles) - n,
			    "Role %03d,%s,%s,%s,%s,%s\n", i, function[k],
			    level[(random >> 8) % 3], level[(random >> 12) % 3],
			    level[(random >> 17) % 3],
			    level[(random >> 21) % 3]);
		}
		if (i % 3)
			m += (size_t)snprintf(members + m, sizeof(members) - m,
			    "m%d,Role %03d,%s,%s\n", i, i, i % 5 ? "F" : "A",
			    i % 7 ? "False" : "True");
		if (i % 40 == 0)
			t += (size_t)snprintf(tables + t, sizeof(tables) - t,
			    "Role %03d,%s,allow\n", i, i % 80 ?
			    "General / Workflow Rules" : "Service / SLA");
	}
}

static void
shared(void **state)
{
	static const char profile[] = "grant,Companies,Contacts,My,,None,All,,\n"
	    "grant,System,Table Setup,,,,All,,\n"
	    "table_setup,,Service / SLA,,,,,,\n"
	    "member,level,corporate,,,,,,\n";
	struct scene s = {.roles = roles, .members = members,
		.tables = tables};

	(void)state;
	make_exports();
	for (unsigned n = 1; n <= 7; n += 3) {
		s.threads = n;
		s.profile[0] = NULL;
		counts(s);
		s.profile[0] = profile;
		counts(s);
		s.absent_is_none = true;
		counts(s);
		s.absent_is_none = false;
	}
}

/* Judges the exports, of which something is said before; by n threads. */
static void
judge(struct room *r, unsigned n)
{
	memset(r, 0, sizeof(*r));
	r->opt.as_of = "2026-01-31";
	r->opt.threads = n;
	catalogue_open(&r->cat);
	model_init(&r->au, &r->cat, &r->opt);
	read_export(r, "roles.csv", roles);
	read_export(r, "members.csv", members);
	model_noteval(&r->au, NULL, NULL, NULL, true, "said before");
	match_audit(&r->au, NULL);
	rule_count_only(&r->au);
	rule_audit(&r->au);
}

/* What was said before is said once, whatever the number of threads. */
static void
said_once(void **state)
{
	(void)state;
	make_exports();
	for (unsigned n = 1; n <= 7; n += 3) {
		size_t before = 0;
		struct room r;

		judge(&r, n);
		for (size_t i = 0; i < r.au.nnoteval; i++)
			before += util_eq(r.au.noteval[i].reason,
			    "said before");
		assert_int_equal(before, 1);
		end(&r);
	}
}

/* Roles of people alone: none was judged, which is needed. */
static void
nobody_judged(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 4; n += 3) {
		for (int api = -1; api < ROLES; api += ROLES / 2) {
			size_t none = 0, k, m;
			struct room r;

			k = (size_t)snprintf(roles, sizeof(roles), HEAD);
			m = (size_t)snprintf(members, sizeof(members),
			    "Member ID,Role ID,License Class\n");
			for (int i = 0; i < ROLES; i++) {
				k += (size_t)snprintf(roles + k, sizeof(roles)
				    - k, "Role %03d,Companies,Contacts,None,"
				    "None,None,All\n", i);
				m += (size_t)snprintf(members + m,
				    sizeof(members) - m, "m%d,Role %03d,%s\n",
				    i, i, i == api ? "A" : "F");
			}
			judge(&r, n);
			for (size_t i = 0; i < r.au.nnoteval; i++)
				none += r.au.noteval[i].needed && strstr(
				    r.au.noteval[i].reason,
				    "no role was judged");
			assert_int_equal(none, api < 0);
			end(&r);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared),
		cmocka_unit_test(said_once),
		cmocka_unit_test(nobody_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
