/* ParameterSpec: what one parameter may be.
 *
 * A bound that is absent is 0, as in every proto; only when both are absent nothing was said.
 * DISCRETE parameters ignore bounds and categories, the others ignore what is not theirs.
 */
#include "base/limits.h"
#include "json/scalar.h"
#include "model/job_schema.h"
#include "model/rules_table.h"

#include <math.h>

/* Positions in the enums. */
enum { ALGORITHM_GRID = 1 };
enum { SCALE_NONE = 0, SCALE_LOG = 2 };

static double
double_at(const json_t *parameter, const char *name)
{
    double number = 0;
    scalar_double(schema_get(&MESSAGE_PARAMETER_SPEC, parameter, name), &number);
    return number;
}

void
rule_read_parameter(struct rule_look *look, size_t index)
{
    const struct message *message = &MESSAGE_PARAMETER_SPEC;
    const json_t *spec = json_array_get(look->params, index);
    look->index = index;
    look->parameter = (struct parameter){
        .name = schema_string(message, spec, "parameterName"),
        .type = (enum parameter_type)schema_enum(message, spec, "type"),
        .scale = schema_enum(message, spec, "scaleType"),
        .has_bounds = schema_get(message, spec, "minValue") != NULL ||
                      schema_get(message, spec, "maxValue") != NULL,
        .min = double_at(spec, "minValue"),
        .max = double_at(spec, "maxValue"),
        .categories = schema_get(message, spec, "categoricalValues"),
        .values = schema_get(message, spec, "discreteValues"),
    };
}

bool
parameter_name_is_missing(struct rule_look *look)
{
    return look->parameter.name.length == 0;
}

bool
parameter_type_is_missing(struct rule_look *look)
{
    return look->parameter.type == PARAMETER_UNSPECIFIED;
}

bool
grid_has_double(struct rule_look *look)
{
    int algorithm = schema_enum(&MESSAGE_HYPERPARAMETER_SPEC, look->tuning, "algorithm");
    return algorithm == ALGORITHM_GRID && look->parameter.type == PARAMETER_DOUBLE;
}

/* --- bounds ------------------------------------------------------------------------------------- */

static bool
is_range(const struct rule_look *look)
{
    return look->parameter.type == PARAMETER_DOUBLE || look->parameter.type == PARAMETER_INTEGER;
}

bool
bounds_are_missing(struct rule_look *look)
{
    return is_range(look) && !look->parameter.has_bounds;
}

bool
min_is_not_finite(struct rule_look *look)
{
    return is_range(look) && !isfinite(look->parameter.min);
}

bool
max_is_not_finite(struct rule_look *look)
{
    return is_range(look) && !isfinite(look->parameter.max);
}

bool
bounds_are_swapped(struct rule_look *look)
{
    return is_range(look) && look->parameter.min > look->parameter.max;
}

static bool
is_integral(double number)
{
    return fabs(number) <= LIMIT_INTEGER_BOUND && floor(number) >= number;
}

bool
min_is_not_integral(struct rule_look *look)
{
    return look->parameter.type == PARAMETER_INTEGER && !is_integral(look->parameter.min);
}

bool
max_is_not_integral(struct rule_look *look)
{
    return look->parameter.type == PARAMETER_INTEGER && !is_integral(look->parameter.max);
}

static bool
is_log(const struct rule_look *look)
{
    return look->parameter.scale >= SCALE_LOG;
}

bool
log_scale_of_bounds(struct rule_look *look)
{
    return is_range(look) && is_log(look) && !(look->parameter.min > 0);
}

/* --- categories --------------------------------------------------------------------------------- */

static bool
is_categorical(const struct rule_look *look)
{
    return look->parameter.type == PARAMETER_CATEGORICAL;
}

bool
min_is_set_for_categories(struct rule_look *look)
{
    return is_categorical(look) && fpclassify(look->parameter.min) != FP_ZERO;
}

bool
max_is_set_for_categories(struct rule_look *look)
{
    return is_categorical(look) && fpclassify(look->parameter.max) != FP_ZERO;
}

bool
categories_are_missing(struct rule_look *look)
{
    return is_categorical(look) && json_array_size(look->parameter.categories) == 0;
}

bool
categories_repeat(struct rule_look *look)
{
    size_t index = 0;
    if (!is_categorical(look) ||
        !rule_finds_repeat(look, look->parameter.categories, scalar_text, &index))
        return false;
    look->value = scalar_text(json_array_get(look->parameter.categories, index));
    return true;
}

bool
scale_is_set_for_categories(struct rule_look *look)
{
    return is_categorical(look) && look->parameter.scale != SCALE_NONE;
}

/* --- discrete values ---------------------------------------------------------------------------- */

static bool
is_discrete(const struct rule_look *look)
{
    return look->parameter.type == PARAMETER_DISCRETE;
}

static double
value_at(const struct rule_look *look, size_t index)
{
    double number = 0;
    scalar_double(json_array_get(look->parameter.values, index), &number);
    return number;
}

bool
values_are_missing(struct rule_look *look)
{
    return is_discrete(look) && json_array_size(look->parameter.values) == 0;
}

bool
values_are_too_many(struct rule_look *look)
{
    return is_discrete(look) && json_array_size(look->parameter.values) > LIMIT_DISCRETE_VALUES;
}

/* Only finite values do. */
bool
values_do_not_increase(struct rule_look *look)
{
    double last = 0;
    if (!is_discrete(look))
        return false;
    for (size_t i = 0; i < json_array_size(look->parameter.values); i++) {
        double value = value_at(look, i);
        if (!isfinite(value) || (i > 0 && value <= last))
            return true;
        last = value;
    }
    return false;
}

bool
log_scale_of_values(struct rule_look *look)
{
    return is_discrete(look) && is_log(look) && !(value_at(look, 0) > 0);
}
