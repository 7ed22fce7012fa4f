#ifndef CMD_DIFF_H
#define CMD_DIFF_H

#include "cmd.h"
#include "diff.h"
#include "out.h"

/* What `diff` reports. */
struct cmd_diff_result {
	struct diff diff;
	const struct options *opt;
	const char *old, *new;	/* the operands, as reports name them */
	size_t tenants;		/* that were compared */
	int code;
};

/* Checks -f and -o, and writes the result. */
int cmd_diff_check(const struct options *opt);
int cmd_diff_write(const struct cmd_diff_result *r);

/* Writes all findings with their baselineState. */
void cmd_diff_sarif(struct out *o, const void *outcome);

#endif
