#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buf.h"
#include "json.h"
#include "limits.h"
#include "map.h"

/*
 * cJSON takes more than JSON: control characters in strings, numbers such as
 * 01, bytes that are not UTF-8, a NUL that ends a string early. The scan below
 * lets only text through that is lexically JSON, and bounds its depth and its
 * size, before cJSON sees a byte of it; cJSON then checks the grammar.
 */
struct scan {
	const char *p, *end;
	size_t depth, values;
	const char *why;
};

static const char not_json[] = "it is not JSON";
static const char too_deep[] = "it is nested too deeply";
static const char too_many[] = "it holds too many values";

static int
refuse_scan(struct scan *s, const char *why)
{
	s->why = why;
	return -1;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
hex4(const char *p, const char *end, uint32_t *out)
{
	uint32_t v = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		if (is_digit(c))
			v = v * 16 + (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v * 16 + (uint32_t)((c | 32) - 'a' + 10);
		else
			return -1;
	}
	*out = v;
	return 0;
}

/* One escape; p stands behind the backslash. */
static int
scan_escape(struct scan *s)
{
	uint32_t hi, lo;

	if (s->p == s->end)
		return refuse_scan(s, not_json);
	if (*s->p != 'u') {
		if (!*s->p || !strchr("\"\\/bfnrt", *s->p))
			return refuse_scan(s, not_json);
		s->p++;
		return 0;
	}
	if (hex4(s->p + 1, s->end, &hi) < 0)
		return refuse_scan(s, not_json);
	s->p += 5;
	if (hi == 0)
		return refuse_scan(s, "a string holds a NUL character");
	if (hi < 0xd800 || hi > 0xdfff)
		return 0;
	if (hi > 0xdbff || s->end - s->p < 6 || s->p[0] != '\\' ||
	    s->p[1] != 'u' || hex4(s->p + 2, s->end, &lo) < 0 ||
	    lo < 0xdc00 || lo > 0xdfff)
		return refuse_scan(s, "a string holds half of a character");
	s->p += 6;
	return 0;
}

static int
scan_string(struct scan *s)
{
	uint32_t cp;
	size_t len;

	s->p++;
	while (s->p < s->end) {
		if (*s->p == '"') {
			s->p++;
			return 0;
		}
		if (*s->p == '\\') {
			s->p++;
			if (scan_escape(s) < 0)
				return -1;
			continue;
		}
		len = buf_utf8(s->p, (size_t)(s->end - s->p), &cp);
		if (!len)
			return refuse_scan(s, "it is not UTF-8");
		if (cp < 0x20)
			return refuse_scan(s, not_json);
		s->p += len;
	}
	return refuse_scan(s, not_json);
}

static bool
digits(struct scan *s)
{
	const char *start = s->p;

	while (s->p < s->end && is_digit(*s->p))
		s->p++;
	return s->p > start;
}

static int
scan_number(struct scan *s)
{
	const char *start = s->p;

	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0')
		s->p++;
	else if (!digits(s))
		return refuse_scan(s, not_json);
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!digits(s))
			return refuse_scan(s, not_json);
	}
	if (s->p < s->end && (*s->p | 32) == 'e') {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		if (!digits(s))
			return refuse_scan(s, not_json);
	}
	if (s->p < s->end && is_digit(*s->p))
		return refuse_scan(s, not_json);
	if (s->p - start > LIMIT_JSON_IN_NUMBER)
		return refuse_scan(s, "a number is too long");
	return 0;
}

static int
scan_word(struct scan *s)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < countof(words); i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(s->end - s->p) >= n &&
		    memcmp(s->p, words[i], n) == 0) {
			s->p += n;
			return 0;
		}
	}
	return refuse_scan(s, not_json);
}

static int
scan_token(struct scan *s)
{
	char c = *s->p;

	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' ||
	    c == ':') {
		s->p++;
		return 0;
	}
	if (c == ']' || c == '}') {
		if (s->depth == 0)
			return refuse_scan(s, not_json);
		s->depth--;
		s->p++;
		return 0;
	}
	if (++s->values > LIMIT_JSON_IN_VALUES)
		return refuse_scan(s, too_many);
	if (c == '[' || c == '{') {
		if (++s->depth > LIMIT_JSON_IN_DEPTH)
			return refuse_scan(s, too_deep);
		s->p++;
		return 0;
	}
	if (c == '"')
		return scan_string(s);
	if (c == '-' || is_digit(c))
		return scan_number(s);
	return scan_word(s);
}

/* True when the key occurs among the values from `from` to the end. */
static bool
key_repeats(const struct json *from, const char *key)
{
	for (; from; from = from->next) {
		if (util_eq(from->key, key))
			return true;
	}
	return false;
}

/* Looks for a key that an object holds twice. */
static bool
has_duplicate(struct arena *a, const struct json *o)
{
	struct map seen = {.arena = a};

	for (const struct json *c = o->child; c; c = c->next) {
		/* Real objects are small; a table pays off only later. */
		if (o->n <= LIMIT_JSON_IN_SMALL) {
			if (key_repeats(c->next, c->key))
				return true;
			continue;
		}
		if (map_get(&seen, c->key, strlen(c->key)))
			return true;
		map_put(&seen, c->key, strlen(c->key), (void *)(uintptr_t)c);
	}
	return false;
}

static enum json_type
type_of(const cJSON *c)
{
	if (cJSON_IsObject(c))
		return JSON_OBJECT;
	if (cJSON_IsArray(c))
		return JSON_ARRAY;
	if (cJSON_IsString(c))
		return JSON_STRING;
	if (cJSON_IsNumber(c))
		return JSON_NUMBER;
	return cJSON_IsBool(c) ? JSON_BOOL : JSON_NULL;
}

/* Copies a tree; its depth is bounded by the scan. Returns NULL for a key. */
static struct json *
copy(struct arena *a, const cJSON *c)
{
	struct json *j = arena_alloc(a, sizeof(*j));
	const struct json **tail = &j->child;

	j->type = type_of(c);
	if (c->string)
		j->key = arena_str(a, c->string);
	if (j->type == JSON_STRING)
		j->text = arena_str(a, c->valuestring);
	if (j->type == JSON_NUMBER)
		j->number = c->valuedouble;
	if (j->type == JSON_BOOL)
		j->number = cJSON_IsTrue(c);
	if (j->type != JSON_ARRAY && j->type != JSON_OBJECT)
		return j;
	for (const cJSON *k = c->child; k; k = k->next) {
		struct json *child = copy(a, k);

		if (!child)
			return NULL;
		*tail = child;
		tail = &child->next;
		j->n++;
	}
	if (j->type == JSON_OBJECT && has_duplicate(a, j))
		return NULL;
	return j;
}

int
json_read(struct arena *a, const char *text, size_t n,
    const struct json **out, const char **why)
{
	cJSON_Hooks hooks = {.malloc_fn = util_alloc, .free_fn = free};
	struct scan s = {.p = text, .end = text ? text + n : text};
	const char *end = NULL;
	cJSON *doc;

	*out = NULL;
	if (s.p && n >= 3 && memcmp(s.p, "\xef\xbb\xbf", 3) == 0)
		s.p += 3;
	text = s.p;
	while (s.p < s.end) {
		if (scan_token(&s) < 0) {
			*why = s.why;
			return -1;
		}
	}
	*why = not_json;
	if (!s.values || s.depth)
		return -1;
	cJSON_InitHooks(&hooks);
	/*
	 * cJSON skips a byte order mark of its own and every control
	 * character; the scan has left neither outside of strings. It is not
	 * asked for a NUL behind the text: what follows the value is checked
	 * here by its end.
	 */
	n = (size_t)(s.end - text);
	while (n && strchr(" \t\r\n", text[n - 1]))
		n--;
	doc = cJSON_ParseWithLengthOpts(text, n, &end, 0);
	if (!doc)
		return -1;
	if (end == text + n)
		*out = copy(a, doc);
	if (!*out && end == text + n)
		*why = "an object holds the same key twice";
	cJSON_Delete(doc);
	return *out ? 0 : -1;
}

const struct json *
json_get(const struct json *o, const char *key)
{
	if (!o || o->type != JSON_OBJECT)
		return NULL;
	for (const struct json *c = o->child; c; c = c->next) {
		if (util_eq(c->key, key))
			return c;
	}
	return NULL;
}

const char *
json_text(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);

	return v && v->type == JSON_STRING ? v->text : NULL;
}

int
json_id(const struct json *o, const char *key, unsigned long long *out)
{
	const struct json *v = json_get(o, key);

	if (!v || v->type != JSON_NUMBER || !(v->number >= 0) ||
	    v->number > 9007199254740992.0)
		return -1;
	*out = (unsigned long long)v->number;
	return (double)*out == v->number ? 0 : -1;
}

int
json_flag(const struct json *o, const char *key, bool *out)
{
	const struct json *v = json_get(o, key);

	if (!v)
		return -1;
	if (v->type == JSON_BOOL) {
		*out = v->number > 0;
		return 0;
	}
	if (v->type != JSON_STRING)
		return -1;
	*out = util_ieq(v->text, "true");
	return *out || util_ieq(v->text, "false") ? 0 : -1;
}
