#include "sim/objective.h"

#include "base/exact.h"
#include "base/own.h"
#include "base/rng.h"
#include "json/member.h"
#include "model/stream.h"
#include "sim/expression.h"
#include "sim/functions.h"
#include "sim/result_table.h"
#include "sim/scenario_member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

struct objective {
    json_t *value;                   /* owned; texts, lists and tables below point into it */
    const struct function *function; /* static */
    const json_t *params; /* names of the parameters it takes; NULL: all that are numbers */
    bool keeps_direction; /* it is reported as it is, whatever the goal */
    bool is_mapped;       /* its values are stretched over [low, high] */
    double low;
    double high;
    struct expression *expression; /* owned */
    struct result_table *table;    /* owned */
    const json_t *trials;          /* object by trialId */
};

void
objective_free(struct objective *objective)
{
    if (objective == NULL)
        return;
    expression_free(objective->expression);
    result_table_free(objective->table);
    json_decref(objective->value);
    free(objective);
}

static void
drop(struct objective **objective)
{
    objective_free(*objective);
}

/* --- reading ------------------------------------------------------------------------------------- */

static bool
read_params(struct objective *objective, const char *path, struct err *err)
{
    struct member_path at;
    const json_t *params = json_object_get(objective->value, "params");
    if (params == NULL)
        return true;
    bool is_list = json_array_size(params) >= 1 && json_array_size(params) <= FUNCTION_AXES_MAX;
    for (size_t i = 0; is_list && i < json_array_size(params); i++)
        is_list = json_is_string(json_array_get(params, i));
    objective->params = params;
    return is_list || member_refuse(member_of(&at, path, "params"), params,
                                    "a list of 1 to 64 names of parameters", err);
}

/* "direction": "auto" turns the function so that its least value is the goal; "as-is" does not. "to":
 * its values, 0 at the optimum, are drawn into that range. */
static bool
read_map(struct objective *objective, const char *path, struct err *err)
{
    struct member_path at;
    struct member_path below;
    const json_t *map = json_object_get(objective->value, "map");
    const json_t *to = json_object_get(map, "to");
    const json_t *direction = json_object_get(map, "direction");
    struct text word = {json_string_value(direction), json_string_length(direction)};
    if (map == NULL)
        return true;
    member_of(&at, path, "map");
    if (!member_check(map, at.text, FORMAT_MAP, err))
        return false;
    if (direction != NULL && !text_is(word, "auto") && !text_is(word, "as-is"))
        return member_refuse(member_of(&below, at.text, "direction"), direction,
                             "\"auto\" or \"as-is\"", err);
    objective->keeps_direction = text_is(word, "as-is");
    if (to == NULL)
        return true;
    const json_t *low = json_array_get(to, 0);
    const json_t *high = json_array_get(to, 1);
    objective->is_mapped = true;
    objective->low = json_number_value(low);
    objective->high = json_number_value(high);
    bool is_range = json_array_size(to) == 2 && json_is_number(low) && json_is_number(high) &&
                    objective->low < objective->high;
    return is_range || member_refuse(member_of(&below, at.text, "to"), to,
                                     "two numbers, the smaller first", err);
}

static bool
read_function(struct objective *objective, const char *path, struct err *err)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct member_path at;
    const json_t *value = json_object_get(objective->value, "function");
    struct text name = {json_string_value(value), json_string_length(value)};
    objective->function = json_is_string(value) ? function_find(name) : NULL;
    if (objective->function == NULL) {
        buf_add_str(&names, "one of ");
        function_list(&names);
        return member_refuse(member_of(&at, path, "function"), value,
                             names.failed ? "a function" : names.at, err);
    }
    return member_check(objective->value, path, FORMAT_FUNCTION, err) &&
           read_params(objective, path, err) && read_map(objective, path, err);
}

static bool
read_expression(struct objective *objective, const char *path, struct err *err)
{
    struct member_path at;
    const json_t *value = json_object_get(objective->value, "expression");
    struct text text = {json_string_value(value), json_string_length(value)};
    member_of(&at, path, "expression");
    if (!json_is_string(value))
        return member_refuse(at.text, value, "text such as \"1 - (lr - 0.01)^2\"", err);
    if (!member_check(objective->value, path, FORMAT_EXPRESSION, err))
        return false;
    objective->expression = expression_new(text, at.text, err);
    return objective->expression != NULL;
}

static bool
read_table(struct objective *objective, const char *path, struct err *err)
{
    struct member_path at;
    if (!member_check(objective->value, path, FORMAT_TABLE, err))
        return false;
    objective->table = result_table_new(json_object_get(objective->value, "table"),
                                        member_of(&at, path, "table"), err);
    return objective->table != NULL;
}

static bool
check_result(const json_t *result, const char *path, struct err *err)
{
    struct member_path at;
    double ignored;
    int64_t step;
    const json_t *state = json_object_get(result, "state");
    struct text word = {json_string_value(state), json_string_length(state)};
    if (!member_check(result, path, FORMAT_RESULT, err) ||
        !member_number(result, path, "objectiveValue", (struct number_range){-1e300, 1e300},
                       &ignored, err) ||
        !member_integer(result, path, "trainingStep", (struct integer_range){1, INT64_MAX}, &step,
                        err))
        return false;
    return state == NULL || text_is(word, "SUCCEEDED") || text_is(word, "FAILED") ||
           member_refuse(member_of(&at, path, "state"), state, "\"SUCCEEDED\" or \"FAILED\"", err);
}

static bool
read_trials(struct objective *objective, const char *path, struct err *err)
{
    struct member_path at;
    struct member_path below;
    struct member member = {0};
    objective->trials = json_object_get(objective->value, "trials");
    member_of(&at, path, "trials");
    if (!member_check(objective->value, path, FORMAT_TRIALS, err))
        return false;
    if (!json_is_object(objective->trials))
        return member_refuse(at.text, objective->trials,
                             "an object such as {\"1\":{\"objectiveValue\":0.9}}", err);
    while (member_next(objective->trials, &member)) {
        int64_t id;
        member_of(&below, at.text, member.name);
        bool is_id = text_to_int64(text_of(member.name), &id) && member.name[0] != '0' && id > 0;
        if (!is_id)
            return err_field(err, ERR_INVALID_ARGUMENT, below.text,
                             "A trialId is a whole number from 1 on.");
        if (!check_result(member.value, below.text, err))
            return false;
    }
    return true;
}

static const struct {
    const char *member;
    bool (*read)(struct objective *objective, const char *path, struct err *err);
} KINDS[] = {
    {"function", read_function},
    {"expression", read_expression},
    {"table", read_table},
    {"trials", read_trials},
};

static bool
read_kind(struct objective *objective, const char *path, struct err *err)
{
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (json_object_get(objective->value, KINDS[i].member) != NULL)
            return KINDS[i].read(objective, path, err);
    }
    return member_refuse(path, objective->value,
                         "an object with one of function, expression, table, trials", err);
}

struct objective *
objective_new(const json_t *value, const char *path, struct err *err)
{
    struct objective *objective OWNED(drop) = calloc(1, sizeof(*objective));
    if (objective == NULL || (objective->value = json_deep_copy(value)) == NULL) {
        err_memory(err);
        return NULL;
    }
    return read_kind(objective, path, err) ? GIVE(objective) : NULL;
}

/* --- functions of a point ------------------------------------------------------------------------ */

/* The axis that a function takes as its number `index`; NULL when there is none. */
static const struct axis *
function_axis(const struct objective *objective, const struct space *space, int32_t index)
{
    if (objective->params != NULL) {
        const json_t *name = json_array_get(objective->params, (size_t)index);
        return name == NULL ? NULL
                            : space_axis(space, (struct text){json_string_value(name),
                                                              json_string_length(name)});
    }
    for (int32_t i = 0; i < space->count; i++) {
        if (space->axes[i].type == AXIS_CATEGORICAL)
            continue;
        if (index == 0)
            return &space->axes[i];
        index--;
    }
    return NULL;
}

static int32_t
function_axes(const struct objective *objective, const struct space *space)
{
    int32_t count = 0;
    while (count < FUNCTION_AXES_MAX && function_axis(objective, space, count) != NULL)
        count++;
    return count;
}

static bool
check_function(const struct objective *objective, const struct space *space, struct err *err)
{
    const struct function *function = objective->function;
    int32_t count = function_axes(objective, space);
    for (size_t i = 0; i < json_array_size(objective->params); i++) {
        const char *name = json_string_value(json_array_get(objective->params, i));
        const struct axis *axis = space_axis(space, text_of(name));
        if (axis == NULL || axis->type == AXIS_CATEGORICAL)
            return err_set(err, ERR_FAILED_PRECONDITION,
                           "The scenario's objective takes the parameter '%s', which the job %s.",
                           name, axis == NULL ? "does not have" : "has as a CATEGORICAL one");
    }
    if (count >= function->axes_least && count <= function->axes_most)
        return true;
    return err_set(
        err, ERR_FAILED_PRECONDITION,
        "The scenario's objective %s takes %d to %d parameters that are numbers; the job "
        "has %d.",
        function->name, function->axes_least, function->axes_most, count);
}

bool
objective_check(const struct objective *objective, const struct space *space, struct err *err)
{
    if (objective == NULL || objective->trials != NULL)
        return true;
    if (objective->expression != NULL)
        return expression_check(objective->expression, space, err);
    if (objective->table != NULL)
        return result_table_check(objective->table, space, err);
    return check_function(objective, space, err);
}

/* The least each function comes to, so that a mapped one is best at an end of the range. */
static double
excess(const struct objective *objective, double value)
{
    static const struct {
        const char *name;
        double least;
    } LEASTS[] = {{"branin", 0.39788735772973816},
                  {"hartmann3", -3.86278214782076},
                  {"hartmann6", -3.32236801141551}};
    for (size_t i = 0; i < sizeof(LEASTS) / sizeof(LEASTS[0]); i++) {
        if (text_is(text_of(LEASTS[i].name), objective->function->name))
            value -= LEASTS[i].least;
    }
    return value < 0 ? 0 : value;
}

static double
measure_function(const struct objective *objective, const struct measured_trial *trial)
{
    double unit[FUNCTION_AXES_MAX];
    int32_t count = function_axes(objective, trial->space);
    for (int32_t i = 0; i < count; i++) {
        const struct axis *axis = function_axis(objective, trial->space, i);
        unit[i] = axis_unit(axis, trial->values[axis - trial->space->axes]);
    }
    double value = function_value(objective->function, unit, count);
    bool is_turned = trial->goal != GOAL_MINIMIZE && !objective->keeps_direction;
    if (!objective->is_mapped)
        return is_turned ? -value : value;
    double share = excess(objective, value);
    share = share / (1 + share);
    double span = objective->high - objective->low;
    return is_turned ? objective->high - share * span : objective->low + share * span;
}

/* --- the hidden optimum -------------------------------------------------------------------------- */

/* Where the optimum lies on an axis: off the middle, which is where a search begins. */
static double
hidden_place(double unit)
{
    return unit < 0.5 ? 0.05 + 0.6 * unit : 0.35 + 0.6 * unit;
}

/* A bowl around a point drawn for the job, each axis with its own weight, and a ripple on it. It comes
 * out between 0 and 0.95 for a goal to maximise, from 0.05 on for one to minimise. */
static double
measure_hidden(const struct measured_trial *trial)
{
    const struct space *space = trial->space;
    double bowl = 0;
    double ripple = 0;
    for (int32_t i = 0; i < space->count; i++) {
        uint32_t draw = 2 * (uint32_t)i;
        double best = hidden_place(rng_unit(trial->key, STREAM_OBJECTIVE, 0, draw));
        double weight = 0.5 + 2 * rng_unit(trial->key, STREAM_OBJECTIVE, 0, draw + 1);
        double apart = axis_unit(&space->axes[i], trial->values[i]) -
                       axis_unit(&space->axes[i], axis_value(&space->axes[i], best));
        bowl += weight * apart * apart;
        ripple += 1 - exact_cos(6 * PI * apart);
    }
    double value = bowl + 0.02 * ripple / space->count;
    return trial->goal == GOAL_MINIMIZE ? 0.05 + value : 0.95 * exact_exp(-2 * value);
}

/* --- measuring ----------------------------------------------------------------------------------- */

static struct measurement
value_if_finite(double value)
{
    bool is_finite = value - value >= 0;
    return (struct measurement){
        .kind = is_finite ? MEASUREMENT_VALUE : MEASUREMENT_INFEASIBLE,
        .value = is_finite ? value : 0,
    };
}

/* The result given for this trial; NULL when none is. */
static const json_t *
given_result(const struct objective *objective, int32_t trial)
{
    char id[16];
    (void)snprintf(id, sizeof(id), "%" PRId32, trial);
    return json_object_get(objective->trials, id);
}

static struct measurement
measure_given(const json_t *result)
{
    const json_t *state = json_object_get(result, "state");
    const json_t *value = json_object_get(result, "objectiveValue");
    struct text word = {json_string_value(state), json_string_length(state)};
    struct measurement given = {
        .kind = value == NULL ? MEASUREMENT_MISSING : MEASUREMENT_VALUE,
        .value = json_number_value(value),
        .training_step = json_integer_value(json_object_get(result, "trainingStep")),
    };
    if (text_is(word, "FAILED"))
        given.kind = MEASUREMENT_FAILED;
    return given;
}

struct measurement
objective_measure(const struct objective *objective, const struct measured_trial *trial)
{
    double value;
    if (objective != NULL && objective->trials != NULL) {
        const json_t *given = given_result(objective, trial->trial);
        if (given != NULL)
            return measure_given(given);
    }
    if (objective == NULL || objective->trials != NULL)
        return value_if_finite(measure_hidden(trial));
    if (objective->expression != NULL)
        return value_if_finite(
            expression_value(objective->expression, trial->space, trial->values));
    if (objective->table == NULL)
        return value_if_finite(measure_function(objective, trial));
    if (result_table_find(objective->table, trial->space, trial->values, &value))
        return value_if_finite(value);
    return (struct measurement){.kind = MEASUREMENT_INFEASIBLE};
}
