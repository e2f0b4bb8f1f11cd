#include "control/clock_view.h"

#include "api/jump.h"
#include "base/rfc3339.h"

/* What a reply says of all its targets together. */
struct outlook {
    ns_t next;
    uint64_t pending;
};

const struct vclock *
clock_view_shown(struct call *call, const struct targets *targets)
{
    if (targets->count == 0 || targets->template != NULL)
        return &call->service->store->template.clock;
    return &targets->only->config.clock;
}

static struct outlook
look_ahead(const struct targets *targets)
{
    struct outlook outlook = {.next = NS_NEVER};
    for (uint32_t i = 0; i < targets->count; i++) {
        ns_t next = world_next(targets->worlds[i]);
        outlook.next = next < outlook.next ? next : outlook.next;
        outlook.pending += world_pending(targets->worlds[i]);
    }
    return outlook;
}

bool
clock_view_settle(struct call *call, const struct targets *targets, int *slice)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        struct world *world = targets->worlds[i];
        ns_t now = vclock_now(&world->config.clock, call->request->mono);
        if (!jump_catch_up(call, world, now, slice))
            return false;
    }
    return true;
}

void
clock_view_write_time(struct buf *out, const char *name, ns_t time)
{
    buf_printf(out, "\"%s\":\"", name);
    rfc3339_write(out, time);
    buf_add_str(out, "\",");
}

void
clock_view_close(struct buf *out, const struct targets *targets)
{
    struct outlook outlook = look_ahead(targets);
    if (outlook.next != NS_NEVER)
        clock_view_write_time(out, "next", outlook.next);
    buf_printf(out, "\"pending\":%llu}", (unsigned long long)outlook.pending);
}

enum outcome
clock_view_reply_moved(struct call *call, const struct targets *targets, int *slice)
{
    struct buf *out = &call->reply->body;
    if (!clock_view_settle(call, targets, slice))
        return jump_pause(call);
    buf_add_char(out, '{');
    clock_view_write_time(out, "time",
                          vclock_now(clock_view_shown(call, targets), call->request->mono));
    buf_printf(out, "\"applied\":%lld,", (long long)call->request->tally);
    clock_view_close(out, targets);
    return reply_ok(call->reply);
}
