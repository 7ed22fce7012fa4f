/* Audits that read parts of a file come together in one. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/catalogue.h"
#include "../../src/limits.h"
#include "../../src/model.h"

static struct catalogue cat;
static const struct options opt;

/* The fields that audits of one file share. */
static struct input in = {.file = "roles.csv", .number = 0};
static struct input *inputs[] = {&in};

static void
begin(struct audit *au)
{
	model_init(au, &cat, &opt);
	au->input = inputs;
	au->ninput = 1;
}

/* Enters a row whose level cells are all spelt alike. */
static void
enter(struct audit *au, const char *role, const char *module,
    const char *name, uint32_t line, uint16_t input, const char *spelling,
    enum level level)
{
	struct grant_shape s;
	struct grant g = {.line = line, .col = line + 1, .input = input};
	struct loc loc = {in.file, line, 1};
	struct role *r = model_role(au, role, loc);

	memset(&s, 0, sizeof(s));
	for (int v = 0; v < VERB_COUNT; v++) {
		s.ahead[v] = (uint32_t)(strlen(spelling) + 1) * (uint32_t)v;
		s.raw[v] = model_spell(au, spelling, strlen(spelling));
		g.levels = (uint8_t)model_with_level(g.levels, v, level);
	}
	g.shape = model_shape(au, &s);
	r->exported = true;
	model_add_grant(au, r, model_function(au, module, name), &g);
}

/* Says that an audit has the row as it was entered, behind some lines. */
static void
has(struct audit *au, const char *role, const char *module, const char *name,
    uint32_t line, uint32_t above, const char *spelling, enum level level)
{
	struct role *r = model_find_role(au, role);
	struct function *f = model_function(au, module, name);
	struct grant g;
	struct loc loc;

	assert_non_null(r);
	assert_true(model_grant(r, f, &g));
	loc = model_place(au, &g, VERB_DELETE);
	assert_string_equal(loc.file, "roles.csv");
	assert_int_equal(loc.line, line + above);
	assert_int_equal(loc.col, line + 1 + 2 * (strlen(spelling) + 1));
	assert_string_equal(model_raw(au, &g, VERB_DELETE), spelling);
	assert_int_equal(model_level(g.levels, VERB_DELETE), level);
	model_settle(au, r);
	assert_true(model_grant(r, f, &g));
	assert_int_equal(g.input, 0);
	assert_int_equal(g.line, line + above);
	assert_string_equal(model_raw(au, &g, VERB_DELETE), spelling);
}

/* A part as the reading of that stretch leaves it. */
static void
read_part(struct audit *part, const struct audit *own, uint16_t stretch,
    const char *role, const char *first, const char *second)
{
	begin(part);
	part->stretch = own->stretch;
	part->nstretch = own->nstretch;
	enter(part, role, "Companies", "Contacts", 2, stretch, first,
	    LEVEL_ALL);
	enter(part, role, "System", "Table Setup", 3, stretch, second,
	    LEVEL_MY);
	enter(part, "Every", "Odd", first, 4, stretch, second, LEVEL_NONE);
}

/*
 * Two parts behind some rows, which all number their spellings and functions
 * in another order, and the whole into an audit that has some of its own.
 */
static void
in_turn(void **state)
{
	struct audit au, own, part[2];
	struct loc loc;
	unsigned got;
	uint16_t at;

	(void)state;
	begin(&au);
	model_spell(&au, "ALL", 3);
	model_shape(&au, &(struct grant_shape){.ahead = {7}});
	model_function(&au, "Odd", "none");
	begin(&own);
	enter(&own, "Head", "Odd", "more", 2, 0, "none", LEVEL_NONE);
	enter(&own, "Head", "Companies", "Contacts", 3, 0, "ALL", LEVEL_ALL);
	enter(&own, "Every", "System", "Table Setup", 4, 0, "My", LEVEL_MY);
	at = model_stretches(&own, &in, 2, &got);
	assert_int_equal(at, LIMIT_INPUTS);
	assert_int_equal(got, 2);
	read_part(&part[0], &own, at, "First", "My", "none");
	read_part(&part[1], &own, at + 1, "Second", "none", "ALL");
	assert_int_equal(model_absorb(&own, &part[0], at, 100), 0);
	assert_int_equal(model_absorb(&own, &part[1], at + 1, 2000), 0);
	loc = model_find_role(&own, "Second")->loc;
	assert_int_equal(loc.line, 2002);
	assert_int_equal(own.nexported, 2);
	assert_int_equal(model_take_over(&au, &own), 0);
	assert_int_equal(au.nrole, 4);
	for (size_t i = 0; i < au.nrole; i++)
		assert_int_equal(au.role[i]->number, i);
	has(&au, "Head", "Odd", "more", 2, 0, "none", LEVEL_NONE);
	has(&au, "Head", "Companies", "Contacts", 3, 0, "ALL", LEVEL_ALL);
	has(&au, "Every", "System", "Table Setup", 4, 0, "My", LEVEL_MY);
	has(&au, "First", "Companies", "Contacts", 2, 100, "My", LEVEL_ALL);
	has(&au, "First", "System", "Table Setup", 3, 100, "none", LEVEL_MY);
	has(&au, "Every", "Odd", "My", 4, 100, "none", LEVEL_NONE);
	has(&au, "Second", "Companies", "Contacts", 2, 2000, "none",
	    LEVEL_ALL);
	has(&au, "Second", "System", "Table Setup", 3, 2000, "ALL", LEVEL_MY);
	has(&au, "Every", "Odd", "none", 4, 2000, "ALL", LEVEL_NONE);
	for (size_t i = 0; i < 2; i++)
		model_free(&part[i]);
	model_free(&own);
	model_free(&au);
}

/* The shapes have the same numbers, the functions do not. */
static void
functions(void **state)
{
	struct audit au, own;

	(void)state;
	begin(&au);
	model_function(&au, "Odd", "other");
	begin(&own);
	enter(&own, "First", "Odd", "one", 2, 0, "All", LEVEL_ALL);
	assert_int_equal(model_take_over(&au, &own), 0);
	has(&au, "First", "Odd", "one", 2, 0, "All", LEVEL_ALL);
	assert_int_equal(model_levels(au.role[0], model_function(&au, "Odd",
	    "other")), 0);
	model_free(&own);
	model_free(&au);
}

/* Where both have the cell, nothing is taken over. */
static void
refused(void **state)
{
	struct audit own, part;
	unsigned got;
	uint16_t at;

	(void)state;
	begin(&own);
	enter(&own, "First", "System", "Table Setup", 2, 0, "All", LEVEL_ALL);
	at = model_stretches(&own, &in, 1, &got);
	read_part(&part, &own, at, "First", "My", "All");
	assert_int_equal(model_absorb(&own, &part, at, 50), -1);
	assert_int_equal(own.nrole, 1);
	assert_null(model_find_role(&own, "Every"));
	has(&own, "First", "System", "Table Setup", 2, 0, "All", LEVEL_ALL);
	model_free(&part);
	model_free(&own);
}

/* There are so many numbers and no more. */
static void
spent(void **state)
{
	struct audit au;
	unsigned got;

	(void)state;
	begin(&au);
	model_stretches(&au, &in, LIMIT_STRETCHES - 1, &got);
	assert_int_equal(got, LIMIT_STRETCHES - 1);
	assert_int_equal(model_stretches(&au, &in, 16, &got),
	    LIMIT_INPUTS + LIMIT_STRETCHES - 1);
	assert_int_equal(got, 1);
	model_stretches(&au, &in, 16, &got);
	assert_int_equal(got, 0);
	model_free(&au);
}

static int
set_up(void **state)
{
	(void)state;
	catalogue_open(&cat);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	catalogue_free(&cat);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_turn),
		cmocka_unit_test(functions),
		cmocka_unit_test(refused),
		cmocka_unit_test(spent),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
