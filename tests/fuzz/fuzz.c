#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* The program's way out of an internal fault; see -Wl,--wrap=_Exit. */
void __wrap__Exit(int code);

void
fuzz_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/*
 * util_die() is for what cannot happen: no input of this size may bring it
 * about, and a process that just ends would pass for a run that went well.
 */
void
__wrap__Exit(int code)
{
	fprintf(stderr, "the program gave up with exit code %d\n", code);
	abort();
}

uint32_t
fuzz_hash(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h | 1;
}

uint32_t
fuzz_next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

size_t
fuzz_piece(uint32_t *state, size_t n)
{
	size_t k = *state ? 1 + fuzz_next(state) % 7 : 1;

	/* Now and then a long one. */
	if (*state && k == 7)
		k = 1 + fuzz_next(state) % 900;
	return k < n ? k : n;
}

const struct catalogue *
fuzz_catalogue(void)
{
	static struct catalogue cat;
	static bool begun;

	if (!begun)
		catalogue_open(&cat);
	begun = true;
	return &cat;
}

const struct profile_library *
fuzz_library(void)
{
	static struct profile_library lib;
	static bool begun;

	if (!begun)
		profile_open(&lib, fuzz_catalogue());
	begun = true;
	return &lib;
}

void
fuzz_open(struct fuzz_room *r)
{
	r->opt.as_of = "2026-01-31";
	r->opt.color = "never";
	model_init(&r->au, fuzz_catalogue(), &r->opt);
	r->au.diag.quiet = true;
	r->au.profile = fuzz_library()->profile;
	r->au.nprofile = fuzz_library()->n;
}

void
fuzz_close(struct fuzz_room *r)
{
	model_free(&r->au);
}
