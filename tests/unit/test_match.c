#include "scene.h"

/*
 * The built-in profiles under their names and aliases, but each with the
 * needs that a test gives it: by cells, which are numbered through the first
 * functions of the catalogue, four to each.
 */
#define FUNCTIONS 50
#define CELLS (FUNCTIONS * VERB_COUNT)
#define OFFERS 4

struct span {
	size_t from, to;
	enum level level;
};

struct offer {
	const char *name;
	struct span span[2];
};

struct rig {
	struct room room;
	struct profile_library lib;
	struct profile p[128];
	const struct profile *list[128];
	struct blob_grant grant[OFFERS][FUNCTIONS];
};

static void
start(struct rig *g)
{
	struct room *r = &g->room;

	memset(g, 0, sizeof(*g));
	r->opt.as_of = "2026-01-31";
	catalogue_open(&r->cat);
	profile_open(&g->lib, &r->cat);
	model_init(&r->au, &r->cat, &r->opt);
	assert_true(g->lib.n <= countof(g->p));
	for (size_t i = 0; i < g->lib.n; i++) {
		g->p[i] = *profile_named(g->lib.profile[i]);
		g->p[i].ngrant = 0;
		g->list[i] = &g->p[i];
	}
	r->au.profile = g->list;
	r->au.nprofile = g->lib.n;
}

static void
stop(struct rig *g)
{
	profile_close(&g->lib);
	end(&g->room);
}

static struct profile *
named(struct rig *g, const char *name)
{
	for (size_t i = 0; i < g->lib.n; i++) {
		if (strcmp(g->p[i].name, name) == 0)
			return &g->p[i];
	}
	fail();
	return NULL;
}

static void
fill(uint8_t level[CELLS], const struct span span[2])
{
	memset(level, 0, CELLS);
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = span[i].from; k < span[i].to; k++)
			level[k] = (uint8_t)(span[i].level ? span[i].level :
			    LEVEL_MY);
	}
}

static void
offer(struct rig *g, size_t at, const struct offer *o)
{
	struct profile *p = named(g, o->name);
	uint8_t level[CELLS];

	fill(level, o->span);
	for (size_t f = 0; f < FUNCTIONS; f++) {
		g->grant[at][f].function = (unsigned short)f;
		memcpy(g->grant[at][f].level, &level[f * VERB_COUNT],
		    VERB_COUNT);
	}
	p->brief = g->grant[at];
	p->ngrant = FUNCTIONS;
}

/* Reads the export of a role that has these cells. */
static void
read_role(struct rig *g, const char *name, const struct span span[2])
{
	static const char *const word[] = {"None", "None", "My", "All"};
	static char text[16384];
	uint8_t level[CELLS];
	size_t n = (size_t)snprintf(text, sizeof(text), HEAD);

	fill(level, span);
	for (size_t f = 0; f < FUNCTIONS; f++) {
		const struct catalogue_entry *e = g->room.cat.function[f];
		const uint8_t *l = &level[f * VERB_COUNT];

		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "\"%s\",\"%s\",\"%s\",%s,%s,%s,%s\n", name, e->module,
		    e->name, word[l[0]], word[l[1]], word[l[2]], word[l[3]]);
		assert_true(n < sizeof(text));
	}
	read_export(&g->room, "roles.csv", text);
}

/* What judges a role, and what is said of the choice. */
static void
chosen(const struct role *r, const char *judge, enum match how,
    const char *text)
{
	const char *said = judge ? r->copy_note : r->why_none;

	assert_int_equal(r->nprofile, judge ? 1 : 0);
	if (judge)
		assert_string_equal(r->profile[0]->name, judge);
	assert_int_equal(r->match, judge ? how : MATCH_NONE);
	if (text) {
		assert_non_null(said);
		assert_string_equal(said, text);
	} else {
		assert_null(said);
	}
}

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

#define UP_TO(n) {{0, n, 0}}

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
	    "3,Nobody,x,False,False\n");
	match_audit(&g.room.au, NULL);
	assert_int_equal(g.room.au.nrole, 4);
	for (size_t i = 0; i < 4; i++) {
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
			chosen(r, NULL, MATCH_NONE, NULL);
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

static size_t
value(enum level l, size_t have)
{
	if (l == LEVEL_ANY)
		return have > 1 ? have : 1;
	return l == LEVEL_ALL ? 2 : l == LEVEL_MY;
}

/* Section 4 again, from what the rows of a profile ask for. */
static void
worked_out(struct audit *au, const struct role *r, const struct profile *p,
    struct candidate *c)
{
	size_t both = 0, either = 0, points = 0, required = 0;
	const struct want *w;

	profile_whole(p);
	w = want_make(au, &p, 1);
	c->apart = 0;
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		bool here = model_on_tenant(au, f);

		for (int v = 0; v < VERB_COUNT; v++) {
			const struct want_cell *cell = &w[i].cell[v];
			size_t have = value(model_have(au, r, f, (enum verb)v),
			    0);
			size_t want = here ? value(cell->need, have) : 0;

			both += have < want ? have : want;
			either += have < want ? want : have;
			c->apart += have != want;
			if (!here || !cell->required || !want)
				continue;
			required++;
			points += have >= value(cell->need, 1) ? 2 : have;
		}
	}
	c->overlap = either ? (int)(100 * both / either) : 0;
	c->fit = required ? (int)(100 * points / (2 * required)) : 100;
}

/* Every built-in profile against roles of all kinds. */
static void
ranks(void **state)
{
	static const char *const level[] = {"None", "My", "All"};
	static char text[65536];
	const char *feature[256];
	unsigned random = 7;

	(void)state;
	for (int way = 0; way < 12; way++) {
		struct candidate all[128], want;
		struct rig g;
		struct room *r = &g.room;
		size_t n, nfeature = 0;

		start(&g);
		r->opt.setup_phase = way % 3 == 1;
		for (size_t i = 0; way % 3 == 2 && i < g.lib.n; i++) {
			const struct profile *p = profile_whole(
			    g.lib.profile[i]);

			for (size_t k = 0; k < p->nrow; k++) {
				if (p->row[k].when == WHEN_OPTIONAL &&
				    nfeature < countof(feature))
					feature[nfeature++] =
					    p->row[k].feature;
			}
		}
		r->opt.feature = feature;
		r->opt.nfeature = nfeature;
		r->opt.absent_is_none = way % 4 == 3;
		n = (size_t)snprintf(text, sizeof(text), HEAD);
		for (size_t i = 0; i < r->cat.nfunction + 6; i++) {
			const struct catalogue_entry *e = r->cat.function[
			    i < r->cat.nfunction ? i : 0];

			random = random * 1103515245 + 12345;
			/* Some are missing, some only the other role lists. */
			if (way > 2 && random >> 16 & 1)
				continue;
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s,\"%s\",\"%s", random >> 17 & 7 ? "R" : "S",
			    i % 7 == 6 && i >= r->cat.nfunction ? "Odd" :
			    e->module, i < r->cat.nfunction ? e->name : "Odd");
			if (i >= r->cat.nfunction)
				n += (size_t)snprintf(text + n, sizeof(text) -
				    n, " one %zu", i);
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\"");
			for (int v = 0; v < VERB_COUNT; v++) {
				random = random * 1103515245 + 12345;
				n += (size_t)snprintf(text + n, sizeof(text) -
				    n, ",%s", level[way < 3 ? way :
				    (int)(random >> 16) % 3]);
			}
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\n");
		}
		read_export(r, "roles.csv", text);
		r->au.profile = g.lib.profile;
		match_rank(&r->au, r->au.role[0], match_needs(&r->au), all);
		for (size_t i = 0; i < g.lib.n; i++) {
			worked_out(&r->au, r->au.role[0], all[i].profile,
			    &want);
			assert_int_equal(all[i].overlap, want.overlap);
			assert_int_equal(all[i].fit, want.fit);
			assert_int_equal(all[i].apart, want.apart);
			/* By overlap, by fit, by name. */
			if (i && all[i - 1].overlap == all[i].overlap)
				assert_true(all[i - 1].fit > all[i].fit ||
				    (all[i - 1].fit == all[i].fit && strcmp(
				    all[i - 1].profile->name,
				    all[i].profile->name) < 0));
			else if (i)
				assert_true(all[i - 1].overlap >
				    all[i].overlap);
		}
		stop(&g);
	}
}

static unsigned short
star(const struct rig *g, const char *module)
{
	const struct catalogue *cat = &g->room.cat;
	unsigned short i = 0;

	while (strcmp(cat->module[i], module) != 0)
		i++;
	return (unsigned short)(BLOB_STAR | i);
}

/* The functions of Companies that the tenant has. */
static size_t
companies(const struct audit *au)
{
	size_t n = 0;

	for (size_t i = 0; i < au->nfunction; i++)
		n += strcmp(au->function[i]->module, "Companies") == 0 &&
		    model_on_tenant(au, au->function[i]);
	return n;
}

/*
 * A row for a whole module: wherever it stands among the rows, for what no
 * row of its own names. Nothing that stands behind the last row counts.
 */
static void
modules(void **state)
{
	enum { CONTACTS, COMPANIES, RECOMMENDED, SYSTEM };
	static const struct {
		int row[4];
		unsigned short n;
		size_t less, fit;
	} all[] = {
		{{COMPANIES, CONTACTS, SYSTEM, SYSTEM}, 2, 3, 0},
		{{CONTACTS, COMPANIES, SYSTEM, SYSTEM}, 2, 3, 0},
		{{COMPANIES, CONTACTS, CONTACTS, CONTACTS}, 1, 0, 0},
		{{COMPANIES, CONTACTS, CONTACTS, SYSTEM}, 3, 3, 0},
		{{RECOMMENDED, SYSTEM, SYSTEM, SYSTEM}, 1, 0, 100},
		{{RECOMMENDED, COMPANIES, SYSTEM, SYSTEM}, 2, 0, 0},
	};
	static const struct span none[2] = UP_TO(0);

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		struct candidate c[128];
		struct blob_grant grant[4];
		struct rig g;
		struct audit *au = &g.room.au;

		start(&g);
		read_role(&g, "R", none);
		for (size_t k = 0; k < 4; k++) {
			const int what = all[i].row[k];

			memset(&grant[k], 0, sizeof(grant[k]));
			memset(grant[k].level, LEVEL_ALL, VERB_COUNT);
			grant[k].when = what == RECOMMENDED;
			grant[k].function = what == SYSTEM ? star(&g, "System")
			    : star(&g, "Companies");
			if (what != CONTACTS)
				continue;
			memset(grant[k].level, LEVEL_NONE, VERB_COUNT);
			grant[k].level[VERB_DELETE] = LEVEL_MY;
			grant[k].function = (unsigned short)catalogue_find(
			    &g.room.cat, "Companies", "Contacts")->id;
		}
		au->nprofile = 1;
		g.list[0] = named(&g, "hudu");
		named(&g, "hudu")->brief = grant;
		named(&g, "hudu")->ngrant = all[i].n;
		match_rank(au, au->role[0], match_needs(au), c);
		assert_int_equal(c[0].overlap, 0);
		assert_int_equal(c[0].apart, VERB_COUNT * companies(au) -
		    all[i].less);
		assert_int_equal(c[0].fit, all[i].fit);
		stop(&g);
	}
}

/* The sums of a module of many hundred functions, to which roles add. */
static void
many_functions(void **state)
{
	static const char *const level[] = {"None", "My", "All"};
	static char text[262144];
	size_t all = 0, end = 200;

	(void)state;
	for (size_t way = 0; way < 8; way++) {
		struct candidate c[128];
		struct blob_grant grant = {.level = {LEVEL_ALL, LEVEL_ALL,
			LEVEL_ALL, LEVEL_ALL}};
		struct rig g;
		struct audit *au = &g.room.au;
		size_t n = (size_t)snprintf(text, sizeof(text), HEAD);
		size_t roles = way < 3 ? 2 : 9, have;

		/* So many that one more in each of three sums is seen. */
		while (way == 7 && 100 * (4 * end - 397) / (8 * all) ==
		    100 * (4 * end - 400) / (8 * all))
			end--;
		have = way % 3 * (end - 100);
		start(&g);
		for (size_t k = 0; k < roles * 200; k++) {
			size_t i = k % 200;
			const struct catalogue_entry *e =
			    g.room.cat.function[i % 100];
			const char *l = level[i < 100 || i >= end ? 0 :
			    way % 3];

			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "R%zu,\"%s\",\"", k / 200, i < 100 ? e->module :
			    "Companies");
			n += (size_t)(i < 100 ? snprintf(text + n,
			    sizeof(text) - n, "%s", e->name) : snprintf(text +
			    n, sizeof(text) - n, "Far-off thing %zu", k));
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\",%s,%s,%s,%s\n", l, l, l, l);
			assert_true(n < sizeof(text));
		}
		read_export(&g.room, "roles.csv", text);
		au->nprofile = 1;
		g.list[0] = named(&g, "hudu");
		grant.function = star(&g, "Companies");
		named(&g, "hudu")->brief = &grant;
		named(&g, "hudu")->ngrant = 1;
		match_rank(au, au->role[0], match_needs(au), c);
		all = companies(au);
		assert_true(all > roles * 100);
		assert_int_equal(c[0].overlap, 100 * have / (2 * all));
		assert_int_equal(c[0].fit, 100 * have / (2 * all));
		assert_int_equal(c[0].apart, VERB_COUNT * (all -
		    way % 3 / 2 * (end - 100)));
		stop(&g);
	}
}

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
		cmocka_unit_test(ranks),
		cmocka_unit_test(modules),
		cmocka_unit_test(many_functions),
		cmocka_unit_test(claims),
		cmocka_unit_test(aliases),
		cmocka_unit_test(many_claims),
		cmocka_unit_test(long_names),
		cmocka_unit_test(copy_of),
		cmocka_unit_test(own_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
