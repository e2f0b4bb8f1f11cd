/* How long any server takes from its exec to its first answer, and how much it holds when idle.
 *
 *     answer RUNS PORT COMMAND [ARGUMENTS]         the command listens on 127.0.0.1:PORT by itself
 *
 * Prints the medians, in milliseconds and KiB. An answer is the first byte that comes back to GET /,
 * whatever it says. The memory is that of the whole process group, resident a second later.
 */
#include "talk.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MOST 1000
#define PATH_ROOM 300
#define KIB 1024
#define START_MOST_S 60
#define STOP_MOST_S 10

static const struct timespec PAUSE = {.tv_nsec = 100000};
static const struct timespec SETTLE = {.tv_sec = 1};
static const char REQUEST[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

/* A group of its own, its output nowhere. */
static pid_t
command_start(char **arguments)
{
    pid_t pid;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environ) != 0)
        talk_fail("cannot start %s", arguments[0]);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return pid;
}

/* True once something was answered. */
static bool
is_answered(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    char byte;
    int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answered =
        socket_fd >= 0 &&
        connect(socket_fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
        send(socket_fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) == sizeof REQUEST - 1 &&
        recv(socket_fd, &byte, 1, 0) == 1;
    if (socket_fd >= 0)
        close(socket_fd);
    return answered;
}

/* Resident KiB of a process, when it belongs to the group. */
static long
resident_of(const char *process, pid_t group)
{
    char path[PATH_ROOM];
    int of_group = 0;
    long pages = 0;
    (void)snprintf(path, sizeof path, "/proc/%s/stat", process);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    /* The name in parentheses may hold anything but is at most 16 bytes of no parentheses here. */
    bool known = fscanf(file, "%*d (%*[^)]) %*c %*d %d", &of_group) == 1 && of_group == group;
    (void)fclose(file);
    if (!known)
        return 0;
    (void)snprintf(path, sizeof path, "/proc/%s/statm", process);
    file = fopen(path, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    (void)fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / KIB);
}

static long
resident_of_group(pid_t group)
{
    long sum = 0;
    DIR *processes = opendir("/proc");
    if (processes == NULL)
        talk_fail("no /proc");
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        if (isdigit((unsigned char)entry->d_name[0]))
            sum += resident_of(entry->d_name, group);
    }
    closedir(processes);
    return sum;
}

static void
command_stop(pid_t pid)
{
    double asked = talk_now();
    kill(-pid, SIGTERM);
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (talk_now() - asked > STOP_MOST_S)
            kill(-pid, SIGKILL);
        nanosleep(&PAUSE, NULL);
    }
    kill(-pid, SIGKILL);
}

static int
by_value(const void *a, const void *b)
{
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

int
main(int argc, char **argv)
{
    static double starts[RUNS_MOST];
    static double sizes[RUNS_MOST];
    if (argc < 4)
        talk_fail("usage: answer RUNS PORT COMMAND [ARGUMENTS]");
    long runs = strtol(argv[1], NULL, 10);
    uint16_t port = (uint16_t)strtoul(argv[2], NULL, 10);
    if (runs < 1 || runs > RUNS_MOST)
        talk_fail("%s is not between 1 and %d", argv[1], RUNS_MOST);
    for (long i = 0; i < runs; i++) {
        if (is_answered(port))
            talk_fail("somebody listens on port %d already", port);
        double executed = talk_now();
        pid_t pid = command_start(argv + 3);
        while (!is_answered(port)) {
            if (waitpid(pid, NULL, WNOHANG) != 0)
                talk_fail("%s ended before it answered", argv[3]);
            if (talk_now() - executed > START_MOST_S)
                talk_fail("%s does not answer", argv[3]);
            nanosleep(&PAUSE, NULL);
        }
        starts[i] = (talk_now() - executed) * 1e3;
        nanosleep(&SETTLE, NULL);
        sizes[i] = (double)resident_of_group(pid);
        command_stop(pid);
    }
    qsort(starts, (size_t)runs, sizeof starts[0], by_value);
    qsort(sizes, (size_t)runs, sizeof sizes[0], by_value);
    printf("start_ms %.2f\nresident_kib %.0f\n", starts[runs / 2], sizes[runs / 2]);
    return 0;
}
