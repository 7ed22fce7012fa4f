#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "limits.h"
#include "load_bytes.h"

/*
 * Reads to the end; size is what the file is said to hold, 0 when nothing is.
 * There is room for a byte more, which tells that it holds no more.
 */
static int
read_all(int fd, size_t size, struct buf *b)
{
	size_t room = size && size < LIMIT_FILE ? size + 1 : LIMIT_PIECE;
	char over;
	ssize_t n;

	for (;;) {
		if (room > LIMIT_FILE - b->len)
			room = LIMIT_FILE - b->len;
		n = read(fd, room ? buf_room(b, room) : &over,
		    room ? room : sizeof(over));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return (int)n;
		if (!room)
			break;
		buf_took(b, (size_t)n);
		room = (size_t)n < room ? room - (size_t)n : LIMIT_PIECE;
	}
	errno = EFBIG;
	return -1;
}

/*
 * A file that another process writes meanwhile holds parts of two exports, or
 * of one: neither may be judged. Only the size and the date can tell.
 */
static int
read_file(int fd, const struct stat *before, struct buf *b)
{
	off_t at = lseek(fd, 0, SEEK_CUR);
	struct stat after;

	if (read_all(fd, S_ISREG(before->st_mode) && before->st_size > 0 ?
	    (size_t)before->st_size : 0, b) < 0)
		return -1;
	if (!S_ISREG(before->st_mode))
		return 0;
	if (fstat(fd, &after) < 0)
		return -1;
	if (after.st_size == before->st_size &&
	    after.st_mtime == before->st_mtime &&
	    ((off_t)b->len == after.st_size - (at > 0 ? at : 0) ||
	    !after.st_size))
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
load_bytes(const char *path, char **data, size_t *len)
{
	int fd = STDIN_FILENO, kept, status;
	struct stat st;
	struct buf b;

	if (!util_eq(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	buf_init(&b, LIMIT_FILE);
	status = fstat(fd, &st);
	if (status == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		status = -1;
	} else if (status == 0) {
		status = read_file(fd, &st, &b);
	}
	kept = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = kept;
	if (status < 0) {
		buf_free(&b);
		return -1;
	}
	/* An empty file is an empty string, not NULL. */
	buf_str(&b, "");
	*data = b.data;
	*len = b.len;
	return 0;
}
