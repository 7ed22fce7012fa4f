#include <mbedtls/sha256.h>

#include "hash.h"
#include "util.h"

void
hash_hex(const void *p, size_t n, char out[HASH_HEX])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char sum[32];

	if (mbedtls_sha256(p, n, sum, 0) != 0)
		util_die("SHA-256 failed");
	for (size_t i = 0; i < sizeof(sum); i++) {
		out[2 * i] = digit[sum[i] >> 4];
		out[2 * i + 1] = digit[sum[i] & 15];
	}
	out[2 * sizeof(sum)] = '\0';
}
