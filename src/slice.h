#ifndef SLICE_H
#define SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes of an input that are read piece by piece, so that a large one need
 * not be held: of a file, or (file is -1) bytes in memory. Those that have
 * SCAN_PAD bytes behind them can be read where they are.
 */
struct slice_source {
	int file;
	const char *data;
	bool padded;
	uint64_t size;
};

struct slice {
	const struct slice_source *source;
	uint64_t at, end;	/* what is still to be read */
	char *buf;		/* n bytes that were read, SCAN_PAD behind */
	size_t n;
};

/* Prepares to read the bytes from at to end. Free it with slice_close(). */
void slice_open(struct slice *s, const struct slice_source *from, uint64_t at,
    uint64_t end);
void slice_close(struct slice *s);

/*
 * Drops the first `used` bytes of buf and reads more behind the others. buf
 * must not be full of unused ones. Returns 1; 0 when nothing is left to read;
 * or -1 with errno set, to 0 when the file has become shorter.
 */
int slice_more(struct slice *s, size_t used);

/*
 * Returns the offset behind the first LF at or behind at that seems to end a
 * row, and not a line within quotes; or the size when none is near.
 */
uint64_t slice_cut(const struct slice_source *from, uint64_t at);

/*
 * Returns the offset behind the last LF behind at, or at when none is near
 * the end.
 */
uint64_t slice_last(const struct slice_source *from, uint64_t at);

#endif
