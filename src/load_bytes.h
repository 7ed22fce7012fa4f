#ifndef LOAD_BYTES_H
#define LOAD_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "buf.h"
#include "model.h"
#include "store.h"

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

/* True when the file open as fd is still as it was: nobody wrote to it. */
bool load_same(const struct stat *was, int fd);

/* Returns what an errno of load_bytes() means, for a message. Static text. */
const char *load_error(int error);

/* True when it means that no file has that name. */
bool load_no_file(int error);

/*
 * Reads an input of an audit: as load_bytes() does, and writes it down in the
 * audit's store; or takes it from there.
 */
int load_input(struct audit *au, enum store_kind kind, const char *path,
    const char *name, char **data, size_t *len);

/*
 * Returns the tenant whose inputs of that kind the store holds, "" for those
 * that are for all: waivers and profiles of a fleet.
 */
const char *load_owner(const struct audit *au, enum store_kind kind);

#endif
