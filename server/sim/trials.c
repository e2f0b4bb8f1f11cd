#include "sim/trials.h"

#include "base/own.h"
#include "base/rng.h"
#include "model/stream.h"

/* The ends of the trials under way: a binary heap, the earliest on top. */
struct slots {
    ns_t *ends; /* owned */
    int32_t count;
};

static void
slots_done(struct slots *slots)
{
    free(slots->ends);
}

static void
sink_top(struct slots *slots)
{
    int32_t at = 0;
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= slots->count)
            return;
        if (child + 1 < slots->count && slots->ends[child + 1] < slots->ends[child])
            child++;
        if (slots->ends[at] <= slots->ends[child])
            return;
        ns_t moved = slots->ends[at];
        slots->ends[at] = slots->ends[child];
        slots->ends[child] = moved;
        at = child;
    }
}

static ns_t
draw_trial(uint64_t key, const struct pace *pace, int32_t trial_id)
{
    uint32_t trial = (uint32_t)trial_id;
    return dist_sample(pace_stage(pace, STAGE_TRIAL_PREPARING),
                       rng_unit(key, STREAM_TRIAL_PREPARING, trial, 0)) +
           dist_sample(pace_stage(pace, STAGE_TRIAL_RUNNING),
                       rng_unit(key, STREAM_TRIAL_RUNNING, trial, 0));
}

bool
trials_span(uint64_t key, const struct trials_spec *spec, const struct pace *pace, ns_t *ret_span,
            struct err *err)
{
    int32_t parallel =
        spec->max_parallel_trials < spec->max_trials ? spec->max_parallel_trials : spec->max_trials;
    struct slots slots OWNED(slots_done) = {.count = parallel};
    slots.ends = calloc((size_t)parallel, sizeof(slots.ends[0]));
    if (slots.ends == NULL)
        return err_memory(err);

    /* A slot that was never used ends at 0: it takes the next trial at once. */
    ns_t last_end = 0;
    for (int32_t trial = 1; trial <= spec->max_trials; trial++) {
        slots.ends[0] = ns_add(slots.ends[0], draw_trial(key, pace, trial));
        if (slots.ends[0] > last_end)
            last_end = slots.ends[0];
        sink_top(&slots);
    }
    *ret_span = last_end;
    return true;
}
