#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue.h"
#include "hash.h"
#include "limits.h"
#include "load.h"
#include "load_head.h"
#include "load_parts.h"
#include "text.h"

#define NO_HEADER "no header row, expected the headings of a roles, role " \
    "list, members or table setup export (or --column NAME=HEADING)"

const char *
load_name(struct arena *a, const char *path, const char *const *all, size_t n)
{
	const char *base = util_base(path), *folder;

	if (util_eq(path, "-"))
		return "<stdin>";
	if (!util_is_absolute(path))
		return path;
	for (size_t i = 0; i < n; i++) {
		if (util_eq(all[i], path) || !util_eq(util_base(all[i]), base))
			continue;
		folder = base - 1;
		while (folder > path && folder[-1] != '/')
			folder--;
		return arena_str(a, folder);
	}
	return base;
}

struct input *
load_enter(struct audit *au, const char *path, const char *name,
    const char *data, size_t len)
{
	struct input *in = arena_alloc(&au->arena, sizeof(*in));
	char *hex;

	if (au->ninput == LIMIT_INPUTS)
		util_die("more than %d inputs", LIMIT_INPUTS);
	in->file = name;
	in->path = path;
	if ((data || !len) && !au->opt->no_hashes) {
		hex = arena_alloc(&au->arena, HASH_HEX);
		hash_hex(data, len, hex);
		in->sha256 = hex;
	}
	in->bytes = len;
	in->encoding = text_encoding_name(TEXT_UTF8);
	in->delimiter = ',';
	in->number = (uint16_t)au->ninput;
	au->input = arena_more(&au->arena, au->input, au->ninput,
	    sizeof(struct input *));
	au->input[au->ninput++] = in;
	return in;
}

static const char delimiters[] = ",;\t|";

/* Skips what stands before the table; sets the delimiter of a sep= line. */
static uint32_t
skip_lines(const struct text *t, size_t *at, char *delimiter)
{
	uint32_t line = 1;

	while (*at < t->len) {
		const char *p = t->data + *at;
		size_t n = scan_line(p, t->len - *at), m = n;
		const char *q = p;

		if (m && *q == '"') {
			q++;
			m -= m > 1 && p[n - 1] == '"' ? 2 : 1;
		}
		if (m == 5 && strncmp(q, "sep=", 4) == 0 &&
		    strchr(delimiters, q[4]))
			*delimiter = q[4];
		else if (n && (n < 5 || strncmp(q, "#TYPE", 5) != 0))
			break;
		*at += n;
		if (*at < t->len && t->data[*at] == '\r' &&
		    *at + 1 < t->len && t->data[*at + 1] == '\n')
			*at += 1;
		if (*at < t->len)
			*at += 1;
		line++;
	}
	return line;
}

/*
 * The candidate that stands most often outside quotes in the first line that
 * has one. Sets *whole to whether that line ends within the n bytes.
 */
static char
guess_delimiter(const char *p, size_t n, bool *whole)
{
	size_t count[sizeof(delimiters)] = {0}, best = 0;
	bool quoted = false;

	*whole = false;
	for (size_t i = 0; i < n && !*whole; i++) {
		const char *c = p[i] ? strchr(delimiters, p[i]) : NULL;

		if (p[i] == '"')
			quoted = !quoted;
		else if (!quoted && c)
			count[c - delimiters]++;
		if ((p[i] == '\n' || p[i] == '\r') && !quoted &&
		    (count[0] || count[1] || count[2] || count[3]))
			*whole = true;
	}
	for (size_t i = 1; delimiters[i]; i++) {
		if (count[i] > count[best])
			best = i;
	}
	return delimiters[best];
}

/* As load_preamble(). *whole: what follows the text changes nothing. */
static uint32_t
preamble(const struct text *t, size_t *at, char *delimiter, bool *whole)
{
	uint32_t line;

	*delimiter = '\0';
	line = skip_lines(t, at, delimiter);
	*whole = *at < t->len;
	if (!*delimiter)
		*delimiter = guess_delimiter(t->data + *at, t->len - *at,
		    whole);
	return line;
}

uint32_t
load_preamble(const struct text *t, size_t *at, char *delimiter)
{
	bool whole;

	return preamble(t, at, delimiter, &whole);
}

bool
load_is_blank(const struct csvin_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->cell[i].text;
		size_t n = row->cell[i].len;

		text_trim(&s, &n);
		if (n)
			return false;
	}
	return true;
}

static size_t
filled_cells(const struct csvin_row *row, size_t *last)
{
	size_t filled = 0;

	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->cell[i].text;
		size_t n = row->cell[i].len;

		text_trim(&s, &n);
		if (n) {
			filled++;
			*last = i;
		}
	}
	return filled;
}

static int
before_head(struct load *l, const struct csvin_row *row)
{
	struct loc loc = {l->in->file, row->line, row->cell[0].col};
	int is = load_head(l, row);
	size_t at = 0, filled = filled_cells(row, &at);

	if (is)
		return is < 0 ? -1 : 0;
	/* A title, or the first module of a grid, may stand above. */
	if (filled == 1 && ++l->before <= LIMIT_HEADER_ROWS) {
		l->module = catalogue_module(l->au->cat, row->cell[at].text);
		return l->module ? 0 : load_norm(l, NORM_TITLE, loc.line,
		    row->cell[at].col, row->cell[at].text, "");
	}
	return diag_error(&l->au->diag, EXIT_DATA, loc, "%s", NO_HEADER);
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct load *l = ctx;
	struct diag *d = &l->au->diag;
	struct loc loc = {l->in->file, row->line, 0};

	if (load_is_blank(row))
		return 0;
	if (!l->begun)
		return before_head(l, row);
	if (row->n > l->ncol) {
		loc.line = row->cell[l->ncol].line;
		loc.col = row->cell[l->ncol].col;
		diag_error(d, EXIT_DATA, loc, "the row has %zu cells, "
		    "expected %zu as in the header row", row->n, l->ncol);
	} else {
		if (row->cut && (row->n < l->ncol || !row->cell[row->n -
		    1].len))
			l->in->cut = row->line;
		l->row(l, row);
	}
	return d->stop ? -1 : 0;
}

/* A reader of rows: that of the thread if it goes from tenant to tenant. */
static struct csvin *
open_csv(struct load *l)
{
	struct carry *c = l->au->carry;

	if (!c)
		return csvin_new(l->in->delimiter, on_row, l);
	if (c->csv)
		csvin_again(c->csv, l->in->delimiter, on_row, l);
	else
		c->csv = csvin_new(l->in->delimiter, on_row, l);
	return c->csv;
}

static void
close_csv(const struct load *l, struct csvin *csv)
{
	if (!l->au->carry)
		csvin_free(csv);
}

/* Reads the table of a source, which begins at a place and on a line. */
static void
parse(struct load *l, const struct slice_source *from, uint64_t at,
    uint32_t line)
{
	struct diag *d = &l->au->diag;
	struct loc loc = {l->in->file, 0, 0};
	size_t before = d->n;
	struct csvin *in = open_csv(l);
	const char *what;

	csvin_at(in, line);
	if (load_parts(l, in, on_row, from, at) < 0) {
		diag_error(d, EXIT_NOINPUT, loc, "cannot be read: %s",
		    load_error(errno ? errno : ETXTBSY));
	} else if (csvin_finish(in) < 0) {
		what = csvin_error(in, &loc.line, &loc.col);
		if (what)
			diag_error(d, EXIT_DATA, loc, "%s", what);
	}
	close_csv(l, in);
	loc.line = loc.col = l->before && !l->begun;
	if (d->n != before || l->foreign)
		return;
	if (!l->begun)
		diag_error(d, l->before ? EXIT_DATA : EXIT_NOINPUT, loc,
		    "%s", l->before ? NO_HEADER : "the file is empty");
	else if (!l->in->records)
		diag_error(d, EXIT_NOINPUT, loc, "nothing stands below the "
		    "header row");
}

/* Takes back what in the folder of a tenant is no export, and says so. */
static void
leave_out(struct audit *au, const struct load *l)
{
	au->ninput--;
	model_noteval(au, NULL, NULL, NULL, false, "%s is %s, not an export: "
	    "skipped", l->in->file, l->foreign);
	if (!au->opt->quiet)
		diag_note("%s: skipped, this is %s", l->in->file, l->foreign);
}

/* The first line of a text report, in which its verdict stands. */
static bool
is_report(const struct text *t)
{
	static const char *const word[] = {"PASS", "FAIL", "INCOMPLETE",
		"ERROR"};
	size_t n = scan_line(t->data, t->len);
	struct buf b;
	bool is = false;

	buf_init(&b, LIMIT_BUFFER);
	buf_add(&b, t->data, n);
	for (size_t i = 0; i < countof(word); i++) {
		size_t len = strlen(word[i]);

		is = is || (strncmp(buf_cstr(&b), word[i], len) == 0 &&
		    buf_cstr(&b)[len] == ' ' && strstr(buf_cstr(&b), "score") &&
		    strstr(buf_cstr(&b), "(exit "));
	}
	buf_free(&b);
	return is;
}

/* Reports of ours, and what other programs call an export. */
static bool
is_json(const struct text *t)
{
	size_t i = 0;

	while (i < t->len && strchr(" \t\r\n", t->data[i] ? t->data[i] : 'x'))
		i++;
	return i < t->len && (t->data[i] == '{' || t->data[i] == '[');
}

/* True when the text may be a table; what else it is is said. */
static bool
may_be_table(struct load *l, const struct text *t)
{
	struct loc loc = {l->in->file, 0, 0};

	if (l->au->fleet && is_report(t)) {
		l->foreign = "a report of cwaudit";
		return false;
	}
	if (is_json(t)) {
		diag_error(&l->au->diag, EXIT_DATA, loc, "this is JSON, "
		    "expected an export as CSV");
		return false;
	}
	return true;
}

/* What follows the last row of a file. */
static void
finish(struct load *l)
{
	if (l->foreign && l->au->fleet)
		leave_out(l->au, l);
	else if (l->in->kind == INPUT_ROLES)
		load_roles_end(l);
	load_forget(l);
}

/* Reads an export in memory; padded: SCAN_PAD bytes stand behind it. */
static void
load_export(struct audit *au, const char *path, const char *name,
    const char *data, size_t len, bool padded)
{
	struct load l = {.au = au};
	struct loc loc = {name, 0, 0};
	struct slice_source from = {.file = -1};
	size_t at = 0;
	uint32_t line;
	struct text t;

	l.in = load_enter(au, path, name, data, len);
	if (!len) {
		diag_error(&au->diag, EXIT_NOINPUT, loc, "the file is empty");
	} else if (text_decode(&t, data, len) < 0) {
		loc.line = t.line;
		loc.col = t.col;
		diag_error(&au->diag, EXIT_DATA, loc, "%s", t.error);
	} else {
		l.in->encoding = text_encoding_name(t.encoding);
		if (may_be_table(&l, &t)) {
			from.data = t.data;
			from.padded = padded && !t.owned;
			from.size = t.len;
			line = load_preamble(&t, &at, &l.in->delimiter);
			parse(&l, &from, at, line);
		}
		text_free(&t);
		finish(&l);
	}
}

/* A file that is read in pieces, and what its first piece tells. */
struct pieces {
	struct stat st;
	struct slice_source from;
	struct slice first;
	struct text text;	/* of the first piece */
	size_t at;		/* where the table begins, and in which line */
	uint32_t line;
	char delimiter;
};

/* Returns false when the file has to be held: when it is small, or no file. */
static bool
open_pieces(struct pieces *p, int fd)
{
	memset(p, 0, sizeof(*p));
	if (fstat(fd, &p->st) < 0 || !S_ISREG(p->st.st_mode) ||
	    (uint64_t)p->st.st_size <= LIMIT_HELD ||
	    (uint64_t)p->st.st_size > LIMIT_FILE)
		return false;
	p->from.file = fd;
	p->from.size = (uint64_t)p->st.st_size;
	slice_open(&p->first, &p->from, 0, p->from.size);
	return true;
}

/* Reads the first piece. Returns whether it tells how to read the file. */
static bool
first_piece(struct pieces *p)
{
	struct slice *s = &p->first;
	struct text *t = &p->text;
	bool bom, whole;

	if (slice_more(s, 0) <= 0)
		return false;
	bom = s->n >= 3 && memcmp(s->buf, "\xef\xbb\xbf", 3) == 0;
	t->encoding = bom ? TEXT_UTF8_BOM : TEXT_UTF8;
	t->data = s->buf + (bom ? 3 : 0);
	t->len = s->n - (bom ? 3 : 0);
	p->line = preamble(t, &p->at, &p->delimiter, &whole);
	p->at += bom ? 3 : 0;
	return whole && scan_line(t->data, t->len) < t->len;
}

static struct input *
enter_pieces(struct audit *au, const struct pieces *p, const char *path,
    const char *name)
{
	struct input *in = load_enter(au, path, name, NULL,
	    (size_t)p->from.size);

	in->encoding = text_encoding_name(p->text.encoding);
	in->delimiter = p->delimiter;
	return in;
}

/* Says it when somebody wrote to the file meanwhile. */
static bool
check_state(struct audit *au, const struct pieces *p, const char *name)
{
	struct loc loc = {name, 0, 0};

	if (load_same(&p->st, p->from.file))
		return true;
	diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
	    load_error(ETXTBSY));
	return false;
}

/*
 * Reads an open file in pieces. Returns false, with nothing done, when it has
 * to be held: when it is small, no file, not UTF-8, or when its first piece
 * does not tell how to read it.
 */
static bool
load_pieces(struct audit *au, const char *path, const char *name, int fd)
{
	char *hex = au->opt->no_hashes ? NULL :
	    arena_alloc(&au->arena, HASH_HEX);
	struct load l = {.au = au};
	struct pieces p;
	bool whole;

	if (!open_pieces(&p, fd))
		return false;
	whole = load_check(&p.from, load_threads(au, &p.from), hex) &&
	    first_piece(&p);
	if (whole) {
		l.in = enter_pieces(au, &p, path, name);
		l.in->sha256 = hex;
		if (may_be_table(&l, &p.text))
			parse(&l, &p.from, p.at, p.line);
		(void)check_state(au, &p, name);
		finish(&l);
	}
	slice_close(&p.first);
	return whole;
}

/* Reads rows for an audit of their own. Returns whether all of it counts. */
static bool
parse_once(struct load *l, const struct pieces *p)
{
	struct csvin *in;
	bool good;

	if (!may_be_table(l, &p->text))
		return false;
	in = csvin_new(l->in->delimiter, on_row, l);
	csvin_at(in, p->line);
	good = load_parts(l, in, on_row, &p->from, p->at) == 0 && !l->again &&
	    csvin_finish(in) == 0 && !l->au->diag.n && l->begun &&
	    !l->foreign && l->in->kind == INPUT_ROLES && l->in->records;
	csvin_free(in);
	return good;
}

/*
 * Reads a roles export that stands alone, in pieces, and once: whether a piece
 * is UTF-8 is asked just before its rows are read, into an audit that counts
 * only if all is well. Returns false, with nothing done, where load_pieces()
 * has to tell.
 */
static bool
load_once(struct audit *au, const char *path, const char *name, int fd)
{
	struct load l = {.once = true};
	struct audit own;
	struct pieces p;
	bool good;

	if (!au->opt->no_hashes || au->nrole || au->nmember || au->diag.n ||
	    !open_pieces(&p, fd))
		return false;
	if (!first_piece(&p) || p.at > text_span(p.first.buf, p.first.n)) {
		slice_close(&p.first);
		return false;
	}
	l.in = enter_pieces(au, &p, path, name);
	model_init(&own, au->cat, au->opt);
	own.arena.large = l.memory.large = p.from.size > LIMIT_SHARED;
	own.diag.quiet = true;
	own.fleet = au->fleet;
	own.input = au->input;
	own.ninput = au->ninput;
	own.stretch = au->stretch;
	own.nstretch = au->nstretch;
	l.au = &own;
	good = parse_once(&l, &p) && model_take_over(au, &own) == 0;
	l.au = au;
	/* A file that changed is not tried again. */
	if (!check_state(au, &p, name))
		good = true;
	else if (good)
		load_roles_end(&l);
	else
		au->ninput--;
	load_forget(&l);
	model_free(&own);
	slice_close(&p.first);
	return good;
}

/* True for a pipe, which can be opened once only and may be waited for. */
static bool
is_odd(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static void
cannot_read(struct audit *au, const char *name, int error)
{
	struct loc loc = {name, 0, 0};

	diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
	    load_error(error));
}

/*
 * Reads an open file whole, into the room that tenants share if they do. It
 * may have been read from in vain: on Windows that moves where reading goes on.
 */
static void
load_held(struct audit *au, const char *path, const char *name, int fd)
{
	struct carry *c = au->carry;
	struct buf own = {.limit = LIMIT_FILE_ROOM};
	struct buf *b = c ? &c->file : &own;

	if (lseek(fd, 0, SEEK_SET) < 0 || load_open(fd, b) < 0)
		cannot_read(au, name, errno);
	else
		load_export(au, path, name, b->data, b->len, true);
	buf_free(&own);
	if (c && b->cap > LIMIT_CARRY)
		buf_free(b);
}

/* A file that is neither a pipe nor written down nor given. */
static void
load_plain(struct audit *au, const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		cannot_read(au, name, errno);
		return;
	}
	if (!load_once(au, path, name, fd) &&
	    !load_pieces(au, path, name, fd))
		load_held(au, path, name, fd);
	close(fd);
}

static void
load_file(struct audit *au, const char *path, const char *name)
{
	char *data;
	size_t len;

	if (!util_eq(path, "-") && !au->store && !is_odd(path)) {
		load_plain(au, path, name);
		return;
	}
	if (load_input(au, STORE_EXPORT, path, name, &data, &len) < 0) {
		cannot_read(au, name, errno);
		return;
	}
	load_export(au, path, name, data, len, false);
	free(data);
}

/* Section 3: a role that is mostly unknown was misread, not granted. */
static void
check_unknown(struct audit *au, const struct role *r)
{
	size_t unknown = r->nother;

	if (unknown * 2 > r->listed)
		diag_error(&au->diag, EXIT_DATA, r->loc, "%zu of the %zu "
		    "functions of role \"%s\" are unknown, expected the "
		    "names of ConnectWise PSA in English", unknown, r->listed,
		    r->name);
}

static int
load_end(struct audit *au)
{
	bool unknown = au->nfunction > au->cat->nfunction;

	for (size_t i = 0; unknown && i < au->nrole && !au->diag.n; i++)
		check_unknown(au, au->role[i]);
	model_join(au);
	return au->diag.n ? -1 : 0;
}

int
load_files(struct audit *au, const char *const *path, size_t n)
{
	for (size_t i = 0; i < n && !au->diag.stop; i++)
		load_file(au, path[i],
		    load_name(&au->arena, path[i], path, n));
	return load_end(au);
}

int
load_named(struct audit *au, const char *const *path, const char *const *name,
    const char *const *text, size_t n)
{
	for (size_t i = 0; i < n && !au->diag.stop; i++) {
		struct loc loc = {name[i], 0, 0};

		/* Nobody named it: it merely lies in a folder. */
		if ((!text || !text[i]) && is_odd(path[i])) {
			diag_error(&au->diag, EXIT_NOINPUT, loc, "no regular "
			    "file, expected an export");
			continue;
		}
		if (!text || !text[i]) {
			if (au->store)
				load_file(au, path[i], name[i]);
			else
				load_plain(au, path[i], name[i]);
			continue;
		}
		if (au->store)
			store_note(au->store, STORE_EXPORT, load_owner(au,
			    STORE_EXPORT), path[i], name[i], text[i],
			    strlen(text[i]));
		load_export(au, path[i], name[i], text[i], strlen(text[i]),
		    false);
	}
	return load_end(au);
}

int
load_texts(struct audit *au, const struct load_text *text, size_t n)
{
	for (size_t i = 0; i < n && !au->diag.stop; i++)
		load_export(au, text[i].name, text[i].name, text[i].data,
		    text[i].len, false);
	return load_end(au);
}
