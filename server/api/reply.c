#include "api/reply.h"

#include "base/limits.h"
#include "json/write.h"

/* google.rpc.Code -> HTTP (google/rpc/code.proto gives the mapping in its comments). */
/* clang-format off */
static const int STATUS_OF_CODE[ERR_CODE_COUNT] = {
    [ERR_NONE]                = 200,
    [ERR_CANCELLED]           = 499,
    [ERR_UNKNOWN]             = 500,
    [ERR_INVALID_ARGUMENT]    = 400,
    [ERR_DEADLINE_EXCEEDED]   = 504,
    [ERR_NOT_FOUND]           = 404,
    [ERR_ALREADY_EXISTS]      = 409,
    [ERR_PERMISSION_DENIED]   = 403,
    [ERR_RESOURCE_EXHAUSTED]  = 429,
    [ERR_FAILED_PRECONDITION] = 400,
    [ERR_ABORTED]             = 409,
    [ERR_OUT_OF_RANGE]        = 400,
    [ERR_UNIMPLEMENTED]       = 501,
    [ERR_INTERNAL]            = 500,
    [ERR_UNAVAILABLE]         = 503,
    [ERR_DATA_LOSS]           = 500,
    [ERR_UNAUTHENTICATED]     = 401,
};
/* clang-format on */

/* RFC 9110, and 499 as nginx has it. */
static const struct {
    int status;
    const char *reason;
} REASONS[] = {
    {200, "OK"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {429, "Too Many Requests"},
    {499, "Client Closed Request"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

static const char *const CONTENT_TYPES[] = {
    [REPLY_JSON] = "application/json; charset=UTF-8",
    [REPLY_HTML] = "text/html; charset=UTF-8",
    [REPLY_JAVASCRIPT] = "text/javascript; charset=UTF-8",
    [REPLY_MULTIPART] = "multipart/mixed; boundary=",
};

/* Sent when there is no memory left to write the real error with. */
static const char NO_MEMORY[] = "{\n"
                                "  \"error\": {\n"
                                "    \"code\": 503,\n"
                                "    \"message\": \"The emulator is out of memory.\",\n"
                                "    \"status\": \"UNAVAILABLE\"\n"
                                "  }\n"
                                "}\n";

void
reply_done(struct reply *reply)
{
    buf_done(&reply->body);
}

const char *
reply_reason(int status)
{
    for (size_t i = 0; i < sizeof(REASONS) / sizeof(REASONS[0]); i++) {
        if (REASONS[i].status == status)
            return REASONS[i].reason;
    }
    return "";
}

const char *
reply_content_type(enum reply_type type)
{
    return CONTENT_TYPES[type];
}

int
reply_status(enum err_code code)
{
    return STATUS_OF_CODE[code];
}

static void
write_violations(struct buf *out, const struct err *err)
{
    buf_add_str(out, ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\","
                     "\"fieldViolations\":[");
    for (size_t i = 0; i < err->violation_count; i++) {
        const struct err_violation *violation = &err->violations[i];
        buf_add_str(out, i == 0 ? "{" : ",{");
        if (violation->field != NULL) {
            buf_add_str(out, "\"field\":");
            write_str(out, violation->field);
            buf_add_char(out, ',');
        }
        buf_add_str(out, "\"description\":");
        write_str(out, violation->description);
        buf_add_char(out, '}');
    }
    buf_add_str(out, "]}]");
}

/* What the older envelope calls a code. */
/* clang-format off */
static const char *const REASON_OF_CODE[ERR_CODE_COUNT] = {
    [ERR_NONE]                = "",
    [ERR_CANCELLED]           = "cancelled",
    [ERR_UNKNOWN]             = "unknown",
    [ERR_INVALID_ARGUMENT]    = "badRequest",
    [ERR_DEADLINE_EXCEEDED]   = "deadlineExceeded",
    [ERR_NOT_FOUND]           = "notFound",
    [ERR_ALREADY_EXISTS]      = "alreadyExists",
    [ERR_PERMISSION_DENIED]   = "forbidden",
    [ERR_RESOURCE_EXHAUSTED]  = "rateLimitExceeded",
    [ERR_FAILED_PRECONDITION] = "failedPrecondition",
    [ERR_ABORTED]             = "aborted",
    [ERR_OUT_OF_RANGE]        = "outOfRange",
    [ERR_UNIMPLEMENTED]       = "notImplemented",
    [ERR_INTERNAL]            = "backendError",
    [ERR_UNAVAILABLE]         = "backendError",
    [ERR_DATA_LOSS]           = "dataLoss",
    [ERR_UNAUTHENTICATED]     = "authError",
};
/* clang-format on */

/* What the front end itself refuses is "invalid", whatever the backend refuses "badRequest". */
static void
write_legacy_errors(struct buf *out, const char *message, const struct err *err)
{
    bool is_front_end =
        err->code == ERR_INVALID_ARGUMENT && (err->adds_up || err->violation_count == 0);
    buf_add_str(out, ",\"errors\":[{\"message\":");
    write_str(out, message);
    buf_printf(out, ",\"domain\":\"global\",\"reason\":\"%s\"}]",
               is_front_end ? "invalid" : REASON_OF_CODE[err->code]);
}

/* The envelope, indented, in place of whatever the body held. */
static void
write_envelope(struct reply *reply, int status, const char *name, const char *message,
               const struct err *err)
{
    struct buf compact OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    buf_printf(&compact, "{\"error\":{\"code\":%d,\"message\":", status);
    write_str(&compact, message);
    if (reply->is_legacy && err != NULL)
        write_legacy_errors(&compact, message, err);
    buf_printf(&compact, ",\"status\":\"%s\"", name);
    if (err != NULL && err->details.length > 0) {
        buf_add_str(&compact, ",\"details\":");
        buf_add_text(&compact, buf_text(&err->details));
    } else if (err != NULL && err->violation_count > 0) {
        write_violations(&compact, err);
    }
    buf_add_str(&compact, "}}");

    reply->status = status;
    reply->type = REPLY_JSON;
    buf_clear(&reply->body);
    if (!compact.failed)
        write_indented(&reply->body, buf_text(&compact));
    if (compact.failed || reply->body.failed) {
        reply->status = STATUS_OF_CODE[ERR_UNAVAILABLE];
        buf_clear(&reply->body);
    }
}

enum outcome
reply_ok(struct reply *reply)
{
    if (reply->body.failed) {
        struct err err OWNED(err_done) = ERR;
        err_memory(&err);
        return reply_error(reply, &err);
    }
    reply->status = STATUS_OF_CODE[ERR_NONE];
    return OUTCOME_DONE;
}

enum outcome
reply_error(struct reply *reply, const struct err *err)
{
    write_envelope(reply, STATUS_OF_CODE[err->code], err_code_name(err->code), err_message(err),
                   err);
    return OUTCOME_DONE;
}

enum outcome
reply_too_large(struct reply *reply, int64_t limit_bytes, const char *option)
{
    struct buf message OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    buf_printf(&message,
               "The request body is larger than %lld bytes. Start the emulator with a larger --%s.",
               (long long)limit_bytes, option);
    write_envelope(reply, 413, err_code_name(ERR_INVALID_ARGUMENT),
                   message.failed ? "The request body is too large." : message.at, NULL);
    return OUTCOME_DONE;
}

struct text
reply_text(const struct reply *reply)
{
    if (reply->body.length == 0 && reply->status == STATUS_OF_CODE[ERR_UNAVAILABLE])
        return (struct text){NO_MEMORY, sizeof(NO_MEMORY) - 1};
    return buf_text(&reply->body);
}
