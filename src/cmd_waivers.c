#include "catalogue.h"
#include "cmd.h"
#include "page.h"
#include "report.h"
#include "report_object.h"
#include "score.h"
#include "waiver.h"

/* What the command found out about its files. */
struct check_list {
	struct audit audit;
	struct waiver_list list;
};

static const char *
status_of(const struct waiver *w)
{
	return w->fault ? "broken" : w->expired ? "expired" : "good";
}

static void
waiver_text(struct page *p, const struct waiver *w)
{
	enum page_style style = w->fault ? PAGE_RED : w->expired ?
	    PAGE_YELLOW : PAGE_GREEN;

	page_label(p, 0, style, w->fault ? "BROKEN " : w->expired ?
	    "EXPIRED" : "good   ", 8, "%s:%u: %s%s%s", w->loc.file,
	    (unsigned)w->loc.line, w->label, *w->text[WAIVER_LEVEL] ?
	    ", up to " : "", w->text[WAIVER_LEVEL]);
	if (w->fault)
		page_text(p, 8, 8, "waives nothing: %s", w->fault);
	else
		page_text(p, 8, 8, "%s, through %s: %s%s%s",
		    w->text[WAIVER_OWNER], w->text[WAIVER_EXPIRES],
		    w->text[WAIVER_REASON], *w->text[WAIVER_TICKET] ?
		    "; ticket " : "", w->text[WAIVER_TICKET]);
}

static void
check_text(struct out *o, const void *result)
{
	const struct check_list *c = result;
	const struct audit *au = &c->audit;
	struct page p = {o, report_colored() && !o->path};
	size_t broken = 0, expired = 0;

	for (size_t i = 0; i < c->list.n; i++) {
		const struct waiver *w = &c->list.waiver[i];

		waiver_text(&p, w);
		broken += w->fault != NULL;
		expired += w->expired;
	}
	if (c->list.n)
		out_char(o, '\n');
	page_text(&p, 0, 0, "%zu waiver%s: %zu good, %zu expired, %zu broken; "
	    "%zu row%s without owner, reason and expires skipped (exit %d: %s)",
	    c->list.n, c->list.n == 1 ? "" : "s", c->list.n - broken -
	    expired, expired, broken, c->list.skipped, c->list.skipped == 1 ?
	    "" : "s", au->code, util_exit_text(au->code));
}

static void
waiver_json(struct jsonw *j, const struct waiver *w)
{
	jsonw_object(j, NULL);
	for (int c = 0; c < WAIVER_COLUMNS; c++)
		jsonw_string(j, waiver_heading((enum waiver_column)c),
		    *w->text[c] ? w->text[c] : NULL);
	jsonw_string(j, "status", status_of(w));
	jsonw_string(j, "fault", w->fault);
	jsonw_string(j, "file", w->loc.file);
	jsonw_place(j, "line", w->loc.line);
	jsonw_end(j);
}

static void
check_json(struct out *o, const void *result)
{
	const struct check_list *c = result;
	const struct audit *au = &c->audit;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-waivers/1");
	jsonw_string(&j, "as_of", au->opt->as_of);
	jsonw_object(&j, "exit");
	jsonw_number(&j, "code", (unsigned long)au->code);
	jsonw_string(&j, "reason", util_exit_text(au->code));
	jsonw_end(&j);
	jsonw_array(&j, "waivers");
	for (size_t i = 0; i < c->list.n; i++)
		waiver_json(&j, &c->list.waiver[i]);
	jsonw_end(&j);
	jsonw_number(&j, "skipped", c->list.skipped);
	jsonw_array(&j, "findings");
	for (size_t i = 0; i < au->nfinding; i++) {
		jsonw_object(&j, NULL);
		report_object_finding(&j, au, &au->finding[i]);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_array(&j, "diagnostics");
	for (size_t i = 0; i < au->diag.n; i++) {
		jsonw_object(&j, NULL);
		report_object_diagnostic(&j, &au->diag.item[i]);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", check_text},
	{"json", ".json", check_json},
};

static void
check(struct check_list *c)
{
	struct audit *au = &c->audit;
	const struct options *opt = au->opt;

	for (size_t i = 0; i < opt->nfile; i++)
		waiver_load(au, &c->list, opt->file[i]);
	/* None was asked: what a waiver covers shows only in an audit. */
	if (!au->diag.code) {
		waiver_judge(au, &c->list);
		finding_finish(au);
	}
	score_audit(au);
}

int
cmd_waivers(const struct options *opt)
{
	struct options with = *opt;
	struct catalogue cat = {0};
	struct check_list c = {0};
	int status;

	if (!with.nfile)
		return diag_usage("no waiver file to check");
	status = report_check(&with, formats, countof(formats));
	if (status)
		return status;
	/* They are what is judged here, so any fault of theirs counts. */
	with.fail_on = SEV_INFO;
	with.waivers = with.file;
	with.nwaivers = with.nfile;
	catalogue_open(&cat);
	model_init(&c.audit, &cat, &with);
	check(&c);
	status = report_write(&with, formats, countof(formats), &c);
	if (!status || c.audit.diag.code)
		status = c.audit.code;
	model_free(&c.audit);
	catalogue_free(&cat);
	return status;
}
