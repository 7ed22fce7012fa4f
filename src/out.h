#ifndef OUT_H
#define OUT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/*
 * A report on its way out. Bytes are gathered and written in large pieces;
 * the first failure is kept in `error` (an errno) and all later writes are
 * dropped. A file is written under a temporary name beside it and gets its
 * own name in out_close(), so a half-written report is never seen.
 */
struct out {
	int fd;
	bool lent;		/* fd is not ours to close */
	bool spool;		/* a temporary file, or failed for one's */
	int error;
	char *path, *temp;	/* NULL for standard output */
	char *data;
	size_t len;
};

/* Opens standard output. Never fails. End it with out_close(). */
void out_stdout(struct out *o);

/*
 * Returns the standard stream that a path such as /dev/stdout means, as the
 * number of its descriptor, or -1. It may lead to a file, whose place no other
 * file may take then: what else goes into the stream would be lost.
 */
int out_stream(const char *path);

/* Opens a report file. Returns 0, or -1 with o->error set. */
int out_open(struct out *o, const char *path);

/*
 * Opens a temporary file without a name: room for a part of a report that is
 * too large for memory. path is that of the report, NULL for
 * standard output. Returns 0, or -1 with o->error set. It is ended by
 * out_join() or out_abort().
 */
int out_spool(struct out *o, const char *path);

/*
 * Returns what to say of a spool that failed with an errno: the folder, the
 * reason and what to do. Text of the arena, for standard error alone: it
 * names a place of this machine.
 */
const char *out_spool_failed(struct arena *a, int error);

/* The failure of a spool, if there is one, becomes one of o. */
void out_blame(struct out *o, const struct out *spool);

/*
 * Appends what was written to a spool and ends it. A failure of the spool
 * becomes one of o.
 */
void out_join(struct out *o, struct out *spool);

/* Returns how many bytes a spool holds; 0 once it has failed. */
size_t out_size(struct out *spool);

/*
 * Gives the n bytes of a spool from `at` on to fn(), in pieces. Writing may
 * go on behind what is there. Returns 0, or -1 with spool->error set.
 */
int out_replay(struct out *spool, size_t at, size_t n,
    void (*fn)(void *ctx, const void *p, size_t n), void *ctx);

/*
 * Writes what is left of a file that is not to have its name before others
 * are as far: out_close() is all that may follow. Returns 0, or -1 with
 * o->error set.
 */
int out_ready(struct out *o);

/*
 * Writes what is left, syncs the name into place and frees everything.
 * Returns 0, or -1 with o->error set and no file left behind.
 */
int out_close(struct out *o);

/* Ends a report without keeping it: a file is removed. */
void out_abort(struct out *o);

/* Appends bytes, a string, one byte, or formatted text. */
void out_add(struct out *o, const void *p, size_t n);
void out_str(struct out *o, const char *s);
void out_char(struct out *o, char c);
void out_printf(struct out *o, const char *fmt, ...) util_printf(2, 3);

/* Appends a number in decimal. */
void out_number(struct out *o, unsigned long n);

/* Appends n copies of a byte. */
void out_fill(struct out *o, char c, size_t n);

#endif
