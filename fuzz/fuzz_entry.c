/* Any bytes as a journal entry: what reads back writes back the same, but for the signature. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena;
    struct pl_entry entry;
    pl_arena_open(&arena, (size_t)1 << 22);
    pl_str bytes = pl_str_make((const char *)data, size);
    if (pl_entry_read(bytes, &arena, &entry, NULL) == PL_E_OK) {
        uint8_t seed[32] = {0};
        struct pl_key key;
        PL_BUF_AUTO again;
        pl_buf_open(&again, PL_ENTRY_MAX);
        if (pl_key_from_seed(seed, &key, NULL) != PL_E_OK) {
            abort();
        }
        pl_public_key signer = entry.signer;
        entry.signer = key.public;
        if (pl_entry_write(&entry, &key, &again, NULL) != PL_E_OK || again.n != size) {
            abort();
        }
        (void)signer;
        (void)pl_entry_verify(bytes);
    }
    return 0;
}
