#include <stdlib.h>
#include <string.h>

#include "cmd_profiles.h"
#include "finding.h"
#include "jsonw.h"
#include "limits.h"
#include "load.h"
#include "match.h"
#include "report.h"
#include "rule.h"
#include "score.h"
#include "want.h"

/* Something to discuss with the vendor. */
struct point {
	const char *module, *function, *what;	/* what: Delete, or a setting */
	const char *level;			/* "" where there is none */
	const char *why;
	enum severity risk;
	const struct profile_row *row;
};

/* What one guide demands. */
struct demand {
	const struct profile *p;
	size_t rank;
	int exposure;
	size_t critical, high, deletes;
	struct point *point;
	size_t npoint;
};

struct ranking {
	struct demand *demand;
	size_t n;
	size_t shown;		/* how many with their rows, in text */
	struct cmd_library *cl;
	struct audit *au;
};

static void
add_point(struct ranking *rk, struct demand *d, const struct point *p)
{
	d->point = arena_more(&rk->cl->arena, d->point, d->npoint,
	    sizeof(*p));
	d->point[d->npoint++] = *p;
}

/* The reason without the word that says what it rests on. */
static const char *
reason(const char *why)
{
	const char *colon = strstr(why, ": ");

	return colon ? colon + 2 : why;
}

static void
add_cell(struct ranking *rk, struct demand *d, const struct function *f,
    enum verb v, const struct want_cell *c)
{
	enum level l = want_least(c);
	enum severity risk;

	if (l < LEVEL_MY)
		return;
	risk = catalogue_risk(f->cat, v, l);
	d->critical += risk == SEV_CRITICAL;
	d->high += risk == SEV_HIGH;
	d->deletes += v == VERB_DELETE;
	if (risk >= SEV_HIGH || v == VERB_DELETE)
		add_point(rk, d, &(struct point){f->module, f->name,
		    level_verb_title(v), level_name((enum level)c->need),
		    f->cat ? reason(f->cat->why[v]) : "", risk,
		    c->need_row});
}

static void
add_settings(struct ranking *rk, struct demand *d)
{
	for (size_t i = 0; i < d->p->nrow; i++) {
		const struct profile_row *row = &d->p->row[i];
		const struct catalogue_entry *table = NULL;

		if (row->kind == PROFILE_TABLE &&
		    profile_needs(row, rk->au->opt))
			table = catalogue_table(&rk->cl->cat, row->function);
		if (row->kind == PROFILE_MEMBER &&
		    util_eq(row->module, "admin_role"))
			add_point(rk, d, &(struct point){"Member", "Role",
			    "Admin", "", "the guide allows the role Admin, "
			    "which holds every right", SEV_CRITICAL, row});
		if (table)
			add_point(rk, d, &(struct point){"Table Setup",
			    row->function, "allowed", "",
			    reason(table->why[VERB_EDIT]), SEV_HIGH, row});
	}
}

/* Grants that are dangerous only together (CW204). */
static void
add_pairs(struct ranking *rk, struct demand *d, const struct role *r)
{
	for (size_t i = 0; i < rk->au->nfinding; i++) {
		const struct finding *f = &rk->au->finding[i];
		const struct function *fn = NULL;
		size_t len;

		if (f->role != r || f->rule != rule_get(CW204))
			continue;
		/* `A + B`: the row is that of A. */
		len = strcspn(f->function, "+") - 1;
		for (size_t k = 0; k < rk->au->nfunction && !fn; k++) {
			const struct function *g = rk->au->function[k];

			if (util_eq(g->module, f->module) &&
			    strlen(g->name) == len &&
			    strncmp(g->name, f->function, len) == 0)
				fn = g;
		}
		if (fn)
			add_point(rk, d, &(struct point){f->module,
			    f->function, "together", "", f->detail,
			    f->severity, r->want[fn->id].cell[f->cell[0].verb]
			    .need_row});
	}
}

static int
by_point(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->risk != y->risk)
		return (int)y->risk - (int)x->risk;
	if (x->row->line != y->row->line)
		return x->row->line < y->row->line ? -1 : 1;
	return strcmp(x->what, y->what);
}

static int
by_demand(const void *a, const void *b)
{
	const struct demand *x = a, *y = b;

	if (x->exposure != y->exposure)
		return x->exposure - y->exposure;
	if (x->critical != y->critical)
		return x->critical > y->critical ? -1 : 1;
	if (x->high != y->high)
		return x->high > y->high ? -1 : 1;
	if (x->deletes != y->deletes)
		return x->deletes > y->deletes ? -1 : 1;
	return strcmp(x->p->name, y->p->name);
}

static void
measure(struct ranking *rk, struct demand *d)
{
	const struct role *r = model_find_role(rk->au, d->p->name);

	d->exposure = r->exposure;
	for (size_t i = 0; i < rk->au->nfunction; i++) {
		for (int v = 0; v < VERB_COUNT; v++)
			add_cell(rk, d, rk->au->function[i], (enum verb)v,
			    &r->want[i].cell[v]);
	}
	add_settings(rk, d);
	add_pairs(rk, d, r);
	if (d->npoint)
		qsort(d->point, d->npoint, sizeof(*d->point), by_point);
}

/* The export of a role that has what the guide needs and nothing else. */
static void
write_role(struct ranking *rk, struct buf *b, const struct profile *p)
{
	const struct want *w = want_make(rk->au, &p, 1);

	for (size_t i = 0; i < rk->cl->cat.nfunction; i++) {
		const struct function *f = rk->au->function[i];

		buf_printf(b, "%s,\"%s\",\"%s\"", p->name, f->module,
		    f->name);
		for (int v = 0; v < VERB_COUNT; v++) {
			enum level l = want_least(&w[i].cell[v]);

			buf_printf(b, ",%s", l < LEVEL_MY ? "None" :
			    level_name(l));
		}
		buf_char(b, '\n');
	}
}

static void
write_tables(struct ranking *rk, struct buf *b, const struct profile *p)
{
	for (size_t i = 0; i < p->nrow; i++) {
		if (p->row[i].kind == PROFILE_TABLE &&
		    profile_needs(&p->row[i], rk->au->opt))
			buf_printf(b, "%s,\"%s\",allow\n", p->name,
			    p->row[i].function);
	}
}

/* Audits the least role of each guide, as if somebody had made them. */
static void
audit_guides(struct ranking *rk, struct audit *made)
{
	struct buf roles, tables;
	struct load_text text[2];

	buf_init(&roles, LIMIT_BUFFER);
	buf_init(&tables, LIMIT_BUFFER);
	buf_str(&roles, "Role,Module,Function,Add Level,Edit Level,"
	    "Delete Level,Inquire Level\n");
	buf_str(&tables, "Role,Item,Access\n");
	for (size_t i = 0; i < rk->cl->lib.n; i++) {
		const struct profile *p = profile_whole(
		    rk->cl->lib.profile[i]);

		write_role(rk, &roles, p);
		write_tables(rk, &tables, p);
	}
	text[0] = (struct load_text){"roles", buf_cstr(&roles), roles.len};
	text[1] = (struct load_text){"tables", buf_cstr(&tables), tables.len};
	made->profile = rk->cl->lib.profile;
	made->nprofile = rk->cl->lib.n;
	if (load_texts(made, text, countof(text)) < 0)
		util_die("the roles of the guides cannot be read");
	match_audit(made, rk->cl->lib.profile);
	rule_audit(made);
	score_audit(made);
	buf_free(&roles);
	buf_free(&tables);
}

/* -- the formats -- */

static void
points_text(struct page *p, const struct demand *d)
{
	page_heading(p, "%zu. %s: %s", d->rank, d->p->vendor, d->p->product);
	if (!d->npoint)
		page_text(p, 2, 2, "nothing to discuss: no right to delete, "
		    "and none of high or critical risk");
	for (size_t i = 0; i < d->npoint; i++) {
		const struct point *pt = &d->point[i];

		page_text(p, 2, 4, "%s > %s: %s%s%s (%s), line %u",
		    pt->module, pt->function, pt->what, *pt->level ? " " : "",
		    pt->level, level_severity(pt->risk),
		    (unsigned)pt->row->line);
		if (*pt->why)
			page_text(p, 6, 6, "%s", pt->why);
	}
}

static void
risk_text(struct out *o, const void *result)
{
	const struct ranking *rk = result;
	struct page p = {o, false};

	page_line(&p, PAGE_BOLD, "rank  exposure  critical  high  delete  "
	    "profile");
	for (size_t i = 0; i < rk->n; i++) {
		const struct demand *d = &rk->demand[i];

		page_line(&p, PAGE_PLAIN, "%4zu  %8d  %8zu  %4zu  %6zu  %s%s",
		    d->rank, d->exposure, d->critical, d->high, d->deletes,
		    d->p->name, d->p->partial ? " *" : "");
	}
	for (size_t i = 0; i < rk->n && i < rk->shown; i++)
		points_text(&p, &rk->demand[i]);
	out_char(o, '\n');
	page_text(&p, 0, 0, "exposure: what the audit leaves of 100 for a role "
	    "that has what the guide needs and nothing else. critical, high: "
	    "the cells of that risk; delete: the cells that delete. *: the "
	    "guide could not be read whole, so it asks for at least this.");
	if (rk->shown < rk->n)
		page_text(&p, 0, 0, "The rows of the first %zu are shown: name "
		    "others, or use -v.", rk->shown);
}

static void
risk_json(struct out *o, const void *result)
{
	const struct ranking *rk = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-risk/1");
	jsonw_array(&j, "profiles");
	for (size_t i = 0; i < rk->n; i++) {
		const struct demand *d = &rk->demand[i];

		jsonw_object(&j, NULL);
		jsonw_number(&j, "rank", d->rank);
		jsonw_string(&j, "profile", d->p->name);
		jsonw_string(&j, "vendor", d->p->vendor);
		jsonw_string(&j, "product", d->p->product);
		jsonw_string(&j, "confidence", cmd_profiles_confidence(d->p));
		jsonw_score(&j, "exposure", d->exposure);
		jsonw_number(&j, "critical_cells", d->critical);
		jsonw_number(&j, "high_cells", d->high);
		jsonw_number(&j, "delete_rights", d->deletes);
		jsonw_array(&j, "discuss");
		for (size_t k = 0; k < d->npoint; k++) {
			const struct point *pt = &d->point[k];

			jsonw_object(&j, NULL);
			jsonw_string(&j, "module", pt->module);
			jsonw_string(&j, "function", pt->function);
			jsonw_string(&j, "what", pt->what);
			jsonw_string(&j, "level", *pt->level ? pt->level :
			    NULL);
			jsonw_string(&j, "risk", level_severity(pt->risk));
			jsonw_string(&j, "why", pt->why);
			jsonw_number(&j, "line", pt->row->line);
			jsonw_end(&j);
		}
		jsonw_end(&j);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static void
head_csv(struct out *o, const struct demand *d)
{
	out_printf(o, "%zu,", d->rank);
	cmd_csv(o, d->p->name, ',');
	cmd_csv(o, d->p->vendor, ',');
	cmd_csv(o, d->p->product, ',');
	out_printf(o, "%s,%d,%zu,%zu,%zu,", cmd_profiles_confidence(d->p),
	    d->exposure, d->critical, d->high, d->deletes);
}

static void
risk_csv(struct out *o, const void *result)
{
	const struct ranking *rk = result;

	out_str(o, "rank,profile,vendor,product,confidence,exposure,"
	    "critical_cells,high_cells,delete_rights,module,function,what,"
	    "level,risk,line,why\n");
	for (size_t i = 0; i < rk->n; i++) {
		const struct demand *d = &rk->demand[i];

		if (!d->npoint) {
			head_csv(o, d);
			out_str(o, ",,,,,,\n");
		}
		for (size_t k = 0; k < d->npoint; k++) {
			const struct point *pt = &d->point[k];

			head_csv(o, d);
			cmd_csv(o, pt->module, ',');
			cmd_csv(o, pt->function, ',');
			cmd_csv(o, pt->what, ',');
			out_printf(o, "%s,%s,%u,", pt->level,
			    level_severity(pt->risk),
			    (unsigned)pt->row->line);
			cmd_csv(o, pt->why, '\n');
		}
	}
}

static void
points_md(struct out *o, const struct demand *d)
{
	out_printf(o, "\n### %zu. ", d->rank);
	cmd_md(o, d->p->vendor);
	out_str(o, ": ");
	cmd_md(o, d->p->product);
	out_str(o, "\n\n");
	for (size_t i = 0; i < d->npoint; i++) {
		const struct point *pt = &d->point[i];

		out_str(o, "- **");
		cmd_md(o, pt->module);
		out_str(o, " > ");
		cmd_md(o, pt->function);
		out_printf(o, "**: %s%s%s, %s", pt->what,
		    *pt->level ? " " : "", pt->level,
		    level_severity(pt->risk));
		if (*pt->why) {
			out_str(o, "; ");
			cmd_md(o, pt->why);
		}
		out_char(o, '\n');
	}
}

static void
risk_markdown(struct out *o, const void *result)
{
	const struct ranking *rk = result;

	out_str(o, "| Rank | Vendor: product | Exposure | Critical | High | "
	    "Delete | Guide |\n|---:|---|---:|---:|---:|---:|---|\n");
	for (size_t i = 0; i < rk->n; i++) {
		const struct demand *d = &rk->demand[i];

		out_printf(o, "| %zu | ", d->rank);
		cmd_md(o, d->p->vendor);
		out_str(o, ": ");
		cmd_md(o, d->p->product);
		out_printf(o, " | %d | %zu | %zu | %zu | %s |\n", d->exposure,
		    d->critical, d->high, d->deletes,
		    profile_label(d->p));
	}
	for (size_t i = 0; i < rk->n; i++) {
		if (rk->demand[i].npoint)
			points_md(o, &rk->demand[i]);
	}
}

static const struct report formats[] = {
	{"text", ".txt", risk_text},
	{"json", ".json", risk_json},
	{"csv", ".csv", risk_csv},
	{"markdown", ".md", risk_markdown},
};

static bool
is_chosen(const struct profile *const *chosen, size_t n,
    const struct profile *p)
{
	for (size_t i = 0; i < n; i++) {
		if (chosen[i] == p)
			return true;
	}
	return false;
}

/* Ranks all guides; keeps the chosen ones with their rank among all. */
static void
rank_all(struct ranking *rk, const struct profile *const *chosen, size_t n)
{
	const struct profile_library *lib = &rk->cl->lib;
	size_t kept = 0;

	rk->demand = arena_array(&rk->cl->arena, lib->n, sizeof(*rk->demand));
	for (size_t i = 0; i < lib->n; i++) {
		rk->demand[i].p = lib->profile[i];
		measure(rk, &rk->demand[i]);
	}
	qsort(rk->demand, lib->n, sizeof(*rk->demand), by_demand);
	for (size_t i = 0; i < lib->n; i++) {
		struct demand *d = &rk->demand[i];

		d->rank = i + 1;
		if (is_chosen(chosen, n, d->p))
			rk->demand[kept++] = *d;
	}
	rk->n = kept;
}

/* Each guide is given for the role that is named for it. */
static void
give_all(struct options *all, struct cmd_library *cl)
{
	const struct profile_library *lib = &cl->lib;

	all->given = arena_array(&cl->arena, lib->n, sizeof(*all->given));
	all->ngiven = lib->n;
	for (size_t i = 0; i < lib->n; i++) {
		all->given[i].profile = lib->profile[i]->name;
		all->given[i].role = lib->profile[i]->name;
	}
}

int
cmd_profiles_risk(const struct options *opt, struct cmd_library *cl)
{
	struct options all = *opt;
	struct ranking rk = {.cl = cl};
	const struct profile **chosen;
	struct audit empty, made;
	int status = report_check(opt, formats, countof(formats));
	size_t n;
	bool exact;

	if (!status)
		status = cmd_profiles_choose(cl, opt->file, opt->nfile,
		    &chosen, &n, &exact);
	if (status)
		return status;
	give_all(&all, cl);
	/* What the roles have is what the guides want of a tenant that has
	 * every function. */
	all.absent_is_none = true;
	model_init(&empty, &cl->cat, &all);
	model_init(&made, &cl->cat, &all);
	rk.au = &empty;
	audit_guides(&rk, &made);
	rk.au = &made;
	rank_all(&rk, chosen, n);
	rk.shown = opt->verbose || opt->nfile ? rk.n : LIMIT_SHOWN_VENDORS;
	status = report_write(opt, formats, countof(formats), &rk);
	model_free(&made);
	model_free(&empty);
	return status;
}
