/* The OFAC lists in their advanced XML form: sdn_advanced.xml and cons_advanced.xml.
 *
 * Source: OFAC's sdn_advanced.xsd; both generations of its namespace. The file is a set of tables that refer to each
 * other by number in every direction, so that no party is whole before the end: parties, locations, documents,
 * relationships and sanctions entries are kept as compact records (about a seventh of the file) and given to the sink
 * by finish, parties in file order, then relationships as edges. A number that leads nowhere is counted in
 * publication.dangling and the rest is given. What is read into what: docs/format/lists.md. An exercise's own list
 * carries the attribute exercise="true" on Sanctions. */
#ifndef PL_LISTS_OFAC_ADVANCED_H
#define PL_LISTS_OFAC_ADVANCED_H

#include "lists/entity.h"

/* Bytes of kept records: LIMIT beyond. */
#define PL_OFAC_ADVANCED_MAX_HELD ((size_t)512 << 20)

struct pl_ofac_advanced;

/* exercise: the reserved number ranges count as valid, whatever the file says of itself. NOMEM. */
PL_MUST int pl_ofac_advanced_open(bool exercise, pl_entity_sink sink, void *ctx, struct pl_ofac_advanced **ret_ofac,
                                  struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list; LIMIT, NOMEM. */
PL_MUST int pl_ofac_advanced_push(struct pl_ofac_advanced *ofac, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file: all entries go to the sink, whose code stops. The publication's strings live until close. EMPTY
 * without a party; FORMAT, with the counts, where more parties were rejected (no ID or name) than given. */
PL_MUST int pl_ofac_advanced_finish(struct pl_ofac_advanced *ofac, struct pl_publication *ret_publication,
                                    struct pl_error *err);

/* Accepts NULL. */
void pl_ofac_advanced_close(struct pl_ofac_advanced *ofac);

#endif
