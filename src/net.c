#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"
#include "limits.h"

/* A proxy as the environment names it. Its password is a secret. */
struct proxy {
	char host[LIMIT_HOST + 1];
	char port[6];
	struct secret basic;	/* user:password in base64, or not open */
};

/* Waits for an event. Returns 0, or -1 with e filled. */
static int
wait_for(const struct net *n, short event, double seconds,
    struct http_error *e)
{
	struct pollfd p = {.fd = n->fd, .events = event};
	double end = http_now() + seconds;

	if (end > n->late)
		end = n->late;
	for (;;) {
		double left = end - http_now();
		int rc;

		if (left < 0)
			left = 0;
		rc = poll(&p, 1, (int)(left * 1000 + 0.999));
		if (rc > 0)
			return 0;
		if (rc == 0)
			return http_timeout(e, "no answer within %.0f "
			    "second%s", seconds, seconds > 1 ? "s" : "");
		if (errno != EINTR)
			return http_fail(e, "%s", strerror(errno));
	}
}

static int
net_read(void *ctx, void *p, size_t len, size_t *got, struct http_error *e)
{
	struct net *n = ctx;

	for (;;) {
		ssize_t rc;

		if (wait_for(n, POLLIN, n->timeout, e) < 0)
			return -1;
		if (http_now() > n->late)
			return http_timeout(e, "the answer came too slowly");
		rc = recv(n->fd, p, len, 0);
		if (rc >= 0) {
			*got = (size_t)rc;
			return 0;
		}
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			return http_fail(e, "%s", strerror(errno));
	}
}

static int
net_write(void *ctx, const void *p, size_t len, struct http_error *e)
{
	struct net *n = ctx;
	const char *s = p;

	while (len) {
		ssize_t rc = send(n->fd, s, len, MSG_NOSIGNAL);

		if (rc >= 0) {
			s += rc;
			len -= (size_t)rc;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return http_fail(e, "%s", strerror(errno));
		if (wait_for(n, POLLOUT, n->timeout, e) < 0)
			return -1;
	}
	return 0;
}

struct stream
net_stream(struct net *n)
{
	struct stream s = {net_read, net_write, n};

	return s;
}

bool
net_readable(const struct net *n)
{
	struct pollfd p = {.fd = n->fd, .events = POLLIN};

	return poll(&p, 1, 0) != 0;
}

void
net_close(struct net *n)
{
	if (n->fd >= 0)
		close(n->fd);
	n->fd = -1;
}

/* Tries one address. Returns 0 with n->fd open, or -1 with e filled. */
static int
try_address(struct net *n, const struct addrinfo *ai, double seconds,
    struct http_error *e)
{
	int error = 0, on = 1, flags;
	socklen_t len = sizeof(error);

	n->fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC,
	    ai->ai_protocol);
	if (n->fd < 0)
		return http_fail(e, "%s", strerror(errno));
	flags = fcntl(n->fd, F_GETFL);
	if (flags < 0 || fcntl(n->fd, F_SETFL, flags | O_NONBLOCK) < 0)
		goto fail;
	(void)setsockopt(n->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(n->fd, ai->ai_addr, ai->ai_addrlen) == 0)
		return 0;
	/* A signal does not end the attempt. */
	if (errno != EINPROGRESS && errno != EINTR)
		goto fail;
	if (wait_for(n, POLLOUT, seconds, e) < 0) {
		net_close(n);
		return -1;
	}
	if (getsockopt(n->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 &&
	    error == 0)
		return 0;
	if (error)
		errno = error;
fail:
	http_fail(e, "%s", strerror(errno));
	net_close(n);
	return -1;
}

static int
connect_to(struct net *n, const char *host, const char *port,
    struct http_error *e)
{
	struct addrinfo hint = {.ai_family = AF_UNSPEC,
	    .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *list, *ai;
	struct http_error why = {.text = "it has no address"};
	int rc = getaddrinfo(host, port, &hint, &list), tried = 0;

	if (rc == EAI_MEMORY)
		util_die("out of memory (the address of a host)");
	if (rc != 0)
		return http_fail(e, rc == EAI_NONAME ? "there is no host "
		    "named %s" : rc == EAI_AGAIN ? "no name server could say "
		    "where %s is" : "the name %s cannot be looked up", host);
	rc = -1;
	for (ai = list; ai && tried < LIMIT_ADDRESSES; ai = ai->ai_next) {
		double seconds = n->timeout;

		/* An address that swallows packets must not use up all. */
		if (ai->ai_next && seconds > LIMIT_ADDRESS_SECONDS)
			seconds = LIMIT_ADDRESS_SECONDS;
		tried++;
		n->late = http_now() + seconds;
		rc = try_address(n, ai, seconds, &why);
		if (rc == 0)
			break;
	}
	freeaddrinfo(list);
	if (rc == 0)
		return 0;
	http_fail(e, "no connection to %s port %s (%d address%s tried): %s",
	    host, port, tried, tried == 1 ? "" : "es", why.text);
	e->timeout = why.timeout;
	return -1;
}

/* Compares the end of a host name with a domain, at a dot. */
static bool
in_domain(const char *host, const char *domain, size_t len)
{
	size_t n = strlen(host);

	if (!len || n < len)
		return false;
	if (n > len && host[n - len - 1] != '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		char a[2] = {host[n - len + i]}, b[2] = {domain[i]};

		if (!util_ieq(a, b))
			return false;
	}
	return true;
}

bool
net_no_proxy(const char *list, const char *host, const char *port)
{
	while (list && *list) {
		const char *item = list + strspn(list, " \t,");
		size_t len = strcspn(item, " \t,");
		const char *colon = memchr(item, ':', len);

		list = item + len;
		if (len == 1 && *item == '*')
			return true;
		/* A second colon makes it an IPv6 address, not a port. */
		if (colon && !memchr(colon + 1, ':',
		    len - (size_t)(colon + 1 - item))) {
			size_t digits = len - (size_t)(colon + 1 - item);

			if (digits != strlen(port) ||
			    memcmp(colon + 1, port, digits) != 0)
				continue;
			len = (size_t)(colon - item);
		}
		while (len && *item == '.') {
			item++;
			len--;
		}
		if (in_domain(host, item, len))
			return true;
	}
	return false;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* user:password, with its %XX, becomes what the header carries. */
static int
proxy_login(struct proxy *p, const char *s, size_t n)
{
	struct secret plain;
	int rc = 0;

	secret_init(&plain, n + 1);
	for (size_t i = 0; i < n && rc == 0; i++) {
		char c = s[i];

		if (c == '%' && i + 2 < n && hex(s[i + 1]) >= 0 &&
		    hex(s[i + 2]) >= 0) {
			c = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		}
		rc = secret_add(&plain, &c, 1);
	}
	secret_init(&p->basic, plain.len * 2 + 8);
	rc |= secret_base64(&p->basic, plain.data, plain.len);
	secret_free(&plain);
	return rc;
}

/*
 * Reads [http://][user:password@]host[:port][/]. Nothing of it but the host
 * and the port may stand in a message.
 */
static int
proxy_parse(struct proxy *p, const char *s, struct http_error *e)
{
	const char *at, *port;
	unsigned long number;
	size_t len;

	snprintf(p->port, sizeof(p->port), "80");
	if (strncmp(s, "http://", 7) == 0)
		s += 7;
	else if (strstr(s, "://"))
		return http_fail(e, "HTTPS_PROXY names a kind of proxy that "
		    "is not supported; http://HOST:PORT is");
	len = strcspn(s, "/?#");
	at = memchr(s, '@', len);
	while (at && memchr(at + 1, '@', len - (size_t)(at + 1 - s)))
		at = memchr(at + 1, '@', len - (size_t)(at + 1 - s));
	if (at) {
		if (proxy_login(p, s, (size_t)(at - s)) < 0)
			return http_fail(e, "the login of HTTPS_PROXY is too "
			    "long");
		len -= (size_t)(at + 1 - s);
		s = at + 1;
	}
	port = *s == '[' ? memchr(s, ']', len) : s;
	port = port ? memchr(port, ':', len - (size_t)(port - s)) : NULL;
	if (port) {
		snprintf(p->port, sizeof(p->port), "%.*s",
		    (int)(len - (size_t)(port + 1 - s)), port + 1);
		len = (size_t)(port - s);
	}
	if (len > 2 && *s == '[' && s[len - 1] == ']') {
		s++;
		len -= 2;
	}
	if (!len || len > LIMIT_HOST ||
	    util_number(p->port, LIMIT_PORT, &number) < 0 || !number)
		return http_fail(e, "HTTPS_PROXY is not http://HOST:PORT");
	memcpy(p->host, s, len);
	p->host[len] = '\0';
	return 0;
}

/* Returns the proxy address of the environment that applies, or NULL. */
static const char *
proxy_for(const char *host, const char *port)
{
	const char *s = getenv("HTTPS_PROXY"), *no = getenv("NO_PROXY");

	if (!s || !*s)
		s = getenv("https_proxy");
	if (!no || !*no)
		no = getenv("no_proxy");
	return s && *s && !net_no_proxy(no, host, port) ? s : NULL;
}

static int
tunnel_ask(struct net *n, const struct proxy *p, const char *host,
    const char *port, struct http_error *e)
{
	struct secret text;
	char to[LIMIT_HOST + 16];
	int rc = 0;

	snprintf(to, sizeof(to), strchr(host, ':') ? "[%s]:%s" : "%s:%s",
	    host, port);
	secret_init(&text, LIMIT_HTTP_REQUEST);
	rc |= secret_str(&text, "CONNECT ");
	rc |= secret_str(&text, to);
	rc |= secret_str(&text, " HTTP/1.1\r\nHost: ");
	rc |= secret_str(&text, to);
	if (p->basic.data) {
		rc |= secret_str(&text, "\r\nProxy-Authorization: Basic ");
		rc |= secret_add(&text, p->basic.data, p->basic.len);
	}
	rc |= secret_str(&text, "\r\n\r\n");
	if (rc < 0)
		http_fail(e, "the login of HTTPS_PROXY is too long");
	else
		rc = net_write(n, text.data, text.len, e);
	secret_free(&text);
	return rc;
}

/* Asks the proxy for a tunnel to the host. */
static int
tunnel(struct net *n, const struct proxy *p, const char *host,
    const char *port, struct http_error *e)
{
	struct http_answer r;
	struct http_error why = {.text = ""};
	struct stream s = net_stream(n);
	int rc;

	http_init(&r);
	r.tunnel = true;
	n->late = http_now() + n->timeout;
	rc = tunnel_ask(n, p, host, port, &why);
	if (rc == 0)
		rc = http_read(&s, &r, n->late, &why);
	if (rc < 0) {
		http_fail(e, "the proxy %s gave no tunnel to %s: %s", n->via,
		    host, why.text);
		e->timeout = why.timeout;
	} else if (r.status / 100 != 2) {
		rc = http_fail(e, "the proxy %s gave no tunnel to %s: it "
		    "answered %d%s", n->via, host, r.status,
		    r.status == 407 ? " (it wants a user and a password)" :
		    "");
	}
	http_free(&r);
	return rc;
}

int
net_open(struct net *n, const char *host, const char *port,
    unsigned timeout, struct http_error *e)
{
	const char *address = proxy_for(host, port);
	struct proxy p = {.host = ""};
	int rc;

	memset(n, 0, sizeof(*n));
	n->fd = -1;
	n->timeout = timeout;
	n->late = HUGE_VAL;
	if (!address)
		return connect_to(n, host, port, e);
	rc = proxy_parse(&p, address, e);
	if (rc == 0) {
		snprintf(n->via, sizeof(n->via), "%s:%s", p.host, p.port);
		rc = connect_to(n, p.host, p.port, e);
	}
	if (rc == 0)
		rc = tunnel(n, &p, host, port, e);
	secret_free(&p.basic);
	if (rc < 0)
		net_close(n);
	return rc;
}
