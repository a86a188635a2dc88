/* A tlog-proof: an entry stands in a log. */
#include <inttypes.h>

#include "ledger/proof.h"
#include "ledger/tile.h"
#include "verify/verify.h"

#include "base/ban.h"

/* Does the path lead from the entry to the checkpoint? Says so before what the signatures say. */
static void check_path(const struct pl_verify_request *request, const struct pl_proof *proof, struct pl_arena *arena,
                       struct pl_verification *v) {
    if (!request->has_entry) {
        if (v->holds != PL_VERIFY_FAILS) {
            v->holds = PL_VERIFY_UNKNOWN;
            v->why =
                pl_verify_words(arena, "of what entry it is a proof cannot be told without its bytes (--entry); %.*s",
                                (int)v->why.n, v->why.p);
        }
    } else if (!pl_proof_check(proof, pl_tile_leaf(request->entry))) {
        v->holds = PL_VERIFY_FAILS;
        v->why = pl_verify_words(arena,
                                 "the path does not lead from this entry, as number %" PRIu64 " of %" PRIu64
                                 ", to the root of the checkpoint",
                                 proof->index, proof->checkpoint.size);
    } else if (v->holds == PL_VERIFY_HOLDS) {
        v->why = pl_verify_words(arena, "the entry is number %" PRIu64 " of %" PRIu64 " in its log; %.*s", proof->index,
                                 proof->checkpoint.size, (int)v->why.n, v->why.p);
    }
}

static int verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
                  struct pl_verification *ret, struct pl_error *err) {
    struct pl_proof *proof = pl_arena_calloc(arena, 1, sizeof *proof);
    int rc = proof != NULL ? pl_proof_read(bytes, proof, err) : pl_fail(err, PL_E_NOMEM, "no memory for a proof");
    if (rc == PL_E_OK) {
        rc = pl_verify_judge(request, NULL, &proof->note, &proof->checkpoint, arena, ret, err);
    }
    if (rc == PL_E_OK) {
        ret->has_index = true;
        ret->index = proof->index;
        check_path(request, proof, arena, ret);
        rc = pl_verify_beside(request, NULL, &proof->checkpoint, arena, ret, err);
    }
    return rc;
}

const struct pl_verify_kind pl_verify_kind_proof = {"tlog-proof", pl_proof_is, verify};
