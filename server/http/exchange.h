/* One exchange's life: a request on its way in, held, and its reply on its way out.
 *
 *     COLLECTING --whole--> WAITING (the application said later) <--> ASLEEP (it said wait)
 *          |                   |
 *          +-------------------+--> HELD (reply.hold) --> READY --queued--> gone
 *
 * While WAITING, ASLEEP or HELD the connection is suspended: libmicrohttpd leaves it alone, and what it
 * received, which the request points into, stays valid. An exchange ends when libmicrohttpd says
 * so, and only then.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "api/reply.h"
#include "api/request.h"
#include "base/buf.h"
#include "base/uid.h"

#include <microhttpd.h>

enum exchange_phase {
    EXCHANGE_COLLECTING, /* the body is coming in */
    EXCHANGE_WAITING,    /* to be handed to the application again */
    EXCHANGE_ASLEEP,     /* the same, once something stirs or `due` has come */
    EXCHANGE_HELD,       /* the reply is complete and kept back until `due` */
    EXCHANGE_READY,      /* the reply is complete */
};

struct exchange {
    struct exchange *previous; /* neighbours in the park; see park.h */
    struct exchange *next;
    struct MHD_Connection *connection;
    enum exchange_phase phase;
    ns_t began; /* monotonic */
    ns_t due;
    bool is_watched; /* the loop would notice the client leave */
    bool has_left;   /* the client */
    struct buf body;
    int64_t body_limit;
    const char *limit_option; /* name of the option that sets body_limit */
    int64_t swallowed;        /* bytes beyond the limit */
    struct request request;
    struct reply reply;
    size_t sent; /* bytes of the reply's body, once it is queued */
    char id[UID_TEXT_BYTES];
};

/* Owned; NULL when memory runs out. The method and path are taken over; `path` must stay valid. */
struct exchange *exchange_new(struct MHD_Connection *connection, const char *method,
                              const char *path, const struct limits *limits);
void exchange_free(struct exchange *exchange);

/* Whether the client declares a body above the limit. */
bool exchange_is_declared_too_large(const struct exchange *exchange);

/* Takes a piece of the body. False when it has gone so far beyond the limit that the connection
 * must end, or memory ran out. */
bool exchange_collect(struct exchange *exchange, const char *bytes, size_t length);

/* Completes the request once the body is whole. False with err: too many headers or parameters. */
bool exchange_complete(struct exchange *exchange, struct err *err);

/* Queues the reply. Nothing may be done with the exchange after. */
enum MHD_Result exchange_respond(struct exchange *exchange);

#endif
