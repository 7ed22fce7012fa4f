/* A waiver file over an audit that has something to waive. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/load.h"
#include "../../src/match.h"
#include "../../src/rule.h"
#include "../../src/score.h"
#include "../../src/waiver.h"
#include "fuzz.h"

static const char roles[] =
    "Role,Module,Function,Add,Edit,Delete,Inquire\n"
    "IT Glue,Companies,Contacts,All,All,All,All\n"
    "IT Glue,Companies,Configurations,My,None,None,None\n"
    "IT Glue,System,Security Roles,All,All,All,All\n"
    "IT Glue,System,Table Setup,All,All,All,All\n"
    "IT Glue,Made & Up,=Thing,All,None,None,None\n"
    "Other,Companies,Contacts,None,None,None,None\n"
    "Other,System,Member Maintenance,All,All,All,All\n";
static const char members[] =
    "Member ID,Role ID,Level,Restrict Board Access,License Class\n"
    "ITGlue,IT Glue,Corporate (Level 1),Service,A\n"
    "-formula,Other,Office (Level 3),,F\n";

/* A file without a name that holds the bytes; its path in path[]. */
static int
put(const uint8_t *data, size_t size, char path[32])
{
	char name[] = "/tmp/fuzz.XXXXXX";
	int fd = mkstemp(name);

	fuzz_check(fd >= 0);
	unlink(name);
	fuzz_check(size == 0 || write(fd, data, size) == (ssize_t)size);
	snprintf(path, 32, "/dev/fd/%d", fd);
	return fd;
}

static void
check_cover(const struct audit *au)
{
	size_t waived = 0;

	for (size_t i = 0; i < au->nfinding; i++) {
		const struct finding *f = &au->finding[i];
		const struct waiver *w = f->waiver;

		if (!w)
			continue;
		waived++;
		fuzz_check(waiver_allows(f) && waiver_applies(f->rule));
		fuzz_check(w->rule == f->rule && !w->fault && !w->expired);
		fuzz_check(*w->text[WAIVER_OWNER] && *w->text[WAIVER_REASON] &&
		    util_is_date(w->text[WAIVER_EXPIRES]));
		fuzz_check(strcmp(w->text[WAIVER_EXPIRES], au->opt->as_of) >=
		    0);
		if (waiver_needs_level(f->rule)) {
			fuzz_check(w->level != LEVEL_UNKNOWN);
			fuzz_check(f->rule == rule_get(CW101) ?
			    waiver_level(f) >= w->level :
			    waiver_level(f) <= w->level);
		}
		fuzz_check(!f->deducts);
	}
	fuzz_check(waived == au->waived);
	fuzz_check(au->complete == !score_needed(au));
	fuzz_check(au->complete || au->score < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct load_text text[] = {
		{"roles.csv", roles, sizeof(roles) - 1},
		{"members.csv", members, sizeof(members) - 1},
	};
	struct fuzz_room r = {.opt = {.fail_on = SEV_HIGH,
		.tenant = size % 2 ? "Acme" : NULL}};
	struct waiver_list list = {0};
	char path[32];
	int fd;

	fuzz_open(&r);
	r.au.tenant = r.opt.tenant;
	fuzz_check(load_texts(&r.au, text, 2) == 0);
	match_audit(&r.au, NULL);
	rule_audit(&r.au);
	fd = put(data, size, path);
	if (waiver_load(&r.au, &list, path) == 0) {
		waiver_cover(&r.au, &list);
		waiver_judge(&r.au, &list);
		finding_finish(&r.au);
		score_audit(&r.au);
		check_cover(&r.au);
	} else {
		fuzz_check(r.au.diag.n > 0 && r.au.diag.code != 0);
	}
	close(fd);
	fuzz_close(&r);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_mutate_table(data, size, max, seed);
}
