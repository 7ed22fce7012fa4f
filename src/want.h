#ifndef WANT_H
#define WANT_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"
#include "profile.h"

/*
 * What the profiles that judge a role say of one cell (section 4 of the
 * contract). need and allow are the highest of all judging profiles; *_by
 * and *_row tell whose they are and are NULL where the guides are silent.
 */
struct want_cell {
	uint8_t need;		/* enum level; LEVEL_ANY needs My */
	uint8_t allow;		/* LEVEL_ANY became LEVEL_ALL */
	uint8_t steady;		/* allow without the rows of phase:setup */
	bool required;		/* the need comes from a row without `when` */
	bool partial;		/* silent, and a judging guide is partial */
	const struct profile *need_by, *allow_by;
	const struct profile_row *need_row, *allow_row;
};

struct want {
	struct want_cell cell[VERB_COUNT];
};

/*
 * Returns what n profiles together want, one entry for each function of the
 * audit. The audit's arena owns it.
 */
const struct want *want_make(struct audit *au,
    const struct profile *const *profile, size_t n);

/*
 * Does the same, but makes the wants of the same profiles only once: for the
 * audit, whose arena owns them, or for all that share its au->carry.
 */
const struct want *want_of(struct audit *au,
    const struct profile *const *profile, size_t n);

/*
 * Returns how much a need asks, to compare it with others of the same cell: a
 * required one beats a recommended one. 0 for LEVEL_UNKNOWN.
 */
int want_weight(uint8_t level, bool required);

/* Returns the level that satisfies a need: My for Any. */
enum level want_least(const struct want_cell *c);

#endif
