#ifndef MD_H
#define MD_H

#include "out.h"

/*
 * Writes text so that Markdown shows it and does nothing else with it: no
 * markup, no HTML, no link, no mention, no end of a table's cell. What is
 * invisible or turns the direction of writing is shown as \xNN or \u{NNNN}.
 */
void md_text(struct out *o, const char *s);

#endif
