#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "diag.h"
#include "limits.h"

/* Where messages of this thread wait, or NULL. */
static _Thread_local struct buf *held;

void
diag_hold(struct buf *b)
{
	held = b;
}

static void
say_line(const char *line)
{
	if (held)
		buf_str(held, line);
	else
		fputs(line, stderr);
}

void
diag_place(struct buf *b, struct loc loc)
{
	if (!loc.file)
		return;
	buf_str(b, loc.file);
	if (loc.line)
		buf_printf(b, ":%u", (unsigned)loc.line);
	if (loc.line && loc.col)
		buf_printf(b, ":%u", (unsigned)loc.col);
}

void
diag_print(const struct loc *loc, const char *kind, const char *text)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	if (loc && loc->file) {
		buf_safe(&b, loc->file, strlen(loc->file));
		if (loc->line)
			buf_printf(&b, ":%u", (unsigned)loc->line);
		if (loc->line && loc->col)
			buf_printf(&b, ":%u", (unsigned)loc->col);
		buf_str(&b, ": ");
	}
	if (kind)
		buf_printf(&b, "%s: ", kind);
	buf_safe(&b, text, strlen(text));
	buf_char(&b, '\n');
	say_line(buf_cstr(&b));
	buf_free(&b);
}

static bool
inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* What quotes a cell of megabytes keeps its begin and its end. */
static void
shorten(char *s)
{
	static const char between[] = " ... ";
	size_t n = strlen(s), begin = LIMIT_MESSAGE / 2, end;

	if (n <= LIMIT_MESSAGE)
		return;
	end = n - LIMIT_MESSAGE / 4;
	while (begin && inside(s[begin]))
		begin--;
	while (inside(s[end]))
		end++;
	memcpy(s + begin, between, sizeof(between) - 1);
	memmove(s + begin + sizeof(between) - 1, s + end, n - end + 1);
}

int
diag_error(struct diag *d, int code, struct loc loc, const char *fmt, ...)
{
	struct diag_item *item;
	char *text;
	va_list ap;

	if (code > d->code)
		d->code = code;
	if (d->stop)
		return -1;
	if (!d->item)
		d->item = arena_array(d->arena, LIMIT_DIAGNOSTICS,
		    sizeof(*d->item));
	item = &d->item[d->n++];
	item->loc = loc;
	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	shorten(text);
	item->text = text;
	if (!d->quiet)
		diag_print(&loc, "error", item->text);
	if (d->n == LIMIT_DIAGNOSTICS) {
		d->stop = true;
		if (!d->quiet)
			diag_note("too many errors, stopped after %d",
			    LIMIT_DIAGNOSTICS);
	}
	return -1;
}

static void
say(const char *fmt, va_list ap)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	buf_vprintf(&b, fmt, ap);
	diag_print(NULL, "cwaudit", buf_cstr(&b));
	buf_free(&b);
}

int
diag_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	say_line("Try 'cwaudit --help'.\n");
	return EXIT_USAGE;
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}
