/* What the ways to search share. Private to them. */
#ifndef SIM_OPTIMISER_PARTS_H
#define SIM_OPTIMISER_PARTS_H

#include "model/stream.h"
#include "sim/gaussian.h"
#include "sim/optimiser.h"

struct optimiser {
    enum algorithm algorithm;
    const struct space *space; /* borrowed */
    uint64_t key;
    int64_t size;        /* of the space; 0: not finite */
    int32_t axes;        /* of its encoding */
    struct bayes *bayes; /* owned; NULL until a model is needed */
};

/* Draw number `draw` of a trial's suggestion. */
double optimiser_unit(const struct optimiser *optimiser, enum stream stream, int32_t trial,
                      uint32_t draw);

/* Values that lie at a point of the unit cube. */
void optimiser_values_at(const struct optimiser *optimiser, const double *units,
                         double *ret_values);

/* Whether these very values are in the history. */
bool optimiser_has_seen(const struct optimiser *optimiser, const struct history *history,
                        const double *values);

/* The first point not seen, from the grid's `start` on, round once; of a finite space. False when there
 * is none. */
bool optimiser_find_unseen(const struct optimiser *optimiser, const struct history *history,
                           int64_t start, double *ret_values);

/* --- the model (bayes.c) --- */

void bayes_free(struct bayes *bayes);
enum suggestion bayes_step(struct optimiser *optimiser, const struct history *history,
                           int32_t trial, double *ret_values, int *slice);

/* Expected improvement, in deviations, of something z deviations above the best. */
double bayes_improvement(double z);

#endif
