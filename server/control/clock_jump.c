/* POST .../clock:advance  {"duration":"10s"} -> {"time","applied","next"?,"pending"}
 * POST .../clock:set      {"time":"2020-01-01T00:00:00Z"} -> the same
 *
 * under /emulator/v1 (the template and every world) and /emulator/v1/projects/{project} (one
 * world).
 *
 * 400 INVALID_ARGUMENT     a bad member
 * 400 FAILED_PRECONDITION  clock:set to a moment that some clock has passed
 * 400 OUT_OF_RANGE         past the end of time, 2262
 *
 * A jump sets the time at once and settles in slices; whoever asks for those worlds meanwhile
 * waits.
 */
#include "api/jump.h"
#include "control/body.h"
#include "control/clock_view.h"
#include "control/routes.h"

/* Where a jump takes a clock: to a moment, or on by a span. */
struct destination {
    bool is_time;
    ns_t time;
    ns_t span;
};

static ns_t
arrival(const struct vclock *clock, ns_t mono, const struct destination *destination)
{
    if (destination->is_time)
        return destination->time;
    return ns_add(vclock_now(clock, mono), destination->span);
}

static bool
check_arrival(struct call *call, const struct vclock *clock, const struct destination *destination)
{
    ns_t mono = call->request->mono;
    ns_t to = arrival(clock, mono, destination);
    if (to > NS_TIME_MAX)
        return err_field(&call->err, ERR_OUT_OF_RANGE, "duration",
                         "The emulator's time ends at 2262-04-11T23:47:16Z.");
    if (to < vclock_now(clock, mono))
        return err_field(&call->err, ERR_FAILED_PRECONDITION, "time",
                         "The clock has passed that moment; time does not go back. Reset the "
                         "project to start again.");
    return true;
}

static bool
check_arrivals(struct call *call, const struct targets *targets,
               const struct destination *destination)
{
    /* A world that is yet to come begins at the template's time. */
    const struct vclock *template = &call->service->store->template.clock;
    if ((targets->template != NULL || targets->count == 0) &&
        !check_arrival(call, template, destination))
        return false;
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!check_arrival(call, &targets->worlds[i]->config.clock, destination))
            return false;
    }
    return true;
}

/* Sets the time of all targets at once. */
static void
begin_jumps(struct call *call, const struct targets *targets, const struct destination *destination)
{
    ns_t mono = call->request->mono;
    call->request->progress = ++call->service->jumps;
    if (targets->template != NULL)
        vclock_jump(targets->template, mono, arrival(targets->template, mono, destination));
    for (uint32_t i = 0; i < targets->count; i++) {
        struct world *world = targets->worlds[i];
        jump_begin(call, world, arrival(&world->config.clock, mono, destination));
    }
}

/* One slice of settling. True once no jump of this request is left unsettled; false as
 * jump_settle. */
static bool
settle_jumps(struct call *call, const struct targets *targets, int *slice)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!jump_settle(call, targets->worlds[i], slice))
            return false;
    }
    return true;
}

/* Checks everything before the first change: a jump that is refused does not even bring a world
 * about. */
static bool
start(struct call *call, const struct destination *destination)
{
    struct targets targets;
    if (!targets_find(call, &targets) || !check_arrivals(call, &targets, destination) ||
        !targets_ensure(call, &targets))
        return false;
    begin_jumps(call, &targets, destination);
    return true;
}

/* Goes on with the jumps this request has begun, until they are settled. */
static enum outcome
finish(struct call *call)
{
    struct targets targets;
    int slice = LIMIT_SETTLE_SLICE;
    if (!targets_ensure(call, &targets))
        return call_fail(call);
    if (!settle_jumps(call, &targets, &slice))
        return jump_pause(call);
    return clock_view_reply_moved(call, &targets, &slice);
}

static bool
start_advance(struct call *call)
{
    static const char *const MEMBERS[] = {"duration", NULL};
    struct destination destination = {0};
    json_auto_t *body = body_load(call, MEMBERS);
    return body != NULL && body_duration(body, "duration", &destination.span, &call->err) &&
           start(call, &destination);
}

static bool
start_set(struct call *call)
{
    static const char *const MEMBERS[] = {"time", NULL};
    struct destination destination = {.is_time = true};
    json_auto_t *body = body_load(call, MEMBERS);
    return body != NULL && body_time(body, "time", &destination.time, &call->err) &&
           start(call, &destination);
}

enum outcome
clock_advance(struct call *call)
{
    if (call->request->progress == 0 && !start_advance(call))
        return call_fail(call);
    return finish(call);
}

enum outcome
clock_set(struct call *call)
{
    if (call->request->progress == 0 && !start_set(call))
        return call_fail(call);
    return finish(call);
}
