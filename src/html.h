#ifndef HTML_H
#define HTML_H

#include <stddef.h>

#include "out.h"

/*
 * Writes text into an HTML page, as content or as a quoted attribute. Markup
 * in it is escaped, and what is invisible or turns the direction of writing is
 * shown as \xNN or \u{NNNN}, so that names out of an export stay names.
 */
void html_text(struct out *o, const char *s);

/* As html_text(), of formatted text. Markup in the format is escaped too. */
void html_printf(struct out *o, const char *fmt, ...) util_printf(2, 3);

/* Writes <TAG>text</TAG>; attributes follow the name of the tag. */
void html_element(struct out *o, const char *tag, const char *text);

/*
 * Writes the SHA-256 of a text as a content policy wants it: sha256- and
 * base64.
 */
void html_digest(struct out *o, const char *text);

#endif
