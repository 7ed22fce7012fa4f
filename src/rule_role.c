#include <string.h>

#include "catalogue.h"
#include "rule.h"
#include "want.h"

/* Section 5, CW201: this share of at least so many listed cells at All. */
#define ADMIN_SHARE 90
#define ADMIN_CELLS 100

static const struct want_cell nothing;

static const struct want_cell *
wanted(const struct role *r, const struct function *f, enum verb v)
{
	return r->want ? &r->want[f->id].cell[v] : &nothing;
}

static void
rest_on(struct finding *fi, const struct profile *p,
    const struct profile_row *row)
{
	fi->profile = p;
	fi->row = row;
}

/* The profile that a finding about something it is silent of names. */
static void
rest_on_silence(struct finding *fi, const struct role *r)
{
	if (r->nprofile)
		fi->profile = r->profile[0];
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
	if (fi)
		rest_on(fi, c->need_by, c->need_row);
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
	if (fi && c->allow_by)
		rest_on(fi, c->allow_by, c->allow_row);
	else if (fi)
		rest_on_silence(fi, r);
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
	if (fi)
		rest_on(fi, c->allow_by, c->allow_row);
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
	if (c->allow_by)
		rest_on(fi, c->allow_by, c->allow_row);
}

static void
add_cells(struct audit *au, struct finding *fi, const struct role *r,
    const struct function *f, unsigned verbs)
{
	const struct grant *g = model_grant(r, f);

	for (int v = 0; v < VERB_COUNT; v++) {
		if (verbs & 1u << v)
			finding_cell(fi, (enum verb)v, model_have(au, r, f,
			    (enum verb)v), (enum level)wanted(r, f,
			    (enum verb)v)->allow, g);
	}
	if (g)
		fi->loc = model_place(au, g, fi->cell[0].verb);
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

	for (int v = VERB_ADD; v < VERB_INQUIRE; v++) {
		if (have[v] < LEVEL_MY)
			continue;
		text = arena_printf(&au->arena, "%s%s%s", text, *text ? ", " :
		    "", level_verb_title((enum verb)v));
		verbs |= 1u << v;
	}
	if (!verbs || have[VERB_INQUIRE] != LEVEL_NONE)
		return;
	fi = rule_raise(au, CW203, 0, r, NULL);
	if (!fi)
		return;
	add_cells(au, fi, r, f, verbs | 1u << VERB_INQUIRE);
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
	add_cells(au, fi, r, f, 1u << VERB_DELETE);
	finding_cell(fi, VERB_EDIT, LEVEL_NONE, (enum level)wanted(r, f,
	    VERB_EDIT)->allow, model_grant(r, f));
}

static void
check_function(struct audit *au, const struct role *r,
    const struct function *f)
{
	enum level have[VERB_COUNT];
	bool excess;

	if (f->near || (!model_grant(r, f) && !model_on_tenant(au, f)))
		return;
	for (int v = 0; v < VERB_COUNT; v++) {
		have[v] = model_have(au, r, f, (enum verb)v);
		if (have[v] == LEVEL_UNKNOWN)
			continue;
		check_missing(au, r, f, (enum verb)v, have[v]);
		excess = check_excess(au, r, f, (enum verb)v, have[v]);
		check_setup_left(au, r, f, (enum verb)v, have[v]);
		if (!excess)
			check_dangerous(au, r, f, (enum verb)v, have[v]);
	}
	check_writes(au, r, f, have);
	check_delete(au, r, f, have);
}

/* Section 5, CW204. */
static const struct pair {
	const char *module;
	const char *a, *b;
	enum verb va, vb;
	enum level least;	/* of the first; the second is above None */
	const char *what;
} pairs[] = {
	{"System", "Security Roles", "Member Maintenance", VERB_ADD,
	    VERB_EDIT, LEVEL_MY, "can make a role and give it to a member"},
	{"Finance", "Invoicing", "Invoice Approval", VERB_ADD, VERB_EDIT,
	    LEVEL_MY, "can make an invoice and approve it"},
	{"Procurement", "Purchase Orders", "Purchasing Approvals", VERB_ADD,
	    VERB_EDIT, LEVEL_MY, "can make a purchase order and approve it"},
	{"Time & Expense", "Expense Report Entry", "Expense Approvals",
	    VERB_ADD, VERB_EDIT, LEVEL_MY, "can enter expenses and approve "
	    "them"},
	{"Time & Expense", "Time Entry", "Time Approval", VERB_ADD, VERB_EDIT,
	    LEVEL_ALL, "can enter anybody's time and approve it"},
	{"Service Desk", "Service Tickets", "Change Approvals", VERB_EDIT,
	    VERB_EDIT, LEVEL_MY, "can write a change and approve it"},
};

static void
check_pair(struct audit *au, const struct role *r, const struct pair *p)
{
	const struct function *a, *b;
	struct finding *fi;
	struct loc loc;

	a = model_known(au, catalogue_find(au->cat, p->module, p->a));
	b = model_known(au, catalogue_find(au->cat, p->module, p->b));
	if (model_have(au, r, a, p->va) < p->least ||
	    model_have(au, r, b, p->vb) < LEVEL_MY)
		return;
	fi = rule_raise(au, CW204, 0, r, NULL);
	if (!fi)
		return;
	add_cells(au, fi, r, a, 1u << p->va);
	loc = fi->loc;
	add_cells(au, fi, r, b, 1u << p->vb);
	fi->loc = loc;
	fi->function = arena_printf(&au->arena, "%s + %s", a->name, b->name);
	fi->detail = arena_printf(&au->arena, "%s %s and %s %s: %s", a->name,
	    level_verb_title(p->va), b->name, level_verb_title(p->vb),
	    p->what);
}

static const char *
admin_sign(const struct audit *au, const struct role *r, struct loc *loc)
{
	size_t cells = 0, all = 0;

	if (util_eq(r->key, "admin") || util_eq(r->key, "administrator"))
		return "it has that name";
	for (size_t i = 0; i < r->nmember; i++) {
		const struct field *f = &r->member[i]->field[FIELD_ADMIN];

		if (util_eq(f->text, "True") && r->member[i]->api) {
			*loc = f->loc;
			return "adminFlag of the member is set";
		}
	}
	if (r->admin == TRI_YES) {
		*loc = r->admin_loc;
		return "adminFlag is set";
	}
	for (size_t i = 0; i < au->cat->nfunction; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			enum level have = i < r->ngrant && r->grant[i].line ?
			    (enum level)r->grant[i].level[v] : LEVEL_UNKNOWN;

			cells += have != LEVEL_UNKNOWN;
			all += have == LEVEL_ALL;
		}
	}
	return cells >= ADMIN_CELLS && all * 100 >= cells * ADMIN_SHARE ?
	    "at least 90 % of its cells are All" : NULL;
}

static const struct member *
first_api(const struct role *r)
{
	for (size_t i = 0; i < r->nmember; i++) {
		if (r->member[i]->api && r->member[i]->inactive != TRI_YES)
			return r->member[i];
	}
	return NULL;
}

static void
check_admin(struct audit *au, const struct role *r)
{
	const struct member *api = first_api(r);
	size_t variant = api ? ADMIN_API : ADMIN_OTHER;
	const struct profile_row *row = NULL;
	const struct profile *p = NULL;
	struct loc loc = r->loc;
	const char *sign = admin_sign(au, r, &loc);
	struct finding *fi;

	if (!sign)
		return;
	au->role[r->number]->administrator = true;
	for (size_t i = 0; api && !row && i < r->nprofile; i++) {
		p = r->profile[i];
		row = profile_setting(p, "admin_role", au->opt);
	}
	if (row)
		variant = ADMIN_API_ALLOWED;
	fi = rule_raise(au, CW201, variant, r, NULL);
	if (!fi)
		return;
	fi->detail = api ? arena_printf(&au->arena, "%s, and API member %s "
	    "holds it", sign, api->id) : sign;
	fi->loc = loc;
	if (row)
		rest_on(fi, p, row);
}

/* Names who shares a role: "A and B". */
static const char *
two_names(struct audit *au, const struct member *a, const char *what_a,
    const struct member *b, const char *what_b)
{
	return arena_printf(&au->arena, "%s (%s) and %s (%s)", a->id, what_a,
	    b->id, what_b);
}

static void
check_shared(struct audit *au, const struct role *r)
{
	const struct member *vendor = NULL, *api = NULL, *person = NULL;
	const struct member *other = NULL;
	struct finding *fi = NULL;

	for (size_t i = 0; i < r->nmember; i++) {
		const struct member *m = r->member[i];

		if (m->inactive == TRI_YES)
			continue;
		if (m->api && !api)
			api = m;
		if (!m->api && m->license != LICENSE_UNKNOWN && !person)
			person = m;
		if (m->alias && !vendor)
			vendor = m;
		if (m->alias && !other && !util_eq(m->alias->vendor,
		    vendor->alias->vendor))
			other = m;
	}
	if (vendor && other) {
		fi = rule_raise(au, CW205, SHARED_VENDORS, r, NULL);
		if (fi)
			fi->detail = two_names(au, vendor,
			    vendor->alias->vendor, other,
			    other->alias->vendor);
	} else if (api && person) {
		fi = rule_raise(au, CW205, SHARED_PEOPLE, r, NULL);
		if (fi)
			fi->detail = two_names(au, api, "API member", person,
			    model_license(person->license));
	}
}

static bool
has_people(const struct audit *au)
{
	for (size_t i = 0; i < au->nmember; i++) {
		if (!au->member[i]->api)
			return true;
	}
	return false;
}

static void
check_members(struct audit *au, const struct role *r)
{
	const struct member *api = first_api(r);
	const char *active = "";
	struct finding *fi;

	if (!r->nmember && r->exported && has_people(au))
		rule_raise(au, CW206, 0, r, NULL);
	for (size_t i = 0; i < r->nmember; i++) {
		if (r->member[i]->inactive != TRI_YES)
			active = arena_printf(&au->arena, "%s%s%s", active,
			    *active ? ", " : "", r->member[i]->id);
	}
	if (r->inactive == TRI_YES && *active) {
		fi = rule_raise(au, CW207, 0, r, NULL);
		if (fi) {
			fi->detail = active;
			fi->loc = r->inactive_loc;
		}
	}
	if (api && !r->nprofile && r->exported) {
		fi = rule_raise(au, CW209, 0, r, NULL);
		if (fi)
			fi->detail = arena_printf(&au->arena, "%s (%s)",
			    r->why_none ? r->why_none : "none fits", api->id);
	}
}

void
rule_role_check(struct audit *au, const struct role *r)
{
	check_admin(au, r);
	check_shared(au, r);
	check_members(au, r);
	if (!r->exported)
		return;
	for (size_t i = 0; i < au->nfunction; i++)
		check_function(au, r, au->function[i]);
	for (size_t i = 0; i < countof(pairs); i++)
		check_pair(au, r, &pairs[i]);
}
