#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "limits.h"
#include "profile.h"
#include "report.h"
#include "report_page.h"
#include "report_style.h"
#include "rule.h"
#include "score.h"

/* What stands at the top, of an audit or of a fleet. */
struct head {
	const char *verdict, *tenant;
	int code, score;
	const size_t *count;
	size_t waived, noteval, needed;
	const struct options *opt;
	const char *const *assumption;
	size_t nassumption;
};

static void
number(struct out *o, int n)
{
	if (n < 0)
		out_str(o, "&ndash;");
	else
		out_printf(o, "%d", n);
}

void
report_page_open(struct out *o, const char *title)
{
	struct buf style;

	buf_init(&style, LIMIT_BUFFER);
	report_style(&style);
	out_str(o, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
	    "charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src '");
	html_digest(o, buf_cstr(&style));
	out_str(o, "'; base-uri 'none'; form-action 'none'\">\n<meta name="
	    "\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name="
	    "\"generator\" content=\"cwaudit " CWAUDIT_VERSION "\">\n<title>");
	html_text(o, title);
	out_str(o, "</title>\n<style>");
	out_str(o, buf_cstr(&style));
	out_str(o, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main"
	    "\">To the report</a>\n");
	buf_free(&style);
}

void
report_page_close(struct out *o)
{
	char digest[65];

	profile_digest(digest);
	out_printf(o, "</main>\n<footer>\n<p class=\"meta\">cwaudit %s, "
	    "profiles <code>%s</code></p>\n</footer>\n</body>\n</html>\n",
	    CWAUDIT_VERSION, digest);
}

static void
open_page(struct out *o, const struct head *h)
{
	struct buf title;

	buf_init(&title, LIMIT_BUFFER);
	buf_printf(&title, "ConnectWise PSA permission audit%s%s: %s",
	    h->tenant ? " of " : "", h->tenant ? h->tenant : "", h->verdict);
	report_page_open(o, buf_cstr(&title));
	buf_free(&title);
}

static void
counts(struct out *o, const struct head *h)
{
	out_str(o, "<ul class=\"counts\">\n");
	for (int s = SEV_CRITICAL; s >= 0; s--) {
		out_printf(o, "<li%s><b>%zu</b> ", h->count[s] ? "" :
		    " class=\"zero\"", h->count[s]);
		report_severity(o, (enum severity)s);
		out_str(o, "</li>\n");
	}
	out_printf(o, "<li%s><b>%zu</b> waived</li>\n<li%s><b>%zu</b> not "
	    "evaluated</li>\n</ul>\n", h->waived ? "" : " class=\"zero\"",
	    h->waived, h->noteval ? "" : " class=\"zero\"", h->noteval);
}

static void
notes(struct out *o, const struct head *h)
{
	if (h->needed)
		out_printf(o, "<p>%zu needed things could not be evaluated, so "
		    "there is no score: see Not evaluated.</p>\n", h->needed);
	if (!h->nassumption && !h->opt->ndisabled)
		return;
	out_str(o, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < h->nassumption; i++) {
		out_str(o, "<li>Assumed: ");
		html_text(o, h->assumption[i]);
		out_str(o, "</li>\n");
	}
	for (size_t i = 0; i < h->opt->ndisabled; i++) {
		out_str(o, "<li>Disabled: rule ");
		html_text(o, h->opt->disabled[i]);
		out_str(o, "</li>\n");
	}
	out_str(o, "</ul>\n");
}

static void
verdict(struct out *o, const struct head *h)
{
	static const struct {
		const char *verdict, *word;
	} words[] = {{"pass", "Pass"}, {"fail", "Fail"},
		{"incomplete", "Incomplete"}, {"error", "Error"}};
	const char *word = h->verdict;

	for (size_t i = 0; i < countof(words); i++) {
		if (util_eq(words[i].verdict, h->verdict))
			word = words[i].word;
	}
	out_str(o, "<header>\n<h1>ConnectWise PSA permission audit");
	if (h->tenant)
		html_printf(o, " of %s", h->tenant);
	out_printf(o, "</h1>\n<div class=\"verdict\"><strong class=\"%s\">%s"
	    "</strong> <span class=\"score\">", h->verdict, word);
	number(o, h->score);
	out_str(o, h->score < 0 ? " <small>no score</small></span></div>\n<p>" :
	    " <small>of 100</small></span></div>\n<p>");
	html_printf(o, "Exit %d: %s. As of %s.", h->code,
	    util_exit_text(h->code), h->opt->as_of);
	out_str(o, "</p>\n");
	counts(o, h);
	notes(o, h);
	out_str(o, "</header>\n");
}

void
report_section(const struct report_page *p, const char *id, const char *title)
{
	struct out *o = p->out;

	if (*p->prefix)
		out_str(o, "<section>\n");
	else
		out_printf(o, "<section aria-labelledby=\"%s\">\n", id);
	out_printf(o, "<h%d id=\"%s%s\">%s</h%d>\n", p->level, p->prefix, id,
	    title, p->level);
}

/* A table that scrolls by itself where the page is narrow. */
static void
open_table(const struct report_page *p, const char *name)
{
	out_str(p->out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
	    "aria-label=\"");
	html_printf(p->out, "%s%s%s", name, p->au && p->au->tenant ? " of " :
	    "", p->au && p->au->tenant ? p->au->tenant : "");
	out_str(p->out, "\">\n<table class=\"list\">\n");
}

static void
close_table(const struct report_page *p)
{
	out_str(p->out, "</tbody>\n</table>\n</div>\n</section>\n");
}

static void
role_row(const struct report_page *p, const struct role *r)
{
	struct out *o = p->out;

	out_str(o, "<tr><td class=\"n\">");
	number(o, r->score);
	out_str(o, "</td><th scope=\"row\">");
	if (!p->au->opt->summary)
		out_printf(o, "<a href=\"#%srole%zu\">", p->prefix, r->number);
	html_text(o, r->name);
	out_str(o, p->au->opt->summary ? "</th><td>" : "</a></th><td>");
	report_judges(o, r);
	out_str(o, "</td><td class=\"n\">");
	number(o, r->fit);
	out_str(o, "</td><td class=\"n\">");
	number(o, r->exposure);
	out_str(o, "</td><td class=\"n\">");
	/* Without a members export nobody knows who holds it. */
	number(o, p->au->nmember ? (int)r->nmember : -1);
	out_str(o, "</td></tr>\n");
}

/* Whose score is the audit's. */
static void
lowest(const struct report_page *p)
{
	const char *kind, *name = score_whose(p->au, &kind);

	if (!name)
		return;
	out_str(p->out, "<p class=\"meta\">");
	html_printf(p->out, "The score of the audit is the lowest of all roles "
	    "and members: that of %s %s.", kind, name);
	out_str(p->out, "</p>\n");
}

static void
roles(const struct report_page *p)
{
	size_t people = 0;

	if (!p->sheet->nrole)
		return;
	report_section(p, "roles", "Roles, worst first");
	lowest(p);
	open_table(p, "Roles");
	out_str(p->out, "<thead><tr><th scope=\"col\" class=\"n\">score</th>"
	    "<th scope=\"col\">role</th><th scope=\"col\">judged by</th>"
	    "<th scope=\"col\" class=\"n\">fit</th><th scope=\"col\" class=\""
	    "n\">exposure</th><th scope=\"col\" class=\"n\">members</th></tr>"
	    "</thead>\n<tbody>\n");
	for (size_t i = 0; i < p->sheet->nrole; i++) {
		if (rule_is_people(p->au, p->sheet->role[i]))
			people++;
		else
			role_row(p, p->sheet->role[i]);
	}
	if (people)
		out_printf(p->out, "<tr><td class=\"n\">&ndash;</td><td "
		    "colspan=\"5\">%zu role%s of people, not scored</td></tr>"
		    "\n", people, people == 1 ? "" : "s");
	close_table(p);
}

static void
member_row(struct out *o, const struct member *m)
{
	out_str(o, "<tr><td class=\"n\">");
	number(o, m->score);
	out_str(o, "</td><th scope=\"row\">");
	html_text(o, m->id);
	out_str(o, "</th><td>");
	html_text(o, m->name);
	out_str(o, "</td><td>");
	html_text(o, m->role ? m->role->name : "role not known");
	out_printf(o, "</td><td>%s</td><td><code>", m->inactive == TRI_YES ?
	    "inactive" : m->inactive == TRI_NO ? "active" : "not known");
	report_place(o, (struct loc){m->loc.file, m->loc.line, 0});
	out_str(o, "</code></td></tr>\n");
}

static void
members(const struct report_page *p)
{
	if (!p->sheet->nmember)
		return;
	report_section(p, "members", "Members of integrations, worst first");
	open_table(p, "Members");
	out_str(p->out, "<thead><tr><th scope=\"col\" class=\"n\">score</th>"
	    "<th scope=\"col\">member</th><th scope=\"col\">name</th><th "
	    "scope=\"col\">role</th><th scope=\"col\">state</th><th scope=\""
	    "col\">where</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < p->sheet->nmember; i++)
		member_row(p->out, p->sheet->member[i]);
	out_str(p->out, "</tbody>\n</table>\n</div>\n<p class=\"meta\">The "
	    "score of a member is 100 less what its findings from CW301 to "
	    "CW310 take off, not below 0: each says so with \"member\" and "
	    "its &minus;."
	    "</p>\n</section>\n");
}

static void
checks(const struct report_page *p)
{
	struct out *o = p->out;

	if (!p->au->live || !p->au->ncheck)
		return;
	report_section(p, "checks", "Live checks");
	open_table(p, "Live checks");
	out_str(o, "<thead><tr><th scope=\"col\">check</th><th scope=\"col\">"
	    "result</th><th scope=\"col\">what came</th></tr></thead>\n"
	    "<tbody>\n");
	for (size_t i = 0; i < p->au->ncheck; i++) {
		const struct check *c = &p->au->check[i];

		out_str(o, "<tr><th scope=\"row\">");
		html_printf(o, "%s%s%s", c->id ? c->id : "", c->id ? " " : "",
		    c->name);
		out_str(o, "</th><td>");
		html_text(o, c->status == CHECK_NOT_EVALUATED ?
		    "not evaluated" : model_check(c->status));
		out_str(o, "</td><td class=\"long\">");
		html_text(o, c->detail);
		out_str(o, "</td></tr>\n");
	}
	close_table(p);
}

static void
noteval_row(struct out *o, const struct noteval *ne)
{
	out_printf(o, "<tr><td>%s</td><td>%s</td><td>", ne->needed ?
	    "<b>yes</b>" : "no", ne->rule ? ne->rule : "");
	html_text(o, ne->role ? ne->role->name : "");
	out_str(o, ne->role && ne->member ? ", " : "");
	html_text(o, ne->member ? ne->member->id : "");
	out_str(o, "</td><td class=\"long\">");
	html_text(o, ne->reason);
	out_str(o, "</td></tr>\n");
}

static void
not_evaluated(const struct report_page *p)
{
	if (!p->au->nnoteval)
		return;
	report_section(p, "noteval", "Not evaluated");
	out_str(p->out, "<p>What could not be judged is no pass. Without what "
	    "was needed there is no score.</p>\n");
	open_table(p, "Not evaluated");
	out_str(p->out, "<thead><tr><th scope=\"col\">needed</th><th scope=\""
	    "col\">rule</th><th scope=\"col\">role, member</th><th scope=\""
	    "col\">why</th></tr></thead>\n<tbody>\n");
	for (int needed = 1; needed >= 0; needed--) {
		for (size_t i = 0; i < p->au->nnoteval; i++) {
			if (p->au->noteval[i].needed == (needed == 1))
				noteval_row(p->out, &p->au->noteval[i]);
		}
	}
	close_table(p);
}

static void
inputs(const struct report_page *p)
{
	struct out *o = p->out;

	if (!p->au->ninput)
		return;
	report_section(p, "inputs", "Inputs");
	open_table(p, "Inputs");
	out_str(o, "<thead><tr><th scope=\"col\">file</th><th scope=\"col\">"
	    "kind</th><th scope=\"col\" class=\"n\">records</th><th scope=\""
	    "col\">encoding</th><th scope=\"col\" class=\"n\">normalisations"
	    "</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < p->au->ninput; i++) {
		const struct input *in = p->au->input[i];

		out_str(o, "<tr><th scope=\"row\"><code>");
		html_text(o, in->file);
		out_str(o, "</code></th><td>");
		html_printf(o, "%s%s%s", model_input_kind(in->kind),
		    in->shape ? ", " : "", in->shape ? in->shape : "");
		out_printf(o, "</td><td class=\"n\">%zu</td><td>%s</td><td "
		    "class=\"n\">%zu</td><td class=\"hash\"><code>%s</code>"
		    "</td></tr>\n", in->records, in->encoding, in->norms,
		    in->sha256);
	}
	close_table(p);
}

static void
errors(const struct report_page *p)
{
	report_section(p, "errors", "Errors");
	out_str(p->out, "<p>Nothing is judged before these are mended.</p>\n"
	    "<ul class=\"notes\">\n");
	for (size_t i = 0; i < p->au->diag.n; i++) {
		out_str(p->out, "<li><code>");
		report_place(p->out, p->au->diag.item[i].loc);
		out_str(p->out, "</code>: ");
		html_text(p->out, p->au->diag.item[i].text);
		out_str(p->out, "</li>\n");
	}
	out_str(p->out, "</ul>\n</section>\n");
}

static void
contents(const struct report_page *p)
{
	const struct audit *au = p->au;
	const struct {
		const char *id, *title;
		bool there;
	} part[] = {
		{"roles", "Roles", p->sheet->nrole > 0},
		{"matrix", "Permissions", report_has_matrix(p)},
		{"findings", "Findings", !au->opt->summary},
		{"waived", "Waived", au->waived && !au->opt->summary},
		{"members", "Members", p->sheet->nmember > 0},
		{"noteval", "Not evaluated", au->nnoteval > 0},
		{"inputs", "Inputs", au->ninput > 0},
		{"limits", "Limits", *p->prefix == '\0'},
	};

	out_str(p->out, "<nav aria-label=\"Contents\"><ul>\n");
	for (size_t i = 0; i < countof(part); i++) {
		if (part[i].there)
			out_printf(p->out, "<li><a href=\"#%s%s\">%s</a></li>"
			    "\n", p->prefix, part[i].id, part[i].title);
	}
	out_str(p->out, "</ul></nav>\n");
}

static void
body(struct out *o, const struct audit *au, const char *prefix)
{
	struct report_sheet sheet;
	struct report_page p = {o, au, &sheet, prefix, *prefix ? 3 : 2};

	if (au->diag.code) {
		errors(&p);
		inputs(&p);
		return;
	}
	report_sheet_open(&sheet, au);
	if (!*prefix)
		contents(&p);
	checks(&p);
	roles(&p);
	report_matrix(&p);
	if (!au->opt->summary) {
		report_findings(&p, false);
		report_findings(&p, true);
	}
	members(&p);
	not_evaluated(&p);
	inputs(&p);
	report_sheet_close(&sheet);
}

static void
close_page(struct out *o)
{
	out_str(o, "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">"
	    "Limits of any export</h2>\n<ul class=\"notes\">\n");
	for (size_t i = 0; rule_limits[i]; i++) {
		html_element(o, "li", rule_limits[i]);
		out_char(o, '\n');
	}
	out_str(o, "</ul>\n</section>\n");
	report_page_close(o);
}

void
report_html(struct out *o, const void *audit)
{
	const struct audit *au = audit;
	struct head h = {score_verdict(au), au->tenant, au->code, au->score,
		au->count, au->waived, au->nnoteval,
		au->diag.code ? 0 : score_needed(au), au->opt, au->assumption,
		au->nassumption};

	open_page(o, &h);
	verdict(o, &h);
	out_str(o, "<main id=\"main\">\n");
	body(o, au, "");
	close_page(o);
}

void
report_html_tenant(struct out *o, const struct audit *au, size_t n)
{
	char prefix[32];

	snprintf(prefix, sizeof(prefix), "t%zu-", n);
	out_printf(o, "<section class=\"tenant\" aria-labelledby=\"%stenant"
	    "\">\n<h2 id=\"%stenant\">", prefix, prefix);
	if (au->tenant)
		html_printf(o, "Tenant %s: %s", au->tenant,
		    score_verdict(au));
	else
		out_str(o, "Of no tenant: the waivers");
	out_str(o, "</h2>\n");
	body(o, au, prefix);
	out_str(o, "</section>\n");
}

static void
tenant_row(struct out *o, const struct fleet_tenant *t, size_t n)
{
	out_printf(o, "<tr><th scope=\"row\"><a href=\"#t%zu-tenant\">", n);
	html_text(o, t->name);
	out_printf(o, "</a></th><td>%s</td><td class=\"n\">", t->verdict);
	number(o, t->score);
	out_str(o, "</td>");
	for (int s = SEV_CRITICAL; s >= 0; s--)
		out_printf(o, "<td class=\"n\">%zu</td>", t->count[s]);
	out_printf(o, "<td class=\"n\">%zu</td><td class=\"n\">%zu</td></tr>"
	    "\n", t->waived, t->noteval);
}

void
report_html_fleet(struct out *o, struct out *tenants, const struct fleet *f)
{
	struct head h = {fleet_verdict(f), NULL, f->code, f->score, f->count,
		f->waived, f->noteval, 0, f->opt, f->assumption,
		f->nassumption};
	struct report_page p = {o, NULL, NULL, "", 2};
	const struct fleet_tenant **order;

	open_page(o, &h);
	verdict(o, &h);
	out_str(o, "<main id=\"main\">\n");
	report_section(&p, "tenants", "Tenants, worst first");
	out_printf(o, "<p>%zu tenant%s, %zu of them incomplete.</p>\n", f->n,
	    f->n == 1 ? "" : "s", f->incomplete);
	open_table(&p, "Tenants");
	out_str(o, "<thead><tr><th scope=\"col\">tenant</th><th scope=\"col\">"
	    "verdict</th><th scope=\"col\" class=\"n\">score</th>");
	for (int s = SEV_CRITICAL; s >= 0; s--)
		out_printf(o, "<th scope=\"col\" class=\"n\">%s</th>",
		    level_severity((enum severity)s));
	out_str(o, "<th scope=\"col\" class=\"n\">waived</th><th scope=\"col\""
	    " class=\"n\">not evaluated</th></tr></thead>\n<tbody>\n");
	order = fleet_order(f);
	for (size_t i = 0; i < f->n; i++)
		tenant_row(o, order[i], (size_t)(order[i] - f->tenant));
	close_table(&p);
	free(order);
	report_heat(o, f);
	out_join(o, tenants);
	close_page(o);
}
