#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "hash.h"
#include "limits.h"
#include "load_parts.h"
#include "load_rows.h"
#include "par.h"
#include "text.h"

/* What one thread looks at. */
struct share {
	struct par thread;
	const struct slice_source *from;
	uint64_t at, end;
	bool good;		/* it is text */
};

/* Rows that a thread has read into an audit of their own. */
struct taken {
	uint64_t at, end;
	struct audit au;
	struct input in;
	struct load l;
	struct csvin *csv;
	struct load_rows rows;
	int status;
	struct taken *next;	/* what follows in the file */
};

/*
 * The rows that no thread has taken yet. The first one takes some from the
 * front, again and again, and reads them into the audit; the others take some
 * from the back. All are done at about the same time then, whatever else keeps
 * their cores from work.
 */
struct rest {
	pthread_mutex_t lock;
	const struct slice_source *from;
	uint64_t at, end;
	unsigned n;		/* threads */
	const struct load *like;	/* what is known of the file */
	csvin_fn *fn;
	struct taken *taken;	/* what was taken from the back */
	uint16_t stretch;	/* the next one for it */
	unsigned left;		/* stretches */
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

/* So many eighths of a thread's share of the rest, but not too little. */
static uint64_t
some(const struct rest *r, unsigned eighths)
{
	uint64_t n = r->end - r->at, part = n / 8 / r->n * eighths;

	return part > LIMIT_TAKE ? part : n > LIMIT_TAKE ? LIMIT_TAKE : n;
}

/* Takes rows from the front. Returns where they end. */
static uint64_t
take_front(struct rest *r)
{
	uint64_t n, end;

	pthread_mutex_lock(&r->lock);
	n = some(r, 2);
	end = n ? slice_cut(r->from, r->at + n - 1) : r->at;
	if (end > r->end)
		end = r->end;
	r->at = end;
	pthread_mutex_unlock(&r->lock);
	return end;
}

/*
 * Takes rows from the back. Returns NULL when there are none, or when no line
 * ends where they would begin.
 */
static struct taken *
take_back(struct rest *r)
{
	struct taken *p = NULL;
	uint64_t n, at;

	pthread_mutex_lock(&r->lock);
	n = r->left ? some(r, 6) : 0;
	at = n ? slice_cut(r->from, r->end - n) : r->end;
	if (at < r->end) {
		p = util_zero(1, sizeof(*p));
		p->in = *r->like->in;
		p->in.number = r->stretch++;
		r->left--;
		p->at = at;
		p->end = r->end;
		r->end = at;
		p->next = r->taken;
		r->taken = p;
	}
	pthread_mutex_unlock(&r->lock);
	return p;
}

/* Prepares to read a part with what is known of the file. */
static void
open_part(struct taken *p, const struct rest *r)
{
	const struct load *l = r->like;
	struct audit *au = &p->au;
	bool large = p->end - p->at > LIMIT_SHARED;

	model_init(au, l->au->cat, l->au->opt);
	au->arena.large = large;
	au->diag.quiet = true;
	au->input = l->au->input;
	au->ninput = l->au->ninput;
	au->stretch = l->au->stretch;
	au->nstretch = l->au->nstretch;
	p->in.records = p->in.norms = 0;
	memset(p->in.norm, 0, sizeof(p->in.norm));
	p->l = (struct load){.au = au, .in = &p->in, .ncol = l->ncol,
	    .begun = true, .row = l->row, .once = l->once};
	memcpy(p->l.col, l->col, sizeof(p->l.col));
	p->l.memory.large = large;
	load_remember(&p->l);
	p->csv = csvin_new(p->in.delimiter, r->fn, &p->l);
	load_rows_begin(&p->rows, &p->l, p->csv);
}

static void
read_back(void *ctx)
{
	struct rest *r = ctx;
	struct taken *p;

	while ((p = take_back(r)) != NULL) {
		open_part(p, r);
		p->status = load_rows_read(&p->rows, r->from, p->at, p->end);
		load_forget(&p->l);
	}
}

static void
close_part(struct taken *p)
{
	csvin_free(p->csv);
	model_free(&p->au);
	free(p);
}

/* Takes over a part whose rows follow. Returns 0, or -1: they must be read. */
static int
take_over(struct load_rows *rows, struct taken *p)
{
	struct load *l = rows->l;

	if (p->status < 0 || p->rows.stopped ||
	    !csvin_between(p->csv) || !csvin_between(rows->csv) ||
	    model_absorb(l->au, &p->au, p->in.number, rows->line - 1) < 0)
		return -1;
	l->in->records += p->in.records;
	l->in->norms += p->in.norms;
	for (int k = 0; k < NORM_COUNT; k++)
		l->in->norm[k] += p->in.norm[k];
	l->filled |= p->l.filled;
	load_rows_skip(rows, p->rows.line - 1);
	return 0;
}

/* Reads what is taken from the front. */
static int
read_front(struct load_rows *rows, struct rest *r)
{
	uint64_t at = r->at, end;

	while ((end = take_front(r)) > at) {
		if (load_rows_read(rows, r->from, at, end) < 0)
			return -1;
		if (rows->stopped)
			break;
		at = end;
	}
	return 0;
}

/* Nobody takes any more. */
static void
take_no_more(struct rest *r)
{
	pthread_mutex_lock(&r->lock);
	r->end = r->at;
	pthread_mutex_unlock(&r->lock);
}

/* Takes over all parts, which stand in their order. */
static int
join(struct load_rows *rows, struct rest *r, int status)
{
	struct taken *next;

	for (struct taken *p = r->taken; p; p = next) {
		next = p->next;
		if (status == 0 && !rows->stopped && take_over(rows, p) < 0)
			status = load_rows_read(rows, r->from, p->at, p->end);
		close_part(p);
	}
	return status;
}

/* Shares out what is behind at. */
static int
share(struct load_rows *rows, unsigned n, csvin_fn *fn,
    const struct slice_source *from, uint64_t at)
{
	struct audit *au = rows->l->au;
	struct input in = *rows->l->in;
	struct load like = *rows->l;
	struct rest r = {.from = from, .at = at, .end = slice_last(from, at),
	    .n = n, .like = &like, .fn = fn};
	uint64_t last = r.end;
	struct par *thread = util_zero(n, sizeof(*thread));
	int status;

	like.in = &in;
	r.stretch = model_stretches(au, &in, (n - 1) * LIMIT_TAKES, &r.left);
	if (pthread_mutex_init(&r.lock, NULL) != 0)
		util_die("no lock for the rows");
	for (unsigned i = 1; i < n; i++)
		par_start(&thread[i], read_back, &r);
	status = read_front(rows, &r);
	take_no_more(&r);
	for (unsigned i = 1; i < n; i++)
		par_wait(&thread[i]);
	au->nstretch -= r.left;
	pthread_mutex_destroy(&r.lock);
	free(thread);
	status = join(rows, &r, status);
	/* A line without an end: who reads it does not stop between rows. */
	if (status == 0 && !rows->stopped && last < from->size)
		status = load_rows_read(rows, from, last, from->size);
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
