/* JSON in: the only call of the parser.
 *
 * Bodies are UTF-8, at most LIMIT_JSON_DEPTH deep, with no member twice and no NUL. A body that is
 * not JSON is described the way Google's front end does it, with an excerpt and a caret:
 *
 *     Invalid JSON payload received. Expected , or } after key:value pair.
 *     "a" "b"
 *         ^
 *
 *     json_auto_t *body = json_load(request->body, &err);
 */
#ifndef JSON_LOAD_H
#define JSON_LOAD_H

#include "base/err.h"
#include "base/text.h"

#include <jansson.h>

/* The parsed value, owned; any JSON value, not only objects. Empty or all-blank text gives an empty
 * object: the front end takes a missing body for {}. NULL after an error: INVALID_ARGUMENT without
 * details, or memory. */
json_t *json_load(struct text text, struct err *err);

#endif
