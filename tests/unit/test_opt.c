#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/opt.h"
#include "../../src/util.h"

static void
test_dates(void **state)
{
	static const char *const good[] = {"2026-01-31", "2024-02-29",
		"2000-02-29", "1999-12-31", "0001-01-01"};
	static const char *const bad[] = {"", "2026-1-31", "2026-02-29",
		"1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
		"2026-01-00", "2026/01/31", "2026-01-3x", "20260131",
		"2026-01-311", "-026-01-31", "2026-+1-31"};

	(void)state;
	for (size_t i = 0; i < countof(good); i++)
		assert_true(util_is_date(good[i]));
	for (size_t i = 0; i < countof(bad); i++)
		assert_false(util_is_date(bad[i]));
}

/* Reads words up to NULL; messages go nowhere. */
static int
parse(struct arena *a, struct options *o, const char *const *words)
{
	int kept = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	char *argv[16] = {NULL};
	int status;

	for (size_t i = 0; words[i]; i++)
		argv[i] = arena_str(a, words[i]);
	dup2(null, STDERR_FILENO);
	status = opt_parse(a, o, OPT_AUDIT, argv);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(null);
	return status;
}

static void
test_forms(void **state)
{
	const char *words[] = {"a.csv", "--profile", "thread=My Role", "-pp.csv=*",
		"--fail-on=low", "-qv", "-fjson", "-", "--", "--people", NULL};
	struct arena a = {0};
	struct options o;

	(void)state;
	assert_int_equal(parse(&a, &o, words), 0);
	assert_int_equal(o.ngiven, 2);
	assert_string_equal(o.given[0].profile, "thread");
	assert_string_equal(o.given[0].role, "My Role");
	assert_string_equal(o.given[1].profile, "p.csv");
	assert_string_equal(o.given[1].role, "*");
	assert_int_equal(o.fail_on, SEV_LOW);
	assert_true(o.quiet && o.verbose && !o.people);
	assert_string_equal(o.format, "json");
	assert_int_equal(o.nfile, 3);
	assert_string_equal(o.file[1], "-");
	assert_string_equal(o.file[2], "--people");
	arena_free(&a);
}

static void
test_defaults(void **state)
{
	const char *words[] = {NULL};
	struct arena a = {0};
	struct options o;

	(void)state;
	assert_int_equal(parse(&a, &o, words), 0);
	assert_int_equal(o.fail_on, SEV_HIGH);
	assert_string_equal(o.color, "auto");
	assert_true(util_is_date(o.as_of));
	assert_null(o.format);
	arena_free(&a);
}

static void
test_refused(void **state)
{
	static const char *const bad[][3] = {{"--no-such"}, {"-X"}, {"--people=yes"},
		{"--profile"}, {"-p", "=R"}, {"-p", "x="},
		{"--column", "role"}, {"--column", "role="},
		{"--column", "rule=X"}, {"--as-of", "today"},
		{"--fail-on", "worst"}, {"--color", "maybe"},
		{"--phase", "later"}, {"--site", "h"}};
	struct arena a = {0};
	struct options o;

	(void)state;
	for (size_t i = 0; i < countof(bad); i++) {
		const char *words[4] = {bad[i][0], bad[i][1], bad[i][2], NULL};

		assert_int_equal(parse(&a, &o, words), -1);
	}
	arena_free(&a);
}

static void
test_help(void **state)
{
	const char *words[] = {"x.csv", "--help", NULL};
	const char *letters[] = {"-qh", NULL};
	struct arena a = {0};
	struct options o;

	(void)state;
	assert_int_equal(parse(&a, &o, words), 1);
	assert_int_equal(parse(&a, &o, letters), 1);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
