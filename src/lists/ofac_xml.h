/* The OFAC lists in their legacy XML form: sdn.xml and consolidated.xml.
 *
 * Source: OFAC's sdn.xsd as its files show it. Both lists have the same root: which one a file is, the caller says, or
 * the programmes of its first entry do (those of the non-SDN lists alone make it "ofac-cons"). The file's day is
 * written month first and kept as ISO. What is read into what: docs/format/lists.md. And the words that OFAC's other
 * forms share with this one. */
#ifndef PL_LISTS_OFAC_XML_H
#define PL_LISTS_OFAC_XML_H

#include "lists/xmlist.h"

extern const struct pl_xmlist_format pl_ofac_xml_format;

/* What OFAC's word for a kind of document or identifier stands for, also in the advanced XML: "Passport", "Vessel
 * Registration Identification", "Digital Currency Address - XBT"; PL_PROP_NOTES for what is no identifier
 * ("Secondary sanctions risk:"). */
int pl_ofac_prop_of(pl_str type);

/* "Individual", "Vessel", "Aircraft" in any case; a LegalEntity for anything else. */
int pl_ofac_schema_of(pl_str type);

/* Whether a programme belongs to the non-SDN lists alone. */
bool pl_ofac_non_sdn(pl_str programme);

/* Adds one identifier of that kind: IMO numbers as digits with their verdict, MMSI, others as they stand; a NOTES value
 * as "type value". */
PL_MUST int pl_ofac_add_id(struct pl_entity *entity, struct pl_arena *arena, pl_str type, pl_str value,
                           const char *from, bool exercise, struct pl_error *err);

#endif
