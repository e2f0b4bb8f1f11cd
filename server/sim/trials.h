/* The trials of a tuning job, as far as time goes.
 *
 * Trials 1 to N are issued in order, at most P at once: the first P when the job starts RUNNING,
 * each further one when a trial ends. A trial prepares, then runs; both spans are drawn for (job,
 * trialId), so trial i takes as long whatever P is.
 */
#ifndef SIM_TRIALS_H
#define SIM_TRIALS_H

#include "base/err.h"
#include "base/ns.h"
#include "sim/profile.h"

#include <stdint.h>

struct trials_spec {
    int32_t max_trials;          /* 0: not a tuning job */
    int32_t max_parallel_trials; /* at least 1; more than max_trials counts as max_trials */
};

/* How long all trials take from the first issue to the last end. False only when memory runs out.
 */
bool trials_span(uint64_t key, const struct trials_spec *spec, const struct pace *pace,
                 ns_t *ret_span, struct err *err);

#endif
