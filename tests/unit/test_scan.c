#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/scan.h"
#include "../../src/util.h"

/* Longer than the widest step, so that each kind of rest comes up. */
enum { LONGEST = 150, SHIFTS = 17 };

static size_t
slow_three(const char *p, size_t n, char a, char b, char c)
{
	size_t i = 0;

	while (i < n && p[i] != a && p[i] != b && p[i] != c)
		i++;
	return i;
}

static size_t
slow_chars(const char *p, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)p[i] & 0xc0) != 0x80;
	return count;
}

/* n bytes at any alignment that end where the memory ends. */
static char *
text_at_end(size_t shift, size_t n, char **base)
{
	*base = malloc(shift + n ? shift + n : 1);
	assert_non_null(*base);
	memset(*base, 'x', shift + n);
	return *base + shift;
}

static void
test_search(void **state)
{
	(void)state;
	for (size_t n = 0; n <= LONGEST; n++) {
		for (size_t shift = 0; shift < SHIFTS; shift++) {
			char *base, *p = text_at_end(shift, n, &base);

			assert_int_equal(scan_line(p, n), n);
			assert_int_equal(scan_ascii(p, n), n);
			assert_int_equal(scan_chars(p, n), n);
			for (size_t at = 0; at < n; at++) {
				p[at] = '\r';
				assert_int_equal(scan_line(p, n), at);
				p[at] = '\n';
				assert_int_equal(scan_line(p, n), at);
				p[at] = '"';
				assert_int_equal(scan_three(p, n, ',', '\n',
				    '"'), at);
				p[at] = '\0';
				assert_int_equal(scan_ascii(p, n), at);
				p[at] = (char)0x80;
				assert_int_equal(scan_ascii(p, n), at);
				assert_int_equal(scan_chars(p, n), n - 1);
				p[at] = (char)0xc0;
				assert_int_equal(scan_ascii(p, n), at);
				assert_int_equal(scan_chars(p, n), n);
				p[at] = 'x';
			}
			free(base);
		}
	}
}

static void
test_same(void **state)
{
	static char a[SHIFTS + LONGEST + SCAN_PAD];
	static char b[LONGEST + SCAN_PAD];

	(void)state;
	for (size_t n = 0; n <= LONGEST; n++) {
		for (size_t shift = 0; shift < SHIFTS; shift++) {
			/* What stands behind must make no difference. */
			memset(a, 'x', sizeof(a));
			memset(b, 'y', sizeof(b));
			memset(b, 'x', n);
			assert_true(scan_same(a + shift, b, n));
			for (size_t at = 0; at < n; at++) {
				b[at] = 'z';
				assert_false(scan_same(a + shift, b, n));
				b[at] = 'x';
			}
		}
	}
}

static void
test_copy(void **state)
{
	char from[LONGEST], to[SHIFTS + LONGEST + 1], want[sizeof(to)];

	(void)state;
	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (char)(i * 7 + 1);
	for (size_t n = 0; n <= LONGEST; n++) {
		for (size_t shift = 0; shift < SHIFTS; shift++) {
			memset(to, 0, sizeof(to));
			memset(want, 0, sizeof(want));
			memcpy(want + shift, from, n);
			scan_copy(to + shift, from, n);
			assert_memory_equal(to, want, sizeof(to));
		}
	}
}

static void
test_part(void **state)
{
	char text[8] = {1, 2, 3, 4, 5, 6, 7, 8}, want[8];

	(void)state;
	for (size_t len = 1; len <= 8; len++) {
		memset(want, 0, sizeof(want));
		memcpy(want, text, len);
		assert_true(scan_part(text, len) == scan_word(want));
	}
}

/* Texts that differ at each place, end at each, and have more behind. */
static void
test_order(void **state)
{
	char a[SHIFTS + 64], b[64];

	(void)state;
	for (size_t n = 0; n <= 40; n++) {
		for (size_t at = 0; at <= n; at++) {
			memset(a, 'x', sizeof(a));
			memset(b, 'x', sizeof(b));
			a[SHIFTS + n] = b[at] = '\0';
			assert_true((scan_order(a + SHIFTS, b) > 0) ==
			    (at < n));
			assert_true((scan_order(b, a + SHIFTS) < 0) ==
			    (at < n));
			memset(b, 'x', sizeof(b));
			b[n] = '\0';
			assert_int_equal(scan_order(a + SHIFTS, b), 0);
			b[at] = (char)(at < n ? 0xe9 : 0);
			assert_true((scan_order(a + SHIFTS, b) < 0) ==
			    (at < n));
		}
	}
}

/* Lines of each length and end; what stands behind them is not theirs. */
static void
test_tail(void **state)
{
	static const char *const ends[] = {"\n", "\r", "\r\n"};
	char text[3 * SCAN_TAIL], want[SCAN_TAIL];
	struct scan_tail t, other;

	(void)state;
	for (size_t e = 0; e < countof(ends); e++) {
		for (size_t n = 0; n <= SCAN_TAIL; n++) {
			size_t len = n + strlen(ends[e]);

			memset(text, 'x', sizeof(text));
			memcpy(text + n, ends[e], strlen(ends[e]));
			if (len > SCAN_TAIL) {
				assert_int_equal(scan_tail(text, &t), 0);
				continue;
			}
			memset(want, 0, sizeof(want));
			memcpy(want, text, len);
			assert_int_equal(scan_tail(text, &t), len);
			assert_memory_equal(t.word, want, sizeof(want));
			assert_true(scan_same_tail(&t, &t));
			for (size_t i = 0; i < len; i++) {
				other = t;
				((char *)other.word)[i] ^= 1;
				assert_false(scan_same_tail(&t, &other));
			}
			text[len] = '\n';
			if (e != 1)
				assert_int_equal(scan_tail(text, &t), len);
		}
	}
}

/* Every byte, also beside those that a carry could turn into others. */
static void
test_bytes(void **state)
{
	char text[40];
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = (char)(seed >> 16);
			if (seed >> 30)
				text[i] = "\n\r\"\v\f\x8a\x80"[seed % 7];
		}
		assert_int_equal(scan_three(text, sizeof(text), '\n', '\r',
		    '"'), slow_three(text, sizeof(text), '\n', '\r', '"'));
		assert_int_equal(scan_chars(text, sizeof(text)),
		    slow_chars(text, sizeof(text)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_tail),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_part),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
