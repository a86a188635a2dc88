/* A report as one HTML file that needs nothing else: no script, no request, no font, no picture from outside.
 *
 * Reads well on a screen, prints well on A4 and Letter, works in a text browser. Each statement is reached as #s-<id>.
 * The annex holds what each statement rests on, the checklist of each finding, dissent, replies, corrections and
 * outcomes, and how to check it all. Before every finding is reviewed the page says "lead, not a finding"; it always
 * says that a page which checks itself proves nothing. The same input gives the same bytes. Pure. */
#ifndef PL_REPORT_HTML_H
#define PL_REPORT_HTML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "report/check.h"

#define PL_REPORT_HTML_MAX ((size_t)64 << 20)

/* Appends the file to out. A document with errors is written too (a draft must be readable); the caller decides whether
 * to. LIMIT where out is full, NOMEM. */
PL_MUST int pl_report_html(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                           const struct pl_report_check *check, struct pl_arena *arena, struct pl_buf *out,
                           struct pl_error *err);

#endif
