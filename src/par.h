#ifndef PAR_H
#define PAR_H

#include <pthread.h>
#include <stdbool.h>

/* Work that another thread does. */
struct par {
	pthread_t id;
	void (*fn)(void *ctx);
	void *ctx;
	pthread_mutex_t held;	/* until it stands where it can begin */
	bool running;
};

/* Returns how many threads the machine runs at once, at least 1. */
unsigned par_cores(void);

/*
 * Begins fn(ctx) in a thread of its own. Returns false when there is none to
 * be had. What was begun is waited for with par_wait(), which does nothing
 * for what was not.
 */
bool par_start(struct par *p, void (*fn)(void *ctx), void *ctx);
void par_wait(struct par *p);

/* Does fn(a) and fn(b), at the same time if there is a thread to be had. */
void par_both(void (*fn)(void *ctx), void *a, void *b);

/* Does what util_sort() does; one half in another thread if n is large. */
void par_sort(void *list, size_t n, int (*cmp)(const void *, const void *));

#endif
