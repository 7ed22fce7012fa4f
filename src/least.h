#ifndef LEAST_H
#define LEAST_H

#include "buf.h"
#include "want.h"

/*
 * Returns what each of n profiles wants on its own, as an array by profile of
 * arrays by function, for a tenant that has all functions of the catalogue
 * but the add-ons that no profile names. The functions that such a tenant
 * has are marked as listed until least_reset(). The audit must be empty; its
 * arena owns the result.
 */
const struct want **least_wants(struct audit *au,
    const struct profile *const *profile, size_t n);

/* Takes back the marks of least_wants(). */
void least_reset(struct audit *au);

/*
 * Returns the highest level that any of the n wants needs of a cell:
 * LEVEL_NONE where none needs it.
 */
enum level least_level(const struct want *const *want, size_t n,
    const struct function *f, enum verb v);

/* Appends the header row of a roles export, in its long shape. */
void least_head(struct buf *b);

/* Appends a row of a roles export; level has an entry for each verb. */
void least_row(struct buf *b, const char *role, const struct function *f,
    const enum level *level);

#endif
