#ifndef SCORE_H
#define SCORE_H

#include "finding.h"
#include "model.h"

/*
 * Fills the ledgers of all roles and members and the verdict of the audit
 * (sections 2 and 6 of the contract). Findings must be complete.
 */
void score_audit(struct audit *au);

/* Returns the verdict's word: pass, fail, incomplete or error. */
const char *score_verdict(const struct audit *au);

/* Returns what could not be evaluated though it was needed. */
size_t score_needed(const struct audit *au);

/* True for what takes points off a member's score: its open CW3xx. */
bool score_of_member(const struct finding *f);

/* Returns who has the audit's score, for a sentence, or NULL without one. */
const char *score_whose(const struct audit *au, const char **kind);

/*
 * Returns how many of the n findings are worth fixing first, at most three:
 * the worst of those that keep a role's score down.
 */
size_t score_worst(const struct finding *const *f, size_t n,
    const struct finding *worst[3]);

/*
 * Returns the score that the role would have without the n findings given;
 * -1 when it has none.
 */
int score_without(const struct audit *au, const struct role *r,
    const struct finding *const *fixed, size_t n);

#endif
