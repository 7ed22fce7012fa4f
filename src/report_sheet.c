#include <stdlib.h>
#include <string.h>

#include "report_sheet.h"
#include "rule.h"
#include "waiver.h"

size_t
report_sheet_span(const struct report_sheet *s, const struct role *r,
    size_t *first)
{
	size_t at = r ? r->number + 1 : 0;

	*first = s->first[at];
	return s->first[at + 1] - s->first[at];
}

bool
report_sheet_joined(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && a->severity == b->severity &&
	    a->member == b->member && a->variant == b->variant &&
	    a->waiver == b->waiver;
}

size_t
report_sheet_group(const struct finding *const *f, size_t n)
{
	size_t k = 1;

	while (k < n && report_sheet_joined(f[0], f[k]))
		k++;
	return k;
}

const char *
report_sheet_target(const struct finding *f)
{
	if (f->rule == rule_get(CW101) && f->cell[0].want == LEVEL_ANY)
		return level_name(LEVEL_MY);
	if (f->rule == rule_get(CW101) || f->rule == rule_get(CW104))
		return level_name(f->cell[0].want);
	if (f->rule == rule_get(CW202) &&
	    f->variant != &f->rule->variant[DANGEROUS_UNASKED])
		return NULL;
	return "None";
}

const char *
report_sheet_many(const struct finding *const *f, size_t n)
{
	if (n == 1 || f[0]->role->administrator)
		return NULL;
	if (f[0]->rule == rule_get(CW202) &&
	    f[0]->variant == &f[0]->rule->variant[DANGEROUS_ASKED])
		return "ask the vendor whether each of these levels can be "
		    "None";
	return report_sheet_target(f[0]) ?
	    "set each of these levels as the arrow says" : NULL;
}

static int
by_waiver(const struct waiver *a, const struct waiver *b)
{
	int c;

	if (a == b || !a || !b)
		return !!a - !!b;
	c = strcmp(a->loc.file, b->loc.file);
	return c ? c : (a->loc.line > b->loc.line) -
	    (a->loc.line < b->loc.line);
}

/* By role, then by what is told in one group, then as they stand. */
static int
by_group(const void *a, const void *b)
{
	const struct finding *x = *(const struct finding *const *)a;
	const struct finding *y = *(const struct finding *const *)b;
	size_t nx = x->role ? x->role->number + 1 : 0;
	size_t ny = y->role ? y->role->number + 1 : 0;
	int c;

	if (nx != ny)
		return nx < ny ? -1 : 1;
	if ((c = by_waiver(x->waiver, y->waiver)) != 0)
		return c;
	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if ((c = strcmp(x->rule->id, y->rule->id)) != 0)
		return c;
	if (x->variant != y->variant)
		return x->variant < y->variant ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int
rank(const struct role *r)
{
	return r->score < 0 ? 101 : r->score;
}

/* A role with what tells its place at hand. */
struct ranked {
	int rank;
	unsigned long deductions;
	const struct role *role;
};

static int
by_score(const void *a, const void *b)
{
	const struct ranked *x = *(const struct ranked *const *)a;
	const struct ranked *y = *(const struct ranked *const *)b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->deductions != y->deductions)
		return x->deductions > y->deductions ? -1 : 1;
	/* They lie in the order of the keys. */
	return (x > y) - (x < y);
}

/* Lists the roles that have something to be said of, worst first. */
static void
arrange_roles(struct report_sheet *s)
{
	const struct audit *au = s->au;
	struct ranked *all = util_zero(au->nrole, sizeof(*all));
	struct ranked **list = util_zero(au->nrole, sizeof(*list));

	for (size_t i = 0; i < au->nrole; i++) {
		const struct role *r = au->role[i];
		struct ranked *to = &all[s->nrole];

		model_soon(au->role, au->nrole, i, false);
		if (!r->exported && !r->found)
			continue;
		*to = (struct ranked){rank(r), r->deductions, r};
		list[s->nrole++] = to;
	}
	model_sort(au, list, s->nrole, by_score);
	for (size_t i = 0; i < s->nrole; i++)
		s->role[i] = list[i]->role;
	free(list);
	free(all);
}

static int
by_member(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	if ((*x)->score != (*y)->score)
		return (*x)->score < (*y)->score ? -1 : 1;
	return strcmp((*x)->key, (*y)->key);
}

static void
arrange_members(struct report_sheet *s)
{
	const struct audit *au = s->au;

	s->member = util_realloc(NULL, au->nmember + 1, sizeof(*s->member));
	for (size_t i = 0; i < au->nmember; i++) {
		if (au->member[i]->judged)
			s->member[s->nmember++] = au->member[i];
	}
	qsort(s->member, s->nmember, sizeof(*s->member), by_member);
}

void
report_sheet_open(struct report_sheet *s, const struct audit *au)
{
	memset(s, 0, sizeof(*s));
	s->au = au;
	s->first = util_realloc(NULL, au->nrole + 2, sizeof(*s->first));
	memset(s->first, 0, (au->nrole + 2) * sizeof(*s->first));
	s->finding = util_realloc(NULL, au->nfinding + 1,
	    sizeof(*s->finding));
	s->role = util_realloc(NULL, au->nrole + 1, sizeof(*s->role));
	for (size_t i = 0; i < au->nfinding; i++)
		s->finding[s->n++] = &au->finding[i];
	model_sort(au, s->finding, s->n, by_group);
	for (size_t i = 0; i < s->n; i++)
		s->first[s->finding[i]->role ? s->finding[i]->role->number +
		    2 : 1]++;
	for (size_t i = 0; i <= au->nrole; i++)
		s->first[i + 1] += s->first[i];
	arrange_roles(s);
	arrange_members(s);
}

void
report_sheet_close(struct report_sheet *s)
{
	free(s->first);
	free(s->finding);
	free(s->role);
	free(s->member);
	memset(s, 0, sizeof(*s));
}
