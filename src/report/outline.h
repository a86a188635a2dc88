/* What each statement of a report leads to, as JSON lines: for an editor that shows a sentence and its support side by
 * side.
 *
 * {"type":"statement","statement","kind","line","column","offset","end","text","cites":[ids as written],
 * "rests_on":[ids of refs below them],"circular","status","origins"} for each statement in reading order: offset and
 * end are bytes of the source, end where its words end as far as the source shows; status is "lead, not a finding" or
 * "reviewed finding" for findings, else null. Then {"type":"ref","id","kind","title","when","place","withdrawn",
 * "withheld","origins"} for each thing that the report reaches, in the order of its first citation. Pure. */
#ifndef PL_REPORT_OUTLINE_H
#define PL_REPORT_OUTLINE_H

#include "base/arena.h"
#include "base/buf.h"
#include "report/facts.h"
#include "report/markdown.h"

/* source: the document's bytes. The arena is scratch; false where it is full. Foreign text is escaped as JSON is. */
bool pl_report_outline_json(const struct pl_report_doc *report, const struct pl_report_facts *facts, pl_str source,
                            struct pl_arena *arena, struct pl_buf *out);

/* The byte behind the last word of the statement whose mark, or block, begins at `from`; `next`: where the one behind
 * it begins, or the length of the source. */
uint64_t pl_report_statement_end(pl_str source, uint64_t from, uint64_t next);

#endif
