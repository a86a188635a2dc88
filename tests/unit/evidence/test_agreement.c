/* How pairs of reports agree: expectations by hand, child first. */
#include "evidence/agreement.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/time.h"

static const char *const SLOTS[] = {"small", "middle", "large", "decimal", "clock", "day", "wording", "lag"};
static const char *const CASES[] = {"same", "against", "same-round", "rounded", "round-bare", "sharper",
                                    "near", "typo",    "far",        "dropped", "added"};

struct reports {
    struct pl_arena arena;
    struct pl_reading reading[2];
    uint8_t use[2][PL_READING_MAX_VALUES];
    bool against[2][PL_READING_MAX_VALUES];
    struct pl_agreement_side side[2];
};

static void read_both(struct reports *r, const char *child, const char *parent, int use) {
    const char *const texts[] = {child, parent};
    memset(r, 0, sizeof *r);
    pl_arena_open(&r->arena, 1 << 20);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pl_reading_read(pl_str_from(texts[i]), &r->arena, &r->reading[i], NULL), 0);
        memset(r->use[i], use, sizeof r->use[i]);
        r->side[i] = (struct pl_agreement_side){.reading = &r->reading[i],
                                                .use = r->use[i],
                                                .against = r->against[i],
                                                .published = (1 - i) * 30 * PL_HOUR_US};
    }
}

/* The features but wording and lag, as "slot:case". */
static void features(const struct reports *r, struct pl_buf *out) {
    struct pl_agreement a;
    pl_agreement_find(&r->side[0], &r->side[1], &a);
    pl_buf_clear(out);
    for (unsigned i = 0; i < a.n; i++) {
        unsigned slot = a.feature[i] >> 4;
        if (slot < PL_SLOT_WORDING) {
            pl_buf_add_fmt(out, "%s%s:%s", out->n > 0 ? " " : "", SLOTS[slot], CASES[a.feature[i] & 15]);
        }
    }
    pl_buf_add_char(out, 0);
}

static void pairs(void **unused) {
    (void)unused;
    static const struct {
        const char *child, *parent, *want;
    } cases[] = {
        {"61 containers", "61 containers", "small:same"},
        {"some 360 containers", "some 360 containers", "middle:same-round"},
        {"some 360 containers", "358 containers", "middle:rounded"},
        {"some 360 containers", "351 containers", "middle:rounded"},
        {"some 360 containers", "350 containers", "middle:near"}, /* 10 off: not that rounding */
        {"360 containers", "358 containers", "middle:round-bare"},
        {"358 containers", "some 360 containers", "middle:sharper"},
        {"360 containers", "some 360 containers", "middle:same-round"}, /* the hedge got lost */
        {"about 360 containers", "360 containers", "middle:rounded"},
        {"12 m", "12.0 m", "decimal:round-bare"},
        {"12.0 m", "12 m", "decimal:same-round"},
        {"358 containers", "360 containers", "middle:near"},
        {"335 containers", "353 containers", "middle:typo"},
        {"435 containers", "345 containers", "middle:typo"}, /* the first two exchanged */
        {"335 containers", "533 containers", "middle:far"},  /* the first and the last */
        {"335 containers", "553 containers", "middle:far"},
        {"335 containers", "365 containers", "middle:near"}, /* 30 of 365 */
        {"335 containers", "373 containers", "middle:far"},  /* 38 of 373: more than a tenth */
        {"containers", "335 containers", "middle:dropped"},
        {"335 containers", "containers", "middle:added"},
        {"335 trucks", "335 containers", "middle:dropped middle:added"},
        {"about 168 m", "167.6 m", "decimal:rounded"},
        {"168 m", "167.6 m", "decimal:round-bare"},
        {"167.9 m", "167.6 m", "decimal:near"},
        {"8,163 t", "8,163 t", "large:same"},
        {"99 t, 100 t", "100 t, 99 t", "middle:same small:same"}, /* by nearness, not by place */
        {"at 10:15 UTC", "at 10:15 UTC", "clock:same"},
        {"in the morning", "at 10:15 UTC", "clock:rounded"},
        {"in the evening", "at 10:15 UTC", "clock:far"},
        {"at 10:15 UTC", "in the morning", "clock:sharper"},
        {"in the night", "in the night", "clock:same-round"},
        {"at 11:15 UTC", "at 10:15 UTC", "clock:near"},
        {"at 11:16 UTC", "at 10:15 UTC", "clock:far"},
        {"at 23:50 UTC", "at 00:10 UTC", "clock:near"},
        {"nothing", "at 10:15 UTC", "clock:dropped"},
        {"2026-05-15", "15 May 2026", "day:same"},
        {"2026-05-15", "16 May 2026", "day:near"},
        {"2026-05-15", "17 May 2026", "day:far"},
        {"nothing", "17 May 2026", "day:dropped"},
        {"nothing", "nothing", ""},
    };
    PL_BUF_AUTO got;
    pl_buf_open(&got, 4096);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct reports r;
        read_both(&r, cases[i].child, cases[i].parent, PL_VALUE_USE);
        features(&r, &got);
        if (strcmp(got.p, cases[i].want) != 0) {
            fail_msg("%s | %s: %s, not %s", cases[i].child, cases[i].parent, got.p, cases[i].want);
        }
        pl_arena_close(&r.arena);
    }
}

static void use_of_names(void **unused) {
    (void)unused;
    PL_BUF_AUTO got;
    static struct reports r;
    pl_buf_open(&got, 4096);
    read_both(&r, "31 reports, 61 containers", "20 reports, 61 containers", PL_VALUE_USE);
    features(&r, &got);
    assert_string_equal(got.p, "small:far small:same");
    r.use[0][0] = r.use[1][0] = PL_VALUE_IGNORE;
    features(&r, &got);
    assert_string_equal(got.p, "small:same");
    r.use[0][0] = r.use[1][0] = PL_VALUE_CAREFUL;
    features(&r, &got);
    assert_string_equal(got.p, "small:same");
    pl_arena_close(&r.arena);
    read_both(&r, "61 containers at 10:00 UTC", "61 containers at 10:00 UTC", PL_VALUE_CAREFUL);
    r.against[1][0] = r.side[1].clock_against = true;
    features(&r, &got);
    assert_string_equal(got.p, "small:against clock:against");
    pl_arena_close(&r.arena);
}

static void lag_and_wording(void **unused) {
    (void)unused;
    static struct reports r;
    static const struct {
        int hours;
        unsigned bin;
    } lags[] = {{0, 0},  {5, 0},  {6, 1},   {23, 1},  {24, 2},  {47, 2}, {48, 3},
                {95, 3}, {96, 4}, {191, 4}, {192, 5}, {383, 5}, {384, 6}};
    read_both(&r, "the same", "the same", PL_VALUE_USE);
    struct pl_agreement a;
    for (size_t i = 0; i < sizeof lags / sizeof lags[0]; i++) {
        r.side[0].published = lags[i].hours * PL_HOUR_US;
        pl_agreement_find(&r.side[0], &r.side[1], &a);
        assert_int_equal(a.n, 2);
        assert_int_equal(a.feature[0], PL_SLOT_WORDING << 4 | PL_CASE_SAME);
        assert_int_equal(a.feature[1], PL_SLOT_LAG << 4 | lags[i].bin);
    }
    r.side[1].published = PL_TIME_NONE;
    r.side[1].wording_common = true;
    pl_agreement_find(&r.side[0], &r.side[1], &a);
    assert_int_equal(a.feature[0], PL_SLOT_WORDING << 4 | PL_CASE_SAME_ROUND);
    assert_int_equal(a.feature[1], PL_SLOT_LAG << 4 | 7);
    pl_arena_close(&r.arena);
}

static void many_values(void **unused) {
    (void)unused;
    PL_BUF_AUTO text;
    static struct reports r;
    struct pl_agreement a;
    pl_buf_open(&text, 1 << 16);
    for (int i = 0; i < PL_AGREEMENT_VALUES + 1; i++) {
        pl_buf_add_fmt(&text, "%d t, ", i + 11);
        pl_buf_add_char(&text, 0);
        text.n--;
        read_both(&r, text.p, text.p, PL_VALUE_USE);
        pl_agreement_find(&r.side[0], &r.side[1], &a);
        assert_int_equal(a.n, (i < PL_AGREEMENT_VALUES ? i + 1 : PL_AGREEMENT_VALUES) + 2);
        pl_arena_close(&r.arena);
    }
}

static void words(void **unused) {
    (void)unused;
    PL_BUF_AUTO out;
    static struct reports r;
    pl_buf_open(&out, 4096);
    read_both(&r, "about 168 m, 61 containers, in the morning here",
              "167.6 m, 61 containers, 5 trucks, at 10:15 UTC here", PL_VALUE_USE);
    pl_agreement_words(&r.side[0], &r.side[1], &out);
    pl_buf_add_char(&out, 0);
    assert_string_equal(out.p,
                        "about 168 m for 167.6 m; 61 container in both; 5 truck left out; the part of the day for the "
                        "minute");
    pl_arena_close(&r.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pairs), cmocka_unit_test(use_of_names),
                                       cmocka_unit_test(lag_and_wording), cmocka_unit_test(many_values),
                                       cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
