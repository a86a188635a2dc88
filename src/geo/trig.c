/* How: reduce the argument with a constant in two or three parts (trig_table.h), keep what rounding lost as a second
 * double, and sum the Taylor series of the function on the small interval that is left. The series are cut where the
 * first term left out is below 2^-58 of the result; their coefficients are 1/n!, 1/n: nothing to look up, nothing
 * fitted. The truncation of each stands beside it. */
#include "geo/trig.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "geo/trig_table.h"

#include "base/ban.h"

#define SIN_MAX_RAD 1e5

/* A number as hi + lo with |lo| <= ulp(hi). */
struct pair {
    double hi;
    double lo;
};

static inline uint64_t bits_of(double x) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline double of_bits(uint64_t u) {
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* The nearest whole number, |x| < 2^31; the tie goes away from zero, which the callers do not mind. */
static inline int32_t nearest(double x) { return (int32_t)(x < 0 ? x - 0.5 : x + 0.5); }

/* sin(r.hi + r.lo), |r| <= pi/4 (+ 2^-30). Next term x^19/19!: 8e-20 at pi/4. */
static inline double sin_near(struct pair r) {
    const double x = r.hi;
    const double z = x * x;
    double p = 1.0 / 355687428096000.0;              /* 1/17! */
    p = p * z - 1.0 / 1307674368000.0;               /* 1/15! */
    p = p * z + 1.0 / 6227020800.0;                  /* 1/13! */
    p = p * z - 1.0 / 39916800.0;                    /* 1/11! */
    p = p * z + 1.0 / 362880.0;                      /* 1/9! */
    p = p * z - 1.0 / 5040.0;                        /* 1/7! */
    p = p * z + 1.0 / 120.0;                         /* 1/5! */
    p = p * z - 1.0 / 6.0;                           /* 1/3! */
    return x + (x * z * p + r.lo * (1.0 - 0.5 * z)); /* d sin = cos x dx */
}

/* cos(r.hi + r.lo), same range. Next term x^18/18!: 2e-18 at pi/4. */
static inline double cos_near(struct pair r) {
    const double x = r.hi;
    const double z = x * x;
    double p = 1.0 / 20922789888000.0; /* 1/16! */
    p = p * z - 1.0 / 87178291200.0;   /* 1/14! */
    p = p * z + 1.0 / 479001600.0;     /* 1/12! */
    p = p * z - 1.0 / 3628800.0;       /* 1/10! */
    p = p * z + 1.0 / 40320.0;         /* 1/8! */
    p = p * z - 1.0 / 720.0;           /* 1/6! */
    p = p * z + 1.0 / 24.0;            /* 1/4! */
    const double half = 0.5 * z;
    const double top = 1.0 - half;
    const double lost = (1.0 - top) - half; /* exact: 1 >= half */
    return top + (lost + (z * z * p - x * r.lo));
}

/* x - k pi/2 for the k that makes it least; k mod 4 to *ret_quadrant. |x| <= SIN_MAX_RAD, so |k| < 2^16. */
static inline struct pair reduce(double x, unsigned *ret_quadrant) {
    const int32_t k = nearest(x * PL_TRIG_INV_P);
    const double n = k;
    const double a = x - n * PL_TRIG_P1; /* exact: both are multiples of one unit and near each other */
    const double b = n * PL_TRIG_P2;     /* exact */
    const double hi = a - b;
    const double back = hi - a; /* two-difference: hi + lost == a - b exactly, whichever is larger */
    const double lost = (a - (hi - back)) - (b + back);
    const double lo = lost - n * PL_TRIG_P3;
    *ret_quadrant = (unsigned)k & 3u;
    const double sum = hi + lo;
    return (struct pair){sum, lo - (sum - hi)};
}

double pl_sin(double x) {
    if (fabs(x) <= PL_TRIG_PI2_HI / 2) {
        return sin_near((struct pair){x, 0});
    }
    if (!(fabs(x) <= SIN_MAX_RAD)) {
        return (double)NAN;
    }
    unsigned quadrant;
    const struct pair r = reduce(x, &quadrant);
    const double v = quadrant & 1 ? cos_near(r) : sin_near(r);
    return quadrant & 2 ? -v : v;
}

double pl_cos(double x) {
    if (fabs(x) <= PL_TRIG_PI2_HI / 2) {
        return cos_near((struct pair){x, 0});
    }
    if (!(fabs(x) <= SIN_MAX_RAD)) {
        return (double)NAN;
    }
    unsigned quadrant;
    const struct pair r = reduce(x, &quadrant);
    const double v = quadrant & 1 ? sin_near(r) : cos_near(r);
    return quadrant == 1 || quadrant == 2 ? -v : v;
}

/* atan(small / big), 0 <= small <= big, big > 0: with c = i/8 next to t = small / big,
 * atan t = atan c + atan((t - c) / (1 + t c)), and the last argument u is at most 1/16.
 * Series of atan u to u^13; next term u^14/15 of u: 2^-60. */
static inline struct pair atan_ratio(double small, double big) {
    static const double rows[9][2] = {PL_TRIG_ATAN_ROWS};
    const double t = small / big;
    const int32_t i = nearest(t * 8);
    const double c = i * 0.125;
    const double u = i ? (t - c) / (1.0 + t * c) : t;
    const double z = u * u;
    double p = 1.0 / 13.0;
    p = p * z - 1.0 / 11.0;
    p = p * z + 1.0 / 9.0;
    p = p * z - 1.0 / 7.0;
    p = p * z + 1.0 / 5.0;
    p = p * z - 1.0 / 3.0;
    const double tail = u * z * p + rows[i][1];
    if (!i) {
        return (struct pair){u, tail};
    }
    const double hi = rows[i][0] + u;
    return (struct pair){hi, (rows[i][0] - hi) + u + tail}; /* exact: row >= 1/8 > |u| */
}

/* base + sign * a, base >= |a|. */
static inline double pair_from(double base_hi, double base_lo, double sign, struct pair a) {
    const double term = sign * a.hi;
    const double hi = base_hi + term;
    const double lost = (base_hi - hi) + term;
    return hi + (lost + (base_lo + sign * a.lo));
}

double pl_atan2(double y, double x) {
    if (!(x == x) || !(y == y)) {
        return (double)NAN;
    }
    double ax = fabs(x);
    double ay = fabs(y);
    if (ax > DBL_MAX || ay > DBL_MAX) { /* only the ratio of infinities matters */
        ax = ax > DBL_MAX ? 1 : 0;
        ay = ay > DBL_MAX ? 1 : 0;
    }
    const bool steep = ay > ax;
    double angle = 0;
    if (steep) {
        angle = pair_from(PL_TRIG_PI2_HI, PL_TRIG_PI2_LO, x < 0 ? 1 : -1, atan_ratio(ax, ay));
    } else if (ax > 0) {
        const struct pair a = atan_ratio(ay, ax);
        angle = x < 0 ? pair_from(PL_TRIG_PI_HI, PL_TRIG_PI_LO, -1, a) : a.hi + a.lo;
    }
    return copysign(angle, y);
}

double pl_asin(double x) {
    if (x > 1) {
        x = 1;
    } else if (x < -1) {
        x = -1;
    }
    return pl_atan2(x, sqrt((1.0 - x) * (1.0 + x)));
}

/* x 2^k for k in -1100..1100: in two steps, because 2^k alone may not be a double. */
static inline double scale(double x, int32_t k) {
    const int32_t first = k / 2;
    const int32_t second = k - first;
    return x * of_bits((uint64_t)(first + 1023) << 52) * of_bits((uint64_t)(second + 1023) << 52);
}

/* e^x = 2^k e^r, |r| <= ln 2 / 2; series of e^r to r^13, next term r^14/14!: 4e-18. */
double pl_exp(double x) {
    if (!(x == x)) {
        return x;
    }
    if (x > 709.8) {
        return HUGE_VAL;
    }
    if (x < -745.2) {
        return 0;
    }
    const int32_t k = nearest(x * PL_TRIG_INV_L);
    const double hi = x - k * PL_TRIG_L1; /* exact */
    const double lo = -(k * PL_TRIG_L2);
    const double r = hi + lo;
    const double lost = lo - (r - hi);
    double p = 1.0 / 6227020800.0; /* 1/13! */
    p = p * r + 1.0 / 479001600.0; /* 1/12! */
    p = p * r + 1.0 / 39916800.0;  /* 1/11! */
    p = p * r + 1.0 / 3628800.0;   /* 1/10! */
    p = p * r + 1.0 / 362880.0;    /* 1/9! */
    p = p * r + 1.0 / 40320.0;     /* 1/8! */
    p = p * r + 1.0 / 5040.0;      /* 1/7! */
    p = p * r + 1.0 / 720.0;       /* 1/6! */
    p = p * r + 1.0 / 120.0;       /* 1/5! */
    p = p * r + 1.0 / 24.0;        /* 1/4! */
    p = p * r + 1.0 / 6.0;         /* 1/3! */
    p = p * r + 0.5;
    return scale(1.0 + (r + (r * r * p + lost)), k);
}

/* x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt 2; with s = f / (2 + f), ln(1 + f) = 2 atanh s = 2s + s R(s^2), and
 * because 2s = f - s f that is f - s (f - R): f is exact, and the error of s counts only times f. R = 2 (z/3 + z^2/5 +
 * ... + z^10/21), z = s^2 <= 0.02944; next term 2 z^11/23: 2^-59. */
double pl_log(double x) {
    if (!(x > 0)) {
        return (double)NAN;
    }
    if (x > DBL_MAX) {
        return x;
    }
    int32_t k = 0;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        k = -54;
    }
    const uint64_t u = bits_of(x);
    k += (int32_t)(u >> 52) - 1023;
    double m = of_bits((u & 0xfffffffffffffu) | 0x3ff0000000000000u);
    if (m > PL_TRIG_SQRT_2) {
        m *= 0.5;
        k++;
    }
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    double p = 1.0 / 21.0;
    p = p * z + 1.0 / 19.0;
    p = p * z + 1.0 / 17.0;
    p = p * z + 1.0 / 15.0;
    p = p * z + 1.0 / 13.0;
    p = p * z + 1.0 / 11.0;
    p = p * z + 1.0 / 9.0;
    p = p * z + 1.0 / 7.0;
    p = p * z + 1.0 / 5.0;
    p = p * z + 1.0 / 3.0;
    const double correction = s * (f - 2.0 * z * p); /* ln(1 + f) = f - correction */
    const double base = k * PL_TRIG_L1;              /* exact */
    const double hi = base + f;
    const double lost = k ? (base - hi) + f : 0.0; /* exact: |base| > |f| */
    return hi + (lost + (k * PL_TRIG_L2 - correction));
}
