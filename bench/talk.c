#include "talk.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FIRST_ROOM 65536
#define REQUEST_ROOM 16384

void
talk_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

double
talk_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct talk
talk_open(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int yes = 1;
    struct talk talk = {.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
                        .room = FIRST_ROOM};
    if (talk.socket < 0 ||
        connect(talk.socket, (const struct sockaddr *)&address, sizeof address) != 0)
        talk_fail("cannot connect to port %d: %s", port, strerror(errno));
    setsockopt(talk.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    talk.bytes = malloc(talk.room);
    if (talk.bytes == NULL)
        talk_fail("out of memory");
    return talk;
}

void
talk_close(struct talk *talk)
{
    close(talk->socket);
    free(talk->bytes);
    *talk = (struct talk){.socket = -1};
}

void
talk_send(const struct talk *talk, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(talk->socket, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            talk_fail("cannot send: %s", strerror(errno));
        bytes += sent;
        length -= (size_t)sent;
    }
}

static void
receive_more(struct talk *talk)
{
    if (talk->length == talk->room) {
        talk->room *= 2;
        talk->bytes = realloc(talk->bytes, talk->room);
        if (talk->bytes == NULL)
            talk_fail("out of memory");
    }
    ssize_t got = recv(talk->socket, talk->bytes + talk->length, talk->room - talk->length, 0);
    if (got <= 0)
        talk_fail("the server hung up: %s", got == 0 ? "end of stream" : strerror(errno));
    talk->length += (size_t)got;
}

static size_t
content_length(const char *head, size_t length)
{
    static const char name[] = "\r\nContent-Length:";
    for (size_t at = 0; at + sizeof name < length; at++) {
        if (strncasecmp(head + at, name, sizeof name - 1) == 0)
            return strtoul(head + at + sizeof name - 1, NULL, 10);
    }
    talk_fail("an answer without Content-Length");
}

struct answer
talk_answer(struct talk *talk)
{
    const char *end;
    memmove(talk->bytes, talk->bytes + talk->used, talk->length - talk->used);
    talk->length -= talk->used;
    while ((end = memmem(talk->bytes, talk->length, "\r\n\r\n", 4)) == NULL)
        receive_more(talk);

    size_t head = (size_t)(end - talk->bytes) + 4;
    size_t body = content_length(talk->bytes, head);
    while (talk->length < head + body)
        receive_more(talk);
    talk->used = head + body;
    return (struct answer){
        .status = (int)strtol(talk->bytes + strlen("HTTP/1.1 "), NULL, 10),
        .body = talk->bytes + head,
        .length = body,
    };
}

size_t
talk_write(char *to, size_t room, const char *method, const char *target, const char *body)
{
    int length;
    if (body == NULL)
        length = snprintf(to, room, "%s %s HTTP/1.1\r\nHost: localhost\r\n\r\n", method, target);
    else
        length = snprintf(to, room,
                          "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          method, target, strlen(body), body);
    if (length < 0 || (size_t)length >= room)
        talk_fail("a request of more than %zu bytes", room);
    return (size_t)length;
}

struct answer
talk_ask(struct talk *talk, const char *method, const char *target, const char *body)
{
    char request[REQUEST_ROOM];
    talk_send(talk, request, talk_write(request, sizeof request, method, target, body));
    struct answer answer = talk_answer(talk);
    if (answer.status != 200)
        talk_fail("%s %s: %d %.*s", method, target, answer.status, (int)answer.length, answer.body);
    return answer;
}
