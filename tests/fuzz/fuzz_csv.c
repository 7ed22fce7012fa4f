/*
 * A whole export: its encoding, its CSV in pieces of any size, and what the
 * loader makes of it.
 */
#include <string.h>

#include "../../src/csvin.h"
#include "../../src/limits.h"
#include "../../src/load.h"
#include "fuzz.h"

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct buf *b = ctx;

	fuzz_check(row->n > 0);
	buf_printf(b, "row %u%s", (unsigned)row->line, row->cut ? " cut" : "");
	for (size_t i = 0; i < row->n; i++) {
		buf_printf(b, " [%zu %u:%u ", row->cell[i].len,
		    (unsigned)row->cell[i].line, (unsigned)row->cell[i].col);
		fuzz_check(row->cell[i].text[row->cell[i].len] == '\0');
		buf_add(b, row->cell[i].text, row->cell[i].len);
		buf_char(b, ']');
	}
	return 0;
}

/* Writes down what the reader tells of a text that comes in pieces. */
static void
in_pieces(struct buf *b, const char *p, size_t n, char delimiter,
    uint32_t line, uint32_t state, bool whole)
{
	struct csvin *c = csvin_new(delimiter, on_row, b);
	uint32_t at = 0, col = 0;
	const char *why;
	int rc = 0;

	csvin_at(c, line);
	for (size_t k; n && rc == 0; p += k, n -= k) {
		k = whole ? n : fuzz_piece(&state, n);
		rc = csvin_feed(c, p, k);
	}
	if (rc == 0)
		rc = csvin_finish(c);
	why = csvin_error(c, &at, &col);
	fuzz_check((rc == 0) == (why == NULL));
	buf_printf(b, "%d %s %u:%u", rc, why ? why : "", (unsigned)at,
	    (unsigned)col);
	csvin_free(c);
}

static void
same_in_pieces(const struct text *t, uint32_t seed)
{
	struct buf b[3];
	char delimiter;
	size_t at = 0;
	uint32_t line = load_preamble(t, &at, &delimiter);

	fuzz_check(at <= t->len && line >= 1);
	for (int i = 0; i < 3; i++) {
		buf_init(&b[i], 1 << 28);
		in_pieces(&b[i], t->data + at, t->len - at, delimiter, line,
		    i == 2 ? seed : 0, i == 0);
		fuzz_check(!b[i].full);
		fuzz_check(b[i].len == b[0].len && memcmp(b[i].data,
		    b[0].data, b[0].len) == 0);
	}
	for (int i = 0; i < 3; i++)
		buf_free(&b[i]);
}

/* What was decoded is UTF-8 without NUL. */
static void
is_clean(const struct text *t)
{
	uint32_t cp;

	for (size_t i = 0, k; i < t->len; i += k) {
		k = buf_utf8(t->data + i, t->len - i, &cp);
		fuzz_check(k > 0 && cp != 0);
	}
}

static void
check_role(const struct audit *au, const struct role *r)
{
	size_t listed = 0;

	fuzz_check(r->key && *r->name);
	for (size_t i = 0; i < au->nfunction; i++) {
		struct grant g;

		if (!model_grant(r, au->function[i], &g))
			continue;
		listed++;
		fuzz_check(g.line >= 1 && g.input < au->ninput);
		fuzz_check(g.shape < au->nshape);
		for (int v = 0; v < VERB_COUNT; v++) {
			const char *raw = model_raw(au, &g, (enum verb)v);

			fuzz_check(!raw == !model_column(au, &g,
			    (enum verb)v));
			fuzz_check(!raw || strlen(raw) < LIMIT_CELL);
		}
	}
	fuzz_check(listed == r->listed);
}

static void
load(const uint8_t *data, size_t size, struct options opt)
{
	struct load_text t = {"fuzz.csv", (const char *)data, size};
	struct fuzz_room r = {.opt = opt};
	int rc;

	fuzz_open(&r);
	rc = load_texts(&r.au, &t, 1);
	fuzz_check((rc == 0) == (r.au.diag.n == 0));
	fuzz_check((r.au.diag.n == 0) == (r.au.diag.code == 0));
	for (size_t i = 0; rc == 0 && i < r.au.nrole; i++)
		check_role(&r.au, r.au.role[i]);
	fuzz_close(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;

	if (text_decode(&t, (const char *)data, size) == 0) {
		is_clean(&t);
		same_in_pieces(&t, fuzz_hash(data, size));
		text_free(&t);
	} else {
		fuzz_check(t.error && t.line >= 1 && t.col >= 1);
	}
	load(data, size, (struct options){0});
	load(data, size, (struct options){.strict = true, .keep_norms = true,
	    .absent_is_none = true, .role = "Thread"});
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_mutate_table(data, size, max, seed);
}
