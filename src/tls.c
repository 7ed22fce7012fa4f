#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <psa/crypto.h>

#include "net.h"
#include "tls.h"

/* The first bytes of a server's first record: type, version, length, alert. */
#define FIRST 7
#define RECORD_ALERT 21
#define ALERT_PROTOCOL_VERSION 70
#define ALERT_HANDSHAKE_FAILURE 40

struct tls {
	struct net net;
	struct stream raw;
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config conf;
	mbedtls_x509_crt trusted;
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
	struct tls_info *info;
	struct http_error error;	/* of the socket, behind mbedTLS */
	unsigned char first[FIRST];
	size_t nfirst;
	struct buf why;		/* what is wrong with the chain */
	bool ended;
};

/*
 * In this order; the first that exists is the one. None on Windows: there
 * anybody may make a folder like these.
 */
static const char *const system_trust[] = {
#ifndef _WIN32
	"/etc/ssl/certs/ca-certificates.crt",	/* Debian, Alpine, Arch */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",	/* Fedora */
	"/etc/pki/tls/certs/ca-bundle.crt",	/* older Red Hat */
	"/etc/ssl/ca-bundle.pem",		/* openSUSE */
	"/etc/ssl/cert.pem",			/* BSD, macOS */
	"/usr/local/share/certs/ca-root-nss.crt",	/* FreeBSD */
#endif
	NULL
};

static const char *
trust_file(const struct tls_target *to)
{
	const char *file = to->ca ? to->ca : getenv("SSL_CERT_FILE");
	struct stat st;

	if (file && *file)
		return file;
	for (size_t i = 0; system_trust[i]; i++) {
		if (stat(system_trust[i], &st) == 0)
			return system_trust[i];
	}
	return NULL;
}

#ifdef _WIN32
static void
add_root(void *ctx, const unsigned char *der, size_t n)
{
	struct tls *t = ctx;

	/* Some of a store may be of a kind that is not supported. */
	(void)mbedtls_x509_crt_parse_der(&t->trusted, der, n);
}

/* Windows keeps its trusted certificates in a store, not in a file. */
static bool
system_store(struct tls *t)
{
	win_roots(add_root, t);
	snprintf(t->info->trust, sizeof(t->info->trust), "the root store");
	return t->trusted.raw.p != NULL;
}
#else
static bool
system_store(struct tls *t)
{
	(void)t;
	return false;
}
#endif

static int
load_trust(struct tls *t, const struct tls_target *to, struct http_error *e)
{
	const char *file = trust_file(to), *file_name;
	struct stat st;

	t->info->stage = TLS_TRUST;
	if (!file && system_store(t))
		return 0;
	if (!file)
		return http_fail(e, "this machine has no file of trusted "
		    "certificates; name one with --ca or SSL_CERT_FILE");
	snprintf(t->info->trust, sizeof(t->info->trust), "%s", file);
	/* Reports hold no absolute paths. */
	file_name = util_base(file);
	if (stat(file, &st) < 0)
		return http_fail(e, "the file of trusted certificates, %s, "
		    "cannot be read: %s", file_name, strerror(errno));
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size > LIMIT_CA_FILE)
		return http_fail(e, "%s: not a file of trusted certificates",
		    file_name);
	/* Some of a bundle may be of a kind that is not supported. */
	errno = 0;
	(void)mbedtls_x509_crt_parse_file(&t->trusted, file);
	if (!t->trusted.raw.p && errno == ENOMEM)
		util_die("out of memory (certificates)");
	if (!t->trusted.raw.p)
		return http_fail(e, "%s: no certificate can be read from it",
		    file_name);
	return 0;
}

static int
bio_send(void *ctx, const unsigned char *p, size_t n)
{
	struct tls *t = ctx;

	if (t->raw.write(t->raw.ctx, p, n, &t->error) < 0)
		return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	return (int)n;
}

static int
bio_recv(void *ctx, unsigned char *p, size_t n)
{
	struct tls *t = ctx;
	size_t got;

	if (t->raw.read(t->raw.ctx, p, n, &got, &t->error) < 0)
		return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
	for (size_t i = 0; i < got && t->nfirst < FIRST; i++)
		t->first[t->nfirst++] = p[i];
	t->ended = t->ended || !got;
	return (int)got;
}

static void
put_time(char *to, size_t size, const mbedtls_x509_time *t)
{
	snprintf(to, size, "%04d-%02d-%02d %02d:%02d:%02d", t->year, t->mon,
	    t->day, t->hour, t->min, t->sec);
}

static void
put_dn(char *to, size_t size, const mbedtls_x509_name *name)
{
	if (mbedtls_x509_dn_gets(to, size, name) < 0)
		snprintf(to, size, "(a name that is too long)");
}

static void
describe_certificate(struct tls_info *info, const mbedtls_x509_crt *crt)
{
	put_dn(info->subject, sizeof(info->subject), &crt->subject);
	put_dn(info->issuer, sizeof(info->issuer), &crt->issuer);
	put_time(info->begins, sizeof(info->begins), &crt->valid_from);
	put_time(info->expires, sizeof(info->expires), &crt->valid_to);
	hash_hex(crt->raw.p, crt->raw.len, info->sha256);
}

/* The first names that a certificate is for. */
static void
put_alternatives(struct buf *b, const mbedtls_x509_crt *crt)
{
	const mbedtls_x509_sequence *s = &crt->subject_alt_names;
	int shown = 0;

	for (; s && s->buf.p && shown < 4; s = s->next) {
		if ((s->buf.tag & 0x1f) != MBEDTLS_X509_SAN_DNS_NAME)
			continue;
		buf_str(b, shown++ ? ", " : " but for ");
		buf_safe(b, (const char *)s->buf.p, s->buf.len);
	}
}

static bool
is_own_issuer(const mbedtls_x509_crt *crt)
{
	return crt->subject_raw.len == crt->issuer_raw.len &&
	    memcmp(crt->subject_raw.p, crt->issuer_raw.p,
	    crt->subject_raw.len) == 0;
}

static void
put_untrusted(struct buf *b, const mbedtls_x509_crt *crt, int depth)
{
	char name[512];

	if (depth == 0 && is_own_issuer(crt)) {
		buf_str(b, "it is self-signed: nobody vouches for it");
		return;
	}
	put_dn(name, sizeof(name), &crt->issuer);
	buf_printf(b, "its issuer is not trusted here (%s)", name);
}

/* The reasons for which a certificate of the chain is refused. */
static void
put_reasons(struct tls *t, const mbedtls_x509_crt *crt, int depth,
    uint32_t flags)
{
	static const uint32_t known = MBEDTLS_X509_BADCERT_EXPIRED |
	    MBEDTLS_X509_BADCERT_FUTURE | MBEDTLS_X509_BADCERT_CN_MISMATCH |
	    MBEDTLS_X509_BADCERT_NOT_TRUSTED | MBEDTLS_X509_BADCERT_BAD_MD |
	    MBEDTLS_X509_BADCERT_BAD_KEY | MBEDTLS_X509_BADCERT_BAD_PK;
	struct buf *b = &t->why;
	char when[24];

	if (!flags)
		return;
	if (b->len)
		buf_str(b, "; ");
	if (depth)
		buf_str(b, "of a certificate above it: ");
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED) {
		put_time(when, sizeof(when), &crt->valid_to);
		buf_printf(b, "it expired on %.10s; ", when);
	}
	if (flags & MBEDTLS_X509_BADCERT_FUTURE) {
		put_time(when, sizeof(when), &crt->valid_from);
		buf_printf(b, "it is not valid before %.10s; ", when);
	}
	if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) {
		buf_str(b, "it is not for this name");
		put_alternatives(b, crt);
		buf_str(b, "; ");
	}
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) {
		put_untrusted(b, crt, depth);
		buf_str(b, "; ");
	}
	if (flags & MBEDTLS_X509_BADCERT_BAD_MD)
		buf_str(b, "its signature is weak (SHA-1 or older); ");
	if (flags & (MBEDTLS_X509_BADCERT_BAD_KEY |
	    MBEDTLS_X509_BADCERT_BAD_PK))
		buf_str(b, "its key is too weak; ");
	if (flags & ~known)
		buf_printf(b, "it may not be used for this (flags %x); ",
		    (unsigned)(flags & ~known));
	if (!b->full)
		b->data[b->len -= 2] = '\0';
}

/* Called by mbedTLS for each certificate, the server's own last. */
static int
on_verify(void *ctx, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
	struct tls *t = ctx;

	if (depth == 0)
		describe_certificate(t->info, crt);
	put_reasons(t, crt, depth, *flags);
	return 0;
}

/*
 * Memory of mbedTLS. It would take a want of it for a server that cannot be
 * trusted, and leave out certificates that it has no room for.
 */
static void *
tls_calloc(size_t n, size_t size)
{
	void *p = util_realloc(NULL, n, size);

	return memset(p, 0, n * size);
}

/*
 * Randomness comes out of a file of the system, for which the libc wants
 * memory of its own: a want of that is no fault of the server either.
 */
static int
start_random(struct tls *t, struct http_error *e)
{
	errno = 0;
	if (psa_crypto_init() == PSA_SUCCESS &&
	    mbedtls_ctr_drbg_seed(&t->random, mbedtls_entropy_func,
	    &t->entropy, NULL, 0) == 0)
		return 0;
	if (errno == ENOMEM)
		util_die("out of memory for the cryptography");
	return http_fail(e, "the cryptography cannot be started");
}

static int
configure(struct tls *t, const struct tls_target *to, struct http_error *e)
{
	int rc;

	if (start_random(t, e) < 0)
		return -1;
	rc = mbedtls_ssl_config_defaults(&t->conf, MBEDTLS_SSL_IS_CLIENT,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	mbedtls_ssl_conf_rng(&t->conf, mbedtls_ctr_drbg_random, &t->random);
	mbedtls_ssl_conf_authmode(&t->conf, MBEDTLS_SSL_VERIFY_REQUIRED);
	mbedtls_ssl_conf_ca_chain(&t->conf, &t->trusted, NULL);
	mbedtls_ssl_conf_verify(&t->conf, on_verify, t);
	mbedtls_ssl_conf_min_tls_version(&t->conf, MBEDTLS_SSL_VERSION_TLS1_2);
	rc |= mbedtls_ssl_setup(&t->ssl, &t->conf);
	rc |= mbedtls_ssl_set_hostname(&t->ssl, to->host);
	mbedtls_ssl_set_bio(&t->ssl, t, bio_send, bio_recv, NULL);
	return rc ? http_fail(e, "TLS cannot be set up") : 0;
}

/* A server that speaks, but not TLS, begins with none of TLS's records. */
static bool
spoke_tls(const struct tls *t)
{
	return t->nfirst == 0 || (t->first[0] >= 20 && t->first[0] <= 24);
}

static int
alert(const struct tls *t)
{
	return t->nfirst == FIRST && t->first[0] == RECORD_ALERT ?
	    t->first[6] : -1;
}

static int
refused_chain(struct tls *t, int rc, struct http_error *e)
{
	char text[128];

	t->info->stage = TLS_CERTIFICATE;
	if (t->why.len)
		return http_fail(e, "the certificate is refused: %s",
		    buf_cstr(&t->why));
	mbedtls_strerror(rc, text, sizeof(text));
	return http_fail(e, "the certificate is refused: %s", text);
}

/* Turns the failure of a handshake into a stage and a reason. */
static int
explain_handshake(struct tls *t, int rc, struct http_error *e)
{
	char text[128];

	t->info->stage = TLS_VERSION;
	if (rc == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED || t->why.len)
		return refused_chain(t, rc, e);
	if (*t->error.text) {
		*e = t->error;
		t->info->stage = TLS_CONNECT;
		return -1;
	}
	if (!spoke_tls(t))
		return http_fail(e, "the server does not speak TLS on this "
		    "port");
	if (t->ended) {
		t->info->stage = TLS_CONNECT;
		return http_fail(e, "the server closed the connection during "
		    "the TLS handshake");
	}
	if (rc == MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION ||
	    alert(t) == ALERT_PROTOCOL_VERSION)
		return http_fail(e, "the server offers no TLS 1.2 or 1.3, "
		    "only something older");
	if (alert(t) == ALERT_HANDSHAKE_FAILURE)
		return http_fail(e, "the server accepts none of the cipher "
		    "suites of TLS 1.2 and 1.3 that are offered");
	mbedtls_strerror(rc, text, sizeof(text));
	/* The errors of X.509 parsing have a high part of their own. */
	if ((-rc & 0x7f80) >= 0x2000 && (-rc & 0x7f80) <= 0x3000)
		return refused_chain(t, rc, e);
	return http_fail(e, "the TLS handshake failed: %s", text);
}

static int
handshake(struct tls *t, const struct tls_target *to, struct http_error *e)
{
	int rc;

	t->net.late = http_now() + to->timeout;
	do {
		rc = mbedtls_ssl_handshake(&t->ssl);
	} while (rc == MBEDTLS_ERR_SSL_WANT_READ ||
	    rc == MBEDTLS_ERR_SSL_WANT_WRITE);
	if (rc != 0)
		return explain_handshake(t, rc, e);
	/* It cannot be otherwise; were it, nothing must be sent. */
	if (mbedtls_ssl_get_verify_result(&t->ssl) != 0 || t->why.len)
		return refused_chain(t, 0, e);
	snprintf(t->info->protocol, sizeof(t->info->protocol), "%s",
	    mbedtls_ssl_get_version(&t->ssl));
	snprintf(t->info->suite, sizeof(t->info->suite), "%s",
	    mbedtls_ssl_get_ciphersuite(&t->ssl));
	t->info->stage = TLS_READY;
	return 0;
}

int
tls_open(struct tls **out, const struct tls_target *to,
    struct tls_info *info, struct http_error *e)
{
	struct tls *t = util_alloc(sizeof(*t));
	int rc;

	memset(t, 0, sizeof(*t));
	memset(info, 0, sizeof(*info));
	*out = NULL;
	t->net.fd = -1;
	t->info = info;
	buf_init(&t->why, 4096);
	mbedtls_platform_set_calloc_free(tls_calloc, free);
	mbedtls_ssl_init(&t->ssl);
	mbedtls_ssl_config_init(&t->conf);
	mbedtls_x509_crt_init(&t->trusted);
	mbedtls_entropy_init(&t->entropy);
	mbedtls_ctr_drbg_init(&t->random);
	rc = load_trust(t, to, e);
	if (rc == 0)
		rc = configure(t, to, e);
	if (rc == 0) {
		info->stage = TLS_CONNECT;
		rc = net_open(&t->net, to->host, to->port, to->timeout, e);
		snprintf(info->via, sizeof(info->via), "%s", t->net.via);
		t->raw = net_stream(&t->net);
	}
	if (rc == 0)
		rc = handshake(t, to, e);
	if (rc < 0)
		tls_close(t);
	else
		*out = t;
	return rc;
}

void
tls_close(struct tls *t)
{
	if (!t)
		return;
	if (t->net.fd >= 0 && !t->ended && !*t->error.text)
		(void)mbedtls_ssl_close_notify(&t->ssl);
	net_close(&t->net);
	mbedtls_ssl_free(&t->ssl);
	mbedtls_ssl_config_free(&t->conf);
	mbedtls_x509_crt_free(&t->trusted);
	mbedtls_ctr_drbg_free(&t->random);
	mbedtls_entropy_free(&t->entropy);
	buf_free(&t->why);
	free(t);
}

/* A failure behind the handshake. */
static int
broken(struct tls *t, int rc, struct http_error *e)
{
	char text[128];

	if (*t->error.text) {
		*e = t->error;
		return -1;
	}
	if (t->ended)
		return http_fail(e, "the connection was cut");
	mbedtls_strerror(rc, text, sizeof(text));
	return http_fail(e, "the TLS connection broke: %s", text);
}

static int
tls_read(void *ctx, void *p, size_t n, size_t *got, struct http_error *e)
{
	struct tls *t = ctx;
	int rc;

	*got = 0;
	do {
		rc = mbedtls_ssl_read(&t->ssl, p, n);
	} while (rc == MBEDTLS_ERR_SSL_WANT_READ ||
	    rc == MBEDTLS_ERR_SSL_WANT_WRITE ||
	    rc == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET);
	if (rc == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
		t->ended = true;
		return 0;
	}
	if (rc <= 0)
		return broken(t, rc, e);
	*got = (size_t)rc;
	return 0;
}

static int
tls_write(void *ctx, const void *p, size_t n, struct http_error *e)
{
	struct tls *t = ctx;
	const unsigned char *s = p;

	t->net.late = http_now() + LIMIT_HTTP_SECONDS;
	while (n) {
		int rc = mbedtls_ssl_write(&t->ssl, s, n);

		if (rc == MBEDTLS_ERR_SSL_WANT_READ ||
		    rc == MBEDTLS_ERR_SSL_WANT_WRITE)
			continue;
		if (rc <= 0)
			return broken(t, rc, e);
		s += rc;
		n -= (size_t)rc;
	}
	return 0;
}

struct stream
tls_stream(struct tls *t)
{
	struct stream s = {tls_read, tls_write, t};

	return s;
}

bool
tls_idle(const struct tls *t)
{
	return !t->ended && !*t->error.text &&
	    mbedtls_ssl_check_pending(&t->ssl) == 0 && !net_readable(&t->net);
}

/* Days since the year 0 of the Gregorian calendar. */
static long
day_number(long y, long m, long d)
{
	if (m < 3) {
		y--;
		m += 12;
	}
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m - 3) + 2) / 5 +
	    d;
}

static long
day_of(const char *s)
{
	long part[3] = {0, 0, 0};

	for (int i = 0; *s && *s != ' '; s++) {
		if (*s == '-' && ++i == 3)
			break;
		if (*s >= '0' && *s <= '9')
			part[i] = part[i] * 10 + (*s - '0');
	}
	return day_number(part[0], part[1], part[2]);
}

long
tls_days_left(const struct tls_info *info, const char *day)
{
	return day_of(info->expires) - day_of(day);
}
