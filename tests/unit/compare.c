#include "compare.h"

#include "base/own.h"
#include "base/text.h"
#include "json/member.h"

#include <string.h>

static bool
object_has(const json_t *wanted, const json_t *got)
{
    struct member member = {0};
    while (member_next(wanted, &member)) {
        const json_t *other = json_object_get(got, member.name);
        if (other == NULL || !compare_subset(member.value, other))
            return false;
    }
    return true;
}

static bool
array_has(const json_t *wanted, const json_t *got)
{
    if (json_array_size(wanted) != json_array_size(got))
        return false;
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        if (!compare_subset(json_array_get(wanted, i), json_array_get(got, i)))
            return false;
    }
    return true;
}

bool
compare_subset(const json_t *wanted, const json_t *got)
{
    if (json_typeof(wanted) != json_typeof(got))
        return false;
    if (json_is_object(wanted))
        return object_has(wanted, got);
    if (json_is_array(wanted))
        return array_has(wanted, got);
    return json_equal(wanted, got);
}

const json_t *
compare_at(const json_t *value, const char *path)
{
    struct text rest = text_of(path);
    while (rest.length > 0 && value != NULL) {
        struct text head = rest;
        int64_t place;
        if (!text_split(rest, '.', &head, &rest))
            rest = TEXT("");
        owned_str key = strndup(head.at, head.length);
        if (json_is_array(value) && text_to_int64(head, &place))
            value = json_array_get(value, (size_t)place);
        else
            value = json_object_get(value, key);
    }
    return value;
}
