/* What stands behind claims: the filings of a case as one graph of evidence, and its independent origins.
 *
 * Read once, as of a number of journal entries, withdrawals applied; then asked any number of times. Nodes are items,
 * observations, claims of others and events that support a claim. Links are derivations that persons filed, and common
 * upstreams: the same `upstream` word, the same source by its alias (two reports of one source are one origin; letter
 * case does not matter), a common upstream that a person filed, a source that a person said to rest on another (all
 * that is of both is one origin then), and for events the same ship's own transmissions (whatever the number of
 * receivers). A claim that supports another rests on its own supports, else it is a root. Everything lives in the
 * handle; not shared between threads. */
#ifndef PL_APP_SUPPORT_H
#define PL_APP_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/filing.h"
#include "evidence/origin.h"
#include "store/case.h"

struct pl_support;

PL_MUST int pl_support_open(struct pl_case *c, int64_t before, struct pl_support **ret_support, struct pl_error *err);
void pl_support_close(struct pl_support *support); /* accepts NULL */
#define PL_SUPPORT_AUTO __attribute__((cleanup(pl_support_close_auto))) struct pl_support
static inline void pl_support_close_auto(struct pl_support **support) { pl_support_close(*support); }

/* Of a limited case (store/clearance.h): something that could join origins is left out: a derivation, an end of one, or
 * where evidence is from. Every count of origins is then one at most. */
bool pl_support_links_withheld(const struct pl_support *support);

/* Of a limited case: is it the id of evidence or of a source that a filing names which its reader sees, and that is
 * there and they may not see? What is not there at all is not withheld. */
bool pl_support_withheld(const struct pl_support *support, pl_str id);

/* The filing of that id or label, or NULL; *ret_withdrawn (may be NULL): the entry that withdrew it, or -1. */
const struct pl_filing *pl_support_filing(const struct pl_support *support, pl_str id, int64_t *ret_withdrawn);

/* Filings of a kind that stand, in journal order: i from 0 until NULL. */
const struct pl_filing *pl_support_nth(const struct pl_support *support, char letter, size_t i);

/* Filings of a kind that stand and refer to id, in journal order: i from 0 until NULL. */
const struct pl_filing *pl_support_about(const struct pl_support *support, char letter, pl_str id, size_t i);

/* The newest grade of a source (axis 'R') or of information (axis 'C') that stands; NULL for none. */
const struct pl_filing *pl_support_grade(const struct pl_support *support, pl_str id, char axis);

/* What evidence a node is, where from and who collected it. */
struct pl_support_node {
    pl_str id;                      /* of the filing, or of the event */
    const struct pl_filing *filing; /* NULL for an event */
    pl_str pinned;                  /* of an event: as it was cited, JSON */
    pl_str title;                   /* in words */
    const struct pl_filing *source; /* or NULL */
    pl_str source_name;             /* its alias; of an event the exhibit's source; "" not said */
    pl_str party;                   /* the collecting party; "" not said */
    pl_str upstream;                /* "" none */
    bool withdrawn;                 /* it no longer stands: it counts for nothing, nor does what rests on it alone */
    bool erased;                    /* what says where it is from is gone: as if withdrawn */
};

/* The node of an id or label, or of an event by its id; NULL for what is no evidence of the case. */
const struct pl_support_node *pl_support_node_of(const struct pl_support *support, pl_str id);

/* The node of that number: `source` of a graph's item. */
const struct pl_support_node *pl_support_node(const struct pl_support *support, uint32_t node);

/* The graph of everything that supports (stance `for`) the claims in ids, directly or through other claims; or of the
 * nodes themselves where ids name items, observations or events. In the arena; an item's `source` is its node's number.
 */
PL_MUST int pl_support_graph(const struct pl_support *support, const pl_str *ids, size_t n, struct pl_arena *arena,
                             struct pl_origin_graph *ret_graph, struct pl_error *err);

/* One thing thought away. Of a name that fits several, all of those. */
struct pl_support_without {
    pl_str what; /* "state", "source" or "feed" */
    pl_str name;
    pl_str called; /* how words would name it: a source's alias, where it was named by its id or label */
    struct pl_origin_without without; /* its items sorted: what bears the name, and what rests on that alone */
    const pl_str *shared;             /* sorted: what somebody filed to have one upstream with any of these */
    size_t n_shared;
};

/* What `--without NAME` means: `state:NAME`, `source:NAME`, `feed:NAME`, or a name that is one of these. States are
 * collecting parties; sources ids, labels or aliases; feeds upstream words and sources of exhibits. What derives from
 * the thing (itself or its source: quotes, copies, translates; or names it as its upstream) and from nothing else that
 * stays is thought away with it. NOT_FOUND for a name that nothing in the case bears. `what` is the first that fits.
 * The items may be more than a graph has. */
PL_MUST int pl_support_think_away(const struct pl_support *support, pl_str name, struct pl_arena *arena,
                                  struct pl_support_without *ret, struct pl_error *err);

/* An origin of which nobody can tell from the filings whether it stays. */
struct pl_support_doubt {
    pl_str id; /* a root */
    const char *why;
    bool names; /* why ends before the name (`called`) */
};

/* What is left of a graph. Undetermined are origins whose roots all have a doubt: words that name what is thought away
 * without a filed derivation (a paper that quotes it, perhaps), or a common upstream with something of it. */
struct pl_support_left {
    struct pl_origin_count count; /* without what is thought away */
    uint32_t at_least;            /* of those, how many are no matter of doubt; none where links are withheld */
    const struct pl_support_doubt *doubts;
    size_t n_doubts;
};

/* NOMEM, and as pl_origin_count. Everything in the arena. */
PL_MUST int pl_support_what_is_left(const struct pl_support *support, const struct pl_origin_graph *graph,
                                    const struct pl_support_without *away, struct pl_arena *arena,
                                    struct pl_support_left *ret, struct pl_error *err);

/* "only" or "second" where a count that was `before` is `after` and so loses that origin; NULL. */
const char *pl_support_loses(uint32_t before, uint32_t after);

#endif
