/* Any bytes as a bundle: what reads writes back the same, byte for byte; verifying reads nothing beyond them, and never
 * says without a reason that something holds. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/bundle.h"
#include "ledger/ustar.h"
#include "verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checksums of headers put right, so that a changed byte gets behind them. */
static void mend(char *bytes, size_t n) {
    for (size_t at = 0; at + 512 <= n && bytes[at] != '\0'; at += 512) {
        unsigned sum = 8 * ' ';
        uint64_t size = 0;
        for (size_t i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? 0 : (unsigned char)bytes[at + i];
        }
        for (unsigned i = 0; i < 6; i++) {
            bytes[at + 153 - i] = (char)('0' + (sum >> (3 * i) & 7));
        }
        for (size_t i = 124; i < 135; i++) {
            size = size << 3 | ((unsigned char)bytes[at + i] & 7);
        }
        if (size > n) {
            return;
        }
        at += (size_t)((size + 511) / 512 * 512);
    }
}

static void check(pl_str bytes) {
    struct pl_bundle bundle;
    struct pl_verification v = {.kind = NULL};
    struct pl_verify_request request = {.has_checkpoint = bytes.n % 2 == 1, .checkpoint = bytes};
    struct pl_arena arena;
    pl_arena_open(&arena, (size_t)64 << 20);
    if (pl_bundle_read(bytes, &arena, &bundle, NULL) == PL_E_OK) {
        PL_BUF_AUTO again = {0};
        pl_buf_open(&again, (size_t)64 << 20);
        if (pl_bundle_write(&bundle, &again, NULL) != PL_E_OK || !pl_str_eq(pl_buf_str(&again), bytes)) {
            abort();
        }
    }
    int rc = pl_verify(&request, bytes, &arena, &v, NULL);
    if ((rc == PL_E_OK || rc == PL_E_FORMAT) && v.why.n == 0) {
        abort();
    }
    if (rc == PL_E_OK && pl_bundle_is(bytes) && v.holds == PL_VERIFY_HOLDS) {
        abort(); /* nothing was trusted */
    }
    pl_arena_close(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check(pl_str_make((const char *)data, size));
    char *mended = malloc(size + 1);
    if (mended == NULL) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        mended[i] = (char)data[i];
    }
    mend(mended, size);
    check(pl_str_make(mended, size));
    free(mended);
    return 0;
}
