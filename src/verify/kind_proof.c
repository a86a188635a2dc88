/* A tlog-proof: an entry stands in a log. */
#include <inttypes.h>

#include "ledger/entry.h"
#include "ledger/proof.h"
#include "ledger/tile.h"
#include "verify/verify.h"

#include "base/ban.h"

/* An entry of ours bears its author's signature: does it hold, and what it says of who signed. NOMEM. */
static int check_author(const struct pl_verify_request *request, struct pl_arena *arena, bool *ret_holds,
                        pl_str *ret_words, struct pl_error *err) {
    struct pl_entry entry;
    int rc = pl_entry_read(request->entry, arena, &entry, err);
    *ret_holds = true;
    *ret_words = PL_STR("");
    if (rc == PL_E_OK) {
        *ret_holds = pl_entry_verify(request->entry);
        *ret_words = pl_public_key_eq(&entry.signer, &entry.participant)
                         ? PL_STR("; its author is the participant")
                         : PL_STR("; its author is a person, whose delegation this proof does not show");
    }
    return rc == PL_E_NOMEM ? rc : PL_E_OK; /* an entry of another form: its bytes are all that is known */
}

/* Does the path lead from the entry to the checkpoint? Says so before what the signatures say. */
static int check_path(const struct pl_verify_request *request, const struct pl_proof *proof, struct pl_arena *arena,
                      struct pl_verification *v, struct pl_error *err) {
    pl_str author = PL_STR("");
    bool signature_holds = true;
    int rc = request->has_entry ? check_author(request, arena, &signature_holds, &author, err) : PL_E_OK;
    if (rc != PL_E_OK) {
        return rc;
    }
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
    } else if (!signature_holds) {
        v->holds = PL_VERIFY_FAILS;
        v->why = PL_STR("the entry's own signature does not hold");
    } else if (v->holds == PL_VERIFY_HOLDS) {
        v->why =
            pl_verify_words(arena, "the entry is number %" PRIu64 " of %" PRIu64 " in its log; %.*s%.*s", proof->index,
                            proof->checkpoint.size, (int)v->why.n, v->why.p, (int)author.n, author.p);
    }
    return PL_E_OK;
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
        rc = check_path(request, proof, arena, ret, err);
    }
    return rc == PL_E_OK ? pl_verify_beside(request, NULL, &proof->checkpoint, arena, ret, err) : rc;
}

const struct pl_verify_kind pl_verify_kind_proof = {"tlog-proof", pl_proof_is, verify};
