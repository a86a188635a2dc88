/* The head of a case's log: a signed checkpoint says how many entries the journal holds and their root, so that no
 * journal that goes on can lose or change one of them unseen.
 *
 * Never two roots for one size: the newest checkpoint stays in the case, a later one is signed only where the journal
 * still holds all of it, and one of the same size is given again as it was. It is on disk before it is shown. Form:
 * docs/format/checkpoint.md. */
#ifndef PL_APP_LOG_HEAD_H
#define PL_APP_LOG_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/checkpoint.h"
#include "store/case.h"

#define PL_LOG_HEAD_NOTE_MAX 1024 /* bytes of a note of ours */

/* The checkpoint of the whole journal, signed by the participant's key: as a note into buf and, with its origin
 * in the arena, into *ret. REFUSED in a restored backup, STORE where the journal lost what a checkpoint holds. */
PL_MUST int pl_log_head_sign(const char *case_dir, struct pl_arena *arena, struct pl_buf *buf,
                             struct pl_checkpoint *ret, struct pl_error *err);

struct pl_log_resumed {
    uint64_t size;      /* of the checkpoint */
    uint64_t journal;   /* entries of this copy */
    bool was_read_only; /* false: nothing was to be done */
};

/* Lets a restored backup be written again, if its journal holds everything that the checkpoint says. FORMAT for bytes
 * that are no checkpoint; CHECK for another log's, one that this log's key did not sign, or one older than this copy
 * knows of; STORE where this copy lacks entries, holds others, or its journal does not hold. Then nothing changed. */
PL_MUST int pl_log_head_resume(const char *case_dir, pl_str note, struct pl_log_resumed *ret, struct pl_error *err);

/* The log of an open case: its name, its key, and the newest checkpoint that was signed or shown. In the arena. STORE
 * where what is kept is damaged. */
struct pl_log_newest {
    pl_public_key key;
    pl_str origin;
    uint64_t journal; /* entries */
    bool has_checkpoint;
    pl_str note;
    struct pl_checkpoint checkpoint; /* what the note says */
};
PL_MUST int pl_log_head_newest(struct pl_case *c, struct pl_arena *arena, struct pl_log_newest *ret,
                               struct pl_error *err);

/* What is wrong with the journal beside the newest checkpoint that was signed for it: *ret_why is NULL, or in the
 * arena. */
PL_MUST int pl_log_head_check(struct pl_case *c, struct pl_arena *arena, const char **ret_why, struct pl_error *err);

#endif
