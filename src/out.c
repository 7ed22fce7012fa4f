#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "limits.h"
#include "out.h"
#include "scan.h"

/* Names of files that exist but are not complete, for out_cleanup(). */
static char *volatile pending[LIMIT_PENDING];

static void
out_cleanup(void)
{
	for (size_t i = 0; i < countof(pending); i++) {
		if (pending[i])
			unlink(pending[i]);
	}
}

static void
pend(char *from, char *to)
{
	for (size_t i = 0; i < countof(pending); i++) {
		if (pending[i] == from) {
			pending[i] = to;
			break;
		}
	}
	util_on_death(out_cleanup);
}

/* For standard output, to which nearly every run writes, once. */
static struct {
	char data[LIMIT_OUT];
	bool taken;
} usual;

void
out_stdout(struct out *o)
{
	memset(o, 0, sizeof(*o));
	o->fd = STDOUT_FILENO;
	o->lent = true;
	o->data = usual.taken ? util_alloc(LIMIT_OUT) : usual.data;
	usual.taken = true;
}

int
out_stream(const char *path)
{
	static const struct {
		const char *path;
		int fd;
	} names[] = {
		{"/dev/stdout", STDOUT_FILENO},
		{"/dev/fd/1", STDOUT_FILENO},
		{"/proc/self/fd/1", STDOUT_FILENO},
		{"/dev/stderr", STDERR_FILENO},
		{"/dev/fd/2", STDERR_FILENO},
		{"/proc/self/fd/2", STDERR_FILENO},
	};

	for (size_t i = 0; i < countof(names); i++) {
		if (util_eq(path, names[i].path))
			return names[i].fd;
	}
	return -1;
}

static bool
is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

int
out_open(struct out *o, const char *path)
{
	size_t n = strlen(path) + sizeof(".XXXXXX");
	mode_t mask;

	memset(o, 0, sizeof(*o));
	o->data = util_alloc(LIMIT_OUT);
	o->fd = out_stream(path);
	o->lent = o->fd >= 0;
	if (o->lent)
		return 0;
	if (is_special(path)) {
		/* A device or a pipe cannot be renamed over. */
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (o->fd < 0)
			o->error = errno;
		return o->fd < 0 ? -1 : 0;
	}
	o->path = util_alloc(n);
	memcpy(o->path, path, strlen(path) + 1);
	o->temp = util_alloc(n);
	snprintf(o->temp, n, "%s.XXXXXX", path);
	/* Before it is there: a signal in between must leave nothing. */
	pend(NULL, o->temp);
	o->fd = mkstemp(o->temp);
	if (o->fd < 0) {
		o->error = errno;
		pend(o->temp, NULL);
		return -1;
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(o->fd, 0666 & ~mask) < 0)
		o->error = errno;
	return o->error ? -1 : 0;
}

static void
flush(struct out *o)
{
	size_t done = 0;

	while (done < o->len && !o->error) {
		ssize_t n = write(o->fd, o->data + done, o->len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			o->error = errno;
	}
	o->len = 0;
}

static void
release(struct out *o)
{
	if (o->temp)
		pend(o->temp, NULL);
	free(o->path);
	free(o->temp);
	if (o->data == usual.data)
		usual.taken = false;
	else
		free(o->data);
	o->path = o->temp = o->data = NULL;
	o->fd = -1;
}

/* Some disks tell only now that they are full. */
static void
sync_file(struct out *o)
{
	int rc;

	do
		rc = fsync(o->fd);
	while (rc < 0 && errno == EINTR);
	if (rc < 0 && errno != EINVAL)
		o->error = errno;
}

int
out_ready(struct out *o)
{
	if (!o->error)
		flush(o);
	if (o->temp && o->fd >= 0 && !o->error)
		sync_file(o);
	if (!o->lent && o->fd >= 0 && close(o->fd) < 0 && !o->error)
		o->error = errno;
	o->fd = -1;
	return o->error ? -1 : 0;
}

int
out_close(struct out *o)
{
	out_ready(o);
	if (o->temp && !o->error && rename(o->temp, o->path) < 0)
		o->error = errno;
	if (o->temp && o->error)
		unlink(o->temp);
	release(o);
	return o->error ? -1 : 0;
}

void
out_abort(struct out *o)
{
	if (!o->error)
		o->error = ECANCELED;
	o->len = 0;
	out_close(o);
}

/* The folder of temporary files. */
static const char *
spool_folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

const char *
out_spool_failed(struct arena *a, int error)
{
	return arena_printf(a, "a temporary file in %s cannot be written: "
	    "%s; set TMPDIR to a folder with room for it", spool_folder(),
	    strerror(error));
}

int
out_spool(struct out *o, const char *path)
{
	char name[LIMIT_PATH];
	int n;

	memset(o, 0, sizeof(*o));
	o->spool = true;
	o->data = util_alloc(LIMIT_OUT);
	if (path) {
		o->path = util_alloc(strlen(path) + 1);
		memcpy(o->path, path, strlen(path) + 1);
	}
	n = snprintf(name, sizeof(name), "%s/cwaudit.XXXXXX", spool_folder());
	o->fd = n < (int)sizeof(name) ? mkstemp(name) : -1;
	if (o->fd < 0) {
		o->error = n < (int)sizeof(name) ? errno : ENAMETOOLONG;
		return -1;
	}
	unlink(name);
	return 0;
}

void
out_blame(struct out *o, const struct out *spool)
{
	if (!spool->error || o->error)
		return;
	o->error = spool->error;
	o->spool = true;
}

void
out_join(struct out *o, struct out *spool)
{
	ssize_t n;

	flush(spool);
	if (!spool->error && lseek(spool->fd, 0, SEEK_SET) < 0)
		spool->error = errno;
	while (!spool->error && !o->error &&
	    (n = read(spool->fd, spool->data, LIMIT_OUT)) != 0) {
		if (n > 0)
			out_add(o, spool->data, (size_t)n);
		else if (errno != EINTR)
			spool->error = errno;
	}
	out_blame(o, spool);
	out_abort(spool);
}

size_t
out_size(struct out *spool)
{
	off_t n;

	flush(spool);
	n = spool->error ? 0 : lseek(spool->fd, 0, SEEK_END);
	if (n < 0)
		spool->error = errno;
	return n < 0 ? 0 : (size_t)n;
}

int
out_replay(struct out *spool, size_t at, size_t n,
    void (*fn)(void *ctx, const void *p, size_t n), void *ctx)
{
	flush(spool);
	if (!spool->error && lseek(spool->fd, (off_t)at, SEEK_SET) < 0)
		spool->error = errno;
	while (n && !spool->error) {
		/* The buffer was flushed, so it is free for this. */
		ssize_t got = read(spool->fd, spool->data,
		    n < LIMIT_OUT ? n : LIMIT_OUT);

		if (got > 0) {
			fn(ctx, spool->data, (size_t)got);
			n -= (size_t)got;
		} else if (got == 0) {
			spool->error = EIO;
		} else if (errno != EINTR) {
			spool->error = errno;
		}
	}
	if (!spool->error && lseek(spool->fd, 0, SEEK_END) < 0)
		spool->error = errno;
	return spool->error ? -1 : 0;
}

void
out_add(struct out *o, const void *p, size_t n)
{
	const char *s = p;

	if (o->error)
		return;
	while (n > LIMIT_OUT - o->len) {
		size_t part = LIMIT_OUT - o->len;

		scan_copy(o->data + o->len, s, part);
		o->len += part;
		s += part;
		n -= part;
		flush(o);
	}
	if (n)
		scan_copy(o->data + o->len, s, n);
	o->len += n;
}

void
out_str(struct out *o, const char *s)
{
	out_add(o, s, strlen(s));
}

void
out_char(struct out *o, char c)
{
	if (!o->error && o->len < LIMIT_OUT)
		o->data[o->len++] = c;
	else
		out_add(o, &c, 1);
}

void
out_fill(struct out *o, char c, size_t n)
{
	if (!o->error && n <= LIMIT_OUT - o->len) {
		memset(o->data + o->len, c, n);
		o->len += n;
		return;
	}
	while (n--)
		out_char(o, c);
}

void
out_number(struct out *o, unsigned long n)
{
	char digits[24];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	out_add(o, digits + at, sizeof(digits) - at);
}

void
out_printf(struct out *o, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	buf_init(&b, LIMIT_BUFFER);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	out_add(o, b.data, b.len);
	buf_free(&b);
}
