/* Identifiers, addresses, dates and other names out of the free text of list entries: UN COMMENTS1, OFAC Remarks, and
 * the notes of every list.
 *
 * Ships stand in these lists as prose. A number after "IMO" is a ship's or a company's by its check digit; where both
 * fit or neither does, the context decides or it stays what the text calls it, marked invalid. Pure. */
#ifndef PL_LISTS_REMARK_H
#define PL_LISTS_REMARK_H

#include "lists/entity.h"

/* Reads every "IMO 1234567", "IMO number: ...", "MMSI ..." in running text and, for a vessel, "Call sign: ..."; adds
 * IMO, IMO_COMPANY, RELATED_IMO, MMSI and CALL_SIGN values. exercise: the reserved ranges count as valid. LIMIT, NOMEM.
 */
PL_MUST int pl_remark_numbers(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                              bool exercise, struct pl_error *err);

/* Reads one OFAC Remarks text: parts between "; ", each by its leading words (DOB, POB, Passport, a.k.a. '...',
 * Former Vessel Flag, Vessel Registration Identification, MMSI, Linked To ...). What is not known goes to NOTES; then
 * the prose is read as of pl_remark_prose. exercise as above. LIMIT, NOMEM. */
PL_MUST int pl_remark_ofac(struct pl_entity *entity, struct pl_arena *arena, pl_str text, bool exercise,
                           struct pl_error *err);

/* Reads e-mail addresses, websites (only where the words beside one call it a website: texts also cite notices) and
 * wallet addresses in running text; adds EMAIL, WEBSITE and WALLET values. LIMIT, NOMEM. */
PL_MUST int pl_remark_contacts(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                               struct pl_error *err);

/* What the prose of a whole entry names: numbers out of its NOTES and REASON, contacts out of these and of its ADDRESS
 * values. For the end of an entry, once its schema is known: it tells a ship's own numbers. LIMIT, NOMEM. */
PL_MUST int pl_remark_prose(struct pl_entity *entity, struct pl_arena *arena, bool exercise, struct pl_error *err);

/* True where a sentence of the text is nothing but the word: "Vessel." or "Vessel: IMO ...". A company's comment that
 * speaks of ships ("Ship manager of ...") must never make the company a ship. */
bool pl_remark_says_vessel(pl_str text);

#endif
