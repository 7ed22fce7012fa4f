#ifndef RIG_H
#define RIG_H

#include "scene.h"

/*
 * The built-in profiles under their names and aliases, but each with the
 * needs that a test gives it: by cells, which are numbered through the first
 * functions of the catalogue, four to each.
 */
#define FUNCTIONS 50
#define CELLS (FUNCTIONS * VERB_COUNT)
#define OFFERS 4
#define UP_TO(n) {{0, n, 0}}

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

static inline void
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

static inline void
stop(struct rig *g)
{
	profile_close(&g->lib);
	end(&g->room);
}

static inline struct profile *
named(struct rig *g, const char *name)
{
	for (size_t i = 0; i < g->lib.n; i++) {
		if (strcmp(g->p[i].name, name) == 0)
			return &g->p[i];
	}
	fail();
	return NULL;
}

static inline void
fill(uint8_t level[CELLS], const struct span span[2])
{
	memset(level, 0, CELLS);
	for (size_t i = 0; i < 2; i++) {
		for (size_t k = span[i].from; k < span[i].to; k++)
			level[k] = (uint8_t)(span[i].level ? span[i].level :
			    LEVEL_MY);
	}
}

static inline void
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
static inline void
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
static inline void
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

#endif
