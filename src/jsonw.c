#include <string.h>

#include "buf.h"
#include "jsonw.h"

void
jsonw_init(struct jsonw *j, struct out *out, bool flat)
{
	memset(j, 0, sizeof(*j));
	j->out = out;
	j->flat = flat;
}

static void
newline(struct jsonw *j)
{
	if (j->flat)
		return;
	out_char(j->out, '\n');
	out_fill(j->out, ' ', (size_t)j->depth * 2);
}

/* How many bytes need no second look. */
static size_t
plain(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= ' ' && s[i] <= '~' && s[i] != '"' &&
	    s[i] != '\\')
		i++;
	return i;
}

static void
text(struct jsonw *j, const char *s)
{
	size_t n = strlen(s), len;
	uint32_t cp;

	out_char(j->out, '"');
	for (; n; s += len, n -= len) {
		/* Nearly all is written as it stands. */
		len = plain(s, n);
		if (len) {
			out_add(j->out, s, len);
			continue;
		}
		len = buf_utf8(s, n, &cp);
		if (!len) {
			len = 1;
			out_str(j->out, "\xef\xbf\xbd");
		} else if (cp == '"' || cp == '\\') {
			out_char(j->out, '\\');
			out_char(j->out, (char)cp);
		} else if (cp == '\n') {
			out_str(j->out, "\\n");
		} else if (cp < 0x10000 && buf_unsafe(cp)) {
			out_printf(j->out, "\\u%04x", (unsigned)cp);
		} else {
			out_add(j->out, s, len);
		}
	}
	out_char(j->out, '"');
}

/* What stands before a value: a comma, the line, the key. */
static void
before(struct jsonw *j, const char *key)
{
	if (!j->depth)
		return;
	if (j->level[j->depth - 1].object != (key != NULL))
		util_die("JSON: a key too many or missing");
	if (j->level[j->depth - 1].filled)
		out_char(j->out, ',');
	j->level[j->depth - 1].filled = true;
	newline(j);
	if (key) {
		text(j, key);
		out_str(j->out, j->flat ? ":" : ": ");
	}
}

static void
begin(struct jsonw *j, const char *key, bool object)
{
	before(j, key);
	if (j->depth == LIMIT_JSON_DEPTH)
		util_die("JSON: too deep");
	out_char(j->out, object ? '{' : '[');
	memset(&j->level[j->depth], 0, sizeof(j->level[0]));
	j->level[j->depth++].object = object;
}

void
jsonw_object(struct jsonw *j, const char *key)
{
	begin(j, key, true);
}

void
jsonw_array(struct jsonw *j, const char *key)
{
	begin(j, key, false);
}

void
jsonw_end(struct jsonw *j)
{
	bool filled, object;

	if (!j->depth)
		util_die("JSON: an end too many");
	j->depth--;
	filled = j->level[j->depth].filled;
	object = j->level[j->depth].object;
	if (filled)
		newline(j);
	out_char(j->out, object ? '}' : ']');
	if (!j->depth)
		out_char(j->out, '\n');
}

void
jsonw_part(struct jsonw *j, struct out *out)
{
	jsonw_init(j, out, false);
	j->level[0].object = true;
	j->depth = 2;
}

void
jsonw_join(struct jsonw *j, const char *key, struct jsonw *part)
{
	if (j->depth != 1)
		util_die("JSON: a part in the wrong place");
	jsonw_array(j, key);
	out_join(j->out, part->out);
	j->level[1].filled = part->level[1].filled;
	jsonw_end(j);
}

void
jsonw_string(struct jsonw *j, const char *key, const char *value)
{
	if (!value) {
		jsonw_null(j, key);
		return;
	}
	before(j, key);
	text(j, value);
}

void
jsonw_number(struct jsonw *j, const char *key, unsigned long value)
{
	before(j, key);
	out_number(j->out, value);
}

void
jsonw_bool(struct jsonw *j, const char *key, bool value)
{
	before(j, key);
	out_str(j->out, value ? "true" : "false");
}

void
jsonw_null(struct jsonw *j, const char *key)
{
	before(j, key);
	out_str(j->out, "null");
}

void
jsonw_score(struct jsonw *j, const char *key, int value)
{
	if (value < 0)
		jsonw_null(j, key);
	else
		jsonw_number(j, key, (unsigned long)value);
}

void
jsonw_place(struct jsonw *j, const char *key, unsigned long value)
{
	if (!value)
		jsonw_null(j, key);
	else
		jsonw_number(j, key, value);
}

void
jsonw_address(struct jsonw *j, const char *key, const char *file)
{
	struct buf b;

	buf_init(&b, LIMIT_BUFFER);
	for (; *file; file++) {
		unsigned char c = (unsigned char)*file;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("-._~/", c))
			buf_char(&b, *file);
		else
			buf_printf(&b, "%%%02X", c);
	}
	jsonw_string(j, key, buf_cstr(&b));
	buf_free(&b);
}
