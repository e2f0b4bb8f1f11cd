#include "sim/curve.h"

#include "base/exact.h"
#include "base/rng.h"
#include "model/stream.h"

#include <stdlib.h>

/* How far a metric is from its final value before the first step, as a share of 1 + |final|: the curve
 * starts visibly worse whatever the scale is. */
#define FIRST_GAP 0.5

int64_t
curve_step(const struct curve *curve, int32_t point)
{
    if (point >= curve->points)
        return curve->steps;
    int64_t whole = curve->steps / curve->points * point;
    return whole + curve->steps % curve->points * point / curve->points;
}

static double
magnitude(double value)
{
    return value < 0 ? -value : value;
}

double
curve_value(const struct curve *curve, double final, bool is_larger_better, uint64_t key,
            int32_t trial, int32_t point)
{
    if (point >= curve->points)
        return final;
    double gap = FIRST_GAP * (1 + magnitude(final)) * (is_larger_better ? -1 : 1);
    double s0 = (double)curve->steps / 10;
    double step = (double)curve_step(curve, point);
    double left = exact_exp(-curve->alpha * exact_log(1 + step / s0));
    double unit = rng_unit(key, STREAM_CURVE, (uint32_t)trial, (uint32_t)point);
    return final + gap * left + curve->noise * exact_normal_quantile(unit);
}

static int
compare_numbers(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

bool
curve_should_stop(const struct curve *curve, int32_t point, double best, double *means,
                  int32_t count)
{
    if (count < MEDIAN_TRIALS || point * 5 < curve->points)
        return false;
    qsort(means, (size_t)count, sizeof(means[0]), compare_numbers);
    double upper = means[count / 2];
    double lower = count % 2 == 1 ? upper : means[count / 2 - 1];
    return best < (lower + upper) / 2;
}
