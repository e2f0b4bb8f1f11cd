/* The life of a job as a closed form: view = f(plan, end, interventions, now).
 *
 *     struct timeline line;
 *     lifecycle_timeline(&plan, &end, cancel_at, &line);  the whole life, in order
 *     struct life life = lifecycle_at(&line, now);        what a client sees at `now`
 *
 * An edge due at T is visible at now >= T. Stages of no length are passed through at one instant.
 * Reading changes nothing, and no edge depends on how or when anybody looked.
 */
#ifndef SIM_LIFECYCLE_H
#define SIM_LIFECYCLE_H

#include "base/ns.h"
#include "model/job_schema.h"
#include "sim/planner.h"

/* Why a job is being cancelled, was, or has failed: what its errorMessage says. */
enum life_cause {
    CAUSE_NONE,
    CAUSE_USER,          /* somebody called cancel */
    CAUSE_WAIT,          /* maxWaitTime */
    CAUSE_RUN,           /* maxRunningTime */
    CAUSE_OUTCOME,       /* the scenario's outcome */
    CAUSE_FAILED_TRIALS, /* too many of its trials failed */
};

struct edge {
    ns_t at;
    enum job_state state; /* the state from `at` on */
    enum life_cause cause;
};

/* QUEUED, PREPARING, RUNNING, CANCELLING, CANCELLED are the most one life has. */
#define TIMELINE_EDGES_MAX 5

struct timeline {
    int count;
    struct edge edges[TIMELINE_EDGES_MAX];
};

struct life {
    enum job_state state;
    enum life_cause cause;
    ns_t start; /* entered RUNNING; NS_NEVER when it has not */
    ns_t end;   /* entered a terminal state; NS_NEVER when it has not */
};

/* How a job ends when nobody cancels it. */
struct life_end {
    ns_t at; /* NS_NEVER: not, or not known yet */
    enum job_state state;
    enum life_cause cause;
};

/* The end of a plain job. */
struct life_end lifecycle_end(const struct plan *plan);

/* When a cancel, by a user at `cancel_at` (NS_NEVER: none) or by the service, stops the work; NS_NEVER
 * when there is none. An end that comes no later makes it void. */
ns_t lifecycle_stop(const struct plan *plan, ns_t cancel_at);

/* When work ends for that reason: at the stop, but a job that is at work by then and may win the race
 * goes on until the cancel is through. NS_NEVER when there is no stop. */
ns_t lifecycle_halt(const struct plan *plan, ns_t cancel_at);

/* A job that has ended when a cancel comes keeps its end: at the very instant the end wins. */
void lifecycle_timeline(const struct plan *plan, const struct life_end *end, ns_t cancel_at,
                        struct timeline *ret_line);

/* The life at `now`, which is not before the plan's create time. */
struct life lifecycle_at(const struct timeline *line, ns_t now);

/* When the state changes next after `now`; NS_NEVER when it will not by itself. */
ns_t lifecycle_next(const struct timeline *line, ns_t now);

/* How many edges lie in (from, to]. */
int lifecycle_changes(const struct timeline *line, ns_t from, ns_t to);

#endif
