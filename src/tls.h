#ifndef TLS_H
#define TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "hash.h"
#include "http.h"

struct tls;

/* How far a connection came, or where it failed. */
enum tls_stage {
	TLS_CONNECT,		/* name, address, proxy */
	TLS_TRUST,		/* no trusted certificates on this machine */
	TLS_VERSION,		/* no TLS, or none that is new enough */
	TLS_CERTIFICATE,	/* the server is not who it has to be */
	TLS_READY
};

/* Where to connect and whom to trust. The strings are the caller's. */
struct tls_target {
	const char *host;	/* a name, or an address without brackets */
	const char *port;
	const char *ca;		/* file of --ca, or NULL */
	unsigned timeout;	/* seconds of silence */
};

/* What there is to report of a connection. Strings are "" if not known. */
struct tls_info {
	enum tls_stage stage;
	char via[LIMIT_HOST + 8];	/* the proxy */
	char trust[512];	/* the file of trusted certificates */
	char protocol[16];	/* TLSv1.3 */
	char suite[64];
	char subject[512], issuer[512];
	char begins[24], expires[24];	/* 2026-11-23 12:00:00, UTC */
	char sha256[HASH_HEX];	/* of the certificate */
};

/*
 * Opens a connection: TLS 1.2 or 1.3, the chain verified against the trusted
 * certificates of --ca, else SSL_CERT_FILE, else the first of the usual
 * system files that exists, and the name against the certificate. There is no
 * way to switch either off. Returns 0 and sets *out, or -1 with e filled and
 * info->stage telling where it failed. The caller ends it with tls_close().
 */
int tls_open(struct tls **out, const struct tls_target *to,
    struct tls_info *info, struct http_error *e);

/* Says goodbye and frees. NULL is left alone. */
void tls_close(struct tls *t);

/*
 * The connection as a stream; valid as long as t. Each write begins a new
 * request, whose answer must come within LIMIT_HTTP_SECONDS.
 */
struct stream tls_stream(struct tls *t);

/*
 * True when the connection is open and nothing waits to be read, so that
 * another request can be sent on it.
 */
bool tls_idle(const struct tls *t);

/* The days from day (YYYY-MM-DD) to the expiry; negative when it is over. */
long tls_days_left(const struct tls_info *info, const char *day);

#endif
