/* Which entries may be meant: an index over names by q-grams of their readings, keys and identifiers.
 *
 * The first of two steps: few candidates, the right one among them; match scores them. Built once, then const and
 * shared by threads; each thread asks through its own pl_index_scratch. Identifiers bypass names: an entry with an
 * equal valid number is always a candidate. Memory is stated by pl_index_bytes. Pure. */
#ifndef PL_NAMES_INDEX_H
#define PL_NAMES_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "names/match.h"

#define PL_INDEX_MAX_CANDIDATES 100 /* by the index */
#define PL_INDEX_MAX_SCORED     50  /* by match */

struct pl_index_builder;
struct pl_index;

PL_MUST int pl_index_builder_open(struct pl_index_builder **ret_builder, struct pl_error *err);

/* Adds entry number `entry` (0, 1, 2 ... ascending). Its names are read again by pl_index_build and must live until
 * then; nothing of subject is kept longer. LIMIT beyond 2^26 names. */
PL_MUST int pl_index_builder_add(struct pl_index_builder *builder, uint32_t entry, const struct pl_subject *subject,
                                 struct pl_error *err);

/* Ends the builder in any case. */
PL_MUST int pl_index_build(struct pl_index_builder *builder, struct pl_index **ret_index, struct pl_error *err);
void pl_index_builder_close(struct pl_index_builder *builder); /* accepts NULL; for a builder that was not built */

size_t pl_index_bytes(const struct pl_index *index);
void pl_index_close(struct pl_index *index); /* accepts NULL */

struct pl_index_scratch;
PL_MUST int pl_index_scratch_open(const struct pl_index *index, struct pl_index_scratch **ret, struct pl_error *err);
void pl_index_scratch_close(struct pl_index_scratch *scratch);

struct pl_index_candidate {
    uint32_t entry;
    float weight; /* only for the order among candidates */
    bool by_id;
};

/* At most max (<= PL_INDEX_MAX_CANDIDATES) candidates, best first, ties by entry number. */
size_t pl_index_ask(const struct pl_index *index, struct pl_index_scratch *scratch, const struct pl_subject *query,
                    struct pl_index_candidate *candidates, size_t max);

/* How many of the first candidates, as pl_index_ask gave them, may reach a threshold: those far behind the best name
 * are left out, unless the threshold is below 0.75. At least 5 of what there is, so that a list of poor ones can be
 * shown. */
size_t pl_index_worth(const struct pl_index_candidate *candidates, size_t n, double threshold);

#endif
