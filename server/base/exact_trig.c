#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* Half pi in three parts: products of the first two with a quadrant number below 2^20 are exact. */
#define HALF_PI_HIGH 0x1.921fb54400000p+0
#define HALF_PI_MIDDLE 0x1.0b4611a600000p-34
#define HALF_PI_LOW 0x1.3198a2e037073p-69
#define INVERSE_HALF_PI 0x1.45f306dc9c883p-1

/* Beyond it the reduction loses digits; nobody's sine means anything there. */
#define ANGLE_MOST 1e6

/* Taylor's series for |x| <= pi/4, by Horner. */
static double
small_sin(double x)
{
    double square = x * x;
    double sum = 1;
    for (int n = 20; n > 0; n -= 2)
        sum = 1 - square / (n * (n + 1)) * sum;
    return x * sum;
}

static double
small_cos(double x)
{
    double square = x * x;
    double sum = 1;
    for (int n = 20; n > 0; n -= 2)
        sum = 1 - square / (n * (n - 1)) * sum;
    return sum;
}

/* The sine of x plus so many quarter turns. */
static double
turned_sin(double x, int quarters)
{
    if (!(x >= -ANGLE_MOST && x <= ANGLE_MOST))
        return (double)NAN;
    double turns = x * INVERSE_HALF_PI;
    int quadrant = (int)(turns < 0 ? turns - 0.5 : turns + 0.5);
    double rest =
        ((x - quadrant * HALF_PI_HIGH) - quadrant * HALF_PI_MIDDLE) - quadrant * HALF_PI_LOW;
    switch ((unsigned)(quadrant + quarters) & 3U) {
    case 0:
        return small_sin(rest);
    case 1:
        return small_cos(rest);
    case 2:
        return -small_sin(rest);
    default:
        return -small_cos(rest);
    }
}

double
exact_sin(double x)
{
    return turned_sin(x, 0);
}

double
exact_cos(double x)
{
    return turned_sin(x, 1);
}

/* Near 0 the difference of two exponentials would lose what is asked for; there it is the continued
 * fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))). */
#define SMALL_TANH 0.5

double
exact_tanh(double x)
{
    if (x > 20 || x < -20)
        return x > 0 ? 1 : -1;
    if (x < SMALL_TANH && x > -SMALL_TANH) {
        double rest = 15;
        for (int n = 13; n > 0; n -= 2)
            rest = n + x * x / rest;
        return x / rest;
    }
    if (x < 0)
        return -exact_tanh(-x);
    double twice = exact_exp(2 * x);
    return (twice - 1) / (twice + 1);
}

double
exact_floor(double x)
{
    /* From 2^52 on, and for what is no number, there is no fraction. */
    if (!(x > -4503599627370496.0 && x < 4503599627370496.0))
        return x;
    double whole = (double)(int64_t)x;
    return whole > x ? whole - 1 : whole;
}

double
exact_ceil(double x)
{
    return -exact_floor(-x);
}

/* Squares and products: whole powers are as exact as multiplication is. */
static double
whole_power(double x, int64_t power)
{
    double result = 1;
    bool is_negative = power < 0;
    for (uint64_t left = (uint64_t)(is_negative ? -power : power); left > 0; left >>= 1) {
        if ((left & 1) != 0)
            result *= x;
        x *= x;
    }
    return is_negative ? 1 / result : result;
}

/* No power of ten beyond it is a double. */
#define TEN_EXACT_MOST 22

double
exact_log10(double x)
{
    double logarithm = exact_log(x) * 0x1.bcb7b1526e50ep-2;
    double whole = exact_floor(logarithm + 0.5);
    bool is_power = whole >= -TEN_EXACT_MOST && whole <= TEN_EXACT_MOST;
    double power = is_power ? whole_power(10, (int64_t)whole) : 0;
    return is_power && x >= power && x <= power ? whole : logarithm;
}

/* Whole powers up to here are multiplied; for higher ones a logarithm loses less. */
#define WHOLE_MOST 1024

/* A positive x, subnormal ones and infinity included, to the power of y. */
static double
positive_power(double x, double y)
{
    double shift = 0;
    if (x > DBL_MAX)
        return y > 0 ? x : 0;
    if (x < DBL_MIN) {
        x *= 0x1p+60;
        shift = -60 * 0x1.62e42fefa39efp-1;
    }
    double exponent = y * (exact_log(x) + shift);
    if (!(exponent > 700))
        return exact_exp(exponent);
    /* In two factors: exact_exp stops at the largest double, a product goes on to infinity. */
    double half = exact_exp(exponent / 2);
    return half * half;
}

double
exact_pow(double x, double y)
{
    bool is_whole = exact_floor(y) >= y;
    if (is_whole && y >= -WHOLE_MOST && y <= WHOLE_MOST)
        return whole_power(x, (int64_t)y);
    bool has_power = is_whole ? !isnan(x) : x >= 0 && !isnan(y);
    if (!has_power)
        return (double)NAN;
    if (x >= 0 && x <= 0)
        return y > 0 ? 0 : (double)INFINITY;
    if (x > 0)
        return positive_power(x, y);
    bool is_odd = 2 * exact_floor(y / 2) < y;
    return is_odd ? -positive_power(-x, y) : positive_power(-x, y);
}
