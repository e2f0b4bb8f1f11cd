/* The whole server and its client in one thread: the application as the binary puts it together, and
 * each turn of the loop and each call of the application counted.
 *
 *     struct house house;
 *     house_open(&house, "manual", NULL, NULL);
 *     house_ask(&house, "POST", "/v1/projects/p/jobs", HOUSE_JOB("j"), 200);
 *     house_close(&house);
 */
#ifndef TESTS_WIRE_HOUSE_H
#define TESTS_WIRE_HOUSE_H

#include "client.h"

#include "app.h"
#include "http/server.h"
#include "options.h"

/* Every job takes 5 s to 15 s to 75 s; to be cancelled, 5 s. */
#define HOUSE_STAGES "queued=5s,preparing=10s,running=60s,cancelling=5s"
#define HOUSE_JOB(id)                                                                              \
    "{\"jobId\":\"" id "\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"       \
    "\"imageUri\":\"gcr.io/p/i\"}}}"

struct house {
    struct options options;
    struct app *app;
    struct http_server *server;
    struct turns turns; /* for client_..._turning */
    uint16_t port;
    int turned;  /* turns of the loop */
    int handled; /* calls of the application */
};

/* A server with that --clock and, unless it is NULL, one more option. `house` must stay where it
 * is. */
void house_open(struct house *house, const char *clock, const char *option, const char *value);
void house_close(struct house *house);

ns_t house_monotonic(void);

/* One turn, in which something must happen soon. */
void house_turn(struct house *house);

/* Turns enough for the server to do all it can do now, and how many that are. */
#define HOUSE_TURNS_TO_SETTLE 12
void house_settle(struct house *house);

/* Sends a request, or all of it but the body. */
void house_send(struct house *house, int connection, const char *method, const char *target,
                const char *body);
void house_send_head(struct house *house, int connection, const char *method, const char *target,
                     const char *body);

/* Fails the test unless the next answer has this status. */
void house_expect(struct house *house, int connection, int status);

/* A request on a connection of its own, answered so. */
void house_ask(struct house *house, const char *method, const char *target, const char *body,
               int status);

#endif
