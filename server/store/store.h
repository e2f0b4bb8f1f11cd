/* The only mutable thing: all worlds, the template they copy, and what is left of worlds that were
 * reset.
 *
 *     struct store *store = store_new(&limits, &start);
 *     struct world *world = store_world_ensure(store, project, &err);      at the first write
 *
 * A reset swaps state at once: the old world is out of reach in the same instant and its memory is
 * given back in slices, later.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/limits.h"
#include "store/world.h"

struct store {
    const struct limits *limits;         /* borrowed */
    struct world_config start;           /* as the options said; a full reset goes back to it */
    struct world_config template;        /* what new worlds copy */
    struct scenario_set start_scenarios; /* presets and files; a full reset goes back to them */
    struct scenario_set scenarios;       /* what a world without its own looks at */
    struct world **worlds;               /* owned; in no order */
    uint32_t count;
    uint32_t capacity;
    struct index by_project;
    struct world **graves; /* owned; worlds to be freed */
    uint32_t grave_count;
    uint32_t grave_capacity;
};

/* Owned; NULL when memory runs out. `limits` is borrowed for the store's life. */
struct store *store_new(const struct limits *limits, const struct world_config *start);
void store_free(struct store *store);

/* The world of a project; NULL when nothing was written there yet. Borrowed. */
struct world *store_world(const struct store *store, struct text project);

/* The same, made from the template when it is new. NULL with RESOURCE_EXHAUSTED or memory. */
struct world *store_world_ensure(struct store *store, struct text project, struct err *err);

/* The scenario of that name: the world's own, else the server's. NULL when there is none, and `world`
 * may be NULL. Borrowed until either set changes. */
const struct scenario *store_scenario(const struct store *store, const struct world *world,
                                      struct text name);

/* The settings that hold for a project: its world's, or the template's. Borrowed. */
const struct world_config *store_config(const struct store *store, struct text project);

/* Room for one more job in the world? False with RESOURCE_EXHAUSTED. */
bool store_has_room(const struct store *store, const struct world *world, struct err *err);

/* Forgets one world, or all of them and every change to the template. Forgetting what is not there
 * is fine. False, nothing changed, when memory runs out. */
bool store_reset_world(struct store *store, struct text project, struct err *err);
bool store_reset(struct store *store, struct err *err);

/* Gives back one slice of what resets left over. True while more is left. */
bool store_reap(struct store *store);

#endif
