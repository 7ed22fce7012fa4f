#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "csvin.h"
#include "limits.h"
#include "scan.h"

/* States of libcsv's public struct, by their names in its source. */
enum { ROW_NOT_BEGUN = 0, FIELD_NOT_BEGUN = 1, FIELD_MIGHT_HAVE_ENDED = 3 };

struct csvin {
	struct csv_parser parser;
	/*
	 * For rows of one line. This one cuts blanks off by libcsv's own test
	 * for them, since a test of ours would be called for each byte; a line
	 * in which it did, or could have, is given to the other.
	 */
	struct csv_parser quick;
	csvin_fn *fn;
	void *ctx;
	char delimiter;
	uint32_t line, col;		/* of the next byte */
	uint32_t cell_line, cell_col;	/* where the open cell began */
	size_t cell_bytes;		/* raw bytes of it so far */
	size_t cell_raw;		/* raw bytes before it in its row */
	size_t row_bytes;		/* raw bytes of the row so far */
	bool after_cr;
	bool fired;			/* a callback came in this piece */
	bool stopped;
	struct buf text;		/* cells of the open row, NUL between */
	char *row;			/* the texts of a row of one line */
	size_t row_size, row_used;
	bool quotes;			/* it has any */
	size_t rows;			/* that were ended */
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

static void
start_quick(struct csvin *c)
{
	if (csv_init(&c->quick, CSV_STRICT) != 0)
		util_die("libcsv cannot start");
	csv_set_delim(&c->quick, (unsigned char)c->delimiter);
}

/* As csv_fini() leaves a parser whose text was whole. */
static void
restart(struct csv_parser *p, char delimiter)
{
	p->pstate = ROW_NOT_BEGUN;
	p->spaces = p->entry_pos = 0;
	p->quoted = p->status = 0;
	csv_set_delim(p, (unsigned char)delimiter);
}

struct csvin *
csvin_new(char delimiter, csvin_fn *fn, void *ctx)
{
	struct csvin *c = util_alloc(sizeof(*c));

	memset(c, 0, sizeof(*c));
	c->fn = fn;
	c->ctx = ctx;
	c->delimiter = delimiter;
	if (csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		util_die("libcsv cannot start");
	csv_set_delim(&c->parser, (unsigned char)delimiter);
	csv_set_space_func(&c->parser, no_space);
	start_quick(c);
	c->line = c->col = c->cell_line = c->cell_col = 1;
	buf_init(&c->text, LIMIT_BUFFER);
	return c;
}

void
csvin_again(struct csvin *c, char delimiter, csvin_fn *fn, void *ctx)
{
	struct csvin old = *c;

	*c = (struct csvin){.parser = old.parser, .quick = old.quick,
	    .fn = fn, .ctx = ctx, .delimiter = delimiter, .line = 1, .col = 1,
	    .cell_line = 1, .cell_col = 1, .text = old.text, .row = old.row,
	    .row_size = old.row_size, .cell = old.cell, .cap = old.cap};
	restart(&c->parser, delimiter);
	restart(&c->quick, delimiter);
	buf_clear(&c->text);
}

void
csvin_free(struct csvin *c)
{
	csv_free(&c->parser);
	csv_free(&c->quick);
	buf_free(&c->text);
	free(c->row);
	free(c->cell);
	free(c);
}

void
csvin_at(struct csvin *c, uint32_t line)
{
	c->line = c->cell_line = line;
	c->after_cr = false;
}

uint32_t
csvin_line(const struct csvin *c)
{
	return c->line;
}

bool
csvin_between(const struct csvin *c)
{
	return c->parser.pstate == ROW_NOT_BEGUN && !c->stopped;
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

static struct csvin_cell *
new_cell(struct csvin *c)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 16;
		c->cell = util_realloc(c->cell, c->cap, sizeof(*c->cell));
	}
	return &c->cell[c->n++];
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
	cell = new_cell(c);
	cell->len = len;
	cell->raw = c->cell_raw;
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
	static const char pad[SCAN_PAD];
	struct csvin_row row = {c->cell, c->n, 0, end == -1};
	char *text;

	if (c->stopped)
		return;
	buf_add(&c->text, pad, sizeof(pad));
	if (c->text.full) {
		fail(c, "the row is too long", c->cell_line, c->cell_col);
		return;
	}
	text = c->text.data;
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

/* The length of a cell in the file, whose quotes stand doubled in quotes. */
static size_t
quoted_length(const char *text, size_t len)
{
	size_t n = len + 2;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '"';
	return n;
}

/* Without quotes in a line its own bytes are the texts of its cells. */
static void
on_quick_cell(void *text, size_t len, void *ctx)
{
	struct csvin *c = ctx;

	new_cell(c)->len = len;
	if (!c->quotes)
		return;
	scan_copy(c->row + c->row_used, text, len);
	c->row[c->row_used + len] = '\0';
	c->row_used += len + 1;
}

static void
on_quick_row(int end, void *ctx)
{
	struct csvin *c = ctx;

	(void)end;
	c->rows++;
}

/*
 * Finds the cells in their line of len bytes: each begins behind the delimiter
 * of the one before. Returns -1 when one does not end at a delimiter or with
 * the line, or begins with a blank: then blanks may have been cut off.
 */
static int
place(struct csvin *c, const char *p, size_t len)
{
	bool ascii = scan_ascii(p, len) == len;
	struct csvin_cell *cell = c->cell, *end = cell + c->n;
	char *text = c->row;
	uint32_t col = 1;
	size_t at = 0, n;

	for (; cell < end && at <= len; cell++) {
		char first = at < len ? p[at] : c->delimiter;

		n = first == '"' ? quoted_length(text, cell->len) : cell->len;
		if (n > len - at || (at + n < len &&
		    p[at + n] != c->delimiter) || ((first == ' ' ||
		    first == '\t') && first != c->delimiter))
			return -1;
		cell->text = text;
		cell->raw = at;
		cell->line = c->line;
		cell->col = ascii ? (uint32_t)at + 1 : col;
		if (!ascii)
			col += (uint32_t)scan_chars(p + at, n) + 1;
		text += cell->len;
		*text++ = '\0';
		at += n + 1;
	}
	return cell == end && at == len + 1 ? 0 : -1;
}

/* Gives a line to libcsv. Returns 0, or -1 when the other way is needed. */
static int
quick_parse(struct csvin *c, const char *p, size_t len, size_t end)
{
	size_t done;

	if (c->row_size < len + 1 + SCAN_PAD) {
		c->row_size = len * 2 + 1 + SCAN_PAD;
		c->row = util_realloc(c->row, c->row_size, 1);
		memset(c->row, 0, c->row_size);
	}
	if (!c->quotes)
		scan_copy(c->row, p, len);
	c->row_used = c->rows = 0;
	done = csv_parse(&c->quick, p, end, on_quick_cell, on_quick_row, c);
	if (done == end && c->quick.pstate == ROW_NOT_BEGUN && c->rows == 1 &&
	    c->n <= LIMIT_COLUMNS && place(c, p, len) == 0)
		return 0;
	csv_free(&c->quick);
	start_quick(c);
	c->n = 0;
	return -1;
}

bool
csvin_pass(struct csvin *c, const char *p, size_t n, size_t cells, bool ends)
{
	size_t done, fired;

	c->rows = 0;
	c->quotes = false;
	done = csv_parse(&c->quick, p, n, on_quick_cell, on_quick_row, c);
	fired = c->n;
	c->n = 0;
	if (done == n && fired == cells && c->rows == ends &&
	    c->quick.pstate == (ends ? ROW_NOT_BEGUN : FIELD_NOT_BEGUN))
		return true;
	csv_free(&c->quick);
	start_quick(c);
	return false;
}

/*
 * Reads a row that begins and ends with this line. Returns its length with
 * the line end, or 0 when it has to be read the other way.
 */
static size_t
quick_row(struct csvin *c, const char *p, size_t n)
{
	size_t len = scan_three(p, n, '\n', '\r', '"'), end;
	struct csvin_row row = {.line = c->line};

	c->quotes = len < n && p[len] == '"';
	if (c->quotes)
		len += scan_line(p + len, n - len);
	if (len == 0 || len == n || len > LIMIT_QUICK)
		return 0;
	end = len + (p[len] == '\r' && len + 1 < n && p[len + 1] == '\n' ?
	    2 : 1);
	if (quick_parse(c, p, len, end) < 0)
		return 0;
	row.cell = c->cell;
	row.n = c->n;
	c->n = 0;
	c->after_cr = p[end - 1] == '\r';
	c->line++;
	c->cell_line = c->line;
	c->col = c->cell_col = 1;
	if (c->fn(c->ctx, &row) < 0)
		c->stopped = true;
	return end;
}

int
csvin_feed(struct csvin *c, const char *p, size_t n)
{
	size_t k, done;

	for (; n && !c->stopped; p += k, n -= k) {
		if (c->parser.pstate == ROW_NOT_BEGUN && *p != '\n' &&
		    (k = quick_row(c, p, n)) > 0)
			continue;
		k = piece(c, p, n);
		if (c->cell_bytes + k > LIMIT_CELL)
			return fail(c, "a cell of more than 64 MB",
			    c->cell_line, c->cell_col);
		c->fired = false;
		done = csv_parse(&c->parser, p, k, on_cell, on_row, c);
		if (c->stopped)
			break;
		if (done != k)
			return bad_quote(c, p, done);
		advance(c, p, k);
		c->cell_bytes += k;
		c->row_bytes += k;
		if (c->parser.pstate == ROW_NOT_BEGUN)
			c->row_bytes = 0;
		if (c->fired || c->parser.pstate == ROW_NOT_BEGUN) {
			c->cell_line = c->line;
			c->cell_col = c->col;
			c->cell_bytes = 0;
			c->cell_raw = c->row_bytes;
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
