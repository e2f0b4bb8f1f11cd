#include "spaces.h"
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/gaussian.h"
#include "sim/optimiser.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define TRIALS 60
#define AXES_MAX 40
#define PI 3.14159265358979323846

static void
drop(struct optimiser **optimiser)
{
    optimiser_free(*optimiser);
}

#define TWO                                                                                        \
    "[{\"parameterName\":\"x\",\"type\":\"DOUBLE\",\"maxValue\":1},{\"parameterName\":\"y\","      \
    "\"type\":\"DOUBLE\",\"maxValue\":1}]"
#define FINITE                                                                                     \
    "[{\"parameterName\":\"n\",\"type\":\"INTEGER\",\"minValue\":1,\"maxValue\":4},{"              \
    "\"parameterName\":\"d\",\"type\":\"DISCRETE\",\"discreteValues\":[1,10,100]},{"               \
    "\"parameterName\":\"o\",\"type\":\"CATEGORICAL\",\"categoricalValues\":[\"a\",\"b\"]}]"

static double
branin(const double *unit)
{
    double x = unit[0] * 15 - 5;
    double bend = unit[1] * 15 - 5.1 / (4 * PI * PI) * x * x + 5 / PI * x - 6;
    return bend * bend + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10;
}

/* Trials one after the other; what failed is every `fails`-th, none for 0. Returns how many there were. */
static int
search(enum algorithm algorithm, const struct space *space, uint64_t key, int slice_size, int fails,
       double (*ret_values)[AXES_MAX], struct sample *samples)
{
    struct optimiser *optimiser OWNED(drop) = optimiser_new(algorithm, space, key);
    for (int i = 0; i < TRIALS; i++) {
        const struct history history = {samples, i};
        enum suggestion suggestion;
        int slice = slice_size;
        while ((suggestion = optimiser_step(optimiser, &history, i + 1, ret_values[i], &slice)) ==
               SUGGESTION_LATER)
            slice = slice_size;
        if (suggestion == SUGGESTION_EXHAUSTED)
            return i;
        ck_assert_int_eq(suggestion, SUGGESTION_READY);
        samples[i] =
            (struct sample){.values = ret_values[i],
                            .score = -branin(ret_values[i]),
                            .kind = fails > 0 && i % fails == 0 ? SAMPLE_FAILED : SAMPLE_MEASURED};
    }
    return TRIALS;
}

static double first[TRIALS][AXES_MAX];
static double second[TRIALS][AXES_MAX];
static struct sample samples[TRIALS];

START_TEST(the_slices_do_not_matter)
{
    struct space *space OWNED(space_drop) = space_of(TWO);
    search(ALGORITHM_DEFAULT, space, 5, 1 << 24, 0, first, samples);
    search(ALGORITHM_DEFAULT, space, 5, 7, 0, second, samples);
    ck_assert_mem_eq(first, second, sizeof(first));
}
END_TEST

/* A light form of the bar that bench/optimiser holds it to: nearly every seed comes close. */
START_TEST(it_finds_the_optimum_of_branin)
{
    struct space *space OWNED(space_drop) = space_of(TWO);
    int close = 0;
    for (uint64_t seed = 0; seed < 5; seed++) {
        double best = 1e9;
        search(ALGORITHM_DEFAULT, space, rng_key(seed, TEXT("lite")), 1 << 24, 0, first, samples);
        for (int i = 0; i < 50; i++) {
            best = branin(first[i]) < best ? branin(first[i]) : best;
            ck_assert(first[i][0] >= 0 && first[i][0] <= 1 && first[i][1] >= 0 && first[i][1] <= 1);
        }
        close += best - 0.397887 < 0.02 ? 1 : 0;
    }
    ck_assert_int_ge(close, 4);
}
END_TEST

START_TEST(a_finite_space_is_exhausted_and_nothing_tried_twice)
{
    static const enum algorithm ALGORITHMS[] = {ALGORITHM_DEFAULT, ALGORITHM_GRID_SEARCH};
    struct space *space OWNED(space_drop) = space_of(FINITE);
    for (int a = 0; a < 2; a++) {
        memset(first, 0, sizeof(first));
        ck_assert_int_eq(search(ALGORITHMS[a], space, 9, 1000, 0, first, samples), 24);
        for (int i = 0; i < 24; i++) {
            for (int j = 0; j < i; j++)
                ck_assert_mem_ne(first[i], first[j], 3 * sizeof(double));
        }
    }
}
END_TEST

START_TEST(a_random_trial_is_drawn_by_its_number_alone)
{
    struct space *space OWNED(space_drop) = space_of(FINITE);
    struct optimiser *optimiser OWNED(drop) = optimiser_new(ALGORITHM_RANDOM_SEARCH, space, 9);
    const struct history none = {NULL, 0};
    search(ALGORITHM_RANDOM_SEARCH, space, 9, 1000, 0, first, samples);
    for (int i = TRIALS - 1; i >= 0; i--) {
        int slice = 1000;
        ck_assert_int_eq(optimiser_step(optimiser, &none, i + 1, second[i], &slice),
                         SUGGESTION_READY);
        ck_assert_mem_eq(first[i], second[i], 3 * sizeof(double));
    }
}
END_TEST

/* Spaces and histories that leave a model little to go on. */
START_TEST(odd_searches_go_on)
{
    struct buf many OWNED(buf_done) = BUF(100000);
    for (int i = 0; i < AXES_MAX; i++)
        buf_printf(&many, "%s{\"parameterName\":\"x%d\",\"type\":\"DOUBLE\",\"maxValue\":1}",
                   i == 0 ? "[" : ",", i);
    buf_add_str(&many, "]");
    const char *const SPACES[] = {
        many.at,
        "[{\"parameterName\":\"x\",\"type\":\"DOUBLE\",\"minValue\":2,\"maxValue\":2},{"
        "\"parameterName\":\"y\",\"type\":\"DOUBLE\",\"maxValue\":1}]",
        TWO,
    };
    for (int i = 0; i < COUNT(SPACES); i++) {
        struct space *space OWNED(space_drop) = space_of(SPACES[i]);
        ck_assert_int_eq(search(ALGORITHM_DEFAULT, space, 3, 5000, 1, first, samples), TRIALS);
        ck_assert_int_eq(search(ALGORITHM_DEFAULT, space, 3, 5000, 3, first, samples), TRIALS);
    }
}
END_TEST

START_TEST(what_is_pending_is_not_suggested_again)
{
    struct space *space OWNED(space_drop) = space_of(TWO);
    struct optimiser *optimiser OWNED(drop) = optimiser_new(ALGORITHM_DEFAULT, space, 3);
    search(ALGORITHM_DEFAULT, space, 3, 5000, 0, first, samples);
    for (int i = 20; i < 30; i++) {
        struct history history = {samples, i};
        int slice = 1 << 24;
        samples[i].kind = SAMPLE_PENDING;
        samples[i].values = first[i];
        ck_assert_int_eq(optimiser_step(optimiser, &history, i + 1, first[i], &slice),
                         SUGGESTION_READY);
        for (int j = 0; j < i; j++)
            ck_assert(hypot(first[i][0] - first[j][0], first[i][1] - first[j][1]) > 1e-6);
    }
}
END_TEST

/* The posterior of three points, by solving the three equations by hand (Cramer). */
static double
matern(double apart)
{
    double r = sqrt(5.0) * fabs(apart);
    return (1 + r + r * r / 3) * exp(-r);
}

START_TEST(a_posterior_is_what_the_equations_say)
{
    static const double AT[3] = {0.1, 0.45, 0.9};
    static const double VALUES[3] = {1, -0.5, 0.25};
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double points[1][GAUSSIAN_BLOCK];
    double means[GAUSSIAN_BLOCK];
    double deviations[GAUSSIAN_BLOCK];
    const double scale = 0.3;
    ck_assert(gaussian_init(&gaussian, 3, 1));
    memcpy(gaussian.points, AT, sizeof(AT));
    memcpy(gaussian.values, VALUES, sizeof(VALUES));
    gaussian_set(&gaussian, &scale, 1e-6);
    for (int c = 0; c < GAUSSIAN_BLOCK; c++)
        points[0][c] = c / 7.0;
    gaussian_predict(&gaussian, points, means, deviations);

    double k[3][3];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            k[i][j] = matern((AT[i] - AT[j]) / scale) + (i == j ? 1e-6 : 0);
    }
    double det = k[0][0] * (k[1][1] * k[2][2] - k[1][2] * k[2][1]) -
                 k[0][1] * (k[1][0] * k[2][2] - k[1][2] * k[2][0]) +
                 k[0][2] * (k[1][0] * k[2][1] - k[1][1] * k[2][0]);
    double inverse[3][3];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            int a = (j + 1) % 3;
            int b = (j + 2) % 3;
            int c = (i + 1) % 3;
            int d = (i + 2) % 3;
            inverse[i][j] = (k[a][c] * k[b][d] - k[a][d] * k[b][c]) / det;
        }
    }
    double variance = 0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++)
            variance += VALUES[i] * inverse[i][j] * VALUES[j] / 3;
    }
    for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
        double mean = 0;
        double explained = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double near = matern((points[0][c] - AT[i]) / scale);
                mean += near * inverse[i][j] * VALUES[j];
                explained += near * inverse[i][j] * matern((points[0][c] - AT[j]) / scale);
            }
        }
        ck_assert(fabs(means[c] - mean) < 1e-8);
        ck_assert(fabs(deviations[c] - sqrt(variance * fmax(1 - explained, 1e-12))) < 1e-6);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("optimiser");
    TCase *cases = tcase_create("optimiser");
    tcase_add_test(cases, the_slices_do_not_matter);
    tcase_add_test(cases, it_finds_the_optimum_of_branin);
    tcase_add_test(cases, a_finite_space_is_exhausted_and_nothing_tried_twice);
    tcase_add_test(cases, a_random_trial_is_drawn_by_its_number_alone);
    tcase_add_test(cases, odd_searches_go_on);
    tcase_add_test(cases, what_is_pending_is_not_suggested_again);
    tcase_add_test(cases, a_posterior_is_what_the_equations_say);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
