#include <string.h>

#include "cmd_profiles.h"
#include "load.h"
#include "match.h"
#include "report.h"
#include "text.h"

/* What a profile is made from. */
struct making {
	const struct options *opt;
	const struct audit *au;
	const struct role *role;
};

static void
row_csv(struct out *o, const char *kind, const char *module,
    const char *function, const char *note)
{
	cmd_csv(o, kind, ',');
	cmd_csv(o, module, ',');
	cmd_csv(o, function, ',');
	out_str(o, ",,,,,");
	cmd_csv(o, note, '\n');
}

/* Small letters, digits, and a hyphen for each run of anything else. */
static const char *
slug(struct arena *a, const char *name)
{
	char *s = arena_alloc(a, strlen(name) + 1), *p = s;

	for (; *name; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			*p++ = c;
		else if (p > s && p[-1] != '-')
			*p++ = '-';
	}
	while (p > s && p[-1] == '-')
		p--;
	*p = '\0';
	return *s ? s : "profile";
}

/* A row that the user named, or is asked to complete. */
static void
meta_csv(struct out *o, const char *key, const char *value, const char *ask)
{
	row_csv(o, "meta", key, value && *value ? value : "not known",
	    value && *value ? "" : ask);
}

static void
metas_csv(struct out *o, const struct making *m)
{
	const struct options *opt = m->opt;
	struct arena a = {0};

	row_csv(o, "meta", "name", opt->name ? opt->name :
	    slug(&a, m->role->name), "");
	meta_csv(o, "vendor", opt->vendor, "to be completed: who makes the "
	    "integration");
	meta_csv(o, "product", opt->product, "to be completed: which "
	    "integration it is");
	meta_csv(o, "guide", opt->guide, "to be completed: the title of the "
	    "guide, or who decided on these rights");
	meta_csv(o, "source", opt->source, "to be completed: the address of "
	    "the guide");
	if (opt->dated)
		row_csv(o, "meta", "dated", opt->dated, "");
	row_csv(o, "meta", "confidence", "complete", arena_printf(&a,
	    "made from role \"%s\" of %s as of %s", m->role->name,
	    util_base(m->role->loc.file), opt->as_of));
	if (!match_generic(text_keystr(&a, m->role->name)))
		row_csv(o, "meta", "alias-role", m->role->name, "");
	arena_free(&a);
}

static bool
has_any(unsigned levels)
{
	for (int v = 0; levels && v < VERB_COUNT; v++) {
		if (model_level(levels, v) >= LEVEL_MY)
			return true;
	}
	return false;
}

/* None is left empty: the role does without it, nobody forbade it. */
static void
grants_csv(struct out *o, const struct making *m)
{
	for (size_t i = 0; i < m->au->nfunction; i++) {
		const struct function *f = m->au->function[i];
		unsigned levels = model_levels(m->role, f);

		if (!has_any(levels))
			continue;
		out_str(o, "grant,");
		cmd_csv(o, f->module, ',');
		cmd_csv(o, f->name, ',');
		for (int v = 0; v < VERB_COUNT; v++)
			out_printf(o, "%s,", model_level(levels, v) >=
			    LEVEL_MY ? level_name(model_level(levels, v)) :
			    "");
		out_str(o, ",\n");
	}
}

static void
tables_csv(struct out *o, const struct making *m)
{
	for (size_t i = 0; i < m->role->nentry; i++) {
		const struct table_entry *e = &m->role->entry[i];

		if (e->allow && strchr(e->item, '/'))
			row_csv(o, "table_setup", "", e->item, "");
	}
}

static void
make_csv(struct out *o, const void *result)
{
	const struct making *m = result;

	out_str(o, "kind,module,function,add,edit,delete,inquire,when,note\n");
	metas_csv(o, m);
	grants_csv(o, m);
	tables_csv(o, m);
}

static const struct report formats[] = {
	{"csv", ".csv", make_csv},
};

static int
find_role(struct making *m, const struct audit *au)
{
	const char *near;

	m->role = model_find_role(au, m->opt->make);
	if (m->role && m->role->exported)
		return 0;
	near = model_near_role(au, m->opt->make);
	if (!near)
		return diag_usage("--make: no input holds the role \"%s\" "
		    "(cwaudit inspect lists the roles)", m->opt->make);
	return diag_usage("--make: no input holds the role \"%s\", did you "
	    "mean \"%s\"?", m->opt->make, near);
}

/* A profile must not say less than the role: what is not known is told. */
static int
check_known(const struct making *m, struct audit *au)
{
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		struct grant g;

		if (!model_grant(m->role, f, &g))
			continue;
		if (f->near)
			diag_error(&au->diag, EXIT_DATA, model_place(au, &g,
			    VERB_ADD), "unknown function \"%s > %s\", did you "
			    "mean %s > %s?", f->module, f->name,
			    f->near->module, f->near->name);
		for (int v = 0; v < VERB_COUNT; v++) {
			if (model_level(g.levels, v) == LEVEL_UNKNOWN)
				return diag_error(&au->diag, EXIT_DATA,
				    model_place(au, &g, VERB_ADD), "the %s "
				    "level of %s > %s is not in the export",
				    level_verb_title((enum verb)v), f->module,
				    f->name);
		}
	}
	return au->diag.n ? -1 : 0;
}

int
cmd_profiles_make(const struct options *opt, struct cmd_library *cl)
{
	struct making m = {.opt = opt};
	struct audit au;
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	if (!opt->nfile)
		return diag_usage("--make: from which export? Give its file");
	model_init(&au, &cl->cat, opt);
	m.au = &au;
	if (load_files(&au, opt->file, opt->nfile) < 0)
		status = au.diag.code;
	else
		status = find_role(&m, &au);
	if (!status && check_known(&m, &au) < 0)
		status = au.diag.code;
	if (!status)
		status = report_write(opt, formats, countof(formats), &m);
	model_free(&au);
	return status;
}
