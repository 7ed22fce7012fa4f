/*
 * Runs a fuzz target on files, with any compiler: replay FILE ... Each file
 * gets a process of its own; one that dies, or takes longer than a minute, is
 * named. The last line is "N passed, N failed".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/load.h"
#include "fuzz.h"

/* Seconds that one input may take; it takes milliseconds. */
#define LONG 60

static void
one(const char *path)
{
	int null = open("/dev/null", O_RDWR);
	char *data, *exact;
	size_t len;

	alarm(LONG);
	if (load_bytes(path, &data, &len) < 0)
		_exit(2);
	/* Without a byte behind the end, so that a sanitizer sees overruns. */
	exact = util_alloc(len);
	if (len)
		memcpy(exact, data, len);
	free(data);
	if (!getenv("FUZZ_VERBOSE")) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	LLVMFuzzerTestOneInput((uint8_t *)exact, len);
	free(exact);
	exit(0);
}

int
main(int argc, char **argv)
{
	int passed = 0, status;
	pid_t child;

	for (int i = 1; i < argc; i++) {
		fflush(stdout);
		child = fork();
		if (child == 0)
			one(argv[i]);
		if (child < 0 || waitpid(child, &status, 0) < 0)
			return 2;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			passed++;
		else
			printf("FAIL %s %s\n", argv[0], argv[i]);
	}
	printf("%d passed, %d failed\n", passed, argc - 1 - passed);
	return passed != argc - 1 || argc < 2;
}

/* libFuzzer has it; here nothing is mutated. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	(void)data;
	return size < max ? size : max;
}
