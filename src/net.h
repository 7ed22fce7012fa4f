#ifndef NET_H
#define NET_H

#include <stdbool.h>
#include <stddef.h>

#include "http.h"

/*
 * A TCP connection that never blocks without an end: each wait is bounded by
 * `timeout` seconds of silence, and all of them by `late` (http_now()).
 */
struct net {
	int fd;		/* -1: not open */
	unsigned timeout;
	double late;
	char via[LIMIT_HOST + 8];	/* the proxy, "" when there is none */
};

/*
 * Connects to a host: each of its addresses in the system's order, through
 * the proxy that HTTPS_PROXY names unless NO_PROXY excludes the host. Returns
 * 0, or -1 with e filled. End it with net_close().
 */
int net_open(struct net *n, const char *host, const char *port,
    unsigned timeout, struct http_error *e);

/* Closes the connection, if it is open. */
void net_close(struct net *n);

/* The bare connection as a stream; it is valid as long as n. */
struct stream net_stream(struct net *n);

/* True when the other side has sent something or closed. */
bool net_readable(const struct net *n);

/*
 * True when the list, as NO_PROXY has it, holds the host: its name, a domain
 * that it is in, or "*"; an entry with a port holds only that port.
 */
bool net_no_proxy(const char *list, const char *host, const char *port);

#endif
