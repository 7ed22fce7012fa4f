#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "rule.h"
#include "want.h"

struct names {
	const char *text;
	size_t n;
};

static void
add_name(struct audit *au, struct names *ns, const struct function *f)
{
	if (ns->n++ < LIMIT_SHOWN_NAMES)
		ns->text = arena_printf(&au->arena, "%s%s%s > %s", ns->text,
		    *ns->text ? ", " : "", f->module, f->name);
}

static const char *
names_text(struct audit *au, const struct names *ns)
{
	if (ns->n <= LIMIT_SHOWN_NAMES)
		return ns->text;
	return arena_printf(&au->arena, "%s and %zu more", ns->text,
	    ns->n - LIMIT_SHOWN_NAMES);
}

static bool
needs(const struct role *r, const struct function *f)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (want_least(&r->want[f->id].cell[v]) >= LEVEL_MY)
			return true;
	}
	return false;
}

/* True when the role lists every function that the tenant is known to have. */
static bool
is_whole(const struct audit *au, const struct role *r)
{
	size_t near = 0;

	for (size_t i = 0; i < r->nother; i++)
		near += au->function[r->other[i]]->near != NULL;
	return r->listed - near == au->run->nlisted;
}

/* Made once for the roles of the same wants. */
const char *
rule_elsewhere(struct audit *au, const struct role *r)
{
	struct map *map = &au->run->elsewhere;
	struct names names = {"", 0};
	const struct want **key;
	char *text;

	if (!r->want)
		return "";
	text = map_get(map, (const char *)&r->want, sizeof(r->want));
	if (text)
		return text;
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		if (!f->near && !model_on_tenant(au, f) && needs(r, f))
			add_name(au, &names, f);
	}
	key = arena_alloc(&au->arena, sizeof(*key));
	*key = r->want;
	text = arena_str(&au->arena, names_text(au, &names));
	map->arena = &au->arena;
	map_put(map, (const char *)key, sizeof(*key), text);
	return text;
}

/* Functions that the role does not list: section 3, absent functions. */
static void
check_absent(struct audit *au, const struct role *r)
{
	struct names absent = {"", 0};
	const char *elsewhere;

	if (au->opt->absent_is_none)
		return;
	for (size_t i = 0; !is_whole(au, r) && i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		if (!f->near && !model_levels(r, f) && model_on_tenant(au, f))
			add_name(au, &absent, f);
	}
	elsewhere = rule_elsewhere(au, r);
	if (absent.n)
		model_noteval(au, r, NULL, NULL, true, "the export of this "
		    "role does not list %zu function%s that the tenant has: "
		    "%s. If it lists only what is granted, say "
		    "--absent-is-none", absent.n, absent.n == 1 ? "" : "s",
		    names_text(au, &absent));
	if (*elsewhere)
		model_noteval(au, r, NULL, "CW101", false, "not on this "
		    "tenant, though the profile needs it: %s", elsewhere);
}

static int
by_number(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

/* Names that are probably misspelt are neither judged nor forgotten. */
static void
check_unknown_function(struct audit *au, const struct role *r,
    const struct function *f)
{
	struct finding *fi;
	struct grant g;
	struct loc loc;

	model_grant(r, f, &g);
	loc = model_place(au, &g, VERB_ADD);
	if (f->near) {
		model_noteval(au, r, NULL, "CW502", !rule_is_people(au, r),
		    "unknown function \"%s > %s\" at %s:%u, did you mean "
		    "%s > %s?", f->module, f->name, loc.file,
		    (unsigned)loc.line, f->near->module, f->near->name);
		return;
	}
	fi = rule_raise(au, CW502, 0, r, NULL);
	if (!fi)
		return;
	fi->module = f->module;
	fi->function = f->name;
	fi->loc = loc;
	fi->loc.col = 0;
}

/* In the order in which the tenant's inputs first name them. */
static void
check_unknown(struct audit *au, const struct role *r)
{
	unsigned *list;

	if (!r->nother)
		return;
	list = arena_grow(&au->arena, r->other, r->nother, r->nother,
	    sizeof(*list));
	qsort(list, r->nother, sizeof(*list), by_number);
	for (size_t i = 0; i < r->nother; i++)
		check_unknown_function(au, r, au->function[list[i]]);
}

/* Cells that a partial guide does not show are not known to be too many. */
static void
check_partial(struct audit *au, const struct role *r)
{
	struct names silent = {"", 0};
	const char *guide = "";

	for (size_t i = 0; i < au->nfunction && silent.n < r->silent; i++) {
		bool any = false;

		for (int v = 0; v < VERB_COUNT; v++) {
			const struct function *f = au->function[i];

			any = any || (r->want[i].cell[v].partial &&
			    model_have(au, r, f, (enum verb)v) >= LEVEL_MY);
		}
		if (any)
			add_name(au, &silent, au->function[i]);
	}
	for (size_t i = 0; i < r->nprofile; i++) {
		if (r->profile[i]->partial)
			guide = r->profile[i]->name;
	}
	if (silent.n)
		model_noteval(au, r, NULL, "CW102", false, "the guide of %s is "
		    "known in part: whether it asks for grants on %zu "
		    "function%s is not known: %s", guide, silent.n,
		    silent.n == 1 ? "" : "s", names_text(au, &silent));
}

static bool
role_uses(const struct audit *au, const struct role *r,
    const struct rule_blank *b)
{
	struct grant g;
	uint32_t line;

	for (size_t i = 0; i < r->ngrant; i++) {
		if (model_level(r->levels[i], b->verb) == LEVEL_UNKNOWN &&
		    model_grant_at(r, i, &g) &&
		    model_source(au, &g, b->verb, &line) == b->input)
			return true;
	}
	return false;
}

/* Level columns that are missing, or blank in every row. */
static void
check_verbs(struct audit *au, const struct role *r)
{
	for (size_t i = 0; i < au->run->nblank; i++) {
		const struct rule_blank *b = &au->run->blank[i];

		if (role_uses(au, r, b))
			model_noteval(au, r, NULL, NULL, true, "%s %s %s "
			    "Level, so no %s cell of the role could be "
			    "judged", b->input->file,
			    b->input->field[b->verb] ?
			    "has only blank cells under" : "has no column",
			    level_verb_title(b->verb),
			    level_verb_title(b->verb));
	}
}

static void
check_duplicates(struct audit *au)
{
	for (size_t i = 0; i < au->nduplicate; i++) {
		const struct duplicate *d = &au->duplicate[i];
		struct finding *fi = rule_raise(au, CW501, 0, d->role, NULL);

		if (!fi)
			continue;
		fi->module = d->function->module;
		fi->function = d->item ? arena_printf(&au->arena, "%s > %s",
		    d->function->name, d->item) : d->function->name;
		fi->loc = d->loc;
		fi->detail = arena_printf(&au->arena, "%s:%u", d->first.file,
		    (unsigned)d->first.line);
	}
}

static bool
has_kind(const struct audit *au, enum input_kind kind)
{
	for (size_t i = 0; i < au->ninput; i++) {
		if (au->input[i]->kind == kind)
			return true;
	}
	return false;
}

/* What a role list that was given does not show of a role. */
static void
check_flags(struct audit *au, const struct role *r)
{
	bool admin = r->admin == TRI_UNKNOWN;
	bool inactive = r->inactive == TRI_UNKNOWN;

	if (has_kind(au, INPUT_ROLE_LIST) && (admin || inactive))
		model_noteval(au, r, NULL, admin ? "CW201" : "CW207", false,
		    "the role list does not show %s of the role", admin &&
		    inactive ? "adminFlag and inactiveFlag" : admin ?
		    "adminFlag" : "inactiveFlag");
}

/* Settings that only some exports of members have. */
static const struct {
	enum setting setting;
	const char *rule, *label;
} optional[] = {
	{FIELD_LICENSE, "CW308", "License Class"},
	{FIELD_INACTIVE, "CW309", "Inactive"},
	{FIELD_RESTRICT_LOCATION, "CW310", "restrictLocationFlag"},
	{FIELD_RESTRICT_DEPARTMENT, "CW310", "restrictDepartmentFlag"},
};

/* A list of API members says by itself what licence they have. */
static bool
is_shown(const struct member *m, enum setting s)
{
	return *m->field[s].text || (s == FIELD_LICENSE && m->api);
}

/* Without licence classes, a role of an API member looks like people's. */
static void
check_licences(struct audit *au)
{
	bool api = false;

	for (size_t i = 0; i < au->nmember; i++)
		api = api || au->member[i]->api;
	if (au->nmember && !api && !au->licensed)
		model_noteval(au, NULL, NULL, NULL, false, "no export tells "
		    "which members are API members (License Class, or a list "
		    "of API members): a role is taken for people's unless a "
		    "name tells of a vendor");
}

/* In one line what is shown of no judged member, else each for itself. */
static void
check_settings(struct audit *au)
{
	const char *none = "";

	for (size_t k = 0; k < countof(optional); k++) {
		size_t judged = 0, shown = 0;

		for (size_t i = 0; i < au->nmember; i++) {
			const struct member *m = au->member[i];

			judged += m->judged;
			shown += m->judged && is_shown(m, optional[k].setting);
		}
		if (judged && !shown)
			none = arena_printf(&au->arena, "%s%s%s (%s)", none,
			    *none ? ", " : "", optional[k].label,
			    optional[k].rule);
		for (size_t i = 0; shown && i < au->nmember; i++) {
			const struct member *m = au->member[i];

			if (m->judged && !is_shown(m, optional[k].setting) &&
			    !model_unclear(au, m))
				model_noteval(au, m->role, m, optional[k].rule,
				    false, "%s of the member is not in the "
				    "export", optional[k].label);
		}
	}
	if (*none)
		model_noteval(au, NULL, NULL, NULL, false, "%s: %s", au->live ?
		    "not among what the server tells of members" :
		    "not in the members exports", none);
}

void
rule_input_role(struct audit *au, const struct role *r, size_t *judged)
{
	if (r->nentry && !r->exported)
		model_noteval(au, r, NULL, "CW105", false, "a table setup "
		    "export names the role, but no roles export holds it");
	else if (!r->exported)
		model_noteval(au, r, NULL, NULL, false, "a role list names "
		    "the role, but no roles export holds it");
	if (!r->exported)
		return;
	check_unknown(au, r);
	if (rule_is_people(au, r))
		return;
	*judged += 1;
	check_flags(au, r);
	check_verbs(au, r);
	check_absent(au, r);
	check_partial(au, r);
}

/*
 * What a tenant has is what its roles list. Every tenant has the functions that
 * are no add-ons, so roles that together list few of them are cut off alike.
 */
static void
check_tenant(struct audit *au)
{
	struct names missing = {"", 0};
	size_t core = 0;

	if (au->opt->absent_is_none || au->nexported < 2)
		return;
	for (size_t i = 0; i < au->cat->nfunction; i++) {
		const struct function *f = au->function[i];

		if (f->cat->addon)
			continue;
		core++;
		if (!f->listed)
			add_name(au, &missing, f);
	}
	if (missing.n)
		model_noteval(au, NULL, NULL, NULL, missing.n * 2 > core, "no "
		    "role lists %zu of the %zu functions that every tenant "
		    "has: %s. If the exports list only what is granted, say "
		    "--absent-is-none", missing.n, core,
		    names_text(au, &missing));
}

/* A blank cell that ends a file without an end of line may be half of one. */
static void
check_cut(struct audit *au)
{
	for (size_t i = 0; i < au->ninput; i++) {
		const struct input *in = au->input[i];

		if (in->cut)
			model_noteval(au, NULL, NULL, NULL, true, "%s ends in "
			    "the middle of line %u, without an end of line: "
			    "what is missing there is not known", in->file,
			    (unsigned)in->cut);
	}
}

static void
find_blanks(struct audit *au)
{
	struct rule_run *run = au->run;

	for (size_t i = 0; i < au->ninput; i++) {
		const struct input *in = au->input[i];

		for (int v = 0; in->kind == INPUT_ROLES && v < VERB_COUNT;
		    v++) {
			if (in->filled[v])
				continue;
			run->blank = arena_more(&au->arena, run->blank,
			    run->nblank, sizeof(*run->blank));
			run->blank[run->nblank].input = in;
			run->blank[run->nblank++].verb = (enum verb)v;
		}
	}
}

void
rule_input_open(struct audit *au)
{
	find_blanks(au);
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		au->run->nlisted += !f->near && model_on_tenant(au, f);
	}
}

void
rule_tenant_check(struct audit *au)
{
	check_cut(au);
	check_tenant(au);
}

void
rule_input_check(struct audit *au, size_t judged)
{
	if (!judged)
		model_noteval(au, NULL, NULL, NULL, true, "no role was "
		    "judged: %s hold%s no role of an integration or of "
		    "unknown kind", au->live ? "what was read" : "the exports",
		    au->live ? "s" : "");
	if (!au->nmember && !au->live)
		model_noteval(au, NULL, NULL, NULL, false, "no members export "
		    "was given, so no member setting was judged");
	if (!au->live && !has_kind(au, INPUT_ROLE_LIST))
		model_noteval(au, NULL, NULL, NULL, false, "no role list was "
		    "given, so adminFlag (CW201) and inactive roles (CW207) "
		    "were not judged");
	check_licences(au);
	check_settings(au);
	check_duplicates(au);
}
