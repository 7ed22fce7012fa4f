#ifndef DIFF_H
#define DIFF_H

#include "arena.h"
#include "finding.h"
#include "json.h"
#include "map.h"
#include "model.h"

/* What a change is about. */
enum diff_kind { DIFF_GRANT, DIFF_ROLE, DIFF_MEMBER, DIFF_TABLE, DIFF_FINDING,
	DIFF_TENANT, DIFF_KINDS };

/* How it changed. */
enum diff_how { DIFF_ADDED, DIFF_REMOVED, DIFF_WIDENED, DIFF_NARROWED,
	DIFF_UNLISTED, DIFF_NEW, DIFF_GONE, DIFF_CHANGED, DIFF_FIXED,
	DIFF_REOPENED, DIFF_OPEN, DIFF_HOWS };

/* A difference between two exports. Strings are NULL where not about it. */
struct diff_change {
	enum diff_kind kind;
	enum diff_how how;
	bool widened;		/* something may do more than before */
	bool waived;		/* of a finding: in NEW; in OLD if fixed */
	const char *tenant, *role, *member;
	const char *module, *function, *verb;
	const char *field;	/* of a member or a role */
	const char *old, *new;	/* NULL: not listed, or none */
	const char *rule, *severity, *message, *fingerprint;
	struct loc loc;		/* in NEW; in OLD for what is gone */
};

/* All differences, tenant by tenant. The arena owns every string. */
struct diff {
	struct arena arena;
	struct diff_change *change;
	size_t n;
	struct diff_change *open;	/* findings in both, unless verbose */
	size_t nopen;
	size_t count[DIFF_KINDS][DIFF_HOWS];
	size_t widened;		/* changes that widen */
	size_t waived;		/* findings in both that a waiver covers */
	const char **note;	/* what could not be compared */
	size_t nnote;
	struct diag_item *diag;	/* what is wrong with the inputs */
	size_t ndiag;
	struct input **input;	/* of both, each once */
	size_t ninput;
	struct map inputs;	/* by name, to the place in that list */
	int code;		/* EXIT_DATA or EXIT_NOINPUT, 0 */
	bool verbose;		/* keep findings that are still open */
};

/* Returns the words that reports use. Static text. */
const char *diff_kind(enum diff_kind k);
const char *diff_how(enum diff_how h);

/* Frees everything. */
void diff_free(struct diff *d);

/* Appends an empty change; the arena owns it. Fill it, then diff_count(). */
struct diff_change *diff_new(struct diff *d, enum diff_kind kind,
    enum diff_how how, const char *tenant);

/* Counts the change that was appended last. */
void diff_count(struct diff *d);

/* Says how many findings are in both: "2 findings still open, 1 waived". */
void diff_open(const struct diff *d, struct buf *b);

/* Takes over what is wrong with the inputs of an audit. */
void diff_diagnostics(struct diff *d, const struct diag *from);

/* Takes over what is known of the inputs of an audit. */
void diff_inputs(struct diff *d, const struct audit *au);

/* Returns the place of an input in the list, or NULL. */
const size_t *diff_input(const struct diff *d, const char *file);

/* Enters what could not be compared. */
void diff_note(struct diff *d, const char *fmt, ...) util_printf(2, 3);

/* Enters what became of a finding; au holds it. */
void diff_finding(struct diff *d, enum diff_how how, const struct audit *au,
    const struct finding *f);

/*
 * Returns how a grant changed in *how, or false when it did not. LEVEL_UNKNOWN
 * is not listed.
 */
bool diff_levels(enum level old, enum level new, enum diff_how *how);

/* Returns the level as reports name it, NULL for one that is not listed. */
const char *diff_level(enum level l);

/* Compares two judged audits of one tenant. */
void diff_audits(struct diff *d, const struct audit *old,
    const struct audit *new);

/* Compares the members of two audits. */
void diff_members(struct diff *d, const struct audit *old,
    const struct audit *new);

/*
 * Compares an earlier JSON report with an audit: findings, roles, members,
 * and the cells that the report has findings on. tenant is the one whose
 * entries count, NULL for all.
 */
void diff_report(struct diff *d, const struct json *report,
    const char *tenant, const struct audit *new);

#endif
