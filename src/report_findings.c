#include <string.h>

#include "html.h"
#include "profile.h"
#include "report_page.h"
#include "rule.h"
#include "score.h"
#include "waiver.h"

void
report_severity(struct out *o, enum severity s)
{
	/* Diamond, triangle, square, disc, ring: no two look alike. */
	static const char *const shape[SEV_COUNT] = {
		"<circle cx=\"5\" cy=\"5\" r=\"3.4\" fill=\"none\" "
		    "stroke-width=\"1.6\"/>",
		"<circle cx=\"5\" cy=\"5\" r=\"3.6\"/>",
		"<path d=\"M1.2 1.2h7.6v7.6H1.2z\"/>",
		"<path d=\"M5 .8L9.6 9.2H.4z\"/>",
		"<path d=\"M5 0L10 5 5 10 0 5z\"/>"
	};

	out_printf(o, "<span class=\"sev %s\"><svg viewBox=\"0 0 10 10\" "
	    "aria-hidden=\"true\">%s</svg>%s</span>", level_severity(s),
	    shape[s], level_severity(s));
}

void
report_place(struct out *o, struct loc loc)
{
	if (!loc.file)
		return;
	html_text(o, loc.file);
	if (loc.line)
		out_printf(o, ":%u", (unsigned)loc.line);
	if (loc.line && loc.col)
		out_printf(o, ":%u", (unsigned)loc.col);
}

void
report_judges(struct out *o, const struct role *r)
{
	for (size_t i = 0; i < r->nprofile; i++)
		html_printf(o, "%s%s", i ? " + " : "", r->profile[i]->name);
	if (r->nprofile)
		html_printf(o, " (%s)", model_match(r->match));
	else
		out_str(o, "no profile");
}

/* The row of the profile, or that there is none. */
static void
rests_on(struct out *o, const struct finding *f)
{
	if (!f->profile)
		html_text(o, f->rule->source);
	else if (f->row)
		html_printf(o, "%s, line %u", f->profile->name,
		    (unsigned)f->row->line);
	else
		html_printf(o, "%s is silent", f->profile->name);
}

static void
cell_text(const struct report_page *p, const struct finding *f)
{
	const struct finding_cell *c = &f->cell[0];
	const char *to = report_sheet_target(f);
	const char *raw = finding_raw(p->au, c);
	struct out *o = p->out;

	html_printf(o, "%s > %s", f->module, f->function);
	out_str(o, "</div>\n<div>");
	html_printf(o, "%s ", level_verb_title(c->verb));
	html_element(o, "b", c->listed ? level_name(c->have) : "not listed");
	if (to) {
		out_str(o, " <span aria-hidden=\"true\">&rarr;</span>"
		    "<span class=\"v\">, set it to</span> ");
		html_element(o, "b", to);
	}
	if (raw && c->have != LEVEL_UNKNOWN &&
	    !util_eq(raw, level_name(c->have)))
		html_printf(o, " (\"%s\")", raw);
	if (f->detail)
		html_printf(o, ": %s", f->detail);
}

/* Where it stands, what it rests on, and what it is known by. */
static void
evidence(const struct report_page *p, const struct finding *f)
{
	struct out *o = p->out;

	out_str(o, "<div class=\"ev\">");
	if (rule_weight(f->severity) && (f->deducts || score_of_member(f)))
		out_printf(o, "<span class=\"pts\">%s&minus;%u</span> "
		    "&middot; ", f->deducts ? "" : "member ",
		    rule_weight(f->severity));
	if (f->loc.file) {
		out_str(o, "<code>");
		report_place(o, f->loc);
		out_str(o, "</code> &middot; ");
	}
	rests_on(o, f);
	out_printf(o, "</div>\n<code class=\"fp\">%s</code>",
	    f->fingerprint);
}

/* A finding; `again` says that the last one was on the same function. */
static void
item(const struct report_page *p, const struct finding *f, bool named,
    bool again)
{
	struct out *o = p->out;

	out_printf(o, "<li id=\"%sf%s\"%s><div class=\"what\">", p->prefix,
	    f->fingerprint, again ? " class=\"again\"" : "");
	if (named)
		html_printf(o, "%s %s: ", f->rule->id, f->rule->name);
	if (f->rule->scope == SCOPE_CELL) {
		cell_text(p, f);
	} else {
		html_text(o, f->message);
		out_str(o, "</div>\n<div>Fix: ");
		html_text(o, f->fix);
	}
	out_str(o, "</div>\n");
	evidence(p, f);
	out_str(o, "</li>\n");
}

static void
waiver(struct out *o, const struct waiver *w)
{
	out_str(o, "<p><span class=\"waived\">waived</span> ");
	html_printf(o, "%s answers for it, through %s: %s",
	    w->text[WAIVER_OWNER], w->text[WAIVER_EXPIRES],
	    w->text[WAIVER_REASON]);
	if (*w->text[WAIVER_TICKET])
		html_printf(o, " (%s)", w->text[WAIVER_TICKET]);
	out_str(o, " <code class=\"dim\">");
	report_place(o, (struct loc){w->loc.file, w->loc.line, 0});
	out_str(o, "</code></p>\n");
}

static void
group_fix(struct out *o, const struct finding *const *f, size_t n)
{
	const char *many;

	if (f[0]->rule->scope != SCOPE_CELL)
		return;
	many = report_sheet_many(f, n);
	out_str(o, "<p class=\"fix\">Fix: ");
	if (many)
		html_printf(o, "System > Security Roles > %s: %s",
		    finding_role(f[0]), many);
	else
		html_text(o, f[0]->fix);
	out_str(o, "</p>\n");
}

static void
group(const struct report_page *p, const struct finding *const *f, size_t n)
{
	struct out *o = p->out;

	out_printf(o, "<div class=\"group\">\n<h%d>", p->level + 2);
	report_severity(o, f[0]->severity);
	out_char(o, ' ');
	html_printf(o, "%s %s", f[0]->rule->id, f[0]->rule->name);
	if (n > 1)
		out_printf(o, " <span class=\"dim\">&times; %zu</span>", n);
	out_printf(o, "</h%d>\n<p>", p->level + 2);
	html_text(o, f[0]->rule->title);
	out_str(o, "</p>\n");
	if (f[0]->waiver)
		waiver(o, f[0]->waiver);
	group_fix(o, f, n);
	out_printf(o, "<ul class=\"items%s\">\n", f[0]->rule->scope ==
	    SCOPE_CELL && !f[0]->detail ? " cells" : "");
	for (size_t i = 0; i < n; i++)
		item(p, f[i], false, i && f[i]->subject &&
		    f[i]->subject == f[i - 1]->subject);
	out_str(o, "</ul>\n</div>\n");
}

/* Those of one role: the open ones, or those that are waived. */
static void
groups(const struct report_page *p, const struct finding *const *f, size_t n,
    bool waived)
{
	for (size_t i = 0, k; i < n; i += k) {
		k = report_sheet_group(f + i, n - i);
		if (!f[i]->waiver != waived)
			group(p, f + i, k);
	}
}

static bool
has_any(const struct finding *const *f, size_t n, bool waived)
{
	for (size_t i = 0; i < n; i++) {
		if (!f[i]->waiver != waived)
			return true;
	}
	return false;
}

/* How many findings take how many points off, heaviest first. */
static void
deductions(struct out *o, const struct finding *const *f, size_t n)
{
	size_t count[SEV_COUNT] = {0};
	bool any = false;

	for (size_t i = 0; i < n; i++)
		count[f[i]->severity] += f[i]->deducts;
	for (int s = SEV_CRITICAL; s > 0; s--) {
		if (!count[s])
			continue;
		out_printf(o, "%s%zu &times; %u", any ? " + " : "", count[s],
		    rule_weight((enum severity)s));
		any = true;
	}
	if (!any)
		out_str(o, "0");
}

static void
worst_link(const struct report_page *p, const struct finding *f, size_t i)
{
	out_printf(p->out, "%s<a href=\"#%sf%s\">", i ? ", " : "", p->prefix,
	    f->fingerprint);
	html_printf(p->out, "%s %s%s%s", f->rule->id, f->function ?
	    f->function : "", f->ncell ? " " : "", f->ncell ?
	    level_verb_title(f->cell[0].verb) : "");
	out_str(p->out, "</a>");
}

static void
ledger(const struct report_page *p, const struct role *r,
    const struct finding *const *f, size_t n)
{
	const struct finding *worst[3];
	struct out *o = p->out;
	size_t k = score_worst(f, n, worst);

	if (r->exposure < 0)
		return;
	out_str(o, "<div class=\"ledger\">\n<p><b>Ledger.</b> ");
	if (r->want)
		out_printf(o, "Fit %d = 100 &times; %zu points / (2 &times; "
		    "%zu required cells), rounded down: 2 points for a cell "
		    "as wanted, 1 for My where All is needed. ", r->fit,
		    r->points, r->required_cells);
	out_printf(o, "Exposure %d = 100 &minus; (", r->exposure);
	deductions(o, f, n);
	out_printf(o, ")%s. Score %d%s.</p>\n", r->deductions > 100 ?
	    ", not below 0" : "", r->score, r->want ? ", the smaller of the "
	    "two" : "");
	out_str(o, "<p class=\"dim\">Each finding that counts says so with "
	    "its &minus;; of CW102, CW103, CW104 and CW202 only the heaviest "
	    "for each function does. What is a member's lowers the score of "
	    "the member.</p>\n");
	if (k) {
		out_printf(o, "<p>Fixing the %zu worst finding%s would give "
		    "score %d: ", k, k == 1 ? "" : "s",
		    score_without(p->au, r, worst, k));
		for (size_t i = 0; i < k; i++)
			worst_link(p, worst[i], i);
		out_str(o, ".</p>\n");
	}
	out_str(o, "</div>\n");
}

static void
guides(struct out *o, const struct role *r)
{
	for (size_t i = 0; i < r->nprofile; i++) {
		const struct profile *g = r->profile[i];

		out_str(o, "<p class=\"meta\">");
		html_printf(o, "%s is the guide \"%s\" of %s%s%s%s. ", g->name,
		    g->guide, g->vendor, *g->dated ? ", " : "", g->dated,
		    g->partial ? ", known in part" : "");
		html_text(o, profile_url(g) ? g->source :
		    "Its address is not known.");
		if (*profile_limit(g))
			html_printf(o, " %s", profile_limit(g));
		out_str(o, "</p>\n");
	}
	if (r->copy_note) {
		out_str(o, "<p class=\"meta\">");
		html_text(o, r->copy_note);
		out_str(o, "</p>\n");
	}
	if (r->why_none) {
		out_str(o, "<p class=\"meta\">No profile: ");
		html_text(o, r->why_none);
		out_str(o, "</p>\n");
	}
}

static void
figures(struct out *o, const struct role *r)
{
	out_str(o, "<ul class=\"figures\">\n");
	if (r->score >= 0)
		out_printf(o, "<li>score <b>%d</b></li>\n", r->score);
	if (r->fit >= 0)
		out_printf(o, "<li>fit <b>%d</b></li>\n", r->fit);
	if (r->exposure >= 0)
		out_printf(o, "<li>exposure <b>%d</b></li>\n", r->exposure);
	if (r->want)
		out_printf(o, "<li>%zu of %zu required cells missing</li>\n"
		    "<li>too many: %zu excess, %zu forbidden, %zu broader"
		    "</li>\n", r->missing_cells, r->required_cells,
		    r->excess_cells, r->forbidden_cells, r->broader_cells);
	out_printf(o, "<li>%zu of %zu functions judged</li>\n</ul>\n",
	    r->judged, r->total);
}

static void
about(const struct report_page *p, const struct role *r)
{
	struct out *o = p->out;

	out_str(o, "<p class=\"meta\"><code>");
	report_place(o, (struct loc){r->loc.file, r->loc.line, 0});
	out_str(o, "</code> &middot; judged by ");
	report_judges(o, r);
	out_str(o, " &middot; held by ");
	for (size_t i = 0; i < r->nmember; i++)
		html_printf(o, "%s%s", i ? ", " : "", r->member[i]->id);
	if (!p->au->nmember)
		out_str(o, "whom is not known: no members export");
	else if (!r->nmember)
		out_str(o, "nobody");
	out_str(o, "</p>\n");
	guides(o, r);
	figures(o, r);
}

static void
role(const struct report_page *p, const struct role *r,
    const struct finding *const *f, size_t n)
{
	struct out *o = p->out;

	out_printf(o, "<article class=\"role\" aria-labelledby=\"%srole%zu\">"
	    "\n<h%d id=\"%srole%zu\">", p->prefix, r->number, p->level + 1,
	    p->prefix, r->number);
	html_text(o, r->name);
	out_printf(o, "</h%d>\n", p->level + 1);
	about(p, r);
	if (!has_any(f, n, false))
		out_printf(o, "<p>%s</p>\n", n ? "Nothing but what is waived."
		    : "No finding.");
	groups(p, f, n, false);
	ledger(p, r, f, n);
	out_str(o, "</article>\n");
}

static void
heading(const struct report_page *p, const char *text)
{
	html_element(p->out, p->level > 2 ? "h4" : "h3", text);
	out_char(p->out, '\n');
}

/* A role of people: its findings are info, whatever their rule. */
static void
person(const struct report_page *p, const struct role *r,
    const struct finding *const *f, size_t n, bool waived)
{
	bool begun = false;

	out_printf(p->out, "<div class=\"group\">\n<h%d>", p->level + 2);
	report_severity(p->out, SEV_INFO);
	out_char(p->out, ' ');
	html_text(p->out, r->name);
	out_printf(p->out, "</h%d>\n", p->level + 2);
	for (size_t i = 0; i < n; i++) {
		if (!f[i]->waiver == waived)
			continue;
		if (waived && (!i || f[i]->waiver != f[i - 1]->waiver)) {
			out_str(p->out, begun ? "</ul>\n" : "");
			waiver(p->out, f[i]->waiver);
			begun = false;
		}
		if (!begun)
			out_str(p->out, "<ul class=\"items\">\n");
		begun = true;
		item(p, f[i], true, false);
	}
	out_str(p->out, begun ? "</ul>\n</div>\n" : "</div>\n");
}

/* People are told of in one place, at the end: they are not scored. */
static void
people(const struct report_page *p, bool waived)
{
	const struct report_sheet *s = p->sheet;
	bool begun = false;
	size_t first, n;

	for (size_t i = 0; i < s->nrole; i++) {
		const struct finding *const *f;

		if (!rule_is_people(p->au, s->role[i]))
			continue;
		n = report_sheet_span(s, s->role[i], &first);
		f = s->finding + first;
		if (!has_any(f, n, waived))
			continue;
		if (!begun && !waived)
			out_printf(p->out, "<article class=\"role\" "
			    "aria-labelledby=\"%speople\">\n<h%d id=\"%speople"
			    "\">Roles of people</h%d>\n<p class=\"meta\">"
			    "Told at info, outside the score and the verdict."
			    "</p>\n", p->prefix, p->level + 1, p->prefix,
			    p->level + 1);
		else if (!begun)
			heading(p, "Roles of people");
		begun = true;
		person(p, s->role[i], f, n, waived);
	}
	if (begun && !waived)
		out_str(p->out, "</article>\n");
}

static void
without_role(const struct report_page *p, bool waived)
{
	size_t first, n = report_sheet_span(p->sheet, NULL, &first);

	if (!has_any(p->sheet->finding + first, n, waived))
		return;
	if (!waived)
		out_printf(p->out, "<article class=\"role\" aria-labelledby="
		    "\"%snorole\">\n<h%d id=\"%snorole\">Without a role</h%d>"
		    "\n", p->prefix, p->level + 1, p->prefix, p->level + 1);
	else
		heading(p, "Without a role");
	groups(p, p->sheet->finding + first, n, waived);
	if (!waived)
		out_str(p->out, "</article>\n");
}

static void
waived_of_roles(const struct report_page *p)
{
	const struct report_sheet *s = p->sheet;
	size_t first, n;

	for (size_t i = 0; i < s->nrole; i++) {
		n = report_sheet_span(s, s->role[i], &first);
		if (rule_is_people(p->au, s->role[i]) ||
		    !has_any(s->finding + first, n, true))
			continue;
		heading(p, s->role[i]->name);
		groups(p, s->finding + first, n, true);
	}
}

void
report_findings(const struct report_page *p, bool waived)
{
	const struct report_sheet *s = p->sheet;
	const char *id = waived ? "waived" : "findings";
	size_t first, n;

	if (waived && !p->au->waived)
		return;
	report_section(p, id, waived ? "Waived" : "Findings");
	if (waived) {
		out_str(p->out, "<p>Accepted by someone who answers for it "
		    "until a day. They keep their severity and count "
		    "nowhere.</p>\n");
		waived_of_roles(p);
	}
	for (size_t i = 0; i < s->nrole && !waived; i++) {
		n = report_sheet_span(s, s->role[i], &first);
		if (!rule_is_people(p->au, s->role[i]))
			role(p, s->role[i], s->finding + first, n);
	}
	without_role(p, waived);
	people(p, waived);
	out_str(p->out, "</section>\n");
}
