#ifndef LIVE_DRY_H
#define LIVE_DRY_H

#include "connectwise.h"
#include "out.h"

/* A request that would be made. The arena owns the texts. */
struct live_request {
	const char *url;
	const char *text;	/* as it would be sent, Authorization masked */
	const char *when;	/* "" always, else how often */
};

/* All requests of a run, in order. */
struct live_plan {
	struct live_request *request;
	size_t n;
};

/*
 * Lists the requests that a live audit would make; member is that of
 * --member, or NULL. Opens nothing and needs no keys.
 */
void live_plan(struct live_plan *plan, const struct connectwise *cw,
    const char *member, bool login);

#endif
