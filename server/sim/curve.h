/* How a trial's metric grows while it trains: a power law from a first value to the final one.
 *
 *     y(s) = final + (first - final) * (1 + s / s0)^-alpha + noise,   y(last step) = final exactly
 *
 * It is looked at in `points` evenly spaced steps. Early stopping judges by these points.
 */
#ifndef SIM_CURVE_H
#define SIM_CURVE_H

#include <stdbool.h>
#include <stdint.h>

struct curve {
    int64_t steps;  /* the last training step; 1 or more */
    int32_t points; /* 1 to 1000, at most steps */
    double alpha;   /* above 0: how fast it grows */
    double noise;   /* standard deviation of each point but the last; 0 or more */
};

#define CURVE_DEFAULT ((struct curve){.steps = 1000, .points = 10, .alpha = 0.7})

/* The training step of point `point`, 1 to curve->points. */
int64_t curve_step(const struct curve *curve, int32_t point);

/* The metric there, for a trial of a job that will end at `final`; `is_larger_better` says which way
 * it grows. Pure: drawn from (key, STREAM_CURVE, trial, point). */
double curve_value(const struct curve *curve, double final, bool is_larger_better, uint64_t key,
                   int32_t trial, int32_t point);

/* The rule of Google Vizier (median stopping), at point `point` of a trial whose best
 * value so far is `best`, larger being better: true when that is strictly worse than the median of
 * `means`, the mean of each other trial's points up to there. Needs at least MEDIAN_TRIALS others and a
 * fifth of all points; false before that. */
#define MEDIAN_TRIALS 5
bool curve_should_stop(const struct curve *curve, int32_t point, double best, const double *means,
                       int32_t count);

#endif
