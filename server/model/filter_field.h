/* The left side of a restriction: a path of names through Job, perhaps down to a map's key. For
 * model/filter*.c alone.
 */
#ifndef MODEL_FILTER_FIELD_H
#define MODEL_FILTER_FIELD_H

#include "model/filter_lexer.h"
#include "model/filter_tree.h"

/* Takes the path that stands here and fills steps and key. False, with 400, when it names what Job
 * does not have. */
bool filter_field_read(struct filter_lexer *lexer, struct filter_restriction *restriction);

/* The field the path ends in. */
static inline const struct field *
filter_field_last(const struct filter_restriction *restriction)
{
    return restriction->steps[restriction->step_count - 1];
}

/* What the value is: text for the entry of a map. */
static inline enum field_kind
filter_field_kind(const struct filter_restriction *restriction)
{
    return restriction->has_key ? FIELD_STRING : filter_field_last(restriction)->kind;
}

#endif
