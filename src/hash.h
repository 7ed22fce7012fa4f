#ifndef HASH_H
#define HASH_H

#include <stddef.h>

/* Room for a SHA-256 in lower-case hex and its NUL. */
#define HASH_HEX 65

/*
 * Writes the SHA-256 of the n bytes at p as 64 lower-case hex digits to out.
 * mbedTLS does the work; a failure inside it ends the process.
 */
void hash_hex(const void *p, size_t n, char out[HASH_HEX]);

/*
 * The same of bytes that come in pieces: hash_end() writes the sum to out and
 * frees what hash_new() made.
 */
struct hash;
struct hash *hash_new(void);
void hash_add(struct hash *h, const void *p, size_t n);
void hash_end(struct hash *h, char out[HASH_HEX]);

#endif
