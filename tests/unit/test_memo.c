#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/limits.h"
#include "../../src/memo.h"

struct entry {
	struct memo_entry memo;
	int value;
};

static void
put(struct memo *m, const char *s, int value)
{
	char text[64] = "";
	struct entry *e;

	snprintf(text, sizeof(text), "%s", s);
	assert_null(memo_find(m, text, strlen(text)));
	e = (struct entry *)memo_add(m, text, strlen(text));
	assert_non_null(e);
	e->value = value;
}

static int
get(struct memo *m, const char *s)
{
	char text[64] = "";
	const struct entry *e;

	snprintf(text, sizeof(text), "%s", s);
	e = (const struct entry *)memo_find(m, text, strlen(text));
	return e ? e->value : -1;
}

static void
test_find(void **state)
{
	struct arena a = {0};
	struct memo m;
	char name[32];

	(void)state;
	memo_init(&m, &a, sizeof(struct entry));
	assert_int_equal(get(&m, "a"), -1);
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "%d,name", i);
		put(&m, name, i);
	}
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "%d,name", i);
		assert_int_equal(get(&m, name), i);
	}
	assert_int_equal(get(&m, "3000,name"), -1);
	assert_int_equal(get(&m, "2999,nam"), -1);
	arena_free(&a);
}

static int
next(struct memo *m, const char *s, size_t n)
{
	char text[64] = "";
	const struct entry *e;

	snprintf(text, sizeof(text), "%s", s);
	e = (const struct entry *)memo_next(m, text, n);
	return e ? e->value : -1;
}

static void
test_next(void **state)
{
	struct arena a = {0};
	struct memo m;

	(void)state;
	memo_init(&m, &a, sizeof(struct entry));
	assert_int_equal(next(&m, "one,", 4), -1);
	put(&m, "one,", 1);
	put(&m, "two,", 2);
	put(&m, "three,", 3);
	/* Nothing followed the third yet. */
	assert_int_equal(next(&m, "one,", 4), -1);
	assert_int_equal(get(&m, "one,"), 1);
	assert_int_equal(next(&m, "two,x", 5), 2);
	assert_int_equal(next(&m, "three,", 5), -1);
	assert_int_equal(next(&m, "three,", 6), 3);
	assert_int_equal(next(&m, "one,", 4), 1);
	/* Another order takes the place of the old one. */
	assert_int_equal(get(&m, "three,"), 3);
	assert_int_equal(get(&m, "one,"), 1);
	assert_int_equal(next(&m, "two,", 4), -1);
	assert_int_equal(next(&m, "three,", 6), 3);
	arena_free(&a);
}

static void
test_limit(void **state)
{
	struct arena a = {0};
	struct memo m;
	char text[32] = "";

	(void)state;
	memo_init(&m, &a, sizeof(struct entry));
	for (int i = 0; i < LIMIT_MEMO; i++) {
		snprintf(text, sizeof(text), "%d", i);
		assert_non_null(memo_add(&m, text, strlen(text)));
	}
	assert_null(memo_add(&m, "more\0and sixteen more", 4));
	assert_int_equal(get(&m, "0"), 0);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
