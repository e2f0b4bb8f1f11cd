/* GET    .../scenarios         -> {"scenarios":[{"name","from"}]}, by name; a project's own first
 * GET    .../scenarios/{name}  -> the scenario, as it was read
 * PUT    .../scenarios/{name}  a scenario; its name may be left out -> what is stored now
 * DELETE .../scenarios/{name}  -> {}; jobs that have it keep it
 *
 * under /emulator/v1 (the server's) and /emulator/v1/projects/{project} (a project's own, which go
 * before the server's; reading shows both, writing touches the project's alone).
 *
 * 400 INVALID_ARGUMENT    no scenario, or one of another name; nothing changed
 * 404 NOT_FOUND           there is none of that name
 * 429 RESOURCE_EXHAUSTED  --max-scenarios or --max-worlds
 */
#include "control/routes.h"
#include "json/load.h"
#include "json/write.h"
#include "model/rules.h"
#include "sim/scenario_set.h"

#include <string.h>

/* Where a scenario comes from. */
enum origin { FROM_PROJECT, FROM_SERVER, FROM_FILE, FROM_PRESET };

static const char *const ORIGIN_NAMES[] = {
    [FROM_PROJECT] = "project",
    [FROM_SERVER] = "server",
    [FROM_FILE] = "file",
    [FROM_PRESET] = "preset",
};

/* The sets a call is about. */
struct shelves {
    bool is_of_project;
    const struct scenario_set
        *own; /* the project's; NULL when it has none, or the server is meant */
    const struct scenario_set *server;
    struct text name; /* of the path; empty for lists */
};

static bool
find_shelves(struct call *call, struct shelves *ret)
{
    const struct store *store = call->service->store;
    *ret = (struct shelves){.server = &store->scenarios, .name = call->captures[0]};
    if (call->route->scope != SCOPE_WORLD)
        return true;
    const struct world *world = store_world(store, call->captures[0]);
    ret->is_of_project = true;
    ret->own = world == NULL ? NULL : &world->scenarios;
    ret->name = call->captures[1];
    return rules_check_project(call->captures[0], &call->err);
}

static const struct scenario *
find_own(const struct shelves *shelves, struct text name)
{
    return shelves->own == NULL ? NULL : scenario_set_find(shelves->own, name);
}

/* Says which names there are: those that could have been meant. */
static bool
refuse_name(struct call *call, const struct shelves *shelves)
{
    struct buf names OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    if (shelves->own != NULL && shelves->own->count > 0) {
        scenario_set_list(shelves->own, &names);
        buf_add_str(&names, " (of this project); ");
    }
    scenario_set_list(shelves->server, &names);
    return err_set(&call->err, ERR_NOT_FOUND, "There is no scenario of that name. There are: %s.",
                   names.failed ? "too many to name" : names.at);
}

/* --- list --------------------------------------------------------------------------------------- */

static int
compare_names(const void *a, const void *b)
{
    const struct scenario *const *left = a;
    const struct scenario *const *right = b;
    struct text x = scenario_name(*left);
    struct text y = scenario_name(*right);
    size_t common = x.length < y.length ? x.length : y.length;
    int order = memcmp(x.at, y.at, common);
    return order != 0 ? order : (x.length > y.length) - (x.length < y.length);
}

/* The server's start set is shared, so what still stands there as it stood at the start came with
 * the program or from a file. */
static enum origin
server_origin(const struct store *store, const struct scenario_set *presets,
              const struct scenario *scenario)
{
    struct text name = scenario_name(scenario);
    if (scenario_set_find(&store->start_scenarios, name) != scenario)
        return FROM_SERVER;
    const struct scenario *preset = scenario_set_find(presets, name);
    bool is_preset =
        preset != NULL && text_equal(scenario_source(preset), scenario_source(scenario));
    return is_preset ? FROM_PRESET : FROM_FILE;
}

/* A listing under way. */
struct listing {
    struct call *call;
    const struct shelves *shelves;
    struct scenario_set presets; /* as they ship */
    const char *separator;
};

static void
listing_done(struct listing *listing)
{
    scenario_set_done(&listing->presets);
}

static void
write_row(struct listing *listing, const struct scenario_set *set, const struct scenario *scenario)
{
    struct buf *out = &listing->call->reply->body;
    bool is_own = set == listing->shelves->own;
    if (!is_own && find_own(listing->shelves, scenario_name(scenario)) != NULL)
        return;
    enum origin origin =
        is_own ? FROM_PROJECT
               : server_origin(listing->call->service->store, &listing->presets, scenario);
    buf_printf(out, "%s{\"name\":", listing->separator);
    write_string(out, scenario_name(scenario));
    buf_printf(out, ",\"from\":\"%s\"}", ORIGIN_NAMES[origin]);
    listing->separator = ",";
}

static void
free_sorted(const struct scenario ***sorted)
{
    free(*sorted);
}

static bool
write_set(struct listing *listing, const struct scenario_set *set)
{
    if (set == NULL || set->count == 0)
        return true;
    const struct scenario **sorted OWNED(free_sorted) =
        calloc(set->count, sizeof(const struct scenario *));
    if (sorted == NULL)
        return err_memory(&listing->call->err);
    for (uint32_t i = 0; i < set->count; i++)
        sorted[i] = set->scenarios[i];
    qsort(sorted, set->count, sizeof(const struct scenario *), compare_names);
    for (uint32_t i = 0; i < set->count; i++)
        write_row(listing, set, sorted[i]);
    return true;
}

enum outcome
scenarios_list(struct call *call)
{
    struct shelves shelves;
    struct listing listing OWNED(listing_done) = {
        .call = call,
        .shelves = &shelves,
        .separator = "",
    };
    struct buf *out = &call->reply->body;
    if (!find_shelves(call, &shelves) || !scenario_set_load_presets(&listing.presets, &call->err))
        return call_fail(call);
    buf_add_str(out, "{\"scenarios\":[");
    if (!write_set(&listing, shelves.own) || !write_set(&listing, shelves.server))
        return call_fail(call);
    buf_add_str(out, "]}");
    return reply_ok(call->reply);
}

/* --- one ---------------------------------------------------------------------------------------- */

static enum outcome
answer_scenario(struct call *call, const struct scenario *scenario)
{
    buf_add_text(&call->reply->body, scenario_source(scenario));
    return reply_ok(call->reply);
}

enum outcome
scenarios_get(struct call *call)
{
    struct shelves shelves;
    if (!find_shelves(call, &shelves))
        return call_fail(call);
    const struct scenario *scenario = find_own(&shelves, shelves.name);
    if (scenario == NULL)
        scenario = scenario_set_find(shelves.server, shelves.name);
    if (scenario == NULL) {
        refuse_name(call, &shelves);
        return call_fail(call);
    }
    return answer_scenario(call, scenario);
}

/* The body with the path's name as its first member. Owned; NULL with call->err. */
static json_t *
name_body(struct call *call, json_t *body, struct text name)
{
    const json_t *given = json_object_get(body, "name");
    struct text said = {json_string_value(given), json_string_length(given)};
    if (given != NULL && !(json_is_string(given) && text_equal(said, name))) {
        err_field(&call->err, ERR_INVALID_ARGUMENT, "name",
                  "It must be the name in the path, or be left out.");
        return NULL;
    }
    json_auto_t *named = json_object();
    json_t *string = json_stringn(name.at, name.length);
    if (json_object_set_new(named, "name", string) != 0 || json_object_update(named, body) != 0) {
        err_memory(&call->err);
        return NULL;
    }
    return GIVE(named);
}

/* Owned; NULL with call->err. */
static struct scenario *
read_scenario(struct call *call, struct text name)
{
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL)
        return NULL;
    if (!json_is_object(body))
        return scenario_new(body, "", &call->err);
    json_auto_t *named = name_body(call, body, name);
    return named == NULL ? NULL : scenario_new(named, "", &call->err);
}

/* For calls that write: the set, and a project that comes into being. NULL with call->err. */
static struct scenario_set *
ensure_set(struct call *call)
{
    struct store *store = call->service->store;
    if (call->route->scope != SCOPE_WORLD)
        return &store->scenarios;
    struct world *world = store_world_ensure(store, call->captures[0], &call->err);
    return world == NULL ? NULL : &world->scenarios;
}

static void
drop_scenario(struct scenario **scenario)
{
    scenario_unref(*scenario);
}

enum outcome
scenarios_put(struct call *call)
{
    struct shelves shelves;
    if (!find_shelves(call, &shelves))
        return call_fail(call);
    struct scenario *scenario OWNED(drop_scenario) = read_scenario(call, shelves.name);
    struct scenario_set *set = scenario == NULL ? NULL : ensure_set(call);
    if (set == NULL || !scenario_set_put(set, scenario_ref(scenario),
                                         call->service->limits->scenarios, &call->err))
        return call_fail(call);
    return answer_scenario(call, scenario);
}

/* Forgetting never brings a project into being. */
static struct scenario_set *
find_set(struct call *call)
{
    struct store *store = call->service->store;
    if (call->route->scope != SCOPE_WORLD)
        return &store->scenarios;
    struct world *world = store_world(store, call->captures[0]);
    return world == NULL ? NULL : &world->scenarios;
}

enum outcome
scenarios_delete(struct call *call)
{
    struct shelves shelves;
    if (!find_shelves(call, &shelves))
        return call_fail(call);
    struct scenario_set *set = find_set(call);
    if (set == NULL || !scenario_set_remove(set, shelves.name)) {
        refuse_name(call, &shelves);
        return call_fail(call);
    }
    buf_add_str(&call->reply->body, "{}");
    return reply_ok(call->reply);
}
