#ifndef REPORT_FLEET_H
#define REPORT_FLEET_H

#include <stdbool.h>

#include "fleet.h"
#include "jsonw.h"
#include "limits.h"
#include "report.h"

/* A report on a fleet while its tenants come in, one after another. */
struct report_sink {
	const struct report_fleet *format;
	const char *path;	/* NULL: standard output */
	struct out out;		/* where the report goes */
	struct out last;	/* held back until the end is known */
	struct out spool[REPORT_PARTS];
	struct jsonw part[REPORT_PARTS];
	struct jsonw json;	/* of a format that needs no spool */
	struct out *kept;	/* where the report is to stay, or NULL */
	bool held, spooled;
	size_t n;		/* tenants so far */
};

/*
 * How a format tells of a fleet. tenant() is called for each one and may
 * write to out, end() once; either may be NULL.
 */
struct report_fleet {
	const char *name;	/* of its format */
	bool spools;		/* wants the parts */
	void (*tenant)(struct report_sink *, const struct audit *);
	void (*end)(struct report_sink *, const struct fleet *);
};

/* All reports of a run over a fleet. */
struct report_fleets {
	struct report_sink sink[LIMIT_OUTPUTS + 1 + REPORT_FORMATS];
	size_t n;
	struct report_kept *kept;
	int status;	/* EXIT_OUTPUT once something failed */
};

/*
 * Opens the reports that -f and -o ask for. What goes to standard output is
 * held back until the end when `hold` is set. kept, if not NULL, gets a report
 * in each format, and may ask for no others. Returns 0; EXIT_USAGE for a
 * format that cannot tell of a fleet; or EXIT_OUTPUT, after a message.
 */
int report_fleet_open(struct report_fleets *r, const struct options *opt,
    bool hold, struct report_kept *kept);

/* Writes what there is to write of a tenant. */
void report_fleet_tenant(struct report_fleets *r, const struct audit *au);

/* Completes all reports. Returns 0, or EXIT_OUTPUT after a message. */
int report_fleet_close(struct report_fleets *r, const struct fleet *f);

/* Leaves all reports unwritten. */
void report_fleet_abort(struct report_fleets *r);

/* Writes the summary of a fleet as text. */
void report_fleet_text(struct out *o, const struct fleet *f);

#endif
