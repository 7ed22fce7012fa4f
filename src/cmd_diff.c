#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd_diff.h"
#include "folder.h"
#include "json.h"
#include "load.h"

/* One of the two operands. */
struct side {
	const char *path;
	bool is_folder;
	struct folder_list folders;
	struct arena arena;		/* of the report */
	const struct json *report;	/* an earlier JSON report, or NULL */
};

/* One side of one tenant while it is loaded. */
struct half {
	struct cmd_run *run;
	const struct side *side;
	const struct folder *folder;	/* NULL: the operand is a file */
	const char *other;		/* the other operand */
	bool *held;
};

struct job {
	struct side old, new;
	struct cmd_run was, is;
	struct cmd_diff_result r;
	bool *held;	/* a side has the role of a --profile */
};

static void
note_held(const struct half *h, const struct audit *au)
{
	for (size_t i = 0; i < au->opt->ngiven; i++) {
		const char *name = au->opt->given[i].role;
		const struct role *r = name ? model_find_role(au, name) : NULL;

		h->held[i] = h->held[i] || !name || util_eq(name, "*") ||
		    (r && r->exported);
	}
}

static int
load_half(struct audit *au, void *ctx)
{
	struct half *h = ctx;
	const char *all[2] = {h->side->path, h->other}, *name;
	struct folder_files files;
	struct loc loc = {h->side->path, 0, 0};
	int status;

	if (h->folder) {
		folder_read(&au->arena, &h->side->folders, h->folder, &files);
		loc.file = load_name(&au->arena, h->folder->path, NULL, 0);
		if (files.error)
			return diag_error(&au->diag, EXIT_NOINPUT, loc,
			    "cannot be read: %s", strerror(files.error));
		status = load_named(au, files.path, files.name, files.text,
	    files.n);
	} else {
		name = load_name(&au->arena, h->side->path, all, 2);
		status = load_named(au, &h->side->path, &name, NULL, 1);
	}
	if (status == 0)
		note_held(h, au);
	return status;
}

/* Judges one side of a tenant. Returns 0 or a usage error's exit code. */
static int
judge(struct job *j, struct cmd_run *run, const struct side *side,
    const struct folder *folder, const char *tenant)
{
	struct half h = {run, side, folder, NULL, j->held};
	const struct cmd_source source = {load_half, NULL, &h};
	int status;

	h.other = side == &j->old ? j->new.path : j->old.path;
	model_init(&run->audit, &run->cat, run->opt);
	run->audit.fleet = folder != NULL;
	run->audit.tenant = tenant ? tenant : run->opt->tenant;
	status = cmd_judge_run(run, &source);
	if (!status) {
		diff_diagnostics(&j->r.diff, &run->audit.diag);
		diff_inputs(&j->r.diff, &run->audit);
	}
	return status;
}

static void
whole_tenant(struct job *j, enum diff_how how, const char *name)
{
	struct diff_change *c = diff_new(&j->r.diff, DIFF_TENANT, how, name);

	/* All that a new tenant grants is listed by NEW only. */
	c->widened = how == DIFF_NEW;
	diff_count(&j->r.diff);
}

/* Compares one tenant; either folder may be NULL for an operand that is one. */
static int
compare(struct job *j, const struct folder *old, const struct folder *new,
    const char *tenant)
{
	struct audit *was = &j->was.audit, *is = &j->is.audit;
	bool report = j->old.report != NULL, some_old, some_new;
	int status = 0;

	if (!report)
		status = judge(j, &j->was, &j->old, old, tenant);
	if (!status)
		status = judge(j, &j->is, &j->new, new, tenant);
	some_old = report || was->ninput;
	some_new = is->ninput;
	if (!status && !was->diag.code && !is->diag.code) {
		j->r.tenants += some_old || some_new;
		if (some_old && !some_new)
			whole_tenant(j, DIFF_GONE, tenant);
		else if (some_new && !some_old)
			whole_tenant(j, DIFF_NEW, tenant);
		else if (report)
			diff_report(&j->r.diff, j->old.report, tenant, is);
		else
			diff_audits(&j->r.diff, was, is);
	} else if (!status && tenant) {
		diff_note(&j->r.diff, "tenant %s cannot be read", tenant);
	}
	if (!report)
		model_free(was);
	model_free(is);
	return status;
}

/* A tenant that only one operand has, if an export lies in its folder. */
static int
lone_folder(struct job *j, enum diff_how how, const struct folder *f)
{
	bool new = how == DIFF_NEW;
	struct cmd_run *run = new ? &j->is : &j->was;
	int status = judge(j, run, new ? &j->new : &j->old, f, f->name);

	if (!status && !run->audit.diag.code && run->audit.ninput)
		whole_tenant(j, how, f->name);
	else if (!status && run->audit.diag.code)
		diff_note(&j->r.diff, "tenant %s cannot be read", f->name);
	model_free(&run->audit);
	return status;
}

static const struct folder *
find(const struct side *s, const struct folder *f)
{
	for (size_t i = 0; i < s->folders.n; i++) {
		const struct folder *g = &s->folders.folder[i];

		if ((f->whole && g->whole) || (!f->whole && !g->whole &&
		    util_eq(f->name, g->name)))
			return g;
	}
	return NULL;
}

/* Both operands are folders, each with one tenant or several. */
static int
compare_folders(struct job *j)
{
	struct folder_list *a = &j->old.folders, *b = &j->new.folders;
	bool single = a->n == 1 && b->n == 1 && a->folder[0].whole &&
	    b->folder[0].whole;
	int status = 0;

	for (size_t i = 0; i < b->n && !status; i++) {
		const struct folder *old = find(&j->old, &b->folder[i]);

		if (old)
			status = compare(j, old, &b->folder[i], single ?
			    j->r.opt->tenant : b->folder[i].name);
		else
			status = lone_folder(j, DIFF_NEW, &b->folder[i]);
	}
	for (size_t i = 0; i < a->n && !status; i++) {
		if (!find(&j->new, &a->folder[i]))
			status = lone_folder(j, DIFF_GONE, &a->folder[i]);
	}
	return status;
}

/* The tenant of a report on one, NULL when it has no name or several. */
static const char *
only_tenant(const struct json *report)
{
	static const char *const lists[] = {"roles", "members", "findings"};
	const char *name = NULL;

	for (size_t i = 0; i < countof(lists); i++) {
		const struct json *list = json_get(report, lists[i]);

		for (const struct json *e = list ? list->child : NULL; e;
		    e = e->next) {
			const char *t = json_text(e, "tenant");

			if (t && name && !util_eq(t, name))
				return NULL;
			name = t ? t : name;
		}
	}
	return name;
}

static bool
reports_tenant(const struct json *report, const char *name)
{
	const struct json *list = json_get(report, "tenants");

	for (const struct json *e = list ? list->child : NULL; e;
	    e = e->next) {
		const char *t = json_text(e, "tenant");

		if (t && util_eq(t, name))
			return true;
	}
	return false;
}

static int
compare_report(struct job *j)
{
	const struct json *report = j->old.report;
	const struct json *list = json_get(report, "tenants");
	struct folder_list *b = &j->new.folders;
	int status = 0;

	if (!list || list->type != JSON_ARRAY || list->n == 1) {
		if (b->n > 1)
			return diag_usage("%s is a report on one tenant, and "
			    "%s holds %zu folders", j->old.path, j->new.path,
			    b->n);
		return compare(j, NULL, b->n ? &b->folder[0] : NULL,
		    only_tenant(report));
	}
	if (!b->n)
		return diag_usage("%s is a report on several tenants: give "
		    "the folder that holds theirs", j->old.path);
	for (size_t i = 0; i < b->n && !status; i++) {
		if (reports_tenant(report, b->folder[i].name))
			status = compare(j, NULL, &b->folder[i],
			    b->folder[i].name);
		else
			status = lone_folder(j, DIFF_NEW, &b->folder[i]);
	}
	for (const struct json *e = list->child; e && !status; e = e->next) {
		const char *t = json_text(e, "tenant");
		bool there = false;

		for (size_t i = 0; t && i < b->n; i++)
			there = there || util_eq(b->folder[i].name, t);
		if (t && !there)
			whole_tenant(j, DIFF_GONE, t);
	}
	return status;
}

/* True when the bytes begin as a JSON object does. */
static bool
is_json(const char *data, size_t n)
{
	while (n && strchr(" \t\r\n\xef\xbb\xbf", *data)) {
		data++;
		n--;
	}
	return n && *data == '{';
}

/* What keeps a report from being compared with, NULL: nothing. */
static const char *
unfit(const struct json *report)
{
	const char *schema = json_text(report, "schema");
	const char *verdict = json_text(report, "verdict");
	const struct json *found = json_get(report, "findings");

	if (!schema || !util_eq(schema, "cwaudit/1"))
		return "not a report of `cwaudit audit -f json`, expected "
		    "the schema cwaudit/1";
	if (!verdict || util_eq(verdict, "error"))
		return "the report is of an audit that judged nothing";
	if (!found || found->type != JSON_ARRAY)
		return "the report has no list of findings (--summary), "
		    "expected one to compare with";
	return NULL;
}

/* Reads OLD when it is a report. */
static void
open_report(struct side *s, struct diff *d)
{
	struct diag diag = {.arena = &d->arena};
	struct loc loc = {load_name(&d->arena, s->path, NULL, 0), 0, 0};
	const char *why = NULL, *text;
	char *data;
	size_t len;

	if (util_eq(s->path, "-") || load_bytes(s->path, &data, &len) < 0)
		return;
	if (is_json(data, len)) {
		text = arena_strn(&s->arena, data, len);
		if (len > 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
			text += 3;
			len -= 3;
		}
		if (json_read(&s->arena, text, len, &s->report, &why) == 0)
			why = unfit(s->report);
		if (why)
			diag_error(&diag, EXIT_DATA, loc, "%s", why);
	}
	free(data);
	diff_diagnostics(d, &diag);
}

static int
open_side(struct side *s, const char *path, const char *other)
{
	const char *twice;

	s->path = path;
	s->is_folder = folder_is(path);
	if (!s->is_folder)
		return 0;
	if (folder_add(&s->folders, path) < 0) {
		diag_note("%s: cannot be read: %s", path, strerror(errno));
		return EXIT_NOINPUT;
	}
	s->folders.alike = util_eq(util_base(path), util_base(other)) ||
	    folder_is(other);
	folder_sort(&s->folders, &twice);
	return 0;
}

static int
run_pairs(struct job *j)
{
	if (j->old.report)
		return compare_report(j);
	if (j->old.is_folder && j->new.is_folder)
		return compare_folders(j);
	if (j->old.folders.n > 1 || j->new.folders.n > 1)
		return diag_usage("one is a file, the other a folder of "
		    "several tenants");
	return compare(j, j->old.folders.folder, j->new.folders.folder, NULL);
}

static int
check_held(const struct job *j)
{
	const struct options *opt = j->r.opt;

	for (size_t i = 0; i < opt->ngiven && !j->r.diff.code; i++) {
		if (!j->held[i] && opt->given[i].role)
			return diag_usage("--profile: neither holds the role "
			    "\"%s\"", opt->given[i].role);
	}
	return 0;
}

static int
run(struct job *j)
{
	const struct options *opt = j->r.opt;
	int status = 0;

	open_report(&j->old, &j->r.diff);
	if (!j->r.diff.code) {
		cmd_open(&j->was, opt);
		cmd_open(&j->is, opt);
		j->held = arena_array(&j->r.diff.arena, opt->ngiven + 1,
		    sizeof(*j->held));
		status = run_pairs(j);
		cmd_close(&j->was);
		cmd_close(&j->is);
	}
	if (!status)
		status = check_held(j);
	if (status)
		return status;
	if (!j->r.diff.code && !j->r.tenants && !j->r.diff.n) {
		diag_note("no export in either folder");
		return EXIT_NOINPUT;
	}
	j->r.code = j->r.diff.code ? j->r.diff.code : j->r.diff.widened ?
	    EXIT_WIDENED : EXIT_PASS;
	status = cmd_diff_write(&j->r);
	return status && !j->r.diff.code ? status : j->r.code;
}

int
cmd_diff(const struct options *opt)
{
	struct job *j;
	int status = cmd_diff_check(opt);

	if (status)
		return status;
	if (opt->nfile != 2)
		return diag_usage("diff compares two: cwaudit diff OLD NEW");
	j = util_alloc(sizeof(*j));
	memset(j, 0, sizeof(*j));
	j->r.opt = opt;
	j->r.diff.verbose = opt->verbose;
	j->r.old = load_name(&j->r.diff.arena, opt->file[0], opt->file, 2);
	j->r.new = load_name(&j->r.diff.arena, opt->file[1], opt->file, 2);
	status = open_side(&j->old, opt->file[0], opt->file[1]);
	if (!status)
		status = open_side(&j->new, opt->file[1], opt->file[0]);
	if (!status)
		status = run(j);
	folder_free(&j->old.folders);
	folder_free(&j->new.folders);
	arena_free(&j->old.arena);
	diff_free(&j->r.diff);
	free(j);
	return status;
}
