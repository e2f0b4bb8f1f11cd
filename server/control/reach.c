#include "control/reach.h"

#define BIT(state) (1U << (state))

bool
reach_read(struct text word, unsigned *ret_states)
{
    if (text_is(word, "terminal")) {
        *ret_states = BIT(JOB_SUCCEEDED) | BIT(JOB_FAILED) | BIT(JOB_CANCELLED);
        return true;
    }
    for (int i = JOB_QUEUED; i < JOB_STATE_COUNT; i++) {
        if (text_is(word, job_state_name((enum job_state)i))) {
            *ret_states = BIT(i);
            return true;
        }
    }
    return false;
}

/* Whether the timeline holds all that will happen by itself. When a tuning job's trials end is known
 * once they have, or once something else has stopped them; when a job gets a machine, once it has. */
static bool
is_whole(const struct job *job, ns_t now)
{
    ns_t stop = lifecycle_stop(&job->plan, job->cancel_at);
    ns_t halt = lifecycle_halt(&job->plan, job->cancel_at);
    if ((job->flags & JOB_IS_IN_LINE) != 0)
        return false;
    return job->study == NULL || job->plan.run_at == NS_NEVER || stop < job->plan.run_at ||
           halt <= now || study_end(job->study).at != NS_NEVER;
}

/* Nothing but a cancel can come between a job and its RUNNING, unless it waits for others. */
static bool
is_before_work(const struct job *job, const struct edge *edge)
{
    return (job->flags & JOB_IS_IN_LINE) == 0 && edge->at <= job->plan.run_at;
}

struct reach
reach_of(const struct job *job, unsigned states, ns_t now, ns_t due)
{
    struct timeline line;
    job_timeline(job, &line);
    bool is_known = is_whole(job, now);
    for (int i = 0; i < line.count; i++) {
        const struct edge *edge = &line.edges[i];
        bool is_certain = is_known || edge->at <= now || is_before_work(job, edge);
        if (is_certain && (states & BIT(edge->state)) != 0)
            return (struct reach){.at = edge->at};
    }
    bool is_still = due == NS_NEVER || job_state_is_terminal(lifecycle_at(&line, now).state);
    return (struct reach){.at = NS_NEVER, .is_impossible = is_still || is_known};
}
