/* The HTTP server: libmicrohttpd in external polling, one loop, one thread.
 *
 *     struct http_server *server = http_server_new(&config, &app, &err);
 *     printf("port %u\n", http_server_port(server));
 *     http_server_run(server, &err);                     until SIGTERM or SIGINT
 *
 * This room alone knows sockets, libmicrohttpd and the passing of real time. It hands whole
 * requests to the application and sends whole replies; a request may be answered at once, held back
 * for a while (reply.hold), tried again later (OUTCOME_LATER), or left asleep until another one
 * stirs or its time has come (OUTCOME_WAIT). None of these makes the loop wait.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "api/reply.h"
#include "api/request.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/log.h"

struct http_config {
    const char *address; /* numeric IPv4 or IPv6, or "localhost" */
    uint16_t port;       /* 0: any free one */
    const struct limits *limits;
    const char *const *allowed_hosts; /* besides the ones guard.h always allows */
    size_t allowed_host_count;
    struct log log;
    bool access_log; /* a line on stderr for each request */
};

struct http_app {
    void *context;
    enum outcome (*handle)(void *context, struct request *request, struct reply *reply);
    bool (*work)(void *context); /* one slice nobody waits for; true while more is left */
};

struct http_server;

/* Binds, listens and blocks SIGTERM and SIGINT, which from now on are read by the loop. Owned;
 * config's pointers and the app are borrowed for the server's life. NULL with err: an address that
 * is none, a port that is taken. */
struct http_server *http_server_new(const struct http_config *config, const struct http_app *app,
                                    struct err *err);

/* The port listened on. */
uint16_t http_server_port(const struct http_server *server);

/* Serves until SIGTERM, SIGINT or http_server_stop. False with err when the kernel refuses to wait.
 */
bool http_server_run(struct http_server *server, struct err *err);

/* One turn of the loop, waiting at most `timeout_ms` (-1: as long as it takes). False with err as
 * above. For run, and for tests that play client and server in one thread. */
bool http_server_step(struct http_server *server, int timeout_ms, struct err *err);

/* Ends run after the present turn. */
void http_server_stop(struct http_server *server);

/* Answers what is held back, refuses what waits with 503, closes everything. NULL is fine. */
void http_server_free(struct http_server *server);

#endif
