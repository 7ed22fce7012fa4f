#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "../../src/buf.h"
#include "../../src/model.h"
#include "../../src/profile.h"

/*
 * What the targets share. Each target is a file fuzz_NAME.c; libFuzzer's main
 * drives it, or that of replay.c.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
    unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* Ends the process with abort(), telling what did not hold. */
util_noreturn void fuzz_fail(const char *file, int line, const char *what);

#define fuzz_check(c) \
	((c) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #c))

/* A number that depends on the bytes alone. */
uint32_t fuzz_hash(const uint8_t *p, size_t n);

/* The next number of a sequence that *state carries. */
uint32_t fuzz_next(uint32_t *state);

/* The length of the next piece of the n bytes left: 1 if *state is 0. */
size_t fuzz_piece(uint32_t *state, size_t n);

/* An audit that the caller fills; the catalogue and profiles stay. */
struct fuzz_room {
	struct options opt;
	struct audit au;
};

/* Prepares the room by its options, and ends it. Nothing is printed. */
void fuzz_open(struct fuzz_room *r);
void fuzz_close(struct fuzz_room *r);

/* The catalogue and the built-in profiles, made once. */
const struct catalogue *fuzz_catalogue(void);
const struct profile_library *fuzz_library(void);

/*
 * Changes a text of lines and cells so that it stays one: words that mean
 * something, rows and cells that come, go and move. A blob of several files
 * has lines that begin with "@@ "; they are left alone most of the time.
 */
size_t fuzz_mutate_table(uint8_t *data, size_t size, size_t max,
    unsigned seed);

#endif
