/* Which point a tuning job tries next.
 *
 * One question, three answers: GRID_SEARCH visits each point of the grid once, RANDOM_SEARCH draws
 * trial i whatever the others found, and the default models what is known with a Gaussian process
 * (Matern 5/2, a length scale an axis) and takes the point of largest expected improvement.
 *
 * The optimiser sees trials, never what made their results: it may not include the objective (a
 * lint keeps that). Everything drawn comes from (key, STREAM_SUGGESTION.., trial), so the same
 * questions, asked in the same order of a new optimiser, get the same points to the bit, on every
 * machine (base/exact.h, no libm). The default remembers the length scales it found last: one that
 * is asked for trial 7 first may choose otherwise than one that was asked for all before it.
 *
 * A suggestion may take milliseconds, so it is made in steps:
 *
 *     struct optimiser *optimiser = optimiser_new(ALGORITHM_DEFAULT, space, key);
 *     do
 *         step = optimiser_step(optimiser, &history, trial, values, &slice);
 *     while (step == SUGGESTION_LATER);          other work may run in between
 */
#ifndef SIM_OPTIMISER_H
#define SIM_OPTIMISER_H

#include "sim/space.h"

/* google.cloud.ml.v1.HyperparameterSpec.Algorithm; numbers are the enum's. */
enum algorithm { ALGORITHM_DEFAULT, ALGORITHM_GRID_SEARCH, ALGORITHM_RANDOM_SEARCH };

/* A trial the optimiser knows of. */
struct sample {
    const double *values; /* borrowed; one an axis */
    double score;         /* larger is better, whatever the goal; only when SAMPLE_MEASURED */
    enum sample_kind {
        SAMPLE_MEASURED,
        SAMPLE_FAILED,  /* ended without a metric: counts as bad as the worst seen */
        SAMPLE_PENDING, /* issued, not ended */
    } kind;
};

/* What is known, in the order it became known; trials under way last, in order of issue. */
struct history {
    const struct sample *samples; /* borrowed */
    int32_t count;
};

enum suggestion {
    SUGGESTION_READY,     /* the values are there */
    SUGGESTION_LATER,     /* the slice is used up: call again with the same history */
    SUGGESTION_EXHAUSTED, /* every point of a finite space was tried (GRID_SEARCH and default) */
    SUGGESTION_NO_MEMORY, /* nothing was changed; may be called again */
};

struct optimiser;

/* Owned; NULL when memory runs out. `space` is borrowed for its life. */
struct optimiser *optimiser_new(enum algorithm algorithm, const struct space *space, uint64_t key);
void optimiser_free(struct optimiser *optimiser);

/* Works on the suggestion for `trial` (counted from 1 within the job) until it is ready or *slice is
 * used up; takes about one off *slice for each microsecond of work and may overdraw it by at most
 * 2000. Until it is ready, calls must repeat the same history and trial. */
enum suggestion optimiser_step(struct optimiser *optimiser, const struct history *history,
                               int32_t trial, double *ret_values, int *slice);

#endif
