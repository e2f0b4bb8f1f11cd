/* One request from start to finish: override, route, parameters, handler, mask, indentation, JSONP,
 * delay.
 *
 *     outcome = dispatch(&service, tables, table_count, request, reply);
 *
 * OUTCOME_LATER: the request waits for a clock jump; call again with the same request, whose
 * progress has been kept, until it is done.
 */
#ifndef API_DISPATCH_H
#define API_DISPATCH_H

#include "api/router.h"

/* `tables` are searched in order. The reply must be empty. */
enum outcome dispatch(struct service *service, const struct route_table *tables, size_t table_count,
                      struct request *request, struct reply *reply);

#endif
