/* The one HTML escaper: foreign text into text or attribute values of a page.
 *
 * The five characters that mean something in HTML become references; controls, bidirectional marks and invisible
 * characters are shown as [U+XXXX], so that no name can reorder or hide what stands beside it; broken UTF-8 becomes
 * U+FFFD. Attribute values must be quoted. Pure. */
#ifndef PL_TEXT_HTML_H
#define PL_TEXT_HTML_H

#include "base/buf.h"
#include "base/str.h"

/* Appends text, escaped for element content and for quoted attribute values alike. */
void pl_html_text(struct pl_buf *buf, pl_str text);

/* <bdi>text</bdi>: foreign text whose direction must not spread to its surroundings. */
void pl_html_foreign(struct pl_buf *buf, pl_str text);

#endif
