/* The British Treasury's ConList.csv, in the form in which it ended on 28 January 2026: a legacy list.
 *
 * Line 1 is "Last Updated,dd/mm/yyyy", line 2 the header; one row per alias (and date of birth), joined by Group ID.
 * "Prime Alias" (later "Primary name") is the name. Dates stand as they are: "00/04/1984" is a month, some days and
 * months of this list are exchanged (American order), which text/interval can tell of but nobody can mend. "(1) x (2)
 * y" in one cell are two values. References to the UN's and the UK's list are taken out of Other Information. */
#ifndef PL_LISTS_OFSI_H
#define PL_LISTS_OFSI_H

#include "lists/rows.h"

extern const struct pl_rows_format pl_ofsi_format;

#endif
