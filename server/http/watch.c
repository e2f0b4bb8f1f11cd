#include "http/watch.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

void
watch_init(struct watch *watch)
{
    watch->epoll_fd = -1;
    watch->signal_fd = -1;
    sigprocmask(SIG_BLOCK, NULL, &watch->old_mask);
}

/* `who` comes back with the event: the watch itself for signals, NULL for the daemon, else the
 * exchange. */
static bool
add(const struct watch *watch, int watched_fd, uint32_t events, void *who)
{
    struct epoll_event event = {.events = events, .data.ptr = who};
    return epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD, watched_fd, &event) == 0;
}

bool
watch_open(struct watch *watch, int daemon_fd, struct err *err)
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    (void)signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &stops, &watch->old_mask);
    watch->signal_fd = signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC);
    watch->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (watch->signal_fd >= 0 && watch->epoll_fd >= 0 && add(watch, daemon_fd, EPOLLIN, NULL) &&
        add(watch, watch->signal_fd, EPOLLIN, watch))
        return true;
    return err_set(err, ERR_INTERNAL, "cannot set up the event loop: %s", strerror(errno));
}

/* Reads the signals off: one left pending would end the process once they are no longer blocked. */
static bool
take_signals(const struct watch *watch)
{
    struct signalfd_siginfo taken;
    bool has_come = false;
    while (read(watch->signal_fd, &taken, sizeof(taken)) == (ssize_t)sizeof(taken))
        has_come = true;
    return has_come;
}

static void
close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void
watch_close(struct watch *watch)
{
    /* One more may have come meanwhile. */
    (void)take_signals(watch);
    close_fd(watch->epoll_fd);
    close_fd(watch->signal_fd);
    sigprocmask(SIG_SETMASK, &watch->old_mask, NULL);
}

bool
watch_wait(struct watch *watch, int timeout_ms, struct watch_seen *ret_seen, struct err *err)
{
    struct epoll_event events[WATCH_LEFT_MOST];
    int count = epoll_wait(watch->epoll_fd, events, WATCH_LEFT_MOST, timeout_ms);
    if (count < 0 && errno != EINTR)
        return err_set(err, ERR_INTERNAL, "the event loop fails: %s", strerror(errno));
    ret_seen->is_stop = false;
    ret_seen->is_quiet = count == 0;
    ret_seen->left_count = 0;
    for (int i = 0; i < count; i++) {
        void *who = events[i].data.ptr;
        if (who == watch)
            ret_seen->is_stop = take_signals(watch);
        else if (who != NULL)
            ret_seen->left[ret_seen->left_count++] = who;
    }
    return true;
}

static int
client_fd(const struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

void
watch_client(struct watch *watch, struct exchange *exchange)
{
    if (!exchange->is_watched)
        exchange->is_watched = add(watch, client_fd(exchange), EPOLLRDHUP | EPOLLONESHOT, exchange);
}

void
watch_forget(struct watch *watch, struct exchange *exchange)
{
    if (exchange->is_watched)
        epoll_ctl(watch->epoll_fd, EPOLL_CTL_DEL, client_fd(exchange), NULL);
    exchange->is_watched = false;
}
