#include "control/routes.h"

static const struct parameter WAIT_PARAMETERS[] = {
    {"state", FIELD_STRING, "What to wait for: a state, terminal (the default) or changed."},
    {"timeout", FIELD_STRING, "How long at most, such as 30s."},
    {"timebase", FIELD_STRING, "Whose time that is: real (the default) or virtual."},
    {"exact", FIELD_BOOL, "Show the job as it was when it entered the state."},
    {.name = NULL},
};

/* clang-format off */
static const struct route ROUTES[] = {
    {HTTP_GET,    "",                                    "about",          about,          SCOPE_NONE,   NULL, NULL},
    {HTTP_GET,    "healthz",                             "healthz",        healthz,        SCOPE_NONE,   NULL, NULL},
    {HTTP_GET,    "readyz",                              "readyz",         readyz,         SCOPE_NONE,   NULL, NULL},
    {HTTP_GET,    "emulator/v1",                         "about",          about,          SCOPE_NONE,   NULL, NULL},
    {HTTP_POST,   "emulator/v1:reset",                   "reset",          server_reset,   SCOPE_SERVER, NULL, NULL},
    {HTTP_GET,    "emulator/v1/clock",                   "clock.get",      clock_get,      SCOPE_SERVER, NULL, NULL},
    {HTTP_PATCH,  "emulator/v1/clock",                   "clock.patch",    clock_patch,    SCOPE_SERVER, NULL, NULL},
    {HTTP_POST,   "emulator/v1/clock:advance",           "clock.advance",  clock_advance,  SCOPE_SERVER, NULL, NULL},
    {HTTP_POST,   "emulator/v1/clock:set",               "clock.set",      clock_set,      SCOPE_SERVER, NULL, NULL},
    {HTTP_GET,    "emulator/v1/scenarios",               "scenarios.list", scenarios_list, SCOPE_NONE,   NULL, NULL},
    {HTTP_GET,    "emulator/v1/scenarios/+",             "scenarios.get",  scenarios_get,  SCOPE_NONE,   NULL, NULL},
    {HTTP_PUT,    "emulator/v1/scenarios/+",             "scenarios.put",  scenarios_put,  SCOPE_NONE,   NULL, NULL},
    {HTTP_DELETE, "emulator/v1/scenarios/+",             "scenarios.delete", scenarios_delete, SCOPE_NONE, NULL, NULL},
    {HTTP_POST,   "emulator/v1/clock:step",              "clock.step",     clock_step,     SCOPE_SERVER, NULL, NULL},
    {HTTP_POST,   "emulator/v1/clock:runAll",            "clock.runAll",   clock_run_all,  SCOPE_SERVER, NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+",              "project.get",    project_get,    SCOPE_WORLD,  NULL, NULL},
    {HTTP_PATCH,  "emulator/v1/projects/+",              "project.patch",  project_patch,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_DELETE, "emulator/v1/projects/+",              "project.delete", project_delete, SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/jobs:explain", "jobs.explain",   jobs_explain,   SCOPE_WORLD,  NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+/clock",        "clock.get",      clock_get,      SCOPE_WORLD,  NULL, NULL},
    {HTTP_PATCH,  "emulator/v1/projects/+/clock",        "clock.patch",    clock_patch,    SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:advance", "clock.advance", clock_advance,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:set",    "clock.set",      clock_set,      SCOPE_WORLD,  NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+/scenarios",    "scenarios.list", scenarios_list, SCOPE_WORLD,  NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+/scenarios/+",  "scenarios.get",  scenarios_get,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_PUT,    "emulator/v1/projects/+/scenarios/+",  "scenarios.put",  scenarios_put,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_DELETE, "emulator/v1/projects/+/scenarios/+",  "scenarios.delete", scenarios_delete, SCOPE_WORLD, NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:step",   "clock.step",     clock_step,     SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:stepJob", "clock.stepJob", clock_step_job, SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:runUntil", "clock.runUntil", clock_run_until, SCOPE_WORLD, NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:runAll", "clock.runAll",   clock_run_all,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+/jobs/*:wait",  "jobs.wait",      job_wait,       SCOPE_WORLD,  WAIT_PARAMETERS, NULL},
};
/* clang-format on */

const struct route_table CONTROL_ROUTES = {ROUTES, sizeof(ROUTES) / sizeof(ROUTES[0])};
