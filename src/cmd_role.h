#ifndef CMD_ROLE_H
#define CMD_ROLE_H

#include "cmd.h"
#include "finding.h"
#include "out.h"
#include "want.h"

/* What a profile comes to in the common role, and in one of its own. */
struct cmd_role_vendor {
	const struct profile *profile;
	const struct want *want;	/* by function id */
	size_t missing;			/* cells, in the common role */
	size_t over[SEV_COUNT];		/* cells above its need, by risk */
	size_t own;			/* findings of a role of its own */
};

/* Something that the common role makes possible. */
struct cmd_role_warning {
	const struct finding *finding;
	bool avoidable;		/* no vendor's own role would have it */
	const char *who;	/* whose own role has it too, or "" */
};

/* The smallest role that serves some profiles, judged. */
struct cmd_role_least {
	const char *name;
	const struct audit *au;		/* with the role in it */
	const struct role *role;
	const char *csv;		/* the role as an export */
	struct cmd_role_vendor *vendor;
	size_t nvendor;
	struct cmd_role_warning *warning;
	size_t nwarning;
};

/* A cell that has to be changed. */
struct cmd_role_edit {
	const struct function *function;
	enum verb verb;
	enum level from, to;	/* LEVEL_UNKNOWN: not exported */
	const char *why;
	const struct profile *profile;	/* whose row it rests on, or NULL */
	const struct profile_row *row;
	struct loc loc;
};

/* The cells of a role that are wrong, as score_audit() counts them. */
struct cmd_role_count {
	size_t missing, excess, forbidden, broader;
};

/* The way from a role to its profiles. */
struct cmd_role_edits {
	const char *name;
	const struct audit *au;		/* after the edits */
	const struct role *role;
	struct cmd_role_edit *edit;
	size_t n;
	struct cmd_role_count before, after;
	const struct audit *was;	/* before the edits */
	const struct role *was_role;
};

/* Writes the results of `role`. */
int cmd_role_write_least(const struct options *opt,
    const struct cmd_role_least *l);
int cmd_role_write_edits(const struct options *opt,
    const struct cmd_role_edits *e);

/*
 * Returns the at-th thing about the role that the export does not tell though
 * it would have to, or NULL.
 */
const char *cmd_role_untold(const struct cmd_role_edits *e, size_t at);

/* Checks -f and -o against the formats of `role`. */
int cmd_role_check(const struct options *opt);

/* The edits that take the role of --from to its profiles. */
int cmd_role_from(const struct options *opt);

#endif
