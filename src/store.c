#include <errno.h>
#include <string.h>

#include "buf.h"
#include "store.h"

const char *
store_kind(enum store_kind k)
{
	static const char *const text[] = {"export", "profile", "waivers"};

	return text[k];
}

static const char *
key_of(struct arena *a, enum store_kind kind, const char *tenant,
    const char *name)
{
	return arena_printf(a, "%s\x1f%s\x1f%s", store_kind(kind), tenant,
	    name);
}

struct store_file *
store_find(const struct store *s, enum store_kind kind, const char *tenant,
    const char *name)
{
	struct arena tmp = {0};
	const char *key = key_of(&tmp, kind, tenant, name);
	struct store_file *f = map_get(&s->map, key, strlen(key));

	arena_free(&tmp);
	return f;
}

struct store_file *
store_give(struct store *s, enum store_kind kind, const char *tenant,
    const char *name)
{
	const char *key = key_of(&s->arena, kind, tenant, name);
	struct store_file *f;

	s->map.arena = &s->arena;
	if (map_get(&s->map, key, strlen(key)))
		return NULL;
	f = arena_alloc(&s->arena, sizeof(*f));
	f->kind = kind;
	f->tenant = arena_str(&s->arena, tenant);
	f->name = arena_str(&s->arena, name);
	map_put(&s->map, key, strlen(key), f);
	s->file = arena_more(&s->arena, s->file, s->n, sizeof(f));
	s->file[s->n++] = f;
	return f;
}

bool
store_is_text(const char *s)
{
	size_t n = strlen(s), len;
	uint32_t cp;

	for (; n; s += len, n -= len) {
		len = buf_utf8(s, n, &cp);
		if (!len)
			return false;
	}
	return true;
}

static void
keep(struct store *s, struct store_file *f, const char *data)
{
	if (!s->spooled && out_spool(&s->spool, NULL) < 0)
		s->fault = out_spool_failed(&s->arena, s->spool.error);
	s->spooled = true;
	f->kept = true;
	f->at = out_size(&s->spool);
	out_add(&s->spool, data, f->bytes);
}

void
store_note(struct store *s, enum store_kind kind, const char *tenant,
    const char *path, const char *name, const char *data, size_t len)
{
	struct store_file *f = store_give(s, kind, tenant, name);
	char hex[HASH_HEX];

	hash_hex(data, len, hex);
	if (!f) {
		/* Once more is no news, unless it is another file. */
		f = store_find(s, kind, tenant, name);
		if (f && !util_eq(f->sha256, hex) && !s->fault)
			s->fault = arena_printf(&s->arena, "two inputs are "
			    "called %s in reports; name them by relative "
			    "paths", name);
		return;
	}
	memcpy(f->sha256, hex, sizeof(hex));
	f->bytes = len;
	f->path = arena_str(&s->arena, path);
	if (!store_is_text(name) || !store_is_text(tenant))
		s->fault = "the name of an input is not UTF-8";
	if (s->keeps[kind])
		keep(s, f, data);
}

void
store_unread(struct store *s, const char *name)
{
	if (!s->fault)
		s->fault = arena_printf(&s->arena, "%s could not be read",
		    name);
}

void
store_free(struct store *s)
{
	if (s->spooled)
		out_abort(&s->spool);
	arena_free(&s->arena);
	memset(s, 0, sizeof(*s));
}
