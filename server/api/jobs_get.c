/* GET v1/{name=projects/(*)/jobs/(*)} -> Job
 *
 * 400 INVALID_ARGUMENT  a project id that cannot exist
 * 404 NOT_FOUND         no such job
 *
 * In a world whose clock is on-poll, each n-th GET of a job that has not ended moves the clock to
 * the job's next change first: a loop that polls then gets there without any time passing.
 */
#include "api/job_view.h"
#include "api/jobs_find.h"
#include "api/jump.h"
#include "api/routes.h"

static bool
is_polled(const struct world *world, struct job *job, ns_t now)
{
    const struct world_config *config = &world->config;
    if (config->on_poll == 0 || config->clock.mode != VCLOCK_MANUAL ||
        job_state_is_terminal(job_life(job, now).state))
        return false;
    job->polls++;
    return job->polls % config->on_poll == 0;
}

/* False as jump_settle. */
static bool
poll_clock(struct call *call, struct world *world, struct job *job)
{
    int slice = LIMIT_SETTLE_SLICE;
    ns_t now = call_now(call, call->captures[0]);
    if (call->request->progress == 0) {
        if (!is_polled(world, job, now))
            return true;
        ns_t due = world_due(world, job);
        if (due == NS_NEVER)
            return true;
        jump_begin(call, world, due > now ? due : now);
    }
    if (!jump_settle(call, world, &slice))
        return false;
    call->reply->stirs = call_topic(call);
    return true;
}

enum outcome
jobs_get(struct call *call)
{
    struct world *world;
    struct job *job = jobs_find(call, &world);
    if (job == NULL)
        return call_fail(call);
    if (!poll_clock(call, world, job))
        return jump_pause(call);
    struct job_moment moment = jobs_moment(call, job);
    job_view_write(&call->reply->body, &moment);
    return reply_ok(call->reply);
}
