#include <string.h>

#include "map.h"
#include "scan.h"

/* Eight bytes at a time; multiplication carries each bit upwards. */
static unsigned
hash(const char *s, size_t n)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t h = n, rest = 0;

	for (; n >= 8; s += 8, n -= 8) {
		h = (h ^ scan_word(s)) * odd;
		h ^= h >> 32;
	}
	for (size_t i = 0; i < n; i++)
		rest = rest << 8 | (unsigned char)s[i];
	return (unsigned)((h ^ rest) * odd >> 32);
}

static struct map_slot *
find(const struct map *m, const char *key, size_t len, unsigned h)
{
	size_t i = h & (m->cap - 1);

	for (; m->slot[i].key; i = (i + 1) & (m->cap - 1)) {
		struct map_slot *s = &m->slot[i];

		if (s->hash == h && s->len == len &&
		    memcmp(s->key, key, len) == 0)
			return s;
	}
	return &m->slot[i];
}

/* Makes room for n keys, of which half the slots are left free. */
static void
make_room(struct map *m, size_t n)
{
	struct map old = *m;

	if (n <= m->cap / 2)
		return;
	m->cap = m->cap ? m->cap : 64;
	while (n > m->cap / 2)
		m->cap *= 2;
	m->slot = arena_array(m->arena, m->cap, sizeof(*m->slot));
	for (size_t i = 0; i < old.cap; i++) {
		struct map_slot *s = &old.slot[i];

		if (s->key)
			*find(m, s->key, s->len, s->hash) = *s;
	}
}

void *
map_get(const struct map *m, const char *key, size_t len)
{
	return m->cap ? find(m, key, len, hash(key, len))->value : NULL;
}

void
map_put(struct map *m, const char *key, size_t len, void *value)
{
	unsigned h = hash(key, len);
	struct map_slot *s;

	make_room(m, m->n + 1);
	s = find(m, key, len, h);
	if (!s->key)
		m->n++;
	s->key = key;
	s->len = (unsigned)len;
	s->hash = h;
	s->value = value;
}

void *
map_same(const struct map *m, const struct map_slot *s)
{
	return m->cap ? find(m, s->key, s->len, s->hash)->value : NULL;
}

void
map_join(struct map *m, const struct map *from)
{
	make_room(m, m->n + from->n);
	for (size_t i = 0; i < from->cap; i++) {
		const struct map_slot *s = &from->slot[i];
		struct map_slot *to;

		if (!s->key)
			continue;
		to = find(m, s->key, s->len, s->hash);
		if (to->key)
			continue;
		*to = *s;
		m->n++;
	}
}
