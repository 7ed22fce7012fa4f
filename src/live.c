#include <stdio.h>
#include <string.h>

#include "limits.h"
#include "live.h"
#include "rule.h"

struct check *
live_check(struct audit *au, const char *id, const char *name,
    enum check_status status, const char *detail)
{
	struct check *c;

	au->check = arena_more(&au->arena, au->check, au->ncheck,
	    sizeof(*au->check));
	c = &au->check[au->ncheck++];
	memset(c, 0, sizeof(*c));
	c->id = id;
	c->name = name;
	c->status = status;
	c->detail = detail;
	c->needed = true;
	return c;
}

/* A check that rests on an answer. */
static struct check *
answered(struct live *lv, const char *id, const char *name,
    enum check_status status, const struct connectwise_reply *r,
    const char *detail)
{
	struct check *c = live_check(lv->au, id, name, status, detail);

	c->http_status = r->status;
	c->path = r->path;
	lv->silent = r->kind == REPLY_NONE ? lv->silent + 1 : 0;
	if (lv->silent == 2)
		lv->stopped = "the server answers no more";
	return c;
}

static void
fatal(struct live *lv, int code, const char *why)
{
	lv->au->live_code = code;
	lv->stopped = why;
}

static void
refuse_login(struct live *lv, const struct connectwise_reply *r,
    const char *detail)
{
	struct check *c = answered(lv, "CW406", "credentials", CHECK_FAIL, r,
	    detail);

	if (r->kind == REPLY_CLIENT)
		c->variant = CREDENTIALS_CLIENT;
	fatal(lv, EXIT_REFUSED, "the credentials were refused (CW406)");
}

/*
 * A check that an answer leaves open. Keys that are refused in the middle,
 * after they were accepted, are still refused.
 */
static struct check *
left_open(struct live *lv, const char *id, const char *name,
    const struct connectwise_reply *r)
{
	if (r->kind == REPLY_LOGIN || r->kind == REPLY_CLIENT)
		refuse_login(lv, r, r->detail);
	return answered(lv, id, name, CHECK_NOT_EVALUATED, r, r->detail);
}

/* What was pasted: the address and the keys. */
static void
step_form(struct live *lv, const char *id, const char *name)
{
	const struct site *s = lv->cw.site;
	struct arena *a = &lv->au->arena;
	const char *text = "";

	if (s->dropped)
		text = arena_printf(a, "the address was pasted with %s around "
		    "it; it was read as %s", s->dropped, s->address);
	if (lv->trimmed)
		text = arena_printf(a, "%s%sa key was pasted with blanks or "
		    "line breaks in it; it was used without them", text,
		    *text ? "; " : "");
	if (*text)
		live_check(lv->au, id, name, CHECK_WARN, text);
	else
		live_check(lv->au, id, name, CHECK_PASS, arena_printf(a,
		    "%s%s", s->address, s->prefixed ? " (api- was put in "
		    "front of the login host)" : ""));
}

static void
pass_connection(struct live *lv)
{
	const struct tls_info *t = &lv->cw.info;

	live_check(lv->au, "CW402", "name and connection", CHECK_PASS,
	    arena_printf(&lv->au->arena, "connected to %s%s%s",
	    lv->cw.site->address, *t->via ? " through the proxy " : "",
	    t->via));
}

static void
pass_certificate(struct live *lv)
{
	const struct tls_info *t = &lv->cw.info;
	struct arena *a = &lv->au->arena;
	long days = tls_days_left(t, lv->au->opt->as_of);
	const char *text = arena_printf(a, "%s, issued by %s, valid until "
	    "%.10s, SHA-256 %s", t->subject, t->issuer, t->expires,
	    t->sha256);

	if (days > LIMIT_CERT_DAYS)
		live_check(lv->au, "CW403", "certificate", CHECK_PASS, text);
	else
		live_check(lv->au, "CW403", "certificate", CHECK_WARN,
		    arena_printf(a, "the certificate expires within %d days, "
		    "on %.10s: %s", LIMIT_CERT_DAYS, t->expires,
		    text))->variant = CERTIFICATE_ENDS;
}

/*
 * Name, connection, certificate and TLS version: one attempt shows them all.
 * What lies behind the stage at which it failed is not evaluated.
 */
static void
step_connection(struct live *lv, const char *id, const char *name)
{
	struct audit *au = lv->au;
	const char *why;
	int rc = connectwise_open(&lv->cw);
	enum tls_stage stage = lv->cw.info.stage;

	(void)id;
	(void)name;
	why = arena_str(&au->arena, rc < 0 ? lv->cw.error.text : "");
	if (stage == TLS_CONNECT)
		live_check(au, "CW402", "name and connection", CHECK_FAIL,
		    why);
	else if (stage == TLS_TRUST)
		live_check(au, "CW402", "name and connection",
		    CHECK_NOT_EVALUATED, "nothing was tried, because no "
		    "certificate could be trusted");
	else
		pass_connection(lv);
	if (stage == TLS_CERTIFICATE || stage == TLS_TRUST)
		live_check(au, "CW403", "certificate", CHECK_FAIL,
		    why)->variant = stage == TLS_TRUST ? CERTIFICATE_TRUST :
		    CERTIFICATE_REFUSED;
	else if (stage == TLS_READY)
		pass_certificate(lv);
	else
		live_check(au, "CW403", "certificate", CHECK_NOT_EVALUATED,
		    "the connection failed before a certificate was seen");
	if (stage == TLS_VERSION)
		live_check(au, "CW404", "TLS version", CHECK_FAIL, why);
	else if (stage == TLS_READY)
		live_check(au, "CW404", "TLS version", CHECK_PASS,
		    arena_printf(&au->arena, "%s, %s", lv->cw.info.protocol,
		    lv->cw.info.suite));
	else
		live_check(au, "CW404", "TLS version", CHECK_NOT_EVALUATED,
		    "there is no connection");
	if (stage != TLS_READY)
		fatal(lv, EXIT_UNREACHABLE, "there is no connection that can "
		    "be trusted");
}

static void
unknown_company(struct live *lv, const char *id, const char *name,
    const struct connectwise_reply *r)
{
	const char *twin = site_twin(lv->cw.site);
	const char *text = arena_printf(&lv->au->arena, "the server does not "
	    "know the company \"%s\"%s%s%s", lv->company, twin ? "; if you "
	    "log in at " : "", twin ? twin : "", twin ? ", that is another "
	    "cloud: say --site with that name" : "");

	answered(lv, id, name, CHECK_FAIL, r, text);
	lv->stopped = "the server does not know the company (CW405)";
}

static void
step_company(struct live *lv, const char *id, const char *name)
{
	struct arena *a = &lv->au->arena, scratch = {0};
	const char *version, *codebase, *text;
	struct connectwise_reply r;
	bool good = true;

	connectwise_get(&lv->cw, connectwise_target(&lv->cw, PATH_COMPANY,
	    connectwise_escape(a, lv->company), NULL, 0), &scratch, &r);
	if (r.kind == REPLY_ROUTE ||
	    (r.kind == REPLY_JSON && r.json->type == JSON_NULL)) {
		unknown_company(lv, id, name, &r);
	} else if (r.kind != REPLY_JSON) {
		left_open(lv, id, name, &r);
	} else if (!json_text(r.json, "CompanyName") &&
	    !json_text(r.json, "Codebase") &&
	    !json_text(r.json, "VersionCode")) {
		answered(lv, id, name, CHECK_NOT_EVALUATED, &r, "the answer "
		    "is not what ConnectWise sends");
	} else {
		version = json_text(r.json, "VersionCode");
		codebase = json_text(r.json, "Codebase");
		(void)json_flag(r.json, "IsCloud", &lv->cloud);
		if (json_get(r.json, "Codebase"))
			good = codebase && connectwise_codebase(&lv->cw,
			    codebase);
		text = arena_printf(a, "the company is known%s%.40s; code "
		    "base %s%s", version ? ", version " : "", version ?
		    version : "", lv->cw.codebase, good ? "" : " (what the "
		    "server names is none)");
		answered(lv, id, name, CHECK_PASS, &r, text);
	}
	arena_free(&scratch);
}

/*
 * /system/info is missing. On the cloud, wrong keys look as if nothing
 * existed; any other answer of another path shows that they are accepted.
 */
static void
step_missing(struct live *lv, const char *id, const char *name,
    const struct connectwise_reply *info)
{
	static const size_t others[] = {PATH_OWN, PATH_API_MEMBERS};
	struct connectwise_reply r = {.kind = REPLY_MISSING};
	bool list = false;

	for (size_t i = 0; i < countof(others) && r.kind == REPLY_MISSING;
	    i++) {
		struct arena scratch = {0};

		connectwise_get(&lv->cw, connectwise_target(&lv->cw,
		    others[i], NULL, NULL, 1), &scratch, &r);
		list = r.json && r.json->type == JSON_ARRAY;
		arena_free(&scratch);
	}
	if ((r.kind == REPLY_JSON && list) || r.kind == REPLY_DENIED)
		answered(lv, id, name, CHECK_PASS, info, "the keys are "
		    "accepted; this server does not tell its version");
	else if (r.kind == REPLY_LOGIN || r.kind == REPLY_CLIENT)
		refuse_login(lv, &r, r.detail);
	else if (r.kind == REPLY_MISSING && lv->cloud)
		refuse_login(lv, info, "404 on every call, which on the cloud "
		    "means wrong credentials: are both keys copied whole, is "
		    "the member active?");
	else
		left_open(lv, id, name, info);
}

static void
pass_login(struct live *lv, const char *id, const char *name,
    const struct connectwise_reply *r)
{
	const char *version = json_text(r->json, "version");
	struct buf b;

	if (!version) {
		answered(lv, id, name, CHECK_NOT_EVALUATED, r, "the answer is "
		    "not what ConnectWise sends");
		return;
	}
	buf_init(&b, 256);
	buf_safe(&b, version, strlen(version) < 40 ? strlen(version) : 40);
	answered(lv, id, name, CHECK_PASS, r, arena_printf(&lv->au->arena,
	    "the keys are accepted; version %s", buf_cstr(&b)));
	buf_free(&b);
}

static void
step_login(struct live *lv, const char *id, const char *name)
{
	struct arena scratch = {0};
	struct connectwise_reply r;

	connectwise_get(&lv->cw, connectwise_target(&lv->cw, PATH_INFO, NULL,
	    NULL, 0), &scratch, &r);
	if (r.kind == REPLY_JSON) {
		pass_login(lv, id, name, &r);
	} else if (r.kind == REPLY_DENIED) {
		answered(lv, id, name, CHECK_PASS, &r, "the keys are accepted; "
		    "the role does not show the version");
	} else if (r.kind == REPLY_LOGIN || r.kind == REPLY_CLIENT) {
		refuse_login(lv, &r, r.detail);
	} else if (r.kind == REPLY_MISSING) {
		step_missing(lv, id, name, &r);
	} else {
		left_open(lv, id, name, &r);
		if (r.kind == REPLY_SSL || r.kind == REPLY_ROUTE ||
		    r.kind == REPLY_RATE)
			lv->stopped = "no call can succeed like this "
			    "(CW406)";
	}
	arena_free(&scratch);
}

struct member_list {
	struct live *lv;
	bool api;
};

static const char *
on_member(void *ctx, const struct json *record)
{
	struct member_list *ml = ctx;
	const char *bad = connectwise_bad_member(record);

	/* A server may take no notice of the condition. */
	if (!bad && (!ml->lv->member || util_ieq(ml->lv->member,
	    json_text(record, "identifier"))))
		connectwise_add_member(&ml->lv->members, record, ml->api);
	return bad;
}

static int
read_members(struct live *lv, size_t id, struct connectwise_reply *r)
{
	struct arena *a = &lv->au->arena;
	struct member_list ml = {lv, id == PATH_API_MEMBERS};
	const char *more = NULL;

	if (lv->member)
		more = arena_printf(a, "conditions=identifier%%3D%%22%s%%22",
		    connectwise_escape(a, lv->member));
	else if (id == PATH_MEMBERS)
		more = "conditions=licenseClass%3D%22A%22";
	lv->members.n = 0;
	return connectwise_list(&lv->cw, id, NULL, more, on_member, &ml, r);
}

static void
step_members(struct live *lv, const char *id, const char *name)
{
	struct arena *a = &lv->au->arena;
	struct connectwise_reply r;
	const char *from = "the list of API members";
	int rc = read_members(lv, PATH_API_MEMBERS, &r);

	if ((rc < 0 && (r.kind == REPLY_DENIED || r.kind == REPLY_MISSING ||
	    r.kind == REPLY_FORBIDDEN)) || (rc == 0 && !lv->members.n)) {
		from = "the list of members";
		rc = read_members(lv, PATH_MEMBERS, &r);
	}
	if (rc < 0) {
		lv->members.n = 0;
		left_open(lv, id, name, &r);
	} else if (!lv->members.n) {
		answered(lv, id, name, CHECK_NOT_EVALUATED, &r, lv->member ?
		    arena_printf(a, "no member has the ID \"%s\"",
		    lv->member) : "there is no API member that this key can "
		    "see");
	} else {
		answered(lv, id, name, CHECK_PASS, &r, arena_printf(a,
		    "%zu read from %s", lv->members.n, from));
	}
}

/* True when one of the members read holds the role of that id. */
static bool
is_held(const struct live *lv, const char *role)
{
	for (size_t i = 0; i < lv->members.n; i++) {
		const char *id = connectwise_cell(&lv->members, i,
		    "securityRole/id");

		if (id && util_eq(id, role))
			return true;
	}
	return false;
}

static const char *
on_role(void *ctx, const struct json *record)
{
	struct live *lv = ctx;
	const char *bad = connectwise_bad_role(record);
	unsigned long long id;
	char text[24];

	if (bad || json_id(record, "id", &id) < 0)
		return bad;
	snprintf(text, sizeof(text), "%llu", id);
	if (is_held(lv, text))
		connectwise_add_role(&lv->roles, record);
	return NULL;
}

/* The first role of a member that the list of roles lacks, or NULL. */
static const char *
unlisted_role(const struct live *lv)
{
	for (size_t i = 0; i < lv->members.n; i++) {
		const char *id = connectwise_cell(&lv->members, i,
		    "securityRole/id");
		bool there = false;

		for (size_t k = 0; id && k < lv->roles.n; k++)
			there = there || util_eq(connectwise_cell(&lv->roles,
			    k, "id"), id);
		if (!there)
			return connectwise_cell(&lv->members, i,
			    "securityRole/name");
	}
	return NULL;
}

static void
step_roles(struct live *lv, const char *id, const char *name)
{
	struct connectwise_reply r;
	const char *lacks;

	if (connectwise_list(&lv->cw, PATH_ROLES, NULL, NULL, on_role, lv,
	    &r) < 0) {
		lv->roles.n = 0;
		left_open(lv, id, name, &r);
		return;
	}
	lacks = unlisted_role(lv);
	if (lacks)
		answered(lv, id, name, CHECK_NOT_EVALUATED, &r, arena_printf(
		    &lv->au->arena, "the list does not hold the role \"%s\"",
		    lacks));
	else
		answered(lv, id, name, CHECK_PASS, &r, arena_printf(
		    &lv->au->arena, "%zu held by the members", lv->roles.n));
}

static const char *
on_right(void *ctx, const struct json *record)
{
	struct live *lv = ctx;
	const char *bad = connectwise_bad_setting(record);
	const char *who = json_text(json_get(record, "member"), "identifier");
	struct arena *a = &lv->au->arena;

	if (bad)
		return bad;
	if (!lv->own && who) {
		lv->own = arena_str(a, who);
		for (size_t i = 0; i < lv->members.n; i++) {
			if (util_ieq(connectwise_cell(&lv->members, i,
			    "identifier"), who))
				lv->own_role = connectwise_cell(&lv->members,
				    i, "securityRole/name");
		}
	}
	if (lv->own_role) {
		connectwise_add_setting(&lv->rights, lv->own_role, record);
		lv->nrights++;
	}
	return NULL;
}

static void
step_own(struct live *lv, const char *id, const char *name)
{
	struct arena *a = &lv->au->arena;
	struct connectwise_reply r;

	if (connectwise_list(&lv->cw, PATH_OWN, NULL, NULL, on_right, lv,
	    &r) < 0) {
		lv->own_role = NULL;
		lv->nrights = 0;
		left_open(lv, id, name, &r)->needed = false;
		return;
	}
	answered(lv, id, name, CHECK_PASS, &r, !lv->own ? "the answer does "
	    "not tell whose key this is" : arena_printf(a, "the key is %s's%s",
	    lv->own, lv->own_role ? "" : ", which is not among the members "
	    "that are audited"));
}

struct setting_list {
	struct buf *to;
	const char *role;
	size_t n;
};

static const char *
on_setting(void *ctx, const struct json *record)
{
	struct setting_list *sl = ctx;
	const char *bad = connectwise_bad_setting(record);

	if (!bad)
		connectwise_add_setting(sl->to, sl->role, record);
	sl->n++;
	return bad;
}

static void
read_settings(struct live *lv, const char *name, const char *role,
    const char *number)
{
	struct arena *a = &lv->au->arena;
	size_t before = lv->settings.len;
	struct setting_list sl = {&lv->settings, role, 0};
	struct connectwise_reply r;
	const char *what = arena_printf(a, "%s of %s", name, role);
	int rc = connectwise_list(&lv->cw, PATH_SETTINGS, number, NULL,
	    on_setting, &sl, &r);
	bool closed;

	if (rc == 0 && sl.n) {
		answered(lv, NULL, what, CHECK_PASS, &r, arena_printf(a,
		    "%zu functions", sl.n));
		return;
	}
	/* A part of a role must not be taken for the role. */
	lv->settings.len = before;
	if (lv->settings.data)
		lv->settings.data[before] = '\0';
	closed = rc == 0 || r.kind == REPLY_DENIED || r.kind == REPLY_MISSING ||
	    r.kind == REPLY_FORBIDDEN;
	if (closed && lv->own_role && util_ieq(lv->own_role, role) &&
	    lv->nrights) {
		buf_add(&lv->settings, buf_cstr(&lv->rights), lv->rights.len);
		answered(lv, NULL, what, CHECK_PASS, &r, arena_printf(a,
		    "%zu functions, from the key's own rights, as the "
		    "settings of roles are closed to it", lv->nrights));
	} else if (rc == 0) {
		answered(lv, NULL, what, CHECK_NOT_EVALUATED, &r, "the role "
		    "has no settings that this key can see");
	} else {
		left_open(lv, NULL, what, &r);
	}
}

static void
step_settings(struct live *lv, const char *id, const char *name)
{
	struct connectwise_table *t = &lv->members;

	(void)id;
	for (size_t i = 0; i < t->n && !lv->stopped; i++) {
		const char *role = connectwise_cell(t, i, "securityRole/name");
		const char *number = connectwise_cell(t, i, "securityRole/id");
		bool seen = false;

		for (size_t k = 0; k < i && number; k++) {
			const char *other = connectwise_cell(t, k,
			    "securityRole/id");

			seen = seen || (other && util_eq(other, number));
		}
		if (role && *role && number && *number && !seen)
			read_settings(lv, name, role, connectwise_escape(
			    &lv->au->arena, number));
	}
}

struct item_list {
	struct live *lv;
	size_t bare;	/* items that do not name category and table */
};

static const char *
on_item(void *ctx, const struct json *record)
{
	struct item_list *il = ctx;
	const char *bad = connectwise_bad_item(record);
	const char *item = json_text(record, "itemIdentifier");

	if (bad || !util_ieq(json_text(record, "customizeIdentifier"),
	    "SystemTableSetup"))
		return bad;
	if (!strchr(item, '/'))
		il->bare++;
	connectwise_add_item(&il->lv->items, il->lv->own_role, item);
	return NULL;
}

static void
step_items(struct live *lv, const char *id, const char *name)
{
	struct item_list il = {lv, 0};
	struct connectwise_reply r;
	struct check *c;

	if (!lv->own_role) {
		c = live_check(lv->au, id, name, CHECK_NOT_EVALUATED,
		    "ConnectWise shows this list only to the key of the "
		    "member itself");
		c->needed = false;
	} else if (connectwise_list(&lv->cw, PATH_OWN_ITEMS, NULL, NULL,
	    on_item, &il, &r) < 0) {
		left_open(lv, id, name, &r)->needed = false;
		lv->items.n = 0;
	} else if (il.bare) {
		answered(lv, id, name, CHECK_NOT_EVALUATED, &r, "the items do "
		    "not name Category / Table")->needed = false;
		lv->items.n = 0;
	} else {
		answered(lv, id, name, CHECK_PASS, &r, lv->items.n ?
		    arena_printf(&lv->au->arena, "%zu tables", lv->items.n) :
		    "no table is named");
		if (lv->items.n)
			model_assume(lv->au, "the tables that ConnectWise "
			    "lists for the key are those that it may use, "
			    "which ConnectWise does not document");
	}
}

/* The steps in the order of section 8; some enter several checks. */
static const struct {
	const char *id, *name;
	bool login;
	void (*run)(struct live *, const char *id, const char *name);
} steps[] = {
	{"CW401", "address form", false, step_form},
	{"CW402", "name and connection", false, step_connection},
	{"CW405", "company", false, step_company},
	{"CW406", "credentials", true, step_login},
	{NULL, "members", true, step_members},
	{NULL, "roles", true, step_roles},
	{NULL, "own rights", true, step_own},
	{NULL, "settings", true, step_settings},
	{NULL, "own Table Setup list", true, step_items},
};

void
live_read(struct live *lv)
{
	for (size_t i = 0; i < countof(steps); i++) {
		if (!lv->stopped && steps[i].login && !lv->login)
			lv->stopped = "ConnectWise wants a client id on "
			    "every call: say --client-id";
		if (!lv->stopped)
			steps[i].run(lv, steps[i].id, steps[i].name);
		else
			live_check(lv->au, steps[i].id, steps[i].name,
			    CHECK_NOT_EVALUATED, lv->stopped);
	}
}

void
live_open(struct live *lv)
{
	struct arena *a = &lv->au->arena;

	lv->cloud = lv->cw.site->cloud;
	connectwise_init(&lv->cw);
	connectwise_members(&lv->members, a);
	connectwise_roles(&lv->roles, a);
	connectwise_items(&lv->items, a);
	buf_init(&lv->settings, LIMIT_BUFFER);
	buf_init(&lv->rights, LIMIT_BUFFER);
}

void
live_close(struct live *lv)
{
	connectwise_close(&lv->cw);
	buf_free(&lv->settings);
	buf_free(&lv->rights);
}

void
live_tables(const struct live *lv, struct live_file file[LIVE_FILES])
{
	static const char *const name[LIVE_FILES] = {"roles.csv",
		"role_list.csv", "members.csv", "table_setup.csv"};

	for (size_t i = 0; i < LIVE_FILES; i++) {
		file[i].name = name[i];
		buf_init(&file[i].text, LIMIT_BUFFER);
	}
	if (lv->settings.len) {
		connectwise_settings_head(&file[0].text);
		buf_add(&file[0].text, lv->settings.data, lv->settings.len);
	}
	if (lv->roles.n)
		connectwise_write(&lv->roles, &file[1].text);
	if (lv->members.n)
		connectwise_write(&lv->members, &file[2].text);
	if (lv->items.n)
		connectwise_write(&lv->items, &file[3].text);
}
