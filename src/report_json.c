#include "jsonw.h"
#include "report.h"
#include "report_object.h"

/* The lists of the document, in its order. */
enum { PART_INPUTS, PART_ROLES, PART_MEMBERS, PART_FINDINGS, PART_NOTEVAL,
	PART_DIAGNOSTICS };

static const char *const part_key[REPORT_PARTS] = {"inputs", "roles",
	"members", "findings", "not_evaluated", "diagnostics"};

static size_t
length(const struct audit *au, int part)
{
	bool error = au->diag.code != 0;

	switch (part) {
	case PART_INPUTS:
		return au->ninput;
	case PART_ROLES:
		return error ? 0 : au->nrole;
	case PART_MEMBERS:
		return error ? 0 : au->nmember;
	case PART_FINDINGS:
		return au->nfinding;
	case PART_NOTEVAL:
		return error && !au->fleet ? 0 : au->nnoteval;
	default:
		return au->diag.n;
	}
}

static void
entry(struct jsonw *j, const struct audit *au, int part, size_t i)
{
	jsonw_object(j, NULL);
	if (part == PART_INPUTS)
		report_object_input(j, au->input[i]);
	else if (part == PART_ROLES)
		report_object_role(j, au, au->role[i]);
	else if (part == PART_MEMBERS)
		report_object_member(j, au, au->member[i]);
	else if (part == PART_FINDINGS)
		report_object_finding(j, au, &au->finding[i]);
	else if (part == PART_NOTEVAL)
		report_object_noteval(j, au, &au->noteval[i]);
	else
		report_object_diagnostic(j, &au->diag.item[i]);
	jsonw_end(j);
}

static void
entries(struct jsonw *j, const struct audit *au, int part)
{
	size_t n = length(au, part);

	for (size_t i = 0; i < n; i++)
		entry(j, au, part, i);
}

static void
checks(struct jsonw *j, const struct audit *au)
{
	if (!au->live) {
		jsonw_null(j, "checks");
		return;
	}
	jsonw_array(j, "checks");
	for (size_t i = 0; i < au->ncheck; i++) {
		jsonw_object(j, NULL);
		report_object_check(j, &au->check[i]);
		jsonw_end(j);
	}
	jsonw_end(j);
}

void
report_json(struct out *o, const void *audit)
{
	const struct audit *au = audit;
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	report_object_head(&j, au);
	for (int p = 0; p < REPORT_PARTS; p++) {
		if (p == PART_DIAGNOSTICS)
			checks(&j, au);
		if (p == PART_FINDINGS && (au->diag.code || au->opt->summary)) {
			jsonw_null(&j, part_key[p]);
			continue;
		}
		jsonw_array(&j, part_key[p]);
		entries(&j, au, p);
		jsonw_end(&j);
	}
	jsonw_null(&j, "tenants");
	jsonw_end(&j);
}

void
report_json_tenant(struct jsonw *part, const struct audit *au)
{
	for (int p = 0; p < REPORT_PARTS; p++)
		entries(&part[p], au, p);
}

static void
tenants(struct jsonw *j, const struct fleet *f)
{
	jsonw_array(j, "tenants");
	for (size_t i = 0; i < f->n; i++) {
		jsonw_object(j, NULL);
		report_object_tenant(j, &f->tenant[i]);
		jsonw_end(j);
	}
	jsonw_end(j);
}

void
report_json_fleet(struct out *o, struct jsonw *part, const struct fleet *f)
{
	struct jsonw j;

	jsonw_init(&j, o, false);
	jsonw_object(&j, NULL);
	report_object_fleet(&j, f);
	for (int p = 0; p < REPORT_PARTS; p++) {
		if (p == PART_DIAGNOSTICS)
			jsonw_null(&j, "checks");
		if (p == PART_FINDINGS && f->opt->summary)
			jsonw_null(&j, part_key[p]);
		else
			jsonw_join(&j, part_key[p], &part[p]);
	}
	tenants(&j, f);
	jsonw_end(&j);
}
