#include "control/body.h"

#include "base/own.h"
#include "base/rfc3339.h"
#include "json/load.h"
#include "json/utf8.h"
#include "json/write.h"

#include <string.h>

/* What the client sent is quoted up to here. */
#define QUOTE_BYTES 1024

static bool
is_listed(const char *const *members, const char *name)
{
    for (size_t i = 0; members[i] != NULL; i++) {
        if (text_is(text_of(name), members[i]))
            return true;
    }
    return false;
}

static void
list_members(const char *const *members, struct buf *out)
{
    if (members[0] == NULL)
        buf_add_str(out, "none");
    for (size_t i = 0; members[i] != NULL; i++)
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", members[i]);
}

bool
body_refuse_name(const char *path, const char *allowed, struct err *err)
{
    struct text shown = utf8_cut(text_of(path), QUOTE_BYTES);
    owned_str field = strndup(shown.at, shown.length);
    if (field == NULL)
        return err_memory(err);
    return err_field(err, ERR_INVALID_ARGUMENT, field, "There is no such member. Allowed: %s.",
                     allowed);
}

static bool
check_members(json_t *body, const char *const *members, struct err *err)
{
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const char *name;
    json_t *value;
    if (!json_is_object(body))
        return err_set(err, ERR_INVALID_ARGUMENT, "The body must be a JSON object.");
    json_object_foreach(body, name, value) {
        if (is_listed(members, name))
            continue;
        list_members(members, &allowed);
        return body_refuse_name(name, allowed.failed ? "" : allowed.at, err);
    }
    return true;
}

json_t *
body_load(struct call *call, const char *const *members)
{
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL || !check_members(body, members, &call->err))
        return NULL;
    return GIVE(body);
}

const json_t *
body_get(const json_t *body, const char *member)
{
    const json_t *value = json_object_get(body, member);
    return json_is_null(value) ? NULL : value;
}

bool
body_refuse_value(const char *path, const json_t *value, const char *allowed, struct err *err)
{
    struct buf got OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    write_value(&got, value);
    if (got.failed)
        return err_memory(err);
    struct text shown = utf8_cut(buf_text(&got), QUOTE_BYTES);
    return err_field(err, ERR_INVALID_ARGUMENT, path, "It must be %s, not %.*s%s.", allowed,
                     TEXT_ARG(shown), shown.length < got.length ? "..." : "");
}

bool
body_refuse(const json_t *body, const char *member, const char *allowed, struct err *err)
{
    const json_t *value = body_get(body, member);
    if (value == NULL)
        return err_field(err, ERR_INVALID_ARGUMENT, member, "It is required: %s.", allowed);
    return body_refuse_value(member, value, allowed, err);
}

/* The empty text for whatever is no string: nothing that is read below may be empty. */
static struct text
string_of(const json_t *body, const char *member)
{
    const json_t *value = body_get(body, member);
    return json_is_string(value)
               ? (struct text){json_string_value(value), json_string_length(value)}
               : TEXT("");
}

bool
body_duration(const json_t *body, const char *member, ns_t *ret_span, struct err *err)
{
    return duration_parse_ns(string_of(body, member), true, ret_span) ||
           body_refuse(body, member, "a duration such as \"10s\", \"1.5s\" or \"6h\"", err);
}

bool
body_time(const json_t *body, const char *member, ns_t *ret_time, struct err *err)
{
    return rfc3339_parse(string_of(body, member), ret_time) ||
           body_refuse(body, member, "a time such as \"2020-01-01T00:00:00Z\", before 2262", err);
}

bool
body_string(const json_t *body, const char *member, struct text *ret_text, struct err *err)
{
    struct text text = string_of(body, member);
    if (text.length == 0)
        return body_refuse(body, member, "a string that is not empty", err);
    *ret_text = text;
    return true;
}

bool
body_int64(const json_t *body, const char *member, int64_t least, int64_t most, int64_t *ret_value,
           struct err *err)
{
    const json_t *value = body_get(body, member);
    if (json_is_integer(value) && json_integer_value(value) >= least &&
        json_integer_value(value) <= most) {
        *ret_value = json_integer_value(value);
        return true;
    }
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    buf_printf(&allowed, "a whole number from %lld to %lld", (long long)least, (long long)most);
    return body_refuse(body, member, allowed.failed ? "a whole number" : allowed.at, err);
}
