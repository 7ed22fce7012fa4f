#ifndef COMPLETE_H
#define COMPLETE_H

#include "opt.h"
#include "out.h"

/* A command as the shell has to know it. */
struct complete_command {
	const char *name, *summary;
	unsigned options;	/* its bit in the option table */
};

/* True for bash, zsh and fish. */
bool complete_knows(const char *shell);

/*
 * Writes what makes a shell that is known complete commands, options and
 * profiles.
 */
void complete_write(struct out *o, const char *shell,
    const struct complete_command *c, size_t n);

#endif
