#include <cjson/cJSON.h>
#include <csv.h>
#include <mbedtls/build_info.h>
#include <stdio.h>

#include "cmd.h"
#include "jsonw.h"
#include "page.h"
#include "profile.h"
#include "report.h"

struct versions {
	char csv[16], cjson[16], digest[65];
};

static void
version_text(struct out *o, const void *result)
{
	const struct versions *v = result;
	struct page p = {o, false};

	page_line(&p, PAGE_PLAIN, "cwaudit %s", CWAUDIT_VERSION);
	page_line(&p, PAGE_PLAIN, "mbedTLS %s", MBEDTLS_VERSION_STRING);
	page_line(&p, PAGE_PLAIN, "libcsv  %s", v->csv);
	page_line(&p, PAGE_PLAIN, "cJSON   %s", v->cjson);
	page_line(&p, PAGE_PLAIN, "profiles SHA-256 %s", v->digest);
}

static void
version_json(struct out *o, const void *result)
{
	const struct versions *v = result;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	jsonw_string(&j, "name", "cwaudit");
	jsonw_string(&j, "version", CWAUDIT_VERSION);
	jsonw_object(&j, "libraries");
	jsonw_string(&j, "mbedtls", MBEDTLS_VERSION_STRING);
	jsonw_string(&j, "libcsv", v->csv);
	jsonw_string(&j, "cjson", v->cjson);
	jsonw_end(&j);
	jsonw_string(&j, "profiles_sha256", v->digest);
	jsonw_end(&j);
}

static const struct report formats[] = {
	{"text", ".txt", version_text},
	{"json", ".json", version_json},
};

int
cmd_version(const struct options *opt)
{
	struct versions v;
	int status = report_check(opt, formats, countof(formats));

	if (status)
		return status;
	if (opt->nfile)
		return diag_usage("version takes no file");
	snprintf(v.csv, sizeof(v.csv), "%d.%d.%d", CSV_MAJOR, CSV_MINOR,
	    CSV_RELEASE);
	snprintf(v.cjson, sizeof(v.cjson), "%d.%d.%d", CJSON_VERSION_MAJOR,
	    CJSON_VERSION_MINOR, CJSON_VERSION_PATCH);
	profile_digest(v.digest);
	return report_write(opt, formats, countof(formats), &v);
}
