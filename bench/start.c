/* How long starting and stopping take, seen from outside.
 *
 *     start ready RUNS BINARY [ARGUMENTS]          exec to the first byte of the ready line, and to
 * a 200 start stop RUNS PARKED BINARY [ARGUMENTS]    SIGTERM to the end, with PARKED requests held
 * back
 *
 * BINARY is started with --port 0 and must print a ready line that ends in :PORT.
 */
#include "talk.h"

#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MOST 64
#define LINE_ROOM 256
#define RUNS_MOST 10000
#define PARKED_MOST 512

struct server {
    pid_t pid;
    uint16_t port;
    double executed; /* the moment before it was started */
    double ready;    /* the moment the first byte of the ready line was there */
};

static struct server
server_start(char **arguments)
{
    int ends[2];
    char line[LINE_ROOM];
    size_t length = 0;
    posix_spawn_file_actions_t actions;
    struct server server = {0};
    if (pipe(ends) != 0)
        talk_fail("no pipe");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    server.executed = talk_now();
    if (posix_spawn(&server.pid, arguments[0], &actions, NULL, arguments, environ) != 0)
        talk_fail("cannot start %s", arguments[0]);
    close(ends[1]);
    do {
        ssize_t got = read(ends[0], line + length, sizeof line - 1 - length);
        if (got <= 0)
            talk_fail("%s ended before it was ready", arguments[0]);
        if (length == 0)
            server.ready = talk_now();
        length += (size_t)got;
        line[length] = '\0';
    } while (strchr(line, '\n') == NULL);
    server.port = (uint16_t)strtoul(strrchr(line, ':') + 1, NULL, 10);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[0]);
    return server;
}

/* Milliseconds from the signal to the end. */
static double
server_stop(const struct server *server)
{
    int status;
    double start = talk_now();
    kill(server->pid, SIGTERM);
    if (waitpid(server->pid, &status, 0) != server->pid || status != 0)
        talk_fail("the server ended with wait status %d", status);
    return (talk_now() - start) * 1e3;
}

static int
by_value(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

static void
print_sorted(const char *name, double *values, int count)
{
    qsort(values, (size_t)count, sizeof values[0], by_value);
    printf("%s_median_ms %.3f\n%s_p95_ms %.3f\n%s_worst_ms %.3f\n", name, values[count / 2], name,
           values[count * 95 / 100], name, values[count - 1]);
}

static void
measure_ready(int runs, char **arguments)
{
    static double lines[RUNS_MOST];
    static double answers[RUNS_MOST];
    for (int i = 0; i < runs; i++) {
        struct server server = server_start(arguments);
        struct talk talk = talk_open(server.port);
        talk_ask(&talk, "GET", "/healthz", NULL);
        answers[i] = (talk_now() - server.executed) * 1e3;
        lines[i] = (server.ready - server.executed) * 1e3;
        talk_close(&talk);
        server_stop(&server);
    }
    print_sorted("ready_line", lines, runs);
    print_sorted("first_200", answers, runs);
}

/* Requests that --response-delay holds back. A control call, which is never held, is answered after
 * all of them have arrived only if it is asked on connections opened later; so it is asked last. */
static void
measure_stop(int runs, int parked, char **arguments)
{
    static double stops[RUNS_MOST];
    static struct talk talks[PARKED_MOST];
    char request[LINE_ROOM];
    size_t length =
        talk_write(request, sizeof request, "GET", "/v1/projects/bench-project/jobs", NULL);
    for (int i = 0; i < runs; i++) {
        struct server server = server_start(arguments);
        for (int j = 0; j < parked; j++) {
            talks[j] = talk_open(server.port);
            talk_send(&talks[j], request, length);
        }
        struct talk last = talk_open(server.port);
        talk_ask(&last, "GET", "/healthz", NULL);
        stops[i] = server_stop(&server);
        for (int j = 0; j < parked; j++)
            talk_close(&talks[j]);
        talk_close(&last);
    }
    print_sorted("stop", stops, runs);
}

static int
bounded(const char *text, int most)
{
    long number = strtol(text, NULL, 10);
    if (number < 1 || number > most)
        talk_fail("%s is not between 1 and %d", text, most);
    return (int)number;
}

int
main(int argc, char **argv)
{
    char *arguments[ARGUMENTS_MOST] = {NULL};
    static char port_option[] = "--port=0";
    bool stops = argc > 1 && strcmp(argv[1], "stop") == 0;
    int first = stops ? 4 : 3;
    if (argc <= first || argc - first + 2 > ARGUMENTS_MOST)
        talk_fail("usage: start ready RUNS BINARY ... | start stop RUNS PARKED BINARY ...");
    memcpy(arguments, argv + first, (size_t)(argc - first) * sizeof arguments[0]);
    arguments[argc - first] = port_option;

    int runs = bounded(argv[2], RUNS_MOST);
    if (stops)
        measure_stop(runs, bounded(argv[3], PARKED_MOST), arguments);
    else
        measure_ready(runs, arguments);
    return 0;
}
