#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "catalogue.h"
#include "diag.h"
#include "level.h"
#include "map.h"

struct carry;
struct finding;
struct profile;
struct rule;
struct rule_memory;
struct rule_run;
struct rule_tally;
struct store;
struct want;

/* Yes, no, or not in any export. */
enum tri { TRI_UNKNOWN, TRI_NO, TRI_YES };

enum input_kind { INPUT_ROLES, INPUT_ROLE_LIST, INPUT_MEMBERS,
	INPUT_TABLE_SETUP, INPUT_WAIVERS, INPUT_PROFILE, INPUT_COUNT };

/* Why a cell was read as something else than what it says. */
enum norm { NORM_CASE, NORM_BLANKS, NORM_MINE, NORM_ALIAS, NORM_CARRIED,
	NORM_OBJECT, NORM_HEADER, NORM_SHORT, NORM_TITLE, NORM_COUNT };

/* A change that was made to understand a cell; kept only for `inspect`. */
struct norm_item {
	enum norm kind;
	uint32_t line, col;
	const char *from, *to;
	struct norm_item *next;
};

/* One file that was read. */
struct input {
	const char *file;	/* as reports name it */
	const char *path;	/* as it was opened */
	enum input_kind kind;
	const char *shape;	/* of a roles export: long, grid, api dump */
	const char *sha256;	/* NULL: no report shows it */
	const char *encoding;
	char delimiter;
	size_t bytes, records;
	size_t norms;		/* cells changed to be understood */
	size_t norm[NORM_COUNT];
	struct norm_item *norm_first, **norm_last;
	const char **heading;	/* of each column, NULL-terminated */
	const char **meaning;	/* what each is read as, NULL: ignored */
	const char *field[VERB_COUNT];	/* headings of the level columns */
	bool filled[VERB_COUNT];	/* some cell of it is not blank */
	bool api;		/* a members file that holds API members */
	uint32_t cut;		/* the line in which it may be cut off, 0 */
	uint16_t number;
};

/* A security function that a tenant has or a profile names. */
struct function {
	const char *module, *name;	/* the catalogue's spelling, if known */
	const char *key;		/* of both, joined by 1F */
	const struct catalogue_entry *cat;	/* NULL: not in it */
	const struct catalogue_entry *near;	/* what it may be meant to be */
	unsigned id;
	bool listed;		/* a role of the tenant lists it */
	struct function *next;	/* all of a module, for `*` */
};

/*
 * What the level cells of many rows have in common: how far behind the first
 * of them each begins, and how it is spelt.
 */
struct grant_shape {
	uint32_t ahead[VERB_COUNT];	/* GRANT_NO_CELL: no such column */
	uint16_t raw[VERB_COUNT];	/* number of the spelling */
	/* The row of another export that brought the cell; 0: the grant's. */
	uint16_t input[VERB_COUNT];
	uint32_t line[VERB_COUNT];
};

#define GRANT_NO_CELL UINT32_MAX

/* What a role has of one function: a row of a roles export. */
struct grant {
	uint32_t line;
	uint32_t col;			/* of the first level cell */
	uint32_t shape;			/* its number in the audit */
	uint16_t input;		/* from LIMIT_INPUTS on that of a stretch */
	uint8_t levels;			/* two bits for each verb */
};

/*
 * Where a grant stands, in half the room: its input is the role's, and its
 * levels are kept apart, since to judge roles no more of them is read.
 */
struct spot {
	uint32_t line;
	uint16_t col, shape;
};

/* Beside the levels of a grant, which may all be None. */
#define ROLE_LISTED 0x100

/*
 * A part of an input that was read into an audit of its own: its grants count
 * lines within it, and number their shapes as that audit did.
 */
struct stretch {
	uint16_t input;
	bool joined;			/* to the audit; else it is being read */
	uint32_t lines;			/* above it */
	const uint32_t *shape;	/* what numbers are now; NULL: the same */
	size_t nshape;
};

enum role_kind { ROLE_UNKNOWN, ROLE_INTEGRATION, ROLE_PEOPLE };
enum match { MATCH_NONE, MATCH_GIVEN, MATCH_ALIAS, MATCH_OVERLAP };

/* A profile that could judge a role, and how close it comes (percent). */
struct candidate {
	const struct profile *profile;
	int overlap, fit;
	size_t apart;		/* cells in which it differs from the role */
};

/* An entry of a role's Table Setup list. */
struct table_entry {
	const char *item, *key;		/* "Category / Table" */
	struct loc loc;
	bool allow;
};

/* What is looked at for every role comes first: see model_soon(). */
struct role {
	/*
	 * By function id for those of the catalogue; behind them the others
	 * that the role lists, whose functions stand in `other`. When all
	 * grants are of one input and their numbers small they stand in
	 * `spot`, else in `grant`; the other is NULL.
	 */
	uint16_t *levels;	/* with ROLE_LISTED; 0: no export lists it */
	struct spot *spot;
	struct grant *grant;
	unsigned *other;
	size_t ngrant, nother, listed;
	size_t number;			/* its place in the audit's list */
	struct loc loc;			/* of its first row */
	uint16_t input;		/* of all in `spot`, as in a grant */
	bool exported;			/* a roles export holds it */
	bool administrator;		/* CW201 looked at it and said so */
	bool has_list;			/* the allow list is exported */
	bool found;			/* some finding is about it */
	enum role_kind kind;
	enum match match;

	/* The ledger, filled by score_audit(). */
	int fit, exposure, score;	/* -1: none */
	const struct profile **profile;
	size_t nprofile;
	const struct want *want;	/* by function id, NULL: no profile */
	unsigned long deductions;
	size_t points, required_cells;
	size_t missing_cells, excess_cells, forbidden_cells, broader_cells;
	size_t judged, total;		/* functions */
	size_t silent;		/* of them, a guide known in part leaves open */
	const char *name, *key;		/* key: trimmed and case-folded */
	struct member **member;		/* who holds it */
	size_t nmember;

	const char *id;			/* NULL: no export gives it */
	enum tri admin, inactive;	/* of the role list */
	struct loc admin_loc, inactive_loc;
	struct table_entry *entry;
	size_t nentry;
	const char *why_none;		/* why no profile was chosen */
	const char *copy_note;		/* what else the choice should know */
	struct candidate *candidate;
	size_t ncandidate;
};

/* The settings of a member that the rules look at. */
enum setting {
	FIELD_ROLE,		/* Role ID */
	FIELD_LEVEL,		/* structureLevel */
	FIELD_ENTRY,		/* securityLocation: the entry of that level */
	FIELD_LOCATION,
	FIELD_DEPARTMENT,
	FIELD_TERRITORY,
	FIELD_DEFAULT_BOARD,
	FIELD_RESTRICTED,	/* Restrict Board Access: a deny list */
	FIELD_LICENSE,
	FIELD_INACTIVE,
	FIELD_ADMIN,
	FIELD_RESTRICT_LOCATION,
	FIELD_RESTRICT_DEPARTMENT,
	FIELD_NAME,
	FIELD_COUNT
};

enum field_state {
	FIELD_ABSENT,		/* no export has the column */
	FIELD_KNOWN,		/* the text may be empty */
	FIELD_HIDDEN		/* there is a value that the export lost */
};

struct field {
	const char *text;	/* "" when empty */
	const char *id;		/* the number beside a name, or NULL */
	struct loc loc;
	enum field_state state;
};

enum license { LICENSE_UNKNOWN, LICENSE_FULL, LICENSE_API,
	LICENSE_STREAMLINE, LICENSE_SUBCONTRACTOR };

struct member {
	const char *id, *key;
	const char *name;	/* "" when not exported */
	struct loc loc;
	struct field field[FIELD_COUNT];
	enum license license;
	bool api;		/* an API member by licence or by its file */
	enum tri inactive;
	struct role *role;	/* NULL: not known */
	const struct profile *alias;	/* the vendor that its name tells */
	const struct profile **profile;	/* that judge it */
	size_t nprofile;
	bool judged;		/* takes part in CW3xx */
	unsigned long lost;	/* points off its score */
	int score;		/* -1: none */
	size_t number;		/* its place in the audit's list */
};

/* Something that could not be judged. It is never a pass. */
struct noteval {
	const struct role *role;
	const struct member *member;
	const char *rule;	/* id of the rule, or NULL */
	const char *reason;
	bool needed;
};

/* The same cell twice, in agreement (CW501). */
struct duplicate {
	const struct role *role;
	const struct function *function;
	const char *item;	/* of its list (Table Setup), or NULL */
	struct loc loc, first;
};

/* --profile PROFILE=ROLE */
struct given {
	const char *profile;	/* a name or a file */
	const char *role;	/* "*": every role; NULL: the only role */
};

/* --column NAME=HEADER */
struct column_option {
	const char *name, *header;
};

/* An option as it was given, without its dashes; a value or NULL. */
struct said {
	const char *name, *value;
};

/* What was asked for on the command line. Nothing in it is changed later. */
struct options {
	struct given *given;
	size_t ngiven;
	struct column_option *column;
	size_t ncolumn;
	const char **api_members, **disabled, **feature;
	size_t napi_members, ndisabled, nfeature;
	const char *role;
	const char *top_level;
	const char *tenant;
	const char *as_of;		/* YYYY-MM-DD */
	const char *format;		/* of standard output; NULL: not said */
	const char **output, **file;	/* -o; operands */
	size_t noutput, nfile;
	const char **waivers;
	size_t nwaivers;
	const char *write_waivers;	/* a file for the template */
	const char *bundle;	/* an evidence bundle to write */
	bool bundle_inputs;
	const char *inputs;	/* of `verify`: where they lie */
	struct said *said;	/* all options in their order */
	size_t nsaid;
	bool no_waivers;
	const char *color;		/* auto, always, never */
	bool absent_is_none, people, strict, setup_phase;
	bool summary, verbose, quiet;
	bool keep_norms;	/* `inspect` wants every normalisation */
	bool no_hashes;		/* no report shows the hashes of the inputs */
	const char *can, *needs;	/* of `who` */
	const char *files_from;	/* a list of inputs */
	const char *from;	/* of `role`: the export to be mended */
	/* Of `profiles`. */
	bool check, compare, risk;
	const char *make;		/* the role to make a profile from */
	const char *name, *vendor, *product, *guide, *source, *dated;
	/* Of `live`. */
	const char *site, *company, *client_id, *member, *keys;
	const char *export_dir, *transcript, *ca, *timeout;
	bool dry_run;
	int fail_on;		/* enum severity; SEV_COUNT: never */
	unsigned threads;	/* 0: as many as the machine has cores */
};

/* What came of one step of a live check. */
enum check_status { CHECK_PASS, CHECK_FAIL, CHECK_WARN, CHECK_NOT_EVALUATED };

struct check {
	const char *id;		/* of its rule, or NULL */
	const char *name;
	enum check_status status;
	int http_status;	/* 0: no answer, or none was needed */
	const char *path;	/* what was asked for, or NULL */
	const char *detail;
	bool needed;		/* if it could not be evaluated */
	unsigned variant;	/* of its rule, if it failed */
	/* Of a probe: the cell that it speaks of. */
	const struct role *role;
	const struct function *function;
	const struct want *want;	/* of the function */
};

/* All that is known of one tenant. */
struct audit {
	struct arena arena;
	struct diag diag;
	const struct options *opt;
	const struct catalogue *cat;
	const char *tenant;		/* NULL: not named */
	bool fleet;	/* of a fleet: its folder says what it is */
	bool licensed;	/* an export names licence classes */

	struct carry *carry;	/* from tenant to tenant, or NULL */
	bool crowded;	/* others are read and judged meanwhile */
	struct store *store;	/* where inputs are written down, or NULL */
	struct input **input;
	size_t ninput;
	const char **spelling;		/* of level cells, by number */
	size_t nspelling;
	struct map spelling_map;
	struct grant_shape *shape;	/* of level cells, by number */
	size_t nshape;
	struct map shape_map;
	struct stretch *stretch;
	size_t nstretch;

	struct function **function;	/* by id; the catalogue's come first */
	size_t nfunction;
	unsigned expected;		/* behind the one found last */
	struct map function_map;	/* those outside the catalogue */
	struct role **role;		/* in byte order of key after loading */
	size_t nrole, nexported;
	struct map role_map;
	struct buf key;			/* room for one of them */
	struct member **member;
	size_t nmember;
	struct map member_map;
	struct duplicate *duplicate;
	size_t nduplicate;
	struct map entry_map;		/* of Table Setup lists */

	const struct profile **profile;	/* all built-in ones, or none */
	size_t nprofile;
	struct map want_map;		/* by the profiles that judge */

	struct finding *finding;
	size_t nfinding;
	struct rule_tally *tally;	/* NULL: findings are listed */
	struct rule_run *run;		/* of the rules, while they judge */
	struct rule_memory *memory;	/* of theirs, NULL: this audit's own */
	struct noteval *noteval;
	size_t nnoteval;
	const char **assumption;
	size_t nassumption;

	/* Of a live audit. */
	bool live;
	struct check *check;
	size_t ncheck;
	int live_code;			/* EXIT_UNREACHABLE, EXIT_REFUSED, 0 */
	const struct audit *drift;	/* the exports to compare, or NULL */

	/* The verdict, filled by score_audit(). */
	size_t count[SEV_COUNT], waived;
	bool complete;
	int code, score;		/* score -1: none */
};

/* Prepares an audit with the functions of the catalogue. */
void model_init(struct audit *au, const struct catalogue *cat,
    const struct options *opt);

/*
 * Begins the lists of spellings and shapes, for which the arena has the room.
 * model_init() does, with the audit's own.
 */
void model_forms(struct audit *au, struct arena *a);

/* Returns how many threads an audit may use by itself, at least 1. */
unsigned model_threads(const struct audit *au);

/*
 * Sorts pointers as util_sort() does, in as many threads as the audit may use.
 */
void model_sort(const struct audit *au, void *list, size_t n,
    int (*cmp)(const void *, const void *));

/* Frees all that the audit owns. */
void model_free(struct audit *au);

/* Returns the words that reports use. Static text. */
const char *model_input_kind(enum input_kind k);
const char *model_norm(enum norm n);
const char *model_delimiter(char c);	/* comma, semicolon, tab, pipe */
const char *model_role_kind(enum role_kind k);
const char *model_match(enum match m);
const char *model_license(enum license l);
const char *model_check(enum check_status s);	/* not_evaluated */

/*
 * Returns the function that a tenant or profile names, entered as an unknown
 * one if it is new. Never NULL. The audit owns it.
 */
struct function *model_function(struct audit *au, const char *module,
    const char *name);

/*
 * True when a member may be an API member or not: its licence class is none
 * that is known, or blank where others have one.
 */
bool model_unclear(const struct audit *au, const struct member *m);

/* Returns the function of a catalogue entry. */
struct function *model_known(const struct audit *au,
    const struct catalogue_entry *e);

/*
 * Returns the function of that key, which is text_key() of module and name
 * joined by 1F, or NULL when neither the catalogue nor an input has it.
 */
struct function *model_by_key(const struct audit *au, const char *key);

/* Returns the role of that name, entered if it is new. */
struct role *model_role(struct audit *au, const char *name, struct loc loc);

/* Returns the role of that name, or NULL. */
struct role *model_find_role(const struct audit *au, const char *name);

/*
 * Returns the name of the exported role that such a name may be meant to be,
 * within LIMIT_SUGGEST edits, or NULL.
 */
const char *model_near_role(const struct audit *au, const char *name);

/*
 * Returns the place of a function in the lists of a role; r->ngrant when it
 * has none there.
 */
size_t model_find(const struct role *r, const struct function *f);

/*
 * Returns the levels of a role's grant on a function, two bits for each verb,
 * with ROLE_LISTED; 0 when it is not listed.
 */
unsigned model_levels(const struct role *r, const struct function *f);

/*
 * Sets *g to the grant of a role on a function. Returns false, and *g is
 * zeros, when it is not listed.
 */
bool model_grant(const struct role *r, const struct function *f,
    struct grant *g);

/* The same of a place in the lists of the role. */
bool model_grant_at(const struct role *r, size_t i, struct grant *g);

/* Returns the level of a verb among those of a grant. */
static inline enum level
model_level(unsigned levels, int v)
{
	return (enum level)(levels >> (2 * v) & 3);
}

/* Returns the levels of a grant with another one of a verb. */
static inline unsigned
model_with_level(unsigned levels, int v, enum level l)
{
	return (levels & ~(3u << (2 * v))) | (unsigned)l << (2 * v);
}

/* Enters a grant that a role does not have yet. The audit owns the copy. */
void model_add_grant(struct audit *au, struct role *r,
    const struct function *f, const struct grant *g);

/* Puts a grant in a place of a role's lists. */
void model_set_grant_at(struct audit *au, struct role *r, size_t i,
    const struct grant *g);

/*
 * Returns the level that a role has of a cell: LEVEL_NONE for a function that
 * it does not list under --absent-is-none, LEVEL_UNKNOWN otherwise.
 */
enum level model_have(const struct audit *au, const struct role *r,
    const struct function *f, enum verb v);

/* Returns the number of a spelling of a level, and a spelling's text. */
uint16_t model_spell(struct audit *au, const char *s, size_t n);
const char *model_spelling(const struct audit *au, uint16_t number);

/* Returns the number of a shape, entered if it is new. */
uint32_t model_shape(struct audit *au, const struct grant_shape *s);

/* Returns the column of a cell of a grant, 0 when the export has none. */
uint32_t model_column(const struct audit *au, const struct grant *g,
    enum verb v);

/* Returns a cell of a grant as the export spells it, or NULL. */
const char *model_raw(const struct audit *au, const struct grant *g,
    enum verb v);

/* Returns the input of a cell of a grant, and the line of its row. */
const struct input *model_source(const struct audit *au,
    const struct grant *g, enum verb v, uint32_t *line);

/* Returns the place of a cell of a grant. */
struct loc model_place(const struct audit *au, const struct grant *g,
    enum verb v);

/* Returns the place of a cell, that of the role where no export has it. */
struct loc model_cell_place(const struct audit *au, const struct role *r,
    const struct function *f, enum verb v);

/* Returns the member of that ID, entered if it is new. */
struct member *model_member(struct audit *au, const char *id,
    struct loc loc);

/* Enters that something could not be judged; the format makes the reason. */
void model_noteval(struct audit *au, const struct role *r,
    const struct member *m, const char *rule, bool needed, const char *fmt,
    ...) util_printf(6, 7);

/* Enters an assumption that every report has to state. */
void model_assume(struct audit *au, const char *fmt, ...) util_printf(2, 3);

/* True when the tenant has the function: see section 3 of the contract. */
bool model_on_tenant(const struct audit *au, const struct function *f);

/*
 * Enters n stretches of an input, or less when there are too many, and sets
 * *got. Returns what stands as the input of the grants of the first; those of
 * the others follow.
 */
uint16_t model_stretches(struct audit *au, const struct input *in, unsigned n,
    unsigned *got);

/*
 * Has the grants of a role say their input, line and shape as if they were of
 * no stretch, as far as those are joined.
 */
void model_settle(struct audit *au, struct role *r);

/* The same of one place, and of the others if they have to go with it. */
void model_settle_at(struct audit *au, struct role *r, size_t i);

/*
 * Takes over the roles, functions and repeated rows of another audit with the
 * same catalogue, inputs and stretches, which read that stretch, behind the
 * first `lines` lines of its input, without a diagnostic. The arena of the
 * other is empty then. Returns 0, or -1 with nothing changed where both have a
 * grant of one role on one function, since then more has to be said.
 */
int model_absorb(struct audit *au, struct audit *from, uint16_t stretch,
    uint32_t lines);

/*
 * The same for an audit without roles, and one that began with its inputs and
 * stretches and may have read others.
 */
int model_take_over(struct audit *au, struct audit *from);

/*
 * Has the processor fetch a role of a list that is soon gone to, and with
 * `grants` those of one that comes sooner. Lists are in the order of names or
 * scores, memory in that of the input, and to wait for each role would take as
 * long as to judge it.
 */
static inline void
model_soon(const void *roles, size_t n, size_t i, bool grants)
{
	const struct role *const *list = roles;
	const char *role = i + 6 < n ? (const char *)list[i + 6] : NULL;
	const struct role *r = i + 3 < n ? list[i + 3] : NULL;

	for (size_t at = 0; role && at < offsetof(struct role, id); at += 64)
		__builtin_prefetch(role + at);
	/* Its name stands behind it. */
	for (size_t at = sizeof(*r); role && at < sizeof(*r) + 128; at += 64)
		__builtin_prefetch(role + at);
	for (size_t at = 0; grants && r && at < r->ngrant; at += 32)
		__builtin_prefetch(&r->levels[at]);
}

/*
 * Joins members to roles and puts roles and members in byte order of their
 * keys. Call it once, after the last input.
 */
void model_join(struct audit *au);

#endif
