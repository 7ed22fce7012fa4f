/* What a server says, in pieces of any size. */
#include <string.h>

#include "../../src/http.h"
#include "fuzz.h"

/* Writes down what became of an answer that comes in pieces. */
static void
in_pieces(struct buf *b, const char *p, size_t n, uint32_t state, bool whole,
    bool tunnel)
{
	struct http_answer r;
	struct http_error e = {0};
	size_t used, all = 0;
	int rc = 0;

	http_init(&r);
	r.tunnel = tunnel;
	for (size_t k; n && rc == 0 && !r.done; p += used, n -= used) {
		k = whole ? n : fuzz_piece(&state, n);
		rc = http_feed(&r, p, k, &used, &e);
		fuzz_check(rc < 0 || used == k || (used < k && r.done));
		all += used;
		if (rc < 0)
			break;
	}
	if (rc == 0 && !r.done)
		rc = http_end(&r, &e);
	fuzz_check(rc < 0 || (r.done && r.status >= 200 && r.status <= 599));
	fuzz_check(r.body.len <= LIMIT_HTTP_BODY &&
	    r.nfield <= LIMIT_HTTP_HEADERS && r.head.len <= LIMIT_HTTP_HEAD);
	fuzz_check(rc == 0 || *e.text);
	buf_printf(b, "%d %d %d %zu %zu %s\n", rc, r.status, r.keep,
	    rc < 0 ? 0 : all, r.nfield, e.text);
	if (rc == 0) {
		for (size_t i = 0; i < r.nfield; i++)
			buf_printf(b, "%s: %s\n", r.head.data +
			    r.field[i].name, http_header(&r, r.head.data +
			    r.field[i].name));
		buf_add(b, buf_cstr(&r.body), r.body.len);
	}
	http_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf b[3];

	for (int tunnel = 0; tunnel < 2; tunnel++) {
		for (int i = 0; i < 3; i++) {
			buf_init(&b[i], 1 << 28);
			in_pieces(&b[i], (const char *)data, size, i == 2 ?
			    fuzz_hash(data, size) : 0, i == 0, tunnel);
			fuzz_check(b[i].len == b[0].len && memcmp(b[i].data,
			    b[0].data, b[0].len) == 0);
		}
		for (int i = 0; i < 3; i++)
			buf_free(&b[i]);
	}
	return 0;
}
