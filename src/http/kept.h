/* Answers that are kept as long as nobody commits to the case: for questions that read much and are asked by every page
 * that opens. Only of routes that say so (`keeps`): what they answer may rest on nothing but the case, the address and
 * the viewer's clearance. All functions may be called by any thread. */
#ifndef PL_HTTP_KEPT_H
#define PL_HTTP_KEPT_H

#include "http/answer.h"
#include "http/route.h"

#define PL_KEPT_ANSWERS 16
#define PL_KEPT_BYTES   ((size_t)16 << 20) /* a larger body is not kept */

struct pl_kept;

PL_MUST int pl_kept_open(struct pl_kept **ret, struct pl_error *err); /* NOMEM */
void pl_kept_close(struct pl_kept *kept);                             /* accepts NULL */

/* version: of the case as it is (pl_past_version); below 0 nothing is kept. True: the answer is there. */
bool pl_kept_find(struct pl_kept *kept, const struct pl_call *call, int64_t version);

/* Keeps the call's answer, which the case gave at that version or later. */
void pl_kept_add(struct pl_kept *kept, const struct pl_call *call, int64_t version);

#endif
