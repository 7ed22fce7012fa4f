#include <string.h>

#include "report_fleet.h"

/*
 * One tenant alone is told of in full, as if its files had been named. Its
 * report waits in a spool until a second one comes.
 */
#define ALONE 1

static void
keep_alone(struct report_sink *s, const struct audit *au,
    void (*put)(struct out *, const void *))
{
	if (s->n == 0 && !au->diag.code)
		put(&s->spool[ALONE], au);
	else if (au->tenant || au->nfinding)
		out_abort(&s->spool[ALONE]);
}

/* True when that was the whole report. */
static bool
tell_alone(struct report_sink *s, const struct fleet *f)
{
	if (f->n != 1 || f->own || f->tenant[0].why)
		return false;
	out_join(&s->out, &s->spool[ALONE]);
	return true;
}

static void
text_tenant(struct report_sink *s, const struct audit *au)
{
	keep_alone(s, au, report_text);
}

static void
text_end(struct report_sink *s, const struct fleet *f)
{
	if (!tell_alone(s, f))
		report_fleet_text(&s->out, f);
}

static void
json_tenant(struct report_sink *s, const struct audit *au)
{
	report_json_tenant(s->part, au);
}

static void
json_end(struct report_sink *s, const struct fleet *f)
{
	report_json_fleet(&s->out, s->part, f);
}

static void
csv_tenant(struct report_sink *s, const struct audit *au)
{
	if (s->n == 0)
		report_csv_head(&s->out);
	report_csv_tenant(&s->out, au);
}

static void
sarif_tenant(struct report_sink *s, const struct audit *au)
{
	if (s->n == 0)
		report_sarif_head(&s->json, &s->out);
	report_sarif_tenant(&s->json, au);
}

static void
sarif_end(struct report_sink *s, const struct fleet *f)
{
	if (f->n)
		report_sarif_end(&s->json);
}

/* What is said of all stands first, so the tenants wait in a spool. */
static void
ndjson_tenant(struct report_sink *s, const struct audit *au)
{
	report_ndjson_tenant(&s->spool[0], au);
}

static void
ndjson_end(struct report_sink *s, const struct fleet *f)
{
	report_ndjson_fleet(&s->out, f);
	out_join(&s->out, &s->spool[0]);
}

static void
markdown_tenant(struct report_sink *s, const struct audit *au)
{
	keep_alone(s, au, report_markdown);
	report_markdown_tenant(&s->spool[0], au);
}

static void
markdown_end(struct report_sink *s, const struct fleet *f)
{
	if (tell_alone(s, f))
		return;
	report_markdown_fleet(&s->out, f);
	out_join(&s->out, &s->spool[0]);
}

static void
html_tenant(struct report_sink *s, const struct audit *au)
{
	keep_alone(s, au, report_html);
	report_html_tenant(&s->spool[0], au, s->n);
}

static void
html_end(struct report_sink *s, const struct fleet *f)
{
	if (!tell_alone(s, f))
		report_html_fleet(&s->out, &s->spool[0], f);
}

static const struct report_fleet formats[] = {
	{"text", true, text_tenant, text_end},
	{"json", true, json_tenant, json_end},
	{"ndjson", true, ndjson_tenant, ndjson_end},
	{"csv", false, csv_tenant, NULL},
	{"sarif", false, sarif_tenant, sarif_end},
	{"html", true, html_tenant, html_end},
	{"markdown", true, markdown_tenant, markdown_end},
};

static const struct report_fleet *
find(const char *name)
{
	for (size_t i = 0; i < countof(formats); i++) {
		if (util_eq(formats[i].name, name))
			return &formats[i];
	}
	return NULL;
}

static int
open_spools(struct report_sink *s)
{
	s->spooled = true;
	for (int p = 0; p < REPORT_PARTS; p++) {
		if (out_spool(&s->spool[p], s->path) < 0)
			return report_failed(&s->spool[p], s->path);
		jsonw_part(&s->part[p], &s->spool[p]);
	}
	return 0;
}

static int
open_sink(struct report_fleets *r, const char *format, const char *path,
    bool hold, struct out *kept)
{
	struct report_sink *s = &r->sink[r->n++];

	memset(s, 0, sizeof(*s));
	s->path = path;
	s->held = hold && !path;
	s->kept = kept;
	s->format = find(format);
	out_stdout(&s->out);
	if (!s->format)
		return diag_usage("no report on several tenants as %s",
		    format);
	if (path || s->held) {
		out_abort(&s->out);
		if ((kept ? report_kept_open(&s->out) :
		    path ? out_open(&s->out, path) :
		    out_spool(&s->out, NULL)) < 0)
			return report_failed(&s->out, path);
	}
	return s->format->spools ? open_spools(s) : 0;
}

int
report_fleet_open(struct report_fleets *r, const struct options *opt,
    bool hold, struct report_kept *kept)
{
	const struct report *f;
	const char *path;
	bool only = kept && kept->only;
	int status = 0;

	memset(r, 0, sizeof(*r));
	r->kept = kept;
	for (size_t i = 0; kept && i < report_naudit && !status; i++)
		status = open_sink(r, report_audit[i].name,
		    "a report of the bundle", false, &kept->out[i]);
	for (size_t i = 0; i < opt->noutput && !status && !only; i++) {
		f = report_output(report_audit, report_naudit, opt->output[i],
		    &path);
		status = open_sink(r, f->name, path, hold, NULL);
	}
	if (!status && !only && (!opt->noutput || opt->format)) {
		f = report_format(opt, report_audit, report_naudit);
		status = open_sink(r, f->name, NULL, hold, NULL);
	}
	if (status)
		report_fleet_abort(r);
	return status;
}

void
report_fleet_tenant(struct report_fleets *r, const struct audit *au)
{
	for (size_t i = 0; i < r->n; i++) {
		struct report_sink *s = &r->sink[i];

		if (s->format->tenant)
			s->format->tenant(s, au);
		s->n++;
	}
}

static void
end_spools(struct report_sink *s)
{
	for (int p = 0; s->spooled && p < REPORT_PARTS; p++) {
		if (s->spool[p].data)
			out_abort(&s->spool[p]);
	}
}

static int
close_sink(struct report_sink *s, const struct fleet *f)
{
	const char *name = s->path ? s->path : "standard output";
	struct out last;

	if (s->format->end)
		s->format->end(s, f);
	end_spools(s);
	if (s->kept) {
		*s->kept = s->out;
		return out_size(s->kept) == 0 ? report_failed(s->kept, name) :
		    0;
	}
	if (s->held) {
		out_stdout(&last);
		out_join(&last, &s->out);
		s->out = last;
	}
	return out_close(&s->out) < 0 ? report_failed(&s->out, name) : 0;
}

int
report_fleet_close(struct report_fleets *r, const struct fleet *f)
{
	int status = 0;

	if (r->kept)
		r->kept->full = true;
	for (size_t i = 0; i < r->n; i++) {
		int failed = close_sink(&r->sink[i], f);

		status = failed ? failed : status;
		if (failed && r->kept && r->sink[i].kept)
			r->kept->full = false;
	}
	r->n = 0;
	return status;
}

void
report_fleet_abort(struct report_fleets *r)
{
	for (size_t i = 0; i < r->n; i++) {
		end_spools(&r->sink[i]);
		out_abort(&r->sink[i].out);
	}
	r->n = 0;
}
