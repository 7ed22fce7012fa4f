#ifndef SECRET_H
#define SECRET_H

#include <stddef.h>

/*
 * Bytes that must not leave the process: keys, and the request that carries
 * them. They live in pages of their own that are locked into memory where the
 * system allows it, left out of core dumps and of child processes, and wiped.
 * Nothing here prints, and no part of it may be copied into an arena, a buf or
 * a message.
 */
struct secret {
	char *data;	/* NUL-terminated */
	size_t len, cap;
};

/* Makes room for cap bytes. Failure ends the process. */
void secret_init(struct secret *s, size_t cap);

/* Appends bytes or a string. Returns 0, or -1 when they do not fit. */
int secret_add(struct secret *s, const void *p, size_t n);
int secret_str(struct secret *s, const char *str);

/* Appends the n bytes at p in base64. Returns 0, or -1 when it is full. */
int secret_base64(struct secret *s, const void *p, size_t n);

/* Overwrites the contents; the room stays. */
void secret_clear(struct secret *s);

/* Overwrites and gives back the room. A struct of zeros is left alone. */
void secret_free(struct secret *s);

/* Overwrites n bytes in a way that the compiler does not drop. */
void secret_wipe(void *p, size_t n);

/* Forbids core dumps and tracing by other processes of the same user. */
void secret_guard(void);

#endif
