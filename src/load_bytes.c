#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "limits.h"
#include "load_bytes.h"
#include "scan.h"

/*
 * Reads to the end. Of a file of that size no more is asked for when so much
 * has come; whether it has grown is looked at behind.
 */
static int
read_all(int fd, off_t size, struct buf *b)
{
	ssize_t n = 1;

	do {
		size_t room = size > (off_t)b->len ? (size_t)size - b->len +
		    1 : LIMIT_READ;
		char *to = buf_room(b, room + SCAN_PAD);

		if (!to || b->len > LIMIT_FILE) {
			errno = EFBIG;
			return -1;
		}
		n = read(fd, to, room < LIMIT_READ ? room : LIMIT_READ);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			buf_took(b, (size_t)n);
	} while (n != 0 && (n < 0 || (off_t)b->len != size));
	return 0;
}

bool
load_same(const struct stat *a, int fd)
{
	struct stat b;

	if (fstat(fd, &b) < 0 || a->st_size != b.st_size ||
	    a->st_mtime != b.st_mtime || a->st_ctime != b.st_ctime)
		return false;
#ifdef st_mtime	/* counted in nanoseconds, as POSIX has it since 2008 */
	return a->st_mtim.tv_nsec == b.st_mtim.tv_nsec &&
	    a->st_ctim.tv_nsec == b.st_ctim.tv_nsec;
#else
	return true;
#endif
}

/*
 * A file that another process writes meanwhile holds parts of two exports, or
 * of one: neither may be judged. Only its size and dates can tell.
 */
static int
read_file(int fd, const struct stat *before, struct buf *b)
{
	off_t at = lseek(fd, 0, SEEK_CUR);

	if (read_all(fd, S_ISREG(before->st_mode) ? before->st_size -
	    (at > 0 ? at : 0) : 0, b) < 0)
		return -1;
	if (!S_ISREG(before->st_mode))
		return 0;
	if (load_same(before, fd) && ((off_t)b->len == before->st_size -
	    (at > 0 ? at : 0) || !before->st_size))
		return 0;
	errno = ETXTBSY;
	return -1;
}

const char *
load_error(int error)
{
	return error == ETXTBSY ? "it was changed meanwhile" :
	    strerror(error);
}

bool
load_no_file(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EISDIR ||
	    error == ENAMETOOLONG;
}

int
load_open(int fd, struct buf *b)
{
	struct stat st;

	buf_clear(b);
	/* An empty file is an empty string, not NULL. */
	buf_str(b, "");
	if (fstat(fd, &st) < 0)
		return -1;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return -1;
	}
	return read_file(fd, &st, b);
}

int
load_bytes(const char *path, char **data, size_t *len)
{
	int fd = STDIN_FILENO, kept, status;
	struct buf b;

	if (!util_eq(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	buf_init(&b, LIMIT_FILE_ROOM);
	status = load_open(fd, &b);
	kept = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = kept;
	if (status < 0) {
		buf_free(&b);
		return -1;
	}
	*data = b.data;
	*len = b.len;
	return 0;
}

const char *
load_owner(const struct audit *au, enum store_kind kind)
{
	return kind == STORE_EXPORT && au->fleet && au->tenant ? au->tenant :
	    "";
}

static int
from_store(const struct audit *au, enum store_kind kind, const char *name,
    char **data, size_t *len)
{
	const struct store_file *f = store_find(au->store, kind,
	    load_owner(au, kind), name);

	if (!f) {
		errno = ENOENT;
		return -1;
	}
	*data = util_alloc(f->bytes);
	if (f->bytes)
		memcpy(*data, f->data, f->bytes);
	*len = f->bytes;
	return 0;
}

int
load_input(struct audit *au, enum store_kind kind, const char *path,
    const char *name, char **data, size_t *len)
{
	int kept;

	if (au->store && au->store->given)
		return from_store(au, kind, name, data, len);
	if (load_bytes(path, data, len) < 0) {
		kept = errno;
		if (au->store)
			store_unread(au->store, name);
		errno = kept;
		return -1;
	}
	if (au->store)
		store_note(au->store, kind, load_owner(au, kind), path, name,
		    *data, *len);
	return 0;
}
