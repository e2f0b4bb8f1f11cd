/* The routes under which clients look for the discovery document. */
#ifndef API_DISCOVERY_ROUTES_H
#define API_DISCOVERY_ROUTES_H

#include "api/router.h"

extern const struct route_table DISCOVERY_ROUTES;

enum outcome discovery_of_version(struct call *call);
enum outcome discovery_of_v1(struct call *call);
enum outcome discovery_list(struct call *call);

#endif
