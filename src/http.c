#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "http.h"

enum {
	S_STATUS,	/* the first line */
	S_HEADER,
	S_LENGTH,	/* a body of known length */
	S_CLOSE,	/* a body that the end of the connection ends */
	S_SIZE,		/* the line before a chunk */
	S_CHUNK,
	S_CHUNK_END,	/* the line break behind a chunk */
	S_TRAILER,
	S_DONE
};

int
http_fail(struct http_error *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->timeout = false;
	return -1;
}

int
http_timeout(struct http_error *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	e->timeout = true;
	return -1;
}

double
http_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void
http_init(struct http_answer *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->line, LIMIT_HTTP_LINE);
	buf_init(&r->head, LIMIT_HTTP_HEAD);
	buf_init(&r->body, LIMIT_HTTP_BODY);
}

void
http_reset(struct http_answer *r)
{
	struct buf line = r->line, head = r->head, body = r->body;

	memset(r, 0, sizeof(*r));
	r->line = line;
	r->head = head;
	r->body = body;
	buf_clear(&r->line);
	buf_clear(&r->head);
	buf_clear(&r->body);
}

void
http_free(struct http_answer *r)
{
	buf_free(&r->line);
	buf_free(&r->head);
	buf_free(&r->body);
	http_init(r);
}

const char *
http_header(const struct http_answer *r, const char *name)
{
	for (size_t i = 0; i < r->nfield; i++) {
		if (util_ieq(r->head.data + r->field[i].name, name))
			return r->head.data + r->field[i].value;
	}
	return NULL;
}

static size_t
count_fields(const struct http_answer *r, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nfield; i++)
		n += util_ieq(r->head.data + r->field[i].name, name);
	return n;
}

static bool
is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

/* True when the comma-separated list holds the word. */
static bool
lists(const char *value, const char *word)
{
	size_t n = strlen(word);

	while (value && *value) {
		size_t len;
		char item[32];

		value += strspn(value, " \t,");
		len = strcspn(value, " \t,");
		if (len == n && len < sizeof(item)) {
			memcpy(item, value, len);
			item[len] = '\0';
			if (util_ieq(item, word))
				return true;
		}
		value += len;
	}
	return false;
}

static int
status_line(struct http_answer *r, struct http_error *e)
{
	const char *s = buf_cstr(&r->line);

	if (strncmp(s, "HTTP/1.", 7) != 0 || (s[7] != '0' && s[7] != '1') ||
	    s[8] != ' ')
		return http_fail(e, "the answer is not HTTP/1.1");
	for (int i = 9; i < 12; i++) {
		if (s[i] < '0' || s[i] > '9')
			return http_fail(e, "the answer has no status code");
		r->status = r->status * 10 + (s[i] - '0');
	}
	if ((s[12] && s[12] != ' ') || r->status < 100 || r->status > 599)
		return http_fail(e, "the answer has no status code");
	r->minor = s[7] == '1';
	r->state = S_HEADER;
	return 0;
}

static int
header_line(struct http_answer *r, struct http_error *e)
{
	const char *s = buf_cstr(&r->line);
	size_t name = 0, end = r->line.len;
	struct http_field *f;

	while (is_token(s[name]))
		name++;
	if (!name || s[name] != ':')
		return http_fail(e, "the answer has a malformed header");
	if (r->nfield == LIMIT_HTTP_HEADERS)
		return http_fail(e, "the answer has more than %d headers",
		    LIMIT_HTTP_HEADERS);
	f = &r->field[r->nfield++];
	f->name = r->head.len;
	buf_add(&r->head, s, name);
	buf_char(&r->head, '\0');
	s += name + 1;
	end -= name + 1;
	while (end && (*s == ' ' || *s == '\t')) {
		s++;
		end--;
	}
	while (end && (s[end - 1] == ' ' || s[end - 1] == '\t'))
		end--;
	f->value = r->head.len;
	buf_add(&r->head, s, end);
	buf_char(&r->head, '\0');
	if (r->head.full)
		return http_fail(e, "the headers exceed %d bytes",
		    LIMIT_HTTP_HEAD);
	return 0;
}

static int
content_length(struct http_answer *r, struct http_error *e)
{
	unsigned long n;

	if (count_fields(r, "Content-Length") > 1 ||
	    util_number(http_header(r, "Content-Length"), ~0UL, &n) < 0)
		return http_fail(e, "the answer has a broken Content-Length");
	if (n > LIMIT_HTTP_BODY)
		return http_fail(e, "the body of %lu bytes exceeds the limit "
		    "of %lu", n, LIMIT_HTTP_BODY);
	r->left = n;
	r->state = n ? S_LENGTH : S_DONE;
	return 0;
}

/* Behind the last header: how long is the body? */
static int
body_form(struct http_answer *r, struct http_error *e)
{
	const char *coding = http_header(r, "Transfer-Encoding");
	const char *packed = http_header(r, "Content-Encoding");
	const char *connection = http_header(r, "Connection");
	bool length = http_header(r, "Content-Length");

	r->keep = r->minor ? !lists(connection, "close") :
	    lists(connection, "keep-alive");
	if (r->status == 204 || r->status == 304 ||
	    (r->tunnel && r->status / 100 == 2)) {
		r->state = S_DONE;
		return 0;
	}
	if (coding && length)
		return http_fail(e, "the answer has both Content-Length and "
		    "Transfer-Encoding");
	if (packed && !util_ieq(packed, "identity"))
		return http_fail(e, "the body is compressed, which was not "
		    "asked for");
	if (length)
		return content_length(r, e);
	if (coding) {
		if (!r->minor || count_fields(r, "Transfer-Encoding") > 1 ||
		    !util_ieq(coding, "chunked"))
			return http_fail(e, "the answer has an unknown "
			    "Transfer-Encoding");
		r->state = S_SIZE;
		return 0;
	}
	r->keep = false;
	r->state = S_CLOSE;
	return 0;
}

static int
head_end(struct http_answer *r, struct http_error *e)
{
	if (r->status >= 200)
		return body_form(r, e);
	if (r->status == 101)
		return http_fail(e, "the server changed the protocol, which "
		    "was not asked for");
	if (++r->interim > LIMIT_HTTP_INTERIM)
		return http_fail(e, "the server sent only interim answers");
	r->status = 0;
	r->nfield = 0;
	buf_clear(&r->head);
	r->state = S_STATUS;
	return 0;
}

static int
chunk_size(struct http_answer *r, struct http_error *e)
{
	const char *s = buf_cstr(&r->line);
	unsigned long long n = 0;
	int digits = 0;

	for (;; s++, digits++) {
		if (*s >= '0' && *s <= '9')
			n = n * 16 + (unsigned)(*s - '0');
		else if ((*s | 32) >= 'a' && (*s | 32) <= 'f')
			n = n * 16 + (unsigned)((*s | 32) - 'a' + 10);
		else
			break;
		if (n > LIMIT_HTTP_BODY)
			return http_fail(e, "a chunk exceeds the limit of %lu "
			    "bytes", LIMIT_HTTP_BODY);
	}
	s += strspn(s, " \t");
	if (!digits || (*s && *s != ';'))
		return http_fail(e, "the answer has a broken chunk size");
	r->left = n;
	r->state = n ? S_CHUNK : S_TRAILER;
	return 0;
}

static int
take_line(struct http_answer *r, struct http_error *e)
{
	bool empty = !r->line.len;

	switch (r->state) {
	case S_STATUS:
		return status_line(r, e);
	case S_HEADER:
		return empty ? head_end(r, e) : header_line(r, e);
	case S_SIZE:
		return chunk_size(r, e);
	case S_CHUNK_END:
		if (!empty)
			return http_fail(e, "a chunk is longer than it says");
		r->state = S_SIZE;
		return 0;
	default:
		/* Trailers are bounded like headers and then dropped. */
		r->left += r->line.len;
		if (r->left > LIMIT_HTTP_HEAD)
			return http_fail(e, "the headers exceed %d bytes",
			    LIMIT_HTTP_HEAD);
		if (empty)
			r->state = S_DONE;
		return 0;
	}
}

/* One byte of a line. The line break is CR LF, and nothing else is. */
static int
line_byte(struct http_answer *r, char c, struct http_error *e)
{
	bool cr = r->line.len && r->line.data[r->line.len - 1] == '\r';
	int rc;

	if (c == '\n' && cr) {
		r->line.data[--r->line.len] = '\0';
		rc = take_line(r, e);
		buf_clear(&r->line);
		return rc;
	}
	if (cr || c == '\n' || c == 0x7f ||
	    ((unsigned char)c < 0x20 && c != '\t' && c != '\r'))
		return http_fail(e, r->state == S_STATUS ?
		    "the answer is not HTTP/1.1" :
		    "the answer has a malformed line");
	buf_char(&r->line, c);
	if (r->line.full)
		return http_fail(e, "a header line exceeds %d bytes",
		    LIMIT_HTTP_LINE);
	return 0;
}

/* Bytes of the body: as many of n as belong to it. */
static int
body_bytes(struct http_answer *r, const char *p, size_t n, size_t *used,
    struct http_error *e)
{
	if (r->state != S_CLOSE && n > r->left)
		n = (size_t)r->left;
	*used = n;
	buf_add(&r->body, p, n);
	if (r->body.full)
		return http_fail(e, "the body exceeds the limit of %lu bytes",
		    LIMIT_HTTP_BODY);
	if (r->state == S_CLOSE)
		return 0;
	r->left -= n;
	if (!r->left)
		r->state = r->state == S_CHUNK ? S_CHUNK_END : S_DONE;
	return 0;
}

int
http_feed(struct http_answer *r, const char *p, size_t n, size_t *used,
    struct http_error *e)
{
	size_t part, i = 0;
	int rc = 0;

	r->begun = r->begun || n;
	while (i < n && r->state != S_DONE && rc == 0) {
		part = 1;
		if (r->state == S_LENGTH || r->state == S_CHUNK ||
		    r->state == S_CLOSE)
			rc = body_bytes(r, p + i, n - i, &part, e);
		else
			rc = line_byte(r, p[i], e);
		i += part;
	}
	*used = i;
	r->done = rc == 0 && r->state == S_DONE;
	return rc;
}

int
http_end(struct http_answer *r, struct http_error *e)
{
	if (r->state == S_CLOSE)
		r->state = S_DONE;
	r->done = r->state == S_DONE;
	if (r->done)
		return 0;
	if (!r->begun)
		return http_fail(e, "the server closed the connection without "
		    "an answer");
	if (r->state == S_LENGTH)
		return http_fail(e, "the answer is cut short: %llu bytes of "
		    "the body are missing", r->left);
	return http_fail(e, "the answer is cut short");
}

/* True when s is not empty and holds no blank, control or other byte. */
static bool
is_plain(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		if (*s <= ' ' || *s > '~')
			return false;
	}
	return true;
}

static int
put_field(struct secret *to, const char *name, const char *value)
{
	if (secret_str(to, name) < 0 || secret_str(to, value) < 0)
		return -1;
	return secret_str(to, "\r\n");
}

int
http_form(struct secret *to, const struct http_request *q,
    struct http_error *e)
{
	int rc = 0;

	if (!is_plain(q->host) || !is_plain(q->path) || q->path[0] != '/' ||
	    strchr(q->path, '#') || strpbrk(q->host, "/@?#"))
		return http_fail(e, "the host or the path cannot be asked "
		    "for");
	if (q->client_id && !is_plain(q->client_id))
		return http_fail(e, "the client id holds a blank or a "
		    "control character");
	secret_clear(to);
	rc |= secret_str(to, "GET ");
	rc |= secret_str(to, q->path);
	rc |= secret_str(to, " HTTP/1.1\r\n");
	rc |= put_field(to, "Host: ", q->host);
	rc |= put_field(to, "Accept: ", q->accept);
	rc |= put_field(to, "Accept-Encoding: ", "identity");
	rc |= put_field(to, "User-Agent: ", "cwaudit");
	if (q->client_id)
		rc |= put_field(to, "clientId: ", q->client_id);
	if (q->basic)
		rc |= put_field(to, "Authorization: Basic ", q->basic->data);
	rc |= secret_str(to, "\r\n");
	if (rc < 0 || to->len > LIMIT_HTTP_REQUEST) {
		secret_clear(to);
		return http_fail(e, "the request exceeds %d bytes",
		    LIMIT_HTTP_REQUEST);
	}
	return 0;
}

int
http_read(struct stream *s, struct http_answer *r, double late,
    struct http_error *e)
{
	char piece[16384];
	size_t got, used;

	while (!r->done) {
		if (s->read(s->ctx, piece, sizeof(piece), &got, e) < 0)
			return -1;
		if (!got)
			return http_end(r, e);
		if (http_feed(r, piece, got, &used, e) < 0)
			return -1;
		if (used < got)
			return http_fail(e, "the server sent more than one "
			    "answer");
		if (!r->done && http_now() > late)
			return http_timeout(e, "the answer took longer than "
			    "%d seconds", LIMIT_HTTP_SECONDS);
	}
	return 0;
}

int
http_get(struct stream *s, const struct http_request *q,
    struct http_answer *r, struct http_error *e)
{
	double late = http_now() + LIMIT_HTTP_SECONDS;
	struct secret text;
	int rc;

	http_reset(r);
	secret_init(&text, LIMIT_HTTP_REQUEST);
	rc = http_form(&text, q, e);
	if (rc == 0)
		rc = s->write(s->ctx, text.data, text.len, e);
	secret_free(&text);
	return rc < 0 ? -1 : http_read(s, r, late, e);
}
