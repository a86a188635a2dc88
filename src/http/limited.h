/* What an answer says to somebody from whom something of the case is withheld, in the one place where answers end: that
 * this is so. Without it "nothing" would be a word about the case, and be false. An X-Plimsoll-Withheld field whatever
 * the form ("above TLP:GREEN"), and in JSON (and problems, and GeoJSON) the member "case_withheld":true. How much is
 * withheld, and of what kind, is not told here. OpenRefine's answers have the field alone, and so has a body that has
 * no room for the member below its ceiling.
 *
 * Whether anything is withheld below a clearance is kept as long as nobody commits to the case. Any thread. */
#ifndef PL_HTTP_LIMITED_H
#define PL_HTTP_LIMITED_H

#include "http/answer.h"
#include "http/route.h"

struct pl_limited;

PL_MUST int pl_limited_open(struct pl_limited **ret, struct pl_error *err); /* NOMEM */
void pl_limited_close(struct pl_limited *limited);                          /* accepts NULL */

/* Says it in call->answer, whatever its status; nothing to whoever is not signed in or is cleared for all. version: of
 * the case as it is (pl_past_version); below 0 nothing is kept. Where the case cannot be read it is said as well. */
void pl_limited_say(struct pl_limited *limited, struct pl_call *call, int64_t version);

#endif
