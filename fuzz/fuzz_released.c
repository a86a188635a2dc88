/* Any bytes as a statement on an item's file: what reads writes back the same, byte for byte. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/released.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pl_released r;
    PL_BUF_AUTO again = {0};
    pl_str text = pl_str_make((const char *)data, size);
    pl_buf_open(&again, PL_RELEASED_TEXT_MAX);
    if (pl_released_read(text, &r, NULL) == PL_E_OK && r.words.n + r.origin.n <= PL_RELEASED_TEXT_MAX - 512 &&
        (pl_released_write(&r, &again, NULL) != PL_E_OK || !pl_str_eq(pl_buf_str(&again), text))) {
        abort();
    }
    return 0;
}
