#include "sim/curve.h"

#include "base/exact.h"
#include "base/rng.h"
#include "model/stream.h"

#include <float.h>

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

/* JSON has no number for what is beyond the largest. */
static double
bounded(double value)
{
    if (value > DBL_MAX)
        return DBL_MAX;
    return value < -DBL_MAX ? -DBL_MAX : value;
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
    return bounded(final + gap * left + curve->noise * exact_normal_quantile(unit));
}

bool
curve_should_stop(const struct curve *curve, int32_t point, double best, const double *means,
                  int32_t count)
{
    if (count < MEDIAN_TRIALS || point * 5 < curve->points)
        return false;
    /* How many are better decides, without sorting them; unless they are half of all: then the median
     * lies between the worst of those and the best of the others. */
    int32_t better = 0;
    double low = -DBL_MAX;
    double high = DBL_MAX;
    for (int32_t i = 0; i < count; i++) {
        if (means[i] > best) {
            better++;
            high = means[i] < high ? means[i] : high;
        } else {
            low = means[i] > low ? means[i] : low;
        }
    }
    if (better * 2 != count)
        return better * 2 > count;
    return best < low / 2 + high / 2;
}
