/* A bundle beside the file of --checkpoint: an older or newer checkpoint of the log, or a newer bundle. */
#include <inttypes.h>
#include <string.h>

#include "ledger/merkle.h"
#include "verify/bundle_in.h"

#include "base/ban.h"

static pl_hash root_of(const struct pl_verify_bundle *v, uint64_t size) {
    struct pl_merkle tree = {0};
    for (uint64_t i = 0; i < size; i++) {
        pl_merkle_add(&tree, v->leaves[i]);
    }
    return pl_merkle_root(&tree);
}

/* An older checkpoint: where every entry is here, its root is computed. */
static void look_back(const struct pl_verify_bundle *v, pl_str note_bytes, struct pl_verification *ret) {
    struct pl_note note;
    struct pl_checkpoint other;
    if (ret->holds == PL_VERIFY_FAILS || !v->b->whole || pl_note_read(note_bytes, &note, NULL) != PL_E_OK ||
        pl_checkpoint_read(note.text, &other, NULL) != PL_E_OK || other.size >= v->checkpoint.size ||
        !pl_str_eq(other.origin, v->checkpoint.origin)) {
        return;
    }
    if (pl_hash_cmp(root_of(v, other.size), other.root) != 0) {
        ret->holds = PL_VERIFY_FAILS;
        ret->why = PL_STR("the log has forked: what it signed before is not what it begins with now. Keep both files, "
                          "they are the evidence");
    } else {
        ret->why = pl_verify_words(v->arena, "%.*s, and what it signed then is what it begins with now",
                                   (int)ret->why.n, ret->why.p);
    }
}

/* ---- a newer bundle ---- */

static int open_newer(const struct pl_verify_request *request, const struct pl_policy *came_along,
                      const struct pl_verify_bundle *v, struct pl_bundle *b, struct pl_verify_bundle *newer,
                      struct pl_verification *of_newer, struct pl_error *err) {
    struct pl_note note;
    struct pl_error why = {0};
    *newer = (struct pl_verify_bundle){.b = b, .arena = v->arena, .pool = v->pool, .worst = PL_VERIFY_HOLDS};
    int rc = pl_bundle_read(request->checkpoint, v->arena, b, &why);
    rc = rc == PL_E_OK ? pl_note_read(b->checkpoint, &note, &why) : rc;
    rc = rc == PL_E_OK ? pl_checkpoint_read(note.text, &newer->checkpoint, &why) : rc;
    rc = rc == PL_E_OK ? pl_verify_judge(request, came_along, &note, &newer->checkpoint, v->arena, of_newer, &why) : rc;
    rc = rc == PL_E_OK ? pl_verify_entries(newer, &why) : rc;
    return rc == PL_E_OK ? PL_E_OK
                         : pl_fail(err, rc == PL_E_NOMEM ? PL_E_NOMEM : PL_E_FORMAT, "--checkpoint: %s", why.msg);
}

/* Do the entries of both agree, as far as both have them? */
static bool begins_with(const struct pl_verify_bundle *v, const struct pl_verify_bundle *newer) {
    if (newer->b->whole) {
        return pl_hash_cmp(root_of(newer, v->checkpoint.size), v->checkpoint.root) == 0;
    }
    for (size_t i = 0; i < v->b->n_entries; i++) {
        const struct pl_bundle_entry *other = pl_bundle_entry_of(newer->b, v->b->entries[i].seq);
        if (other != NULL && pl_hash_cmp(newer->leaves[other - newer->b->entries], v->leaves[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* Withdrawals behind this bundle's end, judged by this bundle's report. */
static int list_later(struct pl_verify_bundle *v, const struct pl_verify_bundle *newer, struct pl_error *err) {
    struct pl_verify_bundle both = *newer;
    struct pl_bundle b = *newer->b;
    b.report_id = v->b->report_id;
    b.report_md = v->b->report_md;
    both.b = &b;
    both.parts = NULL;
    both.n_parts = both.parts_cap = 0;
    int rc = pl_verify_withdrawals(&both, err);
    for (size_t i = 0; rc == PL_E_OK && i < both.n_parts; i++) {
        rc = pl_verify_part_add(v, PL_STR("withdrawn since, or before"), both.parts[i].holds, both.parts[i].why, err);
    }
    return rc;
}

static int beside_bundle(const struct pl_verify_request *request, const struct pl_policy *came_along,
                         struct pl_verify_bundle *v, struct pl_verification *ret, struct pl_error *err) {
    struct pl_bundle b;
    struct pl_verify_bundle newer;
    struct pl_verification of_newer = {0};
    int rc = open_newer(request, came_along, v, &b, &newer, &of_newer, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    pl_str fault = {0};
    if (!pl_str_eq(newer.checkpoint.origin, v->checkpoint.origin)) {
        fault = PL_STR("the bundle given with --checkpoint is of another log");
    } else if (of_newer.holds == PL_VERIFY_FAILS || newer.worst == PL_VERIFY_FAILS) {
        fault = PL_STR("the bundle given with --checkpoint does not hold itself");
    } else if (newer.checkpoint.size < v->checkpoint.size) {
        fault = PL_STR("the bundle given with --checkpoint is older: verify that one with this beside it");
    } else if (!begins_with(v, &newer)) {
        fault = PL_STR("the log has forked: the newer bundle does not begin with the entries of this one. Keep both "
                       "files, they are the evidence");
    }
    if (fault.p == NULL && request->consistency != NULL &&
        (v->checkpoint.size == 0 ||
         !pl_merkle_check_consistency(v->checkpoint.size, v->checkpoint.root, newer.checkpoint.size,
                                      newer.checkpoint.root, request->consistency->proof, request->consistency->n))) {
        fault = PL_STR("the proof given with --consistency does not lead from this bundle to the newer one: it is of "
                       "other checkpoints, or the log has forked");
    }
    if (fault.p != NULL) {
        return pl_verify_part_add(v, PL_STR("newer bundle"), PL_VERIFY_FAILS, fault, err);
    }
    rc = pl_verify_part_add(
        v, PL_STR("newer bundle"), PL_VERIFY_HOLDS,
        pl_verify_words(v->arena, "the log has grown to %" PRIu64 " entries%s", newer.checkpoint.size,
                        b.whole                ? " and begins with what this bundle shows"
                        : request->consistency ? " and by the consistency proof begins with this one's"
                                               : "; what both show of it is the same"),
        err);
    (void)ret;
    return rc == PL_E_OK ? list_later(v, &newer, err) : rc;
}

int pl_verify_bundle_beside(const struct pl_verify_request *request, const struct pl_policy *came_along,
                            struct pl_verify_bundle *v, struct pl_verification *ret, struct pl_error *err) {
    if (!request->has_checkpoint || ret->holds == PL_VERIFY_FAILS) {
        return PL_E_OK;
    }
    if (pl_bundle_is(request->checkpoint)) {
        return beside_bundle(request, came_along, v, ret, err);
    }
    int rc = pl_verify_beside(request, came_along, &v->checkpoint, v->arena, ret, err);
    if (rc == PL_E_OK) {
        look_back(v, request->checkpoint, ret);
    }
    return rc;
}
