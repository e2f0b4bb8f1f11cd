/* A server as one of several, and as one after another: what they share, what one leaves behind,
 * and who has to wait outside. */
#include "stand.h"

#include "../unit/tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define DESCRIPTORS_MOST 1024

/* --- several
 * ---------------------------------------------------------------------------------------- */

START_TEST(two_servers_in_a_process_know_nothing_of_each_other)
{
    struct stand *one = stand_new(NULL);
    struct stand *other = stand_new(NULL);
    ck_assert_int_ne(one->port, other->port);
    int to_one = client_open(one->port);
    int to_other = client_open(other->port);
    int parked = client_open(one->port);
    stand_get(one, parked, "/hold/" STAND_AN_HOUR);
    stand_until_handled(one, 1);
    for (int i = 1; i <= 3; i++) {
        stand_get(one, to_one, "/echo");
        stand_get(other, to_other, "/echo");
        stand_expect(other, to_other, 200, NULL);
        stand_expect(one, to_one, 200, NULL);
        ck_assert_int_eq(one->handled, 1 + i);
        ck_assert_int_eq(other->handled, i);
    }
    /* The end of the other leaves alone what this one holds. */
    stand_free(other);
    ck_assert(!client_has_input(parked));
    stand_get(one, to_one, "/echo");
    stand_expect(one, to_one, 200, NULL);
    client_close(to_one);
    client_close(to_other);
    client_close(parked);
    stand_free(one);
}
END_TEST

/* --- one after another
 * ------------------------------------------------------------------------------ */

START_TEST(a_port_is_free_again_at_once)
{
    struct http_config config = {.port = 0};
    for (int i = 0; i < 5; i++) {
        struct stand *stand = stand_new_with(NULL, &config);
        if (config.port != 0)
            ck_assert_int_eq(stand->port, config.port);
        config.port = stand->port;
        int connection = client_open(stand->port);
        stand_get(stand, connection, "/echo");
        stand_expect(stand, connection, 200, NULL);
        /* The server hangs up first, so that its end of the connection lingers on the port. */
        stand_free(stand);
        client_close(connection);
    }
}
END_TEST

static int
count_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < DESCRIPTORS_MOST; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

static void
fail_to_start(const char *address, uint16_t port)
{
    struct err err OWNED(err_done) = ERR;
    const struct limits limits = LIMITS_DEFAULT;
    const struct http_config config = {.address = address, .port = port, .limits = &limits};
    const struct http_app app = {.context = NULL};
    ck_assert_ptr_null(http_server_new(&config, &app, &err));
}

START_TEST(no_descriptor_is_left_behind)
{
    int before = count_descriptors();
    struct stand *stand = stand_new(NULL);
    int connection = client_open(stand->port);
    int gone = client_open(stand->port);
    stand_get(stand, connection, "/hold/" STAND_AN_HOUR);
    stand_until_handled(stand, 1);
    client_close(gone);
    int serving = count_descriptors();
    fail_to_start("127.0.0.1", stand->port);
    fail_to_start("no address", 0);
    ck_assert_int_eq(count_descriptors(), serving);
    stand_free(stand);
    client_close(connection);
    ck_assert_int_eq(count_descriptors(), before);
}
END_TEST

START_TEST(signals_are_given_back)
{
    sigset_t mask;
    struct stand *stand = stand_new(NULL);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ck_assert_int_eq(sigismember(&mask, SIGTERM), 1);
    ck_assert_int_eq(sigismember(&mask, SIGINT), 1);
    fail_to_start("127.0.0.1", stand->port);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ck_assert_int_eq(sigismember(&mask, SIGTERM), 1);
    stand_free(stand);
    sigprocmask(SIG_BLOCK, NULL, &mask);
    ck_assert_int_eq(sigismember(&mask, SIGTERM), 0);
    ck_assert_int_eq(sigismember(&mask, SIGINT), 0);
}
END_TEST

/* --- a full house
 * ----------------------------------------------------------------------------------- */

#define CONNECTIONS 16

START_TEST(who_finds_the_house_full_is_served_when_another_leaves)
{
    struct limits limits = LIMITS_DEFAULT;
    limits.connections = CONNECTIONS;
    struct stand *stand = stand_new(&limits);
    int connections[CONNECTIONS];
    for (int i = 0; i < CONNECTIONS; i++) {
        connections[i] = client_open(stand->port);
        stand_get(stand, connections[i], "/echo");
        stand_expect(stand, connections[i], 200, NULL);
    }
    int outside = client_open(stand->port);
    stand_get(stand, outside, "/echo");
    stand_settle(stand);
    ck_assert_int_eq(stand->handled, CONNECTIONS);
    ck_assert(!client_has_input(outside));
    client_close(connections[0]);
    stand_expect(stand, outside, 200, NULL);
    for (int i = 1; i < CONNECTIONS; i++)
        client_close(connections[i]);
    client_close(outside);
    stand_free(stand);
}
END_TEST

/* No descriptor may have a number above those that are open now. Gives what was allowed before. */
static struct rlimit
exhaust_descriptors(void)
{
    struct rlimit before;
    int lowest = dup(STDERR_FILENO);
    ck_assert_int_ge(lowest, 0);
    close(lowest);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    const struct rlimit none_left = {.rlim_cur = (rlim_t)lowest, .rlim_max = before.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none_left), 0);
    return before;
}

START_TEST(who_finds_no_descriptor_left_is_served_when_another_leaves)
{
    struct stand *stand = stand_new(NULL);
    int leaving = client_open(stand->port);
    int staying = client_open(stand->port);
    stand_get(stand, leaving, "/echo");
    stand_expect(stand, leaving, 200, NULL);
    stand_get(stand, staying, "/echo");
    stand_expect(stand, staying, 200, NULL);
    int outside = client_open(stand->port);
    const struct rlimit before = exhaust_descriptors();
    stand_get(stand, outside, "/echo");
    stand_settle(stand);
    ck_assert_int_eq(stand->handled, 2);
    /* Meanwhile the others are served. */
    stand_get(stand, staying, "/echo");
    stand_expect(stand, staying, 200, NULL);
    client_close(leaving);
    stand_expect(stand, outside, 200, NULL);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    client_close(staying);
    client_close(outside);
    stand_free(stand);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("listen");
    TCase *cases = tcase_create("listen");
    tcase_add_test(cases, two_servers_in_a_process_know_nothing_of_each_other);
    tcase_add_test(cases, a_port_is_free_again_at_once);
    tcase_add_test(cases, no_descriptor_is_left_behind);
    tcase_add_test(cases, signals_are_given_back);
    tcase_add_test(cases, who_finds_the_house_full_is_served_when_another_leaves);
    tcase_add_test(cases, who_finds_no_descriptor_left_is_served_when_another_leaves);
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
