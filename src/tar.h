#ifndef TAR_H
#define TAR_H

#include <stddef.h>

#include "arena.h"
#include "out.h"

/*
 * Archives in the ustar format of POSIX (pax), as this program writes them:
 * plain files of mode 0644 that belong to user and group 0 and are dated 0,
 * in byte order of their names, which are made of A-Z a-z 0-9 . _ - and /.
 * The same members make the same bytes.
 */
struct tar_member {
	const char *name;	/* at most LIMIT_TAR_NAME bytes */
	const char *data;
	size_t size;
};

/* Writes what stands before and behind a member of that size. */
void tar_head(struct out *o, const char *name, size_t size);
void tar_tail(struct out *o, size_t size);

/* Ends the archive. */
void tar_end(struct out *o);

/*
 * Reads the member at *at of an archive in memory and goes past it. Returns 1;
 * 0 at the end; or -1 with *why set to what is wrong, static text. It takes
 * what tar_head() writes and nothing else: no absolute name, no "..", no link,
 * no name twice, nothing behind the end. m is that of the member before, its
 * name NULL for the first one; the arena owns the names.
 */
int tar_next(struct arena *a, const char *archive, size_t len, size_t *at,
    struct tar_member *m, const char **why);

#endif
