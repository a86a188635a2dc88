/* What whoever sends something out keeps back of it, beyond the rules of app/disclose: the same for bundles and for the
 * pages of reports.
 *
 * Filings are named by id or label, other entries by their place in the journal ("4", "E4", "Q4"). What is marked more
 * restrictively than `up_to` stays closed too. An event stays closed where all its evidence is of recordings that are
 * kept back, or one of its ships was heard in these alone: that the ship was heard came from there. */
#ifndef PL_APP_DISCLOSE_SCOPE_H
#define PL_APP_DISCLOSE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/support.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "store/case.h"

struct pl_disclose_scope {
    const pl_str *withhold;
    size_t n_withhold;
    pl_str up_to; /* of pl_import_markings; "": any */
};

/* NOT_FOUND for a name that fits nothing (it would leave open what was to be closed); USAGE for a marking that is
 * none. size: entries of the log. */
PL_MUST int pl_disclose_scope_check(const struct pl_disclose_scope *scope, const struct pl_support *support,
                                    uint64_t size, struct pl_error *err);

/* Is the filing of that id withheld by name? */
bool pl_disclose_withholds(const struct pl_disclose_scope *scope, const struct pl_support *support, pl_str id);

/* Is the journal entry seq, which is no filing, withheld by its number? */
bool pl_disclose_withholds_entry(const struct pl_disclose_scope *scope, uint64_t seq);

/* The place of a marking in pl_import_markings: 0 is the most restrictive, and any other word counts as that. */
size_t pl_disclose_rank(pl_str marking);

/* Is it a word of pl_import_markings? */
bool pl_disclose_is_marking(pl_str marking);

/* Is the marking more restrictive than up_to? */
bool pl_disclose_is_above(const struct pl_disclose_scope *scope, pl_str marking);

/* The recordings that are kept back. */
struct pl_disclose_kept {
    struct pl_case *c;
    const bool *seq; /* by journal entry; NULL: none is */
    uint64_t size;
    const pl_str *commitments; /* "commitment:<64 hex>", as an event's evidence has them */
    size_t n;
};
PL_MUST int pl_disclose_kept_read(struct pl_case *c, const struct pl_disclose_scope *scope, uint64_t size,
                                  struct pl_arena *arena, struct pl_disclose_kept *ret, struct pl_error *err);

/* Is the event, as a support pins it, kept back with them? True for what cannot be read. */
PL_MUST int pl_disclose_is_kept_event(const struct pl_disclose_kept *kept, pl_str pinned, struct pl_arena *arena,
                                      bool *ret, struct pl_error *err);

#endif
