/* OpenSanctions in tables: targets.simple.csv (one row per target) and maritime.csv (one row per ship, and per
 * organisation that has an IMO number).
 *
 * Cells with several values part them with ; and quote them as CSV does. targets.simple.csv flattens all identifiers
 * into one cell: a text "IMO 1234567" is read as such a number, in a ship's row also seven digits with a right check
 * digit; everything else stays a number of unknown kind (idNumber). first_seen and last_change are kept, last_seen,
 * which changes with each copy, is not; program_ids is missing in copies before 2024. risk (maritime.csv) holds topics.
 * Neither file carries a publication date. Source: opensanctions.org, "Simplified tabular format", and the files'
 * headers. */
#ifndef PL_LISTS_TARGETS_H
#define PL_LISTS_TARGETS_H

#include "lists/rows.h"

extern const struct pl_rows_format pl_targets_format;
extern const struct pl_rows_format pl_maritime_format;

#endif
