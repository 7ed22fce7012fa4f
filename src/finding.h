#ifndef FINDING_H
#define FINDING_H

#include <stddef.h>

#include "model.h"
#include "profile.h"

#define FINDING_CELLS 4

/* What a finding of a rule is raised for, once each. */
enum rule_scope { SCOPE_CELL, SCOPE_FUNCTION, SCOPE_ENTRY, SCOPE_PAIR,
	SCOPE_ROLE, SCOPE_MEMBER, SCOPE_RUN };

/*
 * One way in which a rule fires. Texts may hold {role} {member} {module}
 * {function} {verb} {have} {want} {profile} {guide} {detail}.
 */
struct rule_variant {
	const char *when;
	enum severity severity;	/* the least one when by_risk is set */
	bool by_risk;		/* the catalogue's risk of the cell */
	bool step_less;		/* ... less one step */
	const char *message;	/* NULL: that of the rule */
	const char *fix;	/* NULL: that of the rule */
};

#define RULE_VARIANTS 4

struct rule {
	const char *id, *name;
	enum rule_scope scope;
	bool people;		/* fires, at info, for people roles too */
	const char *title;	/* what is wrong, as a sentence */
	const char *why;	/* why it matters */
	const char *message;
	const char *fix;	/* the click path */
	const char *source;	/* what the rule rests on */
	struct rule_variant variant[RULE_VARIANTS];
};

/* A cell that a finding is about. */
struct finding_cell {
	enum verb verb;
	enum level have;
	enum level want;		/* LEVEL_UNKNOWN: the guide is silent */
	bool listed;		/* the role lists the function */
	struct grant grant;	/* if so */
};

struct waiver;

/*
 * Something that is wrong. Whoever raises it says what it is about; severity
 * and texts come from the rule table. Strings belong to the audit's arena.
 */
struct finding {
	const struct rule *rule;
	const struct rule_variant *variant;
	enum severity severity;
	const struct role *role;
	const struct member *member;
	const struct profile *profile;	/* whose row it rests on */
	const struct profile_row *row;
	const char *module, *function;	/* NULL: not about one */
	const struct function *subject;	/* of rules for a cell */
	struct finding_cell cell[FINDING_CELLS];
	size_t ncell;
	struct loc loc;
	const char *detail;		/* what {detail} becomes */
	const char *message, *fix;
	char fingerprint[33];
	const struct waiver *waiver;	/* NULL: open */
	bool deducts;			/* takes points off the exposure */
};

/* Appends an empty finding. Valid until the next is appended. */
struct finding *finding_new(struct audit *au);

/*
 * Adds the cell of a role's function to a finding, which has at most
 * FINDING_CELLS. The role may be NULL.
 */
void finding_cell(struct finding *f, const struct role *r,
    const struct function *fn, enum verb v, enum level have, enum level want);

/*
 * Names the profile that a finding rests on, and its row. Either may be NULL;
 * without a finding nothing is done.
 */
void finding_rest(struct finding *f, const struct profile *p,
    const struct profile_row *row);

/*
 * Completes all findings: texts, fingerprints, and the order of section 6 of
 * the contract. Call it once, after the last rule.
 */
void finding_finish(struct audit *au);

/* Returns the text of a cell as the export has it, or NULL. */
const char *finding_raw(const struct audit *au, const struct finding_cell *c);

/* Returns the heading of the cell's column, or NULL. */
const char *finding_field(const struct audit *au,
    const struct finding_cell *c);

/* Returns the names of the finding, "" where it is not about one. */
const char *finding_role(const struct finding *f);
const char *finding_member(const struct finding *f);

#endif
