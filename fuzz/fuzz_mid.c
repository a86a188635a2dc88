/* A MID table and the texts of ship numbers from anywhere. */
#include <stddef.h>
#include <stdint.h>

#include "names/identifier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 8 << 20);
    const struct pl_mids *mids = NULL;
    struct pl_error err;
    const pl_str text = pl_str_make((const char *)data, n);
    uint32_t imo = 0;
    if (pl_imo_parse(text, &imo)) {
        (void)pl_imo_valid(imo, true);
    }
    if (!pl_mids_parse(text, &arena, &mids, &err)) {
        for (uint32_t mid = 0; mid < 1000; mid++) {
            (void)pl_mmsi_fault(mid * 1000000, false, mids);
            (void)pl_mids_name(mids, mid);
        }
    }
    return 0;
}
