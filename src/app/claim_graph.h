/* The evidence of one claim as a graph to draw: nodes (the claim, what supports it or speaks against it, and what those
 * rest on), edges with their kind, and which independent origin each piece of evidence goes back to.
 *
 * One JSON object: {"type":"claim_graph","claim","nodes":[{"id","kind","title","source","party","reliability",
 * "credibility","withdrawn","erased","origin":N|null,"root","circular"}],"edges":[{"from","to","kind","class":
 * "support|derived|suspected|upstream","words","stance","filing","why","circular"}],"count","at_most","parties",
 * "lead"?,"known_at","journal","exercise"?}. `origin` numbers the origins from 0 in the order of app/claim; null: it
 * counts for none (withdrawn, against, or not at hand). A circular edge lies in a ring of citations. */
#ifndef PL_APP_CLAIM_GRAPH_H
#define PL_APP_CLAIM_GRAPH_H

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"

/* id: a claim, by id or label. NOT_FOUND. */
PL_MUST int pl_claim_graph(const char *dir, pl_time known_at, pl_str id, struct pl_buf *out, struct pl_error *err);

#endif
