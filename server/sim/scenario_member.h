/* Members of a scenario's JSON: where they stand, and what is wrong with them.
 *
 * Errors are INVALID_ARGUMENT; their field is the JSON path, "outcome[1].weight".
 */
#ifndef SIM_SCENARIO_MEMBER_H
#define SIM_SCENARIO_MEMBER_H

#include "base/err.h"
#include "sim/scenario_format.h"

#include <jansson.h>
#include <stdint.h>

/* A path in the making; longer ones are cut. */
struct member_path {
    char text[256];
};

/* "path.name", or "name" below the empty path; borrowed from `ret_path`. */
const char *member_of(struct member_path *ret_path, const char *path, const char *name);

/* "path[index]". */
const char *member_at(struct member_path *ret_path, const char *path, size_t index);

/* The error of a value that is not what it must be: "It must be <allowed>, not <value>." */
bool member_refuse(const char *path, const json_t *value, const char *allowed, struct err *err);

/* Whether the value is an object with no member but those of the format's table. */
bool member_check(const json_t *value, const char *path, enum format_object object,
                  struct err *err);

/* Both ends are allowed. */
struct number_range {
    double least;
    double most;
};
struct integer_range {
    int64_t least;
    int64_t most;
};

/* A number of the range. When the member is absent *ret_number stays as it is. */
bool member_number(const json_t *object, const char *path, const char *name,
                   struct number_range range, double *ret_number, struct err *err);

/* The same for whole numbers and for true or false. */
bool member_integer(const json_t *object, const char *path, const char *name,
                    struct integer_range range, int64_t *ret_number, struct err *err);
bool member_bool(const json_t *object, const char *path, const char *name, bool *ret_value,
                 struct err *err);

#endif
