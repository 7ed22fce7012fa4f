#include <pthread.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"
#include "limits.h"
#include "scan.h"

#define ALIGN alignof(max_align_t)

/* Of Linux 5.14; musl may not know it. */
#if defined(__linux__) && !defined(MADV_POPULATE_WRITE)
#define MADV_POPULATE_WRITE 23
#endif

struct arena_chunk {
	struct arena_chunk *next;
	size_t mapped;		/* by mmap(); 0: of malloc() */
	bool small;		/* of LIMIT_CHUNK: another arena may have it */
	bool fixed;		/* of first[] */
	max_align_t data[];
};

static struct arena_chunk *
chunk_add(struct arena *a, struct arena_chunk *c)
{
	c->next = a->chunk;
	a->chunk = c;
	return c;
}

/* A chunk for one object, or in which small ones follow one another. */
static struct arena_chunk *
chunk_new(struct arena *a, size_t size)
{
	struct arena_chunk *c;

	if (size > SIZE_MAX - sizeof(*c))
		util_die("out of memory (%zu bytes)", size);
	c = util_alloc(sizeof(*c) + size);
	c->mapped = 0;
	c->small = c->fixed = false;
	return chunk_add(a, c);
}

/*
 * The first small chunks. An audit of a usual export takes no others, and so
 * asks the system for no memory; what it does not touch is never there.
 */
#ifndef ARENA_MALLOC
static alignas(max_align_t) char first[LIMIT_FIRST][LIMIT_CHUNK];
#endif

/*
 * Small chunks that were freed: the next tenant of a fleet takes them, rather
 * than that the system takes and gives each page again.
 */
static struct {
	pthread_mutex_t lock;
	struct arena_chunk *chunk;
	size_t n, nfirst;	/* nfirst: so many of first[] were taken */
} spare = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Keeps a small chunk for later. Returns false when there are enough. */
static bool
spare_put(struct arena_chunk *c)
{
	bool kept;

	pthread_mutex_lock(&spare.lock);
	kept = c->fixed || spare.n < LIMIT_SPARE;
	if (kept) {
		c->next = spare.chunk;
		spare.chunk = c;
		spare.n++;
	}
	pthread_mutex_unlock(&spare.lock);
	return kept;
}

#ifndef ARENA_MALLOC
static struct arena_chunk *
spare_take(bool *zeroed)
{
	struct arena_chunk *c;

	pthread_mutex_lock(&spare.lock);
	c = spare.chunk;
	if (c) {
		spare.chunk = c->next;
		spare.n--;
	} else if (spare.nfirst < LIMIT_FIRST) {
		c = (struct arena_chunk *)(void *)first[spare.nfirst++];
		c->small = c->fixed = *zeroed = true;
	}
	pthread_mutex_unlock(&spare.lock);
	return c;
}

static struct arena_chunk *
chunk_small(struct arena *a)
{
	struct arena_chunk *c = spare_take(&a->zeroed);

	if (c)
		return chunk_add(a, c);
	c = chunk_new(a, LIMIT_CHUNK - sizeof(*c));
	c->small = true;
	return c;
}

/*
 * Has the system bring the next step of a mapped chunk. Page by page, when
 * they are first written to, takes four times as long; and large pages take
 * longer than that on a virtual machine that has given them back to its host.
 */
static void
bring(struct arena *a)
{
#ifdef MADV_POPULATE_WRITE
	/* Advice: without it they come page by page. */
	(void)madvise(a->end, LIMIT_CHUNK_STEP, MADV_POPULATE_WRITE);
#endif
	a->end += LIMIT_CHUNK_STEP;
}

/* A chunk of so many bytes, header included, which are zeros. */
static struct arena_chunk *
chunk_map(struct arena *a, size_t size)
{
	struct arena_chunk *c;
	void *map;

	map = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED)
		util_die("out of memory (%zu bytes)", size);
	a->end = map;
	bring(a);
	c = map;
	c->mapped = size;
	c->small = c->fixed = false;
	return chunk_add(a, c);
}

/*
 * Begins a chunk for small objects: as large as all before, or a small one,
 * since the audit of one tenant takes little.
 */
static void
next_chunk(struct arena *a)
{
	size_t size = LIMIT_CHUNK_LARGE;
	struct arena_chunk *c;

	a->zeroed = a->large || a->used >= size;
	if (!a->zeroed) {
		size = LIMIT_CHUNK;
		c = chunk_small(a);	/* which may be zeroed as well */
		a->end = (char *)c + size;
	} else {
		while (size < LIMIT_CHUNK_MAX && size * 2 <= a->used)
			size *= 2;
		c = chunk_map(a, size);
	}
	a->next = (char *)c->data;
	a->limit = (char *)c + size;
}

/* Has at least so many bytes stand from next to end. */
static void
make_room(struct arena *a, size_t size)
{
	if ((size_t)(a->limit - a->next) < size)
		next_chunk(a);
	while ((size_t)(a->end - a->next) < size)
		bring(a);
}
#endif

void *
arena_alloc(struct arena *a, size_t size)
{
	bool zeroed = false;
	void *p;

	if (size > SIZE_MAX - ALIGN)
		util_die("out of memory (%zu bytes)", size);
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	a->used += size;
#ifdef ARENA_MALLOC
	p = chunk_new(a, size)->data;
#else
	if (size > (a->large ? LIMIT_CHUNK_LARGE / 2 : LIMIT_CHUNK / 4)) {
		p = chunk_new(a, size)->data;
	} else {
		if ((size_t)(a->end - a->next) < size)
			make_room(a, size);
		p = a->next;
		a->next += size;
		zeroed = a->zeroed;
	}
#endif
	return zeroed ? p : memset(p, 0, size);
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
		scan_copy(p, s, n);
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
	char few[256], *p;
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(few, sizeof(few), fmt, again);
	va_end(again);
	if (n < 0)
		util_die("cannot format a message");
	if ((size_t)n < sizeof(few))
		return arena_strn(a, few, (size_t)n);
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
		if (c->mapped)
			munmap(c, c->mapped);
		else if (!c->small || !spare_put(c))
			free(c);
	}
	memset(a, 0, sizeof(*a));
}
