/* tlog-proof files: that an entry stands in a log, to be checked offline (C2SP tlog-proof, docs/format/proof.md).
 *
 * A file holds the index of the entry, its audit path and a checkpoint with signatures. Whether these signatures count
 * is a policy's matter (ledger/policy.h): a proof that leads to its checkpoint says no more than that. Views borrow the
 * bytes that were read. Pure; allocates nothing but in the caller's buffer. */
#ifndef PL_LEDGER_PROOF_H
#define PL_LEDGER_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "ledger/checkpoint.h"
#include "ledger/hash.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

#define PL_PROOF_HEAD      "c2sp.org/tlog-proof@v1\n" /* how every such file begins */
#define PL_PROOF_MAX       (2 * PL_NOTE_MAX)          /* bytes of a file */
#define PL_PROOF_EXTRA_MAX 16384                      /* bytes of `extra`, decoded */

struct pl_proof {
    bool has_extra;
    pl_str extra; /* base64, as it stands; of no meaning here */
    uint64_t index;
    pl_hash path[PL_MERKLE_PATH_MAX];
    size_t n_path;
    pl_str note_bytes; /* the signed checkpoint */
    struct pl_note note;
    struct pl_checkpoint checkpoint;
};

/* True where bytes begin as a proof does. */
bool pl_proof_is(pl_str bytes);

/* FORMAT with the line for anything that pl_proof_write does not write; LIMIT beyond PL_PROOF_MAX bytes or
 * PL_MERKLE_PATH_MAX hashes. Neither path nor signature is checked. */
PL_MUST int pl_proof_read(pl_str bytes, struct pl_proof *ret, struct pl_error *err);

/* Appends a proof file: extra where has_extra, index, path and note_bytes (a whole signed note). */
void pl_proof_write(const struct pl_proof *proof, struct pl_buf *buf);

/* True where the path leads from the entry with this leaf hash (pl_tile_leaf) to the root of the checkpoint. */
bool pl_proof_check(const struct pl_proof *proof, pl_hash leaf);

#endif
