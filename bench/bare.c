/*
 * usage: bare FILE
 *
 * What libcsv costs by itself: every byte of FILE goes through it once, its
 * callbacks count, and the numbers of cells and rows are printed.
 */
#include <csv.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct count {
	size_t cells, rows;
};

static void
on_cell(void *text, size_t len, void *ctx)
{
	(void)text;
	(void)len;
	((struct count *)ctx)->cells++;
}

static void
on_row(int end, void *ctx)
{
	(void)end;
	((struct count *)ctx)->rows++;
}

int
main(int argc, char **argv)
{
	static char piece[256 * 1024];
	struct count count = {0, 0};
	struct csv_parser parser;
	ssize_t n;
	int fd;

	fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	if (fd < 0 || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return 1;
	while ((n = read(fd, piece, sizeof(piece))) > 0) {
		if (csv_parse(&parser, piece, (size_t)n, on_cell, on_row,
		    &count) != (size_t)n)
			return 1;
	}
	if (n < 0 || csv_fini(&parser, on_cell, on_row, &count) != 0)
		return 1;
	printf("%zu cells, %zu rows\n", count.cells, count.rows);
	return 0;
}
