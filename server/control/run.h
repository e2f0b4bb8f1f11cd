/* Runs: the clocks of one world, or of all, move on from change to change until a rule says stop.
 *
 *     static enum run_verdict
 *     next_of_all(struct call *call, struct run *run, ns_t *ret_span)
 *     {
 *         const struct pending_entry *next = pending_top(&run->next);
 *         if (next == NULL)
 *             return RUN_OVER;
 *         *ret_span = next->at;
 *         return RUN_ON;
 *     }
 *
 * All clocks move by the same span. Whatever is due at one moment becomes visible together. A run is
 * done in slices; until it is over its worlds are nobody else's, and their clocks show where it
 * began. In the modes real and scaled time goes on meanwhile, and the run's span is added on top.
 */
#ifndef CONTROL_RUN_H
#define CONTROL_RUN_H

#include "api/call.h"
#include "store/pending.h"

enum run_verdict {
    RUN_ON,      /* to the span */
    RUN_OVER,    /* here */
    RUN_REFUSED, /* here, and with call->err */
};

struct run_place {
    struct world *world;
    ns_t start; /* its time when the run began */
};

struct run {
    struct pending next; /* of each world with a change to come: the span until it, and its place */
    struct run_place *places; /* owned */
    uint32_t count;
    struct vclock *template; /* NULL when one world is meant */
    ns_t template_start;
    ns_t mono; /* when it began */
    ns_t span; /* how far it has come */
    ns_t room; /* how far it could: beyond it some clock would pass the end of time */
    bool is_over;

    /* What the rules go by. */
    int64_t left;     /* steps still to take */
    int64_t most;     /* changes after which to stop */
    ns_t until;       /* the time beyond which not to go */
    unsigned states;  /* of a job, to come to */
    char *job;        /* owned; its id */
    bool was_in_line; /* it waited for other jobs when last looked at */
};

/* Reads the body into the run. False with call->err. */
typedef bool (*run_read_fn)(struct call *call, struct run *run);

/* Says how far to go next, from the beginning on: to a change that is to come. All that is due by
 * run->span has become visible. */
typedef enum run_verdict (*run_rule_fn)(struct call *call, struct run *run, ns_t *ret_span);

/* One attempt at a call that runs; the whole handler. */
enum outcome run_attempt(struct call *call, run_read_fn read, run_rule_fn rule);

/* For rules that refuse: sets the code and gives the message to be written, at most RUN_REFUSAL_BYTES
 * of it. Needs no memory: what a run has done so far is not lost for want of a sentence. */
#define RUN_REFUSAL_BYTES 512
struct buf *run_refuse(struct call *call, enum err_code code);

/* Jobs of its worlds that will still change by themselves. */
uint64_t run_pending(const struct run *run);

/* The time a reply would show now. */
ns_t run_time(const struct call *call, const struct run *run);

#endif
