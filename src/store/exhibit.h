/* Exhibits and their members: what a location's source number stands for, and what each import counted. */
#ifndef PL_STORE_EXHIBIT_H
#define PL_STORE_EXHIBIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/hash.h"
#include "store/case.h"

struct pl_exhibit {
    int64_t seq; /* of its journal entry */
    pl_hash sha256;
    pl_str name;
    uint64_t bytes;
    pl_str kind;   /* ais, or the kind of list */
    pl_str format; /* as found */
    pl_str source, collector;
    pl_time received; /* or PL_TIME_NONE */
    pl_str marking;
    bool exercise;
    bool own;         /* own-ship sentences only: left out of detection beside other recordings */
    uint64_t reports; /* distinct */
    pl_time first, last;
};

struct pl_exhibit_member {
    uint32_t id; /* the source number of locations */
    int64_t seq;
    uint64_t index;
    pl_str name;
    uint64_t bytes;
    pl_hash root;
};

/* Inside a transaction. */
PL_MUST int pl_exhibit_add(struct pl_case *c, const struct pl_exhibit *exhibit, struct pl_error *err);
PL_MUST int pl_exhibit_add_member(struct pl_case *c, const struct pl_exhibit_member *member, struct pl_error *err);
PL_MUST int pl_exhibit_add_count(struct pl_case *c, int64_t seq, const char *reason, uint64_t n, struct pl_error *err);

/* What was counted of one import, by reason; the reason lives until the sink returns. */
typedef int (*pl_exhibit_count_sink)(void *ctx, pl_str reason, uint64_t n, struct pl_error *err);
PL_MUST int pl_exhibit_counts(struct pl_case *c, int64_t seq, pl_exhibit_count_sink sink, void *ctx,
                              struct pl_error *err);

/* The number that the next member gets. */
PL_MUST int pl_exhibit_next_member(struct pl_case *c, uint32_t *ret, struct pl_error *err);

/* The exhibit with that hash: *ret_found; texts in the arena. */
PL_MUST int pl_exhibit_find(struct pl_case *c, const pl_hash *sha256, struct pl_arena *arena, bool *ret_found,
                            struct pl_exhibit *ret, struct pl_error *err);

/* The exhibit that has a member of that chunk root (of several the first): *ret_found; texts in the arena. */
PL_MUST int pl_exhibit_of_root(struct pl_case *c, const pl_hash *root, struct pl_arena *arena, bool *ret_found,
                               struct pl_exhibit *ret, struct pl_error *err);

/* All of them in journal order; texts live until the sink returns. */
typedef int (*pl_exhibit_sink)(void *ctx, const struct pl_exhibit *exhibit, struct pl_error *err);
PL_MUST int pl_exhibit_each(struct pl_case *c, pl_exhibit_sink sink, void *ctx, struct pl_error *err);

/* All members by id (seq < 0), or those of one exhibit, in the arena. */
PL_MUST int pl_exhibit_members(struct pl_case *c, int64_t seq, struct pl_arena *arena,
                               struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err);

#endif
