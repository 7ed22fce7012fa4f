#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "limits.h"
#include "report_page.h"
#include "rule.h"
#include "want.h"

/* What the findings say of a cell; the picture adds nothing to them. */
enum mark { MARK_NONE, MARK_OVER, MARK_UNDER, MARK_DANGER };

/* One verb of a cell: what the role has, and from what to what it may. */
struct glyph {
	uint8_t have;		/* enum level; LEVEL_UNKNOWN: not known */
	uint8_t low, high;	/* high LEVEL_UNKNOWN: the guide is silent */
	uint8_t mark;
	bool waived;
};

#define GLYPHS (4 * 4 * 4 * 4 * 2)
/* One verb of the picture in units of its own. */
#define WIDTH 14

struct picture {
	const struct report_page *page;
	const struct role *role[LIMIT_PICTURED];
	size_t n;
	const struct finding **cell[LIMIT_PICTURED];	/* by id and verb */
	bool used[GLYPHS];
};

static unsigned
number(const struct glyph *g)
{
	return (((g->have * 4u + g->low) * 4 + g->high) * 4 + g->mark) * 2 +
	    g->waived;
}

static bool
is_pictured(const struct audit *au, const struct role *r)
{
	return r->exported && !rule_is_people(au, r);
}

static enum mark
mark_of(const struct finding *f)
{
	if (f->rule == rule_get(CW101))
		return MARK_UNDER;
	return f->rule == rule_get(CW202) ? MARK_DANGER : MARK_OVER;
}

static void
gather(struct picture *p)
{
	const struct audit *au = p->page->au;
	const struct report_sheet *s = p->page->sheet;
	size_t first;

	for (size_t i = 0; i < s->nrole && p->n < LIMIT_PICTURED; i++) {
		if (is_pictured(au, s->role[i]))
			p->role[p->n++] = s->role[i];
	}
	for (size_t i = 0; i < p->n; i++) {
		size_t n = report_sheet_span(s, p->role[i], &first);
		size_t cells = au->nfunction * VERB_COUNT + 1;

		p->cell[i] = util_realloc(NULL, cells, sizeof(*p->cell[i]));
		memset(p->cell[i], 0, cells * sizeof(*p->cell[i]));
		for (size_t k = first; k < first + n; k++) {
			const struct finding *f = s->finding[k];

			if (f->subject && f->ncell)
				p->cell[i][f->subject->id * VERB_COUNT +
				    f->cell[0].verb] = f;
		}
	}
}

static struct glyph
glyph(const struct picture *p, size_t role, const struct function *f,
    enum verb v)
{
	const struct role *r = p->role[role];
	const struct finding *fi = p->cell[role][f->id * VERB_COUNT + v];
	struct glyph g = {0};

	g.have = (uint8_t)model_have(p->page->au, r, f, v);
	if (r->want) {
		const struct want_cell *w = &r->want[f->id].cell[v];

		g.high = w->allow;
		g.low = (uint8_t)(w->allow ? want_least(w) : LEVEL_UNKNOWN);
		if (g.high && g.low < LEVEL_NONE)
			g.low = LEVEL_NONE;
	}
	if (fi) {
		g.mark = (uint8_t)mark_of(fi);
		g.waived = fi->waiver != NULL;
	}
	return g;
}

static bool
is_listed(const struct picture *p, const struct role *r,
    const struct function *f)
{
	return model_levels(r, f) || model_on_tenant(p->page->au, f);
}

/* Rows in which no role has, needs or lacks anything are left out. */
static bool
is_quiet(const struct picture *p, const struct function *f)
{
	for (size_t i = 0; i < p->n; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			struct glyph g = glyph(p, i, f, (enum verb)v);

			if (!is_listed(p, p->role[i], f) && g.low < LEVEL_MY)
				continue;
			if (g.have != LEVEL_NONE || g.low >= LEVEL_MY ||
			    g.mark)
				return false;
		}
	}
	return true;
}

/* The height of a level, from the top of the picture down. */
static int
height(unsigned level)
{
	return level == LEVEL_ALL ? 3 : level == LEVEL_MY ? 11 : 19;
}

/* A bar that ends in a point upwards: more than was asked for. */
static void
pointed(struct out *o, const char *class, int top, int bottom)
{
	out_printf(o, "<path class=\"%s\" d=\"M3 %dV%dL7 %dL11 %dV%dz\"/>",
	    class, bottom, top + 4, top, top + 4, bottom);
}

static void
draw_bar(struct out *o, const struct glyph *g)
{
	int have = height(g->have), high = height(g->high);

	if (g->have <= LEVEL_NONE)
		return;
	if (g->mark == MARK_OVER && high > have) {
		if (high < 19)
			out_printf(o, "<path class=\"b\" d=\"M3 19V%dH11V19z"
			    "\"/>", high);
		pointed(o, "x", have, high);
	} else if (g->mark == MARK_OVER) {
		pointed(o, "x", have, 19);
	} else {
		out_printf(o, "<path class=\"%s\" d=\"M3 19V%dH11V19z\"/>",
		    g->mark == MARK_DANGER ? "d" : "b", have);
	}
	if (g->mark == MARK_DANGER)
		out_printf(o, "<path class=\"k\" d=\"M6.2 %dh1.6l-.3 %dh-1z"
		    "M6.2 16.4h1.6v1.4h-1.6z\"/>", have + 1,
		    14 - have);
}

static void
draw_want(struct out *o, const struct glyph *g)
{
	int have = height(g->have), low = height(g->low);
	int high = height(g->high);

	if (g->mark == MARK_UNDER)
		out_printf(o, "<path class=\"m\" d=\"M3 %dH11V%dL7 %dL3 %dz"
		    "\"/>", low, have - 4, have, have - 4);
	if (!g->high)
		return;
	out_printf(o, "<path class=\"%s\" d=\"M1 %dH13\"/>",
	    g->low > LEVEL_NONE ? "t" : "z", low);
	if (low != high)
		out_printf(o, "<path class=\"r\" d=\"M12.5 %dV%dM9.5 %dH13\"/>",
		    low, high, high);
}

static void
draw(struct out *o, const struct glyph *g)
{
	out_str(o, "<path class=\"g\" d=\"M3 19.5H11\"/>");
	if (g->have == LEVEL_UNKNOWN)
		out_str(o, "<path class=\"q\" d=\"M4.6 8.2a2.4 2.4 0 1 1 3.4 "
		    "2.2q-1 .6-1 2M7 15v.1\"/>");
	draw_bar(o, g);
	draw_want(o, g);
	if (g->waived)
		out_str(o, "<path class=\"w\" d=\"M1.5 17L12.5 7\"/>");
}

static void
symbols(const struct picture *p)
{
	struct out *o = p->page->out;

	out_str(o, "<svg class=\"v\" aria-hidden=\"true\"><defs>\n");
	for (unsigned i = 0; i < GLYPHS; i++) {
		struct glyph g = {(uint8_t)(i / 128), (uint8_t)(i / 32 % 4),
			(uint8_t)(i / 8 % 4), (uint8_t)(i / 2 % 4), i % 2};

		if (!p->used[i])
			continue;
		out_printf(o, "<g id=\"%sg%u\">", p->page->prefix, i);
		draw(o, &g);
		out_str(o, "</g>\n");
	}
	out_str(o, "</defs></svg>\n");
}

static const struct {
	struct glyph glyph;
	const char *text;
} legend[] = {
	{{LEVEL_ALL, LEVEL_ALL, LEVEL_ALL, MARK_NONE, false},
	    "All, and All is wanted: the line across is what the guide wants"},
	{{LEVEL_MY, LEVEL_MY, LEVEL_MY, MARK_NONE, false},
	    "My, and My is wanted"},
	{{LEVEL_NONE, LEVEL_NONE, LEVEL_NONE, MARK_NONE, false},
	    "None, and None is wanted"},
	{{LEVEL_ALL, LEVEL_MY, LEVEL_ALL, MARK_NONE, false},
	    "wanted from the thick line up to the thin one"},
	{{LEVEL_ALL, LEVEL_MY, LEVEL_MY, MARK_OVER, false},
	    "too broad: a point above the line"},
	{{LEVEL_ALL, LEVEL_UNKNOWN, LEVEL_UNKNOWN, MARK_OVER, false},
	    "too broad: the guide does not ask for it"},
	{{LEVEL_MY, LEVEL_ALL, LEVEL_ALL, MARK_UNDER, false},
	    "too thin: dashed up to the line, nothing in it"},
	{{LEVEL_ALL, LEVEL_ALL, LEVEL_ALL, MARK_DANGER, false},
	    "of critical risk by itself, asked for or not"},
	{{LEVEL_ALL, LEVEL_UNKNOWN, LEVEL_UNKNOWN, MARK_NONE, false},
	    "a grant that no guide speaks of, not judged"},
	{{LEVEL_UNKNOWN, LEVEL_UNKNOWN, LEVEL_UNKNOWN, MARK_NONE, false},
	    "not known: the export does not tell"},
	{{LEVEL_ALL, LEVEL_NONE, LEVEL_NONE, MARK_OVER, true},
	    "struck through: waived"},
};

static void
use(const struct picture *p, const struct glyph *g, int x)
{
	struct out *o = p->page->out;

	out_printf(o, "<use href=\"#%sg%u\"", p->page->prefix, number(g));
	if (x)
		out_printf(o, " x=\"%d\"", x);
	out_str(o, "/>");
}

static void
show_legend(const struct picture *p)
{
	struct out *o = p->page->out;

	out_str(o, "<ul class=\"legend\">\n");
	for (size_t i = 0; i < countof(legend); i++) {
		out_str(o, "<li><svg viewBox=\"0 0 14 21\" aria-hidden=\"true"
		    "\">");
		use(p, &legend[i].glyph, 0);
		out_str(o, "</svg>");
		html_element(o, "span", legend[i].text);
		out_str(o, "</li>\n");
	}
	out_str(o, "</ul>\n");
}

static const char *
have_name(const struct glyph *g)
{
	return g->have == LEVEL_UNKNOWN ? "not known" :
	    level_name((enum level)g->have);
}

/* The cell in words, for whoever does not see the picture. */
static void
words(struct out *o, const struct glyph *g)
{
	static const char *const what[] = {"", ", too broad", ", too thin",
		", of critical risk"};
	bool any = false;

	out_str(o, "<span class=\"v\">");
	for (int v = 0; v < VERB_COUNT; v++) {
		if (g[v].have == LEVEL_NONE && !g[v].mark)
			continue;
		out_printf(o, "%s%s %s", any ? "; " : "",
		    level_verb_title((enum verb)v), have_name(&g[v]));
		if (g[v].mark == MARK_UNDER)
			out_printf(o, " but %s is wanted",
			    level_name((enum level)g[v].low));
		else if (g[v].mark == MARK_OVER && g[v].high > LEVEL_NONE)
			out_printf(o, " but %s is wanted",
			    level_name((enum level)g[v].high));
		out_str(o, what[g[v].mark]);
		out_str(o, g[v].waived ? ", waived" : "");
		any = true;
	}
	out_str(o, any ? "</span>" : "None</span>");
}

static void
cell(struct picture *p, size_t role, const struct function *f)
{
	struct out *o = p->page->out;
	struct glyph g[VERB_COUNT];

	if (!is_listed(p, p->role[role], f)) {
		out_str(o, "<td><span class=\"v\">not on this tenant</span>"
		    "</td>");
		return;
	}
	out_printf(o, "<td><svg viewBox=\"0 0 %d 21\" aria-hidden=\"true\">",
	    WIDTH * VERB_COUNT);
	for (int v = 0; v < VERB_COUNT; v++) {
		g[v] = glyph(p, role, f, (enum verb)v);
		use(p, &g[v], v * WIDTH);
	}
	out_str(o, "</svg>");
	words(o, g);
	out_str(o, "</td>");
}

/* How many cells of a role are marked so. */
static size_t
marks(const struct picture *p, size_t role, enum mark mark)
{
	size_t n = 0;

	for (size_t i = 0; i < p->page->au->nfunction * VERB_COUNT; i++) {
		const struct finding *f = p->cell[role][i];

		n += f && mark_of(f) == mark;
	}
	return n;
}

static void
tally(struct out *o, const char *class, const char *word, size_t n)
{
	if (n)
		out_printf(o, " <span class=\"tally %s\">%zu %s</span>",
		    class, n, word);
}

static void
heads(const struct picture *p, size_t from, size_t to)
{
	struct out *o = p->page->out;

	out_str(o, "<thead><tr><td class=\"fn\"></td>");
	for (size_t i = from; i < to; i++) {
		const struct role *r = p->role[i];

		out_printf(o, "<th scope=\"col\"><a class=\"name\" href=\"#"
		    "%srole%zu\">", p->page->prefix, r->number);
		html_text(o, r->name);
		out_str(o, "</a>");
		tally(o, "over", "broad", marks(p, i, MARK_OVER));
		tally(o, "under", "thin", marks(p, i, MARK_UNDER));
		out_str(o, " <span class=\"fit\">");
		if (r->score >= 0)
			out_printf(o, "%d", r->score);
		else
			out_str(o, "-");
		out_str(o, "</span></th>");
	}
	out_str(o, "</tr></thead>\n");
}

static void
module_row(const struct picture *p, const char *module, size_t n)
{
	struct out *o = p->page->out;

	out_str(o, "<tr><th class=\"fn mod\" scope=\"rowgroup\">");
	html_text(o, module);
	out_str(o, "</th>");
	for (size_t i = 0; i < n; i++) {
		out_printf(o, "<td class=\"verbs\"><svg viewBox=\"0 0 %d 21\" "
		    "aria-hidden=\"true\">", WIDTH * VERB_COUNT);
		for (int v = 0; v < VERB_COUNT; v++)
			out_printf(o, "<text class=\"lt\" x=\"%d\" y=\"17\" "
			    "text-anchor=\"middle\">%c</text>", v * WIDTH + 7,
			    level_verb_title((enum verb)v)[0]);
		out_str(o, "</svg></td>");
	}
	out_str(o, "</tr>\n");
}

static void
table(struct picture *p, const struct function *const *f, size_t n,
    size_t from, size_t to)
{
	struct out *o = p->page->out;
	const char *module = NULL;

	out_str(o, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
	    "aria-label=\"");
	html_printf(o, "Permissions%s%s of roles %zu to %zu", p->page->au->
	    tenant ? " of " : "", p->page->au->tenant ? p->page->au->tenant :
	    "", from + 1, to);
	out_str(o, "\">\n<table class=\"matrix\">\n");
	heads(p, from, to);
	for (size_t i = 0; i < n; i++) {
		if (!module || !util_eq(module, f[i]->module)) {
			out_str(o, module ? "</tbody>\n<tbody>\n" :
			    "<tbody>\n");
			module = f[i]->module;
			module_row(p, module, to - from);
		}
		out_str(o, "<tr><th class=\"fn\" scope=\"row\">");
		html_text(o, f[i]->name);
		out_str(o, "</th>");
		for (size_t k = from; k < to; k++)
			cell(p, k, f[i]);
		out_str(o, "</tr>\n");
	}
	out_str(o, module ? "</tbody>\n</table>\n</div>\n" :
	    "</table>\n</div>\n");
}

static int
by_name(const void *a, const void *b)
{
	const struct function *const *x = a, *const *y = b;
	int c = strcmp((*x)->module, (*y)->module);

	return c ? c : strcmp((*x)->name, (*y)->name);
}

static void
note_uses(struct picture *p, const struct function *const *f, size_t n)
{
	for (size_t i = 0; i < n * p->n; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			struct glyph g = glyph(p, i % p->n, f[i / p->n],
			    (enum verb)v);

			p->used[number(&g)] = true;
		}
	}
	for (size_t i = 0; i < countof(legend); i++)
		p->used[number(&legend[i].glyph)] = true;
}

static void
explain(const struct picture *p, size_t shown, size_t quiet, size_t all)
{
	struct out *o = p->page->out;

	out_str(o, "<p>Each field shows <b>A</b>dd, <b>E</b>dit, <b>D</b>elete "
	    "and <b>I</b>nquire: the bar is what the role has (none, half for "
	    "My, full for All), the line across it what the guide wants. "
	    "Below each role stands how many of its cells are too broad or too "
	    "thin, and its score.</p>\n<p class=\"meta\">");
	html_printf(o, "%zu function%s.", shown, shown == 1 ? "" : "s");
	if (quiet)
		html_printf(o, " %zu more, in which none of these roles has "
		    "or needs anything, are left out.", quiet);
	if (all > p->n)
		html_printf(o, " Pictured are the %zu worst of %zu roles.",
		    p->n, all);
	out_str(o, "</p>\n");
}

static void
show(struct picture *p, const struct function **f)
{
	const struct audit *au = p->page->au;
	size_t n = 0, quiet = 0, all = 0;

	for (size_t i = 0; i < au->nfunction; i++) {
		bool listed = false;

		for (size_t k = 0; k < p->n && !listed; k++)
			listed = is_listed(p, p->role[k], au->function[i]);
		if (!listed)
			continue;
		if (is_quiet(p, au->function[i]))
			quiet++;
		else
			f[n++] = au->function[i];
	}
	for (size_t i = 0; i < p->page->sheet->nrole; i++)
		all += is_pictured(au, p->page->sheet->role[i]);
	qsort(f, n, sizeof(*f), by_name);
	note_uses(p, f, n);
	explain(p, n, quiet, all);
	symbols(p);
	show_legend(p);
	for (size_t i = 0; i < p->n && n; i += LIMIT_PICTURE_ROW)
		table(p, f, n, i, i + LIMIT_PICTURE_ROW < p->n ?
		    i + LIMIT_PICTURE_ROW : p->n);
}

bool
report_has_matrix(const struct report_page *page)
{
	for (size_t i = 0; i < page->sheet->nrole; i++) {
		if (is_pictured(page->au, page->sheet->role[i]))
			return true;
	}
	return false;
}

void
report_matrix(const struct report_page *page)
{
	struct picture *p = util_alloc(sizeof(*p));
	const struct function **f;

	memset(p, 0, sizeof(*p));
	p->page = page;
	gather(p);
	if (p->n) {
		report_section(page, "matrix", "What each role has, and what "
		    "is wanted");
		f = util_realloc(NULL, page->au->nfunction + 1, sizeof(*f));
		show(p, f);
		free(f);
		out_str(page->out, "</section>\n");
	}
	for (size_t i = 0; i < p->n; i++)
		free(p->cell[i]);
	free(p);
}
