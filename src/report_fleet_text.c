#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "page.h"
#include "report_fleet.h"

static void
verdict(struct page *p, const struct fleet *f)
{
	const char *word = fleet_verdict(f);
	char score[32] = "no score", label[16];

	for (size_t i = 0; i <= strlen(word); i++)
		label[i] = word[i] >= 'a' && word[i] <= 'z' ?
		    (char)(word[i] - 32) : word[i];
	if (f->score >= 0)
		snprintf(score, sizeof(score), "score %d of 100", f->score);
	page_label(p, 0, util_eq(word, "pass") ? PAGE_GREEN : PAGE_RED, label,
	    0, " %s  (exit %d: %s)", score, f->code,
	    util_exit_text(f->code));
	page_text(p, 0, 0, "%zu tenant%s, %zu of them incomplete; %zu "
	    "critical, %zu high, %zu medium, %zu low, %zu info; %zu waived; "
	    "%zu not evaluated", f->n, f->n == 1 ? "" : "s", f->incomplete,
	    f->count[SEV_CRITICAL],
	    f->count[SEV_HIGH], f->count[SEV_MEDIUM], f->count[SEV_LOW],
	    f->count[SEV_INFO], f->waived, f->noteval);
	for (size_t i = 0; i < f->nassumption; i++)
		page_text(p, 0, 2, "assumed: %s", f->assumption[i]);
	for (size_t i = 0; i < f->opt->ndisabled; i++)
		page_text(p, 0, 2, "disabled: rule %s", f->opt->disabled[i]);
}

static void
line(struct page *p, const struct fleet_tenant *t)
{
	char score[16] = "-";
	struct buf b;

	if (t->score >= 0)
		snprintf(score, sizeof(score), "%d", t->score);
	buf_init(&b, LIMIT_BUFFER);
	page_cell(&b, t->name, 26);
	page_line(p, PAGE_PLAIN, "  %s %5s %5d %5zu %5zu %5zu %5zu %6zu",
	    buf_cstr(&b), score, t->code, t->count[SEV_CRITICAL],
	    t->count[SEV_HIGH], t->count[SEV_MEDIUM], t->count[SEV_LOW],
	    t->nrole);
	buf_free(&b);
}

static void
tenants(struct page *p, const struct fleet *f)
{
	const struct fleet_tenant **order = fleet_order(f);
	size_t shown = f->opt->verbose || f->n < LIMIT_SHOWN_TENANTS ?
	    f->n : LIMIT_SHOWN_TENANTS;

	page_heading(p, "Tenants, worst first");
	page_line(p, PAGE_DIM, "  %-26s score  exit  crit  high   med   low  "
	    "roles", "tenant");
	for (size_t i = 0; i < shown; i++)
		line(p, order[i]);
	if (shown < f->n)
		page_text(p, 2, 4, "and %zu more, none of them worse (-v lists "
		    "all)", f->n - shown);
	free(order);
}

static void
incomplete(struct page *p, const struct fleet *f)
{
	bool begun = false;

	for (size_t i = 0; i < f->n; i++) {
		const struct fleet_tenant *t = &f->tenant[i];

		if (t->complete)
			continue;
		if (!begun)
			page_heading(p, "Incomplete");
		begun = true;
		if (t->why)
			page_text(p, 2, 4, "%s: nothing was judged: %s",
			    t->name, t->why);
		else
			page_text(p, 2, 4, "%s: not evaluated: %s%s", t->name,
			    t->lack ? t->lack : "something that is needed",
			    t->nlack > 1 ? ", and more" : "");
	}
}

static void
rules(struct page *p, const struct fleet *f)
{
	bool told[RULE_COUNT] = {false};

	for (size_t k = 0; k < RULE_COUNT; k++) {
		size_t best = RULE_COUNT;

		for (size_t i = 0; i < RULE_COUNT; i++) {
			if (!told[i] && f->rule[i] && (best == RULE_COUNT ||
			    f->holders[i] > f->holders[best] ||
			    (f->holders[i] == f->holders[best] &&
			    f->rule[i] > f->rule[best])))
				best = i;
		}
		if (best == RULE_COUNT)
			break;
		told[best] = true;
		if (!k)
			page_heading(p, "Commonest findings");
		page_line(p, PAGE_PLAIN, "  %s %-24s up to %-8s %7zu in %zu "
		    "tenant%s", rule_get((enum rule_id)best)->id,
		    rule_get((enum rule_id)best)->name,
		    level_severity(f->worst[best]), f->rule[best],
		    f->holders[best], f->holders[best] == 1 ? "" : "s");
	}
}

void
report_fleet_text(struct out *o, const struct fleet *f)
{
	struct page p = {o, report_colored() && !o->path};

	verdict(&p, f);
	tenants(&p, f);
	incomplete(&p, f);
	if (!f->opt->summary)
		rules(&p, f);
	out_char(o, '\n');
	page_text(&p, 0, 0, "For all findings of a tenant audit its folder "
	    "alone, or write -o FILE.json or FILE.ndjson.");
}
