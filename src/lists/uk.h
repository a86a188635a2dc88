/* The UK Sanctions List (XML).
 *
 * Source: the list's own files (the Foreign, Commonwealth and Development Office publishes no schema); since 28 January
 * 2026 the only UK list. Streamed, one designation at a time. Elements are known by their own names, wherever their
 * containers put them. What is read into what: docs/format/lists.md. An exercise's own list carries the attribute
 * exercise="true" on Designations. */
#ifndef PL_LISTS_UK_H
#define PL_LISTS_UK_H

#include "lists/entity.h"

struct pl_uk;

PL_MUST int pl_uk_open(pl_entity_sink sink, void *ctx, struct pl_uk **ret_uk, struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for what is no well-formed list; LIMIT; or what the sink returned. */
PL_MUST int pl_uk_push(struct pl_uk *uk, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the publication's strings live until close; published is ISO (the file's is day first). EMPTY
 * without an entry; FORMAT, with the counts, where more entries were rejected (no UniqueID or name) than given. */
PL_MUST int pl_uk_finish(struct pl_uk *uk, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_uk_close(struct pl_uk *uk);

#endif
