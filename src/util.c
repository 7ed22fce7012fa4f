#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util.h"

static const struct {
	int code;
	const char *text;
} exits[] = {
	{EXIT_PASS, "everything needed was evaluated, no finding to fail on"},
	{EXIT_INFO, "the worst finding is info"},
	{EXIT_LOW, "the worst finding is low"},
	{EXIT_MEDIUM, "the worst finding is medium"},
	{EXIT_HIGH, "the worst finding is high"},
	{EXIT_CRITICAL, "the worst finding is critical"},
	{EXIT_INCOMPLETE, "incomplete: something needed was not evaluated"},
	{EXIT_WIDENED, "diff: something was widened"},
	{EXIT_USAGE, "usage error"},
	{EXIT_DATA, "an input is not what it should be; nothing is scored"},
	{EXIT_NOINPUT, "an input cannot be opened or is empty"},
	{EXIT_UNREACHABLE, "the live server could not be reached or trusted"},
	{EXIT_INTERNAL, "an internal fault, out of memory included"},
	{EXIT_OUTPUT, "a report could not be written"},
	{EXIT_REFUSED, "the live server refused the credentials"},
	{EXIT_INTERRUPT, "interrupted"},
	{EXIT_TERMINATED, "terminated"},
};

static void (*on_death)(void);

const char *
util_exit_text(int code)
{
	for (size_t i = 0; i < countof(exits); i++) {
		if (exits[i].code == code)
			return exits[i].text;
	}
	return NULL;
}

void
util_on_death(void (*fn)(void))
{
	on_death = fn;
}

void
util_cleanup(void)
{
	void (*fn)(void) = on_death;

	on_death = NULL;
	if (fn)
		fn();
}

void
util_die(const char *fmt, ...)
{
	va_list ap;

	util_cleanup();
	fputs("cwaudit: internal error: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_Exit(EXIT_INTERNAL);
}

void *
util_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);

	if (!p)
		util_die("out of memory (%zu bytes)", size);
	return p;
}

void *
util_zero(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		util_die("out of memory (%zu times %zu bytes)", n, size);
	return p;
}

void *
util_realloc(void *p, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		util_die("out of memory (%zu times %zu bytes)", n, size);
	p = realloc(p, n && size ? n * size : 1);
	if (!p)
		util_die("out of memory (%zu bytes)", n * size);
	return p;
}

/* Merges both halves of n pointers, the first of which is copied to room. */
static void
merge(void **list, size_t half, size_t n, void **room,
    int (*cmp)(const void *, const void *))
{
	size_t a = 0, b = half, to = 0;

	memcpy(room, list, half * sizeof(*list));
	while (a < half && b < n) {
		if (cmp(&room[a], &list[b]) <= 0)
			list[to++] = room[a++];
		else
			list[to++] = list[b++];
	}
	memcpy(list + to, room + a, (half - a) * sizeof(*list));
}

/* Insertion for few, else both halves and a merge. */
static void
sort(void **list, size_t n, void **room,
    int (*cmp)(const void *, const void *))
{
	size_t half = n / 2, k;

	for (size_t i = 1; n <= 8 && i < n; i++) {
		void *p = list[i];

		for (k = i; k > 0 && cmp(&list[k - 1], &p) > 0; k--)
			list[k] = list[k - 1];
		list[k] = p;
	}
	if (n <= 8)
		return;
	sort(list, half, room, cmp);
	sort(list + half, n - half, room, cmp);
	if (cmp(&list[half - 1], &list[half]) > 0)
		merge(list, half, n, room, cmp);
}

void
util_merge(void *list, size_t half, size_t n,
    int (*cmp)(const void *, const void *))
{
	void **p = list, **room;

	if (!half || half == n || cmp(&p[half - 1], &p[half]) <= 0)
		return;
	room = util_realloc(NULL, half, sizeof(*room));
	merge(p, half, n, room, cmp);
	free(room);
}

void
util_sort(void *list, size_t n, int (*cmp)(const void *, const void *))
{
	void *few[64], **room = few;

	if (n / 2 > countof(few))
		room = util_realloc(NULL, n / 2, sizeof(*room));
	sort(list, n, room, cmp);
	if (room != few)
		free(room);
}

bool
util_eq(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static int
lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool
util_ieq(const char *a, const char *b)
{
	for (; *a && lower((unsigned char)*a) == lower((unsigned char)*b); a++)
		b++;
	return lower((unsigned char)*a) == lower((unsigned char)*b);
}

bool
util_is_absolute(const char *path)
{
#ifdef _WIN32
	if (path[0] && path[1] == ':')
		return true;
#endif
	return path[0] == '/';
}

const char *
util_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

int
util_number(const char *s, unsigned long max, unsigned long *out)
{
	unsigned long n = 0;

	if (!*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		if (n > (max - (unsigned long)(*s - '0')) / 10)
			return -1;
		n = n * 10 + (unsigned long)(*s - '0');
	}
	*out = n;
	return 0;
}

bool
util_is_date(const char *s)
{
	static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31};
	unsigned long y, m, d;
	char part[11];
	bool leap;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-')
		return false;
	memcpy(part, s, sizeof(part));
	part[4] = part[7] = '\0';
	if (util_number(part, 9999, &y) < 0 ||
	    util_number(part + 5, 12, &m) < 0 ||
	    util_number(part + 8, 31, &d) < 0)
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m >= 1 && d >= 1 && d <= days[m - 1] + (m == 2 && leap);
}
