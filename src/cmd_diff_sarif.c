#include "buf.h"
#include "cmd_diff.h"
#include "jsonw.h"
#include "limits.h"
#include "report.h"
#include "rule.h"

/* What became of a finding, as SARIF calls it; NULL: not of a finding. */
static const char *
baseline(const struct diff_change *c)
{
	if (c->kind != DIFF_FINDING)
		return NULL;
	return c->how == DIFF_NEW ? "new" : c->how == DIFF_FIXED ? "absent" :
	    c->how == DIFF_REOPENED ? "updated" : "unchanged";
}

static const char *
level(const struct diff_change *c)
{
	static const char *const of[SEV_COUNT] = {"none", "note", "warning",
		"error", "error"};
	enum severity s = SEV_INFO;

	if (c->severity && level_parse_severity(c->severity, &s) < 0)
		s = SEV_INFO;
	return of[s];
}

static void
text(struct jsonw *j, const char *key, const char *s)
{
	jsonw_object(j, key);
	jsonw_string(j, "text", s);
	jsonw_end(j);
}

static void
tool(struct jsonw *j)
{
	jsonw_object(j, "tool");
	jsonw_object(j, "driver");
	jsonw_string(j, "name", "cwaudit");
	jsonw_string(j, "version", CWAUDIT_VERSION);
	jsonw_array(j, "rules");
	for (int i = 0; i < RULE_COUNT; i++) {
		const struct rule *r = rule_get((enum rule_id)i);

		jsonw_object(j, NULL);
		jsonw_string(j, "id", r->id);
		jsonw_string(j, "name", r->name);
		text(j, "shortDescription", r->title);
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_end(j);
	jsonw_end(j);
}

static void
notify(struct jsonw *j, const char *lvl, const char *message)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "level", lvl);
	text(j, "message", message);
	jsonw_end(j);
}

static void
invocation(struct jsonw *j, const struct cmd_diff_result *r)
{
	jsonw_array(j, "invocations");
	jsonw_object(j, NULL);
	jsonw_bool(j, "executionSuccessful", r->diff.code == 0);
	jsonw_number(j, "exitCode", (unsigned long)r->code);
	jsonw_string(j, "exitCodeDescription", util_exit_text(r->code));
	jsonw_array(j, "toolExecutionNotifications");
	for (size_t i = 0; i < r->diff.ndiag; i++)
		notify(j, "error", r->diff.diag[i].text);
	for (size_t i = 0; i < r->diff.nnote; i++)
		notify(j, "note", r->diff.note[i]);
	jsonw_end(j);
	jsonw_end(j);
	jsonw_end(j);
}

static void
logical(struct jsonw *j, const struct diff_change *c)
{
	const char *const part[] = {c->tenant, c->role, c->member, c->module,
		c->function, c->verb};
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < countof(part); i++) {
		if (part[i])
			buf_printf(&b, "%s%s", b.len ? " > " : "", part[i]);
	}
	if (b.len) {
		jsonw_array(j, "logicalLocations");
		jsonw_object(j, NULL);
		jsonw_string(j, "fullyQualifiedName", buf_cstr(&b));
		jsonw_end(j);
		jsonw_end(j);
	}
	buf_free(&b);
}

static void
artifacts(struct jsonw *j, const struct diff *d)
{
	jsonw_array(j, "artifacts");
	for (size_t i = 0; i < d->ninput; i++)
		report_sarif_artifact(j, d->input[i]);
	jsonw_end(j);
}

static void
location(struct jsonw *j, const struct diff *d, const struct diff_change *c)
{
	const size_t *at = c->loc.file ? diff_input(d, c->loc.file) : NULL;

	jsonw_array(j, "locations");
	jsonw_object(j, NULL);
	if (c->loc.file) {
		jsonw_object(j, "physicalLocation");
		jsonw_object(j, "artifactLocation");
		jsonw_address(j, "uri", c->loc.file);
		if (at)
			jsonw_number(j, "index", *at);
		jsonw_end(j);
		if (c->loc.line) {
			jsonw_object(j, "region");
			jsonw_number(j, "startLine", c->loc.line);
			if (c->loc.col)
				jsonw_number(j, "startColumn", c->loc.col);
			jsonw_end(j);
		}
		jsonw_end(j);
	}
	logical(j, c);
	jsonw_end(j);
	jsonw_end(j);
}

static void
result(struct jsonw *j, const struct diff *d, const struct diff_change *c)
{
	const struct rule *r = c->rule ? rule_find(c->rule) : NULL;

	if (!baseline(c))
		return;
	jsonw_object(j, NULL);
	jsonw_string(j, "ruleId", c->rule ? c->rule : "");
	if (r)
		jsonw_number(j, "ruleIndex", (unsigned long)(r -
		    rule_get(CW101)));
	jsonw_string(j, "kind", util_eq(level(c), "none") ? "informational" :
	    "fail");
	jsonw_string(j, "level", level(c));
	jsonw_string(j, "baselineState", baseline(c));
	text(j, "message", c->message ? c->message : "");
	location(j, d, c);
	if (c->fingerprint) {
		jsonw_object(j, "partialFingerprints");
		jsonw_string(j, "cwaudit/v1", c->fingerprint);
		jsonw_end(j);
	}
	jsonw_array(j, "suppressions");
	if (c->waived) {
		jsonw_object(j, NULL);
		jsonw_string(j, "kind", "external");
		jsonw_string(j, "status", "accepted");
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_end(j);
}

void
cmd_diff_sarif(struct out *o, const void *outcome)
{
	const struct cmd_diff_result *r = outcome;
	struct jsonw j;

	report_sarif_head(&j, o);
	jsonw_object(&j, NULL);
	tool(&j);
	invocation(&j, r);
	artifacts(&j, &r->diff);
	jsonw_string(&j, "columnKind", "unicodeCodePoints");
	jsonw_array(&j, "results");
	for (size_t i = 0; !r->diff.code && i < r->diff.n; i++)
		result(&j, &r->diff, &r->diff.change[i]);
	for (size_t i = 0; !r->diff.code && i < r->diff.nopen; i++)
		result(&j, &r->diff, &r->diff.open[i]);
	jsonw_end(&j);
	jsonw_object(&j, "properties");
	jsonw_string(&j, "old", r->old);
	jsonw_string(&j, "new", r->new);
	jsonw_number(&j, "widened", r->diff.widened);
	jsonw_end(&j);
	jsonw_end(&j);
	report_sarif_end(&j);
}
