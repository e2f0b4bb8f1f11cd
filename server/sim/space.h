/* What a tuning job may try: one axis a parameter, and points in the unit cube they span.
 *
 * A point is one double an axis, 0 < u < 1. Its values are what a trial is given: a number, or for
 * CATEGORICAL the index of a category. Scaling is Vizier's: linear, log and
 * reverse log of the range, lists cut evenly.
 *
 *     struct space *space = space_new(params, &err);
 *     double lr = axis_value(&space->axes[0], 0.5);        the middle of its range, as scaled
 *     axis_write(&out, &space->axes[0], lr);               0.01
 */
#ifndef SIM_SPACE_H
#define SIM_SPACE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <jansson.h>
#include <stdint.h>

/* google.cloud.ml.v1.ParameterSpec.ParameterType and ScaleType; numbers are the enums'. */
enum axis_type { AXIS_UNSPECIFIED, AXIS_DOUBLE, AXIS_INTEGER, AXIS_CATEGORICAL, AXIS_DISCRETE };
enum axis_scale { SCALE_NONE, SCALE_LINEAR, SCALE_LOG, SCALE_REVERSE_LOG };

struct axis {
    struct text name; /* borrowed from the space */
    enum axis_type type;
    enum axis_scale scale;
    double least; /* DOUBLE and INTEGER: both ends included */
    double most;
    const double *numbers;         /* DISCRETE: borrowed from the space, ascending */
    const struct text *categories; /* CATEGORICAL: borrowed from the space */
    int32_t count;                 /* of numbers or categories */
};

struct space {
    int32_t count; /* axes, at least 1 */
    struct axis axes[];
};

/* Reads HyperparameterSpec.params, which the rules have accepted. Owned: one allocation; release
 * with free(). NULL only when memory runs out. */
struct space *space_new(const json_t *params, struct err *err);

/* The axis of that name; NULL when there is none. */
const struct axis *space_axis(const struct space *space, struct text name);

/* The same axes, whatever their order? Names, types, scales, bounds and lists are compared. */
bool space_equal(const struct space *a, const struct space *b);

/* The value at u, 0 < u < 1. */
double axis_value(const struct axis *axis, double u);

/* A u whose value is `value`: exact for lists and INTEGER (the middle of its cell), to rounding for
 * DOUBLE. An axis of one value gives 0.5. */
double axis_unit(const struct axis *axis, double value);

/* How many values an axis has; 0: too many to count (DOUBLE, unless least is most). */
int64_t axis_size(const struct axis *axis);

/* How many points the space has; 0: too many to count, or beyond INT64_MAX. */
int64_t space_size(const struct space *space);

/* The values of grid point `index`, 0 to space_size - 1: mixed radix, the last parameter fastest,
 * each in ascending or listed order. */
void space_grid_point(const struct space *space, int64_t index, double *ret_values);

/* Adds a value as the API spells it, without quotes: whole numbers for INTEGER, protobuf's
 * SimpleDtoa for DOUBLE and DISCRETE, a category verbatim. */
void axis_write(struct buf *out, const struct axis *axis, double value);

#endif
