/* How a job behaves: which jobs are meant, how long stages take, how it ends, what tuning finds.
 *
 * A scenario is read once and never changed. Jobs hold a reference to the version they were created
 * with, so putting a new one in its place touches later jobs only. Format: ml-jobs-scenario(5).
 *
 *     struct scenario *scenario = scenario_new(json, "scenarios[0]", &err);
 *     job->scenario = scenario_ref(scenario);
 *     scenario_unref(scenario);
 */
#ifndef SIM_SCENARIO_H
#define SIM_SCENARIO_H

#include "base/err.h"
#include "base/text.h"
#include "model/job_schema.h"
#include "sim/curve.h"
#include "sim/dist.h"
#include "sim/expression.h"
#include "sim/objective.h"

#include <jansson.h>

/* The stages a scenario may time. Those of a tuning job go by the same names. */
enum scenario_stage {
    SCENARIO_QUEUED,
    SCENARIO_PREPARING,
    SCENARIO_RUNNING,
    SCENARIO_CANCELLING,
    SCENARIO_TRIAL_PREPARING, /* member of "tuning" */
    SCENARIO_TRIAL_RUNNING,   /* member of "tuning" */
    SCENARIO_STAGE_COUNT
};

/* One way to end. */
struct scenario_outcome {
    enum job_state state;       /* SUCCEEDED, FAILED or CANCELLED (by the service) */
    double weight;              /* 0 or more; not all 0 */
    enum scenario_stage during; /* "during": QUEUED, PREPARING or RUNNING, when not SUCCEEDED */
    double at_from;             /* "at": which part of that stage has passed, 0 to 1 */
    double at_to;               /* drawn evenly between the two */
    struct text message;        /* errorMessage with {placeholders}; may be empty */
};

/* A create that is refused. */
struct scenario_refusal {
    enum err_code code;    /* ERR_NONE: none is */
    struct text field;     /* "field": answered in the idiom of err_field; may be empty */
    struct text message;   /* with {placeholders} */
    const json_t *details; /* array, with {placeholders} in its strings; NULL: none */
};

struct scenario_tuning {
    struct objective *objective; /* NULL: the hidden optimum */
    double noise;                /* standard deviation added to the metric */
    double fail_probability;
    double missing_metric;         /* probability */
    struct expression *infeasible; /* NULL: nothing is */
    struct curve curve;
    bool reports_interim; /* "reportInterim": a running trial shows its last point */
};

struct scenario;

/* A name, its NUL included: lower-case letters, digits and '-'. */
#define SCENARIO_NAME_BYTES 64

/* Owned: one reference. NULL with INVALID_ARGUMENT naming the JSON path below `path` ("" for the
 * whole value) and what is allowed, or memory. */
struct scenario *scenario_new(const json_t *value, const char *path, struct err *err);

/* One more reference, returned for ease; NULL gives NULL. */
struct scenario *scenario_ref(const struct scenario *scenario);
void scenario_unref(struct scenario *scenario); /* frees with the last one; NULL is fine */

/* All of these are borrowed from the scenario. */
struct text scenario_name(const struct scenario *scenario);
struct text scenario_source(const struct scenario *scenario); /* compact JSON, as it was read */
const struct dist *scenario_dist(const struct scenario *scenario,
                                 enum scenario_stage stage); /* or NULL */
const struct scenario_refusal *scenario_refusal(const struct scenario *scenario);
const struct scenario_tuning *scenario_tuning(const struct scenario *scenario);
bool scenario_lets_job_win(const struct scenario *scenario); /* "race": "natural" */

/* The outcome at a draw 0 < unit < 1; never NULL: without "outcome", SUCCEEDED. Its number stays
 * valid with scenario_outcome_at. */
const struct scenario_outcome *scenario_outcome(const struct scenario *scenario, double unit,
                                                uint16_t *ret_number);
const struct scenario_outcome *scenario_outcome_at(const struct scenario *scenario,
                                                   uint16_t number);

/* What "match" looks at. Borrowed. */
struct scenario_subject {
    struct text job_id;
    struct text region;
    const json_t *labels; /* object, or NULL */
    bool is_tuning;
};

/* Whether it has a "match" and all of it fits; "match": {} fits every job. */
bool scenario_matches(const struct scenario *scenario, const struct scenario_subject *subject);

/* Values for {placeholders}: a list that ends with a NULL name. */
struct scenario_value {
    const char *name;
    struct text value;
};

/* Adds `text` with each {name} that is in the list replaced; others stay as they are. */
void scenario_expand(struct buf *out, struct text text, const struct scenario_value *values);

#endif
