#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "tar.h"

#define BLOCK 512

/* The fields of a header: where they stand, and how many bytes they have. */
#define AT_NAME 0
#define AT_MODE 100
#define AT_UID 108
#define AT_GID 116
#define AT_SIZE 124
#define AT_TIME 136
#define AT_SUM 148
#define LEN_SUM 8
#define AT_TYPE 156
#define AT_MAGIC 257

static const char zeros[2 * BLOCK];

static void
make_head(char head[BLOCK], const char *name, size_t size)
{
	unsigned long sum = 0;

	memset(head, 0, BLOCK);
	memcpy(head + AT_NAME, name, strlen(name));
	memcpy(head + AT_MODE, "0000644", 8);
	memcpy(head + AT_UID, "0000000", 8);
	memcpy(head + AT_GID, "0000000", 8);
	snprintf(head + AT_SIZE, 12, "%011llo", (unsigned long long)size);
	memcpy(head + AT_TIME, "00000000000", 12);
	memset(head + AT_SUM, ' ', LEN_SUM);
	head[AT_TYPE] = '0';
	memcpy(head + AT_MAGIC, "ustar\00000", 8);
	for (size_t i = 0; i < BLOCK; i++)
		sum += (unsigned char)head[i];
	/* Six digits, a NUL, a blank. */
	snprintf(head + AT_SUM, 7, "%06lo", sum & 0777777);
}

void
tar_head(struct out *o, const char *name, size_t size)
{
	char head[BLOCK];

	if (strlen(name) > LIMIT_TAR_NAME || size > LIMIT_TAR_MEMBER)
		util_die("a member of the archive is too large");
	make_head(head, name, size);
	out_add(o, head, BLOCK);
}

static size_t
padding(size_t size)
{
	return (BLOCK - size % BLOCK) % BLOCK;
}

void
tar_tail(struct out *o, size_t size)
{
	out_add(o, zeros, padding(size));
}

void
tar_end(struct out *o)
{
	out_add(o, zeros, sizeof(zeros));
}

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* A relative name of parts that are neither empty nor dots alone. */
static bool
is_safe(const char *s)
{
	for (;;) {
		size_t n = strcspn(s, "/");

		if (!n || (n == 1 && s[0] == '.') ||
		    (n == 2 && s[0] == '.' && s[1] == '.'))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!is_plain(s[i]))
				return false;
		}
		if (!s[n])
			return true;
		s += n + 1;
	}
}

static int
octal(const char *p, size_t n, size_t *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '7')
			return -1;
		*out = *out << 3 | (size_t)(p[i] - '0');
	}
	return 0;
}

int
tar_next(struct arena *a, const char *archive, size_t len, size_t *at,
    struct tar_member *m, const char **why)
{
	const char *p = archive + *at, *before = m->name;
	char head[BLOCK];
	size_t left = len - *at, size;

	*why = "it ends in the middle";
	if (left < BLOCK)
		return -1;
	if (memcmp(p, zeros, BLOCK) == 0) {
		*why = "something stands behind its end";
		return left == sizeof(zeros) &&
		    memcmp(p, zeros, sizeof(zeros)) == 0 ? 0 : -1;
	}
	*why = "it is not an archive of cwaudit";
	if (memcmp(p + AT_MAGIC, "ustar\00000", 8) != 0 ||
	    octal(p + AT_SIZE, 11, &size) < 0)
		return -1;
	m->name = arena_strn(a, p, strnlen(p, LIMIT_TAR_NAME));
	*why = "the name of a member is not allowed";
	if (!is_safe(m->name))
		return -1;
	*why = "a member is more than a name and a size";
	make_head(head, m->name, size);
	if (size > LIMIT_TAR_MEMBER || memcmp(p, head, BLOCK) != 0)
		return -1;
	*why = "its members are not in order";
	if (before && strcmp(before, m->name) >= 0)
		return -1;
	*why = "it ends in the middle";
	if (left - BLOCK < size + padding(size))
		return -1;
	*why = "something stands behind a member";
	m->size = size;
	m->data = p + BLOCK;
	if (memcmp(m->data + size, zeros, padding(size)) != 0)
		return -1;
	*at += BLOCK + size + padding(size);
	return 1;
}
