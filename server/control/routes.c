#include "control/routes.h"

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
};
/* clang-format on */

const struct route_table CONTROL_ROUTES = {ROUTES, sizeof(ROUTES) / sizeof(ROUTES[0])};
