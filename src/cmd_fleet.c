#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "carry.h"
#include "cmd.h"
#include "fleet.h"
#include "folder.h"
#include "limits.h"
#include "load.h"
#include "par.h"
#include "report_fleet.h"
#include "rule.h"
#include "score.h"

/* A run over the tenants of a fleet. */
struct tour {
	struct cmd_run run;
	const struct folder_list *folders;
	struct fleet fleet;
	struct report_fleets out;
	struct audit own;	/* what is no tenant's: waivers, profiles */
	bool *held;		/* a tenant has the role of a --profile */
	const char **near;	/* a role of nearly that name */
};

/* A tenant that is being judged. */
struct job {
	struct tour *tour;
	const struct folder *folder;
	struct audit audit;
	struct rule_memory *memory;	/* of who judges it */
	struct carry *carry;		/* likewise, or NULL */
	bool crowded;		/* others are judged at the same time */
	struct buf said;	/* what is to be printed on standard error */
	int status;		/* 0, or a usage error's exit code */
	bool loaded;		/* without a diagnostic */
	bool done;
};

/*
 * The tenants that are judged at the same time. Workers take them in order,
 * and they are reported on in order by the one that judges only while there is
 * none to report on; whoever is too far ahead waits, so that no more than
 * `room` are held in memory.
 */
struct crew {
	struct tour *tour;
	struct job *job;	/* the i-th tenant's is job[i % room] */
	size_t room, taken, told;
	bool stop;
	pthread_mutex_t lock;
	pthread_cond_t judged, free;
};

struct worker {
	struct par par;
	struct crew *crew;
	struct rule_memory *memory;
	struct carry *carry;
};

/* Which roles of --profile the tenant has; the nearest names otherwise. */
static void
note_given(struct tour *t, const struct audit *au)
{
	const struct options *opt = au->opt;

	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *role = opt->given[i].role, *near;
		const struct role *r;

		if (!role || util_eq(role, "*"))
			continue;
		r = model_find_role(au, role);
		t->held[i] = t->held[i] || (r && r->exported);
		near = t->near[i] ? NULL : model_near_role(au, role);
		if (near)
			t->near[i] = arena_str(&t->fleet.arena, near);
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
	struct job *job = ctx;
	struct folder_files files;
	struct loc loc = {job->folder->path, 0, 0};

	folder_read(&au->arena, job->tour->folders, job->folder, &files);
	if (files.error) {
		loc.file = load_name(&au->arena, job->folder->path, NULL, 0);
		if (au->store)
			store_unread(au->store, loc.file);
		diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
		    strerror(files.error));
	} else if (load_named(au, files.path, files.name, files.text,
	    files.n) == 0) {
		job->loaded = true;
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

/* Judges a tenant, with what was carried on from others. */
static void
judge_with(struct job *job, struct carry *carry)
{
	const struct cmd_source source = {load_folder, NULL, job};
	struct cmd_run *run = &job->tour->run;
	struct audit *au = &job->audit;

	job->loaded = false;
	buf_init(&job->said, LIMIT_BUFFER);
	diag_hold(&job->said);
	model_init(au, &run->cat, run->opt);
	if (carry)
		carry_lend(carry, au);
	au->crowded = job->crowded;
	au->store = job->tour->own.store;
	au->diag.quiet = run->bundle && run->bundle->reports.only;
	au->fleet = true;
	au->memory = job->memory;
	if (!au->tenant)
		au->tenant = job->folder->name;
	job->status = cmd_judge_tenant(run, au, &source);
	if (carry)
		carry_settle(carry, au);
	diag_hold(NULL);
}

/* Judges a tenant; other threads may judge others. */
static void
judge_tenant(struct job *job)
{
	struct arena first;

	judge_with(job, job->carry);
	if (!job->carry || !carry_spent(&job->audit))
		return;
	/* Tenants that are not reported on yet may need what is in it. */
	first = job->audit.arena;
	memset(&job->audit.arena, 0, sizeof(first));
	model_free(&job->audit);
	buf_free(&job->said);
	judge_with(job, NULL);
	arena_adopt(&job->audit.arena, &first);
}

/* Reports on a tenant; they come in order. */
static int
tell_tenant(struct job *job)
{
	struct tour *t = job->tour;
	struct audit *au = &job->audit;

	fputs(buf_cstr(&job->said), stderr);
	buf_free(&job->said);
	if (job->loaded)
		note_given(t, au);
	if (!job->status && !au->diag.code && au->ninput == 0) {
		if (!t->run.opt->quiet)
			diag_note("%s: skipped, no export lies in it",
			    job->folder->path);
	} else if (!job->status) {
		if (t->run.tenants == 1)
			adopt_waivers(au, &t->own);
		fleet_add(&t->fleet, au);
		report_fleet_tenant(&t->out, au);
		cmd_add_template(&t->run, au);
	}
	model_free(au);
	return job->status;
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

static void
progress(const struct tour *t, size_t n)
{
	if (!t->run.opt->quiet && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu of %zu tenants%s", n, t->folders->n,
		    n == t->folders->n ? "\n" : "");
}

/* One after another, in this thread. */
static int
judge_in_turn(struct tour *t)
{
	struct rule_memory *memory = rule_memory();
	struct job *job = util_zero(1, sizeof(*job));
	int status = 0;

	job->tour = t;
	job->memory = memory;
	/* What a bundle writes down is written down once. */
	job->carry = t->run.bundle ? NULL : carry_new();
	for (size_t i = 0; i < t->folders->n && !status; i++) {
		job->folder = &t->folders->folder[i];
		judge_tenant(job);
		status = tell_tenant(job);
		progress(t, i + 1);
	}
	carry_free(job->carry);
	free(job);
	rule_memory_free(memory);
	return status;
}

/* Takes the next tenant; NULL when there is none, or no room for it. */
static struct job *
take_job(struct crew *c)
{
	const struct folder_list *l = c->tour->folders;
	struct job *job = NULL;

	if (!c->stop && c->taken < l->n && c->taken < c->told + c->room) {
		job = &c->job[c->taken % c->room];
		job->folder = &l->folder[c->taken++];
		job->done = false;
	}
	return job;
}

/* The tenant to report on next if it has been judged, else NULL. */
static struct job *
judged_job(struct crew *c)
{
	struct job *job = &c->job[c->told % c->room];

	return c->told < c->taken && job->done ? job : NULL;
}

/* Called, as all that has a crew, with its lock, which is let go meanwhile. */
static void
judge_job(struct worker *w, struct job *job)
{
	pthread_mutex_unlock(&w->crew->lock);
	job->memory = w->memory;
	job->carry = w->carry;
	job->crowded = true;
	judge_tenant(job);
	pthread_mutex_lock(&w->crew->lock);
	job->done = true;
}

static void
work(void *ctx)
{
	struct worker *w = ctx;
	struct crew *c = w->crew;
	struct job *job;

	pthread_mutex_lock(&c->lock);
	while (!c->stop && c->taken < c->tour->folders->n) {
		job = take_job(c);
		if (job) {
			judge_job(w, job);
			pthread_cond_signal(&c->judged);
		} else {
			pthread_cond_wait(&c->free, &c->lock);
		}
	}
	pthread_mutex_unlock(&c->lock);
}

static int
tell_job(struct crew *c, struct job *job)
{
	int status;

	pthread_mutex_unlock(&c->lock);
	status = tell_tenant(job);
	progress(c->tour, c->told + 1);
	pthread_mutex_lock(&c->lock);
	c->told++;
	c->stop = status != 0;
	pthread_cond_broadcast(&c->free);
	return status;
}

/* Reports on the tenants in order, and judges some. */
static int
tell_tenants(struct worker *w)
{
	struct crew *c = w->crew;
	struct job *job;
	int status = 0;

	pthread_mutex_lock(&c->lock);
	while (c->told < c->tour->folders->n && !status) {
		if ((job = judged_job(c)) != NULL)
			status = tell_job(c, job);
		else if ((job = take_job(c)) != NULL)
			judge_job(w, job);
		else
			pthread_cond_wait(&c->judged, &c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return status;
}

/* Drops what was judged behind a tenant with which the run ended. */
static void
drop_rest(struct crew *c)
{
	for (size_t i = c->told; i < c->taken; i++) {
		struct job *job = &c->job[i % c->room];

		buf_free(&job->said);
		model_free(&job->audit);
	}
}

static int
judge_together(struct tour *t, unsigned threads)
{
	struct crew c = {.tour = t, .room = 2 * (size_t)threads};
	struct worker *w = util_zero(threads, sizeof(*w));
	int status;

	c.job = util_zero(c.room, sizeof(*c.job));
	for (size_t i = 0; i < c.room; i++)
		c.job[i].tour = t;
	if (pthread_mutex_init(&c.lock, NULL) != 0 ||
	    pthread_cond_init(&c.judged, NULL) != 0 ||
	    pthread_cond_init(&c.free, NULL) != 0)
		util_die("no lock for the tenants");
	for (unsigned i = 0; i < threads; i++) {
		w[i].crew = &c;
		w[i].memory = rule_memory();
		w[i].carry = carry_new();
		if (i)
			par_start(&w[i].par, work, &w[i]);
	}
	status = tell_tenants(&w[0]);
	for (unsigned i = 0; i < threads; i++)
		par_wait(&w[i].par);
	drop_rest(&c);
	for (unsigned i = 0; i < threads; i++) {
		rule_memory_free(w[i].memory);
		carry_free(w[i].carry);
	}
	free(c.job);
	free(w);
	pthread_cond_destroy(&c.judged);
	pthread_cond_destroy(&c.free);
	pthread_mutex_destroy(&c.lock);
	return status;
}

static unsigned
how_many(const struct tour *t)
{
	unsigned n = t->run.opt->threads;

	/* A bundle's list of inputs is not for several threads. */
	if (t->run.bundle)
		return 1;
	if (!n)
		n = par_cores() < LIMIT_THREADS ? par_cores() : LIMIT_THREADS;
	return n < t->folders->n ? n : (unsigned)t->folders->n;
}

static int
judge_tenants(struct tour *t)
{
	const struct options *opt = t->run.opt;
	unsigned threads = how_many(t);
	int status;

	t->held = arena_array(&t->fleet.arena, opt->ngiven + 1,
	    sizeof(*t->held));
	t->near = arena_array(&t->fleet.arena, opt->ngiven + 1,
	    sizeof(*t->near));
	status = threads > 1 ? judge_together(t, threads) : judge_in_turn(t);
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
	    opt->noutput || opt->write_waivers || opt->bundle,
	    t->run.bundle ? &t->run.bundle->reports : NULL);

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

/* Without its waivers and profiles no tenant is judged: the exit code. */
static int
report_error(struct tour *t)
{
	score_audit(&t->own);
	if (!t->run.bundle || !t->run.bundle->reports.only)
		report_write(t->run.opt, report_audit, report_naudit, &t->own);
	return t->own.code;
}

/* The tenants, those that turn out to have no exports among them. */
static void
note_tenants(struct bundle *b, const struct folder_list *l)
{
	struct arena *a = &b->inputs.arena;

	b->fleet = true;
	b->tenant = arena_array(a, l->n + 1, sizeof(*b->tenant));
	b->ntenant = l->n;
	for (size_t i = 0; i < l->n; i++)
		b->tenant[i] = arena_str(a, l->folder[i].name);
}

int
cmd_fleet_folders(const struct options *opt, const struct folder_list *l,
    struct bundle *b)
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
	t->own.store = b ? &b->inputs : NULL;
	t->run.bundle = b;
	if (b)
		note_tenants(b, l);
	cmd_load_waivers(&t->run, &t->own);
	status = cmd_share_given(&t->run, &t->own);
	if (!status && t->own.diag.code) {
		status = report_error(t);
	} else if (!status) {
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
cmd_fleet(const struct options *opt, struct bundle *b)
{
	struct folder_list folders = {0};
	int status = list_folders(&folders, opt);

	if (!status)
		status = cmd_fleet_folders(opt, &folders, b);
	folder_free(&folders);
	return status;
}
