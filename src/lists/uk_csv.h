/* The UK Sanctions List (CSV).
 *
 * A line with the day of the report stands above the header; one designation has several rows (a name, an address, a
 * document each), which Unique ID joins; several values in one cell are parted by |. The same terms as the XML
 * (lists/uk) give the same properties. Headings are known from the list's own files, without a sample at hand: they are
 * compared without case, spaces and punctuation, and what is not known is left out and counted. */
#ifndef PL_LISTS_UK_CSV_H
#define PL_LISTS_UK_CSV_H

#include "lists/rows.h"

extern const struct pl_rows_format pl_uk_csv_format;

/* For both British lists, in all their forms. */

/* NAME, ALIAS, WEAK_ALIAS or PREVIOUS_NAME: "Primary Name", "Prime Alias", "AKA", "FKA" with "Low quality a.k.a". */
int pl_uk_csv_kind_of_name(pl_str type, pl_str strength);

/* "Ship", "Individual"; everything else is a LegalEntity. */
int pl_uk_csv_schema(pl_str type);

/* Name 1 to Name 6 of a row (Name 1 in column first, the others behind it) as one name; of a person's primary name also
 * its parts, where it has more than one. */
PL_MUST int pl_uk_csv_add_name(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row, int first,
                               int prop, struct pl_error *err);

/* A name in its own script; script and language stand in the two columns behind it. */
PL_MUST int pl_uk_csv_add_original(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row,
                                   int column, struct pl_error *err);

/* n columns as one address (or place), joined with ", ". */
PL_MUST int pl_uk_csv_add_place(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row,
                                int first, size_t n, int prop, struct pl_error *err);

#endif
