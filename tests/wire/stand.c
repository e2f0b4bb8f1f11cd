#include "stand.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A turn is taken when the client can do no more, so the server must have something to do, now or
 * when a reply is due: a loop that sleeps this long has lost a wake-up, and the test fails. */
#define TURN_MS 5000
#define TURNS_MOST 20000
/* How long to wait for what may be on its way, and may not. */
#define SETTLE_MS 1
/* Turns in which a server that has something to do has done it: read, handle, reply, close. */
#define TURNS_TO_SETTLE 8
#define HANDLE_MOST ((size_t)1 << 20)

static ns_t
monotonic(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (ns_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
step(struct stand *stand, int timeout_ms)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(http_server_step(stand->server, timeout_ms, &err), "%s", err_message(&err));
}

static void
take_turn(void *context)
{
    struct stand *stand = context;
    ns_t before = monotonic();
    stand->turned++;
    step(stand, TURN_MS);
    ck_assert_msg(monotonic() - before < TURN_MS * NS_PER_MS,
                  "the loop slept for %d ms although somebody waits", TURN_MS);
}

/* --- the application
 * ------------------------------------------------------------------------------- */

static void
write_echo(struct buf *out, const struct request *request)
{
    buf_printf(out, "%s %.*s\n", http_method_name(request->method), TEXT_ARG(request->path));
    for (size_t i = 0; i < request->query_count; i++)
        buf_printf(out, "[%.*s]=[%.*s]\n", TEXT_ARG(request->query[i].name),
                   TEXT_ARG(request->query[i].value));
    buf_add_text(out, request->body);
    buf_add_char(out, '\n');
}

/* The number behind a word of the path; 0 when the word is not there. */
static int64_t
number_behind(struct text path, const char *word)
{
    char text[64];
    snprintf(text, sizeof text, "%.*s", path.length < 60 ? (int)path.length : 60, path.at);
    const char *at = strstr(text, word);
    return at == NULL ? 0 : strtoll(at + strlen(word), NULL, 10);
}

static enum outcome
answer_plainly(struct stand *stand, const struct request *request, struct reply *reply)
{
    struct err err OWNED(err_done) = ERR;
    (void)stand;
    if (text_is(request->path, "/refuse")) {
        err_set(&err, ERR_NOT_FOUND, "There is no such thing.");
        return reply_error(reply, &err);
    }
    if (text_is(request->path, "/id"))
        buf_add_str(&reply->body, request->id);
    else if (text_ends(request->path, "/size"))
        buf_printf(&reply->body, "%zu", request->body.length);
    else
        write_echo(&reply->body, request);
    reply->type = text_is(request->path, "/html") ? REPLY_HTML : REPLY_JSON;
    reply->close = text_is(request->path, "/close");
    reply->hold = number_behind(request->path, "/hold/") * NS_PER_MS;
    return reply_ok(reply);
}

static enum outcome
handle(void *context, struct request *request, struct reply *reply)
{
    struct stand *stand = context;
    stand->handled++;
    buf_add_text(&stand->handle, request->path);
    buf_add_char(&stand->handle, ' ');
    if (text_is(request->path, "/never"))
        return OUTCOME_LATER;
    if (request->tally < number_behind(request->path, "/later/")) {
        request->tally++;
        return OUTCOME_LATER;
    }
    /* The same for one that has begun something which only it can end. */
    if (request->progress < number_behind(request->path, "/begun/")) {
        request->progress++;
        return OUTCOME_LATER;
    }
    return answer_plainly(stand, request, reply);
}

static bool
work(void *context)
{
    struct stand *stand = context;
    stand->worked++;
    return --stand->work_left > 0;
}

/* --- the server
 * ------------------------------------------------------------------------------------ */

struct stand *
stand_new_with(const struct limits *limits, const struct http_config *config)
{
    struct err err OWNED(err_done) = ERR;
    struct stand *stand = calloc(1, sizeof *stand);
    ck_assert_ptr_nonnull(stand);
    stand->turns = (struct turns){take_turn, stand, TURNS_MOST};
    stand->limits = limits == NULL ? LIMITS_DEFAULT : *limits;
    stand->handle = BUF(HANDLE_MOST);
    const struct http_app app = {.context = stand, .handle = handle, .work = work};
    struct http_config own = config == NULL ? (struct http_config){.address = NULL} : *config;
    if (own.address == NULL)
        own.address = "127.0.0.1";
    own.limits = &stand->limits;
    stand->server = http_server_new(&own, &app, &err);
    ck_assert_msg(stand->server != NULL, "%s", err_message(&err));
    stand->port = http_server_port(stand->server);
    return stand;
}

struct stand *
stand_new(const struct limits *limits)
{
    return stand_new_with(limits, NULL);
}

void
stand_free(struct stand *stand)
{
    http_server_free(stand->server);
    buf_done(&stand->handle);
    free(stand);
}

bool
stand_send_bytes(struct stand *stand, int connection, const void *bytes, size_t length)
{
    return client_send_turning(connection, bytes, length, &stand->turns);
}

bool
stand_send(struct stand *stand, int connection, const char *string)
{
    return stand_send_bytes(stand, connection, string, strlen(string));
}

struct answer
stand_receive(struct stand *stand, int connection)
{
    return client_receive_turning(connection, &stand->turns);
}

void
stand_get(struct stand *stand, int connection, const char *target)
{
    struct buf request OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
    buf_printf(&request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", target);
    ck_assert(stand_send_bytes(stand, connection, request.at, request.length));
}

void
stand_expect(struct stand *stand, int connection, int status, struct buf *body)
{
    struct answer answer = stand_receive(stand, connection);
    ck_assert_msg(answer.status == status, "expected %d, got %d %s", status, answer.status,
                  answer.body.at);
    if (body != NULL) {
        buf_clear(body);
        buf_add_text(body, buf_text(&answer.body));
    }
    answer_done(&answer);
}

void
stand_until_handled(struct stand *stand, int handled)
{
    for (int i = 0; stand->handled < handled; i++) {
        ck_assert_msg(i < TURNS_MOST, "expected %d calls, got %d: %s", handled, stand->handled,
                      stand->handle.at == NULL ? "" : stand->handle.at);
        take_turn(stand);
    }
}

void
stand_settle(struct stand *stand)
{
    step(stand, SETTLE_MS);
    for (int i = 0; i < TURNS_TO_SETTLE; i++)
        step(stand, 0);
}
