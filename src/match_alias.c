#include <string.h>

#include "limits.h"
#include "match.h"
#include "text.h"

/* Words that many names hold; as an alias they only match a whole name. */
static const char *const generic[] = {"admin", "administrator", "api",
	"apimember", "apiuser", "backup", "billing", "chat", "connect",
	"connectwise", "finance", "integration", "integrations", "level",
	"manage", "monitor", "monitoring", "neo", "psa", "reporting", "rmm",
	"roar", "sales", "security", "service", "support", "sync",
	"tickets"};

/* The words of a name by text_key(), one behind the other in one text. */
struct words {
	char text[LIMIT_NAME_KEY];
	size_t at[LIMIT_ALIAS_WORDS + 1];	/* where each begins; the end */
	size_t n;
};

/* key is only room, which many names can share. */
static void
split(struct words *w, const char *name, struct buf *key)
{
	size_t used = 0;

	w->n = 0;
	while (*name && w->n < LIMIT_ALIAS_WORDS) {
		size_t n = text_word(name);

		text_key(key, name, n);
		if (key->len && used + key->len < sizeof(w->text)) {
			memcpy(w->text + used, buf_cstr(key), key->len);
			w->at[w->n++] = used;
			used += key->len;
		}
		name += n + (name[n] != '\0');
	}
	w->at[w->n] = used;
	w->text[used] = '\0';
}

bool
match_generic(const char *key)
{
	for (size_t i = 0; i < countof(generic); i++) {
		if (util_eq(generic[i], key))
			return true;
	}
	return false;
}

static bool
has(const struct profile *const *list, size_t n, const struct profile *p)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i] == p)
			return true;
	}
	return false;
}

size_t
match_key(const char *name, char key[LIMIT_NAME_KEY], size_t *words)
{
	struct words w;
	struct buf room;

	buf_init(&room, LIMIT_BUFFER);
	split(&w, name, &room);
	buf_free(&room);
	memcpy(key, w.text, w.at[w.n] + 1);
	*words = w.n;
	return w.at[w.n];
}

/* The alias of that key among those that the build sorted, or NULL. */
static const struct blob_alias *
find(bool member, const char *key, size_t len)
{
	const struct blob_alias *list = profile_member_aliases;
	size_t low = 0, high = profile_member_naliases;

	if (!member) {
		list = profile_role_aliases;
		high = profile_role_naliases;
	}
	while (low < high) {
		const struct blob_alias *a = &list[(low + high) / 2];
		int c = memcmp(key, profile_text + a->key, len < a->len ?
		    len : a->len);

		if (c == 0 && len == a->len)
			return a;
		if (c < 0 || (c == 0 && len < a->len))
			high = (low + high) / 2;
		else
			low = (low + high) / 2 + 1;
	}
	return NULL;
}

/* An alias that stands in a name, from one word up to another. */
struct found {
	const struct blob_alias *alias;
	size_t from, to;	/* as offsets in the words' text */
};

static size_t
length(const struct found *f)
{
	return f->to - f->from;
}

/* Lists the aliases that a name holds as whole words. */
static size_t
find_aliases(bool member, const struct words *w, struct found *list)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++) {
		for (size_t k = i + 1; k <= w->n && n < LIMIT_ALIASES; k++) {
			size_t len = w->at[k] - w->at[i];
			const struct blob_alias *a;

			a = find(member, w->text + w->at[i], len);
			/* "Cloud DR" is not the product CloudDR. */
			if (!a || k - i > a->words || (len != w->at[w->n] &&
			    match_generic(profile_text + a->key)))
				continue;
			list[n++] = (struct found){a, w->at[i], w->at[k]};
		}
	}
	return n;
}

/* True when the alias stands inside a longer one, or across it. */
static bool
is_part(const struct found *f, const struct found *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (length(&list[i]) > length(f) && list[i].from < f->to &&
		    f->from < list[i].to)
			return true;
	}
	return false;
}

/* The i-th profile that has an alias. */
static const struct profile *
owner(const struct audit *au, const struct blob_alias *a, size_t i)
{
	return au->profile[profile_owners[a->owner + i]];
}

static void
add_claims(const struct audit *au, struct match_claims *c,
    const struct blob_alias *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct profile *p = owner(au, a, i);

		if (c->n < countof(c->by) && !has(c->by, c->n, p))
			c->by[c->n++] = p;
	}
}

static bool
owns(const struct audit *au, const struct blob_alias *a,
    const struct profile *p)
{
	for (size_t i = 0; i < a->n; i++) {
		if (owner(au, a, i) == p)
			return true;
	}
	return false;
}

/* True when one of those who have the alias is the profile's vendor. */
static bool
of_vendor(const struct audit *au, const struct blob_alias *a,
    const struct profile *p)
{
	for (size_t i = 0; i < a->n; i++) {
		if (util_ieq(owner(au, a, i)->vendor, p->vendor))
			return true;
	}
	return false;
}

/*
 * Keeps of the claims of its vendor those that the other alias makes too, if
 * any. Those of other vendors stay.
 */
static void
narrow(const struct audit *au, struct match_claims *c,
    const struct blob_alias *a)
{
	size_t owned = 0, kept = 0;

	for (size_t i = 0; i < c->n; i++)
		owned += owns(au, a, c->by[i]);
	if (!owned)
		return;
	for (size_t i = 0; i < c->n; i++) {
		if (owns(au, a, c->by[i]) || !of_vendor(au, a, c->by[i]))
			c->by[kept++] = c->by[i];
	}
	c->n = kept;
}

/* True when a claim and the alias are of one vendor. */
static bool
same_vendor(const struct audit *au, const struct match_claims *c,
    const struct blob_alias *a)
{
	for (size_t i = 0; i < c->n; i++) {
		if (of_vendor(au, a, c->by[i]))
			return true;
	}
	return false;
}

/*
 * The longest alias wins. Another one beside it of the same vendor can only
 * tell more exactly which product is meant; one of another vendor means that
 * the role may serve both, and then neither is guessed.
 */
static void
add_found(const struct audit *au, struct match_claims *c,
    const struct blob_alias *a, bool longest)
{
	bool other = c->n && !same_vendor(au, c, a);

	if (c->n && !other && !longest) {
		narrow(au, c, a);
		return;
	}
	c->vendors = c->vendors || other;
	add_claims(au, c, a);
}

void
match_claims(const struct audit *au, const char *name, bool member,
    struct match_claims *c)
{
	struct found list[LIMIT_ALIASES];
	size_t n, best = 0;
	struct words w;
	struct buf key;

	c->n = 0;
	c->vendors = false;
	if (!au->nprofile)
		return;
	buf_init(&key, LIMIT_BUFFER);
	split(&w, name, &key);
	buf_free(&key);
	n = find_aliases(member, &w, list);
	for (size_t i = 0; i < n; i++) {
		if (length(&list[i]) > best)
			best = length(&list[i]);
	}
	for (size_t i = 0; i < n; i++) {
		if (length(&list[i]) == best)
			add_found(au, c, list[i].alias, true);
	}
	for (size_t i = 0; i < n; i++) {
		if (length(&list[i]) < best && !is_part(&list[i], list, n))
			add_found(au, c, list[i].alias, false);
	}
}

static bool
holds_all(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	for (size_t i = 0; i < nb; i++) {
		size_t k = 0;

		while (k < na && !util_ieq(a[k], b[i]))
			k++;
		if (k == na)
			return false;
	}
	return true;
}

static bool
same_names(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	return holds_all(a, na, b, nb) && holds_all(b, nb, a, na);
}

/*
 * Compares dates as YYYY, YYYY-MM or YYYY-MM-DD as far as both go. Returns
 * above 0 when a is the later one; 0 also when that cannot be told.
 */
static int
by_date(const char *a, const char *b)
{
	static const char form[] = "dddd-dd-dd";
	size_t n = 0;

	for (; a[n] && b[n]; n++) {
		bool d = form[n] == 'd';

		/* Nothing goes on behind the form: there it is the end. */
		if (d ? a[n] < '0' || a[n] > '9' || b[n] < '0' || b[n] > '9' :
		    a[n] != form[n] || b[n] != form[n])
			return 0;
	}
	if ((n != 4 && n != 7 && n != 10) || (a[n] && a[n] != form[n]) ||
	    (b[n] && b[n] != form[n]))
		return 0;
	return memcmp(a, b, n);
}

bool
match_newer(const struct profile *a, const struct profile *b)
{
	if (!util_ieq(a->vendor, b->vendor) || by_date(a->dated, b->dated) <= 0)
		return false;
	profile_named(a);
	profile_named(b);
	return same_names(a->alias_role, a->nalias_role, b->alias_role,
	    b->nalias_role) &&
	    same_names(a->alias_member, a->nalias_member, b->alias_member,
	    b->nalias_member);
}

/* The one claim that is newer than all others, or the only one, or NULL. */
static const struct profile *
settle(const struct match_claims *c)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t older = 0;

		for (size_t k = 0; k < c->n; k++)
			older += k != i && match_newer(c->by[i], c->by[k]);
		if (older + 1 == c->n)
			return c->by[i];
	}
	return NULL;
}

const struct profile *
match_alias(const struct audit *au, const char *name, bool member,
    struct match_claims *c)
{
	match_claims(au, name, member, c);
	return settle(c);
}

bool
match_named(const struct audit *au, const struct role *r,
    const struct profile *p)
{
	struct match_claims c;

	return match_alias(au, r->name, false, &c) && has(c.by, c.n, p);
}
