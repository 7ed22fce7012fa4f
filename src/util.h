#ifndef UTIL_H
#define UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define countof(a) (sizeof(a) / sizeof((a)[0]))

#ifdef __GNUC__
/* Windows has two kinds of printf(); stdio.h names the one that is used. */
#ifndef __MINGW_PRINTF_FORMAT
#define __MINGW_PRINTF_FORMAT printf
#endif
#define util_printf(f, a) \
    __attribute__((format(__MINGW_PRINTF_FORMAT, f, a)))
#define util_noreturn __attribute__((noreturn))
#else
#define util_printf(f, a)
#define util_noreturn
#endif

/* Exit codes of the program; the meanings stand in util_exit_text(). */
enum exit_code {
	EXIT_PASS = 0,
	EXIT_INFO = 10,
	EXIT_LOW = 11,
	EXIT_MEDIUM = 12,
	EXIT_HIGH = 13,
	EXIT_CRITICAL = 14,
	EXIT_INCOMPLETE = 20,
	EXIT_WIDENED = 30,
	EXIT_USAGE = 64,
	EXIT_DATA = 65,
	EXIT_NOINPUT = 66,
	EXIT_UNREACHABLE = 69,
	EXIT_INTERNAL = 70,
	EXIT_OUTPUT = 74,
	EXIT_REFUSED = 77,
	EXIT_INTERRUPT = 130,
	EXIT_TERMINATED = 143
};

/*
 * Returns the one-line meaning of an exit code, or NULL for a code that the
 * program does not use. Static text.
 */
const char *util_exit_text(int code);

/*
 * Registers what has to be undone before the process ends early (temporary
 * files). Called by util_die() and by the signal handler, so the function may
 * only use async-signal-safe calls. One function; NULL removes it.
 */
void util_on_death(void (*fn)(void));

/* Runs what util_on_death() registered, once. Async-signal-safe. */
void util_cleanup(void);

/*
 * An internal fault: prints "cwaudit: internal error: ..." on standard error,
 * undoes unfinished output and ends the process with EXIT_INTERNAL.
 */
util_noreturn void util_die(const char *fmt, ...) util_printf(1, 2);

/*
 * Memory from malloc(). A failure ends the process through util_die(), so
 * that no audit goes on with a part of its findings. The caller frees.
 */
void *util_alloc(size_t size);

/* Like calloc(). */
void *util_zero(size_t n, size_t size);

/* Like realloc() for n elements of the given size; overflow is util_die(). */
void *util_realloc(void *p, size_t n, size_t size);

/*
 * Sorts a list of n pointers. cmp is that of qsort(); what it calls equal
 * stays in order. Fast where much is in order already.
 */
void util_sort(void *list, size_t n,
    int (*cmp)(const void *, const void *));

/*
 * Merges the first `half` of n pointers with the rest, both of which are
 * sorted; of equals the first ones come first.
 */
void util_merge(void *list, size_t half, size_t n,
    int (*cmp)(const void *, const void *));

/* True when the two strings are equal. */
bool util_eq(const char *a, const char *b);

/* True when both strings are equal but for the case of ASCII letters. */
bool util_ieq(const char *a, const char *b);

/* Returns the part of a path behind its last slash. Points into path. */
const char *util_base(const char *path);

/* True when a path begins at the root of a file system or of a drive. */
bool util_is_absolute(const char *path);

/*
 * Reads a whole decimal number without a sign. Returns 0 and sets *out, or
 * -1 when s is empty, holds anything else, or is above max.
 */
int util_number(const char *s, unsigned long max, unsigned long *out);

/* True when s is a date that exists, as YYYY-MM-DD. */
bool util_is_date(const char *s);

#endif
