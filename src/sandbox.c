#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sandbox.h"
#include "limits.h"
#include "util.h"

/* Adds what is missing to the text of what is. */
static void
lack(char *to, size_t size, const char *what)
{
	size_t n = strlen(to);

	snprintf(to + n, size - n, "%s%s", n ? "; " : "", what);
}

#if !defined(__linux__) || defined(SANDBOX_NONE)

int
sandbox_enter(const struct sandbox *s, char *lacks, size_t size)
{
	(void)s;
	*lacks = '\0';
	lack(lacks, size, "there is none in this build");
	return -1;
}

#else

#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* -- Landlock. musl has no headers of the kernel: its interface by hand. -- */

#define LANDLOCK_CREATE 444
#define LANDLOCK_ADD 445
#define LANDLOCK_RESTRICT 446
#define LANDLOCK_VERSION 1
#define LANDLOCK_PATH 1

/* glibc keeps it for programs that ask for all of GNU. */
#ifndef O_PATH
#define O_PATH 010000000
#endif

/* What one may do with files, by bit; TRUNCATE came with version 3. */
#define FS_WRITE (1ULL << 1)
#define FS_READ (1ULL << 2)
#define FS_LIST (1ULL << 3)
#define FS_REMOVE (1ULL << 5)
#define FS_MAKE_DIR (1ULL << 7)
#define FS_MAKE_REG (1ULL << 8)
#define FS_FIRST ((1ULL << 13) - 1)
#define FS_REFER (1ULL << 13)
#define FS_TRUNCATE (1ULL << 14)
/* Version 4: TCP, as bits: bind, connect. */
#define NET_BIND 1ULL
#define NET_CONNECT 2ULL
/* Version 6: abstract UNIX sockets and signals of others. */
#define SCOPE_ALL 3ULL

struct ruleset {
	uint64_t fs, net, scope;
};

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

static int
allow(int rules, const char *path, uint64_t access)
{
	struct beneath b = {access, open(path, O_PATH | O_CLOEXEC)};
	long rc = -1;

	if (b.folder >= 0)
		rc = syscall(LANDLOCK_ADD, rules, LANDLOCK_PATH, &b, 0);
	if (b.folder >= 0)
		close(b.folder);
	return (int)rc;
}

/*
 * What may be read is not narrowed: operands may be links to anywhere, and a
 * list of files is read later. Without a socket it can go nowhere.
 */
static int
add_places(int rules, const struct sandbox *s, uint64_t known)
{
	if (allow(rules, "/", FS_READ | FS_LIST) < 0)
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		unsigned may = s->place[i].may;
		uint64_t access = FS_READ | FS_WRITE | FS_TRUNCATE;

		if (may & (SANDBOX_REPLACE | SANDBOX_FOLDERS))
			access |= FS_MAKE_REG | FS_REMOVE;
		if (may & SANDBOX_FOLDERS)
			access |= FS_MAKE_DIR;
		/* A place that is not there fails when it is written to. */
		(void)allow(rules, s->place[i].path, access & known);
	}
	return 0;
}

static int
confine(const struct sandbox *s)
{
	struct ruleset r = {FS_FIRST, 0, 0};
	long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);
	int rules, rc;

	if (version < 1)
		return -1;
	if (version >= 2)
		r.fs |= FS_REFER;
	if (version >= 3)
		r.fs |= FS_TRUNCATE;
	if (version >= 4)
		r.net = s->live ? NET_BIND : NET_BIND | NET_CONNECT;
	if (version >= 6)
		r.scope = SCOPE_ALL;
	/* An older kernel takes the longer struct, if the rest is 0. */
	rules = (int)syscall(LANDLOCK_CREATE, &r, sizeof(r), 0);
	if (rules < 0)
		return -1;
	rc = add_places(rules, s, r.fs);
	if (rc == 0)
		rc = (int)syscall(LANDLOCK_RESTRICT, rules, 0);
	close(rules);
	return rc;
}

/* -- seccomp: a program for the kernel that looks at each system call -- */

#if defined(__x86_64__)
#define ARCH 0xc000003eU
#elif defined(__aarch64__)
#define ARCH 0xc00000b7U
#endif

#ifndef ARCH

static int
filter(bool live)
{
	(void)live;
	errno = ENOSYS;
	return -1;
}

#else

#define MODE_FILTER 2

#define RET_KILL 0x80000000U	/* older kernels: the thread, the only one */
#define RET_ALLOW 0x7fff0000U
#define RET_ERRNO(e) (0x00050000U | (e))

/* Instructions: load a word, compare, test bits, mask, return. */
#define LOAD 0x20
#define EQUAL 0x15
#define AT_LEAST 0x35
#define BITS 0x45
#define MASK 0x54
#define RETURN 0x06

/* Where the words are: the call, the processor, the low half of arguments. */
#define AT_CALL 0
#define AT_ARCH 4
#define AT_ARG(n) (16 + 8 * (n))

#define THREAD_FLAG 0x00010000U		/* CLONE_THREAD */
/* Of a socket: the kinds, without flags, and the families of the Internet.
 * (sys/socket.h is for the modules that open one.) */
#define KIND 15U
#define KIND_STREAM 1
#define KIND_DATAGRAM 2
#define FAMILY_INET 2
#define FAMILY_INET6 10

struct insn {
	uint16_t code;
	uint8_t yes, no;	/* instructions to pass over */
	uint32_t k;
};

struct program {
	unsigned short n;
	struct insn *insn;
};

/* What is to be done about a call, and in which of the two classes. */
enum verdict { UNLISTED, ALLOW, KILL, NOTHING, THREAD, NOT_CODE, INTERNET,
	TERMINAL, VERDICTS };
enum { OFFLINE = 1, LIVE = 2, BOTH = 3 };

/* Calls that only older processors have. */
#define NO_CALL 0xffffffffU
#ifdef __aarch64__
#define SYS_access NO_CALL
#define SYS_fork NO_CALL
#define SYS_lstat NO_CALL
#define SYS_mkdir NO_CALL
#define SYS_open NO_CALL
#define SYS_poll NO_CALL
#define SYS_readlink NO_CALL
#define SYS_rename NO_CALL
#define SYS_select NO_CALL
#define SYS_stat NO_CALL
#define SYS_time NO_CALL
#define SYS_unlink NO_CALL
#define SYS_vfork NO_CALL
#endif
#ifndef SYS_newfstatat
#define SYS_newfstatat SYS_fstatat
#endif
#define SYS_IO_URING_SETUP 425
#define SYS_IO_URING_ENTER 426
#define SYS_IO_URING_REGISTER 427

static const struct {
	uint32_t call;
	enum verdict verdict;
	int classes;
} calls[] = {
	{SYS_read, ALLOW, BOTH},
	{SYS_write, ALLOW, BOTH},
	{SYS_futex, ALLOW, BOTH},
	{SYS_mmap, NOT_CODE, BOTH},
	{SYS_munmap, ALLOW, BOTH},
	{SYS_mremap, ALLOW, BOTH},
	{SYS_brk, ALLOW, BOTH},
	{SYS_madvise, ALLOW, BOTH},
	{SYS_mprotect, NOT_CODE, BOTH},
	{SYS_readv, ALLOW, BOTH},
	{SYS_writev, ALLOW, BOTH},
	{SYS_pread64, ALLOW, BOTH},
	{SYS_pwrite64, ALLOW, BOTH},
	{SYS_lseek, ALLOW, BOTH},
	{SYS_open, ALLOW, BOTH},
	{SYS_openat, ALLOW, BOTH},
	{SYS_close, ALLOW, BOTH},
	{SYS_stat, ALLOW, BOTH},
	{SYS_fstat, ALLOW, BOTH},
	{SYS_lstat, ALLOW, BOTH},
	{SYS_newfstatat, ALLOW, BOTH},
	{SYS_statx, ALLOW, BOTH},
	{SYS_access, ALLOW, BOTH},
	{SYS_faccessat, ALLOW, BOTH},
	{SYS_readlink, ALLOW, BOTH},
	{SYS_readlinkat, ALLOW, BOTH},
	{SYS_getdents64, ALLOW, BOTH},
	{SYS_getcwd, ALLOW, BOTH},
	{SYS_chdir, ALLOW, BOTH},
	{SYS_fchdir, ALLOW, BOTH},
	{SYS_fcntl, ALLOW, BOTH},
	{SYS_ioctl, TERMINAL, BOTH},
	{SYS_poll, ALLOW, BOTH},
	{SYS_ppoll, ALLOW, BOTH},
	{SYS_fsync, ALLOW, BOTH},
	{SYS_ftruncate, ALLOW, BOTH},
	{SYS_fchmod, ALLOW, BOTH},
	{SYS_umask, ALLOW, BOTH},
	{SYS_rename, ALLOW, BOTH},
	{SYS_renameat, ALLOW, BOTH},
	{SYS_renameat2, ALLOW, BOTH},
	{SYS_unlink, ALLOW, BOTH},
	{SYS_unlinkat, ALLOW, BOTH},
	{SYS_mkdir, ALLOW, BOTH},
	{SYS_mkdirat, ALLOW, BOTH},
	{SYS_mlock, ALLOW, BOTH},
	{SYS_munlock, ALLOW, BOTH},
	{SYS_rt_sigaction, ALLOW, BOTH},
	{SYS_rt_sigprocmask, ALLOW, BOTH},
	{SYS_rt_sigreturn, ALLOW, BOTH},
	{SYS_restart_syscall, ALLOW, BOTH},
	{SYS_sigaltstack, ALLOW, BOTH},
	{SYS_clone, THREAD, BOTH},
	{SYS_set_robust_list, ALLOW, BOTH},
	{SYS_set_tid_address, ALLOW, BOTH},
	{SYS_rseq, ALLOW, BOTH},
	{SYS_membarrier, ALLOW, BOTH},
	{SYS_sched_yield, ALLOW, BOTH},
	{SYS_sched_getaffinity, ALLOW, BOTH},
	{SYS_sched_setaffinity, ALLOW, BOTH},
	{SYS_getcpu, ALLOW, BOTH},
	{SYS_gettid, ALLOW, BOTH},
	{SYS_getpid, ALLOW, BOTH},
	{SYS_getuid, ALLOW, BOTH},
	{SYS_geteuid, ALLOW, BOTH},
	{SYS_getgid, ALLOW, BOTH},
	{SYS_getegid, ALLOW, BOTH},
	{SYS_getrusage, ALLOW, BOTH},
	{SYS_sysinfo, ALLOW, BOTH},
	{SYS_uname, ALLOW, BOTH},
	{SYS_time, ALLOW, BOTH},
	{SYS_gettimeofday, ALLOW, BOTH},
	{SYS_clock_gettime, ALLOW, BOTH},
	{SYS_clock_nanosleep, ALLOW, BOTH},
	{SYS_nanosleep, ALLOW, BOTH},
	{SYS_getrandom, ALLOW, BOTH},
	{SYS_exit, ALLOW, BOTH},
	{SYS_exit_group, ALLOW, BOTH},

	{SYS_socket, INTERNET, LIVE},
	{SYS_connect, ALLOW, LIVE},
	{SYS_bind, NOTHING, LIVE},
	{SYS_getsockopt, ALLOW, LIVE},
	{SYS_setsockopt, ALLOW, LIVE},
	{SYS_getsockname, ALLOW, LIVE},
	{SYS_getpeername, ALLOW, LIVE},
	{SYS_sendto, ALLOW, LIVE},
	{SYS_sendmsg, ALLOW, LIVE},
	{SYS_sendmmsg, ALLOW, LIVE},
	{SYS_recvfrom, ALLOW, LIVE},
	{SYS_recvmsg, ALLOW, LIVE},
	{SYS_shutdown, ALLOW, LIVE},
	{SYS_select, ALLOW, LIVE},
	{SYS_pselect6, ALLOW, LIVE},

	{SYS_socket, KILL, OFFLINE},
	{SYS_connect, KILL, OFFLINE},
	{SYS_bind, KILL, OFFLINE},
	{SYS_sendto, KILL, OFFLINE},
	{SYS_sendmsg, KILL, OFFLINE},
	{SYS_sendmmsg, KILL, OFFLINE},
	{SYS_socketpair, KILL, BOTH},
	{SYS_listen, KILL, BOTH},
	{SYS_accept, KILL, BOTH},
	{SYS_accept4, KILL, BOTH},
	{SYS_execve, KILL, BOTH},
	{SYS_execveat, KILL, BOTH},
	{SYS_fork, KILL, BOTH},
	{SYS_vfork, KILL, BOTH},
	{SYS_ptrace, KILL, BOTH},
	{SYS_process_vm_readv, KILL, BOTH},
	{SYS_process_vm_writev, KILL, BOTH},
	{SYS_IO_URING_SETUP, KILL, BOTH},
	{SYS_IO_URING_ENTER, KILL, BOTH},
	{SYS_IO_URING_REGISTER, KILL, BOTH},
	{SYS_bpf, KILL, BOTH},
	{SYS_perf_event_open, KILL, BOTH},
	{SYS_userfaultfd, KILL, BOTH},
	{SYS_keyctl, KILL, BOTH},
	{SYS_add_key, KILL, BOTH},
	{SYS_request_key, KILL, BOTH},
	{SYS_unshare, KILL, BOTH},
	{SYS_setns, KILL, BOTH},
	{SYS_mount, KILL, BOTH},
	{SYS_umount2, KILL, BOTH},
	{SYS_pivot_root, KILL, BOTH},
	{SYS_chroot, KILL, BOTH},
	{SYS_open_by_handle_at, KILL, BOTH},
	{SYS_init_module, KILL, BOTH},
	{SYS_finit_module, KILL, BOTH},
	{SYS_delete_module, KILL, BOTH},
	{SYS_kexec_load, KILL, BOTH},
	{SYS_reboot, KILL, BOTH},
};

/* The questions to a terminal that isatty() and a hidden prompt ask. None
 * of them types into it. */
static const uint32_t terminal[] = {TCGETS, TCSETS, TCSETSW, TCSETSF,
	TIOCGWINSZ, FIONREAD, FIONBIO};

static void
put(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t k)
{
	if (p->n == LIMIT_FILTER)
		util_die("the filter of system calls is too long");
	p->insn[p->n++] = (struct insn){code, yes, no, k};
}

/* Clients of TCP and UDP: no raw packets, no sockets of this machine. */
static void
put_internet(struct program *p)
{
	put(p, LOAD, 0, 0, AT_ARG(0));
	put(p, EQUAL, 1, 0, FAMILY_INET);
	put(p, EQUAL, 0, 5, FAMILY_INET6);
	put(p, LOAD, 0, 0, AT_ARG(1));
	put(p, MASK, 0, 0, KIND);
	put(p, EQUAL, 1, 0, KIND_STREAM);
	put(p, EQUAL, 0, 1, KIND_DATAGRAM);
	put(p, RETURN, 0, 0, RET_ALLOW);
	put(p, RETURN, 0, 0, RET_ERRNO(EAFNOSUPPORT));
}

static void
put_terminal(struct program *p)
{
	put(p, LOAD, 0, 0, AT_ARG(1));
	for (size_t i = 0; i < countof(terminal); i++)
		put(p, EQUAL, (uint8_t)(countof(terminal) - i), 0,
		    terminal[i]);
	put(p, RETURN, 0, 0, RET_ERRNO(ENOTTY));
	put(p, RETURN, 0, 0, RET_ALLOW);
}

/* Returns yes if the argument has one of the bits, else no. */
static void
put_bits(struct program *p, int arg, uint32_t bits, uint32_t yes, uint32_t no)
{
	put(p, LOAD, 0, 0, (uint32_t)AT_ARG(arg));
	put(p, BITS, 0, 1, bits);
	put(p, RETURN, 0, 0, yes);
	put(p, RETURN, 0, 0, no);
}

/* What is done about a call in the end; all of it ends in a return. */
static void
put_verdict(struct program *p, enum verdict v)
{
	switch (v) {
	case UNLISTED:
#ifdef SANDBOX_LOOSE
		put(p, RETURN, 0, 0, RET_ALLOW);
#else
		put(p, RETURN, 0, 0, RET_ERRNO(ENOSYS));
#endif
		break;
	case ALLOW:
		put(p, RETURN, 0, 0, RET_ALLOW);
		break;
	case VERDICTS:
	case KILL:
		put(p, RETURN, 0, 0, RET_KILL);
		break;
	case NOTHING:
		put(p, RETURN, 0, 0, RET_ERRNO(0));
		break;
	case THREAD:
		put_bits(p, 0, THREAD_FLAG, RET_ALLOW, RET_KILL);
		break;
	case NOT_CODE:
		put_bits(p, 2, PROT_EXEC, RET_ERRNO(EPERM), RET_ALLOW);
		break;
	case INTERNET:
		put_internet(p);
		break;
	case TERMINAL:
		put_terminal(p);
		break;
	}
}

static bool
is_left_out(uint32_t call)
{
#ifdef SANDBOX_LOOSE
	if (call == SYS_clone || call == SYS_ptrace || call == SYS_mmap ||
	    call == SYS_mprotect || call == SYS_ioctl)
		return true;
#endif
	return call == NO_CALL;
}

/* Calls of one verdict that follow each other, up to the next run. */
struct run {
	uint32_t first;
	enum verdict verdict;
};

/* Returns how many runs the calls of a class make. */
static size_t
find_runs(struct run *run, int class)
{
	unsigned char verdict[LIMIT_CALLS] = {UNLISTED};
	size_t n = 0;

	for (size_t i = 0; i < countof(calls); i++) {
		if (!(calls[i].classes & class) || is_left_out(calls[i].call))
			continue;
		if (calls[i].call >= LIMIT_CALLS - 1)
			util_die("the filter knows no such system call");
		verdict[calls[i].call] = (unsigned char)calls[i].verdict;
	}
	/* The last run, of all that is above, is of unlisted ones. */
	for (uint32_t i = 0; i < LIMIT_CALLS; i++) {
		if (i && verdict[i] == verdict[i - 1])
			continue;
		run[n].first = i;
		run[n++].verdict = (enum verdict)verdict[i];
	}
	return n;
}

/* How far the next instruction is from so many behind it, or from `to`. */
static uint8_t
ahead(const struct program *p, size_t to)
{
	if (to <= p->n || to - p->n > UINT8_MAX)
		util_die("the filter of system calls is too long");
	return (uint8_t)(to - p->n - 1);
}

/*
 * Finds the run of a call by halving: n - 1 comparisons for n runs, of which
 * a call passes few. The kernel tries every call when it takes the filter, and
 * for one comparison after the other that took as long as an audit.
 */
static void
put_runs(struct program *p, const struct run *run, size_t n,
    const size_t *block)
{
	size_t half = n / 2, rest = n - half;
	uint8_t yes, no;

	if (n < 2)
		return;
	yes = ahead(p, rest > 1 ? p->n + half : block[run[half].verdict]);
	no = ahead(p, half > 1 ? p->n + 1U : block[run[0].verdict]);
	put(p, AT_LEAST, yes, no, run[half].first);
	put_runs(p, run, half, block);
	put_runs(p, run + half, rest, block);
}

static int
filter(bool live)
{
	struct insn insn[LIMIT_FILTER], room[LIMIT_FILTER];
	struct program p = {0, insn}, verdicts = {0, room};
	struct run run[2 * countof(calls) + 1];
	size_t n = find_runs(run, live ? LIVE : OFFLINE), block[VERDICTS];

	put(&p, LOAD, 0, 0, AT_ARCH);
	put(&p, EQUAL, 1, 0, ARCH);
	put(&p, RETURN, 0, 0, RET_KILL);
	put(&p, LOAD, 0, 0, AT_CALL);
	for (int v = 0; v < VERDICTS; v++) {
		block[v] = p.n + n - 1 + verdicts.n;
		put_verdict(&verdicts, (enum verdict)v);
	}
	put_runs(&p, run, n, block);
	for (size_t i = 0; i < verdicts.n; i++)
		put(&p, room[i].code, room[i].yes, room[i].no, room[i].k);
	return prctl(PR_SET_SECCOMP, MODE_FILTER, &p, 0, 0);
}

#endif /* ARCH */

int
sandbox_enter(const struct sandbox *s, char *lacks, size_t size)
{
	struct rlimit none = {0, 0};

	*lacks = '\0';
	(void)setrlimit(RLIMIT_CORE, &none);
#ifndef SANDBOX_LOOSE
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		lack(lacks, size, "no no_new_privs here");
	if (confine(s) < 0)
		lack(lacks, size, "no Landlock here: files may be written "
		    "beside the reports");
	if (filter(s->live) < 0)
		lack(lacks, size, "no seccomp filter here: system calls are "
		    "not narrowed");
	return *lacks ? -1 : 0;
}

#endif
