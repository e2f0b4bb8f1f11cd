/* The default search: a Gaussian process of what is known, and the point that promises most.
 *
 * A suggestion goes through phases, a bounded piece of work a turn: read the data; try length scales, one
 * set at a time; factor the best; score candidates, a block at a time.
 */
#include "base/exact.h"
#include "sim/bayes_parts.h"

#include <math.h>
#include <stdlib.h>

void
bayes_free(struct bayes *bayes)
{
    if (bayes == NULL)
        return;
    gaussian_done(&bayes->gaussian);
    free(bayes->units);
    free(bayes->found);
    free(bayes);
}

/* What a suggestion needs beyond its model is given back: many studies wait at the same time. */
static void
release(struct bayes *bayes)
{
    gaussian_done(&bayes->gaussian);
    free(bayes->units);
    free(bayes->found);
    bayes->units = NULL;
    bayes->found = NULL;
    bayes->phase = PHASE_IDLE;
}

/* Trials after which the model is fitted anew: often while it learns most. */
static bool
must_fit(const struct bayes *bayes)
{
    int32_t known = bayes->known;
    int32_t wait = known < 20 ? 2 : known < 50 ? 5 : known < 200 ? 10 : 50;
    return bayes->fitted == 0 || known - bayes->fitted >= wait;
}

static bool
begin(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history,
      int32_t trial)
{
    if (!bayes_load(bayes, optimiser, history)) {
        release(bayes);
        return false;
    }
    bayes->trial = trial;
    bayes->known = history->count;
    bayes->turn = 0;
    bayes->has_found = false;
    bayes->best_likelihood = -1e301;
    bayes->phase =
        must_fit(bayes) ? (bayes->fitted == 0 ? PHASE_GRID : PHASE_COORDINATES) : PHASE_FACTOR;
    if (bayes->phase == PHASE_COORDINATES)
        bayes->best = bayes->model;
    return true;
}

/* --- length scales ------------------------------------------------------------------------------- */

static const double GRID_SCALES[] = {0.1, 0.18, 0.3, 0.5, 0.9, 1.6};
static const double NOISES[] = {1e-6, 1e-3, 3e-2};
static const double FACTORS[] = {0.4, 0.65, 1.6, 2.5};

#define GRID_TURNS 18
#define FACTOR_COUNT 4
#define NOISE_COUNT 3

/* Length scales are likely to be some tenths of the cube, more so the more axes there are. */
static double
prior(const struct bayes *bayes, const struct model *model)
{
    double sum = 0;
    double usual = exact_log(0.3 * sqrt((double)bayes->gaussian.axes));
    for (int32_t i = 0; i < bayes->gaussian.axes; i++) {
        double apart = (exact_log(model->scales[i]) - usual) / 1.2;
        sum -= 0.5 * apart * apart;
    }
    return sum;
}

static void
try_model(struct bayes *bayes, const struct model *model)
{
    double likelihood =
        gaussian_set(&bayes->gaussian, model->scales, model->noise) + prior(bayes, model);
    if (likelihood > bayes->best_likelihood) {
        bayes->best_likelihood = likelihood;
        bayes->best = *model;
    }
}

static void
next_phase(struct bayes *bayes, enum phase phase)
{
    bayes->phase = phase;
    bayes->turn = 0;
}

static void
fit_grid(struct bayes *bayes)
{
    struct model model = {.noise = NOISES[bayes->turn % NOISE_COUNT]};
    double factor = sqrt((double)bayes->gaussian.axes / 2);
    for (int32_t i = 0; i < bayes->gaussian.axes; i++)
        model.scales[i] = GRID_SCALES[bayes->turn / NOISE_COUNT] * factor;
    try_model(bayes, &model);
    bayes->turn++;
    if (bayes->turn == GRID_TURNS)
        next_phase(bayes, PHASE_COORDINATES);
}

/* One pass over the axes from the best so far, each axis tried shorter and longer; then the noise. */
static void
fit_coordinates(struct bayes *bayes)
{
    int32_t axes = bayes->gaussian.axes;
    struct model model = bayes->best;
    if (bayes->turn == 0 && bayes->best_likelihood < -1e300) {
        try_model(bayes, &model);
    } else if (bayes->turn < axes * FACTOR_COUNT) {
        double *scale = &model.scales[bayes->turn / FACTOR_COUNT];
        *scale *= FACTORS[bayes->turn % FACTOR_COUNT];
        if (*scale > 0.01 && *scale < 100)
            try_model(bayes, &model);
        bayes->turn++;
    } else {
        model.noise = NOISES[bayes->turn - axes * FACTOR_COUNT];
        try_model(bayes, &model);
        bayes->turn++;
    }
    if (bayes->turn == axes * FACTOR_COUNT + NOISE_COUNT) {
        bayes->model = bayes->best;
        bayes->fitted = bayes->known;
        next_phase(bayes, PHASE_FACTOR);
    }
}

/* --- turns --------------------------------------------------------------------------------------- */

/* About a microsecond's worth of arithmetic. */
#define FLOPS_PER_UNIT 600

static int
cost_of_fit(const struct bayes *bayes)
{
    int64_t n = bayes->gaussian.count;
    int64_t flops = n * n / 2 * (2 * bayes->gaussian.axes + 40) + n * n * n / 3;
    return (int)(flops / FLOPS_PER_UNIT) + 1;
}

static int
cost_of_block(const struct bayes *bayes)
{
    int64_t n = bayes->gaussian.count;
    int64_t flops = GAUSSIAN_BLOCK * n * (2 * bayes->gaussian.axes + 40 + n);
    return (int)(flops / FLOPS_PER_UNIT) + 20;
}

static void
turn(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history,
     int *slice)
{
    switch (bayes->phase) {
    case PHASE_GRID:
        *slice -= cost_of_fit(bayes);
        fit_grid(bayes);
        break;
    case PHASE_COORDINATES:
        *slice -= cost_of_fit(bayes);
        fit_coordinates(bayes);
        break;
    case PHASE_FACTOR:
        *slice -= cost_of_fit(bayes);
        (void)gaussian_set(&bayes->gaussian, bayes->model.scales, bayes->model.noise);
        next_phase(bayes, PHASE_SEARCH);
        break;
    case PHASE_SEARCH:
        *slice -= cost_of_block(bayes);
        bayes_search_block(bayes, optimiser, history);
        break;
    case PHASE_IDLE:
        break;
    }
}

enum suggestion
bayes_step(struct optimiser *optimiser, const struct history *history, int32_t trial,
           double *ret_values, int *slice)
{
    struct bayes *bayes = optimiser->bayes;
    if (bayes == NULL) {
        bayes = calloc(1, sizeof(*bayes));
        if (bayes == NULL)
            return SUGGESTION_NO_MEMORY;
        optimiser->bayes = bayes;
    }
    if (bayes->phase == PHASE_IDLE && !begin(bayes, optimiser, history, trial))
        return SUGGESTION_NO_MEMORY;
    while (bayes->phase != PHASE_SEARCH || bayes->turn * GAUSSIAN_BLOCK < CANDIDATES) {
        if (*slice <= 0)
            return SUGGESTION_LATER;
        turn(bayes, optimiser, history, slice);
    }
    /* Without a new candidate the caller looks for any point that was not tried. */
    optimiser_values_at(optimiser, bayes->found, ret_values);
    release(bayes);
    return SUGGESTION_READY;
}
