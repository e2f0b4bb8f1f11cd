/* POST v1/{name=projects/(*)/jobs/(*)}:cancel -> {}
 *
 * 400 INVALID_ARGUMENT     a body that is no CancelJobRequest, a project id that cannot exist
 * 404 NOT_FOUND            no such job
 * 400 FAILED_PRECONDITION  the job has ended (--compat cancel-finished=200: {} instead)
 *
 * Cancelling a job that is being cancelled changes nothing and is fine.
 */
#include "api/jobs_find.h"
#include "api/routes.h"
#include "json/load.h"
#include "model/job_schema.h"

static bool
check_body(struct call *call)
{
    json_auto_t *body = json_load(call->request->body, &call->err);
    return body != NULL && schema_check(&MESSAGE_CANCEL_JOB_REQUEST, body, "", &call->err);
}

static bool
cancel(struct call *call, struct world *world, struct job *job)
{
    ns_t now = call_now(call, call->captures[0]);
    enum job_state state = job_life(job, now).state;
    if (state == JOB_CANCELLING)
        return true;
    if (!job_state_is_terminal(state))
        return world_cancel(world, job, now, &call->err);
    if (call->service->compat->value[COMPAT_CANCEL_FINISHED] == CANCEL_FINISHED_200)
        return true;
    return err_field(&call->err, ERR_FAILED_PRECONDITION, "name",
                     "The job cannot be cancelled: it has ended in the state %s.",
                     job_state_name(state));
}

enum outcome
jobs_cancel(struct call *call)
{
    struct world *world;
    struct job *job;
    if (!check_body(call) || (job = jobs_find(call, &world)) == NULL)
        return call_fail(call);
    if (!cancel(call, world, job))
        return call_fail(call);
    return jobs_reply_empty(call);
}
