#include "jsonw.h"
#include "report.h"
#include "report_object.h"

/* Opens a record: one line, its type first. */
static void
begin(struct jsonw *j, struct out *o, const char *type)
{
	jsonw_init(j, o, true);
	jsonw_object(j, NULL);
	jsonw_string(j, "type", type);
}

/* What is said once for the run. */
static void
run(struct out *o, const struct audit *au)
{
	struct jsonw j;

	begin(&j, o, "run");
	report_object_head(&j, au);
	/* Null where they are left out, so that no list is not a clean one. */
	if (au->diag.code || au->opt->summary)
		jsonw_null(&j, "findings");
	else
		jsonw_number(&j, "findings", au->nfinding);
	jsonw_end(&j);
}

static void
judged(struct out *o, const struct audit *au)
{
	struct jsonw j;

	for (size_t i = 0; !au->diag.code && i < au->nrole; i++) {
		begin(&j, o, "role");
		report_object_role(&j, au, au->role[i]);
		jsonw_end(&j);
	}
	for (size_t i = 0; !au->diag.code && i < au->nmember; i++) {
		begin(&j, o, "member");
		report_object_member(&j, au, au->member[i]);
		jsonw_end(&j);
	}
	for (size_t i = 0; !au->opt->summary && i < au->nfinding; i++) {
		begin(&j, o, "finding");
		report_object_finding(&j, au, &au->finding[i]);
		jsonw_end(&j);
	}
	for (size_t i = 0; i < au->nnoteval; i++) {
		begin(&j, o, "not_evaluated");
		report_object_noteval(&j, au, &au->noteval[i]);
		jsonw_end(&j);
	}
}

void
report_ndjson_tenant(struct out *o, const struct audit *au)
{
	struct jsonw j;

	for (size_t i = 0; i < au->ninput; i++) {
		begin(&j, o, "input");
		report_object_input(&j, au->input[i]);
		jsonw_end(&j);
	}
	if (!au->diag.code || au->fleet)
		judged(o, au);
	for (size_t i = 0; i < au->ncheck; i++) {
		begin(&j, o, "check");
		report_object_check(&j, &au->check[i]);
		jsonw_end(&j);
	}
	for (size_t i = 0; i < au->diag.n; i++) {
		begin(&j, o, "diagnostic");
		report_object_diagnostic(&j, &au->diag.item[i]);
		jsonw_end(&j);
	}
}

void
report_ndjson(struct out *o, const void *audit)
{
	run(o, audit);
	report_ndjson_tenant(o, audit);
}

void
report_ndjson_fleet(struct out *o, const struct fleet *f)
{
	struct jsonw j;
	size_t n = f->waived;

	for (int s = 0; s < SEV_COUNT; s++)
		n += f->count[s];
	begin(&j, o, "run");
	report_object_fleet(&j, f);
	if (f->opt->summary)
		jsonw_null(&j, "findings");
	else
		jsonw_number(&j, "findings", n);
	jsonw_end(&j);
	for (size_t i = 0; i < f->n; i++) {
		begin(&j, o, "tenant");
		report_object_tenant(&j, &f->tenant[i]);
		jsonw_end(&j);
	}
}
