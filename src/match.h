#ifndef MATCH_H
#define MATCH_H

#include "limits.h"
#include "model.h"
#include "profile.h"

/*
 * Finds out which profile judges each role and member (section 4 of the
 * contract): those given, else by alias, else by overlap, else none. Sets
 * kind, match, profiles, candidates and wants of the roles, and profiles and
 * alias of the members. given[i] is the profile of the i-th --profile option.
 */
void match_audit(struct audit *au, const struct profile *const *given);

/* -- names: match_alias.c -- */

/* Profiles that one name is claimed by; more than so many are not kept. */
struct match_claims {
	const struct profile *by[LIMIT_CLAIMS];
	size_t n;
	bool vendors;	/* of several vendors, side by side in the name */
};

/*
 * Writes the key of a name, the text_key() of its words one behind the other,
 * and how many words those are. Returns its length. The build makes those of
 * the aliases in the same way.
 */
size_t match_key(const char *name, char key[LIMIT_NAME_KEY], size_t *words);

/*
 * Finds the profiles whose longest alias is the longest that a name holds as
 * whole words, and those of other vendors that stand beside it. member says
 * which aliases count.
 */
void match_claims(const struct audit *au, const char *name, bool member,
    struct match_claims *c);

/*
 * Returns the one profile that claims the name, the newest where several are
 * copies of one guide, or NULL when there is none or several are as good.
 */
const struct profile *match_alias(const struct audit *au, const char *name,
    bool member, struct match_claims *c);

/* True when the name of the role alone tells that the profile is its own. */
bool match_named(const struct audit *au, const struct role *r,
    const struct profile *p);

/* True when a is a newer copy of the guide that b is. */
bool match_newer(const struct profile *a, const struct profile *b);

/* True when a key by text_key() is a word that many names hold. */
bool match_generic(const char *key);

/* -- grants: match_overlap.c -- */

struct match_needs;

/* Returns what each of the audit's profiles needs. The audit's arena owns
 * it. */
struct match_needs *match_needs(struct audit *au);

/*
 * Compares a role with all profiles and fills all[], the best first: overlap
 * (the sum of the smaller over the sum of the larger of what it has and what
 * is wanted, None 0, My 1, All 2), fit, both in percent rounded down, and how
 * many cells differ.
 */
void match_rank(const struct audit *au, const struct role *r,
    const struct match_needs *needs, struct candidate *all);

#endif
