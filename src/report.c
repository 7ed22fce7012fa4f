#include <string.h>

#include "buf.h"
#include "limits.h"
#include "report.h"
#include "text.h"

const struct report report_audit[] = {
	{"text", ".txt", report_text},
	{"json", ".json", report_json},
};

const size_t report_naudit = countof(report_audit);

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

int
report_check(const struct options *opt, const struct report *formats,
    size_t n)
{
	const char *path;
	struct buf b;
	int status = 0, near;

	names(&b, formats, n);
	if (opt->format && !by_name(formats, n, opt->format,
	    strlen(opt->format))) {
		near = text_nearest(opt->format, formats, n, sizeof(*formats));
		status = near < 0 ? diag_usage("no format \"%s\" here, "
		    "expected one of %s", opt->format, buf_cstr(&b)) :
		    diag_usage("no format \"%s\" here, did you mean %s?",
		    opt->format, formats[near].name);
	}
	for (size_t i = 0; !status && i < opt->noutput; i++) {
		if (!report_output(formats, n, opt->output[i], &path))
			status = diag_usage("--output %s: its ending tells no "
			    "format, expected FORMAT=FILE with one of %s",
			    opt->output[i], buf_cstr(&b));
	}
	buf_free(&b);
	return status;
}

const struct report *
report_format(const struct options *opt, const struct report *formats,
    size_t n)
{
	return opt->format ? by_name(formats, n, opt->format,
	    strlen(opt->format)) : &formats[0];
}

int
report_failed(const struct out *o, const char *path)
{
	diag_note("%s: cannot be written: %s", path, strerror(o->error));
	return EXIT_OUTPUT;
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
