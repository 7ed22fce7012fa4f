#include "limits.h"
#include "load_rows.h"
#include "text.h"

/* The length of the line at p with its end, 0 when that is not all there. */
static inline size_t
line_length(const char *p, size_t n)
{
	size_t k = scan_line(p, n);

	if (k + 1 >= n)
		return k < n && p[k] == '\n' ? n : 0;
	return k + (p[k] == '\r' && p[k + 1] == '\n' ? 2 : 1);
}

/*
 * The length of so many cells with their delimiters, as it probably is: the
 * bytes that are found there are known or not, whatever was guessed.
 */
static size_t
guess(const char *p, size_t n, char delimiter, int cells)
{
	size_t i = 0;

	n = n < LIMIT_GUESS ? n : LIMIT_GUESS;
	for (; (i += scan_three(p + i, n - i, delimiter, '"', '\n')) < n; i++) {
		if (p[i] == '\n')
			return 0;
		if (p[i] == delimiter && --cells == 0)
			return i + 1;
		if (p[i] == '"')
			i += 1 + scan_three(p + i + 1, n - i - 1, '"', '"',
			    '"');
		if (i >= n)
			return 0;
	}
	return 0;
}

/* The length of a part at p, as it probably is. */
static size_t
guess_part(const struct load_rows *r, enum part part, const char *p, size_t n)
{
	const struct load *l = r->l;

	return guess(p, n, l->in->delimiter, part == PART_ROLE ? 1 :
	    l->level_first - l->col[COL_ROLE] - 1);
}

/*
 * What a part at p is, and its length; NULL with a length when it is not
 * known, with 0 when that cannot be said.
 */
static inline const struct load_fact *
known_part(struct load_rows *r, enum part part, const char *p, size_t n,
    size_t *len)
{
	struct memo_entry *e = memo_next(&r->part[part], p, n);

	if (!e) {
		*len = guess_part(r, part, p, n);
		if (*len)
			e = memo_find(&r->part[part], p, *len);
	}
	if (e)
		*len = e->len;
	return (const struct load_fact *)e;
}

static const struct load_fact *
known_levels(struct load_rows *r, const char *p, size_t n)
{
	const struct load *l = r->l;
	size_t k = !r->behind ? line_length(p, n) : guess(p, n,
	    l->in->delimiter, l->level_last - l->level_first + 1);

	return k ? (const struct load_fact *)memo_find(&r->part[PART_LEVELS],
	    p, k) : NULL;
}

/* True when nobody has to say first what the bytes at p are. */
static bool
is_text(const struct load_rows *r, const char *p, size_t n)
{
	return !r->l->once || text_span(p, n) == n;
}

/*
 * Lets libcsv read what stands around the parts of a row: n bytes ahead of
 * them at p, and m behind them at q. True when these are the other columns.
 */
static bool
pass_others(struct load_rows *r, const char *p, size_t n, const char *q,
    size_t m)
{
	const char *d = &r->l->in->delimiter;

	if (scan_three(p, n, '"', '\n', '\r') != n ||
	    scan_three(q, m, '"', '"', '"') != m || !is_text(r, p, n) ||
	    !is_text(r, q, m))
		return false;
	/* A cell that is not there stands for the parts. */
	return (r->ahead ? csvin_pass(r->csv, p, n, r->ahead, false) :
	    csvin_pass(r->csv, d, 1, 1, false)) &&
	    (r->behind ? csvin_pass(r->csv, q, m, r->behind, true) :
	    csvin_pass(r->csv, "\n", 1, 1, true));
}

/* Makes a grant of the catalogue's functions, or of others. */
static bool
add_grant(struct load *l, struct role *to, const struct load_fact *f,
    const struct grant *g)
{
	struct function *is = f->function ? f->function :
	    l->au->function[f->id];

	if (!load_holds(l, f) || model_levels(to, is))
		return false;
	model_add_grant(l->au, to, is, g);
	return true;
}

/*
 * Enters the grant of a known row. Returns false when the row has to be read,
 * since the role may have the function already.
 */
static inline bool
enter(struct load_rows *r, uint32_t ahead, const struct load_fact *role,
    const struct load_fact *function, const struct load_fact *levels)
{
	struct load *l = r->l;
	struct grant g;

	g.levels = levels->levels;
	g.line = r->line;
	g.col = load_column(ahead, role, function);
	g.shape = levels->shape;
	g.input = l->in->number;
	if (!add_grant(l, role->role, function, &g))
		return false;
	l->filled |= levels->filled;
	l->in->records++;
	if (role->norms | function->norms | levels->norms) {
		load_count(l, role);
		load_count(l, function);
		load_count(l, levels);
	}
	r->line += role->lines + function->lines + 1;
	r->known++;
	return true;
}

/*
 * Enters a role whose n bytes at p, the delimiter included, are not known, in
 * a row of which all else is. Returns NULL when the row has to be read: when
 * the bytes are not simply its name.
 */
static const struct load_fact *
new_role(struct load_rows *r, const char *p, size_t n)
{
	struct load *l = r->l;
	struct load_fact *f;

	if (r->ahead | r->behind || n < 2 || scan_ascii(p, n) != n ||
	    p[0] <= ' ' || p[n - 2] <= ' ' ||
	    scan_three(p, n, '"', '\n', '\r') != n ||
	    !csvin_pass(r->csv, p, n, 1, false) ||
	    !csvin_pass(r->csv, "\n", 1, 1, true))
		return NULL;
	f = (void *)memo_add(&r->part[PART_ROLE], p, n);
	if (f) {
		f->role = load_roles_enter(l, arena_strn(&l->memory, p, n - 1),
		    (struct loc){l->in->file, r->line, 1});
		f->width = (uint32_t)n;
	}
	return f;
}

/* The parts of a row, and what stands around them. */
struct row {
	const struct load_fact *role, *function, *levels;
	uint32_t ahead;		/* characters ahead of the role */
};

/* Finds the parts of the row at p. Returns their length, or 0. */
static inline size_t
known_parts(struct load_rows *r, struct row *row, const char *p, size_t n)
{
	size_t role, k;

	row->role = known_part(r, PART_ROLE, p, n, &role);
	if (!role)
		return 0;
	row->function = known_part(r, PART_FUNCTION, p + role, n - role, &k);
	if (!row->function)
		return 0;
	k += role;
	row->levels = known_levels(r, p + k, n - k);
	if (row->levels && !row->role)
		row->role = new_role(r, p, role);
	return row->levels && row->role ? k + row->levels->memo.len : 0;
}

/*
 * Lets libcsv read what stands around the k bytes of the parts, which are
 * known. Returns the length of the row, or 0 when these are not the other
 * columns.
 */
static size_t
pass_around(struct load_rows *r, struct row *row, const char *p, size_t n,
    size_t ahead, size_t k)
{
	size_t behind = 0;

	k += ahead;
	if (r->behind)
		behind = line_length(p + k, n - k);
	if ((r->behind && !behind) || !pass_others(r, p, ahead, p + k, behind))
		return 0;
	row->ahead = (uint32_t)scan_chars(p, ahead);
	return k + behind;
}

/* Returns the length of the row at p, or 0 when it has to be read. */
static size_t
known_row(struct load_rows *r, const char *p, size_t n)
{
	struct row row = {.ahead = 0};
	size_t ahead = 0, k;

	if (r->ahead)
		ahead = guess(p, n, r->l->in->delimiter, (int)r->ahead);
	k = known_parts(r, &row, p + ahead, n - ahead);
	if (k && (r->ahead | r->behind))
		k = pass_around(r, &row, p, n, ahead, k);
	return k && enter(r, row.ahead, row.role, row.function, row.levels) ?
	    k : 0;
}

/* Counts line ends in n bytes, and the characters behind the last. */
static void
measure(struct load_fact *f, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n' && i && p[i - 1] == '\r')
			continue;
		if (p[i] == '\n' || p[i] == '\r') {
			f->lines++;
			f->width = 0;
		} else if (((unsigned char)p[i] & 0xc0) != 0x80) {
			f->width++;
		}
	}
}

/* Fills in what the newest row says of one of its parts. */
static void
describe(const struct load *l, enum part part, struct load_fact *f)
{
	const struct load_seen *seen = &l->seen;

	/* What may be carried to another tenant holds no role of this one. */
	if (part == PART_ROLE)
		f->role = seen->role;
	if (part == PART_FUNCTION)
		load_know(l, f, seen->function);
	f->shape = seen->grant.shape;
	f->filled = seen->filled;
	f->levels = seen->grant.levels;
	for (int k = 0; k < NORM_COUNT; k++) {
		f->norm[k] = (uint8_t)(seen->norm[part + 1][k] -
		    seen->norm[part][k]);
		f->norms = (uint8_t)(f->norms + f->norm[k]);
	}
}

/* Remembers the parts of the row that was read from the n bytes at p. */
static void
learn(struct load_rows *r, const char *p, size_t n)
{
	const struct load_seen *seen = &r->l->seen;
	struct load_fact fact[PART_COUNT], ahead, *f;
	size_t from[PART_COUNT + 1];

	memset(fact, 0, sizeof(fact));
	memset(&ahead, 0, sizeof(ahead));
	memcpy(from, seen->raw, sizeof(from));
	if (!r->behind)
		from[PART_COUNT] = n;
	measure(&ahead, p, from[PART_ROLE]);
	for (int i = 0; i < PART_COUNT; i++) {
		measure(&fact[i], p + from[i], from[i + 1] - from[i]);
		describe(r->l, (enum part)i, &fact[i]);
	}
	/* Line ends within levels, or ahead of the role, are not usual. */
	if (ahead.lines || fact[PART_LEVELS].lines != !r->behind ||
	    r->line != seen->grant.line || seen->grant.col !=
	    load_column(ahead.width, &fact[PART_ROLE], &fact[PART_FUNCTION]))
		return;
	for (int i = 0; i < PART_COUNT; i++) {
		const char *raw = p + from[i];
		size_t len = from[i + 1] - from[i];

		f = (struct load_fact *)memo_find(&r->part[i], raw, len);
		if (f && load_holds(r->l, f))
			continue;
		if (!f)
			f = (struct load_fact *)memo_add(&r->part[i], raw,
			    len);
		if (f) {
			fact[i].memo = f->memo;
			*f = fact[i];
		}
	}
}

/* Tells csv of the lines that it was not given. */
static void
tell_line(struct load_rows *r)
{
	if (csvin_between(r->csv) && csvin_line(r->csv) != r->line)
		csvin_at(r->csv, r->line);
}

/* Goes on with what is remembered of other files, once. */
static void
take_carried(struct load_rows *r)
{
	const struct load_layout *from = r->l->layout;

	if (!from || r->carried)
		return;
	r->part[PART_FUNCTION] = from->function;
	r->part[PART_LEVELS] = from->line;
	r->tail = from->tail;
	r->carried = true;
}

/*
 * Gives n bytes to csv; when no more come behind them, all have to be text,
 * otherwise all but a character that is cut off. Returns how many were given.
 */
static size_t
feed(struct load_rows *r, const char *p, size_t n, bool last)
{
	size_t k = r->l->once ? text_span(p, n) : n;

	r->l->again = n - k > 3 || (k < n && last);
	r->stopped = r->l->again || csvin_feed(r->csv, p, k) < 0;
	return k;
}

/*
 * Reads the lines of the row at p. Returns what is behind them, which is p
 * when the next line end is not yet there.
 */
static const char *
read_row(struct load_rows *r, const char *p, const char *end)
{
	const char *start = p;
	bool whole = csvin_between(r->csv);
	size_t k;

	tell_line(r);
	r->l->seen.set = false;
	do {
		k = line_length(p, (size_t)(end - p));
		if (!k)
			return p;
		feed(r, p, k, true);
		p += k;
		if (r->stopped)
			return p;
	} while (!csvin_between(r->csv));
	if (r->l->begun && r->l->in_order) {
		take_carried(r);
		r->ahead = (size_t)r->l->col[COL_ROLE];
		r->behind = r->l->ncol - (size_t)r->l->level_last - 1;
	}
	if (whole && r->l->seen.set)
		learn(r, start, (size_t)(p - start));
	r->line = csvin_line(r->csv);
	r->slow++;
	r->single = !r->l->begun || (r->l->in_order &&
	    (r->slow < LIMIT_TRIAL || r->slow <= r->known));
	return p;
}

/* Takes rows from a piece. Returns how many bytes were used. */
static size_t
take(struct load_rows *r, const char *buf, size_t n, bool last)
{
	const char *p = buf, *end = buf + n, *next;
	size_t k;

	while (p < end && r->single && !r->stopped) {
		if (csvin_between(r->csv)) {
			do {
				p = load_run(r, p, end);
				k = known_row(r, p, (size_t)(end - p));
				p += k;
			} while (k);
		}
		next = read_row(r, p, end);
		if (next == p)
			break;
		p = next;
	}
	/* What is left is no line yet, or a longer one than a piece. */
	if (!r->stopped && (!r->single || last || (p == buf &&
	    n == LIMIT_PIECE))) {
		tell_line(r);
		p += feed(r, p, (size_t)(end - p), last);
		r->line = csvin_line(r->csv);
	}
	return (size_t)(p - buf);
}

void
load_rows_begin(struct load_rows *r, struct load *l, struct csvin *csv)
{
	memset(r, 0, sizeof(*r));
	r->l = l;
	r->csv = csv;
	r->single = true;
	r->line = csvin_line(csv);
	for (int i = 0; i < PART_COUNT; i++)
		memo_init(&r->part[i], &l->memory, sizeof(struct load_fact));
}

int
load_rows_read(struct load_rows *r, const struct slice_source *source,
    uint64_t at, uint64_t end)
{
	struct slice s;
	size_t used = 0;
	int more = 0;

	if (source->padded) {
		if (at < end)
			take(r, source->data + at, (size_t)(end - at), true);
		return 0;
	}
	slice_open(&s, source, at, end);
	while (!r->stopped && (more = slice_more(&s, used)) > 0)
		used = take(r, s.buf, s.n, s.at == s.end);
	slice_close(&s);
	return more < 0 ? -1 : 0;
}

void
load_rows_end(struct load_rows *r)
{
	if (!r->carried)
		return;
	r->l->layout->function = r->part[PART_FUNCTION];
	r->l->layout->line = r->part[PART_LEVELS];
	r->l->layout->tail = r->tail;
}

void
load_rows_skip(struct load_rows *r, uint32_t lines)
{
	r->line += lines;
	tell_line(r);
}
