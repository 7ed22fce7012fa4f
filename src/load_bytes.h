#ifndef LOAD_BYTES_H
#define LOAD_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/*
 * Reads a whole file into a new buffer that the caller frees; a NUL stands
 * behind the last byte. Returns 0, or -1 with errno set (EFBIG past
 * LIMIT_FILE, EISDIR for a folder, ETXTBSY for a file that was changed
 * meanwhile).
 */
int load_bytes(const char *path, char **data, size_t *len);

/*
 * Does the same with what is open as fd, into a buffer that was prepared for
 * LIMIT_FILE_ROOM and is cleared. SCAN_PAD bytes may be read behind the last.
 */
int load_open(int fd, struct buf *b);

/* Returns what an errno of load_bytes() means, for a message. Static text. */
const char *load_error(int error);

/* True when it means that no file has that name. */
bool load_no_file(int error);

#endif
