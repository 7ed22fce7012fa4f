#include "scene.h"

/*
 * Section 5 of the contract: of each rule its id, name, and the severity of
 * each variant by its first letter, followed by + where the risk of the cell
 * can be more, or by - where it is the risk less a step. Points: it takes
 * points off a role's exposure; heaviest: only once for each function.
 */
static const struct {
	const char *id, *name;
	enum rule_scope scope;
	const char *severity;
	bool people, points, heaviest;
} all[RULE_COUNT] = {
	{"CW101", "missing-grant", SCOPE_CELL, "hml", false, false, false},
	{"CW102", "excess-grant", SCOPE_CELL, "l+l+", false, true, true},
	{"CW103", "forbidden-grant", SCOPE_CELL, "m+m+", false, true, true},
	{"CW104", "broader-than-asked", SCOPE_CELL, "l-l-", false, true, true},
	{"CW105", "table-setup-open", SCOPE_ENTRY, "ihlh", false, true, false},
	{"CW106", "table-setup-missing", SCOPE_ENTRY, "m", false, true, false},
	{"CW107", "setup-grant-left", SCOPE_CELL, "l", false, true, false},
	{"CW108", "table-setup-sensitive", SCOPE_ENTRY, "m", false, true,
	    false},
	{"CW201", "admin-role", SCOPE_ROLE, "cch", true, true, false},
	{"CW202", "dangerous-grant", SCOPE_CELL, "cml", true, true, true},
	{"CW203", "write-without-inquire", SCOPE_FUNCTION, "l", true, true,
	    false},
	{"CW204", "toxic-combination", SCOPE_PAIR, "h", true, true, false},
	{"CW205", "shared-role", SCOPE_ROLE, "mm", false, true, false},
	{"CW206", "unused-role", SCOPE_ROLE, "i", false, true, false},
	{"CW207", "inactive-role", SCOPE_ROLE, "l", false, true, false},
	{"CW208", "delete-without-edit", SCOPE_FUNCTION, "l", false, true,
	    false},
	{"CW209", "no-profile", SCOPE_ROLE, "l", false, true, false},
	{"CW301", "level-below-corporate", SCOPE_MEMBER, "hm", false, false,
	    false},
	{"CW302", "boards-restricted", SCOPE_MEMBER, "hh", false, false,
	    false},
	{"CW303", "default-board-locked", SCOPE_MEMBER, "h", false, false,
	    false},
	{"CW304", "boards-unrestricted", SCOPE_MEMBER, "ll", false, false,
	    false},
	{"CW305", "required-setting-missing", SCOPE_MEMBER, "m", false, false,
	    false},
	{"CW306", "wrong-role", SCOPE_MEMBER, "h", false, false, false},
	{"CW307", "member-id-too-long", SCOPE_MEMBER, "l", false, false,
	    false},
	{"CW308", "not-an-api-member", SCOPE_MEMBER, "m", false, false, false},
	{"CW309", "inactive-member", SCOPE_MEMBER, "l", false, false, false},
	{"CW310", "location-restricted", SCOPE_MEMBER, "m", false, false,
	    false},
	{"CW401", "pasted-form", SCOPE_RUN, "l", false, false, false},
	{"CW402", "live-connection", SCOPE_RUN, "h", false, false, false},
	{"CW403", "live-certificate", SCOPE_RUN, "hmh", false, false, false},
	{"CW404", "live-tls-version", SCOPE_RUN, "h", false, false, false},
	{"CW405", "live-company", SCOPE_RUN, "h", false, false, false},
	{"CW406", "live-credentials", SCOPE_RUN, "hh", false, false, false},
	{"CW410", "live-probe", SCOPE_FUNCTION, "hl", false, false, false},
	{"CW420", "live-drift", SCOPE_FUNCTION, "mmmm", false, false, false},
	{"CW501", "duplicate-row", SCOPE_FUNCTION, "i", false, false, false},
	{"CW502", "unknown-function", SCOPE_FUNCTION, "i", false, false,
	    false},
	{"CW601", "waiver-expired", SCOPE_RUN, "m", false, false, false},
	{"CW602", "waiver-unused", SCOPE_RUN, "l", false, false, false},
	{"CW603", "waiver-broken", SCOPE_RUN, "h", false, false, false},
};

static void
table(void **state)
{
	(void)state;
	for (int id = 0; id < RULE_COUNT; id++) {
		const struct rule *r = rule_get((enum rule_id)id);
		char severity[2 * RULE_VARIANTS + 1] = "";
		size_t n = 0;

		assert_string_equal(r->id, all[id].id);
		assert_string_equal(r->name, all[id].name);
		assert_int_equal(r->scope, all[id].scope);
		assert_int_equal(r->people, all[id].people);
		assert_int_equal(rule_is_exposure(r), all[id].points);
		assert_int_equal(rule_is_heaviest(r), all[id].heaviest);
		for (size_t i = 0; i < rule_variants(r); i++) {
			const struct rule_variant *v = &r->variant[i];

			severity[n++] = *level_severity(v->severity);
			if (v->by_risk)
				severity[n++] = v->step_less ? '-' : '+';
			else
				assert_false(v->step_less);
		}
		assert_string_equal(severity, all[id].severity);
	}
}

static void
found(void **state)
{
	char text[8];

	(void)state;
	for (int id = 0; id < RULE_COUNT; id++) {
		assert_ptr_equal(rule_find(all[id].id),
		    rule_get((enum rule_id)id));
		snprintf(text, sizeof(text), "cw%s", all[id].id + 2);
		assert_ptr_equal(rule_find(text), rule_get((enum rule_id)id));
	}
	assert_null(rule_find("CW100"));
	assert_null(rule_find("CW10"));
	assert_null(rule_find("CW1011"));
	assert_null(rule_find(""));
}

/* Section 6: the weights. */
static void
weights(void **state)
{
	(void)state;
	assert_int_equal(rule_weight(SEV_CRITICAL), 40);
	assert_int_equal(rule_weight(SEV_HIGH), 15);
	assert_int_equal(rule_weight(SEV_MEDIUM), 5);
	assert_int_equal(rule_weight(SEV_LOW), 1);
	assert_int_equal(rule_weight(SEV_INFO), 0);
}

static void
disabled(void **state)
{
	static const char *const ids[] = {"cw203", "CW101", "CW204"};
	struct options opt = {.disabled = (const char **)ids, .ndisabled = 2};

	(void)state;
	for (int id = 0; id < RULE_COUNT; id++)
		assert_int_equal(rule_is_disabled(&opt,
		    rule_get((enum rule_id)id)), id == CW203 || id == CW101);
	opt.ndisabled = 0;
	assert_false(rule_is_disabled(&opt, rule_get(CW203)));
}

/* Each finding as its rule and the first letter of its severity. */
static void
raises(struct scene s, const char *want)
{
	char text[1024] = "";
	struct room r;

	open(&r, &s);
	for (size_t i = 0; i < r.au.nfinding; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "%s%c ", r.au.finding[i].rule->id,
		    *level_severity(r.au.finding[i].severity));
	assert_string_equal(text, want);
	end(&r);
	counts(s);
}

/* Of a role of people only CW201 to CW204 tell, at info. */
static void
people(void **state)
{
	struct scene s = {.roles = HEAD
	    "Admin,System,Security Roles,All,None,None,All\n"
	    "Admin,System,Member Maintenance,None,All,None,All\n"
	    "Admin,Companies,Contacts,None,None,My,None\n",
		.members = "Member ID,Role ID,License Class\nann,Admin,F\n"};

	(void)state;
	raises(s, "CW201i CW203i CW202i CW202i CW204i ");
	s.people = true;
	raises(s, "CW201h CW203l CW208l CW202c CW202c CW204h ");
}

/*
 * Reports leave out a role that no export holds and no finding is about: of
 * such a one it is known whether there is any, listed or counted.
 */
static void
about(void **state)
{
	struct scene s = {.roles = HEAD
	    "Unused,Companies,Contacts,None,None,None,All\n"
	    "Used,Companies,Contacts,None,None,None,All\n",
		.tables = "id,name,roleType,adminFlag,inactiveFlag\n"
		    "1,Old,x,False,True\n2,Listed,x,False,False\n",
		.members = "Member ID,Role ID,License Class\na,Old,A\n"
		    "b,Used,F\n"};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct room r;

		s.counted = i;
		open(&r, &s);
		assert_int_equal(r.au.nrole, 4);
		for (size_t k = 0; k < r.au.nrole; k++) {
			const char *name = r.au.role[k]->name;

			assert_int_equal(r.au.role[k]->found,
			    util_eq(name, "Old") || util_eq(name, "Unused"));
		}
		end(&r);
	}
	/* Where it has no place of its own, a finding has that of its role. */
	s.counted = false;
	s.only = "CW206";
	finds(s, "CW206.0 Unused @roles.csv:2:1\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(found),
		cmocka_unit_test(weights),
		cmocka_unit_test(disabled),
		cmocka_unit_test(people),
		cmocka_unit_test(about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
