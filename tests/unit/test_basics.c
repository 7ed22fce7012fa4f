#include <fcntl.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/arena.h"
#include "../../src/buf.h"
#include "../../src/map.h"
#include "../../src/util.h"

static void
test_buf_room(void **state)
{
	struct buf b;
	char *to;

	(void)state;
	buf_init(&b, 1000);
	buf_str(&b, "ab");
	to = buf_room(&b, 998);
	assert_non_null(to);
	memset(to, 'x', 998);
	buf_took(&b, 3);
	assert_string_equal(buf_cstr(&b), "abxxx");
	assert_null(buf_room(&b, 996));
	assert_true(b.full);
	buf_free(&b);
}

/* The first chunks are zeros, and so is what is given out again. */
static void
test_arena_again(void **state)
{
	(void)state;
	for (int round = 0; round < 40; round++) {
		struct arena a[3] = {{0}};

		for (size_t i = 0; i < 3000; i++) {
			unsigned char *p = arena_alloc(&a[i % 3], 96);

			for (size_t k = 0; k < 96; k++)
				assert_int_equal(p[k], 0);
			memset(p, 0xa5, 96);
		}
		for (int i = 0; i < 3; i++)
			arena_free(&a[i]);
	}
}

static void
test_buf_limit(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_string_equal(buf_cstr(&b), "");
	buf_str(&b, "abc");
	/* What does not fit is dropped, and all that comes after it. */
	buf_str(&b, "def");
	buf_char(&b, 'x');
	assert_true(b.full);
	assert_string_equal(buf_cstr(&b), "abc");
	buf_clear(&b);
	assert_string_equal(buf_cstr(&b), "");
	buf_free(&b);
}

static void
test_buf_printf(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 100000);
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i % 10);
	assert_int_equal(b.len, 2000);
	assert_memory_equal(b.data, "0,1,2,3,", 8);
	assert_false(b.full);
	buf_free(&b);
}

static void
safe_is(const char *s, size_t n, const char *want)
{
	struct buf b;

	buf_init(&b, 1000);
	buf_safe(&b, s, n);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_buf_safe(void **state)
{
	(void)state;
	safe_is("a\xc3\xa4", 3, "a\xc3\xa4");
	safe_is("\x1b[31m", 5, "\\x1b[31m");
	safe_is("a\0b\x7f", 4, "a\\x00b\\x7f");
	safe_is("\xe2\x80\xae", 3, "\\u{202e}");
	safe_is("\xe2\x80\x8b", 3, "\\u{200b}");
	safe_is("\xc2\x9b", 2, "\\u{009b}");
	safe_is("\xff\xc3", 2, "\\xff\\xc3");
}

static void
test_utf8(void **state)
{
	static const struct {
		const char *s;
		size_t n, len;
	} bad[] = {{"\x80", 1, 0}, {"\xc0\x80", 2, 0}, {"\xe0\x80\x80", 3, 0},
		{"\xed\xbf\xbf", 3, 0}, {"\xf4\x90\x80\x80", 4, 0},
		{"\xe2\x82", 2, 0}, {"\xf8\x88\x80\x80\x80", 5, 0}};
	static const uint32_t good[] = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff,
		0xe000, 0xffff, 0x10000, 0x10ffff};
	uint32_t cp;
	char out[4];

	(void)state;
	for (size_t i = 0; i < countof(bad); i++)
		assert_int_equal(buf_utf8(bad[i].s, bad[i].n, &cp),
		    bad[i].len);
	for (size_t i = 0; i < countof(good); i++) {
		size_t n = buf_encode(good[i], out);

		assert_int_equal(buf_utf8(out, n, &cp), n);
		assert_int_equal(cp, good[i]);
	}
}

static void
test_arena(void **state)
{
	struct arena a = {0};
	char *p[300];

	(void)state;
	for (size_t i = 0; i < countof(p); i++) {
		p[i] = arena_alloc(&a, i * 37 % 1000 + 1);
		assert_int_equal((uintptr_t)p[i] % alignof(max_align_t), 0);
		assert_int_equal(p[i][0], 0);
		p[i][0] = (char)i;
	}
	for (size_t i = 0; i < countof(p); i++)
		assert_int_equal(p[i][0], (char)i);
	/* More than a chunk holds. */
	memset(arena_alloc(&a, 1000000), 1, 1000000);
	assert_string_equal(arena_strn(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	arena_free(&a);
	assert_null(a.chunk);
	assert_string_equal(arena_str(&a, "again"), "again");
	arena_free(&a);
}

static void
test_arena_grow(void **state)
{
	struct arena a = {0};
	int *list = NULL;

	(void)state;
	for (size_t i = 0; i < 50; i++) {
		list = arena_grow(&a, list, i, i + 1, sizeof(*list));
		list[i] = (int)i;
	}
	for (int i = 0; i < 50; i++)
		assert_int_equal(list[i], i);
	arena_free(&a);
}

/* Runs fn in a process of its own; returns its exit code. */
static int
code_of(void (*fn)(void))
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open("/dev/null", O_WRONLY);

		dup2(fd, STDERR_FILENO);
		fn();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
overflow_array(void)
{
	struct arena a = {0};

	arena_array(&a, SIZE_MAX / 2, 4);
}

static void
overflow_realloc(void)
{
	util_realloc(NULL, SIZE_MAX / 2, 4);
}

static void
test_overflow(void **state)
{
	(void)state;
	assert_int_equal(code_of(overflow_array), EXIT_INTERNAL);
	assert_int_equal(code_of(overflow_realloc), EXIT_INTERNAL);
}

static void
test_map(void **state)
{
	struct arena a = {0};
	struct map m = {.arena = &a};
	int value[2000];
	char key[32];

	(void)state;
	assert_null(map_get(&m, "x", 1));
	for (size_t i = 0; i < countof(value); i++) {
		snprintf(key, sizeof(key), "key %zu", i);
		map_put(&m, arena_str(&a, key), strlen(key), &value[i]);
	}
	for (size_t i = 0; i < countof(value); i++) {
		snprintf(key, sizeof(key), "key %zu", i);
		assert_ptr_equal(map_get(&m, key, strlen(key)), &value[i]);
	}
	assert_int_equal(m.n, countof(value));
	/* The length counts, and a key put again replaces. */
	assert_null(map_get(&m, "key 1", 4));
	map_put(&m, "key 1", 5, &value[9]);
	assert_ptr_equal(map_get(&m, "key 1", 5), &value[9]);
	assert_int_equal(m.n, countof(value));
	map_put(&m, "a\0b", 3, &value[3]);
	assert_ptr_equal(map_get(&m, "a\0b", 3), &value[3]);
	assert_null(map_get(&m, "a\0c", 3));
	arena_free(&a);
}

/* Two maps become one: what was there first stays. */
static void
test_map_join(void **state)
{
	static const char *const keys[] = {"a", "b", "c", "d"};
	struct arena a = {0};
	struct map m = {.arena = &a}, other = {.arena = &a};
	int value[300];
	size_t same = 0;

	(void)state;
	map_join(&m, &other);
	assert_int_equal(m.n, 0);
	map_put(&other, "b", 1, &value[5]);
	map_put(&other, "d", 1, &value[6]);
	for (size_t i = 0; i < other.cap; i++)
		assert_null(map_same(&m, &other.slot[i]));
	for (size_t i = 0; i < 3; i++)
		map_put(&m, keys[i], 1, &value[i]);
	for (size_t i = 0; i < other.cap; i++) {
		if (other.slot[i].key && map_same(&m, &other.slot[i])) {
			assert_ptr_equal(map_same(&m, &other.slot[i]),
			    &value[1]);
			same++;
		}
	}
	assert_int_equal(same, 1);
	map_join(&m, &other);
	assert_int_equal(m.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_ptr_equal(map_get(&m, keys[i], 1), &value[i == 3 ? 6 :
		    i]);
	for (size_t i = 0; i < countof(value); i++) {
		char *key = arena_printf(&a, "key %zu", i);

		map_put(&other, key, strlen(key), &value[i]);
	}
	map_join(&m, &other);
	assert_int_equal(m.n, 4 + countof(value));
	assert_true(m.n <= m.cap / 2);
	assert_ptr_equal(map_get(&m, "key 299", 7), &value[299]);
	assert_ptr_equal(map_get(&m, "b", 1), &value[1]);
	arena_free(&a);
}

static void
test_number(void **state)
{
	static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "1x",
		"101", "99999999999999999999999"};
	unsigned long n = 7;

	(void)state;
	assert_int_equal(util_number("0", 100, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(util_number("100", 100, &n), 0);
	assert_int_equal(n, 100);
	for (size_t i = 0; i < countof(bad); i++)
		assert_int_equal(util_number(bad[i], 100, &n), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buf_limit),
		cmocka_unit_test(test_buf_room),
		cmocka_unit_test(test_arena_again),
		cmocka_unit_test(test_buf_printf),
		cmocka_unit_test(test_buf_safe),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_arena_grow),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_map_join),
		cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
