#include "bits.h"
#include "tap.h"

#include "base/exact.h"
#include "base/rng.h"
#include "base/text.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* What exact.h promises, as relative errors. */
#define EXP_ERROR 1e-14L
#define LOG_ERROR 1e-14L
#define QUANTILE_ERROR 2e-9L

static void
check_near(const char *what, double argument, double got, long double expected, long double error)
{
    long double off = fabsl((long double)got - expected);
    if (!(off <= error * fabsl(expected)))
        ck_abort_msg("%s of %a: expected %.17Lg, got %.17g", what, argument, expected, got);
}

static const struct {
    double from;
    double to;
    double step;
} EXP_RANGES[] = {
    {-708, 709, 0x1.0003p-8},
    {-1, 1, 0x1.0003p-17},
    {-1e-6, 1e-6, 1e-11},
};

START_TEST(exp_is_that_of_the_c_library)
{
    for (double x = EXP_RANGES[_i].from; x <= EXP_RANGES[_i].to; x += EXP_RANGES[_i].step)
        check_near("exp", x, exact_exp(x), expl((long double)x), EXP_ERROR);
}
END_TEST

START_TEST(exp_is_known_at_a_few_points)
{
    ck_assert_double_eq(exact_exp(0), 1);
    ck_assert_double_eq(exact_exp(-0.0), 1);
    ck_assert_double_eq_tol(exact_exp(1), 2.71828182845904523536, 1e-14);
    ck_assert_double_eq_tol(exact_exp(-1), 0.36787944117144232160, 1e-15);
    ck_assert_double_eq(exact_exp(0x1p-1074), 1);
}
END_TEST

START_TEST(exp_ends_in_zero_and_in_the_largest_double)
{
    ck_assert_double_eq(exact_exp(-745.5), 0);
    ck_assert_double_eq(exact_exp(-1e300), 0);
    ck_assert_double_eq(exact_exp(-(double)INFINITY), 0);
    ck_assert_double_eq(exact_exp(709.5), DBL_MAX);
    ck_assert_double_eq(exact_exp(1e300), DBL_MAX);
    ck_assert_double_eq(exact_exp((double)INFINITY), DBL_MAX);
    ck_assert(isfinite(exact_exp(709)));
}
END_TEST

/* Results too small for a normal double lose digits and nothing else. */
START_TEST(exp_fades_out_below_the_normal_doubles)
{
    double last = exact_exp(-745);
    for (double x = -745; x <= -708; x += 0x1p-6) {
        double got = exact_exp(x);
        long double expected = expl((long double)x);
        if (fabsl((long double)got - expected) > EXP_ERROR * expected + 0x1p-1074L)
            ck_abort_msg("exp of %a: expected %Lg, got %g", x, expected, got);
        if (got < last)
            ck_abort_msg("exp of %a is less than before", x);
        last = got;
    }
}
END_TEST

START_TEST(log_is_that_of_the_c_library_in_every_binade)
{
    for (int exponent = -1022; exponent <= 1023; exponent++) {
        for (uint32_t draw = 0; draw < 100; draw++) {
            double x = ldexp(1 + rng_unit(31, 0, (uint32_t)(exponent + 1022), draw), exponent);
            if (x < DBL_MAX)
                check_near("log", x, exact_log(x), logl((long double)x), LOG_ERROR);
        }
    }
}
END_TEST

/* Where the logarithm vanishes its relative error is hardest to keep. */
START_TEST(log_is_as_good_close_to_one)
{
    for (int exponent = -52; exponent <= -1; exponent++) {
        for (uint32_t draw = 0; draw < 1000; draw++) {
            double off = ldexp(1 + rng_unit(32, 0, (uint32_t)-exponent, draw), exponent - 1);
            double above = 1 + off;
            double below = 1 - off;
            check_near("log", above, exact_log(above), logl((long double)above), LOG_ERROR);
            check_near("log", below, exact_log(below), logl((long double)below), LOG_ERROR);
        }
    }
}
END_TEST

START_TEST(log_is_known_at_a_few_points)
{
    ck_assert_double_eq(exact_log(1), 0);
    check_near("log", 2, exact_log(2), 0.693147180559945309417L, LOG_ERROR);
    check_near("log", 10, exact_log(10), 2.30258509299404568402L, LOG_ERROR);
    check_near("log", DBL_MIN, exact_log(DBL_MIN), -708.396418532264106224L, LOG_ERROR);
    check_near("log", DBL_MAX, exact_log(DBL_MAX), 709.782712893383973096L, LOG_ERROR);
}
END_TEST

START_TEST(log_undoes_exp)
{
    for (double x = -700; x <= 700; x += 0.37)
        ck_assert_double_eq_tol(exact_log(exact_exp(x)), x, 1e-13 * fmax(1, fabs(x)));
}
END_TEST

/* One Newton step in long double from `x` towards the quantile of 0.5 + `above`, or of `p` where
 * that keeps more digits. The distribution function is the C library's. */
static long double
refine(double x, double p)
{
    const long double root_two = 1.41421356237309504880L;
    const long double root_two_pi = 2.50662827463100050242L;
    long double z = (long double)x;
    long double density = expl(-z * z / 2) / root_two_pi;
    long double off;
    if (p < 0.25)
        off = erfcl(-z / root_two) / 2 - (long double)p;
    else if (p > 0.75)
        off = (1 - (long double)p) - erfcl(z / root_two) / 2;
    else
        off = erfl(z / root_two) / 2 - ((long double)p - 0.5L);
    long double step = off / density;
    /* Halley's correction: one step is then enough from an error of a billionth. */
    return z - step / (1 + z * step / 2);
}

static void
check_quantile(double p)
{
    double got = exact_normal_quantile(p);
    check_near("quantile", p, got, refine(got, p), QUANTILE_ERROR);
}

START_TEST(the_quantile_inverts_the_normal_distribution)
{
    for (double p = 1e-5; p < 1; p += 1e-5)
        check_quantile(p);
}
END_TEST

START_TEST(the_quantile_holds_in_both_tails)
{
    for (int exponent = -53; exponent <= -2; exponent++) {
        for (uint32_t draw = 0; draw < 1000; draw++) {
            double p = ldexp(1 + rng_unit(33, 0, (uint32_t)-exponent, draw), exponent);
            check_quantile(p);
            if (1 - p < 1)
                check_quantile(1 - p);
        }
    }
    check_quantile(0x1p-53);
    check_quantile(1 - 0x1p-53);
}
END_TEST

/* Around a half the quantile vanishes. */
START_TEST(the_quantile_holds_close_to_a_half)
{
    for (int exponent = -53; exponent <= -3; exponent++) {
        double off = ldexp(1, exponent);
        check_quantile(0.5 - off);
        if (exponent > -53)
            check_quantile(0.5 + off);
    }
    ck_assert_double_eq(exact_normal_quantile(0.5), 0);
}
END_TEST

/* From printed tables. */
static const struct {
    double p;
    double quantile;
} QUANTILES[] = {
    {0.9, 1.2815515655446004},    {0.95, 1.6448536269514722},  {0.975, 1.9599639845400545},
    {0.99, 2.3263478740408408},   {0.995, 2.5758293035489004}, {0.999, 3.0902323061678132},
    {0.75, 0.6744897501960817},   {0.6, 0.2533471031357997},   {0.9999, 3.7190164854556804},
    {0.99999, 4.264890793922825}, {1e-10, -6.361340902404056}, {0.001, -3.0902323061678132},
};

START_TEST(the_quantile_is_that_of_the_tables)
{
    double got = exact_normal_quantile(QUANTILES[_i].p);
    check_near("quantile", QUANTILES[_i].p, got, (long double)QUANTILES[_i].quantile,
               QUANTILE_ERROR);
}
END_TEST

START_TEST(the_quantile_is_symmetric)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        /* So few bits that 1 - p is exact. */
        double p = (double)((rng_bits(34, 0, 0, draw) >> 24) + 1) * 0x1p-41;
        double low = exact_normal_quantile(p);
        double high = exact_normal_quantile(1 - p);
        check_near("quantile", p, low, -(long double)high, QUANTILE_ERROR);
    }
}
END_TEST

/* Steps that are large beside the error: a branch that does not meet the next one would show. */
START_TEST(a_larger_probability_has_a_larger_quantile)
{
    double last = exact_normal_quantile(1e-4);
    for (double p = 2e-4; p < 0.9999; p += 1e-7) {
        double quantile = exact_normal_quantile(p);
        if (quantile <= last)
            ck_abort_msg("quantile of %a: %a after %a", p, quantile, last);
        last = quantile;
    }
}
END_TEST

START_TEST(every_build_computes_the_same_bits)
{
    uint64_t exps = 0;
    uint64_t logs = 0;
    uint64_t quantiles = 0;
    for (uint32_t draw = 0; draw < 100000; draw++) {
        double unit = rng_unit(35, 0, 0, draw);
        exps = add_bits(exps, exact_exp(1450 * unit - 743));
        logs = add_bits(logs, exact_log(unit));
        quantiles = add_bits(quantiles, exact_normal_quantile(unit));
    }
    ck_assert_uint_eq(exps, UINT64_C(0x77634238719cb59c));
    ck_assert_uint_eq(logs, UINT64_C(0x5e4306e1c78e72bc));
    ck_assert_uint_eq(quantiles, UINT64_C(0x1dd9aad2955773d0));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("exact");
    TCase *cases = tcase_create("exact");
    tcase_add_loop_test(cases, exp_is_that_of_the_c_library, 0, COUNT(EXP_RANGES));
    tcase_add_test(cases, exp_is_known_at_a_few_points);
    tcase_add_test(cases, exp_ends_in_zero_and_in_the_largest_double);
    tcase_add_test(cases, exp_fades_out_below_the_normal_doubles);
    tcase_add_test(cases, log_is_that_of_the_c_library_in_every_binade);
    tcase_add_test(cases, log_is_as_good_close_to_one);
    tcase_add_test(cases, log_is_known_at_a_few_points);
    tcase_add_test(cases, log_undoes_exp);
    tcase_add_test(cases, the_quantile_inverts_the_normal_distribution);
    tcase_add_test(cases, the_quantile_holds_in_both_tails);
    tcase_add_test(cases, the_quantile_holds_close_to_a_half);
    tcase_add_loop_test(cases, the_quantile_is_that_of_the_tables, 0, COUNT(QUANTILES));
    tcase_add_test(cases, the_quantile_is_symmetric);
    tcase_add_test(cases, a_larger_probability_has_a_larger_quantile);
    tcase_add_test(cases, every_build_computes_the_same_bits);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
