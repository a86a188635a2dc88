/* Names laid side by side. Expectations by hand; the edit distances of the property test come from a plain recursion.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "app/explain.h"

#include "base/ban.h"

static pl_str rendered(struct pl_arena *arena, const char *a, const char *b) {
    static const char SIGNS[] = "=~-+";
    struct pl_explain_run *runs = NULL;
    size_t n = 0;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1 << 16);
    assert_int_equal(pl_explain_letters(pl_str_from(a), pl_str_from(b), arena, &runs, &n, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        pl_buf_add_char(&text, SIGNS[runs[i].how]);
        pl_buf_add_str(&text, runs[i].a);
        pl_buf_add_char(&text, '/');
        pl_buf_add_str(&text, runs[i].b);
        pl_buf_add_char(&text, ' ');
    }
    return pl_str_copy(arena, pl_buf_str(&text));
}

static void test_letters(void **state) {
    static const char *const CASES[][3] = {
        {"", "", ""},
        {"rif", "rif", "=rif/rif "},
        {"rif", "", "-rif/ "},
        {"", "rif", "+/rif "},
        {"rif", "reef", "=r/r ~i/e +/e =f/f "},
        {"myong", "myung", "=my/my ~o/u =ng/ng "},
        {"abc", "xyz", "~abc/xyz "},
        {"chŏl", "chol", "=ch/ch ~ŏ/o =l/l "}, /* a letter of two bytes is one letter */
        {"김정은", "김정운", "=김정/김정 ~은/운 "},
    };
    PL_ARENA_AUTO arena;
    (void)state;
    pl_arena_open(&arena, 1 << 24);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        assert_string_equal(rendered(&arena, CASES[i][0], CASES[i][1]).p, CASES[i][2]);
    }
}

static size_t distance(const char *a, const char *b) {
    if (*a == '\0' || *b == '\0') {
        return strlen(a) + strlen(b);
    }
    size_t both = distance(a + 1, b + 1) + (*a == *b ? 0 : 1);
    size_t lost = distance(a + 1, b) + 1, gained = distance(a, b + 1) + 1;
    size_t best = both < lost ? both : lost;
    return best < gained ? best : gained;
}

/* Put together the runs give both texts, and they cost what the distance is. */
static void test_letters_are_whole(void **state) {
    uint64_t seed = 7;
    (void)state;
    for (int round = 0; round < 300; round++) {
        char texts[2][8] = {"", ""};
        PL_ARENA_AUTO arena;
        struct pl_buf back[2];
        struct pl_explain_run *runs = NULL;
        size_t n = 0, cost = 0;
        pl_arena_open(&arena, 1 << 20);
        for (int k = 0; k < 2; k++) {
            pl_buf_open(&back[k], 64);
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            size_t length = (size_t)(seed >> 60) % 8;
            for (size_t i = 0; i < length; i++) {
                seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
                texts[k][i] = (char)('a' + (seed >> 40) % 3);
            }
        }
        assert_int_equal(pl_explain_letters(pl_str_from(texts[0]), pl_str_from(texts[1]), &arena, &runs, &n, NULL), 0);
        for (size_t i = 0; i < n; i++) {
            pl_buf_add_str(&back[0], runs[i].a);
            pl_buf_add_str(&back[1], runs[i].b);
            cost += runs[i].how == PL_EXPLAIN_SAME ? 0 : runs[i].how == PL_EXPLAIN_ONLY_B ? runs[i].b.n : runs[i].a.n;
        }
        assert_true(pl_str_eq(pl_buf_str(&back[0]), pl_str_from(texts[0])));
        assert_true(pl_str_eq(pl_buf_str(&back[1]), pl_str_from(texts[1])));
        assert_int_equal(cost, distance(texts[0], texts[1]));
        pl_buf_close(&back[0]);
        pl_buf_close(&back[1]);
    }
}

static void test_letters_ceiling(void **state) {
    char a[PL_EXPLAIN_LETTERS + 2];
    (void)state;
    for (size_t extra = 0; extra < 2; extra++) {
        PL_ARENA_AUTO arena;
        struct pl_explain_run *runs = NULL;
        size_t n = 0, length = PL_EXPLAIN_LETTERS + extra;
        pl_arena_open(&arena, 1 << 24);
        memset(a, 'a', length);
        a[length] = '\0';
        assert_int_equal(pl_explain_letters(pl_str_from(a), pl_str_from("aa"), &arena, &runs, &n, NULL), 0);
        assert_int_equal(n, extra == 0 ? 2 : 1);
        assert_int_equal(runs[n - 1].how, extra == 0 ? PL_EXPLAIN_ONLY_A : PL_EXPLAIN_CHANGED);
    }
    PL_ARENA_AUTO small;
    struct pl_error err = {0};
    struct pl_explain_run *runs = NULL;
    size_t n = 0;
    pl_arena_open(&small, 64);
    assert_int_equal(pl_explain_letters(PL_STR("a"), PL_STR("b"), &small, &runs, &n, &err), PL_E_NOMEM);
}

/* Two names, matched and explained. */
struct pair {
    struct pl_arena arena;
    struct pl_romaniser *romaniser;
    struct pl_form a, b;
    struct pl_name_match match;
    struct pl_explanation x;
};

static void explain(struct pair *p, const char *a, const char *b, int kind) {
    *p = (struct pair){.romaniser = NULL};
    pl_arena_open(&p->arena, (size_t)1 << 26);
    assert_int_equal(pl_romaniser_open(&p->romaniser, NULL), 0);
    assert_int_equal(pl_form_make(p->romaniser, pl_str_from(a), kind, PL_STR(""), PL_STR(""), &p->arena, &p->a, NULL),
                     0);
    assert_int_equal(pl_form_make(p->romaniser, pl_str_from(b), kind, PL_STR(""), PL_STR(""), &p->arena, &p->b, NULL),
                     0);
    assert_int_equal(pl_match_names(&p->a, &p->b, &p->arena, &p->match, NULL), 0);
    assert_int_equal(pl_explain_names(&p->a, &p->b, &p->match, &p->arena, &p->x, NULL), 0);
}

static void end(struct pair *p) {
    pl_romaniser_close(p->romaniser);
    pl_arena_close(&p->arena);
}

static void check_part(const struct pl_explain_part *part, const char *romanised, const char *text, size_t from) {
    assert_true(part->there && part->known);
    assert_string_equal(pl_str_from(romanised).p, romanised);
    assert_true(pl_str_eq(part->romanised, pl_str_from(romanised)));
    assert_true(pl_str_eq(part->text, pl_str_from(text)));
    assert_int_equal(part->from, from);
}

static void test_parts_lead_back_to_letters(void **state) {
    struct pair p;
    (void)state;
    explain(&p, "리철민", "MIN, Ri Chol", PL_NAME_PERSON);
    assert_true(p.x.read_a != NULL && p.x.read_b != NULL);
    assert_int_equal(p.x.n, 3);
    for (size_t i = 0; i < p.x.n; i++) {
        const struct pl_explain_pair *pair = &p.x.pairs[i];
        assert_int_equal(pair->a.from, 0);
        assert_int_equal(pair->a.to, 3); /* Hangul without a space is one word: three letters */
        if (pl_str_eq(pair->b.romanised, PL_STR("min"))) {
            check_part(&pair->b, "min", "MIN", 0);
        } else if (pl_str_eq(pair->b.romanised, PL_STR("chol"))) {
            check_part(&pair->b, "chol", "Chol", 8);
        }
    }
    end(&p);
}

static void test_one_side_only(void **state) {
    struct pair p;
    bool seen = false;
    (void)state;
    explain(&p, "Harbour Star", "Harbour Star Holding", PL_NAME_VESSEL);
    for (size_t i = 0; i < p.x.n; i++) {
        const struct pl_explain_pair *pair = &p.x.pairs[i];
        if (pair->how == PL_ALIGN_EXTRA_B) {
            assert_false(pair->a.there);
            check_part(&pair->b, "holding", "Holding", 13);
            assert_int_equal(pair->n_runs, 1);
            assert_int_equal(pair->runs[0].how, PL_EXPLAIN_ONLY_B);
            seen = true;
        }
    }
    assert_true(seen);
    end(&p);
}

/* A word that stands twice is found twice, at its own places. */
static void test_repeated_words(void **state) {
    struct pair p;
    (void)state;
    explain(&p, "Mo Mo Trading", "Mo Mo Trading", PL_NAME_ORGANIZATION);
    assert_true(p.x.exact);
    size_t at[2] = {99, 99}, n = 0;
    for (size_t i = 0; i < p.x.n && n < 2; i++) {
        if (pl_str_eq(p.x.pairs[i].a.romanised, PL_STR("mo"))) {
            at[n++] = p.x.pairs[i].a.from;
        }
    }
    assert_int_equal(n, 2);
    assert_int_equal(at[0] + at[1], 3);
    assert_int_not_equal(at[0], at[1]);
    end(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters),         cmocka_unit_test(test_letters_are_whole),
        cmocka_unit_test(test_letters_ceiling), cmocka_unit_test(test_parts_lead_back_to_letters),
        cmocka_unit_test(test_one_side_only),   cmocka_unit_test(test_repeated_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
