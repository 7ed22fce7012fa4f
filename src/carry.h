#ifndef CARRY_H
#define CARRY_H

#include "buf.h"
#include "csvin.h"
#include "model.h"

struct load_layout;

/*
 * What reading carries from one tenant of a fleet to the next, for one thread:
 * the numbers of spellings and shapes of levels, what bytes came to (see
 * struct load_layout), what profiles want, the room for a file and the reader
 * of its rows. Rows of one
 * tenant repeat those of another as they repeat within a file. Nothing in it
 * is a tenant's own.
 *
 * An audit that was lent the numbers goes on to show its part of them while
 * others add to them: so the room of what is forgotten goes to the last audit
 * that used it, and audits have to be freed in the order in which they were
 * lent it.
 */
struct carry {
	struct arena forms;	/* of spellings and shapes */
	const char **spelling;
	size_t nspelling;
	struct map spelling_map;
	struct grant_shape *shape;
	size_t nshape;
	struct map shape_map;

	struct arena wants;	/* of profiles; kept to the end */
	struct map want_map;

	struct arena memory;	/* of what is remembered of bytes */
	struct load_layout *layout;
	uint32_t round;		/* files so far that used it */
	struct buf file;
	struct csvin *csv;	/* NULL before the first file */
};

/* Makes an empty one. Never fails. Free it when no audit uses it any more. */
struct carry *carry_new(void);
void carry_free(struct carry *c);

/* Lends what is known to an audit that is as model_init() leaves it. */
void carry_lend(struct carry *c, struct audit *au);

/*
 * Takes back what the audit was lent, with what came to it. The audit is read
 * by then. What takes more than LIMIT_CARRY is forgotten.
 */
void carry_settle(struct carry *c, struct audit *au);

/*
 * True when the audit has come upon the limit of spellings, of which it was
 * lent some: alone it may have kept more, so it has to be read without.
 */
bool carry_spent(const struct audit *au);

/* Forgets what bytes came to, if that is much: between two files. */
void carry_trim(struct carry *c);

#endif
