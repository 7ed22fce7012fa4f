#include <string.h>

#include "catalogue.h"
#include "csvin.h"
#include "limits.h"
#include "profile_blob.h"
#include "text.h"

/* The columns of profiles/catalogue.csv. */
enum { C_KIND, C_MODULE, C_FUNCTION, C_ALIASES, C_ADDON, C_CUSTOMISE,
	C_LEVELS, C_RISK, C_WHY = C_RISK + VERB_COUNT,
	C_SOURCE = C_WHY + VERB_COUNT, C_COUNT };

static const char *const heading[C_COUNT] = {"kind", "module", "function",
	"aliases", "addon", "customise", "levels", "risk_add", "risk_edit",
	"risk_delete", "risk_inquire", "why_add", "why_edit", "why_delete",
	"why_inquire", "source"};

struct reader {
	struct catalogue *c;
	bool begun;
};

/* Writes both parts of a name by text_key(), joined by 1F. */
static void
write_key(struct buf *key, const char *module, size_t nmodule,
    const char *name, size_t nname)
{
	struct buf part;

	buf_init(&part, LIMIT_BUFFER);
	text_key(key, module, nmodule);
	buf_char(key, '\x1f');
	text_key(&part, name, nname);
	buf_add(key, buf_cstr(&part), part.len);
	buf_free(&part);
}

static char *
join_key(struct arena *a, const char *module, size_t nmodule, const char *name,
    size_t nname)
{
	struct buf key;
	char *p;

	buf_init(&key, LIMIT_BUFFER);
	write_key(&key, module, nmodule, name, nname);
	p = arena_strn(a, buf_cstr(&key), key.len);
	buf_free(&key);
	return p;
}

char *
catalogue_table_key(struct arena *a, const char *item)
{
	const char *slash = strchr(item, '/');
	size_t n = slash ? (size_t)(slash - item) : 0;
	const char *table = slash ? slash + 1 : item;

	return join_key(a, item, n, table, strlen(table));
}

/* Calls fn for each of the names in a list separated by ';'. */
static void
each_alias(struct catalogue *c, const char *list, void *entry,
    void (*fn)(struct catalogue *, const char *, size_t, void *))
{
	for (const char *p = list; *p; p += *p == ';') {
		size_t n = strcspn(p, ";");

		if (n)
			fn(c, p, n, entry);
		p += n;
	}
}

static void
put_function(struct catalogue *c, const char *name, size_t n, void *entry)
{
	struct catalogue_entry *e = entry;
	char *key = join_key(&c->arena, e->module, strlen(e->module), name, n);
	struct catalogue_entry *other;

	other = map_get(&c->function_map, key, strlen(key));
	if (other && other != e)
		util_die("catalogue: %s is also %s", key, other->name);
	map_put(&c->function_map, key, strlen(key), e);
}

static void
put_module(struct catalogue *c, const char *name, size_t n, void *module)
{
	char *key = arena_strn(&c->arena, name, n);

	key = text_keystr(&c->arena, key);
	map_put(&c->module_map, key, strlen(key), module);
}

static void
put_table(struct catalogue *c, const char *name, size_t n, void *entry)
{
	char *item = arena_strn(&c->arena, name, n);
	char *key = catalogue_table_key(&c->arena, item);

	map_put(&c->table_map, key, strlen(key), entry);
}

static const char *
add_module(struct catalogue *c, const char *name, const char *aliases)
{
	char *copy;

	for (size_t i = 0; i < c->nmodule; i++) {
		if (util_eq(c->module[i], name)) {
			each_alias(c, aliases, (void *)c->module[i],
			    put_module);
			return c->module[i];
		}
	}
	copy = arena_str(&c->arena, name);
	c->module = arena_grow(&c->arena, c->module, c->nmodule,
	    c->nmodule + 1, sizeof(*c->module));
	c->module[c->nmodule++] = copy;
	put_module(c, copy, strlen(copy), copy);
	each_alias(c, aliases, copy, put_module);
	return copy;
}

static enum severity
risk(const struct csvin_row *row, size_t col)
{
	enum severity s;

	if (level_parse_severity(row->cell[col].text, &s) < 0)
		util_die("catalogue line %u: no risk", (unsigned)row->line);
	return s;
}

static enum offered
offered(const char *s)
{
	if (util_eq(s, "none-all"))
		return OFFERED_NONE_ALL;
	return util_eq(s, "none-my-all") ? OFFERED_NONE_MY_ALL :
	    OFFERED_UNKNOWN;
}

static struct catalogue_entry *
new_entry(struct catalogue *c, const struct csvin_row *row)
{
	struct catalogue_entry *e = arena_alloc(&c->arena, sizeof(*e));

	e->module = add_module(c, row->cell[C_MODULE].text, "");
	e->name = arena_str(&c->arena, row->cell[C_FUNCTION].text);
	e->key = join_key(&c->arena, e->module, strlen(e->module), e->name,
	    strlen(e->name));
	e->customise = arena_str(&c->arena, row->cell[C_CUSTOMISE].text);
	e->aliases = arena_str(&c->arena, row->cell[C_ALIASES].text);
	e->source = arena_str(&c->arena, row->cell[C_SOURCE].text);
	e->addon = util_eq(row->cell[C_ADDON].text, "yes");
	e->offered = offered(row->cell[C_LEVELS].text);
	for (int v = 0; v < VERB_COUNT; v++)
		e->why[v] = arena_str(&c->arena, row->cell[C_WHY + v].text);
	return e;
}

static void
add_function(struct catalogue *c, const struct csvin_row *row)
{
	struct catalogue_entry *e = new_entry(c, row);

	for (int v = 0; v < VERB_COUNT; v++)
		e->risk[v] = (unsigned char)risk(row, (size_t)(C_RISK + v));
	e->id = (unsigned)c->nfunction;
	if (c->nfunction % 128 == 0)
		c->function = arena_grow(&c->arena, c->function, c->nfunction,
		    c->nfunction + 128, sizeof(*c->function));
	c->function[c->nfunction++] = e;
	put_function(c, e->name, strlen(e->name), e);
	each_alias(c, e->aliases, e, put_function);
}

static void
add_table(struct catalogue *c, const struct csvin_row *row)
{
	struct catalogue_entry *e = new_entry(c, row);

	c->table = arena_grow(&c->arena, c->table, c->ntable, c->ntable + 1,
	    sizeof(*c->table));
	c->table[c->ntable++] = e;
	put_table(c, e->name, strlen(e->name), e);
	each_alias(c, e->aliases, e, put_table);
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct reader *rd = ctx;
	const char *kind = row->cell[C_KIND].text;

	if (row->n != C_COUNT)
		util_die("catalogue line %u: %zu cells", (unsigned)row->line,
		    row->n);
	if (!rd->begun) {
		for (size_t i = 0; i < C_COUNT; i++) {
			if (!util_eq(row->cell[i].text, heading[i]))
				util_die("catalogue: no column %s", heading[i]);
		}
		rd->begun = true;
	} else if (util_eq(kind, "function")) {
		add_function(rd->c, row);
	} else if (util_eq(kind, "module")) {
		add_module(rd->c, row->cell[C_MODULE].text,
		    row->cell[C_ALIASES].text);
	} else if (util_eq(kind, "table")) {
		add_table(rd->c, row);
	} else {
		util_die("catalogue line %u: kind %s", (unsigned)row->line,
		    kind);
	}
	return 0;
}

void
catalogue_open(struct catalogue *c)
{
	struct reader rd = {c, false};
	const struct blob *b = profile_blobs;
	struct csvin *in;

	memset(c, 0, sizeof(*c));
	c->function_map.arena = c->module_map.arena = &c->arena;
	c->table_map.arena = &c->arena;
	while (b->name && !util_eq(b->name, "catalogue"))
		b++;
	if (!b->name)
		util_die("no catalogue is embedded");
	in = csvin_new(',', on_row, &rd);
	if (csvin_feed(in, (const char *)b->data, b->len) < 0 ||
	    csvin_finish(in) < 0)
		util_die("the embedded catalogue is broken");
	csvin_free(in);
}

void
catalogue_free(struct catalogue *c)
{
	arena_free(&c->arena);
	memset(c, 0, sizeof(*c));
}

const char *
catalogue_module(const struct catalogue *c, const char *name)
{
	struct buf key;
	const char *module;

	buf_init(&key, LIMIT_BUFFER);
	text_key(&key, name, strlen(name));
	module = map_get(&c->module_map, buf_cstr(&key), key.len);
	buf_free(&key);
	return module;
}

const struct catalogue_entry *
catalogue_find(const struct catalogue *c, const char *module,
    const char *name)
{
	const char *known = catalogue_module(c, module);
	struct catalogue_entry *e;
	struct buf key;

	if (!known)
		return NULL;
	buf_init(&key, LIMIT_BUFFER);
	write_key(&key, known, strlen(known), name, strlen(name));
	e = map_get(&c->function_map, buf_cstr(&key), key.len);
	buf_free(&key);
	return e;
}

static const char *
near_module(const struct catalogue *c, const char *name)
{
	const char *known = catalogue_module(c, name);
	int i;

	if (known)
		return known;
	i = text_nearest(name, c->module, c->nmodule, sizeof(*c->module));
	return i < 0 ? NULL : c->module[i];
}

const struct catalogue_entry *
catalogue_near(const struct catalogue *c, const char *module,
    const char *name)
{
	const char *known = near_module(c, module), *behind;
	const struct catalogue_entry *best = NULL;
	unsigned least = LIMIT_SUGGEST + 1, d;
	struct buf key;

	if (!known)
		return NULL;
	buf_init(&key, LIMIT_BUFFER);
	text_key(&key, name, strlen(name));
	for (size_t i = 0; i < c->nfunction; i++) {
		const struct catalogue_entry *e = c->function[i];

		if (e->module != known)
			continue;
		behind = strchr(e->key, '\x1f') + 1;
		d = text_distance(buf_cstr(&key), behind, LIMIT_SUGGEST);
		if (d < least) {
			least = d;
			best = e;
		}
	}
	buf_free(&key);
	return best;
}

const struct catalogue_entry *
catalogue_table(const struct catalogue *c, const char *item)
{
	struct arena tmp = {0};
	char *key = catalogue_table_key(&tmp, item);
	struct catalogue_entry *e;

	e = map_get(&c->table_map, key, strlen(key));
	arena_free(&tmp);
	return e;
}

enum severity
catalogue_risk(const struct catalogue_entry *e, enum verb v, enum level l)
{
	enum severity s;

	if (e)
		s = (enum severity)e->risk[v];
	else
		s = v == VERB_INQUIRE ? SEV_LOW : SEV_MEDIUM;
	if (l == LEVEL_MY && s > SEV_INFO)
		s = (enum severity)(s - 1);
	return s;
}
