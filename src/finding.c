#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "hash.h"
#include "limits.h"
#include "text.h"

struct finding *
finding_new(struct audit *au)
{
	size_t n = au->nfinding;

	au->finding = arena_more(&au->arena, au->finding, n,
	    sizeof(*au->finding));
	memset(&au->finding[n], 0, sizeof(*au->finding));
	au->nfinding++;
	return &au->finding[n];
}

void
finding_cell(struct finding *f, const struct role *r,
    const struct function *fn, enum verb v, enum level have, enum level want)
{
	struct finding_cell *c;

	if (f->ncell == FINDING_CELLS)
		util_die("a finding of more than %d cells", FINDING_CELLS);
	c = &f->cell[f->ncell++];
	c->verb = v;
	c->have = have;
	c->want = want;
	c->listed = r && model_grant(r, fn, &c->grant);
}

void
finding_rest(struct finding *f, const struct profile *p,
    const struct profile_row *row)
{
	if (!f)
		return;
	f->profile = p;
	f->row = row;
}

const char *
finding_raw(const struct audit *au, const struct finding_cell *c)
{
	return c->listed ? model_raw(au, &c->grant, c->verb) : NULL;
}

const char *
finding_field(const struct audit *au, const struct finding_cell *c)
{
	uint32_t line;

	return c->listed ? model_source(au, &c->grant, c->verb, &line)->
	    field[c->verb] : NULL;
}

const char *
finding_role(const struct finding *f)
{
	return f->role ? f->role->name : "";
}

const char *
finding_member(const struct finding *f)
{
	return f->member ? f->member->id : "";
}

static const char *
or_empty(const char *s)
{
	return s ? s : "";
}

static const char *
have_text(const struct finding *f)
{
	if (!f->ncell)
		return "";
	return f->cell[0].listed ? level_name(f->cell[0].have) :
	    "not listed (read as None)";
}

/* What a placeholder of a rule's text stands for, or NULL. */
static const char *
lookup(const struct finding *f, const char *name, size_t n)
{
	const struct {
		const char *name, *text;
	} words[] = {
		{"role", finding_role(f)},
		{"member", finding_member(f)},
		{"module", or_empty(f->module)},
		{"function", or_empty(f->function)},
		{"verb", f->ncell ? level_verb_title(f->cell[0].verb) : ""},
		{"have", have_text(f)},
		{"want", f->ncell ? level_name(f->cell[0].want) : ""},
		{"profile", f->profile ? f->profile->name : ""},
		{"guide", f->profile ? f->profile->vendor : "the vendor"},
		{"detail", or_empty(f->detail)},
	};

	for (size_t i = 0; i < countof(words); i++) {
		if (strlen(words[i].name) == n &&
		    memcmp(words[i].name, name, n) == 0)
			return words[i].text;
	}
	return NULL;
}

static const char *
expand(struct audit *au, struct buf *b, const struct finding *f,
    const char *text)
{
	buf_clear(b);
	while (*text) {
		size_t n = strcspn(text, "{");
		size_t k = text[n] ? strcspn(text + n, "}") : 0;
		const char *word;

		buf_add(b, text, n);
		text += n;
		if (!k)
			continue;
		word = lookup(f, text + 1, k - 1);
		if (!word)
			util_die("rule %s: no text for %.*s}", f->rule->id,
			    (int)k, text);
		buf_str(b, word);
		text += k + 1;
	}
	return arena_strn(&au->arena, buf_cstr(b), b->len);
}

static void
add_part(struct buf *b, const char *s)
{
	if (b->len)
		buf_char(b, '\x1f');
	buf_str(b, s);
}

static void
add_key(struct buf *b, struct buf *key, const char *s)
{
	text_key(key, s, strlen(s));
	add_part(b, buf_cstr(key));
}

/*
 * Rule, role, member, module, function and the sorted verbs joined by 1F,
 * with the tenant in front where it is named.
 */
static void
fingerprint(const struct audit *au, struct buf *b, struct buf *key,
    struct finding *f)
{
	static const enum verb by_name[VERB_COUNT] = {VERB_ADD, VERB_DELETE,
		VERB_EDIT, VERB_INQUIRE};
	char hex[HASH_HEX];

	buf_clear(b);
	if (au->tenant)
		add_part(b, au->tenant);
	add_part(b, f->rule->id);
	add_part(b, f->role ? f->role->key : "");
	add_part(b, f->member ? f->member->key : "");
	add_key(b, key, or_empty(f->module));
	add_key(b, key, or_empty(f->function));
	for (int v = 0; v < VERB_COUNT; v++) {
		for (size_t i = 0; i < f->ncell; i++) {
			if (f->cell[i].verb == by_name[v])
				add_part(b, level_verb(by_name[v]));
		}
	}
	hash_hex(buf_cstr(b), b->len, hex);
	memcpy(f->fingerprint, hex, sizeof(f->fingerprint) - 1);
}

static int
by_text(const char *a, const char *b)
{
	return strcmp(or_empty(a), or_empty(b));
}

/* Severity (worst first), role, member, module, function, verb, rule. */
static int
in_order(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;
	int c;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if ((c = by_text(finding_role(x), finding_role(y))) != 0 ||
	    (c = by_text(finding_member(x), finding_member(y))) != 0 ||
	    (c = by_text(x->module, y->module)) != 0 ||
	    (c = by_text(x->function, y->function)) != 0)
		return c;
	c = strcmp(x->ncell ? level_verb(x->cell[0].verb) : "",
	    y->ncell ? level_verb(y->cell[0].verb) : "");
	if (c == 0)
		c = strcmp(x->rule->id, y->rule->id);
	return c ? c : strcmp(x->fingerprint, y->fingerprint);
}

/* Puts the findings in order: sorted by pointers, then moved once each. */
static void
arrange(struct audit *au)
{
	struct finding *f = au->finding, kept;
	struct finding **list = util_zero(au->nfinding, sizeof(*list));
	size_t to, from;

	for (size_t i = 0; i < au->nfinding; i++)
		list[i] = &f[i];
	model_sort(au, list, au->nfinding, in_order);
	for (size_t i = 0; i < au->nfinding; i++) {
		kept = f[i];
		for (to = i; list[to] != &f[i]; to = from) {
			from = (size_t)(list[to] - f);
			f[to] = f[from];
			list[to] = &f[to];
		}
		f[to] = kept;
		list[to] = &f[to];
	}
	free(list);
}

void
finding_finish(struct audit *au)
{
	struct buf b, key;

	buf_init(&b, LIMIT_BUFFER);
	buf_init(&key, LIMIT_BUFFER);
	for (size_t i = 0; i < au->nfinding; i++) {
		struct finding *f = &au->finding[i];
		const struct rule_variant *v = f->variant;

		fingerprint(au, &b, &key, f);
		f->message = expand(au, &b, f, v->message ? v->message :
		    f->rule->message);
		f->fix = expand(au, &b, f, v->fix ? v->fix : f->rule->fix);
	}
	buf_free(&b);
	buf_free(&key);
	arrange(au);
}
