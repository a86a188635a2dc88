/* Numbers of ships and companies as list fields give them: "IMO 9074729", "IMO9074729", "9074729".
 *
 * A field that holds an IMO number and nothing else is kept as its seven digits, anything else as it stands and marked
 * invalid. Which kind of number it is, is told by the entry's schema and the check digit (docs/format/entity.md). The
 * prose of remarks is lists/remark's. Pure. */
#ifndef PL_LISTS_NUMBER_H
#define PL_LISTS_NUMBER_H

#include "lists/entity.h"

/* Adds IMO, IMO_COMPANY or RELATED_IMO. exercise: the reserved range counts as valid. LIMIT, NOMEM. */
PL_MUST int pl_number_add_imo(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                              bool exercise, struct pl_error *err);

/* Adds MMSI: nine digits are valid, white space inside is left out. LIMIT, NOMEM. */
PL_MUST int pl_number_add_mmsi(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                               struct pl_error *err);

#endif
