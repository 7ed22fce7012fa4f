#include "rig.h"

static size_t
value(enum level l, size_t have)
{
	if (l == LEVEL_ANY)
		return have > 1 ? have : 1;
	return l == LEVEL_ALL ? 2 : l == LEVEL_MY;
}

/* Section 4 again, from what the rows of a profile ask for. */
static void
worked_out(struct audit *au, const struct role *r, const struct profile *p,
    struct candidate *c)
{
	size_t both = 0, either = 0, points = 0, required = 0;
	const struct want *w;

	profile_whole(p);
	w = want_make(au, &p, 1);
	c->apart = 0;
	for (size_t i = 0; i < au->nfunction; i++) {
		const struct function *f = au->function[i];
		bool here = model_on_tenant(au, f);

		for (int v = 0; v < VERB_COUNT; v++) {
			const struct want_cell *cell = &w[i].cell[v];
			size_t have = value(model_have(au, r, f, (enum verb)v),
			    0);
			size_t want = here ? value(cell->need, have) : 0;

			both += have < want ? have : want;
			either += have < want ? want : have;
			c->apart += have != want;
			if (!here || !cell->required || !want)
				continue;
			required++;
			points += have >= value(cell->need, 1) ? 2 : have;
		}
	}
	c->overlap = either ? (int)(100 * both / either) : 0;
	c->fit = required ? (int)(100 * points / (2 * required)) : 100;
}

/* Every built-in profile against roles of all kinds. */
static void
ranks(void **state)
{
	static const char *const level[] = {"None", "My", "All"};
	static char text[65536];
	const char *feature[256];
	unsigned random = 7;

	(void)state;
	for (int way = 0; way < 12; way++) {
		struct candidate all[128], want;
		struct rig g;
		struct room *r = &g.room;
		size_t n, nfeature = 0;

		start(&g);
		r->opt.setup_phase = way % 3 == 1;
		for (size_t i = 0; way % 3 == 2 && i < g.lib.n; i++) {
			const struct profile *p = profile_whole(
			    g.lib.profile[i]);

			for (size_t k = 0; k < p->nrow; k++) {
				if (p->row[k].when == WHEN_OPTIONAL &&
				    nfeature < countof(feature))
					feature[nfeature++] =
					    p->row[k].feature;
			}
		}
		r->opt.feature = feature;
		r->opt.nfeature = nfeature;
		r->opt.absent_is_none = way % 4 == 3;
		n = (size_t)snprintf(text, sizeof(text), HEAD);
		for (size_t i = 0; i < r->cat.nfunction + 6; i++) {
			const struct catalogue_entry *e = r->cat.function[
			    i < r->cat.nfunction ? i : 0];

			random = random * 1103515245 + 12345;
			/* Some are missing, some only the other role lists. */
			if (way > 2 && random >> 16 & 1)
				continue;
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s,\"%s\",\"%s", random >> 17 & 7 ? "R" : "S",
			    i % 7 == 6 && i >= r->cat.nfunction ? "Odd" :
			    e->module, i < r->cat.nfunction ? e->name : "Odd");
			if (i >= r->cat.nfunction)
				n += (size_t)snprintf(text + n, sizeof(text) -
				    n, " one %zu", i);
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\"");
			for (int v = 0; v < VERB_COUNT; v++) {
				random = random * 1103515245 + 12345;
				n += (size_t)snprintf(text + n, sizeof(text) -
				    n, ",%s", level[way < 3 ? way :
				    (int)(random >> 16) % 3]);
			}
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\n");
		}
		read_export(r, "roles.csv", text);
		r->au.profile = g.lib.profile;
		match_rank(&r->au, r->au.role[0], match_needs(&r->au), all);
		for (size_t i = 0; i < g.lib.n; i++) {
			worked_out(&r->au, r->au.role[0], all[i].profile,
			    &want);
			assert_int_equal(all[i].overlap, want.overlap);
			assert_int_equal(all[i].fit, want.fit);
			assert_int_equal(all[i].apart, want.apart);
			/* By overlap, by fit, by name. */
			if (i && all[i - 1].overlap == all[i].overlap)
				assert_true(all[i - 1].fit > all[i].fit ||
				    (all[i - 1].fit == all[i].fit && strcmp(
				    all[i - 1].profile->name,
				    all[i].profile->name) < 0));
			else if (i)
				assert_true(all[i - 1].overlap >
				    all[i].overlap);
		}
		stop(&g);
	}
}

static unsigned short
star(const struct rig *g, const char *module)
{
	const struct catalogue *cat = &g->room.cat;
	unsigned short i = 0;

	while (strcmp(cat->module[i], module) != 0)
		i++;
	return (unsigned short)(BLOB_STAR | i);
}

/* The functions of Companies that the tenant has. */
static size_t
companies(const struct audit *au)
{
	size_t n = 0;

	for (size_t i = 0; i < au->nfunction; i++)
		n += strcmp(au->function[i]->module, "Companies") == 0 &&
		    model_on_tenant(au, au->function[i]);
	return n;
}

/*
 * A row for a whole module: wherever it stands among the rows, for what no
 * row of its own names. Nothing that stands behind the last row counts.
 */
static void
modules(void **state)
{
	enum { CONTACTS, COMPANIES, RECOMMENDED, SYSTEM };
	static const struct {
		int row[4];
		unsigned short n;
		size_t less, fit;
	} all[] = {
		{{COMPANIES, CONTACTS, SYSTEM, SYSTEM}, 2, 3, 0},
		{{CONTACTS, COMPANIES, SYSTEM, SYSTEM}, 2, 3, 0},
		{{COMPANIES, CONTACTS, CONTACTS, CONTACTS}, 1, 0, 0},
		{{COMPANIES, CONTACTS, CONTACTS, SYSTEM}, 3, 3, 0},
		{{RECOMMENDED, SYSTEM, SYSTEM, SYSTEM}, 1, 0, 100},
		{{RECOMMENDED, COMPANIES, SYSTEM, SYSTEM}, 2, 0, 0},
	};
	static const struct span none[2] = UP_TO(0);

	(void)state;
	for (size_t i = 0; i < countof(all); i++) {
		struct candidate c[128];
		struct blob_grant grant[4];
		struct rig g;
		struct audit *au = &g.room.au;

		start(&g);
		read_role(&g, "R", none);
		for (size_t k = 0; k < 4; k++) {
			const int what = all[i].row[k];

			memset(&grant[k], 0, sizeof(grant[k]));
			memset(grant[k].level, LEVEL_ALL, VERB_COUNT);
			grant[k].when = what == RECOMMENDED;
			grant[k].function = what == SYSTEM ? star(&g, "System")
			    : star(&g, "Companies");
			if (what != CONTACTS)
				continue;
			memset(grant[k].level, LEVEL_NONE, VERB_COUNT);
			grant[k].level[VERB_DELETE] = LEVEL_MY;
			grant[k].function = (unsigned short)catalogue_find(
			    &g.room.cat, "Companies", "Contacts")->id;
		}
		au->nprofile = 1;
		g.list[0] = named(&g, "hudu");
		named(&g, "hudu")->brief = grant;
		named(&g, "hudu")->ngrant = all[i].n;
		match_rank(au, au->role[0], match_needs(au), c);
		assert_int_equal(c[0].overlap, 0);
		assert_int_equal(c[0].apart, VERB_COUNT * companies(au) -
		    all[i].less);
		assert_int_equal(c[0].fit, all[i].fit);
		stop(&g);
	}
}

/* The sums of a module of many hundred functions, to which roles add. */
static void
many_functions(void **state)
{
	static const char *const level[] = {"None", "My", "All"};
	static char text[262144];
	size_t all = 0, end = 200;

	(void)state;
	for (size_t way = 0; way < 8; way++) {
		struct candidate c[128];
		struct blob_grant grant = {.level = {LEVEL_ALL, LEVEL_ALL,
			LEVEL_ALL, LEVEL_ALL}};
		struct rig g;
		struct audit *au = &g.room.au;
		size_t n = (size_t)snprintf(text, sizeof(text), HEAD);
		size_t roles = way < 3 ? 2 : 9, have;

		/* So many that one more in each of three sums is seen. */
		while (way == 7 && 100 * (4 * end - 397) / (8 * all) ==
		    100 * (4 * end - 400) / (8 * all))
			end--;
		have = way % 3 * (end - 100);
		start(&g);
		for (size_t k = 0; k < roles * 200; k++) {
			size_t i = k % 200;
			const struct catalogue_entry *e =
			    g.room.cat.function[i % 100];
			const char *l = level[i < 100 || i >= end ? 0 :
			    way % 3];

			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "R%zu,\"%s\",\"", k / 200, i < 100 ? e->module :
			    "Companies");
			n += (size_t)(i < 100 ? snprintf(text + n,
			    sizeof(text) - n, "%s", e->name) : snprintf(text +
			    n, sizeof(text) - n, "Far-off thing %zu", k));
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\",%s,%s,%s,%s\n", l, l, l, l);
			assert_true(n < sizeof(text));
		}
		read_export(&g.room, "roles.csv", text);
		au->nprofile = 1;
		g.list[0] = named(&g, "hudu");
		grant.function = star(&g, "Companies");
		named(&g, "hudu")->brief = &grant;
		named(&g, "hudu")->ngrant = 1;
		match_rank(au, au->role[0], match_needs(au), c);
		all = companies(au);
		assert_true(all > roles * 100);
		assert_int_equal(c[0].overlap, 100 * have / (2 * all));
		assert_int_equal(c[0].fit, 100 * have / (2 * all));
		assert_int_equal(c[0].apart, VERB_COUNT * (all -
		    way % 3 / 2 * (end - 100)));
		stop(&g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranks),
		cmocka_unit_test(modules),
		cmocka_unit_test(many_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
