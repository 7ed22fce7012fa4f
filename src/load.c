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
#include "text.h"

#define NO_HEADER "no header row, expected the headings of a roles, role " \
    "list, members or table setup export (or --column NAME=HEADING)"

static int
read_all(int fd, struct buf *b)
{
	static char piece[65536];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		buf_add(b, piece, (size_t)n);
		if (b->full) {
			errno = EFBIG;
			return -1;
		}
	}
	return 0;
}

int
load_bytes(const char *path, char **data, size_t *len)
{
	int fd = STDIN_FILENO, kept, status;
	struct stat st;
	struct buf b;

	if (!util_eq(path, "-"))
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	buf_init(&b, LIMIT_FILE);
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		status = -1;
	} else {
		status = read_all(fd, &b);
	}
	kept = errno;
	if (fd != STDIN_FILENO)
		close(fd);
	errno = kept;
	if (status < 0) {
		buf_free(&b);
		return -1;
	}
	*data = b.data;
	*len = b.len;
	return 0;
}

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
	char *hex = arena_alloc(&au->arena, HASH_HEX);

	if (au->ninput == LIMIT_INPUTS)
		util_die("more than %d inputs", LIMIT_INPUTS);
	hash_hex(data, len, hex);
	in->file = name;
	in->path = path;
	in->sha256 = hex;
	in->bytes = len;
	in->encoding = text_encoding_name(TEXT_UTF8);
	in->delimiter = ',';
	in->number = (uint16_t)au->ninput;
	au->input = arena_more(&au->arena, au->input, au->ninput,
	    sizeof(struct input *));
	au->input[au->ninput++] = in;
	return in;
}

static size_t
line_length(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i] != '\n' && p[i] != '\r')
		i++;
	return i;
}

static const char delimiters[] = ",;\t|";

/* Skips what stands before the table; sets the delimiter of a sep= line. */
static uint32_t
skip_lines(const struct text *t, size_t *at, char *delimiter)
{
	uint32_t line = 1;

	while (*at < t->len) {
		const char *p = t->data + *at;
		size_t n = line_length(p, t->len - *at), m = n;
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

/* The candidate that stands most often outside quotes in a line. */
static char
guess_delimiter(const char *p, size_t n)
{
	size_t count[sizeof(delimiters)] = {0}, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		const char *c = p[i] ? strchr(delimiters, p[i]) : NULL;

		if (p[i] == '"')
			quoted = !quoted;
		else if (!quoted && c)
			count[c - delimiters]++;
		if ((p[i] == '\n' || p[i] == '\r') && !quoted &&
		    (count[0] || count[1] || count[2] || count[3]))
			break;
	}
	for (size_t i = 1; delimiters[i]; i++) {
		if (count[i] > count[best])
			best = i;
	}
	return delimiters[best];
}

uint32_t
load_preamble(const struct text *t, size_t *at, char *delimiter)
{
	uint32_t line;

	*delimiter = '\0';
	line = skip_lines(t, at, delimiter);
	if (!*delimiter)
		*delimiter = guess_delimiter(t->data + *at, t->len - *at);
	return line;
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
before_head(struct load *l, const struct csvin_row *row, size_t filled,
    size_t at)
{
	struct loc loc = {l->in->file, row->line, row->cell[0].col};
	int is = load_head(l, row);

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
	size_t at = 0, filled = filled_cells(row, &at);
	struct loc loc = {l->in->file, row->line, 0};

	if (!filled)
		return 0;
	if (!l->begun)
		return before_head(l, row, filled, at);
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

static void
parse(struct load *l, const struct text *t)
{
	struct diag *d = &l->au->diag;
	struct loc loc = {l->in->file, 0, 0};
	size_t at = 0, before = d->n;
	uint32_t line = load_preamble(t, &at, &l->in->delimiter);
	struct csvin *in = csvin_new(l->in->delimiter, on_row, l);
	const char *what;

	csvin_at(in, line);
	if (csvin_feed(in, t->data + at, t->len - at) < 0 ||
	    csvin_finish(in) < 0) {
		what = csvin_error(in, &loc.line, &loc.col);
		if (what)
			diag_error(d, EXIT_DATA, loc, "%s", what);
	}
	csvin_free(in);
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
	size_t n = line_length(t->data, t->len);
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

static void
load_export(struct audit *au, const char *path, const char *name,
    const char *data, size_t len)
{
	struct load l = {.au = au};
	struct loc loc = {name, 0, 0};
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
		if (au->fleet && is_report(&t))
			l.foreign = "a report of cwaudit";
		else if (is_json(&t))
			diag_error(&au->diag, EXIT_DATA, loc, "this is JSON, "
			    "expected an export as CSV");
		else
			parse(&l, &t);
		text_free(&t);
		if (l.foreign && au->fleet)
			leave_out(au, &l);
		else if (l.in->kind == INPUT_ROLES)
			load_roles_end(&l);
	}
}

static void
load_file(struct audit *au, const char *path, const char *name)
{
	struct loc loc = {name, 0, 0};
	char *data;
	size_t len;

	if (load_bytes(path, &data, &len) < 0) {
		diag_error(&au->diag, EXIT_NOINPUT, loc, "cannot be read: %s",
		    strerror(errno));
		return;
	}
	load_export(au, path, name, data, len);
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
	for (size_t i = 0; i < au->nrole && !au->diag.n; i++)
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
		if (text && text[i])
			load_export(au, path[i], name[i], text[i],
			    strlen(text[i]));
		else
			load_file(au, path[i], name[i]);
	}
	return load_end(au);
}

int
load_texts(struct audit *au, const struct load_text *text, size_t n)
{
	for (size_t i = 0; i < n && !au->diag.stop; i++)
		load_export(au, text[i].name, text[i].name, text[i].data,
		    text[i].len);
	return load_end(au);
}
