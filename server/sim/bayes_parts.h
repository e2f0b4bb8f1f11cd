/* The state of the default search between two turns, and the pieces of work a turn is made of. Private to
 * bayes*.c. */
#ifndef SIM_BAYES_PARTS_H
#define SIM_BAYES_PARTS_H

#include "sim/optimiser_parts.h"

#define AXES_MAX 30
#define CANDIDATES 400
#define INCUMBENTS 4

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

/* Reads the history into the Gaussian process. False when memory runs out. */
bool bayes_load(struct bayes *bayes, const struct optimiser *optimiser,
                const struct history *history);

/* Scores one block of candidates and keeps the best; those of a finite space that were tried already do
 * not count. */
void bayes_search_block(struct bayes *bayes, const struct optimiser *optimiser,
                        const struct history *history);

#endif
