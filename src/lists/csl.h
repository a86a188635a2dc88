/* The US Consolidated Screening List (CSV): the lists of the Departments of Commerce, State and the Treasury in one.
 *
 * The list that an entry comes from (column source) is kept as DATASET: "Entity List (EL) - Bureau of Industry and
 * Security". Cells part their values with ";". ids are "kind, value, country": the kind is told as in OFAC's lists
 * (lists/ofac_xml), the country follows the value in brackets. Where no type is given the entry is a LegalEntity. The
 * file carries no publication date. Source: the header of the list's own files (trade.gov, Consolidated Screening
 * List). */
#ifndef PL_LISTS_CSL_H
#define PL_LISTS_CSL_H

#include "lists/rows.h"

extern const struct pl_rows_format pl_csl_format;

#endif
