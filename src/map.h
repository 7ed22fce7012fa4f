#ifndef MAP_H
#define MAP_H

#include <stddef.h>

#include "arena.h"

struct map_slot {
	const char *key;
	void *value;
	unsigned hash, len;
};

/*
 * A hash table from strings to pointers. A struct of zeros with its arena set
 * is an empty map; the arena owns the table, the caller owns the keys, which
 * must live as long as the map.
 */
struct map {
	struct arena *arena;
	struct map_slot *slot;
	size_t n, cap;
};

/* Returns the value stored for the key of len bytes, or NULL. */
void *map_get(const struct map *m, const char *key, size_t len);

/* Stores a value (not NULL) for a key, replacing an earlier one. */
void map_put(struct map *m, const char *key, size_t len, void *value);

/*
 * Returns what is stored for the key of another map's slot, or NULL; all slots
 * with a key are taken.
 */
void *map_same(const struct map *m, const struct map_slot *s);

/* Stores what another map holds for keys that this one does not have. */
void map_join(struct map *m, const struct map *from);

#endif
