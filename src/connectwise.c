#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "connectwise.h"
#include "hash.h"
#include "limits.h"

#define API "/apis/3.0"
#define ONE "pageSize=1&fields=id"

/* fields= keeps what is not looked at, secrets among it, on the server. */
#define API_MEMBER_FIELDS "fields=id,identifier,name,inactiveFlag," \
	"securityRole,structureLevel,securityLocation,defaultLocation," \
	"defaultDepartment,serviceDefaultBoard,excludedServiceBoardIds"
#define MEMBER_FIELDS "fields=id,identifier,firstName,lastName," \
	"licenseClass,inactiveFlag,adminFlag,securityRole,structureLevel," \
	"securityLocation,defaultLocation,defaultDepartment," \
	"serviceDefaultBoard,restrictLocationFlag,restrictDepartmentFlag," \
	"excludedServiceBoardIds"
#define SETTING_FIELDS "fields=id,moduleName,moduleDescription," \
	"moduleFunctionName,moduleFunctionDescription,addLevel,editLevel," \
	"deleteLevel,inquireLevel"

/* The only paths there are. Section 6.4 of the API reference. */
const struct connectwise_path connectwise_paths[] = {
	[PATH_COMPANY] = {.path = "/login/companyinfo/%s"},
	[PATH_INFO] = {.path = "/system/info"},
	[PATH_API_MEMBERS] = {.path = "/system/apiMembers",
	    .query = API_MEMBER_FIELDS "&orderBy=id%20asc", .paged = true},
	[PATH_MEMBERS] = {.path = "/system/members",
	    .query = MEMBER_FIELDS "&orderBy=id%20asc", .paged = true},
	[PATH_ROLES] = {.path = "/system/securityroles",
	    .query = "fields=id,name,roleType,adminFlag,inactiveFlag"
	    "&orderBy=id%20asc", .paged = true},
	[PATH_SETTINGS] = {.path = "/system/securityRoles/%s/settings",
	    .query = SETTING_FIELDS "&orderBy=id%20asc", .paged = true},
	[PATH_OWN] = {.path = "/system/mySecurity",
	    .query = SETTING_FIELDS ",member&orderBy=id%20asc",
	    .paged = true},
	[PATH_OWN_ITEMS] = {.path = "/system/mySecurity/customizeItems/",
	    .query = "fields=id,customizeIdentifier,itemIdentifier"
	    "&orderBy=id%20asc", .paged = true},

	{"/company/companies/count", NULL, false, SURE_STATED,
	    "Companies", "Company Maintenance", NULL, "Rewst; Commvault"},
	{"/company/contacts/count", NULL, false, SURE_STATED,
	    "Companies", "Contacts", NULL, "Rewst; Commvault"},
	{"/company/configurations/count", NULL, false, SURE_VENDOR,
	    "Companies", "Configurations", NULL,
	    "CyberDrain; ManageEngine; Helpdesk Buttons"},
	{"/sales/activities", ONE, false, SURE_INFERRED,
	    "Companies", "CRM/Sales Activities", NULL, "TurboDocx"},
	{"/finance/agreements", ONE, false, SURE_STATED,
	    "Finance", "Agreements", NULL, "Rewst; Commvault"},
	{"/finance/invoices", ONE, false, SURE_VENDOR,
	    "Finance", "Invoicing", NULL, "Gozynta; TurboDocx"},
	{"/finance/companyFinance/", ONE, false, SURE_INFERRED,
	    "Finance", "Company Finance", NULL, "MSP360"},
	{"/finance/accounting/batches", ONE, false, SURE_INFERRED,
	    "Finance", "Accounting Interface", NULL, "Gozynta"},
	{"/procurement/catalog", ONE, false, SURE_STATED,
	    "Procurement", "Product Catalog", NULL, "Commvault"},
	{"/procurement/products", ONE, false, SURE_VENDOR,
	    "Procurement", "Products", NULL, "Gozynta; MSP360"},
	{"/procurement/purchaseorders", ONE, false, SURE_VENDOR,
	    "Procurement", "Purchase Orders", NULL, "Gozynta"},
	{"/procurement/adjustments", ONE, false, SURE_INFERRED,
	    "Procurement", "Inventory Adjustments", NULL, "its name"},
	{"/project/projects", ONE, false, SURE_INFERRED,
	    "Project", "Project Headers", NULL,
	    "TimeSanity; CrushBank; Rewst"},
	{"/project/tickets/count", NULL, false, SURE_INFERRED,
	    "Project", "Project Tickets", NULL, "Rewst; Bitdefender"},
	{"/sales/opportunities", ONE, false, SURE_VENDOR,
	    "Sales", "Opportunity", NULL, "TurboDocx; Gradient"},
	{"/sales/orders", ONE, false, SURE_INFERRED,
	    "Sales", "Sales Orders", NULL, "TurboDocx"},
	{"/service/tickets/count", NULL, false, SURE_STATED,
	    "Service Desk", "Service Tickets", NULL, "Rewst"},
	{"/schedule/entries", ONE, false, SURE_INFERRED,
	    "Service Desk", "Resource Scheduling", NULL,
	    "SIGNL4; TurboDocx"},
	{"/service/templates", ONE, false, SURE_INFERRED,
	    "Service Desk", "Ticket Templates", NULL, "TimeSanity"},
	{"/system/members/count", NULL, false, SURE_VENDOR,
	    "System", "Member Maintenance", NULL, "Rewst"},
	{"/system/securityroles/count", NULL, false, SURE_INFERRED,
	    "System", "Security Roles", NULL, "N-able Passportal"},
	{"/system/myCompany/other", "fields=id", false, SURE_INFERRED,
	    "System", "My Company", NULL, "TurboDocx"},
	{"/system/reports", "pageSize=1", false, SURE_VENDOR,
	    "System", "API Reports", NULL, "MSPCFO"},
	{"/time/entries", ONE, false, SURE_VENDOR,
	    "Time & Expense", "Time Entry", NULL, "Rewst; N-able"},
	{"/expense/entries", ONE, false, SURE_VENDOR,
	    "Time & Expense", "Expense Report Entry", NULL, "Gozynta"},
	{"/marketing/campaigns", ONE, false, SURE_INFERRED,
	    "Marketing", "Marketing Management", NULL, "its name"},

	/* A 403 on these may be Table Setup or its list. */
	{"/service/boards/count", NULL, false, SURE_VENDOR, "System",
	    "Table Setup", "Service / Service Board",
	    "Hatz; MSP360; Helpdesk Buttons"},
	{"/company/companies/statuses", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "Company / Company Status", "CyberDrain"},
	{"/company/companies/types", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "Company / Company Type", "CyberDrain"},
	{"/company/configurations/types", ONE, false, SURE_INFERRED,
	    "System", "Table Setup", "Company / Configuration",
	    "CyberDrain"},
	{"/finance/billingStatuses", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "Invoicing / Billing Status", "Gozynta"},
	{"/finance/taxCodes", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "Invoicing / Tax Code", "Gozynta"},
	{"/finance/agreements/types", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "Agreements / Agreement Type", "Sync 365"},
	{"/system/userDefinedFields", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "General / Custom Fields", "SIGNL4"},
	{"/system/workflows", ONE, false, SURE_VENDOR, "System",
	    "Table Setup", "General / Workflow Rules", "SIGNL4"},
};

const size_t connectwise_npaths = countof(connectwise_paths);

void
connectwise_init(struct connectwise *cw)
{
	cw->codebase = "v4_6_release";
	cw->tls = NULL;
	cw->connections = cw->requests = 0;
	memset(&cw->info, 0, sizeof(cw->info));
	memset(&cw->error, 0, sizeof(cw->error));
	http_init(&cw->answer);
}

void
connectwise_close(struct connectwise *cw)
{
	tls_close(cw->tls);
	cw->tls = NULL;
	http_free(&cw->answer);
}

static void
tell(struct connectwise *cw, const char *text)
{
	if (cw->progress)
		cw->progress(cw->ctx, text);
}

static void
rest(unsigned seconds)
{
	struct timespec t = {.tv_sec = (time_t)seconds};

	while (nanosleep(&t, &t) < 0)
		continue;
}

static int
open_once(struct connectwise *cw)
{
	struct tls_target to = {.host = cw->site->host,
	    .port = cw->site->port, .ca = cw->ca, .timeout = cw->timeout};

	tls_close(cw->tls);
	cw->connections++;
	cw->fresh = true;
	return tls_open(&cw->tls, &to, &cw->info, &cw->error);
}

int
connectwise_open(struct connectwise *cw)
{
	int rc = open_once(cw);

	for (int i = 0; rc < 0 && cw->error.timeout && i < LIMIT_RETRY_TIMEOUT;
	    i++) {
		tell(cw, "no connection in time, trying again");
		rc = open_once(cw);
	}
	return rc;
}

bool
connectwise_codebase(struct connectwise *cw, const char *codebase)
{
	size_t n = strlen(codebase), i = 1;

	if (n && codebase[n - 1] == '/')
		n--;
	if (n == strlen("v4_6_release") &&
	    memcmp(codebase, "v4_6_release", n) == 0) {
		cw->codebase = "v4_6_release";
		return true;
	}
	if (n > LIMIT_CODEBASE || n < 4 || codebase[0] != 'v')
		return false;
	while (i < n && codebase[i] >= '0' && codebase[i] <= '9')
		i++;
	if (i == 1 || i + 1 >= n || codebase[i] != '_')
		return false;
	for (i++; i < n; i++) {
		char c = codebase[i];

		if (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' &&
		    (c | 32) <= 'z'))
			return false;
	}
	cw->codebase = arena_strn(cw->arena, codebase, n);
	return true;
}

char *
connectwise_escape(struct arena *a, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	char *out = arena_alloc(a, strlen(s) * 3 + 1), *p = out;

	for (; *s; s++) {
		if (strchr(plain, *s))
			*p++ = *s;
		else
			p += snprintf(p, 4, "%%%02X", (unsigned char)*s);
	}
	return out;
}

const char *
connectwise_target(const struct connectwise *cw, size_t id, const char *arg,
    const char *more, unsigned page)
{
	const struct connectwise_path *p = &connectwise_paths[id];
	const char *hole = strstr(p->path, "%s");
	char join = '?';
	struct buf b;
	char *out;

	buf_init(&b, LIMIT_HTTP_REQUEST);
	if (id != PATH_COMPANY)
		buf_printf(&b, "/%s" API, cw->codebase);
	buf_add(&b, p->path, hole ? (size_t)(hole - p->path) :
	    strlen(p->path));
	if (hole)
		buf_printf(&b, "%s%s", arg, hole + 2);
	if (p->query) {
		buf_printf(&b, "%c%s", join, p->query);
		join = '&';
	}
	if (more) {
		buf_printf(&b, "%c%s", join, more);
		join = '&';
	}
	if (page)
		buf_printf(&b, "%cpage=%u&pageSize=%d", join, page,
		    LIMIT_API_PAGE);
	out = arena_strn(cw->arena, buf_cstr(&b), b.len);
	buf_free(&b);
	return out;
}

static void
transcribe(struct connectwise *cw, const char *target, double seconds,
    bool answered)
{
	char hex[HASH_HEX];

	if (!cw->transcript)
		return;
	out_printf(cw->transcript, "GET\thttps://%s%s\t", cw->site->address,
	    target);
	if (!answered) {
		out_printf(cw->transcript, "-\t-\t-\t%.3f\n", seconds);
		return;
	}
	hash_hex(buf_cstr(&cw->answer.body), cw->answer.body.len, hex);
	out_printf(cw->transcript, "%d\t%zu\t%s\t%.3f\n", cw->answer.status,
	    cw->answer.body.len, hex, seconds);
}

static int
send_and_read(struct connectwise *cw, const struct http_request *q)
{
	struct stream s = tls_stream(cw->tls);

	cw->requests++;
	cw->fresh = false;
	return http_get(&s, q, &cw->answer, &cw->error);
}

/*
 * One request and its answer. A connection that the server closed while
 * nothing was under way is opened again; that is no repetition. Before its
 * first request a connection may well hold something: session tickets.
 */
static int
ask_once(struct connectwise *cw, const char *target)
{
	struct http_request q = {.host = cw->site->address, .path = target,
	    .accept = "application/json", .client_id = cw->client_id,
	    .basic = cw->basic};
	double start = http_now();
	bool reused = cw->tls && !cw->fresh && tls_idle(cw->tls);
	int rc = 0;

	http_reset(&cw->answer);
	if (strncmp(target, "/login/", 7) == 0)
		q.basic = NULL;
	if (!reused && !(cw->tls && cw->fresh))
		rc = open_once(cw);
	if (rc == 0)
		rc = send_and_read(cw, &q);
	if (rc < 0 && reused && !cw->answer.begun && !cw->error.timeout) {
		rc = open_once(cw);
		if (rc == 0)
			rc = send_and_read(cw, &q);
	}
	transcribe(cw, target, http_now() - start, rc == 0);
	if (rc < 0 || !cw->answer.keep) {
		tls_close(cw->tls);
		cw->tls = NULL;
	}
	return rc;
}

static unsigned
retry_after(const struct connectwise *cw)
{
	const char *s = http_header(&cw->answer, "Retry-After");
	unsigned long n;

	if (!s || util_number(s, LIMIT_RETRY_SAID, &n) < 0)
		return LIMIT_RETRY_DEFAULT;
	return n > LIMIT_RETRY_WAIT ? LIMIT_RETRY_WAIT : (unsigned)n;
}

/* Asks until there is an answer that a repetition would not change. */
static int
ask(struct connectwise *cw, const char *target)
{
	unsigned limited = 0, failed = 0, wait;
	char text[80];

	for (;;) {
		int rc = ask_once(cw, target);

		if (rc == 0 && cw->answer.status == 429 &&
		    limited++ < LIMIT_RETRY_RATE) {
			wait = retry_after(cw);
			snprintf(text, sizeof(text), "the server asks to wait "
			    "%u seconds", wait);
			tell(cw, text);
			rest(wait);
		} else if ((rc < 0 ? cw->error.timeout :
		    cw->answer.status >= 500) &&
		    failed++ < LIMIT_RETRY_TIMEOUT) {
			tell(cw, rc < 0 ? "no answer in time, asking again" :
			    "the server failed, asking again");
			rest(1);
		} else {
			return rc;
		}
	}
}

/* True when the text of an error says so, wherever ConnectWise put it. */
static bool
mentions(const struct json *body, const char *text, const char *word)
{
	static const char *const keys[] = {"code", "message", "error"};
	const char *s;

	for (size_t i = 0; body && i < countof(keys); i++) {
		s = json_text(body, keys[i]);
		if (s && strstr(s, word))
			return true;
	}
	return !body && strstr(text, word);
}

static enum connectwise_kind
classify_403(const struct json *body)
{
	const char *code = json_text(body, "code");
	const char *message = json_text(body, "message");

	if (message && util_eq(message, "SSL is required."))
		return REPLY_SSL;
	return code && util_eq(code, "Security") ? REPLY_DENIED :
	    REPLY_FORBIDDEN;
}

/* The status decides first; the body only refines. */
static enum connectwise_kind
classify(int status, const struct json *body, const char *text)
{
	bool client = mentions(body, text, "lientId") ||
	    mentions(body, text, "lientID");

	if (status / 100 == 3)
		return REPLY_REDIRECT;
	if (status == 429)
		return REPLY_RATE;
	if (status >= 500)
		return REPLY_SERVER;
	if (status / 100 == 4) {
		if (mentions(body, text, "Cannot route"))
			return REPLY_ROUTE;
		if ((status == 400 || status == 401) && client)
			return REPLY_CLIENT;
		if (status == 401 || mentions(body, text,
		    "Incorrect public/private key") ||
		    mentions(body, text, "UserNotAuthenticated"))
			return REPLY_LOGIN;
		if (status == 403)
			return classify_403(body);
		return status == 404 ? REPLY_MISSING : REPLY_REFUSED;
	}
	return status == 200 && body ? REPLY_JSON : REPLY_UNREADABLE;
}

/* What each kind means and what to do, in words that fit any path. */
static const char *const meanings[] = {
	[REPLY_JSON] = "answered",
	[REPLY_DENIED] = "403: the security role of this key does not allow "
	    "it",
	[REPLY_FORBIDDEN] = "403 without the code that names the security "
	    "role: something between here and ConnectWise may have refused "
	    "it",
	[REPLY_SSL] = "403 \"SSL is required.\": this is the login host; use "
	    "only the API domain (api-...), without https://",
	[REPLY_LOGIN] = "authentication failed: are both keys copied whole, "
	    "is the company the one that the keys belong to, is the member "
	    "active?",
	[REPLY_CLIENT] = "the client id is refused: is --client-id the GUID "
	    "from developer.connectwise.com, copied whole?",
	[REPLY_ROUTE] = "\"Cannot route\": the gateway knows no such company "
	    "or code base; check --site and --company, and that --client-id "
	    "is right",
	[REPLY_MISSING] = "404: there is no such thing for this key",
	[REPLY_RATE] = "429: too many requests, three waits did not help; "
	    "try again later",
	[REPLY_SERVER] = "the server failed, three times; try again later",
	[REPLY_REDIRECT] = "the server redirects to another address, which is "
	    "not followed; is --site right?",
	[REPLY_REFUSED] = "the server refused the request",
	[REPLY_UNREADABLE] = "the answer is not what ConnectWise sends; a "
	    "proxy or a captive portal may stand between",
	[REPLY_NONE] = "no answer",
};

/*
 * Nothing of the server's own words is passed on: a gateway that echoes the
 * request would put its Authorization into a report.
 */
static void
explain_reply(struct connectwise *cw, struct connectwise_reply *r,
    const char *why)
{
	r->detail = meanings[r->kind];
	if (r->kind == REPLY_NONE)
		r->detail = arena_printf(cw->arena, "no answer: %s",
		    cw->error.text);
	else if (r->kind == REPLY_UNREADABLE && why)
		r->detail = arena_printf(cw->arena, "%s (%s)", r->detail,
		    why);
	else if (r->kind == REPLY_SERVER || r->kind == REPLY_REFUSED)
		r->detail = arena_printf(cw->arena, "%d: %s", r->status,
		    r->detail);
}

void
connectwise_get(struct connectwise *cw, const char *target,
    struct arena *scratch, struct connectwise_reply *r)
{
	const char *why = NULL, *link;

	memset(r, 0, sizeof(*r));
	r->path = target;
	tell(cw, target);
	if (ask(cw, target) < 0) {
		/* What was sent but is no HTTP is an answer of its own kind. */
		r->kind = cw->answer.begun && !cw->error.timeout ?
		    REPLY_UNREADABLE : REPLY_NONE;
		explain_reply(cw, r, cw->error.text);
		return;
	}
	r->status = cw->answer.status;
	json_read(scratch, buf_cstr(&cw->answer.body), cw->answer.body.len,
	    &r->json, &why);
	r->kind = classify(r->status, r->json, buf_cstr(&cw->answer.body));
	explain_reply(cw, r, why);
	link = http_header(&cw->answer, "Link");
	r->more = link && strstr(link, "rel=\"next\"");
}

/* Says of a page that it is unusable. Always returns -1. */
static int
unusable(struct connectwise *cw, struct connectwise_reply *r,
    const char *why)
{
	r->kind = REPLY_UNREADABLE;
	explain_reply(cw, r, why);
	return -1;
}

int
connectwise_list(struct connectwise *cw, size_t id, const char *arg,
    const char *more, connectwise_fn *fn, void *ctx,
    struct connectwise_reply *r)
{
	unsigned long long first = 0, before = 0;
	struct arena scratch = {0};
	bool linked = false;
	int rc = 0;

	for (unsigned page = 1; rc == 0; page++) {
		bool known;

		arena_free(&scratch);
		connectwise_get(cw, connectwise_target(cw, id, arg, more,
		    page), &scratch, r);
		if (r->kind != REPLY_JSON) {
			rc = -1;
			break;
		}
		if (r->json->type != JSON_ARRAY) {
			rc = unusable(cw, r, "a list was asked for");
			break;
		}
		known = json_id(r->json->child, "id", &first) == 0;
		if (known && page > 1 && first == before)
			rc = unusable(cw, r, "it repeats the page before");
		else if (page == LIMIT_API_PAGES)
			rc = unusable(cw, r, "there are too many pages");
		before = first;
		for (const struct json *j = r->json->child; j && rc == 0;
		    j = j->next) {
			const char *why = fn(ctx, j);

			if (why)
				rc = unusable(cw, r, why);
		}
		/*
		 * A server that links pages links them to the last; another
		 * one has more for as long as its pages are full.
		 */
		linked = linked || r->more;
		if (!r->json->n || (!r->more && (linked ||
		    r->json->n < LIMIT_API_PAGE)))
			break;
	}
	arena_free(&scratch);
	r->json = NULL;
	return rc;
}
