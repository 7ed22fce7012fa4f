#ifndef WINDOWS_POSIX_H
#define WINDOWS_POSIX_H

/*
 * What the rooms take from POSIX, on Windows. Every file of ours is compiled
 * with this before its first line (see the Makefile), so that none of them
 * has to know. Names are UTF-8 on our side and UTF-16 on that of Windows, all
 * files are read and written as they are, and what fails sets errno.
 */
/* Names that Windows takes, and our own functions want. */

#define raise win_crt_raise
#define tell win_crt_tell
#include <dirent.h>
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#undef raise
#undef tell

#define O_CLOEXEC 0x1000000	/* no handle of ours is inherited */
#define O_DIRECTORY 0x2000000

#ifndef S_IRWXG
#define S_IRWXG 0070
#define S_IRWXO 0007
#endif

/* As in POSIX. A folder cannot be read: EISDIR. "/dev/tty" is the console,
 * "/proc/self/exe" the running program. */
int win_open(const char *path, int flags, ...);
int win_close(int fd);
ssize_t win_read(int fd, void *p, size_t n);
ssize_t win_pread(int fd, void *p, size_t n, int64_t at);
ssize_t win_write(int fd, const void *p, size_t n);
int win_rename(const char *from, const char *to);
int win_unlink(const char *path);
int win_mkdir(const char *path, int mode);
int win_chdir(const char *path);
int win_fchdir(int fd);
char *win_getcwd(char *buf, size_t size);
int win_mkstemp(char *name);
int win_fchmod(int fd, int mode);
int win_stat(const char *path, struct _stat64 *st);
/* Read permission of others shows as that of the group and of all. */
int win_fstat(int fd, struct _stat64 *st);
/* True for a console only: a terminal, not the null device. */
int win_isatty(int fd);
/*
 * The text is valid and may be written over until the variable is asked for
 * again. TMPDIR is TEMP where it is not set.
 */
char *win_getenv(const char *name);
int win_unsetenv(const char *name);
/* The words of musl, so that messages are the same everywhere. */
char *win_strerror(int error);
struct tm *win_gmtime_r(const time_t *t, struct tm *tm);
int win_nanosleep(const struct timespec *want, struct timespec *left);

struct win_dir;
struct win_dirent {
	char d_name[1024];
};
struct win_dir *win_opendir(const char *path);
struct win_dirent *win_readdir(struct win_dir *d);
int win_closedir(struct win_dir *d);

/* Signals: what a console sends, as SIGINT or SIGTERM. */
struct win_sigaction {
	void (*sa_handler)(int);
	int sa_mask, sa_flags;
};
int win_sigaction(int sig, const struct win_sigaction *sa,
    struct win_sigaction *old);

/* main() of the program, which ours calls. */
int cwaudit_main(int argc, char **argv);

/*
 * The first call of main(): arguments as UTF-8, streams without translation,
 * a console that shows UTF-8 and colours.
 */
void win_start(int *argc, char ***argv);

/* Calls add() with each certificate of the store of trusted roots. */
void win_roots(void (*add)(void *ctx, const unsigned char *der, size_t n),
    void *ctx);

/* Of sockets; a standard stream is taken for open. */
#define F_GETFD 3
int win_fcntl(int fd, int command, ...);

/* Of the two names below. */
long win_sysconf(int name);

#ifndef WINDOWS_IMPLEMENTATION
#define main cwaudit_main
#define open win_open
#define close win_close
#define read win_read
#define pread win_pread
#define write win_write
#define rename win_rename
#define unlink win_unlink
#define mkdir win_mkdir
#define chdir win_chdir
#define fchdir win_fchdir
#define getcwd win_getcwd
#define mkstemp win_mkstemp
#define fsync _commit
#define fcntl win_fcntl
#define fchmod win_fchmod
/* `struct stat` is the one with large sizes, and so is stat(). */
#define _stat64(path, st) win_stat(path, st)
#undef fstat
#define fstat win_fstat
#define isatty win_isatty
#define getenv win_getenv
#define unsetenv win_unsetenv
#define strerror win_strerror
#undef gmtime_r
#define gmtime_r win_gmtime_r
#define nanosleep win_nanosleep
#define sysconf win_sysconf
#define DIR struct win_dir
#define dirent win_dirent
#define opendir win_opendir
#define readdir win_readdir
#define closedir win_closedir
#define sigaction win_sigaction
#define sigemptyset(set) (*(set) = 0)
#endif

#ifndef SIGHUP
#define SIGHUP 1
#define SIGPIPE 13
#define SIGXFSZ 25
#endif
#define _SC_PAGESIZE 1
#define _SC_NPROCESSORS_ONLN 2

#endif
