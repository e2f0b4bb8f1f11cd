/* What a scenario says of tuning. */
#include "base/limits.h"
#include "sim/scenario_member.h"
#include "sim/scenario_parts.h"

static bool
read_curve(struct curve *curve, const json_t *tuning, const char *path, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(tuning, "curve");
    int64_t points = curve->points;
    if (value == NULL)
        return true;
    member_of(&at, path, "curve");
    if (!member_check(value, at.text, FORMAT_CURVE, err) ||
        !member_integer(value, at.text, "steps", (struct integer_range){1, INT64_C(1000000000000)},
                        &curve->steps, err))
        return false;
    points = points < curve->steps ? points : curve->steps;
    int64_t most = curve->steps < 1000 ? curve->steps : 1000;
    if (!member_integer(value, at.text, "points", (struct integer_range){1, most}, &points, err) ||
        !member_number(value, at.text, "alpha", (struct number_range){0.001, 100}, &curve->alpha,
                       err) ||
        !member_number(value, at.text, "noise", (struct number_range){0, 1e9}, &curve->noise, err))
        return false;
    curve->points = (int32_t)points;
    return true;
}

static bool
read_infeasible(struct scenario_tuning *tuning, const json_t *object, const char *path,
                struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, "infeasible");
    struct text text = {json_string_value(value), json_string_length(value)};
    if (value == NULL)
        return true;
    member_of(&at, path, "infeasible");
    if (!json_is_string(value))
        return member_refuse(at.text, value, "an expression such as \"lr > 0.5\"", err);
    tuning->infeasible = expression_new(text, at.text, err);
    return tuning->infeasible != NULL;
}

static bool
read_objective(struct scenario_tuning *tuning, const json_t *object, const char *path,
               struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(object, "objective");
    if (value == NULL)
        return true;
    tuning->objective = objective_new(value, member_of(&at, path, "objective"), err);
    return tuning->objective != NULL;
}

bool
scenario_read_tuning(struct scenario *scenario, const char *path, struct err *err)
{
    struct member_path at;
    struct scenario_tuning *tuning = &scenario->tuning;
    const json_t *value = json_object_get(scenario->value, "tuning");
    if (value == NULL)
        return true;
    member_of(&at, path, "tuning");
    return member_check(value, at.text, FORMAT_TUNING, err) &&
           read_objective(tuning, value, at.text, err) &&
           member_number(value, at.text, "noise", (struct number_range){0, 1e9}, &tuning->noise,
                         err) &&
           scenario_read_stage(scenario, value, at.text, "trialPreparing", SCENARIO_TRIAL_PREPARING,
                               err) &&
           scenario_read_stage(scenario, value, at.text, "trialRunning", SCENARIO_TRIAL_RUNNING,
                               err) &&
           member_number(value, at.text, "failProbability", (struct number_range){0, 1},
                         &tuning->fail_probability, err) &&
           member_number(value, at.text, "missingMetric", (struct number_range){0, 1},
                         &tuning->missing_metric, err) &&
           read_infeasible(tuning, value, at.text, err) &&
           read_curve(&tuning->curve, value, at.text, err) &&
           member_bool(value, at.text, "reportInterim", &tuning->reports_interim, err);
}
