/* Plans of jobs for tests, by how long each stage takes. */
#ifndef TESTS_UNIT_PLAN_OF_H
#define TESTS_UNIT_PLAN_OF_H

#include "sim/planner.h"

/* How long the stages take, each 0 to NS_NEVER. */
struct spans {
    ns_t create; /* a moment */
    ns_t queued;
    ns_t preparing;
    ns_t running;
    ns_t cancelling;
};

/* The plan of a job that nothing happens to. */
static inline struct plan
plan_of(const struct spans *spans)
{
    struct plan plan = {
        .create = spans->create,
        .cut_at = NS_NEVER,
        .cancelling = spans->cancelling,
        .wait_until = NS_NEVER,
        .end_state = JOB_SUCCEEDED,
    };
    plan.prepare_at = ns_add(plan.create, spans->queued);
    plan.run_at = ns_add(plan.prepare_at, spans->preparing);
    plan.end_at = ns_add(plan.run_at, spans->running);
    return plan;
}

#endif
