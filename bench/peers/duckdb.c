/*
 * usage: duckdb LIBRARY THREADS ROLES NEED: role,missing,excess with DuckDB.
 *        duckdb LIBRARY: its version
 *
 * DuckDB's own command line is in no Debian package; its library comes with
 * its npm package, without a header: the calls of its C API that are needed
 * stand here. This is the least that a process can have around a query.
 */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SQL = 65536, HEAD = 4096 };

/* duckdb_result: six words, of which nothing is read here. */
struct result {
	void *word[16];
};

static int (*db_open)(const char *, void **);
static int (*db_connect)(void *, void **);
static int (*db_query)(void *, const char *, struct result *);
static const char *(*db_error)(struct result *);
static const char *(*db_version)(void);

static void
die(const char *what)
{
	fprintf(stderr, "duckdb: %s\n", what);
	exit(1);
}

/* Takes a call from the library. */
static void
take(void *library, const char *name, void *to, size_t size)
{
	void *from = dlsym(library, name);

	if (!from)
		die(dlerror());
	memcpy(to, &from, size);
}

static void
load(const char *path)
{
	void *library = dlopen(path, RTLD_NOW);

	if (!library)
		die(dlerror());
	take(library, "duckdb_open", &db_open, sizeof(db_open));
	take(library, "duckdb_connect", &db_connect, sizeof(db_connect));
	take(library, "duckdb_query", &db_query, sizeof(db_query));
	take(library, "duckdb_result_error", &db_error, sizeof(db_error));
	take(library, "duckdb_library_version", &db_version,
	    sizeof(db_version));
}

static void
query(void *connection, const char *format, ...)
{
	static char sql[SQL];
	struct result result;
	va_list ap;

	va_start(ap, format);
	vsnprintf(sql, sizeof(sql), format, ap);
	va_end(ap);
	if (db_query(connection, sql, &result) != 0)
		die(db_error(&result));
}

/* The columns of a table, so that DuckDB need not find them out. */
static void
columns(const char *path, char *to, size_t size)
{
	char head[HEAD];
	FILE *f = fopen(path, "r");

	if (!f || !fgets(head, sizeof(head), f))
		die("the file cannot be read");
	fclose(f);
	*to = '\0';
	for (char *s = strtok(head, ",\r\n"); s; s = strtok(NULL, ",\r\n"))
		snprintf(to + strlen(to), size - strlen(to),
		    "%s'%s': 'VARCHAR'", *to ? ", " : "", s);
}

#define TABLE "read_csv('%s', auto_detect = false, header = true, " \
    "delim = ',', quote = '\"', escape = '\"', columns = {%s})"
#define LEVEL(column) "case \"" column "\" when 'None' then 0 " \
    "when 'My' then 1 else 2 end"

int
main(int argc, char **argv)
{
	char roles[HEAD * 2], need[HEAD * 2];
	void *base, *c;

	if (argc != 2 && argc != 5)
		die("usage: duckdb LIBRARY [THREADS ROLES NEED]");
	load(argv[1]);
	if (argc == 2) {
		puts(db_version());
		return 0;
	}
	columns(argv[3], roles, sizeof(roles));
	columns(argv[4], need, sizeof(need));
	if (db_open(NULL, &base) != 0 || db_connect(base, &c) != 0)
		die("it does not start");
	query(c, "set threads = %d", (int)strtol(argv[2], NULL, 10));
	query(c, "set preserve_insertion_order = false");
	query(c, "create table want as select module, function, "
	    LEVEL("add") " a, " LEVEL("edit") " e, " LEVEL("delete") " d, "
	    LEVEL("inquire") " i from " TABLE, argv[4], need);
	query(c, "copy (select role, "
	    "sum((a < na)::int + (e < ne)::int + (d < nd)::int + "
	    "(i < ni)::int)::bigint missing, "
	    "sum((a > na)::int + (e > ne)::int + (d > nd)::int + "
	    "(i > ni)::int)::bigint excess from (select \"Role\" as role, "
	    LEVEL("Add Level") " a, " LEVEL("Edit Level") " e, "
	    LEVEL("Delete Level") " d, " LEVEL("Inquire Level") " i, "
	    "coalesce(w.a, 0) na, coalesce(w.e, 0) ne, coalesce(w.d, 0) nd, "
	    "coalesce(w.i, 0) ni from " TABLE " r left join want w on "
	    "w.module = r.\"Module\" and w.function = r.\"Function\") "
	    "group by role) to '/dev/stdout' (format csv, header)", argv[3],
	    roles);
	/* All is said; taking the library down would only cost time. */
	fflush(NULL);
	_Exit(0);
}
