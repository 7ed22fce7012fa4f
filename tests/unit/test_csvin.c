#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glob.h>

#include "../../src/csvin.h"
#include "../../src/limits.h"
#include "../../src/load.h"
#include "../../src/text.h"

/* Writes down each event, so that two readings can be compared. */
static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct buf *b = ctx;

	buf_printf(b, "%u%s", (unsigned)row->line, row->cut ? " cut" : "");
	for (size_t i = 0; i < row->n; i++) {
		const struct csvin_cell *c = &row->cell[i];

		buf_printf(b, " %u:%u[", (unsigned)c->line, (unsigned)c->col);
		buf_add(b, c->text, c->len);
		buf_char(b, ']');
		assert_int_equal(c->text[c->len], '\0');
	}
	buf_char(b, '\n');
	return 0;
}

/* Lets a reader read a text in pieces of the given size. */
static void
trace_by(struct csvin *c, struct buf *b, const char *p, size_t n,
    size_t piece)
{
	uint32_t line, col;
	const char *what;
	size_t k;

	for (; n; p += k, n -= k) {
		k = piece < n ? piece : n;
		if (csvin_feed(c, p, k) < 0)
			break;
	}
	csvin_finish(c);
	what = csvin_error(c, &line, &col);
	if (what)
		buf_printf(b, "%u:%u %s\n", (unsigned)line, (unsigned)col,
		    what);
}

static void
trace(struct buf *b, const char *p, size_t n, size_t piece, char delimiter)
{
	struct csvin *c = csvin_new(delimiter, on_row, b);

	trace_by(c, b, p, n, piece);
	csvin_free(c);
}

static void
expect(const char *text, const char *want)
{
	struct buf b;

	for (size_t piece = 1; piece <= strlen(text) + 1; piece++) {
		buf_init(&b, LIMIT_BUFFER);
		trace(&b, text, strlen(text), piece, ',');
		assert_string_equal(buf_cstr(&b), want);
		buf_free(&b);
	}
}

static void
test_places(void **state)
{
	(void)state;
	expect("", "");
	expect("a,b\nc,\n", "1 1:1[a] 1:3[b]\n2 2:1[c] 2:3[]\n");
	expect("a\r\nb\rc\nd", "1 1:1[a]\n2 2:1[b]\n3 3:1[c]\n"
	    "4 cut 4:1[d]\n");
	expect("\n\r\n\ra\n", "4 4:1[a]\n");
	expect("\"x\r\ny\",z\nw\n", "1 1:1[x\r\ny] 2:4[z]\n3 3:1[w]\n");
	expect("\"a\"\"b\",c\n", "1 1:1[a\"b] 1:8[c]\n");
	/* Columns count characters, not bytes. */
	expect("\xc3\xa4\xe2\x82\xac,x\n", "1 1:1[\xc3\xa4\xe2\x82\xac] "
	    "1:4[x]\n");
	expect(" a , b\n", "1 1:1[ a ] 1:5[ b]\n");
	expect(",,\n", "1 1:1[] 1:2[] 1:3[]\n");
	expect("a,", "1 cut 1:1[a] 1:3[]\n");
}

static void
test_errors(void **state)
{
	(void)state;
	expect("a\nb,\"c\nd\n", "1 1:1[a]\n2:3 the quote that opens here is "
	    "never closed\n");
	expect("a,b\"c\n", "1:4 a quote inside a cell that does not begin "
	    "with one, expected the whole cell in quotes and the quote "
	    "doubled\n");
	expect("\"a\"b\n", "1:4 text behind the closing quote of a cell, "
	    "expected the delimiter or the end of the line\n");
}

static int
stop_at_once(void *ctx, const struct csvin_row *row)
{
	(void)row;
	*(int *)ctx += 1;
	return -1;
}

static void
test_stop(void **state)
{
	int rows = 0;
	struct csvin *c = csvin_new(';', stop_at_once, &rows);
	uint32_t line, col;

	(void)state;
	assert_int_equal(csvin_feed(c, "a;b\nc;d\n", 8), -1);
	assert_int_equal(csvin_feed(c, "e\n", 2), -1);
	assert_int_equal(csvin_finish(c), -1);
	assert_null(csvin_error(c, &line, &col));
	assert_int_equal(rows, 1);
	csvin_free(c);
}

static void
test_at(void **state)
{
	struct buf b;
	struct csvin *c;

	(void)state;
	buf_init(&b, LIMIT_BUFFER);
	c = csvin_new('\t', on_row, &b);
	csvin_at(c, 3);
	assert_int_equal(csvin_feed(c, "a\tb\n", 4), 0);
	assert_int_equal(csvin_finish(c), 0);
	csvin_free(c);
	assert_string_equal(buf_cstr(&b), "3 3:1[a] 3:3[b]\n");
	buf_free(&b);
	/* Lines were taken out: an LF behind them ends a line of its own. */
	c = csvin_new(',', on_row, &b);
	assert_int_equal(csvin_feed(c, "a\r", 2), 0);
	assert_int_equal(csvin_line(c), 2);
	csvin_at(c, 7);
	assert_int_equal(csvin_feed(c, "\nb\n", 3), 0);
	csvin_free(c);
	assert_string_equal(buf_cstr(&b), "1 1:1[a]\n8 8:1[b]\n");
	buf_free(&b);
}

/* Every size up to the length for short texts, a choice for long ones. */
static size_t
next_piece(size_t piece, size_t n)
{
	if (n <= 600 || piece < 9)
		return piece + 1;
	return n <= 12000 ? piece + piece / 3 : piece * 5;
}

static size_t
every_piece(const char *path)
{
	struct buf whole, b;
	struct text t;
	size_t n, tried = 0;
	char *raw;

	assert_int_equal(load_bytes(path, &raw, &n), 0);
	if (!n || text_decode(&t, raw, n) < 0) {
		free(raw);
		return 0;
	}
	buf_init(&whole, LIMIT_BUFFER);
	trace(&whole, t.data, t.len, t.len, ',');
	for (size_t k = 1; k < t.len; k = next_piece(k, t.len)) {
		buf_init(&b, LIMIT_BUFFER);
		trace(&b, t.data, t.len, k, ',');
		assert_int_equal(b.len, whole.len);
		if (b.len)
			assert_memory_equal(b.data, whole.data, b.len);
		buf_free(&b);
		tried++;
	}
	buf_free(&whole);
	text_free(&t);
	free(raw);
	return tried;
}

static void
test_files(void **state)
{
	static const char *const pattern[] = {"fixtures/*/*.csv",
		"fixtures/exact/*/*.csv", "tests/hostile/*"};
	size_t files = 0;

	(void)state;
	for (size_t i = 0; i < countof(pattern); i++) {
		glob_t g;

		assert_int_equal(glob(pattern[i], 0, NULL, &g), 0);
		for (size_t k = 0; k < g.gl_pathc; k++)
			files += every_piece(g.gl_pathv[k]) > 0;
		globfree(&g);
	}
	assert_true(files > 40);
}

static int
stop(void *ctx, const struct csvin_row *row)
{
	(void)ctx;
	return row->line > 1 ? -1 : 0;
}

/* A reader that was left anywhere in a text reads another as a new one does. */
static void
test_again(void **state)
{
	static const char *const text[] = {
		"a,b\nc,d\n", "a;\"b\";c\r\nd\r\n", "\"a\nb\"\"c\",d\n1,\"2",
		"a,b\"c\nd\n", "\"a\"b,c\n", "", "a\r\rb,\"\"\r", "\n\n,,\n x , y",
		"h,i\n\"two\nlines\",\"and;more\"\nlast,row,of,three\n",
	};
	struct csvin *c = NULL;
	struct buf want, got;

	(void)state;
	buf_init(&want, LIMIT_BUFFER);
	buf_init(&got, LIMIT_BUFFER);
	for (size_t k = 0; k < countof(text) * countof(text); k++) {
		const char *old = text[k / countof(text)];
		const char *new = text[k % countof(text)];

		for (size_t n = 0; n <= 2 * strlen(old) + 1; n++) {
			char delimiter = n % 3 ? ',' : ';';
			bool stops = n % 2;

			buf_clear(&want);
			trace(&want, new, strlen(new), n + 1, delimiter);
			buf_clear(&got);
			if (!c)
				c = csvin_new(';', on_row, &got);
			csvin_again(c, ',', stops ? stop : on_row, &got);
			csvin_at(c, 77);
			csvin_feed(c, old, n / 2);
			if (n == 2 * strlen(old) + 1)
				csvin_finish(c);
			buf_clear(&got);
			csvin_again(c, delimiter, on_row, &got);
			trace_by(c, &got, new, strlen(new), n + 1);
			assert_string_equal(buf_cstr(&got), buf_cstr(&want));
		}
	}
	csvin_free(c);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_at),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
