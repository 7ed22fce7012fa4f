#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "limits.h"
#include "secret.h"
#include "util.h"

/* Why something on the network failed: one line, without secrets. */
struct http_error {
	char text[512];
	bool timeout;	/* it may well work if it is tried again */
};

/*
 * A connection, whatever carries it. read() waits for at most n bytes and
 * sets *got, which is 0 at the orderly end; a connection that was cut is a
 * failure. write() sends all n bytes. Both return 0, or -1 with e filled.
 */
struct stream {
	int (*read)(void *ctx, void *p, size_t n, size_t *got,
	    struct http_error *e);
	int (*write)(void *ctx, const void *p, size_t n,
	    struct http_error *e);
	void *ctx;
};

/* What a GET is made of. The strings are the caller's. */
struct http_request {
	const char *host;	/* with ":port" where it is not 443 */
	const char *path;	/* with its query, escaped */
	const char *accept;
	const char *client_id;	/* NULL: no such header */
	const struct secret *basic;	/* base64, NULL: no Authorization */
};

struct http_field {
	size_t name, value;	/* offsets into head */
};

/*
 * An answer as it comes in. The parser takes it in pieces of any size.
 * After http_feed() has returned 0 with `done` set, status, headers and body
 * are valid until http_reset().
 */
struct http_answer {
	int state;
	int status;
	bool done;
	bool keep;	/* the connection may carry another request */
	bool begun;	/* at least one byte came */
	bool tunnel;	/* the answer to a CONNECT: 2xx has no body */
	bool minor;	/* HTTP/1.1 rather than 1.0 */
	unsigned interim;
	unsigned long long left;	/* bytes of the body or the chunk */
	struct buf line, head, body;
	struct http_field field[LIMIT_HTTP_HEADERS];
	size_t nfield;
};

/* Prepares an answer. End it with http_free(). */
void http_init(struct http_answer *r);

/* Forgets the answer; the memory stays for the next. */
void http_reset(struct http_answer *r);

/* Frees what the answer holds. */
void http_free(struct http_answer *r);

/*
 * Reads the next n bytes of an answer. Sets *used to how many of them belong
 * to it, fewer than n only when it is complete. Returns 0, or -1 with e filled
 * when this is not an answer that can be trusted.
 */
int http_feed(struct http_answer *r, const char *p, size_t n, size_t *used,
    struct http_error *e);

/*
 * Tells the parser that the connection ended in order. Returns 0 when that
 * completes the answer, -1 with e filled when it cuts it short.
 */
int http_end(struct http_answer *r, struct http_error *e);

/*
 * Returns the value of a header, whatever the case of its name, or NULL. Of
 * several with one name the first. Valid until http_reset().
 */
const char *http_header(const struct http_answer *r, const char *name);

/*
 * Writes the request, which is always a GET, into `to`. The Authorization
 * header is left out when q->basic is NULL. Returns 0, or -1 with e filled
 * when a part holds a character that could end its line, or it is too long.
 */
int http_form(struct secret *to, const struct http_request *q,
    struct http_error *e);

/*
 * Sends one GET and reads its answer, which must come within
 * LIMIT_HTTP_SECONDS. Returns 0, or -1 with e filled.
 */
int http_get(struct stream *s, const struct http_request *q,
    struct http_answer *r, struct http_error *e);

/*
 * Reads one answer from the stream; `late` is when to give up, in seconds of
 * http_now(). Returns 0, or -1 with e filled; bytes behind the answer are a
 * failure, since nothing more was asked for.
 */
int http_read(struct stream *s, struct http_answer *r, double late,
    struct http_error *e);

/* Seconds of a clock that never goes back. */
double http_now(void);

/* Fill e. Always return -1, so that a caller can return it. */
int http_fail(struct http_error *e, const char *fmt, ...) util_printf(2, 3);
int http_timeout(struct http_error *e, const char *fmt, ...)
    util_printf(2, 3);

#endif
