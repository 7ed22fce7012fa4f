#ifndef SITE_H
#define SITE_H

#include <stdbool.h>

#include "arena.h"

/* The server that --site names. The arena owns the strings. */
struct site {
	const char *host;	/* lower case, without brackets */
	const char *port;
	const char *address;	/* as URLs have it: host, ":port" if not 443 */
	bool cloud;		/* a host of ConnectWise's own clouds */
	bool prefixed;		/* "api-" was put in front */
	const char *dropped;	/* what was cut off, NULL: nothing */
};

/*
 * Reads an address as users paste it: blanks, scheme and path are cut off, a
 * cloud login host gets "api-" in front. Returns 0, or -1 with *why set to a
 * reason of static text.
 */
int site_parse(struct arena *a, const char *text, struct site *s,
    const char **why);

/*
 * Returns the login host of the other of the two Australian clouds, which are
 * often taken for each other, or NULL for any other host. Static text.
 */
const char *site_twin(const struct site *s);

#endif
