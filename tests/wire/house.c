#include "house.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A loop that sleeps this long has lost a wake-up, and the test fails. */
#define TURN_MS 5000
#define TURNS_MOST 20000

ns_t
house_monotonic(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (ns_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
step(struct house *house, int timeout_ms)
{
    struct err err OWNED(err_done) = ERR;
    house->turned++;
    ck_assert_msg(http_server_step(house->server, timeout_ms, &err), "%s", err_message(&err));
}

void
house_turn(struct house *house)
{
    ns_t before = house_monotonic();
    step(house, TURN_MS);
    ck_assert_msg(house_monotonic() - before < TURN_MS * NS_PER_MS,
                  "the loop slept for %d ms although somebody waits", TURN_MS);
}

static void
take_turn(void *context)
{
    house_turn(context);
}

void
house_settle(struct house *house)
{
    step(house, 1);
    for (int i = 1; i < HOUSE_TURNS_TO_SETTLE; i++)
        step(house, 0);
}

static enum outcome
handle(void *context, struct request *request, struct reply *reply)
{
    struct house *house = context;
    house->handled++;
    return app_handle(house->app, request, reply);
}

static bool
work(void *context)
{
    const struct house *house = context;
    return app_work(house->app);
}

static void
start(struct house *house)
{
    struct err err OWNED(err_done) = ERR;
    const struct http_config config = {.address = "127.0.0.1", .limits = &house->options.limits};
    const struct http_app app = {.context = house, .handle = handle, .work = work};
    house->app = app_new(&house->options, NS_PER_S, house_monotonic(), &err);
    ck_assert_msg(house->app != NULL, "%s", err_message(&err));
    house->server = http_server_new(&config, &app, &err);
    ck_assert_msg(house->server != NULL, "%s", err_message(&err));
    house->port = http_server_port(house->server);
}

void
house_open(struct house *house, const char *clock, const char *option, const char *value)
{
    struct err err OWNED(err_done) = ERR;
    char words[][96] = {"ml-jobs-emulator", "--latency", HOUSE_STAGES, "--clock", "", "", ""};
    char *arguments[8] = {NULL};
    char *environment[] = {NULL};
    int count = option == NULL ? 5 : 7;
    snprintf(words[4], sizeof(words[4]), "%s", clock);
    snprintf(words[5], sizeof(words[5]), "%s", option == NULL ? "" : option);
    snprintf(words[6], sizeof(words[6]), "%s", value == NULL ? "" : value);
    for (int i = 0; i < count; i++)
        arguments[i] = words[i];
    *house = (struct house){.turns = {take_turn, house, TURNS_MOST}};
    ck_assert_msg(options_parse(count, arguments, environment, &house->options, &err), "%s",
                  err_message(&err));
    start(house);
}

void
house_close(struct house *house)
{
    http_server_free(house->server);
    app_free(house->app);
    options_done(&house->options);
}

void
house_send_head(struct house *house, int connection, const char *method, const char *target,
                const char *body)
{
    struct buf request OWNED(buf_done) = BUF(CLIENT_HEAD_MOST);
    buf_printf(&request,
               "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Content-Length: %zu\r\n\r\n",
               method, target, strlen(body));
    ck_assert(client_send_turning(connection, request.at, request.length, &house->turns));
}

void
house_send(struct house *house, int connection, const char *method, const char *target,
           const char *body)
{
    house_send_head(house, connection, method, target, body);
    ck_assert(client_send_turning(connection, body, strlen(body), &house->turns));
}

void
house_expect(struct house *house, int connection, int status)
{
    struct answer answer = client_receive_turning(connection, &house->turns);
    ck_assert_msg(answer.status == status, "expected %d, got %d %s", status, answer.status,
                  answer.body.at);
    answer_done(&answer);
}

void
house_ask(struct house *house, const char *method, const char *target, const char *body, int status)
{
    int connection = client_open(house->port);
    house_send(house, connection, method, target, body);
    house_expect(house, connection, status);
    client_close(connection);
}
