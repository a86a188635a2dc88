/* A derivation graph as W3C PROV-JSON (member submission of 2013-04-24).
 *
 * Items are entities, sources and parties agents, links wasDerivedFrom with the PROV type where there is one
 * (prov:PrimarySource, prov:Quotation, prov:Revision) and `plimsoll:link` with our own word always. A common upstream
 * is an entity that both were derived from. A suspected copy carries `plimsoll:status: suspected`: it is no fact. Ids
 * of the input are escaped into qualified names; what they stand for is in prov:label. Pure. */
#ifndef PL_EVIDENCE_PROV_H
#define PL_EVIDENCE_PROV_H

#include "base/buf.h"
#include "evidence/origin.h"

/* Appends one JSON document, sorted by (time, id), with a line end; a full buffer is told by pl_buf_failed. NOMEM. */
PL_MUST int pl_prov_write(const struct pl_origin_graph *graph, struct pl_buf *out, struct pl_error *err);

#endif
