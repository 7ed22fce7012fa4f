#include <string.h>

#include "catalogue.h"
#include "live.h"
#include "profile.h"
#include "want.h"

/* Whose needs are probed: the role that the key itself works with. */
struct subject {
	const struct role *role;	/* NULL: not read */
	const struct want *want;	/* by function id */
	const struct profile *const *profile;
	size_t nprofile;
};

/* Says why nothing is probed; that is no gap of the audit. */
static void
probe_nothing(struct live *lv, const char *why)
{
	live_check(lv->au, "CW410", "probes", CHECK_NOT_EVALUATED,
	    why)->needed = false;
}

/* The only role that was read, or NULL. */
static const struct role *
single_role(const struct audit *au)
{
	const struct role *found = NULL;

	for (size_t i = 0; i < au->nrole; i++) {
		if (au->role[i]->exported && found)
			return NULL;
		if (au->role[i]->exported)
			found = au->role[i];
	}
	return found;
}

/*
 * A probe shows what the key may do, whoever's it is. It says something about
 * the audited role only if the key is of a member that holds it; where
 * ConnectWise does not tell, --member or --profile is taken to name it.
 */
static const char *
find_subject(struct live *lv, const struct profile *const *given,
    struct subject *s)
{
	struct audit *au = lv->au;

	memset(s, 0, sizeof(*s));
	if (lv->own && lv->member && !util_ieq(lv->own, lv->member))
		return arena_printf(&au->arena, "the key is %s's, so it "
		    "cannot show what %s may do", lv->own, lv->member);
	if (lv->own && !lv->own_role && !lv->member && !au->opt->ngiven)
		return "the key's own member is not among the audited ones";
	if (lv->own_role)
		s->role = model_find_role(au, lv->own_role);
	else if (lv->member || au->opt->ngiven)
		s->role = single_role(au);
	if (s->role && s->role->want) {
		s->want = s->role->want;
		s->profile = s->role->profile;
		s->nprofile = s->role->nprofile;
	} else if (au->opt->ngiven && given) {
		s->want = want_make(au, given, au->opt->ngiven);
		s->profile = given;
		s->nprofile = au->opt->ngiven;
	}
	return s->want ? NULL : "no profile judges the role of this key";
}

/* True when a profile asks for the table that the path reads. */
static bool
asks_table(const struct live *lv, const struct subject *s,
    const struct connectwise_path *p)
{
	struct arena *a = &lv->au->arena;
	const char *key = catalogue_table_key(a, p->table);

	for (size_t i = 0; i < s->nprofile; i++) {
		for (size_t k = 0; k < s->profile[i]->nrow; k++) {
			const struct profile_row *row = &s->profile[i]->row[k];

			if (row->kind == PROFILE_TABLE && util_eq(key,
			    catalogue_table_key(a, row->function)))
				return true;
		}
	}
	return false;
}

/* A count, a list, or one record is what a probe answers with. */
static bool
is_answer(const struct connectwise_path *p, const struct json *j)
{
	size_t n = strlen(p->path);
	unsigned long long number;

	if (n > 6 && util_eq(p->path + n - 6, "/count"))
		return json_id(j, "count", &number) == 0;
	if (j->type != JSON_ARRAY)
		return json_id(j, "id", &number) == 0;
	for (const struct json *c = j->child; c; c = c->next) {
		if (c->type != JSON_OBJECT)
			return false;
	}
	return true;
}

static void
judge_probe(struct live *lv, const struct connectwise_path *p, struct check *c,
    const struct connectwise_reply *r)
{
	struct arena *a = &lv->au->arena;

	c->http_status = r->status;
	c->path = p->path;
	c->status = CHECK_NOT_EVALUATED;
	c->detail = r->detail;
	if (r->kind == REPLY_JSON && is_answer(p, r->json)) {
		c->status = CHECK_PASS;
		c->detail = "allowed: at least My, which is all that a probe "
		    "can show";
	} else if (r->kind == REPLY_JSON) {
		c->detail = "the answer is not what ConnectWise sends";
	} else if (r->kind == REPLY_DENIED && p->sure == SURE_STATED &&
	    !p->table) {
		c->status = CHECK_FAIL;
		c->detail = arena_printf(a, "403 on %s: %s > %s > Inquire is "
		    "None for this key", p->path, p->module, p->function);
	} else if (r->kind == REPLY_DENIED && p->table) {
		c->detail = arena_printf(a, "403: either Table Setup or its "
		    "list lacks %s (by %s)", p->table, p->source);
	} else if (r->kind == REPLY_DENIED) {
		c->detail = arena_printf(a, "403, but that this call rests on "
		    "%s > %s is %s (%s)", p->module, p->function, p->sure ==
		    SURE_VENDOR ? "only what vendors ask for" : "inferred",
		    p->source);
	}
}

static void
probe(struct live *lv, const struct subject *s, size_t id)
{
	const struct connectwise_path *p = &connectwise_paths[id];
	struct audit *au = lv->au;
	const struct catalogue_entry *e = catalogue_find(au->cat, p->module,
	    p->function);
	const struct want *w = e ? &s->want[model_known(au, e)->id] : NULL;
	struct arena scratch = {0};
	struct connectwise_reply r;
	struct check *c;

	if (!w || want_least(&w->cell[VERB_INQUIRE]) < LEVEL_MY ||
	    (p->table && !asks_table(lv, s, p)))
		return;
	c = live_check(au, "CW410", arena_printf(&au->arena, "%s > %s > %s",
	    p->module, p->function, p->table ? p->table : "Inquire"),
	    CHECK_NOT_EVALUATED, lv->stopped);
	c->role = s->role;
	c->function = model_known(au, e);
	c->want = w;
	c->needed = w->cell[VERB_INQUIRE].required;
	if (lv->stopped)
		return;
	connectwise_get(&lv->cw, connectwise_target(&lv->cw, id, NULL, NULL,
	    0), &scratch, &r);
	judge_probe(lv, p, c, &r);
	lv->silent = r.kind == REPLY_NONE ? lv->silent + 1 : 0;
	if (lv->silent == 2)
		lv->stopped = "the server answers no more";
	arena_free(&scratch);
}

void
live_probe(struct live *lv, const struct profile *const *given)
{
	struct subject s;
	const char *why = find_subject(lv, given, &s);

	if (lv->stopped && !s.want) {
		live_check(lv->au, "CW410", "probes", CHECK_NOT_EVALUATED,
		    lv->stopped);
		return;
	}
	if (why) {
		probe_nothing(lv, why);
		return;
	}
	for (size_t id = PATH_FIRST_PROBE; id < connectwise_npaths; id++)
		probe(lv, &s, id);
}
