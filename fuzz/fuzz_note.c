/* Any bytes as a signed note with a checkpoint: what reads writes back the same text, and signs to a note that reads.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/checkpoint.h"
#include "ledger/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void sign_again(const struct pl_note *note, const struct pl_key *key) {
    PL_BUF_AUTO again;
    struct pl_note back;
    pl_buf_open(&again, 2 * PL_NOTE_MAX);
    if (pl_note_sign(note->text, note->signatures[0].name, key, &again, NULL) != PL_E_OK) {
        abort();
    }
    if (again.n <= PL_NOTE_MAX &&
        (pl_note_read(pl_buf_str(&again), &back, NULL) != PL_E_OK || !pl_str_eq(back.text, note->text) ||
         pl_note_verify(&back, back.signatures[0].name, &key->public) != PL_NOTE_GOOD)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint8_t SEED[32] = {0};
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    struct pl_key key;
    if (pl_key_from_seed(SEED, &key, NULL) != PL_E_OK) {
        abort();
    }
    if (pl_note_read(pl_str_make((const char *)data, size), &note, NULL) != PL_E_OK) {
        return 0;
    }
    (void)pl_note_verify(&note, note.signatures[0].name, &key.public);
    sign_again(&note, &key);
    if (pl_checkpoint_read(note.text, &checkpoint, NULL) == PL_E_OK) {
        PL_BUF_AUTO text;
        pl_buf_open(&text, PL_NOTE_MAX);
        pl_checkpoint_write(&checkpoint, &text);
        if (!pl_str_eq(pl_buf_str(&text), note.text)) {
            abort();
        }
    }
    return 0;
}
