#ifndef CSVW_H
#define CSVW_H

#include <stdbool.h>
#include <stddef.h>

#include "out.h"

/*
 * Writes CSV with commas and LF, quoted where needed, that can be opened in a
 * spreadsheet or shown on a terminal whatever the names in it: a text that
 * would be a formula gets an apostrophe in front, and what could steer a
 * terminal is escaped.
 */
struct csvw {
	struct out *out;
	bool begun;	/* a cell of the row is written */
};

/* Begins a table. */
void csvw_init(struct csvw *w, struct out *out);

/* Writes the next cell of the row; NULL is an empty one. */
void csvw_text(struct csvw *w, const char *s);

/* Ends the row. */
void csvw_end(struct csvw *w);

#endif
