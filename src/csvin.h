#ifndef CSVIN_H
#define CSVIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/*
 * A cell of a row: its text without quotes, NUL-terminated, and the line and
 * code point at which it begins (at its opening quote, if it has one).
 */
struct csvin_cell {
	char *text;
	size_t len;
	size_t raw;	/* bytes of the row, as the text has it, before it */
	uint32_t line, col;
};

/*
 * A row. It and its texts are valid, and may be changed, during the call that
 * is given it. The texts stand one behind the other with a NUL between, and
 * have SCAN_PAD bytes behind the last.
 */
struct csvin_row {
	struct csvin_cell *cell;
	size_t n;
	uint32_t line;
	bool cut;	/* no end of line follows: the text ends here */
};

/* Called for each row that is not an empty line. 0 goes on, -1 stops. */
typedef int csvin_fn(void *ctx, const struct csvin_row *row);

struct csvin;

/*
 * Makes a reader of UTF-8 CSV text (RFC 4180; rows end in LF, CR or CRLF)
 * around libcsv, which gives no positions. A row of one line is given to it
 * whole, for there the cells tell their places by their lengths; of any other
 * it is fed up to and including each byte that can end a cell, so that its
 * callbacks come exactly there. Never fails. Free it with csvin_free().
 */
struct csvin *csvin_new(char delimiter, csvin_fn *fn, void *ctx);
void csvin_free(struct csvin *c);

/*
 * Makes a reader as csvin_new() does out of one that has come to its end or
 * stopped anywhere, with the room that it has.
 */
void csvin_again(struct csvin *c, char delimiter, csvin_fn *fn, void *ctx);

/*
 * Says on which line the next row begins, if it does not follow the last one:
 * before the text, or when lines of it were taken out.
 */
void csvin_at(struct csvin *c, uint32_t line);

/* Returns the line of the next byte. */
uint32_t csvin_line(const struct csvin *c);

/* True when libcsv is between two rows and nothing stopped it. */
bool csvin_between(const struct csvin *c);

/*
 * Reads n bytes more. The pieces may be cut anywhere. Returns 0, or -1 when
 * the callback stopped (csvin_error() is NULL) or the text is not CSV.
 */
int csvin_feed(struct csvin *c, const char *p, size_t n);

/*
 * Lets libcsv read n bytes without quotes of a row for itself, beside what
 * csvin_feed() reads. Returns true when they were so many cells, each with
 * the delimiter behind it or, if `ends`, with the end of the row behind the
 * last. A row may be given in several calls, in which what is known to be
 * whole cells may be left out; one that is not ended is dropped by a call that
 * returns false.
 */
bool csvin_pass(struct csvin *c, const char *p, size_t n, size_t cells,
    bool ends);

/* Ends the text. Returns as csvin_feed(). */
int csvin_finish(struct csvin *c);

/*
 * Returns what is wrong with the text and sets its place, or NULL when
 * nothing is. Static text.
 */
const char *csvin_error(const struct csvin *c, uint32_t *line, uint32_t *col);

#endif
