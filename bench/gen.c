/*
 * usage: gen CATALOGUE KIND SIZE >roles.csv
 *        gen CATALOGUE fleet TENANTS ROLES DIR
 *        gen CATALOGUE profile >profile.csv
 *        gen CATALOGUE need >need.csv
 *
 * Makes the inputs of the benchmark: the same ones in every run. A roles
 * export has every function of CATALOGUE (profiles/catalogue.csv) that is no
 * add-on, for as many whole roles as SIZE takes: bytes (1000000, 10K, 100M,
 * 1G) or roles (12r). A tenth of its rows has a name in quotes. The level of
 * a cell depends on its role and function alone, so the kinds of one SIZE
 * hold the same facts in another order or spelling:
 *
 *   real       role by role, as exports come
 *   crlf       the same with CRLF
 *   functions  function by function
 *   shuffled   rows in any order
 *   breaks     line breaks in the names of a quarter of the roles
 *   distinct   two more columns, at both ends, no value of which comes twice
 *   lone       each row is a role of its own
 *
 * fleet makes a folder for each tenant: joined, their rows are those of
 * `real` with TENANTS x ROLES roles. profile is what to judge by, in the form
 * of --profile, and need the same rows as a plain table.
 */
#include <csv.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEAD "Role,Module,Function,Add Level,Edit Level,Delete Level," \
    "Inquire Level"

/* Rows of the profile: as many as a long guide has. */
enum { MAX_FUNCTIONS = 1000, NEEDED = 38, NAME = 512 };

struct function {
	char *module, *name;
};

static struct function function[MAX_FUNCTIONS];
static uint32_t nfunction;

static const char *const level_name[] = {"None", "My", "All"};

struct kind {
	const char *name;
	bool functions, shuffled, breaks, distinct, lone;
	const char *end;
};

static const struct kind kinds[] = {
	{.name = "real", .end = "\n"},
	{.name = "crlf", .end = "\r\n"},
	{.name = "functions", .functions = true, .end = "\n"},
	{.name = "shuffled", .shuffled = true, .end = "\n"},
	{.name = "breaks", .breaks = true, .end = "\n"},
	{.name = "distinct", .distinct = true, .end = "\n"},
	{.name = "lone", .lone = true, .end = "\n"},
};

static void
die(const char *what)
{
	fprintf(stderr, "gen: %s\n", what);
	exit(1);
}

/* splitmix64: the same numbers on every machine. */
static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* Four levels, None, My and All as 5 to 2 to 3. */
static void
levels(uint64_t of, const char *level[4])
{
	uint64_t x = mix(of);

	for (int i = 0; i < 4; i++, x >>= 16) {
		unsigned at = (unsigned)(x & 0xffff) % 10;

		level[i] = level_name[(at >= 5) + (at >= 7)];
	}
}

/* -- the functions of the catalogue -- */

struct row {
	char *cell[16];
	size_t n;
};

static void
on_cell(void *text, size_t len, void *ctx)
{
	struct row *row = ctx;

	if (row->n < 16 && !(row->cell[row->n++] = strndup(text, len)))
		die("out of memory");
}

static void
on_row(int end, void *ctx)
{
	struct row *row = ctx;

	(void)end;
	/* kind, module, function, aliases, addon */
	if (row->n > 4 && strcmp(row->cell[0], "function") == 0 &&
	    strcmp(row->cell[4], "no") == 0) {
		if (nfunction == MAX_FUNCTIONS)
			die("too many functions");
		function[nfunction].module = row->cell[1];
		function[nfunction++].name = row->cell[2];
	}
	row->n = 0;
}

static void
read_catalogue(const char *path)
{
	static char piece[65536];
	struct csv_parser parser;
	struct row row = {.n = 0};
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f || csv_init(&parser, CSV_STRICT | CSV_APPEND_NULL) != 0)
		die("the catalogue cannot be opened");
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		csv_parse(&parser, piece, n, on_cell, on_row, &row);
	csv_fini(&parser, on_cell, on_row, &row);
	csv_free(&parser);
	fclose(f);
	if (nfunction < NEEDED)
		die("the catalogue has too few functions");
}

/* A name as a cell that is quoted only if it must be. */
static void
put_name(FILE *f, const char *s)
{
	if (!strpbrk(s, ",\"\r\n")) {
		fputs(s, f);
		return;
	}
	putc('"', f);
	for (; *s; s++) {
		if (*s == '"')
			putc('"', f);
		putc(*s, f);
	}
	putc('"', f);
}

/* -- roles -- */

/* The name of a role as it stands in the file; each is another role. */
static void
role_name(const struct kind *k, uint32_t role, char *to)
{
	static const char *const job[] = {"Dispatcher", "Technician",
		"Service Manager", "Finance", "Sales", "Project Manager",
		"Procurement", "Engineer", "Reporting", "Contractor"};
	static const char *const place[] = {"Leeds", "Oslo", "Denver",
		"Perth", "Austin", "Bristol", "Halifax", "Tampa", "Reno",
		"Cork", "Boise"};
	uint64_t x = mix(0x726f6c65 + (uint64_t)role);
	const char *j = job[x % 10], *p = place[(x >> 8) % 11];
	unsigned at = (unsigned)((x >> 32) % 100);

	if (k->breaks && (x >> 48) % 4 == 0)
		snprintf(to, NAME, "\"%s\n%s %" PRIu32 "\"", j, p, role);
	else if (at < 4)
		snprintf(to, NAME, "\"%s, %s %" PRIu32 "\"", j, p, role);
	else if (at < 7)
		snprintf(to, NAME, "\"%s \"\"%s\"\" %" PRIu32 "\"", j, p,
		    role);
	else if (at < 10)
		snprintf(to, NAME, "\"%s - %s %" PRIu32 "\"", j, p, role);
	else
		snprintf(to, NAME, "%s - %s %" PRIu32, j, p, role);
}

/* Writes a row, after the name of its role, and returns its length. */
static size_t
put_row(const struct kind *k, char *to, const char *name, uint32_t role,
    uint32_t f)
{
	uint64_t id = (uint64_t)role * nfunction + f;
	const char *level[4];
	char own[NAME];
	int n = 0;

	levels(id, level);
	if (k->lone) {
		role_name(k, (uint32_t)id, own);
		name = own;
	}
	if (k->distinct)
		n = snprintf(to, NAME, "%016" PRIx64 ",", mix(id ^ 0x6964));
	n += snprintf(to + n, NAME, "%s,%s,%s,%s,%s,%s,%s", name,
	    function[f].module, function[f].name, level[0], level[1],
	    level[2], level[3]);
	if (k->distinct)
		n += snprintf(to + n, NAME, ",%016" PRIx64,
		    mix(id ^ 0x7570));
	n += snprintf(to + n, NAME, "%s", k->end);
	return (size_t)n;
}

/* The rows of roles from..to, role by role. With no file, only their size. */
static size_t
put_roles(const struct kind *k, FILE *f, uint32_t from, uint32_t to)
{
	char name[NAME], row[4 * NAME];
	size_t n, size = 0;

	for (uint32_t r = from; r < to; r++) {
		role_name(k, r, name);
		for (uint32_t i = 0; i < nfunction; i++) {
			n = put_row(k, row, name, r, i);
			if (f)
				fwrite(row, 1, n, f);
			size += n;
		}
	}
	return size;
}

static void
put_one(const struct kind *k, uint32_t role, uint32_t f)
{
	char name[NAME], row[4 * NAME];

	role_name(k, role, name);
	fwrite(row, 1, put_row(k, row, name, role, f), stdout);
}

static void
put_functions(const struct kind *k, uint32_t roles)
{
	for (uint32_t i = 0; i < nfunction; i++)
		for (uint32_t r = 0; r < roles; r++)
			put_one(k, r, i);
}

static void
put_shuffled(const struct kind *k, uint32_t roles)
{
	size_t n = (size_t)roles * nfunction, at;
	uint32_t *order = malloc(n * sizeof(*order)), kept;

	if (!order)
		die("out of memory");
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	for (size_t i = n; i > 1; i--) {
		at = (size_t)(mix(0x73687566 + i) % i);
		kept = order[i - 1];
		order[i - 1] = order[at];
		order[at] = kept;
	}
	for (size_t i = 0; i < n; i++)
		put_one(k, order[i] / nfunction, order[i] % nfunction);
	free(order);
}

/* The number of roles that are meant by SIZE. */
static uint32_t
roles_of(const char *size)
{
	static const struct kind *const real = &kinds[0];
	char *unit;
	uint64_t n = strtoull(size, &unit, 10), have = 0;
	uint32_t roles = 0;

	if (*unit == 'r')
		return (uint32_t)n;
	n *= *unit == 'K' ? 1000 : *unit == 'M' ? 1000000 :
	    *unit == 'G' ? 1000000000 : 1;
	if (!n)
		die("SIZE is a number of bytes (10K, 1M, 1G) or roles (12r)");
	while (have < n && roles < UINT32_MAX / nfunction) {
		have += put_roles(real, NULL, roles, roles + 1);
		roles++;
	}
	return roles;
}

static void
put_export(const char *name, const char *size)
{
	const struct kind *k = NULL;
	uint32_t roles;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			k = &kinds[i];
	if (!k)
		die("unknown KIND");
	roles = roles_of(size);
	printf("%s%s%s%s", k->distinct ? "Row," : "", HEAD,
	    k->distinct ? ",Updated" : "", k->end);
	if (k->functions)
		put_functions(k, roles);
	else if (k->shuffled)
		put_shuffled(k, roles);
	else
		put_roles(k, stdout, 0, roles);
}

static void
put_fleet(uint32_t tenants, uint32_t roles, const char *dir)
{
	char path[4096];
	FILE *f;

	for (uint32_t t = 0; t < tenants; t++) {
		snprintf(path, sizeof(path), "%s/t%05" PRIu32, dir, t);
		if (mkdir(path, 0777) != 0)
			die("a folder of the fleet cannot be made");
		snprintf(path, sizeof(path), "%s/t%05" PRIu32 "/roles.csv",
		    dir, t);
		f = fopen(path, "w");
		if (!f)
			die("a file of the fleet cannot be made");
		fputs(HEAD "\n", f);
		put_roles(&kinds[0], f, t * roles, (t + 1) * roles);
		if (fclose(f) != 0)
			die("a file of the fleet cannot be written");
	}
}

/* -- the profile -- */

static void
put_needs(const char *before, const char *after)
{
	uint32_t left = NEEDED;
	const char *level[4];

	/* NEEDED of the functions, each as likely as the next. */
	for (uint32_t i = 0; i < nfunction; i++) {
		if (mix(0x6e656564 + i) % (nfunction - i) >= left)
			continue;
		left--;
		levels(0x70726f66 + ((uint64_t)i << 32), level);
		fputs(before, stdout);
		put_name(stdout, function[i].module);
		putchar(',');
		put_name(stdout, function[i].name);
		printf(",%s,%s,%s,%s%s\n", level[0], level[1], level[2],
		    level[3], after);
	}
}

static void
put_profile(void)
{
	static const char *const meta[][2] = {{"name", "bench"},
		{"vendor", "Bench"}, {"product", "Bench"},
		{"guide", "Made by bench/gen.c"}, {"source", "not known"},
		{"confidence", "complete"}};

	puts("kind,module,function,add,edit,delete,inquire,when,note");
	for (size_t i = 0; i < sizeof(meta) / sizeof(*meta); i++)
		printf("meta,%s,%s,,,,,,\n", meta[i][0], meta[i][1]);
	put_needs("grant,", ",,");
}

int
main(int argc, char **argv)
{
	if (argc < 3)
		die("see the top of bench/gen.c for its usage");
	read_catalogue(argv[1]);
	setvbuf(stdout, NULL, _IOFBF, 1 << 20);
	if (strcmp(argv[2], "fleet") == 0 && argc == 6) {
		put_fleet((uint32_t)strtoul(argv[3], NULL, 10),
		    (uint32_t)strtoul(argv[4], NULL, 10), argv[5]);
	} else if (strcmp(argv[2], "profile") == 0 && argc == 3) {
		put_profile();
	} else if (strcmp(argv[2], "need") == 0 && argc == 3) {
		puts("module,function,add,edit,delete,inquire");
		put_needs("", "");
	} else if (argc == 4) {
		put_export(argv[2], argv[3]);
	} else {
		die("see the top of bench/gen.c for its usage");
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		die("cannot be written");
	return 0;
}
