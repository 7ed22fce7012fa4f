#ifndef BUF_H
#define BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

/*
 * Bytes that grow up to a limit. An append past the limit is dropped whole
 * and sets `full`, which stays set: check it once at the end. data is always
 * NUL-terminated after the first append (NULL before), len is without it.
 */
struct buf {
	char *data;
	size_t len, cap, limit;
	bool full;
};

/* Prepares an empty buffer that may hold limit bytes. */
void buf_init(struct buf *b, size_t limit);

/* Frees the bytes; the buffer is empty again with the same limit. */
void buf_free(struct buf *b);

/* Forgets the contents and keeps the room. */
void buf_clear(struct buf *b);

/*
 * Returns room for n bytes behind the contents, and appends so many of what
 * was put there; NULL when that is past the limit.
 */
char *buf_room(struct buf *b, size_t n);
void buf_took(struct buf *b, size_t n);

/* Appends bytes, a string, one byte, or formatted text. */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);

/* Appends a byte n times; cuts what stands behind the first n bytes off. */
void buf_fill(struct buf *b, char c, size_t n);
void buf_cut(struct buf *b, size_t n);

void buf_printf(struct buf *b, const char *fmt, ...) util_printf(2, 3);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    util_printf(2, 0);

/*
 * Appends the n bytes at s so that they cannot steer a terminal: control
 * characters, bidirectional overrides, other invisible format characters and
 * bytes that are not UTF-8 come out as \xNN or \u{NNNN}.
 */
void buf_safe(struct buf *b, const char *s, size_t n);

/* Returns how many of the n bytes at s are printable ASCII before another. */
size_t buf_plain(const char *s, size_t n);

/* Returns the contents as a string: "" while nothing was appended. */
const char *buf_cstr(const struct buf *b);

/*
 * Decodes one UTF-8 character from the n bytes at s. Returns its length in
 * bytes and sets *cp, or returns 0 when they begin with no valid character
 * (overlong forms and surrogates included). n must not be 0.
 */
size_t buf_utf8(const char *s, size_t n, uint32_t *cp);

/* Writes cp as UTF-8 to out (4 bytes of room). Returns the length. */
size_t buf_encode(uint32_t cp, char *out);

/* True when cp is invisible or steers a terminal, so must be escaped. */
bool buf_unsafe(uint32_t cp);

#endif
