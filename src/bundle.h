#ifndef BUNDLE_H
#define BUNDLE_H

#include "model.h"
#include "report.h"
#include "store.h"

/* A member of an evidence bundle, without its manifest. */
struct bundle_member {
	const char *name;
	char sha256[HASH_HEX];
	size_t bytes;
	struct out *spool;	/* when written: where it is kept */
	size_t at;
	const char *data;	/* when read: its bytes */
	bool good;		/* they have the hash of the manifest */
};

/*
 * An evidence bundle: a run's inputs (their hashes or themselves), command
 * line and reports. It is written as a tar archive whose manifest.json has the
 * SHA-256 of every other member, so that a signature of the manifest stands
 * for all of it. A struct of zeros is an empty one; the arena of the inputs
 * owns all texts.
 */
struct bundle {
	struct store inputs;
	struct report_kept reports;
	bool fleet;
	const char **tenant;	/* of a fleet, in the order of judging */
	size_t ntenant;
	const char **command;	/* as it would be given again */
	size_t ncommand;
	const char *version, *binary;	/* binary: its SHA-256, or NULL */
	const char *profiles, *as_of;
	struct bundle_member *member;	/* in byte order of their names */
	size_t nmember;
	const char *manifest;	/* when read: its bytes */
	size_t manifest_len;
};

/* Returns the SHA-256 of the running program, or NULL where it is not known. */
const char *bundle_binary(struct arena *a);

/* Returns the name of the member that has a report. */
const char *bundle_report_name(struct arena *a, const struct report *r);

/*
 * Writes the inputs and reports of a run as a bundle. Returns 0, or
 * EXIT_OUTPUT after a message.
 */
int bundle_write(struct bundle *b, const struct options *opt,
    const char *path);

/* Writes the manifest of a bundle: the same bundle makes the same bytes. */
void bundle_manifest(struct out *o, const struct bundle *b);

/*
 * Reads a bundle from the len bytes at data, which stay the caller's and must
 * live as long. Inputs that it does not hold have no data. Returns 0; or
 * EXIT_DATA with *why set to what is wrong; or EXIT_OUTPUT after a message,
 * for want of a temporary file. A member of other bytes than the manifest
 * says is not `good`, and nothing else.
 */
int bundle_read(struct bundle *b, const char *data, size_t len,
    const char **why);

/* Returns the member of that name, or NULL. */
const struct bundle_member *bundle_find(const struct bundle *b,
    const char *name);

/*
 * Compares a spool with n bytes at data. Returns 0 and sets *line to that of
 * the first difference, 0 for none; or -1 when the spool cannot be read.
 */
int bundle_compare(struct out *spool, const char *data, size_t n,
    size_t *line);

/* Frees all of it. */
void bundle_free(struct bundle *b);

#endif
