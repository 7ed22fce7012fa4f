#include <stdlib.h>

#include "fleet.h"
#include "html.h"
#include "report_page.h"

/* How dark a cell is: by how many findings, each step four times the last. */
static int
shade(uint32_t n)
{
	return n == 0 ? 0 : n < 4 ? 1 : n < 16 ? 2 : n < 64 ? 3 : 4;
}

static void
head(struct out *o, const struct fleet *f)
{
	out_str(o, "<thead><tr><td></td>");
	for (size_t k = 0; k < RULE_COUNT; k++) {
		const struct rule *r = rule_get((enum rule_id)k);

		if (f->rule[k])
			out_printf(o, "<th scope=\"col\"><span class=\"name\">"
			    "%s %s</span><span class=\"fit\">%s</span></th>",
			    r->id, r->name, level_severity(f->worst[k]));
	}
	out_str(o, "</tr></thead>\n");
}

static void
row(struct out *o, const struct fleet *f, const struct fleet_tenant *t)
{
	out_printf(o, "<tr><th scope=\"row\" class=\"fn\"><a href=\"#t%zu-"
	    "tenant\">", (size_t)(t - f->tenant));
	html_text(o, t->name);
	out_str(o, "</a></th>");
	for (size_t k = 0; k < RULE_COUNT; k++) {
		if (!f->rule[k])
			continue;
		if (t->why)
			out_str(o, "<td>?</td>");
		else if (t->rule[k])
			out_printf(o, "<td class=\"heat%d\">%u</td>",
			    shade(t->rule[k]), (unsigned)t->rule[k]);
		else
			out_str(o, "<td></td>");
	}
	out_str(o, "</tr>\n");
}

void
report_heat(struct out *o, const struct fleet *f)
{
	const struct fleet_tenant **order;
	bool any = false;

	for (size_t k = 0; k < RULE_COUNT; k++)
		any = any || f->rule[k];
	if (!any)
		return;
	out_str(o, "<section aria-labelledby=\"heat\">\n<h2 id=\"heat\">"
	    "Tenants and rules</h2>\n<p>How many open findings of each rule a "
	    "tenant has: the darker, the more. A question mark: it could not "
	    "be judged.</p>\n<div class=\"scroll\" tabindex=\"0\" "
	    "role=\"group\" aria-label=\"Tenants and rules\">\n"
	    "<table class=\"matrix\">\n");
	head(o, f);
	out_str(o, "<tbody>\n");
	order = fleet_order(f);
	for (size_t i = 0; i < f->n; i++)
		row(o, f, order[i]);
	free(order);
	out_str(o, "</tbody>\n</table>\n</div>\n</section>\n");
}
