#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum json_type {
	JSON_NULL,
	JSON_BOOL,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/* One value of a JSON document, with the values inside it as a list. */
struct json {
	enum json_type type;
	const char *key;	/* its name in an object, else NULL */
	const char *text;	/* of a string */
	double number;		/* of a number; 1 for true, 0 for false */
	const struct json *child, *next;
	size_t n;		/* children */
};

/*
 * Reads the n bytes at text as one JSON document (RFC 8259, UTF-8, nothing
 * behind it) into the arena, which owns all of it. Returns 0 and sets *out, or
 * -1 with *why set to a reason of static text: not JSON, a key that occurs
 * twice, a NUL in a string, more than LIMIT_JSON_IN_DEPTH levels or more than
 * LIMIT_JSON_IN_VALUES values.
 */
int json_read(struct arena *a, const char *text, size_t n,
    const struct json **out, const char **why);

/* Returns the member of an object, or NULL; o may be NULL or no object. */
const struct json *json_get(const struct json *o, const char *key);

/* Returns the text of a string member, or NULL. Lives in the arena. */
const char *json_text(const struct json *o, const char *key);

/*
 * Gets a member that is a whole number from 0 to 2^53. Returns 0 and sets
 * *out, or -1.
 */
int json_id(const struct json *o, const char *key, unsigned long long *out);

/*
 * Gets a truth value: true, false, or the words "true" and "false" as a
 * string in any case. Returns 0 and sets *out, or -1.
 */
int json_flag(const struct json *o, const char *key, bool *out);

#endif
