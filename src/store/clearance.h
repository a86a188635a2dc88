/* A case as somebody sees it who is cleared up to a marking: what is marked more restrictively is not there.
 *
 * ONE place for all readers. Whoever opens a case by the name "DIR//up-to=TLP:GREEN" (pl_case_view_name makes it, from
 * a viewer's clearance) gets a handle on which every question of store/ leaves out, in lists, counts, searches and
 * exports alike:
 *   - journal entries' contents (payload), acts, filings, exhibits, publications of lists, and what was derived from
 *     them (identities, ships, reception, positions), where the entry is marked above `up_to`;
 *   - events in whose time one of their ships was heard in a recording that is left out, and, where any recording is,
 *     what the second stage notes beside events: both could rest on it;
 *   - objects (files) that only such entries name.
 * The log's entries themselves stay, as numbers, times, kinds and leaves (they are commitments, and a proof needs all
 * of them; app/log_entries does not say who signed what is left out), and so do the opening of the case, keys (app/key
 * names nobody who signed nothing that is seen), rules and required lists, that something was withdrawn (not why), and
 * that the case is an exercise. A marking that is no word of the list counts as the most restrictive, and so does a
 * clearance that is none: then only TLP:CLEAR is shown.
 *
 * Such a handle is for reading, and steady from its opening: entries that come later are not seen. A function that
 * takes the name for a folder finds nothing there: what does not go through pl_case_open fails closed. The cost is one
 * pass over the journal at each opening (about 1 ms for 1,000 entries). */
#ifndef PL_STORE_CLEARANCE_H
#define PL_STORE_CLEARANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct pl_case;

/* Most restrictive first. */
#define PL_MARKINGS(X) X("TLP:RED") X("TLP:AMBER+STRICT") X("TLP:AMBER") X("TLP:GREEN") X("TLP:CLEAR")

#define PL_CASE_UP_TO "//up-to="

/* 0 for the most restrictive, and for any word that is none. */
size_t pl_marking_rank(pl_str marking);
bool pl_marking_is(pl_str marking);

/* The name of the case in dir as somebody cleared up to that marking sees it ("" : dir itself, everything). In the
 * arena; NULL when it is full. */
const char *pl_case_view_name(struct pl_arena *arena, const char *dir, pl_str up_to);

/* Makes a handle see no more than that; before any question is put to it. For pl_case_open, and for a case that was
 * derived from one that is limited (app/known_at). NOMEM, STORE. */
PL_MUST int pl_case_limit(struct pl_case *c, pl_str up_to, struct pl_error *err);

/* For what makes sense of a whole case alone (a check, a backup): REFUSED on a limited handle. */
PL_MUST int pl_case_is_whole(const struct pl_case *c, struct pl_error *err);

/* What a handle is limited to; "" : nothing. */
pl_str pl_case_limited(const struct pl_case *c);

/* Is who signed an entry of that marking kept from this handle? Its contents may be open all the same (above). */
bool pl_case_keeps_back(const struct pl_case *c, pl_str marking);

/* Is anything of the case left out by this handle? STORE. */
PL_MUST int pl_case_withholds(const struct pl_case *c, bool *ret, struct pl_error *err);

#endif
