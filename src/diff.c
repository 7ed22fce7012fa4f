#include <stdarg.h>
#include <string.h>

#include "diff.h"

static const char *const kinds[] = {"grant", "role", "member", "table",
	"finding", "tenant"};
static const char *const hows[] = {"added", "removed", "widened", "narrowed",
	"no_longer_listed", "new", "gone", "changed", "fixed", "reopened",
	"open"};

const char *
diff_kind(enum diff_kind k)
{
	return kinds[k];
}

const char *
diff_how(enum diff_how h)
{
	return hows[h];
}

void
diff_free(struct diff *d)
{
	arena_free(&d->arena);
	memset(d, 0, sizeof(*d));
}

struct diff_change *
diff_new(struct diff *d, enum diff_kind kind, enum diff_how how,
    const char *tenant)
{
	struct diff_change *c;

	d->change = arena_more(&d->arena, d->change, d->n, sizeof(*c));
	c = &d->change[d->n++];
	memset(c, 0, sizeof(*c));
	c->kind = kind;
	c->how = how;
	c->tenant = tenant;
	return c;
}

static const char *
keep(struct diff *d, const char *s)
{
	return s ? arena_str(&d->arena, s) : NULL;
}

void
diff_count(struct diff *d)
{
	struct diff_change *c = &d->change[d->n - 1];

	c->tenant = keep(d, c->tenant);
	c->role = keep(d, c->role);
	c->member = keep(d, c->member);
	c->module = keep(d, c->module);
	c->function = keep(d, c->function);
	c->old = keep(d, c->old);
	c->new = keep(d, c->new);
	c->rule = keep(d, c->rule);
	c->severity = keep(d, c->severity);
	c->message = keep(d, c->message);
	c->fingerprint = keep(d, c->fingerprint);
	c->loc.file = keep(d, c->loc.file);
	d->count[c->kind][c->how]++;
	d->widened += c->widened;
	d->waived += c->how == DIFF_OPEN && c->waived;
	if (c->how == DIFF_OPEN && !d->verbose) {
		d->open = arena_more(&d->arena, d->open, d->nopen,
		    sizeof(*d->open));
		d->open[d->nopen++] = *c;
		d->n--;
	}
}

void
diff_open(const struct diff *d, struct buf *b)
{
	size_t open = d->count[DIFF_FINDING][DIFF_OPEN] - d->waived;

	buf_clear(b);
	buf_printf(b, "%zu finding%s still open", open, open == 1 ? "" : "s");
	if (d->waived)
		buf_printf(b, ", %zu waived", d->waived);
}

const size_t *
diff_input(const struct diff *d, const char *file)
{
	return map_get(&d->inputs, file, strlen(file));
}

void
diff_inputs(struct diff *d, const struct audit *au)
{
	d->inputs.arena = &d->arena;
	for (size_t i = 0; i < au->ninput; i++) {
		struct input *in;
		size_t *at;

		if (diff_input(d, au->input[i]->file))
			continue;
		in = arena_alloc(&d->arena, sizeof(*in));
		memset(in, 0, sizeof(*in));
		in->file = keep(d, au->input[i]->file);
		in->kind = au->input[i]->kind;
		in->sha256 = keep(d, au->input[i]->sha256);
		in->encoding = keep(d, au->input[i]->encoding);
		in->bytes = au->input[i]->bytes;
		in->records = au->input[i]->records;
		in->norms = au->input[i]->norms;
		at = arena_alloc(&d->arena, sizeof(*at));
		*at = d->ninput;
		d->input = arena_more(&d->arena, d->input, d->ninput,
		    sizeof(*d->input));
		d->input[d->ninput++] = in;
		map_put(&d->inputs, in->file, strlen(in->file), at);
	}
}

void
diff_note(struct diff *d, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(&d->arena, fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < d->nnote; i++) {
		if (util_eq(d->note[i], text))
			return;
	}
	d->note = arena_more(&d->arena, d->note, d->nnote,
	    sizeof(const char *));
	d->note[d->nnote++] = text;
}

void
diff_diagnostics(struct diff *d, const struct diag *from)
{
	if (from->code > d->code)
		d->code = from->code;
	for (size_t i = 0; i < from->n; i++) {
		d->diag = arena_more(&d->arena, d->diag, d->ndiag,
		    sizeof(*d->diag));
		d->diag[d->ndiag] = from->item[i];
		d->diag[d->ndiag].loc.file = keep(d, from->item[i].loc.file);
		d->diag[d->ndiag++].text = keep(d, from->item[i].text);
	}
}

const char *
diff_level(enum level l)
{
	return l == LEVEL_UNKNOWN ? NULL : level_name(l);
}

/* Section 2: what only NEW lists above None is widened. */
bool
diff_levels(enum level old, enum level new, enum diff_how *how)
{
	if (old == new || (old == LEVEL_UNKNOWN && new == LEVEL_NONE))
		return false;
	if (new == LEVEL_UNKNOWN)
		*how = DIFF_UNLISTED;
	else if (old <= LEVEL_NONE)
		*how = DIFF_ADDED;
	else if (new == LEVEL_NONE)
		*how = DIFF_REMOVED;
	else
		*how = old < new ? DIFF_WIDENED : DIFF_NARROWED;
	return true;
}

static void
grant(struct diff *d, const struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level old, enum level new)
{
	struct diff_change *c;
	enum diff_how how;

	if (!diff_levels(old, new, &how))
		return;
	c = diff_new(d, DIFF_GRANT, how, au->tenant);
	c->role = r->name;
	c->module = f->module;
	c->function = f->name;
	c->verb = level_verb(v);
	c->old = diff_level(old);
	c->new = diff_level(new);
	c->widened = how == DIFF_ADDED || how == DIFF_WIDENED;
	c->loc = model_cell_place(au, r, f, v);
	diff_count(d);
}

static enum level
level_of(const struct audit *au, const struct role *r,
    const struct function *f, enum verb v)
{
	return r && r->exported && f ? model_have(au, r, f, v) :
	    LEVEL_UNKNOWN;
}

static const struct role *
exported(const struct audit *au, const char *name)
{
	const struct role *r = model_find_role(au, name);

	return r && r->exported ? r : NULL;
}

static struct function *
function_in(const struct audit *au, const struct function *f)
{
	return model_by_key(au, f->key);
}

/* The grants of a role that NEW has; OLD may not have it. */
static void
grants(struct diff *d, const struct audit *old, const struct role *was,
    const struct audit *new, const struct role *is)
{
	for (size_t i = 0; i < new->nfunction; i++) {
		const struct function *f = new->function[i];
		const struct function *g = function_in(old, f);

		for (int v = 0; v < VERB_COUNT; v++)
			grant(d, new, is, f, (enum verb)v, level_of(old, was,
			    g, (enum verb)v), level_of(new, is, f,
			    (enum verb)v));
	}
	for (size_t i = 0; was && i < old->nfunction; i++) {
		const struct function *f = old->function[i];

		if (function_in(new, f))
			continue;
		for (int v = 0; v < VERB_COUNT; v++)
			grant(d, old, was, f, (enum verb)v, level_of(old, was,
			    f, (enum verb)v), LEVEL_UNKNOWN);
	}
}

static void
role(struct diff *d, enum diff_how how, const struct audit *au,
    const struct role *r)
{
	struct diff_change *c = diff_new(d, DIFF_ROLE, how, au->tenant);

	c->role = r->name;
	c->loc = r->loc;
	diff_count(d);
}

static const char *
tri(enum tri t)
{
	return t == TRI_YES ? "yes" : "no";
}

/* The flags of the role list. */
static void
flag(struct diff *d, const struct audit *au, const struct role *r,
    const char *name, enum tri old, enum tri new, bool widens)
{
	struct diff_change *c;

	if (old == new)
		return;
	if (old == TRI_UNKNOWN || new == TRI_UNKNOWN) {
		diff_note(d, "role %s: %s is not in both exports", r->name,
		    name);
		return;
	}
	c = diff_new(d, DIFF_ROLE, DIFF_CHANGED, au->tenant);
	c->role = r->name;
	c->field = name;
	c->old = tri(old);
	c->new = tri(new);
	c->widened = widens && new == TRI_YES;
	c->loc = r->loc;
	diff_count(d);
}

static const struct table_entry *
entry_of(const struct role *r, const char *key)
{
	for (size_t i = 0; i < r->nentry; i++) {
		if (util_eq(r->entry[i].key, key) && r->entry[i].allow)
			return &r->entry[i];
	}
	return NULL;
}

static void
entry(struct diff *d, const struct audit *au, const struct role *r,
    enum diff_how how, const struct table_entry *e)
{
	struct diff_change *c = diff_new(d, DIFF_TABLE, how, au->tenant);

	c->role = r->name;
	c->field = keep(d, e->item);
	c->widened = how == DIFF_ADDED;
	c->loc = e->loc;
	diff_count(d);
}

/* The Table Setup list, an allow list. */
static void
entries(struct diff *d, const struct audit *old, const struct role *was,
    const struct audit *new, const struct role *is)
{
	if (!was->has_list && !is->has_list)
		return;
	if (was->has_list != is->has_list) {
		diff_note(d, "role %s: its Table Setup list is not in both "
		    "exports", is->name);
		return;
	}
	for (size_t i = 0; i < is->nentry; i++) {
		if (is->entry[i].allow && !entry_of(was, is->entry[i].key))
			entry(d, new, is, DIFF_ADDED, &is->entry[i]);
	}
	for (size_t i = 0; i < was->nentry; i++) {
		if (was->entry[i].allow && !entry_of(is, was->entry[i].key))
			entry(d, old, was, DIFF_REMOVED, &was->entry[i]);
	}
}

static void
roles(struct diff *d, const struct audit *old, const struct audit *new)
{
	for (size_t i = 0; i < new->nrole; i++) {
		const struct role *is = new->role[i];
		const struct role *was = exported(old, is->name);

		if (!is->exported)
			continue;
		if (!was) {
			role(d, DIFF_NEW, new, is);
		} else {
			flag(d, new, is, "admin", was->admin, is->admin,
			    true);
			flag(d, new, is, "inactive", was->inactive,
			    is->inactive, false);
			entries(d, old, was, new, is);
		}
		grants(d, old, was, new, is);
	}
	for (size_t i = 0; i < old->nrole; i++) {
		const struct role *was = old->role[i];

		if (was->exported && !exported(new, was->name))
			role(d, DIFF_GONE, old, was);
	}
}

/* The findings of an audit by their fingerprints. */
static void
index_findings(struct map *m, const struct audit *au)
{
	for (size_t i = 0; i < au->nfinding; i++)
		map_put(m, au->finding[i].fingerprint,
		    strlen(au->finding[i].fingerprint), &au->finding[i]);
}

static const struct finding *
finding_of(const struct map *m, const char *fingerprint)
{
	return map_get(m, fingerprint, strlen(fingerprint));
}

void
diff_finding(struct diff *d, enum diff_how how, const struct audit *au,
    const struct finding *f)
{
	struct diff_change *c = diff_new(d, DIFF_FINDING, how, au->tenant);

	c->role = f->role ? f->role->name : NULL;
	c->member = f->member ? f->member->id : NULL;
	c->module = f->module;
	c->function = f->function;
	c->verb = f->ncell ? level_verb(f->cell[0].verb) : NULL;
	c->rule = f->rule->id;
	c->severity = level_severity(f->severity);
	c->message = f->message;
	c->fingerprint = f->fingerprint;
	c->waived = f->waiver != NULL;
	c->loc = f->loc;
	diff_count(d);
}

static void
findings(struct diff *d, const struct audit *old, const struct audit *new)
{
	struct arena a = {0};
	struct map before = {.arena = &a}, after = {.arena = &a};

	index_findings(&before, old);
	index_findings(&after, new);
	for (size_t i = 0; i < new->nfinding; i++) {
		const struct finding *is = &new->finding[i];
		const struct finding *was = finding_of(&before,
		    is->fingerprint);

		diff_finding(d, !was ? DIFF_NEW : was->waiver && !is->waiver ?
		    DIFF_REOPENED : DIFF_OPEN, new, is);
	}
	for (size_t i = 0; i < old->nfinding; i++) {
		if (!finding_of(&after, old->finding[i].fingerprint))
			diff_finding(d, DIFF_FIXED, old, &old->finding[i]);
	}
	arena_free(&a);
}

void
diff_audits(struct diff *d, const struct audit *old, const struct audit *new)
{
	roles(d, old, new);
	diff_members(d, old, new);
	findings(d, old, new);
}
