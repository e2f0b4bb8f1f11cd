/* Spaces of parameters for tests.
 *
 *     struct space *space OWNED(space_drop) = space_of("[" NUMBER("a") "," WORD("b") "]");
 */
#ifndef TESTS_UNIT_SPACES_H
#define TESTS_UNIT_SPACES_H

#include "base/own.h"
#include "json/load.h"
#include "sim/space.h"

#include <check.h>
#include <stdlib.h>

#define NUMBER(name) "{\"parameterName\":\"" name "\",\"type\":\"DOUBLE\",\"maxValue\":1}"
#define WORD(name)                                                                                 \
    "{\"parameterName\":\"" name                                                                   \
    "\",\"type\":\"CATEGORICAL\",\"categoricalValues\":[\"sgd\",\"adam\",\"ftrl\"]}"
#define WHOLE(name) "{\"parameterName\":\"" name "\",\"type\":\"INTEGER\",\"maxValue\":20}"
/* Its middle is 0.01. */
#define LOGARITHMIC(name)                                                                          \
    "{\"parameterName\":\"" name                                                                   \
    "\",\"type\":\"DOUBLE\",\"minValue\":0.0001,\"maxValue\":1,\"scaleType\":\"UNIT_LOG_SCALE\"}"

static inline void
space_drop(struct space **space)
{
    free(*space);
}

/* Owned; the test fails when the list of ParameterSpecs is none. The JSON is gone when this is back: a
 * space keeps nothing of it. */
static inline struct space *
space_of(const char *params)
{
    struct err err OWNED(err_done) = ERR;
    json_auto_t *json = json_load(text_of(params), &err);
    struct space *space = space_new(json, &err);
    ck_assert_msg(space != NULL, "%s: %s", params, err_message(&err));
    return space;
}

#endif
