#include "control/targets.h"

#include "model/rules.h"

static void
take_all(struct call *call, struct targets *targets)
{
    struct store *store = call->service->store;
    *targets = (struct targets){
        .template = &store->template.clock,
        .worlds = store->worlds,
        .count = store->count,
    };
}

static void
take_one(struct world *world, struct targets *targets)
{
    targets->template = NULL;
    targets->only = world;
    targets->worlds = &targets->only;
    targets->count = world != NULL ? 1 : 0;
}

bool
targets_ensure(struct call *call, struct targets *targets)
{
    if (call->route->scope == SCOPE_SERVER) {
        take_all(call, targets);
        return true;
    }
    if (!rules_check_project(call->captures[0], &call->err))
        return false;
    struct world *world = store_world_ensure(call->service->store, call->captures[0], &call->err);
    take_one(world, targets);
    return world != NULL;
}

bool
targets_find(struct call *call, struct targets *targets)
{
    if (call->route->scope == SCOPE_SERVER) {
        take_all(call, targets);
        return true;
    }
    take_one(store_world(call->service->store, call->captures[0]), targets);
    return rules_check_project(call->captures[0], &call->err);
}
