#ifndef NEEDS_H
#define NEEDS_H

#include "arena.h"
#include "connectwise.h"
#include "level.h"

/* What an endpoint of the API asks of a security role. */
struct needs {
	const char *method, *path;	/* as they were understood */
	const char *known;		/* the path that the table knows */
	bool exact;			/* it is that path, not one below it */
	enum connectwise_sure sure;
	const char *module, *function;	/* NULL: not about a function */
	const char *table;		/* of Table Setup, or NULL */
	enum verb verb;
	const char *source;		/* who connects the two */
};

/*
 * Finds out which grant "GET /service/tickets" needs. Host, query, code base,
 * ids and /count are cut off. Returns 0; -1 when the text is no endpoint; 1
 * when it is not known which function answers to it. The arena owns the
 * strings.
 */
int needs_find(struct arena *a, const char *endpoint, struct needs *out);

/* Returns the word for how sure a mapping is. Static text. */
const char *needs_sure(enum connectwise_sure s);

#endif
