#include <stdio.h>
#include <string.h>

#include "cmd_role.h"
#include "jsonw.h"
#include "limits.h"
#include "md.h"
#include "page.h"
#include "report.h"
#include "rule.h"

static enum level
have(const struct cmd_role_least *l, const struct function *f, int v)
{
	return model_have(l->au, l->role, f, (enum verb)v);
}

static bool
is_granted(const struct cmd_role_least *l, const struct function *f)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (have(l, f, v) > LEVEL_NONE)
			return true;
	}
	return false;
}

static const struct want_cell *
need(const struct cmd_role_vendor *v, const struct function *f, int verb)
{
	const struct want_cell *c = &v->want[f->id].cell[verb];

	return want_least(c) > LEVEL_NONE ? c : NULL;
}

/* The verbs that a row of a profile asks for, as "Add All, Inquire My". */
static void
row_verbs(struct buf *b, const struct cmd_role_vendor *v,
    const struct function *f, const struct profile_row *row)
{
	buf_clear(b);
	for (int k = 0; k < VERB_COUNT; k++) {
		const struct want_cell *c = need(v, f, k);

		if (c && c->need_row == row)
			buf_printf(b, "%s%s %s", b->len ? ", " : "",
			    level_verb_title((enum verb)k),
			    level_name((enum level)c->need));
	}
}

/* Calls fn for each row of a vendor's profile that asks for the function. */
static void
each_row(const struct cmd_role_vendor *v, const struct function *f,
    void (*fn)(void *, const struct cmd_role_vendor *,
    const struct profile_row *, const char *verbs), void *ctx)
{
	const struct profile_row *seen[VERB_COUNT] = {NULL};
	size_t n = 0;
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	for (int k = 0; k < VERB_COUNT; k++) {
		const struct want_cell *c = need(v, f, k);
		bool told = false;

		for (size_t i = 0; c && i < n; i++)
			told = told || seen[i] == c->need_row;
		if (!c || told)
			continue;
		seen[n++] = c->need_row;
		row_verbs(&b, v, f, c->need_row);
		fn(ctx, v, c->need_row, buf_cstr(&b));
	}
	buf_free(&b);
}

static const char *
when_text(const struct profile_row *row)
{
	return row->when == WHEN_RECOMMENDED ? " (recommended)" :
	    row->when == WHEN_SETUP ? " (during set-up)" :
	    row->when == WHEN_OPTIONAL ? " (optional feature)" : "";
}

static void
row_text(void *ctx, const struct cmd_role_vendor *v,
    const struct profile_row *row, const char *verbs)
{
	page_text(ctx, 6, 8, "%s, row %u: %s%s", v->profile->name,
	    (unsigned)row->line, verbs, when_text(row));
}

static void
cells_text(struct page *p, const struct cmd_role_least *l)
{
	const char *module = "";

	for (size_t i = 0; i < l->au->nfunction; i++) {
		const struct function *f = l->au->function[i];
		struct buf b;

		if (!is_granted(l, f))
			continue;
		if (!util_eq(module, f->module))
			page_heading(p, "%-38s Add   Edit  Delete  Inquire",
			    f->module);
		module = f->module;
		buf_init(&b, LIMIT_BUFFER);
		page_cell(&b, f->name, 36);
		page_line(p, PAGE_PLAIN, "  %s %-5s %-5s %-7s %s",
		    buf_cstr(&b), level_name(have(l, f, VERB_ADD)),
		    level_name(have(l, f, VERB_EDIT)),
		    level_name(have(l, f, VERB_DELETE)),
		    level_name(have(l, f, VERB_INQUIRE)));
		buf_free(&b);
		for (size_t k = 0; k < l->nvendor; k++)
			each_row(&l->vendor[k], f, row_text, p);
	}
	out_char(p->out, '\n');
	page_text(p, 0, 0, "Everything that is not named here: None.");
}

/* Entries of the Table Setup list; the same one may be asked for twice. */
static size_t
tables(const struct cmd_role_least *l, void (*fn)(void *,
    const struct cmd_role_vendor *, const struct profile_row *), void *ctx)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nvendor; i++) {
		const struct profile *p = l->vendor[i].profile;

		for (size_t k = 0; k < p->nrow; k++) {
			const struct profile_row *row = &p->row[k];

			if (row->kind != PROFILE_TABLE ||
			    !profile_needs(row, l->au->opt))
				continue;
			n++;
			if (fn)
				fn(ctx, &l->vendor[i], row);
		}
	}
	return n;
}

static void
table_text(void *ctx, const struct cmd_role_vendor *v,
    const struct profile_row *row)
{
	page_text(ctx, 2, 4, "%s (%s, row %u)", row->function,
	    v->profile->name, (unsigned)row->line);
}

static void
warnings_text(struct page *p, const struct cmd_role_least *l)
{
	if (l->nwarning)
		page_heading(p, "Warnings");
	for (size_t i = 0; i < l->nwarning; i++) {
		const struct cmd_role_warning *w = &l->warning[i];

		page_text(p, 2, 4, "%s %s: %s", w->finding->rule->id,
		    level_severity(w->finding->severity),
		    w->finding->message);
		if (w->avoidable)
			page_text(p, 4, 4, "Separate roles would avoid this.");
		else if (l->nvendor > 1 && *w->who)
			page_text(p, 4, 4, "A role for %s alone has it too.",
			    w->who);
	}
}

static size_t
over(const struct cmd_role_vendor *v)
{
	size_t n = 0;

	for (int s = 0; s < SEV_COUNT; s++)
		n += v->over[s];
	return n;
}

static void
separate_text(struct page *p, const struct cmd_role_least *l)
{
	if (l->nvendor < 2)
		return;
	page_heading(p, "What separate roles would avoid");
	for (size_t i = 0; i < l->nvendor; i++) {
		const struct cmd_role_vendor *v = &l->vendor[i];

		page_text(p, 2, 4, "%s gets %zu cell%s more than it needs: %zu "
		    "of critical risk, %zu high, %zu medium, %zu low",
		    v->profile->name, over(v), over(v) == 1 ? "" : "s",
		    v->over[SEV_CRITICAL],
		    v->over[SEV_HIGH], v->over[SEV_MEDIUM],
		    v->over[SEV_LOW] + v->over[SEV_INFO]);
	}
}

static void
proof_text(struct page *p, const struct cmd_role_least *l)
{
	page_heading(p, "Audited again");
	for (size_t i = 0; i < l->nvendor; i++)
		page_text(p, 2, 4, "%s: %zu cell%s missing",
		    l->vendor[i].profile->name, l->vendor[i].missing,
		    l->vendor[i].missing == 1 ? "" : "s");
}

static void
least_text(struct out *o, const void *result)
{
	const struct cmd_role_least *l = result;
	struct page p = {o, report_colored() && !o->path};

	page_line(&p, PAGE_BOLD, "%s", l->name);
	page_text(&p, 0, 0, "The smallest role that serves %zu profile%s%s.",
	    l->nvendor, l->nvendor == 1 ? "" : "s", l->au->opt->setup_phase ?
	    " while it is set up" : "");
	for (size_t i = 0; i < l->nvendor; i++) {
		const struct profile *pr = l->vendor[i].profile;

		if (*profile_limit(pr))
			page_text(&p, 0, 2, "%s, %s", pr->name,
			    profile_limit(pr));
	}
	cells_text(&p, l);
	if (tables(l, NULL, NULL))
		page_heading(&p, "System > Table Setup > (customize), allow "
		    "access to these");
	tables(l, table_text, &p);
	warnings_text(&p, l);
	separate_text(&p, l);
	proof_text(&p, l);
}

static void
least_csv(struct out *o, const void *result)
{
	const struct cmd_role_least *l = result;

	/* An export has no place for it. */
	for (size_t i = 0; i < l->nvendor && !l->au->opt->quiet; i++) {
		const struct profile *pr = l->vendor[i].profile;

		if (*profile_limit(pr))
			diag_note("%s, %s", pr->name, profile_limit(pr));
	}
	out_str(o, l->csv);
}

static void
row_md(void *ctx, const struct cmd_role_vendor *v,
    const struct profile_row *row, const char *verbs)
{
	out_str(ctx, "  - ");
	md_text(ctx, v->profile->name);
	out_printf(ctx, ", row %u: %s%s\n", (unsigned)row->line, verbs,
	    when_text(row));
}

static void
table_md(void *ctx, const struct cmd_role_vendor *v,
    const struct profile_row *row)
{
	out_str(ctx, "- [ ] ");
	md_text(ctx, row->function);
	out_str(ctx, " (");
	md_text(ctx, v->profile->name);
	out_printf(ctx, ", row %u)\n", (unsigned)row->line);
}

/* True when My is wanted of a function that is known to offer none. */
static bool
no_my(const struct cmd_role_least *l, const struct function *f)
{
	bool my = false;

	for (int v = 0; v < VERB_COUNT; v++)
		my = my || have(l, f, v) == LEVEL_MY;
	return my && f->cat && f->cat->offered == OFFERED_NONE_ALL;
}

static void
clicks_md(struct out *o, const struct cmd_role_least *l)
{
	const char *module = "";

	for (size_t i = 0; i < l->au->nfunction; i++) {
		const struct function *f = l->au->function[i];
		const char *comma = "";

		if (!is_granted(l, f))
			continue;
		if (!util_eq(module, f->module)) {
			out_str(o, "\n## ");
			md_text(o, f->module);
			out_str(o, "\n\n");
		}
		module = f->module;
		out_str(o, "- [ ] **");
		md_text(o, f->name);
		out_str(o, "**: ");
		for (int v = 0; v < VERB_COUNT; v++) {
			out_printf(o, "%s%s %s", comma,
			    level_verb_title((enum verb)v),
			    level_name(have(l, f, v)));
			comma = ", ";
		}
		if (no_my(l, f))
			out_str(o, " (where the screen offers no My: All)");
		out_char(o, '\n');
		for (size_t k = 0; k < l->nvendor; k++)
			each_row(&l->vendor[k], f, row_md, o);
	}
}

static void
least_md(struct out *o, const void *result)
{
	const struct cmd_role_least *l = result;

	out_str(o, "# ");
	md_text(o, l->name);
	out_str(o, "\n\nThe smallest role that serves");
	for (size_t i = 0; i < l->nvendor; i++) {
		out_str(o, i ? ", " : " ");
		md_text(o, l->vendor[i].profile->name);
	}
	out_str(o, ".\n\nSystem > Security Roles > +, give it this name, and "
	    "set, in the order of the\nscreen, what follows. All else stays at "
	    "None.\n");
	for (size_t i = 0; i < l->nvendor; i++) {
		const struct profile *pr = l->vendor[i].profile;

		if (!*profile_limit(pr))
			continue;
		out_str(o, "\n> ");
		md_text(o, pr->name);
		out_str(o, ", ");
		md_text(o, profile_limit(pr));
		out_char(o, '\n');
	}
	clicks_md(o, l);
	if (tables(l, NULL, NULL))
		out_str(o, "\n## System > Table Setup > (customize)\n\nAllow "
		    "access to these only:\n\n");
	tables(l, table_md, o);
	if (l->nwarning)
		out_str(o, "\n## Warnings\n\n");
	for (size_t i = 0; i < l->nwarning; i++) {
		const struct cmd_role_warning *w = &l->warning[i];

		out_printf(o, "- %s %s: ", w->finding->rule->id,
		    level_severity(w->finding->severity));
		md_text(o, w->finding->message);
		out_str(o, w->avoidable ? " Separate roles would avoid this."
		    "\n" : "\n");
	}
}

static void
needed_by(struct jsonw *j, const struct cmd_role_least *l,
    const struct function *f, int verb)
{
	jsonw_array(j, "needed_by");
	for (size_t i = 0; i < l->nvendor; i++) {
		const struct want_cell *c = need(&l->vendor[i], f, verb);

		if (!c)
			continue;
		jsonw_object(j, NULL);
		jsonw_string(j, "profile", l->vendor[i].profile->name);
		jsonw_number(j, "line", c->need_row->line);
		jsonw_string(j, "level", level_name((enum level)c->need));
		jsonw_bool(j, "required", c->required);
		jsonw_string(j, "note", c->need_row->note);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
cells_json(struct jsonw *j, const struct cmd_role_least *l)
{
	jsonw_array(j, "cells");
	for (size_t i = 0; i < l->au->nfunction; i++) {
		const struct function *f = l->au->function[i];

		for (int v = 0; v < VERB_COUNT; v++) {
			if (have(l, f, v) < LEVEL_MY)
				continue;
			jsonw_object(j, NULL);
			jsonw_string(j, "module", f->module);
			jsonw_string(j, "function", f->name);
			jsonw_string(j, "verb", level_verb((enum verb)v));
			jsonw_string(j, "level", level_name(have(l, f, v)));
			needed_by(j, l, f, v);
			jsonw_end(j);
		}
	}
	jsonw_end(j);
}

static void
table_json(void *ctx, const struct cmd_role_vendor *v,
    const struct profile_row *row)
{
	jsonw_object(ctx, NULL);
	jsonw_string(ctx, "item", row->function);
	jsonw_string(ctx, "profile", v->profile->name);
	jsonw_number(ctx, "line", row->line);
	jsonw_end(ctx);
}

static void
vendors_json(struct jsonw *j, const struct cmd_role_least *l)
{
	jsonw_array(j, "profiles");
	for (size_t i = 0; i < l->nvendor; i++) {
		const struct cmd_role_vendor *v = &l->vendor[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "name", v->profile->name);
		jsonw_string(j, "limit", *profile_limit(v->profile) ?
		    profile_limit(v->profile) : NULL);
		jsonw_number(j, "missing_cells", v->missing);
		jsonw_number(j, "cells_above_need", over(v));
		jsonw_object(j, "above_need_by_risk");
		for (int s = SEV_CRITICAL; s >= 0; s--)
			jsonw_number(j, level_severity((enum severity)s),
			    v->over[s]);
		jsonw_end(j);
		jsonw_end(j);
	}
	jsonw_end(j);
}

static void
least_json(struct out *o, const void *result)
{
	const struct cmd_role_least *l = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-role/1");
	jsonw_object(&j, "exit");
	jsonw_number(&j, "code", EXIT_PASS);
	jsonw_string(&j, "reason", util_exit_text(EXIT_PASS));
	jsonw_end(&j);
	jsonw_string(&j, "role", l->name);
	jsonw_string(&j, "phase", l->au->opt->setup_phase ? "setup" :
	    "steady");
	jsonw_array(&j, "features");
	for (size_t i = 0; i < l->au->opt->nfeature; i++)
		jsonw_string(&j, NULL, l->au->opt->feature[i]);
	jsonw_end(&j);
	vendors_json(&j, l);
	cells_json(&j, l);
	jsonw_array(&j, "table_setup");
	tables(l, table_json, &j);
	jsonw_end(&j);
	jsonw_array(&j, "warnings");
	for (size_t i = 0; i < l->nwarning; i++) {
		const struct cmd_role_warning *w = &l->warning[i];
		const struct finding *f = w->finding;

		jsonw_object(&j, NULL);
		jsonw_string(&j, "rule", f->rule->id);
		jsonw_string(&j, "severity", level_severity(f->severity));
		jsonw_string(&j, "module", f->module);
		jsonw_string(&j, "function", f->function);
		jsonw_string(&j, "verb", f->ncell ?
		    level_verb(f->cell[0].verb) : NULL);
		jsonw_string(&j, "message", f->message);
		jsonw_bool(&j, "separate_roles_avoid", w->avoidable);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", least_text},
	{"csv", ".csv", least_csv},
	{"markdown", ".md", least_md},
	{"json", ".json", least_json},
};

int
cmd_role_check(const struct options *opt)
{
	return report_check(opt, formats, countof(formats));
}

int
cmd_role_write_least(const struct options *opt,
    const struct cmd_role_least *l)
{
	return report_write(opt, formats, countof(formats), l);
}
