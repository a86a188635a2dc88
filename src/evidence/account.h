/* Accounts of events as JSON Lines: the files of sources, items and further links that `plimsoll origins` reads.
 *
 * Sources: {"source_id","party"}; items: {"item_id","source_id","published","text","cites":[ids],"event_id"}; links:
 * {"child","parent","as","by"}, `as` in the words of PL_LINK_KINDS. Other members are ignored; party, source_id,
 * published, text, cites and by may be absent or null. A malformed line is reported with its number and left out. Of
 * lines with one id that differ, the one whose bytes sort first counts, so that the order of the file does not; equal
 * lines are one. What is cited but is no item of the same event becomes an absent item: two reports that cite the same
 * thing that nobody has are one origin, not two. An unknown source is kept as one that names no party. A link with an
 * unknown end, between two events, or from an item to itself is rejected. Ceilings: a line 1 MiB, 1,000,000 lines a
 * file, ids 256 bytes, 1,000 citations an item. Everything lives in the arena. Pure. */
#ifndef PL_EVIDENCE_ACCOUNT_H
#define PL_EVIDENCE_ACCOUNT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "evidence/copying.h"
#include "evidence/origin.h"

#define PL_ACCOUNT_MAX_LINE  ((size_t)1024 * 1024)
#define PL_ACCOUNT_MAX_ID    256u
#define PL_ACCOUNT_MAX_CITES 1000u

/* A complaint about a line: which file (0 sources, 1 items, 2 links), where, what. `left_out`: the line does not count;
 * else only a part of it was left out. A code other than 0 stops the reading, which returns it. */
struct pl_account_fault {
    unsigned file;
    bool left_out;
    struct pl_error error; /* code FORMAT or LIMIT, line, byte */
};
typedef int (*pl_account_sink)(void *ctx, const struct pl_account_fault *fault, struct pl_error *err);

struct pl_account_counts {
    uint64_t lines; /* that are not blank */
    uint64_t accepted;
    uint64_t repeated; /* the same line again */
    uint64_t rejected;
};

struct pl_account {
    struct pl_origin_graph graph; /* items in the order (event, published, id); links: cites and given ones */
    const pl_str *events;         /* sorted ids */
    uint32_t n_events;
    const uint32_t *event_first;         /* event e: items event_first[e] to event_first[e + 1] - 1 */
    const struct pl_copying_item *items; /* beside graph.items: same index */
    struct pl_account_counts counts[3];
    uint64_t absent_cites;    /* citations of what is no item of the same event */
    uint64_t unknown_sources; /* items with a source_id that the sources lack */
};

/* Reads all three; links may be empty. EMPTY where no item, or no source where sources is not empty, was accepted;
 * FORMAT where more than half of the lines of a file were rejected; LIMIT, NOMEM; the sink's code. */
PL_MUST int pl_account_read(pl_str sources, pl_str items, pl_str links, pl_account_sink sink, void *ctx,
                            struct pl_arena *arena, const struct pl_account **ret_account, struct pl_error *err);

#endif
