#ifndef CMD_H
#define CMD_H

#include "model.h"

/*
 * The commands, one file each. Each is given its options, which were read
 * for it, and returns the exit code.
 */
int cmd_audit(const struct options *opt);
int cmd_inspect(const struct options *opt);
int cmd_profiles(const struct options *opt);
int cmd_rules(const struct options *opt);
int cmd_version(const struct options *opt);
int cmd_live(const struct options *opt);

/* Where an audit gets its inputs from. */
struct cmd_source {
	/* Returns 0; -1 after a diagnostic; or a usage error's exit code. */
	int (*load)(struct audit *au, void *ctx);
	/*
	 * Called once profiles are matched and before rules; may be NULL.
	 * given[i] is the profile of the i-th --profile.
	 */
	void (*probe)(struct audit *au, const struct profile *const *given,
	    void *ctx);
	void *ctx;
};

/* Judges what the source gives and reports. Returns the exit code. */
int cmd_judge(const struct options *opt, const struct cmd_source *source);

#endif
