#ifndef LEVEL_H
#define LEVEL_H

/* The four levels of a security function, in the order of the screen. */
enum verb { VERB_ADD, VERB_EDIT, VERB_DELETE, VERB_INQUIRE, VERB_COUNT };

/*
 * How far a grant goes. The API knows None, My and All; LEVEL_UNKNOWN is a
 * cell that no export shows (in a profile: the guide is silent), LEVEL_ANY is
 * only in profiles: asked for, level not named. Ordered but for LEVEL_ANY.
 */
enum level { LEVEL_UNKNOWN, LEVEL_NONE, LEVEL_MY, LEVEL_ALL, LEVEL_ANY };

enum severity { SEV_INFO, SEV_LOW, SEV_MEDIUM, SEV_HIGH, SEV_CRITICAL,
	SEV_COUNT };

/* Returns the words that reports use. Static text. */
const char *level_verb(enum verb v);		/* add */
const char *level_verb_title(enum verb v);	/* Add */
const char *level_name(enum level l);		/* All */
const char *level_severity(enum severity s);	/* high */

/* Reads a severity's name. Returns 0, or -1 when it is none. */
int level_parse_severity(const char *s, enum severity *out);

#endif
