#include "buf.h"
#include "csvw.h"
#include "limits.h"
#include "report.h"
#include "waiver.h"

static void
verbs(struct buf *b, const struct finding *f)
{
	unsigned bits = 0;

	buf_clear(b);
	for (size_t i = 0; i < f->ncell; i++)
		bits |= 1u << f->cell[i].verb;
	for (int v = 0; v < VERB_COUNT; v++) {
		if (bits & 1u << v)
			buf_printf(b, "%s%s", b->len ? "+" : "",
			    level_verb((enum verb)v));
	}
}

static const char *
level(const struct finding *f)
{
	enum level l = waiver_level(f);

	return l == LEVEL_UNKNOWN ? NULL : level_name(l);
}

/* The columns of a waiver; those of its owner from what covers it now. */
static void
waiver_cells(struct csvw *w, struct buf *b, const struct audit *au,
    const struct finding *f)
{
	csvw_text(w, f->rule->id);
	csvw_text(w, au->tenant);
	csvw_text(w, finding_role(f));
	csvw_text(w, finding_member(f));
	csvw_text(w, f->module);
	csvw_text(w, f->function);
	verbs(b, f);
	csvw_text(w, buf_cstr(b));
	csvw_text(w, level(f));
	for (int c = WAIVER_OWNER; c <= WAIVER_EXPIRES; c++)
		csvw_text(w, f->waiver ? f->waiver->text[c] : NULL);
}

static void
waiver_header(struct csvw *w)
{
	for (int c = 0; c < WAIVER_COLUMNS; c++)
		csvw_text(w, waiver_heading((enum waiver_column)c));
}

static void
row(struct csvw *w, struct buf *b, const struct audit *au,
    const struct finding *f)
{
	waiver_cells(w, b, au, f);
	csvw_text(w, level_severity(f->severity));
	buf_clear(b);
	diag_place(b, f->loc);
	csvw_text(w, buf_cstr(b));
	csvw_text(w, f->message);
	csvw_text(w, f->fix);
	csvw_text(w, f->fingerprint);
	csvw_end(w);
}

/* After an error there is no finding, and no row would read as clean. */
static void
error_row(struct csvw *w, struct buf *b, const char *tenant,
    const struct diag_item *d)
{
	for (int c = 0; c < WAIVER_COLUMNS; c++)
		csvw_text(w, c == WAIVER_TENANT ? tenant : NULL);
	csvw_text(w, "error");
	buf_clear(b);
	diag_place(b, d->loc);
	csvw_text(w, buf_cstr(b));
	csvw_text(w, d->text);
	csvw_text(w, NULL);
	csvw_text(w, NULL);
	csvw_end(w);
}

void
report_csv_head(struct out *o)
{
	static const char *const more[] = {"severity", "place", "message",
		"fix", "fingerprint"};
	struct csvw w;

	csvw_init(&w, o);
	waiver_header(&w);
	for (size_t i = 0; i < countof(more); i++)
		csvw_text(&w, more[i]);
	csvw_end(&w);
}

void
report_csv_tenant(struct out *o, const struct audit *au)
{
	struct csvw w;
	struct buf b;

	csvw_init(&w, o);
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; au->diag.code && i < au->diag.n; i++)
		error_row(&w, &b, au->tenant, &au->diag.item[i]);
	for (size_t i = 0; !au->diag.code && i < au->nfinding; i++)
		row(&w, &b, au, &au->finding[i]);
	buf_free(&b);
}

void
report_csv(struct out *o, const void *audit)
{
	report_csv_head(o);
	report_csv_tenant(o, audit);
}

void
report_template_head(struct out *o)
{
	struct csvw w;

	csvw_init(&w, o);
	waiver_header(&w);
	csvw_end(&w);
}

void
report_template(struct out *o, const struct audit *au)
{
	struct csvw w;
	struct buf b;

	csvw_init(&w, o);
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < au->nfinding; i++) {
		if (!waiver_allows(&au->finding[i]))
			continue;
		waiver_cells(&w, &b, au, &au->finding[i]);
		csvw_end(&w);
	}
	buf_free(&b);
}
