#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "load.h"
#include "match.h"
#include "report.h"
#include "rule.h"
#include "score.h"
#include "text.h"

/* A usage error, or 0 after the diagnostic of a file that is not read. */
static int
no_profile(const struct cmd_run *run, struct audit *au, struct arena *a,
    const char *name, int error)
{
	struct loc loc = {load_name(a, name, NULL, 0), 0, 0};
	const char **names;
	int near;

	if (!load_no_file(error)) {
		diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
		    load_error(error));
		return 0;
	}
	names = arena_array(a, run->lib.n, sizeof(*names));
	for (size_t i = 0; i < run->lib.n; i++)
		names[i] = run->lib.profile[i]->name;
	near = text_nearest(name, names, run->lib.n, sizeof(*names));
	if (near < 0)
		return diag_usage("no profile \"%s\": neither built in "
		    "(cwaudit profiles) nor a file", name);
	return diag_usage("no profile \"%s\", did you mean %s?", name,
	    names[near]);
}

/*
 * Reads a profile of the user's into the arena and enters it as an input,
 * which *in becomes. Returns NULL after a diagnostic.
 */
static const struct profile *
read_profile(const struct cmd_run *run, struct audit *au, struct arena *a,
    const char *path, const char *data, size_t len, struct input **in)
{
	struct profile *p = NULL;
	struct text t;
	const char *name = load_name(a, path, NULL, 0);
	struct loc loc = {name, 0, 0};

	*in = load_enter(au, path, name, data, len);
	(*in)->kind = INPUT_PROFILE;
	if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		diag_error(&au->diag, EXIT_DATA, loc, "%s", t.error);
		return NULL;
	}
	(*in)->encoding = text_encoding_name(t.encoding);
	p = profile_parse(a, &au->diag, &run->cat, name, t.data, t.len);
	if (p)
		(*in)->records = p->nrow;
	text_free(&t);
	return p;
}

/*
 * Finds the profiles of --profile, and the inputs of those that are files:
 * 0, or a usage error's exit code.
 */
static int
find_given(struct cmd_run *run, struct audit *au, struct arena *a,
    struct cmd_given *g)
{
	const struct options *opt = run->opt;

	g->profile = arena_array(a, opt->ngiven + 1,
	    sizeof(struct profile *));
	g->input = arena_array(a, opt->ngiven + 1, sizeof(struct input *));
	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *name = opt->given[i].profile;
		char *data;
		size_t len;
		int status;

		g->profile[i] = profile_find(&run->lib, name);
		if (g->profile[i])
			continue;
		if (load_input(au, STORE_PROFILE, name, load_name(a, name,
		    NULL, 0), &data, &len) < 0) {
			status = no_profile(run, au, a, name, errno);
			if (status)
				return status;
			continue;
		}
		g->profile[i] = read_profile(run, au, a, name, data, len,
		    &g->input[i]);
		free(data);
	}
	return 0;
}

/* Copies an input into another arena. */
static struct input *
copy_input(struct arena *a, const struct input *in)
{
	struct input *copy = arena_alloc(a, sizeof(*copy));

	*copy = *in;
	if (in->sha256)
		copy->sha256 = arena_str(a, in->sha256);
	return copy;
}

int
cmd_share_given(struct cmd_run *run, struct audit *own)
{
	struct cmd_given g = {NULL, NULL};
	struct audit au;
	int status;

	model_init(&au, &run->cat, run->opt);
	au.diag.quiet = true;
	au.store = run->bundle ? &run->bundle->inputs : NULL;
	status = find_given(run, &au, &run->arena, &g);
	for (size_t i = 0; !status && i < run->opt->ngiven; i++) {
		if (g.input[i])
			g.input[i] = copy_input(&run->arena, g.input[i]);
	}
	if (!status && !au.diag.code)
		run->shared = g;
	else if (!status)
		status = find_given(run, own, &own->arena, &g);
	model_free(&au);
	return status;
}

/* The profiles of --profile for an audit, whose inputs they become. */
static int
take_given(struct cmd_run *run, struct audit *au, struct cmd_given *g)
{
	if (!run->shared.profile)
		return find_given(run, au, &au->arena, g);
	*g = run->shared;
	for (size_t i = 0; i < run->opt->ngiven; i++) {
		struct input *in;

		if (!g->input[i])
			continue;
		in = copy_input(&au->arena, g->input[i]);
		in->number = (uint16_t)au->ninput;
		au->input = arena_more(&au->arena, au->input, au->ninput,
		    sizeof(struct input *));
		au->input[au->ninput++] = in;
	}
	return 0;
}

/* --profile without a role needs exactly one; list them otherwise. */
int
cmd_only_role(const struct audit *au, const char *profile)
{
	struct buf b;
	size_t n = 0;
	int status;

	if (au->nexported == 1)
		return 0;
	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < au->nrole; i++) {
		if (au->role[i]->exported)
			buf_printf(&b, "%s%s", n++ ? ", " : "",
			    au->role[i]->name);
	}
	status = diag_usage("--profile %s: which role? Say %s=ROLE, or =* for "
	    "every role. Roles: %s", profile, profile, buf_cstr(&b));
	buf_free(&b);
	return status;
}

static int
no_role(const struct audit *au, const char *name)
{
	const char *near = model_near_role(au, name);

	if (!near)
		return diag_usage("--profile: no input holds the role \"%s\" "
		    "(cwaudit inspect lists the roles)", name);
	return diag_usage("--profile: no input holds the role \"%s\", did "
	    "you mean \"%s\"?", name, near);
}

static bool
has_heading(struct audit *au, const char *key)
{
	for (size_t i = 0; i < au->ninput; i++) {
		const char **heading = au->input[i]->heading;

		for (; heading && *heading; heading++) {
			if (util_eq(text_keystr(&au->arena, *heading), key))
				return true;
		}
	}
	return false;
}

/* A heading that no input has was misspelt, and names nothing. */
static int
check_columns(struct audit *au)
{
	const struct column_option *c = au->opt->column;

	for (size_t i = 0; i < au->opt->ncolumn; i++, c++) {
		if (!has_heading(au, text_keystr(&au->arena, c->header)))
			return diag_usage("--column %s=%s: no input has that "
			    "heading (cwaudit inspect shows them)", c->name,
			    c->header);
	}
	return 0;
}

static int
check_given(struct audit *au)
{
	const struct options *opt = au->opt;
	int status = 0;

	for (size_t i = 0; !status && i < opt->ngiven; i++) {
		const char *role = opt->given[i].role;
		const struct role *r;

		if (!role) {
			status = cmd_only_role(au, opt->given[i].profile);
			continue;
		}
		r = model_find_role(au, role);
		if (!util_eq(role, "*") && (!r || !r->exported))
			status = no_role(au, role);
	}
	return status;
}

static void
assume(struct audit *au)
{
	const struct options *opt = au->opt;

	if (opt->absent_is_none)
		model_assume(au, "a function that an export does not list is "
		    "None (--absent-is-none)");
	if (opt->top_level)
		model_assume(au, "the highest level is \"%s\" (--top-level)",
		    opt->top_level);
	if (opt->people)
		model_assume(au, "human roles are judged like integrations "
		    "(--people)");
	if (opt->setup_phase)
		model_assume(au, "integrations are being set up (--phase "
		    "setup)");
	for (size_t i = 0; i < opt->nfeature; i++)
		model_assume(au, "the feature \"%s\" is in use (--feature)",
		    opt->feature[i]);
	if (opt->no_waivers)
		model_assume(au, "nothing is waived (--no-waivers)");
}

int
cmd_load_waivers(struct cmd_run *run, struct audit *au)
{
	const struct options *opt = run->opt;
	int status = 0;

	for (size_t i = 0; !opt->no_waivers && !au->diag.stop &&
	    i < opt->nwaivers; i++) {
		if (waiver_load(au, &run->waivers, opt->waivers[i]) < 0)
			status = -1;
	}
	return status;
}

/* All files of the command line, each once. */
static const char **
all_files(struct cmd_run *run, size_t *n)
{
	const struct options *opt = run->opt;
	const char **file;

	file = arena_array(&run->audit.arena, opt->nfile + opt->napi_members +
	    1, sizeof(*file));
	for (size_t i = 0; i < opt->nfile; i++)
		file[(*n)++] = opt->file[i];
	for (size_t i = 0; i < opt->napi_members; i++) {
		bool there = false;

		for (size_t k = 0; k < *n; k++)
			there = there || util_eq(file[k], opt->api_members[i]);
		if (!there)
			file[(*n)++] = opt->api_members[i];
	}
	return file;
}

/* The exports of the command line. */
static int
load_operands(struct audit *au, void *ctx)
{
	struct cmd_run *run = ctx;
	const char **file;
	size_t n = 0;

	file = all_files(run, &n);
	if (load_files(au, file, n) < 0)
		return -1;
	return check_columns(au) ? EXIT_USAGE : check_given(au);
}

/* Reports beside the exports of a folder are fine, over them they are not. */
static int
spare_inputs(const struct audit *au)
{
	int status = 0;

	for (size_t i = 0; i < au->ninput && !status; i++)
		status = report_spares(au->opt, &au->input[i]->path, 1);
	return status;
}

/* True when every report of the run leaves the findings out. */
static bool
shows_none(const struct options *opt)
{
	const struct report *r;
	const char *path;
	bool shows = !opt->summary || opt->write_waivers;

	for (size_t i = 0; !shows && i < opt->noutput; i++) {
		r = report_output(report_audit, report_naudit, opt->output[i],
		    &path);
		shows = !report_counts(r);
	}
	if (!shows && (!opt->noutput || opt->format))
		shows = !report_counts(report_format(opt, report_audit,
		    report_naudit));
	return !shows;
}

static void
judge(struct cmd_run *run, struct audit *au, const struct cmd_source *source,
    const struct cmd_given *g)
{
	match_audit(au, g->profile);
	if (source->probe)
		source->probe(au, g->profile, source->ctx);
	/* A waiver has to see what it covers. */
	if (shows_none(run->opt) && !run->waivers.n && !au->live)
		rule_count_only(au);
	rule_audit(au);
	waiver_cover(au, &run->waivers);
	if (run->tenants <= 1)
		waiver_judge(au, &run->waivers);
	finding_finish(au);
}

/* Loads and judges, once the profiles of --profile are known. */
static int
load_and_judge(struct cmd_run *run, struct audit *au,
    const struct cmd_source *source, const struct cmd_given *g)
{
	int status;

	au->profile = run->lib.profile;
	au->nprofile = run->lib.n;
	assume(au);
	status = source->load(au, source->ctx ? source->ctx : run);
	if (status <= 0 && spare_inputs(au))
		status = EXIT_USAGE;
	if (status > 0)
		return status;
	if (!run->tenants && cmd_load_waivers(run, au) < 0)
		status = -1;
	if (status == 0)
		judge(run, au, source, g);
	score_audit(au);
	return 0;
}

int
cmd_judge_tenant(struct cmd_run *run, struct audit *au,
    const struct cmd_source *source)
{
	struct cmd_given g = {NULL, NULL};
	int status = take_given(run, au, &g);

	return status ? status : load_and_judge(run, au, source, &g);
}

int
cmd_judge_run(struct cmd_run *run, const struct cmd_source *source)
{
	struct cmd_given g = {NULL, NULL};
	int status = take_given(run, &run->audit, &g);

	/* The source may want them. */
	run->given = g.profile;
	return status ? status : load_and_judge(run, &run->audit, source, &g);
}

void
cmd_open_template(struct cmd_run *run)
{
	run->template.error = 0;
	if (run->opt->write_waivers &&
	    out_open(&run->template, run->opt->write_waivers) == 0)
		report_template_head(&run->template);
}

void
cmd_add_template(struct cmd_run *run, const struct audit *au)
{
	if (run->opt->write_waivers && !run->template.error)
		report_template(&run->template, au);
}

int
cmd_close_template(struct cmd_run *run, bool keep)
{
	struct out *o = &run->template;

	if (!run->opt->write_waivers)
		return 0;
	if (keep && !o->error && out_close(o) == 0)
		return 0;
	if (o->data)
		out_abort(o);
	return keep ? report_failed(o, run->opt->write_waivers) : 0;
}

/* --write-waivers of one audit. Returns 0, or EXIT_OUTPUT. */
static int
write_template(struct cmd_run *run)
{
	cmd_open_template(run);
	cmd_add_template(run, &run->audit);
	return cmd_close_template(run, true);
}

static int
check_usage(const struct options *opt)
{
	for (size_t i = 0; i < opt->ndisabled; i++) {
		if (!rule_find(opt->disabled[i]))
			return diag_usage("--disable %s: no such rule (cwaudit "
			    "rules lists them)", opt->disabled[i]);
	}
	if (!opt->nfile && !opt->napi_members && !opt->files_from)
		return diag_usage("no file to audit: give the exports of "
		    "roles and members");
	if (opt->bundle_inputs && !opt->bundle)
		return diag_usage("--bundle-inputs needs --bundle FILE.tar");
	if (opt->bundle && opt->summary)
		return diag_usage("--summary leaves the findings out, and a "
		    "bundle holds all reports");
	return report_check(opt, report_audit, report_naudit);
}

void
cmd_open(struct cmd_run *run, const struct options *opt)
{
	memset(run, 0, sizeof(*run));
	run->opt = opt;
	catalogue_open(&run->cat);
	profile_open(&run->lib, &run->cat);
}

void
cmd_close(struct cmd_run *run)
{
	profile_close(&run->lib);
	catalogue_free(&run->cat);
	arena_free(&run->arena);
}

int
cmd_judge(const struct options *opt, const struct cmd_source *source,
    struct bundle *b)
{
	struct cmd_run run;
	int status;

	cmd_open(&run, opt);
	model_init(&run.audit, &run.cat, opt);
	run.audit.store = b ? &b->inputs : NULL;
	status = cmd_judge_run(&run, source);
	if (!status) {
		if (!b || !b->reports.only)
			status = report_write(opt, report_audit,
			    report_naudit, &run.audit);
		if (b && !run.audit.diag.code &&
		    report_keep(&b->reports, &run.audit))
			status = EXIT_OUTPUT;
		if (!run.audit.diag.code && write_template(&run))
			status = EXIT_OUTPUT;
		/* Bad input outranks a report that could not be written. */
		if (!status || run.audit.diag.code)
			status = run.audit.code;
	}
	model_free(&run.audit);
	cmd_close(&run);
	return status;
}

int
cmd_judge_files(const struct options *opt, struct bundle *b)
{
	static const struct cmd_source operands = {load_operands, NULL, NULL};

	return cmd_judge(opt, &operands, b);
}

int
cmd_audit(const struct options *opt)
{
	struct options with = *opt;
	int status = check_usage(opt);

	if (status)
		return status;
	if (opt->bundle)
		return cmd_bundle(opt);
	with.no_hashes = !report_hashes(opt, report_audit, report_naudit);
	return cmd_is_fleet(opt) ? cmd_fleet(&with, NULL) :
	    cmd_judge_files(&with, NULL);
}
