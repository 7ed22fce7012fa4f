#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "scan.h"
#include "text.h"

/* Windows-1252, bytes 80 to 9F, from the Unicode Consortium's CP1252.TXT. */
static const uint16_t cp1252[32] = {
	0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
	0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178
};

const char *
text_encoding_name(enum text_encoding e)
{
	static const char *const name[] = {
		[TEXT_UTF8] = "utf-8",
		[TEXT_UTF8_BOM] = "utf-8-bom",
		[TEXT_UTF16LE] = "utf-16le",
		[TEXT_UTF16BE] = "utf-16be",
		[TEXT_CP1252] = "windows-1252"
	};

	return name[e];
}

/* Sets the place of the byte at data[at], counted in the decoded text. */
static int
fail(struct text *t, const char *what, const char *data, size_t at)
{
	t->error = what;
	t->line = t->col = 1;
	for (size_t i = 0; i < at; i++) {
		bool crlf = data[i] == '\r' && i + 1 < at &&
		    data[i + 1] == '\n';

		if ((data[i] == '\n' || data[i] == '\r') && !crlf) {
			t->line++;
			t->col = 1;
		} else if (((unsigned char)data[i] & 0xc0) != 0x80) {
			t->col++;
		}
	}
	return -1;
}

size_t
text_span(const char *p, size_t n)
{
	size_t i = 0, len;
	uint32_t cp;

	while ((i += scan_ascii(p + i, n - i)) < n) {
		len = p[i] ? buf_utf8(p + i, n - i, &cp) : 0;
		if (!len)
			break;
		i += len;
	}
	return i;
}

static int
keep(struct text *t, struct buf *b)
{
	if (b->full)
		return fail(t, "the file is too large", "", 0);
	t->owned = b->data;
	t->data = buf_cstr(b);
	t->len = b->len;
	return 0;
}

static int
from_cp1252(struct text *t, const char *raw, size_t n)
{
	struct buf b;
	char out[4];

	t->encoding = TEXT_CP1252;
	buf_init(&b, LIMIT_FILE);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)raw[i];
		uint32_t cp = c >= 0x80 && c < 0xa0 ? cp1252[c - 0x80] : c;

		if (!cp && c) {
			fail(t, "a byte that is neither UTF-8 nor "
			    "Windows-1252, expected text in one of them",
			    buf_cstr(&b), b.len);
			buf_free(&b);
			return -1;
		}
		buf_add(&b, out, buf_encode(cp, out));
	}
	return keep(t, &b);
}

static uint32_t
unit(const char *p, bool big)
{
	const unsigned char *u = (const unsigned char *)p;

	return big ? (uint32_t)(u[0] << 8 | u[1]) :
	    (uint32_t)(u[1] << 8 | u[0]);
}

static int
from_utf16(struct text *t, const char *raw, size_t n, bool big)
{
	const char *what = NULL;
	struct buf b;
	char out[4];
	size_t i = 2;

	t->encoding = big ? TEXT_UTF16BE : TEXT_UTF16LE;
	buf_init(&b, LIMIT_FILE);
	while (i + 1 < n && !what) {
		uint32_t cp = unit(raw + i, big), low;

		i += 2;
		if (cp >= 0xd800 && cp < 0xe000) {
			low = i + 1 < n ? unit(raw + i, big) : 0;
			if (cp >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
				what = "half of a UTF-16 pair, expected both";
				break;
			}
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		if (!cp)
			what = "a NUL character, expected text";
		else
			buf_add(&b, out, buf_encode(cp, out));
	}
	if (!what && i != n)
		what = "an odd number of bytes, expected whole UTF-16 units: "
		    "the file is cut off";
	if (what) {
		fail(t, what, buf_cstr(&b), b.len);
		buf_free(&b);
		return -1;
	}
	return keep(t, &b);
}

int
text_decode(struct text *t, const char *raw, size_t n)
{
	const char *nul;
	size_t good;

	memset(t, 0, sizeof(*t));
	if (n >= 2 && memcmp(raw, "\xff\xfe", 2) == 0)
		return from_utf16(t, raw, n, false);
	if (n >= 2 && memcmp(raw, "\xfe\xff", 2) == 0)
		return from_utf16(t, raw, n, true);
	if (n >= 3 && memcmp(raw, "\xef\xbb\xbf", 3) == 0) {
		t->encoding = TEXT_UTF8_BOM;
		raw += 3;
		n -= 3;
	}
	good = text_span(raw, n);
	if (good == n) {
		t->data = raw;
		t->len = n;
		return 0;
	}
	nul = memchr(raw + good, '\0', n - good);
	if (nul)
		return fail(t, "a NUL byte, expected text (UTF-16 needs its "
		    "byte order mark: save the export as UTF-8)", raw,
		    (size_t)(nul - raw));
	if (t->encoding == TEXT_UTF8_BOM)
		return fail(t, "a byte that is not UTF-8, which the byte order "
		    "mark promises", raw, good);
	return from_cp1252(t, raw, n);
}

void
text_free(struct text *t)
{
	free(t->owned);
	memset(t, 0, sizeof(*t));
}

/* The length of the blank at the beginning of s, 0 when there is none. */
static size_t
blank(const char *s, size_t n)
{
	if (n && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\r'))
		return 1;
	return n >= 2 && memcmp(s, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

void
text_trim(const char **s, size_t *n)
{
	size_t k;

	while ((k = blank(*s, *n)) > 0) {
		*s += k;
		*n -= k;
	}
	for (;;) {
		if (*n && blank(*s + *n - 1, 1))
			*n -= 1;
		else if (*n >= 2 && blank(*s + *n - 2, 2) == 2)
			*n -= 2;
		else
			break;
	}
}

/*
 * Simple lower case of one character, as far as names of people and places
 * in Latin, Greek and Cyrillic script need it (Unicode CaseFolding.txt).
 */
static uint32_t
fold(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) ||
	    (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
	    (c >= 0x410 && c <= 0x42f))
		return c + 32;
	if (c >= 0x400 && c <= 0x40f)
		return c + 80;
	if (c == 0x178)
		return 0xff;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c % 2 ? c + 1 : c;
	if (c >= 0x100 && c <= 0x177 && c != 0x130 && c != 0x131 && c != 0x138)
		return c | 1;
	return c;
}

static void
add_folded(struct buf *b, uint32_t cp)
{
	char out[4];

	buf_add(b, out, buf_encode(fold(cp), out));
}

void
text_fold(struct buf *b, const char *s)
{
	size_t n = strlen(s), len;
	uint32_t cp;

	text_trim(&s, &n);
	buf_clear(b);
	len = scan_ascii(s, n);
	buf_add(b, s, len);
	for (size_t i = 0; i < len; i++)
		b->data[i] = (char)fold((unsigned char)b->data[i]);
	for (s += len, n -= len; n; s += len, n -= len) {
		len = buf_utf8(s, n, &cp);
		if (len) {
			add_folded(b, cp);
		} else {
			len = 1;
			buf_char(b, *s);
		}
	}
}

char *
text_foldstr(struct arena *a, const char *s)
{
	struct buf b;
	char *p;

	buf_init(&b, LIMIT_BUFFER);
	text_fold(&b, s);
	p = arena_strn(a, buf_cstr(&b), b.len);
	buf_free(&b);
	return p;
}

/* True for letters and digits; dashes, daggers and the like are not. */
static bool
counts(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');
	return c >= 0xc0 && c != 0xd7 && c != 0xf7 &&
	    (c < 0x2000 || c > 0x2bff) && c != 0xfeff;
}

size_t
text_word(const char *s)
{
	size_t n = strlen(s), at = 0, len;
	uint32_t cp;

	for (; at < n; at += len) {
		len = buf_utf8(s + at, n - at, &cp);
		/* Soft hyphens, joiners and marks of direction do not show. */
		if (!len || (!counts(cp) && cp != 0xad && cp != 0x2060 &&
		    (cp < 0x200b || cp > 0x200f) && cp != 0xfeff))
			break;
	}
	return at;
}

/* The length of a word at s that decorates names and is dropped, or 0. */
static size_t
decoration(const char *s, size_t n)
{
	static const char *const word[] = {"(customize)", "(customise)",
		"new!"};

	/* The second letter tells nearly all others apart. */
	if (n < 4 || ((s[1] | 0x20) != 'c' && (s[1] | 0x20) != 'e'))
		return 0;
	for (size_t i = 0; i < countof(word); i++) {
		size_t len = strlen(word[i]), k = 0;

		while (k < len && k < n && fold((unsigned char)s[k]) ==
		    (unsigned char)word[i][k])
			k++;
		if (k == len)
			return len;
	}
	return 0;
}

/*
 * Writes the key of the text, as far as there is room. Sets *s and *n to what
 * is left of it, and returns the length of the key.
 */
static size_t
write_key(const char **s, size_t *n, char *to, size_t room)
{
	const char *p = *s, *end = p + *n;
	size_t len, used = 0;
	uint32_t cp;

	/* Of one character come at most four bytes. */
	for (; p < end && used + 4 <= room; p += len) {
		unsigned c = (unsigned char)*p, low = c | 0x20;

		len = 1;
		/* Nearly all; no decoration begins with them. */
		if (low - 'a' <= 'z' - 'a' && low != 'n') {
			to[used++] = (char)low;
		} else if (c - '0' <= '9' - '0') {
			to[used++] = (char)c;
		} else if (c == '&') {
			to[used++] = 'a';
			to[used++] = 'n';
			to[used++] = 'd';
		} else if (c >= 0x80 || c == '(' || low == 'n') {
			len = decoration(p, (size_t)(end - p));
			if (len)
				continue;
			len = buf_utf8(p, (size_t)(end - p), &cp);
			if (len && counts(cp))
				used += buf_encode(fold(cp), to + used);
			len = len ? len : 1;
		}
	}
	*s = p;
	*n = (size_t)(end - p);
	return used;
}

void
text_key(struct buf *b, const char *s, size_t n)
{
	char key[256];
	size_t len;

	buf_clear(b);
	do {
		len = write_key(&s, &n, key, sizeof(key));
		buf_add(b, key, len);
	} while (n);
}

bool
text_short_key(char key[TEXT_SHORT_KEY], const char *s)
{
	size_t n = strlen(s);

	key[write_key(&s, &n, key, TEXT_SHORT_KEY - 1)] = '\0';
	return !n;
}

char *
text_keystr(struct arena *a, const char *s)
{
	struct buf b;
	char *p;

	buf_init(&b, LIMIT_BUFFER);
	text_key(&b, s, strlen(s));
	p = arena_strn(a, buf_cstr(&b), b.len);
	buf_free(&b);
	return p;
}

static unsigned
min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
text_distance(const char *a, const char *b, unsigned max)
{
	unsigned row[3][LIMIT_SUGGEST_LEN + 1];
	size_t na = strlen(a), nb = strlen(b);

	if (na > LIMIT_SUGGEST_LEN || nb > LIMIT_SUGGEST_LEN ||
	    na > nb + max || nb > na + max)
		return max + 1;
	for (size_t j = 0; j <= nb; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *cur = row[i % 3], *up = row[(i + 2) % 3];
		const unsigned *up2 = row[(i + 1) % 3];

		cur[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned cost = a[i - 1] != b[j - 1];

			cur[j] = min(min(up[j] + 1, cur[j - 1] + 1),
			    up[j - 1] + cost);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				cur[j] = min(cur[j], up2[j - 2] + 1);
		}
	}
	return min(row[na % 3][nb], max + 1);
}

static void
lower(char *out, size_t size, const char *s)
{
	size_t i;

	for (i = 0; s[i] && i + 1 < size; i++)
		out[i] = (char)fold((unsigned char)s[i]);
	out[i] = '\0';
}

int
text_nearest(const char *s, const void *names, size_t n, size_t stride)
{
	char a[LIMIT_SUGGEST_LEN + 2] = "", b[LIMIT_SUGGEST_LEN + 2] = "";
	unsigned best = LIMIT_SUGGEST + 1, d;
	int found = -1;

	lower(a, sizeof(a), s);
	for (size_t i = 0; i < n; i++) {
		const char *name;

		memcpy(&name, (const char *)names + i * stride, sizeof(name));
		if (!name)
			continue;
		lower(b, sizeof(b), name);
		d = text_distance(a, b, LIMIT_SUGGEST);
		if (d < best && d < strlen(b)) {
			best = d;
			found = (int)i;
		}
	}
	return found;
}
