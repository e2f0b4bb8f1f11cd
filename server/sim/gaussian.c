#include "sim/gaussian.h"

#include "base/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNLIKELY_LOG (-1e300)

bool
gaussian_init(struct gaussian *gaussian, int32_t count, int32_t axes)
{
    size_t n = (size_t)count;
    size_t d = (size_t)axes;
    /* One block for all: rows of points, scaled points, factor, values, weights, inverses. */
    double *block = calloc(2 * n * d + n * n + 2 * n + d, sizeof(double));
    *gaussian = (struct gaussian){0};
    if (block == NULL)
        return false;
    gaussian->count = count;
    gaussian->axes = axes;
    gaussian->points = block;
    gaussian->scaled = block + n * d;
    gaussian->factor = gaussian->scaled + n * d;
    gaussian->values = gaussian->factor + n * n;
    gaussian->weights = gaussian->values + n;
    gaussian->inverses = gaussian->weights + n;
    return true;
}

void
gaussian_done(struct gaussian *gaussian)
{
    free(gaussian->points);
    *gaussian = (struct gaussian){0};
}

/* e^-x for x >= 0 to 1e-12: shorter than exact_exp, as it is asked for a million times a study. */
static double
decay(double x)
{
    static const double FACTORIALS[] = {1.0 / 479001600,
                                        1.0 / 39916800,
                                        1.0 / 3628800,
                                        1.0 / 362880,
                                        1.0 / 40320,
                                        1.0 / 5040,
                                        1.0 / 720,
                                        1.0 / 120,
                                        1.0 / 24,
                                        1.0 / 6,
                                        1.0 / 2,
                                        1.0,
                                        1.0};
    if (x > 700)
        return 0;
    int power = (int)(x * 0x1.71547652b82fep+0 + 0.5);
    double rest = power * 0x1.62e42fefa39efp-1 - x;
    double sum = FACTORIALS[0];
    for (size_t i = 1; i < sizeof(FACTORIALS) / sizeof(FACTORIALS[0]); i++)
        sum = sum * rest + FACTORIALS[i];
    uint64_t bits = (uint64_t)(1023 - power) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof(scale));
    return power < 1023 ? sum * scale : 0;
}

/* Matern 5/2 at a squared distance, in length scales. */
static double
correlation(double squared)
{
    double distance = sqrt(5 * squared);
    return (1 + distance + 5.0 / 3.0 * squared) * decay(distance);
}

static double
squared_distance(const double *a, const double *b, int32_t axes)
{
    double sum = 0;
    for (int32_t i = 0; i < axes; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

/* The covariance's lower triangle, column by column. */
static void
fill(struct gaussian *gaussian, double noise)
{
    int32_t n = gaussian->count;
    int32_t d = gaussian->axes;
    for (int32_t i = 0; i < n * d; i++)
        gaussian->scaled[i] = gaussian->points[i] * gaussian->inverses[i % d];
    for (int32_t j = 0; j < n; j++) {
        double *column = &gaussian->factor[j * n];
        column[j] = 1 + noise;
        for (int32_t i = j + 1; i < n; i++)
            column[i] = correlation(
                squared_distance(&gaussian->scaled[i * d], &gaussian->scaled[j * d], d));
    }
}

/* Cholesky in place, column by column: what the inner loop does is independent from row to row, so a
 * compiler may do several at once without changing a bit. */
static bool
factorize(struct gaussian *gaussian)
{
    int32_t n = gaussian->count;
    for (int32_t j = 0; j < n; j++) {
        double *column = &gaussian->factor[j * n];
        for (int32_t k = 0; k < j; k++) {
            const double *earlier = &gaussian->factor[k * n];
            double share = earlier[j];
            for (int32_t i = j; i < n; i++)
                column[i] -= share * earlier[i];
        }
        if (!(column[j] > 1e-12))
            return false;
        double root = sqrt(column[j]);
        for (int32_t i = j; i < n; i++)
            column[i] /= root;
    }
    return true;
}

/* Solves for the weights, and gives the sum of squares on the way: values' K^-1 values. */
static double
solve(struct gaussian *gaussian)
{
    int32_t n = gaussian->count;
    double *weights = gaussian->weights;
    double squares = 0;
    memcpy(weights, gaussian->values, (size_t)n * sizeof(double));
    for (int32_t j = 0; j < n; j++) {
        const double *column = &gaussian->factor[j * n];
        weights[j] /= column[j];
        squares += weights[j] * weights[j];
        for (int32_t i = j + 1; i < n; i++)
            weights[i] -= column[i] * weights[j];
    }
    for (int32_t j = n - 1; j >= 0; j--) {
        const double *column = &gaussian->factor[j * n];
        double sum = weights[j];
        for (int32_t i = j + 1; i < n; i++)
            sum -= column[i] * weights[i];
        weights[j] = sum / column[j];
    }
    return squares;
}

double
gaussian_set(struct gaussian *gaussian, const double *scales, double noise)
{
    int32_t n = gaussian->count;
    double determinant = 0;
    for (int32_t i = 0; i < gaussian->axes; i++)
        gaussian->inverses[i] = 1 / scales[i];
    fill(gaussian, noise);
    if (!factorize(gaussian))
        return UNLIKELY_LOG;
    for (int32_t i = 0; i < n; i++)
        determinant += exact_log(gaussian->factor[i * n + i]);
    double variance = solve(gaussian) / n;
    gaussian->variance = variance > 1e-12 ? variance : 1e-12;
    return -0.5 * n * exact_log(gaussian->variance) - determinant;
}

void
gaussian_predict(const struct gaussian *gaussian, double (*points)[GAUSSIAN_BLOCK],
                 double means[GAUSSIAN_BLOCK], double deviations[GAUSSIAN_BLOCK])
{
    int32_t n = gaussian->count;
    int32_t d = gaussian->axes;
    double block[GAUSSIAN_DATA_MAX][GAUSSIAN_BLOCK];
    double explained[GAUSSIAN_BLOCK] = {0};
    for (int c = 0; c < GAUSSIAN_BLOCK; c++)
        means[c] = 0;
    for (int32_t i = 0; i < n; i++) {
        double squared[GAUSSIAN_BLOCK] = {0};
        for (int32_t a = 0; a < d; a++) {
            for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
                double apart = points[a][c] * gaussian->inverses[a] - gaussian->scaled[i * d + a];
                squared[c] += apart * apart;
            }
        }
        for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
            block[i][c] = correlation(squared[c]);
            means[c] += block[i][c] * gaussian->weights[i];
        }
    }
    for (int32_t j = 0; j < n; j++) {
        const double *column = &gaussian->factor[j * n];
        for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
            block[j][c] /= column[j];
            explained[c] += block[j][c] * block[j][c];
        }
        for (int32_t i = j + 1; i < n; i++) {
            for (int c = 0; c < GAUSSIAN_BLOCK; c++)
                block[i][c] -= column[i] * block[j][c];
        }
    }
    for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
        double left = 1 - explained[c];
        deviations[c] = sqrt(gaussian->variance * (left > 1e-12 ? left : 1e-12));
    }
}
