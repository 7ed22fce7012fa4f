#ifndef LOAD_RUN_H
#define LOAD_RUN_H

#include "csvin.h"
#include "load_head.h"

/* Levels that were found, by their bytes. */
struct load_tail {
	struct scan_tail raw;
	const struct load_fact *fact;
};

/* A reading of rows. */
struct load_rows {
	struct load *l;
	struct csvin *csv;
	struct memo part[PART_COUNT];
	struct load_tail *tail;	/* by hash, the newest; NULL: none yet */
	size_t ahead, behind;	/* other columns around those of the parts */
	bool single;		/* row by row: they may be known */
	bool stopped;
	bool carried;		/* parts are those of l->layout */
	size_t slow, known;	/* rows that were read, and were not */
	uint32_t line;		/* of the next byte, between rows */
};

/* The column of the first level, so many characters ahead of the role. */
static inline uint32_t
load_column(uint32_t ahead, const struct load_fact *role,
    const struct load_fact *function)
{
	if (function->lines)
		return 1 + function->width;
	return 1 + function->width + role->width + (role->lines ? 0 : ahead);
}

/*
 * Enters the rows from p to end as long as they are of the role of the row
 * above, their functions follow as they did before, and their levels are
 * known. Returns what is behind them. So nearly all rows of an export that
 * stands role by role are read, without what others need.
 */
const char *load_run(struct load_rows *r, const char *p, const char *end);

#endif
