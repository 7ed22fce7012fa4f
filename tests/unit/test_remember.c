/*
 * What rule_sum() remembers: it comes to the same as what is asked afresh, and
 * what was asked once is not asked again. The rules for cells and functions
 * are those of the program, and are counted as they are asked.
 */
#include "scene.h"

void real_cell_check(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have);
void real_function_check(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT]);

#define rule_cell_check real_cell_check
#define rule_function_check real_function_check
#include "../../src/rule_cell.c"
#undef rule_cell_check
#undef rule_function_check

static size_t cells, functions;

void
rule_cell_check(struct audit *au, const struct role *r,
    const struct function *f, enum verb v, enum level have)
{
	cells++;
	real_cell_check(au, r, f, v, have);
}

void
rule_function_check(struct audit *au, const struct role *r,
    const struct function *f, const enum level have[VERB_COUNT])
{
	functions++;
	real_function_check(au, r, f, have);
}

#define ONE "grant,Companies,Contacts,My,,None,All,,\n" \
	"grant,System,Table Setup,,,,All,recommended,\n" \
	"grant,Finance,Invoicing,All,All,,Any,,\n"
#define TWO "grant,Companies,Contacts,All,My,,,optional:x,\n" \
	"grant,Companies,Strange,,My,,All,,\n" \
	"grant,System,Security Roles,,,,My,phase:setup,\n"
#define STARS "grant,Companies,*,,My,,,,\n"
#define LISTED HEAD "R,Companies,Contacts,My,None,All,All\n" \
	"R,Companies,Notes,All,My,My,None\n" \
	"R,Companies,Strange,None,None,All,My\n" \
	"S,Companies,Contacts,My,None,All,All\n" \
	"S,Companies,Notes,All,All,My,None\n" \
	"T,Companies,Contacts,My,None,All,All\n" \
	"T,Companies,Odder,None,None,All,My\n"

static struct role *
named(struct audit *au, const char *name)
{
	struct role *r = model_find_role(au, name);

	assert_non_null(r);
	return r;
}

/* Sums up a role, and counts what is asked for it. */
static void
ask(struct audit *au, const struct role *r, struct rule_sum *s)
{
	cells = functions = 0;
	rule_sum(au, r, s, NULL);
}

/* The same with nothing to remember it by. */
static void
ask_afresh(struct audit *au, const struct role *r, struct rule_sum *s)
{
	struct rule_memory *memory = au->memory;
	struct rule_run *run = au->run;

	au->memory = NULL;
	rule_open(au);
	ask(au, r, s);
	rule_close(au);
	au->memory = memory;
	au->run = run;
}

static void
is_afresh(struct audit *au, const struct role *r, const struct rule_sum *s)
{
	struct rule_sum other;
	size_t c = cells, f = functions;

	ask_afresh(au, r, &other);
	assert_memory_equal(s, &other, sizeof(other));
	cells = c;
	functions = f;
}

static void
judged_by(struct room *r, struct role *role, const struct profile **list,
    size_t n)
{
	role->profile = list;
	role->nprofile = n;
	role->want = n ? want_of(&r->au, (const struct profile *const *)list,
	    n) : NULL;
}

/* From the fifth role of a kind on only what is new is asked. */
static void
once(void **state)
{
	struct scene s = {.profile = {ONE}, .roles = LISTED};
	struct rule_sum sum;
	struct role *role;
	struct room r;

	(void)state;
	open(&r, &s);
	rule_open(&r.au);
	role = named(&r.au, "R");
	/* Odder is not listed: no cell of it is known, it itself is asked. */
	for (int i = 0; i < LIMIT_FEW_ROLES; i++) {
		ask(&r.au, role, &sum);
		assert_int_equal(cells, 3 * VERB_COUNT);
		assert_int_equal(functions, 4);
		is_afresh(&r.au, role, &sum);
	}
	ask(&r.au, role, &sum);
	assert_int_equal(cells + functions, 0);
	is_afresh(&r.au, role, &sum);
	/* The same cells but one; and a function less. */
	role = named(&r.au, "S");
	ask(&r.au, role, &sum);
	assert_int_equal(cells, 1);
	assert_int_equal(functions, 2);
	is_afresh(&r.au, role, &sum);
	ask(&r.au, role, &sum);
	assert_int_equal(cells + functions, 0);
	is_afresh(&r.au, role, &sum);
	/* A function outside the catalogue that neither of them lists. */
	role = named(&r.au, "T");
	for (int i = 0; i < 2; i++) {
		ask(&r.au, role, &sum);
		assert_int_equal(cells, i ? 0 : VERB_COUNT);
		assert_int_equal(functions, i ? 0 : 2);
		is_afresh(&r.au, role, &sum);
	}
	rule_close(&r.au);
	end(&r);
}

/* Gives a role levels at random of functions that the tenant has. */
static void
shuffle(struct room *r, struct role *role, unsigned *random)
{
	static const uint8_t usual[] = {0, 0x55, 0xaa, 0xff, 0x56, 0x95};
	size_t other = role->ngrant - role->nother;

	for (size_t i = 0; i < role->ngrant; i++) {
		unsigned k = (*random = *random * 1103515245 + 12345) >> 16;

		if (i < other && !r->au.function[i]->listed)
			continue;
		role->levels[i] = k & 8 ? usual[(k >> 4) % countof(usual)] :
		    (uint8_t)(k >> 4);
		role->levels[i] |= ROLE_LISTED;
		if (k % 8 == 0 && i < other)
			role->levels[i] = 0;
	}
}

/* Roles of many kinds, one behind the other. */
static void
kinds(void **state)
{
	struct scene s = {.profile = {ONE, "meta,confidence,partial,,,,,,\n"
	    TWO}, .roles = LISTED, .tables = TABLES "R,Service / SLA,allow\n"
		"S,General / Workflow Rules,allow\n"};
	const struct profile *lists[][2] = {{NULL}, {NULL}, {NULL}, {NULL}};
	static const char *const name[] = {"R", "S", "T"};
	unsigned random = 2718;
	struct rule_sum sum;
	struct room r;

	(void)state;
	open(&r, &s);
	for (size_t i = 0; i < 2; i++) {
		lists[1][i] = lists[2][!i] = r.profile[i];
		lists[3][i] = r.profile[1];
	}
	/*
	 * Every third function is on the tenant, and the last one, behind which
	 * stand those outside the catalogue; one turns on a list.
	 */
	for (size_t i = 0; i < r.cat.nfunction; i++)
		r.au.function[i]->listed = i % 3 == 0 ||
		    i + 1 == r.cat.nfunction || strcmp(
		    r.au.function[i]->name, "Table Setup") == 0;
	for (int people = 0; people < 2; people++) {
		rule_open(&r.au);
		for (size_t i = 0; i < 600; i++) {
			struct role *role = named(&r.au, name[i % 3]);
			size_t by = (random >> 20) % countof(lists);

			role->kind = people && random >> 18 & 1 ? ROLE_PEOPLE :
			    ROLE_INTEGRATION;
			judged_by(&r, role, lists[by], by == 3 ? 1 : by ? 2 :
			    0);
			shuffle(&r, role, &random);
			ask(&r.au, role, &sum);
			is_afresh(&r.au, role, &sum);
			ask(&r.au, role, &sum);
			is_afresh(&r.au, role, &sum);
			assert_true(i < 150 || cells + functions == 0);
		}
		rule_close(&r.au);
	}
	end(&r);
}

/* Only so many kinds are remembered, those of a copied memory counted. */
static void
limits(void **state)
{
	struct scene s = {.profile = {ONE, TWO}, .roles = HEAD
	    "R,Companies,Contacts,My,None,All,All\n"
	    "S,Companies,Contacts,My,None,All,All\n"};
	const struct profile *list[LIMIT_CONTEXTS + 2][6];
	struct rule_memory *copy;
	struct rule_sum sum;
	struct role *role;
	struct room r;

	(void)state;
	open(&r, &s);
	assert_int_equal(r.au.nfunction, r.cat.nfunction);
	r.au.memory = rule_memory();
	role = named(&r.au, "R");
	for (int turn = 0; turn < 2; turn++) {
		rule_open(&r.au);
		for (size_t k = 0; k < LIMIT_CONTEXTS + 1 + (size_t)turn;
		    k++) {
			bool again = k < LIMIT_CONTEXTS;
			bool new = !turn || k > LIMIT_CONTEXTS;

			for (size_t i = 0; i < 6; i++)
				list[k][i] = r.profile[k >> i & 1];
			judged_by(&r, role, list[k], 6);
			for (int i = new ? 0 : LIMIT_FEW_ROLES; i <=
			    LIMIT_FEW_ROLES; i++) {
				ask(&r.au, role, &sum);
				assert_int_equal(functions, !again || i <
				    LIMIT_FEW_ROLES);
			}
			is_afresh(&r.au, role, &sum);
		}
		rule_close(&r.au);
		copy = rule_memory_copy(r.au.memory);
		rule_memory_free(r.au.memory);
		r.au.memory = copy;
	}
	rule_memory_free(r.au.memory);
	r.au.memory = NULL;
	end(&r);
}

/* Nor are more functions and more combinations than there are numbers for. */
static void
numbers(void **state)
{
	enum { MANY = LIMIT_REMEMBERED + 8, ALL = 256 };
	struct scene s = {.roles = HEAD
	    "R,Companies,Contacts,None,None,None,None\n"
	    "S,Companies,Contacts,None,None,None,None\n"};
	static struct rule_sum sum[ALL];
	struct rule_sum one;
	struct role *role;
	struct room r;
	size_t f, c;

	(void)state;
	open(&r, &s);
	role = named(&r.au, "R");
	for (int i = 0; i < MANY; i++) {
		char name[32];
		struct function *new;

		snprintf(name, sizeof(name), "Quagga %05d", i * 7);
		new = model_function(&r.au, "Zebra", name);
		new->listed = true;
		model_add_grant(&r.au, role, new, &(struct grant){.line = 3});
	}
	assert_int_equal(role->nother, MANY);
	rule_count_only(&r.au);
	rule_open(&r.au);
	for (int turn = 0; turn < 2; turn++) {
		f = c = 0;
		for (int i = 0; i < ALL; i++) {
			for (int k = 0; k < MANY; k++)
				role->levels[role->ngrant - 1 - (size_t)k] =
				    (uint16_t)(ROLE_LISTED | i);
			for (int k = i ? LIMIT_FEW_ROLES : 1;
			    k <= LIMIT_FEW_ROLES; k++)
				ask(&r.au, role, &one);
			f += functions;
			c += cells;
			if (!turn) {
				is_afresh(&r.au, role, &one);
				sum[i] = one;
			}
			assert_memory_equal(&one, &sum[i], sizeof(one));
		}
	}
	assert_int_equal(f, MANY * ALL - UINT16_MAX);
	/* A cell of four is at a level that is not known. */
	assert_int_equal(c, (MANY - LIMIT_REMEMBERED) * ALL * 3);
	rule_close(&r.au);
	end(&r);
}

/* What a tenant of a fleet came to is used for the next. */
static void
fleet(void **state)
{
	static const char *const rows[] = {"", ONE, STARS, ONE STARS};
	static const char other[] = HEAD
	    "R,Companies,Contacts,My,None,All,All\n"
	    "R,Companies,Surveys,None,My,My,None\n"
	    "R,Sales,Odd,None,None,All,My\n"
	    "S,Companies,Contacts,My,None,All,All\n"
	    "S,Companies,Tracks,All,All,My,None\n";

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		struct scene s = {.profile = {rows[i]}, .roles = LISTED};
		struct audit next;
		struct rule_sum sum;
		struct room r;
		bool own = i >= 2;

		open(&r, &s);
		r.au.memory = rule_memory();
		rule_open(&r.au);
		for (int k = 0; k < LIMIT_FEW_ROLES; k++)
			ask(&r.au, named(&r.au, "S"), &sum);
		is_afresh(&r.au, named(&r.au, "S"), &sum);
		rule_close(&r.au);
		model_init(&next, &r.cat, &r.opt);
		next.memory = r.au.memory;
		load_texts(&next, &(struct load_text){"next.csv", other,
		    sizeof(other) - 1}, 1);
		match_audit(&next, r.profile);
		rule_open(&next);
		ask(&next, named(&next, "R"), &sum);
		/* Contacts is known, unless Companies is asked for whole. */
		assert_int_equal(cells, (own ? 3 : 2) * VERB_COUNT);
		assert_int_equal(functions, own ? 4 : 3);
		is_afresh(&next, named(&next, "R"), &sum);
		ask(&next, named(&next, "S"), &sum);
		is_afresh(&next, named(&next, "S"), &sum);
		rule_close(&next);
		rule_memory_free(next.memory);
		model_free(&next);
		end(&r);
	}
}

/* Profiles are remembered, not the list in which a role has them. */
static void
profiles(void **state)
{
	struct scene s = {.profile = {ONE, TWO}, .roles = LISTED};
	const struct profile *list[2], *same[1];
	struct rule_sum sum;
	struct role *role;
	struct room r;

	(void)state;
	open(&r, &s);
	rule_open(&r.au);
	role = named(&r.au, "R");
	list[0] = same[0] = r.profile[0];
	judged_by(&r, role, list, 1);
	for (int i = 0; i <= LIMIT_FEW_ROLES; i++)
		ask(&r.au, role, &sum);
	assert_int_equal(cells + functions, 0);
	list[0] = r.profile[1];
	judged_by(&r, role, same, 1);
	ask(&r.au, role, &sum);
	assert_int_equal(cells + functions, 0);
	is_afresh(&r.au, role, &sum);
	judged_by(&r, role, list, 1);
	ask(&r.au, role, &sum);
	assert_int_equal(functions, 4);
	is_afresh(&r.au, role, &sum);
	rule_close(&r.au);
	end(&r);
}

/* A role that no export holds lists nothing of what the tenant has. */
static void
empty(void **state)
{
	struct scene s = {.profile = {ONE}, .roles = LISTED};
	struct rule_sum sum;
	struct role *role;
	struct room r;

	(void)state;
	open(&r, &s);
	role = model_role(&r.au, "Only a name", (struct loc){"x.csv", 1, 1});
	judged_by(&r, role, named(&r.au, "R")->profile, 1);
	rule_open(&r.au);
	for (int i = 0; i <= LIMIT_FEW_ROLES + 1; i++) {
		ask(&r.au, role, &sum);
		assert_int_equal(sum.total, 4);
		assert_int_equal(sum.judged, 0);
		assert_int_equal(sum.known, 0);
		is_afresh(&r.au, role, &sum);
	}
	rule_close(&r.au);
	end(&r);
}

/* A copy remembers the same, and goes on by itself. */
static void
copies(void **state)
{
	struct scene s = {.profile = {ONE}, .roles = LISTED};
	struct rule_memory *memory[2];
	struct rule_sum sum;
	struct room r;

	(void)state;
	for (int asked = 0; asked <= LIMIT_FEW_ROLES + 1; asked++) {
		bool full = asked >= LIMIT_FEW_ROLES;
		size_t c[2], f[2], new = 0;

		open(&r, &s);
		r.au.memory = memory[0] = rule_memory();
		rule_open(&r.au);
		for (int i = 0; i < asked; i++)
			ask(&r.au, named(&r.au, "R"), &sum);
		rule_close(&r.au);
		memory[1] = rule_memory_copy(memory[0]);
		for (int i = 0; i < 2; i++) {
			r.au.memory = memory[i];
			rule_open(&r.au);
			ask(&r.au, named(&r.au, "R"), &sum);
			c[i] = cells;
			f[i] = functions;
			is_afresh(&r.au, named(&r.au, "R"), &sum);
			/* What is new to both each of them has to ask. */
			ask(&r.au, named(&r.au, "S"), &sum);
			assert_true(cells > 0);
			assert_true(i == 0 || cells == new);
			new = cells;
			is_afresh(&r.au, named(&r.au, "S"), &sum);
			rule_close(&r.au);
			rule_memory_free(memory[i]);
		}
		/* But for Strange and Odder, which are not in the catalogue. */
		assert_int_equal(c[0], (full ? 1 : 3) * VERB_COUNT);
		assert_int_equal(f[0], full ? 2 : 4);
		assert_int_equal(c[1], c[0]);
		assert_int_equal(f[1], f[0]);
		r.au.memory = NULL;
		end(&r);
	}
}

/* Of the share of cells at All: those of the catalogue that are known. */
static void
known_cells(void **state)
{
	struct scene s = {.roles = LISTED, .absent_is_none = true};
	struct rule_sum sum;
	struct room r;

	(void)state;
	for (int i = 0; i < 2; i++) {
		open(&r, &s);
		rule_open(&r.au);
		ask(&r.au, named(&r.au, "R"), &sum);
		assert_int_equal(sum.known, i ? 3 : 8);
		assert_int_equal(sum.all, i ? 2 : 3);
		rule_close(&r.au);
		end(&r);
		s.roles = "Role,Module,Function,Add,Edit,Inquire\n"
		    "R,Companies,Contacts,All,My,All\n"
		    "S,Companies,Notes,All,My,All\n";
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once),
		cmocka_unit_test(known_cells),
		cmocka_unit_test(kinds),
		cmocka_unit_test(limits),
		cmocka_unit_test(numbers),
		cmocka_unit_test(fleet),
		cmocka_unit_test(copies),
		cmocka_unit_test(profiles),
		cmocka_unit_test(empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
