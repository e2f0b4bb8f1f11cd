/* Settling: what is due is found in the heap of pending changes, jobs are sorted by the state they came
 * to, and where machines are limited they are given to whoever is next in line.
 *
 * Without a limit jobs know nothing of each other: each is moved at once to where it stands at the end.
 * With one, moments are gone through in order. All that is due at a moment happens before machines are
 * given away at that moment, so that priority counts, not who was created first.
 */
#include "store/world_parts.h"

/* --- the heap ------------------------------------------------------------------------------------ */

/* The job an entry stands for, or NULL when the entry is stale. */
static struct job *
waiting_job(const struct world *world, const struct pending_entry *entry)
{
    struct job *job = world->jobs[entry->ordinal];
    return job != NULL && job->due == entry->at ? job : NULL;
}

static bool
entry_holds(const void *context, const struct pending_entry *entry)
{
    return waiting_job(context, entry) != NULL;
}

/* A heap that is full of stale entries is swept instead of grown. */
bool
settle_reserve(struct world *world)
{
    struct pending *pending = &world->pending;
    if (pending->count == pending->capacity && pending->count / 2 > world->waiting)
        pending_sweep(pending, entry_holds, world);
    return pending_reserve(pending);
}

/* Drops stale entries on top, up to that moment. False when the slice is used up. */
static bool
drop_stale(struct world *world, ns_t to, int *slice)
{
    for (;;) {
        const struct pending_entry *top = pending_top(&world->pending);
        if (top == NULL || top->at > to || waiting_job(world, top) != NULL)
            return true;
        if (*slice <= 0)
            return false;
        *slice -= 1;
        pending_pop(&world->pending);
    }
}

/* The job that is due first, no later than `to`, after drop_stale; NULL when none is. */
static struct job *
due_job(const struct world *world, ns_t to)
{
    const struct pending_entry *top = pending_top(&world->pending);
    return top == NULL || top->at > to ? NULL : waiting_job(world, top);
}

/* --- what a world knows of a job ----------------------------------------------------------------- */

/* From PREPARING until it has ended. Who was cancelled before never had one. */
static bool
has_machine(const struct job *job, enum job_state state)
{
    return state == JOB_PREPARING || state == JOB_RUNNING ||
           (state == JOB_CANCELLING &&
            job->plan.prepare_at < lifecycle_stop(&job->plan, job->cancel_at));
}

static void
sort_by_state(struct world *world, struct job *job, enum job_state state)
{
    world->busy -= has_machine(job, (enum job_state)job->sorted_state) ? 1 : 0;
    world->busy += has_machine(job, state) ? 1 : 0;
    ordinals_remove(&world->by_state[job->sorted_state], job->ordinal);
    ordinals_add(&world->by_state[state], job->ordinal);
    job->sorted_state = state;
}

/* Whether it is one of those that wait for a change. Who stands in line is counted there. */
static void
count_waiting(struct world *world, struct job *job, bool is_waiting)
{
    bool was_waiting = (job->flags & JOB_IS_COUNTED) != 0;
    if (is_waiting == was_waiting)
        return;
    job->flags ^= JOB_IS_COUNTED;
    world->waiting += is_waiting ? 1 : UINT32_MAX;
    if (job->study != NULL)
        world->tuning += is_waiting ? 1 : UINT32_MAX;
}

static void
leave_line(struct world *world, struct job *job)
{
    if ((job->flags & JOB_IS_IN_LINE) == 0)
        return;
    line_leave(&world->line, job->ordinal, job->plan.priority);
    job->flags &= ~(uint32_t)JOB_IS_IN_LINE;
}

/* Waits for the job's next change after `now`, in place of whatever was waited for. Needs room. */
static void
wait_for_next(struct world *world, struct job *job, const struct timeline *line, ns_t now)
{
    enum job_state state = lifecycle_at(line, now).state;
    if (state != JOB_QUEUED)
        leave_line(world, job);
    sort_by_state(world, job, state);
    job->due = job_next(job, line, now);
    count_waiting(world, job, job->due != NS_NEVER && (job->flags & JOB_IS_IN_LINE) == 0);
    if (job->due != NS_NEVER)
        pending_push(&world->pending, (struct pending_entry){job->due, job->ordinal});
}

void
settle_begin(struct world *world, struct job *job, ns_t now)
{
    struct timeline line;
    job_timeline(job, &line);
    wait_for_next(world, job, &line, now);
}

void
settle_leave(struct world *world, struct job *job)
{
    leave_line(world, job);
    sort_by_state(world, job, JOB_STATE_UNSPECIFIED);
    ordinals_remove(&world->by_state[JOB_STATE_UNSPECIFIED], job->ordinal);
    count_waiting(world, job, false);
}

/* --- a limited number of machines ---------------------------------------------------------------- */

/* A line that is left over from a limit which was lifted is still served in order. */
static bool
is_limited(const struct world *world)
{
    return world->config.capacity > 0 || world->line.count > 0;
}

static bool
has_room(const struct world *world)
{
    return world->config.capacity == 0 || world->busy < world->config.capacity;
}

/* Whether its time in QUEUED is over at `now`. */
static bool
is_ready(const struct job *job, ns_t now)
{
    return job->sorted_state <= JOB_QUEUED && job->plan.prepare_at <= now &&
           job->plan.prepare_at < lifecycle_stop(&job->plan, job->cancel_at);
}

/* A job that is ready at once gets in line like any other, at the next settling. */
void
settle_enter(struct world *world, struct job *job)
{
    ns_t create = job->plan.create;
    if (create > world->settled)
        world->settled = create;
    settle_begin(world, job, is_limited(world) && is_ready(job, create) ? create - 1 : create);
}

/* One that may not wait any longer takes what is free now. */
static bool
must_join(const struct world *world, const struct job *job, ns_t now)
{
    return is_ready(job, now) && (job->plan.wait_until > now || !has_room(world));
}

static bool
join_line(struct world *world, struct job *job, struct err *err)
{
    if (!line_join(&world->line, job->ordinal, &job->plan))
        return err_memory(err);
    job->plan = planner_hold(&job->plan);
    job->flags |= JOB_IS_IN_LINE;
    return true;
}

/* A settling under way. */
struct settling {
    ns_t from;
    ns_t to;
    int *slice;
    int64_t *applied;
};

/* The job has come to `at`, and what of it changed in (since, at] is visible now: counts that, and waits
 * for more. */
static void
stand_at(struct world *world, struct job *job, ns_t since, ns_t at, int64_t *applied)
{
    struct timeline line;
    job_timeline(job, &line);
    *applied += job_changes(job, &line, since, at);
    wait_for_next(world, job, &line, at);
}

/* With a limit no moment is passed over: what counts of one is what changed at it, unless it is over. */
static ns_t
just_before(ns_t at, const struct settling *settling)
{
    return at > settling->from ? at - 1 : at;
}

/* Gives the first in line a machine, at the moment the world has come to. */
static bool
admit(struct world *world, const struct settling *settling, struct err *err)
{
    struct plan plan;
    uint32_t ordinal;
    if (!settle_reserve(world))
        return err_memory(err);
    if (!line_take(&world->line, &ordinal, &plan))
        return true;
    struct job *job = world->jobs[ordinal];
    job->plan = planner_admit(&plan, world->settled);
    job->flags &= ~(uint32_t)JOB_IS_IN_LINE;
    ns_t at = world->settled;
    stand_at(world, job, just_before(at, settling), at, settling->applied);
    return true;
}

/* One change of one job. False when the slice is used up, or with err: nothing is lost. */
static bool
move(struct world *world, struct job *job, const struct settling *settling, struct err *err)
{
    ns_t at = job->due;
    if (at > world->settled)
        world->settled = at;
    if (must_join(world, job, at) && !join_line(world, job, err))
        return false;
    if (!job_advance(job, at, settling->slice, err))
        return false;
    pending_pop(&world->pending);
    stand_at(world, job, just_before(at, settling), at, settling->applied);
    return true;
}

static bool
settle_limited(struct world *world, const struct settling *settling, struct err *err)
{
    for (;;) {
        if (!drop_stale(world, settling->to, settling->slice))
            return false;
        struct job *job = due_job(world, settling->to);
        bool is_now = job != NULL && job->due <= world->settled;
        bool admits = !is_now && world->line.count > 0 && has_room(world);
        if (!admits && job == NULL)
            return true;
        if (*settling->slice <= 0)
            return false;
        *settling->slice -= 1;
        if (admits ? !admit(world, settling, err) : !move(world, job, settling, err))
            return false;
    }
}

static bool
settle_free(struct world *world, const struct settling *settling, struct err *err)
{
    for (;;) {
        if (!drop_stale(world, settling->to, settling->slice))
            return false;
        struct job *job = due_job(world, settling->to);
        if (job == NULL)
            return true;
        if (*settling->slice <= 0)
            return false;
        *settling->slice -= 1;
        /* It stays due until its trials are there, however often they are gone on with. */
        if (!job_advance(job, settling->to, settling->slice, err))
            return false;
        pending_pop(&world->pending);
        stand_at(world, job, settling->from, settling->to, settling->applied);
    }
}

bool
world_settle(struct world *world, ns_t from, ns_t to, int *slice, int64_t *applied, struct err *err)
{
    const struct settling settling = {from, to, slice, applied};
    if (is_limited(world) ? !settle_limited(world, &settling, err)
                          : !settle_free(world, &settling, err))
        return false;
    if (to > world->settled)
        world->settled = to;
    return true;
}

bool
world_is_lazy(const struct world *world)
{
    return world->tuning > 0 || is_limited(world);
}

/* --- what is to come ----------------------------------------------------------------------------- */

ns_t
world_next(struct world *world)
{
    int unbounded = INT32_MAX;
    (void)drop_stale(world, NS_NEVER, &unbounded);
    const struct pending_entry *top = pending_top(&world->pending);
    return top == NULL ? NS_NEVER : top->at;
}

ns_t
world_due(struct world *world, const struct job *job)
{
    return (job->flags & JOB_IS_IN_LINE) != 0 ? world_next(world) : job->due;
}

uint32_t
world_pending(const struct world *world)
{
    return world->waiting + world->line.count;
}

uint32_t
world_position(const struct world *world, const struct job *job)
{
    if ((job->flags & JOB_IS_IN_LINE) == 0)
        return 0;
    return line_position(&world->line, job->ordinal, job->plan.priority);
}
