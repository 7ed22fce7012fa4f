#ifndef PROFILE_H
#define PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "catalogue.h"
#include "diag.h"
#include "model.h"

enum profile_kind { PROFILE_META, PROFILE_GRANT, PROFILE_MEMBER,
	PROFILE_TABLE, PROFILE_HOST, PROFILE_KINDS };

/* When a row applies: the column `when`. */
enum profile_when { WHEN_ALWAYS, WHEN_RECOMMENDED, WHEN_OPTIONAL, WHEN_SETUP };

/*
 * A row of a profile. Of a grant: a security function and the levels that the
 * guide asks for (LEVEL_UNKNOWN: it is silent); function "*" is every
 * function of the module. Otherwise module and function hold key and value,
 * setting and value, "" and `Category / Table`, or region and host.
 */
struct profile_row {
	enum profile_kind kind;
	uint32_t line;
	const char *module, *function;
	const char *key;	/* of a grant: both keys joined by 1F */
	uint8_t level[VERB_COUNT];
	enum profile_when when;
	const char *feature;	/* of `optional:FEATURE` */
	const char *note;
};

/*
 * What a vendor's set-up guide asks for. The arena that it was read into owns
 * it. Strings are never NULL; what the guide does not say is "".
 */
struct profile {
	const char *file;	/* "<profile:NAME>" or the user's file */
	const char *name, *vendor, *product, *guide, *source, *dated, *read;
	bool partial;		/* the guide is not fully known */
	bool builtin;
	const char *confidence_note;
	const char **alias_role, **alias_member;
	size_t nalias_role, nalias_member;
	struct profile_row *row;
	size_t nrow, ngrant;
};

/* The built-in profiles, in byte order of their names. */
struct profile_library {
	struct arena arena;
	const struct profile **profile;
	size_t n;
};

/*
 * Reads all embedded profiles. A fault in one is a fault of the program and
 * ends the process. The caller frees the library with profile_close().
 */
void profile_open(struct profile_library *lib, const struct catalogue *cat);
void profile_close(struct profile_library *lib);

/* Returns the built-in profile of that name, or NULL. */
const struct profile *profile_find(const struct profile_library *lib,
    const char *name);

/*
 * Reads a profile from UTF-8 text into the arena; d gets what is wrong with
 * it, at lines of `file`. Returns the profile, or NULL after an error.
 */
struct profile *profile_parse(struct arena *a, struct diag *d,
    const struct catalogue *cat, const char *file, const char *text,
    size_t len);

/*
 * True when the row adds to what is needed: always, recommended, or gated by
 * a feature or phase that the options name.
 */
bool profile_needs(const struct profile_row *row, const struct options *opt);

/*
 * Returns the member setting of that name which applies, or NULL. Settings:
 * section 4 of the contract.
 */
const struct profile_row *profile_setting(const struct profile *p,
    const char *setting, const struct options *opt);

/* Returns the address of the guide, or NULL when it is not known. */
const char *profile_url(const struct profile *p);

/* Writes the SHA-256 of all embedded profiles and the catalogue. */
void profile_digest(char out[65]);

#endif
