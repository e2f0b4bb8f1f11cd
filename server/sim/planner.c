#include "sim/planner.h"

#include "base/rng.h"
#include "model/stream.h"

/* How the stages are called by scenarios, by profiles for either kind of job, and by chance. */
struct stage_names {
    enum scenario_stage scenario;
    enum stage plain;
    enum stage tuning;
    enum stream stream;
};

static const struct stage_names QUEUED = {SCENARIO_QUEUED, STAGE_QUEUED, STAGE_TUNING_QUEUED,
                                          STREAM_QUEUED};
static const struct stage_names PREPARING = {SCENARIO_PREPARING, STAGE_PREPARING,
                                             STAGE_TUNING_PREPARING, STREAM_PREPARING};
static const struct stage_names RUNNING = {SCENARIO_RUNNING, STAGE_RUNNING, STAGE_RUNNING,
                                           STREAM_RUNNING};
static const struct stage_names CANCELLING = {SCENARIO_CANCELLING, STAGE_CANCELLING,
                                              STAGE_CANCELLING, STREAM_CANCELLING};

static ns_t
draw(const struct plan_request *request, const struct stage_names *stage)
{
    const struct dist *own =
        request->scenario == NULL ? NULL : scenario_dist(request->scenario, stage->scenario);
    const struct dist_draw how = {
        .key = request->key, .stream = stage->stream, .ordinal = request->ordinal};
    enum stage common = request->is_tuning ? stage->tuning : stage->plain;
    return dist_draw(own != NULL ? own : pace_stage(request->pace, common), &how);
}

/* Where the outcome falls. */
struct fate {
    const struct scenario_outcome *outcome; /* NULL: it succeeds */
    uint16_t number;
    double at; /* share of the stage it falls into */
};

static struct fate
draw_fate(const struct plan_request *request)
{
    struct fate fate = {0};
    if (request->scenario == NULL)
        return fate;
    fate.outcome = scenario_outcome(request->scenario, rng_unit(request->key, STREAM_OUTCOME, 0, 0),
                                    &fate.number);
    double unit = rng_unit(request->key, STREAM_OUTCOME, 0, 1);
    fate.at = fate.outcome->at_from + (fate.outcome->at_to - fate.outcome->at_from) * unit;
    if (fate.outcome->state == JOB_SUCCEEDED)
        fate.outcome = NULL;
    return fate;
}

static bool
falls_into(const struct fate *fate, enum scenario_stage stage)
{
    return fate->outcome != NULL && fate->outcome->during == stage;
}

/* The moment `share` of a stage has passed. A stage that never ends has no part. */
static ns_t
part_of(ns_t begin, ns_t span, double share)
{
    if (span == NS_NEVER)
        return NS_NEVER;
    return ns_add(begin, (ns_t)((double)span * share));
}

/* Ends the plan in a stage: what would come after it does not. */
static void
end_in(struct plan *plan, const struct fate *fate, ns_t at)
{
    if (fate->outcome->state == JOB_CANCELLED) {
        plan->cut_at = at;
        plan->cut = PLAN_CUT_OUTCOME;
    } else {
        plan->end_at = at;
        plan->end_state = (uint8_t)fate->outcome->state;
    }
}

static void
cut(struct plan *plan, ns_t at, enum plan_cut why)
{
    if (at < plan->cut_at) {
        plan->cut_at = at;
        plan->cut = (uint8_t)why;
    }
}

static void
cut_wait(struct plan *plan)
{
    if (plan->run_at > plan->wait_until)
        cut(plan, plan->wait_until, PLAN_CUT_WAIT);
}

static void
draw_stages(const struct plan_request *request, const struct fate *fate, struct plan *plan)
{
    ns_t queued = draw(request, &QUEUED);
    if (falls_into(fate, SCENARIO_QUEUED)) {
        end_in(plan, fate, part_of(plan->create, queued, fate->at));
        return;
    }
    plan->prepare_at = ns_add(plan->create, queued);
    ns_t preparing = draw(request, &PREPARING);
    if (falls_into(fate, SCENARIO_PREPARING)) {
        end_in(plan, fate, part_of(plan->prepare_at, preparing, fate->at));
        return;
    }
    plan->run_at = ns_add(plan->prepare_at, preparing);
    if (request->is_tuning)
        return;
    ns_t running = draw(request, &RUNNING);
    if (falls_into(fate, SCENARIO_RUNNING))
        end_in(plan, fate, part_of(plan->run_at, running, fate->at));
    else
        plan->end_at = ns_add(plan->run_at, running);
}

void
planner_draw(const struct plan_request *request, struct plan *ret_plan)
{
    struct fate fate = draw_fate(request);
    struct plan plan = {
        .create = request->create,
        .prepare_at = NS_NEVER,
        .run_at = NS_NEVER,
        .end_at = NS_NEVER,
        .cut_at = NS_NEVER,
        .cancelling = draw(request, &CANCELLING),
        .wait_until = ns_add(request->create, request->max_wait),
        .outcome = fate.number,
        .end_state = JOB_SUCCEEDED,
        .job_wins_race = request->scenario != NULL && scenario_lets_job_win(request->scenario),
        .priority = request->priority,
    };
    draw_stages(request, &fate, &plan);
    cut_wait(&plan);
    cut(&plan, ns_add(plan.run_at, request->max_running), PLAN_CUT_RUN);
    *ret_plan = plan;
}

struct plan
planner_hold(const struct plan *plan)
{
    struct plan held = *plan;
    held.prepare_at = NS_NEVER;
    held.run_at = NS_NEVER;
    held.end_at = NS_NEVER;
    held.cut_at = NS_NEVER;
    held.cut = PLAN_CUT_NONE;
    cut_wait(&held);
    return held;
}

struct plan
planner_admit(const struct plan *plan, ns_t at)
{
    struct plan admitted = *plan;
    ns_t later = at - plan->prepare_at;
    admitted.prepare_at = at;
    admitted.run_at = ns_add(plan->run_at, later);
    admitted.end_at = ns_add(plan->end_at, later);
    if (plan->cut != PLAN_CUT_WAIT)
        admitted.cut_at = ns_add(plan->cut_at, later);
    cut_wait(&admitted);
    return admitted;
}

double
planner_outcome_at(const struct plan_request *request)
{
    struct fate fate = draw_fate(request);
    return falls_into(&fate, SCENARIO_RUNNING) ? fate.at : 2;
}
