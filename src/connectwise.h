#ifndef CONNECTWISE_H
#define CONNECTWISE_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"
#include "out.h"
#include "site.h"
#include "tls.h"

/* How sure it is that an endpoint answers to a security function. */
enum connectwise_sure {
	SURE_NOT,	/* not about a security function */
	SURE_INFERRED,	/* by its name or by what a vendor does with it */
	SURE_VENDOR,	/* a vendor's guide connects the two */
	SURE_STATED	/* a source states the mapping itself */
};

/* The paths that are not probes, as indexes into the table. */
enum connectwise_id {
	PATH_COMPANY,
	PATH_INFO,
	PATH_API_MEMBERS,
	PATH_MEMBERS,
	PATH_ROLES,
	PATH_SETTINGS,
	PATH_OWN,
	PATH_OWN_ITEMS,
	PATH_FIRST_PROBE
};

/*
 * A path of the API: all that can ever be asked for stands in one table. %s
 * is a company or an id. A probe names the function of which it shows that
 * Inquire is granted, or the Table Setup table that it reads.
 */
struct connectwise_path {
	const char *path;
	const char *query;	/* escaped, without "?"; NULL: none */
	bool paged;		/* page and pageSize are added */
	enum connectwise_sure sure;
	const char *module, *function;
	const char *table;	/* "Category / Table" */
	const char *source;
};

/* The table and its length. */
extern const struct connectwise_path connectwise_paths[];
extern const size_t connectwise_npaths;

/* What an answer means. */
enum connectwise_kind {
	REPLY_JSON,		/* 200 and JSON */
	REPLY_DENIED,		/* 403 by the security role */
	REPLY_FORBIDDEN,	/* 403 for another reason */
	REPLY_SSL,		/* 403: the login host instead of the API's */
	REPLY_LOGIN,		/* the keys are refused */
	REPLY_CLIENT,		/* the client id is refused */
	REPLY_ROUTE,		/* the gateway knows no such company or path */
	REPLY_MISSING,		/* 404 */
	REPLY_RATE,		/* 429 to the last try */
	REPLY_SERVER,		/* 5xx to the last try */
	REPLY_REDIRECT,		/* 3xx; not followed */
	REPLY_REFUSED,		/* any other 4xx */
	REPLY_UNREADABLE,	/* 200, but not what was asked for */
	REPLY_NONE		/* no answer; the connection failed */
};

struct connectwise_reply {
	enum connectwise_kind kind;
	int status;		/* 0: no answer */
	const char *path;	/* what was asked, without the host */
	const char *detail;	/* what it means and what to do */
	const struct json *json;	/* of REPLY_JSON */
	bool more;		/* a Link header names a next page */
};

/*
 * A session with a server: its connection, and what every request needs. The
 * caller fills the first part; strings are its own.
 */
struct connectwise {
	struct arena *arena;	/* of paths and details */
	const struct site *site;
	const char *company, *client_id, *ca;
	const struct secret *basic;	/* NULL: only what needs no login */
	unsigned timeout;
	struct out *transcript;		/* NULL: none */
	void (*progress)(void *ctx, const char *text);	/* NULL: none */
	void *ctx;

	const char *codebase;		/* v4_6_release until it is known */
	struct tls *tls;
	struct tls_info info;		/* of the latest connection */
	struct http_answer answer;
	struct http_error error;
	bool fresh;			/* the connection carried nothing yet */
	unsigned connections, requests;
};

/* Prepares the second part of a session. End it with connectwise_close(). */
void connectwise_init(struct connectwise *cw);
void connectwise_close(struct connectwise *cw);

/*
 * Opens the connection, again if there was one. Time-outs are tried twice
 * more. Returns 0, or -1 with cw->error filled and cw->info.stage set.
 */
int connectwise_open(struct connectwise *cw);

/* Takes over the code base of company info. Returns false if it is none. */
bool connectwise_codebase(struct connectwise *cw, const char *codebase);

/*
 * Returns the path and query of a request; arg is what stands for %s (NULL
 * without one), more is a query to add (NULL: none), page counts from 1 and
 * is left out when 0. The session's arena owns it.
 */
const char *connectwise_target(const struct connectwise *cw, size_t id,
    const char *arg, const char *more, unsigned page);

/* Returns s with all but letters, digits and -._~ as %XX. */
char *connectwise_escape(struct arena *a, const char *s);

/*
 * Asks once, waits and asks again as section 8 of the contract says, and
 * classifies what comes. JSON is read into scratch.
 */
void connectwise_get(struct connectwise *cw, const char *target,
    struct arena *scratch, struct connectwise_reply *r);

/*
 * Called for each record of a list. The record lives during the call. Returns
 * NULL, or why the whole list cannot be used.
 */
typedef const char *connectwise_fn(void *ctx, const struct json *record);

/*
 * Reads a list page by page, each next page by its number and never by a
 * link. Returns 0, or -1 with r telling what the failing page meant.
 */
int connectwise_list(struct connectwise *cw, size_t id, const char *arg,
    const char *more, connectwise_fn *fn, void *ctx,
    struct connectwise_reply *r);

#endif
