/* Two reports, split at a NUL byte: any bytes are read, and compared with each other in both directions. */
#include <stdlib.h>
#include <string.h>

#include "evidence/agreement.h"
#include "base/ban.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO words;
    struct pl_reading reading[2];
    struct pl_agreement_side side[2];
    uint8_t use[PL_READING_MAX_VALUES];
    bool against[PL_READING_MAX_VALUES] = {false};
    pl_str rest = pl_str_make((const char *)data, size);
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_buf_open(&words, 1 << 20);
    memset(use, PL_VALUE_USE, sizeof use);
    for (int i = 0; i < 2; i++) {
        pl_str text = i == 0 ? pl_str_cut(&rest, '\0') : rest.p != NULL ? rest : PL_STR("");
        if (pl_reading_read(text, &arena, &reading[i], NULL) != 0 || reading[i].n_values > PL_READING_MAX_VALUES) {
            abort();
        }
        side[i] = (struct pl_agreement_side){.reading = &reading[i], .use = use, .against = against};
    }
    for (int i = 0; i < 2; i++) {
        struct pl_agreement a;
        pl_agreement_find(&side[i], &side[1 - i], &a);
        if (a.n > PL_AGREEMENT_MAX) {
            abort();
        }
        for (unsigned k = 0; k < a.n; k++) {
            if (a.feature[k] >> 4 >= PL_SLOT_COUNT || (a.feature[k] & 15) >= PL_CASE_COUNT) {
                abort();
            }
        }
        pl_agreement_words(&side[i], &side[1 - i], &words);
    }
    return 0;
}
