#include <unistd.h>

#include "limits.h"
#include "par.h"

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
