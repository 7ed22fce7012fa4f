#ifndef LOAD_H
#define LOAD_H

#include "csvin.h"
#include "load_bytes.h"
#include "model.h"
#include "store.h"
#include "text.h"

/*
 * Reads the exports at the n paths ("-" is standard input) into the audit;
 * what each is is found out from its header row. Then does what needs them
 * all: checks that not most of a role is unknown, joins members and roles.
 * Reading goes on after a diagnostic, so that the user sees all that is
 * wrong. Returns 0, or -1 when there was one.
 */
int load_files(struct audit *au, const char *const *path, size_t n);

/*
 * Does what load_files() does under names that the caller gives; text, if it
 * is not NULL, has what a file holds, or NULL for one on disk, which must be a
 * regular file: nobody named it by itself.
 */
int load_named(struct audit *au, const char *const *path,
    const char *const *name, const char *const *text, size_t n);

/* An export in memory, under the name that reports use. */
struct load_text {
	const char *name, *data;
	size_t len;
};

/* Does what load_files() does with n exports in memory. */
int load_texts(struct audit *au, const struct load_text *text, size_t n);

/*
 * Finds where the table of a text begins: past a sep= line, a #TYPE line and
 * empty lines. Sets *at, and the delimiter, which is guessed where nothing
 * names it. Returns the line of the text at *at.
 */
uint32_t load_preamble(const struct text *t, size_t *at, char *delimiter);

/* True when all cells of a row are blank: it is passed over. */
bool load_is_blank(const struct csvin_row *row);

/*
 * Returns the name that reports use for a path: as given when relative, else
 * its base name, with its folder where another of the n paths has the same
 * base name. The arena owns a new one.
 */
const char *load_name(struct arena *a, const char *path,
    const char *const *all, size_t n);

/*
 * Enters an input that was read, with its hash if a report shows it. Returns
 * it; the audit owns it.
 */
struct input *load_enter(struct audit *au, const char *path,
    const char *name, const char *data, size_t len);

#endif
