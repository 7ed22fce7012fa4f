#ifndef LOAD_ROWS_H
#define LOAD_ROWS_H

#include "load_run.h"
#include "slice.h"

/* Prepares a reading by csv, whose callback gives the rows to l. */
void load_rows_begin(struct load_rows *r, struct load *l, struct csvin *csv);

/*
 * Reads the bytes of the source from at to end, which is the end of a line or
 * of the source. Several calls read parts that follow one another.
 *
 * Rows of a roles export repeat: of a million, a few thousand differ in their
 * role, a hundred in module and function, eighty in the levels. libcsv does
 * the same with the same bytes if it begins in the same state. So what came of
 * the bytes of a role, of a module with its function, and of the levels up to
 * the end of the line is remembered when libcsv has read them and the row was
 * right, and a row that is made of bytes that are all remembered is entered
 * without reading it again. What has to be said about a row, repeated
 * functions and headings included, is only said of rows that are read.
 *
 * That needs a role column, before the columns of module and function, before
 * those of the levels. Other columns between them count as parts of these; the
 * cells of those ahead and behind go through libcsv in each row. Where most
 * rows are new, all are read.
 *
 * With l->once a byte that is no text stops the reading, with l->again set.
 *
 * Returns 0 when all was read or csv stopped, or -1 when the source cannot be
 * read, with errno set, to 0 when it has become shorter.
 */
int load_rows_read(struct load_rows *r, const struct slice_source *source,
    uint64_t at, uint64_t end);

/* Gives back what is carried on to other files. */
void load_rows_end(struct load_rows *r);

/* Says that another reading took so many lines. */
void load_rows_skip(struct load_rows *r, uint32_t lines);

#endif
