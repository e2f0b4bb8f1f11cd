/* The plan of a job: drawn once, at create, from (seed, jobId, pace). Nothing is drawn later.
 *
 *     QUEUED [create, +queued)  PREPARING [.., +preparing)  RUNNING [.., +running)  SUCCEEDED
 */
#ifndef SIM_PLANNER_H
#define SIM_PLANNER_H

#include "base/ns.h"
#include "sim/profile.h"
#include "sim/trials.h"

#include <stdint.h>

struct plan {
    ns_t create;
    ns_t queued;
    ns_t preparing;
    ns_t running;
    ns_t cancelling; /* how long CANCELLING lasts if somebody cancels */
};

/* What the planner must know of a job. */
struct plan_request {
    uint64_t key; /* rng_key(world seed, jobId) */
    ns_t create;
    const struct pace *pace;
    struct trials_spec trials; /* max_trials is 0 for a job without tuning */
};

/* False only when memory runs out. */
bool planner_draw(const struct plan_request *request, struct plan *ret_plan, struct err *err);

#endif
