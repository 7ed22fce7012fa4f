#include "rig.h"

/* Who claims a name, "|" before several vendors; and the one of them. */
static void
claims(void **state)
{
	static const struct {
		const char *name, *by, *one;
	} all[] = {
		/* Vendors side by side, whatever else stands there. */
		{"IT Glue and Rewst", "|it-glue rewst", NULL},
		{"Thread, Hudu, Liongard", "|liongard thread hudu", NULL},
		{"svc_datto_thread", "|thread datto-continuity-portal "
		    "datto-rmm", NULL},
		{"x IT Glue API integration y Hudu", "|it-glue hudu", NULL},
		{"Hudu Hudu Thread", "|thread hudu", NULL},
		{"Rewst Rewst IT Glue", "|it-glue rewst", NULL},
		{"IT Glue / Rewst (Rewst API)", "|rewst it-glue", NULL},
		{"Rewst API - Rewst + IT Glue", "|rewst it-glue", NULL},
		{"Thread / Datto (Datto RMM)", "|datto-rmm thread", NULL},
		{"Datto RMM, Datto + Thread", "|datto-rmm thread", NULL},
		{"Datto, Thread, Datto RMM", "|datto-rmm thread", NULL},
		{"N-able Passportal, Neo Agent, N-central",
		    "|nable-passportal neo-agent", NULL},
		{"Sync 365 Thread", "|sync-365 sync365 thread", NULL},
		/* One vendor: the longest wins, or tells the product. */
		{"Thread Ticket Report Thread", "thread-ticket-report",
		    "thread-ticket-report"},
		{"Datto", "datto-continuity-portal datto-rmm", NULL},
		{"Datto RMM (Datto)", "datto-rmm", "datto-rmm"},
		{"Datto Datto RMM", "datto-rmm", "datto-rmm"},
		{"N-able", "nable-ncentral nable-nsight-rmm nable-passportal",
		    NULL},
		{"N-able Passportal", "nable-passportal", "nable-passportal"},
		{"N-able - N-central", "nable-ncentral", "nable-ncentral"},
		{"ScalePad - Lifecycle Manager Tickets",
		    "scalepad-lifecycle-manager-tickets",
		    "scalepad-lifecycle-manager-tickets"},
		{"ScalePad Lifecycle Insights", "lifecycle-insights-agreements "
		    "lifecycle-insights-opportunities", NULL},
		{"Gozynta: the Mobius", "gozynta-mobius", "gozynta-mobius"},
		{"WatchGuard CloudDR", "watchguard-clouddr",
		    "watchguard-clouddr"},
		/* One that stands across a longer one is none. */
		{"Wise Sync 365", "wise-sync", "wise-sync"},
		{"Endpoint Central MSP Process",
		    "manageengine-endpoint-central-msp",
		    "manageengine-endpoint-central-msp"},
		/* Of copies the newest. */
		{"S365", "sync-365 sync365", "sync-365"},
		{"Barracuda MSP ECHOplatform", "barracuda-intronis-backup "
		    "barracuda-msp-app", NULL},
		{"Huntress Hudu", "|huntress hudu", NULL},
		/* Whole words, however they are joined. */
		{"API_IT-GLUE (prod)", "it-glue", "it-glue"},
		{"a b c ITGlue", "it-glue", "it-glue"},
		{"it/glue", "it-glue", "it-glue"},
		{"Thread Thread", "thread", "thread"},
		{"Threading", "", NULL}, {"Unthread", "", NULL},
		{"Thr\303\251ad", "", NULL}, {"Datto2", "", NULL},
		{"Kit Glue", "", NULL}, {"Cloud Radial", "", NULL},
		{"", "", NULL}, {" - ", "", NULL},
		/* Words that many names hold, as a whole name only. */
		{"Neo", "neo-agent", "neo-agent"}, {"Neo API", "", NULL},
		{"Roar", "liongard", "liongard"}, {"Roar Hansen", "", NULL},
	};
	struct rig g;

	(void)state;
	start(&g);
	for (size_t i = 0; i < countof(all); i++) {
		const struct profile *p;
		struct match_claims c;
		char text[256];

		/* What stood there before is none of its claims. */
		for (size_t k = 0; k < LIMIT_CLAIMS; k++)
			c.by[k] = named(&g, "thread");
		p = match_alias(&g.room.au, all[i].name, false, &c);
		snprintf(text, sizeof(text), "%s", c.vendors ? "|" : "");
		for (size_t k = 0; k < c.n; k++) {
			strcat(text, k ? " " : "");
			strcat(text, c.by[k]->name);
		}
		assert_string_equal(text, all[i].by);
		if (all[i].one) {
			assert_non_null(p);
			assert_string_equal(p->name, all[i].one);
		} else {
			assert_null(p);
		}
	}
	g.room.au.nprofile = 0;
	assert_null(match_alias(&g.room.au, "Hudu", false,
	    &(struct match_claims){.n = 7}));
	stop(&g);
}

/* Each alias leads to its profile, for roles and for members. */
static void
aliases(void **state)
{
	struct rig g;

	(void)state;
	start(&g);
	for (size_t i = 0; i < g.lib.n; i++) {
		const struct profile *p = &g.p[i];

		for (size_t k = 0; k < p->nalias_role + p->nalias_member;
		    k++) {
			bool member = k >= p->nalias_role, found = false;
			struct match_claims c;

			match_claims(&g.room.au, member ? p->alias_member[k -
			    p->nalias_role] : p->alias_role[k], member, &c);
			for (size_t m = 0; m < c.n; m++)
				found = found || c.by[m] == p;
			assert_true(found);
			assert_false(c.vendors);
		}
	}
	stop(&g);
}

/* No more claims are kept than there is room for. */
static void
many_claims(void **state)
{
	char name[1024] = "";
	struct match_claims c;
	size_t words = 0;
	struct rig g;

	(void)state;
	start(&g);
	strcat(name, "Datto Gozynta ScalePad Barracuda");
	for (size_t i = 0; i < g.lib.n && words < LIMIT_ALIAS_WORDS - 4; i++) {
		const char *alias = g.p[i].alias_role[0];

		match_claims(&g.room.au, alias, false, &c);
		if (strpbrk(alias, " -./") || c.n != 1 || c.by[0] != &g.p[i])
			continue;
		strcat(name, " ");
		strcat(name, alias);
		words++;
	}
	assert_int_equal(words, LIMIT_ALIAS_WORDS - 4);
	match_claims(&g.room.au, name, false, &c);
	assert_true(c.vendors);
	assert_int_equal(c.n, LIMIT_CLAIMS);
	stop(&g);
}

/* Only so much of a name is looked at, and nothing behind it. */
static void
long_names(void **state)
{
	char name[1024] = "", key[LIMIT_NAME_KEY];
	struct match_claims c;
	size_t words;
	struct rig g;

	(void)state;
	start(&g);
	for (size_t n = 0; n < 40; n++) {
		snprintf(name + 2 * n, sizeof(name) - 2 * n, "Hudu");
		match_claims(&g.room.au, name, false, &c);
		assert_int_equal(c.n, n < LIMIT_ALIAS_WORDS);
		assert_int_equal(match_key(name, key, &words), n <
		    LIMIT_ALIAS_WORDS ? n + 4 : LIMIT_ALIAS_WORDS);
		assert_int_equal(words, n < LIMIT_ALIAS_WORDS ? n + 1 :
		    LIMIT_ALIAS_WORDS);
		snprintf(name + 2 * n, sizeof(name) - 2 * n, "x ");
	}
	for (size_t n = LIMIT_NAME_KEY - 8; n < LIMIT_NAME_KEY + 2; n++) {
		memset(name, 'x', n);
		snprintf(name + n, sizeof(name) - n, " Hudu");
		match_claims(&g.room.au, name, false, &c);
		/* A word for which there is no room is none. */
		assert_int_equal(c.n, n + 4 < LIMIT_NAME_KEY ||
		    n >= LIMIT_NAME_KEY);
		assert_int_equal(match_key(name, key, &words), n + 4 <
		    LIMIT_NAME_KEY ? n + 4 : n < LIMIT_NAME_KEY ? n : 4);
		assert_int_equal(strlen(key), n + 4 < LIMIT_NAME_KEY ? n + 4 :
		    n < LIMIT_NAME_KEY ? n : 4);
	}
	stop(&g);
}

/* A newer copy: the same vendor and names, and a later date as far as both
 * are known. */
static void
copy_of(void **state)
{
	static const char *const ab[] = {"A b", "c", "x"};
	static const char *const ba[] = {"C", "a B", "y"};
	static const struct {
		const char *a, *b;
		bool newer;
	} dates[] = {
		{"2024-12-12", "2023-03-17", true},
		{"2023-03-17", "2024-12-12", false},
		{"2024-12-12", "2024-12-12", false},
		{"2024-12-12", "2024-12-11", true},
		{"2024-12-12", "2024-11-13", true},
		{"2024", "2023-05", true}, {"2024", "2024-05", false},
		{"2024-05", "2024", false}, {"2024-05", "2023", true},
		{"2024-05", "2024-04-30", true},
		{"2024-05-01", "2024-05", false}, {"9999", "0000", true},
		/* What is no date is not compared. */
		{"", "", false}, {"2024", "", false}, {"", "2023", false},
		{"2024-1", "2023-1", false}, {"202", "201", false},
		{"2024/05", "2023/05", false}, {"2024-05", "2023/05", false},
		{"2024/05", "2023-05", false}, {"2024.05", "2023", false},
		{"2024", "2023.05", false}, {"20245", "2023", false},
		{"2024", "20235", false}, {"2024-055", "2024-04", false},
		{"2024-05", "2024-044", false}, {"202:", "2023", false},
		{"202/", "1999", false}, {"2024", "201:", false},
		{"2024", "201/", false}, {"last week", "2023", false},
		{"2024-05-012", "2024-05-01", false},
		{"2024-05-02T", "2024-05-01", false},
		{"2024-05-02", "2024-05-01T", false},
		{"2024-05-02-", "2024-05-01", false},
		{"2024-05-02", "2024-05-01-", false},
		{"2024-05-02-", "2024-05-01-", false},
		{"2024-", "2023-", false}, {"2024", "1999", true},
	};
	struct profile a = {.vendor = "Acme", .alias_role = ab,
		.nalias_role = 2, .alias_member = ab, .nalias_member = 1};
	struct profile b = a;

	(void)state;
	for (size_t i = 0; i < countof(dates); i++) {
		a.dated = dates[i].a;
		b.dated = dates[i].b;
		assert_int_equal(match_newer(&a, &b), dates[i].newer);
	}
	a.dated = "2024";
	b.dated = "2023";
	b.vendor = "ACME";
	b.alias_role = ba;
	assert_true(match_newer(&a, &b));
	b.vendor = "Acme Inc";
	assert_false(match_newer(&a, &b));
	b.vendor = "Acme";
	for (size_t i = 0; i <= 3; i++) {
		for (size_t k = 0; k <= 3; k++) {
			a.nalias_role = i;
			b.nalias_role = k;
			/* Of three each, one is another. */
			assert_int_equal(match_newer(&a, &b), i == k &&
			    i % 3 != 1 && i < 3);
			a.nalias_role = b.nalias_role = 2;
			a.alias_member = ab;
			b.alias_member = ba;
			a.nalias_member = i;
			b.nalias_member = k;
			assert_int_equal(match_newer(&a, &b), i == k &&
			    i % 3 != 1 && i < 3);
			a.nalias_member = b.nalias_member = 0;
		}
	}
}

/* A role that is named for a profile, by roles' aliases. */
static void
own_name(void **state)
{
	struct role role = {.name = "Thread"};
	struct rig g;

	(void)state;
	start(&g);
	assert_true(match_named(&g.room.au, &role, named(&g, "thread")));
	assert_false(match_named(&g.room.au, &role, named(&g, "hudu")));
	role.name = "Datto";
	assert_false(match_named(&g.room.au, &role, named(&g, "datto-rmm")));
	role.name = "Desk";
	assert_false(match_named(&g.room.au, &role, named(&g, "thread")));
	role.name = "S365";
	assert_true(match_named(&g.room.au, &role, named(&g, "sync365")));
	assert_true(match_named(&g.room.au, &role, named(&g, "sync-365")));
	stop(&g);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(claims),
		cmocka_unit_test(aliases),
		cmocka_unit_test(many_claims),
		cmocka_unit_test(long_names),
		cmocka_unit_test(copy_of),
		cmocka_unit_test(own_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
