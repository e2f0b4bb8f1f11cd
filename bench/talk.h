/* The client side of HTTP/1.1, as little of it as measuring needs: one connection, kept alive,
 * blocking.
 *
 *     struct talk talk = talk_open(port);
 *     talk_send(&talk, request, length);           several may be sent before the first is answered
 *     struct answer answer = talk_answer(&talk);   valid until the next call
 *
 * Only for servers that answer with Content-Length. What goes wrong ends the program with a
 * sentence.
 */
#ifndef BENCH_TALK_H
#define BENCH_TALK_H

#include <stddef.h>
#include <stdint.h>

struct talk {
    int socket;
    char *bytes;   /* owned: what was received and not yet used */
    size_t length; /* bytes there */
    size_t used;   /* bytes of them that belong to the answer handed out last */
    size_t room;
};

struct answer {
    int status;
    const char *body; /* followed by whatever came next: mind the length */
    size_t length;
};

struct talk talk_open(uint16_t port);
void talk_close(struct talk *talk);

void talk_send(const struct talk *talk, const char *bytes, size_t length);
struct answer talk_answer(struct talk *talk);

/* Sends METHOD TARGET with the body (NULL: none) and waits for the answer, which must be a 200. */
struct answer talk_ask(struct talk *talk, const char *method, const char *target, const char *body);

/* Writes such a request into `to`, as snprintf does. */
size_t talk_write(char *to, size_t room, const char *method, const char *target, const char *body);

/* Seconds of the monotonic clock. */
double talk_now(void);

/* Ends the program with status 1. */
__attribute__((format(printf, 1, 2), noreturn)) void talk_fail(const char *format, ...);

#endif
