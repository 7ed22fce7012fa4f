#ifdef __linux__
#define _GNU_SOURCE	/* sched_getcpu() and what goes with it */
#include <sched.h>
#endif
#include <unistd.h>

#include "limits.h"
#include "par.h"
#include "util.h"

unsigned
par_cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : (unsigned)n;
}

static void *
run(void *ctx)
{
	struct par *p = ctx;

	pthread_mutex_lock(&p->held);
	pthread_mutex_unlock(&p->held);
	p->fn(p->ctx);
	return NULL;
}

/*
 * Lets a new thread, if there is one, begin on another core than that of who
 * began it, and then go anywhere. Linux does so by itself, but on a virtual
 * machine only some milliseconds later: there a core that sleeps looks taken
 * by another guest, and the two take turns on the one.
 */
static void
release(struct par *p)
{
#ifdef __linux__
	int here = sched_getcpu();
	cpu_set_t all, others;
	bool moved = false;

	if (p->running && here >= 0 &&
	    sched_getaffinity(0, sizeof(all), &all) == 0) {
		others = all;
		CPU_CLR(here, &others);
		moved = CPU_COUNT(&others) > 0 && pthread_setaffinity_np(
		    p->id, sizeof(others), &others) == 0;
	}
	pthread_mutex_unlock(&p->held);
	if (moved)
		pthread_setaffinity_np(p->id, sizeof(all), &all);
#else
	pthread_mutex_unlock(&p->held);
#endif
}

bool
par_start(struct par *p, void (*fn)(void *ctx), void *ctx)
{
	pthread_attr_t attr;

	p->fn = fn;
	p->ctx = ctx;
	p->running = false;
	if (pthread_attr_init(&attr) != 0)
		return false;
	if (pthread_mutex_init(&p->held, NULL) != 0)
		util_die("no lock for a thread");
	pthread_mutex_lock(&p->held);
	/* musl's usual stack is small. */
	if (pthread_attr_setstacksize(&attr, LIMIT_STACK) == 0)
		p->running = pthread_create(&p->id, &attr, run, p) == 0;
	pthread_attr_destroy(&attr);
	release(p);
	if (!p->running)
		pthread_mutex_destroy(&p->held);
	return p->running;
}

void
par_wait(struct par *p)
{
	if (p->running) {
		pthread_join(p->id, NULL);
		pthread_mutex_destroy(&p->held);
	}
	p->running = false;
}

void
par_both(void (*fn)(void *ctx), void *a, void *b)
{
	struct par other;

	if (!par_start(&other, fn, b))
		fn(b);
	fn(a);
	par_wait(&other);
}

struct half {
	void **list;
	size_t n;
	int (*cmp)(const void *, const void *);
};

static void
sort_half(void *ctx)
{
	struct half *h = ctx;

	util_sort(h->list, h->n, h->cmp);
}

void
par_sort(void *list, size_t n, int (*cmp)(const void *, const void *))
{
	size_t half = n / 2;
	struct half first = {list, half, cmp}, rest = {NULL, n - half, cmp};

	if (n < LIMIT_SHARED_SORT) {
		util_sort(list, n, cmp);
		return;
	}
	rest.list = first.list + half;
	par_both(sort_half, &first, &rest);
	util_merge(list, half, n, cmp);
}
