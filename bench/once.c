/*
 * usage: once OUT COMMAND [ARGUMENT...]
 *
 * Runs the command once, its output into OUT, its messages nowhere, and
 * prints: the nanoseconds from start to end, the most memory it held in KB,
 * and its exit code. A program of its own, because Linux counts the memory
 * of the process that starts another as memory of both: under Python, nothing
 * would seem to need less than Python.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int
main(int argc, char **argv)
{
	int in, out, err, status;
	struct rusage use;
	int64_t begun, took;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: once OUT COMMAND [ARGUMENT...]\n", stderr);
		return 127;
	}
	in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	err = open("/dev/null", O_WRONLY | O_CLOEXEC);
	out = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (in < 0 || out < 0 || err < 0) {
		perror(argv[1]);
		return 127;
	}
	begun = now();
	pid = vfork();
	if (pid == 0) {
		dup2(in, 0);
		dup2(out, 1);
		dup2(err, 2);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid) {
		perror("once");
		return 127;
	}
	took = now() - begun;
	printf("%" PRId64 " %ld %d\n", took, use.ru_maxrss,
	    WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status));
	return 0;
}
