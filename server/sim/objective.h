/* What a trial's metric comes out as: the function that tuning is to find the best point of.
 *
 * One of: a named function of the literature, an expression over the parameters, a table of known
 * results, results given trial by trial; without any, a hidden optimum drawn for the job, so that
 * tuning visibly improves with no scenario at all. Formats: ml-jobs-scenario(5).
 *
 *     {"function":"branin","params":["lr","units"],"map":{"to":[0,1],"direction":"auto"}}
 *
 * A function (sim/functions.h) takes the parameters of "params" in that order, without it all that are
 * numbers, in the spec's. Finding its least value is always the goal: for a job that maximises the metric
 * is the function's negative, unless "direction" is "as-is". "to" squeezes the metric into a range, with
 * the optimum at the end that is the goal. Trials without a result of their own under "trials" get the
 * hidden optimum's; so "trials" alone changes nothing but those it lists. A listed one that succeeds
 * without "objectiveValue" has no metric.
 *
 *     struct objective *objective = objective_new(json, "tuning.objective", &err);
 *     struct measurement m = objective_measure(objective, &asked);
 */
#ifndef SIM_OBJECTIVE_H
#define SIM_OBJECTIVE_H

#include "model/job_schema.h"
#include "sim/space.h"

/* google.cloud.ml.v1.HyperparameterSpec.GoalType: unspecified counts as MAXIMIZE. */
enum goal { GOAL_UNSPECIFIED, GOAL_MAXIMIZE, GOAL_MINIMIZE };

/* A trial to be measured. Borrowed. */
struct measured_trial {
    const struct space *space;
    const double *values; /* one an axis */
    uint64_t key;         /* of the job */
    int32_t trial;        /* trialId */
    enum goal goal;
};

struct measurement {
    enum measurement_kind {
        MEASUREMENT_VALUE,
        MEASUREMENT_INFEASIBLE, /* no value at that point: NaN, infinite, outside a table */
        MEASUREMENT_FAILED,     /* given so, trial by trial */
        MEASUREMENT_MISSING,    /* given so: it ends well, without a metric */
    } kind;
    double value;          /* when MEASUREMENT_VALUE; finite */
    int64_t training_step; /* given with the result; 0: not given */
};

struct objective;

/* Reads the member "objective" of a scenario's tuning; `path` is how errors call it. Owned; NULL with
 * INVALID_ARGUMENT naming the JSON path and what is allowed, or memory. */
struct objective *objective_new(const json_t *value, const char *path, struct err *err);
void objective_free(struct objective *objective);

/* Whether a job with these parameters can be measured: what the objective names must exist and be of
 * the right type. False with FAILED_PRECONDITION naming the parameter. `objective` may be NULL. */
bool objective_check(const struct objective *objective, const struct space *space, struct err *err);

/* The exact result, without noise. `objective` NULL: the hidden optimum of (key). Pure, and without
 * libm: the same bits everywhere. Allocates nothing. */
struct measurement objective_measure(const struct objective *objective,
                                     const struct measured_trial *trial);

#endif
