#include <string.h>

#include "buf.h"
#include "limits.h"
#include "md.h"
#include "profile.h"
#include "report.h"
#include "report_sheet.h"
#include "rule.h"
#include "score.h"
#include "waiver.h"

static void
sayf(struct out *o, const char *fmt, ...) util_printf(2, 3);

static void
sayf(struct out *o, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	buf_init(&b, LIMIT_BUFFER);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	md_text(o, buf_cstr(&b));
	buf_free(&b);
}

static void
score(struct out *o, int n)
{
	if (n < 0)
		out_str(o, "-");
	else
		out_printf(o, "%d", n);
}

static void
place(struct out *o, struct loc loc)
{
	if (!loc.file)
		return;
	md_text(o, loc.file);
	if (loc.line)
		out_printf(o, ":%u", (unsigned)loc.line);
	if (loc.line && loc.col)
		out_printf(o, ":%u", (unsigned)loc.col);
}

/* What is said first, of an audit or of a fleet. */
struct head {
	const char *verdict, *tenant;
	int code, score;
	const size_t *count;
	size_t waived, noteval;
	const struct options *opt;
	const char *const *assumption;
	size_t nassumption;
};

static void
verdict(struct out *o, const struct head *h)
{
	out_printf(o, "# cwaudit: %s\n\n", h->verdict);
	if (h->tenant) {
		out_str(o, "Tenant ");
		md_text(o, h->tenant);
		out_str(o, ".\n");
	}
	out_str(o, "Score ");
	score(o, h->score);
	out_printf(o, "%s; exit %d: ", h->score < 0 ? "" : " of 100",
	    h->code);
	md_text(o, util_exit_text(h->code));
	out_str(o, "; as of ");
	md_text(o, h->opt->as_of);
	out_str(o, ".\n\n| critical | high | medium | low | info | waived | "
	    "not evaluated |\n|--:|--:|--:|--:|--:|--:|--:|\n|");
	for (int s = SEV_CRITICAL; s >= 0; s--)
		out_printf(o, " %zu |", h->count[s]);
	out_printf(o, " %zu | %zu |\n", h->waived, h->noteval);
	if (h->nassumption || h->opt->ndisabled)
		out_char(o, '\n');
	for (size_t i = 0; i < h->nassumption; i++) {
		sayf(o, "- assumed: %s", h->assumption[i]);
		out_char(o, '\n');
	}
	for (size_t i = 0; i < h->opt->ndisabled; i++) {
		sayf(o, "- disabled: rule %s", h->opt->disabled[i]);
		out_char(o, '\n');
	}
}

static void
roles(struct out *o, const struct report_sheet *s)
{
	const struct audit *au = s->au;
	size_t people = 0;

	out_str(o, "\n## Roles, worst first\n\n| score | fit | exposure | role "
	    "| judged by | members |\n|--:|--:|--:|---|---|--:|\n");
	for (size_t i = 0; i < s->nrole; i++) {
		const struct role *r = s->role[i];

		if (rule_is_people(au, r)) {
			people++;
			continue;
		}
		out_str(o, "| ");
		score(o, r->score);
		out_str(o, " | ");
		score(o, r->fit);
		out_str(o, " | ");
		score(o, r->exposure);
		out_str(o, " | ");
		md_text(o, r->name);
		out_str(o, " | ");
		for (size_t k = 0; k < r->nprofile; k++)
			sayf(o, "%s%s%s%s", k ? ", " : "", r->profile[k]->name,
			    r->profile[k]->partial ? " [partial]" : "",
			    r->profile[k]->caveat ? " [caveat]" : "");
		if (r->nprofile)
			sayf(o, " (%s)", model_match(r->match));
		else
			out_str(o, "no profile");
		/* Without a members export nobody knows who holds it. */
		if (au->nmember)
			out_printf(o, " | %zu |\n", r->nmember);
		else
			out_str(o, " | - |\n");
	}
	if (people)
		out_printf(o, "\n%zu more role%s of people, not scored.\n",
		    people, people == 1 ? "" : "s");
}

static void
finding(struct out *o, const struct finding *f)
{
	out_printf(o, "| %s ", level_severity(f->severity));
	out_printf(o, "| %s | ", f->rule->id);
	md_text(o, finding_role(f));
	if (f->role && f->member)
		out_str(o, ", ");
	md_text(o, finding_member(f));
	out_str(o, " | ");
	md_text(o, f->message);
	if (f->profile && f->row)
		sayf(o, " (%s, line %u of its profile)", f->profile->name,
		    (unsigned)f->row->line);
	out_str(o, " | ");
	md_text(o, f->fix);
	out_str(o, " | ");
	place(o, f->loc);
	out_str(o, " | ");
	if (f->waiver) {
		const struct waiver *w = f->waiver;

		sayf(o, "%s, through %s: %s", w->text[WAIVER_OWNER],
		    w->text[WAIVER_EXPIRES], w->text[WAIVER_REASON]);
		if (*w->text[WAIVER_TICKET])
			sayf(o, " (%s)", w->text[WAIVER_TICKET]);
		out_str(o, " | ");
	}
	out_printf(o, "%s |\n", f->fingerprint);
}

static void
findings(struct out *o, const struct audit *au, bool waived)
{
	bool begun = false;

	for (size_t i = 0; i < au->nfinding; i++) {
		const struct finding *f = &au->finding[i];

		if (!f->waiver == waived)
			continue;
		if (!begun)
			out_printf(o, "\n## %s\n\n| severity | rule | role, "
			    "member | what is wrong | fix | where |%s "
			    "fingerprint |\n|---|---|---|---|---|---|---|%s\n",
			    waived ? "Waived" : "Findings", waived ?
			    " accepted by |" : "", waived ? "---|" : "");
		begun = true;
		finding(o, f);
	}
	if (!begun && !waived)
		out_str(o, "\n## Findings\n\nNone.\n");
}

static void
members(struct out *o, const struct report_sheet *s)
{
	bool begun = false;

	for (size_t i = 0; i < s->nmember; i++) {
		const struct member *m = s->member[i];

		if (!begun)
			out_str(o, "\n## Members of integrations, worst "
			    "first\n\n| score | member | role |\n"
			    "|--:|---|---|\n");
		begun = true;
		out_str(o, "| ");
		score(o, m->score);
		out_str(o, " | ");
		md_text(o, m->id);
		out_str(o, " | ");
		md_text(o, m->role ? m->role->name : "not known");
		out_str(o, m->inactive == TRI_YES ? " (inactive) |\n" :
		    " |\n");
	}
}

static void
not_evaluated(struct out *o, const struct audit *au)
{
	if (!au->nnoteval)
		return;
	out_str(o, "\n## Not evaluated\n\n| needed | rule | role, member | "
	    "why |\n|---|---|---|---|\n");
	for (size_t i = 0; i < au->nnoteval; i++) {
		const struct noteval *ne = &au->noteval[i];

		out_printf(o, "| %s | %s | ", ne->needed ? "yes" : "no",
		    ne->rule ? ne->rule : "");
		md_text(o, ne->role ? ne->role->name : "");
		if (ne->role && ne->member)
			out_str(o, ", ");
		md_text(o, ne->member ? ne->member->id : "");
		out_str(o, " | ");
		md_text(o, ne->reason);
		out_str(o, " |\n");
	}
}

static void
inputs(struct out *o, const struct audit *au)
{
	out_str(o, "\n## Inputs\n\n| file | kind | records | encoding | "
	    "normalisations | SHA-256 |\n|---|---|--:|---|--:|---|\n");
	for (size_t i = 0; i < au->ninput; i++) {
		const struct input *in = au->input[i];

		out_str(o, "| ");
		md_text(o, in->file);
		out_str(o, " | ");
		md_text(o, model_input_kind(in->kind));
		out_printf(o, " | %zu | %s | %zu | %s |\n", in->records,
		    in->encoding, in->norms, in->sha256);
	}
}

static void
checks(struct out *o, const struct audit *au)
{
	if (!au->live)
		return;
	out_str(o, "\n## Live checks\n\n| check | result | what came |\n"
	    "|---|---|---|\n");
	for (size_t i = 0; i < au->ncheck; i++) {
		const struct check *c = &au->check[i];

		out_str(o, "| ");
		sayf(o, "%s%s%s", c->id ? c->id : "", c->id ? " " : "",
		    c->name);
		out_str(o, " | ");
		md_text(o, model_check(c->status));
		out_str(o, " | ");
		md_text(o, c->detail);
		out_str(o, " |\n");
	}
}

static void
errors(struct out *o, const struct audit *au)
{
	out_str(o, "\n## Errors\n\n");
	for (size_t i = 0; i < au->diag.n; i++) {
		out_str(o, "- ");
		place(o, au->diag.item[i].loc);
		out_str(o, ": ");
		md_text(o, au->diag.item[i].text);
		out_char(o, '\n');
	}
}

static void
body(struct out *o, const struct audit *au)
{
	struct report_sheet sheet;

	if (au->diag.code) {
		errors(o, au);
		inputs(o, au);
		return;
	}
	report_sheet_open(&sheet, au);
	checks(o, au);
	if (sheet.nrole)
		roles(o, &sheet);
	if (!au->opt->summary) {
		findings(o, au, false);
		findings(o, au, true);
	}
	members(o, &sheet);
	not_evaluated(o, au);
	inputs(o, au);
	report_sheet_close(&sheet);
}

static void
limits(struct out *o)
{
	out_str(o, "\n## Limits of any export\n\n");
	for (size_t i = 0; rule_limits[i]; i++) {
		sayf(o, "- %s", rule_limits[i]);
		out_char(o, '\n');
	}
	out_printf(o, "\ncwaudit %s\n", CWAUDIT_VERSION);
}

void
report_markdown(struct out *o, const void *audit)
{
	const struct audit *au = audit;
	struct head h = {score_verdict(au), au->tenant, au->code, au->score,
		au->count, au->waived, au->nnoteval, au->opt, au->assumption,
		au->nassumption};

	verdict(o, &h);
	if (!au->complete && !au->diag.code)
		out_printf(o, "\n%zu needed things could not be evaluated, so "
		    "there is no score.\n", score_needed(au));
	body(o, au);
	limits(o);
}

void
report_markdown_tenant(struct out *o, const struct audit *au)
{
	out_str(o, "\n# ");
	if (au->tenant) {
		out_str(o, "Tenant ");
		md_text(o, au->tenant);
		out_str(o, ": ");
		md_text(o, score_verdict(au));
	} else {
		out_str(o, "Of no tenant: the waivers");
	}
	out_char(o, '\n');
	body(o, au);
}

static void
tenant_row(struct out *o, const struct fleet_tenant *t)
{
	out_str(o, "| ");
	md_text(o, t->name);
	out_printf(o, " | %s | ", t->verdict);
	score(o, t->score);
	out_str(o, " |");
	for (int s = SEV_CRITICAL; s >= 0; s--)
		out_printf(o, " %zu |", t->count[s]);
	out_printf(o, " %zu | %zu |\n", t->waived, t->noteval);
}

void
report_markdown_fleet(struct out *o, const struct fleet *f)
{
	struct head h = {fleet_verdict(f), NULL, f->code, f->score, f->count,
		f->waived, f->noteval, f->opt, f->assumption, f->nassumption};

	verdict(o, &h);
	out_printf(o, "\n%zu tenant%s, %zu of them incomplete.\n\n| tenant | "
	    "verdict | score | critical | high | medium | low | info | waived "
	    "| not evaluated |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
	    f->n, f->n == 1 ? "" : "s", f->incomplete);
	for (size_t i = 0; i < f->n; i++)
		tenant_row(o, &f->tenant[i]);
	limits(o);
}
