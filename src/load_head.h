#ifndef LOAD_HEAD_H
#define LOAD_HEAD_H

#include "carry.h"
#include "csvin.h"
#include "memo.h"
#include "model.h"

/* What a column of an export can mean to the tool. */
enum column {
	COL_ROLE, COL_ROLE_NUMBER, COL_MODULE, COL_FUNCTION,
	COL_ADD, COL_EDIT, COL_DELETE, COL_INQUIRE,
	COL_ID, COL_NAME,
	COL_LEVEL, COL_LEVEL_NUMBER, COL_ENTRY, COL_LOCATION, COL_DEPARTMENT,
	COL_TERRITORY, COL_DEFAULT_BOARD, COL_BOARD_NUMBER, COL_RESTRICTED,
	COL_LICENSE, COL_INACTIVE, COL_ADMIN, COL_RESTRICT_LOCATION,
	COL_RESTRICT_DEPARTMENT, COL_BLOCK_PRICE, COL_BLOCK_COST,
	COL_ROLE_TYPE, COL_ITEM, COL_ACCESS,
	COL_COUNT
};

/*
 * What bytes of a roles export came to: those of a role, of a module with its
 * function, or of the levels.
 */
struct load_fact {
	struct memo_entry memo;
	struct role *role;
	struct function *function;	/* outside the catalogue, else NULL */
	unsigned id;		/* of the catalogue's function */
	uint32_t round;		/* in which the function was known */
	uint32_t shape;
	uint8_t levels;		/* as in a grant */
	uint8_t filled;		/* a bit for each verb with a level */
	uint32_t lines, width;	/* line ends in it, characters behind them */
	uint8_t norms, norm[NORM_COUNT];	/* cells changed */
};

/* The parts of a row of a roles export. */
enum part { PART_ROLE, PART_FUNCTION, PART_LEVELS, PART_COUNT };

/* What the newest row came to that entered a grant. */
struct load_seen {
	bool set;
	struct role *role;
	struct function *function;
	struct grant grant;
	uint8_t filled;		/* a bit for each verb with a level */
	size_t raw[PART_COUNT + 1];	/* where each part begins in the row,
					   and what is behind, 0: nothing */
	size_t norm[PART_COUNT + 1][NORM_COUNT];	/* before each part */
};

/*
 * What is carried from file to file (struct carry): how a header row was read,
 * and what was remembered below it. Bytes come to the same below the same
 * header row: nothing that is remembered belongs to one tenant but functions
 * outside the catalogue, which hold for one round.
 */
struct load_layout {
	struct load_layout *next;
	const char *head;	/* the texts of its cells, NUL between */
	size_t len;
	char delimiter;
	size_t ncol;
	int col[COL_COUNT];
	const char *shape;
	struct memo names, levels, function, line;
	struct load_tail *tail;	/* of the lines, see load_run.h */
};

/* One file while it is read. */
struct load {
	struct audit *au;
	struct input *in;
	int col[COL_COUNT];	/* which cell holds it, -1: no such column */
	size_t ncol;
	bool begun;		/* the header row was seen */
	size_t before;		/* rows before it */
	const char *foreign;	/* what it is, if it is no export */
	int (*row)(struct load *, const struct csvin_row *);
	bool once;		/* nobody has read it, for whether it is text */
	bool again;		/* it has to be, from the start */

	/* Of a roles export. */
	const char *module;	/* of the heading or of the row above */
	const char *role_text;	/* the cell of the row above, and its role */
	size_t role_len;	/* SCAN_PAD bytes stand behind the text */
	struct role *role;
	bool grid;
	struct role *file_role;	/* where no column names the role */

	/*
	 * Rows repeat, and what was made of the text of some cells is
	 * remembered: of those from the first to the last that name a
	 * function, and from the first to the last level. Not in a grid, whose
	 * rows carry on what stands above them, and not when each change of a
	 * cell is kept for itself.
	 */
	bool remember;
	bool once_each;		/* so few rows that no name comes twice */
	bool in_order;		/* role, function, levels come in this order */
	struct load_layout *layout;	/* of au->carry, or NULL */
	uint32_t round;		/* of au->carry, or 0 */
	struct arena memory;
	int name_first, name_last, level_first, level_last;
	struct memo names, levels;
	struct load_seen seen;
	uint8_t filled;		/* a bit for each verb with a level in a row */
};

/*
 * Takes a row for the header row when it names columns that the tool knows.
 * Returns 1 when it is one (l->in->kind and l->col are set), 0 when it is
 * not, -1 after a diagnostic.
 */
int load_head(struct load *l, const struct csvin_row *row);

/* True when the row is the header row again. */
bool load_is_head(const struct load *l, const struct csvin_row *row);

/* Returns what a column means, as `inspect` calls it. Static text. */
const char *load_meaning(enum column c);

/* Returns the cell of a column, or NULL when the row has none. */
struct csvin_cell *load_cell(const struct load *l,
    const struct csvin_row *row, enum column c);

/*
 * Returns the trimmed text of a column's cell, "" when the row has none; what
 * was cut off is recorded. Valid as long as the row.
 */
const char *load_text(struct load *l, const struct csvin_row *row,
    enum column c);

/* Returns the place of a cell, of the row's end when it has no such cell. */
struct loc load_place(const struct load *l, const struct csvin_row *row,
    enum column c);

/*
 * Records that a cell was read as something else than it says. Under --strict
 * all but letter case and outer blanks are errors. Returns 0 or -1.
 */
int load_norm(struct load *l, enum norm kind, uint32_t line, uint32_t col,
    const char *from, const char *to);

/*
 * Records that a row has fewer cells than the header row; what it lacks is
 * absent. Returns 0, or -1 under --strict.
 */
int load_short(struct load *l, const struct csvin_row *row);

/* Counts the cells that were changed to come to this fact. */
void load_count(struct load *l, const struct load_fact *f);

/* Notes the function of a fact. */
static inline void
load_know(const struct load *l, struct load_fact *f, struct function *is)
{
	f->function = is->cat ? NULL : is;
	f->id = is->id;
	f->round = l->round;
}

/* True when the function that a fact holds is one of this audit. */
static inline bool
load_holds(const struct load *l, const struct load_fact *f)
{
	return !f->function || f->round == l->round;
}

/*
 * Prepares to remember rows of a roles export whose columns are known, and
 * frees what was remembered.
 */
void load_remember(struct load *l);
void load_forget(struct load *l);

/* Readers of one data row. Each returns 0, or -1 after a diagnostic. */
int load_roles_row(struct load *l, const struct csvin_row *row);
int load_members_row(struct load *l, const struct csvin_row *row);
int load_role_list_row(struct load *l, const struct csvin_row *row);
int load_table_row(struct load *l, const struct csvin_row *row);

/* Returns the role of a trimmed name, which a row at loc has. */
struct role *load_roles_enter(struct load *l, const char *name,
    struct loc loc);

/* Does what a roles export needs at its end. */
void load_roles_end(struct load *l);

/* Reads a yes or no. Returns 0, or -1 after a diagnostic. */
int load_flag(struct load *l, const struct csvin_row *row, enum column c,
    enum tri *out);

#endif
