#include <string.h>

#include "map.h"

/* FNV-1a, as published by Fowler, Noll and Vo. */
static unsigned
hash(const char *s, size_t n)
{
	unsigned h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
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

static void
grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 64;
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

	if (m->n >= m->cap / 2)
		grow(m);
	s = find(m, key, len, h);
	if (!s->key)
		m->n++;
	s->key = key;
	s->len = len;
	s->hash = h;
	s->value = value;
}
