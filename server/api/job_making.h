/* A job in the making: what a create stores, and what an explain shows without storing it.
 *
 *     struct making making OWNED(making_done) = {0};
 *     if (!making_read(call, &making) || !making_plan(call, world, &making)) return call_fail(call);
 *     world_insert(world, &making.draft, ...);        takes the study over
 */
#ifndef API_JOB_MAKING_H
#define API_JOB_MAKING_H

#include "api/call.h"

#include <jansson.h>

struct making {
    json_t *body; /* owned */
    struct buf input;
    struct buf labels;
    struct buf output;
    struct buf model;
    const struct scenario *scenario; /* borrowed; NULL: it succeeds */
    struct job_draft draft;          /* its study is owned until somebody takes it */
};

void making_done(struct making *making);

/* Reads the request's body, checks it against schema and rules, chooses the scenario and lets it refuse.
 * Nothing is changed. False with call->err. */
bool making_read(struct call *call, struct making *making);

/* Draws the plan, as of the project's present. `world` may be NULL. False with call->err. */
bool making_plan(struct call *call, const struct world *world, struct making *making);

#endif
