#include "api/jobs_find.h"

#include "model/rules.h"

struct job *
jobs_find(struct call *call, struct world **ret_world)
{
    struct text project = call->captures[0];
    struct text id = call->captures[1];
    if (!rules_check_project(project, &call->err))
        return NULL;
    struct world *world = store_world(call->service->store, project);
    struct job *job = world != NULL ? world_find(world, id) : NULL;
    if (job == NULL) {
        err_field(&call->err, ERR_NOT_FOUND, "name", "The specified job was not found.");
        return NULL;
    }
    *ret_world = world;
    return job;
}

enum outcome
jobs_reply_empty(struct call *call)
{
    buf_add_str(&call->reply->body, "{}");
    return reply_ok(call->reply);
}

struct job_moment
jobs_moment(const struct call *call, const struct job *job)
{
    return (struct job_moment){
        .job = job,
        .now = call_now(call, call->captures[0]),
        .world = store_world(call->service->store, call->captures[0]),
        .project = call->captures[0],
        .compat = call->service->compat,
    };
}
