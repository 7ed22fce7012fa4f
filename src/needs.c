#include <string.h>

#include "limits.h"
#include "needs.h"
#include "text.h"

static const struct {
	const char *name;
	enum verb verb;
} methods[] = {
	{"GET", VERB_INQUIRE}, {"POST", VERB_ADD}, {"PUT", VERB_EDIT},
	{"PATCH", VERB_EDIT}, {"DELETE", VERB_DELETE},
};

const char *
needs_sure(enum connectwise_sure s)
{
	static const char *const word[] = {"none", "inferred",
		"vendor guide", "stated"};

	return word[s];
}

static bool
is_id(const char *s, size_t n)
{
	size_t digits = 0;

	while (digits < n && s[digits] >= '0' && s[digits] <= '9')
		digits++;
	return n && (digits == n || (*s == '{' && s[n - 1] == '}') ||
	    *s == ':');
}

/* A path without ids, /count and slashes at its end, in small letters. */
static char *
plain(struct arena *a, const char *path)
{
	struct buf b;
	char *s;

	buf_init(&b, LIMIT_BUFFER);
	while (*path && *path != '?' && *path != '#') {
		size_t n;

		path += strspn(path, "/");
		n = strcspn(path, "/?#");
		if (n && !is_id(path, n) && !(n == 5 &&
		    strncmp(path, "count", 5) == 0)) {
			buf_char(&b, '/');
			for (size_t i = 0; i < n; i++)
				buf_char(&b, path[i] >= 'A' && path[i] <= 'Z' ?
				    (char)(path[i] + 32) : path[i]);
		}
		path += n;
	}
	s = arena_strn(a, buf_cstr(&b), b.len);
	buf_free(&b);
	return s;
}

/* Behind the host and "/v4_6_release/apis/3.0", where they stand. */
static const char *
behind_base(const char *s)
{
	const char *p = strstr(s, "://"), *api = strstr(s, "/apis/3.0");

	if (api)
		return api + strlen("/apis/3.0");
	if (p) {
		p = strchr(p + 3, '/');
		return p ? p : "";
	}
	return s;
}

/* How much of the path the table's path is: 0 if it is none of it. */
static size_t
covers(const char *known, const char *path)
{
	size_t n = strlen(known);

	return n && strncmp(known, path, n) == 0 && (path[n] == '\0' ||
	    path[n] == '/') ? n : 0;
}

static int
look_up(struct arena *a, struct needs *out)
{
	const struct connectwise_path *best = NULL;
	size_t most = 0;

	for (size_t i = PATH_FIRST_PROBE; i < connectwise_npaths; i++) {
		const struct connectwise_path *p = &connectwise_paths[i];
		const char *known = plain(a, p->path);
		size_t n = p->sure == SURE_NOT ? 0 : covers(known, out->path);

		if (n > most) {
			best = p;
			most = n;
			out->known = known;
		}
	}
	if (!best)
		return 1;
	out->exact = out->path[most] == '\0';
	out->module = best->module;
	out->function = best->function;
	out->table = best->table;
	out->source = best->source;
	/* The table speaks of reading that very path. */
	out->sure = out->exact && out->verb == VERB_INQUIRE ? best->sure :
	    SURE_INFERRED;
	return 0;
}

int
needs_find(struct arena *a, const char *endpoint, struct needs *out)
{
	size_t n, k = 0;

	memset(out, 0, sizeof(*out));
	endpoint += strspn(endpoint, " ");
	n = strcspn(endpoint, " /");
	if (endpoint[n] == ' ') {
		while (k < countof(methods) && !util_ieq(methods[k].name,
		    arena_strn(a, endpoint, n)))
			k++;
		if (k == countof(methods))
			return -1;
		endpoint += n;
		endpoint += strspn(endpoint, " ");
	}
	out->method = methods[k].name;
	out->verb = methods[k].verb;
	if (*endpoint != '/' && !strstr(endpoint, "://"))
		return -1;
	out->path = plain(a, behind_base(endpoint));
	if (!*out->path)
		return -1;
	return look_up(a, out);
}
