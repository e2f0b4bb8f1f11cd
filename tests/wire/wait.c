/* jobs:wait over a socket: what wakes a waiter and what does not, what becomes of it when its client
 * leaves, the park is full or the server stops, and the clock that jumps while everybody waits.
 *
 * Server and client live in this thread, so that each turn of the loop and each call of the
 * application is counted. What the answers say is told by fixtures/cases/clock. */
#include "house.h"

#include "../unit/tap.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Turns that some few requests may take. One that spins takes thousands. */
#define TURNS_FEW 40

/* The next answer must be of a wait that says so. */
static void
expect(struct house *house, int connection, bool is_done, const char *state)
{
    struct answer answer = client_receive_turning(connection, &house->turns);
    ck_assert_msg(answer.status == 200, "%d %s", answer.status, answer.body.at);
    json_auto_t *json = json_loads(answer.body.at, 0, NULL);
    ck_assert_ptr_nonnull(json);
    ck_assert_int_eq(json_is_true(json_object_get(json, "done")), is_done);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(json, "job"), "state")),
                     state);
    answer_done(&answer);
}

/* A connection whose wait for the job has reached the application, and sleeps. */
static int
open_wait(struct house *house, const char *job, const char *query)
{
    char target[256];
    int handled = house->handled;
    int connection = client_open(house->port);
    snprintf(target, sizeof(target), "/emulator/v1/projects/%s:wait?%s", job, query);
    house_send(house, connection, "GET", target, "");
    while (house->handled == handled)
        house_turn(house);
    return connection;
}

static void
create_job(struct house *house, const char *project)
{
    char target[64];
    snprintf(target, sizeof(target), "/v1/projects/%s/jobs", project);
    house_ask(house, "POST", target, HOUSE_JOB("j"), 200);
}

static void
advance(struct house *house, const char *project, const char *span)
{
    char target[96];
    char body[64];
    snprintf(target, sizeof(target), "/emulator/v1/projects/%s/clock:advance", project);
    snprintf(body, sizeof(body), "{\"duration\":\"%s\"}", span);
    house_ask(house, "POST", target, body, 200);
}

/* --- what wakes --------------------------------------------------------------------------------
 */

START_TEST(a_clock_that_is_moved_wakes_who_waits_for_it)
{
    struct house house;
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    int connection = open_wait(&house, "p/jobs/j", "state=RUNNING");
    advance(&house, "p", "14.9s");
    house_settle(&house);
    ck_assert(!client_has_input(connection));
    advance(&house, "p", "0.1s");
    expect(&house, connection, true, "RUNNING");
    client_close(connection);
    house_close(&house);
}
END_TEST

static const struct {
    const char *method;
    const char *target;
    const char *body;
    const char *state;
} WAKERS[] = {
    {"POST", "/emulator/v1/projects/p/clock:set", "{\"time\":\"2021-01-01T00:00:00Z\"}",
     "SUCCEEDED"},
    {"POST", "/emulator/v1/projects/p/clock:step", "", "PREPARING"},
    {"POST", "/emulator/v1/projects/p/clock:runUntil", "{\"job\":\"j\",\"state\":\"RUNNING\"}",
     "RUNNING"},
    {"POST", "/emulator/v1/clock:runAll", "", "SUCCEEDED"},
    {"POST", "/emulator/v1/clock:advance", "{\"duration\":\"5s\"}", "PREPARING"},
    {"POST", "/v1/projects/p/jobs/j:cancel", "{}", "CANCELLING"},
    {"PATCH", "/v1/projects/p/jobs/j?updateMask=labels", "{\"labels\":{\"a\":\"b\"}}", "QUEUED"},
};

START_TEST(whatever_changes_the_job_wakes_who_waits_for_a_change)
{
    struct house house;
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    int connection = open_wait(&house, "p/jobs/j", "state=changed");
    house_ask(&house, WAKERS[_i].method, WAKERS[_i].target, WAKERS[_i].body, 200);
    expect(&house, connection, true, WAKERS[_i].state);
    client_close(connection);
    house_close(&house);
}
END_TEST

START_TEST(a_poll_that_moves_the_clock_wakes_too)
{
    struct house house;
    house_open(&house, "manual,on-poll", NULL, NULL);
    create_job(&house, "p");
    int connection = open_wait(&house, "p/jobs/j", "state=changed");
    house_ask(&house, "GET", "/v1/projects/p/jobs/j", "", 200);
    expect(&house, connection, true, "PREPARING");
    client_close(connection);
    house_close(&house);
}
END_TEST

/* States entered and left inside one jump. */
START_TEST(no_state_is_missed_however_far_the_clock_jumps)
{
    static const char *const STATES[] = {"PREPARING", "RUNNING", "SUCCEEDED"};
    struct house house;
    int connections[3];
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    for (int i = 0; i < 3; i++) {
        char query[64];
        snprintf(query, sizeof(query), "exact=true&state=%s", STATES[i]);
        connections[i] = open_wait(&house, "p/jobs/j", query);
    }
    advance(&house, "p", "86400s");
    for (int i = 0; i < 3; i++) {
        expect(&house, connections[i], true, STATES[i]);
        client_close(connections[i]);
    }
    house_close(&house);
}
END_TEST

START_TEST(a_job_that_is_gone_wakes_with_404)
{
    struct house house;
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    int connection = open_wait(&house, "p/jobs/j", "");
    house_ask(&house, "DELETE", "/emulator/v1/projects/p", "", 200);
    house_expect(&house, connection, 404);
    client_close(connection);
    house_close(&house);
}
END_TEST

/* Neither reads nor what happens to other projects. */
START_TEST(nothing_else_wakes)
{
    struct house house;
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    create_job(&house, "q");
    int connection = open_wait(&house, "p/jobs/j", "");
    int handled = house.handled;
    for (int i = 0; i < 5; i++) {
        house_ask(&house, "GET", "/v1/projects/p/jobs/j", "", 200);
        house_ask(&house, "GET", "/v1/projects/p/jobs", "", 200);
        advance(&house, "q", "3s");
    }
    ck_assert_int_eq(house.handled - handled, 15);
    advance(&house, "p", "80s");
    expect(&house, connection, true, "SUCCEEDED");
    ck_assert_int_eq(house.handled - handled, 17);
    client_close(connection);
    house_close(&house);
}
END_TEST

START_TEST(a_wait_ends_when_its_time_is_over_and_the_loop_sleeps_meanwhile)
{
    struct house house;
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    int turned = house.turned;
    int handled = house.handled;
    ns_t before = house_monotonic();
    int connection = open_wait(&house, "p/jobs/j", "timeout=0.1s");
    expect(&house, connection, false, "QUEUED");
    ck_assert_int_ge(house_monotonic() - before, 100 * NS_PER_MS);
    ck_assert_int_le(house.turned - turned, TURNS_FEW);
    ck_assert_int_le(house.handled - handled, 3);
    client_close(connection);
    house_close(&house);
}
END_TEST

/* 1000 times as fast: 5 s come after 5 ms, 75 s after 75 ms. */
START_TEST(a_clock_that_runs_wakes_by_itself)
{
    struct house house;
    house_open(&house, "scaled:1000", NULL, NULL);
    ns_t before = house_monotonic();
    create_job(&house, "p");
    int turned = house.turned;
    int connection = open_wait(&house, "p/jobs/j", "timebase=virtual&timeout=3000s");
    expect(&house, connection, true, "SUCCEEDED");
    ck_assert_int_ge(house_monotonic() - before, 75 * NS_PER_MS);
    ck_assert_int_le(house.turned - turned, TURNS_FEW);
    client_close(connection);
    house_close(&house);
}
END_TEST

START_TEST(many_wait_and_one_request_wakes_them_all)
{
    enum { MANY = 200 };
    struct house house;
    int connections[MANY];
    house_open(&house, "manual", NULL, NULL);
    create_job(&house, "p");
    for (int i = 0; i < MANY; i++)
        connections[i] = open_wait(&house, "p/jobs/j", i % 2 == 0 ? "" : "timeout=3600s");
    int handled = house.handled;
    advance(&house, "p", "75s");
    for (int i = 0; i < MANY; i++) {
        expect(&house, connections[i], true, "SUCCEEDED");
        client_close(connections[i]);
    }
    ck_assert_int_eq(house.handled - handled, MANY + 1);
    house_close(&house);
}
END_TEST

/* --- who leaves, who finds no room, who is there at the end ------------------------------------
 */

/* Closes with a reset when asked to. */
static void
leave(int connection, bool with_reset)
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (with_reset)
        ck_assert_int_eq(setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
    client_close(connection);
}

START_TEST(a_client_that_leaves_gives_its_place_back)
{
    struct house house;
    house_open(&house, "manual", "--max-parked", "1");
    create_job(&house, "p");
    for (int i = 0; i < 3; i++) {
        int gone = open_wait(&house, "p/jobs/j", "timeout=3600s");
        leave(gone, _i == 1);
        house_settle(&house);
    }
    int connection = open_wait(&house, "p/jobs/j", "timeout=3600s");
    house_ask(&house, "GET", "/emulator/v1/projects/p/jobs/j:wait", "", 429);
    int turned = house.turned;
    house_settle(&house);
    ck_assert_int_eq(house.turned - turned, HOUSE_TURNS_TO_SETTLE);
    ck_assert(!client_has_input(connection));
    advance(&house, "p", "75s");
    expect(&house, connection, true, "SUCCEEDED");
    client_close(connection);
    house_close(&house);
}
END_TEST

/* On-wait, the clock stands still once nobody is there who waits. */
START_TEST(a_client_that_leaves_moves_no_clock)
{
    struct house house;
    house_open(&house, "manual,on-wait", NULL, NULL);
    create_job(&house, "p");
    /* A request whose body is not there yet keeps the clock still. */
    int busy = client_open(house.port);
    house_send_head(&house, busy, "POST", "/v1/projects/q/jobs", HOUSE_JOB("j"));
    house_settle(&house);
    int gone = open_wait(&house, "p/jobs/j", "");
    leave(gone, false);
    house_settle(&house);
    ck_assert(client_send_turning(busy, HOUSE_JOB("j"), strlen(HOUSE_JOB("j")), &house.turns));
    house_expect(&house, busy, 200);
    house_settle(&house);
    int connection = open_wait(&house, "p/jobs/j", "state=QUEUED");
    expect(&house, connection, true, "QUEUED");
    client_close(connection);
    client_close(busy);
    house_close(&house);
}
END_TEST

START_TEST(a_stop_answers_503_at_once)
{
    struct house house;
    struct err err OWNED(err_done) = ERR;
    static const char *const CLOCKS[] = {"manual", "real"};
    house_open(&house, CLOCKS[_i], NULL, NULL);
    create_job(&house, "p");
    int connection = open_wait(&house, "p/jobs/j", "timeout=3600s");
    ck_assert_int_eq(raise(SIGTERM), 0);
    ns_t before = house_monotonic();
    ck_assert_msg(http_server_run(house.server, &err), "%s", err_message(&err));
    house_close(&house);
    ck_assert_int_lt(house_monotonic() - before, 3 * NS_PER_S);
    struct answer answer = client_receive(connection);
    ck_assert_int_eq(answer.status, 503);
    answer_done(&answer);
    client_close(connection);
}
END_TEST

/* --- on-wait -----------------------------------------------------------------------------------
 */

START_TEST(on_wait_one_call_takes_a_job_to_its_end)
{
    struct house house;
    house_open(&house, _i == 0 ? "manual,on-wait" : "real,on-wait", NULL, NULL);
    create_job(&house, "p");
    int turned = house.turned;
    int connection = open_wait(&house, "p/jobs/j", "");
    expect(&house, connection, true, "SUCCEEDED");
    ck_assert_int_le(house.turned - turned, TURNS_FEW);
    client_close(connection);
    house_close(&house);
}
END_TEST

/* The clock goes to the earliest change that anybody waits for, and stops there for who waited. */
START_TEST(on_wait_the_earliest_change_comes_first)
{
    struct house house;
    house_open(&house, "manual,on-wait", NULL, NULL);
    create_job(&house, "p");
    advance(&house, "p", "3s");
    house_ask(&house, "PATCH", "/emulator/v1/projects/p", "{\"latency\":{\"queued\":\"100s\"}}",
              200);
    house_ask(&house, "POST", "/v1/projects/p/jobs", HOUSE_JOB("k"), 200);
    int busy = client_open(house.port);
    house_send_head(&house, busy, "POST", "/v1/projects/q/jobs", HOUSE_JOB("j"));
    house_settle(&house);
    /* In the order in which they are not to be answered. */
    int end_of_k = open_wait(&house, "p/jobs/k", "");
    int running_k = open_wait(&house, "p/jobs/k", "state=RUNNING");
    int running_j = open_wait(&house, "p/jobs/j", "state=RUNNING");
    house_settle(&house);
    ck_assert(!client_has_input(running_j));
    ck_assert(client_send_turning(busy, HOUSE_JOB("j"), strlen(HOUSE_JOB("j")), &house.turns));
    expect(&house, running_j, true, "RUNNING");
    expect(&house, running_k, true, "RUNNING");
    expect(&house, end_of_k, true, "SUCCEEDED");
    house_expect(&house, busy, 200);
    int all[] = {end_of_k, running_k, running_j, busy};
    for (int i = 0; i < COUNT(all); i++)
        client_close(all[i]);
    house_close(&house);
}
END_TEST

/* A job that nothing more happens to makes nobody spin. */
START_TEST(on_wait_the_loop_sleeps_when_nothing_is_to_come)
{
    struct house house;
    house_open(&house, "manual,on-wait", NULL, NULL);
    create_job(&house, "p");
    house_ask(&house, "PATCH", "/emulator/v1/projects/p/clock", "{\"onWait\":false}", 200);
    int turned = house.turned;
    int connection = open_wait(&house, "p/jobs/j", "timeout=0.1s");
    expect(&house, connection, false, "QUEUED");
    ck_assert_int_le(house.turned - turned, TURNS_FEW);
    client_close(connection);
    connection = open_wait(&house, "p/jobs/j", "timeout=3600s");
    house_ask(&house, "PATCH", "/emulator/v1/projects/p/clock", "{\"onWait\":true}", 200);
    expect(&house, connection, true, "SUCCEEDED");
    client_close(connection);
    house_close(&house);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("wait");
    TCase *cases = tcase_create("wait");
    tcase_add_test(cases, a_clock_that_is_moved_wakes_who_waits_for_it);
    tcase_add_loop_test(cases, whatever_changes_the_job_wakes_who_waits_for_a_change, 0,
                        COUNT(WAKERS));
    tcase_add_test(cases, a_poll_that_moves_the_clock_wakes_too);
    tcase_add_test(cases, no_state_is_missed_however_far_the_clock_jumps);
    tcase_add_test(cases, a_job_that_is_gone_wakes_with_404);
    tcase_add_test(cases, nothing_else_wakes);
    tcase_add_test(cases, a_wait_ends_when_its_time_is_over_and_the_loop_sleeps_meanwhile);
    tcase_add_test(cases, a_clock_that_runs_wakes_by_itself);
    tcase_add_test(cases, many_wait_and_one_request_wakes_them_all);
    tcase_add_loop_test(cases, a_client_that_leaves_gives_its_place_back, 0, 2);
    tcase_add_test(cases, a_client_that_leaves_moves_no_clock);
    tcase_add_loop_test(cases, a_stop_answers_503_at_once, 0, 2);
    tcase_add_loop_test(cases, on_wait_one_call_takes_a_job_to_its_end, 0, 2);
    tcase_add_test(cases, on_wait_the_earliest_change_comes_first);
    tcase_add_test(cases, on_wait_the_loop_sleeps_when_nothing_is_to_come);
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
