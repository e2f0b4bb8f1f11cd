/* Sixteen clients at once and one client alone leave the same behind (P22): who comes first is chance,
 * and no job may show it. Every case runs the real binary, twice. */
#include "../drawn.h"
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEEDS 3
#define CLIENTS 16
#define JOBS 64
#define TRIALS_MOST 6
#define BODY_BYTES 65536
#define TARGET_ROOM 128
#define DUMP_MOST ((size_t)1 << 24)

/* What a round asks of a client, for each of its jobs. */
enum round { ROUND_SCENARIOS, ROUND_CREATES, ROUND_CHANGES, ROUND_LOOKS, ROUND_COUNT };

/* How far the clock goes on behind each. */
static const char *const SPANS[ROUND_COUNT] = {"0s", "30s", "400s", "1000000s"};

struct crowd {
    uint16_t port;
    uint64_t seed;
};

/* Any answer does but one that blames the server or the request. */
static void
ask(int connection, const char *method, const char *target, const char *body)
{
    client_send_request(connection, method, target, body);
    struct answer answer = client_receive(connection);
    ck_assert_msg(answer.status < 500, "%s %s: %d %s", method, target, answer.status,
                  answer.body.at);
    answer_done(&answer);
}

static void
put_or_create(const struct crowd *crowd, int connection, int number, bool is_scenario)
{
    char target[TARGET_ROOM];
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    const struct drawn drawn = {.seed = crowd->seed, .number = number, .trials_most = TRIALS_MOST};
    if (is_scenario)
        drawn_scenario(&body, &drawn);
    else
        drawn_job(&body, &drawn);
    snprintf(target, sizeof target,
             is_scenario ? "/emulator/v1/projects/p/scenarios/s%d" : "/v1/projects/p/jobs", number);
    ask(connection, is_scenario ? "PUT" : "POST", target, body.at);
}

static void
change(int connection, int number)
{
    char target[TARGET_ROOM];
    if (number % 3 == 0) {
        snprintf(target, sizeof target, "/v1/projects/p/jobs/j%d?updateMask=labels", number);
        ask(connection, "PATCH", target, "{\"labels\":{\"x\":\"y\"}}");
    }
    if (number % 5 == 0) {
        snprintf(target, sizeof target, "/v1/projects/p/jobs/j%d:cancel", number);
        ask(connection, "POST", target, "{}");
    }
}

/* Reads what it likes: nobody may notice. */
static void
look(int connection, int number)
{
    char target[TARGET_ROOM];
    snprintf(target, sizeof target, "/v1/projects/p/jobs/j%d", (number * 7 + 3) % JOBS);
    ask(connection, "GET", target, NULL);
    snprintf(target, sizeof target, "/v1/projects/p/jobs?pageSize=%d", 1 + number % 20);
    ask(connection, "GET", target, NULL);
}

/* The jobs whose number leaves `client` when divided by `clients`. */
static void
take_part(const struct crowd *crowd, enum round round, int client, int clients)
{
    int connection = client_open(crowd->port);
    for (int number = client; number < JOBS; number += clients) {
        if (round == ROUND_SCENARIOS || round == ROUND_CREATES)
            put_or_create(crowd, connection, number, round == ROUND_SCENARIOS);
        else if (round == ROUND_CHANGES)
            change(connection, number);
        else
            look(connection, number);
        look(connection, number);
    }
    client_close(connection);
}

/* A process for each client; a failed check ends its process otherwise than with 0. */
static void
hold_round(const struct crowd *crowd, enum round round, int clients)
{
    pid_t processes[CLIENTS];
    for (int i = 0; i < clients; i++) {
        processes[i] = fork();
        ck_assert_int_ge(processes[i], 0);
        if (processes[i] == 0) {
            take_part(crowd, round, i, clients);
            _exit(0);
        }
    }
    for (int i = 0; i < clients; i++) {
        int status;
        ck_assert_int_eq(waitpid(processes[i], &status, 0), processes[i]);
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "client %d of %d failed", i,
                      clients);
    }
}

static void
note(struct buf *dump, int connection, const char *target)
{
    client_send_request(connection, "GET", target, NULL);
    struct answer answer = client_receive(connection);
    buf_printf(dump, "%s: %d\n", target, answer.status);
    if (answer.status == 200)
        buf_add_text(dump, buf_text(&answer.body));
    answer_done(&answer);
}

static void
note_all(struct buf *dump, uint16_t port)
{
    char target[TARGET_ROOM];
    int connection = client_open(port);
    for (int i = 0; i < JOBS; i++) {
        snprintf(target, sizeof target, "/v1/projects/p/jobs/j%d", i);
        note(dump, connection, target);
    }
    note(dump, connection, "/emulator/v1/projects/p/clock");
    client_close(connection);
}

/* Everything about every job, after each round. */
static void
live(struct buf *dump, int seed, int clients)
{
    struct child child;
    const struct setup setup = {.arguments = {"--clock", "manual", "--profile", "realistic"}};
    const struct crowd crowd = {child_serve(&child, &setup), (uint64_t)seed};
    for (int round = 0; round < ROUND_COUNT; round++) {
        char body[64];
        hold_round(&crowd, (enum round)round, clients);
        note_all(dump, crowd.port);
        snprintf(body, sizeof body, "{\"duration\":\"%s\"}", SPANS[round]);
        client_expect(crowd.port, "POST", "/emulator/v1/projects/p/clock:advance", body, 200);
    }
    note_all(dump, crowd.port);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
}

START_TEST(a_crowd_leaves_behind_what_one_client_does)
{
    struct buf alone OWNED(buf_done) = BUF(DUMP_MOST);
    struct buf together OWNED(buf_done) = BUF(DUMP_MOST);
    live(&alone, _i, 1);
    live(&together, _i, CLIENTS);
    ck_assert(!alone.failed && !together.failed);
    ck_assert_ptr_nonnull(strstr(alone.at, "\"trialId\": \"2\""));
    ck_assert_ptr_nonnull(strstr(alone.at, "\"state\": \"CANCELLED\""));
    size_t at = 0;
    while (alone.at[at] != '\0' && alone.at[at] == together.at[at])
        at++;
    ck_assert_msg(alone.at[at] == together.at[at], "one: ..%.300s\nsixteen: ..%.300s",
                  alone.at + (at < 100 ? 0 : at - 100), together.at + (at < 100 ? 0 : at - 100));
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("crowd");
    TCase *cases = tcase_create("crowd");
    tcase_add_loop_test(cases, a_crowd_leaves_behind_what_one_client_does, 0, SEEDS);
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
