#include <string.h>

#include "cmd_role.h"
#include "csvw.h"
#include "jsonw.h"
#include "least.h"
#include "limits.h"
#include "md.h"
#include "page.h"
#include "report.h"
#include "rule.h"

static const char *
from_text(const struct cmd_role_edit *e)
{
	return e->from == LEVEL_UNKNOWN ? "(not known)" :
	    level_name(e->from);
}

static void
source_text(struct buf *b, const struct cmd_role_edit *e)
{
	buf_clear(b);
	if (e->row)
		buf_printf(b, "%s; %s, row %u", e->why, e->profile->name,
		    (unsigned)e->row->line);
	else
		buf_printf(b, "%s; no guide asks for it", e->why);
}

static void
count_text(struct page *p, const char *label, const struct cmd_role_count *c)
{
	page_text(p, 2, 4, "%s: %zu missing, %zu excess, %zu forbidden, %zu "
	    "broader", label, c->missing, c->excess, c->forbidden,
	    c->broader);
}

const char *
cmd_role_untold(const struct cmd_role_edits *e, size_t at)
{
	for (size_t i = 0; i < e->was->nnoteval; i++) {
		const struct noteval *n = &e->was->noteval[i];

		if (n->needed && !n->member && (!n->role ||
		    n->role == e->was_role) && !at--)
			return n->reason;
	}
	return NULL;
}

static void
untold_text(struct page *p, const struct cmd_role_edits *e)
{
	const char *why;

	if (!cmd_role_untold(e, 0))
		return;
	page_heading(p, "Not evaluated: there the proof says nothing");
	for (size_t i = 0; (why = cmd_role_untold(e, i)) != NULL; i++)
		page_text(p, 2, 4, "%s", why);
}

/* What no edit of a level can mend. */
static void
open_text(struct page *p, const struct cmd_role_edits *e)
{
	bool begun = false;

	for (size_t i = 0; i < e->au->nfinding; i++) {
		const struct finding *f = &e->au->finding[i];

		if (f->role != e->role || f->member)
			continue;
		if (!begun)
			page_heading(p, "What these edits leave open");
		begun = true;
		page_text(p, 2, 4, "%s %s: %s", f->rule->id,
		    level_severity(f->severity), f->message);
	}
}

static void
edits_text(struct out *o, const void *result)
{
	const struct cmd_role_edits *e = result;
	struct page p = {o, report_colored() && !o->path};
	struct buf b;

	page_line(&p, PAGE_BOLD, "%s", e->name);
	if (e->n)
		page_text(&p, 0, 0, "%zu edit%s from this role to %zu "
		    "profile%s.", e->n, e->n == 1 ? "" : "s",
		    e->role->nprofile, e->role->nprofile == 1 ? "" : "s");
	else
		page_text(&p, 0, 0, "Nothing to edit: each cell is as %s "
		    "it.", e->role->nprofile == 1 ? "the profile wants" :
		    "the profiles want");
	for (size_t i = 0; i < e->role->nprofile; i++) {
		const struct profile *pr = e->role->profile[i];

		if (*profile_limit(pr))
			page_text(&p, 0, 2, "%s, %s", pr->name,
			    profile_limit(pr));
	}
	if (e->n)
		out_char(o, '\n');
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < e->n; i++) {
		const struct cmd_role_edit *ed = &e->edit[i];

		source_text(&b, ed);
		page_text(&p, 2, 6, "%s > %s: %s %s -> %s (%s)",
		    ed->function->module, ed->function->name,
		    level_verb_title(ed->verb), from_text(ed),
		    level_name(ed->to), buf_cstr(&b));
	}
	buf_free(&b);
	page_heading(&p, "Proof: the edits applied, the role audited again");
	count_text(&p, "before", &e->before);
	count_text(&p, "after", &e->after);
	untold_text(&p, e);
	open_text(&p, e);
}

/* The role as it is to be, as an export. */
static void
edits_csv(struct out *o, const void *result)
{
	const struct cmd_role_edits *e = result;
	struct csvw w;
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	least_head(&b);
	out_add(o, b.data, b.len);
	buf_free(&b);
	csvw_init(&w, o);
	for (size_t i = 0; i < e->au->nfunction; i++) {
		const struct function *f = e->au->function[i];
		unsigned levels = model_levels(e->role, f);

		if (!levels)
			continue;
		csvw_text(&w, e->name);
		csvw_text(&w, f->module);
		csvw_text(&w, f->name);
		/* No reader may take what is unknown for None. */
		for (int v = 0; v < VERB_COUNT; v++)
			csvw_text(&w, model_level(levels, v) ==
			    LEVEL_UNKNOWN ? "?" :
			    level_name(model_level(levels, v)));
		csvw_end(&w);
	}
}

static void
edits_md(struct out *o, const void *result)
{
	const struct cmd_role_edits *e = result;
	const char *why;
	struct buf b;

	out_str(o, "# ");
	md_text(o, e->name);
	out_str(o, "\n\nSystem > Security Roles > this role:\n\n");
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < e->n; i++) {
		const struct cmd_role_edit *ed = &e->edit[i];

		source_text(&b, ed);
		out_str(o, "- [ ] ");
		md_text(o, ed->function->module);
		out_str(o, " > ");
		md_text(o, ed->function->name);
		out_printf(o, ": %s %s -> **%s** (", level_verb_title(
		    ed->verb), from_text(ed), level_name(ed->to));
		md_text(o, buf_cstr(&b));
		out_str(o, ")\n");
	}
	buf_free(&b);
	out_printf(o, "\nAudited again after these edits: %zu missing, %zu "
	    "excess, %zu forbidden, %zu broader.\n", e->after.missing,
	    e->after.excess, e->after.forbidden, e->after.broader);
	for (size_t i = 0; (why = cmd_role_untold(e, i)) != NULL; i++) {
		out_str(o, i ? "- " : "\nNot evaluated, so there the proof "
		    "says nothing:\n\n- ");
		md_text(o, why);
		out_char(o, '\n');
	}
}

static void
count_json(struct jsonw *j, const char *key, const struct cmd_role_count *c)
{
	jsonw_object(j, key);
	jsonw_number(j, "missing", c->missing);
	jsonw_number(j, "excess", c->excess);
	jsonw_number(j, "forbidden", c->forbidden);
	jsonw_number(j, "broader", c->broader);
	jsonw_end(j);
}

static void
edit_json(struct jsonw *j, const struct cmd_role_edit *e)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "module", e->function->module);
	jsonw_string(j, "function", e->function->name);
	jsonw_string(j, "verb", level_verb(e->verb));
	jsonw_string(j, "from", e->from == LEVEL_UNKNOWN ? NULL :
	    level_name(e->from));
	jsonw_string(j, "to", level_name(e->to));
	jsonw_string(j, "why", e->why);
	jsonw_string(j, "profile", e->profile ? e->profile->name : NULL);
	jsonw_place(j, "profile_line", e->row ? e->row->line : 0);
	jsonw_string(j, "file", e->loc.file);
	jsonw_place(j, "line", e->loc.line);
	jsonw_place(j, "column", e->loc.col);
	jsonw_end(j);
}

static void
edits_json(struct out *o, const void *result)
{
	const struct cmd_role_edits *e = result;
	int code = cmd_role_untold(e, 0) ? EXIT_INCOMPLETE : EXIT_PASS;
	const char *why;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-role/1");
	jsonw_object(&j, "exit");
	jsonw_number(&j, "code", code);
	jsonw_string(&j, "reason", util_exit_text(code));
	jsonw_end(&j);
	jsonw_string(&j, "role", e->name);
	jsonw_array(&j, "profiles");
	for (size_t i = 0; i < e->role->nprofile; i++)
		jsonw_string(&j, NULL, e->role->profile[i]->name);
	jsonw_end(&j);
	jsonw_array(&j, "edits");
	for (size_t i = 0; i < e->n; i++)
		edit_json(&j, &e->edit[i]);
	jsonw_end(&j);
	jsonw_object(&j, "proof");
	count_json(&j, "before", &e->before);
	count_json(&j, "after", &e->after);
	jsonw_end(&j);
	jsonw_array(&j, "not_evaluated");
	for (size_t i = 0; (why = cmd_role_untold(e, i)) != NULL; i++)
		jsonw_string(&j, NULL, why);
	jsonw_end(&j);
	jsonw_array(&j, "open");
	for (size_t i = 0; i < e->au->nfinding; i++) {
		const struct finding *f = &e->au->finding[i];

		if (f->role != e->role || f->member)
			continue;
		jsonw_object(&j, NULL);
		jsonw_string(&j, "rule", f->rule->id);
		jsonw_string(&j, "severity", level_severity(f->severity));
		jsonw_string(&j, "message", f->message);
		jsonw_string(&j, "fingerprint", f->fingerprint);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", edits_text},
	{"csv", ".csv", edits_csv},
	{"markdown", ".md", edits_md},
	{"json", ".json", edits_json},
};

int
cmd_role_write_edits(const struct options *opt,
    const struct cmd_role_edits *e)
{
	return report_write(opt, formats, countof(formats), e);
}
