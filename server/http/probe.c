#include "http/probe.h"

#include "base/buf.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PROBE_SECONDS 5
#define URL_BYTES 2048
/* A status line is all that is read. */
#define ANSWER_BYTES 512

struct address {
    char host[URL_BYTES];
    char port[8];
    const char *path; /* borrowed from the URL; without the slash */
};

static void
close_socket(int *socket_fd)
{
    if (*socket_fd >= 0)
        close(*socket_fd);
}

static bool
copy_text(struct text text, char *at, size_t size)
{
    if (text.length >= size)
        return false;
    memcpy(at, text.at, text.length);
    at[text.length] = '\0';
    return true;
}

static bool
read_url(const char *url, struct address *ret_address)
{
    static const char SCHEME[] = "http://";
    struct text text = text_of(url);
    if (!text_starts(text, SCHEME))
        return false;
    struct text host = {url + strlen(SCHEME), text.length - strlen(SCHEME)};
    struct text path = TEXT("");
    struct text port = TEXT("80");
    text_split(host, '/', &host, &path);
    if (host.length > 0 && host.at[0] == '[') {
        struct text rest;
        host = (struct text){host.at + 1, host.length - 1};
        if (!text_split(host, ']', &host, &rest))
            return false;
        if (text_starts(rest, ":"))
            port = (struct text){rest.at + 1, rest.length - 1};
    } else {
        text_split(host, ':', &host, &port);
    }
    ret_address->path = path.length > 0 ? path.at : "";
    return host.length > 0 && port.length > 0 &&
           copy_text(host, ret_address->host, sizeof(ret_address->host)) &&
           copy_text(port, ret_address->port, sizeof(ret_address->port));
}

/* A connected socket, or -1 with errno. */
static int
connect_to(const struct addrinfo *place)
{
    const struct timeval patience = {.tv_sec = PROBE_SECONDS};
    int socket_fd = socket(place->ai_family, place->ai_socktype | SOCK_CLOEXEC, 0);
    if (socket_fd >= 0 &&
        setsockopt(socket_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
        setsockopt(socket_fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
        connect(socket_fd, place->ai_addr, place->ai_addrlen) == 0)
        return socket_fd;
    int reason = errno;
    close_socket(&socket_fd);
    errno = reason;
    return -1;
}

/* Tries every address of a name: "localhost" may mean ::1 first and 127.0.0.1 second. */
static bool
open_socket(const struct address *address, int *ret_socket, struct err *err)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int failure = getaddrinfo(address->host, address->port, &hints, &found);
    if (failure != 0)
        return err_set(err, ERR_UNAVAILABLE, "%s: %s", address->host, gai_strerror(failure));

    int socket_fd = -1;
    for (const struct addrinfo *place = found; place != NULL && socket_fd < 0;
         place = place->ai_next)
        socket_fd = connect_to(place);
    int reason = errno;
    freeaddrinfo(found);
    *ret_socket = socket_fd;
    return socket_fd >= 0 || err_set(err, ERR_UNAVAILABLE, "cannot connect to %s port %s: %s",
                                     address->host, address->port, strerror(reason));
}

static bool
ask(int socket_fd, const struct address *address, char ret_answer[ANSWER_BYTES], struct err *err)
{
    struct buf request OWNED(buf_done) = BUF(2 * URL_BYTES);
    size_t length = 0;
    buf_printf(&request, "GET /%s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n",
               address->path, strchr(address->host, ':') != NULL ? "localhost" : address->host,
               address->port);
    if (request.failed)
        return err_memory(err);
    if (send(socket_fd, request.at, request.length, MSG_NOSIGNAL) != (ssize_t)request.length)
        return err_set(err, ERR_UNAVAILABLE, "cannot send: %s", strerror(errno));
    while (length < ANSWER_BYTES - 1 && memchr(ret_answer, '\n', length) == NULL) {
        ssize_t got = recv(socket_fd, ret_answer + length, ANSWER_BYTES - 1 - length, 0);
        if (got < 0)
            return err_set(err, ERR_UNAVAILABLE, "no answer within %d seconds", PROBE_SECONDS);
        if (got == 0)
            return err_set(err, ERR_UNAVAILABLE, "the connection ended without an answer");
        length += (size_t)got;
    }
    ret_answer[length] = '\0';
    return true;
}

bool
http_probe(const char *url, struct err *err)
{
    struct address address;
    int socket_fd OWNED(close_socket) = -1;
    char answer[ANSWER_BYTES];
    if (!read_url(url, &address))
        return err_set(err, ERR_INVALID_ARGUMENT, "'%s' is not an http:// URL", url);
    if (!open_socket(&address, &socket_fd, err) || !ask(socket_fd, &address, answer, err))
        return false;
    struct text line = text_of(answer);
    struct text rest;
    text_split(line, '\r', &line, &rest);
    if (text_starts(line, "HTTP/1.1 200 "))
        return true;
    return err_set(err, ERR_UNAVAILABLE, "%s answers: %.*s", url, TEXT_ARG(line));
}
