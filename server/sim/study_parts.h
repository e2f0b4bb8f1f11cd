/* What a study keeps. Private to the files that make it. */
#ifndef SIM_STUDY_PARTS_H
#define SIM_STUDY_PARTS_H

#include "sim/study.h"

/* A trial under way. */
struct slot {
    int32_t index;      /* of the trial */
    int32_t next_point; /* of its curve, to be judged; beyond the last: it is not judged any more */
    bool has_started;
    double best; /* of its points so far; larger is better */
    double sum;
};

struct study {
    struct study_spec spec;
    uint64_t key;
    const struct scenario *scenario; /* borrowed; NULL: none */
    struct dist trial_preparing;     /* steps, if any, belong to the scenario */
    struct dist trial_running;
    bool missing_metric_fails;
    double outcome_at;

    struct space *space;         /* owned; NULL until it begins */
    struct optimiser *optimiser; /* owned; NULL before it begins and after it is over */

    /* What earlier jobs found: values and whether and how well they did. Owned. */
    int32_t prior_count;
    int32_t prior_axes;
    double *prior_values;
    struct prior {
        bool is_measured;
        double score;
    } * priors;
    int32_t first_id; /* of its own first trial */

    /* Trials issued, in order of id. Owned. */
    struct trial *trials;
    double *values; /* one an axis */
    int32_t *order; /* trials that have ended, in order of that */
    double *means;  /* mean of each one's points up to each point; NULL unless it stops early */
    int32_t count;
    int32_t capacity;
    int32_t ended_count;

    struct slot *slots; /* owned; in order of issue */
    int32_t slot_count;
    int32_t slot_capacity;

    ns_t now; /* of the latest thing that happened */
    int32_t succeeded;
    int32_t failed;
    bool is_exhausted;
    struct study_end end; /* at: NS_NEVER until it is over */
};

/* Whether larger metrics are better. */
static inline bool
study_maximizes(const struct study *study)
{
    return study->spec.goal != GOAL_MINIMIZE;
}

/* The settings of the scenario, or those that hold without one. */
const struct scenario_tuning *study_tuning(const struct study *study);

/* Draws the trial whose values stand in their row: its times, how it ends and with which metric. */
void study_draw(const struct study *study, int32_t index, struct trial *ret_trial);

/* The metric at a point of a trial's curve, in the job's own terms; final when there is none. */
double study_point(const struct study *study, const struct trial *trial, int32_t point);

#endif
