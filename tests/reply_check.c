#include "reply_check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TYPE_PREFIX "type.googleapis.com/google.rpc."

/* Which names go with which code. Large bodies are refused with a code that no name was made for. */
/* clang-format off */
static const struct {
    int code;
    const char *name;
} STATUSES[] = {
    {400, "INVALID_ARGUMENT"}, {400, "FAILED_PRECONDITION"}, {400, "OUT_OF_RANGE"},
    {401, "UNAUTHENTICATED"},
    {403, "PERMISSION_DENIED"},
    {404, "NOT_FOUND"},
    {409, "ALREADY_EXISTS"}, {409, "ABORTED"},
    {413, "INVALID_ARGUMENT"},
    {429, "RESOURCE_EXHAUSTED"},
    {499, "CANCELLED"},
    {500, "INTERNAL"}, {500, "UNKNOWN"}, {500, "DATA_LOSS"},
    {501, "UNIMPLEMENTED"},
    {503, "UNAVAILABLE"},
    {504, "DEADLINE_EXCEEDED"},
};
/* clang-format on */

enum kind {
    KIND_TEXT,    /* a string that is not empty */
    KIND_INTEGER, /* a number without a fraction */
    KIND_LIST,    /* an array that is not empty; of objects by `items`, if that is given */
    KIND_MAP,     /* an object of strings */
};

/* A member of an object that has no others. The last row has no name. */
struct row {
    const char *name;
    enum kind kind;
    bool is_optional;
    const struct row *items;
};

/* clang-format off */
static const struct row FIELD_VIOLATION[] = {
    {"field",           KIND_TEXT,    true,  NULL},
    {"description",     KIND_TEXT,    false, NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row LINK[] = {
    {"description",     KIND_TEXT,    false, NULL},
    {"url",             KIND_TEXT,    false, NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row QUOTA_VIOLATION[] = {
    {"subject",         KIND_TEXT,    false, NULL},
    {"description",     KIND_TEXT,    false, NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row BAD_REQUEST[] = {
    {"@type",           KIND_TEXT,    false, NULL},
    {"fieldViolations", KIND_LIST,    false, FIELD_VIOLATION},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row HELP[] = {
    {"@type",           KIND_TEXT,    false, NULL},
    {"links",           KIND_LIST,    false, LINK},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row QUOTA_FAILURE[] = {
    {"@type",           KIND_TEXT,    false, NULL},
    {"violations",      KIND_LIST,    false, QUOTA_VIOLATION},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row ERROR_INFO[] = {
    {"@type",           KIND_TEXT,    false, NULL},
    {"reason",          KIND_TEXT,    false, NULL},
    {"domain",          KIND_TEXT,    false, NULL},
    {"metadata",        KIND_MAP,     true,  NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

/* What googleapis sent before there were details. */
static const struct row LISTED_ERROR[] = {
    {"message",         KIND_TEXT,    false, NULL},
    {"domain",          KIND_TEXT,    true,  NULL},
    {"reason",          KIND_TEXT,    false, NULL},
    {"location",        KIND_TEXT,    true,  NULL},
    {"locationType",    KIND_TEXT,    true,  NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct row STATUS[] = {
    {"code",            KIND_INTEGER, false, NULL},
    {"message",         KIND_TEXT,    false, NULL},
    {"errors",          KIND_LIST,    true,  LISTED_ERROR},
    {"status",          KIND_TEXT,    false, NULL},
    {"details",         KIND_LIST,    true,  NULL},
    {NULL,              KIND_TEXT,    false, NULL},
};

static const struct {
    const char *type;
    const struct row *rows;
} DETAILS[] = {
    {TYPE_PREFIX "BadRequest",   BAD_REQUEST},
    {TYPE_PREFIX "Help",         HELP},
    {TYPE_PREFIX "QuotaFailure", QUOTA_FAILURE},
    {TYPE_PREFIX "ErrorInfo",    ERROR_INFO},
};
/* clang-format on */

/* --- objects by their rows ---------------------------------------------------------------------
 */

static bool
is_full_string(const json_t *value)
{
    return json_is_string(value) && json_string_length(value) > 0;
}

static bool
is_string_map(const json_t *value)
{
    const char *name;
    json_t *member;
    if (!json_is_object(value))
        return false;
    json_object_foreach((json_t *)(uintptr_t)value, name, member) {
        if (!json_is_string(member))
            return false;
    }
    return true;
}

static bool
is_of_kind(const json_t *value, enum kind kind)
{
    switch (kind) {
    case KIND_TEXT:
        return is_full_string(value);
    case KIND_INTEGER:
        return json_is_integer(value);
    case KIND_LIST:
        return json_is_array(value) && json_array_size(value) > 0;
    case KIND_MAP:
        return is_string_map(value);
    }
    return false;
}

static bool
has_row(const struct row *rows, const char *name)
{
    for (; rows->name != NULL; rows++) {
        if (strcmp(rows->name, name) == 0)
            return true;
    }
    return false;
}

static bool check_rows(const json_t *object, const struct row *rows, const char *what,
                       struct why *why);

static bool
check_row(const json_t *object, const struct row *row, const char *what, struct why *why)
{
    const json_t *value = json_object_get(object, row->name);
    if (value == NULL)
        return row->is_optional || why_not(why, "%s: \"%s\" is missing", what, row->name);
    if (!is_of_kind(value, row->kind))
        return why_not(why, "%s: \"%s\" is of another type, or empty", what, row->name);
    if (row->kind != KIND_LIST || row->items == NULL)
        return true;
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!check_rows(json_array_get(value, i), row->items, row->name, why))
            return false;
    }
    return true;
}

static bool
check_rows(const json_t *object, const struct row *rows, const char *what, struct why *why)
{
    const char *name;
    json_t *member;
    if (!json_is_object(object))
        return why_not(why, "%s: not an object", what);
    json_object_foreach((json_t *)(uintptr_t)object, name, member) {
        if (!has_row(rows, name))
            return why_not(why, "%s: there is no member \"%s\"", what, name);
    }
    for (const struct row *row = rows; row->name != NULL; row++) {
        if (!check_row(object, row, what, why))
            return false;
    }
    return true;
}

/* --- errors ------------------------------------------------------------------------------------
 */

static bool
check_detail(const json_t *detail, struct why *why)
{
    const char *type = json_string_value(json_object_get(detail, "@type"));
    for (size_t i = 0; type != NULL && i < COUNT(DETAILS); i++) {
        if (strcmp(DETAILS[i].type, type) == 0)
            return check_rows(detail, DETAILS[i].rows, type, why);
    }
    return why_not(why, "details: unknown @type %s", type != NULL ? type : "(none)");
}

static bool
check_status(int code, const char *name, struct why *why)
{
    for (size_t i = 0; i < COUNT(STATUSES); i++) {
        if (STATUSES[i].code == code && strcmp(STATUSES[i].name, name) == 0)
            return true;
    }
    return why_not(why, "error: the status of %d is not %s", code, name);
}

static bool
check_error(const json_t *body, const struct reply_seen *seen, struct why *why)
{
    const json_t *error = json_object_get(body, "error");
    const json_t *details = json_object_get(error, "details");
    if (error == NULL || json_object_size(body) != 1)
        return why_not(why, "an error is {\"error\": ...} and nothing else");
    if (!check_rows(error, STATUS, "error", why))
        return false;
    if (json_integer_value(json_object_get(error, "code")) != seen->status)
        return why_not(why, "error: its code is not the HTTP status %d", seen->status);
    if (!check_status(seen->status, json_string_value(json_object_get(error, "status")), why))
        return false;
    if (!seen->may_list_errors && json_object_get(error, "errors") != NULL)
        return why_not(why, "error: \"errors\" is for $.xgafv=1");
    for (size_t i = 0; i < json_array_size(details); i++) {
        if (!check_detail(json_array_get(details, i), why))
            return false;
    }
    return true;
}

/* --- replies -----------------------------------------------------------------------------------
 */

static bool
check_success(const json_t *document, const char *name, const json_t *body, struct why *why)
{
    const char *schema = discovery_response(discovery_method_of_id(document, name));
    return discovery_check(document, schema != NULL ? schema : name, body, why);
}

bool
reply_is_valid(const json_t *document, const char *name, const struct reply_seen *seen,
               struct why *why)
{
    json_error_t error;
    json_auto_t *body = json_loadb(seen->body, seen->length, JSON_REJECT_DUPLICATES, &error);
    if (body == NULL)
        return why_not(why, "not JSON: %s", error.text);
    if (seen->status == 200)
        return check_success(document, name, body, why);
    if (seen->status >= 400)
        return check_error(body, seen, why);
    return why_not(why, "no method answers with %d", seen->status);
}

/* The value of a query parameter, which ends at the next '&'; the last one if it is repeated. NULL
 * when there is none. */
static const char *
query_value(const char *target, const char *name)
{
    const char *found = NULL;
    size_t length = strlen(name);
    for (const char *at = strchr(target, '?'); at != NULL; at = strchr(at, '&')) {
        at++;
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            found = at + length + 1;
    }
    return found;
}

static bool
asks_for_errors(const char *target)
{
    const char *value = query_value(target, "$.xgafv");
    if (value == NULL)
        value = query_value(target, "%24.xgafv");
    return value != NULL && value[0] == '1' && (value[1] == '&' || value[1] == '\0');
}

static bool
asks_for_script(const char *http_method, const char *target)
{
    const char *value = query_value(target, "callback");
    if (value == NULL)
        value = query_value(target, "$callback");
    return strcmp(http_method, "GET") == 0 && value != NULL && value[0] != '&' && value[0] != '\0';
}

bool
reply_suits_request(const json_t *document, const char *http_method, const char *target,
                    const struct reply_seen *seen, struct why *why)
{
    struct reply_seen found = *seen;
    found.may_list_errors = found.may_list_errors || asks_for_errors(target);
    const json_t *method = discovery_method(document, http_method, target);
    if (strncmp(target, "/v1/", 4) != 0 || asks_for_script(http_method, target))
        return true;
    if (method == NULL && seen->status < 400)
        return strcmp(http_method, "DELETE") == 0 ||
               why_not(why, "the document has no method for %s %s", http_method, target);
    return reply_is_valid(document, discovery_response(method), &found, why);
}
