#include <string.h>

#include "limits.h"
#include "rule.h"
#include "want.h"

/* Which rule a check that failed raises. */
static const struct {
	const char *id;
	enum rule_id rule;
} raised[] = {
	{"CW401", CW401}, {"CW402", CW402}, {"CW403", CW403},
	{"CW404", CW404}, {"CW405", CW405}, {"CW406", CW406},
};

static void
raise_probe(struct audit *au, const struct check *c)
{
	const struct want_cell *w = &c->want->cell[VERB_INQUIRE];
	size_t variant = w->need_row->when == WHEN_RECOMMENDED ?
	    PROBE_RECOMMENDED : PROBE_NONE;
	struct finding *f = rule_raise(au, CW410, variant, c->role, NULL);

	if (!f)
		return;
	f->subject = c->function;
	f->module = c->function->module;
	f->function = c->function->name;
	f->profile = w->need_by;
	f->row = w->need_row;
	f->detail = c->path;
	finding_cell(f, c->role, c->function, VERB_INQUIRE, LEVEL_NONE,
	    (enum level)w->need);
}

static void
judge_check(struct audit *au, const struct check *c)
{
	struct finding *f = NULL;

	if (c->status == CHECK_NOT_EVALUATED) {
		model_noteval(au, c->role, NULL, c->id, c->needed, "%s: %s",
		    c->name, c->detail);
		return;
	}
	if (c->status == CHECK_PASS || !c->id)
		return;
	if (c->want) {
		raise_probe(au, c);
		return;
	}
	for (size_t i = 0; i < countof(raised); i++) {
		if (util_eq(raised[i].id, c->id))
			f = rule_raise(au, raised[i].rule, c->variant, NULL,
			    NULL);
	}
	if (f)
		f->detail = c->detail;
}

/* What the exports have of a function of the same name, as model_levels(). */
static unsigned
exported_levels(const struct audit *ex, const struct role *r,
    const struct function *f)
{
	const struct function *same = model_by_key(ex, f->key);

	return same ? model_levels(r, same) : 0;
}

static bool
grants(unsigned levels)
{
	for (int v = 0; v < VERB_COUNT; v++) {
		if (model_level(levels, v) >= LEVEL_MY)
			return true;
	}
	return false;
}

static bool
differs(unsigned now, unsigned then, int v)
{
	enum level a = model_level(now, v), b = model_level(then, v);

	return a != LEVEL_UNKNOWN && b != LEVEL_UNKNOWN && a != b;
}

static const char *
levels_text(struct audit *au, unsigned now, unsigned then)
{
	const char *text = "";

	for (int v = 0; v < VERB_COUNT; v++) {
		if (differs(now, then, v))
			text = arena_printf(&au->arena, "%s%s%s was %s and is "
			    "%s", text, *text ? ", " : "",
			    level_verb_title((enum verb)v),
			    level_name(model_level(then, v)),
			    level_name(model_level(now, v)));
	}
	return text;
}

static void
compare_function(struct audit *au, const struct role *r,
    const struct function *f, unsigned then)
{
	unsigned now = model_levels(r, f);
	const char *text = "";
	struct finding *fi;
	struct grant g;

	if (now && then)
		text = levels_text(au, now, then);
	else if (now && grants(now))
		text = "granted, and not listed in the exports";
	else if (!now && grants(then))
		text = "granted in the exports, and no longer listed";
	fi = *text ? rule_raise(au, CW420, now && then ? DRIFT_LEVELS :
	    DRIFT_FUNCTION, r, NULL) : NULL;
	if (!fi)
		return;
	fi->subject = f;
	fi->module = f->module;
	fi->function = f->name;
	fi->detail = text;
	if (model_grant(r, f, &g))
		fi->loc = model_place(au, &g, VERB_ADD);
	for (int v = 0; v < VERB_COUNT; v++) {
		if (now && then && differs(now, then, v))
			finding_cell(fi, r, f, (enum verb)v,
			    model_level(now, v), LEVEL_UNKNOWN);
	}
}

static const char *
add_change(struct audit *au, const char *text, const char *name,
    const char *was, const char *is)
{
	return arena_printf(&au->arena, "%s%s%s was \"%s\" and is \"%s\"", text,
	    *text ? ", " : "", name, was, is);
}

static const char *
flag_change(struct audit *au, const char *text, const char *name,
    enum tri was, enum tri is)
{
	static const char *const word[] = {"", "False", "True"};

	if (was == TRI_UNKNOWN || is == TRI_UNKNOWN || was == is)
		return text;
	return add_change(au, text, name, word[was], word[is]);
}

static void
compare_flags(struct audit *au, const struct role *r, const struct role *old)
{
	const char *text = flag_change(au, "", "adminFlag", old->admin,
	    r->admin);
	struct finding *f;

	text = flag_change(au, text, "inactiveFlag", old->inactive,
	    r->inactive);
	f = *text ? rule_raise(au, CW420, DRIFT_ROLE, r, NULL) : NULL;
	if (f)
		f->detail = text;
}

static void
compare_role(struct audit *au, const struct role *r)
{
	const struct role *old = model_find_role(au->drift, r->name);
	struct finding *f;

	if (old)
		compare_flags(au, r, old);
	if (!r->exported)
		return;
	if (!old || !old->exported) {
		f = au->drift->nexported ?
		    rule_raise(au, CW420, DRIFT_ROLE, r, NULL) : NULL;
		if (f)
			f->detail = "the exports do not hold it";
		return;
	}
	for (size_t i = 0; i < au->nfunction; i++)
		compare_function(au, r, au->function[i],
		    exported_levels(au->drift, old, au->function[i]));
}

/* A setting by which exports and the API can be compared. */
static const struct {
	enum setting setting;
	const char *name;
} compared[] = {
	{FIELD_ROLE, "Role ID"}, {FIELD_LEVEL, "Level"},
	{FIELD_LOCATION, "Location"}, {FIELD_DEPARTMENT, "Department"},
	{FIELD_DEFAULT_BOARD, "Default Board"},
	{FIELD_INACTIVE, "Inactive"}, {FIELD_ADMIN, "Admin"},
	{FIELD_RESTRICT_LOCATION, "Restrict Location"},
	{FIELD_RESTRICT_DEPARTMENT, "Restrict Department"},
};

/* "Corporate (Level 1)" of the screen is "Corporate" of the API. */
static bool
same_text(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	const char *longer = n < m ? b : a;
	size_t least = n < m ? n : m;
	char head[64];

	if (util_ieq(a, b))
		return true;
	if (!least || least >= sizeof(head) ||
	    strncmp(longer + least, " (Level ", 8) != 0)
		return false;
	memcpy(head, longer, least);
	head[least] = '\0';
	return util_ieq(head, n < m ? a : b);
}

/* True when each board of one list stands in the other, by number or name. */
static bool
holds_boards(struct audit *au, const char *list, const char *other)
{
	const char *board, *same, *rest;

	while ((board = rule_next_board(au, &list)) != NULL) {
		rest = other;
		do {
			same = rule_next_board(au, &rest);
		} while (same && !util_ieq(board, same));
		if (!same)
			return false;
	}
	return true;
}

/* Numbers cannot be held against names, only against none. */
static bool
same_kind(struct audit *au, const char *a, const char *b)
{
	const char *x = rule_next_board(au, &a), *y = rule_next_board(au, &b);
	unsigned long n;

	return !x || !y || (util_number(x, LIMIT_ID, &n) == 0) ==
	    (util_number(y, LIMIT_ID, &n) == 0);
}

static const char *
compare_boards(struct audit *au, const struct member *m,
    const struct member *old, const char *text)
{
	const struct field *a = &old->field[FIELD_RESTRICTED];
	const struct field *b = &m->field[FIELD_RESTRICTED];

	if (a->state != FIELD_KNOWN || b->state != FIELD_KNOWN)
		return text;
	if (!same_kind(au, a->text, b->text)) {
		model_noteval(au, NULL, m, "CW420", false, "the restricted "
		    "boards are numbers on the server and names in the "
		    "exports: whether they are the same is not known");
		return text;
	}
	if (holds_boards(au, a->text, b->text) &&
	    holds_boards(au, b->text, a->text))
		return text;
	return add_change(au, text, "Restrict Board Access", a->text, b->text);
}

static void
compare_member(struct audit *au, const struct member *m)
{
	const struct member *old = NULL;
	const char *text = "";
	struct finding *f;

	for (size_t i = 0; i < au->drift->nmember; i++) {
		if (util_eq(au->drift->member[i]->key, m->key))
			old = au->drift->member[i];
	}
	if (!old)
		text = "the exports do not hold it";
	for (size_t i = 0; old && i < countof(compared); i++) {
		const struct field *a = &old->field[compared[i].setting];
		const struct field *b = &m->field[compared[i].setting];

		if (a->state == FIELD_KNOWN && b->state == FIELD_KNOWN &&
		    a->text && b->text && !same_text(a->text, b->text))
			text = add_change(au, text, compared[i].name, a->text,
			    b->text);
	}
	if (old)
		text = compare_boards(au, m, old, text);
	if (old && old->license != m->license &&
	    old->license != LICENSE_UNKNOWN && m->license != LICENSE_UNKNOWN)
		text = add_change(au, text, "License Class",
		    model_license(old->license), model_license(m->license));
	f = *text && au->drift->nmember ?
	    rule_raise(au, CW420, DRIFT_MEMBER, NULL, m) : NULL;
	if (f)
		f->detail = text;
}

void
rule_live_check(struct audit *au)
{
	for (size_t i = 0; i < au->ncheck; i++)
		judge_check(au, &au->check[i]);
	if (!au->drift)
		return;
	for (size_t i = 0; i < au->nrole; i++)
		compare_role(au, au->role[i]);
	for (size_t i = 0; i < au->nmember; i++)
		compare_member(au, au->member[i]);
}
