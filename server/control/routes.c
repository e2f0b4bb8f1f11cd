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
    {HTTP_GET,    "emulator/v1/projects/+",              "project.get",    project_get,    SCOPE_WORLD,  NULL, NULL},
    {HTTP_PATCH,  "emulator/v1/projects/+",              "project.patch",  project_patch,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_DELETE, "emulator/v1/projects/+",              "project.delete", project_delete, SCOPE_WORLD,  NULL, NULL},
    {HTTP_GET,    "emulator/v1/projects/+/clock",        "clock.get",      clock_get,      SCOPE_WORLD,  NULL, NULL},
    {HTTP_PATCH,  "emulator/v1/projects/+/clock",        "clock.patch",    clock_patch,    SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:advance", "clock.advance", clock_advance,  SCOPE_WORLD,  NULL, NULL},
    {HTTP_POST,   "emulator/v1/projects/+/clock:set",    "clock.set",      clock_set,      SCOPE_WORLD,  NULL, NULL},
};
/* clang-format on */

const struct route_table CONTROL_ROUTES = {ROUTES, sizeof(ROUTES) / sizeof(ROUTES[0])};
