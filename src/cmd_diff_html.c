#include "buf.h"
#include "cmd_diff.h"
#include "html.h"
#include "limits.h"
#include "report_page.h"

static const char *
word(const struct diff *d)
{
	return d->code ? "Error" : d->widened ? "Widened" : d->n ? "Changed" :
	    "Same";
}

static void
header(struct out *o, const struct cmd_diff_result *r)
{
	const struct diff *d = &r->diff;
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	diff_open(d, &b);
	out_str(o, "<header>\n<h1>");
	html_printf(o, "ConnectWise PSA permissions: changes from %s to %s",
	    r->old, r->new);
	out_printf(o, "</h1>\n<div class=\"verdict\"><strong class=\"%s\">%s"
	    "</strong></div>\n", d->code ? "error" : d->widened ? "fail" :
	    d->n ? "incomplete" : "pass", word(d));
	if (d->code)
		out_printf(o, "<p>Nothing was compared. Exit %d: %s.</p>\n",
		    r->code, util_exit_text(r->code));
	else
		out_printf(o, "<p>%zu change%s, %zu of them widen what someone "
		    "may do; %s. As of %s.</p>\n", d->n, d->n == 1 ? "" : "s",
		    d->widened, buf_cstr(&b), r->opt->as_of);
	buf_free(&b);
	out_str(o, "</header>\n<main id=\"main\">\n");
}

static void
row(struct out *o, const struct diff_change *c, bool tenants)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	cmd_diff_how(&b, c);
	out_str(o, "<tr><td>");
	html_element(o, c->widened ? "b" : "span", buf_cstr(&b));
	out_str(o, "</td>");
	if (tenants)
		html_element(o, "td", c->tenant ? c->tenant : "");
	cmd_diff_subject(&b, c);
	html_element(o, "td", buf_cstr(&b));
	cmd_diff_values(&b, c);
	html_element(o, "td", buf_cstr(&b));
	out_str(o, "<td><code>");
	report_place(o, c->loc);
	out_str(o, "</code></td></tr>\n");
	buf_free(&b);
}

static bool
has_tenants(const struct diff *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->change[i].tenant)
			return true;
	}
	return false;
}

/* The changes of a kind, what widens first. */
static void
kind(struct out *o, const struct diff *d, enum diff_kind k)
{
	bool begun = false, tenants = has_tenants(d);

	for (int widened = 1; widened >= 0; widened--) {
		for (size_t i = 0; i < d->n; i++) {
			const struct diff_change *c = &d->change[i];

			if (c->kind != k || c->widened != (widened == 1))
				continue;
			if (!begun)
				out_printf(o, "<section aria-labelledby=\"%s\">"
				    "\n<h2 id=\"%s\">%s</h2>\n<div class=\"scroll"
				    "\" tabindex=\"0\" role=\"group\" aria-label="
				    "\"%s\">\n<table class=\"list\">\n<thead><tr>"
				    "<th scope=\"col\">change</th>%s<th scope=\"col"
				    "\">what</th><th scope=\"col\">from, to</th>"
				    "<th scope=\"col\">where</th></tr></thead>\n"
				    "<tbody>\n", diff_kind(k), diff_kind(k),
				    cmd_diff_title(k), cmd_diff_title(k),
				    tenants ? "<th scope=\"col\">tenant</th>" :
				    "");
			begun = true;
			row(o, c, tenants);
		}
	}
	if (begun)
		out_str(o, "</tbody>\n</table>\n</div>\n</section>\n");
}

static void
notes(struct out *o, const struct diff *d)
{
	if (!d->nnote)
		return;
	out_str(o, "<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Not "
	    "compared</h2>\n<ul class=\"notes\">\n");
	for (size_t i = 0; i < d->nnote; i++)
		html_element(o, "li", d->note[i]);
	out_str(o, "</ul>\n</section>\n");
}

static void
errors(struct out *o, const struct diff *d)
{
	out_str(o, "<section aria-labelledby=\"errors\">\n<h2 id=\"errors\">"
	    "Errors</h2>\n<p>Nothing is compared before these are mended.</p>"
	    "\n<ul class=\"notes\">\n");
	for (size_t i = 0; i < d->ndiag; i++) {
		out_str(o, "<li><code>");
		report_place(o, d->diag[i].loc);
		out_str(o, "</code>: ");
		html_text(o, d->diag[i].text);
		out_str(o, "</li>\n");
	}
	out_str(o, "</ul>\n</section>\n");
}

void
cmd_diff_html(struct out *o, const void *outcome)
{
	const struct cmd_diff_result *r = outcome;
	struct buf title;

	buf_init(&title, LIMIT_BUFFER);
	buf_printf(&title, "ConnectWise PSA permissions, %s to %s: %s", r->old,
	    r->new, word(&r->diff));
	report_page_open(o, buf_cstr(&title));
	buf_free(&title);
	header(o, r);
	if (r->diff.code)
		errors(o, &r->diff);
	for (int k = 0; !r->diff.code && k < DIFF_KINDS; k++)
		kind(o, &r->diff, (enum diff_kind)k);
	notes(o, &r->diff);
	report_page_close(o);
}
