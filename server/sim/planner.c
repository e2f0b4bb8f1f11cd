#include "sim/planner.h"

#include "base/rng.h"
#include "model/stream.h"

static ns_t
draw(const struct plan_request *request, enum stage stage, enum stream stream)
{
    return dist_sample(pace_stage(request->pace, stage), rng_unit(request->key, stream, 0, 0));
}

bool
planner_draw(const struct plan_request *request, struct plan *ret_plan, struct err *err)
{
    bool is_tuning = request->trials.max_trials > 0;
    struct plan plan = {
        .create = request->create,
        .queued = draw(request, is_tuning ? STAGE_TUNING_QUEUED : STAGE_QUEUED, STREAM_QUEUED),
        .preparing =
            draw(request, is_tuning ? STAGE_TUNING_PREPARING : STAGE_PREPARING, STREAM_PREPARING),
        .cancelling = draw(request, STAGE_CANCELLING, STREAM_CANCELLING),
    };
    if (!is_tuning)
        plan.running = draw(request, STAGE_RUNNING, STREAM_RUNNING);
    else if (!trials_span(request->key, &request->trials, request->pace, &plan.running, err))
        return false;
    *ret_plan = plan;
    return true;
}
