/* A Gaussian process over the unit cube: Matern 5/2 with a length scale an axis, zero mean, its variance
 * fitted in closed form.
 *
 * Nothing here is drawn and nothing asks libm but for square roots, so the same data give the same bits
 * everywhere.
 *
 *     gaussian_likelihood(&g, scales, noise)      how well these explain the data
 *     gaussian_set(&g, scales, noise);
 *     gaussian_predict(&g, points, means, deviations);     GAUSSIAN_BLOCK points at once
 */
#ifndef SIM_GAUSSIAN_H
#define SIM_GAUSSIAN_H

#include <stdbool.h>
#include <stdint.h>

/* Data it can hold, and points predicted at once. */
#define GAUSSIAN_DATA_MAX 104
#define GAUSSIAN_BLOCK 8

struct gaussian {
    int32_t count; /* of data */
    int32_t axes;
    double *points;   /* owned; count rows of axes, as given */
    double *values;   /* owned */
    double *scaled;   /* points over length scales */
    double *factor;   /* lower triangle of the Cholesky factor, by columns */
    double *weights;  /* inverse covariance times values */
    double *inverses; /* of the length scales */
    double variance;
};

/* Makes room. False when memory runs out; `gaussian` is then empty. */
bool gaussian_init(struct gaussian *gaussian, int32_t count, int32_t axes);
void gaussian_done(struct gaussian *gaussian);

/* Factors the covariance for these length scales (all above 0) and this noise, relative to the variance,
 * and keeps it for predictions. The logarithm of the marginal likelihood, up to a constant; -1e300 when
 * the covariance is not positive definite. */
double gaussian_set(struct gaussian *gaussian, const double *scales, double noise);

/* Mean and standard deviation at each point of a block: point c's axis a is points[a][c]. */
void gaussian_predict(const struct gaussian *gaussian, double (*points)[GAUSSIAN_BLOCK],
                      double means[GAUSSIAN_BLOCK], double deviations[GAUSSIAN_BLOCK]);

#endif
