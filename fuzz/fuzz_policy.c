/* Any bytes as a trust policy, with a signed note behind a form feed: what reads writes a canonical text that reads to
 * the same text and fingerprint; judging a note under it never counts more than the note has signatures. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "ledger/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const struct pl_policy *policy, struct pl_arena *arena) {
    struct pl_policy back;
    pl_hash print, again;
    PL_BUF_AUTO one;
    PL_BUF_AUTO two;
    pl_buf_open(&one, (size_t)4 * PL_POLICY_MAX);
    pl_buf_open(&two, (size_t)4 * PL_POLICY_MAX);
    pl_policy_write(policy, &one);
    int rc = pl_policy_read(pl_buf_str(&one), arena, &back, NULL);
    if (rc == PL_E_LIMIT && one.n > PL_POLICY_MAX) {
        return;
    }
    if (rc != PL_E_OK || pl_policy_fingerprint(policy, &print, NULL) != PL_E_OK ||
        pl_policy_fingerprint(&back, &again, NULL) != PL_E_OK || pl_hash_cmp(print, again) != 0) {
        abort();
    }
    pl_policy_write(&back, &two);
    if (!pl_str_eq(pl_buf_str(&one), pl_buf_str(&two))) {
        abort();
    }
}

static void judge(const struct pl_policy *policy, pl_str bytes) {
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    if (pl_note_read(bytes, &note, NULL) != PL_E_OK || pl_checkpoint_read(note.text, &checkpoint, NULL) != PL_E_OK) {
        return;
    }
    struct pl_policy_verdict v = pl_policy_judge(policy, &note, &checkpoint);
    if (v.n > note.n || v.n > policy->n_witnesses || v.answer < 0 || v.answer >= PL_POLICY_ANSWER_COUNT) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    pl_str rest = pl_str_make((const char *)data, size), text = pl_str_cut(&rest, '\f');
    struct pl_policy policy;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 24);
    if (pl_policy_read(text, &arena, &policy, NULL) == PL_E_OK) {
        write_again(&policy, &arena);
        judge(&policy, rest.p != NULL ? rest : PL_STR(""));
    }
    return 0;
}
