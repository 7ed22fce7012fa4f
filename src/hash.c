#include <mbedtls/sha256.h>
#include <stdlib.h>

#include "hash.h"
#include "util.h"

struct hash {
	mbedtls_sha256_context sha;
};

struct hash *
hash_new(void)
{
	struct hash *h = util_alloc(sizeof(*h));

	mbedtls_sha256_init(&h->sha);
	if (mbedtls_sha256_starts(&h->sha, 0) != 0)
		util_die("SHA-256 failed");
	return h;
}

void
hash_add(struct hash *h, const void *p, size_t n)
{
	if (mbedtls_sha256_update(&h->sha, p, n) != 0)
		util_die("SHA-256 failed");
}

void
hash_end(struct hash *h, char out[HASH_HEX])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char sum[32];

	if (mbedtls_sha256_finish(&h->sha, sum) != 0)
		util_die("SHA-256 failed");
	mbedtls_sha256_free(&h->sha);
	free(h);
	for (size_t i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digit[sum[i] >> 4];
		out[2 * i + 1] = digit[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}

void
hash_hex(const void *p, size_t n, char out[HASH_HEX])
{
	struct hash *h = hash_new();

	hash_add(h, p, n);
	hash_end(h, out);
}
