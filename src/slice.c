#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "scan.h"
#include "slice.h"
#include "util.h"

/* The first buffer: a small file fills, and so takes, a page or two of it. */
static char first[LIMIT_PIECE + SCAN_PAD];

/* Buffers that were closed: the next file, or part of one, takes them. */
static struct {
	pthread_mutex_t lock;
	char *buf[LIMIT_SPARE_PIECES];
	size_t n;
} spare = {.lock = PTHREAD_MUTEX_INITIALIZER, .buf = {first}, .n = 1};

static char *
spare_take(void)
{
	char *buf = NULL;

	pthread_mutex_lock(&spare.lock);
	if (spare.n)
		buf = spare.buf[--spare.n];
	pthread_mutex_unlock(&spare.lock);
	return buf;
}

/* Keeps a buffer for later. Returns false when there are enough. */
static bool
spare_put(char *buf)
{
	bool kept;

	pthread_mutex_lock(&spare.lock);
	kept = spare.n < LIMIT_SPARE_PIECES;
	if (kept)
		spare.buf[spare.n++] = buf;
	pthread_mutex_unlock(&spare.lock);
	return kept;
}

void
slice_open(struct slice *s, const struct slice_source *from, uint64_t at,
    uint64_t end)
{
	s->source = from;
	s->at = at;
	s->end = end;
	s->n = 0;
	s->buf = spare_take();
	if (s->buf)
		return;
	s->buf = util_alloc(LIMIT_PIECE + SCAN_PAD);
	/* Which nobody writes to, here or in first[]. */
	memset(s->buf + LIMIT_PIECE, 0, SCAN_PAD);
}

void
slice_close(struct slice *s)
{
	if (!spare_put(s->buf) && s->buf != first)
		free(s->buf);
	s->buf = NULL;
}

/* Returns the number of bytes that came, 0 at an end too early, or -1. */
static ssize_t
take(const struct slice *s, char *to, size_t n)
{
	ssize_t got;

	if (s->source->file < 0) {
		memcpy(to, s->source->data + s->at, n);
		return (ssize_t)n;
	}
	do {
		got = pread(s->source->file, to, n, (off_t)s->at);
	} while (got < 0 && errno == EINTR);
	return got;
}

int
slice_more(struct slice *s, size_t used)
{
	size_t room;
	ssize_t got;

	s->n -= used;
	if (used && s->n)
		memmove(s->buf, s->buf + used, s->n);
	room = LIMIT_PIECE - s->n;
	if (s->at == s->end)
		return 0;
	got = take(s, s->buf + s->n, s->end - s->at < room ?
	    (size_t)(s->end - s->at) : room);
	if (got == 0)
		errno = 0;
	if (got <= 0)
		return -1;
	s->n += (size_t)got;
	s->at += (uint64_t)got;
	return 1;
}

/*
 * Guesses whether a text begins outside of quotes: then its first quote opens
 * a cell, of which something follows. Two in a row change nothing.
 */
static bool
outside(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != '"')
			continue;
		if (i + 1 == n || p[i + 1] != '"')
			return i + 1 < n && !strchr(",;\t|\r\n", p[i + 1]);
		i++;
	}
	return true;
}

uint64_t
slice_cut(const struct slice_source *from, uint64_t at)
{
	uint64_t cut = from->size;
	struct slice s;

	slice_open(&s, from, at, from->size - at < LIMIT_CUT ? from->size :
	    at + LIMIT_CUT);
	if (slice_more(&s, 0) > 0) {
		for (size_t n = 1; n <= s.n && cut == from->size; n++) {
			if (s.buf[n - 1] == '\n' &&
			    outside(s.buf + n, s.n - n))
				cut = at + n;
		}
	}
	slice_close(&s);
	return cut;
}

uint64_t
slice_last(const struct slice_source *from, uint64_t at)
{
	uint64_t most = LIMIT_CUT < LIMIT_PIECE ? LIMIT_CUT : LIMIT_PIECE;
	uint64_t begin = from->size - at < most ? at : from->size - most;
	struct slice s;
	size_t n;

	slice_open(&s, from, begin, from->size);
	/* It may come in several pieces. */
	while (slice_more(&s, 0) > 0 && s.at < s.end)
		continue;
	for (n = s.n; n && s.buf[n - 1] != '\n'; n--)
		continue;
	at = n && s.at == s.end ? begin + n : at;
	slice_close(&s);
	return at;
}
