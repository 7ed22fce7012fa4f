#include <string.h>

#include "cmd.h"
#include "jsonw.h"
#include "page.h"
#include "profile.h"
#include "profile_blob.h"
#include "report.h"
#include "text.h"

/* The profiles that are asked for. */
struct list {
	const struct profile **profile;
	size_t n;
	bool whole;	/* show each */
};

static const char *
confidence(const struct profile *p)
{
	return p->partial ? "partial" : "complete";
}

static void
level_text(struct buf *b, const struct profile_row *row)
{
	for (int v = 0; v < VERB_COUNT; v++)
		buf_printf(b, "  %-5s", row->level[v] == LEVEL_UNKNOWN ? "." :
		    level_name((enum level)row->level[v]));
}

static void
when_text(struct buf *b, const struct profile_row *row)
{
	if (row->when == WHEN_RECOMMENDED)
		buf_str(b, "recommended");
	else if (row->when == WHEN_SETUP)
		buf_str(b, "phase:setup");
	else if (row->when == WHEN_OPTIONAL)
		buf_printf(b, "optional:%s", row->feature);
}

static void
row_text(struct page *p, const struct profile_row *row)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	switch (row->kind) {
	case PROFILE_GRANT:
		page_cell(&b, row->function, 34);
		level_text(&b, row);
		buf_str(&b, "  ");
		break;
	case PROFILE_MEMBER:
	case PROFILE_HOST:
		buf_printf(&b, "%s = %s  ", row->module, row->function);
		break;
	default:
		buf_printf(&b, "%s  ", row->function);
	}
	when_text(&b, row);
	page_line(p, PAGE_PLAIN, "  %s", buf_cstr(&b));
	if (*row->note)
		page_text(p, 6, 6, "%s", row->note);
	buf_free(&b);
}

static void
section(struct page *p, const struct profile *pr, enum profile_kind kind,
    const char *title)
{
	const char *module = "";
	bool begun = false;

	for (size_t i = 0; i < pr->nrow; i++) {
		const struct profile_row *row = &pr->row[i];

		if (row->kind != kind)
			continue;
		if (kind == PROFILE_GRANT && !util_eq(module, row->module)) {
			module = row->module;
			page_heading(p, "%-36s  Add    Edit   Delete Inquire",
			    module);
		} else if (kind != PROFILE_GRANT && !begun) {
			page_heading(p, "%s", title);
		}
		begun = true;
		row_text(p, row);
	}
}

static void
show(struct page *p, const struct profile *pr)
{
	page_line(p, PAGE_BOLD, "%s", pr->name);
	page_text(p, 2, 4, "%s, %s", pr->vendor, pr->product);
	page_text(p, 2, 4, "guide: \"%s\"%s%s", pr->guide,
	    *pr->dated ? ", dated " : "", pr->dated);
	page_text(p, 2, 4, "address: %s", pr->source);
	page_text(p, 2, 4, "confidence: %s%s%s", confidence(pr),
	    *pr->confidence_note ? "; " : "", pr->confidence_note);
	section(p, pr, PROFILE_GRANT, "Grants");
	section(p, pr, PROFILE_TABLE, "Table Setup > customize, allow access "
	    "to these");
	section(p, pr, PROFILE_MEMBER, "Member");
	section(p, pr, PROFILE_HOST, "Hosts");
	out_char(p->out, '\n');
	page_text(p, 0, 0, "A dot: the guide does not name the level. Any: "
	    "asked for, level not named.");
}

static void
profiles_text(struct out *o, const void *result)
{
	const struct list *l = result;
	struct page p = {o, false};
	struct buf b;

	buf_init(&b, 1 << 16);
	if (!l->whole)
		page_line(&p, PAGE_PLAIN, "%-36s  %5s  %-8s  %s", "name",
		    "rows", "guide", "vendor");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *pr = l->profile[i];

		if (l->whole) {
			if (i)
				out_char(o, '\n');
			show(&p, pr);
			continue;
		}
		buf_clear(&b);
		page_cell(&b, pr->name, 36);
		page_line(&p, PAGE_PLAIN, "%s  %5zu  %-8s  %s", buf_cstr(&b),
		    pr->ngrant, confidence(pr), pr->vendor);
	}
	buf_free(&b);
}

static void
row_json(struct jsonw *j, const struct profile_row *row)
{
	static const char *const kind[] = {"meta", "grant", "member",
		"table_setup", "host"};
	struct buf b;

	buf_init(&b, 1 << 16);
	when_text(&b, row);
	jsonw_object(j, NULL);
	jsonw_string(j, "kind", kind[row->kind]);
	jsonw_number(j, "line", row->line);
	jsonw_string(j, "module", row->module);
	jsonw_string(j, "function", row->function);
	for (int v = 0; v < VERB_COUNT; v++)
		jsonw_string(j, level_verb((enum verb)v), row->level[v] ==
		    LEVEL_UNKNOWN ? NULL : level_name((enum level)
		    row->level[v]));
	jsonw_string(j, "when", buf_cstr(&b));
	jsonw_string(j, "note", row->note);
	jsonw_end(j);
	buf_free(&b);
}

static void
profiles_json(struct out *o, const void *result)
{
	const struct list *l = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-profiles/1");
	jsonw_array(&j, "profiles");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *p = l->profile[i];

		jsonw_object(&j, NULL);
		jsonw_string(&j, "name", p->name);
		jsonw_string(&j, "vendor", p->vendor);
		jsonw_string(&j, "product", p->product);
		jsonw_string(&j, "guide", p->guide);
		jsonw_string(&j, "url", profile_url(p));
		jsonw_string(&j, "dated", *p->dated ? p->dated : NULL);
		jsonw_string(&j, "confidence", confidence(p));
		jsonw_number(&j, "grants", p->ngrant);
		jsonw_array(&j, "rows");
		for (size_t k = 0; l->whole && k < p->nrow; k++) {
			if (p->row[k].kind != PROFILE_META)
				row_json(&j, &p->row[k]);
		}
		jsonw_end(&j);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static void
cell_csv(struct out *o, const char *s, char end)
{
	bool quote = strpbrk(s, ",\"\n\r") != NULL;

	if (quote)
		out_char(o, '"');
	for (; *s; s++) {
		if (*s == '"')
			out_char(o, '"');
		out_char(o, *s);
	}
	if (quote)
		out_char(o, '"');
	out_char(o, end);
}

/* A profile as it is embedded, which --profile FILE reads back. */
static void
whole_csv(struct out *o, const struct profile *p)
{
	for (const struct blob *b = profile_blobs; b->name; b++) {
		if (util_eq(b->name, p->name))
			out_add(o, b->data, b->len);
	}
}

static void
profiles_csv(struct out *o, const void *result)
{
	const struct list *l = result;

	if (!l->whole)
		out_str(o, "name,vendor,product,grants,confidence,dated,"
		    "guide,source\n");
	for (size_t i = 0; i < l->n; i++) {
		const struct profile *p = l->profile[i];

		if (l->whole) {
			whole_csv(o, p);
			continue;
		}
		cell_csv(o, p->name, ',');
		cell_csv(o, p->vendor, ',');
		cell_csv(o, p->product, ',');
		out_printf(o, "%zu,", p->ngrant);
		cell_csv(o, confidence(p), ',');
		cell_csv(o, p->dated, ',');
		cell_csv(o, p->guide, ',');
		cell_csv(o, p->source, '\n');
	}
}

static const struct report formats[] = {
	{"text", ".txt", profiles_text},
	{"json", ".json", profiles_json},
	{"csv", ".csv", profiles_csv},
};

static int
unknown(const struct profile_library *lib, const char *name)
{
	struct arena a = {0};
	const char **names = arena_array(&a, lib->n, sizeof(*names));
	int near, status;

	for (size_t i = 0; i < lib->n; i++)
		names[i] = lib->profile[i]->name;
	near = text_nearest(name, names, lib->n, sizeof(*names));
	status = near < 0 ? diag_usage("no profile \"%s\" (cwaudit profiles "
	    "lists them)", name) : diag_usage("no profile \"%s\", did you "
	    "mean %s?", name, names[near]);
	arena_free(&a);
	return status;
}

static int
choose(struct list *l, struct profile_library *lib,
    const struct options *opt)
{
	l->whole = opt->nfile > 0;
	l->profile = arena_array(&lib->arena, lib->n + opt->nfile,
	    sizeof(struct profile *));
	for (size_t i = 0; i < opt->nfile; i++) {
		const struct profile *p = profile_find(lib, opt->file[i]);

		if (!p)
			return unknown(lib, opt->file[i]);
		l->profile[l->n++] = p;
	}
	for (size_t i = 0; !l->whole && i < lib->n; i++)
		l->profile[l->n++] = lib->profile[i];
	if (opt->nfile > 1 && opt->format && util_eq(opt->format, "csv"))
		return diag_usage("one profile at a time as csv");
	return 0;
}

int
cmd_profiles(const struct options *opt)
{
	struct profile_library lib = {0};
	struct catalogue cat = {0};
	struct list l = {0};
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	catalogue_open(&cat);
	profile_open(&lib, &cat);
	status = choose(&l, &lib, opt);
	if (!status)
		status = report_write(opt, formats, countof(formats), &l);
	profile_close(&lib);
	catalogue_free(&cat);
	return status;
}
