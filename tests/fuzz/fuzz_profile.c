/* A profile of the user's, as `--profile FILE` and `profiles --check` read
 * it, and what it wants. */
#include <string.h>

#include "../../src/text.h"
#include "../../src/want.h"
#include "fuzz.h"

static void
check_row(const struct profile_row *row, bool whole)
{
	fuzz_check(row->line >= 1 && row->module && row->function &&
	    row->note && row->gate);
	fuzz_check(!whole || row->kind != PROFILE_GRANT || row->key);
	for (int v = 0; v < VERB_COUNT; v++)
		fuzz_check(row->kind != PROFILE_GRANT ||
		    row->level[v] <= LEVEL_ANY);
	fuzz_check(row->when != WHEN_OPTIONAL || row->feature);
}

/* A profile without an error wants something of every function. */
static void
check_wants(struct fuzz_room *r, const struct profile *p)
{
	const struct want *w = want_make(&r->au, &p, 1);

	for (size_t i = 0; i < r->au.nfunction; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			const struct want_cell *c = &w[i].cell[v];

			fuzz_check(!c->need_row || c->need_by == p);
			fuzz_check(!c->allow_row || c->allow_by == p);
			want_least(c);
		}
	}
	profile_url(p);
	profile_setting(p, "restricted_boards", &r->opt);
}

static void
read_all(const char *data, size_t size)
{
	struct fuzz_room r = {.opt = {.setup_phase = size % 2}};
	struct profile *p;

	fuzz_open(&r);
	p = profile_parse(&r.au.arena, &r.au.diag, r.au.cat, "p.csv", data,
	    size);
	fuzz_check((p != NULL) == (r.au.diag.n == 0));
	for (size_t i = 0; p && i < p->nrow; i++)
		check_row(&p->row[i], true);
	if (p)
		check_wants(&r, p);
	fuzz_close(&r);

	fuzz_open(&r);
	p = profile_read(&r.au.arena, &r.au.diag, r.au.cat, "p.csv", data,
	    size);
	for (size_t i = 0; p && i < p->nrow; i++)
		check_row(&p->row[i], false);
	fuzz_close(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;

	if (text_decode(&t, (const char *)data, size) < 0)
		return 0;
	read_all(t.data, t.len);
	text_free(&t);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_mutate_table(data, size, max, seed);
}
