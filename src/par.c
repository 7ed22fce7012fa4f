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

	p->fn(p->ctx);
	return NULL;
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
	/* musl's usual stack is small. */
	if (pthread_attr_setstacksize(&attr, LIMIT_STACK) == 0)
		p->running = pthread_create(&p->id, &attr, run, p) == 0;
	pthread_attr_destroy(&attr);
	return p->running;
}

void
par_wait(struct par *p)
{
	if (p->running)
		pthread_join(p->id, NULL);
	p->running = false;
}

struct half {
	struct par thread;
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
	struct half rest = {.n = n - half, .cmp = cmp};

	if (n < LIMIT_SHARED_SORT) {
		util_sort(list, n, cmp);
		return;
	}
	rest.list = (void **)list + half;
	if (!par_start(&rest.thread, sort_half, &rest))
		sort_half(&rest);
	util_sort(list, half, cmp);
	par_wait(&rest.thread);
	util_merge(list, half, n, cmp);
}
