#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/catalogue.h"
#include "../../src/limits.h"
#include "../../src/load.h"

/* Memory of an audit of so many roles that list every function. */
static size_t
memory_of(const struct catalogue *cat, unsigned roles)
{
	static const char *const level[] = {"None", "My", "All"};
	struct options opt = {0};
	struct load_text text = {"roles.csv", NULL, 0};
	struct audit au;
	struct buf b;
	unsigned n = 0;
	size_t used;

	buf_init(&b, LIMIT_BUFFER);
	buf_str(&b, "Role,Module,Function,Add,Edit,Delete,Inquire\n");
	for (unsigned r = 0; r < roles; r++) {
		for (size_t i = 0; i < cat->nfunction; i++, n = n * 5 + 1)
			buf_printf(&b, "Integration %u,\"%s\",\"%s\",%s,%s,"
			    "%s,All\n", r, cat->function[i]->module,
			    cat->function[i]->name, level[n % 3],
			    level[n / 3 % 3], level[n / 9 % 3]);
	}
	text.data = b.data;
	text.len = b.len;
	model_init(&au, cat, &opt);
	assert_int_equal(load_texts(&au, &text, 1), 0);
	assert_int_equal(au.nrole, roles);
	assert_int_equal(au.input[0]->records, roles * cat->nfunction);
	used = au.arena.used;
	model_free(&au);
	buf_free(&b);
	return used;
}

static void
test_memory(void **state)
{
	struct catalogue cat;
	size_t few, many;

	(void)state;
	catalogue_open(&cat);
	few = memory_of(&cat, 50);
	many = memory_of(&cat, 550);
	assert_true(many - few <= LIMIT_ROW_BYTES * 500 * cat.nfunction);
	/* A limit that nothing comes near to would hold nothing. */
	assert_true(many - few >= LIMIT_ROW_BYTES * 500 * cat.nfunction / 2);
	catalogue_free(&cat);
}

/* Names that differ behind any beginning, and some that end there. */
static void
test_order(void **state)
{
	struct options opt = {0};
	struct catalogue cat;
	struct audit au;
	char name[80];

	(void)state;
	catalogue_open(&cat);
	model_init(&au, &cat, &opt);
	for (size_t n = 70; n > 0; n--) {
		memset(name, 'a', n);
		name[n] = '\0';
		model_role(&au, name, (struct loc){"roles.csv", 1, 1});
		name[n - 1] = n % 2 ? 'b' : ' ';
		name[n] = '\xc3';
		name[n + 1] = '\xa9';
		name[n + 2] = '\0';
		model_role(&au, name, (struct loc){"roles.csv", 1, 1});
	}
	model_join(&au);
	assert_true(au.nrole > 130);
	for (size_t i = 1; i < au.nrole; i++) {
		assert_true(strcmp(au.role[i - 1]->key, au.role[i]->key) < 0);
		assert_int_equal(au.role[i]->number, i);
	}
	model_free(&au);
	catalogue_free(&cat);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
