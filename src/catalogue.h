#ifndef CATALOGUE_H
#define CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "level.h"

/* Which levels a function offers, as far as it is documented. */
enum offered { OFFERED_UNKNOWN, OFFERED_NONE_ALL, OFFERED_NONE_MY_ALL };

/* A security function of ConnectWise PSA, or a Table Setup table. */
struct catalogue_entry {
	const char *module, *name;
	const char *key;		/* of both, joined by 1F */
	const char *why[VERB_COUNT];	/* of each risk, "judged: ..." */
	unsigned char risk[VERB_COUNT];	/* enum severity, at level All */
	enum offered offered;
	bool addon;			/* only some tenants have it */
	unsigned id;
};

/* Where the keys of a module's functions stand in catalogue_function_keys[]. */
struct catalogue_span {
	unsigned first, n;
	size_t skip;	/* bytes of the module with the 1F behind them */
};

/*
 * profiles/catalogue.csv in memory, from the tables that the build made of it.
 * Its arena owns all but the texts, which are static. Nothing in it changes,
 * so threads may share it.
 */
struct catalogue {
	struct arena arena;
	struct catalogue_entry **function;
	size_t nfunction;
	struct catalogue_entry **table;	/* sensitive Table Setup entries */
	size_t ntable;
	struct catalogue_span *span;	/* of each module */
	const char **module;		/* in the catalogue's order */
	size_t nmodule;
};

/* Prepares the catalogue. The caller frees it with catalogue_free(). */
void catalogue_open(struct catalogue *c);
void catalogue_free(struct catalogue *c);

/*
 * Returns the function of a module, each by its name or an alias of it, or
 * NULL. Names are compared by text_key().
 */
const struct catalogue_entry *catalogue_find(const struct catalogue *c,
    const char *module, const char *name);

/*
 * Returns the function of that key, which is text_key() of the catalogue's
 * module and of any name of the function, joined by 1F, or NULL.
 */
const struct catalogue_entry *catalogue_by_key(const struct catalogue *c,
    const char *key);

/* Returns the catalogue's spelling of a module, or NULL. */
const char *catalogue_module(const struct catalogue *c, const char *name);

/*
 * Returns the function that a name which catalogue_find() does not know is
 * probably meant to be: within two edits in the module of that name or of one
 * within two edits. NULL when there is none.
 */
const struct catalogue_entry *catalogue_near(const struct catalogue *c,
    const char *module, const char *name);

/*
 * Returns the entry of a Table Setup table that is sensitive, or NULL. item
 * is `Category / Table`.
 */
const struct catalogue_entry *catalogue_table(const struct catalogue *c,
    const char *item);

/* Returns the key by which Table Setup entries are compared. */
char *catalogue_table_key(struct arena *a, const char *item);

/*
 * Returns the risk of a verb at a level: the catalogue's at All, one step
 * less at My. An entry of NULL is an unknown function: medium to write, low
 * to read. level must be above None.
 */
enum severity catalogue_risk(const struct catalogue_entry *e, enum verb v,
    enum level l);

#endif
