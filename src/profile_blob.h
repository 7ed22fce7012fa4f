#ifndef PROFILE_BLOB_H
#define PROFILE_BLOB_H

#include <stddef.h>

/*
 * A file of profiles/ as it stands in the program: its name without the
 * ending, its bytes, and how many they are. The bytes are not changed in any
 * way; one zero byte that is not counted follows them.
 */
struct blob {
	const char *name;
	const unsigned char *data;
	size_t len;
};

/*
 * Every file of profiles/, sorted by name in byte order; the last entry has a
 * null name. Made by profiles/embed.sh.
 */
extern const struct blob profile_blobs[];

#endif
