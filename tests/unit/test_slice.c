#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/limits.h"
#include "../../src/slice.h"
#include "../../src/util.h"

/* More than two pieces and a rest. */
enum { SIZE = 2 * LIMIT_PIECE + 12345 };

static char *
numbers(void)
{
	char *p = util_alloc(SIZE);

	for (size_t i = 0; i < SIZE; i++)
		p[i] = (char)(i % 251);
	return p;
}

static int
file_of(const char *p, size_t n)
{
	char name[] = "/tmp/cwaudit-test-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, p, n), n);
	return fd;
}

/* Reads from at to end and leaves a few bytes of each piece for the next. */
static void
read_all(const struct slice_source *from, uint64_t at, uint64_t end,
    const char *want)
{
	struct slice s;
	size_t used = 0, done = (size_t)at;

	slice_open(&s, from, at, end);
	while (slice_more(&s, used) > 0) {
		assert_true(s.n <= LIMIT_PIECE);
		assert_memory_equal(s.buf, want + done, s.n);
		used = s.at == s.end || s.n < 100 ? s.n : s.n - 77;
		done += used;
	}
	assert_int_equal(done, end);
	slice_close(&s);
}

static void
test_pieces(void **state)
{
	char *want = numbers();
	struct slice_source from = {.file = -1, .data = want,
	    .size = SIZE};

	(void)state;
	read_all(&from, 0, SIZE, want);
	read_all(&from, 1000, SIZE - 1000, want);
	read_all(&from, 5, 5, want);
	from.file = file_of(want, SIZE);
	from.data = NULL;
	read_all(&from, 0, SIZE, want);
	read_all(&from, 1000, SIZE - 1000, want);
	close(from.file);
	free(want);
}

static void
test_shorter(void **state)
{
	char *want = numbers();
	struct slice_source from = {.file = file_of(want, SIZE),
	    .size = SIZE};
	struct slice s;

	(void)state;
	slice_open(&s, &from, 0, SIZE);
	assert_int_equal(slice_more(&s, 0), 1);
	assert_int_equal(ftruncate(from.file, LIMIT_PIECE + 1), 0);
	assert_int_equal(slice_more(&s, s.n), 1);
	assert_int_equal(s.n, 1);
	errno = EINVAL;
	assert_int_equal(slice_more(&s, s.n), -1);
	assert_int_equal(errno, 0);
	slice_close(&s);
	close(from.file);
	errno = 0;
	slice_open(&s, &from, 0, SIZE);
	assert_int_equal(slice_more(&s, 0), -1);
	assert_int_equal(errno, EBADF);
	slice_close(&s);
	free(want);
}

static uint64_t
cut(const char *text, uint64_t at)
{
	struct slice_source from = {.file = -1, .data = text,
		.size = strlen(text)};

	return slice_cut(&from, at);
}

/* Where a row seems to end, which what is behind a line end tells. */
static void
test_cut(void **state)
{
	(void)state;
	assert_int_equal(cut("a,b\nc,d\n", 0), 4);
	assert_int_equal(cut("a,b\nc,d\n", 3), 4);
	assert_int_equal(cut("a,b\nc,d\n", 4), 8);
	assert_int_equal(cut("a,b\nc,d\n", 8), 8);
	assert_int_equal(cut("a,b\nc,d", 4), 7);
	assert_int_equal(cut("\"a\nb\",c\n\"d\ne\",f\n", 0), 8);
	assert_int_equal(cut("\"a\nb\";c\n\"d\"\n", 0), 8);
	assert_int_equal(cut("\"a\nb\"\n", 0), 6);
	assert_int_equal(cut("\"a\nb\"\r\n", 0), 7);
	assert_int_equal(cut("\"a\nb\"", 0), 5);
	assert_int_equal(cut("\"a\n\"\"b\n\"\"\",c\n\"d\",e\n", 0), 13);
	assert_int_equal(cut("a\n\"\",\"b\nc\",d\n", 0), 2);
}

static uint64_t
last(const char *text, size_t n, uint64_t at)
{
	struct slice_source from = {.file = -1, .data = text, .size = n};

	return slice_last(&from, at);
}

/* Where the last line begins, as far back as is looked. */
static void
test_last(void **state)
{
	static char text[LIMIT_CUT + 3];

	(void)state;
	assert_int_equal(last("a\nb\n", 4, 0), 4);
	assert_int_equal(last("a\nb", 3, 0), 2);
	assert_int_equal(last("a\nb", 3, 1), 2);
	assert_int_equal(last("a\nb", 3, 2), 2);
	assert_int_equal(last("a\nb", 3, 3), 3);
	assert_int_equal(last("abc", 3, 0), 0);
	memset(text, 'x', sizeof(text));
	text[2] = '\n';
	assert_int_equal(last(text, sizeof(text) - 1, 0), 3);
	assert_int_equal(last(text, sizeof(text), 0), 0);
	text[3] = '\n';
	assert_int_equal(last(text, sizeof(text), 0), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_shorter),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
