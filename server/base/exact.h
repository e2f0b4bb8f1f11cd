/* exp, log, the normal quantile and what formulas ask for, from + - * / and sqrt alone.
 *
 * IEEE 754 rounds those five exactly, libm's functions it does not: so a plan drawn here is the
 * same to the bit under every libc, compiler and optimisation level (the build adds
 * -ffp-contract=off). Relative error below 1e-14 for exp and log over the ranges used, below 2e-9
 * for the quantile.
 */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

/* e^x; 0 below -745, clamps to the largest double above 709. */
double exact_exp(double x);

/* Natural logarithm of a positive, normal double. */
double exact_log(double x);

/* x such that a standard normal variable stays below x with probability p, 0 < p < 1. */
double exact_normal_quantile(double p);

/* Sine and cosine of |x| up to a million, to 1e-13; NaN beyond (base/exact_trig.c). */
double exact_sin(double x);
double exact_cos(double x);

/* To 1e-14 of its value. */
double exact_tanh(double x);

/* Of any double. */
double exact_floor(double x);
double exact_ceil(double x);

/* Decimal logarithm of a positive, normal double; of a power of ten its exponent, exactly. */
double exact_log10(double x);

/* x to the power of y: by multiplication for whole y up to 1024, else through the logarithm, to 1e-13.
 * Infinite when that is too large. NaN for a negative x and a y that is not whole. */
double exact_pow(double x, double y);

#endif
