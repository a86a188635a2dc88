/* What a case's log gives out: its entries listed, one of them proved, all of it as static files, two of its
 * checkpoints compared.
 *
 * Entries hold commitments, so that they may be shown to anyone; of what they say nothing is shown here. Reads the case
 * only, save that evidence of a fork is kept in it. */
#ifndef PL_APP_LOG_ENTRIES_H
#define PL_APP_LOG_ENTRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/hash.h"
#include "ledger/merkle.h"

/* ---- log ---- */

struct pl_log_row {
    uint64_t seq;
    pl_hash leaf;
    const struct pl_entry *entry;
    bool by_participant; /* signed by the participant's key, not a person's */
    bool kept;           /* what it holds, and who signed it, is withheld from this reader */
};

/* The row lives until it returns. */
typedef int (*pl_log_row_sink)(void *ctx, const struct pl_log_row *row, struct pl_error *err);

/* Every entry whose own time is at or before known_at (PL_TIME_NONE: every one), from number `from` on, in order;
 * *ret_size is how many entries were known. STORE, NOT_FOUND. */
PL_MUST int pl_log_list(const char *case_dir, uint64_t from, pl_time known_at, pl_log_row_sink sink, void *ctx,
                        uint64_t *ret_size, struct pl_error *err);

/* ---- log prove ---- */

struct pl_log_proved {
    pl_str proof; /* a tlog-proof file */
    pl_str entry; /* the exact bytes that it proves; p NULL: they say who signed what is withheld from this reader */
    pl_hash leaf;
    uint64_t size; /* of the checkpoint */
};

/* The proof of entry seq against the newest checkpoint, checked before it is given; in the arena. NOT_FOUND for an
 * entry that this checkpoint does not hold yet, and without a checkpoint. STORE. */
PL_MUST int pl_log_prove(const char *case_dir, uint64_t seq, struct pl_arena *arena, struct pl_log_proved *ret,
                         struct pl_error *err);

/* ---- log tiles ---- */

struct pl_log_served {
    uint64_t size; /* entries, those of the newest checkpoint */
    pl_hash root;
    uint64_t files; /* written now; full tiles that were there stay */
};

/* The newest checkpoint, last, and what it speaks of as static files (app/tile_files.h). NOT_FOUND without a
 * checkpoint; CHECK where out_dir is of another log; STORE where the journal is not the checkpoint's; IO. */
PL_MUST int pl_log_serve(const char *case_dir, const char *out_dir, struct pl_log_served *ret, struct pl_error *err);

/* ---- log consistency ---- */

struct pl_log_comparison {
    const char *policy; /* a file that says whose keys count; NULL: a log of ours names its key in its origin */
    const char *tiles;  /* a folder of static files of the log; NULL: the journal of the case */
    const char *export; /* a folder for the evidence of a fork */
};

struct pl_log_compared {
    bool fork; /* two checkpoints that one log cannot both hold, each with its signature */
    pl_str origin;
    uint64_t sizes[2];
    pl_hash roots[2];
    pl_hash proof[PL_MERKLE_TREE_MAX]; /* where there is no fork */
    size_t n_proof;
    pl_str why;
    pl_str exported[2]; /* the files, where there is a fork */
    pl_str not_kept;    /* why the case does not keep them, such as a restored backup; "" where it does */
};

/* Does the log of checkpoint `old` begin that of `new`? Both notes must be signed by their log. USAGE where they are of
 * two logs or the other way round; CHECK for a signature that does not hold, and where neither journal nor tiles can
 * tell; FORMAT for what is no checkpoint. A fork is a value: both notes are exported, then kept in the case where it
 * can be written. In the arena. */
PL_MUST int pl_log_compare(const char *case_dir, pl_str old_note, pl_str new_note, const struct pl_log_comparison *how,
                           struct pl_arena *arena, struct pl_log_compared *ret, struct pl_error *err);

#endif
