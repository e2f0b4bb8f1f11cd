/* Functions of the literature that optimisers are compared on, each to be minimised.
 *
 *     const struct function *f = function_find(TEXT("branin"));
 *     double y = function_value(f, x, 2);         x in the unit cube
 *
 * Domains, formulas and optima: S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments.
 */
#ifndef SIM_FUNCTIONS_H
#define SIM_FUNCTIONS_H

#include "base/buf.h"
#include "base/text.h"

#include <stdint.h>

#define FUNCTION_AXES_MAX 64

struct function {
    const char *name;
    int32_t axes_least; /* how many axes it takes */
    int32_t axes_most;
    double low; /* of its domain, the same on each axis; branin's first axis is shifted */
    double high;
    double (*at)(const double *x, int32_t axes);
    const char *meaning; /* what it looks like, for the manual; without the last full stop */
};

extern const struct function FUNCTIONS[];
extern const size_t FUNCTION_COUNT;

/* NULL when there is none of that name. */
const struct function *function_find(struct text name);

/* Adds the names, "sphere, rosenbrock, ...". */
void function_list(struct buf *out);

/* Its value at a point of the unit cube, stretched over its domain. `axes` is one it takes. */
double function_value(const struct function *function, const double *unit, int32_t axes);

#endif
