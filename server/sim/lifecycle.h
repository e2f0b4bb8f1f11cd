/* The life of a job as a closed form: view = f(plan, interventions, now).
 *
 *     struct timeline line;
 *     lifecycle_timeline(&plan, cancel_at, &line);        the whole life, in order
 *     struct life life = lifecycle_at(&line, now);        what a client sees at `now`
 *
 * An edge due at T is visible at now >= T. Stages of no length are passed through at one instant.
 * Reading changes nothing, and no edge depends on how or when anybody looked.
 */
#ifndef SIM_LIFECYCLE_H
#define SIM_LIFECYCLE_H

#include "base/ns.h"
#include "model/job_schema.h"
#include "sim/planner.h"

struct edge {
    ns_t at;
    enum job_state state; /* the state from `at` on */
};

/* QUEUED, PREPARING, RUNNING, CANCELLING, CANCELLED are the most one life has. */
#define TIMELINE_EDGES_MAX 5

struct timeline {
    int count;
    struct edge edges[TIMELINE_EDGES_MAX];
};

struct life {
    enum job_state state;
    ns_t start; /* entered RUNNING; NS_NEVER when it has not */
    ns_t end;   /* entered a terminal state; NS_NEVER when it has not */
};

/* `cancel_at` is when a cancel was accepted, NS_NEVER for none. A job that has ended by then keeps
 * its end: at the very instant the end wins. */
void lifecycle_timeline(const struct plan *plan, ns_t cancel_at, struct timeline *ret_line);

/* The life at `now`, which is not before the plan's create time. */
struct life lifecycle_at(const struct timeline *line, ns_t now);

/* When the state changes next after `now`; NS_NEVER when it will not by itself. */
ns_t lifecycle_next(const struct timeline *line, ns_t now);

/* How many edges lie in (from, to]. */
int lifecycle_changes(const struct timeline *line, ns_t from, ns_t to);

#endif
