#include <string.h>

#include "bundle.h"
#include "json.h"
#include "limits.h"
#include "tar.h"

/* What is wrong with a manifest that is none of ours, or was worked on. */
#define NO_MANIFEST "its manifest.json is none of cwaudit"

const struct bundle_member *
bundle_find(const struct bundle *b, const char *name)
{
	size_t low = 0, high = b->nmember;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(name, b->member[mid].name);

		if (c == 0)
			return &b->member[mid];
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* All members of the archive; the manifest apart. */
static int
read_members(struct bundle *b, const char *data, size_t len,
    const char **why)
{
	struct arena *a = &b->inputs.arena;
	struct tar_member t = {NULL, NULL, 0};
	size_t at = 0;
	int rc;

	while ((rc = tar_next(a, data, len, &at, &t, why)) > 0) {
		struct bundle_member *m;

		if (util_eq(t.name, "manifest.json")) {
			b->manifest = t.data;
			b->manifest_len = t.size;
			continue;
		}
		b->member = arena_more(a, b->member, b->nmember,
		    sizeof(*b->member));
		m = &b->member[b->nmember++];
		memset(m, 0, sizeof(*m));
		m->name = t.name;
		m->data = t.data;
		m->bytes = t.size;
		hash_hex(t.data, t.size, m->sha256);
	}
	if (rc == 0 && !b->manifest) {
		*why = "it has no manifest.json";
		return -1;
	}
	return rc;
}

static int
read_texts(struct bundle *b, const struct json *list, const char ***out,
    size_t *n)
{
	if (!list || list->type != JSON_ARRAY)
		return -1;
	*out = arena_array(&b->inputs.arena, list->n + 1, sizeof(**out));
	for (const struct json *e = list->child; e; e = e->next) {
		if (e->type != JSON_STRING)
			return -1;
		(*out)[(*n)++] = e->text;
	}
	return 0;
}

static int
read_size(const struct json *o, size_t *out)
{
	unsigned long long n;

	if (json_id(o, "bytes", &n) < 0)
		return -1;
	*out = (size_t)n;
	return 0;
}

static int
read_input(struct bundle *b, const struct json *e)
{
	const char *kind = json_text(e, "kind"), *name = json_text(e, "file");
	const char *tenant = json_text(e, "tenant");
	const char *hex = json_text(e, "sha256");
	struct store_file *f;
	int k = 0;

	while (kind && k < STORE_KINDS &&
	    !util_eq(store_kind((enum store_kind)k), kind))
		k++;
	if (!kind || k == STORE_KINDS || !name || !*name || !hex ||
	    strlen(hex) != HASH_HEX - 1)
		return -1;
	f = store_give(&b->inputs, (enum store_kind)k, tenant ? tenant : "",
	    name);
	if (!f || read_size(e, &f->bytes) < 0)
		return -1;
	memcpy(f->sha256, hex, HASH_HEX);
	f->member = json_text(e, "member");
	return 0;
}

/* An input gets the bytes of its member, if those are what they should be. */
static int
join_inputs(struct bundle *b, const char **why)
{
	for (size_t i = 0; i < b->inputs.n; i++) {
		struct store_file *f = b->inputs.file[i];
		const struct bundle_member *m;

		if (!f->member)
			continue;
		m = bundle_find(b, f->member);
		if (!m || m->bytes != f->bytes ||
		    !util_eq(m->sha256, f->sha256)) {
			*why = arena_printf(&b->inputs.arena, "the input %s "
			    "and its member do not agree", f->name);
			return -1;
		}
		if (m->good)
			f->data = m->data;
	}
	return 0;
}

/* The members have to be those that the manifest names, one for one. */
static int
check_members(struct bundle *b, const struct json *list, const char **why)
{
	struct arena *a = &b->inputs.arena;
	size_t i = 0;

	if (!list || list->type != JSON_ARRAY)
		return -1;
	for (const struct json *e = list->child; e; e = e->next, i++) {
		const char *name = json_text(e, "name");
		const char *hex = json_text(e, "sha256");
		struct bundle_member *m = &b->member[i];
		size_t bytes;

		if (!name || !hex || strlen(hex) != HASH_HEX - 1 ||
		    read_size(e, &bytes) < 0)
			return -1;
		if (i >= b->nmember || strcmp(m->name, name) > 0) {
			*why = arena_printf(a, "%s is missing", name);
			return -1;
		}
		if (!util_eq(m->name, name)) {
			*why = arena_printf(a, "%s is not in its manifest",
			    m->name);
			return -1;
		}
		m->good = m->bytes == bytes && util_eq(m->sha256, hex);
		/* The manifest is compared as it was written. */
		m->bytes = bytes;
		memcpy(m->sha256, hex, HASH_HEX);
	}
	if (i < b->nmember) {
		*why = arena_printf(a, "%s is not in its manifest",
		    b->member[i].name);
		return -1;
	}
	return 0;
}

static int
read_fields(struct bundle *b, const struct json *o, const char **why)
{
	const struct json *tool = json_get(o, "tool");
	const struct json *list = json_get(o, "inputs");
	const struct json *tenants = json_get(o, "tenants");
	const char *schema = json_text(o, "schema");

	*why = NO_MANIFEST;
	if (!schema || !util_eq(schema, "cwaudit-bundle/1"))
		return -1;
	b->version = json_text(tool, "version");
	b->binary = json_text(tool, "sha256");
	b->profiles = json_text(tool, "profiles_sha256");
	b->as_of = json_text(o, "as_of");
	if (!b->version || !b->profiles || !b->as_of || !tenants || !list ||
	    list->type != JSON_ARRAY || read_texts(b, json_get(o, "command"),
	    &b->command, &b->ncommand) < 0)
		return -1;
	b->fleet = tenants->type == JSON_ARRAY;
	if (b->fleet && read_texts(b, tenants, &b->tenant, &b->ntenant) < 0)
		return -1;
	for (const struct json *e = list->child; e; e = e->next) {
		if (read_input(b, e) < 0)
			return -1;
	}
	if (check_members(b, json_get(o, "members"), why) < 0)
		return -1;
	return join_inputs(b, why);
}

/* What the reader did not take in must not be there. */
static int
check_canonical(const struct bundle *b, const char **why)
{
	struct out again;
	size_t line = 0;
	int status = 0;

	*why = "its manifest.json is not as cwaudit writes it";
	if (report_kept_open(&again) == 0)
		bundle_manifest(&again, b);
	if (again.error || bundle_compare(&again, b->manifest,
	    b->manifest_len, &line) < 0)
		status = report_failed(&again, "manifest.json");
	out_abort(&again);
	return status ? status : line ? EXIT_DATA : 0;
}

int
bundle_read(struct bundle *b, const char *data, size_t len, const char **why)
{
	const struct json *o;

	b->inputs.given = true;
	if (read_members(b, data, len, why) < 0)
		return EXIT_DATA;
	if (json_read(&b->inputs.arena, b->manifest, b->manifest_len, &o,
	    why) < 0) {
		*why = arena_printf(&b->inputs.arena, "its manifest.json is "
		    "no JSON: %s", *why);
		return EXIT_DATA;
	}
	if (read_fields(b, o, why) < 0)
		return EXIT_DATA;
	return check_canonical(b, why);
}

/* Two texts, one of which comes in pieces. */
struct comparison {
	const char *data;
	size_t left, line;
	bool differs;
};

static void
compare(void *ctx, const void *p, size_t n)
{
	struct comparison *c = ctx;
	const char *s = p;

	for (size_t i = 0; i < n && !c->differs; i++) {
		c->differs = i >= c->left || s[i] != c->data[i];
		c->line += !c->differs && s[i] == '\n';
	}
	if (c->differs)
		return;
	c->data += n;
	c->left -= n;
}

int
bundle_compare(struct out *spool, const char *data, size_t n, size_t *line)
{
	struct comparison c = {data, n, 1, false};

	if (out_replay(spool, 0, out_size(spool), compare, &c) < 0)
		return -1;
	*line = c.differs || c.left ? c.line : 0;
	return 0;
}
