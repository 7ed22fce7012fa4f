#include <string.h>

#include "cmd_who.h"
#include "jsonw.h"
#include "limits.h"
#include "page.h"
#include "report.h"

void
cmd_who_diagnostics(struct cmd_who *w, const struct diag *d)
{
	w->diag = arena_grow(&w->arena, w->diag, w->ndiag, w->ndiag + d->n + 1,
	    sizeof(*w->diag));
	for (size_t i = 0; i < d->n; i++) {
		struct diag_item *to = &w->diag[w->ndiag++];

		*to = d->item[i];
		to->loc.file = to->loc.file ? arena_str(&w->arena,
		    to->loc.file) : NULL;
		to->text = arena_str(&w->arena, to->text);
	}
}

static void
needs_text(struct page *p, const struct cmd_who_question *q)
{
	const struct needs *n = q->needs;

	page_line(p, PAGE_BOLD, "%s %s", n->method, n->path);
	if (!q->module) {
		page_text(p, 2, 4, "It is not known which security function "
		    "answers to this path: no guide that is built in names "
		    "it.");
		return;
	}
	page_text(p, 2, 4, "needs %s on %s > %s%s%s", level_verb_title(q->verb),
	    q->module, q->function, n->table ? ", list entry " : "",
	    n->table ? n->table : "");
	page_text(p, 2, 4, "confidence: %s (%s)%s%s", needs_sure(n->sure),
	    n->source ? n->source : "its name", n->exact ? "" :
	    ", as for ", n->exact ? "" : n->known);
	if (n->verb != VERB_INQUIRE)
		page_text(p, 2, 4, "That %s needs %s is inferred: what is "
		    "known is what reading it needs.", n->method,
		    level_verb_title(n->verb));
	page_text(p, 2, 4, "A 403 with code \"Security\" says that the role "
	    "has None there; My hides the records of others without an "
	    "error.");
}

static void
guides_text(struct page *p, const struct cmd_who_question *q, bool all)
{
	size_t shown = all || q->nguide <= LIMIT_SHOWN_GUIDES ? q->nguide :
	    LIMIT_SHOWN_GUIDES;
	struct buf b;

	if (!q->nguide)
		return;
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < shown; i++)
		buf_printf(&b, "%s%s (%s, row %u)", i ? ", " : "",
		    q->guide[i].profile, level_name(q->guide[i].level),
		    q->guide[i].line);
	if (shown < q->nguide)
		buf_printf(&b, " and %zu more (--verbose lists them)",
		    q->nguide - shown);
	page_text(p, 2, 4, "guides that ask for it: %s", buf_cstr(&b));
	buf_free(&b);
}

static void
role_text(struct page *p, const struct cmd_who_role *r)
{
	page_text(p, 2, 4, "%s%s%s: %s (%s:%u)", r->tenant ? r->tenant : "",
	    r->tenant ? " > " : "", r->name, r->level == LEVEL_UNKNOWN ?
	    "not known, the role does not list it" : level_name(r->level),
	    r->loc.file, (unsigned)r->loc.line);
	for (size_t i = 0; i < r->nmember; i++) {
		const struct cmd_who_member *m = &r->member[i];

		page_text(p, 6, 8, "%s%s%s%s%s%s", m->id, *m->name ? " (" :
		    "", m->name, *m->name ? ")" : "", m->api ?
		    ", API member" : "", m->inactive ? ", inactive" : "");
	}
	if (!r->nmember)
		page_text(p, 6, 8, "no member is known to hold it");
}

static void
who_text(struct out *o, const void *result)
{
	const struct cmd_who *w = result;
	struct page p = {o, report_colored() && !o->path};

	if (w->code) {
		page_text(&p, 0, 0, "ERROR  no answer  (exit %d: %s)",
		    w->exit, util_exit_text(w->exit));
		return;
	}
	for (size_t i = 0; i < w->n; i++) {
		const struct cmd_who_question *q = &w->question[i];
		size_t holders = 0;

		if (i)
			out_char(o, '\n');
		if (q->needs)
			needs_text(&p, q);
		else
			page_line(&p, PAGE_BOLD, "%s > %s: %s", q->module,
			    q->function, level_verb(q->verb));
		guides_text(&p, q, w->opt->verbose);
		if (!w->opt->nfile || !q->module)
			continue;
		for (size_t k = 0; k < q->nrole; k++) {
			role_text(&p, &q->role[k]);
			holders += q->role[k].level > LEVEL_NONE;
		}
		page_text(&p, 2, 4, "%zu of %zu roles hold it%s", holders,
		    w->roles, q->known ? "" : "; no role lists it, so nothing "
		    "is known");
	}
}

static void
needs_json(struct jsonw *j, const struct needs *n)
{
	if (!n) {
		jsonw_null(j, "endpoint");
		return;
	}
	jsonw_object(j, "endpoint");
	jsonw_string(j, "method", n->method);
	jsonw_string(j, "path", n->path);
	jsonw_string(j, "known_as", n->known);
	jsonw_string(j, "confidence", n->known ? needs_sure(n->sure) : NULL);
	jsonw_string(j, "source", n->source);
	jsonw_string(j, "table", n->table);
	jsonw_end(j);
}

static void
role_json(struct jsonw *j, const struct cmd_who_role *r)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "tenant", r->tenant);
	jsonw_string(j, "role", r->name);
	jsonw_string(j, "level", r->level == LEVEL_UNKNOWN ? NULL :
	    level_name(r->level));
	jsonw_string(j, "file", r->loc.file);
	jsonw_place(j, "line", r->loc.line);
	jsonw_array(j, "members");
	for (size_t i = 0; i < r->nmember; i++) {
		jsonw_object(j, NULL);
		jsonw_string(j, "id", r->member[i].id);
		jsonw_string(j, "name", r->member[i].name);
		jsonw_bool(j, "api", r->member[i].api);
		jsonw_bool(j, "inactive", r->member[i].inactive);
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_end(j);
}

static void
question_json(struct jsonw *j, const struct cmd_who_question *q)
{
	jsonw_object(j, NULL);
	jsonw_string(j, "module", q->module);
	jsonw_string(j, "function", q->function);
	jsonw_string(j, "verb", q->module ? level_verb(q->verb) : NULL);
	needs_json(j, q->needs);
	jsonw_array(j, "guides");
	for (size_t i = 0; i < q->nguide; i++) {
		jsonw_object(j, NULL);
		jsonw_string(j, "profile", q->guide[i].profile);
		jsonw_number(j, "line", q->guide[i].line);
		jsonw_string(j, "level", level_name(q->guide[i].level));
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_array(j, "roles");
	for (size_t i = 0; i < q->nrole; i++) {
		if (q->role[i].level != LEVEL_UNKNOWN)
			role_json(j, &q->role[i]);
	}
	jsonw_end(j);
	jsonw_array(j, "not_known");
	for (size_t i = 0; i < q->nrole; i++) {
		if (q->role[i].level == LEVEL_UNKNOWN)
			role_json(j, &q->role[i]);
	}
	jsonw_end(j);
	jsonw_end(j);
}

static void
who_json(struct out *o, const void *result)
{
	const struct cmd_who *w = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-who/1");
	jsonw_object(&j, "exit");
	jsonw_number(&j, "code", (unsigned long)w->exit);
	jsonw_string(&j, "reason", util_exit_text(w->exit));
	jsonw_end(&j);
	jsonw_number(&j, "tenants", w->tenants);
	jsonw_number(&j, "roles", w->roles);
	jsonw_array(&j, "questions");
	for (size_t i = 0; i < w->n && !w->code; i++)
		question_json(&j, &w->question[i]);
	jsonw_end(&j);
	jsonw_array(&j, "diagnostics");
	for (size_t i = 0; i < w->ndiag; i++) {
		jsonw_object(&j, NULL);
		jsonw_string(&j, "file", w->diag[i].loc.file);
		jsonw_place(&j, "line", w->diag[i].loc.line);
		jsonw_place(&j, "column", w->diag[i].loc.col);
		jsonw_string(&j, "message", w->diag[i].text);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", who_text},
	{"json", ".json", who_json},
};

int
cmd_who_check(const struct options *opt)
{
	return report_check(opt, formats, countof(formats));
}

int
cmd_who_write(const struct cmd_who *w)
{
	return report_write(w->opt, formats, countof(formats), w);
}
