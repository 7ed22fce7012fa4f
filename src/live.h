#ifndef LIVE_H
#define LIVE_H

#include "connectwise.h"
#include "connectwise_data.h"
#include "model.h"

/*
 * A live audit on its way: the checks of section 8 of the contract in their
 * order, and the tables that they fill. The caller sets the first part.
 */
struct live {
	struct audit *au;
	struct connectwise cw;
	const char *company;
	const char *member;	/* NULL: every API member */
	bool login;		/* a client id was given */
	bool trimmed;		/* a key was pasted with blanks in it */

	bool cloud;		/* the server is one of ConnectWise's own */
	const char *stopped;	/* why later checks cannot be made, or NULL */
	unsigned silent;	/* answers that did not come, in a row */
	const char *own, *own_role;	/* of the key itself, or NULL */
	struct connectwise_table members, roles, items;
	struct buf settings;	/* roles.csv */
	struct buf rights;	/* rows of the key's own rights */
	size_t nrights;
};

/* Prepares the second part; au->live is set. End it with live_close(). */
void live_open(struct live *lv);
void live_close(struct live *lv);

/*
 * Connects, and reads the members and the roles that are to be judged. Each
 * step becomes a check of the audit, also those that cannot be made.
 */
void live_read(struct live *lv);

/*
 * Probes, endpoint by endpoint, what the profiles need of the role that the
 * key works with. Profiles must have been matched; given[i] is that of the
 * i-th --profile.
 */
void live_probe(struct live *lv, const struct profile *const *given);

/* A table that --export writes; the first is that of the roles. */
struct live_file {
	const char *name;
	struct buf text;	/* empty: there is nothing to write */
};

#define LIVE_FILES 4

/* Makes the texts of the tables; the caller frees each with buf_free(). */
void live_tables(const struct live *lv, struct live_file file[LIVE_FILES]);

/* Enters a check that is complete but for its texts' owner. */
struct check *live_check(struct audit *au, const char *id, const char *name,
    enum check_status status, const char *detail);

#endif
