#include "store/world.h"

#include "base/own.h"

#include <string.h>

#define FIRST_CAPACITY 16

struct world *
world_new(struct text project, const struct world_config *config)
{
    struct world *world = calloc(1, sizeof(*world));
    if (world == NULL)
        return NULL;
    world->config = *config;
    world->project = strndup(project.at, project.length);
    if (world->project == NULL) {
        free(world);
        return NULL;
    }
    return world;
}

void
world_free(struct world *world)
{
    if (world == NULL)
        return;
    while (!world_reap(world, INT32_MAX))
        continue;
    pending_done(&world->pending);
    index_done(&world->by_id);
    free(world->jobs);
    free(world->project);
    free(world);
}

static bool
has_id(const void *context, uint32_t ordinal, struct text id)
{
    const struct world *world = context;
    return text_equal(job_text(world->jobs[ordinal], JOB_TEXT_ID), id);
}

struct job *
world_find(const struct world *world, struct text id)
{
    uint32_t ordinal;
    if (!index_find(&world->by_id, id, has_id, world, &ordinal))
        return NULL;
    return world->jobs[ordinal];
}

static bool
reserve_ordinal(struct world *world)
{
    if (world->count < world->capacity)
        return true;
    uint32_t capacity = world->capacity == 0 ? FIRST_CAPACITY : world->capacity * 2;
    struct job **jobs = realloc(world->jobs, (size_t)capacity * sizeof(struct job *));
    if (jobs == NULL)
        return false;
    world->jobs = jobs;
    world->capacity = capacity;
    return true;
}

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

/* Room for one more entry. A heap that is full of stale ones is swept instead of grown. */
static bool
reserve_entry(struct world *world)
{
    struct pending *pending = &world->pending;
    if (pending->count == pending->capacity && pending->count / 2 > world->waiting)
        pending_sweep(pending, entry_holds, world);
    return pending_reserve(pending);
}

/* Waits for the job's next change after `now`, in place of whatever was waited for. Needs room. */
static void
wait_for_next(struct world *world, struct job *job, ns_t now)
{
    struct timeline line;
    job_timeline(job, &line);
    bool was_waiting = job->due != NS_NEVER;
    job->due = lifecycle_next(&line, now);
    if (job->due != NS_NEVER)
        pending_push(&world->pending, (struct pending_entry){job->due, job->ordinal});
    world->waiting += (job->due != NS_NEVER ? 1U : 0U) - (was_waiting ? 1U : 0U);
}

void
world_forget(struct world *world, struct job *job)
{
    index_remove(&world->by_id, job_text(job, JOB_TEXT_ID), has_id, world);
    world->jobs[job->ordinal] = NULL;
    /* Jobs that come and go one after the other leave no trail of holes. */
    while (world->count > 0 && world->jobs[world->count - 1] == NULL)
        world->count--;
    world->live--;
    world->waiting -= job->due != NS_NEVER ? 1 : 0;
    free(job);
}

bool
world_insert(struct world *world, const struct job_draft *draft, struct job *replaced,
             struct job **ret_job, struct err *err)
{
    if (!reserve_ordinal(world) || !reserve_entry(world) || !index_reserve(&world->by_id))
        return err_memory(err);
    struct job *job = job_new(draft);
    if (job == NULL)
        return err_memory(err);

    if (replaced != NULL)
        world_forget(world, replaced);
    job->ordinal = world->count;
    index_insert(&world->by_id, job_text(job, JOB_TEXT_ID), job->ordinal);
    world->jobs[job->ordinal] = job;
    world->count++;
    world->live++;
    wait_for_next(world, job, job->plan.create);
    *ret_job = job;
    return true;
}

bool
world_cancel(struct world *world, struct job *job, ns_t now, struct err *err)
{
    if (!reserve_entry(world))
        return err_memory(err);
    job->cancel_at = now;
    job->writes++;
    wait_for_next(world, job, now);
    return true;
}

const struct job *
world_job_before(const struct world *world, uint32_t before)
{
    uint32_t ordinal = before < world->count ? before : world->count;
    while (ordinal > 0) {
        ordinal--;
        if (world->jobs[ordinal] != NULL)
            return world->jobs[ordinal];
    }
    return NULL;
}

bool
world_settle(struct world *world, ns_t from, ns_t to, int *slice, int64_t *applied)
{
    for (;;) {
        const struct pending_entry *top = pending_top(&world->pending);
        if (top == NULL || top->at > to)
            return true;
        if (*slice <= 0)
            return false;
        *slice -= 1;
        struct job *job = waiting_job(world, top);
        pending_pop(&world->pending);
        if (job == NULL)
            continue;
        struct timeline line;
        job_timeline(job, &line);
        *applied += lifecycle_changes(&line, from, to);
        wait_for_next(world, job, to);
    }
}

ns_t
world_next(struct world *world)
{
    for (;;) {
        const struct pending_entry *top = pending_top(&world->pending);
        if (top == NULL)
            return NS_NEVER;
        if (waiting_job(world, top) != NULL)
            return top->at;
        pending_pop(&world->pending);
    }
}

bool
world_reap(struct world *world, int slice)
{
    for (int freed = 0; freed < slice; freed++) {
        if (world->count == 0)
            return true;
        world->count--;
        free(world->jobs[world->count]);
    }
    return world->count == 0;
}
