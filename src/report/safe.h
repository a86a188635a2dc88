/* Foreign text as text: controls, bidirectional marks and invisible characters become [U+XXXX], broken bytes U+FFFD.
 *
 * What text/html does for a page, for the places that are no HTML: a terminal, a word processor. Pure. */
#ifndef PL_REPORT_SAFE_H
#define PL_REPORT_SAFE_H

#include "base/buf.h"
#include "base/str.h"

/* On one line: line ends and tabs become spaces. */
void pl_safe_text(struct pl_buf *out, pl_str text);

/* With its line ends and tabs. */
void pl_safe_lines(struct pl_buf *out, pl_str text);

#endif
