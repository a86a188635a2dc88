/* Suspected copies: which item may have been taken from which without saying so. Suggestions that a person confirms.
 *
 * Two observers who are both right agree, so agreement proves little. What speaks for a copy is agreement beyond what
 * measurement gives (a count exactly equal where observers of other events differ by a few), values that are another
 * item's after rounding or dropping, coming later by the usual delay, and the habit of a source to take what it reports
 * from others. How often each of these happens among declared copies and among observers, and which source has which
 * habit, is learnt from the whole set of items at hand (expectation maximisation with fixed rounds: same input, same
 * bits); nothing is learnt across runs. The rule reads texts, times of publication, declared citations, and which items
 * share a source; never a source's kind or name, the spelling of an id, or the order of the input. Method, thresholds
 * and what they cost: docs/corroboration.md. Items of different events are never linked. Pure. */
#ifndef PL_EVIDENCE_COPYING_H
#define PL_EVIDENCE_COPYING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "evidence/origin.h"

/* Changes with anything that can change a suspicion. */
#define PL_COPYING_VERSION 1

/* Items of one event beyond which it is LIMIT: pairs are compared. */
#define PL_COPYING_MAX_EVENT 2000u

struct pl_copying_item {
    uint32_t event;    /* equal numbers: the same event */
    uint32_t source;   /* equal numbers: the same source; PL_ORIGIN_NONE: not said, a source of its own */
    pl_time published; /* or PL_TIME_NONE */
    pl_str text;
    const uint32_t *cites; /* declared parents, indices of items of the set */
    uint32_t n_cites;
    bool absent; /* only cited, not at hand: never a suspected parent, learnt from in no way */
};

/* All thresholds; pl_copying_defaults gives the shipped ones, each with its reason in copying_in.h. */
struct pl_copying_params {
    double suspect_from; /* an item is a suspected copy where the odds of copying against observing reach this */
    double relay_prior;  /* pseudo-items with which each source starts, half of them copies */
    unsigned rounds;     /* of expectation maximisation */
};
struct pl_copying_params pl_copying_defaults(void);

/* For every item without a declared parent at most one suspected parent; *ret_links by (child), kind
 * PL_LINK_COPY_SUSPECTED, why in words, all in the arena. params may be NULL. LIMIT, NOMEM, USAGE for an index out of
 * range. */
PL_MUST int pl_copying_suspect(const struct pl_copying_item *items, uint32_t n, const struct pl_copying_params *params,
                               struct pl_arena *arena, const struct pl_origin_link **ret_links, uint32_t *ret_n,
                               struct pl_error *err);

#endif
