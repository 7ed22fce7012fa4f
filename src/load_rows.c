#include "limits.h"
#include "load_rows.h"

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

/* What the bytes at p are when they do not follow as they did before. */
static struct memo_entry *
search_part(struct load_rows *r, enum part part, const char *p, size_t n)
{
	const struct load *l = r->l;
	int role = l->col[COL_ROLE] + 1;
	size_t k = guess(p, n, l->in->delimiter, part == PART_ROLE ? role :
	    l->level_first - role);

	return k ? memo_find(&r->part[part], p, k) : NULL;
}

static inline const struct load_fact *
known_part(struct load_rows *r, enum part part, const char *p, size_t n)
{
	struct memo_entry *e = memo_next(&r->part[part], p, n);

	return (const struct load_fact *)(e ? e : search_part(r, part, p, n));
}

/* Makes a grant of the catalogue's functions, or of others. */
static bool
add_grant(struct load *l, struct role *to, const struct function *f,
    const struct grant *g)
{
	if (f->cat ? !to->ngrant || to->grant[f->id].line :
	    model_grant(to, f) != NULL)
		return false;
	if (f->cat) {
		to->grant[f->id] = *g;
		to->listed++;
	} else {
		model_add_grant(l->au, to, f, g);
	}
	return true;
}

/*
 * Enters the grant of a known row. Returns false when the row has to be read,
 * since the role may have the function already.
 */
static inline bool
enter(struct load_rows *r, const struct load_fact *role,
    const struct load_fact *function, const struct load_fact *levels)
{
	struct load *l = r->l;
	struct grant g;

	memcpy(g.level, levels->level, sizeof(g.level));
	g.line = r->line;
	g.col = 1 + function->width;
	if (!function->lines)
		g.col += role->width;
	g.shape = levels->shape;
	g.input = l->in->number;
	if (!add_grant(l, role->role, function->function, &g))
		return false;
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

/* Returns what is behind the row at p, or p when it has to be read. */
static const char *
known_row(struct load_rows *r, const char *p, const char *end)
{
	const struct load_fact *role, *function, *levels;
	const char *q = p;
	size_t k;

	role = known_part(r, PART_ROLE, q, (size_t)(end - q));
	if (!role)
		return p;
	q += role->memo.len;
	function = known_part(r, PART_FUNCTION, q, (size_t)(end - q));
	if (!function)
		return p;
	q += function->memo.len;
	k = line_length(q, (size_t)(end - q));
	levels = k ? (const struct load_fact *)memo_find(&r->part[PART_LEVELS],
	    q, k) : NULL;
	return levels && enter(r, role, function, levels) ? q + k : p;
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
describe(const struct load_seen *seen, enum part part, struct load_fact *f)
{
	f->role = seen->role;
	f->function = seen->function;
	f->shape = seen->grant.shape;
	memcpy(f->level, seen->grant.level, sizeof(f->level));
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
	struct load_fact fact[PART_COUNT], *f;
	size_t from[PART_COUNT + 1];
	uint32_t col;

	memset(fact, 0, sizeof(fact));
	memcpy(from, seen->raw, sizeof(seen->raw));
	from[PART_ROLE] = 0;
	from[PART_COUNT] = n;
	for (int i = 0; i < PART_COUNT; i++) {
		measure(&fact[i], p + from[i], from[i + 1] - from[i]);
		describe(seen, (enum part)i, &fact[i]);
	}
	col = 1 + fact[PART_FUNCTION].width;
	if (!fact[PART_FUNCTION].lines)
		col += fact[PART_ROLE].width;
	/* A level cell with a line end in it stands in no usual row. */
	if (fact[PART_LEVELS].lines != 1 || col != seen->grant.col ||
	    r->line != seen->grant.line)
		return;
	for (int i = 0; i < PART_COUNT; i++) {
		const char *raw = p + from[i];
		size_t len = from[i + 1] - from[i];

		if (memo_find(&r->part[i], raw, len))
			continue;
		f = (struct load_fact *)memo_add(&r->part[i], raw, len);
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
		p += k;
		if (csvin_feed(r->csv, p - k, k) < 0) {
			r->stopped = true;
			return p;
		}
	} while (!csvin_between(r->csv));
	if (whole && r->l->seen.set && r->l->in_order)
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

	while (p < end && r->single && !r->stopped) {
		if (csvin_between(r->csv)) {
			while ((next = known_row(r, p, end)) != p)
				p = next;
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
		r->stopped = csvin_feed(r->csv, p, (size_t)(end - p)) < 0;
		r->line = csvin_line(r->csv);
		p = end;
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

	slice_open(&s, source, at, end);
	while (!r->stopped && (more = slice_more(&s, used)) > 0)
		used = take(r, s.buf, s.n, s.at == s.end);
	slice_close(&s);
	return more < 0 ? -1 : 0;
}

void
load_rows_skip(struct load_rows *r, uint32_t lines)
{
	r->line += lines;
	tell_line(r);
}
