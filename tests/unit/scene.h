#ifndef SCENE_H
#define SCENE_H

/*
 * A tenant in texts, judged by profiles in texts; what is found, in a line
 * each. For the unit tests of rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/load.h"
#include "../../src/match.h"
#include "../../src/rule.h"
#include "../../src/score.h"
#include "../../src/want.h"

#define KINDS "kind,module,function,add,edit,delete,inquire,when,note\n"
#define META "meta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\n" \
	"meta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\n" \
	"meta,confidence,complete,,,,,,\n"
#define HEAD "Role,Module,Function,Add,Edit,Delete,Inquire\n"
#define TABLES "Role,Item,Access\n"
#define SETUP "grant,System,Table Setup,,,,All,,\n"
#define HAS_SETUP HEAD "R,System,Table Setup,None,None,None,All\n"

/* What a tenant is and which profiles judge all of its roles. */
struct scene {
	const char *profile[2];		/* the rows behind META and the name */
	const char *first[2];		/* those before */
	const char *roles, *tables, *members;
	const char *only;		/* begins the ids that are looked at */
	bool people, absent_is_none, setup_phase;
	bool live;
	bool counted;			/* findings are counted, not listed */
	unsigned threads;
};

struct room {
	struct options opt;
	struct catalogue cat;
	struct audit au;
	struct given given[2];
	const struct profile *profile[2];
};

static inline void
read_export(struct room *r, const char *name, const char *text)
{
	struct load_text t = {name, text, text ? strlen(text) : 0};

	if (text)
		assert_int_equal(load_texts(&r->au, &t, 1), 0);
}

static inline void
open(struct room *r, const struct scene *s)
{
	static const char *const name[] = {"p", "q"};
	char text[4096];

	memset(r, 0, sizeof(*r));
	r->opt.as_of = "2026-01-31";
	r->opt.people = s->people;
	r->opt.absent_is_none = s->absent_is_none;
	r->opt.setup_phase = s->setup_phase;
	r->opt.threads = s->threads;
	catalogue_open(&r->cat);
	model_init(&r->au, &r->cat, &r->opt);
	for (size_t i = 0; i < 2 && s->profile[i]; i++) {
		snprintf(text, sizeof(text), KINDS "%s" META
		    "meta,name,%s,,,,,,\n%s", s->first[i] ? s->first[i] : "",
		    name[i], s->profile[i]);
		r->profile[i] = profile_parse(&r->au.arena, &r->au.diag,
		    &r->cat, "p.csv", text, strlen(text));
		assert_non_null(r->profile[i]);
		r->given[i].profile = name[i];
		r->given[i].role = "*";
		r->opt.ngiven++;
	}
	r->opt.given = r->given;
	read_export(r, "roles.csv", s->roles);
	read_export(r, "tables.csv", s->tables);
	read_export(r, "members.csv", s->members);
	r->au.live = s->live;
	match_audit(&r->au, r->profile);
	if (s->counted)
		rule_count_only(&r->au);
	rule_audit(&r->au);
}

static inline void
end(struct room *r)
{
	model_free(&r->au);
	catalogue_free(&r->cat);
}

/* "CW105.2 R Table Setup > X (x) [p:8] @tables.csv:2:3" for each finding. */
static inline void
list(const struct room *r, const char *only, char *to, size_t size)
{
	size_t n = 0;

	*to = '\0';
	for (size_t i = 0; i < r->au.nfinding; i++) {
		const struct finding *f = &r->au.finding[i];

		if (strncmp(f->rule->id, only, strlen(only)) != 0)
			continue;
		n += (size_t)snprintf(to + n, size - n, "%s.%d %s", f->rule->id,
		    (int)(f->variant - f->rule->variant), f->member ?
		    f->member->id : f->role ? f->role->name : "-");
		if (f->function)
			n += (size_t)snprintf(to + n, size - n, " %s",
			    f->function);
		if (f->detail)
			n += (size_t)snprintf(to + n, size - n, " (%s)",
			    f->detail);
		if (f->profile)
			n += (size_t)snprintf(to + n, size - n, " [%s:%u]",
			    f->profile->name, f->row ?
			    (unsigned)f->row->line : 0);
		n += (size_t)snprintf(to + n, size - n, " @%s:%u:%u\n",
		    f->loc.file, (unsigned)f->loc.line, (unsigned)f->loc.col);
		assert_true(n < size);
	}
	for (size_t i = 0; i < r->au.nnoteval; i++) {
		const struct noteval *e = &r->au.noteval[i];

		if (e->rule && strncmp(e->rule, only, strlen(only)) == 0)
			n += (size_t)snprintf(to + n, size - n, "%s%s %s\n",
			    e->rule, e->needed ? "!" : "?", e->role ?
			    e->role->name : e->member ? e->member->id : "-");
		assert_true(n < size);
	}
}

/* What is only counted comes to the same as what is listed. */
static inline void
counts(struct scene s)
{
	struct room a, b;

	open(&a, &s);
	s.counted = true;
	open(&b, &s);
	finding_finish(&a.au);
	score_audit(&a.au);
	score_audit(&b.au);
	assert_int_equal(b.au.nfinding, 0);
	assert_int_equal(b.au.code, a.au.code);
	assert_int_equal(b.au.score, a.au.score);
	for (int i = 0; i < SEV_COUNT; i++)
		assert_int_equal(b.au.count[i], a.au.count[i]);
	for (int id = 0; id < RULE_COUNT; id++) {
		unsigned char severities = 0;
		size_t n = 0;

		for (size_t i = 0; i < a.au.nfinding; i++) {
			if (a.au.finding[i].rule != rule_get((enum rule_id)id))
				continue;
			n++;
			severities |= (unsigned char)(1u <<
			    a.au.finding[i].severity);
		}
		assert_int_equal(b.au.tally->rule[id], n);
		assert_int_equal(b.au.tally->severities[id], severities);
	}
	for (size_t i = 0; i < a.au.nrole; i++) {
		const struct role *x = a.au.role[i], *y = b.au.role[i];

		assert_string_equal(x->name, y->name);
		assert_int_equal(y->deductions, x->deductions);
		assert_int_equal(y->score, x->score);
		assert_int_equal(y->points, x->points);
		assert_int_equal(y->required_cells, x->required_cells);
		assert_int_equal(y->missing_cells, x->missing_cells);
		assert_int_equal(y->excess_cells, x->excess_cells);
		assert_int_equal(y->forbidden_cells, x->forbidden_cells);
		assert_int_equal(y->broader_cells, x->broader_cells);
		assert_int_equal(y->judged, x->judged);
		assert_int_equal(y->total, x->total);
		assert_int_equal(y->silent, x->silent);
		assert_int_equal(y->administrator, x->administrator);
		assert_int_equal(y->exported || y->found,
		    x->exported || x->found);
	}
	for (size_t i = 0; i < a.au.nmember; i++) {
		assert_int_equal(b.au.member[i]->lost, a.au.member[i]->lost);
		assert_int_equal(b.au.member[i]->score,
		    a.au.member[i]->score);
	}
	assert_int_equal(b.au.nnoteval, a.au.nnoteval);
	for (size_t i = 0; i < a.au.nnoteval; i++) {
		assert_string_equal(b.au.noteval[i].reason,
		    a.au.noteval[i].reason);
		assert_int_equal(b.au.noteval[i].needed,
		    a.au.noteval[i].needed);
	}
	end(&b);
	end(&a);
}

static inline void
finds(struct scene s, const char *want)
{
	char text[8192];
	struct room r;

	open(&r, &s);
	list(&r, s.only, text, sizeof(text));
	assert_string_equal(text, want);
	end(&r);
	counts(s);
}

#endif
