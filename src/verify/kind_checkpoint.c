/* A signed checkpoint (C2SP tlog-checkpoint): what a log says it holds. */
#include "verify/verify.h"

#include "base/ban.h"

/* Whatever has a line that begins as a signature: asked last, for other kinds have such lines in them. */
static bool is(pl_str bytes) { return pl_str_find_str(bytes, PL_STR("\n\xE2\x80\x94 ")) < bytes.n; }

static int verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                  struct pl_verification *ret, struct pl_error *err) {
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    int rc = pl_note_read(bytes, &note, err);
    if (rc == PL_E_OK) {
        rc = pl_checkpoint_read(note.text, &checkpoint, err);
    }
    if (rc == PL_E_OK) {
        rc = pl_verify_judge(request, NULL, &note, &checkpoint, arena, ret, err);
    }
    return rc == PL_E_OK ? pl_verify_beside(request, NULL, &checkpoint, arena, ret, err) : rc;
}

const struct pl_verify_kind pl_verify_kind_checkpoint = {"checkpoint", is, verify};
