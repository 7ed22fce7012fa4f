#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "fleet.h"
#include "folder.h"
#include "load.h"
#include "report_fleet.h"
#include "score.h"
#include "text.h"

/* A run over the tenants of a fleet. */
struct tour {
	struct cmd_run run;
	const struct folder_list *folders;
	const struct folder *folder;	/* the one that is judged */
	struct fleet fleet;
	struct report_fleets out;
	struct audit own;	/* what is no tenant's: the waivers */
	bool *held;		/* a tenant has the role of a --profile */
	const char **near;	/* a role of nearly that name */
};

/* Which roles of --profile the tenant has; the nearest names otherwise. */
static void
note_given(struct tour *t)
{
	struct audit *au = &t->run.audit;
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
		t->held[i] = t->held[i] || (r && r->exported);
		near = t->near[i] ? -1 : text_nearest(role, names, au->nrole,
		    sizeof(*names));
		if (near >= 0)
			t->near[i] = arena_str(&t->fleet.arena, names[near]);
	}
}

static int
check_only_role(const struct audit *au)
{
	const struct options *opt = au->opt;
	int status = 0;

	for (size_t i = 0; i < opt->ngiven && !status; i++) {
		if (!opt->given[i].role && au->ninput)
			status = cmd_only_role(au, opt->given[i].profile);
	}
	return status;
}

/* The exports in a tenant's folder. */
static int
load_folder(struct audit *au, void *ctx)
{
	struct tour *t = ctx;
	struct folder_files files;
	struct loc loc = {t->folder->path, 0, 0};

	folder_read(&au->arena, t->folders, t->folder, &files);
	if (files.error) {
		loc.file = load_name(&au->arena, t->folder->path, NULL, 0);
		diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
		    strerror(files.error));
	} else if (load_named(au, files.path, files.name, files.text,
	    files.n) == 0) {
		note_given(t);
		return check_only_role(au);
	}
	model_noteval(au, NULL, NULL, NULL, true, "the exports cannot be "
	    "judged: %s: %s", au->diag.item[0].loc.file,
	    au->diag.item[0].text);
	return -1;
}

/* The files of the waivers stand with the inputs of an only tenant. */
static void
adopt_waivers(struct audit *au, const struct audit *own)
{
	for (size_t i = 0; i < own->ninput; i++) {
		au->input = arena_more(&au->arena, au->input, au->ninput,
		    sizeof(struct input *));
		au->input[au->ninput++] = own->input[i];
	}
}

/* A tenant's audit. Returns 0, or a usage error's exit code. */
static int
judge_tenant(struct tour *t)
{
	const struct cmd_source source = {load_folder, NULL, t};
	struct audit *au = &t->run.audit;
	int status;

	model_init(au, &t->run.cat, t->run.opt);
	au->fleet = true;
	if (!au->tenant)
		au->tenant = t->folder->name;
	status = cmd_judge_run(&t->run, &source);
	if (!status && !au->diag.code && au->ninput == 0) {
		if (!t->run.opt->quiet)
			diag_note("%s: skipped, no export lies in it",
			    t->folder->path);
	} else if (!status) {
		if (t->run.tenants == 1)
			adopt_waivers(au, &t->own);
		fleet_add(&t->fleet, au);
		report_fleet_tenant(&t->out, au);
		cmd_add_template(&t->run);
	}
	model_free(au);
	return status;
}

/* A role of --profile that no tenant holds is a usage error. */
static int
check_held(const struct tour *t)
{
	const struct options *opt = t->run.opt;

	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *role = opt->given[i].role;

		if (!role || util_eq(role, "*") || t->held[i])
			continue;
		if (!t->near[i])
			return diag_usage("--profile: no tenant holds the "
			    "role \"%s\"", role);
		return diag_usage("--profile: no tenant holds the role "
		    "\"%s\", did you mean \"%s\"?", role, t->near[i]);
	}
	return 0;
}

static int
judge_tenants(struct tour *t)
{
	const struct options *opt = t->run.opt;
	const struct folder_list *l = t->folders;
	bool progress = !opt->quiet && isatty(STDERR_FILENO);
	int status = 0;

	t->held = arena_array(&t->fleet.arena, opt->ngiven + 1,
	    sizeof(*t->held));
	t->near = arena_array(&t->fleet.arena, opt->ngiven + 1,
	    sizeof(*t->near));
	for (size_t i = 0; i < l->n && !status; i++) {
		t->folder = &l->folder[i];
		status = judge_tenant(t);
		if (progress)
			fprintf(stderr, "\r%zu of %zu tenants%s", i + 1, l->n,
			    i + 1 == l->n ? "\n" : "");
	}
	if (!status && !t->fleet.n) {
		diag_note("no export in any of the folders");
		return EXIT_NOINPUT;
	}
	return status ? status : check_held(t);
}

/* What is wrong with waivers for all tenants stands behind them. */
static void
judge_waivers(struct tour *t)
{
	struct audit *au = &t->own;

	if (t->run.tenants == 1 || !au->ninput)
		return;
	waiver_judge(au, &t->run.waivers);
	finding_finish(au);
	score_audit(au);
	fleet_add_own(&t->fleet, au);
	report_fleet_tenant(&t->out, au);
}

static int
report_tenants(struct tour *t)
{
	const struct options *opt = t->run.opt;
	/* Usage errors that only the tenants tell of leave nothing said. */
	int status = report_fleet_open(&t->out, opt, opt->ngiven ||
	    opt->noutput || opt->write_waivers);

	if (status)
		return status;
	cmd_open_template(&t->run);
	status = judge_tenants(t);
	if (status) {
		report_fleet_abort(&t->out);
		cmd_close_template(&t->run, false);
		return status;
	}
	judge_waivers(t);
	status = report_fleet_close(&t->out, &t->fleet);
	if (cmd_close_template(&t->run, true))
		status = EXIT_OUTPUT;
	return status ? status : t->fleet.code;
}

/* Without its waivers no tenant is judged. Returns the exit code. */
static int
report_error(struct tour *t)
{
	score_audit(&t->own);
	report_write(t->run.opt, report_audit, report_naudit, &t->own);
	return t->own.code;
}

static int
run_fleet(const struct options *opt, const struct folder_list *l)
{
	struct tour *t = util_alloc(sizeof(*t));
	int status;

	memset(t, 0, sizeof(*t));
	t->folders = l;
	cmd_open(&t->run, opt);
	t->run.tenants = l->n;
	fleet_init(&t->fleet, opt);
	model_init(&t->own, &t->run.cat, opt);
	t->own.tenant = NULL;
	if (cmd_load_waivers(&t->run, &t->own) < 0) {
		status = report_error(t);
	} else {
		t->own.fleet = true;
		status = report_tenants(t);
	}
	model_free(&t->own);
	cmd_close(&t->run);
	fleet_free(&t->fleet);
	free(t);
	return status;
}

/* The paths of --files-from. Returns 0 or an exit code. */
static int
read_list(struct folder_list *l, const struct options *opt)
{
	const char *why = NULL;
	char *data;
	size_t len;
	int status = 0;

	if (!opt->files_from)
		return 0;
	if (load_bytes(opt->files_from, &data, &len) < 0) {
		diag_note("%s: cannot be read: %s", opt->files_from,
		    load_error(errno));
		return EXIT_NOINPUT;
	}
	if (folder_add_list(l, data, len, opt->tenant, &why) < 0)
		status = diag_usage("--files-from %s: %s", opt->files_from,
		    why);
	free(data);
	if (!status && !l->n && !opt->nfile) {
		diag_note("%s names no file", opt->files_from);
		status = EXIT_NOINPUT;
	}
	return status;
}

static int
list_folders(struct folder_list *l, const struct options *opt)
{
	const char *twice = NULL;
	int status = read_list(l, opt);

	if (status)
		return status;
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

bool
cmd_is_fleet(const struct options *opt)
{
	for (size_t i = 0; i < opt->nfile; i++) {
		if (folder_is(opt->file[i]))
			return true;
	}
	return opt->files_from != NULL;
}

int
cmd_fleet(const struct options *opt)
{
	struct folder_list folders = {0};
	int status = list_folders(&folders, opt);

	if (!status)
		status = run_fleet(opt, &folders);
	folder_free(&folders);
	return status;
}
