#include "http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

/* What the kernel says a socket is bound to. */
union bound {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool
is_loopback(const union bound *bound)
{
    const struct in6_addr *v6 = &bound->v6.sin6_addr;
    if (bound->any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(v6) || (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
    return ntohl(bound->v4.sin_addr.s_addr) >> 24 == 127;
}

static uint16_t
port_of(const union bound *bound)
{
    return ntohs(bound->any.sa_family == AF_INET6 ? bound->v6.sin6_port : bound->v4.sin_port);
}

/* Only numbers: no name is ever looked up. */
static bool
resolve(const char *address, uint16_t port, struct addrinfo **ret_found)
{
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
    };
    char service[8];
    (void)snprintf(service, sizeof(service), "%u", (unsigned)port);
    if (strcmp(address, "localhost") == 0)
        address = "127.0.0.1";
    return getaddrinfo(address, service, &hints, ret_found) == 0;
}

static bool
bind_socket(const struct addrinfo *found, struct listener *listener)
{
    union bound bound = {.v6 = {0}};
    socklen_t length = sizeof(bound);
    const int on = 1;
    int socket_fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    listener->socket_fd = socket_fd;
    if (socket_fd < 0 || setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 ||
        bind(socket_fd, found->ai_addr, found->ai_addrlen) != 0 ||
        listen(socket_fd, BACKLOG) != 0 || getsockname(socket_fd, &bound.any, &length) != 0)
        return false;
    listener->port = port_of(&bound);
    listener->is_loopback = is_loopback(&bound);
    listener->is_v6 = bound.any.sa_family == AF_INET6;
    return true;
}

bool
listener_open(const char *address, uint16_t port, struct listener *ret_listener, struct err *err)
{
    struct addrinfo *found = NULL;
    struct listener listener = {.socket_fd = -1};
    if (!resolve(address, port, &found))
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "'%s' is no address to listen on; write 127.0.0.1, 0.0.0.0 or ::1", address);
    bool is_bound = bind_socket(found, &listener);
    int reason = errno;
    freeaddrinfo(found);
    if (is_bound) {
        *ret_listener = listener;
        return true;
    }
    if (listener.socket_fd >= 0)
        close(listener.socket_fd);
    return err_set(err, ERR_UNAVAILABLE, "cannot listen on %s port %u: %s%s", address,
                   (unsigned)port, strerror(reason),
                   reason == EADDRINUSE ? "; --port 0 picks a free one" : "");
}
