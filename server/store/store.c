#include "store/store.h"

#include "base/own.h"

#define FIRST_CAPACITY 8

struct store *
store_new(const struct limits *limits, const struct world_config *start)
{
    struct store *store = calloc(1, sizeof(*store));
    if (store == NULL)
        return NULL;
    store->limits = limits;
    store->start = *start;
    store->template = *start;
    return store;
}

static void
free_worlds(struct world **worlds, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        world_free(worlds[i]);
    free(worlds);
}

void
store_free(struct store *store)
{
    if (store == NULL)
        return;
    free_worlds(store->worlds, store->count);
    free_worlds(store->graves, store->grave_count);
    index_done(&store->by_project);
    scenario_set_done(&store->start_scenarios);
    scenario_set_done(&store->scenarios);
    free(store);
}

static bool
has_project(const void *context, uint32_t place, struct text project)
{
    const struct store *store = context;
    return text_is(project, store->worlds[place]->project);
}

static bool
find_place(const struct store *store, struct text project, uint32_t *ret_place)
{
    return index_find(&store->by_project, project, has_project, store, ret_place);
}

struct world *
store_world(const struct store *store, struct text project)
{
    uint32_t place;
    return find_place(store, project, &place) ? store->worlds[place] : NULL;
}

const struct scenario *
store_scenario(const struct store *store, const struct world *world, struct text name)
{
    const struct scenario *own = world == NULL ? NULL : scenario_set_find(&world->scenarios, name);
    return own != NULL ? own : scenario_set_find(&store->scenarios, name);
}

const struct world_config *
store_config(const struct store *store, struct text project)
{
    const struct world *world = store_world(store, project);
    return world != NULL ? &world->config : &store->template;
}

/* Room for `extra` more pointers in a growing array. */
static bool
reserve(struct world ***worlds, uint32_t count, uint32_t *capacity, uint32_t extra)
{
    uint32_t wanted = *capacity == 0 ? FIRST_CAPACITY : *capacity;
    while (wanted < count + extra)
        wanted *= 2;
    if (wanted == *capacity)
        return true;
    struct world **grown = realloc(*worlds, (size_t)wanted * sizeof(struct world *));
    if (grown == NULL)
        return false;
    *worlds = grown;
    *capacity = wanted;
    return true;
}

static bool
add_world(struct store *store, struct world *world)
{
    if (!reserve(&store->worlds, store->count, &store->capacity, 1) ||
        !index_insert(&store->by_project, text_of(world->project), store->count))
        return false;
    store->worlds[store->count] = world;
    store->count++;
    return true;
}

struct world *
store_world_ensure(struct store *store, struct text project, struct err *err)
{
    struct world *world = store_world(store, project);
    if (world != NULL)
        return world;
    if (store->count >= store->limits->worlds) {
        err_set(err, ERR_RESOURCE_EXHAUSTED,
                "The emulator keeps at most %lld projects; reset some, or start it with a larger "
                "--max-worlds.",
                (long long)store->limits->worlds);
        return NULL;
    }
    world = world_new(project, &store->template);
    if (world == NULL || !add_world(store, world)) {
        world_free(world);
        err_memory(err);
        return NULL;
    }
    return world;
}

bool
store_has_room(const struct store *store, const struct world *world, struct err *err)
{
    if (world->live < store->limits->jobs)
        return true;
    return err_set(err, ERR_RESOURCE_EXHAUSTED,
                   "The emulator keeps at most %lld jobs in a project; reset it, or start the "
                   "emulator with a larger --max-jobs.",
                   (long long)store->limits->jobs);
}

static bool
reserve_graves(struct store *store, uint32_t extra)
{
    return reserve(&store->graves, store->grave_count, &store->grave_capacity, extra);
}

bool
store_reset_world(struct store *store, struct text project, struct err *err)
{
    uint32_t place;
    if (!find_place(store, project, &place))
        return true;
    if (!reserve_graves(store, 1))
        return err_memory(err);

    index_remove(&store->by_project, project, has_project, store);
    store->graves[store->grave_count++] = store->worlds[place];
    store->count--;
    if (place == store->count)
        return true;

    /* The last world takes the free place; its entry is replaced, which needs no new memory. */
    struct world *moved = store->worlds[store->count];
    index_remove(&store->by_project, text_of(moved->project), has_project, store);
    store->worlds[place] = moved;
    return index_insert(&store->by_project, text_of(moved->project), place) || err_memory(err);
}

bool
store_reset(struct store *store, struct err *err)
{
    struct scenario_set scenarios;
    if (!reserve_graves(store, store->count))
        return err_memory(err);
    if (!scenario_set_copy(&store->start_scenarios, &scenarios, err))
        return false;
    scenario_set_done(&store->scenarios);
    store->scenarios = scenarios;
    for (uint32_t i = 0; i < store->count; i++)
        store->graves[store->grave_count++] = store->worlds[i];
    store->count = 0;
    index_done(&store->by_project);
    store->template = store->start;
    return true;
}

bool
store_reap(struct store *store)
{
    if (store->grave_count == 0)
        return false;
    struct world *world = store->graves[store->grave_count - 1];
    if (world_reap(world, LIMIT_REAP_SLICE)) {
        world_free(world);
        store->grave_count--;
    }
    return store->grave_count > 0;
}
