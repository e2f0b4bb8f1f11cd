/* The floor: libmicrohttpd set up as the emulator sets it up, answering fixed bytes.
 *
 *     bare PORT FILE      every request is answered 200 with the content of FILE; bodies are read
 * and dropped
 *
 * One thread, an outer epoll around libmicrohttpd's own, SIGTERM ends it: what server/http does,
 * without anything that makes it this server.
 */
#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define BODY_ROOM 65536
#define CONNECTION_MEMORY 32768
#define CONNECTIONS 1024
#define IDLE_SECONDS 300
#define WAIT_MOST_MS 60000

struct bytes {
    char at[BODY_ROOM];
    size_t length;
};

/* libmicrohttpd says MHD_YES with an enum and takes the first call without a body. */
static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
       const char *version, const char *upload, size_t *upload_size, void **state)
{
    static int seen;
    struct bytes *bytes = context;
    (void)url;
    (void)method;
    (void)version;
    (void)upload;
    if (*state == NULL) {
        *state = &seen;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer(bytes->length, bytes->at, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json; charset=UTF-8");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static int
signal_file(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static void
watch(int outer, int file)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    if (epoll_ctl(outer, EPOLL_CTL_ADD, file, &event) != 0) {
        perror("epoll_ctl");
        exit(1);
    }
}

static void
run(struct MHD_Daemon *daemon, int signals)
{
    struct epoll_event event;
    int outer = epoll_create1(EPOLL_CLOEXEC);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    watch(outer, info->epoll_fd);
    watch(outer, signals);
    for (;;) {
        MHD_UNSIGNED_LONG_LONG wait;
        if (MHD_get_timeout(daemon, &wait) != MHD_YES || wait > WAIT_MOST_MS)
            wait = WAIT_MOST_MS;
        int count = epoll_wait(outer, &event, 1, (int)wait);
        if (count == 1 && event.data.fd == signals)
            break;
        MHD_run_wait(daemon, 0);
    }
    close(outer);
}

static void
read_bytes(struct bytes *bytes, const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    bytes->length = fread(bytes->at, 1, sizeof bytes->at, file);
    fclose(file);
}

int
main(int argc, char **argv)
{
    static struct bytes bytes;
    static const char option[] = "--port=";
    if (argc != 3 || strncmp(argv[2], option, strlen(option)) != 0) {
        fputs("usage: bare FILE --port=N\n", stderr);
        return 2;
    }
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtol(argv[2] + strlen(option), NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    read_bytes(&bytes, argv[1]);
    int signals = signal_file();
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, &bytes,
                         MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                         (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
                         MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS, MHD_OPTION_END);
    if (daemon == NULL) {
        fputs("bare: cannot start\n", stderr);
        return 1;
    }
    const union MHD_DaemonInfo *port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    printf("bare ready on http://127.0.0.1:%d\n", (int)port->port);
    fflush(stdout);
    run(daemon, signals);
    MHD_stop_daemon(daemon);
    return 0;
}
