/* Whether evidence bears on what it is filed under: does it name another subject than the claim, does something now
 * rest on itself? Hints for people, never refusals: a person may know why the one bears on the other. */
#ifndef PL_APP_BEARING_H
#define PL_APP_BEARING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/filing.h"

#define PL_BEARING_WALK_MAX 10000 /* filings that a search for a ring looks at */

/* What the evidence is about, where that is not what the claim names; {NULL,0} where it is, or where either names
 * nothing that can be compared. Names are compared folded, one within the other counts as the same; two IMO numbers
 * decide alone. evidence: an observation or claim, else NULL; pinned: an event as JSON, or "". In the arena. */
pl_str pl_bearing_other_subject(const struct pl_filing *claim, const struct pl_filing *evidence, pl_str pinned,
                                struct pl_arena *arena);

/* What a person should know of a support or a derivation that was just filed, a line each; nothing for other filings.
 * NOT_FOUND, IO, STORE, NOMEM. */
PL_MUST int pl_bearing_notices(const char *dir, pl_str id, struct pl_buf *out, struct pl_error *err);

#endif
