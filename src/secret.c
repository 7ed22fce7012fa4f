#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "secret.h"
#include "util.h"

static size_t
pages(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (n + page - 1) / page * page;
}

void
secret_init(struct secret *s, size_t cap)
{
	void *p;

	memset(s, 0, sizeof(*s));
	s->cap = pages(cap + 1);
	p = mmap(NULL, s->cap, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		util_die("out of memory (%zu bytes)", s->cap);
	/* Advice: an old kernel or a low limit must not stop the audit. */
	(void)mlock(p, s->cap);
	(void)madvise(p, s->cap, MADV_DONTDUMP);
	(void)madvise(p, s->cap, MADV_DONTFORK);
	s->data = p;
}

int
secret_add(struct secret *s, const void *p, size_t n)
{
	if (n >= s->cap - s->len)
		return -1;
	memcpy(s->data + s->len, p, n);
	s->len += n;
	s->data[s->len] = '\0';
	return 0;
}

int
secret_str(struct secret *s, const char *str)
{
	return secret_add(s, str, strlen(str));
}

int
secret_base64(struct secret *s, const void *p, size_t n)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *in = p;

	if ((n + 2) / 3 > (s->cap - s->len - 1) / 4)
		return -1;
	for (size_t i = 0; i < n; i += 3) {
		char *out = s->data + s->len;
		unsigned long v = (unsigned long)in[i] << 16;

		if (i + 1 < n)
			v |= (unsigned long)in[i + 1] << 8;
		if (i + 2 < n)
			v |= in[i + 2];
		out[0] = digit[v >> 18 & 63];
		out[1] = digit[v >> 12 & 63];
		out[2] = i + 1 < n ? digit[v >> 6 & 63] : '=';
		out[3] = i + 2 < n ? digit[v & 63] : '=';
		s->len += 4;
	}
	s->data[s->len] = '\0';
	return 0;
}

void
secret_wipe(void *p, size_t n)
{
	volatile unsigned char *b = p;

	while (n--)
		*b++ = 0;
}

void
secret_clear(struct secret *s)
{
	if (s->data)
		secret_wipe(s->data, s->cap);
	s->len = 0;
}

void
secret_free(struct secret *s)
{
	if (!s->data)
		return;
	secret_clear(s);
	(void)munmap(s->data, s->cap);
	memset(s, 0, sizeof(*s));
}

void
secret_guard(void)
{
	struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
