#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/jsonw.h"
#include "../../src/out.h"

static char folder[] = "/tmp/cwaudit-out.XXXXXX";
static char path[64];

static int
set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/report", folder);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

/* How many files the folder holds. */
static size_t
files(void)
{
	char pattern[64];
	glob_t g;
	size_t n;

	snprintf(pattern, sizeof(pattern), "%s/*", folder);
	n = glob(pattern, 0, NULL, &g) == 0 ? g.gl_pathc : 0;
	globfree(&g);
	return n;
}

static void
content_is(const char *want)
{
	char got[256] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, want);
}

static void
test_rename(void **state)
{
	struct out o;
	struct stat st;
	mode_t mask = umask(027);

	(void)state;
	assert_int_equal(out_open(&o, path), 0);
	out_str(&o, "new ");
	out_printf(&o, "%d", 1);
	out_fill(&o, '!', 3);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(out_close(&o), 0);
	umask(mask);
	content_is("new 1!!!");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(files(), 1);
}

static void
test_abort(void **state)
{
	struct out o;

	(void)state;
	assert_int_equal(out_open(&o, path), 0);
	out_str(&o, "other");
	out_abort(&o);
	/* The report of before is still there, and nothing else. */
	content_is("new 1!!!");
	assert_int_equal(files(), 1);
}

static void
test_full(void **state)
{
	struct out o;

	(void)state;
	assert_int_equal(out_open(&o, "/dev/full"), 0);
	out_fill(&o, 'x', 200000);
	assert_int_equal(o.error, ENOSPC);
	out_str(&o, "dropped");
	assert_int_equal(out_close(&o), -1);
	assert_int_equal(o.error, ENOSPC);
	assert_int_equal(out_open(&o, "/no/such/folder/x"), -1);
	assert_int_equal(o.error, ENOENT);
	out_abort(&o);
}

/* A reader that takes its time makes writes short. */
static void
test_short_writes(void **state)
{
	enum { SIZE = 1000000 };
	struct out o;
	int fd[2], kept, status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fd), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		char piece[777];
		ssize_t n;
		long sum = 0, count = 0;

		close(fd[1]);
		while ((n = read(fd[0], piece, sizeof(piece))) > 0) {
			for (ssize_t i = 0; i < n; i++)
				sum += piece[i] == (char)((count + i) % 251);
			count += n;
		}
		_exit(count == SIZE && sum == SIZE ? 0 : 1);
	}
	close(fd[0]);
	kept = dup(STDOUT_FILENO);
	dup2(fd[1], STDOUT_FILENO);
	close(fd[1]);
	out_stdout(&o);
	for (int i = 0; i < SIZE; i++)
		out_char(&o, (char)(i % 251));
	status = out_close(&o);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_int_equal(status, 0);
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

static void
test_json(void **state)
{
	struct jsonw j;
	struct out o;

	(void)state;
	assert_int_equal(out_open(&o, path), 0);
	jsonw_init(&j, &o, true);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "a\"b", "x\\\n\t\x1b\xe2\x80\xae\xff\xc3\xa4");
	jsonw_string(&j, "none", NULL);
	jsonw_array(&j, "list");
	jsonw_number(&j, NULL, 7);
	jsonw_bool(&j, NULL, false);
	jsonw_object(&j, NULL);
	jsonw_end(&j);
	jsonw_end(&j);
	jsonw_score(&j, "score", -1);
	jsonw_score(&j, "zero", 0);
	jsonw_place(&j, "line", 0);
	jsonw_end(&j);
	assert_int_equal(out_close(&o), 0);
	content_is("{\"a\\\"b\":\"x\\\\\\n\\u0009\\u001b\\u202e"
	    "\xef\xbf\xbd\xc3\xa4\",\"none\":null,\"list\":[7,false,{}],"
	    "\"score\":null,\"zero\":0,\"line\":null}\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rename),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_short_writes),
		cmocka_unit_test(test_json),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
