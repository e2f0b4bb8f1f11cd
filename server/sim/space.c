#include "sim/space.h"

#include "base/exact.h"
#include "json/scalar.h"
#include "json/write.h"
#include "model/job_schema.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ------------------------------------------------------------------------------------- */

/* What a space needs besides its axes. */
struct extent {
    size_t numbers;
    size_t texts;
    size_t bytes;
};

static const json_t *
list_of(const json_t *param, const char *name)
{
    return schema_get(&MESSAGE_PARAMETER_SPEC, param, name);
}

/* Absent counts as 0, as everywhere in proto3. */
static double
number_of(const json_t *value)
{
    double number = 0;
    if (value != NULL)
        (void)scalar_double(value, &number);
    return number;
}

static struct extent
measure(const json_t *params)
{
    struct extent extent = {0};
    for (size_t i = 0; i < json_array_size(params); i++) {
        const json_t *param = json_array_get(params, i);
        const json_t *categories = list_of(param, "categoricalValues");
        extent.numbers += json_array_size(list_of(param, "discreteValues"));
        extent.texts += json_array_size(categories);
        extent.bytes += schema_string(&MESSAGE_PARAMETER_SPEC, param, "parameterName").length;
        for (size_t j = 0; j < json_array_size(categories); j++)
            extent.bytes += json_string_length(json_array_get(categories, j));
    }
    return extent;
}

/* Where the next number, text and byte go. */
struct filling {
    double *numbers;
    struct text *texts;
    char *bytes;
};

static struct text
keep_text(struct filling *filling, const char *at, size_t length)
{
    struct text kept = {filling->bytes, length};
    if (length > 0)
        memcpy(filling->bytes, at, length);
    filling->bytes += length;
    return kept;
}

static void
fill_lists(struct axis *axis, const json_t *param, struct filling *filling)
{
    const json_t *values = list_of(param, "discreteValues");
    const json_t *categories = list_of(param, "categoricalValues");
    if (axis->type == AXIS_DISCRETE) {
        axis->numbers = filling->numbers;
        axis->count = (int32_t)json_array_size(values);
        for (int32_t i = 0; i < axis->count; i++)
            *filling->numbers++ = number_of(json_array_get(values, (size_t)i));
    }
    if (axis->type == AXIS_CATEGORICAL) {
        axis->categories = filling->texts;
        axis->count = (int32_t)json_array_size(categories);
        for (int32_t i = 0; i < axis->count; i++) {
            const json_t *category = json_array_get(categories, (size_t)i);
            *filling->texts++ =
                keep_text(filling, json_string_value(category), json_string_length(category));
        }
    }
}

static void
fill_axis(struct axis *axis, const json_t *param, struct filling *filling)
{
    const struct message *message = &MESSAGE_PARAMETER_SPEC;
    struct text name = schema_string(message, param, "parameterName");
    *axis = (struct axis){
        .name = keep_text(filling, name.at, name.length),
        .type = (enum axis_type)schema_enum(message, param, "type"),
        .scale = (enum axis_scale)schema_enum(message, param, "scaleType"),
        .least = number_of(schema_get(message, param, "minValue")),
        .most = number_of(schema_get(message, param, "maxValue")),
    };
    fill_lists(axis, param, filling);
}

struct space *
space_new(const json_t *params, struct err *err)
{
    struct extent extent = measure(params);
    size_t count = json_array_size(params);
    size_t axes = sizeof(struct space) + count * sizeof(struct axis);
    struct space *space = malloc(axes + extent.numbers * sizeof(double) +
                                 extent.texts * sizeof(struct text) + extent.bytes);
    if (space == NULL) {
        err_memory(err);
        return NULL;
    }
    space->count = (int32_t)count;
    /* Behind the axes, by falling alignment. */
    double *numbers = (double *)(void *)&space->axes[count];
    struct text *texts = (struct text *)(void *)(numbers + extent.numbers);
    struct filling filling = {numbers, texts, (char *)(texts + extent.texts)};
    for (size_t i = 0; i < count; i++)
        fill_axis(&space->axes[i], json_array_get(params, i), &filling);
    return space;
}

const struct axis *
space_axis(const struct space *space, struct text name)
{
    for (int32_t i = 0; i < space->count; i++) {
        if (text_equal(space->axes[i].name, name))
            return &space->axes[i];
    }
    return NULL;
}

/* Bounds compared as they were given: equal or not, no tolerance. */
static bool
same_number(double a, double b)
{
    return a <= b && a >= b;
}

static bool
same_axis(const struct axis *a, const struct axis *b)
{
    if (a->type != b->type || a->scale != b->scale || a->count != b->count ||
        !same_number(a->least, b->least) || !same_number(a->most, b->most))
        return false;
    for (int32_t i = 0; i < a->count; i++) {
        if (a->type == AXIS_DISCRETE && !same_number(a->numbers[i], b->numbers[i]))
            return false;
        if (a->type == AXIS_CATEGORICAL && !text_equal(a->categories[i], b->categories[i]))
            return false;
    }
    return true;
}

bool
space_equal(const struct space *a, const struct space *b)
{
    if (a->count != b->count)
        return false;
    for (int32_t i = 0; i < a->count; i++) {
        const struct axis *other = space_axis(b, a->axes[i].name);
        if (other == NULL || !same_axis(&a->axes[i], other))
            return false;
    }
    return true;
}

/* --- scaling ------------------------------------------------------------------------------------- */

static double
clamp(double value, double least, double most)
{
    if (value < least)
        return least;
    return value > most ? most : value;
}

/* The ends of the stretch that 0 to 1 stands for: an INTEGER's values are the middles of cells. */
static void
stretch(const struct axis *axis, double *ret_low, double *ret_high)
{
    bool is_integer = axis->type == AXIS_INTEGER;
    bool is_log = axis->scale == SCALE_LOG || axis->scale == SCALE_REVERSE_LOG;
    *ret_low = axis->least - (is_integer ? 0.5 : 0);
    *ret_high = axis->most + (is_integer ? 0.5 : 0);
    if (is_log && is_integer && *ret_low < 0.5)
        *ret_low = 0.5;
}

/* What the rules refuse is still no reason for a logarithm of nothing. */
static bool
is_log_scaled(const struct axis *axis, double low)
{
    return (axis->scale == SCALE_LOG || axis->scale == SCALE_REVERSE_LOG) && low > 0;
}

/* Of any positive number: exact_log wants a normal one. */
static double
log_of(double value)
{
    return value < DBL_MIN ? exact_log(value * 0x1p+60) - 60 * 0x1.62e42fefa39efp-1
                           : exact_log(value);
}

/* A value as far from one end as it was from the other, whether or not the ends add up to a number. */
static double
mirror(double value, double low, double high)
{
    double sum = low + high;
    return clamp(sum <= DBL_MAX ? sum - value : low + (high - value), low, high);
}

static double
scale_up(const struct axis *axis, double u)
{
    double low;
    double high;
    stretch(axis, &low, &high);
    if (!is_log_scaled(axis, low))
        return high - low <= DBL_MAX ? low + u * (high - low) : low * (1 - u) + high * u;
    double log_low = log_of(low);
    double log_high = log_of(high);
    if (axis->scale == SCALE_LOG)
        return exact_exp(log_low + u * (log_high - log_low));
    return mirror(exact_exp(log_high - u * (log_high - log_low)), low, high);
}

static double
scale_down(const struct axis *axis, double value)
{
    double low;
    double high;
    stretch(axis, &low, &high);
    if (!(high > low))
        return 0.5;
    if (!is_log_scaled(axis, low))
        return high - low <= DBL_MAX ? (value - low) / (high - low)
                                     : (value / 2 - low / 2) / (high / 2 - low / 2);
    double log_low = log_of(low);
    double log_high = log_of(high);
    if (axis->scale == SCALE_LOG)
        return (log_of(clamp(value, low, high)) - log_low) / (log_high - log_low);
    return (log_high - log_of(mirror(value, low, high))) / (log_high - log_low);
}

static double
round_to_whole(double value)
{
    double down = (double)(int64_t)value;
    if (down > value)
        down -= 1;
    return value - down >= 0.5 ? down + 1 : down;
}

double
axis_value(const struct axis *axis, double u)
{
    if (axis->type == AXIS_CATEGORICAL || axis->type == AXIS_DISCRETE) {
        int32_t index = (int32_t)(u * axis->count);
        index = index < axis->count ? index : axis->count - 1;
        return axis->type == AXIS_DISCRETE ? axis->numbers[index] : index;
    }
    double value = scale_up(axis, u);
    if (axis->type == AXIS_INTEGER)
        value = round_to_whole(value);
    return clamp(value, axis->least, axis->most);
}

double
axis_unit(const struct axis *axis, double value)
{
    if (axis->type == AXIS_CATEGORICAL)
        return (value + 0.5) / axis->count;
    if (axis->type == AXIS_DISCRETE) {
        int32_t index = 0;
        while (index + 1 < axis->count && axis->numbers[index] < value)
            index++;
        return (index + 0.5) / axis->count;
    }
    return clamp(scale_down(axis, value), 0, 1);
}

int64_t
axis_size(const struct axis *axis)
{
    if (axis->type == AXIS_CATEGORICAL || axis->type == AXIS_DISCRETE)
        return axis->count;
    if (axis->type == AXIS_INTEGER)
        return (int64_t)(axis->most - axis->least) + 1;
    return axis->most > axis->least ? 0 : 1;
}

int64_t
space_size(const struct space *space)
{
    int64_t size = 1;
    for (int32_t i = 0; i < space->count; i++) {
        if (__builtin_mul_overflow(size, axis_size(&space->axes[i]), &size))
            return 0;
    }
    return size;
}

static double
axis_at(const struct axis *axis, int64_t index)
{
    switch (axis->type) {
    case AXIS_CATEGORICAL:
        return (double)index;
    case AXIS_DISCRETE:
        return axis->numbers[index];
    case AXIS_UNSPECIFIED:
    case AXIS_DOUBLE:
    case AXIS_INTEGER:
        break;
    }
    return axis->least + (double)index;
}

void
space_grid_point(const struct space *space, int64_t index, double *ret_values)
{
    for (int32_t i = space->count - 1; i >= 0; i--) {
        int64_t size = axis_size(&space->axes[i]);
        size = size > 0 ? size : 1;
        ret_values[i] = axis_at(&space->axes[i], index % size);
        index /= size;
    }
}

void
axis_write(struct buf *out, const struct axis *axis, double value)
{
    if (axis->type == AXIS_CATEGORICAL)
        buf_add_text(out, axis->categories[(int32_t)value]);
    else if (axis->type == AXIS_INTEGER)
        buf_printf(out, "%lld", (long long)value);
    else
        write_double_text(out, value);
}
