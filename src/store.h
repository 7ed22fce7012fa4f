#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "hash.h"
#include "map.h"
#include "out.h"

enum store_kind { STORE_EXPORT, STORE_PROFILE, STORE_WAIVERS, STORE_KINDS };

/* An input of a run. Its kind, tenant and name tell it from all others. */
struct store_file {
	enum store_kind kind;
	const char *tenant;	/* of a fleet; "": the run's own */
	const char *name;	/* as reports have it */
	const char *path;	/* as it was opened; NULL: it was not */
	char sha256[HASH_HEX];
	size_t bytes;
	bool kept;		/* what it holds is at `at` of the spool */
	size_t at;
	const char *data;	/* what it holds, given by store_give() */
	const char *member;	/* its name in a bundle, or NULL */
};

/*
 * The inputs of a run, written down as they are read; or given beforehand, so
 * that a run reads them from here and nowhere else. A struct of zeros is an
 * empty store that writes down names and hashes. Not for several threads.
 */
struct store {
	struct arena arena;
	struct map map;
	struct store_file **file;	/* in the order of reading */
	size_t n;
	bool given;		/* what is not here does not exist */
	bool keeps[STORE_KINDS];	/* the bytes, too */
	struct out spool;
	bool spooled;
	const char *fault;	/* why the run cannot be repeated, or NULL */
};

/* Returns the word of a kind: export, profile, waivers. Static text. */
const char *store_kind(enum store_kind k);

/* True when the string is UTF-8, as the texts of a manifest are. */
bool store_is_text(const char *s);

/* Writes down an input that was read. The bytes stay the caller's. */
void store_note(struct store *s, enum store_kind kind, const char *tenant,
    const char *path, const char *name, const char *data, size_t len);

/* Writes down that an input could not be read. */
void store_unread(struct store *s, const char *name);

/*
 * Gives an input. Returns it, or NULL when there is one of that name already.
 * The caller fills in the rest; the bytes stay his.
 */
struct store_file *store_give(struct store *s, enum store_kind kind,
    const char *tenant, const char *name);

/* Returns the input, or NULL. */
struct store_file *store_find(const struct store *s, enum store_kind kind,
    const char *tenant, const char *name);

/* Frees all of it. */
void store_free(struct store *s);

#endif
