/* Pinning: an event of a case as bytes that may be cited and released.
 *
 * A rebuild may conclude otherwise, and a release may withhold an exhibit; so what is cited is kept as it was, and
 * names its exhibits by their salted commitments (ledger/chunk), members by their chunk roots alone. Who may see an
 * exhibit finds it by its root; who may not learns neither its hash nor its name. */
#ifndef PL_APP_PIN_H
#define PL_APP_PIN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "store/case.h"

/* The event as one JSON object (docs/format/event.md, `exhibit` as `commitment:<64 hex digits>`, `member` null), in the
 * arena. *ret_facts is `rules HEX ports HEX mids HEX`: the hash of the rules (docs/rules.md) and the SHA-256 of the
 * tables of ports and number ranges. NOT_FOUND for no event of the case; LIMIT. */
PL_MUST int pl_pin_event(struct pl_case *c, pl_hash id, struct pl_arena *arena, pl_str *ret, pl_str *ret_facts,
                         struct pl_error *err);

/* What stands for an exhibit that came with journal entry seq: from its secret, hash and size. STORE where they were
 * erased. */
PL_MUST int pl_pin_commitment(struct pl_case *c, int64_t seq, struct pl_arena *arena, pl_hash *ret,
                              struct pl_error *err);

#endif
