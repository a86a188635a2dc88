/* Archive blocks and canonical records from foreign bytes: refused, or read and written again to the same content. The
 * digest is made right first, so that the fuzzer gets behind it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/hash.h"
#include "track/block.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(int holds) {
    if (!holds) {
        abort();
    }
}

static void try_record(const uint8_t *data, size_t n) {
    struct pl_report report;
    struct pl_ais_static s;
    if (pl_report_read(pl_str_make((const char *)data, n), &report, NULL) == 0) {
        check(report.mmsi == pl_be32(data + 8));
        if (pl_report_static(&report, &s)) {
            check(memchr(s.name, 0, sizeof s.name) != NULL && memchr(s.destination, 0, sizeof s.destination) != NULL);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static struct pl_block_codec *codec, *other; /* kept: they hold megabytes of scratch */
    try_record(data, n);
    if (n < 8 || n > 1 << 20 || (codec == NULL && pl_block_codec_open(&codec, NULL) != 0) ||
        (other == NULL && pl_block_codec_open(&other, NULL) != 0)) {
        return 0;
    }
    PL_BUF_AUTO block;
    PL_BUF_AUTO again;
    pl_buf_open(&block, 1 << 21);
    pl_buf_open(&again, 1 << 26);
    pl_buf_add(&block, data, n);
    pl_hash digest = pl_sha256_of(block.p, n - 8);
    memcpy(block.p + n - 8, digest.b, 8);
    const struct pl_block_item *items = NULL, *items_again = NULL;
    size_t n_items = 0, n_again = 0;
    struct pl_block_info info, info_again;
    if (pl_block_decode(codec, pl_buf_str(&block), &items, &n_items, &info, NULL) == 0) {
        check(pl_block_encode(other, items, n_items, &again, &info_again, NULL) == 0);
        check(info.n_positions == info_again.n_positions && info.west == info_again.west);
        check(pl_block_decode(other, pl_buf_str(&again), &items_again, &n_again, NULL, NULL) == 0 &&
              n_again == n_items);
        for (size_t i = 0; i < n_items; i++) {
            check(pl_str_eq(items[i].record, items_again[i].record));
            check(items[i].src.offset == items_again[i].src.offset && items[i].n_stations == items_again[i].n_stations);
        }
    }
    return 0;
}
