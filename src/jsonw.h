#ifndef JSONW_H
#define JSONW_H

#include <stdbool.h>
#include <stddef.h>

#include "limits.h"
#include "out.h"

/*
 * Writes JSON with two blanks of indent, or on one line. Misuse (too deep, a
 * value without a key in an object) ends the process. Texts are UTF-8; bytes
 * that are not become U+FFFD.
 */
struct jsonw {
	struct out *out;
	bool flat;	/* all on one line */
	int depth;
	struct {
		bool object, filled;
	} level[LIMIT_JSON_DEPTH];
};

/* Begins a document. */
void jsonw_init(struct jsonw *j, struct out *out, bool flat);

/*
 * Begins a part of a document that is kept elsewhere: entries of a list under
 * a key of the document.
 */
void jsonw_part(struct jsonw *j, struct out *out);

/* Writes a list under a key whose entries are in a part; ends its spool. */
void jsonw_join(struct jsonw *j, const char *key, struct jsonw *part);

/* Opens and closes an object or an array, under a key or (NULL) without. */
void jsonw_object(struct jsonw *j, const char *key);
void jsonw_array(struct jsonw *j, const char *key);
void jsonw_end(struct jsonw *j);

/* Writes a value; a string of NULL is null. */
void jsonw_string(struct jsonw *j, const char *key, const char *value);
void jsonw_number(struct jsonw *j, const char *key, unsigned long value);
void jsonw_bool(struct jsonw *j, const char *key, bool value);
void jsonw_null(struct jsonw *j, const char *key);

/* Writes the name of a file as a relative address: RFC 3986, section 3.3. */
void jsonw_address(struct jsonw *j, const char *key, const char *file);

/* Writes a number, or null when it is negative. */
void jsonw_score(struct jsonw *j, const char *key, int value);

/* Writes a number, or null when it is 0: lines and columns. */
void jsonw_place(struct jsonw *j, const char *key, unsigned long value);

#endif
