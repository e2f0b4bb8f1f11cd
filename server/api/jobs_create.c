/* POST v1/{parent=projects/(*)}/jobs, body Job -> Job
 *
 * 400 INVALID_ARGUMENT    malformed JSON; else every breach of the schema; else the first broken rule
 * 409 ALREADY_EXISTS      the id is in use, tried last (--compat job-ids=reusable-when-terminal)
 * 429 RESOURCE_EXHAUSTED  --max-jobs or --max-worlds
 * any other                what the scenario refuses the create with
 *
 * The reply is the job as stored, QUEUED.
 */
#include "api/job_making.h"
#include "api/job_view.h"
#include "api/routes.h"

/* An id once used stays used (jobs cannot be deleted), unless the switch frees those of ended jobs;
 * the holder is then to be replaced. */
static bool
claim_id(struct call *call, const struct world *world, struct text id, ns_t now,
         struct job **ret_holder)
{
    *ret_holder = world_find(world, id);
    if (*ret_holder == NULL)
        return store_has_room(call->service->store, world, &call->err);
    bool is_reusable = call->service->compat->value[COMPAT_JOB_IDS] == JOB_IDS_REUSABLE &&
                       job_state_is_terminal(job_life(*ret_holder, now).state);
    return is_reusable || err_field(&call->err, ERR_ALREADY_EXISTS, "job.job_id",
                                    "A job with this id already exists.");
}

/* Draws the plan, writes the reply and stores the job, in this order: once the job is stored
 * nothing can fail any more, so a client that reads an error may send the job again. */
static bool
store_job(struct call *call, struct making *making)
{
    struct text id = making->draft.texts[JOB_TEXT_ID];
    struct world *world = store_world_ensure(call->service->store, call->captures[0], &call->err);
    if (world == NULL)
        return false;
    struct job *holder;
    struct job *job;
    ns_t now = call_now(call, call->captures[0]);
    if (!claim_id(call, world, id, now, &holder) || !making_plan(call, world, making))
        return false;
    job_view_write_created(&call->reply->body, &making->draft);
    if (call->reply->body.failed)
        return err_memory(&call->err);
    if (!world_insert(world, &making->draft, holder, &job, &call->err))
        return false;
    making->draft.study = NULL;
    return true;
}

enum outcome
jobs_create(struct call *call)
{
    struct making making OWNED(making_done) = {0};
    if (!making_read(call, &making) || !store_job(call, &making))
        return call_fail(call);
    return reply_ok(call->reply);
}
