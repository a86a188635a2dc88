/* Any bytes as the text of a checkpoint and as a verifier key, by lines: what reads writes back the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/checkpoint.h"
#include "ledger/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_str text = pl_str_make((const char *)data, size), rest = text;
    struct pl_checkpoint checkpoint;
    struct pl_vkey vkey;
    PL_BUF_AUTO again;
    pl_buf_open(&again, 1 << 24);
    if (pl_checkpoint_read(text, &checkpoint, NULL) == PL_E_OK) {
        pl_checkpoint_write(&checkpoint, &again);
        if (!pl_str_eq(pl_buf_str(&again), text)) {
            abort();
        }
    }
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (pl_vkey_read(line, &vkey, NULL) == PL_E_OK) {
            vkey.text = vkey.known ? PL_STR("") : vkey.text; /* of a known type it is made anew */
            pl_buf_clear(&again);
            pl_vkey_write(&vkey, &again);
            if (!pl_str_eq(pl_buf_str(&again), line)) {
                abort();
            }
        }
    }
    return 0;
}
