/* What wakes the loop: libmicrohttpd's own epoll, SIGTERM and SIGINT, and clients that leave while
 * their request sleeps.
 *
 * One epoll waits for all of it, so a signal can come at no moment that would miss it.
 * libmicrohttpd does not look at a suspended connection; the watch on its client does.
 */
#ifndef HTTP_WATCH_H
#define HTTP_WATCH_H

#include "http/exchange.h"

#include <signal.h>

/* Clients told of at once. */
#define WATCH_LEFT_MOST 64

struct watch {
    sigset_t old_mask;
    int epoll_fd; /* -1: none */
    int signal_fd;
};

struct watch_seen {
    bool is_stop;  /* a signal came */
    bool is_quiet; /* nothing came at all */
    int left_count;
    struct exchange *left[WATCH_LEFT_MOST]; /* whose clients have left */
};

/* Watches nothing yet; notes which signals are blocked. */
void watch_init(struct watch *watch);

/* Blocks the signals, which from now on are read here. False with err. */
bool watch_open(struct watch *watch, int daemon_fd, struct err *err);

/* Closes everything and lets the signals through again. */
void watch_close(struct watch *watch);

/* Waits up to that long, -1 for ever. False with err when the kernel refuses. */
bool watch_wait(struct watch *watch, int timeout_ms, struct watch_seen *ret_seen, struct err *err);

/* Tells once when the exchange's client leaves, or has left. Where the kernel will not, nobody is
 * told. */
void watch_client(struct watch *watch, struct exchange *exchange);
void watch_forget(struct watch *watch, struct exchange *exchange);

#endif
