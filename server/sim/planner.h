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
    ns_t wait_until;    /* maxWaitTime is over: cut short here, should it not be RUNNING by then */
    uint16_t outcome;   /* its number in the scenario */
    uint8_t end_state;  /* enum job_state, at end_at */
    uint8_t cut;        /* enum plan_cut */
    bool job_wins_race; /* an end that was to come anyway beats a cancel under way */
    uint16_t priority;  /* Scheduling.priority: who goes first where machines are short */
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
    uint16_t priority;
};

void planner_draw(const struct plan_request *request, struct plan *ret_plan);

/* The plan of a job that could leave its queue at prepare_at, and finds no machine free: until it does,
 * nothing is to come but the end of maxWaitTime. */
struct plan planner_hold(const struct plan *plan);

/* The plan as it was drawn, for a job that gets a machine at `at`, not before prepare_at: all that comes
 * after comes so much later, only maxWaitTime does not. */
struct plan planner_admit(const struct plan *plan, ns_t at);

/* After which share of its trials a tuning job ends as the outcome says; above 1 when it ends as they
 * do. */
double planner_outcome_at(const struct plan_request *request);

#endif
