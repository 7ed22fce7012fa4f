#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/connectwise.h"
#include "../../src/connectwise_data.h"
#include "../../src/limits.h"
#include "../../src/site.h"

static int
setup(void **state)
{
	*state = util_alloc(sizeof(struct arena));
	memset(*state, 0, sizeof(struct arena));
	return 0;
}

static int
teardown(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

/* What is pasted, and what becomes of it; address NULL: refused. */
static const struct {
	const char *text, *address, *host;
	bool cloud, prefixed, dropped;
} forms[] = {
	{"na.myconnectwise.net", "api-na.myconnectwise.net",
	    "api-na.myconnectwise.net", true, true, false},
	{"api-na.myconnectwise.net", "api-na.myconnectwise.net",
	    "api-na.myconnectwise.net", true, false, false},
	{"https://NA.myconnectwise.net/", "api-na.myconnectwise.net",
	    "api-na.myconnectwise.net", true, true, true},
	{"http://eu.myconnectwise.net/v4_6_release/apis/3.0",
	    "api-eu.myconnectwise.net", "api-eu.myconnectwise.net", true, true,
	    true},
	{" aus.myconnectwise.net\n", "api-aus.myconnectwise.net",
	    "api-aus.myconnectwise.net", true, true, true},
	{"au.myconnectwise.net.", "api-au.myconnectwise.net",
	    "api-au.myconnectwise.net", true, true, false},
	{"staging.connectwisedev.com", "api-staging.connectwisedev.com",
	    "api-staging.connectwisedev.com", true, true, false},
	{"aus.connectwisedev.com", "aus.connectwisedev.com",
	    "aus.connectwisedev.com", false, false, false},
	{"myconnectwise.net", "myconnectwise.net", "myconnectwise.net", false,
	    false, false},
	{"na.myconnectwise.net.evil.example",
	    "na.myconnectwise.net.evil.example",
	    "na.myconnectwise.net.evil.example", false, false, false},
	{"psa.example.com:8443", "psa.example.com:8443", "psa.example.com",
	    false, false, false},
	{"https://psa.example.com:443/x", "psa.example.com",
	    "psa.example.com", false, false, true},
	{"192.0.2.1", "192.0.2.1", "192.0.2.1", false, false, false},
	{"[::1]:444", "[::1]:444", "::1", false, false, false},
	{"psa.example.com?x=1", "psa.example.com", "psa.example.com", false,
	    false, true},
	{"", NULL, NULL, false, false, false},
	{"https://", NULL, NULL, false, false, false},
	{"a b", NULL, NULL, false, false, false},
	{"user@host", NULL, NULL, false, false, false},
	{"host:", NULL, NULL, false, false, false},
	{"host:0", NULL, NULL, false, false, false},
	{"host:65536", NULL, NULL, false, false, false},
	{"host:80:80", NULL, NULL, false, false, false},
	{"-host", NULL, NULL, false, false, false},
	{"[::1", NULL, NULL, false, false, false},
	{"[::1]x", NULL, NULL, false, false, false},
	{"h\xc3\xb6st", NULL, NULL, false, false, false},
	{"host\r\nX: y", NULL, NULL, false, false, false},
};

static void
test_site(void **state)
{
	for (size_t i = 0; i < countof(forms); i++) {
		struct site s;
		const char *why = NULL;
		int rc = site_parse(*state, forms[i].text, &s, &why);

		if ((rc == 0) != (forms[i].address != NULL))
			fail_msg("%s: %d", forms[i].text, rc);
		if (rc < 0) {
			assert_non_null(why);
			continue;
		}
		assert_string_equal(s.address, forms[i].address);
		assert_string_equal(s.host, forms[i].host);
		assert_int_equal(s.cloud, forms[i].cloud);
		assert_int_equal(s.prefixed, forms[i].prefixed);
		assert_int_equal(s.dropped != NULL, forms[i].dropped);
	}
}

/* Two clouds: never translated, each other's suggestion. */
static void
test_twin(void **state)
{
	struct site s;
	const char *why;

	assert_int_equal(site_parse(*state, "au.myconnectwise.net", &s, &why),
	    0);
	assert_string_equal(site_twin(&s), "aus.myconnectwise.net");
	assert_int_equal(site_parse(*state, "api-aus.myconnectwise.net", &s,
	    &why), 0);
	assert_string_equal(site_twin(&s), "au.myconnectwise.net");
	assert_int_equal(site_parse(*state, "na.myconnectwise.net", &s, &why),
	    0);
	assert_null(site_twin(&s));
}

static void
test_codebase(void **state)
{
	static const char *const good[] = {"v4_6_release", "v4_6_release/",
		"v2025_1", "v2025_1/", "v2024_12b"};
	static const char *const bad[] = {"", "/", "v", "v2025", "v2025_",
		"v_1", "2025_1", "v2025_1//", "v2025_1/..", "../v2025_1",
		"v2025_1?x", "v2025_1%2f", "V2025_1", "v2025_1 ",
		"v4_6_release/x",
		"v2025_1234567890123456789012345678901234567890"};
	struct connectwise cw = {.arena = *state};

	for (size_t i = 0; i < countof(good); i++) {
		connectwise_init(&cw);
		assert_true(connectwise_codebase(&cw, good[i]));
		assert_null(strchr(cw.codebase, '/'));
	}
	for (size_t i = 0; i < countof(bad); i++) {
		connectwise_init(&cw);
		if (connectwise_codebase(&cw, bad[i]))
			fail_msg("accepted: %s", bad[i]);
		assert_string_equal(cw.codebase, "v4_6_release");
	}
}

static void
test_target(void **state)
{
	struct connectwise cw = {.arena = *state};
	const char *s;

	connectwise_init(&cw);
	assert_string_equal(connectwise_target(&cw, PATH_COMPANY,
	    connectwise_escape(*state, "a b/../c?"), NULL, 0),
	    "/login/companyinfo/a%20b%2F..%2Fc%3F");
	assert_string_equal(connectwise_target(&cw, PATH_INFO, NULL, NULL, 0),
	    "/v4_6_release/apis/3.0/system/info");
	s = connectwise_target(&cw, PATH_SETTINGS, "71", NULL, 3);
	assert_non_null(strstr(s, "/system/securityRoles/71/settings?"));
	assert_non_null(strstr(s, "&page=3&pageSize=1000"));
	s = connectwise_target(&cw, PATH_MEMBERS, NULL, "conditions=x", 1);
	assert_non_null(strstr(s, "&conditions=x&page=1"));
	/* Secrets of a member are never asked for. */
	assert_null(strstr(s, "password"));
	assert_null(strstr(s, "token"));
}

/* Each path is a path, and each probe says what it shows and who says so. */
static void
test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < connectwise_npaths; i++) {
		const struct connectwise_path *p = &connectwise_paths[i];

		assert_int_equal(p->path[0], '/');
		assert_null(strpbrk(p->path, " ?#\r\n"));
		assert_int_equal(p->sure != SURE_NOT, i >= PATH_FIRST_PROBE);
		assert_int_equal(p->module != NULL, i >= PATH_FIRST_PROBE);
		assert_int_equal(p->source != NULL, i >= PATH_FIRST_PROBE);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(p->path,
			    connectwise_paths[k].path);
	}
}

static const struct json *
read_json(struct arena *a, const char *text)
{
	const struct json *j;
	const char *why;

	assert_int_equal(json_read(a, text, strlen(text), &j, &why), 0);
	return j;
}

static void
test_members(void **state)
{
	struct connectwise_table t;
	struct buf b;

	connectwise_members(&t, *state);
	connectwise_add_member(&t, read_json(*state, "{\"identifier\":\"a,b\","
	    "\"name\":\"say \\\"x\\\"\",\"securityRole\":{\"id\":7,\"name\":"
	    "\"R\",\"_info\":{}},\"excludedServiceBoardIds\":[1,22],"
	    "\"inactiveFlag\":false,\"defaultLocation\":null,"
	    "\"password\":\"hunter2\"}"), true);
	connectwise_add_member(&t, read_json(*state, "{\"identifier\":\"c\"}"),
	    true);
	buf_init(&b, 1 << 16);
	connectwise_write(&t, &b);
	assert_string_equal(b.data, "identifier,name,licenseClass,"
	    "inactiveFlag,securityRole/id,securityRole/name,"
	    "defaultLocation/name,excludedServiceBoardIds\r\n"
	    "\"a,b\",\"say \"\"x\"\"\",A,False,7,R,,1;22\r\n"
	    "c,,A,,,,,System.Object[]\r\n");
	buf_free(&b);
	connectwise_members(&t, *state);
	connectwise_add_member(&t, read_json(*state, "{\"identifier\":\"d\","
	    "\"firstName\":\"E\",\"lastName\":\"F\",\"licenseClass\":\"F\"}"),
	    false);
	assert_string_equal(connectwise_cell(&t, 0, "name"), "E F");
	assert_string_equal(connectwise_cell(&t, 0, "licenseClass"), "F");
	assert_null(connectwise_cell(&t, 0, "adminFlag"));
}

static void
test_settings(void **state)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	connectwise_add_setting(&b, "R", read_json(*state, "{\"moduleName\":"
	    "\"\",\"moduleDescription\":\"Time & Expense\","
	    "\"moduleFunctionName\":\"Time Entry\",\"addLevel\":\"My\","
	    "\"editLevel\":null,\"inquireLevel\":\"Mine\"}"));
	assert_string_equal(b.data, "R,Time & Expense,Time Entry,My,,,Mine"
	    "\r\n");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_site, setup, teardown),
		cmocka_unit_test_setup_teardown(test_twin, setup, teardown),
		cmocka_unit_test_setup_teardown(test_codebase, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(test_target, setup, teardown),
		cmocka_unit_test(test_table),
		cmocka_unit_test_setup_teardown(test_members, setup, teardown),
		cmocka_unit_test_setup_teardown(test_settings, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
