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

/*
 * Returns the score that the role would have without the n findings given;
 * -1 when it has none.
 */
int score_without(const struct audit *au, const struct role *r,
    const struct finding *const *fixed, size_t n);

#endif
