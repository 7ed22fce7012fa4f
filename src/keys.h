#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>

#include "secret.h"

/* The pair of API keys, before they become a header. */
struct keys {
	struct secret public, private;
	bool trimmed;	/* blanks or line breaks stood in one of them */
};

/*
 * Gets the keys: from the file of two lines if one is named, else from
 * CWAUDIT_PUBLIC_KEY and CWAUDIT_PRIVATE_KEY, else from the terminal, without
 * echo. The variables are overwritten in the environment in any case. Returns
 * 0, or -1 with *why set to a reason of static text and nothing kept.
 */
int keys_get(struct keys *k, const char *file, const char **why);

/*
 * Writes what the Authorization header carries, company+public:private in
 * base64, to `basic`, which it prepares, and forgets the keys. Returns 0, or
 * -1 when it is too long.
 */
int keys_basic(struct keys *k, const char *company, struct secret *basic);

/* Overwrites the variables of the environment that hold keys. */
void keys_discard(void);

/* Forgets the keys. */
void keys_forget(struct keys *k);

#endif
