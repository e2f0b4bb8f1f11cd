/* Known results: rows of parameter values and what they came to.
 *
 *     {"key":["lr","optimizer"],"rows":[[0.1,"adam",0.93],[0.01,"sgd",0.88]],"else":"nearest"}
 *
 * "else" says what holds for values without a row: "nearest" (the row least far away, in the parameters'
 * own scales; the default; of rows equally far, and of several for the same values, the first counts),
 * "infeasible", or a number.
 */
#ifndef SIM_RESULT_TABLE_H
#define SIM_RESULT_TABLE_H

#include "sim/space.h"

struct result_table;

/* Owned; NULL with INVALID_ARGUMENT naming the JSON path, or memory. Keeps references into `value`, which
 * must outlive it. */
struct result_table *result_table_new(const json_t *value, const char *path, struct err *err);
void result_table_free(struct result_table *table);

/* Whether the parameters it names are there, with values of the right kind. */
bool result_table_check(const struct result_table *table, const struct space *space,
                        struct err *err);

/* The result for these values. False: there is none. */
bool result_table_find(const struct result_table *table, const struct space *space,
                       const double *values, double *ret_value);

#endif
