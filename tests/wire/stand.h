/* A server and its client in one thread: http with an application that does as its path says, so
 * that a test sees each turn of the loop.
 *
 *     struct stand *stand = stand_new(NULL);
 *     int connection = client_open(stand->port);
 *     stand_send(stand, connection, "GET /echo HTTP/1.1\r\nHost: localhost\r\n\r\n");
 *     struct answer answer = stand_receive(stand, connection);
 *     stand_free(stand);
 *
 *     /echo...         what arrived: method, path, query and body, one a line
 *     /id              the request's id
 *     /size            the number of bytes of the body
 *     /html, /refuse   the same as HTML; an error
 *     /close           the connection ends after the reply
 *     /hold/N          the reply is held back for N ms
 *     /later/N         later, N times; then as /echo
 *     /begun/N         the same, having begun something (request.progress)
 *     /later/N/hold/M  both, one after the other
 *     /never           later for ever
 */
#ifndef TESTS_WIRE_STAND_H
#define TESTS_WIRE_STAND_H

#include "client.h"

#include "http/server.h"

/* An hour, in the words of a path. */
#define STAND_AN_HOUR "3600000"

struct stand {
    struct http_server *server;
    struct turns turns; /* for client_..._turning */
    struct limits limits;
    uint16_t port;
    int turned;        /* turns of the loop that somebody waited for */
    int handled;       /* calls of the application so far */
    struct buf handle; /* their paths, a blank behind each */
    int worked;        /* slices of work asked for */
    int work_left;     /* slices it says there are */
};

/* A server on a free port. `limits` may be NULL for the defaults; so may `config`, of which the
 * address, the hosts and the log are taken. */
struct stand *stand_new(const struct limits *limits);
struct stand *stand_new_with(const struct limits *limits, const struct http_config *config);
void stand_free(struct stand *stand);

/* Sends a string, or bytes; the server takes turns when the kernel holds no more. False when the
 * server has hung up. */
bool stand_send(struct stand *stand, int connection, const char *string);
bool stand_send_bytes(struct stand *stand, int connection, const void *bytes, size_t length);

struct answer stand_receive(struct stand *stand, int connection);

/* Sends a GET without headers but Host. */
void stand_get(struct stand *stand, int connection, const char *target);

/* Fails the test unless the next answer has this status. Its body replaces what `body`, which may
 * be NULL, holds. */
void stand_expect(struct stand *stand, int connection, int status, struct buf *body);

/* Turns until the application has been called that often in all. */
void stand_until_handled(struct stand *stand, int handled);

/* Turns enough for the server to look at what was sent, and to do what it can about it. */
void stand_settle(struct stand *stand);

#endif
