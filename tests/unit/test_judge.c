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

#define HEAD "Role,Module,Function,Add,Edit,Delete,Inquire\n"
#define META "kind,module,function,add,edit,delete,inquire,when,note\n" \
	"meta,vendor,Acme,,,,,,\nmeta,product,Sync,,,,,,\n" \
	"meta,guide,A guide,,,,,,\nmeta,source,not known,,,,,,\n" \
	"meta,confidence,complete,,,,,,\n"
#define CONTACTS "grant,Companies,Contacts,"

/* An audit of texts, by up to two profiles that are all there are. */
struct room {
	struct options opt;
	struct catalogue cat;
	struct profile_library lib;
	struct audit au;
	const struct profile *profile[2];
};

static void
start(struct room *r)
{
	r->opt.fail_on = SEV_HIGH;
	r->opt.as_of = "2026-01-31";
	catalogue_open(&r->cat);
	profile_open(&r->lib, &r->cat);
	model_init(&r->au, &r->cat, &r->opt);
	r->au.profile = r->lib.profile;
	r->au.nprofile = r->lib.n;
}

static void
end(struct room *r)
{
	model_free(&r->au);
	profile_close(&r->lib);
	catalogue_free(&r->cat);
}

static void
read_profile(struct room *r, size_t at, const char *text)
{
	r->profile[at] = profile_parse(&r->au.arena, &r->au.diag, &r->cat,
	    "p.csv", text, strlen(text));
	assert_non_null(r->profile[at]);
}

static void
read_export(struct room *r, const char *name, const char *text)
{
	struct load_text t = {name, text, strlen(text)};

	assert_int_equal(load_texts(&r->au, &t, 1), 0);
}

/* What the profiles say of a verb on Companies > Contacts. */
static struct want_cell
contacts(struct room *r, size_t n, enum verb v)
{
	const struct want *w = want_make(&r->au, r->profile, n);
	const struct function *f = model_known(&r->au,
	    catalogue_find(&r->cat, "Companies", "Contacts"));

	return w[f->id].cell[v];
}

static void
want_is(const char *rows, bool setup, enum level need, enum level allow,
    enum level steady)
{
	struct room r = {.opt = {.setup_phase = setup}};
	struct want_cell c;
	char text[1024];

	start(&r);
	snprintf(text, sizeof(text), "%smeta,name,p,,,,,,\n%s", META, rows);
	read_profile(&r, 0, text);
	c = contacts(&r, 1, VERB_ADD);
	assert_int_equal(c.need, need);
	assert_int_equal(c.allow, allow);
	assert_int_equal(c.steady, steady);
	end(&r);
}

static void
test_want(void **state)
{
	(void)state;
	want_is(CONTACTS "All,,,All,,\n", false, LEVEL_ALL, LEVEL_ALL,
	    LEVEL_ALL);
	want_is(CONTACTS "None,,,All,,\n", false, LEVEL_NONE, LEVEL_NONE,
	    LEVEL_NONE);
	/* Any needs My and allows All. */
	want_is(CONTACTS "Any,,,All,,\n", false, LEVEL_ANY, LEVEL_ALL,
	    LEVEL_ALL);
	/* The highest of several rows; optional ones only allow. */
	want_is(CONTACTS "My,,,,,\n" CONTACTS "All,,,,optional:x,\n", false,
	    LEVEL_MY, LEVEL_ALL, LEVEL_ALL);
	want_is(CONTACTS "My,,,,,\n" CONTACTS "All,,,,recommended,\n", false,
	    LEVEL_ALL, LEVEL_ALL, LEVEL_ALL);
	/* What only the set-up needs is allowed, but not for good. */
	want_is(CONTACTS "My,,,,,\n" CONTACTS "All,,,,phase:setup,\n", false,
	    LEVEL_MY, LEVEL_ALL, LEVEL_MY);
	want_is(CONTACTS "My,,,,,\n" CONTACTS "All,,,,phase:setup,\n", true,
	    LEVEL_ALL, LEVEL_ALL, LEVEL_MY);
}

static void
test_want_silent(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	struct want_cell c;

	(void)state;
	start(&r);
	read_profile(&r, 0, META "meta,name,p,,,,,,\n" CONTACTS ",,,All,,\n");
	c = contacts(&r, 1, VERB_ADD);
	assert_int_equal(c.allow, LEVEL_UNKNOWN);
	assert_true(c.need < LEVEL_MY);
	assert_null(c.allow_by);
	assert_false(c.partial);
	end(&r);
}

static void
test_want_union(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	struct want_cell c;

	(void)state;
	start(&r);
	read_profile(&r, 0, META "meta,name,a,,,,,,\n" CONTACTS
	    "None,My,,All,,\n");
	read_profile(&r, 1, META "meta,name,b,,,,,,\n" CONTACTS
	    "All,My,,My,,\n");
	c = contacts(&r, 2, VERB_ADD);
	assert_int_equal(c.need, LEVEL_ALL);
	assert_ptr_equal(c.need_by, r.profile[1]);
	assert_int_equal(c.allow, LEVEL_ALL);
	c = contacts(&r, 2, VERB_INQUIRE);
	assert_int_equal(c.need, LEVEL_ALL);
	assert_ptr_equal(c.need_by, r.profile[0]);
	end(&r);
}

/* The profile that a role of this name, otherwise empty, is judged by. */
static void
name_tells(const char *name, const char *want)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role;
	char text[512];

	start(&r);
	snprintf(text, sizeof(text), HEAD "\"%s\",Companies,Contacts,None,"
	    "None,None,None\n", name);
	read_export(&r, "roles.csv", text);
	match_audit(&r.au, r.profile);
	role = r.au.role[0];
	if (!want) {
		assert_int_equal(role->match, MATCH_NONE);
		assert_int_equal(role->nprofile, 0);
	} else {
		assert_int_equal(role->match, MATCH_ALIAS);
		assert_int_equal(role->nprofile, 1);
		assert_string_equal(role->profile[0]->name, want);
		assert_int_equal(role->kind, ROLE_INTEGRATION);
	}
	end(&r);
}

static void
test_alias(void **state)
{
	(void)state;
	name_tells("Thread", "thread");
	name_tells("  THREAD  ", "thread");
	name_tells("Thread Integration 2", "thread");
	name_tells("Acme_Thread-API", "thread");
	name_tells("IT Glue", "it-glue");
	name_tells("ITGlue (prod)", "it-glue");
	/* Whole words only. */
	name_tells("Threading", NULL);
	name_tells("Unthread", NULL);
	name_tells("It Gluey", NULL);
	/* Two vendors as good as each other are not guessed between. */
	name_tells("Thread ITGlue", NULL);
	/* A word that many names hold. */
	name_tells("API", NULL);
	name_tells("Dispatch", NULL);
}

/* Judges texts by the first profile; returns the only role. */
static const struct role *
judge(struct room *r, const char *roles, const char *members)
{
	static struct given given = {"p", "R"};

	r->opt.given = &given;
	r->opt.ngiven = 1;
	read_export(r, "roles.csv", roles);
	if (members)
		read_export(r, "members.csv", members);
	match_audit(&r->au, r->profile);
	rule_audit(&r->au);
	finding_finish(&r->au);
	score_audit(&r->au);
	for (size_t i = 0; i < r->au.nrole; i++) {
		if (strcmp(r->au.role[i]->name, "R") == 0)
			return r->au.role[i];
	}
	fail();
	return NULL;
}

/*
 * Five cells are needed. One is My for All, one is missing: 3 x 2 + 1 of 10
 * points. Contacts has two cells too many, delete at All (high) and add at My
 * (low); only the heavier counts. Notes has one, add at All (low).
 */
static void
test_ledger(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role;

	(void)state;
	start(&r);
	r.opt.absent_is_none = true;
	read_profile(&r, 0, META "meta,name,p,,,,,,\n"
	    CONTACTS ",All,,All,,\n"
	    "grant,Companies,Notes,,,,All,,\n"
	    "grant,Companies,Tracks,,,,Any,,\n"
	    "grant,Companies,Surveys,,,,All,,\n"
	    "grant,Companies,Surveys,,All,,,recommended,\n");
	role = judge(&r, HEAD
	    "R,Companies,Contacts,My,All,All,My\n"
	    "R,Companies,Notes,All,None,None,All\n"
	    "R,Companies,Tracks,None,None,None,My\n"
	    "R,Companies,Surveys,None,None,None,None\n", NULL);
	assert_int_equal(role->match, MATCH_GIVEN);
	assert_int_equal(role->required_cells, 5);
	assert_int_equal(role->points, 7);
	assert_int_equal(role->fit, 70);
	assert_int_equal(role->missing_cells, 2);
	assert_int_equal(role->excess_cells, 3);
	assert_int_equal(role->deductions, 15 + 1);
	assert_int_equal(role->exposure, 84);
	assert_int_equal(role->score, 70);
	assert_int_equal(r.au.score, 70);
	assert_true(r.au.complete);
	/* A missing grant at None is high. */
	assert_int_equal(r.au.code, EXIT_HIGH);
	assert_string_equal(score_verdict(&r.au), "fail");
	end(&r);
}

static void
test_floor(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role;

	(void)state;
	start(&r);
	r.opt.absent_is_none = true;
	read_profile(&r, 0, META "meta,name,p,,,,,,\n"
	    "grant,Companies,Notes,,,,None,,\n");
	role = judge(&r, HEAD
	    "R,System,Security Roles,All,All,All,All\n"
	    "R,System,Member Maintenance,All,All,All,All\n"
	    "R,System,Manage Hosted API,All,All,All,All\n", NULL);
	/* Nothing is required, so nothing is missing. */
	assert_int_equal(role->fit, 100);
	assert_true(role->deductions > 100);
	assert_int_equal(role->exposure, 0);
	assert_int_equal(role->score, 0);
	assert_int_equal(r.au.code, EXIT_CRITICAL);
	end(&r);
}

/* 100 less high (level), less medium (licence) for the member. */
static void
test_member_score(void **state)
{
	struct room r = {.profile = {NULL, NULL}};

	(void)state;
	start(&r);
	r.opt.absent_is_none = true;
	read_profile(&r, 0, META "meta,name,p,,,,,,\n"
	    CONTACTS ",,,All,,\nmember,level,corporate,,,,,,\n");
	judge(&r, HEAD "R,Companies,Contacts,None,None,None,All\n",
	    "Member ID,Role ID,Level,License Class,Restrict Board Access\n"
	    "X,R,Group (Level 2),F,\n");
	assert_int_equal(r.au.nmember, 1);
	assert_int_equal(r.au.member[0]->score, 100 - 15 - 5);
	assert_int_equal(r.au.score, 80);
	assert_int_equal(r.au.count[SEV_HIGH], 1);
	assert_int_equal(r.au.count[SEV_MEDIUM], 1);
	end(&r);
}

static void
test_incomplete(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role;

	(void)state;
	start(&r);
	read_profile(&r, 0, META "meta,name,p,,,,,,\n"
	    CONTACTS ",,,All,,\n");
	role = judge(&r, HEAD "R,Companies,Contacts,None,None,None,All\n",
	    NULL);
	assert_int_equal(role->score, 100);
	assert_int_equal(role->judged, 1);
	assert_int_equal(role->total, 108);
	assert_int_equal(score_needed(&r.au), 1);
	assert_false(r.au.complete);
	assert_int_equal(r.au.score, -1);
	assert_int_equal(r.au.code, EXIT_INCOMPLETE);
	assert_string_equal(score_verdict(&r.au), "incomplete");
	end(&r);
}

/*
 * A function that only another role lists, under a misspelt name, is read as
 * None like any other, and so is judged; for the role that lists it it is not.
 */
static void
test_absent(void **state)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role, *other;

	(void)state;
	start(&r);
	r.opt.absent_is_none = true;
	read_profile(&r, 0, META "meta,name,p,,,,,,\n"
	    CONTACTS ",,,All,,\n");
	role = judge(&r, HEAD "R,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Contacts,None,None,None,All\n"
	    "S,Companies,Cntacts,None,None,None,All\n", NULL);
	other = r.au.role[r.au.role[0] == role];
	assert_int_equal(role->total, other->total);
	assert_int_equal(role->judged, role->total);
	assert_int_equal(other->judged, other->total - 1);
	end(&r);
}

/* What the names of a role's members tell of its vendor. */
static void
members_tell(const char *members, const char *want, enum role_kind kind,
    const char *why)
{
	struct room r = {.profile = {NULL, NULL}};
	const struct role *role;
	char text[512];

	start(&r);
	read_export(&r, "roles.csv", HEAD
	    "Desk,Companies,Contacts,None,None,None,None\n");
	snprintf(text, sizeof(text), "Member ID,Role ID,License Class,"
	    "Inactive\n%s", members);
	read_export(&r, "members.csv", text);
	match_audit(&r.au, r.profile);
	role = r.au.role[0];
	assert_int_equal(role->kind, kind);
	assert_int_equal(role->nprofile, want != NULL);
	if (want)
		assert_string_equal(role->profile[0]->name, want);
	if (why)
		assert_non_null(strstr(role->why_none, why));
	end(&r);
}

static void
test_members_tell(void **state)
{
	static const char several[] = "its members tell of several vendors: "
	    "give profiles with --profile";

	(void)state;
	members_tell("Thread,Desk,A,\n", "thread", ROLE_INTEGRATION, NULL);
	members_tell("Thread,Desk,F,\n", "thread", ROLE_INTEGRATION, NULL);
	members_tell("Thread,Desk,F,\nann,Desk,F,\n", NULL, ROLE_PEOPLE, NULL);
	members_tell("Thread,Desk,F,\nann,Desk,C,\n", NULL, ROLE_PEOPLE, NULL);
	members_tell("Thread,Desk,F,\nann,Desk,F,True\n", "thread",
	    ROLE_INTEGRATION, NULL);
	/* API members speak first. */
	members_tell("Thread,Desk,A,\nann,Desk,F,\n", "thread",
	    ROLE_INTEGRATION, NULL);
	members_tell("Thread,Desk,A,\nSync365,Desk,F,\n", "thread",
	    ROLE_INTEGRATION, NULL);
	members_tell("Thread,Desk,A,\nSync365,Desk,A,\n", NULL,
	    ROLE_INTEGRATION, several);
	members_tell("Thread,Desk,A,True\nSync365,Desk,A,\n", "sync-365",
	    ROLE_INTEGRATION, NULL);
}

/* The table of the build holds a profile's alias, and nobody else's. */
static size_t
find_alias(const char *name, size_t number, const struct blob_alias *list,
    size_t n)
{
	char key[LIMIT_NAME_KEY];
	size_t words, len = match_key(name, key, &words), found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct blob_alias *a = &list[i];

		if (i)
			assert_true(strcmp(profile_text + a[-1].key,
			    profile_text + a->key) < 0);
		assert_int_equal(a->len, strlen(profile_text + a->key));
		if (strcmp(profile_text + a->key, key) != 0)
			continue;
		assert_int_equal(a->len, len);
		assert_true(a->words >= words);
		for (size_t k = 0; k < a->n; k++)
			found += profile_owners[a->owner + k] == number;
	}
	return found;
}

/* Two spellings of one key in one profile take one place. */
static bool
is_first(const char *const *alias, size_t at)
{
	char key[LIMIT_NAME_KEY], other[LIMIT_NAME_KEY];
	size_t words;

	match_key(alias[at], key, &words);
	for (size_t i = 0; i < at; i++) {
		match_key(alias[i], other, &words);
		if (strcmp(key, other) == 0)
			return false;
	}
	return true;
}

static void
aliases_are_those_of_the_profiles(void **state)
{
	size_t owners = 0, places = 0;
	struct room r;

	(void)state;
	memset(&r, 0, sizeof(r));
	start(&r);
	for (size_t i = 0; i < r.lib.n; i++) {
		const struct profile *p = profile_named(r.lib.profile[i]);

		for (size_t k = 0; k < p->nalias_role; k++) {
			assert_int_equal(find_alias(p->alias_role[k], i,
			    profile_role_aliases, profile_role_naliases), 1);
			owners += is_first(p->alias_role, k);
		}
		for (size_t k = 0; k < p->nalias_member; k++) {
			assert_int_equal(find_alias(p->alias_member[k], i,
			    profile_member_aliases, profile_member_naliases),
			    1);
			owners += is_first(p->alias_member, k);
		}
	}
	for (size_t i = 0; i < profile_role_naliases; i++)
		places += profile_role_aliases[i].n;
	for (size_t i = 0; i < profile_member_naliases; i++)
		places += profile_member_aliases[i].n;
	assert_int_equal(places, owners);
	end(&r);
}

/* A newer guide than the one that was given is told of where it judges. */
static void
test_newer(void **state)
{
	static struct given given = {"sync365", "Role A"};
	struct room r = {.profile = {NULL, NULL}};

	(void)state;
	start(&r);
	r.opt.given = &given;
	r.opt.ngiven = 1;
	r.opt.absent_is_none = true;
	r.profile[0] = profile_find(&r.lib, "sync365");
	assert_non_null(r.profile[0]);
	read_export(&r, "roles.csv", HEAD
	    "Role A,Companies,Contacts,None,None,None,All\n"
	    "Role B,Companies,Contacts,None,None,None,All\n");
	match_audit(&r.au, r.profile);
	assert_non_null(strstr(r.au.role[0]->copy_note, "is a newer guide of "
	    "the same vendor than sync365"));
	assert_null(r.au.role[1]->copy_note);
	end(&r);
}

static void
test_words(void **state)
{
	static const char *const generic[] = {"admin", "administrator", "api",
		"apimember", "apiuser", "backup", "billing", "chat", "connect",
		"connectwise", "finance", "integration", "integrations",
		"level", "manage", "monitor", "monitoring", "neo", "psa",
		"reporting", "rmm", "roar", "sales", "security", "service",
		"support", "sync", "tickets"};
	struct room r = {.profile = {NULL, NULL}};
	struct role role = {.name = "Alternative Agent"};
	struct match_claims c;

	(void)state;
	for (size_t i = 0; i < countof(generic); i++)
		assert_true(match_generic(generic[i]));
	assert_false(match_generic("thread"));
	assert_false(match_generic("adm"));
	assert_false(match_generic("admins"));
	assert_false(match_generic(""));
	/* A role is named by the aliases of roles, not of members. */
	start(&r);
	assert_true(match_named(&r.au, &role, profile_find(&r.lib,
	    "alternative-payments")));
	assert_false(match_named(&r.au, &role, profile_find(&r.lib,
	    "thread")));
	/* An alias inside a longer one does not speak for its vendor. */
	match_claims(&r.au, "ScalePad Lifecycle Insights", false, &c);
	assert_false(c.vendors);
	assert_int_equal(c.n, 2);
	match_claims(&r.au, "ScalePad and Thread", false, &c);
	assert_true(c.vendors);
	end(&r);
}

/* What ranks the profiles sees the fit that the ledger comes to. */
static void
test_rank(void **state)
{
	static char text[65536];
	static struct given given = {"p", "*"};
	static const char *const level[] = {"None", "My", "All"};
	struct candidate all[256];
	int fit[256];
	unsigned random = 99;

	(void)state;
	for (int way = 0; way < 5; way++) {
		struct room r = {.profile = {NULL, NULL}};
		size_t n = (size_t)snprintf(text, sizeof(text), HEAD);
		const struct match_needs *needs;
		size_t profiles;

		start(&r);
		for (size_t i = 0; i < r.cat.nfunction; i++) {
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "R,\"%s\",\"%s\"", r.cat.function[i]->module,
			    r.cat.function[i]->name);
			for (int v = 0; v < VERB_COUNT; v++) {
				random = random * 1103515245 + 12345;
				n += (size_t)snprintf(text + n, sizeof(text) -
				    n, ",%s", level[way < 3 ? (unsigned)way :
				    (random >> 16) % 3]);
			}
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "\n");
		}
		read_export(&r, "roles.csv", text);
		profiles = r.lib.n;
		assert_true(profiles <= countof(all));
		needs = match_needs(&r.au);
		match_rank(&r.au, r.au.role[0], needs, all);
		for (size_t k = 0; k < profiles; k++)
			fit[all[k].profile->number] = all[k].fit;
		end(&r);
		for (size_t i = 0; i < profiles; i++) {
			struct room one = {.profile = {NULL, NULL}};

			start(&one);
			one.opt.given = &given;
			one.opt.ngiven = 1;
			/* In the order of the library, not of the rank. */
			one.profile[0] = one.lib.profile[i];
			read_export(&one, "roles.csv", text);
			match_audit(&one.au, one.profile);
			rule_count_only(&one.au);
			rule_audit(&one.au);
			score_audit(&one.au);
			assert_int_equal(fit[i], one.au.role[0]->fit);
			end(&one);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_want),
		cmocka_unit_test(test_want_silent),
		cmocka_unit_test(test_want_union),
		cmocka_unit_test(test_alias),
		cmocka_unit_test(test_ledger),
		cmocka_unit_test(test_floor),
		cmocka_unit_test(test_member_score),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_members_tell),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_rank),
		cmocka_unit_test(aliases_are_those_of_the_profiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
