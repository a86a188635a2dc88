/* What the verifier says of proofs and checkpoints made here on purpose; that keys, notes, paths and policies are read
 * rightly is tested beside them (tests/unit/ledger). */
#include "verify/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/entry.h"
#include "ledger/proof.h"
#include "ledger/tile.h"

struct desk {
    struct pl_arena arena;
    struct pl_key participant, person;
    pl_str origin;
    struct pl_buf entry, note, proof;
    struct pl_verify_request request;
    struct pl_verification v;
};

static void open_desk(struct desk *d) {
    static const uint8_t SEEDS[2][32] = {{1}, {2}};
    struct pl_buf origin;
    *d = (struct desk){.origin = {0}};
    pl_arena_open(&d->arena, 1 << 24);
    pl_buf_open(&d->entry, PL_ENTRY_MAX);
    pl_buf_open(&d->note, PL_NOTE_MAX);
    pl_buf_open(&d->proof, PL_PROOF_MAX);
    assert_int_equal(pl_key_from_seed(SEEDS[0], &d->participant, NULL), 0);
    assert_int_equal(pl_key_from_seed(SEEDS[1], &d->person, NULL), 0);
    pl_buf_open(&origin, 1024);
    pl_checkpoint_origin(&d->participant.public, &origin);
    d->origin = pl_str_copy(&d->arena, pl_buf_str(&origin));
    pl_buf_close(&origin);
}

static void close_desk(struct desk *d) {
    pl_buf_close(&d->entry);
    pl_buf_close(&d->note);
    pl_buf_close(&d->proof);
    pl_arena_close(&d->arena);
}

/* Signs a checkpoint of the log: `size` entries under this root. */
static void sign(struct desk *d, uint64_t size, pl_hash root, const struct pl_key *key) {
    struct pl_buf text;
    struct pl_checkpoint c = {.origin = d->origin, .size = size, .root = root, .extension = PL_STR("")};
    pl_buf_open(&text, PL_NOTE_MAX);
    pl_checkpoint_write(&c, &text);
    pl_buf_clear(&d->note);
    assert_int_equal(pl_note_sign(pl_buf_str(&text), d->origin, key, &d->note, NULL), 0);
    pl_buf_close(&text);
}

/* A log of one entry, signed by the person; its proof. */
static void make_log(struct desk *d, const struct pl_key *signer, bool bad_signature) {
    struct pl_entry e = {.participant = d->participant.public,
                         .signer = signer->public,
                         .at = 5,
                         .kind = PL_STR("decision"),
                         .marking = PL_STR("TLP:RED")};
    assert_int_equal(pl_entry_write(&e, signer, &d->entry, NULL), 0);
    d->entry.p[d->entry.n - 1] = (char)(d->entry.p[d->entry.n - 1] ^ bad_signature);
    sign(d, 1, pl_entry_leaf(pl_buf_str(&d->entry)), &d->participant);
    struct pl_proof proof = {.note_bytes = pl_buf_str(&d->note)};
    pl_buf_clear(&d->proof);
    pl_proof_write(&proof, &d->proof);
    d->request.has_entry = true;
    d->request.entry = pl_buf_str(&d->entry);
}

static pl_hash trust_of(struct desk *d) {
    struct pl_policy policy;
    pl_hash print;
    assert_int_equal(pl_policy_of_origin(d->origin, &d->arena, &policy, NULL), 0);
    assert_int_equal(pl_policy_fingerprint(&policy, &print, NULL), 0);
    return print;
}

static int verify(struct desk *d, const struct pl_buf *bytes) {
    return pl_verify(&d->request, pl_buf_str(bytes), &d->arena, &d->v, NULL);
}

static bool says(const struct desk *d, const char *words) {
    return pl_str_find_str(d->v.why, pl_str_from(words)) < d->v.why.n;
}

static void test_author(void **state) {
    (void)state;
    for (int bad = 0; bad < 2; bad++) {
        struct desk d;
        open_desk(&d);
        pl_hash print = trust_of(&d);
        d.request.trust = &print;
        make_log(&d, &d.person, bad);
        assert_int_equal(verify(&d, &d.proof), 0);
        assert_int_equal(d.v.holds, bad ? PL_VERIFY_FAILS : PL_VERIFY_HOLDS);
        assert_true(says(&d, bad ? "own signature does not hold" : "whose delegation this proof does not show"));
        assert_true(d.v.has_log && d.v.size == 1 && d.v.has_index && d.v.index == 0 && d.v.not_witnessed);
        close_desk(&d);
    }
    struct desk d;
    open_desk(&d);
    make_log(&d, &d.participant, true); /* also where nothing says whose keys count */
    assert_int_equal(verify(&d, &d.proof), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_FAILS);
    close_desk(&d);
}

static void test_trust(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_hash print = trust_of(&d), other = print;
    other.b[31] ^= 1;
    make_log(&d, &d.participant, false);
    assert_int_equal(verify(&d, &d.note), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_UNKNOWN);
    assert_true(says(&d, "consistent in itself; signed under policy ") && says(&d, ", which came with it"));
    d.request.trust = &other;
    assert_int_equal(verify(&d, &d.note), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_UNKNOWN);
    d.request.trust = &print;
    assert_int_equal(verify(&d, &d.note), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_HOLDS);
    sign(&d, 1, print, &d.person); /* not the key that the origin names */
    assert_int_equal(verify(&d, &d.note), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_FAILS);
    close_desk(&d);
}

/* The checkpoint that was given: the same, larger, smaller, another root for the size, another's signature, none at
 * all. */
static void test_beside(void **state) {
    (void)state;
    static const struct {
        uint64_t size;
        bool other_root, other_key;
        int holds;
        const char *words;
    } CASES[] = {
        {5, false, false, PL_VERIFY_HOLDS, "signed by its log"},
        {6, true, false, PL_VERIFY_HOLDS, "has grown since, to 6 entries"},
        {4, true, false, PL_VERIFY_HOLDS, "is older: 4 entries"},
        {5, true, false, PL_VERIFY_FAILS, "the log has forked"},
        {5, true, true, PL_VERIFY_FAILS, "given with --checkpoint does not hold"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct desk d;
        open_desk(&d);
        pl_hash print = trust_of(&d), root = pl_sha256_of("r", 1), other = pl_sha256_of("s", 1);
        d.request.trust = &print;
        sign(&d, CASES[i].size, CASES[i].other_root ? other : root, CASES[i].other_key ? &d.person : &d.participant);
        d.request.has_checkpoint = true;
        d.request.checkpoint = pl_str_copy(&d.arena, pl_buf_str(&d.note));
        sign(&d, 5, root, &d.participant);
        assert_int_equal(verify(&d, &d.note), 0);
        if (d.v.holds != CASES[i].holds || !says(&d, CASES[i].words)) {
            fail_msg("case %zu: %d, %.*s", i, d.v.holds, (int)d.v.why.n, d.v.why.p);
        }
        d.request.checkpoint = PL_STR("nothing");
        assert_int_equal(verify(&d, &d.note), PL_E_FORMAT);
        assert_int_equal(d.v.holds, PL_VERIFY_FAILS);
        close_desk(&d);
    }
}

/* Any byte of a proof under our own policy changed, to any other value: it does not hold. */
static void test_every_byte(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_hash print = trust_of(&d);
    d.request.trust = &print;
    make_log(&d, &d.participant, false);
    assert_int_equal(verify(&d, &d.proof), 0);
    assert_int_equal(d.v.holds, PL_VERIFY_HOLDS);
    for (size_t i = 0; i < d.proof.n; i++) {
        for (int bit = 0; bit < 8; bit++) {
            struct pl_arena_mark mark = pl_arena_mark(&d.arena);
            d.proof.p[i] = (char)(d.proof.p[i] ^ 1 << bit);
            int rc = verify(&d, &d.proof);
            if (rc == 0 && d.v.holds == PL_VERIFY_HOLDS) {
                fail_msg("bit %d of byte %zu is not noticed", bit, i);
            }
            d.proof.p[i] = (char)(d.proof.p[i] ^ 1 << bit);
            pl_arena_rewind(&d.arena, mark);
        }
    }
    close_desk(&d);
}

static void test_no_memory(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_hash print = trust_of(&d);
    d.request.trust = &print;
    make_log(&d, &d.participant, false);
    bool done = false;
    for (size_t max = 0; !done; max += 256) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, max);
        int rc = pl_verify(&d.request, pl_buf_str(&d.proof), &arena, &d.v, NULL);
        done = rc == 0 && !pl_arena_failed(&arena);
        assert_true(rc == PL_E_OK || rc == PL_E_NOMEM);
        assert_true(rc != PL_E_OK || d.v.holds != PL_VERIFY_FAILS);
    }
    assert_int_equal(d.v.holds, PL_VERIFY_HOLDS);
    close_desk(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_author),     cmocka_unit_test(test_trust),     cmocka_unit_test(test_beside),
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
