/* The default search: a Gaussian process of what is known, and the point that promises most.
 *
 * A suggestion goes through phases, a bounded piece of work a turn: read the data; try length scales, one
 * set at a time; factor the best; score candidates, a block at a time.
 */
#include "base/exact.h"
#include "sim/encoding.h"
#include "sim/optimiser_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AXES_MAX 30
#define CANDIDATES 400
#define INCUMBENTS 4

/* Where a candidate comes from, by its number. */
#define UNIFORM_END 200
#define INCUMBENT_END 300

enum phase { PHASE_IDLE, PHASE_GRID, PHASE_COORDINATES, PHASE_FACTOR, PHASE_SEARCH };

struct model {
    double scales[AXES_MAX];
    double noise;
};

struct bayes {
    enum phase phase;
    int32_t trial;
    int32_t turn; /* within the phase */
    struct gaussian gaussian;
    struct model model; /* in force; the starting point of the next fit */
    int32_t fitted;     /* data when it was fitted; 0: never */
    struct model best;  /* of this fit */
    double best_likelihood;
    double incumbent;               /* best value known */
    int32_t incumbents[INCUMBENTS]; /* rows of the best data */
    double *units; /* owned: the data as points of the unit cube, axes of the space */
    int32_t known; /* data, before the cut to GAUSSIAN_DATA_MAX */
    /* The best candidate so far. */
    double *found; /* owned: its unit point */
    double found_improvement;
    double found_z;
    bool has_found;
};

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

/* --- data ---------------------------------------------------------------------------------------- */

struct ranked {
    double score;
    int32_t index;
};

static int
compare_ranked(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    if (left->score > right->score)
        return -1;
    if (left->score < right->score)
        return 1;
    return (left->index > right->index) - (left->index < right->index);
}

static int
compare_index(const void *a, const void *b)
{
    const struct ranked *left = a;
    const struct ranked *right = b;
    return (left->index > right->index) - (left->index < right->index);
}

/* Which of the history to look at: all, or the best half and the latest half of what fits. Scores of
 * failed trials are the worst seen, those of pending ones the median. */
static int32_t
choose_data(const struct history *history, struct ranked *rows)
{
    int32_t half = GAUSSIAN_DATA_MAX / 2;
    if (history->count <= GAUSSIAN_DATA_MAX)
        return history->count;
    int32_t older = history->count - half;
    qsort(rows, (size_t)older, sizeof(*rows), compare_ranked);
    memmove(&rows[half], &rows[older], (size_t)half * sizeof(*rows));
    qsort(rows, (size_t)GAUSSIAN_DATA_MAX, sizeof(*rows), compare_index);
    return GAUSSIAN_DATA_MAX;
}

static void
read_scores(const struct history *history, struct ranked *rows, struct ranked *scratch)
{
    int32_t measured = 0;
    for (int32_t i = 0; i < history->count; i++) {
        if (history->samples[i].kind == SAMPLE_MEASURED)
            scratch[measured++] = (struct ranked){history->samples[i].score, i};
    }
    qsort(scratch, (size_t)measured, sizeof(*scratch), compare_ranked);
    double median = scratch[measured / 2].score;
    double worst = scratch[measured - 1].score;
    for (int32_t i = 0; i < history->count; i++) {
        const struct sample *sample = &history->samples[i];
        double score = sample->kind == SAMPLE_MEASURED ? sample->score
                       : sample->kind == SAMPLE_FAILED ? worst
                                                       : median;
        rows[i] = (struct ranked){score, i};
    }
}

/* Values as the model sees them: around the median, in spreads of the better half, the worse tail drawn
 * in by a logarithm, so that a few disasters do not flatten what matters. */
static void
standardize(struct gaussian *gaussian, struct ranked *sorted)
{
    int32_t n = gaussian->count;
    double sum = 0;
    double squares = 0;
    for (int32_t i = 0; i < n; i++)
        sorted[i] = (struct ranked){gaussian->values[i], i};
    qsort(sorted, (size_t)n, sizeof(*sorted), compare_ranked);
    double median = sorted[n / 2].score;
    for (int32_t i = 0; i <= n / 2; i++)
        squares += (sorted[i].score - median) * (sorted[i].score - median);
    double spread = sqrt(squares / (n / 2 + 1));
    if (!(spread > 1e-12))
        spread = sorted[0].score - sorted[n - 1].score;
    if (!(spread > 1e-12))
        spread = 1;
    for (int32_t i = 0; i < n; i++) {
        double value = (gaussian->values[i] - median) / spread;
        gaussian->values[i] = value < 0 ? -exact_log(1 - value) : value;
        sum += gaussian->values[i];
    }
    for (int32_t i = 0; i < n; i++)
        gaussian->values[i] -= sum / n;
}

static void
note_incumbents(struct bayes *bayes, struct ranked *sorted)
{
    int32_t n = bayes->gaussian.count;
    for (int32_t i = 0; i < n; i++)
        sorted[i] = (struct ranked){bayes->gaussian.values[i], i};
    qsort(sorted, (size_t)n, sizeof(*sorted), compare_ranked);
    bayes->incumbent = sorted[0].score;
    for (int32_t i = 0; i < INCUMBENTS; i++)
        bayes->incumbents[i] = sorted[i < n ? i : n - 1].index;
}

static bool
load(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history,
     struct ranked *rows, struct ranked *scratch)
{
    const struct space *space = optimiser->space;
    read_scores(history, rows, scratch);
    int32_t count = choose_data(history, rows);
    bayes->units = calloc((size_t)count * (size_t)space->count, sizeof(double));
    bayes->found = calloc((size_t)space->count, sizeof(double));
    if (bayes->units == NULL || bayes->found == NULL ||
        !gaussian_init(&bayes->gaussian, count, optimiser->axes))
        return false;
    for (int32_t i = 0; i < count; i++) {
        const double *values = history->samples[rows[i].index].values;
        encoding_of(space, values, &bayes->gaussian.points[i * optimiser->axes]);
        for (int32_t j = 0; j < space->count; j++)
            bayes->units[i * space->count + j] = axis_unit(&space->axes[j], values[j]);
        bayes->gaussian.values[i] = rows[i].score;
    }
    standardize(&bayes->gaussian, scratch);
    note_incumbents(bayes, scratch);
    return true;
}

/* Trials after which the model is fitted anew: often while it learns most. */
static bool
must_fit(const struct bayes *bayes)
{
    int32_t known = bayes->known;
    int32_t wait = known < 20 ? 2 : known < 50 ? 5 : known < 200 ? 10 : 25;
    return bayes->fitted == 0 || known - bayes->fitted >= wait;
}

static bool
begin(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history,
      int32_t trial)
{
    struct ranked *rows = calloc(2 * (size_t)history->count + GAUSSIAN_DATA_MAX, sizeof(*rows));
    if (rows == NULL)
        return false;
    bool is_loaded = load(bayes, optimiser, history, rows, rows + history->count);
    free(rows);
    if (!is_loaded) {
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

/* --- candidates ---------------------------------------------------------------------------------- */

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

/* One block of candidates; those of a finite space that were tried already do not count. */
static void
search_block(struct bayes *bayes, const struct optimiser *optimiser, const struct history *history)
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
        search_block(bayes, optimiser, history);
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
