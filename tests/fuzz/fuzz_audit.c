/*
 * The whole audit, as `cwaudit audit` runs it: options, several files, the
 * report as JSON and one more. An input is a text in which a line "@@ NAME"
 * begins a file, and what stands before the first such line are options.
 * tests/fuzz/README.md shows one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../src/cmd.h"
#include "../../src/json.h"
#include "../../src/load.h"
#include "../../src/opt.h"
#include "../../src/report.h"
#include "fuzz.h"

#define MANY 8	/* files of an input */
#define WORDS 40

/* Options that are let through; those that write elsewhere are not. */
static const char *const allowed[] = {"-p", "-v", "-q", "--profile", "--role",
	"--column", "--absent-is-none", "--api-members", "--top-level",
	"--people", "--feature", "--phase", "--tenant", "--fail-on",
	"--disable", "--strict", "--summary", "--waivers", "--no-waivers",
	"--as-of", "--verbose", "--quiet"};

static char folder[256];
static pid_t maker;

static void
remove_folder(void)
{
	if (getpid() != maker || chdir("/") < 0)
		return;
	rmdir(folder);
}

/* A folder for the files; they go away with each run. */
static void
enter_folder(void)
{
	const char *top = getenv("TMPDIR");

	if (maker)
		return;
	maker = getpid();
	snprintf(folder, sizeof(folder), "%s/fuzz-audit.XXXXXX",
	    top && *top ? top : "/tmp");
	fuzz_check(mkdtemp(folder) && chdir(folder) == 0);
	atexit(remove_folder);
}

struct pack {
	struct arena arena;
	char *word[WORDS + 1];	/* NULL at the end */
	size_t nword;
	const char *name[MANY];
	size_t nfile;
};

static bool
is_allowed(const char *word)
{
	size_t n = strcspn(word, "=");

	if (word[0] != '-')
		return !strchr(word, '/');
	for (size_t i = 0; i < countof(allowed); i++) {
		if (strlen(allowed[i]) == n &&
		    memcmp(allowed[i], word, n) == 0)
			return !strchr(word, '/');
	}
	return false;
}

/* Options, separated by blanks; "_" in a word stands for one. */
static void
read_words(struct pack *in, const char *p, size_t n)
{
	char *text = arena_strn(&in->arena, p, n);

	while (*(text += strspn(text, " \t\r\n")) && in->nword < WORDS / 2) {
		size_t k = strcspn(text, " \t\r\n");
		char *word = arena_strn(&in->arena, text, k);

		text += k;
		for (char *c = strchr(word, '_'); c; c = strchr(c, '_'))
			*c = ' ';
		if (is_allowed(word))
			in->word[in->nword++] = word;
	}
}

static bool
is_name(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

	return *s && strspn(s, plain) == strlen(s) && strlen(s) < 64 &&
	    *s != '.' && *s != '-' && strncmp(s, "out.", 4) != 0;
}

static void
write_file(struct pack *in, const char *name, const char *p, size_t n)
{
	int fd;

	if (!is_name(name) || in->nfile == MANY)
		return;
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	fuzz_check(fd >= 0 && (!n || write(fd, p, n) == (ssize_t)n));
	close(fd);
	in->name[in->nfile++] = name;
}

static const char *
next_file(const char *p, const char *end)
{
	for (; p < end; p++) {
		if (end - p > 3 && memcmp(p, "@@ ", 3) == 0)
			return p;
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			break;
	}
	return end;
}

/* True when an option names the file, so that it is no operand. */
static bool
is_named(const struct pack *in, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < in->nword; i++) {
		const char *at = strstr(in->word[i], name);

		if (at && (!at[n] || at[n] == '='))
			return true;
	}
	return false;
}

static void
read_input(struct pack *in, const char *data, size_t size)
{
	const char *end = data + size, *p = next_file(data, end), *next, *nl;

	read_words(in, data, (size_t)(p - data));
	for (; p < end; p = next) {
		next = next_file(p + 3, end);
		nl = memchr(p, '\n', (size_t)(next - p));
		if (!nl)
			break;
		write_file(in, arena_strn(&in->arena, p + 3,
		    (size_t)(nl - p - 3)), nl + 1, (size_t)(next - nl - 1));
	}
	for (size_t i = 0; i < opt_count; i++) {
		/* The targets run one thing at a time. */
		if (util_eq(opt_table[i].name, "threads"))
			in->word[in->nword++] = arena_str(&in->arena,
			    "--threads=1");
	}
	in->word[in->nword++] = arena_str(&in->arena, "--");
	for (size_t i = 0; i < in->nfile; i++) {
		if (!is_named(in, in->name[i]))
			in->word[in->nword++] = (char *)in->name[i];
	}
}

/* -- what holds of every report -- */

static const struct json *
get(const struct json *o, const char *key)
{
	const struct json *v = json_get(o, key);

	fuzz_check(v);
	return v;
}

/* The text of a member, "" where it is null. */
static const char *
text_of(const struct json *o, const char *key)
{
	const struct json *v = get(o, key);

	fuzz_check(v->type == JSON_STRING || v->type == JSON_NULL);
	return v->type == JSON_STRING ? v->text : "";
}

static bool
flag_of(const struct json *o, const char *key)
{
	fuzz_check(get(o, key)->type == JSON_BOOL);
	return get(o, key)->number > 0;
}

static unsigned long long
number_of(const struct json *o, const char *key)
{
	unsigned long long n = 0;

	fuzz_check(json_id(o, key, &n) == 0);
	return n;
}

/* critical is 0 */
static int
rank(const struct json *f)
{
	enum severity s = SEV_INFO;

	fuzz_check(level_parse_severity(text_of(f, "severity"), &s) == 0);
	return SEV_CRITICAL - (int)s;
}

static const char *
verb_of(const struct json *f)
{
	const struct json *cells = get(f, "cells");

	return cells->child ? text_of(cells->child, "verb") : "";
}

/* The order of section 6 of the contract. */
static int
in_order(const struct json *x, const struct json *y)
{
	static const char *const key[] = {"role", "member", "module",
		"function"};
	int c = strcmp(text_of(x, "tenant"), text_of(y, "tenant"));

	if (!c)
		c = rank(x) - rank(y);
	for (size_t i = 0; i < countof(key) && !c; i++)
		c = strcmp(text_of(x, key[i]), text_of(y, key[i]));
	if (!c)
		c = strcmp(verb_of(x), verb_of(y));
	if (!c)
		c = strcmp(text_of(x, "rule"), text_of(y, "rule"));
	return c ? c : strcmp(text_of(x, "fingerprint"),
	    text_of(y, "fingerprint"));
}

/* Sets the worst severity of the open ones, -1 without any. */
static void
check_findings(const struct json *doc, const struct options *opt, int *worst)
{
	const struct json *list = get(doc, "findings"), *summary;
	size_t count[SEV_COUNT] = {0}, waived = 0;

	*worst = -1;
	for (const struct json *f = list->child; f; f = f->next) {
		int sev = SEV_CRITICAL - rank(f);
		bool is_waived = get(f, "waiver")->type != JSON_NULL;

		fuzz_check(strlen(text_of(f, "fingerprint")) == 32);
		fuzz_check(*text_of(f, "message") && *text_of(f, "fix"));
		fuzz_check(!f->next || in_order(f, f->next) <= 0);
		fuzz_check(!is_waived || strncmp(text_of(f, "rule"), "CW6",
		    3) != 0);
		fuzz_check(!is_waived || !opt->no_waivers);
		if (is_waived) {
			waived++;
			continue;
		}
		count[sev]++;
		*worst = sev > *worst ? sev : *worst;
	}
	summary = get(doc, "summary");
	for (int s = 0; s < SEV_COUNT && list->type == JSON_ARRAY; s++)
		fuzz_check(number_of(summary, level_severity((enum severity)
		    s)) == count[s]);
	fuzz_check(list->type != JSON_ARRAY ||
	    number_of(summary, "waived") == waived);
}

static size_t
check_noteval(const struct json *doc)
{
	const struct json *list = get(doc, "not_evaluated");
	size_t needed = 0;

	for (const struct json *n = list->child; n; n = n->next) {
		fuzz_check(*text_of(n, "reason"));
		needed += flag_of(n, "needed");
	}
	return needed;
}

/* The score adds up from what stands beside it. */
static void
check_scores(const struct json *doc)
{
	const struct json *score = get(doc, "score");
	double least = -1;

	for (const struct json *r = get(doc, "roles")->child; r; r = r->next) {
		const struct json *s = get(r, "score"), *fit = get(r, "fit");
		double exposure, lost;

		if (s->type == JSON_NULL)
			continue;
		exposure = get(r, "exposure")->number;
		lost = get(r, "deductions")->number;
		fuzz_check(exposure == (lost > 100 ? 0 : 100 - lost));
		fuzz_check(s->number == (fit->type == JSON_NULL ||
		    fit->number > exposure ? exposure : fit->number));
		fuzz_check(s->number >= 0 && s->number <= 100);
		least = least < 0 || s->number < least ? s->number : least;
	}
	for (const struct json *m = get(doc, "members")->child; m;
	    m = m->next) {
		const struct json *s = get(m, "score");

		if (s->type == JSON_NUMBER)
			least = least < 0 || s->number < least ? s->number :
			    least;
	}
	fuzz_check(flag_of(doc, "complete") == (score->type == JSON_NUMBER));
	fuzz_check(score->type != JSON_NUMBER || score->number == least);
}

static void
check_error(const struct json *doc, int code)
{
	fuzz_check(code == EXIT_DATA || code == EXIT_NOINPUT);
	fuzz_check(get(doc, "score")->type == JSON_NULL);
	fuzz_check(get(doc, "findings")->type == JSON_NULL);
	fuzz_check(!flag_of(doc, "complete"));
	fuzz_check(get(doc, "diagnostics")->n > 0);
	fuzz_check(get(doc, "diagnostics")->n <= LIMIT_DIAGNOSTICS);
}

static void
check_report(const struct json *doc, const struct options *opt, int code)
{
	const char *verdict = text_of(doc, "verdict");
	size_t needed;
	int worst;

	fuzz_check(util_eq(text_of(doc, "schema"), "cwaudit/1"));
	fuzz_check(number_of(get(doc, "exit"), "code") ==
	    (unsigned long long)code);
	fuzz_check(util_eq(text_of(get(doc, "exit"), "reason"),
	    util_exit_text(code)));
	fuzz_check(util_eq(verdict, "error") == (code >= EXIT_USAGE));
	fuzz_check(util_eq(verdict, "pass") == (code == 0));
	fuzz_check(util_eq(verdict, "incomplete") ==
	    (code == EXIT_INCOMPLETE));
	if (code >= EXIT_USAGE) {
		check_error(doc, code);
		return;
	}
	fuzz_check(get(doc, "diagnostics")->n == 0);
	needed = check_noteval(doc);
	fuzz_check(flag_of(doc, "complete") == (needed == 0));
	check_scores(doc);
	check_findings(doc, opt, &worst);
	if (opt->summary)
		fuzz_check(get(doc, "findings")->type == JSON_NULL);
	else if (worst >= opt->fail_on)
		fuzz_check(code == EXIT_INFO + worst);
	else
		fuzz_check(code == (needed ? EXIT_INCOMPLETE : EXIT_PASS));
}

static void
check_file(const struct options *opt, int code)
{
	struct arena a = {0};
	const struct json *doc;
	const char *why = "";
	char *data;
	size_t len;

	if (code == EXIT_USAGE) {
		fuzz_check(access("out.json", F_OK) != 0);
		return;
	}
	fuzz_check(util_exit_text(code) && code < EXIT_UNREACHABLE &&
	    code != EXIT_WIDENED);
	fuzz_check(load_bytes("out.json", &data, &len) == 0);
	fuzz_check(json_read(&a, data, len, &doc, &why) == 0);
	check_report(doc, opt, code);
	free(data);
	arena_free(&a);
}

static void
run(struct pack *in, uint32_t seed)
{
	static const char *const also[] = {"out.txt", "out.ndjson", "out.csv",
		"out.sarif", "out.html", "out.md"};
	const char *other = also[seed % countof(also)];
	char *argv[WORDS + 6], option[] = "-o", json[] = "out.json";
	struct options opt;
	int code;

	argv[0] = argv[2] = option;
	argv[1] = json;
	argv[3] = arena_str(&in->arena, other);
	memcpy(argv + 4, in->word, (in->nword + 1) * sizeof(*argv));
	if (opt_parse(&in->arena, &opt, OPT_AUDIT, argv) == 0) {
		if (opt.summary && (strstr(other, "csv") ||
		    strstr(other, "sarif")))
			opt.noutput = 1;
		code = cmd_audit(&opt);
		check_file(&opt, code);
	}
	unlink("out.json");
	unlink(other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pack in = {0};

	enter_folder();
	read_input(&in, (const char *)data, size);
	run(&in, fuzz_hash(data, size));
	for (size_t i = 0; i < in.nfile; i++)
		unlink(in.name[i]);
	arena_free(&in.arena);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_mutate_table(data, size, max, seed);
}
