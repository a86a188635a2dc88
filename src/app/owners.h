/* owners: who owns a party of the lists, and whether listed parties hold enough of it for a 50 per cent rule.
 *
 * Works on copies of lists, from files or from a case. Parties are entries; stakes are the Ownership edges of the
 * lists, and what a ship's entry says of its owner: where that is a name only, the owner is a party of that name with
 * an unknown share, and whether it is listed is unknown where a listed party of the same list bears that very name.
 * Entries of different lists are never joined here. An entry of an official list is listed while its publications say
 * so (lists/asof), and it is unknown where the list itself says that the listing ended; in other data a party is listed
 * where a Sanction points to it, within that Sanction's dates, and it is unknown where the data only call it a target.
 * Where the case requires a list that is missing, undated or too old, `holds` is undetermined, whatever the others say.
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

/* What else a list says of the party and another: an edge (Directorship, Family, Ownership of what it owns or of a
 * former owner ...) or a value of an entry (operator, parent ...). Shown as it is said, counted in no share, and of
 * every date: whether it held on the day is for the reader. */
struct pl_owners_link {
    pl_str relation;   /* the schema of the edge, or the property */
    pl_str other;      /* LIST:ID, or a name as the list writes it */
    pl_str other_role; /* the property by which the edge names the other; "" for a value */
    pl_str words;      /* role, relationship and position as the list writes it; "" */
    pl_str start, end, status, source;
    bool named;       /* the other is a name only */
    int other_listed; /* enum pl_maybe; a name only is never YES, nor NO: a name is nobody */
};

/* In the order of the list, values of the party's entry first. LIMIT beyond PL_OWNERS_MAX_LINKS, NOMEM. */
#define PL_OWNERS_MAX_LINKS 100000u
PL_MUST int pl_owners_links(const struct pl_owners *owners, pl_str party, struct pl_arena *arena,
                            struct pl_owners_link **ret, size_t *ret_n, struct pl_error *err);

/* What `owners` prints: for each rule (or one: rule >= 0) a line with its stakes, a line for each link, a summary. */
struct pl_owners_ask {
    const char *const *lists; /* files as `--list` names them; 0: the case */
    size_t n_lists;
    const char *dir; /* the case */
    pl_time known_at;
    bool has_as_of;
    int32_t day; /* as of it, or today; with known_at and without has_as_of the day of known_at counts */
    const char *id;
    int rule;
    bool json;
};
PL_MUST int pl_owners_print(const struct pl_owners_ask *ask, struct pl_buf *out, struct pl_error *err);

#endif
