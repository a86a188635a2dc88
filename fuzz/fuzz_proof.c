/* Any bytes as a tlog-proof, as the path of a tile and as an entry bundle: what reads writes back the same, and
 * checking a path never reads beyond it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/proof.h"
#include "ledger/tile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_tile(pl_str text) {
    struct pl_tile tile;
    char path[PL_TILE_PATH_MAX];
    pl_str entries[PL_TILE_WIDTH];
    if (pl_tile_path_read(text, &tile, NULL) == PL_E_OK &&
        (pl_tile_path(tile, path, NULL) != PL_E_OK || !pl_str_eq(pl_str_from(path), text))) {
        abort();
    }
    unsigned width = text.n > 0 ? (unsigned char)text.p[0] + 1U : 1;
    pl_str bytes = pl_str_sub(text, 1, text.n);
    if (pl_tile_bundle_read(bytes, width, entries, NULL) == PL_E_OK) {
        PL_BUF_AUTO again;
        pl_buf_open(&again, PL_TILE_BUNDLE_MAX);
        for (unsigned i = 0; i < width; i++) {
            if (pl_tile_bundle_add(&again, entries[i], NULL) != PL_E_OK) {
                abort();
            }
        }
        if (!pl_str_eq(pl_buf_str(&again), bytes)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_str bytes = pl_str_make((const char *)data, size);
    struct pl_proof proof;
    PL_BUF_AUTO again;
    pl_buf_open(&again, 1 << 20);
    read_tile(bytes);
    if (pl_proof_read(bytes, &proof, NULL) != PL_E_OK) {
        return 0;
    }
    pl_proof_write(&proof, &again);
    if (!pl_str_eq(pl_buf_str(&again), bytes) || !pl_proof_is(bytes)) {
        abort();
    }
    (void)pl_proof_check(&proof, pl_tile_leaf(PL_STR("entry 2")));
    (void)pl_merkle_check_consistency(proof.index, proof.checkpoint.root, proof.checkpoint.size, proof.checkpoint.root,
                                      proof.path, proof.n_path);
    return 0;
}
