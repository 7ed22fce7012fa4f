#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "fleet.h"
#include "folder.h"
#include "load.h"
#include "match.h"
#include "report.h"
#include "report_fleet.h"
#include "rule.h"
#include "score.h"
#include "text.h"

/* What one run of the command works with. */
struct run {
	const struct options *opt;
	struct catalogue cat;
	struct profile_library lib;
	struct audit audit;
	const struct profile **given;	/* of each --profile */

	/* Of a fleet. */
	const struct folder_list *folders;
	const struct folder *folder;	/* the one that is judged */
	bool *held;			/* a tenant has the --profile's role */
	const char **near;		/* a role of nearly that name */
};

static int
no_profile(const struct run *run, const char *name)
{
	const char **names;
	int near;

	names = arena_array((struct arena *)&run->audit.arena, run->lib.n,
	    sizeof(*names));
	for (size_t i = 0; i < run->lib.n; i++)
		names[i] = run->lib.profile[i]->name;
	near = text_nearest(name, names, run->lib.n, sizeof(*names));
	if (near < 0)
		return diag_usage("no profile \"%s\": neither built in "
		    "(cwaudit profiles) nor a file", name);
	return diag_usage("no profile \"%s\", did you mean %s?", name,
	    names[near]);
}

/* Reads a profile of the user's. Returns NULL after a diagnostic. */
static const struct profile *
read_profile(struct run *run, const char *path, const char *data, size_t len)
{
	struct audit *au = &run->audit;
	struct profile *p = NULL;
	struct input *in;
	struct text t;
	const char *name = load_name(&au->arena, path, NULL, 0);
	struct loc loc = {name, 0, 0};

	in = load_enter(au, path, name, data, len);
	in->kind = INPUT_PROFILE;
	if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		diag_error(&au->diag, EXIT_DATA, loc, "%s", t.error);
		return NULL;
	}
	in->encoding = text_encoding_name(t.encoding);
	p = profile_parse(&au->arena, &au->diag, &run->cat, name, t.data,
	    t.len);
	if (p)
		in->records = p->nrow;
	text_free(&t);
	return p;
}

/* Finds the profiles of --profile: 0, or a usage error's exit code. */
static int
find_given(struct run *run)
{
	const struct options *opt = run->opt;

	run->given = arena_array(&run->audit.arena, opt->ngiven + 1,
	    sizeof(*run->given));
	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *name = opt->given[i].profile;
		char *data;
		size_t len;

		run->given[i] = profile_find(&run->lib, name);
		if (run->given[i])
			continue;
		if (load_bytes(name, &data, &len) < 0)
			return no_profile(run, name);
		run->given[i] = read_profile(run, name, data, len);
		free(data);
	}
	return 0;
}

/* --profile without a role needs exactly one; list them otherwise. */
static int
only_role(const struct audit *au, const char *profile)
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
no_role(struct audit *au, const char *name)
{
	const char **names;
	int near;

	names = arena_array(&au->arena, au->nrole + 1, sizeof(*names));
	for (size_t i = 0; i < au->nrole; i++)
		names[i] = au->role[i]->exported ? au->role[i]->name : NULL;
	near = text_nearest(name, names, au->nrole, sizeof(*names));
	if (near < 0)
		return diag_usage("--profile: no input holds the role \"%s\" "
		    "(cwaudit inspect lists the roles)", name);
	return diag_usage("--profile: no input holds the role \"%s\", did "
	    "you mean \"%s\"?", name, names[near]);
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
			status = only_role(au, opt->given[i].profile);
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
}

/* All files of the command line, each once. */
static const char **
all_files(struct run *run, size_t *n)
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
	struct run *run = ctx;
	const char **file;
	size_t n = 0;

	file = all_files(run, &n);
	if (load_files(au, file, n) < 0)
		return -1;
	return check_given(au);
}

/* Which roles of --profile the tenant has; the nearest names otherwise. */
static void
note_given(struct run *run)
{
	struct audit *au = &run->audit;
	const struct options *opt = au->opt;
	const char **names;
	int near;

	names = arena_array(&au->arena, au->nrole + 1, sizeof(*names));
	for (size_t i = 0; i < au->nrole; i++)
		names[i] = au->role[i]->exported ? au->role[i]->name : NULL;
	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *role = opt->given[i].role;
		const struct role *r;

		if (!role || util_eq(role, "*"))
			continue;
		r = model_find_role(au, role);
		run->held[i] = run->held[i] || (r && r->exported);
		near = run->near[i] ? -1 : text_nearest(role, names, au->nrole,
		    sizeof(*names));
		if (near >= 0)
			run->near[i] = arena_str(&run->lib.arena, names[near]);
	}
}

/* The exports in a tenant's folder. */
static int
load_folder(struct audit *au, void *ctx)
{
	struct run *run = ctx;
	struct folder_files files;
	struct loc loc = {run->folder->path, 0, 0};

	folder_read(&au->arena, run->folders, run->folder, &files);
	if (files.error) {
		loc.file = load_name(&au->arena, run->folder->path, NULL, 0);
		diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
		    strerror(files.error));
	} else if (load_named(au, files.path, files.name, files.n) == 0) {
		note_given(run);
		for (size_t i = 0; i < au->opt->ngiven; i++) {
			int status = au->opt->given[i].role || !au->ninput ? 0 :
			    only_role(au, au->opt->given[i].profile);

			if (status)
				return status;
		}
		return 0;
	}
	model_noteval(au, NULL, NULL, NULL, true, "the exports cannot be "
	    "judged: %s: %s", au->diag.item[0].loc.file,
	    au->diag.item[0].text);
	return -1;
}

static int
judge(struct run *run, const struct cmd_source *source)
{
	struct audit *au = &run->audit;
	int status;

	status = find_given(run);
	if (status)
		return status;
	au->profile = run->lib.profile;
	au->nprofile = run->lib.n;
	assume(au);
	status = source->load(au, source->ctx ? source->ctx : run);
	if (status > 0)
		return status;
	if (status == 0) {
		match_audit(au, run->given);
		if (source->probe)
			source->probe(au, run->given, source->ctx);
		rule_audit(au);
	}
	score_audit(au);
	return 0;
}

static int
check_usage(const struct options *opt)
{
	for (size_t i = 0; i < opt->ndisabled; i++) {
		if (!rule_find(opt->disabled[i]))
			return diag_usage("--disable %s: no such rule (cwaudit "
			    "rules lists them)", opt->disabled[i]);
	}
	if (!opt->nfile && !opt->napi_members)
		return diag_usage("no file to audit: give the exports of "
		    "roles and members");
	return report_check(opt, report_audit, report_naudit);
}

int
cmd_judge(const struct options *opt, const struct cmd_source *source)
{
	struct run run = {.opt = opt};
	int status;

	catalogue_open(&run.cat);
	profile_open(&run.lib, &run.cat);
	model_init(&run.audit, &run.cat, opt);
	status = judge(&run, source);
	if (!status) {
		status = report_write(opt, report_audit, report_naudit,
		    &run.audit);
		/* Bad input outranks a report that could not be written. */
		if (!status || run.audit.diag.code)
			status = run.audit.code;
	}
	model_free(&run.audit);
	profile_close(&run.lib);
	catalogue_free(&run.cat);
	return status;
}

/* A tenant's audit. Returns 0, or a usage error's exit code. */
static int
judge_folder(struct run *run, struct fleet *fleet, struct report_fleets *out)
{
	static const struct cmd_source source = {load_folder, NULL, NULL};
	struct audit *au = &run->audit;
	const struct folder *f = run->folder;
	int status;

	model_init(au, &run->cat, run->opt);
	au->fleet = true;
	if (!au->tenant)
		au->tenant = f->name;
	status = judge(run, &source);
	if (!status && !au->diag.code && au->ninput == 0) {
		if (!run->opt->quiet)
			diag_note("%s: skipped, no export lies in it",
			    f->path);
	} else if (!status) {
		fleet_add(fleet, au);
		report_fleet_tenant(out, au);
	}
	model_free(au);
	return status;
}

static bool
names_roles(const struct options *opt)
{
	return opt->ngiven > 0;
}

/* A role of --profile that no tenant holds is a usage error. */
static int
check_held(const struct run *run)
{
	for (size_t i = 0; i < run->opt->ngiven; i++) {
		const char *role = run->opt->given[i].role;

		if (!role || util_eq(role, "*") || run->held[i])
			continue;
		if (!run->near[i])
			return diag_usage("--profile: no tenant holds the "
			    "role \"%s\"", role);
		return diag_usage("--profile: no tenant holds the role "
		    "\"%s\", did you mean \"%s\"?", role, run->near[i]);
	}
	return 0;
}

static int
judge_fleet(struct run *run, struct fleet *fleet, struct report_fleets *out)
{
	const struct folder_list *l = run->folders;
	bool progress = !run->opt->quiet && isatty(STDERR_FILENO);
	int status = 0;

	run->held = arena_array(&run->lib.arena, run->opt->ngiven + 1,
	    sizeof(*run->held));
	run->near = arena_array(&run->lib.arena, run->opt->ngiven + 1,
	    sizeof(*run->near));
	for (size_t i = 0; i < l->n && !status; i++) {
		run->folder = &l->folder[i];
		status = judge_folder(run, fleet, out);
		if (progress)
			fprintf(stderr, "\r%zu of %zu tenants%s", i + 1, l->n,
			    i + 1 == l->n ? "\n" : "");
	}
	if (!status && !fleet->n) {
		diag_note("no export in any of the folders");
		return EXIT_NOINPUT;
	}
	return status ? status : check_held(run);
}

static int
run_fleet(const struct options *opt, const struct folder_list *l)
{
	struct run run = {.opt = opt, .folders = l};
	struct report_fleets out;
	struct fleet fleet;
	int status = report_fleet_open(&out, opt, names_roles(opt));

	if (status)
		return status;
	fleet_init(&fleet, opt);
	catalogue_open(&run.cat);
	profile_open(&run.lib, &run.cat);
	status = judge_fleet(&run, &fleet, &out);
	if (status)
		report_fleet_abort(&out);
	else
		status = report_fleet_close(&out, &fleet);
	if (!status)
		status = fleet.code;
	profile_close(&run.lib);
	catalogue_free(&run.cat);
	fleet_free(&fleet);
	return status;
}

static int
list_folders(struct folder_list *l, const struct options *opt)
{
	const char *twice = NULL;

	for (size_t i = 0; i < opt->nfile; i++) {
		if (!folder_is(opt->file[i]))
			return diag_usage("\"%s\" is a file: give files, or "
			    "folders of tenants, not both", opt->file[i]);
		if (folder_add(l, opt->file[i]) < 0) {
			diag_note("%s: cannot be read: %s", opt->file[i],
			    strerror(errno));
			return EXIT_NOINPUT;
		}
	}
	if (folder_sort(l, &twice) < 0)
		return diag_usage("two tenants are called as %s is", twice);
	if (opt->tenant && l->n > 1)
		return diag_usage("--tenant names one tenant, and there are "
		    "%zu folders", l->n);
	return 0;
}

int
cmd_audit(const struct options *opt)
{
	static const struct cmd_source operands = {load_operands, NULL, NULL};
	struct folder_list folders = {0};
	int status = check_usage(opt);
	bool fleet = false;

	if (status)
		return status;
	for (size_t i = 0; i < opt->nfile; i++)
		fleet = fleet || folder_is(opt->file[i]);
	if (!fleet)
		return cmd_judge(opt, &operands);
	status = list_folders(&folders, opt);
	if (!status)
		status = run_fleet(opt, &folders);
	folder_free(&folders);
	return status;
}
