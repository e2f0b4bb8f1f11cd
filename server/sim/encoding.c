#include "sim/encoding.h"

/* 1 over the square root of 2. */
#define CATEGORY_LENGTH 0.70710678118654752

int32_t
encoding_axes(const struct space *space)
{
    int32_t axes = 0;
    for (int32_t i = 0; i < space->count; i++)
        axes += space->axes[i].type == AXIS_CATEGORICAL ? space->axes[i].count : 1;
    return axes;
}

void
encoding_of(const struct space *space, const double *values, double *ret_point)
{
    for (int32_t i = 0; i < space->count; i++) {
        const struct axis *axis = &space->axes[i];
        if (axis->type != AXIS_CATEGORICAL) {
            *ret_point++ = axis_unit(axis, values[i]);
            continue;
        }
        for (int32_t j = 0; j < axis->count; j++)
            *ret_point++ = j == (int32_t)values[i] ? CATEGORY_LENGTH : 0;
    }
}
