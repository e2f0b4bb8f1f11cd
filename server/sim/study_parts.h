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
};

/* What earlier jobs found, in the order it became known. */
struct prior {
    int32_t count;
    int32_t axes;
    double *values;     /* owned; one an axis */
    struct text *names; /* owned, with their bytes behind them: of the axes, as values has them */
    struct finding {
        bool is_measured;
        double score; /* larger is better */
    } * findings;     /* owned */
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

    struct prior prior; /* what earlier jobs found */
    int32_t first_id;   /* of its own first trial */

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

/* Takes over what an earlier study knew and found; NULL: nothing. False when memory runs out. */
bool study_take_prior(struct study *study, const struct study *previous, struct err *err);

/* Brings the values into the order of the axes of `space`, the same ones. False, nothing changed, when
 * memory runs out. */
bool study_align_prior(struct study *study, const struct space *space, struct err *err);

/* How well an own trial did, for the optimiser. */
struct sample study_sample(const struct study *study, int32_t index);

/* Whether the curve of a trial is judged on its way. */
bool study_is_judged(const struct study *study, const struct trial *trial);

/* The next thing to happen to a trial under way. */
struct event {
    enum event_kind { EVENT_START, EVENT_JUDGED, EVENT_END } kind;
    ns_t at;
    int32_t slot;
};

/* The earliest; of several at one moment, that of the trial issued first. False when no trial is under
 * way. */
bool study_next_event(const struct study *study, struct event *ret_event);

/* Lets it happen, and takes its cost off *slice. False, nothing changed, when memory runs out. */
bool study_happen(struct study *study, const struct event *event, int *slice, struct err *err);

/* It is over, now. */
void study_finish(struct study *study, enum job_state state, enum study_reason reason);

/* The settings of the scenario, or those that hold without one. */
const struct scenario_tuning *study_tuning(const struct study *study);

/* Draws the trial whose values stand in their row: its times, how it ends and with which metric. */
void study_draw(const struct study *study, int32_t index, struct trial *ret_trial);

/* The metric at a point of a trial's curve, in the job's own terms. */
double study_point(const struct study *study, const struct trial *trial, int32_t point);

#endif
