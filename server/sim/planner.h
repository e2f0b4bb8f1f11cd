/* The plan of a job: drawn once, at create, from (seed, jobId, scenario, pace). Nothing is drawn later.
 *
 *     QUEUED [create, prepare_at)  PREPARING [.., run_at)  RUNNING [.., end_at)  end_state
 *
 * A tuning job ends when its trials have: that, its study knows (sim/study.h), and end_at is
 * NS_NEVER unless the job ends before it runs.
 */
#ifndef SIM_PLANNER_H
#define SIM_PLANNER_H

#include "base/ns.h"
#include "model/job_schema.h"
#include "sim/profile.h"
#include "sim/scenario.h"

#include <stdint.h>

/* Why the service itself cancels a job. */
enum plan_cut {
    PLAN_CUT_NONE,
    PLAN_CUT_WAIT,    /* Scheduling.maxWaitTime passed before it was RUNNING */
    PLAN_CUT_RUN,     /* Scheduling.maxRunningTime passed since it was RUNNING */
    PLAN_CUT_OUTCOME, /* the scenario's outcome */
};

struct plan {
    ns_t create;
    ns_t prepare_at; /* each NS_NEVER when that never comes */
    ns_t run_at;
    ns_t end_at;
    ns_t cut_at;        /* the service cancels it then */
    ns_t cancelling;    /* how long CANCELLING lasts once somebody cancels */
    uint16_t outcome;   /* its number in the scenario */
    uint8_t end_state;  /* enum job_state, at end_at */
    uint8_t cut;        /* enum plan_cut */
    bool job_wins_race; /* an end that was to come anyway beats a cancel under way */
};

/* Scheduling.maxRunningTime when it is left out: seven days (discovery). */
#define PLAN_RUNNING_TIME_DEFAULT (INT64_C(604800) * NS_PER_S)

/* What the planner must know of a job. Borrowed. */
struct plan_request {
    uint64_t key;     /* rng_key(world seed, jobId) */
    uint32_t ordinal; /* of the job in its world: for "steps" alone */
    ns_t create;
    const struct pace *pace;
    const struct scenario *scenario; /* NULL: it succeeds */
    bool is_tuning;
    ns_t max_running; /* NS_NEVER: no limit */
    ns_t max_wait;    /* NS_NEVER: no limit */
};

void planner_draw(const struct plan_request *request, struct plan *ret_plan);

/* After which share of its trials a tuning job ends as the outcome says; above 1 when it ends as they
 * do. */
double planner_outcome_at(const struct plan_request *request);

#endif
