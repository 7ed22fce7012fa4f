#include <stddef.h>

#include "level.h"
#include "util.h"

static const char *const verbs[] = {"add", "edit", "delete", "inquire"};
static const char *const titles[] = {"Add", "Edit", "Delete", "Inquire"};
static const char *const levels[] = {"unknown", "None", "My", "All", "Any"};
static const char *const severities[] = {"info", "low", "medium", "high",
	"critical"};

const char *
level_verb(enum verb v)
{
	return verbs[v];
}

const char *
level_verb_title(enum verb v)
{
	return titles[v];
}

const char *
level_name(enum level l)
{
	return levels[l];
}

const char *
level_severity(enum severity s)
{
	return severities[s];
}

int
level_parse_severity(const char *s, enum severity *out)
{
	for (size_t i = 0; i < countof(severities); i++) {
		if (util_eq(s, severities[i])) {
			*out = (enum severity)i;
			return 0;
		}
	}
	return -1;
}
