#include <string.h>

#include "limits.h"
#include "model.h"

/* A part of a file that another audit has read. */
struct part {
	struct audit *au, *from;
	uint32_t lines;			/* above it */
	const struct function **function;	/* of au, by id of from */
	uint32_t *shape;		/* likewise */
	struct role **to;	/* the same roles of the audit, or NULL */
	bool same;			/* the shapes have the same numbers */
};

static const struct function *
find_function(const struct audit *au, const struct function *f)
{
	return f->cat ? model_known(au, f->cat) :
	    map_get(&au->function_map, f->key, strlen(f->key));
}

/* The function of a grant, by its place in the block of a role. */
static const struct function *
function_at(const struct audit *au, const struct role *r, size_t i)
{
	size_t ncat = r->ngrant - r->nother;

	return au->function[i < ncat ? i : r->other[i - ncat]];
}

static bool
overlaps(const struct audit *au, const struct audit *from,
    const struct role *r, const struct role *to)
{
	for (size_t i = 0; to->ngrant && i < r->ngrant; i++) {
		const struct function *f = find_function(au,
		    function_at(from, r, i));

		if (r->levels[i] && f && model_levels(to, f))
			return true;
	}
	return false;
}

/* What the other audit cannot have decided by itself. */
static bool
refuses(struct part *p)
{
	const struct audit *au = p->au, *from = p->from;

	if (from->diag.n || from->nmember ||
	    au->nspelling + from->nspelling > LIMIT_SPELLINGS)
		return true;
	for (size_t i = 0; i < from->nshape; i++) {
		for (int v = 0; v < VERB_COUNT; v++) {
			if (from->shape[i].line[v])
				return true;
		}
	}
	for (size_t i = 0; i < from->role_map.cap && au->nrole; i++) {
		const struct map_slot *s = &from->role_map.slot[i];
		struct role *to = s->key ? map_same(&au->role_map, s) : NULL;
		const struct role *r = s->value;

		if (!to)
			continue;
		p->to[r->number] = to;
		if (overlaps(au, from, r, to))
			return true;
	}
	return false;
}

static void
map_functions(struct part *p)
{
	p->function = arena_array(&p->from->arena, p->from->nfunction,
	    sizeof(*p->function));
	for (size_t i = 0; i < p->from->nfunction; i++) {
		const struct function *f = p->from->function[i];
		struct function *to = f->cat ? model_known(p->au, f->cat) :
		    model_function(p->au, f->module, f->name);

		to->listed = to->listed || f->listed;
		p->function[i] = to;
	}
}

static void
map_shapes(struct part *p)
{
	p->shape = arena_array(&p->from->arena, p->from->nshape,
	    sizeof(*p->shape));
	p->same = true;
	for (size_t i = 0; i < p->from->nshape; i++) {
		struct grant_shape s = p->from->shape[i];

		for (int v = 0; v < VERB_COUNT; v++) {
			const char *raw = model_spelling(p->from, s.raw[v]);

			s.raw[v] = model_spell(p->au, raw, strlen(raw));
		}
		p->shape[i] = model_shape(p->au, &s);
		p->same = p->same && p->shape[i] == i;
	}
}

/* Tells a role which functions are outside the catalogue now. */
static void
move_others(struct part *p, struct role *r)
{
	for (size_t i = 0; i < r->nother; i++)
		r->other[i] = p->function[r->other[i]]->id;
}

/* Tells the grants of a role what their shapes are now. */
static void
move_shapes(struct part *p, struct role *r)
{
	struct grant g;

	for (size_t i = 0; i < r->ngrant; i++) {
		if (!model_grant_at(r, i, &g) || g.input >= LIMIT_INPUTS)
			continue;
		g.shape = p->shape[g.shape];
		model_set_grant_at(p->au, r, i, &g);
	}
}

/* Tells the stretches that were joined to the other audit the same. */
static void
move_stretches(struct part *p)
{
	struct audit *au = p->au, *from = p->from;

	for (size_t k = au->nstretch; k < from->nstretch && !p->same; k++) {
		struct stretch *s = &from->stretch[k];
		uint32_t *shape = arena_array(&from->arena, s->nshape,
		    sizeof(*shape));

		for (size_t i = 0; i < s->nshape; i++)
			shape[i] = p->shape[s->shape ? s->shape[i] : i];
		s->shape = shape;
	}
	au->stretch = from->stretch;
	au->nstretch = from->nstretch;
}

/* A role that is new: its grants stay as they are. */
static void
move_role(struct part *p, struct role *r)
{
	struct audit *au = p->au;

	if (au->nrole == LIMIT_ROLES)
		util_die("more than %d roles", LIMIT_ROLES);
	move_others(p, r);
	r->loc.line += p->lines;
	au->role = arena_more(&au->arena, au->role, au->nrole,
	    sizeof(struct role *));
	r->number = au->nrole;
	au->role[au->nrole++] = r;
	au->nexported += r->exported;
}

/* All roles, where none is known. */
static void
move_roles(struct part *p)
{
	struct audit *au = p->au, *from = p->from;
	bool others = from->nfunction > from->cat->nfunction;

	for (size_t i = 0; i < from->nrole && (others || !p->same); i++) {
		move_others(p, from->role[i]);
		if (!p->same)
			move_shapes(p, from->role[i]);
	}
	au->role = from->role;
	au->nrole = from->nrole;
	au->nexported = from->nexported;
	au->role_map = from->role_map;
	au->role_map.arena = &au->arena;
}

static void
copy_grants(struct part *p, struct role *to, struct role *r)
{
	struct grant g;

	model_settle(p->au, to);
	model_settle(p->au, r);
	for (size_t i = 0; i < r->ngrant; i++) {
		if (model_grant_at(r, i, &g))
			model_add_grant(p->au, to, p->function[
			    function_at(p->from, r, i)->id], &g);
	}
	if (r->exported && !to->exported) {
		to->exported = true;
		to->loc = r->loc;
		to->loc.line += p->lines;
		p->au->nexported++;
	}
}

static void
add_duplicate(struct part *p, const struct duplicate *d)
{
	struct audit *au = p->au;
	struct duplicate *to;

	au->duplicate = arena_more(&au->arena, au->duplicate, au->nduplicate,
	    sizeof(*au->duplicate));
	to = &au->duplicate[au->nduplicate++];
	*to = *d;
	to->role = map_get(&au->role_map, d->role->key, strlen(d->role->key));
	to->function = p->function[d->function->id];
	to->loc.line += p->lines;
	to->first.line += p->lines;
}

/* Sets up what the functions and shapes of a part are now. */
static int
open_part(struct part *p, struct audit *au, struct audit *from)
{
	p->au = au;
	p->from = from;
	p->to = arena_array(&from->arena, from->nrole, sizeof(*p->to));
	if (refuses(p))
		return -1;
	map_functions(p);
	map_shapes(p);
	return 0;
}

static void
close_part(struct part *p)
{
	for (size_t i = 0; i < p->from->nduplicate; i++)
		add_duplicate(p, &p->from->duplicate[i]);
	arena_adopt(&p->au->arena, &p->from->arena);
}

int
model_absorb(struct audit *au, struct audit *from, uint16_t stretch,
    uint32_t lines)
{
	struct part p = {.lines = lines};
	struct stretch *s = &au->stretch[stretch - LIMIT_INPUTS];

	if (open_part(&p, au, from) < 0)
		return -1;
	s->joined = true;
	s->lines = lines;
	s->shape = p.same ? NULL : p.shape;
	s->nshape = from->nshape;
	for (size_t i = 0; i < from->nrole; i++) {
		model_soon(from->role, from->nrole, i, p.to[i]);
		if (p.to[i])
			copy_grants(&p, p.to[i], from->role[i]);
		else
			move_role(&p, from->role[i]);
	}
	map_join(&au->role_map, &from->role_map);
	close_part(&p);
	return 0;
}

int
model_take_over(struct audit *au, struct audit *from)
{
	struct part p = {.lines = 0};

	if (open_part(&p, au, from) < 0)
		return -1;
	move_stretches(&p);
	move_roles(&p);
	close_part(&p);
	return 0;
}
