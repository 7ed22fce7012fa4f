#ifndef CMD_H
#define CMD_H

#include "bundle.h"
#include "folder.h"
#include "model.h"
#include "out.h"
#include "profile.h"
#include "waiver.h"

/*
 * The commands, one file each. Each is given its options, which were read
 * for it, and returns the exit code.
 */
int cmd_audit(const struct options *opt);
int cmd_diff(const struct options *opt);
int cmd_inspect(const struct options *opt);
int cmd_profiles(const struct options *opt);
int cmd_role(const struct options *opt);
int cmd_rules(const struct options *opt);
int cmd_who(const struct options *opt);
int cmd_waivers(const struct options *opt);
int cmd_verify(const struct options *opt);
int cmd_version(const struct options *opt);
int cmd_live(const struct options *opt);

/*
 * Gives up what the command (its bit in the option table) has no need of.
 * Call it before any input is opened. With --verbose it says what of it the
 * system does not offer.
 */
void cmd_sandbox(const struct options *opt, unsigned command);

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

/* The profiles of --profile, and of those that are files the inputs. */
struct cmd_given {
	const struct profile **profile;
	struct input **input;
};

/* What one run over one tenant or, one after another, several works with. */
struct cmd_run {
	const struct options *opt;
	struct catalogue cat;
	struct profile_library lib;
	struct audit audit;
	const struct profile **given;	/* of each --profile */
	struct arena arena;		/* of what all tenants share */
	struct cmd_given shared;	/* see cmd_share_given() */
	struct waiver_list waivers;
	size_t tenants;		/* folders of a fleet, 0: no fleet */
	struct out template;	/* of --write-waivers */
	struct bundle *bundle;	/* NULL: none is wanted */
};

/* Opens and closes what all audits of a run share. */
void cmd_open(struct cmd_run *run, const struct options *opt);
void cmd_close(struct cmd_run *run);

/*
 * Judges what the source gives into run->audit, which the caller prepares
 * and frees. Its load() is given run where the source has no ctx. Returns 0,
 * or a usage error's exit code.
 */
int cmd_judge_run(struct cmd_run *run, const struct cmd_source *source);

/*
 * Reads the profiles of --profile once for all tenants of the run. What is
 * wrong in one of them is no tenant's: it is told of in own. Returns 0, or a
 * usage error's exit code.
 */
int cmd_share_given(struct cmd_run *run, struct audit *own);

/*
 * Does what cmd_judge_run() does with another audit. Threads may call it at
 * the same time, each with an audit of its own.
 */
int cmd_judge_tenant(struct cmd_run *run, struct audit *au,
    const struct cmd_source *source);

/*
 * Reads the files of --waivers into the run; they become inputs of the audit.
 * In a fleet they are read before the tenants. Returns 0, or -1 after a
 * diagnostic.
 */
int cmd_load_waivers(struct cmd_run *run, struct audit *au);

/*
 * The file of --write-waivers: opens it; adds the findings of an audit;
 * completes it, or drops it. The last returns 0, or EXIT_OUTPUT after a
 * message.
 */
void cmd_open_template(struct cmd_run *run);
void cmd_add_template(struct cmd_run *run, const struct audit *au);
int cmd_close_template(struct cmd_run *run, bool keep);

/*
 * A --profile without a role needs exactly one in the inputs. Returns 0, or
 * EXIT_USAGE after a message.
 */
int cmd_only_role(const struct audit *au, const char *profile);

/* True when the operands are folders of tenants. */
bool cmd_is_fleet(const struct options *opt);

/*
 * Judges all tenants and reports. b, if not NULL, gets the inputs and reports.
 * The second is given the folders. Both return the exit code.
 */
int cmd_fleet(const struct options *opt, struct bundle *b);
int cmd_fleet_folders(const struct options *opt,
    const struct folder_list *l, struct bundle *b);

/* Judges what the source gives and reports, likewise. */
int cmd_judge(const struct options *opt, const struct cmd_source *source,
    struct bundle *b);

/* Judges the files of the command line, likewise. */
int cmd_judge_files(const struct options *opt, struct bundle *b);

/* Audits with --bundle. Returns the exit code. */
int cmd_bundle(const struct options *opt);

#endif
