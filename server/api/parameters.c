#include "api/parameters.h"

#include "json/utf8.h"
#include "json/write.h"

#include <string.h>

/* What the client sent is quoted up to here: a form may be as long as a body. */
#define QUOTE_BYTES 1024

/* What is done with a system parameter. */
enum treatment {
    TREAT_IGNORE,
    TREAT_PRETTY,
    TREAT_ALT,
    TREAT_XGAFV,
    TREAT_FIELDS,
    TREAT_CALLBACK,
};

struct system_parameter {
    const char *name;
    enum treatment treatment;
};

/* The discovery document's, then those of earlier generations. */
/* clang-format off */
static const struct system_parameter SYSTEM_PARAMETERS[] = {
    {"alt",             TREAT_ALT},
    {"prettyPrint",     TREAT_PRETTY},
    {"pp",              TREAT_PRETTY},
    {"fields",          TREAT_FIELDS},
    {"callback",        TREAT_CALLBACK},
    {".xgafv",          TREAT_XGAFV},
    {"key",             TREAT_IGNORE},
    {"access_token",    TREAT_IGNORE},
    {"oauth_token",     TREAT_IGNORE},
    {"bearer_token",    TREAT_IGNORE},
    {"quotaUser",       TREAT_IGNORE},
    {"userIp",          TREAT_IGNORE},
    {"trace",           TREAT_IGNORE},
    {"uploadType",      TREAT_IGNORE},
    {"upload_protocol", TREAT_IGNORE},
};
/* clang-format on */

#define SYSTEM_PARAMETER_COUNT (sizeof(SYSTEM_PARAMETERS) / sizeof(SYSTEM_PARAMETERS[0]))

static const struct system_parameter *
find_system(struct text name)
{
    if (text_starts(name, "$"))
        name = (struct text){name.at + 1, name.length - 1};
    for (size_t i = 0; i < SYSTEM_PARAMETER_COUNT; i++) {
        if (text_is(name, SYSTEM_PARAMETERS[i].name))
            return &SYSTEM_PARAMETERS[i];
    }
    return NULL;
}

/* "pageSize" is also "page_size". */
static bool
is_spelling_of(struct text name, const char *canonical)
{
    size_t at = 0;
    for (const char *c = canonical; *c != '\0'; c++) {
        bool is_upper = *c >= 'A' && *c <= 'Z';
        if (is_upper && at < name.length && name.at[at] == '_') {
            at++;
            if (at == name.length || name.at[at] != *c - 'A' + 'a')
                return false;
        } else if (at == name.length || name.at[at] != *c) {
            return false;
        }
        at++;
    }
    return at == name.length;
}

static const struct parameter *
find_own(const struct route *route, struct text name)
{
    for (const struct parameter *own = route->query; own != NULL && own->name != NULL; own++) {
        if (is_spelling_of(name, own->name))
            return own;
    }
    return NULL;
}

bool
parameters_bad_value(struct err *err, const char *field, const char *type, struct text value)
{
    struct buf quoted OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    write_string(&quoted, utf8_cut(value, QUOTE_BYTES));
    return err_violation(err, field, "Invalid value at '%s' (%s), %s", field, type,
                         quoted.failed ? "" : quoted.at);
}

static bool
read_pretty(struct call *call, struct text value)
{
    if (text_is_nocase(value, "true") || text_is(value, "1"))
        call->is_pretty = true;
    else if (text_is_nocase(value, "false") || text_is(value, "0"))
        call->is_pretty = false;
    else
        return parameters_bad_value(&call->err, "$pretty_print", "TYPE_BOOL", value);
    return true;
}

static bool
read_alt(struct call *call, struct text value)
{
    if (value.length == 0 || text_is(value, "json"))
        return true;
    if (text_is(value, "media"))
        return err_set(&call->err, ERR_INVALID_ARGUMENT,
                       "Unsupported alt type \"media\" for non byte stream request.");
    if (text_is(value, "proto"))
        return err_set(&call->err, ERR_UNIMPLEMENTED,
                       "alt=proto is not emulated; this server speaks JSON.");
    return parameters_bad_value(&call->err, "$alt", "type.googleapis.com/google.api.AltType",
                                value);
}

static bool
read_xgafv(struct call *call, struct text value)
{
    if (value.length > 0 && !text_is(value, "1") && !text_is(value, "2"))
        return parameters_bad_value(&call->err, "$.xgafv", "TYPE_ENUM", value);
    call->reply->is_legacy = text_is(value, "1");
    return true;
}

/* Of several the first one counts. */
static bool
read_fields(struct call *call, struct text value)
{
    if (call->fields.length == 0)
        call->fields = value;
    return true;
}

static bool
is_callback_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("_$.[]", c) != NULL);
}

/* JSONP is for GET; elsewhere the parameter is ignored. Of several the first one counts. */
static bool
read_callback(struct call *call, struct text value)
{
    if (call->route->method != HTTP_GET || call->callback.length > 0)
        return true;
    for (size_t i = 0; i < value.length; i++) {
        if (!is_callback_char(value.at[i]))
            return err_argument(&call->err, "callback",
                                "The name of a callback holds only letters, digits and any of "
                                "_ $ . [ ].");
    }
    call->callback = value;
    return true;
}

static bool
read_system(struct call *call, const struct system_parameter *parameter, struct text value)
{
    switch (parameter->treatment) {
    case TREAT_IGNORE:
        return true;
    case TREAT_PRETTY:
        return read_pretty(call, value);
    case TREAT_ALT:
        return read_alt(call, value);
    case TREAT_XGAFV:
        return read_xgafv(call, value);
    case TREAT_FIELDS:
        return read_fields(call, value);
    case TREAT_CALLBACK:
        return read_callback(call, value);
    }
    return true;
}

/* "options.requestedPolicyVersion" -> "options.requested_policy_version". */
static void
write_proto_name(struct buf *out, const char *name)
{
    for (const char *c = name; *c != '\0'; c++) {
        bool is_upper = *c >= 'A' && *c <= 'Z';
        if (is_upper)
            buf_add_char(out, '_');
        buf_add_char(out, is_upper ? (char)(*c - 'A' + 'a') : *c);
    }
}

/* An empty value is none of int32 either. */
static bool
check_own(const struct parameter *own, struct text value, struct err *err)
{
    int64_t number;
    if (own->kind != FIELD_INT32 ||
        (text_to_int64(value, &number) && number <= INT32_MAX && number >= INT32_MIN))
        return true;
    struct buf name OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    write_proto_name(&name, own->name);
    return parameters_bad_value(err, name.failed ? own->name : name.at, "TYPE_INT32", value);
}

static bool
read_pair(struct call *call, struct text name, struct text value)
{
    const struct system_parameter *system = find_system(name);
    const struct parameter *own = find_own(call->route, name);
    if (own != NULL) {
        call->query[call->query_count++] = (struct pair){text_of(own->name), value};
        return check_own(own, value, &call->err);
    }
    if (system != NULL)
        return read_system(call, system, value);

    struct buf quoted OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    name = utf8_cut(name, QUOTE_BYTES);
    write_string(&quoted, name);
    return err_violation(&call->err, NULL,
                         "Invalid JSON payload received. Unknown name %s: Cannot bind query "
                         "parameter. Field '%.*s' could not be found in request message.",
                         quoted.failed ? "\"\"" : quoted.at, TEXT_ARG(name));
}

/* Decodes one text to the end of call->texts, which must not move: see dispatch.c. */
static bool
decode(struct call *call, struct text raw, struct text *ret_text)
{
    size_t start = call->texts.length;
    if (!percent_decode(raw, true, &call->texts))
        return err_set(&call->err, ERR_INVALID_ARGUMENT,
                       "The query is not valid: every %% must start a two-digit code, and %%00 is "
                       "refused.");
    *ret_text = (struct text){call->texts.at + start, call->texts.length - start};
    return true;
}

bool
parameters_read(struct call *call)
{
    const struct request *request = call->request;
    for (size_t i = 0; i < request->query_count; i++) {
        struct text name = TEXT("");
        struct text value = TEXT("");
        if (!decode(call, request->query[i].name, &name) ||
            !decode(call, request->query[i].value, &value))
            return false;
        if (!read_pair(call, name, value) && call->err.violation_count == 0)
            return false;
    }
    if (call->fields.length == 0)
        call->fields = request_header(request, "X-Goog-FieldMask");
    return call->err.code == ERR_NONE;
}

static bool
is_form(struct text content_type)
{
    struct text type = content_type;
    struct text parameters;
    text_split(content_type, ';', &type, &parameters);
    return text_is_nocase(type, "application/x-www-form-urlencoded");
}

static bool
take_form(struct call *call)
{
    struct request *request = call->request;
    struct text rest = request->body;
    while (rest.length > 0) {
        struct text item = rest;
        if (!text_split(rest, '&', &item, &rest))
            rest = TEXT("");
        if (item.length == 0)
            continue;
        if (request->query_count == LIMIT_QUERY_PAIRS)
            return err_set(&call->err, ERR_INVALID_ARGUMENT,
                           "The form has more than %d parameters.", LIMIT_QUERY_PAIRS);
        struct pair pair = {.name = item};
        text_split(item, '=', &pair.name, &pair.value);
        request->query[request->query_count++] = pair;
    }
    request->body = TEXT("");
    return true;
}

bool
parameters_override(struct call *call)
{
    struct request *request = call->request;
    struct text method = request_header(request, "X-HTTP-Method-Override");
    if (request->method != HTTP_POST || method.length == 0)
        return true;
    request->method = http_method_of(method);
    if (is_form(request_header(request, "Content-Type")))
        return take_form(call);
    return true;
}
