/* The entry's bytes are built here by hand from docs/format/entry.md (a second writer), not by the code under test. The
 * Ed25519 vector is RFC 8032, 7.1, TEST 2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/entry.h"

static void put16(unsigned char *out, size_t *n, unsigned v) {
    out[(*n)++] = (unsigned char)(v >> 8);
    out[(*n)++] = (unsigned char)v;
}

static void put(unsigned char *out, size_t *n, const void *bytes, size_t len) {
    memcpy(out + *n, bytes, len);
    *n += len;
}

static void item(unsigned char *out, size_t *n, const void *bytes, size_t len) {
    put16(out, n, (unsigned)len);
    put(out, n, bytes, len);
}

static struct pl_key key_of(uint8_t byte) {
    uint8_t seed[32];
    struct pl_key key;
    memset(seed, byte, sizeof seed);
    assert_int_equal(pl_key_from_seed(seed, &key, NULL), 0);
    return key;
}

static void test_rfc8032(void **state) {
    (void)state;
    static const uint8_t seed[32] = {0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3,
                                     0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab,
                                     0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb};
    static const uint8_t public[4] = {0x3d, 0x40, 0x17, 0xc3};
    static const uint8_t head[4] = {0x92, 0xa0, 0x09, 0xa9};
    struct pl_key key;
    uint8_t sig[64], back[32];
    assert_int_equal(pl_key_from_seed(seed, &key, NULL), 0);
    assert_memory_equal(key.public.b, public, 4);
    pl_key_seed(&key, back);
    assert_memory_equal(back, seed, 32);
    /* the message 0x72, once as domain and once as bytes */
    assert_int_equal(pl_key_sign(&key, PL_STR("r"), PL_STR(""), sig, NULL), 0);
    assert_memory_equal(sig, head, 4);
    assert_true(pl_key_verify(&key.public, PL_STR(""), PL_STR("r"), sig));
    sig[63] ^= 1;
    assert_false(pl_key_verify(&key.public, PL_STR(""), PL_STR("r"), sig));
    pl_key_wipe(&key);
    assert_int_equal(key.secret[0] | key.secret[31], 0);
}

static size_t golden(unsigned char *out, const struct pl_key *participant, const struct pl_key *person,
                     const pl_hash *previous, const pl_hash *parent, const pl_hash *a, const pl_hash *b) {
    size_t n = 0;
    static const unsigned char at[8] = {0, 0, 1, 2, 3, 4, 5, 6};
    put(out, &n, "plimsoll-entry/v1\n", 18);
    item(out, &n, participant->public.b, 32);
    item(out, &n, person->public.b, 32);
    item(out, &n, at, 8);
    item(out, &n, "import", 6);
    item(out, &n, "TLP:RED", 7);
    item(out, &n, previous->b, 32);
    put16(out, &n, 1);
    item(out, &n, parent->b, 32);
    put16(out, &n, 2);
    item(out, &n, "a", 1);
    item(out, &n, a->b, 32);
    item(out, &n, "ab", 2);
    item(out, &n, b->b, 32);
    return n;
}

struct made {
    struct pl_key participant, person;
    pl_hash previous, parent;
    struct pl_entry_field fields[2];
    struct pl_entry entry;
};

static void make(struct made *m) {
    static const uint8_t salt[32] = {7};
    memset(m, 0, sizeof *m);
    m->participant = key_of(1);
    m->person = key_of(2);
    memset(m->previous.b, 0x11, 32);
    memset(m->parent.b, 0x22, 32);
    m->fields[0] = (struct pl_entry_field){PL_STR("a"), pl_field_commitment(PL_STR("a"), salt, PL_STR("value"))};
    m->fields[1] = (struct pl_entry_field){PL_STR("ab"), pl_field_commitment(PL_STR("ab"), salt, PL_STR(""))};
    m->entry = (struct pl_entry){.participant = m->participant.public,
                                 .signer = m->person.public,
                                 .at = 0x010203040506,
                                 .kind = PL_STR("import"),
                                 .marking = PL_STR("TLP:RED"),
                                 .has_previous = true,
                                 .previous = m->previous,
                                 .parents = &m->parent,
                                 .n_parents = 1,
                                 .fields = m->fields,
                                 .n_fields = 2};
}

static void test_golden_bytes(void **state) {
    (void)state;
    struct made m;
    unsigned char want[1024], signed_bytes[1024];
    PL_BUF_AUTO buf;
    make(&m);
    size_t n = golden(want, &m.participant, &m.person, &m.previous, &m.parent, &m.fields[0].commitment,
                      &m.fields[1].commitment);
    pl_buf_open(&buf, PL_ENTRY_MAX);
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), 0);
    assert_int_equal(buf.n, n + 64);
    assert_memory_equal(buf.p, want, n);
    /* the signature is over the domain line and these bytes */
    memcpy(signed_bytes, "plimsoll-sign/v1\n", 17);
    memcpy(signed_bytes + 17, want, n);
    assert_true(
        pl_key_verify(&m.person.public, PL_STR(""), pl_str_make((char *)signed_bytes, n + 17), (uint8_t *)buf.p + n));
    /* the leaf is the hash of a zero byte and the entry */
    unsigned char leaf[2048] = {0};
    memcpy(leaf + 1, buf.p, buf.n);
    assert_int_equal(pl_hash_cmp(pl_sha256_of(leaf, buf.n + 1), pl_entry_leaf(pl_buf_str(&buf))), 0);
}

static void test_commitment_bytes(void **state) {
    (void)state;
    unsigned char all[128];
    uint8_t salt[32];
    size_t n = 0;
    memset(salt, 9, sizeof salt);
    put(all, &n, "plimsoll-field/v1", 17);
    item(all, &n, "name", 4);
    put(all, &n, salt, 32);
    put(all, &n, "v", 1);
    assert_int_equal(pl_hash_cmp(pl_sha256_of(all, n), pl_field_commitment(PL_STR("name"), salt, PL_STR("v"))), 0);
}

static void test_reads_back(void **state) {
    (void)state;
    struct made m;
    struct pl_entry e;
    PL_BUF_AUTO buf;
    PL_ARENA_AUTO arena;
    make(&m);
    pl_buf_open(&buf, PL_ENTRY_MAX);
    pl_arena_open(&arena, 1 << 20);
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), 0);
    assert_int_equal(pl_entry_read(pl_buf_str(&buf), &arena, &e, NULL), 0);
    assert_true(e.at == m.entry.at && e.n_fields == 2 && e.n_parents == 1 && e.has_previous);
    assert_true(pl_str_eq(e.kind, PL_STR("import")) && pl_str_eq(e.marking, PL_STR("TLP:RED")));
    assert_true(pl_str_eq(e.fields[1].name, PL_STR("ab")));
    assert_int_equal(pl_hash_cmp(e.parents[0], m.parent), 0);
    assert_true(pl_entry_verify(pl_buf_str(&buf)));
    PL_BUF_AUTO again;
    pl_buf_open(&again, PL_ENTRY_MAX);
    assert_int_equal(pl_entry_write(&e, &m.person, &again, NULL), 0);
    assert_true(pl_str_eq(pl_buf_str(&again), pl_buf_str(&buf)));
}

/* Every single changed bit breaks the signature; every cut is FORMAT. */
static void test_any_change_shows(void **state) {
    (void)state;
    struct made m;
    struct pl_entry e;
    PL_BUF_AUTO buf;
    PL_ARENA_AUTO arena;
    make(&m);
    pl_buf_open(&buf, PL_ENTRY_MAX);
    pl_arena_open(&arena, 1 << 24);
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), 0);
    for (size_t i = 0; i < buf.n; i++) {
        buf.p[i] = (char)(buf.p[i] ^ 0x10);
        assert_false(pl_entry_verify(pl_buf_str(&buf)));
        buf.p[i] = (char)(buf.p[i] ^ 0x10);
        struct pl_error err;
        assert_int_equal(pl_entry_read(pl_str_make(buf.p, i), &arena, &e, &err), PL_E_FORMAT);
    }
    pl_buf_add_char(&buf, 'x');
    assert_int_equal(pl_entry_read(pl_buf_str(&buf), &arena, &e, NULL), PL_E_FORMAT);
}

static void test_refusals(void **state) {
    (void)state;
    struct made m;
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, (size_t)1 << 20);
    make(&m);
    m.entry.kind = PL_STR("rumour");
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), PL_E_USAGE);
    make(&m);
    m.fields[1].name = PL_STR("a");
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), PL_E_USAGE);
    make(&m);
    m.entry.at = -1;
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), PL_E_USAGE);
    make(&m);
    m.entry.marking = PL_STR("");
    assert_int_equal(pl_entry_write(&m.entry, &m.person, &buf, NULL), PL_E_USAGE);
    make(&m);
    assert_int_equal(pl_entry_write(&m.entry, &m.participant, &buf, NULL), PL_E_USAGE);
}

/* The ceiling in bytes at -1, 0, +1: fields of 255-byte names (291 bytes each), the last one sized to fit. */
static void test_ceiling(void **state) {
    (void)state;
    static struct pl_entry_field fields[300];
    static char names[300][256];
    struct made m;
    PL_BUF_AUTO buf;
    pl_buf_open(&buf, (size_t)1 << 20);
    make(&m);
    m.entry.fields = fields;
    m.entry.n_parents = 0;
    size_t base = 18 + 34 + 34 + 10 + 8 + 9 + 34 + 2 + 2 + 64;
    size_t n_full = (PL_ENTRY_MAX - base) / 291, rest = (PL_ENTRY_MAX - base) % 291;
    assert_true(rest > 40 && rest < 290);
    for (size_t i = 0; i <= n_full; i++) {
        memset(names[i], 'a', 255);
        names[i][0] = (char)('a' + i / 26);
        names[i][1] = (char)('a' + i % 26);
        fields[i].name = pl_str_make(names[i], 255);
    }
    m.entry.n_fields = n_full + 1;
    for (int d = -1; d <= 1; d++) {
        fields[n_full].name.n = (size_t)((int)(rest - 36) + d);
        int rc = pl_entry_write(&m.entry, &m.person, &buf, NULL);
        assert_int_equal(rc, d <= 0 ? PL_E_OK : PL_E_LIMIT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc8032),          cmocka_unit_test(test_golden_bytes),
        cmocka_unit_test(test_commitment_bytes), cmocka_unit_test(test_reads_back),
        cmocka_unit_test(test_any_change_shows), cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
