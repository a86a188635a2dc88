/* The kinds of filings and their fields, for whoever makes forms: from the table of evidence/filing, as the command
 * line has its options from it. */
#ifndef PL_APP_KINDS_H
#define PL_APP_KINDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "evidence/filing.h"

/* One line a kind, {"type":"kind","kind","letter","text","by","fields":[{"name","type","required","words","refers",
 * "help","common","program"}]}, and a summary with the markings, most restrictive first. type as in enum
 * pl_filing_type, small letters; words of WORD, else null; refers: the letters of the kinds (and E for events) that a
 * reference may name, else null; program: nobody but the program writes it; by: how one is filed, "fields" (from these
 * alone), "file" (with a file), "text" (a report or letter is made from a text: not by its fields). */
void pl_kinds_json(struct pl_buf *out);

/* Can one be filed from its fields alone? */
bool pl_kind_is_filed_by_fields(const struct pl_filing_kind *kind);

/* The field that a refusal of a filing begins with (app/filing); p NULL where it names none. */
pl_str pl_kinds_field_of(pl_str message);

#endif
