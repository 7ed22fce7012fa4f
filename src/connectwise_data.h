#ifndef CONNECTWISE_DATA_H
#define CONNECTWISE_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "buf.h"
#include "json.h"

/* A column of a table, and where its value stands in a record. */
struct connectwise_column {
	const char *heading, *key, *part;
};

/*
 * Records of the API as the CSV files that --export writes. The live audit
 * reads these texts with the loader of exports, so that both are judged alike
 * by construction. Cells are strings of the arena; NULL is a field that the
 * record does not have.
 */
struct connectwise_table {
	struct arena *arena;
	const struct connectwise_column *column;
	size_t ncol, n;
	const char ***row;
};

/* Prepares the tables; headings as the API names the fields. */
void connectwise_members(struct connectwise_table *t, struct arena *a);
void connectwise_roles(struct connectwise_table *t, struct arena *a);
void connectwise_items(struct connectwise_table *t, struct arena *a);

/*
 * Each returns NULL, or why a record cannot be used: what must be judged is
 * missing from it, or is not what ConnectWise sends. A level may be null.
 */
const char *connectwise_bad_member(const struct json *record);
const char *connectwise_bad_role(const struct json *record);
const char *connectwise_bad_setting(const struct json *record);
const char *connectwise_bad_item(const struct json *record);

/* Adds a record of /system/apiMembers (api) or /system/members. */
void connectwise_add_member(struct connectwise_table *t,
    const struct json *record, bool api);

/* Adds a record of /system/securityroles. */
void connectwise_add_role(struct connectwise_table *t,
    const struct json *record);

/* Adds an entry of a role's Table Setup list. */
void connectwise_add_item(struct connectwise_table *t, const char *role,
    const char *item);

/* Returns the cell of a row under that heading, or NULL. */
const char *connectwise_cell(const struct connectwise_table *t, size_t row,
    const char *heading);

/*
 * Appends the table as CSV. Columns that no record has are left out: they are
 * unknown, not empty.
 */
void connectwise_write(const struct connectwise_table *t, struct buf *b);

/* Appends the header row of roles.csv, or one row of a role's settings. */
void connectwise_settings_head(struct buf *b);
void connectwise_add_setting(struct buf *b, const char *role,
    const struct json *record);

#endif
