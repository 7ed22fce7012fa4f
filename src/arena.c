#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

/*
 * What is asked of malloc() at once: an eighth of what there is already, within
 * these. Few pieces of a large audit are quickly freed.
 */
#define CHUNK 65536
#define CHUNK_MOST 1048576
#define ALIGN alignof(max_align_t)

struct arena_chunk {
	struct arena_chunk *next;
	max_align_t data[];
};

static struct arena_chunk *
chunk_new(struct arena *a, size_t size)
{
	struct arena_chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		util_die("out of memory (%zu bytes)", size);
	c = util_alloc(sizeof(*c) + size);
	c->next = a->chunk;
	a->chunk = c;
	return c;
}

#ifndef ARENA_MALLOC
static size_t
chunk_size(const struct arena *a)
{
	size_t n = a->used / 8;

	return n < CHUNK ? CHUNK : n > CHUNK_MOST ? CHUNK_MOST : n;
}
#endif

void *
arena_alloc(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX - ALIGN)
		util_die("out of memory (%zu bytes)", size);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	a->used += size;
#ifdef ARENA_MALLOC
	p = chunk_new(a, size)->data;
#else
	if (size > CHUNK / 4) {
		p = chunk_new(a, size)->data;
	} else {
		if ((size_t)(a->end - a->next) < size) {
			size_t n = chunk_size(a);

			a->next = (char *)chunk_new(a, n)->data;
			a->end = a->next + n;
		}
		p = a->next;
		a->next += size;
	}
#endif
	return memset(p, 0, size);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		util_die("out of memory (%zu times %zu bytes)", n, size);
	return arena_alloc(a, n * size);
}

void *
arena_grow(struct arena *a, void *old, size_t have, size_t want, size_t size)
{
	void *p = arena_array(a, want, size);

	if (have)
		memcpy(p, old, have * size);
	return p;
}

void *
arena_more(struct arena *a, void *list, size_t n, size_t size)
{
	/* The room is always 0, 8 or a higher power of two. */
	bool full = n >= 8 ? (n & (n - 1)) == 0 : n == 0;

	return full ? arena_grow(a, list, n, n ? n * 2 : 8, size) : list;
}

char *
arena_strn(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *
arena_str(struct arena *a, const char *s)
{
	return arena_strn(a, s, strlen(s));
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		util_die("cannot format a message");
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;

	va_start(ap, fmt);
	p = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return p;
}

void
arena_adopt(struct arena *a, struct arena *from)
{
	struct arena_chunk **end = &from->chunk;

	while (*end)
		end = &(*end)->next;
	*end = a->chunk;
	/* New objects still come from this arena's newest chunk. */
	a->chunk = from->chunk;
	a->used += from->used;
	memset(from, 0, sizeof(*from));
}

void
arena_free(struct arena *a)
{
	struct arena_chunk *c, *next;

	for (c = a->chunk; c; c = next) {
		next = c->next;
		free(c);
	}
	memset(a, 0, sizeof(*a));
}
