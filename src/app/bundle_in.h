/* The inside of a bundle while it is made. */
#ifndef PL_APP_BUNDLE_IN_H
#define PL_APP_BUNDLE_IN_H

#include "app/bundle.h"
#include "app/disclose_scope.h"
#include "app/support.h"
#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "store/case.h"

struct pl_bundling {
    const struct pl_bundle_plan *plan;
    struct pl_case *c;
    const struct pl_support *support;
    struct pl_arena arena;
    struct pl_checkpoint checkpoint;
    uint64_t size;
    bool *chosen; /* by entry: something of it goes out */
    struct pl_disclose_scope scope;
    int64_t report;   /* of the report's own entry, or -1 */
    bool *kept_event; /* a support whose event rests on a recording that is kept back */
    bool *closed;     /* chosen, and its contents stay closed */
    bool *hidden;     /* a protected source, or an interview that may not go out */
    bool *opened;     /* an import whose exhibit goes out, in whole or in part */
    bool *as_is;      /* an item whose file goes out as it is, so that its hash may be shown */
    bool pinned;      /* there is an event to compute again */
    uint32_t *ships;  /* malloc'd: of the events, as they come */
    size_t n_ships, ships_cap;
    pl_public_key *signers; /* whose entries are shown, with what they say */
    size_t n_signers, signers_cap;
    struct pl_bundle_entry *entries;
    struct pl_bundle_disclosure *disclosures; /* malloc'd */
    size_t n_disclosures, disclosures_cap;
    struct pl_bundle_member *members; /* ascending by name in the archive */
    size_t n_members;
    const struct pl_bundle_item *items; /* ascending by name in the archive */
    size_t n_items;
    struct pl_bundle_made made;
};

/* The filing that is entry seq itself, or NULL. */
const struct pl_filing *pl_bundling_filing(const struct pl_bundling *m, const struct pl_entry *e, uint64_t seq);

/* Is the marking more restrictive than the plan lets out? */
bool pl_bundling_is_above(const struct pl_bundling *m, pl_str marking);

/* Which supports pin an event that is kept back. */
PL_MUST int pl_bundling_events(struct pl_bundling *m, struct pl_error *err);

/* Opens the recordings behind the events of chosen supports, as the plan says; marks their entries. */
PL_MUST int pl_bundling_exhibits(struct pl_bundling *m, struct pl_error *err);

/* The files of chosen items in the form in which they may leave, with what the log's key signs about each. */
PL_MUST int pl_bundling_items(struct pl_bundling *m, struct pl_error *err);

#endif
