#ifndef MEMO_H
#define MEMO_H

#include "arena.h"
#include "scan.h"

/*
 * Remembers byte strings and what they came to. Rows repeat: so what is asked
 * first is whether a string comes that came behind the last one the time
 * before, and a table is searched only when it is not.
 *
 * The struct of the caller begins with a struct memo_entry.
 */
struct memo_entry {
	const char *raw;	/* followed by SCAN_PAD bytes */
	size_t len;
	uint64_t hash;
	struct memo_entry *next;	/* what came behind it the last time */
};

/* Prepared by memo_init(). The arena owns what it remembers. */
struct memo {
	struct arena *arena;
	size_t size;		/* of an entry */
	struct memo_entry **slot;
	size_t n, cap;
	struct memo_entry *last;
};

/* Prepares an empty memory of entries of size bytes. */
void memo_init(struct memo *m, struct arena *a, size_t size);

/*
 * Returns the entry of the string, and takes it for the one that follows the
 * last; NULL when it is not remembered. SCAN_PAD - 1 bytes behind p are read.
 */
struct memo_entry *memo_find(struct memo *m, const char *p, size_t len);

/*
 * Remembers a string that memo_find() does not know. Returns its entry, for
 * the caller to fill in, or NULL when LIMIT_MEMO are remembered.
 */
struct memo_entry *memo_add(struct memo *m, const char *p, size_t len);

/* Takes the entry for the one that follows the last. */
static inline void
memo_follow(struct memo *m, struct memo_entry *e)
{
	if (m->last)
		m->last->next = e;
	m->last = e;
}

/*
 * Returns the entry that followed the last one the time before if the n bytes
 * at p begin with its string, else NULL. SCAN_PAD bytes behind may be read.
 */
static inline struct memo_entry *
memo_next(struct memo *m, const char *p, size_t n)
{
	struct memo_entry *e = m->last ? m->last->next : NULL;

	if (!e || e->len > n || !scan_same(p, e->raw, e->len))
		return NULL;
	m->last = e;
	return e;
}

#endif
