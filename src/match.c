#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "limits.h"
#include "text.h"
#include "want.h"

/* Section 4: an overlap decides from here on, and this far ahead. */
#define OVERLAP_LEAST 70
#define OVERLAP_AHEAD 10
/* Runners-up that the report lists. */
#define CANDIDATES 3

/* Words that many names hold; as an alias they only match a whole name. */
static const char *const generic[] = {"admin", "administrator", "api",
	"apimember", "apiuser", "backup", "billing", "chat", "connect",
	"connectwise", "finance", "integration", "integrations", "level",
	"manage", "monitor", "monitoring", "neo", "psa", "reporting", "rmm",
	"sales", "security", "service", "support", "sync",
	"tickets"};

#define MAX_WORDS 32
/* Profiles that one name may be claimed by. */
#define MAX_CLAIMS 16

/* The words of a name by text_key(); they point into one buffer. */
struct words {
	char text[512];
	const char *word[MAX_WORDS];
	size_t len[MAX_WORDS], n;
};

static void
split(struct words *w, const char *name)
{
	struct buf key;
	size_t used = 0;

	w->n = 0;
	buf_init(&key, LIMIT_BUFFER);
	while (*name && w->n < MAX_WORDS) {
		size_t n = strcspn(name, " \t-_/.,:;|()[]{}<>\"'*+#@!?");

		text_key(&key, name, n);
		if (key.len && used + key.len < sizeof(w->text)) {
			memcpy(w->text + used, buf_cstr(&key), key.len);
			w->word[w->n] = w->text + used;
			w->len[w->n++] = key.len;
			used += key.len;
		}
		name += n + (name[n] != '\0');
	}
	buf_free(&key);
}

static bool
is_generic(const char *key)
{
	for (size_t i = 0; i < countof(generic); i++) {
		if (util_eq(generic[i], key))
			return true;
	}
	return false;
}

/* True when whole words in a row, run together, are the alias. */
static bool
holds(const struct words *w, const char *alias, size_t len)
{
	for (size_t i = 0; i < w->n; i++) {
		size_t n = 0;

		for (size_t k = i; k < w->n && n < len; k++)
			n += w->len[k];
		if (n == len && memcmp(w->word[i], alias, len) == 0)
			return true;
	}
	return false;
}

static bool
is_whole(const struct words *w, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += w->len[i];
	return n == len;
}

/* The length of the longest alias of the profile that the name holds. */
static size_t
alias_length(const struct words *w, const char *const *alias, size_t n)
{
	size_t best = 0;
	struct buf key;

	buf_init(&key, LIMIT_BUFFER);
	for (size_t i = 0; i < n; i++) {
		text_key(&key, alias[i], strlen(alias[i]));
		if (key.len <= best || !holds(w, buf_cstr(&key), key.len))
			continue;
		if (is_generic(buf_cstr(&key)) && !is_whole(w, key.len))
			continue;
		best = key.len;
	}
	buf_free(&key);
	return best;
}

/* The profiles whose longest alias in a name is equally long. */
struct claim {
	const struct profile *by[MAX_CLAIMS];
	size_t n;
};

static void
find_claims(const struct audit *au, const char *name, bool member,
    struct claim *c)
{
	size_t longest = 0, len;
	struct words w;

	c->n = 0;
	split(&w, name);
	for (size_t i = 0; w.n && i < au->nprofile; i++) {
		const struct profile *p = au->profile[i];

		len = member ? alias_length(&w, p->alias_member,
		    p->nalias_member) : alias_length(&w, p->alias_role,
		    p->nalias_role);
		if (len > longest)
			c->n = 0;
		if (len > longest)
			longest = len;
		if (len && len == longest && c->n < MAX_CLAIMS)
			c->by[c->n++] = p;
	}
}

static bool
same_names(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	for (size_t i = 0; na == nb && i < na; i++) {
		if (!util_ieq(a[i], b[i]))
			return false;
	}
	return na == nb;
}

/* True when b is an older copy of the guide that a is. */
static bool
is_newer(const struct profile *a, const struct profile *b)
{
	return util_eq(a->vendor, b->vendor) && *a->dated && *b->dated &&
	    strcmp(a->dated, b->dated) > 0 && same_names(a->alias_role,
	    a->nalias_role, b->alias_role, b->nalias_role) &&
	    same_names(a->alias_member, a->nalias_member, b->alias_member,
	    b->nalias_member);
}

/* The one claim that is newer than all others, or the only one, or NULL. */
static const struct profile *
settle(const struct claim *c)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t older = 0;

		for (size_t k = 0; k < c->n; k++)
			older += k != i && is_newer(c->by[i], c->by[k]);
		if (older + 1 == c->n)
			return c->by[i];
	}
	return NULL;
}

const struct profile *
match_alias(const struct audit *au, const char *name, bool member, bool *tied)
{
	const struct profile *p;
	struct claim c;

	find_claims(au, name, member, &c);
	p = settle(&c);
	*tied = c.n && !p;
	return p;
}

bool
match_named(const struct audit *au, const struct role *r,
    const struct profile *p)
{
	struct claim c;

	find_claims(au, r->name, false, &c);
	for (size_t i = 0; i < c.n; i++) {
		if (c.by[i] == p)
			return settle(&c) != NULL;
	}
	return false;
}

static int
value(enum level l)
{
	return l == LEVEL_ALL ? 2 : l == LEVEL_MY;
}

int
match_overlap(const struct audit *au, const struct role *r,
    const struct want *w)
{
	size_t both = 0, either = 0;

	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		if (!model_on_tenant(au, f))
			continue;
		for (int v = 0; v < VERB_COUNT; v++) {
			int have = value(model_have(au, r, f, (enum verb)v));
			int want = value((enum level)w[i].cell[v].need);

			if (w[i].cell[v].need == LEVEL_ANY)
				want = have > 1 ? have : 1;
			both += (size_t)(have < want ? have : want);
			either += (size_t)(have > want ? have : want);
		}
	}
	return either ? (int)(100 * both / either) : 0;
}

int
match_fit(const struct audit *au, const struct role *r, const struct want *w,
    size_t *points, size_t *required)
{
	*points = *required = 0;
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];

		if (!model_on_tenant(au, f))
			continue;
		for (int v = 0; v < VERB_COUNT; v++) {
			const struct want_cell *c = &w[i].cell[v];
			enum level have = model_have(au, r, f, (enum verb)v);

			if (!c->required || want_least(c) < LEVEL_MY)
				continue;
			*required += 1;
			if (have >= want_least(c))
				*points += 2;
			else if (have == LEVEL_MY)
				*points += 1;
		}
	}
	return *required ? (int)(100 * *points / (2 * *required)) : 100;
}

static void
judge_by(struct audit *au, struct role *r, const struct profile *p,
    enum match how)
{
	for (size_t i = 0; i < r->nprofile; i++) {
		if (r->profile[i] == p)
			return;
	}
	r->profile = arena_grow(&au->arena, r->profile, r->nprofile,
	    r->nprofile + 1, sizeof(struct profile *));
	r->profile[r->nprofile++] = p;
	r->match = how;
}

/* The profiles that --profile names for this role. */
static void
match_given(struct audit *au, struct role *r,
    const struct profile *const *given)
{
	const struct options *opt = au->opt;

	for (size_t i = 0; i < opt->ngiven; i++) {
		const char *name = opt->given[i].role;

		if (!name || util_eq(name, "*") ||
		    model_find_role(au, name) == r)
			judge_by(au, r, given[i], MATCH_GIVEN);
	}
}

/*
 * The one vendor that the names of a role's members tell, or NULL. API
 * members speak first; a person's name only counts where nobody else holds
 * the role, so that one "Huntress" among technicians makes it no vendor's.
 */
static const struct profile *
member_alias(const struct role *r, bool *tied)
{
	const struct profile *p = NULL;
	const struct member *m;
	bool api = false;

	*tied = false;
	for (size_t i = 0; i < r->nmember; i++) {
		m = r->member[i];
		api = api || (m->api && m->alias && m->inactive != TRI_YES);
	}
	for (size_t i = 0; i < r->nmember; i++) {
		m = r->member[i];
		if (m->inactive == TRI_YES || (api && !m->api))
			continue;
		if (!m->alias && !m->api && m->license != LICENSE_UNKNOWN)
			return NULL;
		if (!m->alias)
			continue;
		*tied = *tied || (p && p != m->alias);
		p = m->alias;
	}
	return *tied ? NULL : p;
}

static void
set_kind(struct role *r, bool named)
{
	bool api = false;

	for (size_t i = 0; i < r->nmember; i++)
		api = api || r->member[i]->api;
	if (r->match == MATCH_GIVEN || named || api)
		r->kind = ROLE_INTEGRATION;
	else
		r->kind = r->nmember ? ROLE_PEOPLE : ROLE_UNKNOWN;
}

static int
by_overlap(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->overlap != y->overlap)
		return y->overlap - x->overlap;
	if (x->fit != y->fit)
		return y->fit - x->fit;
	return strcmp(x->profile->name, y->profile->name);
}

/* Ranks all profiles by overlap; keeps the best ones for the report. */
static void
rank(struct audit *au, struct role *r, const struct want *const *wants)
{
	struct candidate *all;
	size_t points, required;

	if (!au->nprofile)
		return;
	all = util_realloc(NULL, au->nprofile, sizeof(*all));
	for (size_t i = 0; i < au->nprofile; i++) {
		all[i].profile = au->profile[i];
		all[i].overlap = match_overlap(au, r, wants[i]);
		all[i].fit = match_fit(au, r, wants[i], &points, &required);
	}
	qsort(all, au->nprofile, sizeof(*all), by_overlap);
	r->ncandidate = 0;
	while (r->ncandidate < CANDIDATES && r->ncandidate < au->nprofile &&
	    all[r->ncandidate].overlap > 0)
		r->ncandidate++;
	r->candidate = arena_grow(&au->arena, all, r->ncandidate,
	    r->ncandidate + 1, sizeof(*all));
	free(all);
}

static void
match_by_overlap(struct audit *au, struct role *r)
{
	const struct candidate *c = r->candidate;
	int next = r->ncandidate > 1 ? c[1].overlap : 0;

	if (!r->ncandidate || c[0].overlap < OVERLAP_LEAST) {
		if (!r->why_none)
			r->why_none = "none overlaps it by 70 %";
	} else if (c[0].overlap < next + OVERLAP_AHEAD) {
		r->why_none = "the best two profiles overlap it about as "
		    "much: give one with --profile";
	} else {
		judge_by(au, r, c[0].profile, MATCH_OVERLAP);
		r->why_none = NULL;
	}
}

/*
 * Chooses among several copies of one guide: the one that the role follows
 * clearly, else the newest. Others stay among the candidates.
 */
static const struct profile *
among_copies(struct audit *au, struct role *r, const struct profile *p,
    const struct want *const *wants)
{
	int best = 0, own = 0;
	const struct profile *other = NULL;

	for (size_t i = 0; p && i < au->nprofile; i++) {
		int overlap;

		if (au->profile[i] != p && !is_newer(p, au->profile[i]))
			continue;
		overlap = match_overlap(au, r, wants[i]);
		if (au->profile[i] == p)
			own = overlap;
		else if (overlap > best || !other) {
			best = overlap;
			other = au->profile[i];
		}
	}
	if (!other)
		return p;
	if (best >= OVERLAP_LEAST && best >= own + OVERLAP_AHEAD) {
		r->copy_note = arena_printf(&au->arena, "%s is a newer guide "
		    "of the same vendor; the role follows %s", p->name,
		    other->name);
		return other;
	}
	r->copy_note = arena_printf(&au->arena, "%s is an older guide of the "
	    "same vendor; the newer one judges", other->name);
	return p;
}

static void
match_role(struct audit *au, struct role *r,
    const struct profile *const *given, const struct want *const *wants)
{
	const struct profile *p;
	bool tied, member_tied = false;

	match_given(au, r, given);
	p = match_alias(au, r->name, false, &tied);
	if (!p && !tied)
		p = member_alias(r, &member_tied);
	set_kind(r, p || tied);
	if (r->match == MATCH_GIVEN)
		return;
	if (r->kind == ROLE_PEOPLE && !au->opt->people)
		return;
	if (tied || member_tied)
		r->why_none = tied ? "its name holds the aliases of several "
		    "profiles: give one with --profile" : "its members tell "
		    "of several vendors: give profiles with --profile";
	if (r->exported && au->nprofile)
		rank(au, r, wants);
	if (p)
		judge_by(au, r, among_copies(au, r, p, wants), MATCH_ALIAS);
	else if (!member_tied)
		match_by_overlap(au, r);
}

static void
match_member(struct audit *au, struct member *m)
{
	bool tied;

	m->alias = match_alias(au, m->id, true, &tied);
	if (!m->alias && !tied && *m->name)
		m->alias = match_alias(au, m->name, true, &tied);
}

/* The profiles of the member's role, else of the vendor it is named for. */
static void
judge_member(struct member *m)
{
	const struct role *r = m->role;

	m->judged = m->api || (r && r->kind == ROLE_INTEGRATION);
	if (r && r->nprofile) {
		m->profile = r->profile;
		m->nprofile = r->nprofile;
	} else if (m->judged && m->alias) {
		m->profile = &m->alias;
		m->nprofile = 1;
	}
}

void
match_audit(struct audit *au, const struct profile *const *given)
{
	const struct want **wants;

	wants = arena_array(&au->arena, au->nprofile + 1,
	    sizeof(struct want *));
	for (size_t i = 0; i < au->nprofile; i++)
		wants[i] = want_make(au, &au->profile[i], 1);
	for (size_t i = 0; i < au->nmember; i++)
		match_member(au, au->member[i]);
	for (size_t i = 0; i < au->nrole; i++) {
		struct role *r = au->role[i];

		match_role(au, r, given, wants);
		if (r->nprofile)
			r->want = want_make(au, r->profile, r->nprofile);
	}
	for (size_t i = 0; i < au->nmember; i++)
		judge_member(au->member[i]);
}
