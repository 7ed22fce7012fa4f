#ifndef OPT_H
#define OPT_H

#include "model.h"

/* Which commands an option is for. */
enum {
	OPT_AUDIT = 1, OPT_INSPECT = 2, OPT_PROFILES = 4, OPT_RULES = 8,
	OPT_VERSION = 16, OPT_LIVE = 32, OPT_WAIVERS = 64, OPT_ROLE = 128,
	OPT_DIFF = 256, OPT_WHO = 512, OPT_COMPLETION = 1024, OPT_VERIFY = 2048,
	OPT_ALL = 4095
};

/* An option of the command line. */
struct opt {
	const char *name;	/* without its dashes */
	char letter;		/* 0: none */
	const char *arg;	/* what it takes, NULL: nothing */
	unsigned commands;
	const char *help;
};

/* All options, in the order of the help. */
extern const struct opt opt_table[];
extern const size_t opt_count;

/*
 * Reads a command's arguments into opt; operands go to opt->file. The lists
 * belong to the arena, the strings to argv. Returns 0; 1 when help was asked
 * for; or -1 after a usage error.
 */
int opt_parse(struct arena *a, struct options *opt, unsigned command,
    char **argv);

#endif
