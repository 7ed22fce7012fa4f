#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "finding.h"
#include "model.h"

/*
 * The order of a report for people: roles from the worst on, the findings of
 * each together, and in them those that are told in one go.
 */
struct report_sheet {
	const struct audit *au;
	const struct finding **finding;	/* grouped by role, none first */
	size_t n;
	const struct role **role;	/* worst first */
	size_t nrole;
	size_t *first;			/* of each role's, by its number */
	const struct member **member;	/* those that were judged, likewise */
	size_t nmember;
};

/* Arranges an audit. Free it with report_sheet_close(). */
void report_sheet_open(struct report_sheet *s, const struct audit *au);
void report_sheet_close(struct report_sheet *s);

/*
 * Returns how many findings a role or, for NULL, no role has; they stand
 * together from s->finding[*first] on.
 */
size_t report_sheet_span(const struct report_sheet *s, const struct role *r,
    size_t *first);

/* True when both findings are told in one group. */
bool report_sheet_joined(const struct finding *a, const struct finding *b);

/* Returns how many of the n findings at f are of the first one's group. */
size_t report_sheet_group(const struct finding *const *f, size_t n);

/*
 * Returns the level that a cell should get, or NULL where that is to be asked
 * of the vendor. Static text.
 */
const char *report_sheet_target(const struct finding *f);

/*
 * Returns what is to be done in the role about a group of n cells, or NULL
 * when the fix of the first finding says it. Static text.
 */
const char *report_sheet_many(const struct finding *const *f, size_t n);

#endif
