/* GET /         -> what this is and where to go next
 * GET /healthz  -> {"status":"ok"} as long as the process answers
 * GET /readyz   -> {"status":"ready"}: the server answers from its first moment on
 */
#include "control/routes.h"

#include "api/example.h"

#include "json/write.h"

/* A command to paste, with the address the client itself used. */
static void
write_try(struct buf *out, struct text host)
{
    struct buf command OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    if (host.length == 0)
        host = TEXT("127.0.0.1:8090");
    buf_printf(&command, "curl -d '" EXAMPLE_JOB "' http://%.*s/v1/projects/my-project/jobs",
               TEXT_ARG(host));
    write_string(out, buf_text(&command));
    if (command.failed)
        out->failed = true;
}

enum outcome
about(struct call *call)
{
    struct buf *out = &call->reply->body;
    buf_printf(out,
               "{\"name\":\"ml-jobs-emulator\",\"version\":\"%s\",\"instance\":\"%s\","
               "\"emulates\":\"ml.googleapis.com/v1 projects.jobs\","
               "\"api\":\"/v1/projects/{project}/jobs\","
               "\"control\":[\"/emulator/v1/projects/{project}\","
               "\"/emulator/v1/projects/{project}/clock\",\"/emulator/v1/clock\","
               "\"/emulator/v1/projects/{project}/scenarios\",\"/emulator/v1/scenarios\","
               "\"/emulator/v1/projects/{project}/jobs:explain\","
               "\"/emulator/v1/projects/{project}/jobs/{job}:wait\","
               "\"/emulator/v1:reset\",\"/healthz\",\"/readyz\"],\"try\":",
               call->service->version, call->service->instance);
    write_try(out, request_header(call->request, "Host"));
    buf_add_char(out, '}');
    return reply_ok(call->reply);
}

enum outcome
healthz(struct call *call)
{
    buf_add_str(&call->reply->body, "{\"status\":\"ok\"}");
    return reply_ok(call->reply);
}

enum outcome
readyz(struct call *call)
{
    buf_add_str(&call->reply->body, "{\"status\":\"ready\"}");
    return reply_ok(call->reply);
}
