/* Inside of origins: what origin_why.c asks of origin.c. */
#ifndef PL_EVIDENCE_ORIGIN_IN_H
#define PL_EVIDENCE_ORIGIN_IN_H

#include "evidence/origin.h"

/* The graph's numbers are within its limits and name what is there. LIMIT, USAGE. */
PL_MUST int pl_origin_check(const struct pl_origin_graph *graph, struct pl_error *err);

/* The items by the time of publication, then by id; from the arena, NULL: no memory. */
uint32_t *pl_origin_order(const struct pl_origin_graph *graph, struct pl_arena *arena);

int pl_origin_no_memory(struct pl_error *err); /* NOMEM, with its words */

#endif
