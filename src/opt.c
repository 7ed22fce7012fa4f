#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "diag.h"
#include "limits.h"
#include "opt.h"
#include "rule.h"
#include "text.h"

#define INPUT (OPT_AUDIT | OPT_INSPECT | OPT_DIFF | OPT_WHO)
#define JUDGE (OPT_AUDIT | OPT_LIVE | OPT_DIFF)

const struct opt opt_table[] = {
	{"profile", 'p', "PROFILE=ROLE", JUDGE | OPT_ROLE,
	    "judge ROLE (* for every role) by PROFILE, a name or a file"},
	{"role", 0, "NAME", INPUT | OPT_ROLE,
	    "the role of files without a Role column"},
	{"column", 0, "NAME=HEADER", INPUT | OPT_ROLE,
	    "the column HEADER is NAME: role, function, add ..."},
	{"absent-is-none", 0, NULL, OPT_AUDIT | OPT_ROLE | OPT_DIFF |
	    OPT_WHO, 	    "the exports list only what is granted"},
	{"api-members", 0, "FILE", INPUT, "this file holds API members"},
	{"top-level", 0, "NAME", JUDGE,
	    "what this tenant calls its highest level"},
	{"people", 0, NULL, JUDGE, "judge human roles like integrations"},
	{"feature", 0, "NAME", JUDGE | OPT_ROLE,
	    "the integration uses this optional feature"},
	{"phase", 0, "PHASE", JUDGE | OPT_ROLE,
	    "setup: the integration is being set up; steady: it runs"},
	{"tenant", 0, "NAME", JUDGE, "whose exports these are"},
	{"fail-on", 0, "SEVERITY", OPT_AUDIT | OPT_LIVE,
	    "critical, high (usual), medium, low, info or never"},
	{"disable", 0, "ID", JUDGE, "leave a rule out; reports say so"},
	{"strict", 0, NULL, INPUT | OPT_ROLE,
	    "refuse what would have to be understood"},
	{"summary", 0, NULL, OPT_AUDIT | OPT_LIVE, "no list of findings"},
	{"waivers", 0, "FILE", JUDGE, "what is accepted, by whom, until when"},
	{"no-waivers", 0, NULL, JUDGE, "judge as if there were no waivers"},
	{"write-waivers", 0, "FILE", JUDGE,
	    "write a waiver file of the findings, to be filled in"},
	{"bundle", 0, "FILE.tar", OPT_AUDIT,
	    "pack all reports and what they rest on, for verify"},
	{"bundle-inputs", 0, NULL, OPT_AUDIT,
	    "pack the exports too, not only their hashes"},
	{"as-of", 0, "YYYY-MM-DD", JUDGE | OPT_WAIVERS,
	    "the day of the audit (today)"},
	{"site", 0, "HOST", OPT_LIVE,
	    "the server: the domain of the ConnectWise login"},
	{"company", 0, "ID", OPT_LIVE, "the company name of the login"},
	{"client-id", 0, "GUID", OPT_LIVE,
	    "what ConnectWise wants on every call"},
	{"member", 0, "ID", OPT_LIVE,
	    "audit this member and its role only"},
	{"keys", 0, "FILE", OPT_LIVE,
	    "two lines: the public key, then the private key"},
	{"export", 0, "DIR", OPT_LIVE, "write what was read as exports"},
	{"dry-run", 0, NULL, OPT_LIVE,
	    "show the requests and open no connection"},
	{"transcript", 0, "FILE", OPT_LIVE,
	    "write down each request and what came"},
	{"ca", 0, "FILE", OPT_LIVE,
	    "the trusted certificates, instead of the system's"},
	{"timeout", 0, "SECONDS", OPT_LIVE,
	    "how long a silent server is waited for (30)"},
	{"from", 0, "FILE", OPT_ROLE,
	    "the roles export in which --role is to be mended"},
	{"check", 0, NULL, OPT_PROFILES,
	    "tell what is wrong with profiles of your own: FILE..."},
	{"make", 0, "ROLE", OPT_PROFILES,
	    "write a profile from a known-good role in FILE..."},
	{"diff", 0, NULL, OPT_PROFILES,
	    "compare two profiles, each a name or a file"},
	{"risk", 0, NULL, OPT_PROFILES,
	    "rank the vendors by what their guides demand"},
	{"name", 0, "NAME", OPT_PROFILES, "of the profile that is made"},
	{"vendor", 0, "NAME", OPT_PROFILES, "likewise: who makes it"},
	{"product", 0, "NAME", OPT_PROFILES, "likewise: what it is"},
	{"guide", 0, "TITLE", OPT_PROFILES, "likewise: what it rests on"},
	{"source", 0, "ADDRESS", OPT_PROFILES, "likewise: where that is"},
	{"dated", 0, "DATE", OPT_PROFILES,
	    "likewise: YYYY, YYYY-MM or YYYY-MM-DD"},
	{"threads", 0, "N", OPT_AUDIT,
	    "use N threads for big files and fleets (one a core)"},
	{"files-from", 0, "FILE", OPT_AUDIT,
	    "read the names of files or folders from FILE (- for standard "
	    "input)"},
	{"inputs", 0, "DIR", OPT_VERIFY,
	    "where the exports lie that the bundle does not hold"},
	{"can", 0, "MODULE/FUNCTION:VERB", OPT_WHO,
	    "who holds this grant"},
	{"needs", 0, "\"GET /PATH\"", OPT_WHO,
	    "which grant this endpoint of the API needs"},
	{"format", 'f', "FORMAT", OPT_ALL, "the format of standard output"},
	{"output", 'o', "FILE", OPT_ALL,
	    "write a report; its ending or FORMAT=FILE tells the format"},
	{"quiet", 'q', NULL, OPT_ALL, "no news on standard error"},
	{"verbose", 'v', NULL, OPT_ALL, "show everything"},
	{"color", 0, "WHEN", OPT_ALL, "auto (usual), always or never"},
	{"help", 'h', NULL, OPT_ALL, "show this help"},
};

const size_t opt_count = countof(opt_table);

/* The names that --column takes (section 1 of the contract). */
static const char *const columns[] = {"role", "module", "function", "add",
	"edit", "delete", "inquire", "id", "name", "level", "location",
	"department", "default_board", "restricted_boards", "license",
	"inactive", "admin", "item", "access"};

static void
push(struct arena *a, const char ***list, size_t *n, const char *s)
{
	*list = arena_grow(a, *list, *n, *n + 1, sizeof(**list));
	(*list)[(*n)++] = s;
}

static int
bad(const char *option, const char *value, const char *expected)
{
	diag_usage("--%s \"%s\", expected %s", option, value, expected);
	return -1;
}

/* Splits NAME=REST in place; NULL when there is no '='. */
static char *
split(struct arena *a, const char *s, const char **rest)
{
	const char *equal = strchr(s, '=');

	*rest = equal ? equal + 1 : NULL;
	return equal ? arena_strn(a, s, (size_t)(equal - s)) : NULL;
}

static int
set_profile(struct arena *a, struct options *o, const char *value)
{
	struct given *g;

	o->given = arena_grow(a, o->given, o->ngiven, o->ngiven + 1,
	    sizeof(*g));
	g = &o->given[o->ngiven++];
	g->profile = split(a, value, &g->role);
	if (!g->profile)
		g->profile = value;
	if (!*g->profile || (g->role && !*g->role))
		return bad("profile", value, "PROFILE or PROFILE=ROLE");
	return 0;
}

static int
set_column(struct arena *a, struct options *o, const char *value)
{
	struct column_option *c;
	int near;

	o->column = arena_grow(a, o->column, o->ncolumn, o->ncolumn + 1,
	    sizeof(*c));
	c = &o->column[o->ncolumn++];
	c->name = split(a, value, &c->header);
	if (!c->name || !*c->header)
		return bad("column", value, "NAME=HEADER");
	for (size_t i = 0; i < countof(columns); i++) {
		if (util_eq(columns[i], c->name))
			return 0;
	}
	near = text_nearest(c->name, columns, countof(columns),
	    sizeof(columns[0]));
	diag_usage("--column %s: no such column%s%s%s", c->name,
	    near < 0 ? "" : ", did you mean ", near < 0 ? "" : columns[near],
	    near < 0 ? "" : "?");
	return -1;
}

/* Keeps an option as it was given, for an evidence bundle. */
static void
say(struct arena *a, struct options *o, const char *name, const char *value)
{
	o->said = arena_more(a, o->said, o->nsaid, sizeof(*o->said));
	o->said[o->nsaid].name = name;
	o->said[o->nsaid++].value = value;
}

/* Options that are kept as they are. */
static bool
set_text(struct options *o, const char *name, const char *v)
{
	static const struct {
		const char *name;
		size_t at;
	} texts[] = {
		{"role", offsetof(struct options, role)},
		{"top-level", offsetof(struct options, top_level)},
		{"tenant", offsetof(struct options, tenant)},
		{"format", offsetof(struct options, format)},
		{"from", offsetof(struct options, from)},
		{"files-from", offsetof(struct options, files_from)},
		{"can", offsetof(struct options, can)},
		{"needs", offsetof(struct options, needs)},
		{"site", offsetof(struct options, site)},
		{"company", offsetof(struct options, company)},
		{"client-id", offsetof(struct options, client_id)},
		{"member", offsetof(struct options, member)},
		{"keys", offsetof(struct options, keys)},
		{"export", offsetof(struct options, export_dir)},
		{"transcript", offsetof(struct options, transcript)},
		{"ca", offsetof(struct options, ca)},
		{"timeout", offsetof(struct options, timeout)},
		{"make", offsetof(struct options, make)},
		{"name", offsetof(struct options, name)},
		{"vendor", offsetof(struct options, vendor)},
		{"product", offsetof(struct options, product)},
		{"guide", offsetof(struct options, guide)},
		{"source", offsetof(struct options, source)},
		{"dated", offsetof(struct options, dated)},
		{"bundle", offsetof(struct options, bundle)},
		{"inputs", offsetof(struct options, inputs)},
		{"write-waivers", offsetof(struct options, write_waivers)},
	};

	for (size_t i = 0; i < countof(texts); i++) {
		if (!util_eq(texts[i].name, name))
			continue;
		memcpy((char *)o + texts[i].at, &v, sizeof(v));
		return true;
	}
	return false;
}

/* Reports name a disabled rule as the rule table does. */
static const char *
rule_id_text(const char *id)
{
	const struct rule *r = rule_find(id);

	return r ? r->id : id;
}

static int
set_value(struct arena *a, struct options *o, const char *name,
    const char *v)
{
	enum severity sev;
	unsigned long threads;

	/* An empty variable of a script; --top-level "" would fit any blank. */
	if (!*v) {
		diag_usage("--%s: the value is empty", name);
		return -1;
	}
	say(a, o, name, v);
	if (util_eq(name, "profile"))
		return set_profile(a, o, v);
	if (util_eq(name, "column"))
		return set_column(a, o, v);
	if (set_text(o, name, v))
		return 0;
	if (util_eq(name, "api-members"))
		push(a, &o->api_members, &o->napi_members, v);
	else if (util_eq(name, "feature"))
		push(a, &o->feature, &o->nfeature, v);
	else if (util_eq(name, "disable"))
		push(a, &o->disabled, &o->ndisabled, rule_id_text(v));
	else if (util_eq(name, "waivers"))
		push(a, &o->waivers, &o->nwaivers, v);
	else if (util_eq(name, "output"))
		push(a, &o->output, &o->noutput, v);
	else if (util_eq(name, "phase")) {
		if (!util_eq(v, "setup") && !util_eq(v, "steady"))
			return bad(name, v, "setup or steady");
		o->setup_phase = util_eq(v, "setup");
	} else if (util_eq(name, "as-of")) {
		if (!util_is_date(v))
			return bad(name, v, "a date as YYYY-MM-DD");
		o->as_of = v;
	} else if (util_eq(name, "threads")) {
		if (util_number(v, LIMIT_THREADS_MAX, &threads) < 0 ||
		    !threads)
			return bad(name, v, "a number from 1 to 64");
		o->threads = (unsigned)threads;
	} else if (util_eq(name, "color")) {
		if (!util_eq(v, "auto") && !util_eq(v, "always") &&
		    !util_eq(v, "never"))
			return bad(name, v, "auto, always or never");
		o->color = v;
	} else if (util_eq(name, "fail-on")) {
		if (util_eq(v, "never"))
			o->fail_on = SEV_COUNT;
		else if (level_parse_severity(v, &sev) == 0)
			o->fail_on = (int)sev;
		else
			return bad(name, v, "critical, high, medium, low, "
			    "info or never");
	}
	return 0;
}

static void
set_switch(struct arena *a, struct options *o, const char *name)
{
	say(a, o, name, NULL);
	if (util_eq(name, "absent-is-none"))
		o->absent_is_none = true;
	else if (util_eq(name, "people"))
		o->people = true;
	else if (util_eq(name, "strict"))
		o->strict = true;
	else if (util_eq(name, "summary"))
		o->summary = true;
	else if (util_eq(name, "quiet"))
		o->quiet = true;
	else if (util_eq(name, "verbose"))
		o->verbose = true;
	else if (util_eq(name, "no-waivers"))
		o->no_waivers = true;
	else if (util_eq(name, "bundle-inputs"))
		o->bundle_inputs = true;
	else if (util_eq(name, "dry-run"))
		o->dry_run = true;
	else if (util_eq(name, "check"))
		o->check = true;
	else if (util_eq(name, "diff"))
		o->compare = true;
	else if (util_eq(name, "risk"))
		o->risk = true;
}

static const struct opt *
find(const char *name, size_t n, unsigned command)
{
	for (size_t i = 0; i < countof(opt_table); i++) {
		if (opt_table[i].commands & command &&
		    strlen(opt_table[i].name) == n &&
		    memcmp(opt_table[i].name, name, n) == 0)
			return &opt_table[i];
	}
	return NULL;
}

static int
unknown(const char *name, unsigned command)
{
	const char *names[countof(opt_table)];
	size_t n = strcspn(name, "=");
	char word[64];
	int near;

	for (size_t i = 0; i < countof(opt_table); i++)
		names[i] = opt_table[i].commands & command ?
		    opt_table[i].name : NULL;
	snprintf(word, sizeof(word), "%.*s", (int)n, name);
	near = text_nearest(word, names, countof(names), sizeof(names[0]));
	diag_usage("unknown option --%.*s%s%s%s", (int)n, name,
	    near < 0 ? "" : ", did you mean --", near < 0 ? "" : names[near],
	    near < 0 ? "" : "?");
	return -1;
}

/* An option by its name: --name, --name VALUE or --name=VALUE. */
static int
long_option(struct arena *a, struct options *o, unsigned command,
    char ***argv)
{
	const char *name = **argv + 2, *equal = strchr(name, '=');
	size_t n = equal ? (size_t)(equal - name) : strlen(name);
	const struct opt *op = find(name, n, command);

	if (!op)
		return unknown(name, command);
	if (!op->arg && equal) {
		diag_usage("--%s takes no value", op->name);
		return -1;
	}
	if (util_eq(op->name, "help"))
		return 1;
	if (!op->arg) {
		set_switch(a, o, op->name);
		return 0;
	}
	if (!equal && !(*argv)[1]) {
		diag_usage("--%s needs a value: %s", op->name, op->arg);
		return -1;
	}
	if (!equal)
		*argv += 1;
	return set_value(a, o, op->name, equal ? equal + 1 : **argv);
}

/* Options by their letters: -v, -qv, -f json, -fjson. */
static int
letters(struct arena *a, struct options *o, unsigned command, char ***argv)
{
	for (const char *p = **argv + 1; *p; p++) {
		const struct opt *op = NULL;

		for (size_t i = 0; i < countof(opt_table) && !op; i++) {
			if (opt_table[i].letter == *p &&
			    opt_table[i].commands & command)
				op = &opt_table[i];
		}
		if (!op) {
			diag_usage("unknown option -%c", *p);
			return -1;
		}
		if (*p == 'h')
			return 1;
		if (!op->arg) {
			set_switch(a, o, op->name);
			continue;
		}
		if (p[1])
			return set_value(a, o, op->name, p + 1);
		if (!(*argv)[1]) {
			diag_usage("-%c needs a value: %s", *p, op->arg);
			return -1;
		}
		*argv += 1;
		return set_value(a, o, op->name, **argv);
	}
	return 0;
}

static const char *
today(struct arena *a)
{
	time_t now = time(NULL);
	struct tm tm;

	if (!gmtime_r(&now, &tm))
		util_die("the clock has no date");
	return arena_printf(a, "%04d-%02d-%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
}

int
opt_parse(struct arena *a, struct options *opt, unsigned command,
    char **argv)
{
	bool ended = false;
	int status = 0;

	memset(opt, 0, sizeof(*opt));
	opt->fail_on = SEV_HIGH;
	opt->color = "auto";
	for (; *argv && !status; argv++) {
		if (ended || (*argv)[0] != '-' || !(*argv)[1])
			push(a, &opt->file, &opt->nfile, *argv);
		else if (util_eq(*argv, "--"))
			ended = true;
		else if ((*argv)[1] == '-')
			status = long_option(a, opt, command, &argv);
		else
			status = letters(a, opt, command, &argv);
	}
	if (!opt->as_of)
		opt->as_of = today(a);
	return status;
}
