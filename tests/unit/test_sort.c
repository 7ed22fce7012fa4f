#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/limits.h"
#include "../../src/par.h"
#include "../../src/util.h"

struct item {
	unsigned key;
	size_t place;
};

/* By the key alone: what is equal has to stay in its order. */
static int
by_key(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	return ((*x)->key > (*y)->key) - ((*x)->key < (*y)->key);
}

static void
check(struct item **list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		assert_true(list[i - 1]->key <= list[i]->key);
		if (list[i - 1]->key == list[i]->key)
			assert_true(list[i - 1]->place < list[i]->place);
	}
}

/* n items with so many different keys; 0: they are sorted already. */
static void
try(size_t n, unsigned keys,
    void (*sort)(void *, size_t, int (*)(const void *, const void *)))
{
	struct item *item = util_zero(n, sizeof(*item));
	struct item **list = util_zero(n, sizeof(*list));
	unsigned seed = 1;

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		item[i].key = keys ? (seed >> 8) % keys : (unsigned)i;
		item[i].place = i;
		list[i] = &item[i];
	}
	sort(list, n, by_key);
	check(list, n);
	for (size_t i = 0; i < n; i++)
		item[i].place = n;
	for (size_t i = 0; i < n; i++)
		list[i]->place = 0;
	for (size_t i = 0; i < n; i++)
		assert_int_equal(item[i].place, 0);
	free(list);
	free(item);
}

static void
test_sort(void **state)
{
	static const unsigned keys[] = {0, 1, 2, 100, UINT32_MAX};

	(void)state;
	for (size_t k = 0; k < countof(keys); k++) {
		for (size_t n = 0; n < 40; n++)
			try(n, keys[k], util_sort);
		try(3001, keys[k], util_sort);
	}
}

/* Both halves at once, from so many on. */
static void
test_shared(void **state)
{
	static const unsigned keys[] = {0, 1, 2, 1000, UINT32_MAX};

	(void)state;
	for (size_t k = 0; k < countof(keys); k++) {
		try(LIMIT_SHARED_SORT - 1, keys[k], par_sort);
		try(LIMIT_SHARED_SORT, keys[k], par_sort);
		try(LIMIT_SHARED_SORT * 3 + 1, keys[k], par_sort);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
