/* Grants stand in half the room where their numbers are small. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/catalogue.h"
#include "../../src/limits.h"
#include "../../src/load.h"
#include "../../src/model.h"

static struct catalogue cat;
static const struct options opt;

/* The grant of the k-th row, as it is entered below. */
static struct grant
row(unsigned k)
{
	return (struct grant){.line = 2 + k, .col = 10 + k, .shape = 3 + k,
	    .input = 7, .levels = (uint8_t)(k * 37)};
}

/* The function of the k-th row: one in two is not in the catalogue. */
static struct function *
function_of(struct audit *au, unsigned k)
{
	char name[] = "Quagga 00";

	if (k % 2 == 0)
		return au->function[k];
	name[7] = (char)('0' + k / 10);
	name[8] = (char)('0' + k % 10);
	return model_function(au, "Zebra", name);
}

static void
is_row(struct audit *au, const struct role *r, unsigned k,
    const struct grant *want)
{
	struct function *f = function_of(au, k);
	struct grant g;

	assert_true(model_grant(r, f, &g));
	assert_int_equal(g.line, want->line);
	assert_int_equal(g.col, want->col);
	assert_int_equal(g.shape, want->shape);
	assert_int_equal(g.input, want->input);
	assert_int_equal(g.levels, want->levels);
	assert_int_equal(model_levels(r, f), ROLE_LISTED | want->levels);
}

/* Enters n rows into a role that is new. */
static struct role *
enter(struct audit *au, const char *name, unsigned n)
{
	struct role *r = model_role(au, name, (struct loc){"x.csv", 2, 1});

	for (unsigned k = 0; k < n; k++) {
		struct grant g = row(k);

		model_add_grant(au, r, function_of(au, k), &g);
	}
	return r;
}

/* With what does not fit all the others are as they were. */
static void
widens(void **state)
{
	static const struct {
		struct grant g;
		bool fits;
	} all[] = {
		{{1, UINT16_MAX, UINT16_MAX, 7, 0xff}, true},
		{{UINT32_MAX, 0, 0, 7, 0}, true},
		{{1, UINT16_MAX + 1, 0, 7, 0x1b}, false},
		{{1, 0, UINT16_MAX + 1, 7, 0x1b}, false},
		{{1, 0, 0, 8, 0x1b}, false},
		{{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT16_MAX, 0xff},
		    false},
	};

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		/* In the room for what is outside the catalogue: 0, 8, 16. */
		for (unsigned n = 0; n < 40; n++) {
			struct audit au;
			struct role *r;
			struct grant g;

			model_init(&au, &cat, &opt);
			r = enter(&au, "R", n);
			model_add_grant(&au, r, function_of(&au, 60),
			    &all[i].g);
			/* The first decides what is of the same input. */
			assert_int_equal(!r->grant, all[i].fits || (n == 0 &&
			    i == 4));
			assert_int_equal(!r->spot, r->grant != NULL);
			is_row(&au, r, 60, &all[i].g);
			for (unsigned k = 0; k < n; k++) {
				g = row(k);
				is_row(&au, r, k, &g);
			}
			for (unsigned k = n; k < 50; k++) {
				g = row(k);
				assert_false(model_grant(r, function_of(&au,
				    k), &g));
				assert_int_equal(g.line, 0);
				assert_int_equal(model_levels(r,
				    function_of(&au, k)), 0);
				g = row(k);
				model_add_grant(&au, r, function_of(&au, k),
				    &g);
			}
			for (unsigned k = 0; k < 50; k++) {
				g = row(k);
				is_row(&au, r, k, &g);
			}
			is_row(&au, r, 60, &all[i].g);
			assert_int_equal(r->listed, 51);
			model_free(&au);
		}
	}
}

/* A grant in the place of another. */
static void
set(void **state)
{
	struct audit au;
	struct role *r;
	struct grant g, other;

	(void)state;
	model_init(&au, &cat, &opt);
	r = enter(&au, "R", 20);
	for (unsigned k = 0; k < 20; k++) {
		other = row(k + 100);
		other.input = k < 10 ? 7 : 9;
		model_set_grant_at(&au, r, model_find(r,
		    function_of(&au, k)), &other);
		assert_int_equal(!r->grant, k < 10);
		is_row(&au, r, k, &other);
		if (k < 19) {
			g = row(k + 1);
			is_row(&au, r, k + 1, &g);
		}
	}
	assert_int_equal(r->listed, 20);
	model_free(&au);
}

/* What stands in stretches is told as if it did not, once they are joined. */
static void
settles(void **state)
{
	static uint32_t far[200], near[200];
	struct input in = {.number = 7};
	struct audit au;
	struct role *r;
	unsigned got;
	uint16_t at;

	(void)state;
	/* Shapes of small numbers get numbers too large for half the room. */
	for (uint32_t i = 0; i < countof(far); i++) {
		far[i] = i < 12 ? i + 1 : UINT16_MAX + i;
		near[i] = i + 5;
	}
	for (int turns = 0; turns < 8; turns++) {
		int turn = turns % 4;
		bool single = turns >= 4;
		const uint32_t *shape = turn == 1 ? near : turn == 2 ? far :
		    NULL;

		model_init(&au, &cat, &opt);
		at = model_stretches(&au, &in, 2, &got);
		r = model_role(&au, "R", (struct loc){"x.csv", 2, 1});
		for (unsigned k = 0; k < 30; k++) {
			struct grant g = row(k);

			g.input = at;
			/* Two of them, and the input itself. */
			if (turn == 3)
				g.input = k % 3 ? (uint16_t)(at + k % 3 - 1) :
				    7;
			model_add_grant(&au, r, function_of(&au, k), &g);
		}
		model_settle(&au, r);
		assert_int_equal(r->input, turn == 3 ? 7 : at);
		au.stretch[0].lines = 1000;
		au.stretch[0].joined = true;
		au.stretch[0].shape = shape;
		for (int again = 0; again < 2; again++) {
			for (unsigned k = 0; single && k < 30; k++)
				model_settle_at(&au, r, model_find(r,
				    function_of(&au, k)));
			if (!single)
				model_settle(&au, r);
			assert_int_equal(!r->grant, turn < 2);
			for (unsigned k = 0; k < 30; k++) {
				struct grant g = row(k);

				if (turn == 3 && k % 3 == 2)
					g.input = at + 1;
				if (turn < 3 || k % 3 == 1)
					g.line += 1000;
				if (shape)
					g.shape = shape[g.shape];
				is_row(&au, r, k, &g);
			}
		}
		model_free(&au);
	}
}

static void
end_row(struct buf *b, unsigned r, size_t wide, const struct function *f)
{
	buf_printf(b, "Integration %u", r);
	buf_fill(b, 'x', wide);
	buf_printf(b, ",\"%s\",\"%s\",None,My,All,%s\n", f->module, f->name,
	    r % 2 ? "All" : "None");
}

/*
 * The columns behind names of any length. Rows are many enough, and repeat, so
 * that most of them are known when they come.
 */
static void
columns(void **state)
{
	static const size_t width[] = {0, 65400, 3, 65500, 70000, 0, 65480};
	struct load_text text = {"roles.csv", NULL, 0};
	struct audit au;
	struct buf b;
	uint32_t line = 1;
	size_t narrow = 0, wide = 0;

	(void)state;
	model_init(&au, &cat, &opt);
	buf_init(&b, LIMIT_BUFFER);
	buf_str(&b, "Role,Module,Function,Add,Edit,Delete,Inquire\n");
	for (unsigned r = 0; r < countof(width); r++) {
		for (size_t i = 0; i < cat.nfunction; i++)
			end_row(&b, r, width[r], au.function[i]);
	}
	text.data = b.data;
	text.len = b.len;
	assert_int_equal(load_texts(&au, &text, 1), 0);
	for (unsigned r = 0; r < countof(width); r++) {
		const struct role *role = au.role[r];

		narrow += role->spot != NULL;
		wide += role->grant != NULL;
		for (size_t i = 0; i < cat.nfunction; i++) {
			const struct function *f = au.function[i];
			size_t col = strlen("Integration 0,\"\",\"\",") + 1 +
			    width[r] + strlen(f->module) + strlen(f->name);
			struct loc loc = model_cell_place(&au, role, f,
			    VERB_DELETE);

			assert_int_equal(loc.line, ++line);
			assert_int_equal(loc.col, col + strlen("None,My,"));
			assert_int_equal(model_levels(role, f), ROLE_LISTED |
			    (unsigned)(LEVEL_NONE << 2 * VERB_ADD |
			    LEVEL_MY << 2 * VERB_EDIT |
			    LEVEL_ALL << 2 * VERB_DELETE |
			    (r % 2 ? LEVEL_ALL : LEVEL_NONE) << 2 *
			    VERB_INQUIRE));
		}
	}
	assert_int_equal(narrow, 4);
	assert_int_equal(wide, 3);
	buf_free(&b);
	model_free(&au);
}

/*
 * Half of a role stands in each of two exports, and the first rows of one in
 * the other too, where all functions are known by then.
 */
static void
inputs(void **state)
{
	struct load_text text[2] = {{"a.csv", NULL, 0}, {"b.csv", NULL, 0}};
	struct audit au;
	struct buf b[2];

	(void)state;
	model_init(&au, &cat, &opt);
	for (size_t t = 0; t < 2; t++) {
		buf_init(&b[t], LIMIT_BUFFER);
		buf_str(&b[t], "Role,Module,Function,Add,Edit,Delete,"
		    "Inquire\n");
		for (size_t i = 0; t && i < cat.nfunction; i++)
			end_row(&b[t], 30, 0, au.function[i]);
		for (unsigned r = 0; r < 30; r++) {
			for (size_t i = 0; t && i < 4; i += 2)
				end_row(&b[t], r, 0, au.function[i]);
			for (size_t i = t; i < cat.nfunction; i += 2)
				end_row(&b[t], r, 0, au.function[i]);
		}
		text[t].data = b[t].data;
		text[t].len = b[t].len;
	}
	assert_int_equal(load_texts(&au, text, 2), 0);
	for (unsigned r = 0; r < 30; r++) {
		const struct role *role = model_find_role(&au, arena_printf(
		    &au.arena, "Integration %u", r));

		for (size_t i = 0; i < cat.nfunction; i++) {
			size_t t = i % 2;
			size_t each = (cat.nfunction + 1) / 2 + t;
			struct loc loc = model_cell_place(&au, role,
			    au.function[i], VERB_ADD);

			assert_string_equal(loc.file, text[t].name);
			assert_int_equal(loc.line, 2 + r * each + i / 2 +
			    t * (2 + cat.nfunction));
		}
	}
	for (size_t t = 0; t < 2; t++)
		buf_free(&b[t]);
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
		cmocka_unit_test(widens),
		cmocka_unit_test(set),
		cmocka_unit_test(settles),
		cmocka_unit_test(columns),
		cmocka_unit_test(inputs),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
