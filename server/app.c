#include "app.h"

#include "api/batch.h"
#include "api/discovery_routes.h"
#include "api/dispatch.h"
#include "api/routes.h"
#include "base/uid.h"
#include "control/routes.h"
#include "scenario_files.h"

#include <stdlib.h>

/* Of jobs that nothing else chooses a scenario for. */
#define DEFAULT_SCENARIO "succeeds"

struct app {
    struct service service;
    struct uid_source uids; /* names the process; its instance id is what GET / shows */
};

static struct vclock
start_clock(const struct options *options, ns_t wall, ns_t mono)
{
    switch (options->clock_mode) {
    case VCLOCK_SCALED:
        return vclock_scaled(wall, mono, options->clock_rate_milli);
    case VCLOCK_MANUAL:
        return vclock_manual(options->clock_time);
    case VCLOCK_REAL:
    case VCLOCK_MODE_COUNT:
        break;
    }
    return vclock_real(wall, mono);
}

/* The presets, and over them the files of --scenario. */
static bool
load_scenarios(const struct options *options, struct scenario_set *set, struct err *err)
{
    if (!scenario_set_load_presets(set, err))
        return false;
    for (size_t i = 0; i < options->scenario_count; i++) {
        if (!scenario_files_load(set, options->scenarios[i], options->limits.scenarios, err))
            return false;
    }
    return true;
}

struct app *
app_new(const struct options *options, ns_t wall, ns_t mono, struct err *err)
{
    const struct world_config start = {
        .clock = start_clock(options, wall, mono),
        .seed = options->seed,
        .pace = options->pace,
        .capacity = options->capacity,
        .response_delay = options->response_delay,
        .default_scenario = DEFAULT_SCENARIO,
        .on_poll = options->clock_on_poll,
        .on_wait = options->clock_on_wait,
    };
    struct scenario_set scenarios OWNED(scenario_set_done) = {0};
    if (!load_scenarios(options, &scenarios, err))
        return NULL;
    struct app *app = calloc(1, sizeof(*app));
    struct store *store = store_new(&options->limits, &start);
    if (app == NULL || store == NULL) {
        store_free(store);
        free(app);
        err_memory(err);
        return NULL;
    }
    if (!scenario_set_copy(&scenarios, &store->scenarios, err)) {
        store_free(store);
        free(app);
        return NULL;
    }
    store->start_scenarios = scenarios;
    scenarios = (struct scenario_set){0};
    uid_source_init(&app->uids);
    app->service = (struct service){
        .store = store,
        .compat = &options->compat,
        .limits = &options->limits,
        .version = PACKAGE_VERSION,
        .instance = app->uids.instance_text,
    };
    return app;
}

void
app_free(struct app *app)
{
    if (app == NULL)
        return;
    store_free(app->service.store);
    free(app);
}

enum outcome
app_handle(void *context, struct request *request, struct reply *reply)
{
    struct app *app = context;
    const struct route_table tables[] = {API_ROUTES, BATCH_ROUTES, DISCOVERY_ROUTES,
                                         CONTROL_ROUTES};
    return dispatch(&app->service, tables, sizeof(tables) / sizeof(tables[0]), request, reply);
}

bool
app_work(void *context)
{
    struct app *app = context;
    return store_reap(app->service.store);
}
