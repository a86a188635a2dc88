/* Two subjects. Scores follow from the weights in src/names/weight.h and the worths in same_number.c: 1 for an equal
 * name, less the penalties that each row names. */
#include "names/match.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "names_by_hand.h"
#include "names/ready.h"
#include "names/same_number.h"

#include "base/ban.h"

/* What one side is given; NULL and 0: not given. */
struct given {
    int kind;
    const char *name;  /* several are split by ';', a weak one begins with '?' */
    const char *id;    /* kind=value, several split by ';', an invalid one begins with '?' */
    const char *birth; /* several split by ';' */
    const char *country;
    char gender;
};

struct row {
    struct given a, b;
    double score;
    const char *why; /* part of a reason's detail, or NULL */
};

#define P      PL_NAME_PERSON
#define V      PL_NAME_VESSEL
#define O      PL_NAME_ORGANIZATION
#define N      "boris karasin"
#define S      "imoNumber"
#define NO_ONE -1.0

static const struct row ROWS[] = {
    {{P, N, 0, 0, 0, 0}, {P, N, 0, 0, 0, 0}, 1, "equal letter by letter"},
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1965", 0, 0}, 1, "may be the same day"},
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1980-01-01", 0, 0}, 0.75, "cannot be the same day"},
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1965-09-01", 0, 0}, 0.85, "cannot be the same day"}, /* within a year */
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1965-07-03", 0, 0}, 0.875, "exchanged"},
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1960 to 1966", 0, 0}, 1, "may be the same day"},
    {{P, N, 0, "1965-03-07", 0, 0}, {P, N, 0, "1980;1965", 0, 0}, 1, "may be the same day"}, /* the kindest counts */
    {{P, N, 0, 0, "kp", 0}, {P, N, 0, 0, "KP", 0}, 1, NULL},
    {{P, N, 0, 0, "kp;ru", 0}, {P, N, 0, 0, "cn;ru", 0}, 1, NULL},
    {{P, N, 0, 0, "kp", 0}, {P, N, 0, 0, "cn", 0}, 0.9, "no country is common"},
    {{P, N, 0, 0, 0, 'm'}, {P, N, 0, 0, 0, 'f'}, 0.8, "gender differs"},
    {{P, N, 0, 0, 0, 'm'}, {P, N, 0, 0, 0, 'm'}, 1, NULL},
    {{P, N, 0, 0, 0, 0}, {V, N, 0, 0, 0, 0}, 0.7, "one is a person"},
    {{0, N, 0, 0, 0, 0}, {V, N, 0, 0, 0, 0}, 1, NULL}, /* not said is no conflict */
    /* 0.25 + 0.1 + 0.2 + 0.3 are bounded by 0.45 */
    {{P, N, 0, "1950", "kp", 'm'}, {O, N, 0, "1980", "cn", 'f'}, 0.55, "cannot be the same day"},
    {{V, "onyx", S "=9074729", 0, 0, 0}, {V, "zulu", S "=IMO 9074729", 0, 0, 0}, 0.99, "IMO number"},
    {{V, 0, S "=9074729", 0, 0, 0}, {V, "zulu", S "=9074729", 0, 0, 0}, 0.99, "stands on both sides"},
    {{V, "onyx", S "=9074729", 0, 0, 0}, {V, "onyx", S "=8814275", 0, 0, 0}, 0.65, "and they differ"},
    {{V, "onyx", S "=?9074728", 0, 0, 0},
     {V, "onyx", S "=8814275", 0, 0, 0},
     1,
     NULL}, /* an invalid one says nothing */
    {{V, 0, S "=?9074728", 0, 0, 0}, {V, 0, S "=?9074728", 0, 0, 0}, NO_ONE, NULL},
    {{V, 0, S "=?9074729", 0, 0, 0}, {V, 0, S "=9074729", 0, 0, 0}, NO_ONE, NULL},
    {{V, 0, S "=9074729", 0, 0, 0}, {V, 0, "imoCompanyNumber=9074729", 0, 0, 0}, NO_ONE, NULL}, /* another kind */
    {{V, 0, "mmsi=445123000", 0, 0, 0}, {V, 0, "mmsi=445123000", 0, 0, 0}, 0.95, "MMSI"},
    {{P, 0, "mmsi=445123000", 0, 0, 0}, {P, 0, "mmsi=445123000", 0, 0, 0}, NO_ONE, NULL}, /* ships only */
    {{P, 0, "passportNumber=A 12-345", 0, 0, 0}, {P, 0, "passportNumber=a12345", 0, 0, 0}, 0.95, "passport"},
    {{P, 0, "passportNumber=A12345", 0, 0, 0}, {P, 0, "passportNumber=A12346", 0, 0, 0}, 0, NULL},
    {{P, 0, "publicKey=1AbC", 0, 0, 0}, {P, 0, "publicKey=1aBc", 0, 0, 0}, 0, NULL}, /* wallets keep their case */
    {{P, 0, "unheardOf=77", 0, 0, 0}, {P, 0, "unheardOf=77", 0, 0, 0}, 0.85, "identifier"},
    {{P, "abu bakr", 0, 0, 0, 0}, {P, "?abu bakr", 0, 0, 0, 0}, 0.85, "weak alias"},
    {{P, "abu bakri", 0, 0, 0, 0}, {P, "?abu bakr", 0, 0, 0, 0}, NO_ONE, NULL},
    {{P, "abu bakr", 0, 0, 0, 0}, {P, "?abu bakr;abu bakr", 0, 0, 0, 0}, 1, "letter by letter"},
    {{P, "", 0, 0, 0, 0}, {P, N, 0, 0, 0, 0}, NO_ONE, NULL},
    {{P, 0, 0, "1960", "kp", 'm'}, {P, 0, 0, "1960", "kp", 'm'}, NO_ONE, NULL}, /* only that much is no evidence */
};

static void fill(struct pl_arena *arena, const struct given *given, struct pl_subject *s) {
    *s = (struct pl_subject){.kind = given->kind, .gender = given->gender};
    s->names = pl_arena_calloc(arena, 8, sizeof *s->names);
    s->ids = pl_arena_calloc(arena, 8, sizeof *s->ids);
    s->births = pl_arena_calloc(arena, 8, sizeof *s->births);
    s->countries = pl_arena_calloc(arena, 8, sizeof *s->countries);
    for (pl_str rest = pl_str_from(given->name); given->name && rest.p;) {
        pl_str name = pl_str_cut(&rest, ';');
        struct pl_subject_name *to = &s->names[s->n_names++];
        to->weak = pl_str_starts(name, PL_STR("?"));
        name = pl_str_sub(name, to->weak, name.n);
        to->form = hand_form(arena, given->kind, pl_arena_copy(arena, name.p, name.n));
    }
    for (pl_str rest = pl_str_from(given->id); given->id && rest.p;) {
        pl_str id = pl_str_cut(&rest, ';');
        const pl_str kind = pl_str_cut(&id, '=');
        const bool invalid = pl_str_starts(id, PL_STR("?"));
        s->ids[s->n_ids++] = (struct pl_subject_id){
            .kind = pl_arena_copy(arena, kind.p, kind.n), .value = pl_str_sub(id, invalid, id.n), .valid = !invalid};
    }
    for (pl_str rest = pl_str_from(given->birth); given->birth && rest.p;) {
        assert_true(pl_interval_parse(pl_str_cut(&rest, ';'), &s->births[s->n_births++]));
    }
    for (pl_str rest = pl_str_from(given->country); given->country && rest.p;) {
        s->countries[s->n_countries++] = pl_str_cut(&rest, ';');
    }
}

static bool said(const struct pl_subject_match *match, const char *why) {
    for (size_t i = 0; i < match->n_reasons; i++) {
        if (pl_str_find_str(match->reasons[i].detail, pl_str_from(why)) < match->reasons[i].detail.n) {
            return true;
        }
    }
    return false;
}

static void rows(void **unused) {
    (void)unused;
    int failed = 0;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        PL_ARENA_AUTO arena;
        pl_arena_open(&arena, (size_t)1 << 24);
        struct pl_subject a;
        struct pl_subject b;
        struct pl_subject_match match;
        struct pl_subject_match fast;
        struct pl_error err;
        fill(&arena, &ROWS[i].a, &a);
        fill(&arena, &ROWS[i].b, &b);
        assert_int_equal(pl_match_subjects(&a, &b, NULL, &fast, &err), 0);
        for (size_t k = 0; k < b.n_names; k++) { /* the same with forms made ready */
            assert_int_equal(pl_ready_make(&b.names[k].form, &arena, &b.names[k].ready, &err), 0);
        }
        for (size_t k = 0; k < a.n_names; k++) {
            assert_int_equal(pl_ready_make(&a.names[k].form, &arena, &a.names[k].ready, &err), 0);
        }
        assert_int_equal(pl_match_subjects(&a, &b, &arena, &match, &err), 0);
        assert_true(fast.score >= match.score && fast.score <= match.score);
        assert_int_equal(match.match, match.score >= PL_MATCH_THRESHOLD);
        const double off = match.score - ROWS[i].score;
        if (off > 1e-9 || off < -1e-9 || (ROWS[i].why && !said(&match, ROWS[i].why))) {
            print_error("row %zu: %.4f, not %.4f%s\n", i, match.score, ROWS[i].score,
                        ROWS[i].why && !said(&match, ROWS[i].why) ? ", and the reason is not given" : "");
            failed++;
        }
    }
    assert_int_equal(failed, 0);
}

/* At the same score the evidence ranks. */
static void ranks(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 24);
    const struct given query = {P, N, 0, "1965-03-07", "kp", 'm'};
    static const struct given WORSE_AND_WORSE[] = {
        {P, N, "passportNumber=1", "1965-03-07", "kp", 'm'}, /* an equal number too: see below */
        {P, N, 0, "1965-03-07", "kp", 'm'},
        {P, N, 0, "1965", "kp", 'm'},
        {P, N, 0, 0, "kp", 'm'},
        {P, N, 0, 0, "kp", 0},
        {P, N, 0, 0, 0, 0},
        {P, N, 0, 0, "cn", 0},
        {P, "zzz yyy", 0, 0, 0, 0},
        {P, "", 0, 0, 0, 0},
    };
    struct pl_subject_match matches[sizeof WORSE_AND_WORSE / sizeof WORSE_AND_WORSE[0]];
    const size_t n = sizeof matches / sizeof matches[0];
    for (size_t i = 0; i < n; i++) {
        struct given asked = query;
        struct pl_subject a;
        struct pl_subject b;
        struct pl_error err;
        asked.id = i == 0 ? "passportNumber=1" : NULL;
        fill(&arena, &asked, &a);
        fill(&arena, &WORSE_AND_WORSE[i], &b);
        assert_int_equal(pl_match_subjects(&a, &b, NULL, &matches[i], &err), 0);
        for (size_t k = 0; k < i; k++) {
            if (pl_match_compare(&matches[k], &matches[i]) <= 0) {
                print_error("%zu does not rank before %zu\n", k, i);
            }
            assert_true(pl_match_compare(&matches[k], &matches[i]) > 0);
            assert_true(pl_match_compare(&matches[i], &matches[k]) < 0);
        }
        assert_int_equal(pl_match_compare(&matches[i], &matches[i]), 0);
    }
    assert_true(matches[n - 1].score < 0); /* not comparable comes last */
}

/* The native form of another, longer name does not outweigh the Latin names of both sides. */
static void across_scripts(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 24);
    const struct given query = {P, "hasan tikriti|arabic:hsn tkrt", 0, 0, 0, 0};
    const struct given native_only = {P, "arabic!:hsn tkrt", 0, 0, 0, 0};
    const struct given both = {P, "arabic!:hsn tkrt;boris karasin", 0, 0, 0, 0};
    const struct given same = {P, "arabic!:hsn tkrt;hassan al tikriti", 0, 0, 0, 0};
    double score[3];
    const struct given *entries[] = {&native_only, &both, &same};
    for (size_t i = 0; i < 3; i++) {
        struct pl_subject a;
        struct pl_subject b;
        struct pl_subject_match match;
        struct pl_error err;
        fill(&arena, &query, &a);
        fill(&arena, entries[i], &b);
        assert_int_equal(pl_match_subjects(&a, &b, &arena, &match, &err), 0);
        score[i] = match.score;
        assert_int_equal(said(&match, "held down"), i == 1);
    }
    assert_true(score[0] >= PL_MATCH_THRESHOLD);
    assert_true(score[1] < PL_MATCH_THRESHOLD);
    assert_true(score[2] >= PL_MATCH_THRESHOLD);
}

static void numbers(void **unused) {
    (void)unused;
    const struct pl_number_kind *imo = pl_number_kind_of("imoNumber");
    const struct pl_number_kind *wallet = pl_number_kind_of("publicKey");
    assert_true(pl_number_equal(imo, PL_STR("IMO 9074729"), PL_STR("9074729 ")));
    assert_false(pl_number_equal(imo, PL_STR("90747290"), PL_STR("9074729")));
    assert_false(pl_number_equal(imo, PL_STR(""), PL_STR("")));
    assert_false(pl_number_equal(imo, PL_STR(" - "), PL_STR(".")));
    assert_true(pl_number_hash(imo, PL_STR("IMO9074729")) == pl_number_hash(imo, PL_STR("9074729")));
    assert_true(pl_number_hash(imo, PL_STR("9074729")) != pl_number_hash(pl_number_kind_of("mmsi"), PL_STR("9074729")));
    assert_false(pl_number_equal(wallet, PL_STR("a"), PL_STR("A")));
    assert_string_equal(pl_number_kind_of("no such kind")->name, "identifier");
    for (size_t i = 0; i < pl_number_kind_count(); i++) {
        assert_ptr_equal(pl_number_kind_of(pl_number_kind_at(i)->name), pl_number_kind_at(i));
    }
}

static void without_memory(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)1 << 24);
    struct pl_subject a;
    struct pl_subject_match match = {.score = 7};
    struct pl_error err;
    const struct given one = {P, N, "passportNumber=1", "1960", "kp", 'm'};
    fill(&arena, &one, &a);
    size_t enough = 0;
    for (size_t bytes = 0; bytes < 100000; bytes += 64) {
        struct pl_arena small;
        pl_arena_open(&small, bytes);
        match.score = 7;
        const int code = pl_match_subjects(&a, &a, &small, &match, &err);
        assert_true(code == 0 || code == PL_E_NOMEM);
        assert_true(code == 0 || match.score > 6); /* untouched */
        pl_arena_close(&small);
        if (code == 0) {
            enough = bytes;
            break;
        }
    }
    assert_true(enough > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),    cmocka_unit_test(ranks),          cmocka_unit_test(across_scripts),
        cmocka_unit_test(numbers), cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
