#include "control/run.h"

#include "api/jump.h"
#include "control/clock_view.h"

#include <stdlib.h>

static void
run_free(void *work)
{
    struct run *run = work;
    pending_done(&run->next);
    free(run->places);
    free(run->job);
    free(run);
}

/* All the memory a run needs. */
static bool
reserve(struct run *run, uint32_t count)
{
    run->places = calloc(count > 0 ? count : 1, sizeof(run->places[0]));
    while (run->next.capacity < count) {
        run->next.count = run->next.capacity;
        if (!pending_reserve(&run->next))
            break;
    }
    run->next.count = 0;
    return run->places != NULL && run->next.capacity >= count;
}

static void
keep_within(struct run *run, ns_t start)
{
    ns_t room = NS_TIME_MAX - start;
    run->room = room < run->room ? room : run->room;
}

/* Takes the worlds. Each has something to do at span 0: to settle up to its present, of which
 * nothing counts. */
static void
take_worlds(struct call *call, struct run *run, const struct targets *targets)
{
    run->mono = call->request->mono;
    run->room = NS_TIME_MAX;
    run->count = targets->count;
    run->template = targets->template;
    call->request->progress = ++call->service->jumps;
    if (run->template != NULL) {
        run->template_start = vclock_now(run->template, run->mono);
        keep_within(run, run->template_start);
        call->service->template_jump = call->request->progress;
    }
    for (uint32_t i = 0; i < targets->count; i++) {
        struct world *world = targets->worlds[i];
        ns_t start = vclock_now(&world->config.clock, run->mono);
        run->places[i] = (struct run_place){world, start};
        keep_within(run, start);
        jump_hold(call, world, start, start);
        pending_push(&run->next, (struct pending_entry){.at = 0, .ordinal = i});
    }
}

/* The run of this request: begun by its first attempt. NULL with call->err. */
static struct run *
start(struct call *call, run_read_fn read)
{
    struct request *request = call->request;
    struct targets targets;
    struct run *run = calloc(1, sizeof(*run));
    if (run == NULL) {
        err_memory(&call->err);
        return NULL;
    }
    request->work = run;
    request->work_free = run_free;
    if (!read(call, run) || !targets_find(call, &targets))
        return NULL;
    if (!reserve(run, targets.count)) {
        err_memory(&call->err);
        return NULL;
    }
    take_worlds(call, run, &targets);
    return run;
}

/* Makes visible what is due by run->span. True once all of it is; false as jump_settle. */
static bool
settle_due(struct call *call, struct run *run, int *slice)
{
    for (;;) {
        const struct pending_entry *top = pending_top(&run->next);
        if (top == NULL || top->at > run->span)
            return true;
        uint32_t ordinal = top->ordinal;
        const struct run_place *place = &run->places[ordinal];
        place->world->jump.to = place->start + run->span;
        if (!jump_settle_part(call, place->world, slice))
            return false;
        ns_t next = world_next(place->world);
        pending_pop(&run->next);
        if (next != NS_NEVER)
            pending_push(&run->next, (struct pending_entry){next - place->start, ordinal});
    }
}

/* One slice. RUN_ON when there is more to do. */
static enum run_verdict
go_on(struct call *call, struct run *run, run_rule_fn rule, int *slice)
{
    if (!buf_reserve(&call->err.message, RUN_REFUSAL_BYTES)) {
        err_memory(&call->err);
        return RUN_REFUSED;
    }
    for (;;) {
        ns_t span = run->span;
        if (!settle_due(call, run, slice))
            return call->err.code == ERR_NONE ? RUN_ON : RUN_REFUSED;
        enum run_verdict verdict = rule(call, run, &span);
        if (verdict != RUN_ON)
            return verdict;
        if (span > run->room) {
            buf_add_str(run_refuse(call, ERR_OUT_OF_RANGE),
                        "The emulator's time ends at 2262-04-11T23:47:16Z; a clock would pass it.");
            return RUN_REFUSED;
        }
        run->span = span;
    }
}

/* Moves the clocks to where the run has come, and lets go of the worlds. */
static void
end(struct call *call, struct run *run)
{
    run->is_over = true;
    for (uint32_t i = 0; i < run->count; i++) {
        struct world *world = run->places[i].world;
        vclock_jump(&world->config.clock, run->mono, run->places[i].start + run->span);
        world->jump.is_active = false;
    }
    if (run->template == NULL)
        return;
    vclock_jump(run->template, run->mono, run->template_start + run->span);
    call->service->template_jump = 0;
}

enum outcome
run_attempt(struct call *call, run_read_fn read, run_rule_fn rule)
{
    struct targets targets;
    struct run *run = call->request->work;
    int slice = LIMIT_SETTLE_SLICE;
    if (run == NULL)
        run = start(call, read);
    if (run == NULL)
        return call_fail(call);
    if (!run->is_over) {
        enum run_verdict verdict = go_on(call, run, rule, &slice);
        if (verdict == RUN_ON)
            return OUTCOME_LATER;
        end(call, run);
        if (verdict == RUN_REFUSED)
            return call_fail(call);
    }
    if (!targets_find(call, &targets))
        return call_fail(call);
    return clock_view_reply_moved(call, &targets, &slice);
}

struct buf *
run_refuse(struct call *call, enum err_code code)
{
    call->err.code = code;
    return &call->err.message;
}

uint64_t
run_pending(const struct run *run)
{
    uint64_t pending = 0;
    for (uint32_t i = 0; i < run->count; i++)
        pending += world_pending(run->places[i].world);
    return pending;
}

ns_t
run_time(const struct call *call, const struct run *run)
{
    if (run->template != NULL)
        return run->template_start + run->span;
    if (run->count > 0)
        return run->places[0].start + run->span;
    return vclock_now(&call->service->store->template.clock, run->mono);
}
