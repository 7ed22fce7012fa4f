#ifndef RULE_H
#define RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "finding.h"
#include "model.h"

/* The rules, in the order of their ids. Ids are permanent. */
enum rule_id {
	CW101, CW102, CW103, CW104, CW105, CW106, CW107, CW108,
	CW201, CW202, CW203, CW204, CW205, CW206, CW207, CW208, CW209,
	CW301, CW302, CW303, CW304, CW305, CW306, CW307, CW308, CW309, CW310,
	CW401, CW402, CW403, CW404, CW405, CW406, CW410, CW420,
	CW501, CW502,
	CW601, CW602, CW603,
	RULE_COUNT
};

/* The variants of each rule that has several, as indexes into its table. */
enum { MISSING_NONE, MISSING_MY, MISSING_RECOMMENDED };
enum { EXCESS_ROLE, EXCESS_ADMIN };
enum { LIST_NOT_EXPORTED, LIST_ALL, LIST_MORE, LIST_MORE_SENSITIVE };
enum { ADMIN_API, ADMIN_API_ALLOWED, ADMIN_OTHER };
enum { DANGEROUS_UNASKED, DANGEROUS_ASKED, DANGEROUS_LISTED };
enum { SHARED_VENDORS, SHARED_PEOPLE };
enum { LEVEL_REQUIRED, LEVEL_RECOMMENDED };
enum { CERTIFICATE_REFUSED, CERTIFICATE_ENDS, CERTIFICATE_TRUST };
enum { CREDENTIALS_KEYS, CREDENTIALS_CLIENT };
enum { PROBE_NONE, PROBE_RECOMMENDED };
enum { DRIFT_LEVELS, DRIFT_FUNCTION, DRIFT_MEMBER, DRIFT_ROLE };

/*
 * What is kept of findings where a report shows none of them. Without waivers
 * each one is open, so that the numbers are known when it is raised.
 */
struct rule_tally {
	size_t n;		/* raised, and not added up by rule_sum() */
	size_t rule[RULE_COUNT];
	unsigned char severities[RULE_COUNT];	/* bits by enum severity */
	size_t count[SEV_COUNT];
	/* Since somebody set them to 0. */
	size_t missing;		/* CW101 of cells that are required */
	unsigned heaviest;	/* weight of CW102-CW104 and CW202 */
	unsigned long deducts;	/* weights of the others about a role */
};

/* What the levels of a role come to: its ledger, and what is not known. */
struct rule_sum {
	struct rule_tally tally;
	size_t points, required, judged, total;
	size_t known, all;	/* listed cells of the catalogue; at All */
	size_t silent;		/* functions with a grant on which only a
				 * guide known in part is silent */
};

/* A level column that an input does not have or has only blank. */
struct rule_blank {
	const struct input *input;
	enum verb verb;
};

struct rule_sums;

/* What judging finds out once for all roles of an audit. */
struct rule_run {
	struct rule_sums *sums;
	const struct function *(*pair)[2];	/* of CW204 */
	struct rule_blank *blank;
	size_t nblank;
	size_t nlisted;		/* functions that a whole role has to list */
	bool people;		/* some member is no API member */
	const struct rule_tally *asked;	/* only asked, nothing is raised */
	/* The profiles of the role before, and which of them names tables. */
	const struct profile *const *judges;
	const struct profile *list;
	struct map elsewhere;	/* by wants */
};

/* Returns the rule. Never NULL. */
const struct rule *rule_get(enum rule_id id);

/* Returns the rule of that id, letter case aside, or NULL. */
const struct rule *rule_find(const char *id);

/* Returns the number of variants of a rule. */
size_t rule_variants(const struct rule *r);

/* True when the options leave the rule out. */
bool rule_is_disabled(const struct options *opt, const struct rule *rule);

/* Returns what a severity costs in the score (section 6 of the contract). */
unsigned rule_weight(enum severity s);

/*
 * Raises a finding about a role and, or, a member (either may be NULL).
 * Returns it for the caller to complete, or NULL when the rule is disabled or
 * does not apply to a role of people.
 */
struct finding *rule_raise(struct audit *au, enum rule_id id, size_t variant,
    const struct role *r, const struct member *m);

/* As rule_raise(), about a cell of the role: severity by risk where needed. */
struct finding *rule_raise_cell(struct audit *au, enum rule_id id,
    size_t variant, const struct role *r, const struct function *f,
    enum verb v, enum level have, enum level want);

/* Adds cells of a function that the role lists to a finding, by bits of enum
 * verb. */
void rule_add_cells(struct audit *au, struct finding *fi,
    const struct role *r, const struct function *f, unsigned verbs);

/*
 * Lets findings be counted from here on, not listed; each rule_raise() then
 * returns NULL.
 */
void rule_count_only(struct audit *au);

/* True for the rules that take points off a role's exposure; those of them
 * of which only the heaviest counts for each function. */
bool rule_is_exposure(const struct rule *rule);
bool rule_is_heaviest(const struct rule *rule);

/* True when a role of people is looked at only from afar. */
bool rule_is_people(const struct audit *au, const struct role *r);

/* Prepares au->run, each subject its part, and ends it. */
void rule_open(struct audit *au);
void rule_role_open(struct audit *au);
void rule_input_open(struct audit *au);
void rule_close(struct audit *au);

/*
 * Judges everything: all rules over all roles and members. What is raised is
 * complete after finding_finish().
 */
void rule_audit(struct audit *au);

/*
 * Adds up what the levels of a role come to, from what is remembered of each
 * function at its levels. Calls fn, unless it is NULL, for each function on
 * which a rule for cells or functions fires.
 */
typedef void rule_sum_fn(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT]);
void rule_sum(struct audit *au, const struct role *r, struct rule_sum *s,
    rule_sum_fn *fn);

/*
 * What rule_sum() remembers, to be used for many audits with the same options
 * and catalogue, one after another: set au->memory to it. The caller frees it.
 */
struct rule_memory *rule_memory(void);
void rule_memory_free(struct rule_memory *m);

/* Returns a copy, for another thread to go on with. The caller frees it. */
struct rule_memory *rule_memory_copy(const struct rule_memory *m);

/*
 * Returns the functions that the role's profiles need and that the tenant
 * does not have, for a sentence; "" when there are none.
 */
const char *rule_elsewhere(struct audit *au, const struct role *r);

/* The rules for a cell and for a function, at the levels given. */
void rule_cell_check(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have);
void rule_function_check(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT]);

/* The checks, by subject. Each raises findings and enters what it cannot
 * judge. */
void rule_role_check(struct audit *au, const struct role *r);
void rule_table_check(struct audit *au, const struct role *r);
void rule_member_check(struct audit *au, const struct member *m);
void rule_live_check(struct audit *au);

/*
 * Those of the inputs, in this order: of all together, of what they hold of
 * each role, which counts those that are judged, and of the rest.
 */
void rule_tenant_check(struct audit *au);
void rule_input_role(struct audit *au, const struct role *r, size_t *judged);
void rule_input_check(struct audit *au, size_t judged);

/* True when the role's Table Setup list is known and holds no sensitive
 * table. */
bool rule_table_harmless(const struct audit *au, const struct role *r);

/*
 * Cuts the next board off a list of Restrict Board Access; NULL at its end.
 * The audit's arena owns it.
 */
const char *rule_next_board(struct audit *au, const char **list);

/* The limits of any export, which every report lists. NULL-terminated. */
extern const char *const rule_limits[];

#endif
