/* DELETE v1/{name=projects/(*)/jobs/(*)}: not a method of the API. --compat delete-job decides:
 *
 * 404     404 NOT_FOUND, as for every path the API does not serve
 * cancel  {} after cancelling the job if it still runs: what a Terraform destroy needs
 * forget  {} after removing the job; its id is free again
 */
#include "api/jobs_find.h"
#include "api/routes.h"

static bool
refuse(struct call *call)
{
    return err_set(&call->err, ERR_NOT_FOUND,
                   "The API has no method that deletes a job. Start the emulator with --compat "
                   "delete-job=cancel or delete-job=forget to have one.");
}

static bool
cancel_if_alive(struct call *call, struct world *world, struct job *job)
{
    ns_t now = call_now(call, call->captures[0]);
    enum job_state state = job_life(job, now).state;
    if (job_state_is_terminal(state) || state == JOB_CANCELLING)
        return true;
    return world_cancel(world, job, now, &call->err);
}

enum outcome
jobs_delete(struct call *call)
{
    struct world *world;
    int choice = call->service->compat->value[COMPAT_DELETE_JOB];
    if (choice == DELETE_JOB_404) {
        refuse(call);
        return call_fail_unserved(call);
    }
    struct job *job = jobs_find(call, &world);
    if (job == NULL)
        return call_fail(call);
    if (choice == DELETE_JOB_FORGET)
        world_forget(world, job);
    else if (!cancel_if_alive(call, world, job))
        return call_fail(call);
    return jobs_reply_empty(call);
}
