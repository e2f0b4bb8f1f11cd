/* The members of an object, in the order of the body.
 *
 *     struct member member = {0};
 *     while (member_next(object, &member))
 *         use(member.name, member.value);
 */
#ifndef JSON_MEMBER_H
#define JSON_MEMBER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct member {
    const char *name;    /* borrowed from the object; holds no NUL, the loader refuses one */
    const json_t *value; /* borrowed from the object */
    void *place;         /* jansson's iterator */
};

/* Moves on to the next member, the first one when `member` is all zero. False after the last, and
 * when the value is no object. */
static inline bool
member_next(const json_t *object, struct member *member)
{
    /* jansson hands out iterators only for objects that may be changed; this one reads. */
    json_t *walked = (json_t *)(uintptr_t)object;
    member->place = member->place == NULL ? json_object_iter(walked)
                                          : json_object_iter_next(walked, member->place);
    if (member->place == NULL)
        return false;
    member->name = json_object_iter_key(member->place);
    member->value = json_object_iter_value(member->place);
    return true;
}

#endif
