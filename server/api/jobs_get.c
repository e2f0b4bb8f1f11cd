/* GET v1/{name=projects/(*)/jobs/(*)} -> Job
 *
 * 400 INVALID_ARGUMENT  a project id that cannot exist
 * 404 NOT_FOUND         no such job
 */
#include "api/job_view.h"
#include "api/jobs_find.h"
#include "api/routes.h"

enum outcome
jobs_get(struct call *call)
{
    struct world *world;
    const struct job *job = jobs_find(call, &world);
    if (job == NULL)
        return call_fail(call);
    struct job_moment moment = jobs_moment(call, job);
    job_view_write(&call->reply->body, &moment);
    return reply_ok(call->reply);
}
