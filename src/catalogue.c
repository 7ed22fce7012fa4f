#include <string.h>

#include "catalogue.h"
#include "limits.h"
#include "profile_blob.h"
#include "text.h"

char *
catalogue_table_key(struct arena *a, const char *item)
{
	const char *slash = strchr(item, '/');
	size_t n = slash ? (size_t)(slash - item) : 0;
	const char *table = slash ? slash + 1 : item;
	struct buf key, part;
	char *p;

	buf_init(&key, LIMIT_BUFFER);
	buf_init(&part, LIMIT_BUFFER);
	text_key(&key, item, n);
	buf_char(&key, '\x1f');
	text_key(&part, table, strlen(table));
	buf_add(&key, buf_cstr(&part), part.len);
	p = arena_strn(a, buf_cstr(&key), key.len);
	buf_free(&key);
	buf_free(&part);
	return p;
}

static struct catalogue_entry **
entries(struct catalogue *c, const struct blob_entry *b, size_t n)
{
	struct catalogue_entry **list, *e;

	list = arena_array(&c->arena, n, sizeof(struct catalogue_entry *));
	e = arena_array(&c->arena, n, sizeof(*e));
	for (size_t i = 0; i < n; i++, e++, b++) {
		list[i] = e;
		e->module = c->module[b->module];
		e->name = catalogue_text + b->name;
		e->key = catalogue_text + b->key;
		for (int v = 0; v < VERB_COUNT; v++) {
			e->why[v] = catalogue_text + b->why[v];
			e->risk[v] = b->risk[v];
		}
		e->offered = (enum offered)b->offered;
		e->addon = b->addon;
		e->id = (unsigned)i;
	}
	return list;
}

/* The keys of a module's functions stand together. */
static void
find_spans(struct catalogue *c)
{
	c->span = arena_array(&c->arena, c->nmodule, sizeof(*c->span));
	for (size_t i = 0; i < catalogue_function_nkeys; i++) {
		const struct blob_key *k = &catalogue_function_keys[i];
		struct catalogue_span *s = &c->span[
		    catalogue_functions[k->number].module];

		if (!s->n++) {
			s->first = (unsigned)i;
			s->skip = strcspn(catalogue_text + k->key, "\x1f") + 1;
		}
	}
}

void
catalogue_open(struct catalogue *c)
{
	memset(c, 0, sizeof(*c));
	c->nmodule = catalogue_nmodules;
	c->module = arena_array(&c->arena, c->nmodule, sizeof(*c->module));
	for (size_t i = 0; i < c->nmodule; i++)
		c->module[i] = catalogue_text + catalogue_modules[i];
	c->nfunction = catalogue_nfunctions;
	c->function = entries(c, catalogue_functions, c->nfunction);
	find_spans(c);
	c->ntable = catalogue_ntables;
	c->table = entries(c, catalogue_tables, c->ntable);
}

void
catalogue_free(struct catalogue *c)
{
	arena_free(&c->arena);
	memset(c, 0, sizeof(*c));
}

/*
 * Returns the number that a key stands for in a sorted list whose keys all
 * begin with the same `skip` bytes, which key is without, or -1. What the keys
 * at both ends begin with in common with it, those between begin with too.
 */
static int
find(const struct blob_key *list, size_t n, size_t skip, const char *key)
{
	size_t low = 0, at_low = 0, at_high = 0;

	while (low < n) {
		size_t mid = (low + n) / 2;
		size_t k = at_low < at_high ? at_low : at_high;
		const char *s = catalogue_text + list[mid].key + skip;

		for (; key[k] == s[k]; k++) {
			if (!key[k])
				return list[mid].number;
		}
		if ((unsigned char)key[k] < (unsigned char)s[k]) {
			n = mid;
			at_high = k;
		} else {
			low = mid + 1;
			at_low = k;
		}
	}
	return -1;
}

/* Returns the number of a module, or -1. */
static int
find_module(const char *name)
{
	char key[TEXT_SHORT_KEY];

	return text_short_key(key, name) ? find(catalogue_module_keys,
	    catalogue_module_nkeys, 0, key) : -1;
}

const char *
catalogue_module(const struct catalogue *c, const char *name)
{
	int i = find_module(name);

	return i < 0 ? NULL : c->module[i];
}

const struct catalogue_entry *
catalogue_by_key(const struct catalogue *c, const char *key)
{
	int i = find(catalogue_function_keys, catalogue_function_nkeys, 0,
	    key);

	return i < 0 ? NULL : c->function[i];
}

const struct catalogue_entry *
catalogue_find(const struct catalogue *c, const char *module,
    const char *name)
{
	const struct catalogue_span *span;
	char key[TEXT_SHORT_KEY];
	int i = find_module(module);

	if (i < 0 || !text_short_key(key, name))
		return NULL;
	span = &c->span[i];
	i = find(catalogue_function_keys + span->first, span->n, span->skip,
	    key);
	return i < 0 ? NULL : c->function[i];
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
	int i = find(catalogue_table_keys, catalogue_table_nkeys, 0,
	    catalogue_table_key(&tmp, item));

	arena_free(&tmp);
	return i < 0 ? NULL : c->table[i];
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
