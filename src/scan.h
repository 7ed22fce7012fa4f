#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Search and comparison of bytes, sixteen or eight at a time: musl's own go
 * byte by byte. Inline, because each row of an export asks several times.
 * With SSE2, which every x86-64 has, or in plain words of eight bytes.
 */
#if defined(__SSE2__) && !defined(SCAN_WORDS)
#include <emmintrin.h>
#define SCAN_STEP 16
#else
#define SCAN_STEP 8
#endif

/* Bytes that may be read behind a text that scan_same() is given. */
#define SCAN_PAD 16

#define SCAN_ONES UINT64_C(0x0101010101010101)
#define SCAN_HIGH UINT64_C(0x8080808080808080)

static inline uint64_t
scan_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* The first len (1 to 8) bytes at p as a word; all eight are read. */
static inline uint64_t
scan_part(const char *p, size_t len)
{
	static const unsigned char keep[16] = {255, 255, 255, 255, 255, 255,
		255, 255};
	uint64_t mask;

	memcpy(&mask, keep + 8 - len, sizeof(mask));
	return scan_word(p) & mask;
}

#if SCAN_STEP == 8
/* True when one of the eight bytes is zero. */
static inline bool
scan_zero(uint64_t w)
{
	return ((w - SCAN_ONES) & ~w & SCAN_HIGH) != 0;
}
#endif

/* Returns the offset of the first a, b or c in n bytes, n without one. */
static inline size_t
scan_three(const char *p, size_t n, char a, char b, char c)
{
	size_t i = 0;

#if SCAN_STEP == 16
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b),
	    vc = _mm_set1_epi8(c);

	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		int hit = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(
		    _mm_cmpeq_epi8(v, va), _mm_cmpeq_epi8(v, vb)),
		    _mm_cmpeq_epi8(v, vc)));

		if (hit)
			return i + (size_t)__builtin_ctz((unsigned)hit);
	}
#else
	const uint64_t va = SCAN_ONES * (unsigned char)a,
	    vb = SCAN_ONES * (unsigned char)b,
	    vc = SCAN_ONES * (unsigned char)c;

	for (; n - i >= 8; i += 8) {
		uint64_t w = scan_word(p + i);

		if (scan_zero(w ^ va) || scan_zero(w ^ vb) ||
		    scan_zero(w ^ vc))
			break;
	}
#endif
	while (i < n && p[i] != a && p[i] != b && p[i] != c)
		i++;
	return i;
}

/* Returns the offset of the first LF or CR in n bytes, n without one. */
static inline size_t
scan_line(const char *p, size_t n)
{
	return scan_three(p, n, '\n', '\r', '\n');
}

/* Returns how many bytes at the beginning are ASCII and not NUL. */
static inline size_t
scan_ascii(const char *p, size_t n)
{
	size_t i = 0;

#if SCAN_STEP == 16
	const __m128i zero = _mm_setzero_si128();

	for (; n - i >= 64; i += 64) {
		const __m128i *v = (const __m128i *)(p + i);
		__m128i a = _mm_loadu_si128(v), b = _mm_loadu_si128(v + 1),
		    c = _mm_loadu_si128(v + 2), d = _mm_loadu_si128(v + 3);
		__m128i high = _mm_or_si128(_mm_or_si128(a, b),
		    _mm_or_si128(c, d));
		__m128i least = _mm_min_epu8(_mm_min_epu8(a, b),
		    _mm_min_epu8(c, d));

		if (_mm_movemask_epi8(_mm_or_si128(high,
		    _mm_cmpeq_epi8(least, zero))))
			break;
	}
	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));

		if (_mm_movemask_epi8(_mm_or_si128(v,
		    _mm_cmpeq_epi8(v, zero))))
			break;
	}
#else
	for (; n - i >= 8; i += 8) {
		uint64_t w = scan_word(p + i);

		if (w & SCAN_HIGH || scan_zero(w))
			break;
	}
#endif
	while (i < n && p[i] && (unsigned char)p[i] < 0x80)
		i++;
	return i;
}

/* Returns the number of characters in n bytes of UTF-8. */
static inline size_t
scan_chars(const char *p, size_t n)
{
	size_t count = 0, i = 0;

#if SCAN_STEP == 16
	/* As signed numbers the bytes 80 to BF, which begin none, are least. */
	for (; n - i >= 16; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));

		count += (size_t)__builtin_popcount((unsigned)
		    _mm_movemask_epi8(_mm_cmpgt_epi8(v,
		    _mm_set1_epi8((char)0xbf))));
	}
#endif
	for (; i < n; i++)
		count += ((unsigned char)p[i] & 0xc0) != 0x80;
	return count;
}

/* Copies n bytes that do not overlap. */
static inline void
scan_copy(char *to, const char *from, size_t n)
{
	size_t i = 0;

#if SCAN_STEP == 16
	for (; n - i >= 16; i += 16)
		_mm_storeu_si128((__m128i *)(to + i),
		    _mm_loadu_si128((const __m128i *)(from + i)));
#endif
	for (; n - i >= 8; i += 8)
		memcpy(to + i, from + i, 8);
	if (i == n)
		return;
	/* The last eight may overlap those before. */
	if (n >= 8) {
		memcpy(to + n - 8, from + n - 8, 8);
		return;
	}
	for (; i < n; i++)
		to[i] = from[i];
}

/*
 * Compares two texts as strcmp() does. What is read ends with the sixteen
 * bytes, counted from each beginning, in which one of them ends.
 */
static inline int
scan_order(const char *a, const char *b)
{
#if SCAN_STEP == 16
	const __m128i zero = _mm_setzero_si128();
	unsigned differ, end;

	for (;; a += 16, b += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)a);

		differ = 0xffff ^ (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x,
		    _mm_loadu_si128((const __m128i *)b)));
		end = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, zero));
		if (differ | end)
			break;
	}
	end = (unsigned)__builtin_ctz(differ | end);
	return (unsigned char)a[end] - (unsigned char)b[end];
#else
	return strcmp(a, b);
#endif
}

/* A line with its end, which it takes to fill four words; zeros behind it. */
struct scan_tail {
	uint64_t word[4];
};

#define SCAN_TAIL sizeof(struct scan_tail)

/*
 * Returns the length of the line at p with its end, LF, CR or both, or 0 when
 * that is more than SCAN_TAIL. So many bytes and one more are read.
 */
static inline size_t
scan_tail(const char *p, struct scan_tail *t)
{
	static const unsigned char keep[2 * SCAN_TAIL] = {
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255,
		255, 255, 255, 255, 255, 255, 255, 255};
	uint64_t mask[4];
	size_t n;
#if SCAN_STEP == 16
	const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');
	__m128i a = _mm_loadu_si128((const __m128i *)p);
	__m128i b = _mm_loadu_si128((const __m128i *)(p + 16));
	unsigned hit = (unsigned)_mm_movemask_epi8(_mm_or_si128(
	    _mm_cmpeq_epi8(a, lf), _mm_cmpeq_epi8(a, cr))) |
	    (unsigned)_mm_movemask_epi8(_mm_or_si128(
	    _mm_cmpeq_epi8(b, lf), _mm_cmpeq_epi8(b, cr))) << 16;

	if (!hit)
		return 0;
	n = (size_t)__builtin_ctz(hit);
#else
	n = scan_line(p, SCAN_TAIL);
	if (n == SCAN_TAIL)
		return 0;
#endif
	n += p[n] == '\r' && p[n + 1] == '\n' ? 2 : 1;
	if (n > SCAN_TAIL)
		return 0;
	memcpy(mask, keep + SCAN_TAIL - n, sizeof(mask));
	memcpy(t->word, p, sizeof(t->word));
	for (int i = 0; i < 4; i++)
		t->word[i] &= mask[i];
	return n;
}

/* True when two lines are the same. */
static inline bool
scan_same_tail(const struct scan_tail *a, const struct scan_tail *b)
{
	return ((a->word[0] ^ b->word[0]) | (a->word[1] ^ b->word[1]) |
	    (a->word[2] ^ b->word[2]) | (a->word[3] ^ b->word[3])) == 0;
}

#if SCAN_STEP == 16
/* Which of sixteen bytes are the same. */
static inline __m128i
scan_equal(const char *a, const char *b)
{
	return _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a),
	    _mm_loadu_si128((const __m128i *)b));
}
#endif

/*
 * True when n bytes are the same. Up to SCAN_PAD - 1 bytes behind either are
 * read, and make no difference.
 */
static inline bool
scan_same(const char *a, const char *b, size_t n)
{
#if SCAN_STEP == 16
	__m128i same;

	if (n < 16) {
		same = scan_equal(a, b);
		return (~_mm_movemask_epi8(same) & ((1 << n) - 1)) == 0;
	}
	/* The last sixteen, which may overlap those before. */
	same = scan_equal(a + n - 16, b + n - 16);
	for (size_t i = 0; i < n - 16; i += 16)
		same = _mm_and_si128(same, scan_equal(a + i, b + i));
	return _mm_movemask_epi8(same) == 0xffff;
#else
	for (; n > 8; a += 8, b += 8, n -= 8) {
		if (scan_word(a) != scan_word(b))
			return false;
	}
	return !n || scan_part(a, n) == scan_part(b, n);
#endif
}

#endif
