#include "store/world.h"

#include "base/own.h"
#include "store/world_parts.h"

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
    line_done(&world->line);
    index_done(&world->by_id);
    id_tree_done(&world->by_prefix);
    for (int i = 0; i < JOB_STATE_COUNT; i++)
        ordinals_done(&world->by_state[i]);
    scenario_set_done(&world->scenarios);
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

static struct text
id_of(const void *context, uint32_t ordinal)
{
    const struct world *world = context;
    return job_text(world->jobs[ordinal], JOB_TEXT_ID);
}

static struct id_source
id_source_of(const struct world *world)
{
    return (struct id_source){id_of, world};
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

/* Room for one more job in everything that keeps jobs sorted. */
static bool
reserve_sorted(struct world *world)
{
    for (int i = 0; i < JOB_STATE_COUNT; i++) {
        if (!ordinals_reserve(&world->by_state[i], world->count + 1))
            return false;
    }
    return index_reserve(&world->by_id) && id_tree_reserve(&world->by_prefix);
}

void
world_forget(struct world *world, struct job *job)
{
    index_remove(&world->by_id, job_text(job, JOB_TEXT_ID), has_id, world);
    id_tree_remove(&world->by_prefix, job_text(job, JOB_TEXT_ID));
    settle_leave(world, job);
    world->jobs[job->ordinal] = NULL;
    /* Jobs that come and go one after the other leave no trail of holes. */
    while (world->count > 0 && world->jobs[world->count - 1] == NULL)
        world->count--;
    world->live--;
    job_free(job);
}

bool
world_insert(struct world *world, const struct job_draft *draft, struct job *replaced,
             struct job **ret_job, struct err *err)
{
    if (!reserve_ordinal(world) || !settle_reserve(world) || !reserve_sorted(world))
        return err_memory(err);
    struct job *job = job_new(draft);
    if (job == NULL)
        return err_memory(err);

    if (replaced != NULL)
        world_forget(world, replaced);
    job->ordinal = world->count;
    struct text id = job_text(job, JOB_TEXT_ID);
    struct id_source source = id_source_of(world);
    index_insert(&world->by_id, id, job->ordinal);
    id_tree_add(&world->by_prefix, &source, id, job->ordinal);
    world->jobs[job->ordinal] = job;
    world->count++;
    world->live++;
    settle_enter(world, job);
    *ret_job = job;
    return true;
}

bool
world_cancel(struct world *world, struct job *job, ns_t now, struct err *err)
{
    if (!settle_reserve(world))
        return err_memory(err);
    job->cancel_at = now;
    job->writes++;
    settle_begin(world, job, now);
    return true;
}

void
world_replace(struct world *world, struct job *copy)
{
    free(world->jobs[copy->ordinal]);
    world->jobs[copy->ordinal] = copy;
}

bool
world_rewrite(struct world *world, struct job **job, enum job_text which, struct text text,
              struct err *err)
{
    struct job *copy = job_rewrite(*job, which, text);
    if (copy == NULL)
        return err_memory(err);
    world_replace(world, copy);
    *job = copy;
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

const struct job *
world_job_in_states(const struct world *world, unsigned states, uint32_t before)
{
    const struct job *newest = NULL;
    for (int i = 0; i < JOB_STATE_COUNT; i++) {
        uint32_t ordinal;
        if ((states >> i & 1) == 0 || !ordinals_before(&world->by_state[i], before, &ordinal))
            continue;
        if (newest == NULL || ordinal > newest->ordinal)
            newest = world->jobs[ordinal];
    }
    return newest;
}

bool
world_jobs_of_prefix(const struct world *world, struct text prefix, uint32_t before,
                     struct id_page *page)
{
    struct id_source source = id_source_of(world);
    return id_tree_newest(&world->by_prefix, &source, prefix, before, page);
}

bool
world_reap(struct world *world, int slice)
{
    struct plan plan;
    uint32_t ordinal;
    for (int freed = 0; freed < slice; freed++) {
        if (line_take(&world->line, &ordinal, &plan))
            continue;
        if (world->count == 0)
            return true;
        world->count--;
        job_free(world->jobs[world->count]);
    }
    return world->line.count == 0 && world->count == 0;
}
