#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/level.h"

static void
words(void **state)
{
	static const char *const severity[] = {"info", "low", "medium",
		"high", "critical"};
	static const char *const level[] = {"unknown", "None", "My", "All",
		"Any"};
	enum severity s = SEV_INFO;

	(void)state;
	assert_int_equal(SEV_COUNT, 5);
	assert_int_equal(LEVEL_ANY, 4);
	for (int i = 0; i < SEV_COUNT; i++) {
		assert_string_equal(level_severity((enum severity)i),
		    severity[i]);
		assert_int_equal(level_parse_severity(severity[i], &s), 0);
		assert_int_equal(s, i);
	}
	assert_int_equal(level_parse_severity("never", &s), -1);
	assert_int_equal(level_parse_severity("", &s), -1);
	for (int i = 0; i <= LEVEL_ANY; i++)
		assert_string_equal(level_name((enum level)i), level[i]);
	assert_string_equal(level_verb(VERB_ADD), "add");
	assert_string_equal(level_verb(VERB_EDIT), "edit");
	assert_string_equal(level_verb(VERB_DELETE), "delete");
	assert_string_equal(level_verb(VERB_INQUIRE), "inquire");
	assert_string_equal(level_verb_title(VERB_ADD), "Add");
	assert_string_equal(level_verb_title(VERB_EDIT), "Edit");
	assert_string_equal(level_verb_title(VERB_DELETE), "Delete");
	assert_string_equal(level_verb_title(VERB_INQUIRE), "Inquire");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
