/* An HTTP client for tests: plain descriptors, answers taken apart, nothing hidden between calls.
 *
 *     int connection = client_open(port);
 *     client_send_request(connection, "GET", "/healthz", NULL);
 *     struct answer answer = client_receive(connection);
 *     ck_assert_int_eq(answer.status, 200);
 *     answer_done(&answer);
 *     client_close(connection);
 *
 * The server is another process, and then the client waits for the kernel, CLIENT_PATIENCE_MS at
 * most; or it lives in this very thread, and then whoever would wait gives it turns instead: the
 * functions that end in _turning take a struct turns, and do the same as their namesakes when it is
 * NULL. Never is a byte read beyond the answer that was asked for, so that pipelined answers come
 * one by one. What does not go as it should fails the test.
 */
#ifndef TESTS_WIRE_CLIENT_H
#define TESTS_WIRE_CLIENT_H

#include "base/buf.h"

#include <stdint.h>

#define CLIENT_PATIENCE_MS 30000
#define CLIENT_HEAD_MOST 65536
#define CLIENT_BODY_MOST ((size_t)1 << 30)

/* Who gets the processor while the client would wait. */
struct turns {
    void (*take)(void *context); /* one turn of the server */
    void *context;
    int most; /* more of them for one answer fail the test */
};

struct answer {
    int status;
    struct buf head; /* status line and headers, the empty line included */
    struct buf body; /* as it was meant: a chunked one put together. Its `at` is never NULL */
};

void answer_done(struct answer *answer);

/* The value of the nth header of that name, counted from 0, case ignored; false when there are
 * fewer. The value is borrowed. */
bool answer_header(const struct answer *answer, const char *name, int nth, struct text *ret_value);

/* Connects to a port of 127.0.0.1. The descriptor blocks. */
int client_open(uint16_t port);
void client_close(int connection);

/* Sends all of it. False when the server has hung up. */
bool client_send(int connection, const void *bytes, size_t length);
bool client_send_turning(int connection, const void *bytes, size_t length,
                         const struct turns *turns);

/* Sends a request to Host localhost; `body`, which may be NULL, as JSON. */
void client_send_request(int connection, const char *method, const char *target, const char *body);

/* The next answer, which the caller gives back. An interim one (100 Continue) is skipped. */
struct answer client_receive(int connection);
struct answer client_receive_turning(int connection, const struct turns *turns);

/* The same for a request by HEAD, whose answer has the length of a body and no body; and for one
 * interim answer, which client_receive would skip. */
struct answer client_receive_head(int connection, const struct turns *turns);

/* Waits for the end of the connection and gives the number of bytes that came before it. */
size_t client_drain(int connection, const struct turns *turns);

/* Whether something, an answer or the end, has arrived and was not read. Does not wait. */
bool client_has_input(int connection);

/* One request on a connection of its own. A v1 answer in JSON that does not fit the public discovery
 * document, or google.rpc.Status, fails the test. */
struct answer client_ask(uint16_t port, const char *method, const char *target, const char *body);

/* The same, when only the status matters: any other fails the test. */
void client_expect(uint16_t port, const char *method, const char *target, const char *body,
                   int status);

#endif
