#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"

enum text_encoding {
	TEXT_UTF8,
	TEXT_UTF8_BOM,
	TEXT_UTF16LE,
	TEXT_UTF16BE,
	TEXT_CP1252
};

/*
 * The text of a file as UTF-8 without a byte order mark. Lines and code
 * points are those of the file, so places in one are places in the other.
 */
struct text {
	const char *data;
	size_t len;
	enum text_encoding encoding;
	char *owned;		/* what text_free() frees */
	const char *error;	/* why text_decode() failed; static text */
	uint32_t line, col;	/* where */
};

/*
 * Finds out the encoding of the n bytes at raw and decodes them. data points
 * into raw where nothing had to change, so raw must outlive t. Returns 0, or
 * -1 with error, line and col set.
 */
int text_decode(struct text *t, const char *raw, size_t n);
void text_free(struct text *t);

/*
 * Returns the offset of the first byte that is NUL or begins nothing that is
 * UTF-8, n when there is none. A character that is cut off at n is none.
 */
size_t text_span(const char *p, size_t n);

/* Returns the name of an encoding as reports spell it. Static text. */
const char *text_encoding_name(enum text_encoding e);

/* Cuts ASCII blanks and no-break spaces off both ends. Sets *s and *n. */
void text_trim(const char **s, size_t *n);

/* Writes the trimmed and case-folded form of s. Replaces what b holds. */
void text_fold(struct buf *b, const char *s);

/* Like text_fold(); the arena owns the result. */
char *text_foldstr(struct arena *a, const char *s);

/*
 * Writes the key by which modules and functions are compared: lower case,
 * '&' as "and", without "(customize)", "New!", footnote marks, blanks and
 * punctuation. Replaces the contents of b.
 */
void text_key(struct buf *b, const char *s, size_t n);

/* Room for the keys of names that the catalogue knows, and their NUL. */
#define TEXT_SHORT_KEY 128

/*
 * Writes text_key() of s as a string if there is room for it; a longer one is
 * of no name in the catalogue. Returns whether there was, to be sure: room for
 * four bytes more, which one character may come to.
 */
bool text_short_key(char key[TEXT_SHORT_KEY], const char *s);

/*
 * Returns how many bytes at s are one word: letters and digits, and what is
 * invisible among them. 0: s begins with something else, or ends.
 */
size_t text_word(const char *s);

/* Like text_key(); the arena owns the result. */
char *text_keystr(struct arena *a, const char *s);

/*
 * Returns the number of single-byte insertions, deletions, replacements and
 * swaps of neighbours between a and b, or max + 1 when it is more than max.
 */
unsigned text_distance(const char *a, const char *b, unsigned max);

/*
 * Returns the index of the one of n names (the i-th at names + i * stride,
 * each a const char *) that is nearest to s within two edits, letter case
 * aside, or -1.
 */
int text_nearest(const char *s, const void *names, size_t n, size_t stride);

#endif
