#ifndef LOAD_PARTS_H
#define LOAD_PARTS_H

#include "csvin.h"
#include "load_head.h"
#include "slice.h"

/* Returns among how many threads a source is shared out, 1: none. */
unsigned load_threads(const struct audit *au,
    const struct slice_source *from);

/*
 * Reads the source from at to its end like load_rows_read(); fn is the
 * callback of csv. A large roles export is cut at line ends: this thread reads
 * from its front, the others take parts from its back, and read each into an
 * audit of its own. A part is taken over when libcsv ended the one before it
 * between two rows, as the other thread assumed, when nothing in it called for
 * a diagnostic, and when it has no grant that was there before. Otherwise it
 * is read once more behind the one before it: so the result never depends on
 * the number of threads. With l->once it may stop
 * with l->again set: then what was read counts for nothing.
 */
int load_parts(struct load *l, struct csvin *csv, csvin_fn *fn,
    const struct slice_source *from, uint64_t at);

/*
 * Reads a source for the first time: returns true when it is all UTF-8
 * without NUL, so that it can be read in pieces. Writes its SHA-256 to hex,
 * HASH_HEX bytes, unless that is NULL.
 */
bool load_check(const struct slice_source *from, unsigned threads, char *hex);

#endif
