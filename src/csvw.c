#include <string.h>

#include "buf.h"
#include "csvw.h"
#include "limits.h"
#include "scan.h"

void
csvw_init(struct csvw *w, struct out *out)
{
	w->out = out;
	w->begun = false;
}

/* True when readers could take the text for more than one cell, or trim it. */
static bool
needs_quotes(const char *s, size_t n)
{
	return *s == '\'' || *s == ' ' || s[n - 1] == ' ' ||
	    scan_three(s, n, ',', ';', '"') != n ||
	    scan_three(s, n, '|', '|', '|') != n;
}

static void
put(struct csvw *w, const char *s, size_t n)
{
	size_t k;

	if (!needs_quotes(s, n)) {
		out_add(w->out, s, n);
		return;
	}
	out_char(w->out, '"');
	for (; n; s += k, n -= k) {
		k = scan_three(s, n, '"', '"', '"');
		out_add(w->out, s, k);
		if (k < n) {
			out_str(w->out, "\"\"");
			k++;
		}
	}
	out_char(w->out, '"');
}

void
csvw_text(struct csvw *w, const char *s)
{
	struct buf b;
	size_t n;

	if (w->begun)
		out_char(w->out, ',');
	w->begun = true;
	if (!s || !*s)
		return;
	n = strlen(s);
	/* Most is written as it stands. */
	if (!strchr("=+-@\t\r", *s) && buf_plain(s, n) == n) {
		put(w, s, n);
		return;
	}
	buf_init(&b, LIMIT_BUFFER);
	if (strchr("=+-@\t\r", *s))
		buf_char(&b, '\'');
	buf_safe(&b, s, n);
	put(w, buf_cstr(&b), b.len);
	buf_free(&b);
}

void
csvw_end(struct csvw *w)
{
	out_char(w->out, '\n');
	w->begun = false;
}
