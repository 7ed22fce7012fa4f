#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "util.h"

struct buf;

/* A place in an input: 1-based line and code point; 0 means the whole file. */
struct loc {
	const char *file;
	uint32_t line, col;
};

struct diag_item {
	struct loc loc;
	const char *text;
};

/*
 * What is wrong with the inputs of one audit. Each entry is printed on
 * standard error as "FILE:LINE:COLUMN: error: TEXT" when it is added, and kept
 * for the JSON report. After LIMIT_DIAGNOSTICS entries `stop` is set and later
 * ones are dropped.
 */
struct diag {
	struct arena *arena;
	struct diag_item *item;
	size_t n;
	int code;	/* EXIT_DATA or EXIT_NOINPUT, 0 while all is well */
	bool stop;
	bool quiet;	/* keep, do not print */
};

/*
 * Adds an error with the exit code it leads to (EXIT_NOINPUT outranks
 * EXIT_DATA). Always returns -1, so that a caller can return it.
 */
int diag_error(struct diag *d, int code, struct loc loc, const char *fmt, ...)
    util_printf(4, 5);

/* Appends a place as FILE:LINE:COLUMN, nothing without a file. */
void diag_place(struct buf *b, struct loc loc);

/* Prints a message on standard error, made safe for a terminal. */
void diag_print(const struct loc *loc, const char *kind, const char *text);

/*
 * A usage error: prints "cwaudit: TEXT" and how to get help on standard error.
 * Returns EXIT_USAGE.
 */
int diag_usage(const char *fmt, ...) util_printf(1, 2);

/*
 * Lets all that this thread would print on standard error be appended to a
 * buffer, until it is called with NULL.
 */
void diag_hold(struct buf *b);

/* Prints "cwaudit: TEXT" on standard error: news, not a result. */
void diag_note(const char *fmt, ...) util_printf(1, 2);

#endif
