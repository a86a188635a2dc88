/* owners: who owns a party of the lists, and whether listed parties hold enough of it for a 50 per cent rule.
 *
 * Works on copies of lists, from files or from a case. Parties are entries; stakes are the Ownership edges of the
 * lists, and what a ship's entry says of its owner: where that is a name only, the owner is a party of that name with
 * an unknown share, and whether it is listed is unknown where a listed party of the same list bears that very name.
 * Entries of different lists are never joined here. An entry of an official list is listed while its publications say
 * so (lists/asof), and it is unknown where the list itself says that the listing ended; in other data a party is listed
 * where a Sanction points to it, within that Sanction's dates, and it is unknown where the data only call it a target.
 * As of a day, a stake without a date holds from its publication on; where the next one lacks it it may have ended. */
#ifndef PL_APP_OWNERS_H
#define PL_APP_OWNERS_H

#include "app/screen.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/time.h"
#include "lists/ownership.h"

struct pl_owners;

/* day: as of that day, or, without has_as_of, today: what has not ended by then counts. copies and their books must
 * outlive it. NOMEM, LIMIT. */
PL_MUST int pl_owners_open(const struct pl_screen_copy *copies, size_t n, bool has_as_of, int32_t day,
                           struct pl_owners **ret, struct pl_error *err);
void pl_owners_close(struct pl_owners *owners); /* accepts NULL */

/* The party called `id`: a list's id or reference, `LIST:ID`, or an IMO number. NOT_FOUND; USAGE where several lists
 * have it (they are named). */
PL_MUST int pl_owners_find(const struct pl_owners *owners, pl_str id, pl_str *ret_party, struct pl_error *err);

/* What a party is, for people: its caption, "" for what is only named. */
pl_str pl_owners_caption(const struct pl_owners *owners, pl_str party);

PL_MUST int pl_owners_ask(const struct pl_owners *owners, pl_str party, int rule, struct pl_arena *arena,
                          struct pl_ownership_answer *ret, struct pl_error *err);

/* What `owners` prints: for each stake and each rule (or one: rule >= 0) a line, then a summary. */
struct pl_owners_ask {
    const char *const *lists; /* files as `--list` names them; 0: the case */
    size_t n_lists;
    const char *dir; /* the case */
    pl_time known_at;
    bool has_as_of;
    int32_t day; /* as of it, or today */
    const char *id;
    int rule;
    bool json;
};
PL_MUST int pl_owners_print(const struct pl_owners_ask *ask, struct pl_buf *out, struct pl_error *err);

#endif
