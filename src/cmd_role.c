#include <stdlib.h>
#include <string.h>

#include "cmd_role.h"
#include "least.h"
#include "limits.h"
#include "load.h"
#include "rule.h"
#include "score.h"

/* A role that is made out of profiles and judged by profiles. */
struct make {
	struct cmd_run *run;
	const char *name;
	const char *csv;		/* NULL: make it */
	const struct want **want;	/* by profile, where it was made */
};

/* Rules that tell of harm in a role, not of how it fits a guide. */
static bool
is_harm(const struct finding *f)
{
	return f->rule == rule_get(CW108) ||
	    (f->rule >= rule_get(CW201) && f->rule <= rule_get(CW204)) ||
	    f->rule == rule_get(CW208);
}

static const char *
make_csv(struct audit *au, const char *name, const struct want *const *want,
    size_t n)
{
	struct buf b;
	char *csv;

	buf_init(&b, LIMIT_BUFFER);
	least_head(&b);
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		enum level level[VERB_COUNT];

		if (!f->listed)
			continue;
		for (int v = 0; v < VERB_COUNT; v++)
			level[v] = least_level(want, n, f, (enum verb)v);
		least_row(&b, name, f, level);
	}
	csv = arena_strn(&au->arena, b.data, b.len);
	buf_free(&b);
	return csv;
}

static int
load_made(struct audit *au, void *ctx)
{
	struct make *m = ctx;
	struct load_text text = {"<role>", NULL, 0};
	size_t n = au->opt->ngiven;

	if (!m->csv) {
		/* Profiles of the user's own are known from here on. */
		if (au->diag.n)
			return -1;
		m->want = least_wants(au, m->run->given, n);
		m->csv = make_csv(au, m->name, m->want, n);
		least_reset(au);
	}
	text.data = m->csv;
	text.len = strlen(m->csv);
	return load_texts(au, &text, 1);
}

/* Judges a role made for, or given to, some profiles. 0 or an exit code. */
static int
judge(struct make *m)
{
	const struct cmd_source source = {load_made, NULL, m};
	int status;

	model_init(&m->run->audit, &m->run->cat, m->run->opt);
	status = cmd_judge_run(m->run, &source);
	return status ? status : m->run->audit.diag.code;
}

static const struct role *
made_role(const struct audit *au)
{
	for (size_t i = 0; i < au->nrole; i++) {
		if (au->role[i]->exported)
			return au->role[i];
	}
	util_die("the role that was made is lost");
}

/* The role's name: --role, else what the guides usually call it. */
static const char *
role_name(struct arena *a, const struct options *opt,
    const struct profile_library *lib)
{
	const char *name = NULL;

	if (opt->role)
		return opt->role;
	for (size_t i = 0; i < opt->ngiven; i++) {
		const struct profile *p = profile_find(lib,
		    opt->given[i].profile);
		const char *word = p && p->nalias_role ? p->alias_role[0] :
		    util_base(opt->given[i].profile);

		if (name && strstr(name, word))
			word = opt->given[i].profile;
		name = name ? arena_printf(a, "%s + %s", name, word) : word;
	}
	return name;
}

/* Every operand is a profile that is to judge the role. */
static void
give(struct arena *a, struct options *with, const struct options *opt,
    const char *const *name, size_t n)
{
	*with = *opt;
	with->given = arena_array(a, n + 1, sizeof(*with->given));
	with->ngiven = n;
	for (size_t i = 0; i < n; i++) {
		with->given[i].profile = name[i];
		with->given[i].role = "*";
	}
	with->role = NULL;
	with->tenant = NULL;
}

/*
 * What the common role is to one vendor: what it lacks, and every cell above
 * this vendor's need, by what it puts at risk.
 */
static void
weigh(struct cmd_role_vendor *v, const struct cmd_role_least *l)
{
	const struct audit *au = l->au;

	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		for (int k = 0; k < VERB_COUNT; k++) {
			enum level need, have;

			if (!model_levels(l->role, f))
				continue;
			have = model_have(au, l->role, f, (enum verb)k);
			need = want_least(&v->want[f->id].cell[k]);
			v->missing += have < need;
			if (have > LEVEL_NONE && have > need)
				v->over[catalogue_risk(f->cat, (enum verb)k,
				    have)]++;
		}
	}
}

static bool
same_harm(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && (a->module ? a->module : "") &&
	    util_eq(a->module ? a->module : "", b->module ? b->module : "") &&
	    util_eq(a->function ? a->function : "",
	    b->function ? b->function : "") && a->ncell == b->ncell &&
	    (!a->ncell || a->cell[0].verb == b->cell[0].verb);
}

static void
list_warnings(struct cmd_role_least *l, struct arena *a)
{
	const struct audit *au = l->au;

	l->warning = arena_array(a, au->nfinding + 1, sizeof(*l->warning));
	for (size_t i = 0; i < au->nfinding; i++) {
		if (!is_harm(&au->finding[i]))
			continue;
		l->warning[l->nwarning].finding = &au->finding[i];
		l->warning[l->nwarning].who = "";
		l->warning[l->nwarning++].avoidable = l->nvendor > 1;
	}
}

/* Which of the warnings a role for this vendor alone would raise as well. */
static int
compare_own(struct cmd_role_least *l, struct cmd_role_vendor *v,
    struct cmd_run *run, struct arena *a)
{
	struct make m = {run, l->name, NULL, NULL};
	int status = judge(&m);
	const struct audit *au = &run->audit;

	for (size_t i = 0; !status && i < au->nfinding; i++) {
		const struct finding *f = &au->finding[i];

		v->own += is_harm(f);
		for (size_t k = 0; is_harm(f) && k < l->nwarning; k++) {
			struct cmd_role_warning *w = &l->warning[k];

			if (!same_harm(w->finding, f))
				continue;
			w->avoidable = false;
			w->who = *w->who ? arena_printf(a, "%s, %s", w->who,
			    v->profile->name) : v->profile->name;
		}
	}
	model_free(&run->audit);
	return status;
}

static int
compare(struct cmd_role_least *l, struct arena *a)
{
	struct cmd_run alone;
	struct options with;
	int status = 0;

	for (size_t i = 0; i < l->nvendor && !status; i++) {
		give(a, &with, l->au->opt,
		    &l->au->opt->given[i].profile, 1);
		cmd_open(&alone, &with);
		status = compare_own(l, &l->vendor[i], &alone, a);
		cmd_close(&alone);
	}
	return status;
}

static int
smallest(const struct options *opt)
{
	struct cmd_role_least l = {0};
	struct arena a = {0};
	struct options with;
	struct cmd_run run;
	struct make m = {&run, NULL, NULL, NULL};
	int status;

	give(&a, &with, opt, opt->file, opt->nfile);
	with.role = opt->role;
	cmd_open(&run, &with);
	l.name = m.name = role_name(&a, &with, &run.lib);
	with.role = NULL;
	status = judge(&m);
	if (!status) {
		l.au = &run.audit;
		l.role = made_role(l.au);
		l.csv = m.csv;
		l.nvendor = with.ngiven;
		l.vendor = arena_array(&a, l.nvendor, sizeof(*l.vendor));
		for (size_t i = 0; i < l.nvendor; i++) {
			l.vendor[i].profile = run.given[i];
			l.vendor[i].want = m.want[i];
			weigh(&l.vendor[i], &l);
		}
		list_warnings(&l, &a);
		status = compare(&l, &a);
	}
	if (!status)
		status = cmd_role_write_least(opt, &l);
	model_free(&run.audit);
	cmd_close(&run);
	arena_free(&a);
	return status;
}

static int
check_twice(const struct options *opt)
{
	for (size_t i = 0; i < opt->nfile; i++) {
		for (size_t k = 0; k < i; k++) {
			if (util_eq(opt->file[i], opt->file[k]))
				return diag_usage("the profile %s stands here "
				    "twice", opt->file[i]);
		}
	}
	return 0;
}

int
cmd_role(const struct options *opt)
{
	int status = cmd_role_check(opt);

	if (status)
		return status;
	if (opt->from)
		return cmd_role_from(opt);
	if (opt->ngiven)
		return diag_usage("--profile goes with --from; without it name "
		    "the profiles as they are: cwaudit role %s",
		    opt->given[0].profile);
	if (!opt->nfile)
		return diag_usage("no profile: cwaudit profiles lists them");
	status = check_twice(opt);
	return status ? status : smallest(opt);
}
