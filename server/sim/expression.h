/* Arithmetic over a trial's parameters: "1 - (lr - 0.01)^2", "optimizer == 'adam' ? 1 : 0.5".
 *
 * Operators by binding, tightest first: ^ (to the right), unary - + !, * / %, + -, < <= > >=, == !=,
 * &&, ||, ?: (to the right). Functions: EXPRESSION_FUNCTION_NAMES.
 * Constants: pi e. Names are parameters; a name that is no word, or is pi or e, is written `a-b` in
 * backquotes. A category is compared with a string in single or double quotes. The remainder has the sign
 * of its second operand. No loops, so it always ends.
 *
 *     struct expression *e = expression_new(TEXT("lr > 0.5 && units > 512"), "infeasible", &err);
 *     double y = expression_value(e, space, values);      NaN and infinity are for the caller
 */
#ifndef SIM_EXPRESSION_H
#define SIM_EXPRESSION_H

#include "sim/space.h"

/* 4 KiB of text, nested 64 deep, 1024 operations. */
#define EXPRESSION_BYTES 4096
#define EXPRESSION_DEPTH 64
#define EXPRESSION_OPERATIONS 1024

#define EXPRESSION_FUNCTION_NAMES                                                                  \
    "abs, min, max, sqrt, exp, log, log10, sin, cos, tanh, floor, ceil, clamp"

struct expression;

/* Owned; NULL with INVALID_ARGUMENT naming `path`, the column and what was expected, or memory. */
struct expression *expression_new(struct text text, const char *path, struct err *err);
void expression_free(struct expression *expression);

/* Whether its names are parameters of the space, and strings are compared with categories only.
 * False with FAILED_PRECONDITION. */
bool expression_check(const struct expression *expression, const struct space *space,
                      struct err *err);

/* Its value; true is 1, false 0. The space must have passed expression_check. Allocates nothing. */
double expression_value(const struct expression *expression, const struct space *space,
                        const double *values);

#endif
