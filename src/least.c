#include <string.h>

#include "least.h"

/* Enters the functions that a profile names and needs. */
static void
name_functions(struct audit *au, const struct profile *p)
{
	for (size_t i = 0; i < p->nrow; i++) {
		const struct profile_row *row = &p->row[i];
		bool needed = false;

		if (row->kind != PROFILE_GRANT || util_eq(row->function, "*") ||
		    !profile_needs(row, au->opt))
			continue;
		for (int v = 0; v < VERB_COUNT; v++)
			needed = needed || row->level[v] > LEVEL_NONE;
		if (needed)
			model_function(au, row->module, row->function)->listed =
			    true;
	}
}

const struct want **
least_wants(struct audit *au, const struct profile *const *profile, size_t n)
{
	const struct want **w;

	w = arena_array(&au->arena, n + 1, sizeof(struct want *));
	for (size_t i = 0; i < au->nfunction; i++)
		au->function[i]->listed = !au->function[i]->cat->addon;
	for (size_t i = 0; i < n; i++)
		name_functions(au, profile[i]);
	for (size_t i = 0; i < n; i++)
		w[i] = want_make(au, &profile[i], 1);
	return w;
}

void
least_reset(struct audit *au)
{
	for (size_t i = 0; i < au->nfunction; i++)
		au->function[i]->listed = false;
}

enum level
least_level(const struct want *const *want, size_t n,
    const struct function *f, enum verb v)
{
	enum level most = LEVEL_NONE;

	for (size_t i = 0; i < n; i++) {
		enum level l = want_least(&want[i][f->id].cell[v]);

		if (l > most)
			most = l;
	}
	return most;
}

static void
cell(struct buf *b, const char *s, char end)
{
	bool quote = s[strcspn(s, ",;\t|\"\r\n")] != '\0';

	if (quote)
		buf_char(b, '"');
	for (; *s; s++) {
		if (*s == '"')
			buf_char(b, '"');
		buf_char(b, *s);
	}
	if (quote)
		buf_char(b, '"');
	buf_char(b, end);
}

void
least_head(struct buf *b)
{
	buf_str(b, "Role,Module,Function,Add Level,Edit Level,Delete Level,"
	    "Inquire Level\n");
}

void
least_row(struct buf *b, const char *role, const struct function *f,
    const enum level *level)
{
	cell(b, role, ',');
	cell(b, f->module, ',');
	cell(b, f->name, ',');
	for (int v = 0; v < VERB_COUNT; v++)
		cell(b, level_name(level[v]), v + 1 < VERB_COUNT ? ',' : '\n');
}
