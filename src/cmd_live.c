#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "jsonw.h"
#include "keys.h"
#include "limits.h"
#include "live.h"
#include "live_dry.h"
#include "load.h"
#include "page.h"
#include "report.h"
#include "rule.h"
#include "text.h"

/* What one run of the command works with. */
struct session {
	struct options opt;	/* a copy: --profile gets its role later */
	struct arena arena;
	struct site site;
	struct secret basic;
	unsigned timeout;
	bool trimmed;
	struct live live;
	struct audit drift;	/* of the exports that were given */
	struct out transcript;
	bool failed;		/* a file could not be written */
	bool progress;		/* a line of it stands on the terminal */
};

static bool
is_printable(const char *s)
{
	for (; *s; s++) {
		if (*s < ' ' || *s > '~' || *s == '"' || *s == ':')
			return false;
	}
	return true;
}

static int
check_texts(const struct options *o)
{
	if (!o->site)
		return diag_usage("--site HOST is needed: the domain of the "
		    "ConnectWise login");
	if (!o->company || !*o->company)
		return diag_usage("--company ID is needed: the company name "
		    "of the ConnectWise login");
	if (!is_printable(o->company) || strlen(o->company) > LIMIT_COMPANY)
		return diag_usage("--company \"%s\" is no company name",
		    o->company);
	if (o->client_id && (!*o->client_id || !is_printable(o->client_id) ||
	    strchr(o->client_id, ' ') ||
	    strlen(o->client_id) > LIMIT_CLIENT_ID))
		return diag_usage("--client-id \"%s\" is no client id, "
		    "expected a GUID", o->client_id);
	if (o->member && (!*o->member || !is_printable(o->member)))
		return diag_usage("--member \"%s\" is no member ID",
		    o->member);
	return 0;
}

static int
check_live(struct session *s)
{
	const struct options *o = &s->opt;
	unsigned long timeout = LIMIT_TIMEOUT;
	const char *why;
	int status = check_texts(o);

	if (status)
		return status;
	if (site_parse(&s->arena, o->site, &s->site, &why) < 0)
		return diag_usage("--site \"%s\": %s", o->site, why);
	if (o->timeout && (util_number(o->timeout, LIMIT_TIMEOUT_MAX,
	    &timeout) < 0 || !timeout))
		return diag_usage("--timeout \"%s\", expected seconds from 1 "
		    "to %d", o->timeout, LIMIT_TIMEOUT_MAX);
	s->timeout = (unsigned)timeout;
	for (size_t i = 0; i < o->ndisabled; i++) {
		if (!rule_find(o->disabled[i]))
			return diag_usage("--disable %s: no such rule (cwaudit "
			    "rules lists them)", o->disabled[i]);
	}
	return 0;
}

/* One line on the terminal that is written over and over. */
static void
show_progress(void *ctx, const char *text)
{
	struct session *s = ctx;
	struct buf b;

	buf_init(&b, LIMIT_MESSAGE);
	buf_safe(&b, text, strlen(text) < LIMIT_PROGRESS ? strlen(text) :
	    LIMIT_PROGRESS);
	fprintf(stderr, "\r\033[K%s", buf_cstr(&b));
	fflush(stderr);
	buf_free(&b);
	s->progress = true;
}

static void
end_progress(struct session *s)
{
	if (s->progress)
		fputs("\r\033[K", stderr);
	s->progress = false;
}

static void
unwritten(struct session *s, const char *path, int error)
{
	end_progress(s);
	diag_note("%s: cannot be written: %s", path, strerror(error));
	s->failed = true;
}

static const char *
export_path(struct session *s, const struct live_file *f)
{
	return arena_printf(&s->arena, "%s/%s", s->opt.export_dir, f->name);
}

/* Writes all tables, beside their places. Returns 0, or -1 after a message. */
static int
write_tables(struct session *s, const struct live_file *file, struct out *o)
{
	for (size_t i = 0; i < LIVE_FILES; i++) {
		const char *path = export_path(s, &file[i]);

		if (!file[i].text.len)
			continue;
		if (out_open(&o[i], path) == 0)
			out_add(&o[i], file[i].text.data, file[i].text.len);
		if (out_ready(&o[i]) < 0) {
			unwritten(s, path, o[i].error);
			return -1;
		}
	}
	return 0;
}

/*
 * Puts a table in its place. One of an earlier run for which there is nothing
 * now would be read as if it belonged to the others, so it goes.
 */
static int
place_table(struct session *s, const struct live_file *f, struct out *o)
{
	const char *path = export_path(s, f);
	int error = 0;

	if (o)
		error = out_close(o) < 0 ? o->error : 0;
	else if (unlink(path) < 0 && errno != ENOENT)
		error = errno;
	if (error)
		unwritten(s, path, error);
	return error ? -1 : 0;
}

/*
 * The tables are read together: half of them must not look like all, nor those
 * of two runs like one. So all are written before any takes its place, and
 * the roles, without which nothing is judged, go first and come last.
 */
static void
export_tables(struct session *s, const struct live_file *file)
{
	struct out o[LIVE_FILES] = {{0}};
	int rc = write_tables(s, file, o);

	if (rc == 0)
		rc = place_table(s, &file[0], NULL);
	for (size_t i = LIVE_FILES; i-- > 0 && rc == 0;)
		rc = place_table(s, &file[i], o[i].data ? &o[i] : NULL);
	for (size_t i = 0; i < LIVE_FILES; i++) {
		if (o[i].data)
			out_abort(&o[i]);
	}
}

static void
export_files(struct session *s, const struct live_file *file)
{
	bool any = false;

	if (!s->opt.export_dir)
		return;
	for (size_t i = 0; i < LIVE_FILES; i++)
		any = any || file[i].text.len;
	if (!any) {
		diag_note("--export: nothing was read, nothing is written");
		return;
	}
	if (mkdir(s->opt.export_dir, 0777) < 0 && errno != EEXIST) {
		unwritten(s, s->opt.export_dir, errno);
		return;
	}
	export_tables(s, file);
}

/* The exports to compare with, in an audit of their own. */
static int
load_drift(struct session *s, struct audit *au)
{
	if (!s->opt.nfile)
		return 0;
	model_init(&s->drift, au->cat, &s->opt);
	if (load_files(&s->drift, s->opt.file, s->opt.nfile) < 0) {
		au->diag.item = s->drift.diag.item;
		au->diag.n = s->drift.diag.n;
		au->diag.code = s->drift.diag.code;
		/* Full there is full here: it is the same list. */
		au->diag.stop = s->drift.diag.stop;
		return -1;
	}
	au->drift = &s->drift;
	for (size_t i = 0; i < s->drift.ninput; i++) {
		au->input = arena_more(&au->arena, au->input, au->ninput,
		    sizeof(struct input *));
		au->input[au->ninput++] = s->drift.input[i];
	}
	return 0;
}

/* --profile P judges the role of --member, or the only role there is. */
static int
complete_profiles(struct session *s, struct audit *au)
{
	const char *role = NULL;

	if (s->opt.member && s->live.members.n)
		role = connectwise_cell(&s->live.members, 0,
		    "securityRole/name");
	for (size_t i = 0; i < s->opt.ngiven; i++) {
		struct given *g = &s->opt.given[i];
		const struct role *r = g->role ? model_find_role(au, g->role) :
		    NULL;

		if (!g->role && role && *role)
			g->role = role;
		else if (!g->role && au->nexported > 1)
			return diag_usage("--profile %s: which role? Say "
			    "--member ID, or %s=ROLE", g->profile,
			    g->profile);
		else if (g->role && !util_eq(g->role, "*") && au->nexported &&
		    (!r || !r->exported))
			return diag_usage("--profile: no API member holds the "
			    "role \"%s\"", g->role);
	}
	return 0;
}

static int
load_live(struct audit *au, void *ctx)
{
	struct session *s = ctx;
	struct live *lv = &s->live;
	struct live_file file[LIVE_FILES];
	struct load_text text[LIVE_FILES];
	size_t n = 0;
	int status;

	au->live = true;
	if (load_drift(s, au) < 0)
		return -1;
	lv->au = au;
	lv->cw.arena = &au->arena;
	live_open(lv);
	live_read(lv);
	end_progress(s);
	live_tables(lv, file);
	export_files(s, file);
	for (size_t i = 0; i < LIVE_FILES; i++) {
		if (!file[i].text.len)
			continue;
		text[n].name = file[i].name;
		text[n].data = file[i].text.data;
		text[n++].len = file[i].text.len;
	}
	status = load_texts(au, text, n);
	for (size_t i = 0; i < LIVE_FILES; i++)
		buf_free(&file[i].text);
	return status < 0 ? -1 : complete_profiles(s, au);
}

static void
probe_live(struct audit *au, const struct profile *const *given, void *ctx)
{
	struct session *s = ctx;

	(void)au;
	live_probe(&s->live, given);
	end_progress(s);
}

static void
dry_text(struct out *o, const void *result)
{
	const struct live_plan *plan = result;

	for (size_t i = 0; i < plan->n; i++) {
		const struct live_request *r = &plan->request[i];
		const char *p = r->text;

		if (*r->when)
			out_printf(o, "# %s\n", r->when);
		/* The line breaks of HTTP are no use in a terminal. */
		for (; *p; p++) {
			if (*p != '\r')
				out_char(o, *p);
		}
	}
}

static void
dry_json(struct out *o, const void *result)
{
	const struct live_plan *plan = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit/1");
	jsonw_array(&j, "requests");
	for (size_t i = 0; i < plan->n; i++) {
		const struct live_request *r = &plan->request[i];
		const char *p = strchr(r->text, '\n');

		jsonw_object(&j, NULL);
		jsonw_string(&j, "method", "GET");
		jsonw_string(&j, "url", r->url);
		jsonw_array(&j, "headers");
		while (p && p[1] && p[1] != '\r') {
			size_t n = strcspn(p + 1, "\r");
			char line[LIMIT_HTTP_REQUEST];

			snprintf(line, sizeof(line), "%.*s", (int)n, p + 1);
			jsonw_string(&j, NULL, line);
			p = strchr(p + 1, '\n');
		}
		jsonw_end(&j);
		jsonw_string(&j, "when", *r->when ? r->when : "always");
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static const struct report dry_formats[] = {
	{"text", ".txt", dry_text},
	{"json", ".json", dry_json},
};

static int
dry_run(struct session *s)
{
	struct connectwise cw = {.arena = &s->arena, .site = &s->site,
	    .company = s->opt.company, .client_id = s->opt.client_id,
	    .codebase = "v4_6_release"};
	struct live_plan plan = {0};
	int status = report_check(&s->opt, dry_formats, countof(dry_formats));

	if (status)
		return status;
	live_plan(&plan, &cw, s->opt.member, s->opt.client_id != NULL);
	return report_write(&s->opt, dry_formats, countof(dry_formats),
	    &plan);
}

/* The keys become the header at once; nothing else keeps them. */
static int
get_keys(struct session *s)
{
	struct keys keys;
	const char *why;

	if (keys_get(&keys, s->opt.keys, &why) < 0)
		return diag_usage("%s", why);
	s->trimmed = keys.trimmed;
	if (keys_basic(&keys, s->opt.company, &s->basic) < 0)
		return diag_usage("the keys are too long");
	return 0;
}

static int
run(struct session *s)
{
	struct cmd_source source = {load_live, probe_live, s};
	struct live *lv = &s->live;
	const char *path = s->opt.transcript;
	int status;

	lv->company = s->opt.company;
	lv->member = s->opt.member;
	lv->login = s->opt.client_id != NULL;
	lv->trimmed = s->trimmed;
	lv->cw.site = &s->site;
	lv->cw.company = s->opt.company;
	lv->cw.client_id = s->opt.client_id;
	lv->cw.ca = s->opt.ca;
	lv->cw.basic = lv->login ? &s->basic : NULL;
	lv->cw.timeout = s->timeout;
	lv->cw.ctx = s;
	if (!s->opt.quiet && isatty(STDERR_FILENO))
		lv->cw.progress = show_progress;
	if (path && out_open(&s->transcript, path) < 0) {
		unwritten(s, path, s->transcript.error);
		out_abort(&s->transcript);
		return EXIT_OUTPUT;
	}
	lv->cw.transcript = path ? &s->transcript : NULL;
	status = cmd_judge(&s->opt, &source, NULL);
	if (path && out_close(&s->transcript) < 0)
		unwritten(s, path, s->transcript.error);
	if (lv->au)
		live_close(lv);
	if (s->opt.nfile)
		model_free(&s->drift);
	/* Section 2: usage, input and faults outrank a file unwritten. */
	if (s->failed && status != EXIT_USAGE && status != EXIT_DATA &&
	    status != EXIT_NOINPUT)
		status = EXIT_OUTPUT;
	return status;
}

int
cmd_live(const struct options *opt)
{
	struct session s = {.opt = *opt};
	int status;

	secret_guard();
	status = check_live(&s);
	if (!status && s.opt.dry_run) {
		status = dry_run(&s);
	} else if (!status) {
		status = report_check(&s.opt, report_audit, report_naudit);
		if (!status && s.opt.client_id)
			status = get_keys(&s);
		keys_discard();
		if (!status)
			status = run(&s);
	}
	keys_discard();
	secret_free(&s.basic);
	arena_free(&s.arena);
	return status;
}
