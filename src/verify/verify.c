#include "verify/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

#include "base/ban.h"

/* The kinds, in the order in which they are asked, the checkpoint last; one line each. */
#define KINDS(X)                                                                                                       \
    X(bundle)                                                                                                          \
    X(proof)                                                                                                           \
    X(checkpoint)

#define DECLARE(kind) extern const struct pl_verify_kind pl_verify_kind_##kind;
KINDS(DECLARE)
#undef DECLARE

#define POINTER(kind) &pl_verify_kind_##kind,
const struct pl_verify_kind *const pl_verify_kinds[] = {KINDS(POINTER) NULL};

#define WORDS_MAX 2048

pl_str pl_verify_words(struct pl_arena *arena, const char *fmt, ...) {
    char text[WORDS_MAX];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    pl_str words = pl_str_copy(arena, pl_str_make(text, length));
    return words.p != NULL ? words : PL_STR("out of memory");
}

int pl_verify(const struct pl_verify_request *request, pl_str bytes, struct pl_arena *arena,
              struct pl_verification *ret, struct pl_error *err) {
    struct pl_verification v = {.holds = PL_VERIFY_FAILS};
    struct pl_error why = {0};
    const struct pl_verify_kind *kind = NULL;
    for (size_t i = 0; kind == NULL && pl_verify_kinds[i] != NULL; i++) {
        kind = pl_verify_kinds[i]->is(bytes) ? pl_verify_kinds[i] : NULL;
    }
    int rc = PL_E_OK;
    if (kind != NULL) {
        v.kind = kind->name;
        rc = kind->verify(request, bytes, arena, &v, &why);
    } else {
        rc = pl_fail(&why, PL_E_FORMAT, "it is neither a proof, nor a checkpoint, nor a bundle");
    }
    if (rc == PL_E_FORMAT || rc == PL_E_LIMIT) {
        v = (struct pl_verification){.kind = v.kind, .holds = PL_VERIFY_FAILS};
        v.why = pl_verify_words(arena, "%s", why.msg);
        rc = PL_E_FORMAT;
        why.code = PL_E_FORMAT;
    }
    if (rc != PL_E_OK && err != NULL) {
        *err = why;
    }
    if (rc == PL_E_OK || rc == PL_E_FORMAT) {
        *ret = v;
    }
    return rc;
}

/* ---- under which policy ---- */

static int name_cosigners(const struct pl_policy *policy, const struct pl_policy_verdict *verdict,
                          struct pl_arena *arena, struct pl_verification *v, struct pl_error *err) {
    struct pl_verify_cosigner *list = pl_arena_calloc(arena, verdict->n + 1, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the cosigners");
    }
    for (size_t i = 0; i < verdict->n; i++) {
        const struct pl_policy_cosigner *c = &verdict->cosigners[i];
        list[i] = (struct pl_verify_cosigner){policy->witnesses[c->witness].vkey.name, c->time_s};
    }
    v->cosigned_by = list;
    v->n_cosigned_by = verdict->n;
    return PL_E_OK;
}

static pl_str why_of(const struct pl_policy *policy, const struct pl_policy_verdict *verdict, pl_str origin,
                     struct pl_arena *arena) {
    switch ((enum pl_policy_answer)verdict->answer) {
    case PL_POLICY_HOLDS:
        return policy->witnessed ? pl_verify_words(arena, "signed by its log and cosigned by %zu of %zu witnesses",
                                                   verdict->n, policy->n_witnesses)
                                 : PL_STR("signed by its log; not witnessed");
    case PL_POLICY_BAD_SIGNATURE:
        return pl_verify_words(arena, "the signature of %.*s does not hold", (int)verdict->bad.n, verdict->bad.p);
    case PL_POLICY_NO_LOG:
        return pl_verify_words(arena, "it is of another log: the policy names none with the origin %.*s", (int)origin.n,
                               origin.p);
    case PL_POLICY_SHORT:
        return pl_verify_words(arena, "the quorum is not reached: cosigned by %zu of %zu witnesses", verdict->n,
                               policy->n_witnesses);
    case PL_POLICY_UNSIGNED:
    case PL_POLICY_ANSWER_COUNT:
        break;
    }
    return pl_str_from(pl_policy_answer_text(verdict->answer));
}

/* The policy came with what is verified: it counts only where its fingerprint is the trusted one. */
static int weigh_own_policy(const struct pl_verify_request *request, const struct pl_policy *policy,
                            struct pl_arena *arena, struct pl_verification *v, struct pl_error *err) {
    pl_hash print;
    char hex[65];
    int rc = pl_policy_fingerprint(policy, &print, err);
    if (rc != PL_E_OK || (request->trust != NULL && pl_hash_cmp(*request->trust, print) == 0)) {
        return rc;
    }
    pl_hash_hex(print, hex);
    v->holds = PL_VERIFY_UNKNOWN;
    v->why = pl_verify_words(arena, "consistent in itself; signed under policy %s, which came with it%s", hex,
                             request->trust != NULL ? ", not under the one that is trusted" : "");
    return PL_E_OK;
}

int pl_verify_judge(const struct pl_verify_request *request, const struct pl_policy *came_along,
                    const struct pl_note *note, const struct pl_checkpoint *checkpoint, struct pl_arena *arena,
                    struct pl_verification *ret, struct pl_error *err) {
    struct pl_policy of_origin;
    const struct pl_policy *policy = request->policy != NULL ? request->policy : came_along;
    ret->has_log = true;
    ret->origin = checkpoint->origin;
    ret->size = checkpoint->size;
    if (policy == NULL) {
        int rc = pl_policy_of_origin(checkpoint->origin, arena, &of_origin, err);
        if (rc == PL_E_NOT_FOUND) {
            ret->holds = PL_VERIFY_UNKNOWN;
            ret->why = PL_STR("consistent in itself; nothing says whose keys count: give a policy with --policy");
            return PL_E_OK;
        }
        if (rc != PL_E_OK) {
            return rc;
        }
        policy = &of_origin;
    }
    struct pl_policy_verdict verdict = pl_policy_judge(policy, note, checkpoint);
    ret->holds = verdict.answer == PL_POLICY_HOLDS ? PL_VERIFY_HOLDS : PL_VERIFY_FAILS;
    ret->not_witnessed = !policy->witnessed;
    ret->why = why_of(policy, &verdict, checkpoint->origin, arena);
    int rc = name_cosigners(policy, &verdict, arena, ret, err);
    if (rc == PL_E_OK && ret->holds == PL_VERIFY_HOLDS && policy != request->policy) {
        rc = weigh_own_policy(request, policy, arena, ret, err);
    }
    return rc;
}

/* ---- beside a newer checkpoint ---- */

static void fails(struct pl_verification *v, pl_str why) {
    v->holds = PL_VERIFY_FAILS;
    v->why = why;
}

#define NOT_BY_PROOF                                                                                                   \
    "the proof given with --consistency does not lead from the one checkpoint to the other: it is of other "           \
    "checkpoints, or the log has forked"

/* Does the proof of the request lead from the smaller to the larger? */
static bool leads(const struct pl_verify_request *request, const struct pl_checkpoint *a,
                  const struct pl_checkpoint *b) {
    const struct pl_checkpoint *from = a->size <= b->size ? a : b, *to = from == a ? b : a;
    const struct pl_verify_consistency *c = request->consistency;
    return from->size == 0 ? c->n == 0
                           : pl_merkle_check_consistency(from->size, from->root, to->size, to->root, c->proof, c->n);
}

int pl_verify_beside(const struct pl_verify_request *request, const struct pl_policy *came_along,
                     const struct pl_checkpoint *checkpoint, struct pl_arena *arena, struct pl_verification *v,
                     struct pl_error *err) {
    struct pl_note note;
    struct pl_checkpoint other;
    struct pl_error why = {0};
    struct pl_verification of_other = {0};
    if (!request->has_checkpoint || v->holds == PL_VERIFY_FAILS) {
        return PL_E_OK;
    }
    if (pl_note_read(request->checkpoint, &note, &why) != PL_E_OK ||
        pl_checkpoint_read(note.text, &other, &why) != PL_E_OK) {
        return pl_fail(err, PL_E_FORMAT, "--checkpoint: %s", why.msg);
    }
    int rc = pl_verify_judge(request, came_along, &note, &other, arena, &of_other, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    if (!pl_str_eq(other.origin, checkpoint->origin)) {
        fails(v, PL_STR("the file given with --checkpoint is of another log"));
    } else if (of_other.holds == PL_VERIFY_FAILS) {
        fails(v, pl_verify_words(arena, "the file given with --checkpoint does not hold: %.*s", (int)of_other.why.n,
                                 of_other.why.p));
    } else if (other.size == checkpoint->size && pl_hash_cmp(other.root, checkpoint->root) != 0) {
        fails(v,
              PL_STR("the log has forked: it signed two roots for one size. Keep both files, they are the evidence"));
    } else if (request->consistency != NULL && !leads(request, checkpoint, &other)) {
        fails(v, PL_STR(NOT_BY_PROOF));
    } else if (request->consistency != NULL && other.size < checkpoint->size) {
        v->why =
            pl_verify_words(arena,
                            "%.*s. The file given with --checkpoint is older, %" PRIu64
                            " entries, and by the consistency proof what it signed then is what it begins with now",
                            (int)v->why.n, v->why.p, other.size);
    } else if (request->consistency != NULL && other.size > checkpoint->size) {
        v->why =
            pl_verify_words(arena,
                            "%.*s. The log has grown since, to %" PRIu64
                            " entries, and by the consistency proof it still begins with these, unchanged; what the "
                            "later ones say, a withdrawal too, the proof does not show: ask for a newer bundle",
                            (int)v->why.n, v->why.p, other.size);
    } else if (other.size < checkpoint->size) {
        v->why = pl_verify_words(arena, "%.*s. The file given with --checkpoint is older: %" PRIu64 " entries",
                                 (int)v->why.n, v->why.p, other.size);
    } else if (other.size > checkpoint->size) {
        v->why = pl_verify_words(arena,
                                 "%.*s. The log has grown since, to %" PRIu64
                                 " entries; that it still begins with these takes a consistency proof (`plimsoll log "
                                 "consistency OLD NEW`, given with --consistency)",
                                 (int)v->why.n, v->why.p, other.size);
    }
    return PL_E_OK;
}
