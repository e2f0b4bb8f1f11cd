/* What `healthcheck` makes of an answer, of no answer and of an URL that is none. The server, or
 * who plays it, lives in a child of this process. */
#include "stand.h"

#include "../unit/tap.h"

#include "http/listen.h"
#include "http/probe.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The URL of a port: `pattern` has the place of the port as %d. */
static void
write_url(char url[128], const char *pattern, uint16_t port)
{
    const char *place = strstr(pattern, "%d");
    ck_assert_ptr_nonnull(place);
    snprintf(url, 128, "%.*s%d%s", (int)(place - pattern), pattern, port, place + 2);
}

static void
assert_probe(const char *url, const char *complaint)
{
    struct err err OWNED(err_done) = ERR;
    bool is_fine = http_probe(url, &err);
    ck_assert_msg(is_fine == (complaint == NULL), "%s: %s", url, err_message(&err));
    if (complaint != NULL)
        ck_assert_msg(strstr(err_message(&err), complaint) != NULL, "%s: expected \"%s\" in \"%s\"",
                      url, complaint, err_message(&err));
}

/* --- a server
 * --------------------------------------------------------------------------------------- */

/* Serves in a child, which ends by SIGTERM. */
static pid_t
serve(uint16_t *ret_port)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct err err OWNED(err_done) = ERR;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct stand *stand = stand_new(NULL);
        bool is_told = write(ends[1], &stand->port, sizeof stand->port) == sizeof stand->port;
        bool is_served = is_told && http_server_run(stand->server, &err);
        stand_free(stand);
        _exit(is_served ? 0 : 1);
    }
    ck_assert_int_eq(read(ends[0], ret_port, sizeof *ret_port), sizeof *ret_port);
    close(ends[0]);
    close(ends[1]);
    return child;
}

static void
end_child(pid_t child, int number)
{
    int status = -1;
    if (number != 0)
        ck_assert_int_eq(kill(child, number), 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %d", status);
}

struct probed {
    const char *url;
    const char *complaint; /* NULL: none */
};

/* clang-format off */
static const struct probed PROBED[] = {
    {"http://127.0.0.1:%d/echo",        NULL},
    {"http://127.0.0.1:%d/",            NULL},
    {"http://127.0.0.1:%d",             NULL},
    /* The server listens on 127.0.0.1 only, whatever else the name stands for here. */
    {"http://localhost:%d/echo",        NULL},
    {"http://127.0.0.1:%d/echo?a=b%2F", NULL},
    {"http://127.0.0.1:%d/later/20",    NULL},
    {"http://127.0.0.1:%d/hold/5",      NULL},
    {"http://127.0.0.1:%d/refuse",      "404"},
};
/* clang-format on */

START_TEST(only_200_is_healthy)
{
    uint16_t port;
    char url[128];
    pid_t child = serve(&port);
    write_url(url, PROBED[_i].url, port);
    assert_probe(url, PROBED[_i].complaint);
    end_child(child, SIGTERM);
}
END_TEST

START_TEST(a_port_nobody_listens_on_is_named)
{
    char url[128];
    char port[16];
    struct stand *stand = stand_new(NULL);
    write_url(url, "http://127.0.0.1:%d/", stand->port);
    snprintf(port, sizeof port, " %d", stand->port);
    stand_free(stand);
    assert_probe(url, "127.0.0.1");
    assert_probe(url, port);
}
END_TEST

/* --- who is no such server
 * -------------------------------------------------------------------------- */

/* A child that takes one connection, says its words, whatever the request, and hangs up. */
static pid_t
say(int listening, const char *words)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child != 0)
        return child;
    struct pollfd wait = {.fd = listening, .events = POLLIN};
    char request[1024];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int connection = poll(&wait, 1, CLIENT_PATIENCE_MS) == 1 ? accept(listening, NULL, NULL) : -1;
    /* A connection closed over bytes nobody read would be reset. */
    bool is_said = connection >= 0 && recv(connection, request, sizeof request, 0) > 0 &&
                   send(connection, words, strlen(words), MSG_NOSIGNAL) == (ssize_t)strlen(words);
    _exit(is_said ? 0 : 1);
}

struct said {
    const char *words;
    const char *complaint; /* NULL: none */
};

static const struct said SAID[] = {
    {"HTTP/1.1 200 OK\r\n\r\n", NULL},
    {"HTTP/1.1 503 Service Unavailable\r\n\r\n", "503"},
    {"HTTP/1.1 2000 OK\r\n\r\n", "2000"},
    {"SSH-2.0-OpenSSH_9.2\r\n", "SSH-2.0"},
    {"\r\n", "answers"},
    {"HTTP/1.1 200 OK", "ended"},
    {"", "ended"},
};

START_TEST(a_stranger_on_the_port_is_not_healthy)
{
    struct err err OWNED(err_done) = ERR;
    struct listener listener;
    char url[128];
    ck_assert_msg(listener_open("127.0.0.1", 0, &listener, &err), "%s", err_message(&err));
    pid_t child = say(listener.socket_fd, SAID[_i].words);
    write_url(url, "http://127.0.0.1:%d/", listener.port);
    assert_probe(url, SAID[_i].complaint);
    end_child(child, 0);
    close(listener.socket_fd);
}
END_TEST

/* --- what is no URL
 * --------------------------------------------------------------------------------- */

static const char *const NO_URLS[] = {
    "",
    "127.0.0.1:8090",
    "https://127.0.0.1/",
    "HTTP//127.0.0.1/",
    "http://",
    "http:///readyz",
    "http://:8090/",
    "http://127.0.0.1:/",
    "http://[::1",
    "http://[]:8090/",
    "http://127.0.0.1:80909090909/",
};

START_TEST(what_is_no_url_is_named)
{
    assert_probe(NO_URLS[_i], "http:// URL");
    assert_probe(NO_URLS[_i], NO_URLS[_i]);
}
END_TEST

static Suite *
suite(void)
{
    Suite *whole = suite_create("probe");
    TCase *cases = tcase_create("probe");
    tcase_add_loop_test(cases, only_200_is_healthy, 0, COUNT(PROBED));
    tcase_add_test(cases, a_port_nobody_listens_on_is_named);
    tcase_add_loop_test(cases, a_stranger_on_the_port_is_not_healthy, 0, COUNT(SAID));
    tcase_add_loop_test(cases, what_is_no_url_is_named, 0, COUNT(NO_URLS));
    suite_add_tcase(whole, cases);
    return whole;
}

int
main(void)
{
    return tap_run(suite());
}
