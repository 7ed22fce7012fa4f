#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/buf.h"
#include "../../src/json.h"
#include "../../src/limits.h"

static int
setup(void **state)
{
	*state = util_alloc(sizeof(struct arena));
	memset(*state, 0, sizeof(struct arena));
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

static const struct json *
read_n(void **state, const char *text, size_t n)
{
	const struct json *j;
	const char *why;

	if (json_read(*state, text, n, &j, &why) < 0) {
		assert_null(j);
		assert_true(why && *why);
		return NULL;
	}
	return j;
}

static const struct json *
read_text(void **state, const char *text)
{
	return read_n(state, text, strlen(text));
}

static void
test_values(void **state)
{
	const struct json *j = read_text(state, "{\"a\":[1,-2.5e1,\"x\\u00e9"
	    "\\ud83d\\ude00\\n\"],\"b\":null,\"c\":true,\"d\":\"True\","
	    "\"e\":{},\"f\":7}\r\n");
	const struct json *a;
	unsigned long long id = 0;
	bool flag = false;

	assert_non_null(j);
	assert_int_equal(j->type, JSON_OBJECT);
	assert_int_equal(j->n, 6);
	a = json_get(j, "a");
	assert_int_equal(a->n, 3);
	assert_true(a->child->number == 1);
	assert_true(a->child->next->number == -25);
	assert_string_equal(a->child->next->next->text,
	    "x\xc3\xa9\xf0\x9f\x98\x80\n");
	assert_int_equal(json_get(j, "b")->type, JSON_NULL);
	assert_int_equal(json_flag(j, "c", &flag), 0);
	assert_true(flag);
	flag = false;
	assert_int_equal(json_flag(j, "d", &flag), 0);
	assert_true(flag);
	assert_int_equal(json_flag(j, "f", &flag), -1);
	assert_int_equal(json_id(j, "f", &id), 0);
	assert_int_equal(id, 7);
	assert_int_equal(json_id(a, "f", &id), -1);
	assert_int_equal(json_id(j, "d", &id), -1);
	assert_null(json_text(j, "f"));
	assert_null(json_get(j, "A"));
	assert_null(json_get(NULL, "a"));
}

static void
test_scalars(void **state)
{
	assert_int_equal(read_text(state, "null")->type, JSON_NULL);
	assert_int_equal(read_text(state, " 0 ")->type, JSON_NUMBER);
	assert_int_equal(read_text(state, "\xef\xbb\xbf[]")->n, 0);
	assert_int_equal(read_text(state, "\"\"")->type, JSON_STRING);
}

static void
test_refused(void **state)
{
	static const char *const bad[] = {
		"", " ", "nul", "nulll", "tru", "{", "[", "]", "}", "[}", "{]",
		"[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{a:1}", "{'a':1}", "[01]", "[+1]", "[1.]", "[.5]", "[1e]",
		"[-]", "[--1]", "[1-2]", "[0x10]", "[NaN]", "[Infinity]",
		"\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"",
		"\"\\u0000\"", "\"\\ud800\"", "\"\\ud800x\"",
		"\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\t\"", "\"\n\"",
		"\"\x01\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"",
		"[] []", "[]x", "{} // note", "/* note */ {}", "1 2",
		"\xef\xbb\xbf\xef\xbb\xbf[]", "\v[]", "[\x01]",
		"Cannot route. Codebase/company is invalid",
		"<html><body>Sign in</body></html>",
		"{\"a\":1,\"a\":2}", "[{\"x\":{\"a\":1,\"b\":2,\"a\":1}}]",
		"{\"a\":1,\"\\u0061\":2}",
	};

	for (size_t i = 0; i < countof(bad); i++) {
		if (read_text(state, bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
	assert_null(read_n(state, "[1\0]", 4));
	assert_null(read_n(state, "[]\0", 3));
	assert_null(read_n(state, "\"a\0b\"", 5));
	assert_null(read_n(state, NULL, 0));
}

static void
test_many_keys(void **state)
{
	const struct json *j;
	const char *why;
	struct buf b;

	buf_init(&b, 1 << 20);
	buf_char(&b, '{');
	for (int i = 0; i < 500; i++)
		buf_printf(&b, "\"k%d\":%d,", i, i);
	buf_str(&b, "\"last\":1}");
	assert_non_null(read_text(state, b.data));
	memcpy(b.data + b.len - 9, "\"k33\" :1}", 9);
	assert_int_equal(json_read(*state, b.data, b.len, &j, &why), -1);
	assert_string_equal(why, "an object holds the same key twice");
	buf_free(&b);
}

static void
nested(struct buf *b, size_t depth)
{
	buf_clear(b);
	for (size_t i = 0; i < depth; i++)
		buf_char(b, '[');
	for (size_t i = 0; i < depth; i++)
		buf_char(b, ']');
}

static void
test_limits(void **state)
{
	const struct json *j;
	const char *why;
	struct buf b;

	buf_init(&b, 1 << 24);
	nested(&b, LIMIT_JSON_IN_DEPTH);
	assert_non_null(read_text(state, b.data));
	nested(&b, LIMIT_JSON_IN_DEPTH + 1);
	assert_int_equal(json_read(*state, b.data, b.len, &j, &why), -1);
	assert_string_equal(why, "it is nested too deeply");
	nested(&b, 1000000);
	assert_int_equal(json_read(*state, b.data, b.len, &j, &why), -1);
	buf_clear(&b);
	buf_str(&b, "[0");
	for (size_t i = 0; i < LIMIT_JSON_IN_VALUES; i++)
		buf_str(&b, ",0");
	buf_str(&b, "]");
	assert_int_equal(json_read(*state, b.data, b.len, &j, &why), -1);
	assert_string_equal(why, "it holds too many values");
	buf_clear(&b);
	for (size_t i = 0; i <= LIMIT_JSON_IN_NUMBER; i++)
		buf_char(&b, '1');
	assert_null(read_text(state, b.data));
	buf_free(&b);
}

/* Every beginning of a document is refused, without a read past its end. */
static void
test_cut(void **state)
{
	static const char doc[] = "{\"a\":[1.5e+3,true,\"\\ud83d\\ude00\"],"
	    "\"b\":{\"c\":null}}";

	for (size_t n = 0; n < sizeof(doc) - 1; n++) {
		char *part = util_alloc(n);

		memcpy(part, doc, n);
		assert_null(read_n(state, part, n));
		free(part);
	}
	assert_non_null(read_text(state, doc));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_scalars, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_keys, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cut, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
