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

/* In blob_grant.function: all of a module, whose number is in other bits. */
#define BLOB_STAR 0x8000

/*
 * A grant of a profile in short: its function by the number of the catalogue,
 * its levels as enum level, in the order of enum verb. when: 0 always, 1
 * recommended, 2 phase:setup, else the number of profile_features[] plus 3.
 */
struct blob_grant {
	unsigned short function;
	unsigned char when;
	unsigned char level[4];
};

/*
 * What is known of a built-in profile before its rows are read. Texts by
 * where they begin in profile_text[]; aliases one behind the other, an empty
 * one ends them. Numbers, because pointers would have to be relocated at
 * each start.
 */
struct blob_head {
	unsigned name, vendor, product, dated, alias_role, alias_member;
	unsigned short grant, ngrant;	/* of profile_grants[] */
	unsigned char partial, caveat;
};

/*
 * The built-in profiles in the order of profile_blobs[], without the
 * catalogue. Made by profiles/index.awk, like the following.
 */
extern const struct blob_head profile_heads[];
extern const size_t profile_nheads;
extern const struct blob_grant profile_grants[];
extern const char profile_text[];

/* The features of `optional:FEATURE`; NULL ends the list. */
extern const char *const profile_features[];

#endif
