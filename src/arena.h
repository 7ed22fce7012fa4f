#ifndef ARENA_H
#define ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "util.h"

struct arena_chunk;

/*
 * Memory that lives until arena_free(): all that one audit reads or derives.
 * A struct of zeros is an empty arena. Allocation never fails; out of memory
 * ends the process. With ARENA_MALLOC every object is a malloc() of its own,
 * so that a sanitizer sees overruns.
 */
struct arena {
	struct arena_chunk *chunk;
	char *next, *end;	/* of what is there for small objects */
	char *limit;		/* of the chunk that it is in */
	bool large;	/* it is known to hold much: no small chunks */
	bool zeroed;	/* what stands from next to end is all zeros */
	size_t used;	/* bytes handed out, for reports of memory */
};

/* Returns size zeroed bytes, aligned for any type. The arena owns them. */
void *arena_alloc(struct arena *a, size_t size);

/* Like arena_alloc() for n elements; overflow ends the process. */
void *arena_array(struct arena *a, size_t n, size_t size);

/*
 * Returns room for want elements with the first have copied from old (which
 * may be NULL). The old room stays with the arena.
 */
void *arena_grow(struct arena *a, void *old, size_t have, size_t want,
    size_t size);

/*
 * Returns a list of n elements with room for one more: the same list, or a
 * copy of twice the size when it is full. Only for lists that grow by this.
 */
void *arena_more(struct arena *a, void *list, size_t n, size_t size);

/* Returns a copy of the string, or of its first n bytes, NUL-terminated. */
char *arena_str(struct arena *a, const char *s);
char *arena_strn(struct arena *a, const char *s, size_t n);

/* Returns a formatted string that the arena owns. */
char *arena_printf(struct arena *a, const char *fmt, ...) util_printf(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    util_printf(2, 0);

/* Takes over all that another arena holds, which is empty then. */
void arena_adopt(struct arena *a, struct arena *from);

/* Frees all that the arena holds and leaves it empty. */
void arena_free(struct arena *a);

#endif
