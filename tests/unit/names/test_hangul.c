/* The three romanisations of Hangul against published examples: tests/data/names/hangul.csv. */
#include "names/form_in.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

static size_t syllables_of(pl_str text, uint32_t out[16]) {
    size_t n = 0;
    while (text.n > 0 && n < 16) {
        text = pl_str_sub(text, pl_utf8_next(text, &out[n++]), text.n);
    }
    return n;
}

static bool one_line(pl_str line) {
    uint32_t c[16];
    char out[16 * PL_HANGUL_SYLLABLE_MAX];
    pl_str hangul = pl_str_cut(&line, ',');
    pl_str system = pl_str_cut(&line, ',');
    pl_str how = pl_str_cut(&line, ',');
    pl_str want = pl_str_cut(&line, ',');
    int by = pl_str_eq(system, PL_STR("mccune")) ? PL_HANGUL_MCCUNE
             : pl_str_eq(system, PL_STR("dprk")) ? PL_HANGUL_DPRK
                                                 : PL_HANGUL_REVISED;
    size_t n = pl_hangul_romanise(c, syllables_of(hangul, c), by, pl_str_eq(how, PL_STR("apart")), out);
    bool right = n != SIZE_MAX && pl_str_eq(pl_str_make(out, n), want);
    if (!right) {
        printf("line: %.*s by %.*s: %.*s, not %.*s\n", (int)hangul.n, hangul.p, (int)system.n, system.p, (int)n, out,
               (int)want.n, want.p);
    }
    return right;
}

static void published(void **unused) {
    (void)unused;
    PL_BUF_AUTO file = {.max_bytes = 1 << 20};
    struct pl_error err = {0};
    size_t seen = 0;
    size_t wrong = 0;
    assert_int_equal(pl_file_read("tests/data/names/hangul.csv", 1 << 20, &file, &err), 0);
    pl_str rest = pl_buf_str(&file);
    (void)pl_str_cut(&rest, '\n');
    while (rest.p != NULL && rest.n > 0) {
        wrong += !one_line(pl_str_cut(&rest, '\n'));
        seen++;
    }
    assert_true(seen >= 40);
    assert_int_equal(wrong, 0);
}

/* Every syllable fits its room, in every system and before every other kind of syllable. */
static void every_syllable(void **unused) {
    (void)unused;
    for (uint32_t c = 0xAC00; c <= 0xD7A3; c++) {
        for (uint32_t next = 0xAC00; next <= 0xD7A3; next += 588) {
            uint32_t two[2] = {c, next};
            for (int system = 0; system < PL_HANGUL_SYSTEMS; system++) {
                char out[2 * PL_HANGUL_SYLLABLE_MAX];
                size_t n = pl_hangul_romanise(two, 2, system, false, out);
                assert_in_range(n, 2, 2 * PL_HANGUL_SYLLABLE_MAX);
            }
        }
    }
    uint32_t jamo[2] = {0xAC00, 0x1100};
    char out[16];
    assert_true(pl_hangul_romanise(jamo, 2, PL_HANGUL_DPRK, false, out) == SIZE_MAX);
    uint32_t ends[2] = {0xABFF, 0xD7A4};
    assert_true(pl_hangul_romanise(ends, 1, PL_HANGUL_DPRK, false, out) == SIZE_MAX);
    assert_true(pl_hangul_romanise(ends + 1, 1, PL_HANGUL_DPRK, false, out) == SIZE_MAX);
}

/* Each pair of common syllables, romanised by each system, joined or apart, has the key of its Hangul: always where the
 * syllables stand apart, in 99 of 100 where they are joined (where letters may be cut in two ways). */
static void romanisations_meet(void **unused) {
    static const char common[] =
        "정종준중진지재제조주숙석선성소송수순승식신실아안애양영예오옥용우운원위윤은의이인일임장전"
        "철창천초충태택평표하학한해혁현형혜호홍화환황효훈희경계고관광국권규균근금기길남다대덕도동"
        "두라란려련렬룡류률리린림만말명모목몽무문미민박반배백범병보복봉부분빈사산삼상생서";
    uint32_t c[256];
    size_t n = 0;
    size_t seen = 0;
    size_t wrong = 0;
    pl_str rest = pl_str_from(common);
    (void)unused;
    while (rest.n > 0) {
        rest = pl_str_sub(rest, pl_utf8_next(rest, &c[n++]), rest.n);
    }
    for (size_t i = 0; i < n * n; i++) {
        uint32_t two[2] = {c[i / n], c[i % n]};
        char want[PL_KOREAN_KEY_MAX];
        size_t n_want = pl_korean_key_of_hangul(two, 2, false, want);
        for (int way = 0; way < 2 * PL_HANGUL_SYSTEMS; way++) {
            char latin[4 * PL_HANGUL_SYLLABLE_MAX];
            char key[PL_KOREAN_KEY_MAX];
            size_t syllables = 0;
            bool apart = way >= PL_HANGUL_SYSTEMS;
            size_t m = pl_hangul_romanise(two, apart ? 1 : 2, way % PL_HANGUL_SYSTEMS, apart, latin);
            if (apart) {
                latin[m++] = ' ';
                m += pl_hangul_romanise(two + 1, 1, way % PL_HANGUL_SYSTEMS, true, latin + m);
            }
            size_t n_key = pl_korean_key_of_latin(pl_str_make(latin, m), false, key, &syllables);
            bool same = n_key == n_want && memcmp(key, want, n_key) == 0;
            assert_true(same || !apart);
            wrong += !same;
            seen++;
        }
    }
    assert_true(n > 120 && wrong * 200 < seen);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(published), cmocka_unit_test(every_syllable),
                                       cmocka_unit_test(romanisations_meet)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
