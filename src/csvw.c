#include <string.h>

#include "buf.h"
#include "csvw.h"
#include "limits.h"

void
csvw_init(struct csvw *w, struct out *out)
{
	w->out = out;
	w->begun = false;
}

void
csvw_text(struct csvw *w, const char *s)
{
	struct buf b;
	bool quote;

	if (w->begun)
		out_char(w->out, ',');
	w->begun = true;
	if (!s || !*s)
		return;
	buf_init(&b, LIMIT_BUFFER);
	if (strchr("=+-@\t\r", *s))
		buf_char(&b, '\'');
	buf_safe(&b, s, strlen(s));
	s = buf_cstr(&b);
	quote = strpbrk(s, ",;\"|") || *s == '\'' || *s == ' ' ||
	    s[strlen(s) - 1] == ' ';
	if (quote)
		out_char(w->out, '"');
	while (*s) {
		size_t n = strcspn(s, "\"");

		out_add(w->out, s, n);
		if (s[n])
			out_str(w->out, "\"\"");
		s += n + (s[n] != '\0');
	}
	if (quote)
		out_char(w->out, '"');
	buf_free(&b);
}

void
csvw_end(struct csvw *w)
{
	out_char(w->out, '\n');
	w->begun = false;
}
