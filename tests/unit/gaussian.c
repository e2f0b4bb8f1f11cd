/* The model of the default search, against the same equations solved slowly: dense, with pivots, in long
 * double. Data are drawn from rng.h by the number of the loop, so a failure repeats. */
#include "sim/gaussian.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/optimiser_parts.h"
#include "tap.h"

#include <math.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define DRAWN 24
#define AXES_MAX 6
#define DATA_MAX GAUSSIAN_DATA_MAX

/* A drawn model: data, and how it is to be explained. */
struct lesson {
    uint64_t seed;
    int32_t count;
    int32_t axes;
    double points[DATA_MAX][AXES_MAX];
    double values[DATA_MAX];
    double scales[AXES_MAX];
    double noise;
};

static double
draw(uint64_t seed, uint32_t stream, int32_t row, int32_t column)
{
    return rng_unit(seed, stream, (uint32_t)row, (uint32_t)column);
}

static void
draw_lesson(struct lesson *lesson, uint64_t seed)
{
    static const double NOISES[] = {1e-4, 1e-3, 3e-2};
    *lesson = (struct lesson){.seed = seed, .noise = NOISES[seed % 3]};
    lesson->count = seed == 0 ? DATA_MAX : seed == 1 ? 1 : 2 + (int32_t)(draw(seed, 1, 0, 0) * 40);
    lesson->axes = 1 + (int32_t)(draw(seed, 1, 0, 1) * AXES_MAX);
    for (int32_t a = 0; a < lesson->axes; a++)
        lesson->scales[a] = 0.1 + 1.5 * draw(seed, 2, 0, a);
    for (int32_t i = 0; i < lesson->count; i++) {
        lesson->values[i] = 4 * draw(seed, 3, i, 0) - 2;
        for (int32_t a = 0; a < lesson->axes; a++)
            lesson->points[i][a] = draw(seed, 4, i, a);
    }
}

/* Its likelihood; `gaussian` is ready for predictions. */
static double
teach(struct gaussian *gaussian, const struct lesson *lesson)
{
    ck_assert(gaussian_init(gaussian, lesson->count, lesson->axes));
    for (int32_t i = 0; i < lesson->count; i++)
        memcpy(&gaussian->points[i * lesson->axes], lesson->points[i],
               (size_t)lesson->axes * sizeof(double));
    memcpy(gaussian->values, lesson->values, (size_t)lesson->count * sizeof(double));
    return gaussian_set(gaussian, lesson->scales, lesson->noise);
}

/* --- the slow way -------------------------------------------------------------------------------- */

typedef long double real;

static real
matern(const struct lesson *lesson, const double *a, const double *b)
{
    real squares = 0;
    for (int32_t i = 0; i < lesson->axes; i++) {
        real apart = ((real)a[i] - (real)b[i]) / (real)lesson->scales[i];
        squares += apart * apart;
    }
    real r = sqrtl(5 * squares);
    return (1 + r + r * r / 3) * expl(-r);
}

struct slow {
    real rows[DATA_MAX][DATA_MAX];
    real sides[DATA_MAX][1 + GAUSSIAN_BLOCK]; /* the values, then the points asked for */
    real log_determinant;
};

static void
swap_rows(struct slow *slow, int32_t a, int32_t b)
{
    for (int32_t i = 0; i < DATA_MAX; i++) {
        real kept = slow->rows[a][i];
        slow->rows[a][i] = slow->rows[b][i];
        slow->rows[b][i] = kept;
    }
    for (int32_t i = 0; i <= GAUSSIAN_BLOCK; i++) {
        real kept = slow->sides[a][i];
        slow->sides[a][i] = slow->sides[b][i];
        slow->sides[b][i] = kept;
    }
}

static void
clear_column(struct slow *slow, int32_t n, int32_t column)
{
    for (int32_t row = 0; row < n; row++) {
        if (row == column)
            continue;
        real share = slow->rows[row][column] / slow->rows[column][column];
        for (int32_t i = column; i < n; i++)
            slow->rows[row][i] -= share * slow->rows[column][i];
        for (int32_t i = 0; i <= GAUSSIAN_BLOCK; i++)
            slow->sides[row][i] -= share * slow->sides[column][i];
    }
}

/* Gauss and Jordan: sides become the solutions. */
static void
eliminate(struct slow *slow, int32_t n)
{
    for (int32_t column = 0; column < n; column++) {
        int32_t pivot = column;
        for (int32_t row = column + 1; row < n; row++)
            pivot = fabsl(slow->rows[row][column]) > fabsl(slow->rows[pivot][column]) ? row : pivot;
        swap_rows(slow, pivot, column);
        slow->log_determinant += logl(fabsl(slow->rows[column][column]));
        clear_column(slow, n, column);
    }
    for (int32_t row = 0; row < n; row++) {
        for (int32_t i = 0; i <= GAUSSIAN_BLOCK; i++)
            slow->sides[row][i] /= slow->rows[row][row];
    }
}

static void
solve(const struct lesson *lesson, double (*asked)[AXES_MAX], struct slow *slow)
{
    memset(slow, 0, sizeof(*slow));
    for (int32_t i = 0; i < lesson->count; i++) {
        for (int32_t j = 0; j < lesson->count; j++)
            slow->rows[i][j] = matern(lesson, lesson->points[i], lesson->points[j]) +
                               (i == j ? (real)lesson->noise : 0);
        slow->sides[i][0] = (real)lesson->values[i];
        for (int32_t c = 0; c < GAUSSIAN_BLOCK; c++)
            slow->sides[i][1 + c] = matern(lesson, lesson->points[i], asked[c]);
    }
    eliminate(slow, lesson->count);
}

static real
variance_of(const struct lesson *lesson, const struct slow *slow)
{
    real sum = 0;
    for (int32_t i = 0; i < lesson->count; i++)
        sum += (real)lesson->values[i] * slow->sides[i][0];
    return sum / lesson->count;
}

static struct slow slow;
static struct lesson lesson;

/* Points to be predicted: some of the data, others drawn. */
static void
draw_asked(double (*asked)[AXES_MAX], double (*columns)[GAUSSIAN_BLOCK])
{
    for (int32_t c = 0; c < GAUSSIAN_BLOCK; c++) {
        for (int32_t a = 0; a < lesson.axes; a++) {
            asked[c][a] = c < 2 ? lesson.points[c % lesson.count][a] : draw(lesson.seed, 5, c, a);
            columns[a][c] = asked[c][a];
        }
    }
}

START_TEST(a_posterior_is_that_of_a_dense_solution)
{
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double asked[GAUSSIAN_BLOCK][AXES_MAX];
    double columns[AXES_MAX][GAUSSIAN_BLOCK];
    double means[GAUSSIAN_BLOCK];
    double deviations[GAUSSIAN_BLOCK];
    draw_lesson(&lesson, (uint64_t)_i);
    draw_asked(asked, columns);
    (void)teach(&gaussian, &lesson);
    gaussian_predict(&gaussian, columns, means, deviations);
    solve(&lesson, asked, &slow);
    real variance = variance_of(&lesson, &slow);
    ck_assert_msg(fabsl((real)gaussian.variance - variance) <= 1e-8L * variance,
                  "seed %d: variance %.15g, expected %.15Lg", _i, gaussian.variance, variance);
    for (int32_t c = 0; c < GAUSSIAN_BLOCK; c++) {
        real mean = 0;
        real left = 1;
        for (int32_t i = 0; i < lesson.count; i++) {
            real near = matern(&lesson, lesson.points[i], asked[c]);
            mean += near * slow.sides[i][0];
            left -= near * slow.sides[i][1 + c];
        }
        real deviation = sqrtl(variance * left);
        ck_assert_msg(fabsl((real)means[c] - mean) < 1e-8L,
                      "seed %d, %d: mean %.15g, expected %.15Lg", _i, c, means[c], mean);
        ck_assert_msg(fabsl((real)deviations[c] - deviation) < 1e-6L,
                      "seed %d, %d: deviation %.15g, expected %.15Lg", _i, c, deviations[c],
                      deviation);
    }
}
END_TEST

/* Up to a constant: so the gap between two explanations of the same data is looked at. */
START_TEST(a_likelihood_is_that_of_a_dense_solution)
{
    double asked[GAUSSIAN_BLOCK][AXES_MAX] = {{0}};
    double got[2];
    real expected[2];
    draw_lesson(&lesson, (uint64_t)_i);
    for (int turn = 0; turn < 2; turn++) {
        struct gaussian gaussian OWNED(gaussian_done) = {0};
        got[turn] = teach(&gaussian, &lesson);
        solve(&lesson, asked, &slow);
        expected[turn] =
            -0.5L * lesson.count * logl(variance_of(&lesson, &slow)) - 0.5L * slow.log_determinant;
        lesson.noise *= 2;
        lesson.scales[0] *= 1.7;
    }
    real gap = expected[1] - expected[0];
    ck_assert_msg(fabsl((real)(got[1] - got[0]) - gap) <= 1e-6L * (1 + fabsl(gap)),
                  "seed %d: %.15g, expected %.15Lg", _i, got[1] - got[0], gap);
}
END_TEST

/* --- what must hold ------------------------------------------------------------------------------ */

/* One point of one axis, asked for in all columns. */
static void
predict_one(const struct gaussian *gaussian, double at, double *ret_mean, double *ret_deviation)
{
    double points[1][GAUSSIAN_BLOCK];
    double means[GAUSSIAN_BLOCK];
    double deviations[GAUSSIAN_BLOCK];
    for (int c = 0; c < GAUSSIAN_BLOCK; c++)
        points[0][c] = at;
    gaussian_predict(gaussian, points, means, deviations);
    for (int c = 1; c < GAUSSIAN_BLOCK; c++) {
        ck_assert_double_eq(means[c], means[0]);
        ck_assert_double_eq(deviations[c], deviations[0]);
    }
    *ret_mean = means[0];
    *ret_deviation = deviations[0];
}

static const double AT[] = {0.05, 0.3, 0.42, 0.77, 0.98};
static const double SEEN[] = {1, -0.5, 0.25, 2, -1.5};

static void
teach_line(struct gaussian *gaussian, double factor, double scale, double noise)
{
    ck_assert(gaussian_init(gaussian, COUNT(AT), 1));
    for (int i = 0; i < COUNT(AT); i++) {
        gaussian->points[i] = AT[i];
        gaussian->values[i] = factor * SEEN[i];
    }
    ck_assert_double_gt(gaussian_set(gaussian, &scale, noise), -1e300);
}

START_TEST(without_noise_it_goes_through_its_data)
{
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double mean;
    double deviation;
    teach_line(&gaussian, 1, 0.2, 1e-10);
    for (int i = 0; i < COUNT(AT); i++) {
        predict_one(&gaussian, AT[i], &mean, &deviation);
        ck_assert_double_eq_tol(mean, SEEN[i], 1e-6);
        ck_assert_double_lt(deviation, 1e-3);
        ck_assert_double_gt(deviation, 0);
    }
}
END_TEST

START_TEST(far_from_its_data_it_knows_nothing)
{
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double mean;
    double deviation;
    static const double FAR[] = {30, 1000, 1e6};
    teach_line(&gaussian, 1, 0.2, 1e-6);
    for (int i = 0; i < COUNT(FAR); i++) {
        predict_one(&gaussian, FAR[i], &mean, &deviation);
        ck_assert_double_eq_tol(mean, 0, 1e-12);
        ck_assert_double_eq_tol(deviation, sqrt(gaussian.variance), 1e-12);
    }
}
END_TEST

START_TEST(values_twice_as_large_are_predicted_twice_as_large)
{
    struct gaussian once OWNED(gaussian_done) = {0};
    struct gaussian twice OWNED(gaussian_done) = {0};
    teach_line(&once, 1, 0.3, 1e-3);
    teach_line(&twice, 2, 0.3, 1e-3);
    for (int i = 0; i <= 20; i++) {
        double means[2];
        double deviations[2];
        predict_one(&once, i / 20.0, &means[0], &deviations[0]);
        predict_one(&twice, i / 20.0, &means[1], &deviations[1]);
        ck_assert_double_eq_tol(means[1], 2 * means[0], 1e-12);
        ck_assert_double_eq_tol(deviations[1], 2 * deviations[0], 1e-12);
    }
}
END_TEST

/* A block is eight predictions, none of which knows of the others. */
START_TEST(a_column_does_not_depend_on_its_neighbours)
{
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double points[1][GAUSSIAN_BLOCK];
    double means[GAUSSIAN_BLOCK];
    double deviations[GAUSSIAN_BLOCK];
    teach_line(&gaussian, 1, 0.3, 1e-3);
    for (int c = 0; c < GAUSSIAN_BLOCK; c++)
        points[0][c] = draw(9, 1, 0, c);
    gaussian_predict(&gaussian, points, means, deviations);
    for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
        double mean;
        double deviation;
        predict_one(&gaussian, points[0][c], &mean, &deviation);
        ck_assert_double_eq(mean, means[c]);
        ck_assert_double_eq(deviation, deviations[c]);
    }
}
END_TEST

/* The same point twice, without noise: no covariance at all. With noise it is the mean that counts. */
START_TEST(a_point_seen_twice_needs_noise)
{
    static const double SCALE = 0.3;
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double mean;
    double deviation;
    ck_assert(gaussian_init(&gaussian, 2, 1));
    gaussian.points[0] = gaussian.points[1] = 0.5;
    gaussian.values[0] = 1;
    gaussian.values[1] = 2;
    ck_assert_double_eq(gaussian_set(&gaussian, &SCALE, 0), -1e300);
    ck_assert_double_gt(gaussian_set(&gaussian, &SCALE, 1e-4), -1e300);
    predict_one(&gaussian, 0.5, &mean, &deviation);
    ck_assert_double_eq_tol(mean, 1.5, 1e-3);
}
END_TEST

START_TEST(data_that_are_all_the_same_are_no_trouble)
{
    static const double SCALE = 0.3;
    struct gaussian gaussian OWNED(gaussian_done) = {0};
    double mean;
    double deviation;
    ck_assert(gaussian_init(&gaussian, 3, 1));
    for (int i = 0; i < 3; i++)
        gaussian.points[i] = i / 2.0;
    ck_assert(isfinite(gaussian_set(&gaussian, &SCALE, 1e-6)));
    predict_one(&gaussian, 0.3, &mean, &deviation);
    ck_assert_double_eq(mean, 0);
    ck_assert(deviation > 0 && deviation < 1e-5);
}
END_TEST

/* The better of two explanations is the more likely one: data of a slow wave want a long scale. */
START_TEST(a_slow_wave_is_explained_by_a_long_scale)
{
    enum { POINTS = 30 };
    double likelihoods[2];
    static const double SCALES[] = {0.5, 0.02};
    for (int turn = 0; turn < 2; turn++) {
        struct gaussian gaussian OWNED(gaussian_done) = {0};
        ck_assert(gaussian_init(&gaussian, POINTS, 1));
        for (int i = 0; i < POINTS; i++) {
            gaussian.points[i] = i / (double)POINTS;
            gaussian.values[i] = sin(4 * gaussian.points[i]);
        }
        likelihoods[turn] = gaussian_set(&gaussian, &SCALES[turn], 1e-6);
    }
    ck_assert_double_gt(likelihoods[0], likelihoods[1]);
}
END_TEST

/* --- expected improvement ------------------------------------------------------------------------ */

/* What a normal variable exceeds -z by on average, summed in small steps (Simpson). */
static real
improvement_by_steps(double z)
{
    enum { STEPS = 20000 };
    real from = -(real)z;
    real to = from > 0 ? from + 12 : 12;
    real step = (to - from) / STEPS;
    real sum = 0;
    for (int i = 0; i <= STEPS; i++) {
        real x = from + step * i;
        real weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
        sum += weight * (x - from) * expl(-x * x / 2);
    }
    return sum * step / 3 * 0.39894228040143267794L;
}

START_TEST(an_improvement_is_the_integral_it_stands_for)
{
    double z = (_i - 32) / 4.0;
    double got = bayes_improvement(z);
    real expected = improvement_by_steps(z);
    /* What is left of two numbers that nearly cancel: less exact the smaller it is. */
    real tolerance = 3e-7L * (1 + (real)(z * z)) * expected;
    ck_assert_msg(fabsl((real)got - expected) <= tolerance, "at %g: %.12g, expected %.12Lg", z, got,
                  expected);
}
END_TEST

/* As far down as its density is a normal number. */
START_TEST(an_improvement_is_never_negative_and_grows)
{
    double last = 0;
    for (int i = 0; i <= 7700; i++) {
        double z = i / 100.0 - 37;
        double got = bayes_improvement(z);
        ck_assert_msg(got >= last, "at %g: %.17g behind %.17g", z, got, last);
        last = got;
    }
    ck_assert_double_eq_tol(last, 40, 1e-9);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("gaussian");
    TCase *tcase = tcase_create("gaussian");
    tcase_add_loop_test(tcase, a_posterior_is_that_of_a_dense_solution, 0, DRAWN);
    tcase_add_loop_test(tcase, a_likelihood_is_that_of_a_dense_solution, 0, DRAWN);
    tcase_add_test(tcase, without_noise_it_goes_through_its_data);
    tcase_add_test(tcase, far_from_its_data_it_knows_nothing);
    tcase_add_test(tcase, values_twice_as_large_are_predicted_twice_as_large);
    tcase_add_test(tcase, a_column_does_not_depend_on_its_neighbours);
    tcase_add_test(tcase, a_point_seen_twice_needs_noise);
    tcase_add_test(tcase, data_that_are_all_the_same_are_no_trouble);
    tcase_add_test(tcase, a_slow_wave_is_explained_by_a_long_scale);
    tcase_add_loop_test(tcase, an_improvement_is_the_integral_it_stands_for, 0, 65);
    tcase_add_test(tcase, an_improvement_is_never_negative_and_grows);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
