/* Filings: what a person may say, checked and normalised; ids and bytes. Expectations by hand from the header and
 * docs/format/filing.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "evidence/filing.h"

#define V(name, value)                                                                                                 \
    { PL_STR(name), PL_STR(value) }

struct made {
    struct pl_arena arena;
    struct pl_error err;
    struct pl_filing filing;
    struct pl_filing_value values[PL_FILING_FIELDS_MAX + 2];
    int code;
};

static void make(struct made *m, char letter, const struct pl_filing_value *values, size_t n) {
    memset(m, 0, sizeof *m);
    pl_arena_open(&m->arena, 1 << 20);
    memcpy(m->values, values, n * sizeof *values);
    m->filing = (struct pl_filing){.kind = pl_filing_kind_by_letter(letter), .seq = 7, .values = m->values, .n = n};
    m->code = pl_filing_check(&m->filing, &m->arena, &m->err);
}

static void assert_value(const struct made *m, const char *name, const char *want) {
    pl_str is = pl_filing_get_value(&m->filing, name);
    if (!pl_str_eq(is, pl_str_from(want))) {
        fail_msg("%s is \"%.*s\", not \"%s\"", name, (int)is.n, is.p != NULL ? is.p : "", want);
    }
}

static void assert_refused(char letter, const struct pl_filing_value *values, size_t n, const char *words) {
    struct made m;
    make(&m, letter, values, n);
    if (m.code != PL_E_USAGE || strstr(m.err.msg, words) == NULL) {
        fail_msg("code %d, \"%s\" in place of a refusal with \"%s\"", m.code, m.err.msg, words);
    }
    pl_arena_close(&m.arena);
}
#define REFUSED(letter, words, ...)                                                                                    \
    do {                                                                                                               \
        const struct pl_filing_value values_[] = {__VA_ARGS__};                                                        \
        assert_refused(letter, values_, sizeof values_ / sizeof values_[0], words);                                    \
    } while (0)

static void test_normalises(void **state) {
    (void)state;
    const struct pl_filing_value values[] = {V("subject", "TWO ROCKS"),
                                             V("as", "sighting"),
                                             V("observed", "2026-03-01T04:00+02:00"),
                                             V("text", ""),
                                             V("observed_end", "1 Mar 2026"),
                                             V("lat", "38.2"),
                                             V("lon", "-124.9")};
    struct made m;
    pl_time from = 0, to = 0;
    double lat = 0;
    make(&m, 'O', values, sizeof values / sizeof values[0]);
    assert_int_equal(m.code, 0);
    assert_int_equal(m.filing.n, 6); /* the empty one is gone */
    assert_value(&m, "observed", "2026-03-01T02:00:00Z");
    assert_value(&m, "observed_end", "2026-03-01");
    assert_true(pl_filing_when(&m.filing, "observed_end", &from, &to));
    assert_true(from == INT64_C(1772323200000000)); /* 2026-03-01: `date -u -d 2026-03-01 +%s` */
    assert_true(to == from + PL_DAY_US - 1);
    assert_true(pl_filing_number(&m.filing, "lat", &lat));
    assert_true(lat > 38.1999 && lat < 38.2001);
    for (size_t i = 1; i < m.filing.n; i++) {
        assert_true(pl_str_cmp(m.filing.values[i - 1].name, m.filing.values[i].name) < 0);
    }
    pl_arena_close(&m.arena);
}

static void test_refuses(void **state) {
    (void)state;
    REFUSED('O', "as is missing", V("subject", "X"));
    REFUSED('O', "an observation is of something", V("as", "sighting"));
    REFUSED('O', "none of the words", V("as", "dream"), V("subject", "X"));
    REFUSED('O', "no field \"colour\"", V("as", "sighting"), V("colour", "red"));
    REFUSED('O', "given twice", V("as", "sighting"), V("subject", "X"), V("subject", "Y"));
    REFUSED('O', "no latitude", V("as", "sighting"), V("lat", "90.1"), V("lon", "1"));
    REFUSED('O', "no longitude", V("as", "sighting"), V("lat", "90"), V("lon", "180.5"));
    REFUSED('O', "lat and lon belong together", V("as", "sighting"), V("lat", "90"));
    REFUSED('O', "no time", V("as", "sighting"), V("subject", "X"), V("observed", "yesterday"));
    REFUSED('O', "observed_end is before observed", V("as", "sighting"), V("subject", "X"), V("observed", "2026-03-02"),
            V("observed_end", "2026-03-01"));
    REFUSED('S', "needs the reason", V("alias", "a"), V("kind", "human"), V("protected", "yes"));
    REFUSED('S', "`yes` or absent", V("alias", "a"), V("kind", "human"), V("protected", "no"));
    REFUSED('G', "either a reliability", V("about", "S1"), V("basis", "b"));
    REFUSED('G', "either a reliability", V("about", "S1"), V("basis", "b"), V("reliability", "A"),
            V("credibility", "2"));
    REFUSED('G', "no id of such a filing", V("about", "F1"), V("basis", "b"), V("reliability", "A"));
    REFUSED('C', "a claim says who", V("place", "Rajin"));
    REFUSED('Y', "answers a letter", V("from", "Owner"));
    REFUSED('L', "due is before dated", V("template", "reply"), V("to", "X"), V("dated", "2026-03-02"),
            V("due", "2026-03-01"));
    REFUSED('C', "looks like an id", V("who", "X"), V("label", "C12"));
    REFUSED('C', "letters, digits", V("who", "X"), V("label", "a b"));
    REFUSED('C', "is not UTF-8", V("who", "\xff"));
    REFUSED('I', "no SHA-256", V("title", "x"), V("sha256", "12"));
    REFUSED('I', "whole number", V("title", "x"), V("bytes", "-1"));
    REFUSED('F', "something that is no id", V("statement", "x"), V("claims", "C1 O2"));
}

static void test_equal_days_are_in_order(void **state) {
    (void)state;
    const struct pl_filing_value values[] = {V("template", "reply"), V("to", "X"), V("dated", "2026-03-01"),
                                             V("due", "2026-03-01")};
    struct made m;
    make(&m, 'L', values, 4);
    assert_int_equal(m.code, 0);
    pl_arena_close(&m.arena);
}

/* 9074729 is the number of IMO's own example; its last digit is the check digit. */
static void test_keeps_numbers_as_given(void **state) {
    (void)state;
    const struct pl_filing_value good[] = {V("as", "registry"), V("imo", "9074729"), V("mmsi", "538004030")};
    const struct pl_filing_value bad[] = {V("as", "registry"), V("imo", "9074728"), V("mmsi", "53800403")};
    struct made m;
    make(&m, 'O', good, 3);
    assert_int_equal(m.code, 0);
    assert_false(pl_filing_bad_number(&m.filing, "imo"));
    assert_false(pl_filing_bad_number(&m.filing, "mmsi"));
    assert_false(pl_filing_bad_number(&m.filing, "callsign"));
    pl_arena_close(&m.arena);
    make(&m, 'O', bad, 3);
    assert_int_equal(m.code, 0);
    assert_value(&m, "imo", "9074728");
    assert_true(pl_filing_bad_number(&m.filing, "imo"));
    assert_true(pl_filing_bad_number(&m.filing, "mmsi"));
    pl_arena_close(&m.arena);
}

static void test_ids(void **state) {
    (void)state;
    struct pl_filing f = {.kind = pl_filing_kind_by_letter('O'), .seq = 12, .row = 3};
    char id[PL_FILING_ID_MAX], letter = 0;
    int64_t seq = 0, row = 0;
    static const char *const BAD[] = {"O",   "O-1", "O12.",    "O12.0", "O012", "O12.03",
                                      "A12", "o12", "O12.3.4", "O 12",  "12"};
    pl_filing_id(&f, id);
    assert_string_equal(id, "O12.3");
    assert_true(pl_filing_id_parse(PL_STR("O12.3"), &letter, &seq, &row));
    assert_int_equal(letter, 'O');
    assert_int_equal(seq, 12);
    assert_int_equal(row, 3);
    assert_true(pl_filing_id_parse(PL_STR("C0"), &letter, &seq, &row));
    assert_int_equal(row, 0);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_false(pl_filing_id_parse(pl_str_from(BAD[i]), &letter, &seq, &row));
    }
}

/* Count 2; name length 3 "did", value length 4 "took"; name length 3 "who", value length 1 "X". */
static void test_bytes(void **state) {
    (void)state;
    static const char WANT[] = "\0\2\0\3did\0\0\0\4took\0\3who\0\0\0\1X";
    const struct pl_filing_value values[] = {V("who", "X"), V("did", "took")};
    struct pl_filing back = {.kind = pl_filing_kind_by_letter('C')};
    struct made m;
    PL_BUF_AUTO buf = {0};
    make(&m, 'C', values, 2);
    pl_buf_open(&buf, 1 << 16);
    pl_filing_write(&m.filing, &buf);
    assert_int_equal(buf.n, sizeof WANT - 1);
    assert_memory_equal(buf.p, WANT, buf.n);
    assert_int_equal(pl_filing_read(pl_buf_str(&buf), &m.arena, &back, &m.err), 0);
    assert_int_equal(back.n, 2);
    for (size_t n = 0; n < buf.n; n++) { /* cut anywhere it is no filing */
        assert_int_equal(pl_filing_read(pl_str_make(buf.p, n), &m.arena, &back, &m.err), PL_E_FORMAT);
    }
    pl_buf_add_char(&buf, '\0');
    assert_int_equal(pl_filing_read(pl_buf_str(&buf), &m.arena, &back, &m.err), PL_E_FORMAT);
    pl_str turned = PL_STR("\0\2\0\3who\0\0\0\1X\0\3did\0\0\0\4took"); /* names out of order */
    assert_int_equal(turned.n, sizeof WANT - 1);
    assert_int_equal(pl_filing_read(turned, &m.arena, &back, &m.err), PL_E_FORMAT);
    pl_arena_close(&m.arena);
}

/* Letters and words are told apart, and every kind is a kind of the journal. */
static void test_table(void **state) {
    (void)state;
    bool seen[128] = {false};
    for (const struct pl_filing_kind *k = pl_filing_kinds; k->kind != NULL; k++) {
        assert_false(seen[(unsigned char)k->letter]);
        seen[(unsigned char)k->letter] = true;
        assert_ptr_equal(pl_filing_kind_of(pl_str_from(k->kind)), k);
        size_t n = 0;
        for (const struct pl_filing_field *f = k->fields; f->name != NULL; f++) {
            assert_ptr_equal(pl_filing_field_of(k, pl_str_from(f->name)), f);
            n++;
        }
        assert_true(n < PL_FILING_FIELDS_MAX - 4);
    }
    assert_null(pl_filing_kind_of(PL_STR("import")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normalises),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_equal_days_are_in_order),
        cmocka_unit_test(test_keeps_numbers_as_given),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
