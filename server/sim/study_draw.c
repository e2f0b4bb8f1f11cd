/* What becomes of one trial: drawn when it is issued, from (key, trialId) and its values. */
#include "base/exact.h"
#include "base/rng.h"
#include "model/stream.h"
#include "sim/study_parts.h"

static const struct scenario_tuning NO_SCENARIO = {
    .curve = {.steps = 1000, .points = 10, .alpha = 0.7}};

const struct scenario_tuning *
study_tuning(const struct study *study)
{
    return study->scenario == NULL ? &NO_SCENARIO : scenario_tuning(study->scenario);
}

static double
unit(const struct study *study, enum stream stream, int32_t trial, uint32_t draw)
{
    return rng_unit(study->key, stream, (uint32_t)trial, draw);
}

static ns_t
span(const struct study *study, const struct dist *dist, enum stream stream, int32_t trial)
{
    const struct dist_draw how = {
        .key = study->key,
        .stream = stream,
        .trial = (uint32_t)trial,
        .ordinal = (uint32_t)(trial - study->first_id),
    };
    return dist_draw(dist, &how);
}

static bool
is_infeasible(const struct study *study, const double *values)
{
    const struct expression *rule = study_tuning(study)->infeasible;
    if (rule == NULL)
        return false;
    double value = expression_value(rule, study->space, values);
    return !(value >= 0 && value <= 0);
}

static bool
is_finite(double value)
{
    return value - value >= 0;
}

static struct measurement
measure(const struct study *study, int32_t index, int32_t id)
{
    const struct scenario_tuning *tuning = study_tuning(study);
    const double *values = study_values(study, index);
    const struct measured_trial asked = {
        .space = study->space,
        .values = values,
        .key = study->key,
        .trial = id,
        .goal = study->spec.goal,
    };
    if (is_infeasible(study, values))
        return (struct measurement){.kind = MEASUREMENT_INFEASIBLE};
    struct measurement result = objective_measure(tuning->objective, &asked);
    if (result.kind != MEASUREMENT_VALUE)
        return result;
    if (tuning->noise > 0)
        result.value += tuning->noise * exact_normal_quantile(unit(study, STREAM_NOISE, id, 0));
    if (unit(study, STREAM_TRIAL_METRIC, id, 0) < tuning->missing_metric)
        result.kind = MEASUREMENT_MISSING;
    else if (!is_finite(result.value))
        result.kind = MEASUREMENT_INFEASIBLE;
    return result;
}

/* A trial that fails by chance does so somewhere on its way. */
static void
fail_by_chance(const struct study *study, struct trial *trial)
{
    double probability = study_tuning(study)->fail_probability;
    if (unit(study, STREAM_TRIAL_FAILURE, trial->id, 0) >= probability)
        return;
    trial->end_state = JOB_FAILED;
    trial->has_metric = false;
    if (trial->ended != NS_NEVER)
        trial->ended = trial->started + (ns_t)((double)(trial->ended - trial->started) *
                                               unit(study, STREAM_TRIAL_FAILURE, trial->id, 1));
}

void
study_draw(const struct study *study, int32_t index, struct trial *ret_trial)
{
    int32_t id = study->first_id + index;
    struct measurement result = measure(study, index, id);
    bool has_failed = result.kind == MEASUREMENT_INFEASIBLE || result.kind == MEASUREMENT_FAILED ||
                      (result.kind == MEASUREMENT_MISSING && study->missing_metric_fails);
    struct trial trial = {
        .issued = study->now,
        .id = id,
        .end_state = has_failed ? JOB_FAILED : JOB_SUCCEEDED,
        .has_metric = result.kind == MEASUREMENT_VALUE,
        .metric = result.value,
        .last_step =
            result.training_step > 0 ? result.training_step : study_tuning(study)->curve.steps,
    };
    trial.started =
        ns_add(trial.issued, span(study, &study->trial_preparing, STREAM_TRIAL_PREPARING, id));
    trial.ended =
        ns_add(trial.started, span(study, &study->trial_running, STREAM_TRIAL_RUNNING, id));
    fail_by_chance(study, &trial);
    trial.full_end = trial.ended;
    trial.full_metric = trial.metric;
    *ret_trial = trial;
}

double
study_point(const struct study *study, const struct trial *trial, int32_t point)
{
    return curve_value(&study_tuning(study)->curve, trial->full_metric, study_maximizes(study),
                       study->key, trial->id, point);
}

struct sample
study_sample(const struct study *study, int32_t index)
{
    const struct trial *trial = &study->trials[index];
    bool is_measured = trial->has_metric && trial->end_state == JOB_SUCCEEDED;
    return (struct sample){
        .values = study_values(study, index),
        .score = study_maximizes(study) ? trial->metric : -trial->metric,
        .kind = is_measured ? SAMPLE_MEASURED : SAMPLE_FAILED,
    };
}
