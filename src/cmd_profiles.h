#ifndef CMD_PROFILES_H
#define CMD_PROFILES_H

#include "model.h"
#include "out.h"
#include "page.h"
#include "profile.h"

/* What the parts of `cwaudit profiles` share. */
struct cmd_library {
	struct arena arena;
	struct catalogue cat;
	struct profile_library lib;
};

/* The parts. Each returns the exit code. */
int cmd_profiles_check(const struct options *opt, struct cmd_library *cl);
int cmd_profiles_make(const struct options *opt, struct cmd_library *cl);
int cmd_profiles_diff(const struct options *opt, struct cmd_library *cl);
int cmd_profiles_risk(const struct options *opt, struct cmd_library *cl);

/*
 * Finds a profile by its name, or reads it from a file. Returns 0, or an
 * exit code after a message.
 */
int cmd_profiles_get(struct cmd_library *cl, const char *name,
    const struct profile **out);

/*
 * Finds the profiles that words tell: those of these names, else all in
 * whose names, vendor, product and aliases every word stands. Without words
 * it is all. *exact: they were named. Returns 0, or EXIT_USAGE after a
 * message. The library's arena owns the list.
 */
int cmd_profiles_choose(struct cmd_library *cl, const char *const *word,
    size_t nword, const struct profile ***list, size_t *n, bool *exact);

/* Writes one profile: as text, as a check-list in Markdown. */
void cmd_profiles_text(struct page *p, const struct profile *pr,
    const struct profile_library *lib);
void cmd_profiles_markdown(struct out *o, const struct profile *pr,
    const struct profile_library *lib);

/*
 * Appends what the reader of a profile has to know beyond its rows: guides
 * that contradict it, and newer ones. Calls fn for each.
 */
void cmd_profiles_remarks(const struct profile *pr,
    const struct profile_library *lib, void (*fn)(void *ctx, const char *),
    void *ctx);

/* Returns "partial" or "complete". */
const char *cmd_profiles_confidence(const struct profile *p);


/* Writes a cell of CSV with its quotes, and the byte behind it. */
void cmd_csv(struct out *o, const char *s, char end);

/* Writes text so that Markdown takes it literally, on one line. */
void cmd_md(struct out *o, const char *s);

#endif
