/* Where the default search looks: candidates, and what each promises. */
#include "base/exact.h"
#include "sim/bayes_parts.h"
#include "sim/encoding.h"

#include <string.h>

/* Where a candidate comes from, by its number. */
#define UNIFORM_END 200
#define INCUMBENT_END 300

double
bayes_improvement(double z)
{
    /* A rational fit of erfc with a relative error below 1.2e-7 everywhere (Numerical Recipes'
     * coefficients); z phi + density is what is left of it. */
    static const double TERMS[] = {0.17087277,  -0.82215223, 1.48851587, -1.13520398, 0.27886807,
                                   -0.18628806, 0.09678418,  0.37409196, 1.00002368,  -1.26551223};
    double x = z < 0 ? -z : z;
    double t = 1 / (1 + x * 0.35355339059327373);
    double sum = TERMS[0];
    for (size_t i = 1; i < sizeof(TERMS) / sizeof(TERMS[0]); i++)
        sum = sum * t + TERMS[i];
    double density = exact_exp(-0.5 * z * z);
    double tail = 0.5 * t * density * exact_exp(sum);
    double below = z < 0 ? tail : 1 - tail;
    return z * below + 0.3989422804014327 * density;
}

static double
bound(double unit)
{
    if (unit < 0)
        return 0;
    return unit > 1 ? 1 : unit;
}

/* A point near `from`; about half of its axes are moved, one at least. */
static void
draw_near(const struct optimiser *optimiser, int32_t trial, uint32_t draw, const double *from,
          double length, double *ret_units)
{
    int32_t count = optimiser->space->count;
    double chance = optimiser_unit(optimiser, STREAM_ACQUISITION, trial, draw);
    int32_t always = (int32_t)(chance * count);
    for (int32_t i = 0; i < count; i++) {
        const struct axis *axis = &optimiser->space->axes[i];
        uint32_t at = draw + 1 + 2 * (uint32_t)i;
        double coin = optimiser_unit(optimiser, STREAM_ACQUISITION, trial, at);
        double unit = optimiser_unit(optimiser, STREAM_ACQUISITION, trial, at + 1);
        bool is_list = axis->type == AXIS_CATEGORICAL || axis->type == AXIS_DISCRETE;
        ret_units[i] = from[i];
        if (i != always && coin < 0.4)
            continue;
        if (is_list && coin > 0.8)
            ret_units[i] = unit;
        else if (axis->type != AXIS_CATEGORICAL)
            ret_units[i] = bound(from[i] + length * exact_normal_quantile(unit));
    }
}

/* Draws of one candidate: one to begin with and two an axis. */
static uint32_t
draws_each(const struct optimiser *optimiser)
{
    return 2 + 2 * (uint32_t)optimiser->space->count;
}

static void
draw_candidate(const struct bayes *bayes, const struct optimiser *optimiser, int32_t number,
               double *ret_units)
{
    static const double LENGTHS[] = {0.2, 0.07, 0.02, 0.006};
    static const double SHRINKING[] = {0.08, 0.025, 0.008, 0.0025};
    int32_t count = optimiser->space->count;
    uint32_t draw = (uint32_t)number * draws_each(optimiser);
    if (number < UNIFORM_END) {
        for (int32_t i = 0; i < count; i++)
            ret_units[i] =
                optimiser_unit(optimiser, STREAM_ACQUISITION, bayes->trial, draw + (uint32_t)i);
    } else if (number < INCUMBENT_END) {
        int32_t row = bayes->incumbents[number % INCUMBENTS];
        draw_near(optimiser, bayes->trial, draw, &bayes->units[row * count],
                  LENGTHS[number / INCUMBENTS % 4], ret_units);
    } else {
        int32_t round = (number - INCUMBENT_END) * 4 / (CANDIDATES - INCUMBENT_END);
        draw_near(optimiser, bayes->trial, draw, bayes->found, SHRINKING[round], ret_units);
    }
}

static bool
is_better(const struct bayes *bayes, double improvement, double z)
{
    if (!bayes->has_found || improvement > bayes->found_improvement)
        return true;
    return improvement >= bayes->found_improvement && z > bayes->found_z;
}

void
bayes_search_block(struct bayes *bayes, const struct optimiser *optimiser,
                   const struct history *history)
{
    int32_t count = optimiser->space->count;
    double points[AXES_MAX][GAUSSIAN_BLOCK];
    double units[GAUSSIAN_BLOCK][AXES_MAX];
    double means[GAUSSIAN_BLOCK];
    double deviations[GAUSSIAN_BLOCK];
    bool is_new[GAUSSIAN_BLOCK];
    for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
        double values[AXES_MAX];
        double point[AXES_MAX];
        draw_candidate(bayes, optimiser, bayes->turn * GAUSSIAN_BLOCK + c, units[c]);
        optimiser_values_at(optimiser, units[c], values);
        is_new[c] = optimiser->size == 0 || !optimiser_has_seen(optimiser, history, values);
        encoding_of(optimiser->space, values, point);
        for (int32_t a = 0; a < optimiser->axes; a++)
            points[a][c] = point[a];
    }
    gaussian_predict(&bayes->gaussian, points, means, deviations);
    for (int c = 0; c < GAUSSIAN_BLOCK; c++) {
        double z = (means[c] - bayes->incumbent) / deviations[c];
        double improvement = deviations[c] * bayes_improvement(z);
        if (!is_new[c] || !is_better(bayes, improvement, z))
            continue;
        bayes->found_improvement = improvement;
        bayes->found_z = z;
        bayes->has_found = true;
        memcpy(bayes->found, units[c], (size_t)count * sizeof(double));
    }
    bayes->turn++;
}
