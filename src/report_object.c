#include <string.h>

#include "jsonw.h"
#include "profile.h"
#include "report_object.h"
#include "rule.h"
#include "score.h"
#include "waiver.h"

static void
strings(struct jsonw *j, const char *key, const char *const *list, size_t n)
{
	jsonw_array(j, key);
	for (size_t i = 0; i < n; i++)
		jsonw_string(j, NULL, list[i]);
	jsonw_end(j);
}

static void
profiles(struct jsonw *j, const struct profile *const *list, size_t n)
{
	jsonw_array(j, "profiles");
	for (size_t i = 0; i < n; i++)
		jsonw_string(j, NULL, list[i]->name);
	jsonw_end(j);
}

static void
tool(struct jsonw *j)
{
	char digest[65];

	profile_digest(digest);
	jsonw_object(j, "tool");
	jsonw_string(j, "name", "cwaudit");
	jsonw_string(j, "version", CWAUDIT_VERSION);
	jsonw_string(j, "profiles_sha256", digest);
	jsonw_end(j);
}

static void
summary(struct jsonw *j, const size_t *count, size_t waived, size_t noteval)
{
	jsonw_object(j, "summary");
	for (int v = SEV_CRITICAL; v >= 0; v--)
		jsonw_number(j, level_severity((enum severity)v), count[v]);
	jsonw_number(j, "waived", waived);
	jsonw_number(j, "not_evaluated", noteval);
	jsonw_end(j);
}

void
report_object_input(struct jsonw *j, const struct input *in)
{
	char delimiter[2] = {in->delimiter, '\0'};

	jsonw_string(j, "file", in->file);
	jsonw_string(j, "kind", model_input_kind(in->kind));
	jsonw_string(j, "sha256", in->sha256);
	jsonw_number(j, "bytes", in->bytes);
	jsonw_number(j, "records", in->records);
	jsonw_string(j, "encoding", in->encoding);
	jsonw_string(j, "delimiter", delimiter);
	jsonw_number(j, "normalisations", in->norms);
}

static void
candidates(struct jsonw *j, const struct role *r)
{
	jsonw_array(j, "candidates");
	for (size_t i = 0; i < r->ncandidate; i++) {
		jsonw_object(j, NULL);
		jsonw_string(j, "profile", r->candidate[i].profile->name);
		jsonw_score(j, "overlap", r->candidate[i].overlap);
		jsonw_score(j, "fit", r->candidate[i].fit);
		jsonw_end(j);
	}
	jsonw_end(j);
}

/* What limits the guides that judge the role. */
static void
guide_limits(struct jsonw *j, const struct role *r)
{
	jsonw_array(j, "guide_limits");
	for (size_t i = 0; i < r->nprofile; i++) {
		const struct profile *p = r->profile[i];

		if (!*profile_limit(p))
			continue;
		jsonw_object(j, NULL);
		jsonw_string(j, "profile", p->name);
		jsonw_string(j, "limit", profile_limit(p));
		jsonw_end(j);
	}
	jsonw_end(j);
}

void
report_object_role(struct jsonw *j, const struct audit *au,
    const struct role *r)
{
	bool judged = r->exposure >= 0;

	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "name", r->name);
	jsonw_string(j, "kind", model_role_kind(r->kind));
	jsonw_string(j, "file", r->loc.file);
	jsonw_place(j, "line", r->loc.line);
	profiles(j, r->profile, r->nprofile);
	jsonw_string(j, "match", model_match(r->match));
	candidates(j, r);
	jsonw_string(j, "why_none", r->why_none);
	jsonw_string(j, "copy_note", r->copy_note);
	guide_limits(j, r);
	jsonw_object(j, "coverage");
	jsonw_number(j, "judged", r->judged);
	jsonw_number(j, "total", r->total);
	jsonw_end(j);
	jsonw_score(j, "fit", r->fit);
	jsonw_score(j, "exposure", r->exposure);
	jsonw_score(j, "deductions", judged ? (int)r->deductions : -1);
	jsonw_score(j, "score", r->score);
	jsonw_number(j, "required_cells", r->required_cells);
	jsonw_number(j, "missing_cells", r->missing_cells);
	jsonw_number(j, "excess_cells", r->excess_cells);
	jsonw_number(j, "forbidden_cells", r->forbidden_cells);
	jsonw_number(j, "broader_cells", r->broader_cells);
	jsonw_array(j, "members");
	for (size_t i = 0; i < r->nmember; i++)
		jsonw_string(j, NULL, r->member[i]->id);
	jsonw_end(j);
}

void
report_object_member(struct jsonw *j, const struct audit *au,
    const struct member *m)
{
	const struct field *f = &m->field[FIELD_ROLE];

	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "id", m->id);
	jsonw_string(j, "name", m->name);
	jsonw_string(j, "role", m->role ? m->role->name :
	    f->state == FIELD_KNOWN ? f->text : NULL);
	profiles(j, m->judged ? m->profile : NULL,
	    m->judged ? m->nprofile : 0);
	jsonw_score(j, "score", m->score);
	jsonw_string(j, "file", m->loc.file);
	jsonw_place(j, "line", m->loc.line);
}

static void
cell(struct jsonw *j, const struct audit *au, const struct finding_cell *c)
{
	bool have = c->listed && c->have != LEVEL_UNKNOWN;

	jsonw_object(j, NULL);
	jsonw_string(j, "verb", level_verb(c->verb));
	jsonw_string(j, "have", have ? level_name(c->have) : NULL);
	jsonw_string(j, "want", c->want == LEVEL_UNKNOWN ? NULL :
	    level_name(c->want));
	jsonw_string(j, "raw", finding_raw(au, c));
	jsonw_place(j, "column", c->listed ?
	    model_column(au, &c->grant, c->verb) : 0);
	jsonw_string(j, "field", finding_field(au, c));
	jsonw_end(j);
}

static void
waiver(struct jsonw *j, const struct waiver *w)
{
	if (!w) {
		jsonw_null(j, "waiver");
		return;
	}
	jsonw_object(j, "waiver");
	jsonw_string(j, "owner", w->text[WAIVER_OWNER]);
	jsonw_string(j, "reason", w->text[WAIVER_REASON]);
	jsonw_string(j, "expires", w->text[WAIVER_EXPIRES]);
	jsonw_string(j, "ticket", *w->text[WAIVER_TICKET] ?
	    w->text[WAIVER_TICKET] : NULL);
	jsonw_string(j, "file", w->loc.file);
	jsonw_place(j, "line", w->loc.line);
	jsonw_end(j);
}

static void
source(struct jsonw *j, const struct finding *f)
{
	const struct profile *p = f->profile;

	if (!p) {
		jsonw_null(j, "source");
		return;
	}
	jsonw_object(j, "source");
	jsonw_string(j, "profile", p->name);
	jsonw_place(j, "line", f->row ? f->row->line : 0);
	jsonw_string(j, "guide", p->guide);
	jsonw_string(j, "url", profile_url(p));
	jsonw_string(j, "dated", *p->dated ? p->dated : NULL);
	jsonw_string(j, "confidence", p->partial ? "partial" : "complete");
	jsonw_end(j);
}

void
report_object_finding(struct jsonw *j, const struct audit *au,
    const struct finding *f)
{
	jsonw_string(j, "rule", f->rule->id);
	jsonw_string(j, "name", f->rule->name);
	jsonw_string(j, "severity", level_severity(f->severity));
	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "role", f->role ? f->role->name : NULL);
	jsonw_string(j, "member", f->member ? f->member->id : NULL);
	jsonw_string(j, "profile", f->profile ? f->profile->name : NULL);
	jsonw_string(j, "module", f->module);
	jsonw_string(j, "function", f->function);
	jsonw_array(j, "cells");
	for (size_t i = 0; i < f->ncell; i++)
		cell(j, au, &f->cell[i]);
	jsonw_end(j);
	jsonw_string(j, "file", f->loc.file);
	jsonw_place(j, "line", f->loc.line);
	jsonw_place(j, "column", f->loc.col);
	jsonw_string(j, "message", f->message);
	jsonw_string(j, "fix", f->fix);
	source(j, f);
	jsonw_string(j, "fingerprint", f->fingerprint);
	waiver(j, f->waiver);
}

void
report_object_noteval(struct jsonw *j, const struct audit *au,
    const struct noteval *ne)
{
	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "role", ne->role ? ne->role->name : NULL);
	jsonw_string(j, "member", ne->member ? ne->member->id : NULL);
	jsonw_string(j, "rule", ne->rule);
	jsonw_string(j, "reason", ne->reason);
	jsonw_bool(j, "needed", ne->needed);
}

void
report_object_check(struct jsonw *j, const struct check *c)
{
	jsonw_string(j, "id", c->id);
	jsonw_string(j, "name", c->name);
	jsonw_string(j, "status", model_check(c->status));
	jsonw_place(j, "http_status", (unsigned long)c->http_status);
	jsonw_string(j, "path", c->path);
	jsonw_string(j, "detail", c->detail);
}

void
report_object_diagnostic(struct jsonw *j, const struct diag_item *d)
{
	jsonw_string(j, "file", d->loc.file);
	jsonw_place(j, "line", d->loc.line);
	jsonw_place(j, "column", d->loc.col);
	jsonw_string(j, "message", d->text);
}

/* What is said once, of an audit or of a fleet. */
struct head {
	const char *verdict;
	bool complete;
	int code, score;
	const struct options *opt;
	const char *const *assumption;
	size_t nassumption;
};

static void
exit_code(struct jsonw *j, int code)
{
	jsonw_object(j, "exit");
	jsonw_number(j, "code", (unsigned long)code);
	jsonw_string(j, "reason", util_exit_text(code));
	jsonw_end(j);
}

static void
head(struct jsonw *j, const struct head *h)
{
	jsonw_string(j, "schema", "cwaudit/1");
	tool(j);
	jsonw_string(j, "verdict", h->verdict);
	jsonw_bool(j, "complete", h->complete);
	exit_code(j, h->code);
	jsonw_score(j, "score", h->score);
	jsonw_string(j, "as_of", h->opt->as_of);
	strings(j, "assumptions", h->assumption, h->nassumption);
	strings(j, "rules_disabled", h->opt->disabled, h->opt->ndisabled);
	jsonw_array(j, "limits");
	for (size_t i = 0; rule_limits[i]; i++)
		jsonw_string(j, NULL, rule_limits[i]);
	jsonw_end(j);
}

void
report_object_head(struct jsonw *j, const struct audit *au)
{
	struct head h = {score_verdict(au), au->complete, au->code, au->score,
		au->opt, au->assumption, au->nassumption};

	head(j, &h);
	summary(j, au->count, au->waived, au->nnoteval);
}

void
report_object_fleet(struct jsonw *j, const struct fleet *f)
{
	struct head h = {fleet_verdict(f), f->complete, f->code, f->score,
		f->opt, f->assumption, f->nassumption};

	head(j, &h);
	summary(j, f->count, f->waived, f->noteval);
}

void
report_object_tenant(struct jsonw *j, const struct fleet_tenant *t)
{
	jsonw_string(j, "tenant", t->name);
	jsonw_string(j, "verdict", t->verdict);
	jsonw_bool(j, "complete", t->complete);
	exit_code(j, t->code);
	jsonw_score(j, "score", t->score);
	summary(j, t->count, t->waived, t->noteval);
	jsonw_number(j, "roles", t->nrole);
	jsonw_number(j, "members", t->nmember);
	jsonw_string(j, "error", t->why);
}
