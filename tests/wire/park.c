/* Requests that are not answered at once: replies held back, requests to be tried again, and what
 * becomes of both when the client leaves, the park is full or the server stops. */
#include "stand.h"

#include "../unit/tap.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define NEVER_FOR_NOW "/hold/" STAND_AN_HOUR

static ns_t
clock_now(clockid_t clock)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(clock, &now), 0);
    return (ns_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void
assert_body(struct stand *stand, int connection, const char *body)
{
    struct buf got OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    stand_expect(stand, connection, 200, &got);
    ck_assert_str_eq(got.at, body);
}

/* A connection with a request that has reached the application. */
static int
open_parked(struct stand *stand, const char *target)
{
    int handled = stand->handled;
    int connection = client_open(stand->port);
    stand_get(stand, connection, target);
    stand_until_handled(stand, handled + 1);
    return connection;
}

/* The next answer that is already on its way. */
static void
expect_sent(int connection, int status)
{
    struct answer answer = client_receive(connection);
    ck_assert_int_eq(answer.status, status);
    answer_done(&answer);
}

/* --- replies held back
 * ------------------------------------------------------------------------------ */

START_TEST(a_reply_is_held_back_as_long_as_asked)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    ns_t before = clock_now(CLOCK_MONOTONIC);
    stand_get(stand, connection, "/hold/30");
    assert_body(stand, connection, "GET /hold/30\n\n");
    ck_assert_int_ge(clock_now(CLOCK_MONOTONIC) - before, 30 * NS_PER_MS);
    ck_assert_int_eq(stand->handled, 1);
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* One turn to accept, one to handle, one that sleeps until the reply is due; a few for bad luck. */
START_TEST(the_loop_sleeps_while_a_reply_is_held_back)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand_get(stand, connection, "/hold/50");
    stand_expect(stand, connection, 200, NULL);
    ck_assert_int_le(stand->turned, 10);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(others_are_answered_while_a_reply_is_held_back)
{
    struct stand *stand = stand_new(NULL);
    int held = open_parked(stand, NEVER_FOR_NOW);
    int other = client_open(stand->port);
    for (int i = 0; i < 3; i++) {
        stand_get(stand, other, "/echo");
        assert_body(stand, other, "GET /echo\n\n");
    }
    ck_assert(!client_has_input(held));
    client_close(held);
    client_close(other);
    stand_free(stand);
}
END_TEST

START_TEST(what_is_due_first_leaves_first)
{
    struct stand *stand = stand_new(NULL);
    int slow = open_parked(stand, "/hold/60");
    int slower = open_parked(stand, NEVER_FOR_NOW);
    int quick = open_parked(stand, "/hold/1");
    assert_body(stand, quick, "GET /hold/1\n\n");
    assert_body(stand, slow, "GET /hold/60\n\n");
    ck_assert(!client_has_input(slower));
    client_close(slow);
    client_close(slower);
    client_close(quick);
    stand_free(stand);
}
END_TEST

START_TEST(a_request_behind_a_held_one_waits_its_turn)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand_send(stand, connection,
               "POST /hold/5 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\none"
               "POST /echo?q=%2B HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\ntwo");
    assert_body(stand, connection, "POST /hold/5\none\n");
    assert_body(stand, connection, "POST /echo\n[q]=[%2B]\ntwo\n");
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- requests tried again
 * --------------------------------------------------------------------------- */

START_TEST(what_is_to_come_later_is_tried_in_order_of_arrival)
{
    struct stand *stand = stand_new(NULL);
    int first = client_open(stand->port);
    int second = client_open(stand->port);
    int third = client_open(stand->port);
    /* Each waits longer than the ones before take to arrive; then the order shows. */
    stand_get(stand, first, "/later/200/a");
    stand_until_handled(stand, 1);
    stand_get(stand, second, "/later/200/b");
    while (strstr(stand->handle.at, "/b ") == NULL)
        stand_until_handled(stand, stand->handled + 1);
    stand_get(stand, third, "/later/200/c");
    assert_body(stand, third, "GET /later/200/c\n\n");
    assert_body(stand, first, "GET /later/200/a\n\n");
    assert_body(stand, second, "GET /later/200/b\n\n");
    /* One call each that says later 200 times, and one that answers. */
    ck_assert_int_eq(stand->handled, 3 * 201);
    /* From the moment the third is in, they take turns in the order they came. */
    const char *turn = "/later/200/a /later/200/b /later/200/c ";
    const char *at = strstr(stand->handle.at, turn);
    for (int i = 0; i < 50; i++, at += strlen(turn))
        ck_assert_msg(at != NULL && strncmp(at, turn, strlen(turn)) == 0, "turn %d of %s", i,
                      stand->handle.at);
    client_close(first);
    client_close(second);
    client_close(third);
    stand_free(stand);
}
END_TEST

START_TEST(a_request_keeps_its_words_while_it_waits)
{
    struct stand *stand = stand_new(NULL);
    int waiting = client_open(stand->port);
    int other = client_open(stand->port);
    stand_send(stand, waiting,
               "POST /later/300/x?name=value&plus=%2B&empty HTTP/1.1\r\nHost: localhost\r\n"
               "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n");
    stand_until_handled(stand, 1);
    /* Memory is used and given back meanwhile; more arrives behind the request, too. */
    stand_send(stand, waiting, "GET /echo/behind HTTP/1.1\r\nHost: localhost\r\n\r\n");
    for (int i = 0; i < 20; i++) {
        stand_get(stand, other, "/echo?some=other&words=here");
        assert_body(stand, other, "GET /echo\n[some]=[other]\n[words]=[here]\n\n");
    }
    assert_body(stand, waiting,
                "POST /later/300/x\n[name]=[value]\n[plus]=[%2B]\n[empty]=[]\nbody\n");
    assert_body(stand, waiting, "GET /echo/behind\n\n");
    client_close(waiting);
    client_close(other);
    stand_free(stand);
}
END_TEST

START_TEST(others_are_answered_while_one_is_tried_again)
{
    struct stand *stand = stand_new(NULL);
    int never = open_parked(stand, "/never");
    int other = client_open(stand->port);
    stand_get(stand, other, "/echo");
    assert_body(stand, other, "GET /echo\n\n");
    ck_assert(!client_has_input(never));
    client_close(never);
    client_close(other);
    stand_free(stand);
}
END_TEST

START_TEST(a_reply_that_came_later_may_be_held_back_too)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    ns_t before = clock_now(CLOCK_MONOTONIC);
    stand_get(stand, connection, "/later/3/hold/20");
    assert_body(stand, connection, "GET /later/3/hold/20\n\n");
    ck_assert_int_ge(clock_now(CLOCK_MONOTONIC) - before, 20 * NS_PER_MS);
    ck_assert_int_eq(stand->handled, 4);
    client_close(connection);
    stand_free(stand);
}
END_TEST

START_TEST(work_nobody_waits_for_is_done_to_its_end)
{
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    stand->work_left = 5;
    stand_get(stand, connection, "/echo");
    assert_body(stand, connection, "GET /echo\n\n");
    stand_settle(stand);
    ck_assert_int_eq(stand->worked, 5);
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- clients that leave
 * ----------------------------------------------------------------------------- */

static const char *const PARKED[] = {"/hold/10", NEVER_FOR_NOW, "/later/50", "/never",
                                     "/later/5/hold/5"};

/* Leaks and uses after free are for the sanitizers to see. */
START_TEST(a_client_that_leaves_while_it_waits_harms_nobody)
{
    struct stand *stand = stand_new(NULL);
    for (int i = 0; i < 10; i++)
        client_close(open_parked(stand, PARKED[_i]));
    int other = client_open(stand->port);
    stand_get(stand, other, "/hold/20");
    assert_body(stand, other, "GET /hold/20\n\n");
    stand_settle(stand);
    client_close(other);
    stand_free(stand);
}
END_TEST

/* --- a full park
 * ------------------------------------------------------------------------------------ */

#define PLACES 3

struct full {
    const char *filled;
    const char *refused;
};

static const struct full FULLS[] = {
    {NEVER_FOR_NOW, NEVER_FOR_NOW},
    {NEVER_FOR_NOW, "/never"},
    {"/never", NEVER_FOR_NOW},
    {"/never", "/never"},
};

START_TEST(who_finds_the_park_full_gets_429_at_once)
{
    const struct full *full = &FULLS[_i];
    struct limits limits = LIMITS_DEFAULT;
    limits.parked = PLACES;
    struct stand *stand = stand_new(&limits);
    struct buf body OWNED(buf_done) = BUF(CLIENT_BODY_MOST);
    int parked[PLACES];
    for (int i = 0; i < PLACES; i++)
        parked[i] = open_parked(stand, full->filled);
    int over = client_open(stand->port);
    stand_get(stand, over, full->refused);
    stand_expect(stand, over, 429, &body);
    ck_assert_ptr_nonnull(strstr(body.at, "RESOURCE_EXHAUSTED"));
    ck_assert_ptr_nonnull(strstr(body.at, "--max-parked"));
    /* Who need not be parked is served. */
    stand_get(stand, over, "/echo");
    assert_body(stand, over, "GET /echo\n\n");
    for (int i = 0; i < PLACES; i++) {
        ck_assert(!client_has_input(parked[i]));
        client_close(parked[i]);
    }
    client_close(over);
    stand_free(stand);
}
END_TEST

/* A clock jump has locked its world by then: refused, it would leave it locked. */
START_TEST(who_has_begun_something_ends_it_although_the_park_is_full)
{
    struct limits limits = LIMITS_DEFAULT;
    limits.parked = 1;
    struct stand *stand = stand_new(&limits);
    int parked = open_parked(stand, NEVER_FOR_NOW);
    int connection = client_open(stand->port);
    stand_get(stand, connection, "/begun/3");
    stand_expect(stand, connection, 200, NULL);
    stand_get(stand, connection, "/never");
    stand_expect(stand, connection, 429, NULL);
    client_close(connection);
    client_close(parked);
    stand_free(stand);
}
END_TEST

START_TEST(a_place_that_was_left_is_free_again)
{
    struct limits limits = LIMITS_DEFAULT;
    limits.parked = 1;
    struct stand *stand = stand_new(&limits);
    int connection = client_open(stand->port);
    for (int i = 0; i < 4; i++) {
        stand_get(stand, connection, i % 2 == 0 ? "/hold/1" : "/later/3/hold/1");
        stand_expect(stand, connection, 200, NULL);
    }
    client_close(connection);
    stand_free(stand);
}
END_TEST

/* --- the end
 * ---------------------------------------------------------------------------------------- */

/* 100 ms are promised. They are counted in processor time, for other programs may keep this one
 * waiting; that it does not wait for anything by itself, the clock on the wall shows well enough.
 */
static void
end_quickly(struct stand *stand)
{
    ns_t wall = clock_now(CLOCK_MONOTONIC);
    ns_t spent = clock_now(CLOCK_PROCESS_CPUTIME_ID);
    stand_free(stand);
    ck_assert_int_lt(clock_now(CLOCK_PROCESS_CPUTIME_ID) - spent, 100 * NS_PER_MS);
    ck_assert_int_lt(clock_now(CLOCK_MONOTONIC) - wall, 5 * NS_PER_S);
}

START_TEST(the_end_answers_what_is_held_and_refuses_what_waits)
{
    static const char half[] =
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";
    struct stand *stand = stand_new(NULL);
    int held = open_parked(stand, NEVER_FOR_NOW);
    int waiting = open_parked(stand, "/never");
    int gone = open_parked(stand, NEVER_FOR_NOW);
    int half_sent = client_open(stand->port);
    stand_send(stand, half_sent, half);
    stand_settle(stand);
    client_close(gone);

    end_quickly(stand);

    struct answer answer = client_receive(held);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.body.at, "GET " NEVER_FOR_NOW "\n\n");
    answer_done(&answer);
    answer = client_receive(waiting);
    ck_assert_int_eq(answer.status, 503);
    ck_assert_ptr_nonnull(strstr(answer.body.at, "UNAVAILABLE"));
    answer_done(&answer);
    ck_assert_uint_eq(client_drain(held, NULL), 0);
    ck_assert_uint_eq(client_drain(waiting, NULL), 0);
    ck_assert_uint_eq(client_drain(half_sent, NULL), 0);
    client_close(held);
    client_close(waiting);
    client_close(half_sent);
}
END_TEST

/* The end answers the first request, and so uncovers the one behind it: that one is parked no more,
 * since libmicrohttpd may not be stopped over a suspended connection. */
START_TEST(what_comes_up_at_the_end_is_answered_at_once)
{
    struct stand *stand = stand_new(NULL);
    int held = client_open(stand->port);
    int waiting = client_open(stand->port);
    stand_get(stand, held, NEVER_FOR_NOW);
    stand_get(stand, held, NEVER_FOR_NOW);
    stand_get(stand, waiting, NEVER_FOR_NOW);
    stand_get(stand, waiting, "/never");
    stand_until_handled(stand, 2);
    stand_free(stand);

    expect_sent(held, 200);
    expect_sent(held, 200);
    expect_sent(waiting, 200);
    expect_sent(waiting, 503);
    client_close(held);
    client_close(waiting);
}
END_TEST

START_TEST(many_parked_requests_do_not_delay_the_end)
{
    struct stand *stand = stand_new(NULL);
    int connections[200];
    for (int i = 0; i < COUNT(connections); i++)
        connections[i] = open_parked(stand, i % 2 == 0 ? NEVER_FOR_NOW : "/never");
    end_quickly(stand);
    for (int i = 0; i < COUNT(connections); i++) {
        struct answer answer = client_receive(connections[i]);
        ck_assert_int_eq(answer.status, i % 2 == 0 ? 200 : 503);
        answer_done(&answer);
        client_close(connections[i]);
    }
}
END_TEST

static const int STOPS[] = {SIGTERM, SIGINT};

START_TEST(a_signal_ends_run)
{
    struct stand *stand = stand_new(NULL);
    struct err err OWNED(err_done) = ERR;
    int held = open_parked(stand, NEVER_FOR_NOW);
    ck_assert_int_eq(raise(STOPS[_i]), 0);
    ck_assert_msg(http_server_run(stand->server, &err), "%s", err_message(&err));
    stand_free(stand);
    struct answer answer = client_receive(held);
    ck_assert_int_eq(answer.status, 200);
    answer_done(&answer);
    client_close(held);
}
END_TEST

/* Whoever stops a program twice in a row means it no differently: the end is still a clean one. */
START_TEST(a_second_signal_does_not_kill)
{
    struct stand *stand = stand_new(NULL);
    struct err err OWNED(err_done) = ERR;
    ck_assert_int_eq(raise(SIGINT), 0);
    ck_assert(http_server_run(stand->server, &err));
    ck_assert_int_eq(raise(SIGTERM), 0);
    ck_assert_int_eq(raise(SIGINT), 0);
    stand_free(stand);
}
END_TEST

START_TEST(stop_ends_run)
{
    struct stand *stand = stand_new(NULL);
    struct err err OWNED(err_done) = ERR;
    http_server_stop(stand->server);
    ck_assert(http_server_run(stand->server, &err));
    stand_free(stand);
}
END_TEST

START_TEST(a_client_that_hangs_up_raises_no_signal)
{
    struct stand *stand = stand_new(NULL);
    for (int i = 0; i < 20; i++) {
        int connection = client_open(stand->port);
        for (int j = 0; j < 10; j++)
            stand_get(stand, connection, "/echo");
        client_close(connection);
    }
    stand_settle(stand);
    stand_free(stand);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("park");
    TCase *cases = tcase_create("park");
    tcase_add_test(cases, a_reply_is_held_back_as_long_as_asked);
    tcase_add_test(cases, the_loop_sleeps_while_a_reply_is_held_back);
    tcase_add_test(cases, others_are_answered_while_a_reply_is_held_back);
    tcase_add_test(cases, what_is_due_first_leaves_first);
    tcase_add_test(cases, a_request_behind_a_held_one_waits_its_turn);
    tcase_add_test(cases, what_is_to_come_later_is_tried_in_order_of_arrival);
    tcase_add_test(cases, a_request_keeps_its_words_while_it_waits);
    tcase_add_test(cases, others_are_answered_while_one_is_tried_again);
    tcase_add_test(cases, a_reply_that_came_later_may_be_held_back_too);
    tcase_add_test(cases, work_nobody_waits_for_is_done_to_its_end);
    tcase_add_loop_test(cases, a_client_that_leaves_while_it_waits_harms_nobody, 0, COUNT(PARKED));
    tcase_add_loop_test(cases, who_finds_the_park_full_gets_429_at_once, 0, COUNT(FULLS));
    tcase_add_test(cases, who_has_begun_something_ends_it_although_the_park_is_full);
    tcase_add_test(cases, a_place_that_was_left_is_free_again);
    tcase_add_test(cases, the_end_answers_what_is_held_and_refuses_what_waits);
    tcase_add_test(cases, what_comes_up_at_the_end_is_answered_at_once);
    tcase_add_test(cases, many_parked_requests_do_not_delay_the_end);
    tcase_add_loop_test(cases, a_signal_ends_run, 0, COUNT(STOPS));
    tcase_add_test(cases, a_second_signal_does_not_kill);
    tcase_add_test(cases, stop_ends_run);
    tcase_add_test(cases, a_client_that_hangs_up_raises_no_signal);
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
