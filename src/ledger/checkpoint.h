/* Checkpoints: what a log says it holds, as the text of a signed note (C2SP tlog-checkpoint,
 * docs/format/checkpoint.md). Pure. */
#ifndef PL_LEDGER_CHECKPOINT_H
#define PL_LEDGER_CHECKPOINT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/hash.h"
#include "ledger/key.h"

#define PL_CHECKPOINT_ORIGIN_MAX 255

struct pl_checkpoint {
    pl_str origin;
    uint64_t size; /* leaves */
    pl_hash root;
    pl_str extension; /* lines behind the root, with their line ends; "" in ours */
};

/* Reads the text of a note; views borrow it. FORMAT with the line for anything else. */
PL_MUST int pl_checkpoint_read(pl_str text, struct pl_checkpoint *ret, struct pl_error *err);

/* Appends origin, size, root and extension. */
void pl_checkpoint_write(const struct pl_checkpoint *checkpoint, struct pl_buf *buf);

/* The origin of a case's log: `plimsoll/` and the 64 hex digits of the participant's key, which also names the key. */
void pl_checkpoint_origin(const pl_public_key *participant, struct pl_buf *buf);

#endif
