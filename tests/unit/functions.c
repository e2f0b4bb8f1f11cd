#include "tap.h"

#include "base/exact.h"
#include "base/rng.h"
#include "sim/functions.h"

#include <math.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Published optima: where, in the function's own terms, and how low. */
static const struct {
    const char *name;
    int axes;
    double at[6];
    double least;
} OPTIMA[] = {
    {"sphere", 3, {0, 0, 0}, 0},
    {"rosenbrock", 4, {1, 1, 1, 1}, 0},
    {"branin", 2, {-3.14159265, 12.275 - 5}, 0.397887},
    {"branin", 2, {3.14159265, 2.275 - 5}, 0.397887},
    {"branin", 2, {9.42477796, 2.475 - 5}, 0.397887},
    {"ackley", 5, {0, 0, 0, 0, 0}, 0},
    {"rastrigin", 3, {0, 0, 0}, 0},
    {"hartmann3", 3, {0.114614, 0.555649, 0.852547}, -3.86278},
    {"hartmann6", 6, {0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573}, -3.32237},
    {"griewank", 4, {0, 0, 0, 0}, 0},
    {"levy", 4, {1, 1, 1, 1}, 0},
};

START_TEST(a_function_is_least_where_it_is_published_to_be)
{
    const struct function *function = function_find(text_of(OPTIMA[_i].name));
    double unit[6];
    ck_assert_ptr_nonnull(function);
    for (int i = 0; i < OPTIMA[_i].axes; i++)
        unit[i] = (OPTIMA[_i].at[i] - function->low) / (function->high - function->low);
    double value = function_value(function, unit, OPTIMA[_i].axes);
    if (!(fabs(value - OPTIMA[_i].least) < 1e-5))
        ck_abort_msg("%s: %.9g", OPTIMA[_i].name, value);
    for (uint32_t draw = 0; draw < 20000; draw++) {
        for (int i = 0; i < OPTIMA[_i].axes; i++)
            unit[i] = rng_unit(5, (uint32_t)_i, draw, (uint32_t)i);
        ck_assert(function_value(function, unit, OPTIMA[_i].axes) >= OPTIMA[_i].least - 1e-5);
    }
}
END_TEST

/* libm is no source of values here, but it is a witness. */
static const struct {
    const char *name;
    double (*ours)(double x);
    double (*libm)(double x);
    double low;
    double high;
} WITNESSED[] = {
    {"sin", exact_sin, sin, -1e6, 1e6},       {"sin", exact_sin, sin, -4, 4},
    {"cos", exact_cos, cos, -1e6, 1e6},       {"cos", exact_cos, cos, -4, 4},
    {"tanh", exact_tanh, tanh, -30, 30},      {"tanh", exact_tanh, tanh, -1e-3, 1e-3},
    {"floor", exact_floor, floor, -50, 50},   {"ceil", exact_ceil, ceil, -50, 50},
    {"log10", exact_log10, log10, 1e-9, 1e9},
};

START_TEST(what_is_computed_without_libm_agrees_with_it)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        double x = WITNESSED[_i].low +
                   (WITNESSED[_i].high - WITNESSED[_i].low) * rng_unit(9, (uint32_t)_i, 0, draw);
        double expected = WITNESSED[_i].libm(x);
        double off = fabs(WITNESSED[_i].ours(x) - expected);
        if (!(off <= 1e-12 + 1e-12 * fabs(expected)))
            ck_abort_msg("%s(%.17g) is off by %g", WITNESSED[_i].name, x, off);
    }
}
END_TEST

START_TEST(powers_agree_with_libm)
{
    for (uint32_t draw = 0; draw < 20000; draw++) {
        double x = 10 * rng_unit(9, 50, 0, draw);
        double y = 8 * rng_unit(9, 51, 0, draw) - 4;
        double expected = pow(x, y);
        ck_assert(fabs(exact_pow(x, y) - expected) <= 1e-11 * expected);
        int64_t whole = (int64_t)y;
        double power = exact_pow(-x, (double)whole);
        ck_assert(fabs(power - pow(-x, (double)whole)) <= 1e-12 * fabs(power));
    }
    ck_assert(isnan(exact_pow(-2, 0.5)));
    ck_assert(exact_pow(0, 2.5) <= 0 && isinf(exact_pow(0, -0.5)));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("functions");
    TCase *cases = tcase_create("functions");
    tcase_add_loop_test(cases, a_function_is_least_where_it_is_published_to_be, 0, COUNT(OPTIMA));
    tcase_add_loop_test(cases, what_is_computed_without_libm_agrees_with_it, 0, COUNT(WITNESSED));
    tcase_add_test(cases, powers_agree_with_libm);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
