/* GET v1/{name=projects/(*)}:getConfig -> GetConfigResponse
 *
 * Every project has this reply, whether anybody ever wrote to it or not; reading it creates nothing.
 *
 * 400 INVALID_ARGUMENT  a project id that cannot exist
 */
#include "api/routes.h"
#include "model/project_number.h"
#include "model/rules.h"

enum outcome
config_get(struct call *call)
{
    if (!rules_check_project(call->captures[0], &call->err))
        return call_fail(call);
    long long number = (long long)project_number(call->captures[0]);
    buf_printf(&call->reply->body,
               "{\"serviceAccount\":\"service-%lld@cloud-ml.google.com.iam.gserviceaccount.com\","
               "\"serviceAccountProject\":\"%lld\","
               "\"config\":{\"tpuServiceAccount\":"
               "\"service-%lld@cloud-tpu.iam.gserviceaccount.com\"}}",
               number, number, number);
    return reply_ok(call->reply);
}
