#include "cmd.h"
#include "jsonw.h"
#include "load.h"
#include "page.h"
#include "report.h"

static void
norms_text(struct page *p, const struct input *in)
{
	for (int k = 0; k < NORM_COUNT; k++) {
		if (in->norm[k])
			page_text(p, 2, 4, "%zu time%s: %s", in->norm[k],
			    in->norm[k] == 1 ? "" : "s",
			    model_norm((enum norm)k));
	}
	for (const struct norm_item *n = in->norm_first; n; n = n->next)
		page_text(p, 4, 8, "%s:%u:%u: \"%s\" read as \"%s\" (%s)",
		    in->file, (unsigned)n->line, (unsigned)n->col, n->from,
		    n->to, model_norm(n->kind));
}

static void
input_text(struct page *p, const struct input *in)
{
	page_heading(p, "%s", in->file);
	page_text(p, 2, 4, "%s%s%s, %zu record%s, %zu bytes, %s, %s",
	    model_input_kind(in->kind), in->shape ? ", " : "",
	    in->shape ? in->shape : "", in->records, in->records == 1 ? "" :
	    "s", in->bytes, in->encoding, model_delimiter(in->delimiter));
	page_text(p, 2, 4, "SHA-256 %s", in->sha256);
	if (in->api)
		page_text(p, 2, 4, "holds API members");
	for (size_t i = 0; in->heading && in->heading[i]; i++)
		page_text(p, 4, 8, "column %zu \"%s\": %s", i + 1,
		    in->heading[i], in->meaning[i] ? in->meaning[i] :
		    "ignored");
	norms_text(p, in);
}

static void
inspect_text(struct out *o, const void *result)
{
	const struct audit *au = result;
	struct page p = {o, false};
	struct buf held;

	for (size_t i = 0; i < au->ninput; i++)
		input_text(&p, au->input[i]);
	if (au->nexported)
		page_heading(&p, "Roles");
	for (size_t i = 0; i < au->nrole; i++) {
		const struct role *r = au->role[i];

		if (!r->exported)
			continue;
		buf_init(&held, LIMIT_BUFFER);
		/* Without a members export nobody knows who holds it. */
		if (au->nmember)
			buf_printf(&held, ", %zu member%s", r->nmember,
			    r->nmember == 1 ? "" : "s");
		page_text(&p, 2, 4, "%s: %zu function%s from %s:%u%s", r->name,
		    r->listed, r->listed == 1 ? "" : "s", r->loc.file,
		    (unsigned)r->loc.line,
		    buf_cstr(&held));
		buf_free(&held);
	}
	for (size_t i = au->cat->nfunction; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		page_text(&p, 2, 4, "unknown function: %s > %s%s%s%s%s",
		    f->module, f->name, f->near ? ", did you mean " : "",
		    f->near ? f->near->module : "", f->near ? " > " : "",
		    f->near ? f->near->name : "");
	}
}

static void
input_json(struct jsonw *j, const struct input *in)
{
	char delimiter[2] = {in->delimiter, '\0'};

	jsonw_object(j, NULL);
	jsonw_string(j, "file", in->file);
	jsonw_string(j, "kind", model_input_kind(in->kind));
	jsonw_string(j, "shape", in->shape);
	jsonw_string(j, "sha256", in->sha256);
	jsonw_number(j, "bytes", in->bytes);
	jsonw_number(j, "records", in->records);
	jsonw_string(j, "encoding", in->encoding);
	jsonw_string(j, "delimiter", delimiter);
	jsonw_array(j, "columns");
	for (size_t i = 0; in->heading && in->heading[i]; i++) {
		jsonw_object(j, NULL);
		jsonw_string(j, "heading", in->heading[i]);
		jsonw_string(j, "meaning", in->meaning[i]);
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_array(j, "normalisations");
	for (const struct norm_item *n = in->norm_first; n; n = n->next) {
		jsonw_object(j, NULL);
		jsonw_number(j, "line", n->line);
		jsonw_number(j, "column", n->col);
		jsonw_string(j, "from", n->from);
		jsonw_string(j, "to", n->to);
		jsonw_string(j, "kind", model_norm(n->kind));
		jsonw_end(j);
	}
	jsonw_end(j);
	jsonw_end(j);
}

static void
inspect_json(struct out *o, const void *result)
{
	const struct audit *au = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-inspect/1");
	jsonw_array(&j, "inputs");
	for (size_t i = 0; i < au->ninput; i++)
		input_json(&j, au->input[i]);
	jsonw_end(&j);
	jsonw_array(&j, "roles");
	for (size_t i = 0; i < au->nrole; i++) {
		const struct role *r = au->role[i];

		jsonw_object(&j, NULL);
		jsonw_string(&j, "name", r->name);
		jsonw_string(&j, "file", r->loc.file);
		jsonw_place(&j, "line", r->loc.line);
		jsonw_number(&j, "functions", r->listed);
		if (au->nmember)
			jsonw_number(&j, "members", r->nmember);
		else
			jsonw_null(&j, "members");
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_array(&j, "diagnostics");
	for (size_t i = 0; i < au->diag.n; i++) {
		jsonw_object(&j, NULL);
		jsonw_string(&j, "file", au->diag.item[i].loc.file);
		jsonw_place(&j, "line", au->diag.item[i].loc.line);
		jsonw_place(&j, "column", au->diag.item[i].loc.col);
		jsonw_string(&j, "message", au->diag.item[i].text);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", inspect_text},
	{"json", ".json", inspect_json},
};

int
cmd_inspect(const struct options *opt)
{
	struct options with = *opt;
	struct catalogue cat = {0};
	struct audit au;
	int status;

	if (!with.nfile && !with.napi_members)
		return diag_usage("no file to inspect");
	status = report_check(&with, formats, countof(formats));
	if (status)
		return status;
	with.keep_norms = true;
	catalogue_open(&cat);
	model_init(&au, &cat, &with);
	load_files(&au, with.nfile ? with.file : with.api_members, with.nfile ?
	    with.nfile : with.napi_members);
	status = report_write(&with, formats, countof(formats), &au);
	if (au.diag.code)
		status = au.diag.code;
	model_free(&au);
	catalogue_free(&cat);
	return status;
}
