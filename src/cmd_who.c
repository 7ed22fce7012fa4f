#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd_who.h"
#include "folder.h"
#include "limits.h"
#include "load.h"
#include "text.h"

/* One tenant while its holders are looked for. */
struct look {
	struct cmd_who *who;
	const struct folder_list *folders;
	const struct folder *folder;	/* NULL: the operands are files */
};

static int
load_tenant(struct audit *au, void *ctx)
{
	struct look *l = ctx;
	struct folder_files files;
	struct loc loc = {NULL, 0, 0};

	if (!l->folder)
		return load_files(au, au->opt->file, au->opt->nfile);
	folder_read(&au->arena, l->folders, l->folder, &files);
	loc.file = load_name(&au->arena, l->folder->path, NULL, 0);
	if (files.error)
		return diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be "
		    "read: %s", strerror(files.error));
	return load_named(au, files.path, files.name, files.text,
	    files.n);
}

static void *
grow(struct arena *a, void *list, size_t n, size_t size)
{
	bool full = n >= 8 ? (n & (n - 1)) == 0 : n == 0;

	return full ? arena_grow(a, list, n, n ? n * 2 : 8, size) : list;
}

static void
add_members(struct cmd_who *w, struct cmd_who_role *h, const struct role *r)
{
	struct arena *a = &w->arena;

	h->member = arena_array(a, r->nmember + 1, sizeof(*h->member));
	for (size_t i = 0; i < r->nmember; i++) {
		const struct member *m = r->member[i];
		struct cmd_who_member *to = &h->member[h->nmember++];

		to->id = arena_str(a, m->id);
		to->name = arena_str(a, m->name);
		to->api = m->api;
		to->inactive = m->inactive == TRI_YES;
	}
}

static void
look_at(struct cmd_who *w, struct cmd_who_question *q, const struct audit *au,
    const struct role *r, const struct function *f)
{
	struct arena *a = &w->arena;
	enum level have = model_have(au, r, f, q->verb);
	struct loc loc = model_cell_place(au, r, f, q->verb);
	struct cmd_who_role *h;

	q->known += have != LEVEL_UNKNOWN;
	if (have == LEVEL_NONE)
		return;
	q->role = grow(a, q->role, q->nrole, sizeof(*q->role));
	h = &q->role[q->nrole++];
	memset(h, 0, sizeof(*h));
	h->tenant = au->tenant ? arena_str(a, au->tenant) : NULL;
	h->name = arena_str(a, r->name);
	h->level = have;
	h->loc = loc;
	h->loc.file = loc.file ? arena_str(a, loc.file) : NULL;
	add_members(w, h, r);
}

/* The function of a question in this tenant, or NULL. */
static const struct function *
function_of(const struct audit *au, const struct cmd_who_question *q)
{
	const struct catalogue_entry *e = catalogue_find(au->cat, q->module,
	    q->function);

	return e ? model_known(au, e) : model_by_key(au, q->key);
}

static void
ask(struct cmd_who *w, const struct audit *au)
{
	w->tenants++;
	w->roles += au->nexported;
	for (size_t k = 0; k < w->n; k++) {
		struct cmd_who_question *q = &w->question[k];
		const struct function *f = q->module ? function_of(au, q) :
		    NULL;

		if (!f)
			continue;
		q->found = true;
		q->module = arena_str(&w->arena, f->module);
		q->function = arena_str(&w->arena, f->name);
		for (size_t i = 0; i < au->nrole; i++) {
			if (au->role[i]->exported)
				look_at(w, q, au, au->role[i], f);
		}
	}
}

static int
ask_tenant(struct cmd_who *w, struct cmd_run *run,
    const struct folder_list *l, const struct folder *f)
{
	struct look look = {w, l, f};
	const struct cmd_source source = {load_tenant, NULL, &look};
	int status;

	model_init(&run->audit, &run->cat, run->opt);
	run->audit.fleet = f != NULL;
	if (f && l->n > 1)
		run->audit.tenant = f->name;
	status = cmd_judge_run(run, &source);
	if (!status && run->audit.diag.code > w->code)
		w->code = run->audit.diag.code;
	if (!status && !run->audit.diag.code && run->audit.ninput)
		ask(w, &run->audit);
	cmd_who_diagnostics(w, &run->audit.diag);
	model_free(&run->audit);
	return status;
}

static int
ask_folders(struct cmd_who *w, struct cmd_run *run)
{
	struct folder_list l = {0};
	const char *twice = NULL;
	int status = 0;

	for (size_t i = 0; i < w->opt->nfile && !status; i++) {
		if (!folder_is(w->opt->file[i])) {
			status = diag_usage("\"%s\" is a file: give files, or "
			    "folders of tenants, not both", w->opt->file[i]);
		} else if (folder_add(&l, w->opt->file[i]) < 0) {
			diag_note("%s: cannot be read: %s", w->opt->file[i],
			    strerror(errno));
			status = EXIT_NOINPUT;
		}
	}
	if (!status && folder_sort(&l, &twice) < 0)
		status = diag_usage("two tenants are called as %s is", twice);
	for (size_t i = 0; i < l.n && !status; i++)
		status = ask_tenant(w, run, &l, &l.folder[i]);
	folder_free(&l);
	return status;
}

/* The profiles whose guides ask for the cell of a question. */
static void
find_guides(struct cmd_who *w, struct cmd_who_question *q,
    const struct profile_library *lib)
{
	q->guide = arena_array(&w->arena, lib->n + 1, sizeof(*q->guide));
	for (size_t i = 0; i < lib->n; i++) {
		const struct profile *p = profile_whole(lib->profile[i]);

		for (size_t k = 0; k < p->nrow; k++) {
			const struct profile_row *row = &p->row[k];

			if (row->kind != PROFILE_GRANT ||
			    row->level[q->verb] <= LEVEL_NONE ||
			    !util_eq(row->key, q->key))
				continue;
			q->guide[q->nguide].profile = arena_str(&w->arena,
			    p->name);
			q->guide[q->nguide].line = row->line;
			q->guide[q->nguide++].level =
			    (enum level)row->level[q->verb];
			break;
		}
	}
}

static int
unknown_function(const struct catalogue *cat, const char *module,
    const char *function)
{
	const struct catalogue_entry *e = catalogue_near(cat, module,
	    function);

	if (e)
		return diag_usage("no function \"%s/%s\", did you mean "
		    "\"%s/%s\"?", module, function, e->module, e->name);
	return diag_usage("no function \"%s/%s\": neither in the catalogue "
	    "nor in an export", module, function);
}

static char *
key_of(struct arena *a, const struct catalogue *cat, const char *module,
    const char *function)
{
	const struct catalogue_entry *e = catalogue_find(cat, module,
	    function);

	if (e)
		return arena_str(a, e->key);
	if (catalogue_module(cat, module))
		module = catalogue_module(cat, module);
	return arena_printf(a, "%s\x1f%s", text_keystr(a, module),
	    text_keystr(a, function));
}

/* "MODULE/FUNCTION:VERB". Returns 0 or EXIT_USAGE. */
static int
parse_can(struct cmd_who *w, struct cmd_who_question *q,
    const struct catalogue *cat)
{
	const char *slash = strchr(w->opt->can, '/');
	const char *colon = strrchr(w->opt->can, ':');
	const char *verb = colon ? colon + 1 + strspn(colon + 1, " ") : NULL;
	int v = 0;

	if (!slash || !colon || colon < slash)
		return diag_usage("--can \"%s\", expected "
		    "MODULE/FUNCTION:VERB, as in \"Service Desk/Service "
		    "Tickets:delete\"", w->opt->can);
	while (v < VERB_COUNT && !util_ieq(verb, level_verb((enum verb)v)))
		v++;
	if (v == VERB_COUNT)
		return diag_usage("--can: no verb \"%s\", expected add, edit, "
		    "delete or inquire", colon + 1);
	q->verb = (enum verb)v;
	q->module = arena_strn(&w->arena, w->opt->can,
	    (size_t)(slash - w->opt->can));
	q->function = arena_strn(&w->arena, slash + 1,
	    (size_t)(colon - slash - 1));
	q->key = key_of(&w->arena, cat, q->module, q->function);
	return 0;
}

/* An endpoint. Returns 0 or an exit code. */
static int
parse_needs(struct cmd_who *w, struct cmd_who_question *q,
    const struct catalogue *cat)
{
	struct needs *n = arena_alloc(&w->arena, sizeof(*n));
	int is = needs_find(&w->arena, w->opt->needs, n);

	if (is < 0)
		return diag_usage("--needs \"%s\", expected a method and a "
		    "path, as in \"GET /service/tickets\"", w->opt->needs);
	q->needs = n;
	if (is > 0)
		return 0;
	q->module = n->module ? n->module : "System";
	q->function = n->function ? n->function : "Table Setup";
	q->verb = n->verb;
	q->key = key_of(&w->arena, cat, q->module, q->function);
	return 0;
}

static int
parse(struct cmd_who *w, const struct catalogue *cat)
{
	int status = 0;

	w->question = arena_array(&w->arena, 2, sizeof(*w->question));
	if (w->opt->can)
		status = parse_can(w, &w->question[w->n++], cat);
	if (!status && w->opt->needs)
		status = parse_needs(w, &w->question[w->n++], cat);
	return status;
}

/* Whether every question could be answered; an exit code. */
static int
verdict(const struct cmd_who *w)
{
	if (w->code)
		return w->code;
	for (size_t i = 0; i < w->n; i++) {
		const struct cmd_who_question *q = &w->question[i];

		if (!q->module || (w->opt->nfile && !q->known))
			return EXIT_INCOMPLETE;
	}
	return EXIT_PASS;
}

static int
run(struct cmd_who *w, struct cmd_run *r)
{
	int status = parse(w, &r->cat);

	for (size_t i = 0; i < w->n && !status; i++) {
		if (w->question[i].module)
			find_guides(w, &w->question[i], &r->lib);
	}
	if (!status && w->opt->nfile)
		status = cmd_is_fleet(w->opt) ? ask_folders(w, r) :
		    ask_tenant(w, r, NULL, NULL);
	for (size_t i = 0; i < w->n && !status && !w->code; i++) {
		const struct cmd_who_question *q = &w->question[i];

		if (q->module && !q->found && !catalogue_find(&r->cat,
		    q->module, q->function))
			status = unknown_function(&r->cat, q->module,
			    q->function);
	}
	return status;
}

int
cmd_who(const struct options *opt)
{
	struct cmd_who w = {.opt = opt};
	struct cmd_run r;
	int status = cmd_who_check(opt), written;

	if (status)
		return status;
	if (!opt->can && !opt->needs)
		return diag_usage("what for? --can \"MODULE/FUNCTION:VERB\" or "
		    "--needs \"GET /path\"");
	if (opt->can && !opt->nfile)
		return diag_usage("--can looks into exports: give the files");
	cmd_open(&r, opt);
	status = run(&w, &r);
	if (!status) {
		w.exit = verdict(&w);
		written = cmd_who_write(&w);
		status = written && !w.code ? written : w.exit;
	}
	cmd_close(&r);
	arena_free(&w.arena);
	return status;
}
