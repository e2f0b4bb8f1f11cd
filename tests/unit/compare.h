/* Comparing JSON values by what they hold.
 *
 *     compare_subset(wanted, got)           {"state":"RUNNING"} is a part of any running job
 *     compare_at(list, "jobs.0.state")      the state of the first job
 */
#ifndef TESTS_UNIT_COMPARE_H
#define TESTS_UNIT_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

/* Whether `got` is `wanted`, where objects may hold more than is wanted; arrays may not. */
bool compare_subset(const json_t *wanted, const json_t *got);

/* The value at a path of member names and positions; NULL when there is none. Borrowed. */
const json_t *compare_at(const json_t *value, const char *path);

#endif
