/* Whether and when a job comes to what a call waits for: clock:runUntil, jobs:wait.
 *
 * A state counts as reached from the moment the job enters it, for ever: whoever has SUCCEEDED has
 * been RUNNING. One that a job's life passes by is never reached.
 */
#ifndef CONTROL_REACH_H
#define CONTROL_REACH_H

#include "base/text.h"
#include "store/job.h"

/* The words for what may be waited for, for messages. */
#define REACH_WORDS                                                                                \
    "QUEUED, PREPARING, RUNNING, SUCCEEDED, FAILED, CANCELLING, CANCELLED or terminal"

/* The states a word means, bits 1 << enum job_state: "RUNNING", or "terminal" for all that end a
 * job. False for any other word. */
bool reach_read(struct text word, unsigned *ret_states);

struct reach {
    ns_t at;            /* when, past or to come; NS_NEVER when that is not decided */
    bool is_impossible; /* never, unless somebody steps in */
};

/* For a job of a world that was settled to `now`, where something of it comes next at `due`
 * (world_due). */
struct reach reach_of(const struct job *job, unsigned states, ns_t now, ns_t due);

#endif
