#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "page.h"
#include "profile.h"
#include "report.h"
#include "report_sheet.h"
#include "rule.h"
#include "score.h"
#include "waiver.h"

/* What is indented below a finding's first line. */
#define INDENT 9

static bool color;

struct sheet {
	struct page page;
	const struct audit *au;
	struct report_sheet in;
};

void
report_color(bool on)
{
	color = on;
}

bool
report_colored(void)
{
	return color;
}

static enum page_style
severity_style(enum severity s)
{
	static const enum page_style of[SEV_COUNT] = {PAGE_DIM, PAGE_BLUE,
		PAGE_YELLOW, PAGE_RED, PAGE_RED};

	return of[s];
}

static const char *
severity_label(enum severity s)
{
	static const char *const label[SEV_COUNT] = {"INFO    ", "LOW     ",
		"MEDIUM  ", "HIGH    ", "CRITICAL"};

	return label[s];
}

static void
counts(struct buf *b, const struct audit *au)
{
	for (int s = SEV_CRITICAL; s >= 0; s--)
		buf_printf(b, "%zu %s%s", au->count[s], level_severity(
		    (enum severity)s), s ? ", " : "");
	buf_printf(b, "; %zu waived; %zu not evaluated", au->waived,
	    au->nnoteval);
}

static void
verdict(struct sheet *s)
{
	const struct audit *au = s->au;
	const char *word = score_verdict(au);
	char score[32] = "-", label[16];
	struct buf b;

	for (size_t i = 0; i <= strlen(word); i++)
		label[i] = word[i] >= 'a' && word[i] <= 'z' ?
		    (char)(word[i] - 32) : word[i];
	if (au->score >= 0)
		snprintf(score, sizeof(score), "%d of 100", au->score);
	buf_init(&b, LIMIT_BUFFER);
	counts(&b, au);
	page_label(&s->page, 0, util_eq(word, "pass") ? PAGE_GREEN : PAGE_RED,
	    label, 0, " score %s  (exit %d: %s)", score, au->code,
	    util_exit_text(au->code));
	page_text(&s->page, 0, 0, "%s", buf_cstr(&b));
	if (au->tenant)
		page_text(&s->page, 0, 0, "tenant %s", au->tenant);
	if (!au->complete)
		page_text(&s->page, 0, 0, "%zu needed thing%s could not be "
		    "evaluated, so there is no score: see \"Not evaluated\".",
		    score_needed(au), score_needed(au) == 1 ? "" : "s");
	for (size_t i = 0; i < au->nassumption; i++)
		page_text(&s->page, 0, 2, "assumed: %s", au->assumption[i]);
	for (size_t i = 0; i < au->opt->ndisabled; i++)
		page_text(&s->page, 0, 2, "disabled: rule %s",
		    au->opt->disabled[i]);
	buf_free(&b);
}

static void
inputs(struct sheet *s)
{
	if (s->au->ninput)
		page_heading(&s->page, "Inputs");
	for (size_t i = 0; i < s->au->ninput; i++) {
		const struct input *in = s->au->input[i];

		page_text(&s->page, 2, 4, "%s: %s%s%s, %zu record%s, %s, %s, "
		    "%zu normalisation%s", in->file, model_input_kind(in->kind),
		    in->shape ? ", " : "", in->shape ? in->shape : "",
		    in->records, in->records == 1 ? "" : "s", in->encoding,
		    model_delimiter(in->delimiter), in->norms,
		    in->norms == 1 ? "" : "s");
		if (s->au->opt->verbose)
			page_text(&s->page, 4, 4, "SHA-256 %s", in->sha256);
	}
}

static void
checks(struct sheet *s)
{
	static const enum page_style style[] = {PAGE_GREEN, PAGE_RED,
		PAGE_YELLOW, PAGE_DIM};
	static const char *const word[] = {"pass", "FAIL", "warn", "-   "};

	if (!s->au->live)
		return;
	page_heading(&s->page, "Live checks");
	for (size_t i = 0; i < s->au->ncheck; i++) {
		const struct check *c = &s->au->check[i];

		page_label(&s->page, 2, style[c->status], word[c->status], 7,
		    "%s%s%s: %s", c->id ? c->id : "", c->id ? " " : "",
		    c->name, c->detail);
		if (s->au->opt->verbose && c->path)
			page_text(&s->page, 7, 9, "%d GET %s",
			    c->http_status, c->path);
	}
}

/* Writes a score, "-" for none, so that it ends at end. */
static void
put_score(char *end, int score)
{
	if (score < 0)
		*--end = '-';
	for (bool first = true; score > 0 || (first && score == 0);
	    score /= 10, first = false)
		*--end = (char)('0' + score % 10);
}

static void
judged_by(struct buf *b, const struct role *r, const char *mark)
{
	for (size_t i = 0; i < r->nprofile; i++) {
		buf_str(b, i ? " + " : "");
		buf_str(b, r->profile[i]->name);
		if (*profile_limit(r->profile[i]))
			buf_str(b, mark);
	}
	if (!r->nprofile) {
		buf_str(b, "no profile");
		return;
	}
	buf_str(b, " (");
	buf_str(b, model_match(r->match));
	buf_str(b, ")");
}

/* One line of the table; there are many, so nothing is formatted. */
static void
table_row(struct sheet *s, struct buf *b, const struct buf *by,
    const struct role *r)
{
	char scores[] = "  score  fit  exposure  ";

	memset(scores, ' ', sizeof(scores) - 1);
	put_score(scores + 7, r->score);
	put_score(scores + 12, r->fit);
	put_score(scores + 22, r->exposure);
	buf_clear(b);
	buf_add(b, scores, sizeof(scores) - 1);
	page_cell(b, r->name, 30);
	buf_add(b, by->data, by->len);
	page_raw(&s->page, b);
}

/* With --verbose, whose score is the audit's. */
static void
lowest(struct sheet *s)
{
	const char *kind, *name = score_whose(s->au, &kind);

	if (name && s->au->opt->verbose)
		page_text(&s->page, 2, 4, "The score of the audit is the "
		    "lowest of all roles and members: that of %s %s.", kind,
		    name);
}

static void
table(struct sheet *s)
{
	const struct role *last = NULL;
	struct buf line, raw, by;
	size_t people = 0;
	bool marked = false;

	buf_init(&line, LIMIT_BUFFER);
	buf_init(&raw, LIMIT_BUFFER);
	buf_init(&by, LIMIT_BUFFER);
	if (s->in.nrole)
		page_heading(&s->page, "Roles, worst first");
	if (s->in.nrole)
		page_line(&s->page, PAGE_DIM, "  score  fit  exposure  %-32s"
		    "judged by", "role");
	for (size_t i = 0; i < s->in.nrole; i++) {
		const struct role *r = s->in.role[i];

		model_soon(s->in.role, s->in.nrole, i, false);
		if (rule_is_people(s->au, r)) {
			people++;
			continue;
		}
		/* Roles that were given the same share the list. */
		if (!last || last->profile != r->profile ||
		    last->match != r->match) {
			buf_clear(&raw);
			judged_by(&raw, r, "*");
			buf_clear(&by);
			buf_str(&by, "  ");
			buf_safe(&by, raw.data, raw.len);
		}
		last = r;
		table_row(s, &line, &by, r);
		for (size_t k = 0; k < r->nprofile; k++)
			marked = marked || *profile_limit(r->profile[k]);
	}
	if (people)
		page_line(&s->page, PAGE_PLAIN, "  %5s  %3s  %8s  %zu role%s "
		    "of people, not scored", "-", "-", "-", people,
		    people == 1 ? "" : "s");
	if (marked)
		page_text(&s->page, 2, 4, "*: its guide is known in part or "
		    "has a caveat, which cwaudit profiles NAME tells");
	lowest(s);
	buf_free(&line);
	buf_free(&raw);
	buf_free(&by);
}

static void
row_text(struct buf *b, const struct finding *f)
{
	if (f->profile && f->row)
		buf_printf(b, " [%s:%u]", f->profile->name,
		    (unsigned)f->row->line);
	else if (f->profile && f->rule->scope == SCOPE_CELL)
		buf_printf(b, " [%s: silent]", f->profile->name);
}

/* What a finding is known by, for whoever compares two reports. */
static void
known_by(const struct sheet *s, struct buf *b, const struct finding *f)
{
	if (s->au->opt->verbose)
		buf_printf(b, " #%.12s", f->fingerprint);
}

/*
 * One function of a group: its cells with what they have and what to set.
 * Returns how many of the n findings it told.
 */
static size_t
entry(struct sheet *s, const struct finding *const *f, size_t n)
{
	struct buf b;
	size_t i = 0;

	buf_init(&b, LIMIT_BUFFER);
	diag_place(&b, f[0]->loc);
	buf_printf(&b, "  %s > %s:", f[0]->module, f[0]->function);
	while (i < n && util_eq(f[i]->function, f[0]->function) &&
	    util_eq(f[i]->module, f[0]->module)) {
		const struct finding_cell *c = &f[i]->cell[0];
		const char *to = report_sheet_target(f[i]);

		buf_printf(&b, "%s %s %s%s%s", i ? "," : "",
		    level_verb_title(c->verb), c->listed ?
		    level_name(c->have) : "not listed", to ? " -> " : "",
		    to ? to : "");
		i++;
	}
	row_text(&b, f[0]);
	if (f[0]->detail)
		buf_printf(&b, ": %s", f[0]->detail);
	for (size_t k = 0; k < i; k++)
		known_by(s, &b, f[k]);
	page_text(&s->page, INDENT, INDENT + 4, "%s", buf_cstr(&b));
	buf_free(&b);
	return i;
}

/* Who accepted a finding, why and until when. */
static void
accepted(struct sheet *s, const struct finding *f, size_t indent)
{
	const struct waiver *w = f->waiver;

	if (w)
		page_text(&s->page, indent, indent + 2, "waived by %s through "
		    "%s: %s%s%s (%s:%u)", w->text[WAIVER_OWNER],
		    w->text[WAIVER_EXPIRES], w->text[WAIVER_REASON],
		    *w->text[WAIVER_TICKET] ? ", ticket " : "",
		    w->text[WAIVER_TICKET], w->loc.file,
		    (unsigned)w->loc.line);
}

static void
cell_group(struct sheet *s, const struct finding *const *f, size_t n)
{
	const char *many = report_sheet_many(f, n);
	size_t told = 0, left = 0, shown = 0;

	page_label(&s->page, 0, severity_style(f[0]->severity),
	    severity_label(f[0]->severity), INDENT, "%s %s: %zu cell%s. %s",
	    f[0]->rule->id, f[0]->rule->name, n, n == 1 ? "" : "s",
	    f[0]->rule->title);
	accepted(s, f[0], INDENT);
	while (told < n) {
		if (shown == LIMIT_SHOWN_ENTRIES && !s->au->opt->verbose) {
			left = n - told;
			break;
		}
		told += entry(s, f + told, n - told);
		shown++;
	}
	if (left)
		page_text(&s->page, INDENT, INDENT, "and %zu more cell%s "
		    "(--verbose lists them)", left, left == 1 ? "" : "s");
	if (many)
		page_text(&s->page, INDENT, INDENT + 2, "fix: System > "
		    "Security Roles > %s: %s", finding_role(f[0]), many);
	else
		page_text(&s->page, INDENT, INDENT + 2, "fix: %s", f[0]->fix);
}

static void
single(struct sheet *s, const struct finding *f)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	diag_place(&b, f->loc);
	row_text(&b, f);
	known_by(s, &b, f);
	page_label(&s->page, 0, severity_style(f->severity),
	    severity_label(f->severity), INDENT, "%s %s: %s", f->rule->id,
	    f->rule->name, f->message);
	if (b.len)
		page_text(&s->page, INDENT, INDENT, "%s", buf_cstr(&b));
	accepted(s, f, INDENT);
	page_text(&s->page, INDENT, INDENT + 2, "fix: %s", f->fix);
	buf_free(&b);
}

static void
groups(struct sheet *s, const struct finding *const *f, size_t n)
{
	for (size_t i = 0, k; i < n; i += k) {
		for (k = 1; i + k < n && report_sheet_joined(f[i],
		    f[i + k]); k++)
			continue;
		if (f[i]->rule->scope == SCOPE_CELL) {
			cell_group(s, f + i, k);
			continue;
		}
		for (size_t m = 0; m < k; m++)
			single(s, f[i + m]);
	}
}

/*
 * How the role's score comes about, to be added up by hand. Deductions stand
 * in the order in which they count: the heaviest of each function first.
 */
static void
ledger(struct sheet *s, const struct role *r, const struct finding *const *f,
    size_t n)
{
	const struct finding *worst[3];
	size_t k = score_worst(f, n, worst);

	page_text(&s->page, 2, 4, "Ledger");
	if (r->want)
		page_text(&s->page, 4, 6, "fit %d = 100 x %zu points / (2 x "
		    "%zu required cells), rounded down: 2 points for a cell "
		    "as needed, 1 for My where All is needed", r->fit,
		    r->points, r->required_cells);
	page_text(&s->page, 4, 6, "exposure %d = 100 - %lu%s%s", r->exposure,
	    r->deductions, r->deductions > 100 ? ", not below 0" : "",
	    r->deductions ? ":" : "");
	for (size_t i = 0; i < n; i++) {
		if (!f[i]->deducts)
			continue;
		page_text(&s->page, 6, 10, "-%u %s %s %s%s%s",
		    rule_weight(f[i]->severity), f[i]->rule->id,
		    level_severity(f[i]->severity), f[i]->module ?
		    f[i]->module : "", f[i]->module ? " > " : "",
		    f[i]->module ? f[i]->function : f[i]->rule->name);
	}
	page_text(&s->page, 4, 6, "score %d%s", r->score, r->want ?
	    ", the smaller of the two" : " = exposure");
	if (k)
		page_text(&s->page, 4, 6, "fixing the %zu worst finding%s "
		    "would give score %d", k, k == 1 ? "" : "s",
		    score_without(s->au, r, worst, k));
	for (size_t i = 0; i < k; i++)
		page_text(&s->page, 6, 10, "%s %s", worst[i]->rule->id,
		    worst[i]->message);
}

static void
runners_up(struct sheet *s, const struct role *r)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < r->ncandidate; i++)
		buf_printf(&b, "%s%s overlap %d %% fit %d", i ? ", " : "",
		    r->candidate[i].profile->name, r->candidate[i].overlap,
		    r->candidate[i].fit);
	if (r->copy_note)
		page_text(&s->page, 2, 4, "%s", r->copy_note);
	if (r->why_none)
		page_text(&s->page, 2, 4, "no profile judges it: %s",
		    r->why_none);
	if (b.len && (!r->nprofile || r->match == MATCH_OVERLAP ||
	    s->au->opt->verbose))
		page_text(&s->page, 2, 4, "nearest profiles: %s",
		    buf_cstr(&b));
	buf_free(&b);
}

static void
role_head(struct sheet *s, const struct role *r)
{
	struct buf by, held;

	buf_init(&by, LIMIT_BUFFER);
	buf_init(&held, LIMIT_BUFFER);
	judged_by(&by, r, "");
	page_heading(&s->page, "%s  %s", r->name, buf_cstr(&by));
	for (size_t i = 0; i < r->nmember && i < 6; i++)
		buf_printf(&held, "%s%s", i ? ", " : "; held by ",
		    r->member[i]->id);
	if (r->nmember > 6)
		buf_printf(&held, " and %zu more", r->nmember - 6);
	page_text(&s->page, 2, 4, "%s:%u%s", r->loc.file,
	    (unsigned)r->loc.line, buf_cstr(&held));
	for (size_t i = 0; i < r->nprofile; i++) {
		const struct profile *p = r->profile[i];

		page_text(&s->page, 2, 4, "%s is the guide \"%s\" of %s%s%s%s, "
		    "%s", p->name, p->guide, p->vendor, *p->dated ? ", " : "",
		    p->dated, p->partial ? ", known in part" : "",
		    profile_url(p) ? p->source : "address not known");
		if (*profile_limit(p))
			page_text(&s->page, 4, 6, "%s", profile_limit(p));
	}
	if (r->exposure >= 0 && r->want)
		page_text(&s->page, 2, 4, "%zu of %zu required cells missing; "
		    "cells too many: %zu excess, %zu forbidden, %zu broader; "
		    "%zu of %zu functions judged", r->missing_cells,
		    r->required_cells, r->excess_cells, r->forbidden_cells,
		    r->broader_cells, r->judged, r->total);
	else if (r->exposure >= 0)
		page_text(&s->page, 2, 4, "%zu of %zu functions judged",
		    r->judged, r->total);
	runners_up(s, r);
	buf_free(&by);
	buf_free(&held);
}

/* With --verbose, what the one line of a role of people stands for. */
static void
person(struct sheet *s, const struct finding *f)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	diag_place(&b, f->loc);
	buf_printf(&b, "%s%s: %s", b.len ? " " : "", f->rule->id, f->message);
	known_by(s, &b, f);
	page_text(&s->page, 4, 8, "%s", buf_cstr(&b));
	accepted(s, f, 8);
	buf_free(&b);
}

static void
people(struct sheet *s)
{
	bool begun = false;
	size_t first, n;

	for (size_t i = 0; i < s->in.nrole; i++) {
		const struct role *r = s->in.role[i];
		const char *last = "";
		struct buf b;

		n = report_sheet_span(&s->in, r, &first);
		if (!rule_is_people(s->au, r) || !n)
			continue;
		if (!begun)
			page_heading(&s->page, "People");
		begun = true;
		buf_init(&b, LIMIT_BUFFER);
		for (size_t k = 0; k < n; k++) {
			const char *id = s->in.finding[first + k]->rule->id;

			if (!util_eq(id, last) && !strstr(buf_cstr(&b), id))
				buf_printf(&b, "%s%s", b.len ? ", " : "", id);
			last = id;
		}
		page_line(&s->page, PAGE_DIM, "  %s: %zu member%s, info: %s",
		    r->name, r->nmember, r->nmember == 1 ? "" : "s",
		    buf_cstr(&b));
		buf_free(&b);
		for (size_t k = 0; s->au->opt->verbose && k < n; k++)
			person(s, s->in.finding[first + k]);
	}
}

static void
roles(struct sheet *s)
{
	size_t first, n;

	for (size_t i = 0; i < s->in.nrole; i++) {
		const struct role *r = s->in.role[i];

		n = report_sheet_span(&s->in, r, &first);
		if (rule_is_people(s->au, r) || (!n && !s->au->opt->verbose))
			continue;
		role_head(s, r);
		groups(s, s->in.finding + first, n);
		if (s->au->opt->verbose && r->exposure >= 0)
			ledger(s, r, s->in.finding + first, n);
	}
	n = report_sheet_span(&s->in, NULL, &first);
	if (n) {
		page_heading(&s->page, "Without a role");
		groups(s, s->in.finding + first, n);
	}
}

/* What a member's score is less than 100 by. */
static void
lost(struct sheet *s, const struct member *m)
{
	for (size_t i = 0; m->lost && i < s->in.n; i++) {
		const struct finding *f = s->in.finding[i];

		if (f->member == m && score_of_member(f))
			page_text(&s->page, 8, 10, "-%u %s %s %s",
			    rule_weight(f->severity), f->rule->id,
			    level_severity(f->severity), f->rule->name);
	}
}

static void
members(struct sheet *s)
{
	struct buf id;
	bool begun = false;

	buf_init(&id, LIMIT_BUFFER);
	for (size_t i = 0; i < s->in.nmember; i++) {
		const struct member *m = s->in.member[i];

		if (!begun)
			page_heading(&s->page, "Members of integrations, "
			    "worst first");
		begun = true;
		buf_clear(&id);
		page_cell(&id, m->id, 20);
		page_line(&s->page, PAGE_PLAIN, "  %5d  %s  %s%s", m->score,
		    buf_cstr(&id), m->role ? m->role->name : "role not known",
		    m->inactive == TRI_YES ? " (inactive)" : "");
		if (s->au->opt->verbose)
			lost(s, m);
	}
	buf_free(&id);
}

static void
not_evaluated(struct sheet *s)
{
	const struct audit *au = s->au;

	if (!au->nnoteval)
		return;
	page_heading(&s->page, "Not evaluated");
	for (int needed = 1; needed >= 0; needed--) {
		for (size_t i = 0; i < au->nnoteval; i++) {
			const struct noteval *ne = &au->noteval[i];

			if (ne->needed != (needed == 1))
				continue;
			page_text(&s->page, 2, 4, "%s%s%s%s%s%s%s%s",
			    needed ? "needed: " : "", ne->rule ? ne->rule : "",
			    ne->rule ? " " : "", ne->member ? "member " : "",
			    ne->member ? ne->member->id : ne->role ?
			    ne->role->name : "", ne->member || ne->role ?
			    ": " : "", ne->reason, "");
		}
	}
}

static void
limits(struct sheet *s)
{
	if (!s->au->opt->verbose)
		return;
	page_heading(&s->page, "Limits of any export");
	for (size_t i = 0; rule_limits[i]; i++)
		page_text(&s->page, 2, 4, "%s", rule_limits[i]);
}

static void
last_line(struct sheet *s)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	counts(&b, s->au);
	out_char(s->page.out, '\n');
	page_text(&s->page, 0, 0, "%s (exit %d): %zu role%s, %zu member%s; "
	    "%s", score_verdict(s->au), s->au->code,
	    s->au->nrole, s->au->nrole == 1 ? "" : "s", s->au->nmember,
	    s->au->nmember == 1 ? "" : "s", buf_cstr(&b));
	buf_free(&b);
}

static void
diagnostics(struct sheet *s)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < s->au->diag.n; i++) {
		buf_clear(&b);
		diag_place(&b, s->au->diag.item[i].loc);
		page_text(&s->page, 2, 4, "%s: %s", buf_cstr(&b),
		    s->au->diag.item[i].text);
	}
	buf_free(&b);
}

void
report_text(struct out *o, const void *audit)
{
	const struct audit *au = audit;
	struct sheet s = {.page = {o, color && !o->path}, .au = au};

	if (au->diag.code) {
		page_text(&s.page, 0, 0, "ERROR  no score  (exit %d: %s)",
		    au->code, util_exit_text(au->code));
		/* On a terminal they stand there from standard error. */
		if (o->path)
			diagnostics(&s);
		return;
	}
	report_sheet_open(&s.in, au);
	verdict(&s);
	checks(&s);
	inputs(&s);
	table(&s);
	if (!au->opt->summary) {
		roles(&s);
		people(&s);
		members(&s);
	}
	not_evaluated(&s);
	limits(&s);
	last_line(&s);
	report_sheet_close(&s.in);
}
