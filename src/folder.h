#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "map.h"

/* Where the exports of one tenant lie. */
struct folder {
	const char *name;	/* of the tenant */
	const char *path;
	const char **file;	/* files that were named one by one, or NULL */
	const char **text;	/* of each, what it holds; NULL: on disk */
	size_t nfile;
	bool whole;		/* it was named itself: it must hold exports */
	bool sealed;		/* it has no files but these */
};

/* The folders of a fleet in byte order of their names. */
struct folder_list {
	struct arena arena;
	struct folder *folder;
	size_t n;
	bool alike;	/* other files of the run may have the same names */
	struct map map;	/* of files that were named: path to place */
};

/* The exports in a folder, in byte order, and why it cannot be read. */
struct folder_files {
	const char **path, **name;
	const char **text;	/* NULL: all are on disk */
	size_t n;
	int error;	/* an errno, 0 when it could be read */
};

/* True when the path is a folder. */
bool folder_is(const char *path);

/*
 * Adds what a folder that the user named holds: itself, as one tenant, and
 * each folder in it. Returns 0, or -1 with errno set.
 */
int folder_add(struct folder_list *l, const char *path);

/* Adds a tenant with its files and no others; there need be no folder. */
void folder_add_sealed(struct folder_list *l, const char *tenant,
    const char *const *file, size_t n);

/*
 * Adds what a list names, one entry a line (or ended by NUL, if there is one):
 * a folder or a file, as above, or a tenant as a JSON object with "tenant" and
 * "files", each a path or an object with "name" and "text". All files are the
 * tenant's if one is given. Returns 0, or -1 with *why set to what is wrong.
 */
int folder_add_list(struct folder_list *l, const char *list, size_t len,
    const char *tenant, const char **why);

/*
 * Puts the folders in order and tells those of the same name apart by the
 * folder above. Returns 0, or -1 with *twice set to a path that stands there
 * twice.
 */
int folder_sort(struct folder_list *l, const char **twice);

/*
 * Lists the files of a folder that may be exports, with the names that
 * reports use. The arena owns them.
 */
void folder_read(struct arena *a, const struct folder_list *l,
    const struct folder *f, struct folder_files *out);

/* Frees the list. */
void folder_free(struct folder_list *l);

#endif
