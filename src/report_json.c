#include <string.h>

#include "jsonw.h"
#include "profile.h"
#include "report.h"
#include "rule.h"
#include "score.h"
#include "want.h"

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
summary(struct jsonw *j, const struct audit *au)
{
	jsonw_object(j, "summary");
	for (int s = SEV_CRITICAL; s >= 0; s--)
		jsonw_number(j, level_severity((enum severity)s),
		    au->count[s]);
	jsonw_number(j, "waived", au->waived);
	jsonw_number(j, "not_evaluated", au->nnoteval);
	jsonw_end(j);
}

static void
inputs(struct jsonw *j, const struct audit *au)
{
	jsonw_array(j, "inputs");
	for (size_t i = 0; i < au->ninput; i++) {
		const struct input *in = au->input[i];
		char delimiter[2] = {in->delimiter, '\0'};

		jsonw_object(j, NULL);
		jsonw_string(j, "file", in->file);
		jsonw_string(j, "kind", model_input_kind(in->kind));
		jsonw_string(j, "sha256", in->sha256);
		jsonw_number(j, "bytes", in->bytes);
		jsonw_number(j, "records", in->records);
		jsonw_string(j, "encoding", in->encoding);
		jsonw_string(j, "delimiter", delimiter);
		jsonw_number(j, "normalisations", in->norms);
		jsonw_end(j);
	}
	jsonw_end(j);
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

static void
role(struct jsonw *j, const struct audit *au, const struct role *r)
{
	bool judged = r->exposure >= 0;

	jsonw_object(j, NULL);
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
	jsonw_end(j);
}

static void
member(struct jsonw *j, const struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_ROLE];

	jsonw_object(j, NULL);
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
	jsonw_end(j);
}

static void
cell(struct jsonw *j, const struct audit *au, const struct finding_cell *c)
{
	bool have = c->grant && c->have != LEVEL_UNKNOWN;

	jsonw_object(j, NULL);
	jsonw_string(j, "verb", level_verb(c->verb));
	jsonw_string(j, "have", have ? level_name(c->have) : NULL);
	jsonw_string(j, "want", c->want == LEVEL_UNKNOWN ? NULL :
	    level_name(c->want));
	jsonw_string(j, "raw", finding_raw(au, c));
	jsonw_place(j, "column", c->grant ? c->grant->col[c->verb] : 0);
	jsonw_string(j, "field", finding_field(au, c));
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

static void
finding(struct jsonw *j, const struct audit *au, const struct finding *f)
{
	jsonw_object(j, NULL);
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
	jsonw_null(j, "waiver");
	jsonw_end(j);
}

static void
noteval(struct jsonw *j, const struct audit *au, const struct noteval *ne)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "role", ne->role ? ne->role->name : NULL);
	jsonw_string(j, "member", ne->member ? ne->member->id : NULL);
	jsonw_string(j, "rule", ne->rule);
	jsonw_string(j, "reason", ne->reason);
	jsonw_bool(j, "needed", ne->needed);
	jsonw_end(j);
}

static void
checks(struct jsonw *j, const struct audit *au)
{
	if (!au->live) {
		jsonw_null(j, "checks");
		return;
	}
	jsonw_array(j, "checks");
	for (size_t i = 0; i < au->ncheck; i++) {
		const struct check *c = &au->check[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "id", c->id);
		jsonw_string(j, "name", c->name);
		jsonw_string(j, "status", model_check(c->status));
		jsonw_place(j, "http_status", (unsigned long)c->http_status);
		jsonw_string(j, "path", c->path);
		jsonw_string(j, "detail", c->detail);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
diagnostics(struct jsonw *j, const struct audit *au)
{
	jsonw_array(j, "diagnostics");
	for (size_t i = 0; i < au->diag.n; i++) {
		const struct diag_item *d = &au->diag.item[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "file", d->loc.file);
		jsonw_place(j, "line", d->loc.line);
		jsonw_place(j, "column", d->loc.col);
		jsonw_string(j, "message", d->text);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
head(struct jsonw *j, const struct audit *au)
{
	jsonw_string(j, "schema", "cwaudit/1");
	tool(j);
	jsonw_string(j, "verdict", score_verdict(au));
	jsonw_bool(j, "complete", au->complete);
	jsonw_object(j, "exit");
	jsonw_number(j, "code", (unsigned long)au->code);
	jsonw_string(j, "reason", util_exit_text(au->code));
	jsonw_end(j);
	jsonw_score(j, "score", au->score);
	jsonw_string(j, "as_of", au->opt->as_of);
	strings(j, "assumptions", au->assumption, au->nassumption);
	strings(j, "rules_disabled", au->opt->disabled, au->opt->ndisabled);
	jsonw_array(j, "limits");
	for (size_t i = 0; rule_limits[i]; i++)
		jsonw_string(j, NULL, rule_limits[i]);
	jsonw_end(j);
	summary(j, au);
	inputs(j, au);
}

void
report_json(struct out *o, const void *audit)
{
	const struct audit *au = audit;
	bool error = au->diag.code != 0;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	head(&j, au);
	jsonw_array(&j, "roles");
	for (size_t i = 0; !error && i < au->nrole; i++)
		role(&j, au, au->role[i]);
	jsonw_end(&j);
	jsonw_array(&j, "members");
	for (size_t i = 0; !error && i < au->nmember; i++)
		member(&j, au, au->member[i]);
	jsonw_end(&j);
	if (error || au->opt->summary) {
		jsonw_null(&j, "findings");
	} else {
		jsonw_array(&j, "findings");
		for (size_t i = 0; i < au->nfinding; i++)
			finding(&j, au, &au->finding[i]);
		jsonw_end(&j);
	}
	jsonw_array(&j, "not_evaluated");
	for (size_t i = 0; !error && i < au->nnoteval; i++)
		noteval(&j, au, &au->noteval[i]);
	jsonw_end(&j);
	checks(&j, au);
	diagnostics(&j, au);
	jsonw_end(&j);
}
