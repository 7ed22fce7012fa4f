#include <string.h>

#include "cmd.h"
#include "jsonw.h"
#include "limits.h"
#include "page.h"
#include "report.h"
#include "rule.h"
#include "text.h"
#include "waiver.h"

/* The rules that are asked for. */
struct list {
	const struct rule *rule[RULE_COUNT];
	size_t n;
	bool whole;	/* explain each */
};

/* Shows what a finding fills in as a manual does: {role} as ROLE. */
static const char *
filled(struct buf *b, const char *text)
{
	bool inside = false;

	buf_clear(b);
	for (; *text; text++) {
		if (*text == '{' || *text == '}')
			inside = *text == '{';
		else
			buf_char(b, inside && *text >= 'a' && *text <= 'z' ?
			    (char)(*text - 32) : *text);
	}
	return buf_cstr(b);
}

static const char *
raised_for(const struct rule *r)
{
	static const char *const of[] = {
		[SCOPE_CELL] = "each cell: one verb of one function of a role",
		[SCOPE_FUNCTION] = "each function of a role",
		[SCOPE_ENTRY] = "each entry of a role's Table Setup list",
		[SCOPE_PAIR] = "each pair of functions of a role",
		[SCOPE_ROLE] = "each role, once",
		[SCOPE_MEMBER] = "each member, once",
		[SCOPE_RUN] = "the run, or each waiver"
	};

	return of[r->scope];
}

static void
explain_variants(struct page *p, struct buf *b, const struct rule *r)
{
	page_heading(p, "Severity and weight");
	for (size_t i = 0; i < rule_variants(r); i++) {
		const struct rule_variant *v = &r->variant[i];

		if (v->by_risk)
			page_text(p, 2, 4, "%s to %s: %s",
			    level_severity(v->severity), v->step_less ?
			    "high" : "critical", v->when);
		else
			page_text(p, 2, 4, "%s (%u point%s of 100)%s%s",
			    level_severity(v->severity),
			    rule_weight(v->severity),
			    rule_weight(v->severity) == 1 ? "" : "s",
			    *v->when ? ": " : "", v->when);
		if (v->message)
			page_text(p, 4, 6, "says: %s", filled(b, v->message));
		if (v->fix)
			page_text(p, 4, 6, "fix: %s", filled(b, v->fix));
	}
	if (r->people)
		page_text(p, 2, 4, "info for a role that only people hold, "
		    "unless --people");
	page_text(p, 2, 4, "critical takes 40 points off, high 15, medium 5, "
	    "low 1, info none; --verbose shows what each role lost");
}

static void
explain_waiver(struct page *p, const struct rule *r)
{
	page_heading(p, "Waiving it");
	if (!waiver_applies(r)) {
		page_text(p, 2, 2, "It cannot be waived: a waiver names a "
		    "role or a member.");
		return;
	}
	page_text(p, 2, 2, "A row of a waiver file with rule %s, the %s, and "
	    "owner, reason and expires%s. --write-waivers FILE writes such "
	    "rows.", r->id, r->scope == SCOPE_MEMBER ? "member" :
	    "role", waiver_needs_level(r) ? r == rule_get(CW101) ? "; level "
	    "is required: the least that is accepted" : "; level is "
	    "required: the most that is accepted" : "");
}

static void
explain(struct page *p, const struct rule *r)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	page_line(p, PAGE_BOLD, "%s %s", r->id, r->name);
	out_char(p->out, '\n');
	page_text(p, 2, 2, "%s", r->title);
	page_text(p, 2, 2, "Raised for %s.", raised_for(r));
	page_heading(p, "Why it matters");
	page_text(p, 2, 2, "%s", r->why);
	page_heading(p, "What it says");
	page_text(p, 2, 4, "%s", filled(&b, r->message));
	page_heading(p, "How to fix it");
	page_text(p, 2, 4, "%s", filled(&b, r->fix));
	explain_variants(p, &b, r);
	explain_waiver(p, r);
	page_heading(p, "It rests on");
	page_text(p, 2, 2, "%s", r->source);
	buf_free(&b);
}

static const char *
severities(struct buf *b, const struct rule *r)
{
	int low = SEV_COUNT, high = -1;

	buf_clear(b);
	for (size_t i = 0; i < rule_variants(r); i++) {
		int s = (int)r->variant[i].severity;

		low = s < low ? s : low;
		high = s > high ? s : high;
		if (r->variant[i].by_risk)
			high = r->variant[i].step_less ? SEV_HIGH :
			    SEV_CRITICAL;
	}
	buf_str(b, level_severity((enum severity)low));
	if (high != low)
		buf_printf(b, "-%s", level_severity((enum severity)high));
	return buf_cstr(b);
}

static void
rules_text(struct out *o, const void *result)
{
	const struct list *l = result;
	struct page p = {o, false};
	struct buf b;

	if (l->whole) {
		for (size_t i = 0; i < l->n; i++) {
			if (i)
				out_char(o, '\n');
			explain(&p, l->rule[i]);
		}
		return;
	}
	buf_init(&b, 128);
	for (size_t i = 0; i < l->n; i++)
		page_line(&p, PAGE_PLAIN, "%s  %-24s  %s", l->rule[i]->id,
		    l->rule[i]->name, severities(&b, l->rule[i]));
	buf_free(&b);
}

static void
rules_json(struct out *o, const void *result)
{
	const struct list *l = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-rules/1");
	jsonw_array(&j, "rules");
	for (size_t i = 0; i < l->n; i++) {
		const struct rule *r = l->rule[i];

		jsonw_object(&j, NULL);
		jsonw_string(&j, "rule", r->id);
		jsonw_string(&j, "name", r->name);
		jsonw_string(&j, "title", r->title);
		jsonw_string(&j, "why", r->why);
		jsonw_string(&j, "message", r->message);
		jsonw_string(&j, "fix", r->fix);
		jsonw_string(&j, "source", r->source);
		jsonw_array(&j, "severities");
		for (size_t k = 0; k < rule_variants(r); k++) {
			const struct rule_variant *v = &r->variant[k];

			jsonw_object(&j, NULL);
			jsonw_string(&j, "when", v->when);
			jsonw_string(&j, "severity",
			    level_severity(v->severity));
			jsonw_bool(&j, "at_least", v->by_risk);
			jsonw_number(&j, "weight", rule_weight(v->severity));
			jsonw_end(&j);
		}
		jsonw_end(&j);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", rules_text},
	{"json", ".json", rules_json},
};

static int
unknown(const char *id)
{
	const char *ids[RULE_COUNT];
	int near;

	for (int i = 0; i < RULE_COUNT; i++)
		ids[i] = rule_get((enum rule_id)i)->id;
	near = text_nearest(id, ids, countof(ids), sizeof(ids[0]));
	if (near < 0)
		return diag_usage("no rule \"%s\" (cwaudit rules lists them)",
		    id);
	return diag_usage("no rule \"%s\", did you mean %s?", id, ids[near]);
}

int
cmd_rules(const struct options *opt)
{
	struct list l = {.whole = opt->nfile > 0 || opt->verbose};
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	for (size_t i = 0; i < opt->nfile; i++) {
		const struct rule *r = rule_find(opt->file[i]);

		if (!r)
			return unknown(opt->file[i]);
		if (l.n < RULE_COUNT)
			l.rule[l.n++] = r;
	}
	for (int i = 0; !opt->nfile && i < RULE_COUNT; i++)
		l.rule[l.n++] = rule_get((enum rule_id)i);
	return report_write(opt, formats, countof(formats), &l);
}
