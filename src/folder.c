#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "json.h"
#include "limits.h"
#include "load.h"
#include "util.h"

/* The endings of files that are looked at. */
static const char *const endings[] = {".csv", ".tsv", ".txt"};

bool
folder_is(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
may_be_export(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < countof(endings); i++) {
		if (util_ieq(dot, endings[i]))
			return true;
	}
	return false;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder in byte order; -1 with errno set. */
static int
list(struct arena *a, const char *path, const char ***out, size_t *n)
{
	DIR *d = opendir(path);
	size_t cap = 0;
	struct dirent *e;
	int kept;

	*out = NULL;
	*n = 0;
	if (!d && errno == ENOMEM)
		util_die("out of memory (a folder)");
	if (!d)
		return -1;
	while (errno = 0, (e = readdir(d)) != NULL) {
		if (util_eq(e->d_name, ".") || util_eq(e->d_name, ".."))
			continue;
		if (*n == cap) {
			cap = cap ? cap * 2 : 16;
			*out = arena_grow(a, *out, *n, cap, sizeof(**out));
		}
		(*out)[(*n)++] = arena_str(a, e->d_name);
	}
	kept = errno;
	closedir(d);
	errno = kept;
	if (kept)
		return -1;
	if (*n)
		qsort(*out, *n, sizeof(**out), by_text);
	return 0;
}

/* A path without slashes at its end; "/" stays. */
static char *
clean(struct arena *a, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return arena_strn(a, path, n);
}

/* What a folder is called: for "." and ".." the name that they stand for. */
static const char *
name_of(struct arena *a, const char *path)
{
	const char *base = util_base(path);
	char real[LIMIT_PATH];
	int here;

	if (!util_eq(base, ".") && !util_eq(base, ".."))
		return base;
	here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (here < 0)
		return base;
	if (chdir(path) == 0 && getcwd(real, sizeof(real)))
		base = arena_str(a, util_base(real));
	if (fchdir(here) < 0)
		util_die("the working folder is gone");
	close(here);
	return base;
}

static struct folder *
new_folder(struct folder_list *l, const char *path)
{
	struct folder *f;

	l->folder = arena_more(&l->arena, l->folder, l->n, sizeof(*f));
	f = &l->folder[l->n++];
	memset(f, 0, sizeof(*f));
	f->path = path;
	f->name = name_of(&l->arena, path);
	return f;
}

static char *
join(struct arena *a, const char *path, const char *name)
{
	return arena_printf(a, "%s%s%s", path,
	    path[strlen(path) - 1] == '/' ? "" : "/", name);
}

int
folder_add(struct folder_list *l, const char *path)
{
	struct arena tmp = {0};
	const char **name, *top = clean(&l->arena, path);
	size_t n, folders = 0;
	bool files = false;
	int kept;

	if (list(&tmp, top, &name, &n) < 0) {
		kept = errno;
		arena_free(&tmp);
		errno = kept;
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		const char *inner = join(&tmp, top, name[i]);

		if (folder_is(inner)) {
			new_folder(l, arena_str(&l->arena, inner));
			folders++;
		} else {
			files = files || may_be_export(name[i]);
		}
	}
	if (files || !folders)
		new_folder(l, top)->whole = true;
	arena_free(&tmp);
	return 0;
}

/* Files that were named, as a tenant's; found again by its path. */
static struct folder *
named_folder(struct folder_list *l, const char *top)
{
	size_t *at = map_get(&l->map, top, strlen(top));
	struct folder *f;

	l->map.arena = &l->arena;
	if (at)
		return &l->folder[*at];
	f = new_folder(l, top);
	f->whole = true;
	at = arena_alloc(&l->arena, sizeof(*at));
	*at = l->n - 1;
	map_put(&l->map, top, strlen(top), at);
	return f;
}

static void
push_file(struct folder_list *l, struct folder *f, const char *path,
    const char *text)
{
	size_t n = f->nfile;

	f->file = arena_more(&l->arena, f->file, n, sizeof(*f->file));
	f->text = arena_more(&l->arena, f->text, n, sizeof(*f->text));
	f->file[n] = arena_str(&l->arena, path);
	f->text[n] = text;
	f->nfile++;
}

/* Adds a file to the tenant of the folder in which it lies. */
static void
add_file(struct folder_list *l, const char *path)
{
	const char *base = util_base(path);
	size_t n = (size_t)(base - path);
	char *top = n ? clean(&l->arena, arena_strn(&l->arena, path, n)) :
	    arena_str(&l->arena, ".");

	push_file(l, named_folder(l, top), path, NULL);
}

void
folder_add_sealed(struct folder_list *l, const char *tenant,
    const char *const *file, size_t n)
{
	size_t at = l->n;

	new_folder(l, arena_str(&l->arena, tenant));
	l->folder[at].name = l->folder[at].path;
	l->folder[at].sealed = true;
	for (size_t i = 0; i < n; i++)
		push_file(l, &l->folder[at], file[i], NULL);
}

/* A tenant as JSON. */
static int
add_object(struct folder_list *l, const char *line, size_t len,
    const char **why)
{
	const struct json *o, *files;
	const char *tenant;
	struct folder *f;

	if (json_read(&l->arena, line, len, &o, why) < 0)
		return -1;
	tenant = json_text(o, "tenant");
	files = json_get(o, "files");
	*why = "an entry needs \"tenant\" and a list of \"files\"";
	if (!tenant || !*tenant || !files || files->type != JSON_ARRAY ||
	    !files->child)
		return -1;
	f = named_folder(l, tenant);
	f->name = tenant;
	for (const struct json *e = files->child; e; e = e->next) {
		const char *name = e->type == JSON_STRING ? e->text :
		    json_text(e, "name");
		const char *text = json_text(e, "text");

		*why = "a file is a path, or an object with \"name\" and "
		    "\"text\"";
		if (!name || !*name || (e->type != JSON_STRING && !text))
			return -1;
		push_file(l, f, name, text);
	}
	return 0;
}

int
folder_add_list(struct folder_list *l, const char *list, size_t len,
    const char *tenant, const char **why)
{
	bool nul = len && memchr(list, '\0', len);

	/* A byte order mark is no part of the first name. */
	if (len >= 3 && memcmp(list, "\xef\xbb\xbf", 3) == 0) {
		list += 3;
		len -= 3;
	}
	while (len) {
		const char *end = memchr(list, nul ? '\0' : '\n', len);
		size_t n = end ? (size_t)(end - list) : len, m = n;
		const char *path;

		if (!nul && m && list[m - 1] == '\r')
			m--;
		path = arena_strn(&l->arena, list, m);
		if (*path == '{' && !nul) {
			if (add_object(l, path, m, why) < 0)
				return -1;
		} else if (*path && folder_is(path)) {
			*why = "a folder in the list cannot be read";
			if (folder_add(l, path) < 0)
				return -1;
		} else if (*path && tenant) {
			push_file(l, named_folder(l, "."), path, NULL);
		} else if (*path) {
			add_file(l, path);
		}
		list += n + (end != NULL);
		len -= n + (end != NULL);
	}
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	const struct folder *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	return c ? c : strcmp(x->path, y->path);
}

/* The name of the folder above, and its own. */
static const char *
longer_name(struct arena *a, const struct folder *f)
{
	const char *base = util_base(f->path), *top;
	size_t n = (size_t)(base - f->path);

	if (!n)
		return f->name;
	top = clean(a, arena_strn(a, f->path, n));
	return arena_printf(a, "%s/%s", name_of(a, top), f->name);
}

int
folder_sort(struct folder_list *l, const char **twice)
{
	bool *same;

	if (!l->n)
		return 0;
	qsort(l->folder, l->n, sizeof(*l->folder), by_name);
	same = arena_array(&l->arena, l->n, sizeof(*same));
	for (size_t i = 1; i < l->n; i++) {
		if (util_eq(l->folder[i].name, l->folder[i - 1].name))
			same[i] = same[i - 1] = true;
	}
	for (size_t i = 0; i < l->n; i++) {
		if (same[i])
			l->folder[i].name = longer_name(&l->arena,
			    &l->folder[i]);
	}
	qsort(l->folder, l->n, sizeof(*l->folder), by_name);
	for (size_t i = 1; i < l->n; i++) {
		if (util_eq(l->folder[i].name, l->folder[i - 1].name)) {
			*twice = l->folder[i].path;
			return -1;
		}
	}
	return 0;
}

/* The name of a file in reports: see section 1 of the contract. */
static const char *
display(struct arena *a, const struct folder_list *l, const char *path,
    const char *const *all, size_t n)
{
	const char *base = util_base(path), *top;

	if (!util_is_absolute(path) || (l->n == 1 && !l->alike))
		return load_name(a, path, all, n);
	for (top = base - 1; top > path && top[-1] != '/';)
		top--;
	return top > path ? top : base;
}

void
folder_read(struct arena *a, const struct folder_list *l,
    const struct folder *f, struct folder_files *out)
{
	const char **name = NULL;
	size_t n = 0;

	memset(out, 0, sizeof(*out));
	if (!f->nfile && !f->sealed && list(a, f->path, &name, &n) < 0) {
		out->error = errno;
		return;
	}
	out->path = arena_array(a, n + f->nfile + 1, sizeof(*out->path));
	for (size_t i = 0; i < f->nfile; i++) {
		out->path[out->n++] = f->file[i];
		if (f->text[i])
			out->text = f->text;
	}
	for (size_t i = 0; i < n; i++) {
		const char *path = join(a, f->path, name[i]);

		if (may_be_export(name[i]) && !folder_is(path))
			out->path[out->n++] = path;
	}
	out->name = arena_array(a, out->n + 1, sizeof(*out->name));
	for (size_t i = 0; i < out->n; i++)
		out->name[i] = out->text ? out->path[i] :
		    display(a, l, out->path[i], out->path, out->n);
}

void
folder_free(struct folder_list *l)
{
	arena_free(&l->arena);
	memset(l, 0, sizeof(*l));
}
