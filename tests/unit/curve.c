#include "sim/curve.h"

#include "base/rng.h"
#include "tap.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static const struct curve CURVES[] = {
    {.steps = 1000, .points = 10, .alpha = 0.7},
    {.steps = 1, .points = 1, .alpha = 0.7},
    {.steps = 7, .points = 7, .alpha = 3},
    {.steps = 1000000000000, .points = 1000, .alpha = 0.05},
    {.steps = 1007, .points = 13, .alpha = 100},
};

static const double FINALS[] = {0, 0.0253916177899, -1, 1e-300, 1e12, -1e300, 1.7e308, -1.7e308};

START_TEST(steps_are_evenly_spaced_and_end_at_the_last)
{
    const struct curve *curve = &CURVES[_i];
    double each = (double)curve->steps / curve->points;
    int64_t last = 0;
    for (int32_t point = 1; point <= curve->points; point++) {
        int64_t step = curve_step(curve, point);
        ck_assert_int_gt(step, last);
        ck_assert_double_lt(fabs((double)step - each * point), 1.001);
        last = step;
    }
    ck_assert_int_eq(last, curve->steps);
}
END_TEST

START_TEST(the_last_point_is_the_final_metric_exactly)
{
    struct curve curve = CURVES[_i];
    curve.noise = 12345;
    for (int i = 0; i < COUNT(FINALS); i++) {
        for (int32_t trial = 1; trial < 9; trial++) {
            double up = curve_value(&curve, FINALS[i], true, 77, trial, curve.points);
            double down = curve_value(&curve, FINALS[i], false, 77, trial, curve.points);
            ck_assert_double_eq(up, FINALS[i]);
            ck_assert_double_eq(down, FINALS[i]);
        }
    }
}
END_TEST

START_TEST(without_noise_it_only_gets_better)
{
    const struct curve *curve = &CURVES[_i];
    for (int i = 0; i < COUNT(FINALS); i++) {
        for (int32_t point = 2; point <= curve->points; point++) {
            ck_assert_double_ge(curve_value(curve, FINALS[i], true, 5, 1, point),
                                curve_value(curve, FINALS[i], true, 5, 1, point - 1));
            ck_assert_double_le(curve_value(curve, FINALS[i], false, 5, 1, point),
                                curve_value(curve, FINALS[i], false, 5, 1, point - 1));
        }
    }
}
END_TEST

START_TEST(it_starts_visibly_worse)
{
    for (int i = 0; i < COUNT(FINALS) - 2; i++) {
        double first = curve_value(&CURVES[0], FINALS[i], true, 5, 1, 1);
        ck_assert_double_lt(first, FINALS[i] - 0.1 * fabs(FINALS[i]) - 0.01);
    }
}
END_TEST

START_TEST(a_curve_down_mirrors_one_up)
{
    const struct curve *curve = &CURVES[_i];
    for (int i = 0; i < COUNT(FINALS); i++) {
        for (int32_t point = 1; point <= curve->points; point++)
            ck_assert_double_eq(curve_value(curve, FINALS[i], true, 5, 1, point),
                                -curve_value(curve, -FINALS[i], false, 5, 1, point));
    }
}
END_TEST

START_TEST(no_point_is_infinite)
{
    struct curve curve = CURVES[_i];
    curve.noise = 1e9;
    for (int i = 0; i < COUNT(FINALS); i++) {
        for (int32_t point = 1; point <= curve.points; point++) {
            ck_assert(isfinite(curve_value(&curve, FINALS[i], true, 5, 1, point)));
            ck_assert(isfinite(curve_value(&curve, FINALS[i], false, 5, 1, point)));
        }
    }
}
END_TEST

/* Their mean and spread, over ten thousand trials; each within five standard errors. */
START_TEST(noise_has_the_spread_asked_for)
{
    enum { TRIALS = 10000 };
    struct curve noisy = CURVES[0];
    double sum = 0;
    double squares = 0;
    noisy.noise = 0.25;
    for (int32_t trial = 1; trial <= TRIALS; trial++) {
        double off = curve_value(&noisy, 3, true, 9, trial, 4) -
                     curve_value(&CURVES[0], 3, true, 9, trial, 4);
        sum += off;
        squares += off * off;
    }
    ck_assert_double_lt(fabs(sum / TRIALS), 5 * 0.25 / 100);
    ck_assert_double_lt(fabs(sqrt(squares / TRIALS) - 0.25), 5 * 0.25 / 141);
}
END_TEST

START_TEST(points_are_drawn_for_key_trial_and_point)
{
    struct curve curve = CURVES[0];
    curve.noise = 1;
    double value = curve_value(&curve, 0, true, 1, 1, 1);
    ck_assert_double_eq(curve_value(&curve, 0, true, 1, 1, 1), value);
    ck_assert_double_ne(curve_value(&curve, 0, true, 2, 1, 1), value);
    ck_assert_double_ne(curve_value(&curve, 0, true, 1, 2, 1), value);
}
END_TEST

/* --- the median rule ----------------------------------------------------------------------------- */

/* Worked by hand, at point 4 of 10. */
static const struct {
    double best;
    double means[8];
    int32_t count;
    bool stops;
} RULINGS[] = {
    {.best = 2.9, .means = {5, 1, 3, 2, 4}, .count = 5, .stops = true},
    {.best = 3.0, .means = {5, 1, 3, 2, 4}, .count = 5, .stops = false},   /* not strictly worse */
    {.best = 3.4, .means = {6, 5, 1, 3, 2, 4}, .count = 6, .stops = true}, /* 3.5: between two */
    {.best = 3.5, .means = {6, 5, 1, 3, 2, 4}, .count = 6, .stops = false},
    {.best = -9, .means = {5, 3, 2, 4}, .count = 4, .stops = false}, /* too few others */
    {.best = -9, .means = {0}, .count = 0, .stops = false},
    {.best = 6, .means = {7, 7, 7, 7, 7, 7, 7}, .count = 7, .stops = true},
};

START_TEST(the_median_of_the_others_decides)
{
    ck_assert_int_eq(
        curve_should_stop(&CURVES[0], 4, RULINGS[_i].best, RULINGS[_i].means, RULINGS[_i].count),
        RULINGS[_i].stops);
}
END_TEST

START_TEST(nothing_is_stopped_in_the_first_fifth)
{
    for (int32_t point = 1; point <= 10; point++) {
        double means[] = {1, 1, 1, 1, 1};
        ck_assert_int_eq(curve_should_stop(&CURVES[0], point, 0, means, 5), point >= 2);
    }
}
END_TEST

static int
compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* Small whole numbers, so that many are equal and halves are exact. */
START_TEST(drawn_rulings_agree_with_sorting)
{
    enum { MOST = 30 };
    double means[MOST];
    for (uint32_t seed = 0; seed < 2000; seed++) {
        int32_t count = 5 + (int32_t)(rng_unit(seed, 1, 0, 0) * (MOST - 5));
        double best = (double)(int)(rng_unit(seed, 2, 0, 0) * 18) / 2;
        for (int32_t i = 0; i < count; i++)
            means[i] = (double)(int)(rng_unit(seed, 3, 0, (uint32_t)i) * 9);
        bool stops = curve_should_stop(&CURVES[0], 5, best, means, count);
        qsort(means, (size_t)count, sizeof(means[0]), compare_numbers);
        double median = (means[(count - 1) / 2] + means[count / 2]) / 2;
        ck_assert_int_eq(stops, best < median);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("curve");
    TCase *tcase = tcase_create("curve");
    tcase_add_loop_test(tcase, steps_are_evenly_spaced_and_end_at_the_last, 0, COUNT(CURVES));
    tcase_add_loop_test(tcase, the_last_point_is_the_final_metric_exactly, 0, COUNT(CURVES));
    tcase_add_loop_test(tcase, without_noise_it_only_gets_better, 0, COUNT(CURVES));
    tcase_add_test(tcase, it_starts_visibly_worse);
    tcase_add_loop_test(tcase, a_curve_down_mirrors_one_up, 0, COUNT(CURVES));
    tcase_add_loop_test(tcase, no_point_is_infinite, 0, COUNT(CURVES));
    tcase_add_test(tcase, noise_has_the_spread_asked_for);
    tcase_add_test(tcase, points_are_drawn_for_key_trial_and_point);
    tcase_add_loop_test(tcase, the_median_of_the_others_decides, 0, COUNT(RULINGS));
    tcase_add_test(tcase, nothing_is_stopped_in_the_first_fifth);
    tcase_add_test(tcase, drawn_rulings_agree_with_sorting);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
