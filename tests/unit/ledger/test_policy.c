/* Trust policies, cosignatures, verifier keys and tlog proofs over tests/data/tlog: keys, signatures and the
 * fingerprint were made with OpenSSL and Python's hashlib (its README). What must be refused follows from
 * docs/format/policy.md and docs/format/proof.md. */
#include "ledger/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "ledger/proof.h"
#include "ledger/tile.h"

#define DATA "tests/data/tlog/"

#define LOG "log example.org/log+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n"
#define W_A "witness a a.example/w+70aead45+BOVENtc+jujaN3w2fg8ZwSf4NXe2oNhracrzi8EUZGO7\n"
#define W_B "witness b b.example/w+4fe44c48+BICkCSfjUqf9LYLHrYA7ONwYULB1CsObvx2J6dmC871M\n"

struct desk {
    struct pl_arena arena;
    struct pl_buf file;
};

static void open_desk(struct desk *d) {
    pl_arena_open(&d->arena, 1 << 24);
    pl_buf_open(&d->file, 1 << 20);
}

static void close_desk(struct desk *d) {
    pl_arena_close(&d->arena);
    pl_buf_close(&d->file);
}

static pl_str load(struct desk *d, const char *name) {
    char path[256];
    snprintf(path, sizeof path, DATA "%s", name);
    assert_int_equal(pl_file_read(path, 1 << 20, &d->file, NULL), 0);
    return pl_str_copy(&d->arena, pl_buf_str(&d->file));
}

static struct pl_policy policy_of(struct desk *d, const char *name) {
    struct pl_policy policy;
    struct pl_error err = {0};
    if (pl_policy_read(load(d, name), &d->arena, &policy, &err) != 0) {
        fail_msg("%s: %s", name, err.msg);
    }
    return policy;
}

static struct pl_policy_verdict judge(const struct pl_policy *policy, pl_str bytes) {
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    assert_int_equal(pl_note_read(bytes, &note, NULL), 0);
    assert_int_equal(pl_checkpoint_read(note.text, &checkpoint, NULL), 0);
    return pl_policy_judge(policy, &note, &checkpoint);
}

static void test_answers(void **state) {
    (void)state;
    static const struct {
        const char *policy, *checkpoint;
        int answer;
    } CASES[] = {
        {"4of6.policy", "four.checkpoint", PL_POLICY_HOLDS},
        {"5of6.policy", "four.checkpoint", PL_POLICY_SHORT},
        {"groups.policy", "four.checkpoint", PL_POLICY_HOLDS},
        {"groups-short.policy", "four.checkpoint", PL_POLICY_SHORT},
        {"none.policy", "four.checkpoint", PL_POLICY_HOLDS},
        {"4of6.policy", "other-origin.checkpoint", PL_POLICY_NO_LOG},
        {"none.policy", "other-origin.checkpoint", PL_POLICY_NO_LOG},
        {"4of6.policy", "fork.checkpoint", PL_POLICY_HOLDS}, /* alone it cannot be told from the true one */
    };
    struct desk d;
    open_desk(&d);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct pl_policy policy = policy_of(&d, CASES[i].policy);
        struct pl_policy_verdict v = judge(&policy, load(&d, CASES[i].checkpoint));
        if (v.answer != CASES[i].answer) {
            fail_msg("%s under %s: %s", CASES[i].checkpoint, CASES[i].policy, pl_policy_answer_text(v.answer));
        }
        assert_int_equal(v.n, policy.n_witnesses > 0 ? 4 : 0);
        for (size_t k = 0; k < v.n; k++) {
            assert_int_equal(v.cosigners[k].witness, k);
            assert_int_equal(v.cosigners[k].time_s, 1700000000 + k);
        }
    }
    close_desk(&d);
}

/* A signature that fails, a log that did not sign, a witness that stands twice, a stranger, an unknown type of key. */
static void test_signatures(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    struct pl_policy four = policy_of(&d, "4of6.policy"), five = policy_of(&d, "5of6.policy");
    pl_str good = load(&d, "four.checkpoint"), fork = load(&d, "fork.checkpoint");
    struct pl_note note, other;
    struct pl_checkpoint c;
    assert_int_equal(pl_note_read(good, &note, NULL), 0);
    assert_int_equal(pl_note_read(fork, &other, NULL), 0);
    assert_int_equal(pl_checkpoint_read(note.text, &c, NULL), 0);
    assert_int_equal(note.n, 5);
    struct pl_note changed = note;
    changed.signatures[3] = other.signatures[3]; /* c signed another root */
    struct pl_policy_verdict v = pl_policy_judge(&four, &changed, &c);
    assert_int_equal(v.answer, PL_POLICY_BAD_SIGNATURE);
    assert_true(pl_str_eq(v.bad, PL_STR("c.example/w")));
    changed = note;
    changed.signatures[0] = other.signatures[0];
    v = pl_policy_judge(&four, &changed, &c);
    assert_int_equal(v.answer, PL_POLICY_BAD_SIGNATURE);
    assert_true(pl_str_eq(v.bad, PL_STR("example.org/log")));
    changed = note;
    changed.signatures[0] = changed.signatures[--changed.n];
    assert_int_equal(pl_policy_judge(&four, &changed, &c).answer, PL_POLICY_UNSIGNED);
    changed = note;
    changed.signatures[changed.n++] = note.signatures[1]; /* a, once more */
    v = pl_policy_judge(&five, &changed, &c);
    assert_int_equal(v.answer, PL_POLICY_SHORT);
    assert_int_equal(v.n, 4);
    changed = note;
    changed.signatures[4].name = PL_STR("stranger.example/w"); /* the key of d under another name is unknown */
    v = pl_policy_judge(&four, &changed, &c);
    assert_int_equal(v.answer, PL_POLICY_SHORT);
    assert_int_equal(v.n, 3);
    close_desk(&d);
}

/* A key of a type that nobody here can verify is kept, and never counts. */
static void test_unknown_type(void **state) {
    (void)state;
    static const char TEXT[] = LOG W_A "witness m m.example/w+00000001+BgAAAAA=\nwitness n n.example/w+00000002+/w==\n"
                                       "group g 2 a m\nquorum g\n";
    struct desk d;
    struct pl_policy policy;
    struct pl_error err = {0};
    open_desk(&d);
    assert_int_equal(
        pl_policy_read(PL_STR(LOG W_A "witness m m.example/w+00000001+Bg==\nquorum none\n"), &d.arena, &policy, &err),
        PL_E_FORMAT); /* a type and no key */
    assert_int_equal(pl_policy_read(pl_str_from(TEXT), &d.arena, &policy, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 4);
    static const char GOOD[] = LOG W_A "witness m m.example/w+00000001+BgAAAAA=\ngroup g 2 a m\nquorum g\n";
    assert_int_equal(pl_policy_read(pl_str_from(GOOD), &d.arena, &policy, &err), 0);
    assert_int_equal(policy.witnesses[1].vkey.type, 6);
    assert_false(policy.witnesses[1].vkey.known);
    struct pl_note note;
    struct pl_checkpoint c;
    assert_int_equal(pl_note_read(load(&d, "four.checkpoint"), &note, NULL), 0);
    assert_int_equal(pl_checkpoint_read(note.text, &c, NULL), 0);
    note.signatures[2] = (struct pl_note_signature){PL_STR("m.example/w"), 1, PL_STR("AAAAAQAA")};
    struct pl_policy_verdict v = pl_policy_judge(&policy, &note, &c);
    assert_int_equal(v.answer, PL_POLICY_SHORT);
    assert_int_equal(v.n, 1);
    close_desk(&d);
}

/* One key under two names would count twice; a log that the policy names does not speak for another that it names. */
static void test_one_voice_each(void **state) {
    (void)state;
    struct desk d;
    struct pl_policy policy;
    struct pl_error err = {0};
    struct pl_buf text;
    pl_public_key other = {{9}};
    open_desk(&d);
    pl_buf_open(&text, 1 << 16);
    assert_int_equal(pl_policy_read(PL_STR(W_A "quorum a\n"), &d.arena, &policy, NULL), 0);
    struct pl_vkey again = pl_vkey_make(PL_STR("alias.example/w"), PL_NOTE_COSIGNATURE, &policy.witnesses[0].vkey.key);
    pl_buf_add_str(&text, PL_STR(LOG W_A "witness alias "));
    pl_vkey_write(&again, &text);
    pl_buf_add_str(&text, PL_STR("\ngroup g 2 a alias\nquorum g\n"));
    assert_int_equal(pl_policy_read(pl_buf_str(&text), &d.arena, &policy, &err), PL_E_FORMAT);
    assert_int_equal(err.line, 3);
    pl_buf_clear(&text);
    struct pl_vkey log = pl_vkey_make(PL_STR("example.org/other"), PL_NOTE_ED25519, &other);
    pl_buf_add_str(&text, PL_STR(LOG "log "));
    pl_vkey_write(&log, &text);
    pl_buf_add_str(&text, PL_STR("\nquorum none\n"));
    assert_int_equal(pl_policy_read(pl_buf_str(&text), &d.arena, &policy, &err), 0);
    assert_int_equal(judge(&policy, load(&d, "other-origin.checkpoint")).answer, PL_POLICY_UNSIGNED);
    assert_int_equal(judge(&policy, load(&d, "four.checkpoint")).answer, PL_POLICY_HOLDS);
    pl_buf_close(&text);
    close_desk(&d);
}

/* Go's checksum database signs for an origin that is not the name of its key; no other log may. */
static void test_older_origin(void **state) {
    (void)state;
    static const struct {
        const char *name, *origin;
        int answer;
    } CASES[] = {{"sum.golang.org", "go.sum database tree", PL_POLICY_HOLDS},
                 {"sum.golang.org", "sum.golang.org", PL_POLICY_NO_LOG},
                 {"sum.golang.com", "go.sum database tree", PL_POLICY_NO_LOG}};
    static const uint8_t SEED[32] = {3};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct desk d;
        struct pl_policy policy;
        struct pl_key key;
        PL_BUF_AUTO text;
        PL_BUF_AUTO note;
        open_desk(&d);
        pl_buf_open(&text, 1 << 16);
        pl_buf_open(&note, 1 << 16);
        assert_int_equal(pl_key_from_seed(SEED, &key, NULL), 0);
        struct pl_vkey vkey = pl_vkey_make(pl_str_from(CASES[i].name), PL_NOTE_ED25519, &key.public);
        pl_buf_add_str(&text, PL_STR("log "));
        pl_vkey_write(&vkey, &text);
        pl_buf_add_str(&text, PL_STR("\nquorum none\n"));
        assert_int_equal(pl_policy_read(pl_buf_str(&text), &d.arena, &policy, NULL), 0);
        struct pl_checkpoint c = {.origin = pl_str_from(CASES[i].origin), .size = 5};
        pl_buf_clear(&text);
        pl_checkpoint_write(&c, &text);
        assert_int_equal(pl_note_sign(pl_buf_str(&text), vkey.name, &key, &note, NULL), 0);
        assert_int_equal(judge(&policy, pl_buf_str(&note)).answer, CASES[i].answer);
        close_desk(&d);
    }
}

static void test_fingerprint(void **state) {
    (void)state;
    struct desk d;
    struct pl_policy again;
    struct pl_buf text;
    pl_hash print;
    char hex[65];
    open_desk(&d);
    pl_buf_open(&text, 1 << 20);
    struct pl_policy policy = policy_of(&d, "4of6.policy");
    assert_true(pl_str_eq(policy.logs[0].url, PL_STR("https://example.org/log")));
    assert_true(pl_str_eq(policy.witnesses[1].url, PL_STR("https://b.example/")) && policy.witnesses[0].url.n == 0);
    assert_int_equal(pl_policy_fingerprint(&policy, &print, NULL), 0);
    pl_hash_hex(print, hex);
    assert_string_equal(hex, "e766987fb87aed602883bfa874af0ec864b9332a3320a6707c1340b23ce23104");
    pl_policy_write(&policy, &text);
    assert_true(pl_str_ends(pl_buf_str(&text), PL_STR("\ngroup six 4 a b c d e f\nquorum six\n")));
    assert_int_equal(pl_policy_read(pl_buf_str(&text), &d.arena, &again, NULL), 0);
    assert_int_equal(pl_policy_fingerprint(&again, &print, NULL), 0);
    pl_hash_hex(print, hex);
    assert_string_equal(hex, "e766987fb87aed602883bfa874af0ec864b9332a3320a6707c1340b23ce23104");
    struct pl_policy five = policy_of(&d, "5of6.policy");
    pl_hash other;
    assert_int_equal(pl_policy_fingerprint(&five, &other, NULL), 0);
    assert_int_not_equal(pl_hash_cmp(other, print), 0);
    pl_buf_close(&text);
    close_desk(&d);
}

static void test_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t line;
    } BAD[] = {
        {"", 1},
        {LOG, 2},
        {LOG W_A, 3},
        {LOG W_A "quorum\n", 3},
        {LOG W_A "quorum a b\n", 3},
        {LOG W_A "quorum b\n", 3},
        {LOG "quorum a\n" W_A, 2},
        {LOG W_A "quorum a\nquorum a\n", 4},
        {LOG W_A "quorum none\nquorum none\n", 4},
        {LOG LOG "quorum none\n", 2},
        {"log\nquorum none\n", 1},
        {"log x y z w\nquorum none\n", 1},
        {"log example.org/log\nquorum none\n", 1},
        {"log example.org/log+1c66b9eb+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\nquorum none\n", 1},
        {"log example.org/log+1C66B9EA+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\nquorum none\n", 1},
        {"log example.org/log+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=\nquorum none\n", 1},
        {"log a.example/w+70aead45+BOVENtc+jujaN3w2fg8ZwSf4NXe2oNhracrzi8EUZGO7\nquorum none\n", 1}, /* type 0x04 */
        {"witness l example.org/log+1c66b9ea+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\nquorum none\n", 1},
        {"witness none a.example/w+70aead45+BOVENtc+jujaN3w2fg8ZwSf4NXe2oNhracrzi8EUZGO7\nquorum none\n", 1},
        {"witness a\nquorum none\n", 1},
        {W_A W_A "quorum none\n", 2},
        {W_A "witness b a.example/w+70aead45+BOVENtc+jujaN3w2fg8ZwSf4NXe2oNhracrzi8EUZGO7\nquorum none\n", 2},
        {W_A "group a 1 a\nquorum none\n", 2},
        {W_A "group g 1\nquorum none\n", 2},
        {W_A "group g 0 a\nquorum none\n", 2},
        {W_A "group g 01 a\nquorum none\n", 2},
        {W_A "group g 2 a\nquorum none\n", 2},
        {W_A "group g some a\nquorum none\n", 2},
        {W_A "group g any b\nquorum none\n", 2},
        {W_A "group g any g\nquorum none\n", 2},
        {W_A "group g any none\nquorum none\n", 2},
        {W_A "group g 1 a a\nquorum none\n", 2},
        {W_A W_B "group g 1 a\ngroup h 1 a b\nquorum h\n", 4},
        {W_A W_B "group g 1 a\ngroup h 1 g\ngroup i 1 b g\nquorum i\n", 5},
        {"Log x\nquorum none\n", 1},
        {"quorum none\r\n", 1},
        {"quorum \xFFnone\n", 1},
    };
    struct desk d;
    open_desk(&d);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pl_policy policy = {.n_logs = 99};
        struct pl_error err = {0};
        int rc = pl_policy_read(pl_str_from(BAD[i].text), &d.arena, &policy, &err);
        if (rc != PL_E_FORMAT || err.line != BAD[i].line || policy.n_logs != 99) {
            fail_msg("policy %zu gives %d at line %d: %s", i, rc, (int)err.line, err.msg);
        }
    }
    close_desk(&d);
}

/* 256 logs, witnesses and groups are read, one more of each is not; and so with the bytes. */
static void test_ceilings(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    for (int kind = 0; kind < 3; kind++) {
        for (int n = PL_POLICY_ITEMS_MAX - 1; n <= PL_POLICY_ITEMS_MAX + 1; n++) {
            struct pl_policy policy;
            PL_BUF_AUTO text;
            PL_ARENA_AUTO arena;
            pl_buf_open(&text, PL_POLICY_MAX);
            pl_arena_open(&arena, 1 << 24);
            pl_buf_add_str(&text, kind == 2 ? PL_STR(W_A) : PL_STR(""));
            for (int i = 0; i < n; i++) {
                pl_public_key key = {{(uint8_t)i, (uint8_t)(i >> 8)}};
                struct pl_vkey vkey =
                    pl_vkey_make(PL_STR("k"), kind == 0 ? PL_NOTE_ED25519 : PL_NOTE_COSIGNATURE, &key);
                pl_buf_add_fmt(&text, kind == 0 ? "log " : kind == 1 ? "witness w%d " : "group g%d any ", i);
                if (kind == 2) {
                    pl_buf_add_fmt(&text, i == 0 ? "a" : "g%d", i - 1);
                } else {
                    pl_vkey_write(&vkey, &text);
                }
                pl_buf_add_char(&text, '\n');
            }
            pl_buf_add_str(&text, kind == 2 ? PL_STR("quorum g254\n") : PL_STR("quorum none\n"));
            int rc = pl_policy_read(pl_buf_str(&text), &arena, &policy, NULL);
            assert_int_equal(rc, n > PL_POLICY_ITEMS_MAX ? PL_E_LIMIT : 0);
            if (rc == 0 && kind == 2) { /* the deepest nesting: a alone reaches it */
                assert_int_equal(judge(&policy, load(&d, "four.checkpoint")).answer, PL_POLICY_NO_LOG);
            }
        }
    }
    for (int n = PL_POLICY_MAX - 1; n <= PL_POLICY_MAX + 1; n++) {
        struct pl_policy policy;
        PL_BUF_AUTO text;
        pl_buf_open(&text, PL_POLICY_MAX + 1);
        pl_buf_add_str(&text, PL_STR("quorum none\n#"));
        while (text.n < (size_t)n) {
            pl_buf_add_char(&text, '#');
        }
        assert_int_equal(pl_policy_read(pl_buf_str(&text), &d.arena, &policy, NULL),
                         n > PL_POLICY_MAX ? PL_E_LIMIT : 0);
    }
    close_desk(&d);
}

static void test_no_memory(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_str text = load(&d, "groups.policy");
    bool read = false;
    for (size_t max = 0; !read; max += 512) {
        struct pl_policy policy = {.n_logs = 99};
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, max);
        int rc = pl_policy_read(text, &arena, &policy, NULL);
        read = rc == 0;
        assert_true(read || (rc == PL_E_NOMEM && policy.n_logs == 99));
    }
    close_desk(&d);
}

static void test_origin(void **state) {
    (void)state;
    struct desk d;
    struct pl_policy policy;
    struct pl_buf text;
    open_desk(&d);
    pl_buf_open(&text, 1 << 16);
    /* the key of RFC 8032 7.1 test 1 */
    assert_int_equal(
        pl_policy_of_origin(PL_STR("plimsoll/d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
                            &d.arena, &policy, NULL),
        0);
    pl_policy_write(&policy, &text);
    assert_true(pl_str_ends(pl_buf_str(&text), PL_STR("+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\nquorum none\n")));
    static const char *const OTHERS[] = {"",
                                         "plimsoll/",
                                         "example.org/log",
                                         "plimsoll/d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511",
                                         "plimsoll/D75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                                         "plimsoll/d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a0",
                                         "plimsol//d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        assert_int_equal(pl_policy_of_origin(pl_str_from(OTHERS[i]), &d.arena, &policy, NULL), PL_E_NOT_FOUND);
    }
    pl_buf_close(&text);
    close_desk(&d);
}

/* ---- proofs ---- */

static void test_proof(void **state) {
    (void)state;
    struct desk d;
    struct pl_proof proof;
    struct pl_buf again;
    open_desk(&d);
    pl_buf_open(&again, PL_PROOF_MAX);
    pl_str bytes = load(&d, "four.tlog-proof"), entry = load(&d, "entry2");
    assert_true(pl_proof_is(bytes));
    assert_false(pl_proof_is(entry));
    assert_int_equal(pl_proof_read(bytes, &proof, NULL), 0);
    assert_true(proof.index == 2 && proof.n_path == 1 && !proof.has_extra && proof.checkpoint.size == 3);
    assert_true(pl_proof_check(&proof, pl_tile_leaf(entry)));
    assert_false(pl_proof_check(&proof, pl_tile_leaf(PL_STR("entry 1"))));
    pl_proof_write(&proof, &again);
    assert_true(pl_str_eq(pl_buf_str(&again), bytes));
    proof.has_extra = true;
    proof.extra = PL_STR("c2VhbGVk");
    pl_buf_clear(&again);
    pl_proof_write(&proof, &again);
    assert_true(pl_str_starts(pl_buf_str(&again), PL_STR(PL_PROOF_HEAD "extra c2VhbGVk\nindex 2\n")));
    assert_int_equal(pl_proof_read(pl_buf_str(&again), &proof, NULL), 0);
    assert_true(proof.has_extra && pl_str_eq(proof.extra, PL_STR("c2VhbGVk")));
    proof.index = 1;
    assert_false(pl_proof_check(&proof, pl_tile_leaf(entry)));
    proof.index = 3;
    assert_false(pl_proof_check(&proof, pl_tile_leaf(entry)));
    pl_buf_close(&again);
    close_desk(&d);
}

/* Every single bit, flipped: no such proof is read, leads from the entry to its checkpoint and holds under the policy;
 * nor does such a checkpoint. The one harmless change is in a signature line whose key becomes unknown: then one of the
 * four that the policy asks for is missing. */
static void test_every_bit(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    struct pl_policy policy = policy_of(&d, "4of6.policy");
    pl_str proof = load(&d, "four.tlog-proof"), entry = load(&d, "entry2");
    char *bytes = malloc(proof.n);
    assert_non_null(bytes);
    for (size_t bit = 0; bit < proof.n * 8; bit++) {
        struct pl_proof p;
        memcpy(bytes, proof.p, proof.n);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        if (pl_proof_read(pl_str_make(bytes, proof.n), &p, NULL) != 0 || !pl_proof_check(&p, pl_tile_leaf(entry))) {
            continue;
        }
        if (pl_policy_judge(&policy, &p.note, &p.checkpoint).answer == PL_POLICY_HOLDS) {
            fail_msg("bit %zu of byte %zu is not noticed", bit % 8, bit / 8);
        }
    }
    free(bytes);
    close_desk(&d);
}

static void test_refused_proofs(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_str good = load(&d, "four.tlog-proof");
    size_t at = pl_str_find_str(good, PL_STR("\n\n")) + 2;
    pl_str note = pl_str_sub(good, at, good.n);
    static const struct {
        const char *head;
        uint64_t line;
    } BAD[] = {
        {"c2sp.org/tlog-proof@v2\nindex 2\n\n", 1},
        {"c2sp.org/tlog-proof@v1", 1},
        {PL_PROOF_HEAD "\n", 2},
        {PL_PROOF_HEAD "index\n\n", 2},
        {PL_PROOF_HEAD "index 02\n\n", 2},
        {PL_PROOF_HEAD "index -2\n\n", 2},
        {PL_PROOF_HEAD "index 18446744073709551616\n\n", 2},
        {PL_PROOF_HEAD "index 2\nextra c2VhbGVk\n\n", 3},
        {PL_PROOF_HEAD "extra c2VhbGVk\nextra c2VhbGVk\nindex 2\n\n", 3},
        {PL_PROOF_HEAD "extra \nindex 2\n\n", 2},
        {PL_PROOF_HEAD "extra c2V\nindex 2\n\n", 2},
        {PL_PROOF_HEAD "index 2\nWkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaBw==\n\n", 3},
        {PL_PROOF_HEAD "index 2\nWkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A= \n\n", 3},
        {PL_PROOF_HEAD "index 2\n\n\n", 4},
        {PL_PROOF_HEAD "index 2\n", 3}, /* the origin is no hash */
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct pl_proof proof = {.index = 99};
        struct pl_error err = {0};
        PL_BUF_AUTO bytes;
        pl_buf_open(&bytes, PL_PROOF_MAX);
        pl_buf_add_str(&bytes, pl_str_from(BAD[i].head));
        pl_buf_add_str(&bytes, note);
        int rc = pl_proof_read(pl_buf_str(&bytes), &proof, &err);
        if (rc != PL_E_FORMAT || proof.index != 99) {
            fail_msg("proof %zu gives %d", i, rc);
        }
        assert_int_equal(err.line, BAD[i].line);
    }
    for (size_t n = 0; n < good.n; n++) { /* cut anywhere but behind a signature line it is not read */
        struct pl_proof proof;
        int rc = pl_proof_read(pl_str_sub(good, 0, n), &proof, NULL);
        assert_true(rc == PL_E_FORMAT || (rc == 0 && good.p[n - 1] == '\n'));
    }
    close_desk(&d);
}

static void test_proof_ceilings(void **state) {
    (void)state;
    struct desk d;
    open_desk(&d);
    pl_str good = load(&d, "four.tlog-proof");
    pl_str note = pl_str_sub(good, pl_str_find_str(good, PL_STR("\n\n")) + 2, good.n);
    for (size_t n = PL_MERKLE_PATH_MAX - 1; n <= PL_MERKLE_PATH_MAX + 1; n++) {
        struct pl_proof proof;
        PL_BUF_AUTO bytes;
        pl_buf_open(&bytes, PL_PROOF_MAX);
        pl_buf_add_str(&bytes, PL_STR(PL_PROOF_HEAD "index 2\n"));
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_str(&bytes, PL_STR("WkdmL9ijF9lgSaP59HxV3GfKZgUbqjaD27GbL+CaB7A=\n"));
        }
        pl_buf_add_char(&bytes, '\n');
        pl_buf_add_str(&bytes, note);
        assert_int_equal(pl_proof_read(pl_buf_str(&bytes), &proof, NULL), n > PL_MERKLE_PATH_MAX ? PL_E_LIMIT : 0);
    }
    struct pl_proof proof;
    char *large = calloc(1, PL_PROOF_MAX + 1);
    assert_int_equal(pl_proof_read(pl_str_make(large, PL_PROOF_MAX), &proof, NULL), PL_E_FORMAT);
    assert_int_equal(pl_proof_read(pl_str_make(large, PL_PROOF_MAX + 1), &proof, NULL), PL_E_LIMIT);
    free(large);
    close_desk(&d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_unknown_type),   cmocka_unit_test(test_one_voice_each),
        cmocka_unit_test(test_older_origin),   cmocka_unit_test(test_fingerprint),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_ceilings),
        cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_origin),
        cmocka_unit_test(test_proof),          cmocka_unit_test(test_every_bit),
        cmocka_unit_test(test_refused_proofs), cmocka_unit_test(test_proof_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
