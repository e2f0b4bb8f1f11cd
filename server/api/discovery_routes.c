#include "api/discovery_routes.h"

/* clang-format off */
static const struct parameter VERSION[] = {
    {"version", FIELD_STRING, "Version of the API: `v1`."},
    {NULL, FIELD_STRING, NULL},
};

static const struct parameter LISTED[] = {
    {"name",      FIELD_STRING, "Only the API of that name."},
    {"preferred", FIELD_BOOL,   "Whether to list only the version of each API that clients should use."},
    {NULL, FIELD_STRING, NULL},
};

static const struct route ROUTES[] = {
    {HTTP_GET, "$discovery/rest",              "discovery.rest",         discovery_of_version, SCOPE_NONE, VERSION, NULL},
    {HTTP_GET, "discovery/v1/apis/ml/v1/rest", "discovery.apis.getRest", discovery_of_v1,      SCOPE_NONE, NULL,    NULL},
    {HTTP_GET, "discovery/v1/apis",            "discovery.apis.list",    discovery_list,       SCOPE_NONE, LISTED,  NULL},
};
/* clang-format on */

const struct route_table DISCOVERY_ROUTES = {ROUTES, sizeof(ROUTES) / sizeof(ROUTES[0])};
