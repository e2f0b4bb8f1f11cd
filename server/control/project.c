/* Settings of a project: {"seed","profile","latency","responseDelay","defaultScenario","capacity"}
 *
 * GET    /emulator/v1/projects/{project}  -> the settings
 * PATCH  /emulator/v1/projects/{project}  any of them -> the settings; but for capacity they touch
 *                                         later jobs only
 * DELETE /emulator/v1/projects/{project}  -> {}; back to the template, jobs and clock forgotten
 * POST   /emulator/v1:reset               -> {}; all projects, and the start options hold again
 *
 * 400 INVALID_ARGUMENT  a bad member; nothing changed
 */
#include "control/routes.h"

#include "api/jump.h"
#include "control/body.h"
#include "json/member.h"
#include "model/rules.h"

#include <string.h>

static void
write_dist(struct buf *out, const struct dist *dist)
{
    buf_add_char(out, '"');
    dist_write(out, dist);
    buf_add_char(out, '"');
}

static void
write_config(struct buf *out, const struct world_config *config)
{
    const char *separator = "";
    buf_printf(out, "{\"seed\":%llu,\"profile\":\"%s\",\"latency\":{",
               (unsigned long long)config->seed, config->pace.profile->name);
    for (int i = 0; i < LATENCY_COUNT; i++) {
        if (!config->pace.latency.is_set[i])
            continue;
        buf_printf(out, "%s\"%s\":", separator, latency_name((enum latency_name)i));
        write_dist(out, &config->pace.latency.dists[i]);
        separator = ",";
    }
    buf_add_str(out, "},\"responseDelay\":");
    write_dist(out, &config->response_delay);
    buf_printf(out, ",\"defaultScenario\":\"%s\",\"capacity\":%u}", config->default_scenario,
               (unsigned)config->capacity);
}

static bool
set_seed(struct call *call, const json_t *body, struct world_config *config)
{
    struct err *err = &call->err;
    int64_t seed;
    if (!body_int64(body, "seed", 0, INT64_MAX, &seed, err))
        return false;
    config->seed = (uint64_t)seed;
    return true;
}

static bool
set_profile(struct call *call, const json_t *body, struct world_config *config)
{
    struct err *err = &call->err;
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct text name;
    if (!body_string(body, "profile", &name, err))
        return false;
    const struct profile *profile = profile_find(name);
    if (profile == NULL) {
        buf_add_str(&allowed, "one of ");
        profile_list(&allowed);
        return body_refuse(body, "profile", allowed.failed ? "a profile" : allowed.at, err);
    }
    config->pace.profile = profile;
    return true;
}

/* What a stage or a delay may be set to. */
#define SPANS "a duration such as \"10s\", or a range such as \"2s..5s\""

static bool
read_span(const char *path, const json_t *value, struct dist *ret_dist, struct err *err)
{
    struct err why OWNED(err_done) = ERR;
    struct text text = {json_string_value(value), json_string_length(value)};
    return (json_is_string(value) && dist_parse(text, ret_dist, &why)) ||
           body_refuse_value(path, value, SPANS, err);
}

static bool
set_stage(const char *name, const json_t *value, struct latency *latency, struct err *err)
{
    struct buf path OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    enum latency_name found = LATENCY_COUNT;
    buf_printf(&path, "latency.%s", name);
    latency_list(&allowed);
    if (path.failed || allowed.failed)
        return err_memory(err);
    if (!latency_find(text_of(name), &found))
        return body_refuse_name(path.at, allowed.at, err);
    latency->is_set[found] = true;
    return read_span(path.at, value, &latency->dists[found], err);
}

/* The map replaces the whole setting: {} goes back to the profile's times. */
static bool
set_latency(struct call *call, const json_t *body, struct world_config *config)
{
    struct err *err = &call->err;
    const json_t *map = body_get(body, "latency");
    struct latency latency = {0};
    struct member member = {0};
    if (!json_is_object(map))
        return body_refuse(body, "latency", "an object such as {\"running\":\"30s\"}", err);
    while (member_next(map, &member)) {
        if (!set_stage(member.name, member.value, &latency, err))
            return false;
    }
    config->pace.latency = latency;
    return true;
}

static bool
set_response_delay(struct call *call, const json_t *body, struct world_config *config)
{
    struct err *err = &call->err;
    struct dist delay = {0};
    if (!read_span("responseDelay", body_get(body, "responseDelay"), &delay, err))
        return false;
    if (delay.to > LIMIT_RESPONSE_DELAY_S * NS_PER_S)
        return body_refuse(body, "responseDelay", "at most an hour", err);
    config->response_delay = delay;
    return true;
}

/* Any scenario the project could name: its own, or one of the server's. */
static bool
set_default_scenario(struct call *call, const json_t *body, struct world_config *config)
{
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const struct store *store = call->service->store;
    struct text name;
    if (!body_string(body, "defaultScenario", &name, &call->err))
        return false;
    if (store_scenario(store, store_world(store, call->captures[0]), name) != NULL) {
        memcpy(config->default_scenario, name.at, name.length);
        config->default_scenario[name.length] = '\0';
        return true;
    }
    buf_add_str(&allowed, "the name of a scenario, such as one of ");
    scenario_set_list(&store->scenarios, &allowed);
    return body_refuse(body, "defaultScenario", allowed.failed ? "a scenario" : allowed.at,
                       &call->err);
}

static bool
set_capacity(struct call *call, const json_t *body, struct world_config *config)
{
    int64_t capacity;
    if (!body_int64(body, "capacity", 0, LIMIT_CAPACITY_MOST, &capacity, &call->err))
        return false;
    config->capacity = (uint32_t)capacity;
    return true;
}

struct setting {
    const char *member;
    bool (*set)(struct call *call, const json_t *body, struct world_config *config);
};

static const struct setting SETTINGS[] = {
    {"seed", set_seed},
    {"profile", set_profile},
    {"latency", set_latency},
    {"responseDelay", set_response_delay},
    {"defaultScenario", set_default_scenario},
    {"capacity", set_capacity},
};

#define SETTING_COUNT (sizeof(SETTINGS) / sizeof(SETTINGS[0]))

/* All members onto a copy: a bad one leaves everything as it was. */
static bool
read_settings(struct call *call, struct world_config *config)
{
    static const char *const MEMBERS[] = {
        "seed", "profile", "latency", "responseDelay", "defaultScenario", "capacity", NULL,
    };
    json_auto_t *body = body_load(call, MEMBERS);
    if (body == NULL)
        return false;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (body_get(body, SETTINGS[i].member) != NULL && !SETTINGS[i].set(call, body, config))
            return false;
    }
    return true;
}

enum outcome
project_get(struct call *call)
{
    if (!rules_check_project(call->captures[0], &call->err))
        return call_fail(call);
    write_config(&call->reply->body, store_config(call->service->store, call->captures[0]));
    return reply_ok(call->reply);
}

/* A new capacity counts from now on: what was due before has happened under the old one. */
static bool
settle_before(struct call *call, const struct world_config *config)
{
    int slice = LIMIT_SETTLE_SLICE;
    struct world *world = store_world(call->service->store, call->captures[0]);
    return world == NULL || world->config.capacity == config->capacity ||
           jump_catch_up(call, world, call_now(call, call->captures[0]), &slice);
}

enum outcome
project_patch(struct call *call)
{
    struct store *store = call->service->store;
    struct text project = call->captures[0];
    struct world_config config = *store_config(store, project);
    if (!rules_check_project(project, &call->err) || !read_settings(call, &config))
        return call_fail(call);
    if (!settle_before(call, &config))
        return jump_pause(call);
    struct world *world = store_world_ensure(store, project, &call->err);
    if (world == NULL)
        return call_fail(call);
    world->config = config;
    write_config(&call->reply->body, &world->config);
    return reply_ok(call->reply);
}

static enum outcome
reply_reset(struct call *call, bool is_done)
{
    if (!is_done)
        return call_fail(call);
    buf_add_str(&call->reply->body, "{}");
    return reply_ok(call->reply);
}

enum outcome
project_delete(struct call *call)
{
    struct text project = call->captures[0];
    return reply_reset(call, rules_check_project(project, &call->err) &&
                                 store_reset_world(call->service->store, project, &call->err));
}

enum outcome
server_reset(struct call *call)
{
    static const char *const MEMBERS[] = {NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    return reply_reset(call, body != NULL && store_reset(call->service->store, &call->err));
}
