#include <string.h>

#include "profile.h"

/* The texts from `at` up to the first empty one. */
static const char *const *
list(struct arena *a, unsigned at, size_t *n)
{
	const char **names, *s;
	size_t i = 0;

	for (s = profile_text + at; *s; s += strlen(s) + 1)
		*n += 1;
	names = arena_array(a, *n, sizeof(*names));
	for (s = profile_text + at; *s; s += strlen(s) + 1)
		names[i++] = s;
	return names;
}

static void
from_head(struct profile_library *lib, struct profile *p,
    const struct blob_head *h)
{
	p->name = profile_text + h->name;
	p->vendor = profile_text + h->vendor;
	p->product = profile_text + h->product;
	p->dated = profile_text + h->dated;
	p->guide = p->source = p->read = p->confidence_note = "";
	p->partial = h->partial;
	p->caveat = h->caveat;
	p->builtin = true;
	p->brief = profile_grants + h->grant;
	p->ngrant = h->ngrant;
	p->library = lib;
}

void
profile_open(struct profile_library *lib, const struct catalogue *cat)
{
	memset(lib, 0, sizeof(*lib));
	if (pthread_mutex_init(&lib->lock, NULL) != 0)
		util_die("no lock for the profiles");
	lib->cat = cat;
	lib->n = profile_nheads;
	lib->profile = arena_array(&lib->arena, lib->n,
	    sizeof(struct profile *));
	lib->own = arena_array(&lib->arena, lib->n, sizeof(*lib->own));
	for (size_t i = 0; i < lib->n; i++) {
		from_head(lib, &lib->own[i], &profile_heads[i]);
		lib->own[i].number = i;
		lib->profile[i] = &lib->own[i];
	}
}

static void
read_rows(struct profile_library *lib, struct profile *own)
{
	struct diag d = {.arena = &lib->arena};
	const struct blob *b = profile_blob(own);
	const struct profile *p;

	own->file = arena_printf(&lib->arena, "<profile:%s>", own->name);
	p = profile_parse(&lib->arena, &d, lib->cat, own->file,
	    (const char *)b->data, b->len);
	if (p && p->ngrant == own->ngrant && util_eq(p->name, own->name)) {
		own->guide = p->guide;
		own->source = p->source;
		own->read = p->read;
		own->confidence_note = p->confidence_note;
		own->stars = p->stars;
		own->nrow = p->nrow;
		own->row = p->row;
		return;
	}
	util_die("the embedded profile %s is broken", own->name);
}

/* Lists the aliases of a profile. Others may read them from then on. */
static void
list_aliases(struct profile_library *lib, struct profile *own)
{
	const struct blob_head *h = &profile_heads[own->number];

	if (own->alias_role)
		return;
	own->alias_member = list(&lib->arena, h->alias_member,
	    &own->nalias_member);
	own->alias_role = list(&lib->arena, h->alias_role, &own->nalias_role);
}

const struct profile *
profile_named(const struct profile *p)
{
	struct profile_library *lib = p->library;

	if (!lib)
		return p;
	pthread_mutex_lock(&lib->lock);
	list_aliases(lib, &lib->own[p->number]);
	pthread_mutex_unlock(&lib->lock);
	return p;
}

const struct profile *
profile_whole(const struct profile *p)
{
	struct profile_library *lib = p->library;

	if (!lib)
		return p;
	pthread_mutex_lock(&lib->lock);
	list_aliases(lib, &lib->own[p->number]);
	if (!lib->own[p->number].row)
		read_rows(lib, &lib->own[p->number]);
	pthread_mutex_unlock(&lib->lock);
	return p;
}

void
profile_close(struct profile_library *lib)
{
	pthread_mutex_destroy(&lib->lock);
	arena_free(&lib->arena);
	memset(lib, 0, sizeof(*lib));
}

const struct profile *
profile_find(const struct profile_library *lib, const char *name)
{
	for (size_t i = 0; i < lib->n; i++) {
		if (util_eq(lib->profile[i]->name, name))
			return profile_whole(lib->profile[i]);
	}
	return NULL;
}

static bool
in_use(const char *feature, const struct options *opt)
{
	for (size_t i = 0; i < opt->nfeature; i++) {
		if (util_ieq(opt->feature[i], feature))
			return true;
	}
	return false;
}

bool
profile_needs(const struct profile_row *row, const struct options *opt)
{
	if (row->when == WHEN_SETUP)
		return opt->setup_phase;
	return row->when != WHEN_OPTIONAL || in_use(row->feature, opt);
}

bool
profile_brief_needs(const struct blob_grant *g, const struct options *opt)
{
	if (g->when == 2)
		return opt->setup_phase;
	return g->when < 3 || in_use(profile_features[g->when - 3], opt);
}

const struct profile_row *
profile_setting(const struct profile *p, const char *setting,
    const struct options *opt)
{
	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *row = &p->row[i];

		if (row->kind == PROFILE_MEMBER &&
		    util_eq(row->module, setting) && profile_needs(row, opt))
			return row;
	}
	return NULL;
}

const char *
profile_url(const struct profile *p)
{
	return util_eq(p->source, "not known") ? NULL : p->source;
}

const struct blob *
profile_blob(const struct profile *p)
{
	return p->library ? profile_blobs + p->number : NULL;
}

void
profile_digest(char out[65])
{
	memcpy(out, profile_sha256, 65);
}

const char *
profile_limit(const struct profile *p)
{
	return p->partial || p->caveat ? p->confidence_note : "";
}

const char *
profile_label(const struct profile *p)
{
	return p->partial ? "partial" : p->caveat ? "caveat" : "complete";
}
