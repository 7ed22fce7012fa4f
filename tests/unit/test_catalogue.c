#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/catalogue.h"
#include "../../src/csvin.h"
#include "../../src/hash.h"
#include "../../src/load.h"
#include "../../src/profile.h"
#include "../../src/text.h"
#include "../../src/util.h"

/* The columns of profiles/catalogue.csv. */
enum { KIND, MODULE, FUNCTION, ALIASES, ADDON, LEVELS = 6, RISK,
	WHY = RISK + 4, COLUMNS = WHY + 5 };

/* The tables of the build, row by row against what libcsv reads. */
struct room {
	struct catalogue cat;
	struct arena arena;
	size_t functions, tables, modules, keys;
};

/* Tests run at the top of the tree. The caller frees. */
static char *
catalogue_file(size_t *len)
{
	char *data;

	assert_int_equal(load_bytes("profiles/catalogue.csv", &data, len), 0);
	return data;
}

/* Cuts the next alias off a list; NULL at its end. */
static const char *
next_alias(struct room *r, const char **list)
{
	const char *s = *list;
	size_t n = strcspn(s, ";");

	if (!n)
		return NULL;
	*list += n + (s[n] == ';');
	return arena_strn(&r->arena, s, n);
}

static void
module_row(struct room *r, const struct csvin_row *row)
{
	const char *list = row->cell[ALIASES].text, *name;

	r->modules++;
	assert_string_equal(catalogue_module(&r->cat, row->cell[MODULE].text),
	    row->cell[MODULE].text);
	while ((name = next_alias(r, &list)) != NULL)
		assert_string_equal(catalogue_module(&r->cat, name),
		    row->cell[MODULE].text);
}

static void
function_row(struct room *r, const struct csvin_row *row)
{
	const char *list = row->cell[ALIASES].text, *name;
	const char *module = row->cell[MODULE].text;
	const char *levels = row->cell[LEVELS].text;
	const struct catalogue_entry *e = r->cat.function[r->functions];

	assert_int_equal(e->id, r->functions++);
	assert_string_equal(e->module, module);
	assert_string_equal(e->name, row->cell[FUNCTION].text);
	assert_string_equal(e->key, arena_printf(&r->arena, "%s\x1f%s",
	    text_keystr(&r->arena, module), text_keystr(&r->arena, e->name)));
	assert_int_equal(e->addon, util_eq(row->cell[ADDON].text, "yes"));
	assert_int_equal(e->offered, util_eq(levels, "none-all") ?
	    OFFERED_NONE_ALL : util_eq(levels, "none-my-all") ?
	    OFFERED_NONE_MY_ALL : OFFERED_UNKNOWN);
	for (int v = 0; v < VERB_COUNT; v++) {
		assert_string_equal(level_severity((enum severity)e->risk[v]),
		    row->cell[RISK + v].text);
		assert_string_equal(e->why[v], row->cell[WHY + v].text);
	}
	assert_ptr_equal(catalogue_find(&r->cat, module, e->name), e);
	assert_ptr_equal(catalogue_by_key(&r->cat, e->key), e);
	while ((name = next_alias(r, &list)) != NULL) {
		r->keys++;
		assert_ptr_equal(catalogue_find(&r->cat, module, name), e);
	}
}

static void
table_row(struct room *r, const struct csvin_row *row)
{
	const struct catalogue_entry *e = r->cat.table[r->tables++];
	const char *list = row->cell[ALIASES].text, *name;

	assert_string_equal(e->name, row->cell[FUNCTION].text);
	assert_ptr_equal(catalogue_table(&r->cat, e->name), e);
	while ((name = next_alias(r, &list)) != NULL)
		assert_ptr_equal(catalogue_table(&r->cat, name), e);
}

static int
on_row(void *ctx, const struct csvin_row *row)
{
	const char *kind = row->cell[KIND].text;

	assert_int_equal(row->n, COLUMNS);
	if (util_eq(kind, "function"))
		function_row(ctx, row);
	else if (util_eq(kind, "table"))
		table_row(ctx, row);
	else if (util_eq(kind, "module"))
		module_row(ctx, row);
	else
		assert_string_equal(kind, "kind");
	return 0;
}

static void
tables_are_the_catalogue(void **state)
{
	struct room r = {.functions = 0};
	struct csvin *in = csvin_new(',', on_row, &r);
	size_t len;
	char *data = catalogue_file(&len);

	(void)state;
	catalogue_open(&r.cat);
	assert_int_equal(csvin_feed(in, data, len), 0);
	assert_int_equal(csvin_finish(in), 0);
	csvin_free(in);
	free(data);
	assert_true(r.functions > 100);
	assert_true(r.keys > 30);
	assert_int_equal(r.functions, r.cat.nfunction);
	assert_int_equal(r.tables, r.cat.ntable);
	assert_int_equal(r.modules, r.cat.nmodule);
	assert_null(catalogue_module(&r.cat, "Companie"));
	assert_null(catalogue_find(&r.cat, "Companies", "No such function"));
	assert_null(catalogue_table(&r.cat, "Service / No such table"));
	arena_free(&r.arena);
	catalogue_free(&r.cat);
}

static void
digest_is_of_the_files(void **state)
{
	char digest[65], hex[HASH_HEX];
	struct buf b;
	size_t len;
	char *data = catalogue_file(&len);
	bool told = false;

	(void)state;
	buf_init(&b, 1 << 20);
	for (const struct blob *p = profile_blobs; p->name; p++) {
		if (!told && strcmp(p->name, "catalogue") > 0) {
			hash_hex(data, len, hex);
			buf_printf(&b, "%s  catalogue.csv\n", hex);
			told = true;
		}
		hash_hex(p->data, p->len, hex);
		buf_printf(&b, "%s  %s.csv\n", hex, p->name);
	}
	free(data);
	hash_hex(buf_cstr(&b), b.len, hex);
	profile_digest(digest);
	assert_string_equal(digest, hex);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_the_catalogue),
		cmocka_unit_test(digest_is_of_the_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
