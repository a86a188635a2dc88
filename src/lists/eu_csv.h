/* The EU's consolidated list of financial sanctions (FSF), CSV 1.1.
 *
 * ";" parts the fields, the file is UTF-8 with a byte order mark; one row per alias, address, birth date, citizenship
 * or identification of an entity, joined by Entity_LogicalId, which need not be adjacent. The same terms as the XML
 * (lists/eu) give the same properties. Headings are known from descriptions of the format, without a sample at hand;
 * any order, what is not known is left out and counted (the acts that brought each detail are such columns). The first
 * strong name is the name, the others are aliases; weak ones are told by NameAlias_Strong or by the remark. */
#ifndef PL_LISTS_EU_CSV_H
#define PL_LISTS_EU_CSV_H

#include "lists/rows.h"

extern const struct pl_rows_format pl_eu_csv_format;

#endif
