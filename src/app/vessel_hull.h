/* What papers and lists state of a hull, held against what was heard: the year of build and the dimensions that a
 * registry row (`import --as registry`, `observe add --as registry`) or the newest publication of a list gives for an
 * IMO number, beside when the number was heard and what its bearer said of its size.
 *
 * Told as remarks (app/vessel_identity): heard_before_built, new_number_old_hull, stated_dimensions. A list entry with
 * several IMO numbers, or with two values, states nothing; a year is four digits at the start of the text, a length is
 * a number of metres ("134.5", "134.5 m"). Dimensions of AIS are whole metres: one metre is taken off each
 * difference. Thresholds: the section `identity_history` of the rules. Everything lives in the arena. */
#ifndef PL_APP_VESSEL_HULL_H
#define PL_APP_VESSEL_HULL_H

#include "app/vessel_identity.h"

/* The year at the start of a text such as "1998", "1998-05", "1998 (rebuilt)": 1850 to 2100; false for another text. */
bool pl_hull_year(pl_str text, int *ret_year);

/* Metres: "134.5", "134.5 m", "134.5 metres"; above 0 and at most 600; false for another text or unit. */
bool pl_hull_metres(pl_str text, double *ret_m);

/* before: journal entries known, for registry rows. By (number, IMO number, who states it). NOMEM, STORE. */
PL_MUST int pl_hull_remarks(struct pl_case *c, const struct pl_identity_asked *asked, int64_t before,
                            struct pl_arena *arena, pl_identity_remark_sink sink, void *ctx, struct pl_error *err);

#endif
