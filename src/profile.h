#ifndef PROFILE_H
#define PROFILE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "catalogue.h"
#include "diag.h"
#include "model.h"
#include "profile_blob.h"

enum profile_kind { PROFILE_META, PROFILE_GRANT, PROFILE_MEMBER,
	PROFILE_TABLE, PROFILE_HOST, PROFILE_KINDS };

/* The columns of a profile. */
enum { PROFILE_C_KIND, PROFILE_C_MODULE, PROFILE_C_FUNCTION, PROFILE_C_LEVEL,
	PROFILE_C_WHEN = PROFILE_C_LEVEL + VERB_COUNT, PROFILE_C_NOTE,
	PROFILE_COLUMNS };

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
	const char *gate;	/* the column `when` as it stands */
	const char *feature;	/* of `optional:FEATURE` */
	const char *note;
	uint32_t col[PROFILE_COLUMNS];	/* where each cell begins */
};

/*
 * What a vendor's set-up guide asks for. The arena that it was read into owns
 * it. Strings are never NULL; what the guide does not say is "".
 */
struct profile {
	const char *file;	/* "<profile:NAME>" or the user's file */
	const char *name, *vendor, *product, *guide, *source, *dated, *read;
	bool partial;		/* the guide is not fully known */
	bool stars;		/* a row asks for a whole module */
	bool caveat;		/* it is, with a limit that the note tells */
	bool builtin;
	const char *confidence_note;
	const char *const *alias_role, *const *alias_member;
	size_t nalias_role, nalias_member;	/* cf. profile_named() */
	struct profile_row *row;	/* of a built-in: profile_whole() */
	size_t nrow, ngrant;
	/* Of a built-in one. */
	const struct blob_grant *brief;	/* its ngrant grants in short */
	struct profile_library *library;
	size_t number;			/* its place in it */
};

/* The built-in profiles, in byte order of their names. */
struct profile_library {
	struct arena arena;
	const struct catalogue *cat;
	const struct profile **profile;
	size_t n;
	struct profile *own;		/* the same, to be completed */
	pthread_mutex_t lock;		/* while rows are read */
};

/*
 * Prepares the built-in profiles: of each its names, dated, partial, ngrant
 * and brief are known, the rest comes with profile_whole(). The caller frees
 * the library with profile_close(); it must not be moved.
 */
void profile_open(struct profile_library *lib, const struct catalogue *cat);
void profile_close(struct profile_library *lib);

/*
 * Makes sure that the rows of a profile are read, and returns it. A fault in
 * an embedded one is a fault of the program and ends the process. Threads may
 * call it at the same time.
 */
const struct profile *profile_whole(const struct profile *p);

/* The same of its aliases alone. */
const struct profile *profile_named(const struct profile *p);

/* Returns the embedded file of a built-in profile, NULL for a user's. */
const struct blob *profile_blob(const struct profile *p);

/* Returns the built-in profile of that name with its rows, or NULL. */
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
 * Like profile_parse(), but returns what could be read even after an error:
 * a grant that is at fault has no key.
 */
struct profile *profile_read(struct arena *a, struct diag *d,
    const struct catalogue *cat, const char *file, const char *text,
    size_t len);

/*
 * True when the row adds to what is needed: always, recommended, or gated by
 * a feature or phase that the options name.
 */
bool profile_needs(const struct profile_row *row, const struct options *opt);

/* The same of a grant in short. */
bool profile_brief_needs(const struct blob_grant *g,
    const struct options *opt);

/*
 * Returns the member setting of that name which applies, or NULL. Settings:
 * section 4 of the contract.
 */
const struct profile_row *profile_setting(const struct profile *p,
    const char *setting, const struct options *opt);

/* Returns the address of the guide, or NULL when it is not known. */
const char *profile_url(const struct profile *p);

/*
 * Returns what limits a whole profile, as `caveat: ...` where the guide has to
 * be taken with care and `missing: ...` where it is known in part; "" when
 * nothing does.
 */
const char *profile_limit(const struct profile *p);

/* Returns "partial", "caveat" or "complete", for readers. */
const char *profile_label(const struct profile *p);

/*
 * Writes the SHA-256 of all embedded profiles and the catalogue, which the
 * build took: of the lines `SHA-256  NAME.csv` of each, as sha256sum has them.
 */
void profile_digest(char out[65]);

#endif
