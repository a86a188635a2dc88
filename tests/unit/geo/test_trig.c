/* Oracle: libquadmath (113 bits), with gcc; clang has none and checks the hash of the same results instead. */
#include "geo/trig.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "geo/trig_table.h"
#include "unit/geo/bits.h"

#if defined(__GNUC__) && !defined(__clang__)
#define HAVE_ORACLE 1
#include <quadmath.h>
#else
#define HAVE_ORACLE 0
#endif

#if HAVE_ORACLE
struct worst {
    const char *name;
    double limit_ulp;
    double ulp; /* greatest seen */
    double at, at2;
};

/* |got - exact| in units of the last place of the exact value (of the least normal number below it). */
static double ulps(double got, __float128 exact) {
    if (exact == 0) {
        return got == 0 ? 0 : HUGE_VAL;
    }
    int e = 0;
    (void)frexpq(exact, &e);
    if (e < DBL_MIN_EXP) {
        e = DBL_MIN_EXP;
    }
    const __float128 unit = scalbnq(1, e - DBL_MANT_DIG);
    return (double)(fabsq((__float128)got - exact) / unit);
}

static void see(struct worst *worst, double got, __float128 exact, double at, double at2) {
    const double error = ulps(got, exact);
    if (!(error <= worst->ulp)) {
        worst->ulp = error;
        worst->at = at;
        worst->at2 = at2;
    }
}

static void judge(const struct worst *worst, size_t n) {
    printf("  %-6s max %.4f ulp (limit %g) over %zu arguments, at %a %a\n", worst->name, worst->ulp, worst->limit_ulp,
           n, worst->at, worst->at2);
    assert_true(worst->ulp < worst->limit_ulp);
}

static void see_all(struct worst worst[6], const struct bits_argument *a) {
    see(&worst[0], pl_sin(a->angle), sinq(a->angle), a->angle, 0);
    see(&worst[1], pl_cos(a->angle), cosq(a->angle), a->angle, 0);
    see(&worst[2], pl_atan2(a->y, a->x), atan2q(a->y, a->x), a->y, a->x);
    see(&worst[3], pl_asin(a->ratio), asinq(a->ratio), a->ratio, 0);
    see(&worst[4], pl_exp(a->power), expq(a->power), a->power, 0);
    see(&worst[5], pl_log(a->number), logq(a->number), a->number, 0);
}

static void errors_stay_below_the_stated_bounds(void **unused) {
    (void)unused;
    struct worst worst[6] = {{"sin", 2, 0, 0, 0},  {"cos", 2, 0, 0, 0}, {"atan2", 2, 0, 0, 0},
                             {"asin", 4, 0, 0, 0}, {"exp", 2, 0, 0, 0}, {"log", 2, 0, 0, 0}};
    uint64_t state = 20261122; /* the arguments of bits_trig */
    for (unsigned i = 0; i < BITS_ARGUMENTS; i++) {
        const struct bits_argument a = bits_argument(&state, i);
        see_all(worst, &a);
    }
    for (unsigned i = 0; i < 6; i++) {
        judge(&worst[i], BITS_ARGUMENTS);
    }
}

/* Where argument reduction is hardest: the doubles next to whole multiples of pi/4 and of ln 2, and next to 1. */
static void errors_stay_below_the_bounds_at_hard_places(void **unused) {
    (void)unused;
    struct worst sine = {"sin", 2, 0, 0, 0};
    struct worst cosine = {"cos", 2, 0, 0, 0};
    size_t n = 0;
    for (int k = 1; k <= 127000; k++) { /* 127,000 * pi/4 < 1e5 */
        const double middle = (double)(k * M_PI_4q);
        for (double x = nextafter(middle, 0); x <= nextafter(middle, 2e5); x = nextafter(x, 2e5), n++) {
            see(&sine, pl_sin(x), sinq(x), x, 0);
            see(&cosine, pl_cos(-x), cosq(x), x, 0);
        }
    }
    judge(&sine, n);
    judge(&cosine, n);
    struct worst power = {"exp", 2, 0, 0, 0};
    n = 0;
    for (int k = -2149; k <= 2047; k++) { /* multiples of ln 2 / 2 */
        const double middle = (double)(k * M_LN2q / 2);
        for (double x = nextafter(middle, -1e4); x <= nextafter(middle, 1e4); x = nextafter(x, 1e4), n++) {
            see(&power, pl_exp(x), expq(x), x, 0);
        }
    }
    judge(&power, n);
    struct worst log = {"log", 2, 0, 0, 0};
    struct worst tangent = {"atan2", 2, 0, 0, 0};
    n = 0;
    double up = 1;
    double down = 1;
    for (int k = 0; k < 20000; k++, n++) {
        up = k < 1000 ? nextafter(up, 2) : up * (1 + 0x1p-14);
        down = k < 1000 ? nextafter(down, 0) : down * (1 - 0x1p-14);
        see(&log, pl_log(up), logq(up), up, 0);
        see(&log, pl_log(down), logq(down), down, 0);
        see(&log, pl_log(0x1p-1074 * (k + 1)), logq(0x1p-1074 * (k + 1)), k, 0);
        const double t = (k + 0.5) / 20000; /* past every row of the table, both octants */
        see(&tangent, pl_atan2(t, 1), atan2q(t, 1), t, 1);
        see(&tangent, pl_atan2(1, -t), atan2q(1, -t), 1, -t);
        see(&tangent, pl_atan2(-t, -1e-300), atan2q(-t, -1e-300), -t, -1e-300);
    }
    judge(&log, n);
    judge(&tangent, n);
}

/* trig_table.h, derived again. */
static void constants_are_the_nearest_parts(void **unused) {
    (void)unused;
    const __float128 half_pi = M_PI_2q;
    /* cut (not rounded) to 33 bits: floor(v 2^32) / 2^32 of pi/2, and of what is left at its own exponent */
    assert_true(PL_TRIG_P1 == (double)(floorq(half_pi * 0x1p32Q) / 0x1p32Q));
    const __float128 rest = half_pi - PL_TRIG_P1;
    assert_true(PL_TRIG_P2 == (double)(floorq(rest * 0x1p66Q) / 0x1p66Q));
    /* libquadmath's pi/2 ends after 113 bits, so P3 is known to it to 113 - 66 = 46 bits */
    assert_true(fabsq(rest - PL_TRIG_P2 - PL_TRIG_P3) < 0x1p-112Q);
    assert_true(PL_TRIG_INV_P == (double)(1 / half_pi));
    assert_true(PL_TRIG_PI_HI == (double)M_PIq && PL_TRIG_PI2_HI == (double)half_pi);
    assert_true(PL_TRIG_PI_LO == (double)(M_PIq - PL_TRIG_PI_HI));
    assert_true(PL_TRIG_PI2_LO == PL_TRIG_PI_LO / 2);
    assert_true(PL_TRIG_L1 == (double)(floorq(M_LN2q * 0x1p40Q) / 0x1p40Q));
    assert_true(PL_TRIG_L2 == (double)(M_LN2q - PL_TRIG_L1));
    assert_true(PL_TRIG_INV_L == (double)(1 / M_LN2q) && PL_TRIG_SQRT_2 == (double)M_SQRT2q);
    static const double rows[9][2] = {PL_TRIG_ATAN_ROWS};
    for (int i = 0; i <= 8; i++) {
        const __float128 exact = atanq(i / 8.0Q);
        assert_true(rows[i][0] == (double)exact);
        assert_true(rows[i][1] == (double)(exact - rows[i][0]));
    }
}
#endif

static void special_values(void **unused) {
    (void)unused;
    assert_true(pl_sin(0) == 0 && pl_cos(0) == 1 && pl_exp(0) == 1 && pl_log(1) == 0);
    assert_true(pl_atan2(0, 0) == 0 && pl_atan2(0, 1) == 0);
    assert_true(pl_atan2(0, -1) == PL_PI && pl_atan2(-0.0, -1) == -PL_PI);
    assert_true(pl_atan2(1, 0) == PL_PI / 2 && pl_atan2(-1, 0) == -PL_PI / 2);
    assert_true(pl_atan2(1, 1) == PL_PI / 4 && pl_atan2(-3, -3) == -0x1.2d97c7f3321d2p+1); /* -3 pi/4, nearest */
    assert_true(pl_atan2(HUGE_VAL, HUGE_VAL) == PL_PI / 4 && pl_atan2(1, HUGE_VAL) == 0);
    assert_true(pl_atan2(HUGE_VAL, 1) == PL_PI / 2 && pl_atan2(5, -HUGE_VAL) == PL_PI);
    assert_true(pl_asin(1) == PL_PI / 2 && pl_asin(1.0000001) == PL_PI / 2 && pl_asin(-7) == -PL_PI / 2);
    assert_true(pl_exp(-746) == 0 && pl_exp(710) == HUGE_VAL && pl_exp(-745) > 0 && pl_exp(709.7) < HUGE_VAL);
    assert_true(pl_exp(1e300) == HUGE_VAL && pl_exp(-1e300) == 0 && pl_exp(HUGE_VAL) == HUGE_VAL);
    assert_true(pl_log(HUGE_VAL) == HUGE_VAL);
    const double nan = (double)NAN;
    const double nans[] = {pl_sin(nan),      pl_cos(nan),      pl_sin(1.00001e5), pl_cos(-1.00001e5),
                           pl_sin(HUGE_VAL), pl_atan2(nan, 1), pl_atan2(1, nan),  pl_asin(nan),
                           pl_exp(nan),      pl_log(nan),      pl_log(0),         pl_log(-1)};
    for (size_t i = 0; i < sizeof nans / sizeof *nans; i++) {
        assert_true(nans[i] != nans[i]);
    }
    assert_true(pl_sin(1e5) == pl_sin(1e5)); /* the last argument that is taken */
}

/* The constant was printed by gcc 12 -O1 after the oracle had accepted every one of these results. */
static void results_have_the_same_bits_everywhere(void **unused) {
    (void)unused;
    printf("  trig %016llx\n", (unsigned long long)bits_trig());
    assert_true(bits_trig() == UINT64_C(0xdc1c6222e9fd816a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#if HAVE_ORACLE
        cmocka_unit_test(errors_stay_below_the_stated_bounds),
        cmocka_unit_test(errors_stay_below_the_bounds_at_hard_places),
        cmocka_unit_test(constants_are_the_nearest_parts),
#endif
        cmocka_unit_test(special_values),
        cmocka_unit_test(results_have_the_same_bits_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
