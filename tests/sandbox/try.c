/*
 * Enters the sandbox of the program and tries one thing that it forbids, or
 * one that it must not break. Only the tests have this.
 *
 *	try offline|live ATTEMPT FOLDER
 *
 * FOLDER is where writing is allowed. Prints "done" and returns 0 when the
 * attempt came through, prints the error and returns 1 when it was refused;
 * a kill is the kernel's.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../../src/sandbox.h"

/* Opened before: what a hijacked process could find. */
static int listener, spare, terminal;
static struct sockaddr_in address;
static const char *folder;

static int
try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
try_datagram(void)
{
	return socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
}

static int
try_raw(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static int
try_unix(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int
try_pair(void)
{
	int fd[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, fd);
}

static int
try_connect(void)
{
	return connect(spare, (struct sockaddr *)&address, sizeof(address));
}

/* A port of its own is what a server needs; 0 means that it got none. */
static int
try_bind(void)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	socklen_t n = sizeof(own);

	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(spare, (struct sockaddr *)&own, sizeof(own)) < 0 ||
	    getsockname(spare, (struct sockaddr *)&own, &n) < 0)
		return -1;
	errno = EADDRNOTAVAIL;
	return own.sin_port ? 0 : -1;
}

static int
try_listen(void)
{
	return listen(spare, 1);
}

static int
try_accept(void)
{
	return accept(listener, NULL, NULL);
}

static int
try_sendto(void)
{
	return (int)sendto(spare, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL,
	    (struct sockaddr *)&address, sizeof(address));
}

static int
try_execve(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int
try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static int
try_vfork(void)
{
	return system("exit 0");
}

static int
try_ptrace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int
try_clone3(void)
{
	return (int)syscall(435, NULL, 0);
}

static int
try_uring(void)
{
	return (int)syscall(425, 1, NULL);
}

static int
try_unknown(void)
{
	return (int)syscall(1000);
}

static int
try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int
try_typing(void)
{
	return ioctl(terminal, TIOCSTI, "x");
}

/* The calls of another processor have other numbers: 11 is execve there. */
static int
try_compat(void)
{
#ifdef __x86_64__
	long rc = 20;	/* getpid */

	__asm__ volatile("int $0x80" : "+a"(rc) : : "memory");
	return rc > 0 ? 0 : -1;
#else
	return -1;
#endif
}

static int
write_to(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	if (fd >= 0)
		close(fd);
	return fd;
}

static int
try_inside(void)
{
	char path[4096], to[4096];

	snprintf(path, sizeof(path), "%s/new", folder);
	snprintf(to, sizeof(to), "%s/kept", folder);
	return write_to(path) < 0 || rename(path, to) < 0 ? -1 : unlink(to);
}

static int
try_beside(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/../beside", folder);
	return write_to(path);
}

static int
try_truncate(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/../there", folder);
	return open(path, O_RDONLY | O_TRUNC);
}

static int
try_remove(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/../there", folder);
	return unlink(path);
}

static int
try_folder(void)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/sub", folder);
	return mkdir(path, 0700);
}

static int
try_read(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static void *
in_thread(void *arg)
{
	/* The second thread is in the sandbox as well. */
	*(int *)arg = try_code() < 0 ? 0 : -1;
	return NULL;
}

static int
try_thread(void)
{
	pthread_t t;
	int got = -1;

	errno = EAGAIN;
	if (pthread_create(&t, NULL, in_thread, &got) != 0 ||
	    pthread_join(t, NULL) != 0)
		return -1;
	return got;
}

static int
try_status(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];

	while (f && fgets(line, sizeof(line), f)) {
		if (strncmp(line, "NoNewPrivs:", 11) == 0 ||
		    strncmp(line, "Seccomp:", 8) == 0)
			fputs(line, stdout);
	}
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} attempts[] = {{"socket", try_socket}, {"datagram", try_datagram},
	{"raw", try_raw}, {"unix", try_unix}, {"pair", try_pair},
	{"connect", try_connect}, {"bind", try_bind}, {"listen", try_listen},
	{"accept", try_accept}, {"sendto", try_sendto},
	{"execve", try_execve}, {"fork", try_fork}, {"vfork", try_vfork},
	{"ptrace", try_ptrace}, {"clone3", try_clone3}, {"uring", try_uring},
	{"unknown", try_unknown}, {"code", try_code}, {"typing", try_typing},
	{"compat", try_compat}, {"inside", try_inside},
	{"beside", try_beside}, {"truncate", try_truncate},
	{"remove", try_remove}, {"folder", try_folder}, {"read", try_read},
	{"thread", try_thread}, {"status", try_status}};

static void
prepare(void)
{
	socklen_t n = sizeof(address);

	address.sin_family = AF_INET;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	spare = socket(AF_INET, SOCK_STREAM, 0);
	terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (bind(listener, (struct sockaddr *)&address, n) < 0 ||
	    listen(listener, 1) < 0 || getsockname(listener,
	    (struct sockaddr *)&address, &n) < 0)
		perror("the test's own socket");
}

int
main(int argc, char **argv)
{
	struct sandbox_place place = {NULL, SANDBOX_REPLACE};
	struct sandbox s = {.place = &place, .n = 1};
	char lacks[256];

	if (argc != 4)
		return 2;
	folder = place.path = argv[3];
	s.live = strcmp(argv[1], "live") == 0;
	prepare();
	/* "free" shows that an attempt comes through without it. */
	if (strcmp(argv[1], "free") != 0 &&
	    sandbox_enter(&s, lacks, sizeof(lacks)) < 0)
		printf("lacks %s\n", lacks);
	for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
		if (strcmp(attempts[i].name, argv[2]) != 0)
			continue;
		fflush(stdout);
		if (attempts[i].run() < 0) {
			printf("refused %s\n", strerror(errno));
			return 1;
		}
		puts("done");
		return 0;
	}
	return 2;
}
