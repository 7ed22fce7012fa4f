#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "csvin.h"
#include "limits.h"

/* States of libcsv's public struct, by their names in its source. */
enum { ROW_NOT_BEGUN = 0, FIELD_MIGHT_HAVE_ENDED = 3 };

struct csvin {
	struct csv_parser parser;
	csvin_fn *fn;
	void *ctx;
	char delimiter;
	uint32_t line, col;		/* of the next byte */
	uint32_t cell_line, cell_col;	/* where the open cell began */
	size_t cell_bytes;		/* raw bytes of it so far */
	bool after_cr;
	bool fired;			/* a callback came in this piece */
	bool stopped;
	struct buf text;		/* cells of the open row, NUL between */
	struct csvin_cell *cell;
	size_t n, cap;
	const char *error;
	uint32_t error_line, error_col;
};

/* Blanks are kept: what was trimmed must be known to be reported. */
static int
no_space(unsigned char c)
{
	(void)c;
	return 0;
}

struct csvin *
csvin_new(char delimiter, csvin_fn *fn, void *ctx)
{
	struct csvin *c = util_alloc(sizeof(*c));

	memset(c, 0, sizeof(*c));
	if (csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		util_die("libcsv cannot start");
	csv_set_delim(&c->parser, (unsigned char)delimiter);
	csv_set_space_func(&c->parser, no_space);
	c->fn = fn;
	c->ctx = ctx;
	c->delimiter = delimiter;
	c->line = c->col = c->cell_line = c->cell_col = 1;
	buf_init(&c->text, LIMIT_BUFFER);
	return c;
}

void
csvin_free(struct csvin *c)
{
	csv_free(&c->parser);
	buf_free(&c->text);
	free(c->cell);
	free(c);
}

void
csvin_at(struct csvin *c, uint32_t line)
{
	c->line = c->cell_line = line;
}

static int
fail(struct csvin *c, const char *what, uint32_t line, uint32_t col)
{
	c->stopped = true;
	c->error = what;
	c->error_line = line;
	c->error_col = col;
	return -1;
}

static void
on_cell(void *text, size_t len, void *ctx)
{
	struct csvin *c = ctx;
	struct csvin_cell *cell;

	c->fired = true;
	if (c->stopped)
		return;
	if (c->n == LIMIT_COLUMNS) {
		fail(c, "too many cells in a row", c->cell_line, c->cell_col);
		return;
	}
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->cell = util_realloc(c->cell, c->cap, sizeof(*c->cell));
	}
	cell = &c->cell[c->n++];
	cell->len = len;
	cell->line = c->cell_line;
	cell->col = c->cell_col;
	buf_add(&c->text, text, len);
	buf_char(&c->text, '\0');
	if (c->text.full)
		fail(c, "the row is too long", c->cell_line, c->cell_col);
}

static void
on_row(int end, void *ctx)
{
	struct csvin *c = ctx;
	struct csvin_row row = {c->cell, c->n, 0, end == -1};
	char *text = c->text.data;

	if (c->stopped)
		return;
	for (size_t i = 0; i < c->n; i++) {
		c->cell[i].text = text;
		text += c->cell[i].len + 1;
	}
	row.line = c->cell[0].line;
	if (c->fn(c->ctx, &row) < 0)
		c->stopped = true;
	c->n = 0;
	buf_clear(&c->text);
}

/* The length up to and including the next byte that can end a cell. */
static size_t
piece(const struct csvin *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == c->delimiter || p[i] == '\n' || p[i] == '\r')
			return i + 1;
	}
	return n;
}

static void
advance(struct csvin *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n' && c->after_cr) {
			c->after_cr = false;
			continue;
		}
		c->after_cr = p[i] == '\r';
		if (p[i] == '\n' || p[i] == '\r') {
			c->line++;
			c->col = 1;
		} else if (((unsigned char)p[i] & 0xc0) != 0x80) {
			c->col++;
		}
	}
}

static int
bad_quote(struct csvin *c, const char *p, size_t done)
{
	const char *what = "a quote inside a cell that does not begin with "
	    "one, expected the whole cell in quotes and the quote doubled";

	if (csv_error(&c->parser) == CSV_ENOMEM)
		util_die("out of memory (a CSV cell)");
	if (c->parser.pstate == FIELD_MIGHT_HAVE_ENDED)
		what = "text behind the closing quote of a cell, expected the "
		    "delimiter or the end of the line";
	advance(c, p, done);
	return fail(c, what, c->line, c->col);
}

int
csvin_feed(struct csvin *c, const char *p, size_t n)
{
	size_t k, done;

	for (; n && !c->stopped; p += k, n -= k) {
		k = piece(c, p, n);
		c->fired = false;
		done = csv_parse(&c->parser, p, k, on_cell, on_row, c);
		if (c->stopped)
			break;
		if (done != k)
			return bad_quote(c, p, done);
		advance(c, p, k);
		c->cell_bytes += k;
		if (c->fired || c->parser.pstate == ROW_NOT_BEGUN) {
			c->cell_line = c->line;
			c->cell_col = c->col;
			c->cell_bytes = 0;
		} else if (c->cell_bytes > LIMIT_CELL) {
			return fail(c, "a cell of more than 64 MB",
			    c->cell_line, c->cell_col);
		}
	}
	return c->stopped ? -1 : 0;
}

int
csvin_finish(struct csvin *c)
{
	if (c->stopped)
		return -1;
	if (csv_fini(&c->parser, on_cell, on_row, c) != 0)
		return fail(c, "the quote that opens here is never closed",
		    c->cell_line, c->cell_col);
	return c->stopped ? -1 : 0;
}

const char *
csvin_error(const struct csvin *c, uint32_t *line, uint32_t *col)
{
	*line = c->error_line;
	*col = c->error_col;
	return c->error;
}
