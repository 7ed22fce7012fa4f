#include <string.h>

#include "catalogue.h"
#include "rule.h"
#include "want.h"

static bool
is_all(const struct table_entry *e)
{
	return e->allow && util_ieq(e->item, "(all)");
}

static const struct table_entry *
all_entry(const struct role *r)
{
	for (size_t i = 0; i < r->nentry; i++) {
		if (is_all(&r->entry[i]))
			return &r->entry[i];
	}
	return NULL;
}

bool
rule_table_harmless(const struct audit *au, const struct role *r)
{
	if (!r->has_list || all_entry(r))
		return false;
	for (size_t i = 0; i < r->nentry; i++) {
		const struct table_entry *e = &r->entry[i];

		if (e->allow && catalogue_table(au->cat, e->item))
			return false;
	}
	return true;
}

static bool
names_table_setup(const struct profile *p)
{
	for (size_t i = 0; i < p->nrow; i++) {
		if (p->row[i].kind == PROFILE_GRANT &&
		    util_eq(p->row[i].function, "Table Setup"))
			return true;
	}
	return false;
}

static bool
has_tables(const struct profile *p)
{
	for (size_t i = 0; i < p->nrow; i++) {
		if (p->row[i].kind == PROFILE_TABLE)
			return true;
	}
	return false;
}

/*
 * The profile whose list the role's is held against, or NULL: none names
 * tables, or one asks for Table Setup as a whole.
 */
static const struct profile *
list_profile(const struct role *r)
{
	const struct profile *p = NULL;

	for (size_t i = 0; i < r->nprofile; i++) {
		if (has_tables(r->profile[i]))
			p = p ? p : r->profile[i];
		else if (names_table_setup(r->profile[i]))
			return NULL;
	}
	return p;
}

/* Returns the row of a judging profile that names the table, or NULL. */
static const struct profile_row *
asked(const struct role *r, const char *key, const struct profile **by)
{
	const struct profile_row *found = NULL;
	struct arena tmp = {0};

	for (size_t i = 0; i < r->nprofile && !found; i++) {
		const struct profile *p = r->profile[i];

		for (size_t k = 0; k < p->nrow && !found; k++) {
			if (p->row[k].kind != PROFILE_TABLE)
				continue;
			if (util_eq(catalogue_table_key(&tmp,
			    p->row[k].function), key)) {
				found = &p->row[k];
				*by = p;
			}
		}
	}
	arena_free(&tmp);
	return found;
}

/* The same for roles that share their profiles, and found out once. */
static const struct profile *
shared_list(struct audit *au, const struct role *r)
{
	struct rule_run *run = au->run;

	if (run->judges != r->profile) {
		run->judges = r->profile;
		run->list = list_profile(r);
	}
	return r->nprofile ? run->list : NULL;
}

static struct finding *
raise_entry(struct audit *au, enum rule_id id, size_t variant,
    const struct role *r, const char *item, struct loc loc)
{
	struct finding *fi = rule_raise(au, id, variant, r, NULL);

	if (!fi)
		return NULL;
	fi->module = "System";
	fi->function = arena_printf(&au->arena, "Table Setup > %s", item);
	fi->detail = item;
	fi->loc = loc;
	return fi;
}

static void
raise_whole(struct audit *au, size_t variant, const struct role *r,
    const struct profile *p, struct loc loc)
{
	struct finding *fi = rule_raise(au, CW105, variant, r, NULL);

	if (!fi)
		return;
	fi->module = "System";
	fi->function = "Table Setup";
	fi->profile = p;
	fi->loc = loc;
}

static void
check_entry(struct audit *au, const struct role *r, const struct profile *p,
    const struct table_entry *e)
{
	const struct catalogue_entry *bad = catalogue_table(au->cat, e->item);
	const struct profile_row *row;
	const struct profile *by = p;
	struct finding *fi = NULL;

	if (!e->allow)
		return;
	row = asked(r, e->key, &by);
	if (!row)
		fi = raise_entry(au, CW105, bad ? LIST_MORE_SENSITIVE :
		    LIST_MORE, r, e->item, e->loc);
	else if (bad)
		fi = raise_entry(au, CW108, 0, r, e->item, e->loc);
	if (fi) {
		fi->profile = by;
		fi->row = row;
	}
}

static bool
listed(const struct role *r, const char *key)
{
	for (size_t i = 0; i < r->nentry; i++) {
		if (r->entry[i].allow && util_eq(r->entry[i].key, key))
			return true;
	}
	return false;
}

static void
check_asked(struct audit *au, const struct role *r, const struct profile *p)
{
	struct loc loc = r->entry[0].loc;

	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *row = &p->row[i];
		struct finding *fi;

		if (row->kind != PROFILE_TABLE ||
		    !profile_needs(row, au->opt) ||
		    listed(r, catalogue_table_key(&au->arena, row->function)))
			continue;
		loc.col = 0;
		fi = raise_entry(au, CW106, 0, r, row->function, loc);
		if (fi) {
			fi->profile = p;
			fi->row = row;
		}
	}
}

static bool
has_table_setup(const struct audit *au, const struct role *r,
    struct loc *loc)
{
	const struct function *f;
	struct grant g;

	f = model_known(au, catalogue_find(au->cat, "System", "Table Setup"));
	if (!model_grant(r, f, &g))
		return false;
	for (int v = 0; v < VERB_COUNT; v++) {
		if (model_level(g.levels, v) >= LEVEL_MY) {
			*loc = model_place(au, &g, (enum verb)v);
			return true;
		}
	}
	return false;
}

void
rule_table_check(struct audit *au, const struct role *r)
{
	const struct profile *p = shared_list(au, r);
	const struct table_entry *all = all_entry(r);
	struct loc loc = r->loc;

	if (!p || rule_is_people(au, r) || !has_table_setup(au, r, &loc))
		return;
	if (!r->has_list) {
		raise_whole(au, LIST_NOT_EXPORTED, r, p, loc);
		model_noteval(au, r, NULL, "CW105", false, "the Table Setup "
		    "list of the role is not exported");
		return;
	}
	if (all) {
		raise_whole(au, LIST_ALL, r, p, all->loc);
		return;
	}
	for (size_t i = 0; i < r->nentry; i++)
		check_entry(au, r, p, &r->entry[i]);
	for (size_t i = 0; i < r->nprofile; i++)
		check_asked(au, r, r->profile[i]);
}
