/* A report as pandoc's JSON syntax tree, for DOCX: `pandoc -f json -t docx -o FILE`.
 *
 * The same tree that html.h writes, annex included, so that both say the same. Written for pandoc-types 1.22 (Debian
 * 12's pandoc 2.17), read by later ones. No raw blocks, no path, no remote picture: a figure is a data: URI beside the
 * table of what it shows. The same input gives the same bytes. Pure. */
#ifndef PL_REPORT_PANDOC_H
#define PL_REPORT_PANDOC_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "report/check.h"

/* Appends one JSON value and a line end. LIMIT where out is full, NOMEM. */
PL_MUST int pl_report_pandoc(const struct pl_report_doc *report, const struct pl_report_facts *facts,
                             const struct pl_report_check *check, struct pl_arena *arena, struct pl_buf *out,
                             struct pl_error *err);

#endif
