/* POST /emulator/v1/projects/{project}/jobs:explain, body Job -> {"scenario"?,"timeline":[{"time","state"}..],"job"}
 *
 * What a create with this body would come to at this moment, without creating anything: the states with
 * their times, and the job as it ends, trials included. It answers the errors the create would, but for
 * an id that is in use.
 *
 * Trials are simulated in slices; other requests have their turn meanwhile.
 */
#include "api/job_making.h"
#include "api/job_view.h"
#include "base/rfc3339.h"
#include "control/routes.h"
#include "json/write.h"

static void
drop_job(void *work)
{
    job_free(work);
}

/* The job as it would be stored; kept by the request between two slices. NULL with call->err. */
static struct job *
explained_job(struct call *call)
{
    struct request *request = call->request;
    struct making making OWNED(making_done) = {0};
    if (request->work != NULL)
        return request->work;
    const struct world *world = store_world(call->service->store, call->captures[0]);
    if (!making_read(call, &making) || !making_plan(call, world, &making))
        return NULL;
    struct job *job = job_new(&making.draft);
    if (job == NULL) {
        err_memory(&call->err);
        return NULL;
    }
    making.draft.study = NULL;
    request->work = job;
    request->work_free = drop_job;
    return job;
}

static void
write_timeline(struct buf *out, const struct timeline *line)
{
    buf_add_str(out, "\"timeline\":[");
    for (int i = 0; i < line->count; i++) {
        buf_add_str(out, i == 0 ? "{\"time\":\"" : ",{\"time\":\"");
        rfc3339_write(out, line->edges[i].at);
        buf_printf(out, "\",\"state\":\"%s\"}", job_state_name(line->edges[i].state));
    }
    buf_add_char(out, ']');
}

static void
write_explanation(struct call *call, const struct job *job)
{
    struct buf *out = &call->reply->body;
    struct timeline line;
    job_timeline(job, &line);
    const struct job_moment last = {
        .job = job,
        .now = line.edges[line.count - 1].at,
        .project = call->captures[0],
        .compat = call->service->compat,
    };
    buf_add_char(out, '{');
    if (job->scenario != NULL) {
        buf_add_str(out, "\"scenario\":");
        write_string(out, scenario_name(job->scenario));
        buf_add_char(out, ',');
    }
    write_timeline(out, &line);
    buf_add_str(out, ",\"job\":");
    job_view_write(out, &last);
    buf_add_char(out, '}');
}

enum outcome
jobs_explain(struct call *call)
{
    int slice = LIMIT_SETTLE_SLICE;
    struct job *job = explained_job(call);
    if (job == NULL)
        return call_fail(call);
    if (!job_advance(job, NS_TIME_MAX, &slice, &call->err))
        return call->err.code != ERR_NONE ? call_fail(call) : OUTCOME_LATER;
    write_explanation(call, job);
    return reply_ok(call->reply);
}
