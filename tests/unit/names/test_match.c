/* Names typed by hand (tests/names_by_hand.h). Bands, not exact scores: what a rule must reach or must not; each says
 * the rule that it needs. */
#include "names/match.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "names_by_hand.h"
#include "names/common.h"
#include "names/ready.h"
#include "names/same_number.h"
#include "names/weight.h"

#include "base/ban.h"

#define ALERT PL_MATCH_THRESHOLD

struct band {
    const char *a, *b;
    int kind;
    double low, high;
    const char *rule;
};

static const struct band BANDS[] = {
    {"kim jong un", "kim jong un", PL_NAME_PERSON, 1, 1, "equal letter by letter"},
    {"kim jong un", "un jong kim", PL_NAME_PERSON, ALERT, 0.99, "any order, but not 1"},
    {"kim jong un", "kim jongun", PL_NAME_PERSON, ALERT, 0.99, "joined parts"},
    {"abdul rahman yasin", "abdulrahman yasin", PL_NAME_PERSON, ALERT, 0.99, "joined parts"},
    {"yasin abdul rahman qaduli", "qaduli abdulrahman yasin", PL_NAME_PERSON, ALERT, 0.99, "joined in another order"},
    {"boris petrovich", "boris petrovihc", PL_NAME_PERSON, ALERT, 0.99, "neighbours exchanged"},
    {"sergei ivanovsky", "sergei ivanofsky", PL_NAME_PERSON, ALERT, 0.99, "confusable letters"},
    {"muhammad hassan", "mohamed hasan", PL_NAME_PERSON, ALERT, 0.99, "vowels and doubled letters"},
    {".j smithson", "john smithson", PL_NAME_PERSON, ALERT, 0.98, "an initial stands for its word"},
    {".p smithson", "john smithson", PL_NAME_PERSON, 0, ALERT - 0.02, "another initial does not"},
    {"hussein", "saddam hussein", PL_NAME_PERSON, 0, 0.7, "a family name alone is no match"},
    {"saddam hussein", "saddam hussein tikriti", PL_NAME_PERSON, ALERT, 0.97, "a name within a longer one"},
    {"ahmed hassan turabi", "ahmed hassan zawahiri", PL_NAME_PERSON, 0, ALERT - 0.02,
     "each side has what the other lacks"},
    {"+corp", "mahan +corp", PL_NAME_ORGANIZATION, 0, 0.5, "a company form is no name"},
    {"general trading +co", "golden trading +co", PL_NAME_ORGANIZATION, 0, ALERT - 0.05, "generic words are no name"},
    {"sovfracht +jsc", "sovfracht", PL_NAME_ORGANIZATION, ALERT, 0.99, "a missing company form costs little"},
    {"sovfracht +jsc", "sovfracht +ltd", PL_NAME_ORGANIZATION, ALERT, 0.98, "so does another one"},
    {"tanchon commercial bank", "tanchon bank", PL_NAME_ORGANIZATION, ALERT, 0.99, "a generic word more"},
    {"tanchon bank", "hana bank", PL_NAME_ORGANIZATION, 0, 0.6, "a generic word alone in common"},
    {"zu zag bong #5", "zu zag bong #6", PL_NAME_VESSEL, 0, 0.55, "another hull"},
    {"zu zag bong #5", "zu zag bong #5", PL_NAME_VESSEL, 1, 1, "the same hull"},
    {"zu zag bong #5", "bong zu zag #5", PL_NAME_VESSEL, ALERT, 0.99, "the same number"},
    {"zu zag bong #5", "zu zag bong", PL_NAME_VESSEL, 0.5, 0.88, "a missing number costs"},
    {"chon song #12", "chon song #2", PL_NAME_VESSEL, 0, 0.55, "numbers are equal or not, never near"},
    {"^mr kim jong un", "kim jong un", PL_NAME_PERSON, ALERT, 0.99, "an honorific costs next to nothing"},
    {"ali ~al masri", "ali masri", PL_NAME_PERSON, ALERT, 0.99, "so does a particle"},
    {"ali", "oli", PL_NAME_PERSON, 0, ALERT - 0.02, "few letters say little"},
    {"karasin", "boris karasin", PL_NAME_PERSON, 0, 0.66, "a family name alone is no match"},
    {"abdulrahman yasin khalil", "abdul rahman yasin", PL_NAME_PERSON, ALERT, 0.97, "joined, and a part more"},
    {"abdulrahim yasin omar", "abdul rahim yasin", PL_NAME_PERSON, ALERT, 0.97, "joined, and a part more"},
    {"petro vich karasin boris", "petrovich karasin", PL_NAME_PERSON, ALERT, 0.97, "joined, and a part more"},
    {"zolo tarev anton boris", "zolotarev anton", PL_NAME_PERSON, ALERT, 0.97, "joined, and a part more"},
    {"daedong credit bank dcb", "daedong credit bank", PL_NAME_ORGANIZATION, 0.95, 0.99, "the name's own initials"},
    {"qaddafi", "smithson", PL_NAME_PERSON, 0, 0.1, "nothing in common"},
    {"shafi sultan mohammed ~al ajmi", "shafi ~al ajmi", PL_NAME_PERSON, ALERT, 0.95, "a father's and a second name"},
    {"amin industrial complex", "amin industrial +co", PL_NAME_ORGANIZATION, ALERT, 0.99, "generic words exchanged"},
    {"tanchon complex", "tanchon directorate", PL_NAME_ORGANIZATION, 0.65, 0.9, "exchanged is no contradiction"},
    {"daesong trading", "kumsan trading", PL_NAME_ORGANIZATION, 0, ALERT - 0.15, "generic words carry no evidence"},
    {"universal shipping transportation", "universal shipping trans", PL_NAME_ORGANIZATION, ALERT, 0.95,
     "a word cut short"},
};

static double score(struct pl_arena *arena, const char *a, const char *b, int kind) {
    const struct pl_form p = hand_form(arena, kind, a);
    const struct pl_form q = hand_form(arena, kind, b);
    struct pl_name_match match;
    struct pl_name_match back;
    struct pl_error err;
    assert_int_equal(pl_match_names(&p, &q, NULL, &match, &err), 0);
    assert_int_equal(pl_match_names(&q, &p, NULL, &back, &err), 0);
    assert_true(match.score >= back.score && match.score <= back.score);
    return match.score;
}

static void bands(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    int failed = 0;
    for (size_t i = 0; i < sizeof BANDS / sizeof BANDS[0]; i++) {
        const struct band *row = &BANDS[i];
        const double got = score(&arena, row->a, row->b, row->kind);
        if (got < row->low || got > row->high) {
            print_error("%s | %s: %.4f is not in %.2f to %.2f (%s)\n", row->a, row->b, got, row->low, row->high,
                        row->rule);
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

/* Spaces: a reading that is missing is not comparable; a reduced space needs Latin likeness where both are Latin. */
static void spaces(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    assert_true(score(&arena, "", "", PL_NAME_ANY) < 0);
    assert_true(score(&arena, "", "kim", PL_NAME_ANY) < 0);
    assert_true(score(&arena, "arabic!:mhmd hsn", "kim jong un", PL_NAME_ANY) < 0); /* no common space: not 0 */
    const char *native = "arabic!:mhmd hsn tkrt";
    assert_in_range((int)(1000 * score(&arena, native, "muhammad hasan tikriti|arabic:mhmd hsn tkrt", PL_NAME_PERSON)),
                    900, 989);
    assert_true(score(&arena, native, "muhammad husain|arabic:mhmd hsn", PL_NAME_PERSON) < 0.95);
    /* short keys say less */
    assert_true(score(&arena, "arabic!:l hsn", "ali hasan|arabic:l hsn", PL_NAME_PERSON) <
                score(&arena, "arabic!:mhmd hsnwy", "muhammad hasnawi|arabic:mhmd hsnwy", PL_NAME_PERSON) - 0.05);
    /* both Latin: equal skeletons do not make different names equal */
    assert_true(score(&arena, "salem bader|arabic:slm bdr", "isilme abudiro|arabic:slm bdr", PL_NAME_PERSON) < ALERT);
    /* but they lift near spellings */
    assert_true(score(&arena, "salem bader|arabic:slm bdr", "saleem badar|arabic:slm bdr", PL_NAME_PERSON) >
                score(&arena, "salem bader", "saleem badar", PL_NAME_PERSON));
    /* Korean spellings by two hands */
    assert_true(score(&arena, "ri myong hun|korean:li mung hun", "lee myung hoon|korean:li mung hun", PL_NAME_PERSON) >=
                ALERT);
    assert_true(score(&arena, "ri myong hun|korean:li mung hun", "ri chung chul|korean:li cung cul", PL_NAME_PERSON) <
                ALERT);
    /* several readings: the best counts */
    assert_true(score(&arena, "korean!:lo dung|korean!:no dung", "rodong|korean:lo dung", PL_NAME_ORGANIZATION) >=
                ALERT);
}

/* A family name moved costs less than parts that are mixed. */
static void order(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    const char *name = "anton boris karasin dolgov";
    const double moved = score(&arena, name, "dolgov anton boris karasin", PL_NAME_PERSON);
    const double mixed = score(&arena, name, "boris anton dolgov karasin", PL_NAME_PERSON);
    const double same = score(&arena, name, "anton boriss karasin dolgov", PL_NAME_PERSON);
    assert_true(moved > mixed);
    assert_true(moved < 0.99 && same > 0.9);
}

static void explained(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    const struct pl_form a = hand_form(&arena, PL_NAME_PERSON, "boris .j petrovich ~von karasin");
    const struct pl_form b = hand_form(&arena, PL_NAME_PERSON, "jakob boriss petro vich #3");
    struct pl_name_match match;
    struct pl_error err;
    assert_int_equal(pl_match_names(&a, &b, &arena, &match, &err), 0);
    static const struct {
        const char *a, *b, *how;
    } STEPS[] = {{"petrovich", "petro vich", "joined"}, {"boris", "boriss", "typing_slip"}, {"j", "jakob", "initial"},
                 {"von", "", "only_in_query"},          {"karasin", "", "only_in_query"},   {"", "3", "only_in_list"}};
    assert_int_equal(match.n, 6);
    assert_int_equal(match.space, PL_SPACE_LATIN);
    assert_false(match.crossed);
    for (size_t i = 0; i < match.n; i++) {
        bool found = false;
        for (size_t j = 0; j < match.n; j++) {
            found |= pl_str_eq(match.aligns[j].a, pl_str_from(STEPS[i].a)) &&
                     pl_str_eq(match.aligns[j].b, pl_str_from(STEPS[i].b)) &&
                     strcmp(pl_align_name(match.aligns[j].how), STEPS[i].how) == 0;
        }
        if (!found) {
            print_error("missing: %s ~ %s, %s\n", STEPS[i].a, STEPS[i].b, STEPS[i].how);
        }
        assert_true(found);
    }
    struct pl_name_match back; /* the other way round the sides are exchanged, the score is not */
    assert_int_equal(pl_match_names(&b, &a, &arena, &back, &err), 0);
    assert_true(back.score >= match.score && back.score <= match.score);
    unsigned in_list = 0;
    for (size_t i = 0; i < back.n; i++) {
        in_list += back.aligns[i].how == PL_ALIGN_EXTRA_B;
    }
    assert_int_equal(in_list, 2);
    assert_string_equal(pl_align_name(-1), "unknown");
    assert_string_equal(pl_align_name(PL_ALIGN_COUNT), "unknown");
    struct pl_arena small;
    pl_arena_open(&small, 16);
    assert_int_equal(pl_match_names(&a, &b, &small, &match, &err), PL_E_NOMEM);
    pl_arena_close(&small);
}

static uint32_t next(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* Random names of few letters and every class: in [0,1], the same both ways, the same with forms made ready. */
static void symmetric(void **unused) {
    (void)unused;
    uint64_t state = 7;
    for (int round = 0; round < 20000; round++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, (size_t)1 << 24);
        char text[2][400];
        for (int side = 0; side < 2; side++) {
            size_t n = 0;
            const uint32_t readings = 1 + next(&state) % 2;
            for (uint32_t r = 0; r < readings; r++) {
                if (r) {
                    n += (size_t)snprintf(text[side] + n, sizeof text[side] - n,
                                          "|%s:", next(&state) % 2 ? "korean" : "arabic!");
                }
                const uint32_t words = 1 + next(&state) % 5;
                for (uint32_t w = 0; w < words; w++) {
                    if (w) {
                        text[side][n++] = ' ';
                    }
                    const uint32_t mark = next(&state) % 12;
                    if (mark < 5) {
                        text[side][n++] = "#.+~^"[mark];
                    }
                    const uint32_t letters = mark == 1 ? 1 : 1 + next(&state) % 6;
                    for (uint32_t k = 0; k < letters; k++) {
                        text[side][n++] = mark == 0 ? (char)('1' + next(&state) % 2) : "aeimnk"[next(&state) % 6];
                    }
                }
            }
            text[side][n] = 0;
        }
        const double got = score(&arena, text[0], text[1], (int)(next(&state) % PL_NAME_KINDS));
        if (got > 1 || (got < 0 && got > -1)) {
            print_error("seed 7, round %d: %s | %s: %g\n", round, text[0], text[1], got);
        }
        assert_true(got <= 1 && (got >= 0 || got <= -1));
    }
}

/* 64 parts a side, none or all equal; 65 cannot stand in a form. */
static void ceilings(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 26);
    char a[1024];
    char b[1024];
    for (int words = PL_FORM_MAX_PARTS - 1; words <= PL_FORM_MAX_PARTS + 1; words++) {
        size_t n = 0;
        for (int i = 0; i < words; i++) {
            n += (size_t)snprintf(a + n, sizeof a - n, "%sabc%c", i ? " " : "", 'a' + i % 26);
        }
        n = 0;
        for (int i = 0; i < words; i++) {
            n += (size_t)snprintf(b + n, sizeof b - n, "%sabc%c", i ? " " : "", 'a' + (words - i) % 26);
        }
        const double got = score(&arena, a, b, PL_NAME_PERSON);
        assert_true(got > 0.8 && got < 1);
        n = 0;
        for (int i = 0; i < words; i++) {
            n += (size_t)snprintf(b + n, sizeof b - n, "%szz", i ? " " : "");
        }
        assert_true(score(&arena, a, b, PL_NAME_PERSON) < 0.1);
        assert_true(score(&arena, b, b, PL_NAME_PERSON) >= 1);
    }
    char long_a[200];
    char long_b[200];
    memset(long_a, 'k', sizeof long_a);
    memset(long_b, 'k', sizeof long_b);
    long_a[150] = long_b[151] = 0;
    const double got = score(&arena, long_a, long_b, PL_NAME_ANY);
    assert_true(got > 0.9 && got < 1);
}

static void words_are_sorted(void **unused) {
    (void)unused;
    int kind = 0;
    for (size_t i = 0; i < pl_common_count(); i++) {
        const pl_str word = pl_common_word(i, &kind);
        assert_int_equal(pl_common_of(word), kind);
        int before = 0;
        assert_true(i == 0 || pl_str_cmp(pl_common_word(i - 1, &before), word) < 0);
    }
    assert_int_equal(pl_common_of(PL_STR("trading")), PL_COMMON_BUSINESS);
    assert_int_equal(pl_common_of(PL_STR("mohammed")), PL_COMMON_GIVEN);
    assert_int_equal(pl_common_of(PL_STR("tradin")), PL_COMMON_NOT);
    assert_int_equal(pl_common_of(PL_STR("")), PL_COMMON_NOT);
    assert_int_equal(pl_common_of(PL_STR("zzzz")), PL_COMMON_NOT);
}

/* The version names every weight and word: whoever changes one must change it too. */
static void version(void **unused) {
    (void)unused;
    struct pl_buf text;
    pl_buf_open(&text, (size_t)1 << 20);
#define PRINT_WEIGHT(name, thousandths, what) pl_buf_add_fmt(&text, "%s %d\n", #name, thousandths);
    PL_WEIGHTS(PRINT_WEIGHT)
#undef PRINT_WEIGHT
    for (size_t i = 0; i < pl_common_count(); i++) {
        int kind = 0;
        const pl_str word = pl_common_word(i, &kind);
        pl_buf_add_fmt(&text, "%.*s %d\n", (int)word.n, word.p, kind);
    }
    for (size_t i = 0; i < pl_number_kind_count(); i++) {
        const struct pl_number_kind *kind = pl_number_kind_at(i);
        pl_buf_add_fmt(&text, "%s %d %d %d %d\n", kind->name, kind->worth, kind->vessel, kind->exact_case,
                       kind->differs);
    }
    pl_buf_add_fmt(&text, "threshold %d\n", (int)(1000 * PL_MATCH_THRESHOLD + 0.5));
    char want[64];
    (void)snprintf(want, sizeof want, "plimsoll-match/1 %016llx", (unsigned long long)pl_str_hash(pl_buf_str(&text)));
    pl_buf_close(&text);
    assert_memory_equal(pl_match_version(), want, strlen(want));
    const char *sources = pl_match_version() + strlen(want); /* and what the build adds: a space and 16 digits */
    assert_int_equal(strlen(sources), 17);
    assert_int_equal(strspn(sources + 1, "0123456789abcdef"), 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands),
        cmocka_unit_test(spaces),
        cmocka_unit_test(order),
        cmocka_unit_test(explained),
        cmocka_unit_test(symmetric),
        cmocka_unit_test(ceilings),
        cmocka_unit_test(words_are_sorted),
        cmocka_unit_test(version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
