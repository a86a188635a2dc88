/* Which state a text means: ISO 3166 codes, English names and the aliases that sanctions lists use.
 *
 * A table, exact after folding (text/unicode): no guessing, no distance. "Korea, North", "DPRK", "Democratic People's
 * Republic of Korea" and the native names are all "kp". A code that names no state (00, "unknown") and a text that the
 * table lacks are "". Const after parsing and shared by threads; lives in the caller's arena. Pure. Source:
 * data/countries.csv (data/SOURCES.md). */
#ifndef PL_NAMES_COUNTRY_H
#define PL_NAMES_COUNTRY_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct pl_countries;

/* Reads a CSV with a header and the columns code (ISO 3166 alpha-2), alpha3 (may be empty), names (separated by `|`).
 * FORMAT with line and byte for a code that is no two capitals or a name that stands for two states; EMPTY without
 * rows; NOMEM, LIMIT. */
PL_MUST int pl_countries_parse(pl_str csv, struct pl_arena *arena, const struct pl_countries **ret_countries,
                               struct pl_error *err);

/* ISO 3166 alpha-2 in lower case (it lives as long as the table), or "" where the text names no state that the table
 * knows. Tried are the whole text, the text before a bracket ("Iran (Islamic Republic of)"), and the text turned round
 * at its first comma ("Bahamas, The"), each also without a leading "the". NOMEM. */
PL_MUST int pl_countries_find(const struct pl_countries *countries, pl_str text, pl_str *ret_code,
                              struct pl_error *err);

#endif
