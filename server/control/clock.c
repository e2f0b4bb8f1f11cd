/* GET   .../clock  -> {"mode","rate"?,"time","next"?,"pending"}
 * PATCH .../clock  {"mode","rate"} -> the same; never jumps
 *
 * under /emulator/v1 (the template and every world) and /emulator/v1/projects/{project} (one
 * world).
 *
 * 400 INVALID_ARGUMENT  a bad member, or a rate that does not go with the mode
 * 501 UNIMPLEMENTED     onPoll, onWait
 */
#include "control/body.h"
#include "control/clock_view.h"
#include "control/routes.h"
#include "json/write.h"

static const char *const MODE_NAMES[VCLOCK_MODE_COUNT] = {
    [VCLOCK_REAL] = "real",
    [VCLOCK_SCALED] = "scaled",
    [VCLOCK_MANUAL] = "manual",
};

static enum outcome
answer_clock(struct call *call, const struct targets *targets)
{
    struct buf *out = &call->reply->body;
    const struct vclock *clock = clock_view_shown(call, targets);
    int slice = LIMIT_SETTLE_SLICE;
    if (!clock_view_settle(call, targets, &slice))
        return OUTCOME_LATER;
    buf_printf(out, "{\"mode\":\"%s\",", MODE_NAMES[clock->mode]);
    if (clock->mode == VCLOCK_SCALED) {
        buf_add_str(out, "\"rate\":");
        write_double(out, (double)clock->rate_milli / (double)VCLOCK_RATE_ONE);
        buf_add_char(out, ',');
    }
    clock_view_write_time(out, "time", vclock_now(clock, call->request->mono));
    clock_view_close(out, targets);
    return reply_ok(call->reply);
}

enum outcome
clock_get(struct call *call)
{
    struct targets targets;
    if (!targets_find(call, &targets))
        return call_fail(call);
    return answer_clock(call, &targets);
}

/* What a PATCH asks for. */
struct clock_change {
    bool has_mode;
    enum vclock_mode mode;
    int64_t rate_milli; /* 0: not given */
};

static bool
read_mode(const json_t *body, struct clock_change *change, struct err *err)
{
    struct text name;
    if (body_get(body, "mode") == NULL)
        return true;
    if (!body_string(body, "mode", &name, err))
        return false;
    for (int i = 0; i < VCLOCK_MODE_COUNT; i++) {
        if (text_is(name, MODE_NAMES[i])) {
            change->has_mode = true;
            change->mode = (enum vclock_mode)i;
            return true;
        }
    }
    return body_refuse(body, "mode", "\"real\", \"scaled\" or \"manual\"", err);
}

static bool
read_rate(const json_t *body, struct clock_change *change, struct err *err)
{
    const json_t *value = body_get(body, "rate");
    if (value == NULL)
        return true;
    double rate = json_number_value(value) * (double)VCLOCK_RATE_ONE;
    if (!json_is_number(value) || !(rate >= 1) || rate > (double)VCLOCK_RATE_MAX)
        return body_refuse(body, "rate", "a number from 0.001 to 1000000", err);
    change->rate_milli = (int64_t)(rate + 0.5);
    return true;
}

static bool
read_change(struct call *call, struct clock_change *change)
{
    static const char *const MEMBERS[] = {"mode", "rate", "onPoll", "onWait", NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    if (body == NULL || !read_mode(body, change, &call->err) ||
        !read_rate(body, change, &call->err))
        return false;
    if (body_get(body, "onPoll") != NULL || body_get(body, "onWait") != NULL)
        return err_set(&call->err, ERR_UNIMPLEMENTED,
                       "onPoll and onWait are not emulated yet; leave them out.");
    return true;
}

/* The rate that will hold once `change` is applied to `clock`; 0 when the two do not fit together.
 */
static int64_t
changed_rate(const struct vclock *clock, const struct clock_change *change)
{
    enum vclock_mode mode = change->has_mode ? change->mode : clock->mode;
    if (mode != VCLOCK_SCALED)
        return change->rate_milli == 0 ? VCLOCK_RATE_ONE : 0;
    if (change->rate_milli != 0)
        return change->rate_milli;
    return clock->mode == VCLOCK_SCALED ? clock->rate_milli : 0;
}

static void
apply_change(struct vclock *clock, ns_t mono, const struct clock_change *change)
{
    enum vclock_mode mode = change->has_mode ? change->mode : clock->mode;
    vclock_set_mode(clock, mono, mode, changed_rate(clock, change));
}

/* A world that is yet to come begins with the template's clock. */
static bool
check_change(struct call *call, const struct targets *targets, const struct clock_change *change)
{
    const struct vclock *template = &call->service->store->template.clock;
    bool is_meant = targets->template != NULL || targets->count == 0;
    bool fits = !is_meant || changed_rate(template, change) > 0;
    for (uint32_t i = 0; i < targets->count; i++)
        fits = fits && changed_rate(&targets->worlds[i]->config.clock, change) > 0;
    return fits || err_field(&call->err, ERR_INVALID_ARGUMENT, "rate",
                             "A rate belongs to the mode \"scaled\", and that mode needs one.");
}

static void
change_clocks(const struct targets *targets, ns_t mono, const struct clock_change *change)
{
    if (targets->template != NULL)
        apply_change(targets->template, mono, change);
    for (uint32_t i = 0; i < targets->count; i++)
        apply_change(&targets->worlds[i]->config.clock, mono, change);
}

/* Checks everything before the first change. */
static bool
start_change(struct call *call)
{
    struct targets targets;
    struct clock_change change = {0};
    if (!read_change(call, &change) || !targets_find(call, &targets) ||
        !check_change(call, &targets, &change) || !targets_ensure(call, &targets))
        return false;
    change_clocks(&targets, call->request->mono, &change);
    call->request->progress = 1;
    return true;
}

enum outcome
clock_patch(struct call *call)
{
    struct targets targets;
    bool is_first = call->request->progress == 0;
    if ((is_first && !start_change(call)) || !targets_ensure(call, &targets))
        return call_fail(call);
    return answer_clock(call, &targets);
}
