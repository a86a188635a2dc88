/* The inside of the bundle kind: what its files share while one bundle is checked. */
#ifndef PL_VERIFY_BUNDLE_IN_H
#define PL_VERIFY_BUNDLE_IN_H

#include "detect/rules.h"
#include "geo/port.h"
#include "ledger/bundle.h"
#include "ledger/checkpoint.h"
#include "ledger/chunk.h"
#include "names/identifier.h"
#include "track/report.h"
#include "verify/verify.h"

#define PL_VERIFY_PARTS_MAX 100000u

/* One bundle under check. parsed[i] is what entries[i] reads as, leaves[i] its leaf. */
struct pl_verify_bundle {
    const struct pl_bundle *b;
    struct pl_checkpoint checkpoint;
    const struct pl_entry *parsed;
    const pl_hash *leaves;
    struct pl_arena *arena;
    struct pl_pool *pool; /* or NULL */
    struct pl_verify_part *parts;
    size_t n_parts, parts_cap;
    int worst; /* enum pl_verify_holds of all parts so far: FAILS before UNKNOWN before HOLDS */
};

/* Adds a part with its words. NOMEM, LIMIT. */
PL_MUST int pl_verify_part_add(struct pl_verify_bundle *v, pl_str part, int holds, pl_str why, struct pl_error *err);

/* The value of a disclosed field, or {NULL,0}; its commitment was checked before. */
pl_str pl_verify_value(const struct pl_verify_bundle *v, uint64_t seq, const char *field);

/* Has the entry a field of that name whose value is not shown? */
bool pl_verify_is_closed(const struct pl_verify_bundle *v, size_t at, const char *field);

/* Is the entry of that kind? */
bool pl_verify_kind_is(const struct pl_entry *e, const char *kind);

/* Runs task(ctx, i) for each i < n, over the pool where there is one. */
void pl_verify_each(const struct pl_verify_bundle *v, size_t n, void (*task)(void *ctx, size_t i), void *ctx);

/* Withdrawals among the entries, and whether the report rests on what they end: a part for each. */
PL_MUST int pl_verify_withdrawals(struct pl_verify_bundle *v, struct pl_error *err);

/* What is here of the files of items, against what the log's key and their entries were signed for: a part for each. */
PL_MUST int pl_verify_items(struct pl_verify_bundle *v, struct pl_error *err);

/* Compares a bundle with the file of --checkpoint: a checkpoint, older or newer, or a newer bundle. */
PL_MUST int pl_verify_bundle_beside(const struct pl_verify_request *request, const struct pl_policy *came_along,
                                    struct pl_verify_bundle *v, struct pl_verification *ret, struct pl_error *err);

/* Reads and checks a bundle's entries alone: v->b, v->checkpoint, v->arena and v->pool are set. A part says how. */
PL_MUST int pl_verify_entries(struct pl_verify_bundle *v, struct pl_error *err);

/* ---- events ---- */

/* A member of a disclosed exhibit. */
struct pl_verify_opened {
    const struct pl_bundle_member *chunks;
    size_t at; /* of the import in entries */
    uint64_t seq;
    struct pl_chunk_root root;
    bool whole;      /* every member of its exhibit is, and how it was read is shown */
    bool superseded; /* a later import replaces this reading of it */
};

/* A report that was read, and where it stands. */
struct pl_verify_item {
    pl_str record;
    struct pl_loc src; /* source: which of `opened` */
};

struct pl_verify_place {
    struct pl_loc src;
    uint32_t mmsi;
};

struct pl_verify_reports {
    struct pl_verify_bundle *v;
    struct pl_verify_opened *opened;
    size_t n_opened;
    uint64_t imports, disclosed; /* recordings in the entries shown; of these, wholly disclosed */
    pl_str closed;               /* the imports not wholly disclosed, by their entries: "3, 5 and more"; "" none */
    bool unpacked;               /* one of these came compressed or as an archive, or does not show that it did not */
    const char *decoder;         /* hex of who signed for that */
    bool exercise;
    struct pl_rules rules;
    struct pl_verify_item *items, *own; /* ascending by record */
    size_t n_items, items_cap, n_own, own_cap;
    struct pl_verify_place *places; /* ascending by source and offset */
    size_t n_places, places_cap;
    struct pl_buf record;
    uint32_t member; /* that is being read */
    uint64_t shift;  /* added to its offsets */
};

/* Checks every chunk against the signed roots, and says how much of the log's recordings is there. A part where
 * something does not hold, one on what is disclosed. */
PL_MUST int pl_verify_exhibits(struct pl_verify_reports *r, struct pl_error *err);

/* Decodes what is disclosed. Afterwards pl_verify_reports_close. */
PL_MUST int pl_verify_read_reports(struct pl_verify_reports *r, struct pl_error *err);
void pl_verify_reports_close(struct pl_verify_reports *r);

/* The report that stands exactly there, or NULL. */
const struct pl_verify_place *pl_verify_report_at(const struct pl_verify_reports *r, struct pl_loc at);

/* Computes every pinned event again from the chunks that are disclosed: a part for each. */
PL_MUST int pl_verify_events(struct pl_verify_bundle *v, struct pl_error *err);

#endif
