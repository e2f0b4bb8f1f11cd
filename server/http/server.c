#include "http/server.h"

#include "http/exchange.h"
#include "http/guard.h"
#include "http/listen.h"
#include "http/park.h"
#include "http/watch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Turns of the loop that a stop takes at most to get the last replies out. */
#define LAST_TURNS 16

struct http_server {
    struct http_config config;
    struct http_app app;
    struct guard guard;
    struct park park;
    struct uid_source uids;
    struct listener listener;
    struct MHD_Daemon *daemon;
    struct watch watch;
    int64_t under_way; /* exchanges that have begun and not ended */
    bool has_work;     /* the application has a slice of work left */
    bool is_stopping;
};

static ns_t
monotonic_now(void)
{
    struct timespec now;
    /* Cannot fail: the clock exists on every Linux. */
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (ns_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static bool
reply_refused(struct exchange *exchange, struct err *err)
{
    reply_error(&exchange->reply, err);
    return true;
}

/* A place in the park, or the reply that there is none. */
static bool
has_room(const struct http_server *server, struct exchange *exchange)
{
    struct err err OWNED(err_done) = ERR;
    if (server->park.count < server->config.limits->parked)
        return true;
    err_set(&err, ERR_RESOURCE_EXHAUSTED,
            "More than %lld requests are held back; start the emulator with a larger --max-parked.",
            (long long)server->config.limits->parked);
    buf_clear(&exchange->reply.body);
    reply_refused(exchange, &err);
    return false;
}

/* Hands an exchange back to libmicrohttpd. */
static void
release(struct http_server *server, struct exchange *exchange)
{
    watch_forget(&server->watch, exchange);
    park_release(&server->park, exchange);
}

/* Keeps the request for another attempt. True when it cannot be kept, and has its reply. */
static bool
put_off(struct http_server *server, struct exchange *exchange, enum outcome outcome)
{
    struct err err OWNED(err_done) = ERR;
    bool is_parked = exchange->phase == EXCHANGE_WAITING;
    if (server->is_stopping) {
        err_set(&err, ERR_UNAVAILABLE, "The emulator is stopping.");
        return reply_refused(exchange, &err);
    }
    /* What it has begun only it can end, so it may stay, room or not. */
    if (!is_parked && exchange->request.progress == 0 && !has_room(server, exchange))
        return true;
    if (outcome == OUTCOME_WAIT) {
        park_sleep(&server->park, exchange);
        watch_client(&server->watch, exchange);
    } else if (!is_parked) {
        park_wait(&server->park, exchange);
    }
    return false;
}

/* Nobody reads the reply to a client that has left. What the request has begun it must end. */
static bool
is_given_up(struct exchange *exchange)
{
    struct err err OWNED(err_done) = ERR;
    if (!exchange->has_left || exchange->request.progress != 0)
        return false;
    err_set(&err, ERR_CANCELLED, "The client has left.");
    return reply_refused(exchange, &err);
}

/* Hands the request to the application. True when its reply may go out at once. */
static bool
attempt(struct http_server *server, struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    if (is_given_up(exchange))
        return true;
    exchange->request.mono = monotonic_now();
    enum outcome outcome = server->app.handle(server->app.context, &exchange->request, reply);
    exchange->request.is_idle = false;
    if (reply->stirs != 0)
        park_stir(&server->park, reply->stirs);
    reply->stirs = 0;
    if (outcome != OUTCOME_DONE)
        return put_off(server, exchange, outcome);
    /* The application may have left work behind, such as what a reset emptied. */
    server->has_work = true;
    bool is_counted = exchange->phase == EXCHANGE_WAITING;
    if (reply->hold <= 0 || server->is_stopping || (!is_counted && !has_room(server, exchange)))
        return true;
    exchange->due = exchange->request.mono + reply->hold;
    park_hold(&server->park, exchange);
    return false;
}

static bool
is_refused(struct http_server *server, struct exchange *exchange)
{
    struct err err OWNED(err_done) = ERR;
    const struct request *request = &exchange->request;
    if (exchange->swallowed > 0) {
        reply_too_large(&exchange->reply, exchange->body_limit, exchange->limit_option);
        return true;
    }
    if (exchange_complete(exchange, &err) &&
        guard_check(&server->guard, request_header(request, "Host"),
                    request_header(request, "Origin"), &err))
        return false;
    return reply_refused(exchange, &err);
}

/* The first call for a request: its headers are there, its body is not. */
static enum MHD_Result
begin(struct http_server *server, struct MHD_Connection *connection, const char *path,
      const char *method, void **ret_exchange)
{
    struct exchange *exchange = exchange_new(connection, method, path, server->config.limits);
    if (exchange == NULL)
        return MHD_NO;
    *ret_exchange = exchange;
    server->under_way++;
    exchange->began = monotonic_now();
    uid_next(&server->uids, exchange->id);
    if (!exchange_is_declared_too_large(exchange))
        return MHD_YES;
    reply_too_large(&exchange->reply, exchange->body_limit, exchange->limit_option);
    exchange->reply.close = true;
    return exchange_respond(exchange);
}

/* libmicrohttpd's access handler: once for the headers, once for each piece of the body, once for
 * its end, and once more after a resume. */
static enum MHD_Result
on_request(void *context, /* NOLINT(readability-function-size): libmicrohttpd's parameters */
           struct MHD_Connection *connection, const char *path, const char *method,
           const char *version, const char *bytes, size_t *length, void **state)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;
    (void)version;
    if (exchange == NULL)
        return begin(server, connection, path, method, state);
    if (*length > 0) {
        bool is_taken = exchange_collect(exchange, bytes, *length);
        *length = 0;
        return is_taken ? MHD_YES : MHD_NO;
    }
    if (exchange->phase == EXCHANGE_READY || is_refused(server, exchange) ||
        attempt(server, exchange))
        return exchange_respond(exchange);
    return MHD_YES;
}

static void
log_access(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    char path[512];
    size_t length = 0;
    for (size_t i = 0; i < request->path.length && length < sizeof(path) - 1; i++) {
        char c = request->path.at[i];
        path[length++] = c > ' ' && c < 0x7f ? c : '?';
    }
    path[length] = '\0';
    ns_t spent = monotonic_now() - exchange->began;
    log_always("%s %s %d %zu %lldus %s", http_method_name(request->method), path,
               exchange->reply.status, exchange->sent, (long long)(spent / NS_PER_US),
               exchange->id);
}

static void
on_completed(void *context, struct MHD_Connection *connection, void **state,
             enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct exchange *exchange = *state;
    (void)connection;
    (void)code;
    if (exchange == NULL)
        return;
    if (server->config.access_log)
        log_access(exchange);
    *state = NULL;
    server->under_way--;
    exchange_free(exchange);
}

/* Paths and queries arrive as they were sent; api/request.h decodes them. */
static size_t
keep_encoded(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void
log_daemon(void *context, const char *format, va_list arguments)
{
    const struct log *log = context;
    char line[512];
    (void)vsnprintf(line, sizeof(line), format, arguments);
    line[strcspn(line, "\n")] = '\0';
    log_line(log, LOG_LEVEL_DEBUG, "libmicrohttpd: %s", line);
}

static bool
start_daemon(struct http_server *server, struct err *err)
{
    const struct limits *limits = server->config.limits;
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                     (server->listener.is_v6 ? MHD_USE_IPv6 : 0U);
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server, MHD_OPTION_EXTERNAL_LOGGER, log_daemon,
        &server->config.log, MHD_OPTION_LISTEN_SOCKET, server->listener.socket_fd,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_encoded, NULL, MHD_OPTION_CONNECTION_LIMIT, (unsigned)limits->connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)limits->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LIMIT_CONNECTION_MEMORY, MHD_OPTION_END);
    if (server->daemon == NULL)
        return err_set(err, ERR_INTERNAL, "libmicrohttpd does not start; try --log-level debug");
    /* From here on the daemon closes the socket. */
    server->listener.socket_fd = -1;
    return true;
}

static bool
start_watch(struct http_server *server, struct err *err)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == NULL)
        return err_set(err, ERR_INTERNAL, "libmicrohttpd has no epoll here");
    return watch_open(&server->watch, info->epoll_fd, err);
}

struct http_server *
http_server_new(const struct http_config *config, const struct http_app *app, struct err *err)
{
    struct http_server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        err_memory(err);
        return NULL;
    }
    server->config = *config;
    server->app = *app;
    server->listener.socket_fd = -1;
    watch_init(&server->watch);
    uid_source_init(&server->uids);
    if (!listener_open(config->address, config->port, &server->listener, err) ||
        !start_daemon(server, err) || !start_watch(server, err)) {
        http_server_free(server);
        return NULL;
    }
    server->guard = (struct guard){
        .is_loopback = server->listener.is_loopback,
        .allowed_hosts = config->allowed_hosts,
        .allowed_host_count = config->allowed_host_count,
    };
    return server;
}

uint16_t
http_server_port(const struct http_server *server)
{
    return server->listener.port;
}

/* Whether every request under way is asleep, and one of them asked to be called then. If no other is
 * on its way in either, nobody has anything to do. */
static bool
may_be_idle(const struct http_server *server)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    return server->park.eager_count > 0 && server->under_way == server->park.asleep_count &&
           (MHD_get_timeout(server->daemon, &daemon_ms) != MHD_YES || daemon_ms > 0);
}

/* How long the loop may sleep, in ms; rounded up, so that what is due is due when it wakes. */
static int
sleep_ms(const struct http_server *server, int timeout_ms)
{
    MHD_UNSIGNED_LONG_LONG daemon_ms;
    int64_t least = timeout_ms < 0 ? INT32_MAX : timeout_ms;
    ns_t due = park_next_due(&server->park);
    ns_t wake = park_next_wake(&server->park);
    due = wake < due ? wake : due;
    if (server->has_work || server->park.waiting.first != NULL || may_be_idle(server))
        return 0;
    if (MHD_get_timeout(server->daemon, &daemon_ms) == MHD_YES && daemon_ms < (uint64_t)least)
        least = (int64_t)daemon_ms;
    if (due != NS_NEVER) {
        ns_t wait = due - monotonic_now();
        int64_t wait_ms = wait <= 0 ? 0 : (wait + NS_PER_MS - 1) / NS_PER_MS;
        least = wait_ms < least ? wait_ms : least;
    }
    return timeout_ms < 0 && least == INT32_MAX ? -1 : (int)least;
}

/* One more attempt for each that waits, in order of arrival, and no more than one. */
static void
try_waiting(struct http_server *server)
{
    struct exchange *last = server->park.waiting.last;
    struct exchange *exchange = server->park.waiting.first;
    while (exchange != NULL) {
        struct exchange *next = exchange == last ? NULL : exchange->next;
        if (attempt(server, exchange))
            release(server, exchange);
        exchange = next;
    }
}

static void
release_due(struct http_server *server)
{
    if (park_next_due(&server->park) == NS_NEVER)
        return;
    ns_t now = monotonic_now();
    while (park_next_due(&server->park) <= now)
        release(server, server->park.held.first);
}

static void
wake_due(struct http_server *server)
{
    if (park_next_wake(&server->park) != NS_NEVER)
        park_wake_due(&server->park, monotonic_now());
}

/* Its client has left. */
static void
let_go(struct http_server *server, struct exchange *exchange)
{
    exchange->has_left = true;
    park_wake(&server->park, exchange);
}

static void
use_idle_moment(struct http_server *server)
{
    struct exchange *exchange = park_first_eager(&server->park);
    if (exchange == NULL)
        return;
    exchange->request.is_idle = true;
    park_wake(&server->park, exchange);
}

static unsigned
count_connections(const struct http_server *server)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info == NULL ? 0 : info->num_connections;
}

/* A daemon with as many connections as it may have, or as there are descriptors for, does not watch
 * its listening socket, and starts again only at the beginning of a turn. So a turn that ended
 * connections is followed by another, or whoever waits to connect would wake nobody. */
static void
run_daemon(struct http_server *server)
{
    unsigned before = count_connections(server);
    MHD_run_wait(server->daemon, 0);
    if (count_connections(server) < before)
        MHD_run_wait(server->daemon, 0);
}

bool
http_server_step(struct http_server *server, int timeout_ms, struct err *err)
{
    struct watch_seen seen;
    bool may_be_quiet = may_be_idle(server);
    if (!watch_wait(&server->watch, sleep_ms(server, timeout_ms), &seen, err))
        return false;
    server->is_stopping = server->is_stopping || seen.is_stop;
    for (int i = 0; i < seen.left_count; i++)
        let_go(server, seen.left[i]);
    wake_due(server);
    if (may_be_quiet && seen.is_quiet)
        use_idle_moment(server);
    /* Before the daemon's turn, which then sends what is released: nothing wakes the loop for it.
     */
    try_waiting(server);
    release_due(server);
    run_daemon(server);
    if (server->has_work)
        server->has_work = server->app.work(server->app.context);
    return true;
}

bool
http_server_run(struct http_server *server, struct err *err)
{
    while (!server->is_stopping) {
        if (!http_server_step(server, -1, err))
            return false;
    }
    return true;
}

void
http_server_stop(struct http_server *server)
{
    server->is_stopping = true;
}

/* No connection may be suspended when the daemon stops; whoever waits is told, whoever is held gets
 * their reply. */
static void
empty_park(struct http_server *server)
{
    server->is_stopping = true;
    park_stir(&server->park, STIRS_ALL);
    try_waiting(server);
    while (server->park.held.first != NULL)
        release(server, server->park.held.first);
    for (int turn = 0; turn < LAST_TURNS && server->under_way > 0; turn++)
        MHD_run_wait(server->daemon, 0);
}

void
http_server_free(struct http_server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL) {
        empty_park(server);
        MHD_stop_daemon(server->daemon);
    }
    if (server->listener.socket_fd >= 0)
        close(server->listener.socket_fd);
    watch_close(&server->watch);
    free(server);
}
