#ifndef WAIVER_H
#define WAIVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "finding.h"
#include "map.h"
#include "model.h"
#include "rule.h"

/* Columns of a waiver file, in the order of its header. */
enum waiver_column {
	WAIVER_RULE, WAIVER_TENANT, WAIVER_ROLE, WAIVER_MEMBER, WAIVER_MODULE,
	WAIVER_FUNCTION, WAIVER_VERB, WAIVER_LEVEL, WAIVER_OWNER,
	WAIVER_REASON, WAIVER_TICKET, WAIVER_EXPIRES, WAIVER_COLUMNS
};

/* What a waiver may name of a finding; what it does not may be any. */
enum waiver_name {
	NAME_TENANT, NAME_ROLE, NAME_MEMBER, NAME_MODULE, NAME_FUNCTION,
	NAME_COUNT
};

/*
 * One row of a waiver file (section 7 of the contract). Texts are as in the
 * file, trimmed, "" where empty. An unreadable row has `fault` and covers
 * nothing.
 */
struct waiver {
	const char *text[WAIVER_COLUMNS];
	const struct rule *rule;
	const char *name[NAME_COUNT];	/* keys, NULL for any */
	unsigned verbs;			/* bits by enum verb, 0 for any */
	enum level level;		/* LEVEL_UNKNOWN: not given */
	const char *fault;		/* what makes it unreadable, or NULL */
	bool expired;
	/* Tenants are judged at the same time. */
	atomic_bool asked;		/* for a tenant of this run */
	atomic_bool used;		/* covers a finding of this run */
	const char *label;		/* what it is for, in one line */
	struct loc loc;
	size_t next;			/* as `first` of the list's map */
};

/* The waivers of a run, in the order of the files. */
struct waiver_list {
	struct waiver *waiver;
	size_t n;
	size_t skipped;		/* rows of an action plan left empty */
	/*
	 * Those that are in force by their rule and all that they name: to
	 * the place of the last one, counted from 1, and by `next` on to
	 * those before it. Which names waivers of a rule go by stands in its
	 * bits, one for each set of names.
	 */
	struct map map;
	uint32_t sets[RULE_COUNT];
};

/* Returns the heading of a column. Static text. */
const char *waiver_heading(enum waiver_column c);

/*
 * Reads a waiver file into the list and enters it as an input of the audit,
 * whose arena owns all. as_of of the options says what has expired. Returns
 * 0, or -1 after a diagnostic: the file cannot be read or is no waiver file.
 */
int waiver_load(struct audit *au, struct waiver_list *list,
    const char *path);

/*
 * Sets the waiver of each finding that one covers, and marks the waivers that
 * were asked and used. In a fleet, call it for each tenant.
 */
void waiver_cover(struct audit *au, struct waiver_list *list);

/*
 * Raises CW601 to CW603 about the waivers: expired, unused (where the run
 * could have used it), unreadable. Call it once, after waiver_cover().
 */
void waiver_judge(struct audit *au, const struct waiver_list *list);

/* True when the finding is one that a waiver may cover at all. */
bool waiver_allows(const struct finding *f);

/* True when findings of the rule can be ones that a waiver may cover. */
bool waiver_applies(const struct rule *r);

/* True when a waiver of the rule has to name the level that is accepted. */
bool waiver_needs_level(const struct rule *r);

/*
 * Returns the level that a waiver of the finding has to name to cover it as
 * it is now, or LEVEL_UNKNOWN when the finding is about no cell.
 */
enum level waiver_level(const struct finding *f);

#endif
