/* Points of a space as a model sees them: numbers from 0 to 1, categories as one axis each.
 *
 * Distances between neighbours on a list are as even as the list is; two categories are as far apart as
 * the two ends of a number.
 */
#ifndef SIM_ENCODING_H
#define SIM_ENCODING_H

#include "sim/space.h"

/* Axes of the encoding. */
int32_t encoding_axes(const struct space *space);

/* The encoding of a point given by its values. */
void encoding_of(const struct space *space, const double *values, double *ret_point);

#endif
