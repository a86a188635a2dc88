/* Who speaks in a claim, and through whom: relay, circular, vague.
 *
 * relay: the claimant is heard through somebody who is named (via, relayed by, a briefing to a lawmaker), or one
 * claimant's statement, or a claim that another cites, has another number or bound than the original in this table.
 * circular: a claim cites itself, claims cite each other in a ring, the same statement or another's listed claim of the
 * same thing and value stands as a second one. vague: who (unnamed), what, how many, when or how is missing. Who is
 * right is never said. Pure. */
#ifndef PL_EVIDENCE_SPEAKER_H
#define PL_EVIDENCE_SPEAKER_H

#include "evidence/claim_row.h"
#include "evidence/finding.h"

/* LIMIT, NOMEM. */
PL_MUST int pl_speaker_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

#endif
