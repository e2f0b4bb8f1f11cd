#include "tap.h"

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

static Suite *
suite(void)
{
    Suite *suite = suite_create("functions");
    TCase *cases = tcase_create("functions");
    tcase_add_loop_test(cases, a_function_is_least_where_it_is_published_to_be, 0, COUNT(OPTIMA));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
