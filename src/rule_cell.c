#include <string.h>

#include "catalogue.h"
#include "rule.h"
#include "want.h"

static const struct want_cell nothing;

static const struct want_cell *
wanted(const struct role *r, const struct function *f, enum verb v)
{
	return r->want ? &r->want[f->id].cell[v] : &nothing;
}

static void
check_missing(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have)
{
	const struct want_cell *c = wanted(r, f, v);
	size_t variant = have == LEVEL_MY ? MISSING_MY : MISSING_NONE;
	struct finding *fi;

	if (want_least(c) < LEVEL_MY || have >= want_least(c))
		return;
	if (c->need_row->when == WHEN_RECOMMENDED)
		variant = MISSING_RECOMMENDED;
	fi = rule_raise_cell(au, CW101, variant, r, f, v, have,
	    (enum level)c->need);
	finding_rest(fi, c->need_by, c->need_row);
}

/* Returns true when one of CW102 to CW104 fires on the cell. */
static bool
check_excess(struct audit *au, const struct role *r, const struct function *f,
    enum verb v, enum level have)
{
	const struct want_cell *c = wanted(r, f, v);
	enum rule_id id = CW102;
	struct finding *fi;

	if (!r->want || have < LEVEL_MY || have <= c->allow || c->partial)
		return false;
	if (c->allow == LEVEL_NONE)
		id = CW103;
	else if (c->allow == LEVEL_MY)
		id = CW104;
	fi = rule_raise_cell(au, id, r->administrator ? EXCESS_ADMIN :
	    EXCESS_ROLE, r, f, v, have, (enum level)c->allow);
	/* Where all are silent, the first profile stands for them. */
	finding_rest(fi, c->allow_by ? c->allow_by : r->profile[0],
	    c->allow_row);
	return true;
}

static void
check_setup_left(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have)
{
	const struct want_cell *c = wanted(r, f, v);
	struct finding *fi;

	if (au->opt->setup_phase || have < LEVEL_MY || have > c->allow ||
	    have <= c->steady)
		return;
	fi = rule_raise_cell(au, CW107, 0, r, f, v, have,
	    (enum level)c->steady);
	finding_rest(fi, c->allow_by, c->allow_row);
}

/* The catalogue's reason without the word that says what it rests on. */
static const char *
reason(const struct catalogue_entry *e, enum verb v)
{
	const char *colon = strstr(e->why[v], ": ");

	return colon ? colon + 2 : e->why[v];
}

static void
check_dangerous(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have)
{
	const struct want_cell *c = wanted(r, f, v);
	size_t variant = DANGEROUS_UNASKED;
	struct finding *fi;

	if (!f->cat || have < LEVEL_MY ||
	    catalogue_risk(f->cat, v, have) != SEV_CRITICAL)
		return;
	if (util_eq(f->name, "Table Setup") && rule_table_harmless(au, r))
		variant = DANGEROUS_LISTED;
	else if (c->allow >= LEVEL_MY)
		variant = DANGEROUS_ASKED;
	fi = rule_raise_cell(au, CW202, variant, r, f, v, have,
	    (enum level)c->allow);
	if (!fi)
		return;
	fi->detail = reason(f->cat, v);
	finding_rest(fi, c->allow_by, c->allow_row);
}

void
rule_add_cells(struct audit *au, struct finding *fi, const struct role *r,
    const struct function *f, unsigned verbs)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (verbs & 1u << v)
			finding_cell(fi, r, f, (enum verb)v, model_have(au, r,
			    f, (enum verb)v), (enum level)wanted(r, f,
			    (enum verb)v)->allow);
	}
	fi->loc = model_place(au, &fi->cell[0].grant, fi->cell[0].verb);
	fi->module = f->module;
	fi->function = f->name;
}

static void
check_writes(struct audit *au, const struct role *r, const struct function *f,
    const enum level *have)
{
	const char *text = "";
	unsigned verbs = 0;
	struct finding *fi;

	for (int v = VERB_ADD; v < VERB_INQUIRE; v++)
		verbs |= have[v] >= LEVEL_MY ? 1u << v : 0;
	if (!verbs || have[VERB_INQUIRE] != LEVEL_NONE)
		return;
	fi = rule_raise(au, CW203, 0, r, NULL);
	if (!fi)
		return;
	for (int v = VERB_ADD; v < VERB_INQUIRE; v++) {
		if (verbs & 1u << v)
			text = arena_printf(&au->arena, "%s%s%s", text,
			    *text ? ", " : "", level_verb_title((enum verb)v));
	}
	rule_add_cells(au, fi, r, f, verbs | 1u << VERB_INQUIRE);
	fi->detail = text;
}

static void
check_delete(struct audit *au, const struct role *r, const struct function *f,
    const enum level *have)
{
	struct finding *fi;

	if (have[VERB_DELETE] < LEVEL_MY || have[VERB_EDIT] != LEVEL_NONE ||
	    wanted(r, f, VERB_DELETE)->allow >= LEVEL_MY)
		return;
	fi = rule_raise(au, CW208, 0, r, NULL);
	if (!fi)
		return;
	rule_add_cells(au, fi, r, f, 1u << VERB_DELETE);
	finding_cell(fi, r, f, VERB_EDIT, LEVEL_NONE, (enum level)wanted(r, f,
	    VERB_EDIT)->allow);
}

void
rule_cell_check(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have)
{
	bool excess;

	if (have == LEVEL_UNKNOWN)
		return;
	check_missing(au, r, f, v, have);
	excess = check_excess(au, r, f, v, have);
	check_setup_left(au, r, f, v, have);
	/* CW202 is for what no rule on excess has told of. */
	if (!excess)
		check_dangerous(au, r, f, v, have);
}

void
rule_function_check(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT])
{
	check_writes(au, r, f, have);
	check_delete(au, r, f, have);
}
