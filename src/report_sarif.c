#include <string.h>

#include "jsonw.h"
#include "map.h"
#include "profile.h"
#include "report.h"
#include "rule.h"
#include "score.h"
#include "waiver.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/" \
    "schemas/sarif-schema-2.1.0.json"

/* A place in the tenant: a role, a module in it, and so on. */
struct node {
	const char *name, *path, *kind;
	size_t parent;		/* its number + 1, 0: none */
	size_t number;
};

struct sarif {
	struct jsonw *j;
	const struct audit *au;
	struct arena arena;
	struct map map;
	struct node **node;
	size_t n;
};

static const struct node *
enter(struct sarif *s, const struct node *parent, const char *kind,
    const char *name)
{
	const char *key = arena_printf(&s->arena, "%zu\x1f%s\x1f%s", parent ?
	    parent->number + 1 : 0, kind, name);
	struct node *n = map_get(&s->map, key, strlen(key));

	if (n)
		return n;
	n = arena_alloc(&s->arena, sizeof(*n));
	n->name = name;
	n->kind = kind;
	n->path = parent ? arena_printf(&s->arena, "%s > %s", parent->path,
	    name) : name;
	n->parent = parent ? parent->number + 1 : 0;
	n->number = s->n;
	s->node = arena_more(&s->arena, s->node, s->n, sizeof(struct node *));
	s->node[s->n++] = n;
	map_put(&s->map, key, strlen(key), n);
	return n;
}

/* The deepest place that a finding is about; v < 0: no cell. */
static const struct node *
place(struct sarif *s, const struct role *r, const struct member *m,
    const char *module, const char *function, int v)
{
	const struct node *n = NULL;

	if (s->au->tenant)
		n = enter(s, n, "tenant", s->au->tenant);
	if (r)
		n = enter(s, n, "role", r->name);
	if (m)
		n = enter(s, n, "member", m->id);
	if (module)
		n = enter(s, n, "module", module);
	if (function)
		n = enter(s, n, "function", function);
	if (v >= 0)
		n = enter(s, n, "verb", level_verb((enum verb)v));
	return n;
}

static const struct node *
place_of(struct sarif *s, const struct finding *f, size_t cell)
{
	return place(s, f->role, f->member, f->module, f->function,
	    f->ncell ? (int)f->cell[cell].verb : -1);
}

static void
text(struct jsonw *j, const char *key, const char *s)
{
	jsonw_object(j, key);
	jsonw_string(j, "text", s);
	jsonw_end(j);
}

static const char *
level(enum severity s)
{
	static const char *const of[SEV_COUNT] = {"none", "note", "warning",
		"error", "error"};

	return of[s];
}

static enum severity
worst(const struct rule *r)
{
	enum severity s = SEV_INFO;

	for (size_t i = 0; i < rule_variants(r); i++) {
		enum severity v = r->variant[i].severity;

		if (r->variant[i].by_risk)
			v = r->variant[i].step_less ? SEV_HIGH : SEV_CRITICAL;
		s = v > s ? v : s;
	}
	return s;
}

/* What viewers sort by: a number from 0 to 10. */
static const char *
rank(enum severity s)
{
	static const char *const of[SEV_COUNT] = {"0.0", "2.0", "5.0", "8.0",
		"9.5"};

	return of[s];
}

static void
rule(struct sarif *s, const struct rule *r)
{
	struct jsonw *j = s->j;

	jsonw_object(j, NULL);
	jsonw_string(j, "id", r->id);
	jsonw_string(j, "name", r->name);
	text(j, "shortDescription", r->title);
	text(j, "fullDescription", arena_printf(&s->arena, "%s %s", r->title,
	    r->why));
	text(j, "help", arena_printf(&s->arena, "%s How to fix it: %s.",
	    r->why, r->fix));
	jsonw_object(j, "defaultConfiguration");
	jsonw_bool(j, "enabled", !rule_is_disabled(s->au->opt, r));
	jsonw_string(j, "level", level(worst(r)));
	jsonw_end(j);
	jsonw_object(j, "properties");
	jsonw_string(j, "security-severity", rank(worst(r)));
	jsonw_string(j, "rests_on", r->source);
	jsonw_array(j, "tags");
	jsonw_string(j, NULL, "security");
	jsonw_string(j, NULL, "permissions");
	jsonw_end(j);
	jsonw_end(j);
	jsonw_end(j);
}

static void
tool(struct sarif *s)
{
	struct jsonw *j = s->j;
	char digest[65];

	profile_digest(digest);
	jsonw_object(j, "tool");
	jsonw_object(j, "driver");
	jsonw_string(j, "name", "cwaudit");
	jsonw_string(j, "fullName", "cwaudit " CWAUDIT_VERSION);
	jsonw_string(j, "version", CWAUDIT_VERSION);
	jsonw_string(j, "semanticVersion", CWAUDIT_VERSION);
	text(j, "shortDescription", "Audits ConnectWise PSA security roles "
	    "and members against what integration vendors ask for.");
	jsonw_array(j, "rules");
	for (int i = 0; i < RULE_COUNT; i++)
		rule(s, rule_get((enum rule_id)i));
	jsonw_end(j);
	jsonw_object(j, "properties");
	jsonw_string(j, "profiles_sha256", digest);
	jsonw_end(j);
	jsonw_end(j);
	jsonw_end(j);
}

static void
logical(struct jsonw *j, const struct node *n)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "name", n->name);
	jsonw_string(j, "fullyQualifiedName", n->path);
	jsonw_string(j, "kind", n->kind);
	jsonw_number(j, "index", n->number);
	jsonw_end(j);
}

static void
physical(struct sarif *s, const struct loc *loc)
{
	struct jsonw *j = s->j;

	if (!loc->file)
		return;
	jsonw_object(j, "physicalLocation");
	jsonw_object(j, "artifactLocation");
	jsonw_address(j, "uri", loc->file);
	for (size_t i = 0; i < s->au->ninput; i++) {
		if (util_eq(s->au->input[i]->file, loc->file)) {
			jsonw_number(j, "index", i);
			break;
		}
	}
	jsonw_end(j);
	if (loc->line) {
		jsonw_object(j, "region");
		jsonw_number(j, "startLine", loc->line);
		if (loc->col)
			jsonw_number(j, "startColumn", loc->col);
		jsonw_end(j);
	}
	jsonw_end(j);
}

/* A notification: of something that was not judged, or of an error. */
static void
notify(struct sarif *s, const char *lvl, const struct rule *r,
    const struct node *n, const struct loc *loc, const char *message)
{
	struct jsonw *j = s->j;

	jsonw_object(j, NULL);
	jsonw_string(j, "level", lvl);
	text(j, "message", message);
	if (r) {
		jsonw_object(j, "associatedRule");
		jsonw_string(j, "id", r->id);
		jsonw_number(j, "index", (unsigned long)(r -
		    rule_get(CW101)));
		jsonw_end(j);
	}
	if (n || (loc && loc->file)) {
		jsonw_array(j, "locations");
		jsonw_object(j, NULL);
		if (loc)
			physical(s, loc);
		if (n) {
			jsonw_array(j, "logicalLocations");
			logical(j, n);
			jsonw_end(j);
		}
		jsonw_end(j);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
invocation(struct sarif *s)
{
	const struct audit *au = s->au;
	struct jsonw *j = s->j;

	jsonw_array(j, "invocations");
	jsonw_object(j, NULL);
	jsonw_bool(j, "executionSuccessful", au->complete);
	jsonw_number(j, "exitCode", (unsigned long)au->code);
	jsonw_string(j, "exitCodeDescription", util_exit_text(au->code));
	jsonw_array(j, "toolExecutionNotifications");
	for (size_t i = 0; i < au->diag.n; i++)
		notify(s, "error", NULL, NULL, &au->diag.item[i].loc,
		    au->diag.item[i].text);
	for (size_t i = 0; (!au->diag.code || au->fleet) && i < au->nnoteval;
	    i++) {
		const struct noteval *ne = &au->noteval[i];

		notify(s, ne->needed ? "error" : "note", ne->rule ?
		    rule_find(ne->rule) : NULL, place(s, ne->role, ne->member,
		    NULL, NULL, -1), NULL, arena_printf(&s->arena,
		    "not evaluated: %s", ne->reason));
	}
	jsonw_end(j);
	jsonw_end(j);
	jsonw_end(j);
}

void
report_sarif_artifact(struct jsonw *j, const struct input *in)
{
	jsonw_object(j, NULL);
	jsonw_object(j, "location");
	jsonw_address(j, "uri", in->file);
	jsonw_end(j);
	text(j, "description", model_input_kind(in->kind));
	jsonw_number(j, "length", in->bytes);
	jsonw_string(j, "mimeType", "text/csv");
	jsonw_array(j, "roles");
	jsonw_string(j, NULL, in->kind == INPUT_PROFILE ||
	    in->kind == INPUT_WAIVERS ? "policy" : "analysisTarget");
	jsonw_end(j);
	jsonw_object(j, "hashes");
	jsonw_string(j, "sha-256", in->sha256);
	jsonw_end(j);
	jsonw_object(j, "properties");
	jsonw_number(j, "records", in->records);
	jsonw_string(j, "encoding", in->encoding);
	jsonw_number(j, "normalisations", in->norms);
	jsonw_end(j);
	jsonw_end(j);
}

static void
artifacts(struct sarif *s)
{
	jsonw_array(s->j, "artifacts");
	for (size_t i = 0; i < s->au->ninput; i++)
		report_sarif_artifact(s->j, s->au->input[i]);
	jsonw_end(s->j);
}

static void
locations(struct sarif *s, const struct finding *f)
{
	const struct node *n = place_of(s, f, 0);
	struct jsonw *j = s->j;

	jsonw_array(j, "locations");
	jsonw_object(j, NULL);
	physical(s, &f->loc);
	if (n) {
		jsonw_array(j, "logicalLocations");
		logical(j, n);
		/* A pair of functions may be about one verb. */
		for (size_t i = 1; i < f->ncell; i++) {
			if (place_of(s, f, i) != n)
				logical(j, place_of(s, f, i));
		}
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_end(j);
}

static void
suppressions(struct jsonw *j, const struct waiver *w)
{
	jsonw_array(j, "suppressions");
	if (w) {
		jsonw_object(j, NULL);
		jsonw_string(j, "kind", "external");
		jsonw_string(j, "status", "accepted");
		jsonw_string(j, "justification", w->text[WAIVER_REASON]);
		jsonw_object(j, "properties");
		jsonw_string(j, "owner", w->text[WAIVER_OWNER]);
		jsonw_string(j, "expires", w->text[WAIVER_EXPIRES]);
		jsonw_string(j, "ticket", w->text[WAIVER_TICKET]);
		jsonw_end(j);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
cells(struct jsonw *j, const struct finding *f)
{
	jsonw_array(j, "cells");
	for (size_t i = 0; i < f->ncell; i++) {
		const struct finding_cell *c = &f->cell[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "verb", level_verb(c->verb));
		jsonw_string(j, "have", c->listed &&
		    c->have != LEVEL_UNKNOWN ? level_name(c->have) : NULL);
		jsonw_string(j, "want", c->want == LEVEL_UNKNOWN ? NULL :
		    level_name(c->want));
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
properties(struct sarif *s, const struct finding *f)
{
	struct jsonw *j = s->j;

	jsonw_object(j, "properties");
	jsonw_string(j, "severity", level_severity(f->severity));
	jsonw_string(j, "security-severity", rank(f->severity));
	jsonw_string(j, "fix", f->fix);
	cells(j, f);
	if (f->profile) {
		jsonw_object(j, "source");
		jsonw_string(j, "profile", f->profile->name);
		jsonw_place(j, "line", f->row ? f->row->line : 0);
		jsonw_string(j, "guide", f->profile->guide);
		jsonw_string(j, "url", profile_url(f->profile));
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
result(struct sarif *s, const struct finding *f)
{
	struct jsonw *j = s->j;

	jsonw_object(j, NULL);
	jsonw_string(j, "ruleId", f->rule->id);
	jsonw_number(j, "ruleIndex", (unsigned long)(f->rule -
	    rule_get(CW101)));
	/* The standard: a level other than none is for failures alone. */
	jsonw_string(j, "kind", f->severity == SEV_INFO ? "informational" :
	    "fail");
	jsonw_string(j, "level", level(f->severity));
	text(j, "message", f->message);
	locations(s, f);
	jsonw_object(j, "partialFingerprints");
	jsonw_string(j, "cwaudit/v1", f->fingerprint);
	jsonw_end(j);
	suppressions(j, f->waiver);
	properties(s, f);
	jsonw_end(j);
}

static void
places(struct sarif *s)
{
	struct jsonw *j = s->j;

	jsonw_array(j, "logicalLocations");
	for (size_t i = 0; i < s->n; i++) {
		const struct node *n = s->node[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "name", n->name);
		jsonw_string(j, "fullyQualifiedName", n->path);
		jsonw_string(j, "kind", n->kind);
		if (n->parent)
			jsonw_number(j, "parentIndex", n->parent - 1);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
run_properties(struct sarif *s)
{
	const struct audit *au = s->au;
	struct jsonw *j = s->j;

	jsonw_object(j, "properties");
	jsonw_string(j, "tenant", au->tenant);
	jsonw_string(j, "verdict", score_verdict(au));
	jsonw_bool(j, "complete", au->complete);
	jsonw_score(j, "score", au->score);
	jsonw_string(j, "as_of", au->opt->as_of);
	jsonw_array(j, "assumptions");
	for (size_t i = 0; i < au->nassumption; i++)
		jsonw_string(j, NULL, au->assumption[i]);
	jsonw_end(j);
	jsonw_array(j, "rules_disabled");
	for (size_t i = 0; i < au->opt->ndisabled; i++)
		jsonw_string(j, NULL, au->opt->disabled[i]);
	jsonw_end(j);
	jsonw_array(j, "limits");
	for (size_t i = 0; rule_limits[i]; i++)
		jsonw_string(j, NULL, rule_limits[i]);
	jsonw_end(j);
	jsonw_end(j);
}

static void
run(struct sarif *s)
{
	struct jsonw *j = s->j;

	jsonw_object(j, NULL);
	tool(s);
	invocation(s);
	artifacts(s);
	jsonw_string(j, "columnKind", "unicodeCodePoints");
	jsonw_array(j, "results");
	for (size_t i = 0; !s->au->diag.code && i < s->au->nfinding; i++)
		result(s, &s->au->finding[i]);
	jsonw_end(j);
	places(s);
	run_properties(s);
	jsonw_end(j);
}

void
report_sarif_head(struct jsonw *j, struct out *o)
{
	jsonw_init(j, o, false);
	jsonw_object(j, NULL);
	jsonw_string(j, "$schema", SCHEMA);
	jsonw_string(j, "version", "2.1.0");
	jsonw_array(j, "runs");
}

void
report_sarif_tenant(struct jsonw *j, const struct audit *au)
{
	struct sarif s = {.j = j, .au = au};

	s.map.arena = &s.arena;
	run(&s);
	arena_free(&s.arena);
}

void
report_sarif_end(struct jsonw *j)
{
	jsonw_end(j);
	jsonw_end(j);
}

void
report_sarif(struct out *o, const void *audit)
{
	struct jsonw j;

	report_sarif_head(&j, o);
	report_sarif_tenant(&j, audit);
	report_sarif_end(&j);
}
