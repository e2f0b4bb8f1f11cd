#include "api/jump.h"

void
jump_hold(struct call *call, struct world *world, ns_t from, ns_t to)
{
    if (call->request->progress == 0)
        call->request->progress = ++call->service->jumps;
    world->jump = (struct jump){
        .is_active = true,
        .owner = call->request->progress,
        .from = from,
        .to = to,
    };
}

void
jump_begin(struct call *call, struct world *world, ns_t to)
{
    struct vclock *clock = &world->config.clock;
    ns_t mono = call->request->mono;
    jump_hold(call, world, vclock_now(clock, mono), to);
    vclock_jump(clock, mono, to);
}

bool
jump_is_held(const struct call *call, const struct world *world)
{
    return world->jump.is_active && world->jump.owner == call->request->progress;
}

bool
jump_settle_part(struct call *call, struct world *world, int *slice)
{
    struct jump *jump = &world->jump;
    if (!world_settle(world, jump->from, jump->to, slice, &jump->applied, &call->err))
        return false;
    call->request->tally += jump->applied;
    jump->applied = 0;
    jump->from = jump->to;
    return true;
}

bool
jump_settle(struct call *call, struct world *world, int *slice)
{
    if (!jump_is_held(call, world))
        return true;
    if (!jump_settle_part(call, world, slice))
        return false;
    world->jump.is_active = false;
    return true;
}

bool
jump_catch_up(struct call *call, struct world *world, ns_t to, int *slice)
{
    int64_t ignored = 0;
    return world_settle(world, to, to, slice, &ignored, &call->err);
}

enum outcome
jump_pause(struct call *call)
{
    const struct store *store = call->service->store;
    if (call->err.code == ERR_NONE)
        return OUTCOME_LATER;
    for (uint32_t i = 0; i < store->count; i++) {
        if (jump_is_held(call, store->worlds[i]))
            store->worlds[i]->jump.is_active = false;
    }
    return call_fail(call);
}
