/* The OFAC lists in their legacy XML form: sdn.xml and consolidated.xml.
 *
 * Source: OFAC's sdn.xsd as its files show it. Streamed, one sdnEntry at a time. Both lists have the same root: which
 * one a file is, the caller says, or the programmes of its first entry do (those of the non-SDN lists alone make it
 * "ofac-cons"). What is read into what: docs/format/lists.md. An exercise's own list carries the attribute
 * exercise="true" on sdnList. */
#ifndef PL_LISTS_OFAC_XML_H
#define PL_LISTS_OFAC_XML_H

#include "lists/entity.h"

struct pl_ofac_xml;

/* list: "ofac-sdn", "ofac-cons" (lives as long as the reader), or "" to let the first entry tell. */
PL_MUST int pl_ofac_xml_open(pl_str list, pl_entity_sink sink, void *ctx, struct pl_ofac_xml **ret_ofac,
                             struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list; LIMIT; or what the sink returned. */
PL_MUST int pl_ofac_xml_push(struct pl_ofac_xml *ofac, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the publication's strings live until close; published is ISO (the file's is month first). EMPTY
 * without an entry; FORMAT, with the counts, where more entries were rejected (no uid or name) than given. */
PL_MUST int pl_ofac_xml_finish(struct pl_ofac_xml *ofac, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_ofac_xml_close(struct pl_ofac_xml *ofac);

/* What OFAC's word for a kind of document or identifier stands for, also in the advanced XML: "Passport", "Vessel
 * Registration Identification", "Digital Currency Address - XBT"; PL_PROP_NOTES for what is no identifier
 * ("Secondary sanctions risk:"). */
int pl_ofac_prop_of(pl_str type);

/* Whether a programme belongs to the non-SDN lists alone. */
bool pl_ofac_non_sdn(pl_str programme);

/* Adds one identifier of that kind: IMO numbers as digits with their verdict, MMSI, others as they stand; a NOTES value
 * as "type value". */
PL_MUST int pl_ofac_add_id(struct pl_entity *entity, struct pl_arena *arena, pl_str type, pl_str value,
                           const char *from, bool exercise, struct pl_error *err);

#endif
