#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

#include "buf.h"

/* Appends the style sheet of the HTML report: light, dark and print. */
void report_style(struct buf *b);

#endif
