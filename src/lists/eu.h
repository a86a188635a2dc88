/* The EU's consolidated list of financial sanctions (FSF), XML 1.1.
 *
 * Source: the issuer's schema export 1.1 and its files. All data stand in attributes. Streamed, one sanctionEntity at a
 * time; an attribute with text that is not read is counted in publication.unread. What is read into what, and why the
 * designation date is the listing date: docs/format/lists.md. An exercise's own list carries the attribute
 * exercise="true" on export. */
#ifndef PL_LISTS_EU_H
#define PL_LISTS_EU_H

#include "lists/entity.h"

struct pl_eu;

PL_MUST int pl_eu_open(pl_entity_sink sink, void *ctx, struct pl_eu **ret_eu, struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list; LIMIT; or what the sink returned. */
PL_MUST int pl_eu_push(struct pl_eu *eu, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the publication's strings live until close. EMPTY without an entry; FORMAT, with the counts,
 * where more entries were rejected (no logicalId or name) than given. */
PL_MUST int pl_eu_finish(struct pl_eu *eu, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_eu_close(struct pl_eu *eu);

/* True where a remark calls a name weak: "low quality alias", also with the list's own slips ("lo quality"). */
bool pl_eu_weak(pl_str remark);

/* A country's code as the list gives it: 00 is its word for unknown (""); CS (Serbia and Montenegro) stands for RS. */
pl_str pl_eu_country(pl_str code);

/* What an identification is (enum pl_prop), by its type's code, or by its description where the code is "other". */
int pl_eu_document(pl_str code, pl_str words);

#endif
