/* sin, cos, atan2, exp and log with the same bits on every x86-64 machine and compiler.
 *
 * libm may differ in the last digit between machines (FMA or not), which would change ids and hashes. These use
 * only + - * / and sqrt, which IEEE 754 defines exactly; the whole program is built with -ffp-contract=off. The stated
 * bounds are in units of the last place (ulp) against correctly rounded values. */
#ifndef PL_GEO_TRIG_H
#define PL_GEO_TRIG_H

#define PL_PI 3.14159265358979323846

/* |x| <= 1e5 radians; error < 2 ulp (absolute error < 1e-16 near the zeros other than 0). Beyond: NaN. */
double pl_sin(double x);
double pl_cos(double x);

/* The angle of (x, y) in [-pi, pi], error < 2 ulp. atan2(0,0) is 0; a NaN gives NaN. */
double pl_atan2(double y, double x);

/* sqrt is exact in IEEE 754; asin by atan2 with |x| > 1 taken as +-1; error < 4 ulp. */
double pl_asin(double x);

/* e^x, error < 2 ulp (of the least normal number where the result is smaller); 0 and HUGE_VAL where it is no double:
 * below -745.13 and above 709.78. */
double pl_exp(double x);

/* Natural logarithm of x > 0, error < 2 ulp; NaN for x <= 0 or NaN. */
double pl_log(double x);

#endif
