#ifndef PAGE_H
#define PAGE_H

#include "buf.h"
#include "out.h"

/* Columns of a report in text. */
#define PAGE_WIDTH 80

/* How a line of text stands out on a terminal; never the only sign. */
enum page_style { PAGE_PLAIN, PAGE_BOLD, PAGE_DIM, PAGE_RED, PAGE_YELLOW,
	PAGE_BLUE, PAGE_GREEN };

/*
 * Text for a terminal of PAGE_WIDTH columns: broken between words, and made
 * safe, so that names out of an export cannot steer the terminal.
 */
struct page {
	struct out *out;
	bool color;
};

/*
 * Writes a paragraph. Its first line begins with `first` blanks, the others
 * with `rest`. A word that is longer than a line is not broken.
 */
void page_text(struct page *p, size_t first, size_t rest, const char *fmt,
    ...) util_printf(4, 5);

/* As page_text(), behind a label in a style: "LABEL text". */
void page_label(struct page *p, size_t indent, enum page_style style,
    const char *label, size_t rest, const char *fmt, ...)
    util_printf(6, 7);

/* Writes a line of a table as it is, unbroken. */
void page_line(struct page *p, enum page_style style, const char *fmt, ...)
    util_printf(3, 4);

/* Does the same with a line that is safe already. */
void page_raw(struct page *p, struct buf *b);

/* Writes a heading with an empty line before it. */
void page_heading(struct page *p, const char *fmt, ...) util_printf(2, 3);

/*
 * Returns the columns that the safe form of s takes, counting each character
 * as one.
 */
size_t page_width(const char *s);

/* Appends the safe form of s, cut and marked with "..", filled to columns. */
void page_cell(struct buf *b, const char *s, size_t columns);

#endif
