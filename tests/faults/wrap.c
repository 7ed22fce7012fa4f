/*
 * What stands between the program and its libc in build/fault/cwaudit, which
 * is made of the object files of the product and linked with --wrap. It fails
 * calls as the environment says:
 *
 *   CWAUDIT_FAULT=CALL:WAY:N   the N-th call of that name, counted from 1
 *   CWAUDIT_FAULT=CALL:WAY:N+  that and all that follow
 *   CWAUDIT_FAULT=CALL:WAY     every one; eintr lets each second pass
 *   CWAUDIT_FAULT_LOG=FILE     at the end: "CALL TIMES" for each call
 *   CWAUDIT_FAULT_CUT=FILE     WAY cut: this file loses its second half; WAY
 *                              rewrite: it is written over with what it holds
 *
 * A WAY is the name of an errno, short (a part is done), zero (nothing is), cut,
 * rewrite, or sigterm (a signal comes, and the call is made). Calls are counted
 * over the whole process; alloc stands for malloc, calloc, realloc and the mmap
 * of secrets.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { ALLOC, READ, WRITE, OPEN, CLOSE, RENAME, FSYNC, FSTAT, RECV, SEND,
	CONNECT, SOCKET, PREAD, CALLS };

static const char *const names[CALLS] = {"alloc", "read", "write", "open",
	"close", "rename", "fsync", "fstat", "recv", "send", "connect",
	"socket", "pread"};

static const struct {
	const char *name;
	int error;
} ways[] = {
	{"enomem", ENOMEM}, {"eintr", EINTR}, {"eio", EIO},
	{"enospc", ENOSPC}, {"epipe", EPIPE}, {"emfile", EMFILE},
	{"eacces", EACCES}, {"exdev", EXDEV}, {"edquot", EDQUOT},
	{"econnreset", ECONNRESET}, {"short", 0}, {"zero", -1}, {"cut", -2},
	{"sigterm", -3}, {"rewrite", -4},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))
enum { SHORT = 0, ZERO = -1, CUT = -2, SIGNAL = -3,
	REWRITE = -4 };

static struct {
	bool begun, on, later, every;
	enum call call;
	int way;
	unsigned long at;
	unsigned long count[CALLS];
} fault;

/* The program's calls, and the libc's own. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_mmap(void *p, size_t n, int prot, int flags, int fd, off_t at);
ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __real_pread(int fd, void *p, size_t n, off_t at);
ssize_t __real_write(int fd, const void *p, size_t n);
int __real_open(const char *path, int flags, ...);
int __real_close(int fd);
int __real_rename(const char *from, const char *to);
int __real_fsync(int fd);
int __real_fstat(int fd, struct stat *st);
ssize_t __real_recv(int fd, void *p, size_t n, int flags);
ssize_t __real_send(int fd, const void *p, size_t n, int flags);
int __real_connect(int fd, const struct sockaddr *to, socklen_t n);
int __real_socket(int domain, int type, int protocol);

/* No call fails from here on; what writes counts at the end calls it. */
void fault_end(void);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_mmap(void *p, size_t n, int prot, int flags, int fd, off_t at);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_pread(int fd, void *p, size_t n, off_t at);
ssize_t __wrap_write(int fd, const void *p, size_t n);
int __wrap_open(const char *path, int flags, ...);
int __wrap_close(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_fsync(int fd);
int __wrap_fstat(int fd, struct stat *st);
ssize_t __wrap_recv(int fd, void *p, size_t n, int flags);
ssize_t __wrap_send(int fd, const void *p, size_t n, int flags);
int __wrap_connect(int fd, const struct sockaddr *to, socklen_t n);
int __wrap_socket(int domain, int type, int protocol);

static void
give_up(const char *what)
{
	__real_write(2, what, strlen(what));
	_exit(125);
}

/* Reads CALL:WAY[:N[+]]. Allocates nothing. */
static void
begin(void)
{
	const char *s = getenv("CWAUDIT_FAULT");
	size_t n;
	char *end;

	fault.begun = true;
	if (!s)
		return;
	n = strcspn(s, ":");
	for (fault.call = 0; fault.call < CALLS; fault.call++) {
		if (strlen(names[fault.call]) == n &&
		    memcmp(names[fault.call], s, n) == 0)
			break;
	}
	s += n + (s[n] == ':');
	n = strcspn(s, ":");
	for (size_t i = 0; i < WAYS; i++) {
		if (strlen(ways[i].name) == n &&
		    memcmp(ways[i].name, s, n) == 0) {
			fault.way = ways[i].error;
			fault.on = true;
		}
	}
	if (!fault.on || fault.call == CALLS)
		give_up("CWAUDIT_FAULT: no such fault\n");
	s += n;
	fault.every = !*s;
	if (*s)
		fault.at = strtoul(s + 1, &end, 10);
	fault.later = *s && *end == '+';
}

/* True when this call is to fail. */
static bool
fails(enum call call)
{
	unsigned long n;

	if (!fault.begun)
		begin();
	n = ++fault.count[call];
	if (!fault.on || call != fault.call)
		return false;
	if (fault.way == SIGNAL) {
		if (n == fault.at)
			raise(SIGTERM);
		return false;
	}
	if (fault.every)
		return fault.way != EINTR || n % 2;
	return n == fault.at || (fault.later && n > fault.at);
}

static int
refuse(void)
{
	errno = fault.way > 0 ? fault.way : EIO;
	return -1;
}

void
fault_end(void)
{
	fault.on = false;
}

__attribute__((destructor))
static void
tell(void)
{
	const char *path = getenv("CWAUDIT_FAULT_LOG");
	char line[64];
	int fd;

	fault_end();
	if (!path)
		return;
	fd = __real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	for (int i = 0; i < CALLS; i++) {
		snprintf(line, sizeof(line), "%s %lu\n", names[i],
		    fault.count[i]);
		__real_write(fd, line, strlen(line));
	}
	__real_close(fd);
}

void *
__wrap_malloc(size_t n)
{
	if (fails(ALLOC)) {
		errno = ENOMEM;
		return NULL;
	}
	return __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	if (fails(ALLOC)) {
		errno = ENOMEM;
		return NULL;
	}
	return __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	if (fails(ALLOC)) {
		errno = ENOMEM;
		return NULL;
	}
	return __real_realloc(p, n);
}

void *
__wrap_mmap(void *p, size_t n, int prot, int flags, int fd, off_t at)
{
	if (fails(ALLOC)) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return __real_mmap(p, n, prot, flags, fd, at);
}

/* Another process shortens a file while it is read. */
static void
cut(void)
{
	const char *path = getenv("CWAUDIT_FAULT_CUT");
	struct stat st;

	if (!path || stat(path, &st) < 0 || truncate(path, st.st_size / 2) < 0)
		give_up("CWAUDIT_FAULT_CUT: no such file\n");
}

/* Another process writes a file while it is read, at the same size. */
static void
rewrite(void)
{
	const char *path = getenv("CWAUDIT_FAULT_CUT");
	int fd = path ? __real_open(path, O_RDWR) : -1;
	char c;

	if (fd < 0 || __real_pread(fd, &c, 1, 0) != 1 ||
	    __real_write(fd, &c, 1) != 1)
		give_up("CWAUDIT_FAULT_CUT: no such file\n");
	__real_close(fd);
}

ssize_t
__wrap_read(int fd, void *p, size_t n)
{
	if (!fails(READ))
		return __real_read(fd, p, n);
	if (fault.way == REWRITE) {
		rewrite();
		return __real_read(fd, p, n);
	}
	if (fault.way == ZERO)
		return 0;
	if (fault.way == CUT)
		cut();
	if (fault.way == SHORT || fault.way == CUT)
		return __real_read(fd, p, n < 7 ? n : 7);
	return refuse();
}

ssize_t
__wrap_pread(int fd, void *p, size_t n, off_t at)
{
	if (!fails(PREAD))
		return __real_pread(fd, p, n, at);
	if (fault.way == REWRITE) {
		rewrite();
		return __real_pread(fd, p, n, at);
	}
	if (fault.way == ZERO)
		return 0;
	if (fault.way == CUT)
		cut();
	if (fault.way == SHORT || fault.way == CUT)
		return __real_pread(fd, p, n < 7 ? n : 7, at);
	return refuse();
}

ssize_t
__wrap_write(int fd, const void *p, size_t n)
{
	/* Messages come through; there is a fault for them, too: /dev/full. */
	if (fd == STDERR_FILENO || !fails(WRITE))
		return __real_write(fd, p, n);
	if (fault.way == SHORT)
		return __real_write(fd, p, n < 7 ? n : 7);
	return refuse();
}

int
__wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return fails(OPEN) ? refuse() : __real_open(path, flags, mode);
}

int
__wrap_close(int fd)
{
	int rc = __real_close(fd);

	return fails(CLOSE) ? refuse() : rc;
}

int
__wrap_rename(const char *from, const char *to)
{
	return fails(RENAME) ? refuse() : __real_rename(from, to);
}

int
__wrap_fsync(int fd)
{
	return fails(FSYNC) ? refuse() : __real_fsync(fd);
}

int
__wrap_fstat(int fd, struct stat *st)
{
	return fails(FSTAT) ? refuse() : __real_fstat(fd, st);
}

ssize_t
__wrap_recv(int fd, void *p, size_t n, int flags)
{
	if (!fails(RECV))
		return __real_recv(fd, p, n, flags);
	if (fault.way == SHORT)
		return __real_recv(fd, p, n < 7 ? n : 7, flags);
	return fault.way == ZERO ? 0 : refuse();
}

ssize_t
__wrap_send(int fd, const void *p, size_t n, int flags)
{
	if (!fails(SEND))
		return __real_send(fd, p, n, flags);
	if (fault.way == SHORT)
		return __real_send(fd, p, n < 7 ? n : 7, flags);
	return refuse();
}

int
__wrap_connect(int fd, const struct sockaddr *to, socklen_t n)
{
	if (!fails(CONNECT))
		return __real_connect(fd, to, n);
	/* A signal does not end the attempt. */
	if (fault.way == EINTR)
		__real_connect(fd, to, n);
	return refuse();
}

int
__wrap_socket(int domain, int type, int protocol)
{
	return fails(SOCKET) ? refuse() : __real_socket(domain, type,
	    protocol);
}
