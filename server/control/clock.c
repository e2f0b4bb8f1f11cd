/* GET   .../clock  -> {"mode","rate"?,"onPoll"?,"onWait"?,"time","next"?,"pending"}
 * PATCH .../clock  {"mode","rate","onPoll","onWait"} -> the same; never jumps
 *
 * under /emulator/v1 (the template and every world) and /emulator/v1/projects/{project} (one
 * world).
 *
 * onPoll n  each n-th GET of a job that has not ended moves a manual clock to the job's next change;
 *           0 switches it off, as does leaving the mode manual
 * onWait    while all that anybody does is wait (jobs:wait), time jumps to the changes waited for
 *
 * 400 INVALID_ARGUMENT  a bad member, or a rate or an onPoll that does not go with the mode
 */
#include "api/jump.h"
#include "control/body.h"
#include "control/clock_view.h"
#include "control/routes.h"
#include "json/write.h"

static const char *const MODE_NAMES[VCLOCK_MODE_COUNT] = {
    [VCLOCK_REAL] = "real",
    [VCLOCK_SCALED] = "scaled",
    [VCLOCK_MANUAL] = "manual",
};

static const struct world_config *
shown_config(const struct call *call, const struct targets *targets)
{
    if (targets->count == 0 || targets->template != NULL)
        return &call->service->store->template;
    return &targets->only->config;
}

/* What moves the clock besides commands, where there is anything. */
static void
write_helps(struct buf *out, const struct world_config *config)
{
    if (config->on_poll > 0)
        buf_printf(out, "\"onPoll\":%u,", (unsigned)config->on_poll);
    if (config->on_wait)
        buf_add_str(out, "\"onWait\":true,");
}

static enum outcome
answer_clock(struct call *call, const struct targets *targets)
{
    struct buf *out = &call->reply->body;
    const struct vclock *clock = clock_view_shown(call, targets);
    int slice = LIMIT_SETTLE_SLICE;
    if (!clock_view_settle(call, targets, &slice))
        return jump_pause(call);
    buf_printf(out, "{\"mode\":\"%s\",", MODE_NAMES[clock->mode]);
    if (clock->mode == VCLOCK_SCALED) {
        buf_add_str(out, "\"rate\":");
        write_double(out, (double)clock->rate_milli / (double)VCLOCK_RATE_ONE);
        buf_add_char(out, ',');
    }
    write_helps(out, shown_config(call, targets));
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
    bool has_on_poll;
    int64_t on_poll;
    bool has_on_wait;
    bool on_wait;
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
read_on_poll(const json_t *body, struct clock_change *change, struct err *err)
{
    change->has_on_poll = body_get(body, "onPoll") != NULL;
    return !change->has_on_poll ||
           body_int64(body, "onPoll", 0, LIMIT_RUN_MOST, &change->on_poll, err);
}

static bool
read_on_wait(const json_t *body, struct clock_change *change, struct err *err)
{
    const json_t *value = body_get(body, "onWait");
    change->has_on_wait = value != NULL;
    change->on_wait = json_is_true(value);
    return value == NULL || json_is_boolean(value) ||
           body_refuse(body, "onWait", "true or false", err);
}

static bool
read_change(struct call *call, struct clock_change *change)
{
    static const char *const MEMBERS[] = {"mode", "rate", "onPoll", "onWait", NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    return body != NULL && read_mode(body, change, &call->err) &&
           read_rate(body, change, &call->err) && read_on_poll(body, change, &call->err) &&
           read_on_wait(body, change, &call->err);
}

static enum vclock_mode
changed_mode(const struct vclock *clock, const struct clock_change *change)
{
    return change->has_mode ? change->mode : clock->mode;
}

/* The rate that will hold once `change` is applied to `clock`; 0 when the two do not fit together.
 */
static int64_t
changed_rate(const struct vclock *clock, const struct clock_change *change)
{
    if (changed_mode(clock, change) != VCLOCK_SCALED)
        return change->rate_milli == 0 ? VCLOCK_RATE_ONE : 0;
    if (change->rate_milli != 0)
        return change->rate_milli;
    return clock->mode == VCLOCK_SCALED ? clock->rate_milli : 0;
}

static void
apply_change(struct world_config *config, ns_t mono, const struct clock_change *change)
{
    struct vclock *clock = &config->clock;
    vclock_set_mode(clock, mono, changed_mode(clock, change), changed_rate(clock, change));
    if (change->has_on_poll)
        config->on_poll = (uint32_t)change->on_poll;
    if (clock->mode != VCLOCK_MANUAL)
        config->on_poll = 0;
    if (change->has_on_wait)
        config->on_wait = change->on_wait;
}

static bool
check_one(const struct vclock *clock, const struct clock_change *change, struct err *err)
{
    if (changed_rate(clock, change) <= 0)
        return err_field(err, ERR_INVALID_ARGUMENT, "rate",
                         "A rate belongs to the mode \"scaled\", and that mode needs one.");
    if (change->on_poll > 0 && changed_mode(clock, change) != VCLOCK_MANUAL)
        return err_field(err, ERR_INVALID_ARGUMENT, "onPoll",
                         "It belongs to the mode \"manual\": any other clock moves by itself.");
    return true;
}

/* A world that is yet to come begins with the template's clock. */
static bool
check_change(struct call *call, const struct targets *targets, const struct clock_change *change)
{
    const struct vclock *template = &call->service->store->template.clock;
    bool is_meant = targets->template != NULL || targets->count == 0;
    if (is_meant && !check_one(template, change, &call->err))
        return false;
    for (uint32_t i = 0; i < targets->count; i++) {
        if (!check_one(&targets->worlds[i]->config.clock, change, &call->err))
            return false;
    }
    return true;
}

static void
change_clocks(struct call *call, const struct targets *targets, const struct clock_change *change)
{
    ns_t mono = call->request->mono;
    if (targets->template != NULL)
        apply_change(&call->service->store->template, mono, change);
    for (uint32_t i = 0; i < targets->count; i++)
        apply_change(&targets->worlds[i]->config, mono, change);
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
    change_clocks(call, &targets, &change);
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
