/* A tuning job's trials: a small discrete-event simulation, extended only as far as somebody looks.
 *
 * Trials 1 to N are issued in order, at most P at once: the first P when the job starts RUNNING, each
 * further one when a trial ends. The optimiser sees what had ended by then, in order of (time,
 * trialId). What happens until T never depends on how or when the study was extended to T, so its
 * trials are a pure function of (key, spec, scenario, start) and the list is only a memo.
 *
 * A cancel is no part of it: it cuts the view (struct study_cut), the trials stay as they would have
 * been.
 *
 *     while (!study_advance(study, now, &slice, &err))
 *         if (err.code != ERR_NONE) ... else other work may run, then again with a new slice
 */
#ifndef SIM_STUDY_H
#define SIM_STUDY_H

#include "base/ns.h"
#include "model/job_schema.h"
#include "sim/optimiser.h"
#include "sim/profile.h"
#include "sim/scenario.h"

/* What HyperparameterSpec says of the whole study. */
struct study_spec {
    enum algorithm algorithm;
    enum goal goal;
    int32_t max_trials;          /* at least 1 */
    int32_t max_parallel_trials; /* 1 to max_trials */
    int32_t max_failed_trials;   /* 0: the service's own rule */
    bool stops_early;
};

/* Reads it; counts that are left out are 1. */
struct study_spec study_spec_of(const json_t *hyperparameters);

/* A trial, final as soon as it is there: what it shows at a moment follows from the times. */
struct trial {
    ns_t issued;              /* PREPARING from here */
    ns_t started;             /* RUNNING from here */
    ns_t ended;               /* NS_NEVER while that is not decided: see study_advance */
    int32_t id;               /* trialId */
    enum job_state end_state; /* SUCCEEDED or FAILED */
    bool has_metric;
    bool is_stopped_early;
    double metric;         /* what was reported, in the job's own terms */
    int64_t last_step;     /* trainingStep of it */
    int32_t stopped_point; /* of its curve, when it is stopped early */
    ns_t full_end;         /* where its curve would have ended, had it not been stopped */
    double full_metric;    /* and what it leads to */
};

struct study_request {
    uint64_t key; /* of the job */
    struct study_spec spec;
    const struct scenario *scenario; /* borrowed for the study's life: the job holds it */
    const struct pace *pace;         /* borrowed for the call */
    bool missing_metric_fails;       /* --compat missing-metric=fail */
    double outcome_at; /* share of the trials after which the job ends badly; 2: never */
    const struct study
        *previous; /* resumePreviousJobId, over; copied from, in any order of the same
                                   * parameters. NULL: none */
};

struct study;

/* Owned; small, its parameters are read when it begins. NULL when memory runs out. */
struct study *study_new(const struct study_request *request, struct err *err);
void study_free(struct study *study);

/* Begins at `start`, the moment the job enters RUNNING, with the params of its spec. False, nothing
 * changed, when memory runs out. Once only. */
bool study_begin(struct study *study, const json_t *params, ns_t start, struct err *err);
bool study_has_begun(const struct study *study);

/* Simulates everything up to and including `until`, or to the study's end. True once that is done.
 * False when *slice (about microseconds of work) is used up, or with err when memory ran out: what
 * was done so far is kept, and the call can be repeated. */
bool study_advance(struct study *study, ns_t until, int *slice, struct err *err);

/* The next thing to happen: NS_NEVER once the study is over. Exact for moments after the one it was
 * advanced to. */
ns_t study_next(const struct study *study);

/* When it was over, and how; NS_NEVER before that is known. */
struct study_end {
    ns_t at;
    enum job_state state; /* SUCCEEDED or FAILED; CANCELLED: as the scenario's outcome says */
    enum study_reason {
        STUDY_COMPLETE,      /* all trials ended, or the space is exhausted */
        STUDY_FAILED_TRIALS, /* maxFailedTrials, or the service's own rule */
        STUDY_OUTCOME,       /* the scenario's outcome */
    } reason;
};
struct study_end study_end(const struct study *study);

/* Where a view stops: trials under way at `at` are CANCELLED when `until` comes. NS_NEVER: none. */
struct study_cut {
    ns_t at;
    ns_t until;
};

/* Trials issued by now, in order of id. Borrowed until the next study_advance. */
int32_t study_count(const struct study *study);
const struct trial *study_trial(const struct study *study, int32_t index);
const double *study_values(const struct study *study, int32_t index);
const struct space *study_space(const struct study *study); /* NULL before it began */

/* What a trial shows at `now`. JOB_STATE_UNSPECIFIED: it is not there yet. */
struct trial_life {
    enum job_state state;
    ns_t start; /* NS_NEVER: has not started */
    ns_t end;   /* NS_NEVER: has not ended */
};
struct trial_life study_trial_at(const struct study *study, int32_t index, ns_t now,
                                 const struct study_cut *cut);

/* How many state changes of trials (issued, started, ended) are visible in (from, to]. */
int64_t study_changes(const struct study *study, ns_t from, ns_t to, const struct study_cut *cut);

/* Time that trials had run by `now`, summed: what is charged for. At most NS_TIME_MAX. */
ns_t study_run_time(const struct study *study, ns_t now, const struct study_cut *cut);

/* Adds completedTrialCount, trials (best first for the goal, those without a metric last) and commas
 * as they stand at `now`: members of trainingOutput, each with a comma behind. False when memory for
 * sorting runs out. `of_success` are members that a trial has once it has succeeded, without commas at
 * the ends; may be empty. */
bool study_write(struct buf *out, const struct study *study, ns_t now, const struct study_cut *cut,
                 struct text of_success);

#endif
