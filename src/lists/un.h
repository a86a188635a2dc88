/* The UN Security Council Consolidated List (XML).
 *
 * Source: the issuer's schema sc-sanctions.xsd and the files themselves. Streamed through text/xml, one entry at a
 * time. The list has no vessel element: ships stand in COMMENTS1 as text (lists/remark). An exercise's own list
 * carries the attribute exercise="true" on CONSOLIDATED_LIST. */
#ifndef PL_LISTS_UN_H
#define PL_LISTS_UN_H

#include "lists/entity.h"

struct pl_un;

/* True when the first bytes of a file look like this list. */
bool pl_un_guess(pl_str head);

PL_MUST int pl_un_open(pl_entity_sink sink, void *ctx, struct pl_un **ret_un, struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list; or what the sink returned. */
PL_MUST int pl_un_push(struct pl_un *un, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the publication's strings live until close. EMPTY without an entry;
 * FORMAT, with the counts, where more entries were rejected (no DATAID or no name) than given. */
PL_MUST int pl_un_finish(struct pl_un *un, struct pl_publication *ret_publication, struct pl_error *err);

void pl_un_close(struct pl_un *un);

#endif
