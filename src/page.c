#include <string.h>

#include "buf.h"
#include "limits.h"
#include "page.h"

static const char *const escape[] = {
	[PAGE_PLAIN] = "", [PAGE_BOLD] = "\033[1m", [PAGE_DIM] = "\033[2m",
	[PAGE_RED] = "\033[1;31m", [PAGE_YELLOW] = "\033[33m",
	[PAGE_BLUE] = "\033[36m", [PAGE_GREEN] = "\033[32m"
};

static void
style(struct page *p, enum page_style s, const char *text)
{
	bool on = p->color && s != PAGE_PLAIN;

	out_str(p->out, on ? escape[s] : "");
	out_str(p->out, text);
	out_str(p->out, on ? "\033[0m" : "");
}

static size_t
width(const char *s, size_t n)
{
	size_t w = 0;

	for (size_t i = 0; i < n; i++)
		w += ((unsigned char)s[i] & 0xc0) != 0x80;
	return w;
}

size_t
page_width(const char *s)
{
	struct buf b;
	size_t w;

	buf_init(&b, LIMIT_BUFFER);
	buf_safe(&b, s, strlen(s));
	w = width(buf_cstr(&b), b.len);
	buf_free(&b);
	return w;
}

void
page_cell(struct buf *b, const char *s, size_t columns)
{
	size_t from = b->len, n = strlen(s), w, keep;

	/* Most are so: then a byte is a column. */
	if (n <= columns && buf_plain(s, n) == n) {
		buf_add(b, s, n);
		buf_fill(b, ' ', columns - n);
		return;
	}
	buf_safe(b, s, n);
	w = width(buf_cstr(b) + from, b->len - from);
	keep = w > columns ? columns - 2 : w;
	for (n = from; n < b->len && keep; keep--) {
		n++;
		while (n < b->len && ((unsigned char)b->data[n] & 0xc0) ==
		    0x80)
			n++;
	}
	buf_cut(b, n);
	if (w > columns)
		buf_str(b, "..");
	buf_fill(b, ' ', w < columns ? columns - w : 0);
}

/* Breaks safe text between words. `at` columns of the line are taken. */
static void
flow(struct page *p, size_t at, size_t rest, const char *s)
{
	bool fresh = true;

	while (*s) {
		size_t n = strcspn(s, " "), w = width(s, n);

		if (!fresh && at + 1 + w > PAGE_WIDTH) {
			out_char(p->out, '\n');
			out_fill(p->out, ' ', rest);
			at = rest;
		} else if (!fresh) {
			out_char(p->out, ' ');
			at++;
		}
		out_add(p->out, s, n);
		at += w;
		s += n;
		s += strspn(s, " ");
		fresh = false;
	}
	out_char(p->out, '\n');
}

static void
format(struct buf *safe, const char *fmt, va_list ap)
{
	struct buf raw;

	buf_init(&raw, LIMIT_BUFFER);
	buf_init(safe, LIMIT_BUFFER);
	buf_vprintf(&raw, fmt, ap);
	buf_safe(safe, buf_cstr(&raw), raw.len);
	buf_free(&raw);
}

void
page_text(struct page *p, size_t first, size_t rest, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	va_start(ap, fmt);
	format(&b, fmt, ap);
	va_end(ap);
	out_fill(p->out, ' ', first);
	flow(p, first, rest, buf_cstr(&b));
	buf_free(&b);
}

void
page_label(struct page *p, size_t indent, enum page_style s,
    const char *label, size_t rest, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	va_start(ap, fmt);
	format(&b, fmt, ap);
	va_end(ap);
	out_fill(p->out, ' ', indent);
	style(p, s, label);
	out_char(p->out, ' ');
	flow(p, indent + strlen(label) + 1, rest, buf_cstr(&b));
	buf_free(&b);
}

/* Blanks at the end of a line are never wanted. */
static void
cut_blanks(struct buf *b)
{
	while (b->len && b->data[b->len - 1] == ' ')
		b->data[--b->len] = '\0';
}

void
page_raw(struct page *p, struct buf *b)
{
	cut_blanks(b);
	out_add(p->out, buf_cstr(b), b->len);
	out_char(p->out, '\n');
}

void
page_line(struct page *p, enum page_style s, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	va_start(ap, fmt);
	format(&b, fmt, ap);
	va_end(ap);
	cut_blanks(&b);
	style(p, s, buf_cstr(&b));
	out_char(p->out, '\n');
	buf_free(&b);
}

void
page_heading(struct page *p, const char *fmt, ...)
{
	struct buf b;
	va_list ap;

	va_start(ap, fmt);
	format(&b, fmt, ap);
	va_end(ap);
	out_char(p->out, '\n');
	style(p, PAGE_BOLD, buf_cstr(&b));
	out_char(p->out, '\n');
	buf_free(&b);
}
