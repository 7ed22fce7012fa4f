#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "jsonw.h"
#include "limits.h"
#include "load.h"
#include "profile.h"
#include "tar.h"

const char *
bundle_binary(struct arena *a)
{
	char *data, *hex = NULL;
	size_t len;

	if (load_bytes("/proc/self/exe", &data, &len) < 0)
		return NULL;
	hex = arena_alloc(a, HASH_HEX);
	hash_hex(data, len, hex);
	free(data);
	return hex;
}

const char *
bundle_report_name(struct arena *a, const struct report *r)
{
	return arena_printf(a, "reports/report%s", r->ending);
}

static void
push(struct bundle *b, const char *s)
{
	b->command = arena_more(&b->inputs.arena, b->command, b->ncommand,
	    sizeof(*b->command));
	b->command[b->ncommand++] = s;
	if (!store_is_text(s))
		b->inputs.fault = "an argument is not UTF-8";
}

/* The name that reports use for a path: that of the input that was read. */
static const char *
name_of(struct bundle *b, enum store_kind kind, const char *path)
{
	const struct store *s = &b->inputs;
	size_t n = strlen(path);

	for (size_t i = 0; i < s->n; i++) {
		if (s->file[i]->kind == kind && s->file[i]->path &&
		    util_eq(s->file[i]->path, path))
			return s->file[i]->name;
	}
	while (n > 1 && path[n - 1] == '/')
		n--;
	return load_name(&b->inputs.arena, arena_strn(&b->inputs.arena, path,
	    n), NULL, 0);
}

/* FORMAT=FILE or PROFILE=ROLE: the path is before or behind the '='. */
static const char *
value_of(struct bundle *b, const struct said *s)
{
	struct arena *a = &b->inputs.arena;
	const char *equal = strchr(s->value, '=');
	size_t n = equal ? (size_t)(equal - s->value) : strlen(s->value);

	if (util_eq(s->name, "profile"))
		return arena_printf(a, "%s%s", name_of(b, STORE_PROFILE,
		    arena_strn(a, s->value, n)), equal ? equal : "");
	if (util_eq(s->name, "output") && equal)
		return arena_printf(a, "%.*s=%s", (int)n, s->value,
		    name_of(b, STORE_EXPORT, equal + 1));
	if (util_eq(s->name, "waivers"))
		return name_of(b, STORE_WAIVERS, s->value);
	if (util_eq(s->name, "output") || util_eq(s->name, "api-members") ||
	    util_eq(s->name, "files-from") || util_eq(s->name, "bundle") ||
	    util_eq(s->name, "write-waivers"))
		return name_of(b, STORE_EXPORT, s->value);
	return s->value;
}

/* The command line, without what is this machine's, and with the day. */
static void
set_command(struct bundle *b, const struct options *opt)
{
	struct arena *a = &b->inputs.arena;
	bool dated = false;

	push(b, "audit");
	for (size_t i = 0; i < opt->nsaid; i++) {
		const struct said *s = &opt->said[i];

		dated = dated || util_eq(s->name, "as-of");
		if (s->value)
			push(b, arena_printf(a, "--%s=%s", s->name,
			    value_of(b, s)));
		else
			push(b, arena_printf(a, "--%s", s->name));
	}
	if (!dated)
		push(b, arena_printf(a, "--as-of=%s", opt->as_of));
	if (opt->nfile)
		push(b, "--");
	for (size_t i = 0; i < opt->nfile; i++)
		push(b, name_of(b, STORE_EXPORT, opt->file[i]));
}

/* inputs/00001-roles.csv: a name that every system takes. */
static const char *
member_name(struct bundle *b, size_t at)
{
	static const char *const folder[] = {"inputs", "profiles", "waivers"};
	const struct store_file *f = b->inputs.file[at];
	char base[LIMIT_BUNDLE_NAME + 1];
	size_t n = 0;

	for (const char *s = util_base(f->name); *s &&
	    n < LIMIT_BUNDLE_NAME; s++) {
		bool plain = (*s >= '0' && *s <= '9') || *s == '.' ||
		    *s == '_' || *s == '-' || (*s >= 'A' && *s <= 'Z') ||
		    (*s >= 'a' && *s <= 'z');

		base[n++] = plain ? *s : '_';
	}
	base[n] = '\0';
	return arena_printf(&b->inputs.arena, "%s/%05zu-%s",
	    folder[f->kind], at + 1, base);
}

static struct bundle_member *
add_member(struct bundle *b, const char *name)
{
	struct bundle_member *m;

	b->member = arena_more(&b->inputs.arena, b->member, b->nmember,
	    sizeof(*b->member));
	m = &b->member[b->nmember++];
	memset(m, 0, sizeof(*m));
	m->name = name;
	return m;
}

static void
gather(void *ctx, const void *p, size_t n)
{
	hash_add(ctx, p, n);
}

static int
by_name(const void *a, const void *b)
{
	const struct bundle_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
set_members(struct bundle *b)
{
	struct bundle_member *m;

	for (size_t i = 0; i < b->inputs.n; i++) {
		struct store_file *f = b->inputs.file[i];

		if (!f->kept)
			continue;
		f->member = member_name(b, i);
		m = add_member(b, f->member);
		memcpy(m->sha256, f->sha256, sizeof(m->sha256));
		m->bytes = f->bytes;
		m->spool = &b->inputs.spool;
		m->at = f->at;
	}
	for (size_t i = 0; i < report_naudit; i++) {
		struct hash *h = hash_new();

		m = add_member(b, bundle_report_name(&b->inputs.arena,
		    &report_audit[i]));
		m->spool = &b->reports.out[i];
		m->bytes = out_size(m->spool);
		out_replay(m->spool, 0, m->bytes, gather, h);
		hash_end(h, m->sha256);
	}
	qsort(b->member, b->nmember, sizeof(*b->member), by_name);
}

static void
manifest_inputs(struct jsonw *j, const struct store *s)
{
	jsonw_array(j, "inputs");
	for (size_t i = 0; i < s->n; i++) {
		const struct store_file *f = s->file[i];

		jsonw_object(j, NULL);
		jsonw_string(j, "kind", store_kind(f->kind));
		jsonw_string(j, "tenant", *f->tenant ? f->tenant : NULL);
		jsonw_string(j, "file", f->name);
		jsonw_number(j, "bytes", f->bytes);
		jsonw_string(j, "sha256", f->sha256);
		jsonw_string(j, "member", f->member);
		jsonw_end(j);
	}
	jsonw_end(j);
}

void
bundle_manifest(struct out *o, const struct bundle *b)
{
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "schema", "cwaudit-bundle/1");
	jsonw_object(&j, "tool");
	jsonw_string(&j, "name", "cwaudit");
	jsonw_string(&j, "version", b->version);
	jsonw_string(&j, "sha256", b->binary);
	jsonw_string(&j, "profiles_sha256", b->profiles);
	jsonw_end(&j);
	jsonw_string(&j, "as_of", b->as_of);
	jsonw_array(&j, "command");
	for (size_t i = 0; i < b->ncommand; i++)
		jsonw_string(&j, NULL, b->command[i]);
	jsonw_end(&j);
	if (b->fleet)
		jsonw_array(&j, "tenants");
	else
		jsonw_null(&j, "tenants");
	for (size_t i = 0; b->fleet && i < b->ntenant; i++)
		jsonw_string(&j, NULL, b->tenant[i]);
	if (b->fleet)
		jsonw_end(&j);
	manifest_inputs(&j, &b->inputs);
	jsonw_array(&j, "members");
	for (size_t i = 0; i < b->nmember; i++) {
		jsonw_object(&j, NULL);
		jsonw_string(&j, "name", b->member[i].name);
		jsonw_number(&j, "bytes", b->member[i].bytes);
		jsonw_string(&j, "sha256", b->member[i].sha256);
		jsonw_end(&j);
	}
	jsonw_end(&j);
	jsonw_end(&j);
}

static void
copy(void *ctx, const void *p, size_t n)
{
	out_add(ctx, p, n);
}

static void
put_member(struct out *o, const char *name, struct out *spool, size_t at,
    size_t n)
{
	tar_head(o, name, n);
	out_replay(spool, at, n, copy, o);
	out_blame(o, spool);
	tar_tail(o, n);
}

/* Members in the order of their names, the manifest among them. */
static void
put_all(struct out *o, struct bundle *b, struct out *manifest)
{
	static const char name[] = "manifest.json";
	bool done = false;

	for (size_t i = 0; i <= b->nmember; i++) {
		const struct bundle_member *m = i < b->nmember ?
		    &b->member[i] : NULL;

		if (!done && (!m || strcmp(name, m->name) < 0)) {
			put_member(o, name, manifest, 0, out_size(manifest));
			done = true;
		}
		if (m)
			put_member(o, m->name, m->spool, m->at, m->bytes);
	}
	tar_end(o);
}

static int
no_bundle(const char *path, const char *why)
{
	diag_note("%s: the bundle is not written: %s", path, why);
	return EXIT_OUTPUT;
}

int
bundle_write(struct bundle *b, const struct options *opt, const char *path)
{
	char *profiles = arena_alloc(&b->inputs.arena, HASH_HEX);
	struct out o, manifest;
	int status = 0;

	profile_digest(profiles);
	b->version = CWAUDIT_VERSION;
	b->binary = bundle_binary(&b->inputs.arena);
	b->profiles = profiles;
	b->as_of = opt->as_of;
	set_command(b, opt);
	if (b->inputs.n > LIMIT_BUNDLE_INPUTS)
		return no_bundle(path, "too many inputs");
	if (b->inputs.fault)
		return no_bundle(path, b->inputs.fault);
	set_members(b);
	if (report_kept_open(&manifest) == 0)
		bundle_manifest(&manifest, b);
	if (out_size(&manifest) == 0 || out_open(&o, path) < 0) {
		status = report_failed(manifest.error ? &manifest : &o, path);
		if (!manifest.error)
			out_abort(&o);
		out_abort(&manifest);
		return status;
	}
	put_all(&o, b, &manifest);
	out_abort(&manifest);
	if (out_close(&o) < 0)
		status = report_failed(&o, path);
	return status;
}

void
bundle_free(struct bundle *b)
{
	report_drop(&b->reports);
	store_free(&b->inputs);
}
