#include <string.h>

#include "cmd_diff.h"
#include "jsonw.h"
#include "limits.h"
#include "md.h"
#include "page.h"
#include "report.h"

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

void
cmd_diff_how(struct buf *b, const struct diff_change *c)
{
	buf_clear(b);
	for (const char *p = diff_how(c->how); *p; p++)
		buf_char(b, *p == '_' ? ' ' : *p);
	if (c->widened && c->how != DIFF_WIDENED)
		buf_str(b, " (widened)");
}

void
cmd_diff_subject(struct buf *b, const struct diff_change *c)
{
	buf_clear(b);
	if (c->kind == DIFF_TENANT)
		buf_printf(b, "tenant %s", or_empty(c->tenant));
	else if (c->kind == DIFF_MEMBER)
		buf_printf(b, "member %s", or_empty(c->member));
	else if (c->role)
		buf_printf(b, "role %s", c->role);
	if (c->kind == DIFF_FINDING && c->member)
		buf_printf(b, "%smember %s", b->len ? ", " : "", c->member);
	if (c->kind == DIFF_TABLE)
		buf_printf(b, ": Table Setup > %s", or_empty(c->field));
	else if (c->field && c->how == DIFF_CHANGED)
		buf_printf(b, ": %s", c->field);
	if (c->module)
		buf_printf(b, ": %s > %s", c->module, or_empty(c->function));
	if (c->verb)
		buf_printf(b, ": %s", c->verb);
}

/* "None -> All", "role A", or nothing. */
void
cmd_diff_values(struct buf *b, const struct diff_change *c)
{
	const char *old = c->old ? c->old : c->how == DIFF_WIDENED ?
	    "(lower)" : "(not listed)";
	const char *new = c->new ? c->new : "(not listed)";

	buf_clear(b);
	if (c->kind == DIFF_GRANT)
		buf_printf(b, "%s -> %s", old, new);
	else if (c->how == DIFF_CHANGED)
		buf_printf(b, "\"%s\" -> \"%s\"", or_empty(c->old),
		    or_empty(c->new));
	else if (c->kind == DIFF_MEMBER)
		buf_printf(b, "role \"%s\"", or_empty(c->how == DIFF_NEW ?
		    c->new : c->old));
	else if (c->kind == DIFF_FINDING)
		buf_printf(b, "%s %s: %s", or_empty(c->rule),
		    or_empty(c->severity), or_empty(c->message));
}

static void
change_text(struct page *p, const struct diff_change *c)
{
	struct buf what, how;

	buf_init(&what, LIMIT_BUFFER);
	buf_init(&how, LIMIT_BUFFER);
	cmd_diff_how(&how, c);
	cmd_diff_subject(&what, c);
	page_text(p, 2, 6, "%s%s%s, %s", buf_cstr(&how), c->tenant &&
	    c->kind != DIFF_TENANT ? ", tenant " : "", c->tenant &&
	    c->kind != DIFF_TENANT ? c->tenant : "", buf_cstr(&what));
	cmd_diff_values(&how, c);
	if (how.len)
		page_text(p, 6, 8, "%s", buf_cstr(&how));
	if (c->loc.file)
		page_text(p, 6, 8, c->loc.line ? "at %s:%u" : "at %s",
		    c->loc.file, (unsigned)c->loc.line);
	buf_free(&what);
	buf_free(&how);
}

static const struct {
	const char *title, *key;
} sections[DIFF_KINDS] = {
	[DIFF_GRANT] = {"Grants", "grants"},
	[DIFF_ROLE] = {"Roles", "roles"},
	[DIFF_MEMBER] = {"Members", "members"},
	[DIFF_TABLE] = {"Table Setup lists", "table_setup"},
	[DIFF_FINDING] = {"Findings", "findings"},
	[DIFF_TENANT] = {"Tenants", "tenants"},
};

const char *
cmd_diff_title(enum diff_kind k)
{
	return sections[k].title;
}

/* Those of a kind, what widens first. */
static void
kind_text(struct page *p, const struct diff *d, enum diff_kind k)
{
	bool begun = false;

	for (int widened = 1; widened >= 0; widened--) {
		for (size_t i = 0; i < d->n; i++) {
			const struct diff_change *c = &d->change[i];

			if (c->kind != k || c->widened != (widened == 1))
				continue;
			if (!begun)
				page_heading(p, "%s", cmd_diff_title(k));
			begun = true;
			change_text(p, c);
		}
	}
}

static void
diff_text(struct out *o, const void *result)
{
	const struct cmd_diff_result *r = result;
	const struct diff *d = &r->diff;
	struct page p = {o, report_colored() && !o->path};
	struct buf b;

	if (d->code) {
		page_text(&p, 0, 0, "ERROR  nothing compared  (exit %d: %s)",
		    r->code, util_exit_text(r->code));
		return;
	}
	page_label(&p, 0, d->widened ? PAGE_RED : PAGE_GREEN, d->widened ?
	    "WIDENED" : d->n ? "CHANGED" : "SAME", 0, " %zu change%s, %zu of "
	    "them widen  (exit %d)", d->n, d->n == 1 ? "" : "s", d->widened,
	    r->code);
	buf_init(&b, LIMIT_BUFFER);
	diff_open(d, &b);
	page_text(&p, 0, 0, "from %s to %s; %s", r->old, r->new, buf_cstr(&b));
	buf_free(&b);
	for (int k = 0; k < DIFF_KINDS; k++)
		kind_text(&p, d, (enum diff_kind)k);
	if (d->nnote)
		page_heading(&p, "Not compared");
	for (size_t i = 0; i < d->nnote; i++)
		page_text(&p, 2, 4, "%s", d->note[i]);
}

static void
change_json(struct jsonw *j, const struct diff_change *c)
{
	jsonw_string(j, "kind", diff_kind(c->kind));
	jsonw_string(j, "change", diff_how(c->how));
	jsonw_bool(j, "widened", c->widened);
	jsonw_string(j, "tenant", c->tenant);
	jsonw_string(j, "role", c->role);
	jsonw_string(j, "member", c->member);
	jsonw_string(j, "module", c->module);
	jsonw_string(j, "function", c->function);
	jsonw_string(j, "verb", c->verb);
	jsonw_string(j, "field", c->field);
	jsonw_string(j, "old", c->old);
	jsonw_string(j, "new", c->new);
	jsonw_string(j, "rule", c->rule);
	jsonw_string(j, "severity", c->severity);
	jsonw_string(j, "message", c->message);
	jsonw_string(j, "fingerprint", c->fingerprint);
	jsonw_bool(j, "waived", c->waived);
	jsonw_string(j, "file", c->loc.file);
	jsonw_place(j, "line", c->loc.line);
	jsonw_place(j, "column", c->loc.col);
}

static void
head_json(struct jsonw *j, const struct cmd_diff_result *r)
{
	const struct diff *d = &r->diff;

	jsonw_string(j, "schema", "cwaudit-diff/1");
	jsonw_string(j, "verdict", d->code ? "error" : d->widened ?
	    "widened" : d->n ? "changed" : "same");
	jsonw_object(j, "exit");
	jsonw_number(j, "code", (unsigned long)r->code);
	jsonw_string(j, "reason", util_exit_text(r->code));
	jsonw_end(j);
	jsonw_string(j, "old", r->old);
	jsonw_string(j, "new", r->new);
	jsonw_string(j, "as_of", r->opt->as_of);
	jsonw_number(j, "tenants", r->tenants);
	jsonw_object(j, "summary");
	jsonw_number(j, "widened", d->widened);
	for (int k = 0; k < DIFF_KINDS; k++) {
		jsonw_object(j, sections[k].key);
		for (int h = 0; h < DIFF_HOWS; h++) {
			if (d->count[k][h])
				jsonw_number(j, diff_how((enum diff_how)h),
				    d->count[k][h]);
		}
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_array(j, "not_compared");
	for (size_t i = 0; i < d->nnote; i++)
		jsonw_string(j, NULL, d->note[i]);
	jsonw_end(j);
}

static void
diagnostics_json(struct jsonw *j, const struct diff *d)
{
	jsonw_array(j, "diagnostics");
	for (size_t i = 0; i < d->ndiag; i++) {
		jsonw_object(j, NULL);
		jsonw_string(j, "file", d->diag[i].loc.file);
		jsonw_place(j, "line", d->diag[i].loc.line);
		jsonw_place(j, "column", d->diag[i].loc.col);
		jsonw_string(j, "message", d->diag[i].text);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
diff_json(struct out *o, const void *result)
{
	const struct cmd_diff_result *r = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	head_json(&j, r);
	if (r->diff.code) {
		jsonw_null(&j, "changes");
	} else {
		jsonw_array(&j, "changes");
		for (size_t i = 0; i < r->diff.n; i++) {
			jsonw_object(&j, NULL);
			change_json(&j, &r->diff.change[i]);
			jsonw_end(&j);
		}
		jsonw_end(&j);
	}
	diagnostics_json(&j, &r->diff);
	jsonw_end(&j);
}

/* One change a line; the last line sums up. */
static void
diff_ndjson(struct out *o, const void *result)
{
	const struct cmd_diff_result *r = result;
	struct jsonw j;

	for (size_t i = 0; !r->diff.code && i < r->diff.n; i++) {
		jsonw_init(&j, o, true);
		jsonw_object(&j, NULL);
		jsonw_string(&j, "type", "change");
		change_json(&j, &r->diff.change[i]);
		jsonw_end(&j);
	}
	jsonw_init(&j, o, true);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "type", "summary");
	head_json(&j, r);
	diagnostics_json(&j, &r->diff);
	jsonw_end(&j);
}

/* A cell that no spreadsheet takes for a formula. */
static void
cell(struct out *o, const char *s, char end)
{
	struct buf b;
	bool quote;

	s = or_empty(s);
	buf_init(&b, LIMIT_BUFFER);
	if (*s && strchr("=+-@\t\r", *s))
		buf_char(&b, '\'');
	buf_safe(&b, s, strlen(s));
	quote = strpbrk(buf_cstr(&b), ",;\"") != NULL;
	if (quote)
		out_char(o, '"');
	for (const char *p = buf_cstr(&b); *p; p++) {
		if (*p == '"')
			out_char(o, '"');
		out_char(o, *p);
	}
	if (quote)
		out_char(o, '"');
	out_char(o, end);
	buf_free(&b);
}

static void
diff_csv(struct out *o, const void *result)
{
	const struct cmd_diff_result *r = result;

	out_str(o, "kind,change,widened,tenant,role,member,module,function,"
	    "verb,field,old,new,rule,severity,message,fingerprint,file,line"
	    "\n");
	for (size_t i = 0; !r->diff.code && i < r->diff.n; i++) {
		const struct diff_change *c = &r->diff.change[i];
		const char *const text[] = {diff_kind(c->kind),
			diff_how(c->how), c->widened ? "yes" : "no",
			c->tenant, c->role, c->member, c->module, c->function,
			c->verb, c->field, c->old, c->new, c->rule,
			c->severity, c->message, c->fingerprint, c->loc.file};

		for (size_t k = 0; k < countof(text); k++)
			cell(o, text[k], ',');
		if (c->loc.line)
			out_printf(o, "%u", (unsigned)c->loc.line);
		out_char(o, '\n');
	}
}

static void
row_md(struct out *o, const struct diff_change *c)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	cmd_diff_how(&b, c);
	out_printf(o, "| %s | %s | ", diff_kind(c->kind), buf_cstr(&b));
	md_text(o, or_empty(c->tenant));
	out_str(o, " | ");
	cmd_diff_subject(&b, c);
	md_text(o, buf_cstr(&b));
	out_str(o, " | ");
	cmd_diff_values(&b, c);
	md_text(o, buf_cstr(&b));
	out_str(o, " |\n");
	buf_free(&b);
}

static void
diff_markdown(struct out *o, const void *result)
{
	const struct cmd_diff_result *r = result;
	const struct diff *d = &r->diff;
	struct buf b;

	out_str(o, "# From ");
	md_text(o, r->old);
	out_str(o, " to ");
	md_text(o, r->new);
	if (d->code) {
		out_printf(o, "\n\nNothing compared: %s.\n",
		    util_exit_text(r->code));
		return;
	}
	buf_init(&b, LIMIT_BUFFER);
	diff_open(d, &b);
	out_printf(o, "\n\n%zu change%s, %zu of them widen; %s.\n", d->n,
	    d->n == 1 ? "" : "s", d->widened, buf_cstr(&b));
	buf_free(&b);
	if (d->n)
		out_str(o, "\n| About | Change | Tenant | What | From, to |\n"
		    "|---|---|---|---|---|\n");
	for (int widened = 1; widened >= 0; widened--) {
		for (size_t i = 0; i < d->n; i++) {
			if (d->change[i].widened == (widened == 1))
				row_md(o, &d->change[i]);
		}
	}
	if (d->nnote)
		out_str(o, "\nNot compared:\n\n");
	for (size_t i = 0; i < d->nnote; i++) {
		out_str(o, "- ");
		md_text(o, d->note[i]);
		out_char(o, '\n');
	}
}

static const struct report formats[] = {
	{"text", ".txt", diff_text},
	{"json", ".json", diff_json},
	{"ndjson", ".ndjson", diff_ndjson},
	{"csv", ".csv", diff_csv},
	{"sarif", ".sarif", cmd_diff_sarif},
	{"html", ".html", cmd_diff_html},
	{"markdown", ".md", diff_markdown},
};

int
cmd_diff_check(const struct options *opt)
{
	return report_check(opt, formats, countof(formats));
}

int
cmd_diff_write(const struct cmd_diff_result *r)
{
	return report_write(r->opt, formats, countof(formats), r);
}
