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
 * Every profile, sorted by name in byte order; the last entry has a
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
 * The built-in profiles in the order of profile_blobs[]. Made by profiles/index.awk, like the following.
 */
extern const struct blob_head profile_heads[];
extern const size_t profile_nheads;
extern const struct blob_grant profile_grants[];
extern const char profile_text[];

/*
 * A function of the catalogue, or a sensitive table, made like the heads by
 * profiles/catalogue.awk. Texts by where they begin in catalogue_text[], the
 * module by its number, risks as enum severity, offered as enum offered.
 */
struct blob_entry {
	unsigned name, key, why[4];
	unsigned char module, risk[4], offered, addon;
};

/* A key, by where it begins, and the number of what it stands for. */
struct blob_key {
	unsigned key;
	unsigned short number;
};

extern const char catalogue_text[];
extern const struct blob_entry catalogue_functions[], catalogue_tables[];
extern const size_t catalogue_nfunctions, catalogue_ntables;
extern const unsigned catalogue_modules[];	/* their names */
extern const size_t catalogue_nmodules;

/* The keys of all names and aliases, in byte order. */
extern const struct blob_key catalogue_module_keys[];
extern const struct blob_key catalogue_function_keys[];
extern const struct blob_key catalogue_table_keys[];
extern const size_t catalogue_module_nkeys, catalogue_function_nkeys;
extern const size_t catalogue_table_nkeys;

/*
 * An alias by the key that match_alias.c makes of its words, and by how many
 * words it is written at most; n profiles have it, by their numbers in
 * profile_owners[]. In byte order of the keys.
 */
struct blob_alias {
	unsigned key;			/* in profile_text[] */
	unsigned short owner, n;	/* in profile_owners[] */
	unsigned char len, words;
};

extern const struct blob_alias profile_role_aliases[];
extern const struct blob_alias profile_member_aliases[];
extern const size_t profile_role_naliases, profile_member_naliases;
extern const unsigned short profile_owners[];

/* The SHA-256 of all files: what profile_digest() tells. */
extern const char profile_sha256[65];

/* The features of `optional:FEATURE`; NULL ends the list. */
extern const char *const profile_features[];

#endif
