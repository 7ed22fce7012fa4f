#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/net.h"
#include "../../src/tls.h"

/*
 * What can be shown of net and tls without certificates: refusals before and
 * during the handshake, against a server of a few lines. Everything that
 * needs a real server is in tests/live.
 */

static const char cert[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBezCCASGgAwIBAgIUWLOFE3zWJjUI7CPDzWdJxR6RmnAwCgYIKoZIzj0EAwIw\n"
    "-----END CERTIFICATE-----\n";

struct server {
	int fd;
	pid_t child;
	char port[8];
};

/*
 * A child that accepts once, reads what comes first and sends n bytes. With
 * hang it keeps the connection open and says nothing more.
 */
static void
serve(struct server *s, const char *text, size_t n, bool hang)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	char first[4096];

	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(s->fd, 4), 0);
	assert_int_equal(getsockname(s->fd, (struct sockaddr *)&a, &len), 0);
	snprintf(s->port, sizeof(s->port), "%u", ntohs(a.sin_port));
	s->child = fork();
	if (s->child == 0) {
		int c = accept(s->fd, NULL, NULL);

		alarm(20);
		if (read(c, first, sizeof(first)) > 0 && n &&
		    write(c, text, n) < 0)
			_exit(1);
		while (hang)
			pause();
		close(c);
		_exit(0);
	}
}

static void
stop(struct server *s)
{
	kill(s->child, SIGKILL);
	waitpid(s->child, NULL, 0);
	close(s->fd);
}

static int
connect_once(const char *port, const char *ca, unsigned timeout,
    struct tls_info *info, struct http_error *e)
{
	struct tls_target to = {.host = "127.0.0.1", .port = port, .ca = ca,
	    .timeout = timeout};
	struct tls *t;
	int rc = tls_open(&t, &to, info, e);

	assert_true((rc == 0) == (t != NULL));
	tls_close(t);
	return rc;
}

static void
put_file(char *path, const char *text)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void
test_trust(void **state)
{
	char none[] = "/tmp/test_tls.XXXXXX", bad[] = "/tmp/test_tls.XXXXXX";
	struct tls_info info;
	struct http_error e;

	(void)state;
	put_file(none, "");
	put_file(bad, cert);
	assert_int_equal(connect_once("1", "/nowhere/ca.pem", 1, &info, &e),
	    -1);
	assert_int_equal(info.stage, TLS_TRUST);
	assert_string_equal(info.trust, "/nowhere/ca.pem");
	assert_int_equal(connect_once("1", none, 1, &info, &e), -1);
	assert_non_null(strstr(e.text, "no certificate can be read"));
	assert_int_equal(connect_once("1", bad, 1, &info, &e), -1);
	assert_non_null(strstr(e.text, "no certificate can be read"));
	assert_int_equal(connect_once("1", "/tmp", 1, &info, &e), -1);
	assert_int_equal(info.stage, TLS_TRUST);
	setenv("SSL_CERT_FILE", "/nowhere/env.pem", 1);
	assert_int_equal(connect_once("1", NULL, 1, &info, &e), -1);
	assert_string_equal(info.trust, "/nowhere/env.pem");
	unsetenv("SSL_CERT_FILE");
	unlink(none);
	unlink(bad);
}

static const char *
system_ca(void)
{
	const char *ca = "/etc/ssl/certs/ca-certificates.crt";

	return access(ca, R_OK) == 0 ? ca : NULL;
}

static void
expect(const char *text, size_t n, bool hang, enum tls_stage stage,
    const char *reason)
{
	struct server s;
	struct tls_info info;
	struct http_error e = {.text = ""};

	if (!system_ca())
		skip();
	serve(&s, text, n, hang);
	assert_int_equal(connect_once(s.port, system_ca(), 1, &info, &e), -1);
	stop(&s);
	if (info.stage != stage || !strstr(e.text, reason))
		fail_msg("stage %d: %s (wanted %d: %s)", (int)info.stage,
		    e.text, (int)stage, reason);
}

static void
test_not_tls(void **state)
{
	static const char http[] = "HTTP/1.1 400 Bad Request\r\n\r\n";

	(void)state;
	expect(http, sizeof(http) - 1, false, TLS_VERSION,
	    "does not speak TLS");
}

static void
test_alerts(void **state)
{
	(void)state;
	expect("\x15\x03\x01\0\2\2\x46", 7, false, TLS_VERSION,
	    "no TLS 1.2 or 1.3");
	expect("\x15\x03\x03\0\2\2\x28", 7, false, TLS_VERSION,
	    "none of the cipher suites");
	expect("\x15\x03\x03\0\2\2\x50", 7, false, TLS_VERSION,
	    "handshake failed");
}

static void
test_silence(void **state)
{
	(void)state;
	expect("", 0, true, TLS_CONNECT, "no answer within 1 second");
	expect("", 0, false, TLS_CONNECT, "closed the connection");
	expect("\x16\x03", 2, true, TLS_CONNECT, "no answer within 1 second");
}

static void
test_refused_port(void **state)
{
	struct server s;
	struct tls_info info;
	struct http_error e;

	(void)state;
	if (!system_ca())
		skip();
	serve(&s, "", 0, true);
	stop(&s);
	assert_int_equal(connect_once(s.port, system_ca(), 1, &info, &e), -1);
	assert_int_equal(info.stage, TLS_CONNECT);
	assert_non_null(strstr(e.text, "refused"));
}

static void
test_no_proxy(void **state)
{
	static const struct {
		const char *list, *host, *port;
		bool holds;
	} item[] = {
		{NULL, "a.example", "443", false},
		{"", "a.example", "443", false},
		{"*", "a.example", "443", true},
		{"a.example", "a.example", "443", true},
		{"A.Example", "a.eXample", "443", true},
		{"example", "a.example", "443", true},
		{".example", "a.example", "443", true},
		{"b.example, a.example", "a.example", "443", true},
		{"xample", "a.example", "443", false},
		{"aa.example", "a.example", "443", false},
		{"a.example:443", "a.example", "443", true},
		{"a.example:8443", "a.example", "443", false},
		{"127.0.0.1", "127.0.0.1", "443", true},
		{"::1", "::1", "443", true},
		{",,", "a.example", "443", false},
		{".", "a.example", "443", false},
	};

	(void)state;
	for (size_t i = 0; i < countof(item); i++) {
		if (net_no_proxy(item[i].list, item[i].host, item[i].port) !=
		    item[i].holds)
			fail_msg("%s: %s", item[i].list, item[i].host);
	}
}

/* A proxy that cannot be used is refused, without a word of its login. */
static void
test_bad_proxy(void **state)
{
	static const char *const bad[] = {
		"socks5://user:hunter2@proxy:1080", "http://user:hunter2@",
		"http://user:hunter2@proxy:0", "http://user:hunter2@proxy:x",
		"http://user:hunter2@proxy:99999",
		"http://user:hunter2@127.0.0.1:1",
	};
	struct net n;
	struct http_error e;

	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		setenv("HTTPS_PROXY", bad[i], 1);
		assert_int_equal(net_open(&n, "a.example", "443", 1, &e), -1);
		assert_int_equal(n.fd, -1);
		assert_null(strstr(e.text, "hunter2"));
		assert_null(strstr(e.text, "user:"));
	}
	unsetenv("HTTPS_PROXY");
}

static void
proxy_answer(const char *text, int rc, const char *reason)
{
	struct server s;
	struct net n;
	struct http_error e = {.text = ""};
	char url[64];

	serve(&s, text, strlen(text), true);
	snprintf(url, sizeof(url), "http://us%%3aer:hunter2@127.0.0.1:%s/",
	    s.port);
	setenv("HTTPS_PROXY", url, 1);
	setenv("NO_PROXY", "other.example", 1);
	assert_int_equal(net_open(&n, "a.example", "443", 1, &e), rc);
	net_close(&n);
	stop(&s);
	unsetenv("HTTPS_PROXY");
	unsetenv("NO_PROXY");
	if (reason && !strstr(e.text, reason))
		fail_msg("%s: %s", reason, e.text);
}

static void
test_proxy(void **state)
{
	(void)state;
	proxy_answer("HTTP/1.1 200 Connection established\r\n\r\n", 0, NULL);
	proxy_answer("HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\n", 0, NULL);
	proxy_answer("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", -1,
	    "wants a user and a password");
	proxy_answer("HTTP/1.1 200 OK\r\n\r\nextra", -1, "more than one");
	proxy_answer("HTTP/1.1 2", -1, "no answer within 1 second");
	proxy_answer("nonsense\n", -1, "not HTTP");
}

static void
test_days(void **state)
{
	struct tls_info info = {.expires = "2026-03-01 00:00:00"};

	(void)state;
	assert_int_equal(tls_days_left(&info, "2026-02-28"), 1);
	assert_int_equal(tls_days_left(&info, "2025-03-01"), 365);
	assert_int_equal(tls_days_left(&info, "2024-02-28"), 732);
	assert_int_equal(tls_days_left(&info, "2026-03-31"), -30);
	assert_int_equal(tls_days_left(&info, "2026-03-01"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_not_tls),
		cmocka_unit_test(test_alerts),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_refused_port),
		cmocka_unit_test(test_no_proxy),
		cmocka_unit_test(test_bad_proxy),
		cmocka_unit_test(test_proxy),
		cmocka_unit_test(test_days),
	};

	unsetenv("HTTPS_PROXY");
	unsetenv("https_proxy");
	unsetenv("NO_PROXY");
	unsetenv("no_proxy");
	unsetenv("SSL_CERT_FILE");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
