/* Bodies of control calls: small JSON objects, checked member by member.
 *
 * A mistake is 400 INVALID_ARGUMENT naming the member and what is allowed; nothing has changed
 * then.
 *
 *     static const char *const MEMBERS[] = {"duration", NULL};
 *     json_auto_t *body = body_load(call, MEMBERS);
 *     if (body == NULL || !body_duration(body, "duration", &span, &call->err)) return
 * call_fail(call);
 */
#ifndef CONTROL_BODY_H
#define CONTROL_BODY_H

#include "api/call.h"

#include <jansson.h>

/* The parsed body, owned: an object with no member but those listed (NULL-terminated). NULL with
 * call->err. */
json_t *body_load(struct call *call, const char *const *members);

/* The member's value, borrowed; NULL when it is absent or null. */
const json_t *body_get(const json_t *body, const char *member);

/* Each reads a member that must be there. False with err. */
bool body_duration(const json_t *body, const char *member, ns_t *ret_span, struct err *err);
bool body_time(const json_t *body, const char *member, ns_t *ret_time, struct err *err);
bool body_string(const json_t *body, const char *member, struct text *ret_text, struct err *err);
bool body_int64(const json_t *body, const char *member, int64_t least, int64_t most,
                int64_t *ret_value, struct err *err);

/* The error of a member with a wrong value: `allowed` says what would be right. */
bool body_refuse(const json_t *body, const char *member, const char *allowed, struct err *err);

/* The same for what stands deeper: `path` is "latency.running". */
bool body_refuse_value(const char *path, const json_t *value, const char *allowed, struct err *err);

/* The error of a member that is not one of those `allowed`, a list with commas. */
bool body_refuse_name(const char *path, const char *allowed, struct err *err);

#endif
