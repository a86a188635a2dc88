/* Tiles, entry bundles and checkpoints that another program wrote (Tessera), where ../shared/data is at hand: of every
 * size from 1 to 15 the entries give the hashes of the tile, and these the root of the checkpoint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "ledger/checkpoint.h"
#include "ledger/merkle.h"
#include "ledger/note.h"
#include "ledger/tile.h"

#define LOG "../shared/data/interop/tlog/tessera-log/"

static void read_into(struct pl_buf *buf, const char *format, unsigned size) {
    char path[512];
    snprintf(path, sizeof path, "%s%s%u", LOG, format, size);
    pl_buf_open(buf, 1 << 20);
    assert_int_equal(pl_file_read(path, 1 << 20, buf, NULL), 0);
}

static void one_size(unsigned size) {
    PL_BUF_AUTO entries = {0};
    PL_BUF_AUTO tile = {0};
    PL_BUF_AUTO signed_note = {0};
    pl_str list[PL_TILE_WIDTH];
    pl_hash leaves[PL_TILE_WIDTH];
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    struct pl_error err = {0};
    read_into(&entries, "tile/entries/000.p/", size);
    read_into(&tile, "tile/0/000.p/", size);
    read_into(&signed_note, "checkpoint.", size);
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&entries), size, list, &err), 0);
    assert_int_equal(tile.n, size * PL_HASH_BYTES);
    for (unsigned i = 0; i < size; i++) {
        leaves[i] = pl_tile_leaf(list[i]);
        assert_memory_equal(leaves[i].b, tile.p + i * PL_HASH_BYTES, PL_HASH_BYTES);
    }
    assert_int_equal(pl_note_read(pl_buf_str(&signed_note), &note, &err), 0);
    assert_int_equal(pl_checkpoint_read(note.text, &checkpoint, &err), 0);
    assert_int_equal(checkpoint.size, size);
    assert_int_equal(pl_hash_cmp(pl_merkle_root_of(leaves, size), checkpoint.root), 0);
    assert_int_equal(pl_tile_bundle_read(pl_buf_str(&entries), size + 1, list, &err), PL_E_FORMAT);
    if (size > 1) {
        assert_int_equal(pl_tile_bundle_read(pl_buf_str(&entries), size - 1, list, &err), PL_E_FORMAT);
    }
}

static void every_size(void **state) {
    (void)state;
    for (unsigned size = 1; size <= 15; size++) {
        one_size(size);
    }
}

int main(void) {
    if (!pl_file_exists(LOG "checkpoint.1")) {
        puts("skipped: ../shared/data/interop/tlog is not there");
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_size)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
