#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/limits.h"
#include "../../src/text.h"

static void
decodes(const char *raw, size_t n, enum text_encoding e, const char *want)
{
	struct text t;

	assert_int_equal(text_decode(&t, raw, n), 0);
	assert_int_equal(t.encoding, e);
	assert_int_equal(t.len, strlen(want));
	assert_memory_equal(t.data, want, t.len);
	text_free(&t);
}

static void
refuses(const char *raw, size_t n, uint32_t line, uint32_t col)
{
	struct text t;

	assert_int_equal(text_decode(&t, raw, n), -1);
	assert_non_null(t.error);
	assert_int_equal(t.line, line);
	assert_int_equal(t.col, col);
	text_free(&t);
}

#define BYTES(s) (s), sizeof(s) - 1

static void
test_encodings(void **state)
{
	(void)state;
	decodes(BYTES("a\xc3\xa4"), TEXT_UTF8, "a\xc3\xa4");
	decodes(BYTES("\xef\xbb\xbf" "a"), TEXT_UTF8_BOM, "a");
	decodes(BYTES("\xff\xfe" "a\0\xe4\0"), TEXT_UTF16LE, "a\xc3\xa4");
	decodes(BYTES("\xfe\xff\0a\0\xe4"), TEXT_UTF16BE, "a\xc3\xa4");
	decodes(BYTES("\xff\xfe\x3d\xd8\x00\xde"), TEXT_UTF16LE,
	    "\xf0\x9f\x98\x80");
	decodes(BYTES("a\xe4\x80"), TEXT_CP1252, "a\xc3\xa4\xe2\x82\xac");
	/* An overlong form and a surrogate are not UTF-8. */
	decodes(BYTES("\xc0\xaf"), TEXT_CP1252, "\xc3\x80\xc2\xaf");
	decodes(BYTES("\xed\xa0\x80"), TEXT_CP1252,
	    "\xc3\xad\xc2\xa0\xe2\x82\xac");
}

static void
test_bad_encodings(void **state)
{
	(void)state;
	refuses(BYTES("ab\r\nc\0d"), 2, 2);
	refuses(BYTES("\xc3\xa4\xe4\n\x81"), 2, 1);
	refuses(BYTES("x\n\xe4\x8d"), 2, 2);
	refuses(BYTES("\xef\xbb\xbf" "a\n\xc3\xa4\xff"), 2, 2);
	refuses(BYTES("\xff\xfe" "a\0\0\0"), 1, 2);
	refuses(BYTES("\xff\xfe" "a\0b"), 1, 2);
	refuses(BYTES("\xff\xfe\x3d\xd8" "a\0"), 1, 1);
	refuses(BYTES("\xff\xfe\x00\xde"), 1, 1);
	refuses(BYTES("\xfe\xff\0a\xd8\x3d"), 1, 2);
}

static void
key_is(const char *s, const char *want)
{
	struct arena a = {0};

	assert_string_equal(text_keystr(&a, s), want);
	arena_free(&a);
}

static void
test_keys(void **state)
{
	(void)state;
	key_is("Time & Expense", "timeandexpense");
	key_is("Configuration - Display Passwords",
	    "configurationdisplaypasswords");
	key_is("Manage Attachments New!", "manageattachments");
	key_is(" Table Setup (customize)*", "tablesetup");
	key_is("CRM/Sales Activities\xe2\x80\xa0", "crmsalesactivities");
	key_is("\xc3\x9c" "bersicht", "\xc3\xbc" "bersicht");
	key_is("  -  ", "");
}

static void
fold_is(const char *s, const char *want)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	text_fold(&b, s);
	assert_string_equal(buf_cstr(&b), want);
	buf_free(&b);
}

static void
test_fold(void **state)
{
	(void)state;
	fold_is("  Admin\xc2\xa0", "admin");
	fold_is("\xc3\x84RZTE", "\xc3\xa4rzte");
	fold_is("\xd0\x90\xd0\xaf", "\xd0\xb0\xd1\x8f");
	fold_is("a\xff", "a\xff");
}

static void
test_trim(void **state)
{
	const char *s = "\t\xc2\xa0 a b \xc2\xa0\r\n";
	size_t n = strlen(s);

	(void)state;
	text_trim(&s, &n);
	assert_int_equal(n, 3);
	assert_memory_equal(s, "a b", 3);
	s = " \xc2\xa0";
	n = 3;
	text_trim(&s, &n);
	assert_int_equal(n, 0);
}

static void
test_distance(void **state)
{
	char longer[LIMIT_SUGGEST_LEN + 2];

	(void)state;
	assert_int_equal(text_distance("", "", 2), 0);
	assert_int_equal(text_distance("abc", "abc", 2), 0);
	assert_int_equal(text_distance("abc", "ab", 2), 1);
	assert_int_equal(text_distance("abc", "acb", 2), 1);
	assert_int_equal(text_distance("abc", "xbz", 2), 2);
	assert_int_equal(text_distance("abc", "xyz", 2), 3);
	assert_int_equal(text_distance("a", "abcdef", 2), 3);
	assert_int_equal(text_distance("maintenence", "maintenance", 2), 1);
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(text_distance(longer, longer, 2), 3);
}

/* The short form of a key is the key, where it has room. */
static void
test_short_keys(void **state)
{
	static const char *const odd[] = {"", " ", "New!", "Invoice (Customize)",
		"Time & Expense\u2020", "\u00c4ndern", "n", "Ne", "(c)", "\xff",
		"Reports New! (customise)"};
	char name[2 * TEXT_SHORT_KEY], key[TEXT_SHORT_KEY];
	struct buf b;

	(void)state;
	buf_init(&b, LIMIT_BUFFER);
	for (size_t i = 0; i < countof(odd); i++) {
		text_key(&b, odd[i], strlen(odd[i]));
		assert_true(text_short_key(key, odd[i]));
		assert_string_equal(key, buf_cstr(&b));
	}
	for (size_t n = 0; n < sizeof(name); n++) {
		memset(name, 'X', n);
		name[n] = '\0';
		text_key(&b, name, n);
		assert_int_equal(b.len, n);
		assert_int_equal(text_short_key(key, name),
		    n <= TEXT_SHORT_KEY - 4);
		assert_memory_equal(key, buf_cstr(&b), strlen(key));
	}
	/* Longer than what is written at once. */
	memset(name, '&', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	text_key(&b, name, sizeof(name) - 1);
	assert_int_equal(b.len, 3 * (sizeof(name) - 1));
	assert_memory_equal(buf_cstr(&b) + b.len - 4, "dand", 4);
	buf_free(&b);
}

static void
test_nearest(void **state)
{
	static const char *const names[] = {"None", "My", NULL, "All"};

	(void)state;
	assert_int_equal(text_nearest("al", names, 4, sizeof(names[0])), 3);
	assert_int_equal(text_nearest("NOEN", names, 4, sizeof(names[0])), 0);
	assert_int_equal(text_nearest("Edit", names, 4, sizeof(names[0])), -1);
	/* Two edits make anything of a name of two letters. */
	assert_int_equal(text_nearest("xx", names, 2, sizeof(names[0])), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_bad_encodings),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_trim),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_short_keys),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
