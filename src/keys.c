#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "keys.h"
#include "limits.h"
#include "util.h"

static const char name_public[] = "CWAUDIT_PUBLIC_KEY";
static const char name_private[] = "CWAUDIT_PRIVATE_KEY";

/* What makes a file its owner's alone. */
#ifdef _WIN32
#define OWNER_ONLY "icacls FILE /inheritance:r /grant:r %USERNAME%:R"
#else
#define OWNER_ONLY "chmod 600 it"
#endif

/* The terminal as it was before its echo was switched off. */
static struct termios saved;
static volatile int terminal = -1;

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Adds what was pasted as a key, without the blanks in it. Returns 0, or -1
 * when nothing is left, it is too long, or it is no key.
 */
static int
take(struct keys *k, struct secret *to, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (is_space(p[i])) {
			k->trimmed = true;
			continue;
		}
		if (p[i] < '!' || p[i] > '~' || to->len == LIMIT_KEY ||
		    secret_add(to, &p[i], 1) < 0)
			return -1;
	}
	return to->len ? 0 : -1;
}

/* Takes a variable and overwrites it where the kernel put it. */
static int
from_variable(struct keys *k, struct secret *to, const char *name)
{
	char *s = getenv(name);
	int rc;

	if (!s)
		return -1;
	rc = take(k, to, s, strlen(s));
	secret_wipe(s, strlen(s));
	unsetenv(name);
	return rc;
}

static void
forget_variable(const char *name)
{
	char *s = getenv(name);

	if (!s)
		return;
	secret_wipe(s, strlen(s));
	unsetenv(name);
}

void
keys_discard(void)
{
	forget_variable(name_public);
	forget_variable(name_private);
}

static int
read_file(const char *file, struct secret *to, const char **why)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	ssize_t n = 0;

	*why = "the file of --keys cannot be opened";
	if (fd < 0)
		return -1;
	*why = "the file of --keys is no regular file of two lines";
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (size_t)st.st_size >= to->cap)
		goto fail;
	*why = "the file of --keys can be read by others: " OWNER_ONLY;
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		goto fail;
	*why = "the file of --keys cannot be read";
	while (to->len + 1 < to->cap) {
		n = read(fd, to->data + to->len, to->cap - 1 - to->len);
		if (n > 0)
			to->len += (size_t)n;
		else if (n == 0 || errno != EINTR)
			break;
	}
	if (n < 0)
		goto fail;
	close(fd);
	return 0;
fail:
	close(fd);
	return -1;
}

/* Takes the two lines that are not empty. */
static int
from_lines(struct keys *k, const struct secret *text)
{
	struct secret *to[] = {&k->public, &k->private};
	const char *p = text->data, *end = p + text->len;
	size_t line = 0;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((stop ? stop : end) - p), blank = 0;

		/* The line break of Windows is one, too. */
		if (n && p[n - 1] == '\r')
			n--;
		while (blank < n && is_space(p[blank]))
			blank++;
		if (blank < n && (line == countof(to) ||
		    take(k, to[line++], p, n) < 0))
			return -1;
		p = stop ? stop + 1 : end;
	}
	return line == countof(to) ? 0 : -1;
}

static int
from_file(struct keys *k, const char *file, const char **why)
{
	struct secret text;
	int rc;

	secret_init(&text, 4 * LIMIT_KEY);
	rc = read_file(file, &text, why);
	if (rc == 0) {
		*why = "the file of --keys does not hold two lines: the "
		    "public key, then the private key";
		rc = from_lines(k, &text);
	}
	secret_free(&text);
	return rc;
}

/* Puts the echo back; also called when the process is interrupted. */
static void
echo_on(void)
{
	if (terminal >= 0)
		(void)tcsetattr(terminal, TCSAFLUSH, &saved);
}

static int
prompt(struct keys *k, struct secret *to, const char *text)
{
	struct secret line;
	int rc = -1;
	char c;

	if (write(terminal, text, strlen(text)) < 0)
		return -1;
	secret_init(&line, 4 * LIMIT_KEY);
	for (;;) {
		ssize_t n = read(terminal, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || c == '\n') {
			rc = take(k, to, line.data, line.len);
			break;
		}
		if (secret_add(&line, &c, 1) < 0)
			break;
	}
	c = '\n';
	if (write(terminal, &c, 1) < 0)
		rc = -1;
	secret_free(&line);
	return rc;
}

static int
from_terminal(struct keys *k, const char **why)
{
	int fd = isatty(STDIN_FILENO) ?
	    open("/dev/tty", O_RDWR | O_CLOEXEC) : -1, rc;
	struct termios quiet;

	*why = "no API keys: set CWAUDIT_PUBLIC_KEY and CWAUDIT_PRIVATE_KEY, "
	    "or name a file of two lines with --keys";
	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &saved) < 0) {
		close(fd);
		return -1;
	}
	quiet = saved;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	terminal = fd;
	util_on_death(echo_on);
	rc = tcsetattr(fd, TCSAFLUSH, &quiet);
	*why = "no key was typed, or it is no key";
	if (rc == 0)
		rc = prompt(k, &k->public, "Public key: ");
	if (rc == 0)
		rc = prompt(k, &k->private, "Private key: ");
	echo_on();
	util_on_death(NULL);
	terminal = -1;
	close(fd);
	return rc;
}

int
keys_get(struct keys *k, const char *file, const char **why)
{
	int rc;

	memset(k, 0, sizeof(*k));
	secret_init(&k->public, LIMIT_KEY);
	secret_init(&k->private, LIMIT_KEY);
	if (file) {
		rc = from_file(k, file, why);
	} else if (getenv(name_public) || getenv(name_private)) {
		*why = "CWAUDIT_PUBLIC_KEY and CWAUDIT_PRIVATE_KEY do not "
		    "both hold a key";
		rc = from_variable(k, &k->public, name_public);
		if (rc == 0)
			rc = from_variable(k, &k->private, name_private);
	} else {
		rc = from_terminal(k, why);
	}
	keys_discard();
	if (rc < 0)
		keys_forget(k);
	return rc;
}

int
keys_basic(struct keys *k, const char *company, struct secret *basic)
{
	struct secret plain;
	int rc = 0;

	secret_init(&plain, LIMIT_COMPANY + 2 * LIMIT_KEY + 4);
	secret_init(basic, 2 * (LIMIT_COMPANY + 2 * LIMIT_KEY + 4));
	rc |= secret_str(&plain, company);
	rc |= secret_str(&plain, "+");
	rc |= secret_add(&plain, k->public.data, k->public.len);
	rc |= secret_str(&plain, ":");
	rc |= secret_add(&plain, k->private.data, k->private.len);
	if (rc == 0)
		rc = secret_base64(basic, plain.data, plain.len);
	secret_free(&plain);
	keys_forget(k);
	return rc;
}

void
keys_forget(struct keys *k)
{
	secret_free(&k->public);
	secret_free(&k->private);
}
