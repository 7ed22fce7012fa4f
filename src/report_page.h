#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "fleet.h"
#include "model.h"
#include "out.h"
#include "report_sheet.h"

/*
 * A tenant's part of an HTML report. Ids of the page begin with prefix, so
 * that several tenants fit on one page.
 */
struct report_page {
	struct out *out;
	const struct audit *au;
	const struct report_sheet *sheet;
	const char *prefix;
	int level;	/* of the headings of its sections */
};

/*
 * Begins an HTML page, up to its body; and ends it after the content of its
 * <main>, which is the caller's to open.
 */
void report_page_open(struct out *o, const char *title);
void report_page_close(struct out *o);

/* Writes the picture of the permissions: functions down, roles across. */
void report_matrix(const struct report_page *p);

/* True when there is such a picture. */
bool report_has_matrix(const struct report_page *p);

/* Writes the heat map of a fleet: tenants down, rules across. */
void report_heat(struct out *o, const struct fleet *f);

/* Writes the findings, role by role; or those that are waived. */
void report_findings(const struct report_page *p, bool waived);

/*
 * Opens a section with its heading; id is without the prefix. Parts of one of
 * several tenants are no landmarks: they would all have the same names.
 */
void report_section(const struct report_page *p, const char *id,
    const char *title);

/* Writes a severity as a word with its shape. */
void report_severity(struct out *o, enum severity s);

/* Writes the profiles that judge a role, with how they were found. */
void report_judges(struct out *o, const struct role *r);

/* Writes FILE:LINE:COLUMN. */
void report_place(struct out *o, struct loc loc);

#endif
