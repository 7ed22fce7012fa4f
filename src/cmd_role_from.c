#include "cmd_role.h"
#include "limits.h"
#include "load.h"
#include "report.h"
#include "rule.h"
#include "want.h"

/* The role of an export, before or after its edits. */
struct change {
	const struct options *opt;	/* as the command was given them */
	const char *name;
	const struct cmd_role_edit *edit;	/* to be applied */
	size_t n;
};

static int
no_role(const struct audit *au, const char *name)
{
	const char *near = model_near_role(au, name);

	if (!near)
		return diag_usage("%s holds no role \"%s\" (cwaudit inspect "
		    "lists its roles)", au->opt->from, name);
	return diag_usage("%s holds no role \"%s\", did you mean \"%s\"?",
	    au->opt->from, name, near);
}

static int
which_role(const struct audit *au)
{
	struct buf b;
	size_t n = 0;
	int status;

	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < au->nrole; i++) {
		if (au->role[i]->exported)
			buf_printf(&b, "%s%s", n++ ? ", " : "",
			    au->role[i]->name);
	}
	status = diag_usage("which role of %s? Say --role NAME. Roles: %s",
	    au->opt->from, buf_cstr(&b));
	buf_free(&b);
	return status;
}

static const struct role *
only_role(const struct audit *au)
{
	const struct role *r = NULL;

	for (size_t i = 0; i < au->nrole; i++) {
		if (au->role[i]->exported)
			r = au->role[i];
	}
	return r;
}

static void
apply(struct audit *au, struct role *r, const struct cmd_role_edit *e)
{
	struct function *f = au->function[e->function->id];
	struct grant g;

	if (!model_grant(r, f, &g)) {
		g.line = r->loc.line;
		/* What else it grants there, the export does not tell. */
		for (int v = 0; v < VERB_COUNT; v++)
			g.levels = (uint8_t)model_with_level(g.levels, v,
			    au->opt->absent_is_none ? LEVEL_NONE :
			    LEVEL_UNKNOWN);
		model_add_grant(au, r, f, &g);
		f->listed = true;
	}
	g.levels = (uint8_t)model_with_level(g.levels, e->verb, e->to);
	model_set_grant_at(au, r, model_find(r, f), &g);
}

static int
load_from(struct audit *au, void *ctx)
{
	struct change *c = ctx;
	const char *path = c->opt->from;
	struct role *r;

	if (load_files(au, &path, 1) < 0)
		return -1;
	if (!c->opt->role && au->nexported != 1)
		return which_role(au);
	r = c->opt->role ? model_find_role(au, c->opt->role) :
	    model_find_role(au, only_role(au)->name);
	if (!r || !r->exported)
		return no_role(au, c->opt->role);
	c->name = r->name;
	for (size_t i = 0; i < au->opt->ngiven; i++)
		au->opt->given[i].role = r->name;
	for (size_t i = 0; i < c->n; i++)
		apply(au, r, &c->edit[i]);
	return 0;
}

/* What a cell has to become, and why; `from` where it is right. */
static enum level
target(const struct audit *au, const struct want_cell *c, enum level from,
    const char **why)
{
	enum level allow = au->opt->setup_phase ? (enum level)c->allow :
	    (enum level)c->steady;

	*why = "missing";
	if (want_least(c) > LEVEL_NONE && from < want_least(c))
		return want_least(c);
	if (from < LEVEL_MY || from <= allow || c->partial)
		return from;
	*why = from <= (enum level)c->allow ? "left from the set-up" :
	    c->allow == LEVEL_UNKNOWN ? "excess" :
	    c->allow == LEVEL_NONE ? "forbidden" : "broader";
	if (allow < want_least(c))
		allow = want_least(c);
	return allow > LEVEL_NONE ? allow : LEVEL_NONE;
}

static void
find_edits(struct cmd_role_edits *e, struct arena *a, struct audit *au,
    const struct role *r)
{
	e->edit = arena_array(a, au->nfunction * VERB_COUNT + 1,
	    sizeof(*e->edit));
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		struct grant g;
		bool listed = model_grant(r, f, &g);

		for (int v = 0; v < VERB_COUNT; v++) {
			const struct want_cell *c = &r->want[i].cell[v];
			struct cmd_role_edit *ed = &e->edit[e->n];

			if (!model_on_tenant(au, f))
				continue;
			ed->from = model_have(au, r, f, (enum verb)v);
			ed->to = target(au, c, ed->from, &ed->why);
			if (ed->to == ed->from)
				continue;
			ed->function = f;
			ed->verb = (enum verb)v;
			ed->profile = util_eq(ed->why, "missing") ?
			    c->need_by : c->allow_by;
			ed->row = util_eq(ed->why, "missing") ? c->need_row :
			    c->allow_row;
			ed->loc = listed ? model_place(au, &g, (enum verb)v) :
			    r->loc;
			e->n++;
		}
	}
}

/* Counted as findings, those of recommended rows among them. */
static void
count(struct cmd_role_count *c, const struct audit *au, const struct role *r)
{
	for (size_t i = 0; i < au->nfinding; i++) {
		const struct finding *f = &au->finding[i];

		if (f->role != r || f->member)
			continue;
		c->missing += f->rule == rule_get(CW101);
		c->excess += f->rule == rule_get(CW102);
		c->forbidden += f->rule == rule_get(CW103);
		c->broader += f->rule == rule_get(CW104);
	}
}

static int
judge(struct cmd_run *run, const struct options *opt, struct change *c)
{
	const struct cmd_source source = {load_from, NULL, c};
	int status;

	cmd_open(run, opt);
	model_init(&run->audit, &run->cat, opt);
	status = cmd_judge_run(run, &source);
	return status ? status : run->audit.diag.code;
}

static void
end(struct cmd_run *run)
{
	model_free(&run->audit);
	cmd_close(run);
}

static int
edit(const struct options *opt, const struct options *with, struct arena *a)
{
	struct cmd_run before, after;
	struct change c = {.opt = opt};
	struct cmd_role_edits e = {0};
	const struct role *r;
	int status;

	status = judge(&before, with, &c);
	if (!status) {
		r = model_find_role(&before.audit, c.name);
		find_edits(&e, a, &before.audit, r);
		count(&e.before, &before.audit, r);
		c.edit = e.edit;
		c.n = e.n;
		status = judge(&after, with, &c);
		if (!status) {
			e.au = &after.audit;
			e.role = model_find_role(e.au, c.name);
			e.name = e.role->name;
			count(&e.after, e.au, e.role);
			e.was = &before.audit;
			e.was_role = r;
			status = cmd_role_write_edits(opt, &e);
			if (!status && cmd_role_untold(&e, 0))
				status = EXIT_INCOMPLETE;
		}
		end(&after);
	}
	end(&before);
	return status;
}

int
cmd_role_from(const struct options *opt)
{
	struct options with = *opt;
	struct arena a = {0};
	int status;

	with.ngiven = 0;
	with.given = arena_array(&a, opt->ngiven + opt->nfile + 1,
	    sizeof(*with.given));
	for (size_t i = 0; i < opt->ngiven; i++) {
		if (opt->given[i].role) {
			arena_free(&a);
			return diag_usage("--profile %s=%s: with --from, "
			    "--role names the role", opt->given[i].profile,
			    opt->given[i].role);
		}
		with.given[with.ngiven++] = opt->given[i];
	}
	for (size_t i = 0; i < opt->nfile; i++)
		with.given[with.ngiven++].profile = opt->file[i];
	if (with.ngiven)
		status = edit(opt, &with, &a);
	else
		status = diag_usage("--from needs the profile that the role "
		    "is to follow: --profile PROFILE");
	arena_free(&a);
	return status;
}
