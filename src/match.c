#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "limits.h"
#include "want.h"

/* Section 4: an overlap decides from here on, and this far ahead. */
#define OVERLAP_LEAST 70
#define OVERLAP_AHEAD 10
/*
 * ... and by so many cells: then two cells that somebody changed cannot make
 * one vendor's role look like another's.
 */
#define CELLS_AHEAD 3

/* A profile of --profile. */
struct given_profile {
	const struct profile *profile;
	bool all;			/* for every role */
	const struct role *role;	/* else for this one */
	size_t newer;	/* the first that is a newer copy of it */
};

static bool
judges(const struct role *r, const struct profile *p)
{
	for (size_t i = 0; i < r->nprofile; i++) {
		if (r->profile[i] == p)
			return true;
	}
	return false;
}

static void
judge_by(struct audit *au, struct role *r, const struct profile *p,
    enum match how)
{
	if (judges(r, p))
		return;
	r->profile = arena_grow(&au->arena, r->profile, r->nprofile,
	    r->nprofile + 1, sizeof(struct profile *));
	r->profile[r->nprofile++] = profile_whole(p);
	r->match = how;
}

/* Says so when there is a newer guide than a given one. */
static void
note_newer(struct audit *au, struct role *r, const struct given_profile *g)
{
	for (size_t i = g->newer; i < au->nprofile; i++) {
		const struct profile *p = au->profile[i];

		if (match_newer(p, g->profile) && !judges(r, p))
			r->copy_note = arena_printf(&au->arena, "%s (%s) is "
			    "a newer guide of the same vendor than %s (%s), "
			    "which was given", p->name, p->dated,
			    g->profile->name, g->profile->dated);
	}
}

/* The profiles of --profile, with what is the same for all roles. */
static struct given_profile *
given_profiles(struct audit *au, const struct profile *const *given)
{
	const struct options *opt = au->opt;
	struct given_profile *list = arena_array(&au->arena, opt->ngiven + 1,
	    sizeof(*list));

	for (size_t i = 0; i < opt->ngiven; i++) {
		struct given_profile *g = &list[i];
		const char *name = opt->given[i].role;

		g->profile = given[i];
		g->all = !name || util_eq(name, "*");
		g->role = g->all ? NULL : model_find_role(au, name);
		while (g->newer < au->nprofile &&
		    !match_newer(au->profile[g->newer], given[i]))
			g->newer++;
	}
	return list;
}

/*
 * Where each profile is for every role, what the first was given is what all
 * others have, and is made only once. Returns true when the role has it now.
 */
static bool
like_first(const struct audit *au, struct role *r,
    const struct given_profile *g)
{
	const struct role *first = au->role[0];

	if (first->match != MATCH_GIVEN)
		return false;
	for (size_t i = 0; i < au->opt->ngiven; i++) {
		if (!g[i].all)
			return false;
	}
	r->profile = first->profile;
	r->nprofile = first->nprofile;
	r->match = MATCH_GIVEN;
	r->copy_note = first->copy_note;
	r->want = first->want;
	return true;
}

/* The profiles that --profile names for this role. */
static void
match_given(struct audit *au, struct role *r, const struct given_profile *g)
{
	if (like_first(au, r, g))
		return;
	for (size_t i = 0; i < au->opt->ngiven; i++) {
		if (g[i].all || g[i].role == r)
			judge_by(au, r, g[i].profile, MATCH_GIVEN);
	}
	for (size_t i = 0; i < au->opt->ngiven; i++) {
		if (g[i].newer < au->nprofile && judges(r, g[i].profile))
			note_newer(au, r, &g[i]);
	}
}

/*
 * The one vendor that the names of a role's members tell, or NULL. API
 * members speak first; a person's name only counts where nobody else holds
 * the role, so that one "Huntress" among technicians makes it no vendor's.
 */
static const struct profile *
member_alias(const struct role *r, bool *tied)
{
	const struct profile *p = NULL;
	const struct member *m;
	bool api = false;

	*tied = false;
	for (size_t i = 0; i < r->nmember; i++) {
		m = r->member[i];
		api = api || (m->api && m->alias && m->inactive != TRI_YES);
	}
	for (size_t i = 0; i < r->nmember; i++) {
		m = r->member[i];
		if (m->inactive == TRI_YES || (api && !m->api))
			continue;
		if (!m->alias && !m->api && m->license != LICENSE_UNKNOWN) {
			*tied = false;
			return NULL;
		}
		if (!m->alias)
			continue;
		*tied = *tied || (p && p != m->alias);
		p = m->alias;
	}
	return *tied ? NULL : p;
}

static void
set_kind(const struct audit *au, struct role *r, bool named)
{
	bool api = false, unclear = false;

	for (size_t i = 0; i < r->nmember; i++) {
		api = api || r->member[i]->api;
		unclear = unclear || model_unclear(au, r->member[i]);
	}
	if (named || api)
		r->kind = ROLE_INTEGRATION;
	else
		r->kind = r->nmember && !unclear ? ROLE_PEOPLE : ROLE_UNKNOWN;
}

static void
keep_best(struct audit *au, struct role *r, const struct candidate *all)
{
	while (r->ncandidate < LIMIT_SHOWN_CANDIDATES &&
	    r->ncandidate < au->nprofile &&
	    all[r->ncandidate].overlap > 0)
		r->ncandidate++;
	r->candidate = arena_array(&au->arena, r->ncandidate + 1,
	    sizeof(*all));
	memcpy(r->candidate, all, r->ncandidate * sizeof(*all));
}

/* True when the profile may be chosen by overlap: its name must not speak
 * for others. */
static bool
may_be(const struct match_claims *claims, const struct profile *p)
{
	for (size_t i = 0; i < claims->n; i++) {
		if (claims->by[i] == p)
			return true;
	}
	return !claims->n;
}

static void
no_winner(struct audit *au, struct role *r, const struct candidate *best,
    const struct candidate *next, bool tied)
{
	if (tied && next)
		r->why_none = arena_printf(&au->arena, "its name holds the "
		    "aliases of several profiles, and its grants do not tell "
		    "%s (%d %%) from %s (%d %%): give one with --profile",
		    best->profile->name, best->overlap, next->profile->name,
		    next->overlap);
	else if (!best || best->overlap < OVERLAP_LEAST)
		r->why_none = "none overlaps it by 70 %";
	else
		r->why_none = arena_printf(&au->arena, "its grants do not "
		    "tell %s (%d %%) from %s (%d %%): give one with "
		    "--profile", best->profile->name, best->overlap,
		    next->profile->name, next->overlap);
}

/*
 * A name that tells of several vendors: the role may serve them all, and to
 * judge it by one of them would pass over what the others need.
 */
static void
several_vendors(struct audit *au, struct role *r,
    const struct match_claims *claims)
{
	const char *list = "";

	for (size_t i = 0; i < claims->n; i++)
		list = arena_printf(&au->arena, "%s%s%s", list, *list ? ", " :
		    "", claims->by[i]->name);
	r->why_none = arena_printf(&au->arena, "its name holds the aliases of "
	    "several vendors (%s): give the profiles of all that it serves "
	    "with --profile", list);
}

/*
 * Chooses by overlap among the profiles that the name claims, or among all
 * when it claims none. A choice that a changed cell or two could turn is not
 * made.
 */
static void
match_by_overlap(struct audit *au, struct role *r,
    const struct match_claims *claims, const struct candidate *all)
{
	const struct candidate *best = NULL, *next = NULL, *near = NULL;

	for (size_t i = 0; i < au->nprofile; i++) {
		if (!may_be(claims, all[i].profile))
			continue;
		if (!best)
			best = &all[i];
		else if (!next)
			next = &all[i];
		if (best != &all[i] && (!near || all[i].apart < near->apart))
			near = &all[i];
	}
	if (!best || best->overlap < OVERLAP_LEAST ||
	    (next && best->overlap < next->overlap + OVERLAP_AHEAD))
		no_winner(au, r, best, next, claims->n > 1);
	else if (near && near->apart < best->apart + CELLS_AHEAD)
		no_winner(au, r, best, near, claims->n > 1);
	else
		judge_by(au, r, best->profile, MATCH_OVERLAP);
}

/*
 * Chooses among several copies of one guide: the one that the role follows
 * clearly, else the newest, p. all is NULL when the role's grants are not
 * known.
 */
static const struct profile *
among_copies(struct audit *au, struct role *r, const struct profile *p,
    const struct candidate *all)
{
	const struct candidate *other = NULL;
	const struct profile *older = NULL;
	int own = 0;

	for (size_t i = 0; i < au->nprofile; i++) {
		if (match_newer(p, au->profile[i]))
			older = au->profile[i];
	}
	if (!older)
		return p;
	for (size_t i = 0; all && i < au->nprofile; i++) {
		if (all[i].profile == p)
			own = all[i].overlap;
		else if (!other && match_newer(p, all[i].profile))
			other = &all[i];
	}
	if (other && other->overlap >= OVERLAP_LEAST &&
	    other->overlap >= own + OVERLAP_AHEAD) {
		r->copy_note = arena_printf(&au->arena, "%s (%s) is a newer "
		    "guide of the same vendor; the role clearly follows %s "
		    "(%s), which judges", p->name, p->dated,
		    other->profile->name, other->profile->dated);
		return other->profile;
	}
	if (other)
		older = other->profile;
	r->copy_note = arena_printf(&au->arena, "%s (%s) is an older guide "
	    "of the same vendor; the newer one judges, %s (%s)", older->name,
	    older->dated, p->name, p->dated);
	return p;
}

/* Says so when the grants tell of another vendor than the names do. */
static void
note_doubt(struct audit *au, struct role *r, const struct profile *p,
    const struct candidate *all)
{
	const struct candidate *own = NULL, *other = NULL;

	for (size_t i = 0; i < au->nprofile; i++) {
		if (util_eq(all[i].profile->name, p->name))
			own = &all[i];
		else if (!other && !util_ieq(all[i].profile->vendor, p->vendor))
			other = &all[i];
	}
	if (r->copy_note || !own || !other ||
	    other->overlap < OVERLAP_LEAST ||
	    other->overlap < own->overlap + OVERLAP_AHEAD ||
	    own->apart < other->apart + CELLS_AHEAD)
		return;
	r->copy_note = arena_printf(&au->arena, "the names tell of %s, but "
	    "the grants look like %s (%d %%), not like %s (%d %%): if that is "
	    "what it serves, say so with --profile", p->vendor,
	    other->profile->name, other->overlap, p->name, own->overlap);
}

static void
match_role(struct audit *au, struct role *r,
    const struct given_profile *given, const struct match_needs **needs,
    struct candidate **all)
{
	const struct profile *p;
	struct match_claims claims;
	bool member_tied = false, ranked = r->exported && au->nprofile;

	match_given(au, r, given);
	if (r->match == MATCH_GIVEN) {
		set_kind(au, r, true);
		return;
	}
	p = match_alias(au, r->name, false, &claims);
	if (!claims.n)
		p = member_alias(r, &member_tied);
	set_kind(au, r, p || claims.n || member_tied);
	if (r->kind == ROLE_PEOPLE && !au->opt->people)
		return;
	if (ranked) {
		/* Not made where every role is given its profile. */
		if (!*needs) {
			*needs = match_needs(au);
			*all = util_realloc(NULL, au->nprofile, sizeof(**all));
		}
		match_rank(au, r, *needs, *all);
		keep_best(au, r, *all);
	}
	if (p) {
		p = among_copies(au, r, p, ranked ? *all : NULL);
		judge_by(au, r, p, MATCH_ALIAS);
		if (ranked)
			note_doubt(au, r, p, *all);
	} else if (claims.vendors) {
		several_vendors(au, r, &claims);
	} else if (member_tied) {
		r->why_none = "its members tell of several vendors: give "
		    "profiles with --profile";
	} else if (ranked) {
		match_by_overlap(au, r, &claims, *all);
	}
	/* Known to be a vendor's, and nothing of what that needs was looked
	 * at: that is no pass. */
	if (!r->nprofile && (claims.n || member_tied) && ranked)
		model_noteval(au, r, NULL, "CW101", true, "no profile judges "
		    "it: %s", r->why_none);
}

static const struct profile *
alias_of(const struct audit *au, const char *name, bool *tied)
{
	struct match_claims claims;
	const struct profile *p = match_alias(au, name, true, &claims);

	*tied = claims.n && !p;
	return p ? profile_whole(p) : NULL;
}

static void
match_member(struct audit *au, struct member *m)
{
	bool tied;

	m->alias = alias_of(au, m->id, &tied);
	if (!m->alias && !tied && *m->name)
		m->alias = alias_of(au, m->name, &tied);
}

/* The profiles of the member's role, else of the vendor it is named for. */
static void
judge_member(struct member *m)
{
	const struct role *r = m->role;

	m->judged = m->api || (r && r->kind == ROLE_INTEGRATION);
	if (r && r->nprofile) {
		m->profile = r->profile;
		m->nprofile = r->nprofile;
	} else if (m->judged && m->alias) {
		m->profile = &m->alias;
		m->nprofile = 1;
	}
}

void
match_audit(struct audit *au, const struct profile *const *given)
{
	const struct given_profile *list = given_profiles(au, given);
	const struct match_needs *needs = NULL;
	struct candidate *all = NULL;

	for (size_t i = 0; i < au->nmember; i++)
		match_member(au, au->member[i]);
	for (size_t i = 0; i < au->nrole; i++) {
		struct role *r = au->role[i];

		model_soon(au->role, au->nrole, i, false);
		match_role(au, r, list, &needs, &all);
		if (r->nprofile && !r->want)
			r->want = want_of(au, r->profile, r->nprofile);
	}
	free(all);
	for (size_t i = 0; i < au->nmember; i++)
		judge_member(au->member[i]);
}
