/*
 * An answer of the API: JSON, and the exports that are made of its records
 * and read again. The keys Codebase and SiteUrl, as company info has them,
 * steer what is asked for next.
 */
#include <string.h>

#include "../../src/connectwise.h"
#include "../../src/connectwise_data.h"
#include "../../src/csvin.h"
#include "../../src/load.h"
#include "fuzz.h"

#define BOARDS "excludedServiceBoardIds"

/* A table, and the row of its export that was read last. */
struct again {
	const struct connectwise_table *t;
	size_t row;
};

static bool
has_column(const struct connectwise_table *t, size_t col)
{
	bool has = false;

	for (size_t i = 0; i < t->n; i++)
		has = has || t->row[i][col];
	return has;
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	struct again *a = ctx;
	const struct connectwise_table *t = a->t;
	size_t at = 0;

	fuzz_check(a->row <= t->n);
	for (size_t c = 0; c < t->ncol; c++) {
		const char *want = t->column[c].heading;

		if (!has_column(t, c))
			continue;
		if (a->row)
			want = t->row[a->row - 1][c];
		/* A list that a record does not have is not an empty one. */
		if (!want && util_eq(t->column[c].heading, BOARDS))
			want = "System.Object[]";
		fuzz_check(at < row->n && util_eq(row->cell[at].text, want ?
		    want : ""));
		at++;
	}
	fuzz_check(at == row->n);
	a->row++;
	return 0;
}

/* What was written reads as what it was made of. */
static void
check_table(const struct connectwise_table *t, const char *name)
{
	struct again again = {t, 0};
	struct fuzz_room r = {0};
	struct load_text text = {name, NULL, 0};
	size_t columns = 0;
	struct csvin *in;
	struct buf b;

	buf_init(&b, 1 << 28);
	connectwise_write(t, &b);
	for (size_t c = 0; c < t->ncol; c++)
		columns += has_column(t, c);
	/* A row of one empty cell is a blank line. */
	if (columns > 1) {
		in = csvin_new(',', on_row, &again);
		fuzz_check(csvin_feed(in, b.data, b.len) == 0 &&
		    csvin_finish(in) == 0);
		fuzz_check(again.row == t->n + 1);
		csvin_free(in);
	}
	fuzz_open(&r);
	text.data = buf_cstr(&b);
	text.len = b.len;
	load_texts(&r.au, &text, 1);
	fuzz_close(&r);
	buf_free(&b);
}

static void
check_settings(const struct json *list)
{
	struct fuzz_room r = {0};
	struct load_text text = {"roles.csv", NULL, 0};
	struct buf b;

	buf_init(&b, 1 << 28);
	connectwise_settings_head(&b);
	for (const struct json *c = list->child; c; c = c->next)
		connectwise_add_setting(&b, "A, \"role\"", c);
	fuzz_open(&r);
	text.data = buf_cstr(&b);
	text.len = b.len;
	load_texts(&r.au, &text, 1);
	fuzz_close(&r);
	buf_free(&b);
}

static void
check_records(struct arena *a, const struct json *list)
{
	struct connectwise_table members, api, roles, items;
	const char *name;

	connectwise_members(&members, a);
	connectwise_members(&api, a);
	connectwise_roles(&roles, a);
	connectwise_items(&items, a);
	for (const struct json *c = list->child; c; c = c->next) {
		connectwise_bad_member(c);
		connectwise_bad_role(c);
		connectwise_bad_item(c);
		connectwise_bad_setting(c);
		connectwise_add_member(&members, c, false);
		connectwise_add_member(&api, c, true);
		connectwise_add_role(&roles, c);
		name = json_text(c, "itemIdentifier");
		if (name)
			connectwise_add_item(&items, "Thread", name);
	}
	for (size_t i = 0; i < members.n; i++)
		connectwise_cell(&members, i, "securityRole/name");
	check_table(&members, "members.csv");
	check_table(&api, "api_members.csv");
	check_table(&roles, "role_list.csv");
	check_table(&items, "table_setup.csv");
	check_settings(list);
}

/* No word of the server gets into a request but as one of a path. */
static void
check_company(struct arena *a, const struct json *info)
{
	struct connectwise cw = {.arena = a};
	const char *codebase = json_text(info, "Codebase");
	const char *address = json_text(info, "SiteUrl"), *why, *target;
	struct http_request q = {.accept = "application/json"};
	struct http_error e;
	struct secret text;
	struct site s;
	int rc;

	connectwise_init(&cw);
	if (codebase)
		connectwise_codebase(&cw, codebase);
	target = connectwise_target(&cw, PATH_SETTINGS,
	    connectwise_escape(a, address ? address : "1"), NULL, 1);
	for (const char *p = target; *p; p++)
		fuzz_check(*p > 0x20 && *p < 0x7f);
	if (address && site_parse(a, address, &s, &why) == 0) {
		fuzz_check(*s.host && *s.port);
		q.host = s.address;
		q.path = target;
		secret_init(&text, LIMIT_HTTP_REQUEST);
		rc = http_form(&text, &q, &e);
		fuzz_check(rc == 0 || strlen(target) > 1000 ||
		    strlen(s.address) > LIMIT_HOST);
		secret_free(&text);
		site_twin(&s);
	}
	connectwise_close(&cw);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	const struct json *doc;
	const char *why = NULL;

	if (json_read(&a, (const char *)data, size, &doc, &why) == 0) {
		fuzz_check(doc);
		if (doc->type == JSON_ARRAY)
			check_records(&a, doc);
		if (doc->type == JSON_OBJECT)
			check_company(&a, doc);
	} else {
		fuzz_check(!doc && why);
	}
	arena_free(&a);
	return 0;
}
