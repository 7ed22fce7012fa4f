#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "limits.h"
#include "report.h"
#include "text.h"

const struct report report_audit[] = {
	{"text", ".txt", report_text},
	{"json", ".json", report_json},
	{"ndjson", ".ndjson", report_ndjson},
	{"csv", ".csv", report_csv},
	{"sarif", ".sarif", report_sarif},
	{"html", ".html", report_html},
	{"markdown", ".md", report_markdown},
};

const size_t report_naudit = countof(report_audit);

bool
report_counts(const struct report *r)
{
	return r->write == report_text || r->write == report_json ||
	    r->write == report_ndjson;
}

static const struct report *
by_name(const struct report *formats, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(formats[i].name) == len &&
		    memcmp(formats[i].name, name, len) == 0)
			return &formats[i];
	}
	return NULL;
}

/* Reads FORMAT=FILE or a file whose ending tells the format. */
const struct report *
report_output(const struct report *formats, size_t n, const char *output,
    const char **path)
{
	const char *equal = strchr(output, '='), *dot;
	const struct report *r;

	*path = output;
	if (equal) {
		r = by_name(formats, n, output, (size_t)(equal - output));
		if (r && equal[1]) {
			*path = equal + 1;
			return r;
		}
	}
	dot = strrchr(util_base(output), '.');
	for (size_t i = 0; dot && i < n; i++) {
		if (util_ieq(formats[i].ending, dot))
			return &formats[i];
	}
	return NULL;
}

static void
names(struct buf *b, const struct report *formats, size_t n)
{
	buf_init(b, LIMIT_BUFFER);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s%s", i ? ", " : "", formats[i].name);
}

/* --summary leaves the findings out, which such a format cannot say. */
static int
check_summary(const struct options *opt, const struct report *r)
{
	if (!opt->summary || (!util_eq(r->name, "csv") &&
	    !util_eq(r->name, "sarif")))
		return 0;
	return diag_usage("--summary leaves the findings out, and %s without "
	    "them would read as clean", r->name);
}

static bool
is_device(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static int
look_at(const char *path, struct stat *st)
{
	return util_eq(path, "-") ? fstat(STDIN_FILENO, st) : stat(path, st);
}

/* The folder in which a file that is not there yet would be. */
static int
look_above(const char *path, struct stat *st)
{
	size_t n = (size_t)(util_base(path) - path);
	struct buf b;
	int status;

	if (!n)
		return stat(".", st);
	buf_init(&b, LIMIT_BUFFER);
	buf_add(&b, path, n);
	status = stat(buf_cstr(&b), st);
	buf_free(&b);
	return status;
}

/* Two reports in one file, or one over an input, would lose the other. */
static bool
same_file(const char *a, const char *b)
{
	struct stat x, y;
	bool there = look_at(a, &x) == 0;

	if (util_eq(a, b))
		return true;
	if (there != (look_at(b, &y) == 0))
		return false;
	if (there)
		return S_ISREG(x.st_mode) && x.st_dev == y.st_dev &&
		    x.st_ino == y.st_ino;
	return util_eq(util_base(a), util_base(b)) &&
	    look_above(a, &x) == 0 && look_above(b, &y) == 0 &&
	    x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool
over_input(const char *path, const char *const *file, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (file[i] && same_file(path, file[i]))
			return true;
	}
	return false;
}

static int
is_input(const char *path)
{
	return diag_usage("%s is an input, and would be written over", path);
}

int
report_spares(const struct options *opt, const char *const *file, size_t n)
{
	const char *path;

	for (size_t i = 0; i < opt->noutput; i++) {
		report_output(report_audit, report_naudit, opt->output[i],
		    &path);
		if (over_input(path, file, n))
			return is_input(path);
	}
	return opt->write_waivers && over_input(opt->write_waivers, file, n) ?
	    is_input(opt->write_waivers) : 0;
}

static int
check_path(const struct options *opt, const struct report *formats, size_t n,
    const char *path, size_t before)
{
	const char *const named[] = {opt->from, opt->files_from, opt->keys,
		opt->ca};
	const char *other;

	for (size_t i = 0; i < before; i++) {
		report_output(formats, n, opt->output[i], &other);
		if (same_file(path, other) && !is_device(path))
			return diag_usage("%s would be written twice", path);
	}
	for (size_t i = 0; i < opt->ngiven; i++) {
		if (over_input(path, &opt->given[i].profile, 1))
			return is_input(path);
	}
	return over_input(path, opt->file, opt->nfile) ||
	    over_input(path, opt->waivers, opt->nwaivers) ||
	    over_input(path, opt->api_members, opt->napi_members) ||
	    over_input(path, named, countof(named)) ? is_input(path) : 0;
}

static int
check_output(const struct options *opt, const struct report *formats,
    size_t n, size_t at)
{
	const struct report *r;
	const char *path;
	struct buf b;

	r = report_output(formats, n, opt->output[at], &path);
	if (r && check_summary(opt, r))
		return EXIT_USAGE;
	if (r)
		return check_path(opt, formats, n, path, at);
	names(&b, formats, n);
	diag_usage("--output %s: its ending tells no format, expected "
	    "FORMAT=FILE with one of %s", opt->output[at], buf_cstr(&b));
	buf_free(&b);
	return EXIT_USAGE;
}

static int
no_format(const struct options *opt, const struct report *formats, size_t n)
{
	int near = text_nearest(opt->format, formats, n, sizeof(*formats));
	struct buf b;

	if (near >= 0)
		return diag_usage("no format \"%s\" here, did you mean %s?",
		    opt->format, formats[near].name);
	names(&b, formats, n);
	diag_usage("no format \"%s\" here, expected one of %s", opt->format,
	    buf_cstr(&b));
	buf_free(&b);
	return EXIT_USAGE;
}

int
report_check(const struct options *opt, const struct report *formats,
    size_t n)
{
	const struct report *r = NULL;
	int status = 0;

	if (opt->noutput > LIMIT_OUTPUTS)
		return diag_usage("more than %d report files", LIMIT_OUTPUTS);
	if (opt->format) {
		r = by_name(formats, n, opt->format, strlen(opt->format));
		if (!r)
			return no_format(opt, formats, n);
		status = check_summary(opt, r);
	}
	for (size_t i = 0; !status && i < opt->noutput; i++)
		status = check_output(opt, formats, n, i);
	if (!status && opt->write_waivers)
		status = check_path(opt, formats, n, opt->write_waivers,
		    opt->noutput);
	if (!status && opt->bundle)
		status = check_path(opt, formats, n, opt->bundle,
		    opt->noutput);
	if (!status && opt->bundle && opt->write_waivers &&
	    same_file(opt->bundle, opt->write_waivers))
		status = diag_usage("%s would be written twice", opt->bundle);
	return status;
}

const struct report *
report_format(const struct options *opt, const struct report *formats,
    size_t n)
{
	return opt->format ? by_name(formats, n, opt->format,
	    strlen(opt->format)) : &formats[0];
}

bool
report_hashes(const struct options *opt, const struct report *formats,
    size_t n)
{
	const char *path;

	if (opt->verbose || report_format(opt, formats, n) != &formats[0])
		return true;
	for (size_t i = 0; i < opt->noutput; i++) {
		if (report_output(formats, n, opt->output[i], &path) !=
		    &formats[0])
			return true;
	}
	return false;
}

int
report_failed(const struct out *o, const char *path)
{
	static bool said;	/* all spools are in one folder */
	struct arena a = {0};

	if (!o->spool)
		diag_note("%s: cannot be written: %s", path,
		    strerror(o->error));
	else if (!said)
		diag_note("%s", out_spool_failed(&a, o->error));
	said = said || o->spool;
	arena_free(&a);
	return EXIT_OUTPUT;
}

/* The name of a file keeps colours out of it. */
int
report_kept_open(struct out *o)
{
	return out_spool(o, "a report of the bundle");
}

int
report_keep(struct report_kept *k, const void *audit)
{
	int status = 0;

	for (size_t i = 0; i < report_naudit && !status; i++) {
		struct out *o = &k->out[i];

		if (report_kept_open(o) == 0)
			report_audit[i].write(o, audit);
		if (out_size(o) == 0)
			status = report_failed(o, report_audit[i].name);
	}
	k->full = !status;
	return status;
}

void
report_drop(struct report_kept *k)
{
	for (size_t i = 0; i < report_naudit; i++) {
		if (k->out[i].data)
			out_abort(&k->out[i]);
	}
}

int
report_write(const struct options *opt, const struct report *formats,
    size_t n, const void *result)
{
	const struct report *r;
	const char *path;
	struct out o;
	int status = 0;

	for (size_t i = 0; i < opt->noutput; i++) {
		r = report_output(formats, n, opt->output[i], &path);
		if (out_open(&o, path) < 0) {
			status = report_failed(&o, path);
			out_abort(&o);
			continue;
		}
		r->write(&o, result);
		if (out_close(&o) < 0)
			status = report_failed(&o, path);
	}
	if (opt->noutput && !opt->format)
		return status;
	r = report_format(opt, formats, n);
	out_stdout(&o);
	r->write(&o, result);
	if (out_close(&o) < 0)
		status = report_failed(&o, "standard output");
	return status;
}
