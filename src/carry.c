#include <stdlib.h>
#include <string.h>

#include "carry.h"
#include "limits.h"

struct carry *
carry_new(void)
{
	struct carry *c = util_zero(1, sizeof(*c));

	buf_init(&c->file, LIMIT_FILE_ROOM);
	return c;
}

void
carry_free(struct carry *c)
{
	if (!c)
		return;
	arena_free(&c->forms);
	arena_free(&c->memory);
	arena_free(&c->wants);
	buf_free(&c->file);
	if (c->csv)
		csvin_free(c->csv);
	free(c);
}

void
carry_lend(struct carry *c, struct audit *au)
{
	au->carry = c;
	if (!c->nspelling) {
		model_forms(au, &c->forms);
		return;
	}
	au->spelling = c->spelling;
	au->nspelling = c->nspelling;
	au->spelling_map = c->spelling_map;
	au->shape = c->shape;
	au->nshape = c->nshape;
	au->shape_map = c->shape_map;
}

static void
forget(struct carry *c)
{
	arena_free(&c->memory);
	c->layout = NULL;
}

void
carry_settle(struct carry *c, struct audit *au)
{
	au->carry = NULL;
	c->spelling = au->spelling;
	c->nspelling = au->nspelling;
	c->spelling_map = au->spelling_map;
	c->shape = au->shape;
	c->nshape = au->nshape;
	c->shape_map = au->shape_map;
	if (c->forms.used <= LIMIT_CARRY)
		return;
	arena_adopt(&au->arena, &c->forms);
	c->nspelling = c->nshape = 0;
	/* It tells of levels by their numbers. */
	forget(c);
}

bool
carry_spent(const struct audit *au)
{
	return au->nspelling == LIMIT_SPELLINGS;
}

void
carry_trim(struct carry *c)
{
	if (c->memory.used > LIMIT_CARRY)
		forget(c);
}
