#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "finding.h"
#include "fleet.h"
#include "jsonw.h"
#include "model.h"
#include "out.h"

/* A format in which a command can write its result. */
struct report {
	const char *name;
	const char *ending;	/* of a file name, with its dot */
	void (*write)(struct out *, const void *result);
};

/* The formats of an audit's report; the first is the usual one. */
extern const struct report report_audit[];
extern const size_t report_naudit;

/*
 * True when a report of an audit with --summary needs no finding, only how
 * many there are.
 */
bool report_counts(const struct report *r);

/*
 * Checks -f and -o against the n formats of a command. Returns 0, or
 * EXIT_USAGE after a message.
 */
int report_check(const struct options *opt, const struct report *formats,
    size_t n);

/*
 * Checks that no report, nor the file of --write-waivers, would take the
 * place of one of n files that were read. Returns 0, or EXIT_USAGE after a
 * message.
 */
int report_spares(const struct options *opt, const char *const *file,
    size_t n);

/*
 * Writes the result to standard output and files as -f and -o say. Returns
 * 0, or EXIT_OUTPUT after a message.
 */
int report_write(const struct options *opt, const struct report *formats,
    size_t n, const void *result);

/*
 * Returns the format of -f (the first one without it), and that of an -o with
 * *path set to its file. Both were checked.
 */
const struct report *report_format(const struct options *opt,
    const struct report *formats, size_t n);
const struct report *report_output(const struct report *formats, size_t n,
    const char *output, const char **path);

/*
 * True when a report that -f, -o and -v ask for shows the hashes of the
 * inputs: all but a text that is not verbose may.
 */
bool report_hashes(const struct options *opt, const struct report *formats,
    size_t n);

/* How many formats report_audit has. */
#define REPORT_FORMATS 7

/* A run's report in each format, for an evidence bundle: all spools. */
struct report_kept {
	struct out out[REPORT_FORMATS];	/* in the order of report_audit */
	bool only;	/* nothing else is written: no -o, no output */
	bool full;	/* the run came so far that there are reports */
};

/*
 * Opens the spool of one; writes the report of an audit in all formats; ends
 * them. The second returns 0, or EXIT_OUTPUT after a message.
 */
int report_kept_open(struct out *o);
int report_keep(struct report_kept *k, const void *audit);
void report_drop(struct report_kept *k);

/*
 * Says that a report could not be written, or, once, no temporary file.
 * Returns EXIT_OUTPUT.
 */
int report_failed(const struct out *o, const char *path);

/* Decides whether text on standard output is coloured. */
void report_color(bool on);
bool report_colored(void);

/* Lists of a JSON report that grow with the tenants of a fleet. */
#define REPORT_PARTS 6

/*
 * Writes what the lists hold of a tenant, each to its part, and then the
 * report around them. The parts end with it.
 */
void report_json_tenant(struct jsonw *part, const struct audit *au);
void report_json_fleet(struct out *o, struct jsonw *part,
    const struct fleet *f);

/*
 * The same in formats that are written as the tenants come in: what stands
 * before them, what is said of each, what stands behind.
 */
void report_csv_head(struct out *o);
void report_csv_tenant(struct out *o, const struct audit *au);
void report_ndjson_tenant(struct out *o, const struct audit *au);
void report_ndjson_fleet(struct out *o, const struct fleet *f);
void report_sarif_head(struct jsonw *j, struct out *o);
void report_sarif_tenant(struct jsonw *j, const struct audit *au);
void report_sarif_end(struct jsonw *j);
void report_sarif_artifact(struct jsonw *j, const struct input *in);
void report_html_tenant(struct out *o, const struct audit *au, size_t n);
void report_html_fleet(struct out *o, struct out *tenants,
    const struct fleet *f);
void report_markdown_tenant(struct out *o, const struct audit *au);
void report_markdown_fleet(struct out *o, const struct fleet *f);

/* The writers of an audit (a struct audit). They compute nothing. */
void report_text(struct out *o, const void *audit);
void report_json(struct out *o, const void *audit);
void report_ndjson(struct out *o, const void *audit);
void report_csv(struct out *o, const void *audit);
void report_sarif(struct out *o, const void *audit);
void report_html(struct out *o, const void *audit);
void report_markdown(struct out *o, const void *audit);

/*
 * Writes a waiver file that wants to be filled in: its header, then the
 * findings of an audit.
 */
void report_template_head(struct out *o);
void report_template(struct out *o, const struct audit *au);

#endif
