#include "limits.h"
#include "memo.h"

void
memo_init(struct memo *m, struct arena *a, size_t size)
{
	memset(m, 0, sizeof(*m));
	m->arena = a;
	m->size = size;
}

/* Multiplication carries each bit upwards: so the upper half is used. */
static inline uint64_t
hash(const char *p, size_t len)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t h = len;

	for (; len > 8; p += 8, len -= 8) {
		h = (h ^ scan_word(p)) * odd;
		h ^= h >> 32;
	}
	if (len)
		h = (h ^ scan_part(p, len)) * odd;
	return h >> 32;
}

struct memo_entry *
memo_find(struct memo *m, const char *p, size_t len)
{
	uint64_t h = hash(p, len);
	struct memo_entry *e;

	for (size_t i = h; m->cap; i++) {
		e = m->slot[i & (m->cap - 1)];
		if (!e)
			break;
		if (e->hash == h && e->len == len && scan_same(p, e->raw,
		    len)) {
			memo_follow(m, e);
			return e;
		}
	}
	return NULL;
}

static void
put(struct memo *m, struct memo_entry *e)
{
	size_t i = e->hash;

	while (m->slot[i & (m->cap - 1)])
		i++;
	m->slot[i & (m->cap - 1)] = e;
}

static void
grow(struct memo *m)
{
	struct memo old = *m;

	m->cap = old.cap ? old.cap * 2 : 256;
	m->slot = arena_array(m->arena, m->cap, sizeof(struct memo_entry *));
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slot[i])
			put(m, old.slot[i]);
	}
}

struct memo_entry *
memo_add(struct memo *m, const char *p, size_t len)
{
	struct memo_entry *e;
	char *raw;

	if (m->n == LIMIT_MEMO)
		return NULL;
	if (m->n >= m->cap / 2)
		grow(m);
	raw = arena_alloc(m->arena, len + SCAN_PAD);
	scan_copy(raw, p, len);
	e = arena_alloc(m->arena, m->size);
	e->raw = raw;
	e->len = len;
	e->hash = hash(raw, len);
	put(m, e);
	m->n++;
	memo_follow(m, e);
	return e;
}
