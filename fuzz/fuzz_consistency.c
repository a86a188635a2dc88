/* Any bytes as a proof of consistency: reading stops at the ceiling, and what is read is at most that many hashes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_verify_consistency c = {.n = 0};
    struct pl_arena arena;
    pl_arena_open(&arena, (size_t)16 << 20);
    if (pl_verify_consistency_read(pl_str_make((const char *)data, size), &arena, &c, NULL) == PL_E_OK &&
        c.n > PL_MERKLE_TREE_MAX) {
        abort();
    }
    pl_arena_close(&arena);
    return 0;
}
