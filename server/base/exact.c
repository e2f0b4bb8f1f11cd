#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts: the first has so few bits that its product with any exponent is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define INVERSE_LN2 0x1.71547652b82fep+0

#define EXP_LEAST (-745.0)
#define EXP_MOST 709.0

#define MANTISSA_BITS 52
#define EXPONENT_BIAS 1023

/* 2^exponent for exponents of normal doubles. */
static double
power_of_two(int exponent)
{
    uint64_t bits = (uint64_t)(exponent + EXPONENT_BIAS) << MANTISSA_BITS;
    double power;
    memcpy(&power, &bits, sizeof(power));
    return power;
}

/* Taylor's series for |x| <= ln(2)/2, by Horner; 14 terms reach the last bit. */
static double
small_exp(double x)
{
    double sum = 1;
    for (int n = 14; n > 0; n--)
        sum = 1 + x / n * sum;
    return sum;
}

double
exact_exp(double x)
{
    if (x < EXP_LEAST)
        return 0;
    /* What is no number stays none: it may not reach the conversion below. */
    if (!(x <= EXP_MOST))
        return x > EXP_MOST ? DBL_MAX : x;
    double turns = x * INVERSE_LN2;
    int power = (int)(turns < 0 ? turns - 0.5 : turns + 0.5);
    double rest = (x - power * LN2_HIGH) - power * LN2_LOW;
    /* In two steps: the lower one may leave the range of normal doubles, each factor does not. */
    int half = power / 2;
    return small_exp(rest) * power_of_two(half) * power_of_two(power - half);
}

double
exact_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    int exponent = (int)(bits >> MANTISSA_BITS) - EXPONENT_BIAS;
    double mantissa = x / power_of_two(exponent);
    if (mantissa > 0x1.6a09e667f3bcdp+0) {
        mantissa /= 2;
        exponent++;
    }
    /* ln m = 2 artanh s with s = (m-1)/(m+1), |s| < 0.172. */
    double s = (mantissa - 1) / (mantissa + 1);
    double square = s * s;
    double sum = 0;
    for (int n = 25; n > 1; n -= 2)
        sum = (sum + 1.0 / n) * square;
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + s * sum));
}

/* Acklam's rational approximations of the normal quantile: the middle, and one tail. */
static const double MIDDLE_TOP[] = {
    -3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
    1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00,
};
static const double MIDDLE_BOTTOM[] = {
    -5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
    6.680131188771972e+01,  -1.328068155288572e+01, 1,
};
static const double TAIL_TOP[] = {
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
    -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00,
};
static const double TAIL_BOTTOM[] = {
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1,
};
#define TAIL_STARTS 0.02425

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

static double
polynomial(const double *coefficients, int count, double x)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum = sum * x + coefficients[i];
    return sum;
}

/* The quantile of a probability near 0. */
static double
tail_quantile(double p)
{
    double q = sqrt(-2 * exact_log(p));
    return polynomial(TAIL_TOP, COUNT(TAIL_TOP), q) /
           polynomial(TAIL_BOTTOM, COUNT(TAIL_BOTTOM), q);
}

double
exact_normal_quantile(double p)
{
    if (p < TAIL_STARTS)
        return tail_quantile(p);
    if (p > 1 - TAIL_STARTS)
        return -tail_quantile(1 - p);
    double q = p - 0.5;
    double r = q * q;
    return q * polynomial(MIDDLE_TOP, COUNT(MIDDLE_TOP), r) /
           polynomial(MIDDLE_BOTTOM, COUNT(MIDDLE_BOTTOM), r);
}
