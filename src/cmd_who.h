#ifndef CMD_WHO_H
#define CMD_WHO_H

#include "cmd.h"
#include "needs.h"

struct cmd_who_member {
	const char *id, *name;
	bool api, inactive;
};

/* A role that holds the grant, or of which it is not known. */
struct cmd_who_role {
	const char *tenant, *name;
	enum level level;	/* LEVEL_UNKNOWN: the role does not list it */
	struct loc loc;
	struct cmd_who_member *member;
	size_t nmember;
};

/* A guide that asks for the grant. */
struct cmd_who_guide {
	const char *profile;
	unsigned line;
	enum level level;
};

/* A cell that was asked for, and the answer. */
struct cmd_who_question {
	const char *module, *function, *key;	/* NULL: no answer */
	enum verb verb;
	const struct needs *needs;	/* of --needs */
	struct cmd_who_guide *guide;
	size_t nguide;
	struct cmd_who_role *role;
	size_t nrole;
	size_t known;		/* roles that list it */
	bool found;		/* a tenant has the function */
};

struct cmd_who {
	struct arena arena;
	const struct options *opt;
	struct cmd_who_question *question;
	size_t n;
	size_t tenants, roles;	/* that were looked at */
	struct diag_item *diag;
	size_t ndiag;
	int code;		/* of bad inputs, 0 */
	int exit;
};

/* Takes over what is wrong with the inputs. */
void cmd_who_diagnostics(struct cmd_who *w, const struct diag *d);

/* Checks -f and -o, and writes the answer. */
int cmd_who_check(const struct options *opt);
int cmd_who_write(const struct cmd_who *w);

#endif
