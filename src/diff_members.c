#include <string.h>

#include "diff.h"
#include "text.h"

/* How a change of a setting can let a member do more. */
enum effect { EFFECT_NONE, EFFECT_ROLE, EFFECT_LEVEL, EFFECT_BOARDS,
	EFFECT_ON, EFFECT_OFF };

static const struct {
	enum setting setting;
	const char *name;
	enum effect effect;
} settings[] = {
	{FIELD_ROLE, "role", EFFECT_ROLE},
	{FIELD_LEVEL, "level", EFFECT_LEVEL},
	{FIELD_RESTRICTED, "restricted_boards", EFFECT_BOARDS},
	{FIELD_ENTRY, "level_entry", EFFECT_NONE},
	{FIELD_LOCATION, "location", EFFECT_NONE},
	{FIELD_DEPARTMENT, "department", EFFECT_NONE},
	{FIELD_TERRITORY, "default_territory", EFFECT_NONE},
	{FIELD_DEFAULT_BOARD, "default_board", EFFECT_NONE},
	{FIELD_LICENSE, "license", EFFECT_NONE},
	{FIELD_INACTIVE, "inactive", EFFECT_NONE},
	{FIELD_ADMIN, "admin", EFFECT_ON},
	{FIELD_RESTRICT_LOCATION, "restrict_location", EFFECT_OFF},
	{FIELD_RESTRICT_DEPARTMENT, "restrict_department", EFFECT_OFF},
};

static bool
is_number(const char *s)
{
	return *s && s[strspn(s, "0123456789")] == '\0';
}

/* The number of a level, 1 the highest; 0 when its name does not tell. */
static int
level_number(const struct audit *au, const struct field *f)
{
	const char *id = f->id ? f->id : f->text;
	const char *p = strstr(f->text, "evel ");

	if ((au->opt->top_level && util_ieq(f->text, au->opt->top_level)) ||
	    util_ieq(f->text, "Corporate"))
		return 1;
	if (p && p[5] >= '1' && p[5] <= '5')
		return p[5] - '0';
	return id[0] >= '1' && id[0] <= '5' && !id[1] ? id[0] - '0' : 0;
}

/* True unless the new level is known not to be a higher one. */
static bool
level_widens(const struct audit *old, const struct field *was,
    const struct audit *new, const struct field *is)
{
	int a = level_number(old, was), b = level_number(new, is);

	return !a || !b || b < a;
}

/* True when a list, separated by ; , or |, holds the board. */
static bool
has_board(const char *list, const char *board, size_t len)
{
	while (*list) {
		const char *s = list;
		size_t n = strcspn(list, ";,|");

		list += n + (list[n] != '\0');
		text_trim(&s, &n);
		if (n == len && strncmp(s, board, n) == 0)
			return true;
	}
	return false;
}

/* A deny list: what stands only in the first list is free now. */
static bool
lacks(const char *old, const char *new)
{
	while (*old) {
		const char *s = old;
		size_t n = strcspn(old, ";,|");

		old += n + (old[n] != '\0');
		text_trim(&s, &n);
		if (n && !has_board(new, s, n))
			return true;
	}
	return false;
}

/* True unless the new role is known to grant nothing that the old did not. */
static bool
role_widens(const struct audit *old, const struct role *was,
    const struct audit *new, const struct role *is)
{
	if (!was || !is || !was->exported || !is->exported)
		return true;
	for (size_t i = 0; i < new->nfunction; i++) {
		const struct function *f = new->function[i];
		const struct function *g = model_by_key(old, f->key);

		for (int v = 0; v < VERB_COUNT; v++) {
			enum level a, b = model_have(new, is, f, (enum verb)v);

			a = g ? model_have(old, was, g, (enum verb)v) :
			    LEVEL_UNKNOWN;
			if (b > LEVEL_NONE && b > a)
				return true;
		}
	}
	return false;
}

static bool
is_yes(const struct field *f)
{
	return util_ieq(f->text, "true") || util_ieq(f->text, "yes") ||
	    util_ieq(f->text, "y") || util_eq(f->text, "1");
}

static bool
same_field(enum effect effect, const struct member *was,
    const struct member *is, enum setting s)
{
	const struct field *a = &was->field[s], *b = &is->field[s];

	if (effect == EFFECT_ROLE && was->role && is->role)
		return util_eq(was->role->key, is->role->key);
	if (effect == EFFECT_BOARDS)
		return !lacks(a->text, b->text) && !lacks(b->text, a->text);
	if (effect == EFFECT_ON || effect == EFFECT_OFF)
		return is_yes(a) == is_yes(b);
	if (*a->text && *b->text)
		return util_ieq(a->text, b->text);
	if (a->id && b->id)
		return util_eq(a->id, b->id);
	return util_ieq(*a->text || !a->id ? a->text : a->id,
	    *b->text || !b->id ? b->text : b->id);
}

static bool
widens(enum effect effect, const struct audit *old, const struct member *was,
    const struct audit *new, const struct member *is, enum setting s)
{
	const struct field *a = &was->field[s], *b = &is->field[s];

	switch (effect) {
	case EFFECT_ROLE:
		return role_widens(old, was->role, new, is->role);
	case EFFECT_LEVEL:
		return level_widens(old, a, new, b);
	case EFFECT_BOARDS:
		return lacks(a->text, b->text);
	case EFFECT_ON:
		return is_yes(b);
	case EFFECT_OFF:
		return is_yes(a);
	default:
		return false;
	}
}

/* True when the field can be compared; a note tells when it cannot. */
static bool
comparable(struct diff *d, const struct member *was, const struct member *is,
    enum setting s, const char *name)
{
	const struct field *a = &was->field[s], *b = &is->field[s];

	if (a->state == FIELD_ABSENT && b->state == FIELD_ABSENT)
		return false;
	if (a->state == FIELD_ABSENT || b->state == FIELD_ABSENT) {
		diff_note(d, "%s of members is not in both exports", name);
		return false;
	}
	if (a->state == FIELD_HIDDEN || b->state == FIELD_HIDDEN) {
		diff_note(d, "member %s: %s is hidden in an export (System."
		    "Object[])", is->id, name);
		return false;
	}
	if (s == FIELD_RESTRICTED && *a->text && *b->text &&
	    is_number(a->text) != is_number(b->text) &&
	    !strpbrk(a->text, ";,|") && !strpbrk(b->text, ";,|")) {
		diff_note(d, "member %s: %s has a number in one export and a "
		    "name in the other", is->id, name);
		return false;
	}
	return true;
}

static const char *
shown(const struct field *f)
{
	return *f->text ? f->text : f->id ? f->id : "";
}

static void
member(struct diff *d, enum diff_how how, const struct audit *au,
    const struct member *m)
{
	struct diff_change *c = diff_new(d, DIFF_MEMBER, how, au->tenant);
	const char *role = m->role ? m->role->name :
	    shown(&m->field[FIELD_ROLE]);

	c->member = m->id;
	c->field = how == DIFF_CHANGED ? NULL : "role";
	if (how == DIFF_NEW)
		c->new = role;
	else
		c->old = role;
	c->loc = m->loc;
	diff_count(d);
}

static void
compare(struct diff *d, const struct audit *old, const struct member *was,
    const struct audit *new, const struct member *is)
{
	for (size_t i = 0; i < countof(settings); i++) {
		enum setting s = settings[i].setting;
		enum effect effect = settings[i].effect;
		struct diff_change *c;

		if (!comparable(d, was, is, s, settings[i].name) ||
		    same_field(effect, was, is, s))
			continue;
		c = diff_new(d, DIFF_MEMBER, DIFF_CHANGED, new->tenant);
		c->member = is->id;
		c->role = is->role ? is->role->name : NULL;
		c->field = settings[i].name;
		c->old = shown(&was->field[s]);
		c->new = shown(&is->field[s]);
		c->widened = widens(effect, old, was, new, is, s);
		c->loc = is->field[s].loc.file ? is->field[s].loc : is->loc;
		diff_count(d);
	}
}

static const struct member *
member_of(const struct audit *au, const struct member *m)
{
	return map_get(&au->member_map, m->key, strlen(m->key));
}

void
diff_members(struct diff *d, const struct audit *old, const struct audit *new)
{
	if (!old->nmember != !new->nmember) {
		diff_note(d, "members are in one of the two exports only");
		return;
	}
	for (size_t i = 0; i < new->nmember; i++) {
		const struct member *is = new->member[i];
		const struct member *was = member_of(old, is);

		if (was)
			compare(d, old, was, new, is);
		else
			member(d, DIFF_NEW, new, is);
	}
	for (size_t i = 0; i < old->nmember; i++) {
		if (!member_of(new, old->member[i]))
			member(d, DIFF_GONE, old, old->member[i]);
	}
}
