/* What a reader of a case may see: the one way in for everything that answers somebody who is not cleared for all.
 *
 * The name that pl_view_name makes is given to any verb of app/ in place of the case's folder; every question it then
 * puts to the case leaves out what is marked higher, from lists, counts, searches and exports alike
 * (store/clearance.h says what and how). Verbs that write refuse such a name. In src/http, pl_call_case gives it. */
#ifndef PL_APP_CLEARANCE_H
#define PL_APP_CLEARANCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct pl_case;

/* The case in dir as somebody cleared up to that marking sees it ("" : everything, and dir itself). In the arena; NULL
 * when it is full. */
const char *pl_view_name(struct pl_arena *arena, const char *dir, pl_str up_to);

/* Is it a word of the markings, such as "TLP:GREEN"? */
bool pl_clearance_is(pl_str marking);

/* Does such a name leave anything of its case out? Whoever is answered by it is told so: "nothing" is then no word of
 * the case. NOT_FOUND, STORE as pl_case_open. */
PL_MUST int pl_view_withholds(const char *view, bool *ret, struct pl_error *err);

/* Why no name can be said to be in no list, for a case of which no list that counts is seen, or one too few: *why as it
 * was found, "" where there is no list at all; where something is withheld from this handle, that too. In the arena. */
PL_MUST int pl_view_lacks_list(const struct pl_case *c, struct pl_arena *arena, pl_str *why, struct pl_error *err);

#endif
