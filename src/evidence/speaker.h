/* Who speaks in a claim, and through whom: relay, circular, derived (by citation), vague.
 *
 * relay: the claimant is heard through somebody who is named (via, relayed by, a briefing to a lawmaker); or one
 * statement (same claimant, thing and day) stands in the table with two numbers, bounds, conditions or starts, told by
 * different relays; or a claim cites another and has another number or bound. circular: a claim cites itself, claims
 * cite each other in a ring, a statement stands in the table twice, a claim repeats the number of one that it cites, or
 * a coalition repeats on "information of its members" the number that a state gave before. Citations are an id in the
 * basis, or a claimant's name or acronym in the basis, of the same thing. vague: who (unnamed), what, how many, when or
 * how is missing. Who is right is never said. Pure. */
#ifndef PL_EVIDENCE_SPEAKER_H
#define PL_EVIDENCE_SPEAKER_H

#include "evidence/claim_row.h"
#include "evidence/finding.h"

#define PL_SPEAKER_SAME_DAYS 3       /* between two tellings of one statement */
#define PL_SPEAKER_MAX_LINKS 100000u /* citations in one table */

/* LIMIT, NOMEM. */
PL_MUST int pl_speaker_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

/* The part of it about what is missing. LIMIT, NOMEM. */
PL_MUST int pl_vague_find(const struct pl_claim_table *table, struct pl_findings *findings, struct pl_error *err);

/* Who spoke first, without the ways on which it was heard: `ROK DIA report via Rep. X` and `ROK DIA briefing to a
 * lawmaker` are both `ROK DIA`. A part of claimant. */
pl_str pl_speaker_core(pl_str claimant);

#endif
