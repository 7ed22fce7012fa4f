#ifndef CMD_DIFF_H
#define CMD_DIFF_H

#include "buf.h"
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

/* What a kind of change is called above a list of them. Static text. */
const char *cmd_diff_title(enum diff_kind k);

/*
 * Put into b, which they clear: how it changed, with "(widened)" where the
 * word does not say so; what the change is about; from what to what.
 */
void cmd_diff_how(struct buf *b, const struct diff_change *c);
void cmd_diff_subject(struct buf *b, const struct diff_change *c);
void cmd_diff_values(struct buf *b, const struct diff_change *c);

/* Writes the changes as a page. */
void cmd_diff_html(struct out *o, const void *outcome);

/* Writes all findings with their baselineState. */
void cmd_diff_sarif(struct out *o, const void *outcome);

#endif
