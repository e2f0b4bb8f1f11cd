/* The whole server in process: requests in, replies out, no socket and no clock of the machine.
 *
 * A drive owns the state and the settings; it must stay where it is, the service points into it.
 * Time passes by clock calls, and for clocks that are not manual by adding to `mono`.
 *
 *     struct drive drive OWNED(drive_done);
 *     drive_init(&drive, NULL, NULL);
 *     struct answer answer OWNED(answer_done) =
 *         drive_send(&drive, "POST", "/v1/projects/p/jobs", "{\"jobId\":\"j\"}");
 *     ck_assert_int_eq(answer.status, 400);
 */
#ifndef TESTS_UNIT_DRIVE_H
#define TESTS_UNIT_DRIVE_H

#include "api/reply.h"
#include "api/request.h"
#include "api/service.h"

#include <jansson.h>

/* So many replies of a drive are held against the public discovery document. */
#define DRIVE_CHECKED_MOST 40

struct drive {
    struct service service;
    struct compat compat; /* all defaults at first; tests may set it */
    struct limits limits;
    ns_t mono;   /* what the monotonic clock reads */
    int checked; /* so far; DRIVE_CHECKED_MOST from the start: none is to be */
};

struct answer {
    int status;
    char *body;   /* owned */
    int attempts; /* 1 when it was answered at once */
    ns_t hold;    /* how long http would hold it back */
};

/* A manual clock at 2020-01-01T00:00:00Z, seed 1, the profile fast, no response delay. */
struct world_config drive_config(void);

/* NULL stands for drive_config() or for every default. Both are copied. */
void drive_init(struct drive *drive, const struct world_config *config,
                const struct limits *limits);
void drive_done(struct drive *drive);

/* One attempt at a request that the caller built: for headers, and for what happens between two
 * attempts. The reply must be empty. */
enum outcome drive_attempt(struct drive *drive, struct request *request, struct reply *reply);

/* Does what http does between two attempts when nobody else is there: one that waits gets an idle
 * moment if it asked for it, or else the time passes until it is to be called. */
void drive_pass(enum outcome outcome, struct request *request, ns_t *mono);

/* Repeats attempts until the request is answered; `mono` moves on when it waits. */
struct answer drive_request(struct drive *drive, struct request *request);

/* "GET", "/v1/projects/p/jobs?pageSize=3": the path as it stands on the request line. `body` may be
 * NULL. */
struct answer drive_send(struct drive *drive, const char *method, const char *path,
                         const char *body);

/* Fills method, path and query of a request from a request line's parts, which it borrows. */
void drive_fill(struct request *request, const char *method, const char *path, const char *body);

void answer_done(struct answer *answer);

/* The parsed body, owned; the test fails when it is not JSON. */
json_t *answer_json(const struct answer *answer);

#endif
