/* Finds the route of a request.
 *
 * A path is decoded once and split at its slashes, encoded ones included: names travel through
 * {+name}, whose slashes a client may send as %2F (fullyEncodeReservedExpansion in the discovery
 * document). A segment can therefore never hold a slash, and what was encoded twice stays encoded
 * once. NUL is refused.
 */
#ifndef API_ROUTER_H
#define API_ROUTER_H

#include "api/call.h"

/* A table of routes; `count` rows. */
struct route_table {
    const struct route *routes;
    size_t count;
};

/* Fills call->route and call->captures from the first route that fits. False with call->err: 400
 * for a path that cannot be decoded, 404 naming the nearest route and the methods it takes. */
bool router_match(struct call *call, const struct route_table *tables, size_t table_count);

/* Whether two segments of the same position fit: used by the router and its tests. */
bool router_segment_fits(struct text pattern, struct text segment, struct text *ret_capture);

#endif
