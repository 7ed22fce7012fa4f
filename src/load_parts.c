#include <errno.h>
#include <stdlib.h>

#include "hash.h"
#include "limits.h"
#include "load_parts.h"
#include "load_rows.h"
#include "par.h"
#include "text.h"

/* What one thread reads. */
struct share {
	struct par thread;
	const struct slice_source *from;
	uint64_t at, end;
	bool good;		/* of load_check(): it is text */

	struct audit au;
	struct input in;
	struct load l;
	struct csvin *csv;
	struct load_rows rows;
	int status;
};

unsigned
load_threads(const struct audit *au, const struct slice_source *from)
{
	return from->size <= LIMIT_SHARED ? 1 : model_threads(au);
}

/* Cuts what is behind at into n parts at line ends; some may be empty. */
static void
cut(struct share *part, unsigned n, const struct slice_source *from,
    uint64_t at)
{
	uint64_t each = (from->size - at) / n;

	for (unsigned i = 0; i < n; i++) {
		part[i].from = from;
		part[i].at = i ? part[i - 1].end : at;
		part[i].end = i + 1 == n ? from->size : slice_cut(from, at +
		    (i + 1) * each);
		if (part[i].end < part[i].at)
			part[i].end = part[i].at;
	}
}

static struct share *
new_parts(unsigned n)
{
	struct share *part = util_alloc(n * sizeof(*part));

	memset(part, 0, n * sizeof(*part));
	return part;
}

static void
check_part(void *ctx)
{
	struct share *p = ctx;
	struct slice s;
	size_t used = 0, rest = 0;
	int more;

	slice_open(&s, p->from, p->at, p->end);
	while ((more = slice_more(&s, used)) > 0) {
		used = text_span(s.buf, s.n);
		rest = s.n - used;
		/* A character may be cut off by the end of a piece. */
		if (rest > 3 || (rest && s.at == s.end))
			break;
	}
	p->good = more == 0;
	slice_close(&s);
}

static bool
make_hash(const struct slice_source *from, char *hex)
{
	struct hash *h = hash_new();
	struct slice s;
	int more;

	slice_open(&s, from, 0, from->size);
	while ((more = slice_more(&s, s.n)) > 0)
		hash_add(h, s.buf, s.n);
	slice_close(&s);
	hash_end(h, hex);
	return more == 0;
}

bool
load_check(const struct slice_source *from, unsigned threads, char *hex)
{
	struct share *part = new_parts(threads);
	bool good = true;

	cut(part, threads, from, 0);
	for (unsigned i = 1; i < threads; i++)
		par_start(&part[i].thread, check_part, &part[i]);
	if (hex)
		good = make_hash(from, hex);
	for (unsigned i = 0; i < threads; i++) {
		if (!part[i].thread.running)
			check_part(&part[i]);
		par_wait(&part[i].thread);
		good = good && part[i].good;
	}
	free(part);
	return good;
}

static void
read_part(void *ctx)
{
	struct share *p = ctx;

	p->status = load_rows_read(&p->rows, p->from, p->at, p->end);
}

/* Begins a part with what is known of the file. */
static void
open_part(struct share *p, const struct load *l, csvin_fn *fn)
{
	struct audit *au = &p->au;

	model_init(au, l->au->cat, l->au->opt);
	au->arena.large = true;
	au->diag.quiet = true;
	au->input = l->au->input;
	au->ninput = l->au->ninput;
	p->in = *l->in;
	p->in.records = p->in.norms = 0;
	memset(p->in.norm, 0, sizeof(p->in.norm));
	p->l = (struct load){.au = au, .in = &p->in, .ncol = l->ncol,
	    .begun = true, .row = l->row, .once = l->once};
	memcpy(p->l.col, l->col, sizeof(p->l.col));
	load_remember(&p->l);
	p->csv = csvin_new(l->in->delimiter, fn, &p->l);
	load_rows_begin(&p->rows, &p->l, p->csv);
	par_start(&p->thread, read_part, p);
}

static void
close_part(struct share *p)
{
	par_wait(&p->thread);
	load_forget(&p->l);
	csvin_free(p->csv);
	model_free(&p->au);
}

/* Takes a part over that was read behind another. Returns 0 or -1. */
static int
take_over(struct load_rows *rows, struct share *p)
{
	struct load *l = rows->l;
	bool read = p->thread.running;

	par_wait(&p->thread);
	if (!read || p->status < 0 || p->rows.stopped ||
	    !csvin_between(p->csv) || !csvin_between(rows->csv) ||
	    model_absorb(l->au, &p->au, rows->line - 1) < 0)
		return -1;
	l->in->records += p->in.records;
	l->in->norms += p->in.norms;
	for (int k = 0; k < NORM_COUNT; k++)
		l->in->norm[k] += p->in.norm[k];
	l->filled |= p->l.filled;
	load_rows_skip(rows, p->rows.line - 1);
	return 0;
}

/* Shares out what is behind at. */
static int
share(struct load_rows *rows, unsigned n, csvin_fn *fn,
    const struct slice_source *from, uint64_t at)
{
	struct share *part = new_parts(n);
	int status;

	cut(part, n, from, at);
	for (unsigned i = 1; i < n; i++)
		open_part(&part[i], rows->l, fn);
	status = load_rows_read(rows, from, at, part[0].end);
	for (unsigned i = 1; i < n && status == 0 && !rows->stopped; i++) {
		if (take_over(rows, &part[i]) < 0)
			status = load_rows_read(rows, from, part[i].at,
			    part[i].end);
	}
	for (unsigned i = 1; i < n; i++)
		close_part(&part[i]);
	free(part);
	return status;
}

/* Reads a source, or lets others read parts of it. */
static int
read_rows(struct load_rows *rows, csvin_fn *fn,
    const struct slice_source *from, uint64_t at)
{
	struct load *l = rows->l;
	unsigned n = load_threads(l->au, from);
	uint64_t next = from->size;

	/* The header row comes first. */
	if ((n > 1 || l->once) && at + LIMIT_PIECE / 4 < from->size)
		next = slice_cut(from, at + LIMIT_PIECE / 4);
	if (load_rows_read(rows, from, at, next) < 0)
		return -1;
	if (next == from->size || rows->stopped)
		return 0;
	if (l->in_order && rows->single && csvin_between(rows->csv))
		return share(rows, n, fn, from, next);
	/* Another kind of export may be read twice in vain. */
	if (l->once) {
		l->again = true;
		return 0;
	}
	return load_rows_read(rows, from, next, from->size);
}

int
load_parts(struct load *l, struct csvin *csv, csvin_fn *fn,
    const struct slice_source *from, uint64_t at)
{
	struct load_rows rows;
	int status;

	load_rows_begin(&rows, l, csv);
	status = read_rows(&rows, fn, from, at);
	load_rows_end(&rows);
	return status;
}
