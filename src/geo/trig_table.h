/* The constants of trig.c, each split into parts whose sum is the real number to 106 bits or more.
 *
 * Derived, not copied: part 1 is the number cut to so many bits that k * part1 is exact for every k in use, the next
 * part what is left, and so on. tests/unit/geo/test_trig.c computes each again in 113-bit arithmetic and compares the
 * bits. Only for trig.c and its test. */
#ifndef PL_GEO_TRIG_TABLE_H
#define PL_GEO_TRIG_TABLE_H

/* pi/2 = P1 + P2 + P3: 33 bits, 33 bits, 53 bits. k * P1 and k * P2 are exact for |k| < 2^20. */
#define PL_TRIG_P1     0x1.921fb54400000p+0
#define PL_TRIG_P2     0x1.0b4611a600000p-34
#define PL_TRIG_P3     0x1.3198a2e037073p-69
#define PL_TRIG_INV_P  0x1.45f306dc9c883p-1 /* 2/pi, nearest */
#define PL_TRIG_PI_HI  0x1.921fb54442d18p+1 /* nearest double */
#define PL_TRIG_PI_LO  0x1.1a62633145c07p-53
#define PL_TRIG_PI2_HI 0x1.921fb54442d18p+0
#define PL_TRIG_PI2_LO 0x1.1a62633145c07p-54

/* ln 2 = L1 + L2: 40 bits, 53 bits. k * L1 is exact for |k| < 2^13. */
#define PL_TRIG_L1     0x1.62e42fefa2000p-1
#define PL_TRIG_L2     0x1.9ef35793c7673p-41
#define PL_TRIG_INV_L  0x1.71547652b82fep+0 /* 1/ln 2, nearest */
#define PL_TRIG_SQRT_2 0x1.6a09e667f3bcdp+0

/* atan(i/8), i = 0..8, as nearest double and remainder. */
#define PL_TRIG_ATAN_ROWS                                                                                              \
    {0x0.0p+0, 0x0.0p+0}, {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},                                              \
        {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57}, {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},                 \
        {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56}, {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},                 \
        {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56}, {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56}, {               \
        0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55                                                                    \
    }

#endif
