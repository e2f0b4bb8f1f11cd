#include "history_model.h"

#include "base/rng.h"
#include "model/stream.h"

#include <check.h>
#include <stdio.h>

void
model_init(struct model *model, const struct world_config *start)
{
    *model = (struct model){0};
    model->start.seed = start->seed;
    model->start.pace = start->pace;
    model->start.clock = (struct model_clock){
        .mode = start->clock.mode,
        .rate_milli = start->clock.rate_milli,
        .now = start->clock.base_virtual,
    };
    model->template = model->start;
}

struct model_world *
model_ensure(struct model *model, int project)
{
    struct model_world *world = &model->worlds[project];
    if (!world->exists) {
        *world = model->template;
        world->exists = true;
    }
    return world;
}

const struct model_world *
model_look(const struct model *model, int project)
{
    if (project == MODEL_PROJECTS || !model->worlds[project].exists)
        return &model->template;
    return &model->worlds[project];
}

struct model_job *
model_find(struct model *model, int project, int number)
{
    struct model_world *world = &model->worlds[project];
    for (int i = 0; world->exists && i < world->count; i++) {
        if (world->jobs[i].number == number)
            return &world->jobs[i];
    }
    return NULL;
}

static ns_t
draw_trial_span(const struct plan_request *request, enum stage stage, enum stream stream, int trial)
{
    return dist_sample(pace_stage(request->pace, stage),
                       rng_unit(request->key, stream, (uint32_t)trial, 0));
}

/* Each trial takes the slot that is free first. */
static void
draw_trials(const struct plan_request *request, ns_t run, struct model_job *job)
{
    ns_t free_at[MODEL_PARALLEL] = {run, run};
    ns_t last = run;
    for (int i = 0; i < MODEL_TRIALS; i++) {
        struct model_trial *trial = &job->trials[i];
        int slot = free_at[1] < free_at[0] ? 1 : 0;
        trial->issued = free_at[slot];
        trial->started = trial->issued + draw_trial_span(request, STAGE_TRIAL_PREPARING,
                                                         STREAM_TRIAL_PREPARING, i + 1);
        trial->ended = trial->started +
                       draw_trial_span(request, STAGE_TRIAL_RUNNING, STREAM_TRIAL_RUNNING, i + 1);
        free_at[slot] = trial->ended;
        last = trial->ended > last ? trial->ended : last;
    }
    job->spans.running = last - run;
}

static void
draw_spans(const struct plan_request *request, struct model_job *job)
{
    struct plan plan;
    planner_draw(request, &plan);
    job->spans = (struct spans){
        .create = plan.create,
        .queued = plan.prepare_at - plan.create,
        .preparing = plan.run_at - plan.prepare_at,
        .running = plan.end_at - plan.run_at,
        .cancelling = plan.cancelling,
    };
    if (job->kind == MODEL_TUNING)
        draw_trials(request, plan.run_at, job);
}

struct model_job *
model_create(struct model *model, int project, int number, enum model_kind kind)
{
    struct model_world *world = model_ensure(model, project);
    char id[16];
    int length = snprintf(id, sizeof(id), "j%d", number);
    const struct plan_request request = {
        .key = rng_key(world->seed, (struct text){id, (size_t)length}),
        .create = world->clock.now,
        .pace = &world->pace,
        .is_tuning = kind == MODEL_TUNING,
        .max_running = NS_NEVER,
        .max_wait = NS_NEVER,
    };
    ck_assert_int_lt(world->count, MODEL_JOBS_MAX);
    struct model_job *job = &world->jobs[world->count++];
    *job = (struct model_job){
        .number = number, .kind = kind, .cancel_at = NS_NEVER, .key = request.key};
    draw_spans(&request, job);
    return job;
}

void
model_forget(struct model *model, int project, int number)
{
    struct model_world *world = &model->worlds[project];
    const struct model_job *job = model_find(model, project, number);
    if (job == NULL)
        return;
    for (int i = (int)(job - world->jobs); i + 1 < world->count; i++)
        world->jobs[i] = world->jobs[i + 1];
    world->count--;
}

/* Whether the end came before anybody's cancel could count. */
static bool
ends_by_itself(const struct model_job *job, ns_t end)
{
    return job->cancel_at == NS_NEVER || job->cancel_at >= end;
}

struct model_life
model_life(const struct model_job *job, ns_t now)
{
    const struct spans *plan = &job->spans;
    ns_t run = plan->create + plan->queued + plan->preparing;
    ns_t end = run + plan->running;
    struct model_life life = {.state = "QUEUED", .start = NS_NEVER, .end = NS_NEVER};
    bool is_natural = ends_by_itself(job, end);
    /* The work stood still from the cancel on. */
    ns_t work = is_natural || now < job->cancel_at ? now : job->cancel_at;

    if (work >= plan->create + plan->queued)
        life.state = "PREPARING";
    if (work >= run) {
        life.state = "RUNNING";
        life.start = run;
    }
    if (is_natural && now >= end) {
        life.state = "SUCCEEDED";
        life.end = end;
    }
    if (!is_natural && now >= job->cancel_at) {
        life.state = "CANCELLING";
        life.has_reason = true;
    }
    if (!is_natural && now >= job->cancel_at + plan->cancelling) {
        life.state = "CANCELLED";
        life.end = job->cancel_at + plan->cancelling;
    }
    life.is_terminal = life.end != NS_NEVER;
    return life;
}

/* The moments after its create at which a job or a trial of it changes; the rest are NS_NEVER. */
#define MOMENTS (5 + 4 * MODEL_TRIALS)

static ns_t
if_not_after(ns_t moment, ns_t stop)
{
    return moment <= stop ? moment : NS_NEVER;
}

static ns_t
job_end(const struct model_job *job)
{
    const struct spans *plan = &job->spans;
    return plan->create + plan->queued + plan->preparing + plan->running;
}

/* A trial that a cancel finds under way is CANCELLED together with its job. */
static void
list_trial(const struct model_trial *trial, ns_t stop, ns_t stopped, ns_t *ret_moments)
{
    bool is_cut = trial->issued <= stop && trial->ended > stop;
    ret_moments[0] = if_not_after(trial->issued, stop);
    ret_moments[1] = if_not_after(trial->started, stop);
    ret_moments[2] = if_not_after(trial->ended, stop);
    ret_moments[3] = is_cut ? stopped : NS_NEVER;
}

static void
list_moments(const struct model_job *job, ns_t ret_moments[MOMENTS])
{
    const struct spans *plan = &job->spans;
    ns_t prepare = plan->create + plan->queued;
    ns_t run = prepare + plan->preparing;
    ns_t end = run + plan->running;
    bool is_natural = ends_by_itself(job, end);
    ns_t stop = is_natural ? NS_TIME_MAX : job->cancel_at;
    ns_t stopped = is_natural ? NS_NEVER : job->cancel_at + plan->cancelling;
    for (int i = 0; i < MOMENTS; i++)
        ret_moments[i] = NS_NEVER;
    ret_moments[0] = if_not_after(prepare, stop);
    ret_moments[1] = if_not_after(run, stop);
    ret_moments[2] = if_not_after(end, stop);
    ret_moments[3] = is_natural ? NS_NEVER : job->cancel_at;
    ret_moments[4] = stopped;
    for (int i = 0; job->kind == MODEL_TUNING && i < MODEL_TRIALS; i++)
        list_trial(&job->trials[i], stop, stopped, &ret_moments[5 + 4 * i]);
}

int
model_trials(const struct model_job *job, ns_t now, int *ret_succeeded)
{
    ns_t stop = ends_by_itself(job, job_end(job)) ? NS_TIME_MAX : job->cancel_at;
    ns_t seen = now < stop ? now : stop;
    int shown = 0;
    *ret_succeeded = 0;
    for (int i = 0; job->kind == MODEL_TUNING && i < MODEL_TRIALS; i++) {
        shown += job->trials[i].issued <= seen ? 1 : 0;
        *ret_succeeded += job->trials[i].ended <= seen ? 1 : 0;
    }
    return shown;
}

int
model_changes(const struct model_world *world, ns_t from, ns_t to)
{
    int changes = 0;
    for (int i = 0; i < world->count; i++) {
        ns_t moments[MOMENTS];
        list_moments(&world->jobs[i], moments);
        for (int j = 0; j < MOMENTS; j++)
            changes += moments[j] > from && moments[j] <= to ? 1 : 0;
    }
    return changes;
}

static void
look_at_world(const struct model_world *world, struct model_outlook *outlook)
{
    for (int i = 0; i < world->count; i++) {
        ns_t moments[MOMENTS];
        ns_t next = NS_NEVER;
        list_moments(&world->jobs[i], moments);
        for (int j = 0; j < MOMENTS; j++) {
            if (moments[j] > world->clock.now && moments[j] < next)
                next = moments[j];
        }
        outlook->pending += next != NS_NEVER ? 1 : 0;
        outlook->next = next < outlook->next ? next : outlook->next;
    }
}

struct model_outlook
model_outlook(const struct model *model, int project)
{
    struct model_outlook outlook = {.next = NS_NEVER};
    for (int i = 0; i < MODEL_PROJECTS; i++) {
        if (model->worlds[i].exists && (i == project || project == MODEL_PROJECTS))
            look_at_world(&model->worlds[i], &outlook);
    }
    return outlook;
}

static void
tick_clock(struct model_clock *clock, ns_t span)
{
    if (clock->mode != VCLOCK_MANUAL)
        clock->now += span / NS_PER_US * clock->rate_milli;
}

void
model_tick(struct model *model, ns_t span)
{
    ck_assert_int_eq(span % NS_PER_US, 0);
    tick_clock(&model->start.clock, span);
    tick_clock(&model->template.clock, span);
    for (int i = 0; i < MODEL_PROJECTS; i++)
        tick_clock(&model->worlds[i].clock, span);
}

static int
move_clock(struct model_world *world, const ns_t *time, ns_t span)
{
    ns_t from = world->clock.now;
    world->clock.now = time != NULL ? *time : from + span;
    return model_changes(world, from, world->clock.now);
}

int
model_move(struct model *model, int project, const ns_t *time, ns_t span)
{
    int applied = 0;
    if (project != MODEL_PROJECTS)
        return move_clock(model_ensure(model, project), time, span);
    move_clock(&model->template, time, span);
    for (int i = 0; i < MODEL_PROJECTS; i++) {
        if (model->worlds[i].exists)
            applied += move_clock(&model->worlds[i], time, span);
    }
    return applied;
}

bool
model_goes_back(const struct model *model, int project, ns_t time)
{
    bool is_back = time < model_look(model, project)->clock.now;
    for (int i = 0; project == MODEL_PROJECTS && i < MODEL_PROJECTS; i++)
        is_back = is_back || (model->worlds[i].exists && time < model->worlds[i].clock.now);
    return is_back;
}

void
model_set_mode(struct model *model, int project, enum vclock_mode mode, int64_t rate_milli)
{
    if (project != MODEL_PROJECTS)
        model_ensure(model, project);
    for (int i = 0; i < MODEL_PROJECTS; i++) {
        if (project == MODEL_PROJECTS || i == project) {
            model->worlds[i].clock.mode = mode;
            model->worlds[i].clock.rate_milli = rate_milli;
        }
    }
    if (project == MODEL_PROJECTS) {
        model->template.clock.mode = mode;
        model->template.clock.rate_milli = rate_milli;
    }
}

void
model_reset(struct model *model, int project)
{
    for (int i = 0; i < MODEL_PROJECTS; i++) {
        if (i == project || project == MODEL_PROJECTS)
            model->worlds[i] = (struct model_world){0};
    }
    if (project == MODEL_PROJECTS)
        model->template = model->start;
}
