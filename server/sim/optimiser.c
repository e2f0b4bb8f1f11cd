#include "sim/optimiser.h"

#include "base/exact.h"
#include "base/rng.h"
#include "sim/encoding.h"
#include "sim/optimiser_parts.h"

#include <stdlib.h>

/* Beyond so many axes a model knows less than a walk around the best point. */
#define MODEL_AXES_MAX 30

struct optimiser *
optimiser_new(enum algorithm algorithm, const struct space *space, uint64_t key)
{
    struct optimiser *optimiser = calloc(1, sizeof(*optimiser));
    if (optimiser == NULL)
        return NULL;
    optimiser->algorithm = algorithm;
    optimiser->space = space;
    optimiser->key = key;
    optimiser->size = space_size(space);
    optimiser->axes = encoding_axes(space);
    return optimiser;
}

void
optimiser_free(struct optimiser *optimiser)
{
    if (optimiser == NULL)
        return;
    bayes_free(optimiser->bayes);
    free(optimiser);
}

double
optimiser_unit(const struct optimiser *optimiser, enum stream stream, int32_t trial, uint32_t draw)
{
    return rng_unit(optimiser->key, stream, (uint32_t)trial, draw);
}

void
optimiser_values_at(const struct optimiser *optimiser, const double *units, double *ret_values)
{
    for (int32_t i = 0; i < optimiser->space->count; i++)
        ret_values[i] = axis_value(&optimiser->space->axes[i], units[i]);
}

/* --- what was tried ------------------------------------------------------------------------------ */

static bool
same_values(const double *a, const double *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        if (a[i] < b[i] || a[i] > b[i])
            return false;
    }
    return true;
}

bool
optimiser_has_seen(const struct optimiser *optimiser, const struct history *history,
                   const double *values)
{
    for (int32_t i = 0; i < history->count; i++) {
        if (same_values(values, history->samples[i].values, optimiser->space->count))
            return true;
    }
    return false;
}

bool
optimiser_find_unseen(const struct optimiser *optimiser, const struct history *history,
                      int64_t start, double *ret_values)
{
    /* Of count + 1 points one at least is new. */
    int64_t tries =
        history->count < optimiser->size ? history->count + INT64_C(1) : optimiser->size;
    for (int64_t i = 0; i < tries; i++) {
        int64_t index = start < optimiser->size - i ? start + i : start - (optimiser->size - i);
        space_grid_point(optimiser->space, index, ret_values);
        if (!optimiser_has_seen(optimiser, history, ret_values))
            return true;
    }
    return false;
}

/* --- grid and random ----------------------------------------------------------------------------- */

/* The rules refuse a grid with a DOUBLE; one that gets here all the same has no points to visit. */
static enum suggestion
suggest_grid(const struct optimiser *optimiser, const struct history *history, double *ret_values)
{
    bool is_found = optimiser->size > 0 && history->count < optimiser->size &&
                    optimiser_find_unseen(optimiser, history, history->count, ret_values);
    return is_found ? SUGGESTION_READY : SUGGESTION_EXHAUSTED;
}

static void
draw_random(const struct optimiser *optimiser, int32_t trial, double *ret_values)
{
    for (int32_t i = 0; i < optimiser->space->count; i++)
        ret_values[i] =
            axis_value(&optimiser->space->axes[i],
                       optimiser_unit(optimiser, STREAM_SUGGESTION, trial, (uint32_t)i));
}

/* --- the first trials ---------------------------------------------------------------------------- */

/* How many trials come before there is a model. */
static int32_t
design_size(const struct optimiser *optimiser)
{
    int32_t count = optimiser->space->count + 2;
    return count > 6 ? count : 6;
}

/* The root of x^(d+1) = x + 1: steps by its powers fill the cube evenly (a Kronecker sequence). */
static double
lattice_root(int32_t axes)
{
    double root = 1.5;
    for (int i = 0; i < 64; i++)
        root = exact_exp(exact_log(1 + root) / (axes + 1));
    return root;
}

/* The centre first, as Vizier does, then a shifted lattice. */
static void
draw_design(const struct optimiser *optimiser, int32_t number, double *ret_values)
{
    double root = lattice_root(optimiser->space->count);
    double step = 1;
    for (int32_t i = 0; i < optimiser->space->count; i++) {
        step /= root;
        double place = optimiser_unit(optimiser, STREAM_DESIGN, 0, (uint32_t)i) + number * step;
        place -= (double)(int64_t)place;
        place = place > 0 ? place : 0.5;
        ret_values[i] = axis_value(&optimiser->space->axes[i], number == 0 ? 0.5 : place);
    }
}

/* --- a walk, where there are too many axes ------------------------------------------------------- */

static const struct sample *
best_sample(const struct history *history)
{
    const struct sample *best = NULL;
    for (int32_t i = 0; i < history->count; i++) {
        const struct sample *sample = &history->samples[i];
        if (sample->kind == SAMPLE_MEASURED && (best == NULL || sample->score > best->score))
            best = sample;
    }
    return best;
}

static void
draw_step(const struct optimiser *optimiser, const struct history *history, int32_t trial,
          double *ret_values)
{
    const struct sample *best = best_sample(history);
    draw_random(optimiser, trial, ret_values);
    if (best == NULL || optimiser_unit(optimiser, STREAM_ACQUISITION, trial, 0) < 0.2)
        return;
    double moved = 3.0 / optimiser->space->count;
    double length = exact_exp(-4.6 + 3.4 * optimiser_unit(optimiser, STREAM_ACQUISITION, trial, 1));
    for (int32_t i = 0; i < optimiser->space->count; i++) {
        const struct axis *axis = &optimiser->space->axes[i];
        uint32_t draw = 2 + 2 * (uint32_t)i;
        bool is_moved = optimiser_unit(optimiser, STREAM_ACQUISITION, trial, draw) < moved;
        bool is_list = axis->type == AXIS_CATEGORICAL;
        if (is_moved && is_list)
            continue;
        double normal =
            exact_normal_quantile(optimiser_unit(optimiser, STREAM_ACQUISITION, trial, draw + 1));
        double place = axis_unit(axis, best->values[i]) + length * normal;
        place = place < 0 ? 0 : place;
        ret_values[i] = is_moved ? axis_value(axis, place > 1 ? 1 : place) : best->values[i];
    }
}

/* --- the default --------------------------------------------------------------------------------- */

/* On a finite space nothing is tried twice. */
static enum suggestion
avoid_repeat(const struct optimiser *optimiser, const struct history *history, int32_t trial,
             double *ret_values)
{
    if (optimiser->size == 0 || !optimiser_has_seen(optimiser, history, ret_values))
        return SUGGESTION_READY;
    double unit = optimiser_unit(optimiser, STREAM_SUGGESTION, trial, 0);
    int64_t start = (int64_t)(unit * (double)optimiser->size);
    start = start < optimiser->size ? start : optimiser->size - 1;
    return optimiser_find_unseen(optimiser, history, start, ret_values) ? SUGGESTION_READY
                                                                        : SUGGESTION_EXHAUSTED;
}

static enum suggestion
suggest_default(struct optimiser *optimiser, const struct history *history, int32_t trial,
                double *ret_values, int *slice)
{
    if (history->count < design_size(optimiser)) {
        draw_design(optimiser, history->count, ret_values);
    } else if (optimiser->axes > MODEL_AXES_MAX || best_sample(history) == NULL) {
        draw_step(optimiser, history, trial, ret_values);
    } else {
        enum suggestion suggestion = bayes_step(optimiser, history, trial, ret_values, slice);
        if (suggestion != SUGGESTION_READY)
            return suggestion;
    }
    return avoid_repeat(optimiser, history, trial, ret_values);
}

enum suggestion
optimiser_step(struct optimiser *optimiser, const struct history *history, int32_t trial,
               double *ret_values, int *slice)
{
    *slice -= 1 + history->count / 16;
    switch (optimiser->algorithm) {
    case ALGORITHM_GRID_SEARCH:
        return suggest_grid(optimiser, history, ret_values);
    case ALGORITHM_RANDOM_SEARCH:
        draw_random(optimiser, trial, ret_values);
        return SUGGESTION_READY;
    case ALGORITHM_DEFAULT:
        break;
    }
    return suggest_default(optimiser, history, trial, ret_values, slice);
}
