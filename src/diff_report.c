#include <string.h>

#include "diff.h"
#include "limits.h"
#include "profile.h"
#include "rule.h"
#include "text.h"

/* The entries of an earlier report that are a tenant's. */
struct past {
	const struct json *report;
	const char *tenant;	/* NULL: all */
};

static bool
is_mine(const struct past *p, const struct json *entry)
{
	const char *t = json_text(entry, "tenant");

	return !p->tenant || (t && util_eq(t, p->tenant));
}

/* The next entry of a list that is the tenant's. */
static const struct json *
next(const struct past *p, const struct json *e)
{
	while (e && !is_mine(p, e))
		e = e->next;
	return e;
}

static const struct json *
first(const struct past *p, const char *key)
{
	const struct json *list = json_get(p->report, key);

	return list && list->type == JSON_ARRAY ? next(p, list->child) : NULL;
}

static enum level
level_in(const struct json *cell)
{
	const char *s = json_text(cell, "have");

	for (int l = LEVEL_NONE; s && l <= LEVEL_ALL; l++) {
		if (util_eq(s, level_name((enum level)l)))
			return (enum level)l;
	}
	return LEVEL_UNKNOWN;
}

/* The function of NEW that an entry names, NULL: NEW lists no such one. */
static const struct function *
function_of(struct arena *a, const struct audit *new, const char *module,
    const char *name)
{
	const struct catalogue_entry *e = catalogue_find(new->cat, module,
	    name);
	const char *key;

	if (e)
		return model_known(new, e);
	key = arena_printf(a, "%s\x1f%s", text_keystr(a, module),
	    text_keystr(a, name));
	return map_get(&new->function_map, key, strlen(key));
}

/* A cell that the report has a finding on. */
static void
cell(struct diff *d, const struct audit *new, const struct json *f,
    const struct json *c, enum verb v)
{
	const char *role = json_text(f, "role");
	const char *module = json_text(f, "module");
	const char *name = json_text(f, "function");
	const char *id = json_text(f, "rule");
	const struct rule *rule = id ? rule_find(id) : NULL;
	const struct role *r = role ? model_find_role(new, role) : NULL;
	enum level is = LEVEL_UNKNOWN;
	const struct function *fn;
	struct diff_change *ch;
	enum diff_how how;

	if (!r || !r->exported || !module || !name)
		return;
	fn = function_of(&d->arena, new, module, name);
	/* The function of a pair is no function. */
	if (!fn && (!rule || rule->scope != SCOPE_CELL))
		return;
	if (fn)
		is = model_have(new, r, fn, v);
	if (!diff_levels(level_in(c), is, &how))
		return;
	ch = diff_new(d, DIFF_GRANT, how, new->tenant);
	ch->role = r->name;
	ch->module = fn ? fn->module : module;
	ch->function = fn ? fn->name : name;
	ch->verb = level_verb(v);
	ch->old = diff_level(level_in(c));
	ch->new = diff_level(is);
	ch->widened = how == DIFF_ADDED || how == DIFF_WIDENED;
	ch->loc = fn ? model_cell_place(new, r, fn, v) : r->loc;
	diff_count(d);
}

/* What a cell is known by in both: its role folded, the rest as written. */
static const char *
cell_key(struct arena *a, const char *role, const char *module,
    const char *function, const char *verb)
{
	return arena_printf(a, "%s\x1f%s\x1f%s\x1f%s", text_foldstr(a, role ?
	    role : ""), module ? module : "", function ? function : "", verb);
}

/* Several rules may speak of one cell: it is compared once. */
static void
cells(struct diff *d, const struct past *p, const struct audit *new,
    struct map *seen)
{
	const char *key;

	for (const struct json *f = first(p, "findings"); f;
	    f = next(p, f->next)) {
		const struct json *list = json_get(f, "cells");

		for (const struct json *c = list ? list->child : NULL; c;
		    c = c->next) {
			const char *verb = json_text(c, "verb");
			int v = 0;

			while (verb && v < VERB_COUNT && !util_eq(verb,
			    level_verb((enum verb)v)))
				v++;
			if (!verb || v == VERB_COUNT)
				continue;
			key = cell_key(seen->arena, json_text(f, "role"),
			    json_text(f, "module"), json_text(f, "function"),
			    verb);
			if (map_get(seen, key, strlen(key)))
				continue;
			map_put(seen, key, strlen(key), seen);
			cell(d, new, f, c, (enum verb)v);
		}
	}
}

static bool
is_waived(const struct json *f)
{
	const struct json *w = json_get(f, "waiver");

	return w && w->type == JSON_OBJECT;
}

static void
fixed(struct diff *d, const struct past *p, const struct json *f)
{
	struct diff_change *c = diff_new(d, DIFF_FINDING, DIFF_FIXED,
	    p->tenant);
	const struct json *list = json_get(f, "cells");

	c->role = json_text(f, "role");
	c->member = json_text(f, "member");
	c->module = json_text(f, "module");
	c->function = json_text(f, "function");
	for (int v = 0; list && list->child && v < VERB_COUNT; v++) {
		const char *s = json_text(list->child, "verb");

		if (s && util_eq(s, level_verb((enum verb)v)))
			c->verb = level_verb((enum verb)v);
	}
	c->rule = json_text(f, "rule");
	c->severity = json_text(f, "severity");
	c->message = json_text(f, "message");
	c->fingerprint = json_text(f, "fingerprint");
	c->waived = is_waived(f);
	diff_count(d);
}

static const struct json *named(const struct past *p, const char *list,
    const char *field, const char *key);

/*
 * A grant that is too much now and was not when the report judged the role:
 * it was lower then, though the report does not say what it was.
 */
static void
grown(struct diff *d, const struct past *p, const struct audit *new,
    const struct finding *f, const struct map *seen)
{
	struct diff_change *c;
	const char *key;

	if (!f->ncell || !f->role || !f->subject ||
	    !((f->rule >= rule_get(CW102) && f->rule <= rule_get(CW104)) ||
	    f->rule == rule_get(CW107) || f->rule == rule_get(CW202)) ||
	    !named(p, "roles", "name", f->role->key))
		return;
	/* Another rule spoke of it, so its level was compared. */
	key = cell_key(seen->arena, f->role->name, f->module, f->function,
	    level_verb(f->cell[0].verb));
	if (map_get(seen, key, strlen(key)))
		return;
	c = diff_new(d, DIFF_GRANT, DIFF_WIDENED, new->tenant);
	c->role = f->role->name;
	c->module = f->module;
	c->function = f->function;
	c->verb = level_verb(f->cell[0].verb);
	c->new = diff_level(f->cell[0].have);
	c->widened = true;
	c->loc = f->loc;
	diff_count(d);
}

static void
findings(struct diff *d, const struct past *p, const struct audit *new,
    const struct map *seen)
{
	struct arena a = {0};
	struct map before = {.arena = &a}, after = {.arena = &a};

	for (const struct json *f = first(p, "findings"); f;
	    f = next(p, f->next)) {
		const char *key = json_text(f, "fingerprint");

		if (key)
			map_put(&before, key, strlen(key), (void *)f);
	}
	for (size_t i = 0; i < new->nfinding; i++) {
		const struct finding *f = &new->finding[i];
		const char *key = f->fingerprint;
		const struct json *was = map_get(&before, key, strlen(key));

		map_put(&after, key, strlen(key), (void *)f);
		diff_finding(d, !was ? DIFF_NEW : is_waived(was) &&
		    !f->waiver ? DIFF_REOPENED : DIFF_OPEN, new, f);
		if (!was)
			grown(d, p, new, f, seen);
	}
	for (const struct json *f = first(p, "findings"); f;
	    f = next(p, f->next)) {
		const char *key = json_text(f, "fingerprint");

		if (key && !map_get(&after, key, strlen(key)))
			fixed(d, p, f);
	}
	arena_free(&a);
}

static const struct json *
named(const struct past *p, const char *list, const char *field,
    const char *key)
{
	struct buf fold;
	const struct json *e;

	buf_init(&fold, LIMIT_BUFFER);
	for (e = first(p, list); e; e = next(p, e->next)) {
		const char *s = json_text(e, field);

		if (s)
			text_fold(&fold, s);
		if (s && util_eq(buf_cstr(&fold), key))
			break;
	}
	buf_free(&fold);
	return e;
}

static void
roles(struct diff *d, const struct past *p, const struct audit *new)
{
	struct diff_change *c;

	for (size_t i = 0; i < new->nrole; i++) {
		const struct role *r = new->role[i];

		if (!r->exported || named(p, "roles", "name", r->key))
			continue;
		c = diff_new(d, DIFF_ROLE, DIFF_NEW, new->tenant);
		c->role = r->name;
		c->loc = r->loc;
		/* All that it grants is listed by NEW only. */
		for (size_t k = 0; k < r->ngrant; k++) {
			for (int v = 0; v < VERB_COUNT; v++)
				c->widened = c->widened ||
				    model_level(r->levels[k], v) > LEVEL_NONE;
		}
		diff_count(d);
	}
	for (const struct json *e = first(p, "roles"); e;
	    e = next(p, e->next)) {
		const char *name = json_text(e, "name");

		if (!name || model_find_role(new, name))
			continue;
		c = diff_new(d, DIFF_ROLE, DIFF_GONE, p->tenant);
		c->role = name;
		diff_count(d);
	}
}

static void
member_role(struct diff *d, const struct audit *new, const struct member *m,
    const struct json *e)
{
	const char *was = json_text(e, "role");
	const char *is = m->role ? m->role->name :
	    m->field[FIELD_ROLE].text;
	struct diff_change *c;

	if (!was || util_ieq(was, is))
		return;
	c = diff_new(d, DIFF_MEMBER, DIFF_CHANGED, new->tenant);
	c->member = m->id;
	c->role = m->role ? m->role->name : NULL;
	c->field = "role";
	c->old = was;
	c->new = is;
	c->widened = true;
	c->loc = m->field[FIELD_ROLE].loc;
	diff_count(d);
	diff_note(d, "member %s has another role: what the old one granted "
	    "is not in the report, so it counts as widened", m->id);
}

static void
members(struct diff *d, const struct past *p, const struct audit *new)
{
	struct diff_change *c;
	struct buf key;

	buf_init(&key, LIMIT_BUFFER);
	for (size_t i = 0; i < new->nmember; i++) {
		const struct member *m = new->member[i];
		const struct json *e = named(p, "members", "id", m->key);

		if (e) {
			member_role(d, new, m, e);
			continue;
		}
		c = diff_new(d, DIFF_MEMBER, DIFF_NEW, new->tenant);
		c->member = m->id;
		c->field = "role";
		c->new = m->role ? m->role->name : m->field[FIELD_ROLE].text;
		c->loc = m->loc;
		diff_count(d);
	}
	for (const struct json *e = first(p, "members"); e;
	    e = next(p, e->next)) {
		const char *id = json_text(e, "id");

		text_fold(&key, id ? id : "");
		if (id && !map_get(&new->member_map, buf_cstr(&key),
		    key.len)) {
			c = diff_new(d, DIFF_MEMBER, DIFF_GONE, p->tenant);
			c->member = id;
			c->field = "role";
			c->old = json_text(e, "role");
			diff_count(d);
		}
	}
	buf_free(&key);
}

void
diff_report(struct diff *d, const struct json *report, const char *tenant,
    const struct audit *new)
{
	const struct past p = {report, tenant};
	struct arena a = {0};
	struct map seen = {.arena = &a};
	const char *was = json_text(json_get(report, "tool"),
	    "profiles_sha256");
	char digest[65];

	profile_digest(digest);
	if (!was || !util_eq(was, digest))
		diff_note(d, "OLD was judged with other profiles than NEW is: "
		    "findings may come and go with the guides");
	diff_note(d, "OLD is a report: only the cells that it has findings on "
	    "are compared, and of members only the role");
	cells(d, &p, new, &seen);
	roles(d, &p, new);
	members(d, &p, new);
	findings(d, &p, new, &seen);
	arena_free(&a);
}
