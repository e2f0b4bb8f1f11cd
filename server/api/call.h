/* A request on its way through a handler: matched to a route, its texts decoded.
 *
 *     enum outcome jobs_get(struct call *call)
 *     {
 *         struct text project = call->captures[0];
 *         struct text page = call_query(call, "pageToken");
 *
 * Texts live as long as the call.
 */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/method.h"
#include "api/reply.h"
#include "api/request.h"
#include "api/service.h"
#include "base/err.h"

struct call;

typedef enum outcome (*handler_fn)(struct call *call);

/* Which worlds a route touches: while one of them settles a clock jump, the request waits. */
enum route_scope {
    SCOPE_NONE,   /* none */
    SCOPE_WORLD,  /* that of the first capture */
    SCOPE_SERVER, /* all */
};

#define ROUTE_CAPTURES_MAX 4

/* One route. In `path`, a segment '*' captures text without a colon, '+' any text, and a suffix
 * after either, as in "*:cancel", is the custom verb. */
struct route {
    enum http_method method;
    const char *path;
    const char *id; /* of the discovery document, or of the control API */
    handler_fn handler;
    enum route_scope scope;
    const struct parameter *query;   /* its own parameters; NULL: none */
    const struct method *api_method; /* NULL: none of the discovery document, or not emulated */
};

struct call {
    struct service *service;
    struct request *request;
    struct reply *reply;
    const struct route *route;
    struct text captures[ROUTE_CAPTURES_MAX];
    struct pair query[LIMIT_QUERY_PAIRS]; /* decoded */
    size_t query_count;
    bool is_pretty;       /* prettyPrint; errors are indented all the same */
    struct text fields;   /* what is to be left of the reply; empty: all of it */
    struct text callback; /* of JSONP; empty: plain JSON */
    struct err err;       /* for handlers to fill */
    struct buf texts;     /* decoded bytes the captures and query point into */
};

/* The value of a parameter, its last one if repeated; the empty text, at no address, when there is
 * none. */
struct text call_query(const struct call *call, const char *name);

/* Answers with call->err. */
enum outcome call_fail(struct call *call);

/* Answers that nothing is served there: with call->err, or with Google's page (--compat
 * unknown-path). */
enum outcome call_fail_unserved(struct call *call);

/* What somebody awaits who waits for a change in the call's world, and what a call that changes it
 * stirs; STIRS_ALL when its route is about more than one world. Never 0. */
uint64_t call_topic(const struct call *call);

/* The world's clock, or the template's for a project nobody wrote to. */
ns_t call_now(const struct call *call, struct text project);

#endif
