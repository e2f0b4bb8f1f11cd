/* A listening socket, opened here rather than by libmicrohttpd so that what is wrong can be told.
 */
#ifndef HTTP_LISTEN_H
#define HTTP_LISTEN_H

#include "base/err.h"

#include <stdint.h>

struct listener {
    int socket_fd;
    uint16_t port; /* the real one */
    bool is_loopback;
    bool is_v6;
};

/* The caller closes socket_fd. False with err that names address and port. */
bool listener_open(const char *address, uint16_t port, struct listener *ret_listener,
                   struct err *err);

#endif
