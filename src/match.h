#ifndef MATCH_H
#define MATCH_H

#include "model.h"
#include "profile.h"

/*
 * Finds out which profile judges each role and member (section 4 of the
 * contract): those given, else by alias, else by overlap, else none. Sets
 * kind, match, profiles, candidates and wants of the roles, and profiles and
 * alias of the members. given[i] is the profile of the i-th --profile option.
 */
void match_audit(struct audit *au, const struct profile *const *given);

/*
 * Returns the profile whose alias the name holds as whole words, or NULL when
 * there is none or several are as good. member says which aliases count.
 * *tied tells whether several were.
 */
const struct profile *match_alias(const struct audit *au, const char *name,
    bool member, bool *tied);

/* True when the name of the role alone tells that the profile is its own. */
bool match_named(const struct audit *au, const struct role *r,
    const struct profile *p);

/*
 * Returns how far what a role has agrees with a profile, in percent rounded
 * down: the sum of the smaller over the sum of the larger of what it has and
 * what is wanted, None 0, My 1, All 2.
 */
int match_overlap(const struct audit *au, const struct role *r,
    const struct want *w);

/* Returns the fit of a role to wants, in percent rounded down. */
int match_fit(const struct audit *au, const struct role *r,
    const struct want *w, size_t *points, size_t *required);

#endif
