#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "jsonw.h"
#include "load.h"
#include "opt.h"
#include "page.h"
#include "report.h"

/* What became of a part of the bundle. */
enum part_state { PART_DIFFERS, PART_MISSING, PART_EQUAL };

struct part {
	const char *name;
	enum part_state state;
	const char *detail;	/* NULL: nothing to say */
};

/* A bundle, the files it rests on, and what was found. */
struct verify {
	const struct options *opt;
	const char *name;	/* of the bundle, as reports have it */
	char *data;
	size_t len;
	struct bundle b;	/* and the reports of the new run */
	char **file;		/* inputs that were read from disk */
	struct part *part;
	size_t npart, nheld, nread;	/* inputs: in the bundle, read */
	const char *error;	/* why it could not be judged, or NULL */
	const char *binary;	/* of this program, or NULL */
	int code;
};

static void
add_part(struct verify *v, const char *name, enum part_state state,
    const char *detail)
{
	struct part *p;

	v->part = arena_more(&v->b.inputs.arena, v->part, v->npart,
	    sizeof(*v->part));
	p = &v->part[v->npart++];
	p->name = name;
	p->state = state;
	p->detail = detail;
	if (state == PART_MISSING)
		v->code = EXIT_NOINPUT;
	else if (state == PART_DIFFERS && !v->code)
		v->code = EXIT_DATA;
}

static int
fail(struct verify *v, int code, const char *why)
{
	struct loc loc = {v->name, 0, 0};

	v->error = why;
	v->code = code;
	diag_print(&loc, "error", why);
	return -1;
}

/* Where it should have been was said: that has no place in a report. */
static const char no_spool[] = "cannot be verified without a temporary file";

static int
open_bundle(struct verify *v)
{
	struct arena *a = &v->b.inputs.arena;
	const char *path = v->opt->file[0], *why;
	int status;

	if (load_bytes(path, &v->data, &v->len) < 0)
		return fail(v, EXIT_NOINPUT, arena_printf(a, "cannot be "
		    "read: %s", strerror(errno)));
	if (!v->len)
		return fail(v, EXIT_NOINPUT, "the file is empty");
	status = bundle_read(&v->b, v->data, v->len, &why);
	if (status == EXIT_OUTPUT)
		return fail(v, status, no_spool);
	if (status)
		return fail(v, status, arena_printf(a, "no bundle to be "
		    "verified: %s", why));
	for (size_t i = 0; i < v->b.nmember; i++) {
		const struct bundle_member *m = &v->b.member[i];

		if (!m->good)
			add_part(v, m->name, PART_DIFFERS, "it is not what "
			    "was packed: its SHA-256 is not that of the "
			    "manifest");
	}
	return v->code ? -1 : 0;
}

/* A name that leads out of the folder it is looked for in. */
static bool
leads_out(const char *name)
{
	for (const char *s = name; *s;) {
		size_t n = strcspn(s, "/\\");

		if (n == 2 && s[0] == '.' && s[1] == '.')
			return true;
		s += n + (s[n] != '\0');
	}
	return util_is_absolute(name);
}

/*
 * Reads an original where reports say that it lies, in --inputs or here; the
 * name of a bundle that others made must not lead anywhere else.
 */
static int
read_original(struct verify *v, const char *name, char **data, size_t *len)
{
	const char *dir = v->opt->inputs;
	struct arena *a = &v->b.inputs.arena;

	errno = ENOENT;
	if (!leads_out(name) && load_bytes(dir ? arena_printf(a, "%s/%s", dir,
	    name) : name, data, len) == 0)
		return 0;
	return dir ? load_bytes(arena_printf(a, "%s/%s", dir,
	    util_base(name)), data, len) : -1;
}

static int
find_inputs(struct verify *v)
{
	struct store *s = &v->b.inputs;

	v->file = arena_array(&s->arena, s->n + 1, sizeof(*v->file));
	for (size_t i = 0; i < s->n; i++) {
		struct store_file *f = s->file[i];
		char hex[HASH_HEX];
		size_t len;

		if (f->data) {
			v->nheld++;
			continue;
		}
		if (read_original(v, f->name, &v->file[i], &len) < 0) {
			add_part(v, f->name, PART_MISSING, arena_printf(
			    &s->arena, "the bundle has only its hash, and it "
			    "cannot be read: %s (--inputs DIR says where it "
			    "lies)", strerror(errno)));
			continue;
		}
		hash_hex(v->file[i], len, hex);
		f->data = v->file[i];
		v->nread++;
		if (len != f->bytes || !util_eq(hex, f->sha256))
			add_part(v, f->name, PART_DIFFERS, "it is not the "
			    "file that was audited: its SHA-256 is another");
	}
	return v->code ? -1 : 0;
}

/*
 * The options of the audit, from the bundle: only those that say how to read
 * and to judge. What it wrote, it does not write again.
 */
static int
get_options(struct verify *v, struct options *opt)
{
	struct bundle *b = &v->b;
	char **argv;

	argv = arena_array(&b->inputs.arena, b->ncommand + 1, sizeof(*argv));
	if (!b->ncommand || !util_eq(b->command[0], "audit"))
		return -1;
	for (size_t i = 1; i < b->ncommand; i++)
		argv[i - 1] = arena_str(&b->inputs.arena, b->command[i]);
	if (opt_parse(&b->inputs.arena, opt, OPT_AUDIT, argv) != 0 ||
	    !util_eq(opt->as_of, b->as_of))
		return -1;
	opt->noutput = 0;
	opt->output = NULL;
	opt->format = opt->write_waivers = opt->bundle = NULL;
	opt->files_from = NULL;
	opt->quiet = true;
	opt->color = "never";
	return 0;
}

/* The folders of a fleet, each with the files that were read from it. */
static int
run_fleet(struct verify *v, const struct options *opt)
{
	const struct store *s = &v->b.inputs;
	struct folder_list l = {.n = 0};
	const char **file;
	int status;

	file = arena_array(&v->b.inputs.arena, s->n + 1, sizeof(*file));
	for (size_t t = 0; t < v->b.ntenant; t++) {
		const char *tenant = opt->tenant ? opt->tenant :
		    v->b.tenant[t];
		size_t n = 0;

		for (size_t i = 0; i < s->n; i++) {
			if (s->file[i]->kind == STORE_EXPORT &&
			    util_eq(s->file[i]->tenant, tenant))
				file[n++] = s->file[i]->name;
		}
		folder_add_sealed(&l, v->b.tenant[t], file, n);
	}
	status = cmd_fleet_folders(opt, &l, &v->b);
	folder_free(&l);
	return status;
}

static void
compare_reports(struct verify *v)
{
	struct arena *a = &v->b.inputs.arena;

	for (size_t i = 0; i < report_naudit; i++) {
		const char *name = bundle_report_name(a, &report_audit[i]);
		const struct bundle_member *m = bundle_find(&v->b, name);
		size_t line = 0;

		if (!m) {
			add_part(v, name, PART_DIFFERS, "the bundle does not "
			    "hold it");
		} else if (bundle_compare(&v->b.reports.out[i], m->data,
		    m->bytes, &line) < 0) {
			report_failed(&v->b.reports.out[i], name);
			fail(v, EXIT_OUTPUT, no_spool);
		} else if (line) {
			add_part(v, name, PART_DIFFERS, arena_printf(a, "the "
			    "audit gives another one, from line %zu on",
			    line));
		} else {
			add_part(v, name, PART_EQUAL, NULL);
		}
	}
}

static void
run_again(struct verify *v)
{
	struct options opt;
	int status;

	if (get_options(v, &opt) < 0) {
		fail(v, EXIT_DATA, "no bundle to be verified: its command "
		    "line is not one of audit");
		return;
	}
	/* The run reads from the bundle's inputs and nothing else. */
	v->b.reports.only = true;
	status = v->b.fleet ? run_fleet(v, &opt) :
	    cmd_judge_files(&opt, &v->b);
	if (v->b.reports.full)
		compare_reports(v);
	else if (status == EXIT_OUTPUT)
		fail(v, status, no_spool);
	else
		fail(v, EXIT_DATA, arena_printf(&v->b.inputs.arena, "the "
		    "audit comes to no report any more (exit %d: %s)",
		    status, util_exit_text(status)));
}

static bool
same_binary(const struct verify *v)
{
	return v->binary && v->b.binary && util_eq(v->binary, v->b.binary);
}

static const char *
verdict(const struct verify *v)
{
	return v->error ? "error" : v->code ? "differs" : "equal";
}

static const char *
reason(const struct verify *v)
{
	if (!v->code)
		return "the audit gives the same reports, byte for byte";
	return v->code == EXIT_DATA && !v->error ? "not everything is as it "
	    "was packed" : util_exit_text(v->code);
}

static void
put_parts(struct page *p, const struct verify *v, enum part_state state)
{
	static const char *const word[] = {"differs", "missing", "equal  "};
	static const enum page_style style[] = {PAGE_RED, PAGE_RED,
		PAGE_GREEN};

	for (size_t i = 0; i < v->npart; i++) {
		const struct part *t = &v->part[i];

		if (t->state != state)
			continue;
		page_label(p, 2, style[state], word[state], 10, "%s%s%s",
		    t->name, t->detail ? ": " : "", t->detail ? t->detail :
		    "");
	}
}

static void
verify_text(struct out *o, const void *result)
{
	const struct verify *v = result;
	const struct bundle *b = &v->b;
	struct page p = {o, report_colored() && !o->path};

	page_label(&p, 0, v->code ? PAGE_RED : PAGE_GREEN, v->error ?
	    "ERROR" : v->code ? "DIFFERS" : "EQUAL", 9, "%s (exit %d: %s)",
	    v->name, v->code, reason(v));
	if (v->error)
		page_text(&p, 2, 4, "%s", v->error);
	if (!b->as_of)
		return;
	page_text(&p, 0, 2, "made by cwaudit %s, %s, as of %s", b->version,
	    same_binary(v) ? "this very program" : "another build of it",
	    b->as_of);
	if (v->nheld + v->nread)
		page_text(&p, 0, 2, "%zu inputs from the bundle, %zu from "
		    "where they lie", v->nheld, v->nread);
	put_parts(&p, v, PART_DIFFERS);
	put_parts(&p, v, PART_MISSING);
	put_parts(&p, v, PART_EQUAL);
	if (!v->code)
		page_text(&p, 0, 0, "Who made it is not shown by this: only "
		    "a signature of its manifest.json does.");
}

static void
verify_json(struct out *o, const void *result)
{
	static const char *const word[] = {"differs", "missing", "equal"};
	const struct verify *v = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-verify/1");
	jsonw_string(&j, "bundle", v->name);
	jsonw_string(&j, "verdict", verdict(v));
	jsonw_object(&j, "exit");
	jsonw_number(&j, "code", (unsigned long)v->code);
	jsonw_string(&j, "reason", reason(v));
	jsonw_end(&j);
	jsonw_string(&j, "error", v->error);
	jsonw_object(&j, "tool");
	jsonw_string(&j, "version", v->b.version);
	jsonw_string(&j, "sha256", v->b.binary);
	jsonw_bool(&j, "same", same_binary(v));
	jsonw_end(&j);
	jsonw_string(&j, "as_of", v->b.as_of);
	jsonw_array(&j, "parts");
	for (size_t i = 0; i < v->npart; i++) {
		jsonw_object(&j, NULL);
		jsonw_string(&j, "name", v->part[i].name);
		jsonw_string(&j, "state", word[v->part[i].state]);
		jsonw_string(&j, "detail", v->part[i].detail);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", verify_text},
	{"json", ".json", verify_json},
};

static void
verify_free(struct verify *v)
{
	for (size_t i = 0; v->file && i < v->b.inputs.n; i++)
		free(v->file[i]);
	free(v->data);
	bundle_free(&v->b);
}

int
cmd_verify(const struct options *opt)
{
	struct verify v = {.opt = opt};
	int status;

	if (opt->nfile != 1)
		return diag_usage("verify takes one bundle: FILE.tar");
	status = report_check(opt, formats, countof(formats));
	if (status)
		return status;
	v.name = load_name(&v.b.inputs.arena, opt->file[0], NULL, 0);
	v.binary = bundle_binary(&v.b.inputs.arena);
	if (open_bundle(&v) == 0 && find_inputs(&v) == 0)
		run_again(&v);
	status = report_write(opt, formats, countof(formats), &v);
	if (!status || v.code == EXIT_DATA || v.code == EXIT_NOINPUT)
		status = v.code;
	verify_free(&v);
	return status;
}
