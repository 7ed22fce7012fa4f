#include <string.h>

#include "catalogue.h"
#include "rule.h"
#include "want.h"

/* Section 5, CW201: this share of at least so many listed cells at All. */
#define ADMIN_SHARE 90
#define ADMIN_CELLS 100

/* Section 5, CW204: the two functions by their keys. */
static const struct pair {
	const char *a, *b;
	enum verb va, vb;
	enum level least;	/* of the first; the second is above None */
	const char *what;
} pairs[] = {
	{"system\037securityroles", "system\037membermaintenance", VERB_ADD,
	    VERB_EDIT, LEVEL_MY, "can make a role and give it to a member"},
	{"finance\037invoicing", "finance\037invoiceapproval", VERB_ADD,
	    VERB_EDIT, LEVEL_MY, "can make an invoice and approve it"},
	{"procurement\037purchaseorders",
	    "procurement\037purchasingapprovals", VERB_ADD, VERB_EDIT,
	    LEVEL_MY, "can make a purchase order and approve it"},
	{"timeandexpense\037expensereportentry",
	    "timeandexpense\037expenseapprovals", VERB_ADD, VERB_EDIT,
	    LEVEL_MY, "can enter expenses and approve them"},
	{"timeandexpense\037timeentry", "timeandexpense\037timeapproval",
	    VERB_ADD, VERB_EDIT, LEVEL_ALL,
	    "can enter anybody's time and approve it"},
	{"servicedesk\037servicetickets", "servicedesk\037changeapprovals",
	    VERB_EDIT, VERB_EDIT, LEVEL_MY,
	    "can write a change and approve it"},
};

static void
check_pair(struct audit *au, const struct role *r, size_t i)
{
	const struct function *a = au->run->pair[i][0];
	const struct function *b = au->run->pair[i][1];
	const struct pair *p = &pairs[i];
	struct finding *fi;

	if (model_have(au, r, a, p->va) < p->least ||
	    model_have(au, r, b, p->vb) < LEVEL_MY)
		return;
	fi = rule_raise(au, CW204, 0, r, NULL);
	if (!fi)
		return;
	rule_add_cells(au, fi, r, a, 1u << p->va);
	rule_add_cells(au, fi, r, b, 1u << p->vb);
	fi->function = arena_printf(&au->arena, "%s + %s", a->name, b->name);
	fi->detail = arena_printf(&au->arena, "%s %s and %s %s: %s", a->name,
	    level_verb_title(p->va), b->name, level_verb_title(p->vb),
	    p->what);
}

static const char *
admin_sign(const struct role *r, const struct rule_sum *sum, struct loc *loc)
{
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
	return sum->known >= ADMIN_CELLS && sum->all * 100 >= sum->known *
	    ADMIN_SHARE ? "at least 90 % of its cells are All" : NULL;
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
check_admin(struct audit *au, const struct role *r, const struct rule_sum *sum)
{
	const struct member *api = first_api(r);
	size_t variant = api ? ADMIN_API : ADMIN_OTHER;
	const struct profile_row *row = NULL;
	const struct profile *p = NULL;
	struct loc loc = r->loc;
	const char *sign = admin_sign(r, sum, &loc);
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
		finding_rest(fi, p, row);
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

static void
check_members(struct audit *au, const struct role *r)
{
	const struct member *api = first_api(r);
	const char *active = "";
	struct finding *fi;

	if (!r->nmember && r->exported && au->run->people)
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

/* Enters what the cells and functions of the role come to. */
static void
enter_sum(struct audit *au, struct role *r, const struct rule_sum *s)
{
	const struct rule_tally *from = &s->tally;
	struct rule_tally *to = au->tally;

	if (r->exported && !rule_is_people(au, r)) {
		r->points = s->points;
		r->required_cells = s->required;
	}
	r->judged = s->judged;
	r->total = s->total;
	r->silent = s->silent;
	if (!to || !r->exported)
		return;
	r->missing_cells = from->missing;
	r->excess_cells = from->rule[CW102];
	r->forbidden_cells = from->rule[CW103];
	r->broader_cells = from->rule[CW104];
	to->deducts += from->deducts;
	for (int i = CW101; i <= CW208; i++) {
		to->rule[i] += from->rule[i];
		to->severities[i] |= from->severities[i];
	}
	for (int i = 0; i < SEV_COUNT; i++)
		to->count[i] += from->count[i];
}

/* The findings on a function of which there are some. */
static void
raise_function(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT])
{
	for (int v = 0; v < VERB_COUNT; v++)
		rule_cell_check(au, r, f, (enum verb)v, have[v]);
	rule_function_check(au, r, f, have);
}

static const struct function *
known(const struct audit *au, const char *key)
{
	const struct function *f = model_by_key(au, key);

	if (!f)
		util_die("CW204: no function %s", key);
	return f;
}

void
rule_role_open(struct audit *au)
{
	const struct function *(*pair)[2];

	pair = arena_array(&au->arena, countof(pairs), sizeof(*pair));
	for (size_t i = 0; i < countof(pairs); i++) {
		pair[i][0] = known(au, pairs[i].a);
		pair[i][1] = known(au, pairs[i].b);
	}
	au->run->pair = pair;
}

void
rule_role_check(struct audit *au, const struct role *r)
{
	struct rule_sum sum;

	rule_sum(au, r, &sum, NULL);
	enter_sum(au, au->role[r->number], &sum);
	check_admin(au, r, &sum);
	check_shared(au, r);
	check_members(au, r);
	if (!r->exported)
		return;
	if (!au->tally)
		rule_sum(au, r, &sum, raise_function);
	for (size_t i = 0; i < countof(pairs); i++)
		check_pair(au, r, i);
}
