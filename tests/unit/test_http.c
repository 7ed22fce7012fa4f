#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/http.h"

#define H11 "HTTP/1.1 200 OK\r\n"
#define CHUNKED H11 "Transfer-Encoding: chunked\r\n\r\n"

/* A server that hands out a text in pieces and keeps what it was sent. */
struct wire {
	const char *text;
	size_t n, at, piece;
	bool cut;	/* ends with a failure rather than in order */
	struct buf sent;
};

static int
wire_read(void *ctx, void *p, size_t n, size_t *got, struct http_error *e)
{
	struct wire *w = ctx;
	size_t left = w->n - w->at;

	if (!left && w->cut)
		return http_fail(e, "the connection was cut");
	n = n < w->piece ? n : w->piece;
	*got = n < left ? n : left;
	memcpy(p, w->text + w->at, *got);
	w->at += *got;
	return 0;
}

static int
wire_write(void *ctx, const void *p, size_t n, struct http_error *e)
{
	struct wire *w = ctx;

	(void)e;
	buf_add(&w->sent, p, n);
	return 0;
}

static const struct http_request plain = {
	.host = "api.example.com:8443", .path = "/v4_6_release/apis/3.0/x?y=1",
	.accept = "application/json", .client_id = "1-2",
};

static int
get(struct http_answer *r, const char *text, size_t n, size_t piece,
    struct http_error *e)
{
	struct wire w = {.text = text, .n = n, .piece = piece};
	struct stream s = {wire_read, wire_write, &w};
	int rc;

	buf_init(&w.sent, 1 << 16);
	rc = http_get(&s, &plain, r, e);
	buf_free(&w.sent);
	return rc;
}

/* One answer and what it means: status and body, or the reason to refuse. */
struct sample {
	const char *text;
	int status;	/* 0: refused */
	const char *body;	/* or a part of the reason */
	bool keep;
};

static const struct sample samples[] = {
	{H11 "Content-Length: 4\r\n\r\nnull", 200, "null", true},
	{"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, "", true},
	{"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", false},
	{"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n"
	    "Content-Length: 1\r\n\r\nx", 200, "x", true},
	{H11 "CONTENT-LENGTH:2\r\nconnection: foo , CLOSE\r\n\r\nok", 200,
	    "ok", false},
	{H11 "Content-Length:   2 \t \r\n\r\nok", 200, "ok", true},
	{H11 "\r\nuntil the end", 200, "until the end", false},
	{"HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
	{"HTTP/1.1 100 Continue\r\n\r\n" H11 "Content-Length: 1\r\n\r\nx", 200,
	    "x", true},
	{"HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n"
	    "Content-Length: 0\r\n\r\n", 302, "", true},
	{"HTTP/1.1 429 Too Many Requests\r\nretry-after: 30\r\n"
	    "Content-Length: 2\r\n\r\n{}", 429, "{}", true},
	{CHUNKED "4\r\nwiki\r\n5\r\npedia\r\n0\r\n\r\n", 200, "wikipedia",
	    true},
	{CHUNKED "000A;name=\"v\"\r\n0123456789\r\n0 \r\nX-T: 1\r\n\r\n", 200,
	    "0123456789", true},
	{H11 "transfer-encoding: Chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n", 200,
	    "\n", true},
	{H11 "Content-Encoding: identity\r\nContent-Length: 1\r\n\r\nx", 200,
	    "x", true},

	{"", 0, "without an answer", false},
	{"HTTP/1.1 200 OK\r\n", 0, "cut short", false},
	{H11 "Content-Length: 4\r\n\r\nnul", 0, "1 bytes of the body", false},
	{CHUNKED "4\r\nwik", 0, "cut short", false},
	{CHUNKED "4\r\nwiki\r\n", 0, "cut short", false},
	{CHUNKED "4\r\nwiki\r\n0\r\n", 0, "cut short", false},
	{CHUNKED "4\r\nwikipedia\r\n0\r\n\r\n", 0, "longer than", false},
	{CHUNKED "\r\n", 0, "chunk size", false},
	{CHUNKED "g\r\n", 0, "chunk size", false},
	{CHUNKED "-1\r\n", 0, "chunk size", false},
	{CHUNKED "0x4\r\nwiki\r\n0\r\n\r\n", 0, "chunk size", false},
	{CHUNKED "4 4\r\n", 0, "chunk size", false},
	{CHUNKED "ffffffffffffffffffff\r\n", 0, "limit", false},
	{CHUNKED "4\nwiki\n0\n\n", 0, "malformed line", false},
	{H11 "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4", 0,
	    "both", false},
	{H11 "Transfer-Encoding: gzip, chunked\r\n\r\n", 0, "unknown",
	    false},
	{H11 "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
	    0, "unknown", false},
	{"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0,
	    "unknown", false},
	{H11 "Content-Length: 4\r\nContent-Length: 4\r\n\r\nnull", 0, "broken",
	    false},
	{H11 "Content-Length: 4, 4\r\n\r\nnull", 0, "broken", false},
	{H11 "Content-Length: -4\r\n\r\nnull", 0, "broken", false},
	{H11 "Content-Length: +4\r\n\r\nnull", 0, "broken", false},
	{H11 "Content-Length: 0x4\r\n\r\nnull", 0, "broken", false},
	{H11 "Content-Length:\r\n\r\n", 0, "broken", false},
	{H11 "Content-Length: 99999999999999999999999\r\n\r\n", 0, "broken",
	    false},
	{H11 "Content-Length: 4294967296\r\n\r\n", 0, "limit", false},
	{H11 "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", 0,
	    "compressed", false},
	{H11 "Bad Name: x\r\n\r\n", 0, "malformed header", false},
	{H11 "Name : x\r\n\r\n", 0, "malformed header", false},
	{H11 ": x\r\n\r\n", 0, "malformed header", false},
	{H11 "NoColon\r\n\r\n", 0, "malformed header", false},
	{H11 "A: b\r\n folded\r\nContent-Length: 0\r\n\r\n", 0,
	    "malformed header", false},
	{H11 "A: b\rc\r\n\r\n", 0, "malformed line", false},
	{H11 "A: b\x01\r\n\r\n", 0, "malformed line", false},
	{H11 "A: b\n\r\n", 0, "malformed line", false},
	{"HTTP/2 200\r\n\r\n", 0, "not HTTP", false},
	{"HTTP/1.1  200 OK\r\n\r\n", 0, "no status", false},
	{"HTTP/1.1 2000 OK\r\n\r\n", 0, "no status", false},
	{"HTTP/1.1 20 OK\r\n\r\n", 0, "no status", false},
	{"HTTP/1.1 099 OK\r\n\r\n", 0, "no status", false},
	{"HTTP/1.1 600 OK\r\n\r\n", 0, "no status", false},
	{"HTTP/1.1", 0, "cut short", false},
	{"SSH-2.0-OpenSSH_9.2\r\n", 0, "not HTTP", false},
	{"<html>\n", 0, "not HTTP", false},
	{"\x15\x03\x01", 0, "not HTTP", false},
	{"HTTP/1.1 101 Switching Protocols\r\n\r\n", 0, "changed the protocol",
	    false},
	{H11 "Content-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n", 0,
	    "more than one", false},
};

static void
check(struct http_answer *r, const struct sample *s, size_t piece)
{
	struct http_error e = {.text = ""};
	int rc = get(r, s->text, strlen(s->text), piece, &e);

	if (s->status && rc < 0)
		fail_msg("piece %zu: %s: refused: %s", piece, s->text, e.text);
	if (!s->status && rc == 0)
		fail_msg("piece %zu: accepted: %s", piece, s->text);
	if (!s->status && !strstr(e.text, s->body))
		fail_msg("piece %zu: %s: reason: %s", piece, s->text, e.text);
	if (!s->status)
		return;
	assert_int_equal(r->status, s->status);
	assert_string_equal(buf_cstr(&r->body), s->body);
	assert_int_equal(r->keep, s->keep);
}

/* Every answer, cut into pieces of every size. */
static void
test_samples(void **state)
{
	struct http_answer r;

	(void)state;
	http_init(&r);
	for (size_t i = 0; i < countof(samples); i++) {
		size_t n = strlen(samples[i].text);

		for (size_t piece = 1; piece <= n + 1; piece++) {
			/* Bytes behind the answer need one piece to be seen. */
			if (strstr(samples[i].text, "xHTTP") && piece < n)
				continue;
			check(&r, &samples[i], piece);
		}
	}
	http_free(&r);
}

static void
test_headers(void **state)
{
	static const char text[] = H11 "Retry-After: 7\r\nX-A:\r\n"
	    "x-a: second\r\nContent-Length: 0\r\n\r\n";
	struct http_answer r;
	struct http_error e;

	(void)state;
	http_init(&r);
	assert_int_equal(get(&r, text, sizeof(text) - 1, 3, &e), 0);
	assert_string_equal(http_header(&r, "RETRY-AFTER"), "7");
	assert_string_equal(http_header(&r, "x-a"), "");
	assert_null(http_header(&r, "Retry"));
	http_free(&r);
}

static void
test_nul(void **state)
{
	static const char text[] = H11 "A: b\0c\r\n\r\n";
	struct http_answer r;
	struct http_error e;

	(void)state;
	http_init(&r);
	assert_int_equal(get(&r, text, sizeof(text) - 1, 99, &e), -1);
	http_free(&r);
}

static void
repeat(struct buf *b, const char *s, size_t n)
{
	while (n--)
		buf_str(b, s);
}

/* Each cap stops the reading, and says which it was. */
static void
test_limits(void **state)
{
	struct http_answer r;
	struct http_error e;
	struct buf b;

	(void)state;
	http_init(&r);
	buf_init(&b, 1 << 28);
	buf_str(&b, H11 "A: ");
	repeat(&b, "x", LIMIT_HTTP_LINE);
	assert_int_equal(get(&r, b.data, b.len, 4096, &e), -1);
	assert_non_null(strstr(e.text, "header line"));
	buf_clear(&b);
	buf_str(&b, H11);
	repeat(&b, "A: b\r\n", LIMIT_HTTP_HEADERS + 1);
	assert_int_equal(get(&r, b.data, b.len, 4096, &e), -1);
	assert_non_null(strstr(e.text, "headers"));
	buf_clear(&b);
	buf_str(&b, H11);
	for (int i = 0; i < 10; i++) {
		buf_str(&b, "A: ");
		repeat(&b, "x", LIMIT_HTTP_LINE - 10);
		buf_str(&b, "\r\n");
	}
	assert_int_equal(get(&r, b.data, b.len, 4096, &e), -1);
	assert_non_null(strstr(e.text, "headers exceed"));
	buf_clear(&b);
	repeat(&b, "HTTP/1.1 100 Continue\r\n\r\n", LIMIT_HTTP_INTERIM + 1);
	assert_int_equal(get(&r, b.data, b.len, 4096, &e), -1);
	assert_non_null(strstr(e.text, "interim"));
	buf_clear(&b);
	buf_str(&b, CHUNKED);
	for (int i = 0; i < 9; i++) {
		buf_str(&b, "400000\r\n");
		repeat(&b, "01234567", 0x400000 / 8);
		buf_str(&b, "\r\n");
	}
	assert_int_equal(get(&r, b.data, b.len, 16384, &e), -1);
	assert_non_null(strstr(e.text, "the body exceeds"));
	buf_clear(&b);
	buf_str(&b, CHUNKED "0\r\n");
	repeat(&b, "X-Trailer: 0123456789\r\n", 4000);
	assert_int_equal(get(&r, b.data, b.len, 4096, &e), -1);
	assert_non_null(strstr(e.text, "headers exceed"));
	buf_free(&b);
	http_free(&r);
}

/* A cut connection is no end of a body, however long the body is. */
static void
test_cut(void **state)
{
	static const char text[] = H11 "\r\nhalf of it";
	struct wire w = {.text = text, .n = sizeof(text) - 1, .piece = 5,
	    .cut = true};
	struct stream s = {wire_read, wire_write, &w};
	struct http_answer r;
	struct http_error e;

	(void)state;
	buf_init(&w.sent, 1 << 16);
	http_init(&r);
	assert_int_equal(http_get(&s, &plain, &r, &e), -1);
	assert_string_equal(e.text, "the connection was cut");
	http_free(&r);
	buf_free(&w.sent);
}

/* One answer after another on the same connection. */
static void
test_keep(void **state)
{
	static const char text[] = H11 "Content-Length: 1\r\n\r\na"
	    CHUNKED "1\r\nb\r\n0\r\n\r\n";
	struct wire w = {.text = text, .n = sizeof(text) - 1, .piece = 1};
	struct stream s = {wire_read, wire_write, &w};
	struct http_answer r;
	struct http_error e;

	(void)state;
	buf_init(&w.sent, 1 << 16);
	http_init(&r);
	assert_int_equal(http_get(&s, &plain, &r, &e), 0);
	assert_string_equal(buf_cstr(&r.body), "a");
	assert_true(r.keep);
	assert_int_equal(http_get(&s, &plain, &r, &e), 0);
	assert_string_equal(buf_cstr(&r.body), "b");
	http_free(&r);
	buf_free(&w.sent);
}

static void
test_request(void **state)
{
	struct secret key = {0}, to = {0};
	struct http_request q = plain;
	struct http_error e;

	(void)state;
	secret_init(&key, 100);
	secret_init(&to, LIMIT_HTTP_REQUEST);
	assert_int_equal(secret_base64(&key, "co+pub:priv", 11), 0);
	assert_string_equal(key.data, "Y28rcHViOnByaXY=");
	q.basic = &key;
	assert_int_equal(http_form(&to, &q, &e), 0);
	assert_string_equal(to.data,
	    "GET /v4_6_release/apis/3.0/x?y=1 HTTP/1.1\r\n"
	    "Host: api.example.com:8443\r\nAccept: application/json\r\n"
	    "Accept-Encoding: identity\r\nUser-Agent: cwaudit\r\n"
	    "clientId: 1-2\r\n"
	    "Authorization: Basic Y28rcHViOnByaXY=\r\n\r\n");
	q.basic = NULL;
	q.client_id = NULL;
	assert_int_equal(http_form(&to, &q, &e), 0);
	assert_null(strstr(to.data, "Authorization"));
	assert_null(strstr(to.data, "clientId"));
	secret_free(&to);
	secret_free(&key);
	secret_free(&key);
}

/* Nothing that is put into a request can end its line or begin another. */
static void
test_split(void **state)
{
	static const char *const bad[] = {
		"", "x", "/a b", "/a\r\nX: y", "/a\n", "/a\tb", "/a#b",
		"/\xc3\xa9", "/a\x7f",
	};
	static const char *const hosts[] = {
		"", "a b", "a\r\nX: y", "a/b", "user@a", "a?b", "a#b",
	};
	struct secret to = {0};
	struct http_request q;
	struct http_error e;

	(void)state;
	secret_init(&to, LIMIT_HTTP_REQUEST);
	for (size_t i = 0; i < countof(bad); i++) {
		q = plain;
		q.path = bad[i];
		assert_int_equal(http_form(&to, &q, &e), -1);
		assert_int_equal(to.len, 0);
	}
	for (size_t i = 0; i < countof(hosts); i++) {
		q = plain;
		q.host = hosts[i];
		assert_int_equal(http_form(&to, &q, &e), -1);
	}
	q = plain;
	q.client_id = "a\r\nX: y";
	assert_int_equal(http_form(&to, &q, &e), -1);
	secret_free(&to);
}

static void
test_long_request(void **state)
{
	static char path[LIMIT_HTTP_REQUEST + 2];
	struct http_request q = plain;
	struct secret to = {0};
	struct http_error e;

	(void)state;
	memset(path, 'a', sizeof(path) - 1);
	path[0] = '/';
	q.path = path;
	secret_init(&to, LIMIT_HTTP_REQUEST);
	assert_int_equal(http_form(&to, &q, &e), -1);
	assert_non_null(strstr(e.text, "exceeds"));
	secret_free(&to);
}

static void
test_base64(void **state)
{
	static const char *const pair[][2] = {
		{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
		{"foob", "Zm9vYg=="}, {"\xff\xfe\xfd", "//79"},
	};
	struct secret s = {0};

	(void)state;
	secret_init(&s, 16);
	for (size_t i = 0; i < countof(pair); i++) {
		secret_clear(&s);
		assert_int_equal(secret_base64(&s, pair[i][0],
		    strlen(pair[i][0])), 0);
		assert_string_equal(s.data, pair[i][1]);
	}
	secret_clear(&s);
	while (secret_add(&s, "0123456789abcdef", 16) == 0)
		continue;
	assert_true(s.len < s.cap);
	assert_int_equal(secret_base64(&s, "0123456789abcdef", 16), -1);
	secret_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_long_request),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
