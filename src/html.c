#include <string.h>

#include "buf.h"
#include "hash.h"
#include "html.h"
#include "limits.h"

void
html_text(struct out *o, const char *s)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	buf_safe(&b, s, strlen(s));
	for (const char *p = buf_cstr(&b); *p; p++) {
		if (*p == '<')
			out_str(o, "&lt;");
		else if (*p == '>')
			out_str(o, "&gt;");
		else if (*p == '&')
			out_str(o, "&amp;");
		else if (*p == '"')
			out_str(o, "&quot;");
		else if (*p == '\'')
			out_str(o, "&#39;");
		else
			out_char(o, *p);
	}
	buf_free(&b);
}

void
html_printf(struct out *o, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	buf_init(&b, LIMIT_BUFFER);
	va_start(ap, fmt);
	buf_vprintf(&b, fmt, ap);
	va_end(ap);
	html_text(o, buf_cstr(&b));
	buf_free(&b);
}

void
html_element(struct out *o, const char *tag, const char *text)
{
	out_char(o, '<');
	out_str(o, tag);
	out_char(o, '>');
	html_text(o, text);
	out_str(o, "</");
	out_add(o, tag, strcspn(tag, " "));
	out_char(o, '>');
}

static unsigned
nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

void
html_digest(struct out *o, const char *text)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char hex[HASH_HEX];

	hash_hex(text, strlen(text), hex);
	out_str(o, "sha256-");
	/* 32 bytes: ten threes, and two with one '=' behind them. */
	for (size_t i = 0; i < 64; i += 6) {
		unsigned v = 0;

		for (size_t k = 0; k < 6; k++)
			v = v << 4 | (i + k < 64 ? nibble(hex[i + k]) : 0);
		out_char(o, digit[v >> 18]);
		out_char(o, digit[v >> 12 & 63]);
		out_char(o, digit[v >> 6 & 63]);
		out_char(o, i + 6 > 64 ? '=' : digit[v & 63]);
	}
}
