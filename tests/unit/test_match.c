#include "rig.h"

struct choice {
	const char *role;
	struct span have[2];
	struct offer offer[OFFERS];
	const char *judge, *text;
	bool open;	/* it is a vendor's, and not known which */
};

static void
chooses(const struct choice *c, enum match how)
{
	struct rig g;
	size_t open = 0;

	start(&g);
	for (size_t i = 0; i < OFFERS && c->offer[i].name; i++)
		offer(&g, i, &c->offer[i]);
	read_role(&g, c->role, c->have);
	match_audit(&g.room.au, NULL);
	chosen(g.room.au.role[0], c->judge, how, c->text);
	for (size_t i = 0; i < g.room.au.nnoteval; i++) {
		const struct noteval *e = &g.room.au.noteval[i];

		assert_string_equal(e->rule, "CW101");
		assert_ptr_equal(e->role, g.room.au.role[0]);
		open += e->needed;
	}
	assert_int_equal(open, c->open);
	stop(&g);
}

/*
 * Section 4: by overlap, if at least 70 % and 10 ahead of the next; and not
 * where two changed cells could have made it so.
 */
static void
overlap(void **state)
{
	static const char none[] = "none overlaps it by 70 %";
	static const struct choice all[] = {
		{"Desk", UP_TO(7), {{"hudu", UP_TO(10)}}, "hudu", NULL, false},
		{"Desk", UP_TO(69), {{"hudu", UP_TO(100)}}, NULL, none, false},
		{"Desk", UP_TO(70), {{"hudu", UP_TO(100)}}, "hudu", NULL,
		    false},
		{"Desk", UP_TO(0), {{"hudu", UP_TO(10)}}, NULL, none, false},
		/* The next is 10 behind, then 9. */
		{"Desk", UP_TO(90), {{"hudu", UP_TO(100)}, {"rewst",
		    UP_TO(72)}, {"thread", UP_TO(20)}}, "hudu", NULL, false},
		{"Desk", UP_TO(90), {{"hudu", UP_TO(100)}, {"rewst",
		    UP_TO(73)}, {"thread", UP_TO(20)}}, NULL, "its grants do "
		    "not tell hudu (90 %) from rewst (81 %): give one with "
		    "--profile", false},
		{"Desk", UP_TO(90), {{"thread", UP_TO(100)}, {"rewst",
		    UP_TO(73)}, {"hudu", UP_TO(20)}}, NULL, "its grants do "
		    "not tell thread (90 %) from rewst (81 %): give one with "
		    "--profile", false},
		{"Desk", UP_TO(7), {{"hudu", UP_TO(10)}, {"rewst", UP_TO(11)}},
		    NULL, "its grants do not tell hudu (70 %) from rewst "
		    "(63 %): give one with --profile", false},
		/* Three cells apart, then two. */
		{"Desk", UP_TO(10), {{"hudu", UP_TO(10)}, {"rewst",
		    UP_TO(7)}}, "hudu", NULL, false},
		{"Desk", UP_TO(10), {{"hudu", UP_TO(10)}, {"rewst",
		    UP_TO(8)}}, NULL, "its grants do not tell hudu (100 %) "
		    "from rewst (80 %): give one with --profile", false},
		{"Desk", UP_TO(10), {{"hudu", UP_TO(9)}, {"rewst",
		    UP_TO(6)}}, "hudu", NULL, false},
		{"Desk", UP_TO(10), {{"hudu", UP_TO(9)}, {"rewst",
		    UP_TO(7)}}, NULL, "its grants do not tell hudu (90 %) "
		    "from rewst (70 %): give one with --profile", false},
		/* The nearest by cells need not be the next by overlap. */
		{"Desk", {{0, 10, LEVEL_ALL}}, {{"hudu", {{0, 10, LEVEL_ALL}}},
		    {"rewst", {{0, 3, LEVEL_MY}, {3, 10, LEVEL_ALL}}},
		    {"thread", {{0, 8, LEVEL_ALL}}}}, NULL, "its grants do "
		    "not tell hudu (100 %) from thread (80 %): give one with "
		    "--profile", false},
		{"Desk", {{0, 10, LEVEL_ALL}}, {{"hudu", {{0, 10, LEVEL_ALL}}},
		    {"rewst", {{0, 3, LEVEL_MY}, {3, 10, LEVEL_ALL}}},
		    {"thread", {{0, 7, LEVEL_ALL}}}}, "hudu", NULL, false},
		/* Of two as near, the first by name is told. */
		{"Desk", UP_TO(10), {{"hudu", UP_TO(10)}, {"rewst",
		    UP_TO(8)}, {"thread", UP_TO(8)}}, NULL, "its grants do "
		    "not tell hudu (100 %) from rewst (80 %): give one with "
		    "--profile", false},
		/* Any is what the role has, and at least My. */
		{"Desk", {{0, 5, LEVEL_ALL}, {5, 10, LEVEL_MY}}, {{"hudu",
		    {{0, 10, LEVEL_ANY}}}}, "hudu", NULL, false},
		{"Desk", UP_TO(7), {{"hudu", {{0, 10, LEVEL_ANY}}}}, "hudu",
		    NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++)
		chooses(&all[i], MATCH_OVERLAP);
}

/* Names that tell of one vendor, of its products, or of several vendors. */
static void
names(void **state)
{
	static const char datto[] = "its name holds the aliases of several "
	    "profiles, and its grants do not tell datto-continuity-portal "
	    "(0 %) from datto-rmm (0 %): give one with --profile";
	static const struct choice all[] = {
		{"Hudu", UP_TO(0), {{NULL, UP_TO(0)}}, "hudu", NULL, false},
		{"Alternative Agent", UP_TO(0), {{NULL, UP_TO(0)}},
		    "alternative-payments", NULL, false},
		/* Grants decide among those of the name, and only those. */
		{"Datto", UP_TO(0), {{NULL, UP_TO(0)}}, NULL, datto, true},
		{"Datto", UP_TO(10), {{"datto-rmm", UP_TO(10)}}, "datto-rmm",
		    NULL, false},
		{"Datto", UP_TO(10), {{"hudu", UP_TO(10)}}, NULL, datto, true},
		{"Datto", UP_TO(10), {{"datto-rmm", UP_TO(10)}, {"hudu",
		    UP_TO(10)}}, "datto-rmm", NULL, false},
		{"Datto", UP_TO(10), {{"datto-rmm", UP_TO(10)},
		    {"datto-continuity-portal", UP_TO(9)}}, NULL, "its name "
		    "holds the aliases of several profiles, and its grants do "
		    "not tell datto-rmm (100 %) from datto-continuity-portal "
		    "(90 %): give one with --profile", true},
		{"Datto RMM (Datto)", UP_TO(0), {{NULL, UP_TO(0)}},
		    "datto-rmm", NULL, false},
		{"Rewst / IT Glue", UP_TO(10), {{"rewst", UP_TO(10)}}, NULL,
		    "its name holds the aliases of several vendors (it-glue, "
		    "rewst): give the profiles of all that it serves with "
		    "--profile", true},
		{"Thread, Hudu, Rewst", UP_TO(0), {{NULL, UP_TO(0)}}, NULL,
		    "its name holds the aliases of several vendors (thread, "
		    "hudu, rewst): give the profiles of all that it serves "
		    "with --profile", true},
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++)
		chooses(&all[i], all[i].have[0].to ? MATCH_OVERLAP :
		    MATCH_ALIAS);
}

/* Of two copies of one guide, the newer judges but where the role follows
 * the older clearly. */
static void
copies(void **state)
{
	static const char older[] = "sync365 (2023-03-17) is an older guide "
	    "of the same vendor; the newer one judges, sync-365 (2024-12-12)";
	static const char clearly[] = "sync-365 (2024-12-12) is a newer guide "
	    "of the same vendor; the role clearly follows sync365 "
	    "(2023-03-17), which judges";
	static const struct choice all[] = {
		{"Sync 365", UP_TO(0), {{NULL, UP_TO(0)}}, "sync-365", older,
		    false},
		{"Sync 365", UP_TO(7), {{"sync365", UP_TO(10)}}, "sync365",
		    clearly, false},
		{"Sync 365", UP_TO(69), {{"sync365", UP_TO(100)}}, "sync-365",
		    older, false},
		{"Sync 365", UP_TO(10), {{"sync365", UP_TO(10)}, {"sync-365",
		    UP_TO(9)}}, "sync365", clearly, false},
		{"Sync 365", UP_TO(100), {{"sync365", UP_TO(100)},
		    {"sync-365", UP_TO(91)}}, "sync-365", older, false},
		{"Sync 365", UP_TO(10), {{"sync-365", UP_TO(10)}},
		    "sync-365", older, false},
		/* Another vendor's guide is no copy. */
		{"Sync 365", UP_TO(10), {{"thread", UP_TO(10)}}, "sync-365",
		    older, false},
		{"Sync 365", UP_TO(10), {{"thread", UP_TO(10)}, {"sync365",
		    UP_TO(8)}}, "sync365", clearly, false},
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++)
		chooses(&all[i], MATCH_ALIAS);
}

/* The name tells of one vendor, the grants clearly of another. */
static void
doubt(void **state)
{
#define DOUBT(other, n, own) "the names tell of Hudu, but the grants look " \
	"like " other " (" n " %), not like hudu (" own " %): if that is " \
	"what it serves, say so with --profile"
	static const struct choice all[] = {
		{"Hudu", UP_TO(7), {{"thread", UP_TO(10)}}, "hudu",
		    DOUBT("thread", "70", "0"), false},
		{"Hudu", UP_TO(69), {{"thread", UP_TO(100)}}, "hudu", NULL,
		    false},
		{"Hudu", UP_TO(100), {{"thread", UP_TO(90)}, {"hudu",
		    UP_TO(80)}}, "hudu", DOUBT("thread", "90", "80"), false},
		{"Hudu", UP_TO(100), {{"thread", UP_TO(90)}, {"hudu",
		    UP_TO(81)}}, "hudu", NULL, false},
		{"Hudu", UP_TO(10), {{"thread", UP_TO(10)}, {"hudu",
		    UP_TO(7)}}, "hudu", DOUBT("thread", "100", "70"), false},
		{"Hudu", UP_TO(10), {{"thread", UP_TO(10)}, {"hudu",
		    UP_TO(8)}}, "hudu", NULL, false},
		/* The first that is another vendor's. */
		{"Hudu", UP_TO(10), {{"thread", UP_TO(10)}, {"rewst",
		    UP_TO(9)}}, "hudu", DOUBT("thread", "100", "0"), false},
		{"Hudu", UP_TO(100), {{"hudu", UP_TO(100)}, {"thread",
		    UP_TO(99)}}, "hudu", NULL, false},
	};
	static const struct choice own = {"Datto RMM", UP_TO(10), {
		{"datto-continuity-portal", UP_TO(10)}, {"rewst", UP_TO(5)}},
		"datto-rmm", NULL, false};

	(void)state;
	for (size_t i = 0; i < countof(all); i++)
		chooses(&all[i], MATCH_ALIAS);
	/* One of the same vendor is no other one's. */
	chooses(&own, MATCH_ALIAS);
}

/* The three that come closest, and none that has nothing in common. */
static void
candidates(void **state)
{
	static const struct offer o[OFFERS] = {{"thread", UP_TO(1)},
		{"hudu", UP_TO(60)}, {"rewst", UP_TO(50)}, {"liongard",
		UP_TO(50)}};
	static const struct span all[2] = UP_TO(100), none[2] = UP_TO(0);
	static const char *const want[] = {"hudu", "liongard", "rewst"};

	(void)state;
	for (size_t n = 0; n <= OFFERS; n++) {
		struct rig g;
		const struct role *r;

		start(&g);
		for (size_t i = 0; i < n; i++)
			offer(&g, i, &o[i]);
		read_role(&g, "Desk", n ? all : none);
		match_audit(&g.room.au, NULL);
		r = g.room.au.role[0];
		assert_int_equal(r->ncandidate, n < 3 ? n : 3);
		if (n == 1) {
			assert_string_equal(r->candidate[0].profile->name,
			    "thread");
			assert_int_equal(r->candidate[0].overlap, 1);
		}
		for (size_t i = 0; n == OFFERS && i < 3; i++)
			assert_string_equal(r->candidate[i].profile->name,
			    want[i]);
		stop(&g);
	}
	/* There may be fewer profiles than are shown. */
	for (size_t n = 0; n < 3; n++) {
		struct rig g;

		start(&g);
		offer(&g, 0, &o[0]);
		g.list[0] = g.list[1] = named(&g, "thread");
		g.room.au.nprofile = n;
		read_role(&g, "Desk", all);
		match_audit(&g.room.au, NULL);
		assert_int_equal(g.room.au.role[0]->ncandidate, n);
		stop(&g);
	}
}

/* Two roles of which nothing tells a vendor, judged by what is given. */
static void
give(struct rig *g, const char *const name[2], const char *const role[2])
{
	struct room *r = &g->room;

	start(g);
	for (size_t i = 0; i < 2 && name[i]; i++) {
		r->profile[i] = named(g, name[i]);
		r->given[i].profile = name[i];
		r->given[i].role = role[i];
		r->opt.ngiven++;
	}
	r->opt.given = r->given;
	read_export(r, "roles.csv", HEAD
	    "A,Companies,Contacts,None,None,None,All\n"
	    "B,Companies,Contacts,None,None,None,All\n");
}

#define NEWER "sync-365 (2024-12-12) is a newer guide of the same vendor " \
	"than sync365 (2023-03-17), which was given"

/* What --profile names judges, each profile once. */
static void
given(void **state)
{
	static const struct {
		const char *name[2], *role[2];
		const char *judge[2];	/* of each role, by blanks */
		const char *note[2];
	} all[] = {
		{{"hudu", NULL}, {"A", NULL}, {"hudu ", ""}, {NULL, NULL}},
		{{"hudu", NULL}, {"B", NULL}, {"", "hudu "}, {NULL, NULL}},
		{{"hudu", NULL}, {"*", NULL}, {"hudu ", "hudu "},
		    {NULL, NULL}},
		{{"hudu", NULL}, {NULL, NULL}, {"hudu ", "hudu "},
		    {NULL, NULL}},
		{{"hudu", "rewst"}, {"A", "B"}, {"hudu ", "rewst "},
		    {NULL, NULL}},
		{{"hudu", "rewst"}, {"*", "*"}, {"hudu rewst ",
		    "hudu rewst "}, {NULL, NULL}},
		{{"hudu", "rewst"}, {"*", "B"}, {"hudu ", "hudu rewst "},
		    {NULL, NULL}},
		{{"hudu", "rewst"}, {"*", "A"}, {"hudu rewst ", "hudu "},
		    {NULL, NULL}},
		{{"hudu", "hudu"}, {"*", "A"}, {"hudu ", "hudu "},
		    {NULL, NULL}},
		{{"sync365", NULL}, {"B", NULL}, {"", "sync365 "},
		    {NULL, NEWER}},
		{{"sync365", NULL}, {"*", NULL}, {"sync365 ", "sync365 "},
		    {NEWER, NEWER}},
		{{"sync365", "sync-365"}, {"*", "A"}, {"sync365 sync-365 ",
		    "sync365 "}, {NULL, NEWER}},
		{{"sync-365", NULL}, {"*", NULL}, {"sync-365 ", "sync-365 "},
		    {NULL, NULL}},
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		struct rig g;

		give(&g, all[i].name, all[i].role);
		match_audit(&g.room.au, g.room.profile);
		for (size_t k = 0; k < 2; k++) {
			const struct role *r = g.room.au.role[k];
			char text[64] = "";

			for (size_t p = 0; p < r->nprofile; p++) {
				strcat(text, r->profile[p]->name);
				strcat(text, " ");
			}
			assert_string_equal(text, all[i].judge[k]);
			assert_int_equal(r->match, *text ? MATCH_GIVEN :
			    MATCH_NONE);
			assert_int_equal(r->kind, *text ? ROLE_INTEGRATION :
			    ROLE_UNKNOWN);
			assert_int_equal(r->want != NULL, *text != '\0');
			if (all[i].note[k])
				assert_string_equal(r->copy_note,
				    all[i].note[k]);
			else
				assert_null(r->copy_note);
		}
		stop(&g);
	}
}

/* What judges the first role judges the others only where it was given. */
static void
first_role(void **state)
{
	struct rig g;

	(void)state;
	start(&g);
	read_export(&g.room, "roles.csv", HEAD
	    "Hudu,Companies,Contacts,None,None,None,All\n"
	    "Other,Companies,Contacts,None,None,None,All\n");
	match_audit(&g.room.au, NULL);
	chosen(g.room.au.role[0], "hudu", MATCH_ALIAS, NULL);
	chosen(g.room.au.role[1], NULL, MATCH_NONE,
	    "none overlaps it by 70 %");
	assert_null(g.room.au.role[1]->want);
	stop(&g);
}

/* Only the claims of the very name count, not those of the role before. */
static void
name_before(void **state)
{
	static const struct span none[2] = UP_TO(0);
	static const struct offer o = {"nable-passportal", UP_TO(10)};
	const struct role *r;
	struct rig g;

	(void)state;
	start(&g);
	offer(&g, 0, &o);
	read_role(&g, "A N-able", none);
	read_role(&g, "Datto", o.span);
	match_audit(&g.room.au, NULL);
	r = g.room.au.role[1];
	assert_string_equal(r->name, "Datto");
	assert_int_equal(r->nprofile, 0);
	stop(&g);
}

/* An older copy is told of, wherever it stands among the profiles. */
static void
older_first(void **state)
{
	struct rig g;

	(void)state;
	start(&g);
	g.list[named(&g, "sync365") - g.p] = named(&g, "sync-365");
	g.list[0] = named(&g, "sync365");
	read_export(&g.room, "roles.csv", HEAD
	    "S365,Companies,Contacts,None,None,None,None\n");
	match_audit(&g.room.au, NULL);
	chosen(g.room.au.role[0], "sync-365", MATCH_ALIAS, "sync365 "
	    "(2023-03-17) is an older guide of the same vendor; the newer one "
	    "judges, sync-365 (2024-12-12)");
	/* The newest of the claims may be the last. */
	g.list[named(&g, "sync-365") - g.p] = named(&g, "sync365");
	assert_ptr_equal(match_alias(&g.room.au, "S365", false,
	    &(struct match_claims){.n = 7}), named(&g, "sync-365"));
	stop(&g);
}

/* Where no other vendor is there, the grants tell of none. */
static void
alone(void **state)
{
	struct rig g;

	(void)state;
	start(&g);
	for (size_t i = 0; i < g.lib.n; i++)
		g.list[i] = named(&g, "hudu");
	read_export(&g.room, "roles.csv", HEAD
	    "Hudu,Companies,Contacts,None,None,None,None\n");
	match_audit(&g.room.au, NULL);
	chosen(g.room.au.role[0], "hudu", MATCH_ALIAS, NULL);
	stop(&g);
}

/* A newer guide is told of, wherever it stands among the profiles. */
static void
newer(void **state)
{
	static const char *const name[] = {"sync365", NULL};
	static const char *const role[] = {"*", NULL};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct rig g;

		give(&g, name, role);
		g.list[0] = named(&g, i == 0 ? "sync-365" : "hudu");
		g.list[1] = named(&g, i == 1 ? "sync-365" : "rewst");
		g.list[2] = named(&g, i == 2 ? "sync-365" : "sync365");
		g.list[3] = named(&g, "sync-365");
		g.room.au.nprofile = 3;
		match_audit(&g.room.au, g.room.profile);
		if (i < 3)
			assert_string_equal(g.room.au.role[0]->copy_note,
			    NEWER);
		else
			assert_null(g.room.au.role[0]->copy_note);
		stop(&g);
	}
}

/* What the members of a role tell, and by what each of them is judged. */
static void
told(const char *text, const char *judge, enum role_kind kind, bool open,
    const char *members)
{
	char list[1024], have[256] = "";
	const struct role *r;
	struct rig g;
	size_t n = 0;

	start(&g);
	read_export(&g.room, "roles.csv", HEAD
	    "Desk,Companies,Contacts,None,None,None,None\n");
	snprintf(list, sizeof(list), "Member ID,Member Name,Role ID,"
	    "License Class,Inactive\n%s", text);
	read_export(&g.room, "members.csv", list);
	match_audit(&g.room.au, NULL);
	r = g.room.au.role[0];
	assert_string_equal(r->name, "Desk");
	assert_int_equal(r->kind, kind);
	assert_int_equal(r->nprofile, judge != NULL);
	if (judge)
		assert_string_equal(r->profile[0]->name, judge);
	for (size_t i = 0; i < g.room.au.nnoteval; i++)
		n += g.room.au.noteval[i].needed;
	assert_int_equal(n, open);
	for (size_t i = 0; i < g.room.au.nmember; i++) {
		const struct member *m = g.room.au.member[i];

		assert_true(m->nprofile <= 1);
		snprintf(have + strlen(have), sizeof(have) - strlen(have),
		    "%s:%s%s%s ", m->id, m->alias ? m->alias->name : "-",
		    m->judged ? "/" : "", m->nprofile ? m->profile[0]->name :
		    "");
	}
	assert_string_equal(have, members);
	stop(&g);
}

static void
members(void **state)
{
	(void)state;
	/* The first of them counts as much as the last. */
	told("hudu,,Desk,A,\nzoe,,Desk,A,\n", "hudu", ROLE_INTEGRATION, false,
	    "hudu:hudu/hudu zoe:-/hudu ");
	told("ann,,Desk,A,\nhudu,,Desk,A,\n", "hudu", ROLE_INTEGRATION, false,
	    "ann:-/hudu hudu:hudu/hudu ");
	told("hudu,,Desk,A,\nthread,,Desk,F,\n", "hudu", ROLE_INTEGRATION,
	    false, "hudu:hudu/hudu thread:thread/hudu ");
	told("hudu,,Desk,F,\nthread,,Desk,A,\n", "thread", ROLE_INTEGRATION,
	    false, "hudu:hudu/thread thread:thread/thread ");
	told("hudu,,Desk,A,\nthread,,Desk,A,\n", NULL, ROLE_INTEGRATION, true,
	    "hudu:hudu/hudu thread:thread/thread ");
	told("hudu,,Desk,A,\nhudu 2,,Desk,A,\n", "hudu", ROLE_INTEGRATION,
	    false, "hudu:hudu/hudu hudu 2:hudu/hudu ");
	told("hudu,,Desk,A,True\nthread,,Desk,A,\n", "thread",
	    ROLE_INTEGRATION, false, "hudu:hudu/thread thread:thread/thread ");
	told("hudu,,Desk,F,\nthread,,Desk,F,\n", NULL, ROLE_INTEGRATION, true,
	    "hudu:hudu/hudu thread:thread/thread ");
	/* People: a vendor's name only counts where nobody else is there. */
	told("ann,,Desk,F,\nhudu,,Desk,F,\n", NULL, ROLE_PEOPLE, false,
	    "ann:- hudu:hudu ");
	told("hudu,,Desk,F,\nzoe,,Desk,F,\n", NULL, ROLE_PEOPLE, false,
	    "hudu:hudu zoe:- ");
	told("ann,,Desk,F,\nhudu,,Desk,F,\nthread,,Desk,F,\n", NULL,
	    ROLE_PEOPLE, false, "ann:- hudu:hudu thread:thread ");
	told("hudu,,Desk,F,\nthread,,Desk,F,\nzoe,,Desk,F,\n", NULL,
	    ROLE_PEOPLE, false, "hudu:hudu thread:thread zoe:- ");
	told("hudu,,Desk,F,\nzoe,,Desk,,\n", "hudu", ROLE_INTEGRATION, false,
	    "hudu:hudu/hudu zoe:-/hudu ");
	/* Of unknown licence: neither. */
	told("ann,,Desk,,\nzoe,,Desk,F,\n", NULL, ROLE_UNKNOWN, false,
	    "ann:- zoe:- ");
	told("ann,,Desk,F,\nzoe,,Desk,,\n", NULL, ROLE_UNKNOWN, false,
	    "ann:- zoe:- ");
	told("ann,,Desk,F,\nzoe,,Desk,C,\n", NULL, ROLE_PEOPLE, false,
	    "ann:- zoe:- ");
	told("ann,,Desk,A,\nzoe,,Desk,F,\n", NULL, ROLE_INTEGRATION, false,
	    "ann:-/ zoe:-/ ");
	told("ann,,Desk,F,\nzoe,,Desk,A,\n", NULL, ROLE_INTEGRATION, false,
	    "ann:-/ zoe:-/ ");
	told("ann,,,F,\n", NULL, ROLE_UNKNOWN, false, "ann:- ");
	/* The ID speaks before the name, and a tie is not settled by it. */
	told("a,Hudu,Desk,A,\n", "hudu", ROLE_INTEGRATION, false,
	    "a:hudu/hudu ");
	told("hudu,Thread,Desk,A,\n", "hudu", ROLE_INTEGRATION, false,
	    "hudu:hudu/hudu ");
	told("hudu+rewst,Thread,Desk,A,\n", NULL, ROLE_INTEGRATION, false,
	    "hudu+rewst:-/ ");
	/* Members have aliases of their own. */
	told("Alternative Agent,,Desk,A,\n", NULL, ROLE_INTEGRATION, false,
	    "Alternative Agent:-/ ");
	told("Link MCP Integration,,Desk,A,\n", "msp-copilot-link-mcp",
	    ROLE_INTEGRATION, false, "Link MCP Integration:"
	    "msp-copilot-link-mcp/msp-copilot-link-mcp ");
	told("zzz,,Desk,A,\n", NULL, ROLE_INTEGRATION, false, "zzz:-/ ");
	/* Without a role that a profile judges, its own name tells. */
	told("hudu,,,A,\nthread,,,F,\n", NULL, ROLE_UNKNOWN, false,
	    "hudu:hudu/hudu thread:thread ");
}

/* Of a role that no export holds, only its name tells. */
static void
not_exported(void **state)
{
	static const struct offer o = {"sync365", UP_TO(10)};
	struct rig g;

	(void)state;
	start(&g);
	/* What another role has is nothing of theirs. */
	offer(&g, 0, &o);
	read_role(&g, "Desk", o.span);
	read_export(&g.room, "list.csv", "id,name,roleType,adminFlag,"
	    "inactiveFlag\n1,Sync 365,x,False,False\n2,Datto,x,False,False\n"
	    "3,Nobody,x,False,False\n4,Hudu,x,False,False\n");
	match_audit(&g.room.au, NULL);
	assert_int_equal(g.room.au.nrole, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct role *r = g.room.au.role[i];

		if (r->exported)
			continue;
		assert_int_equal(r->ncandidate, 0);
		assert_int_equal(r->kind, *r->name == 'N' ? ROLE_UNKNOWN :
		    ROLE_INTEGRATION);
		if (*r->name == 'S')
			chosen(r, "sync-365", MATCH_ALIAS, "sync365 "
			    "(2023-03-17) is an older guide of the same "
			    "vendor; the newer one judges, sync-365 "
			    "(2024-12-12)");
		else
			chosen(r, *r->name == 'H' ? "hudu" : NULL,
			    MATCH_ALIAS, NULL);
	}
	/* That no export holds them is said elsewhere. */
	assert_int_equal(g.room.au.nnoteval, 0);
	stop(&g);
}

/* Roles of people are held against profiles only where that is asked for. */
static void
people(void **state)
{
	static const struct offer o = {"hudu", UP_TO(10)};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct rig g;
		const struct role *r;

		start(&g);
		g.room.opt.people = i;
		offer(&g, 0, &o);
		read_role(&g, "Desk", o.span);
		read_export(&g.room, "members.csv",
		    "Member ID,Role ID,License Class\nann,Desk,F\n");
		match_audit(&g.room.au, NULL);
		r = g.room.au.role[0];
		assert_int_equal(r->kind, ROLE_PEOPLE);
		assert_int_equal(r->ncandidate, i);
		chosen(r, i ? "hudu" : NULL, MATCH_OVERLAP, NULL);
		stop(&g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlap),
		cmocka_unit_test(names),
		cmocka_unit_test(copies),
		cmocka_unit_test(doubt),
		cmocka_unit_test(candidates),
		cmocka_unit_test(given),
		cmocka_unit_test(first_role),
		cmocka_unit_test(name_before),
		cmocka_unit_test(older_first),
		cmocka_unit_test(alone),
		cmocka_unit_test(newer),
		cmocka_unit_test(members),
		cmocka_unit_test(not_exported),
		cmocka_unit_test(people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
