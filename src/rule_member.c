#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "match.h"
#include "rule.h"
#include "text.h"

/* Appends one entry to a list in a sentence. */
static const char *
listed(struct audit *au, const char *list, const char *entry)
{
	return arena_printf(&au->arena, "%s%s%s", list, *list ? ", " : "",
	    entry);
}

/* The first judging profile that has a setting which applies, or NULL. */
static const struct profile_row *
asks(const struct audit *au, const struct member *m, const char *setting,
    const struct profile **by)
{
	for (size_t i = 0; i < m->nprofile; i++) {
		const struct profile_row *row;

		row = profile_setting(m->profile[i], setting, au->opt);
		if (row) {
			*by = m->profile[i];
			return row;
		}
	}
	return NULL;
}

/* Like asks(), for a setting with that value. */
static const struct profile_row *
asks_for(const struct audit *au, const struct member *m, const char *setting,
    const char *value, const struct profile **by)
{
	for (size_t i = 0; i < m->nprofile; i++) {
		const struct profile_row *row;

		row = profile_setting(m->profile[i], setting, au->opt);
		if (row && util_eq(row->function, value)) {
			*by = m->profile[i];
			return row;
		}
	}
	return NULL;
}

static struct finding *
raise(struct audit *au, enum rule_id id, size_t variant,
    const struct member *m, const char *detail, const struct field *at)
{
	struct finding *fi = rule_raise(au, id, variant, m->role, m);

	if (!fi)
		return NULL;
	fi->detail = detail;
	if (at && at->loc.file)
		fi->loc = at->loc;
	return fi;
}

/*
 * How a level compares with the highest: 1 it is it, -1 it is lower, 0 not
 * known. Level names are the tenant's own (permissions reference 3).
 */
static int
highest(const struct audit *au, const struct field *f)
{
	const char *id = f->id ? f->id : f->text, *p;
	size_t n = strlen(f->text);

	if (au->opt->top_level && util_ieq(f->text, au->opt->top_level))
		return 1;
	for (size_t i = 0; i + 9 <= n; i++) {
		char word[10];

		p = f->text + i;
		memcpy(word, p, 9);
		word[9] = '\0';
		word[7] = '1';
		if (util_ieq(word, "(level 1)") && p[7] >= '1' && p[7] <= '5')
			return p[7] == '1' ? 1 : -1;
	}
	if (id[0] && !id[1] && id[0] >= '1' && id[0] <= '5')
		return id[0] == '1' ? 1 : -1;
	return util_ieq(f->text, "Corporate") ? 1 : 0;
}

/* A name alone would not tell why an id of 2 is too low. */
static const char *
level_text(struct audit *au, const struct field *f)
{
	if (!*f->text || !f->id)
		return *f->text ? f->text : f->id;
	return arena_printf(&au->arena, "%s, id %s", f->text, f->id);
}

static void
check_level(struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_LEVEL];
	const struct profile *by = NULL;
	const struct profile_row *row = asks(au, m, "level", &by);
	int is;

	if (!row)
		return;
	if (f->state != FIELD_KNOWN) {
		model_noteval(au, m->role, m, "CW301", true, "the Level of "
		    "the member is not in the export");
		return;
	}
	is = highest(au, f);
	if (!is)
		model_noteval(au, m->role, m, "CW301", true, "whether Level "
		    "\"%s\" is the highest is not known: name the highest "
		    "with --top-level", *f->text ? f->text : f->id ? f->id :
		    "");
	else if (is < 0)
		finding_rest(raise(au, CW301, row->when == WHEN_RECOMMENDED ?
		    LEVEL_RECOMMENDED : LEVEL_REQUIRED, m, level_text(au, f),
		    f), by, row);
}

static bool
is_number(const char *s)
{
	unsigned long n;

	return util_number(s, LIMIT_ID, &n) == 0;
}

const char *
rule_next_board(struct audit *au, const char **list)
{
	while (**list) {
		const char *s = *list;
		size_t n = strcspn(s, ";,|");

		*list += n + ((*list)[n] != '\0');
		text_trim(&s, &n);
		if (n)
			return arena_strn(&au->arena, s, n);
	}
	return NULL;
}

/* True when the board is the default one; *known: they can be compared. */
static bool
is_default(const struct field *def, const char *board, bool *known)
{
	const char *id = def->id, *name = def->text;

	if (!id && is_number(name)) {
		id = name;
		name = "";
	}
	if (is_number(board)) {
		*known = id != NULL;
		return id && util_eq(id, board);
	}
	*known = *name != '\0';
	return util_ieq(name, board);
}

static void
check_default(struct audit *au, const struct member *m, bool needed)
{
	const struct field *def = &m->field[FIELD_DEFAULT_BOARD];
	const struct field *f = &m->field[FIELD_RESTRICTED];
	const char *list = f->text, *board;
	bool known, all_known = true;

	if (def->state != FIELD_KNOWN || (!*def->text && !def->id))
		return;
	while ((board = rule_next_board(au, &list)) != NULL) {
		if (is_default(def, board, &known)) {
			raise(au, CW303, 0, m, *def->text ? def->text : def->id,
			    f);
			return;
		}
		all_known = all_known && known;
	}
	if (!all_known)
		model_noteval(au, m->role, m, "CW303", needed, "the default "
		    "board and the restricted boards cannot be compared: one "
		    "is a number, the other a name");
}

static void
check_boards(struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_RESTRICTED];
	const struct profile *by = NULL;
	const struct profile_row *row = asks(au, m, "restricted_boards", &by);
	const char *list = f->text, *board, *boards = "";
	bool contrary;

	if (f->state == FIELD_HIDDEN && au->live) {
		model_noteval(au, m->role, m, "CW302", row != NULL, "the "
		    "server does not tell which boards are restricted (CW302, "
		    "CW303, CW304)");
		return;
	}
	if (f->state == FIELD_HIDDEN) {
		model_noteval(au, m->role, m, "CW302", row != NULL, "Restrict "
		    "Board Access is \"%s\", which hides the boards (CW302, "
		    "CW303, CW304): export it with "
		    "@{n='excludedServiceBoardIds';e={$_."
		    "excludedServiceBoardIds -join ';'}}", f->text);
		return;
	}
	if (f->state == FIELD_ABSENT) {
		if (row)
			model_noteval(au, m->role, m, "CW302", true,
			    "Restrict Board Access is not in the export "
			    "(CW302, CW303, CW304)");
		return;
	}
	while ((board = rule_next_board(au, &list)) != NULL)
		boards = listed(au, boards, board);
	/* Guides contradict each other here, so each is asked for itself. */
	contrary = asks_for(au, m, "restricted_boards", *boards ? "limited" :
	    "none", &by) != NULL;
	row = asks_for(au, m, "restricted_boards", *boards ? "none" :
	    "limited", &by);
	if (row)
		finding_rest(raise(au, *boards ? CW302 : CW304, contrary, m,
		    boards, f), by, row);
	check_default(au, m, asks(au, m, "restricted_boards", &by) != NULL);
}

static void
check_required(struct audit *au, const struct member *m)
{
	static const struct {
		const char *setting, *label;
		enum setting field;
	} need[] = {
		{"default_board", "Default Board", FIELD_DEFAULT_BOARD},
		{"location", "Location", FIELD_LOCATION},
		{"department", "Business Unit", FIELD_DEPARTMENT},
		{"default_territory", "Default Territory", FIELD_TERRITORY},
	};
	const struct profile *by = NULL, *first = NULL;
	const struct profile_row *row, *first_row = NULL;
	const struct field *at = NULL;
	const char *empty = "", *absent = "";

	for (size_t i = 0; i < countof(need); i++) {
		const struct field *f = &m->field[need[i].field];

		row = asks(au, m, need[i].setting, &by);
		if (!row)
			continue;
		if (f->state == FIELD_ABSENT)
			absent = listed(au, absent, need[i].label);
		else if (f->state == FIELD_KNOWN && !*f->text && !f->id) {
			empty = listed(au, empty, need[i].label);
			first = first ? first : by;
			first_row = first_row ? first_row : row;
			at = at ? at : f;
		}
	}
	if (*empty)
		finding_rest(raise(au, CW305, 0, m, empty, at), first,
		    first_row);
	if (*absent)
		model_noteval(au, m->role, m, "CW305", false, "%s is not in "
		    "the export", absent);
}

/* True when the role carries the profile by its name or by --profile. */
static bool
carries(const struct audit *au, const struct role *r, const struct profile *p)
{
	const struct profile_row *row = profile_setting(p, "role", au->opt);

	if (!r || !r->exported)
		return false;
	if (row && util_ieq(row->function, r->name))
		return true;
	if (r->match == MATCH_ALIAS && match_named(au, r, p))
		return true;
	for (size_t i = 0; r->match == MATCH_GIVEN && i < r->nprofile; i++) {
		if (r->profile[i] == p)
			return true;
	}
	return false;
}

static void
check_role(struct audit *au, const struct member *m)
{
	const struct profile *p = m->alias;
	struct finding *fi;

	if (!p || carries(au, m->role, p))
		return;
	for (size_t i = 0; i < au->nrole; i++) {
		const struct role *r = au->role[i];

		if (r == m->role || !carries(au, r, p))
			continue;
		fi = raise(au, CW306, 0, m, r->name, &m->field[FIELD_ROLE]);
		finding_rest(fi, p, profile_setting(p, "role", au->opt));
		return;
	}
}

static size_t
letters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void
check_id(struct audit *au, const struct member *m)
{
	const struct profile *by = NULL;
	const struct profile_row *row = asks(au, m, "member_id_max", &by);
	unsigned long max = LIMIT_MEMBER_ID;

	if (row)
		util_number(row->function, LIMIT_SETTING, &max);
	if (letters(m->id) > max)
		finding_rest(raise(au, CW307, 0, m, arena_printf(&au->arena,
		    "%lu", max), NULL), by, row);
}

static void
check_flags(struct audit *au, const struct member *m)
{
	const struct field *loc = &m->field[FIELD_RESTRICT_LOCATION];
	const struct field *dep = &m->field[FIELD_RESTRICT_DEPARTMENT];
	bool l = util_eq(loc->text, "True"), d = util_eq(dep->text, "True");

	if (l || d)
		raise(au, CW310, 0, m, l && d ? "location and department" :
		    l ? "location" : "department", l ? loc : dep);
}

/* What cannot be judged because the member's role is not known. */
static void
check_known(struct audit *au, const struct member *m)
{
	const struct field *f = &m->field[FIELD_ROLE];

	if (f->state != FIELD_KNOWN)
		model_noteval(au, NULL, m, NULL, true, "the role of the "
		    "member is not in the export");
	else if (!m->role || !m->role->exported)
		model_noteval(au, NULL, m, NULL, true, "its role \"%s\" is in "
		    "no roles export", *f->text ? f->text : f->id ? f->id :
		    "");
}

/* Whether a member is an API member decides whether it is judged at all. */
static void
check_license(struct audit *au, const struct member *m)
{
	const char *class = m->field[FIELD_LICENSE].text;

	if (m->inactive != TRI_YES && model_unclear(au, m))
		model_noteval(au, m->role, m, "CW308", !m->judged, "licence "
		    "class \"%s\" is none that is known (F, A, C, X): "
		    "whether this is an API member is not known", class);
}

void
rule_member_check(struct audit *au, const struct member *m)
{
	check_license(au, m);
	if (!m->judged)
		return;
	if (m->inactive == TRI_YES) {
		if (m->role && m->role->kind == ROLE_INTEGRATION)
			raise(au, CW309, 0, m, "", &m->field[FIELD_INACTIVE]);
		return;
	}
	check_known(au, m);
	check_level(au, m);
	check_boards(au, m);
	check_required(au, m);
	check_role(au, m);
	check_id(au, m);
	if (!m->api && m->license != LICENSE_UNKNOWN)
		raise(au, CW308, 0, m, model_license(m->license),
		    &m->field[FIELD_LICENSE]);
	check_flags(au, m);
}
