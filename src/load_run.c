#include "limits.h"
#include "load_run.h"

/* Where the newest levels are that have the hash of these. */
static inline struct load_tail *
tail_slot(struct load_rows *r, const struct scan_tail *t)
{
	uint64_t h = t->word[0] * UINT64_C(0x9e3779b97f4a7c15) ^
	    t->word[1] * UINT64_C(0xc2b2ae3d27d4eb4f) ^
	    t->word[2] * UINT64_C(0x165667b19e3779f9) ^
	    t->word[3] * UINT64_C(0x27d4eb2f165667c5);

	return &r->tail[(h >> 32) % LIMIT_TAILS];
}

/* The levels at p with their line end, and their length. */
static inline const struct load_fact *
known_tail(struct load_rows *r, const char *p, size_t *n)
{
	const struct load_fact *f;
	struct load_tail *at;
	struct scan_tail t;

	*n = scan_tail(p, &t);
	if (!*n)
		return NULL;
	at = tail_slot(r, &t);
	if (scan_same_tail(&at->raw, &t))
		return at->fact;
	f = (void *)memo_find(&r->part[PART_LEVELS], p, *n);
	if (f) {
		at->raw = t;
		at->fact = f;
	}
	return f;
}

const char *
load_run(struct load_rows *r, const char *p, const char *end)
{
	const struct load_fact *role = (void *)r->part[PART_ROLE].last;
	const struct load_fact *f = (void *)r->part[PART_FUNCTION].last;
	const struct load_fact *levels;
	struct spot *spot = role && f ? role->role->spot : NULL;
	uint16_t *have = spot ? role->role->levels : NULL;
	uint32_t line = r->line, col;
	uint8_t filled = 0;
	size_t n = 0, at, k;

	if (!spot || role->role->input != r->l->in->number ||
	    r->ahead | r->behind ||
	    (!r->tail && r->known < LIMIT_TAILS_FROM))
		return p;
	if (!r->tail)
		r->tail = arena_array(r->part[PART_LEVELS].arena, LIMIT_TAILS,
		    sizeof(*r->tail));
	while ((f = (void *)f->memo.next) != NULL) {
		at = role->memo.len + f->memo.len;
		if ((size_t)(end - p) < at + SCAN_TAIL + 1 ||
		    !scan_same(p, role->memo.raw, role->memo.len) ||
		    !scan_same(p + role->memo.len, f->memo.raw, f->memo.len))
			break;
		levels = !f->function && !have[f->id] ?
		    known_tail(r, p + at, &k) : NULL;
		col = load_column(0, role, f);
		if (!levels || (col | levels->shape) > UINT16_MAX)
			break;
		have[f->id] = ROLE_LISTED | levels->levels;
		filled |= levels->filled;
		spot[f->id].line = line;
		spot[f->id].col = (uint16_t)col;
		spot[f->id].shape = (uint16_t)levels->shape;
		if (role->norms | f->norms | levels->norms) {
			load_count(r->l, role);
			load_count(r->l, f);
			load_count(r->l, levels);
		}
		line += role->lines + f->lines + 1;
		r->part[PART_FUNCTION].last = (struct memo_entry *)&f->memo;
		p += at + k;
		n++;
	}
	r->l->filled |= filled;
	role->role->listed += n;
	r->l->in->records += n;
	r->known += n;
	r->line = line;
	return p;
}
