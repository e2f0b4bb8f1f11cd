#include "sim/lifecycle.h"

static void
add_edge(struct timeline *line, ns_t at, enum job_state state, enum life_cause cause)
{
    line->edges[line->count] = (struct edge){.at = at, .state = state, .cause = cause};
    line->count++;
}

static enum life_cause
cause_of_end(enum job_state state)
{
    return state == JOB_SUCCEEDED ? CAUSE_NONE : CAUSE_OUTCOME;
}

struct life_end
lifecycle_end(const struct plan *plan)
{
    enum job_state state = (enum job_state)plan->end_state;
    return (struct life_end){.at = plan->end_at, .state = state, .cause = cause_of_end(state)};
}

ns_t
lifecycle_stop(const struct plan *plan, ns_t cancel_at)
{
    return cancel_at < plan->cut_at ? cancel_at : plan->cut_at;
}

ns_t
lifecycle_halt(const struct plan *plan, ns_t cancel_at)
{
    ns_t stop = lifecycle_stop(plan, cancel_at);
    bool goes_on = plan->job_wins_race && plan->run_at <= stop;
    return goes_on ? ns_add(stop, plan->cancelling) : stop;
}

static enum life_cause
cause_of_stop(const struct plan *plan, ns_t cancel_at)
{
    static const enum life_cause CAUSES[] = {
        [PLAN_CUT_NONE] = CAUSE_NONE,
        [PLAN_CUT_WAIT] = CAUSE_WAIT,
        [PLAN_CUT_RUN] = CAUSE_RUN,
        [PLAN_CUT_OUTCOME] = CAUSE_OUTCOME,
    };
    return cancel_at <= plan->cut_at ? CAUSE_USER : CAUSES[plan->cut];
}

/* The edges of an undisturbed life up to `stop`. */
static void
add_natural(const struct plan *plan, const struct life_end *end, ns_t stop, struct timeline *line)
{
    const struct edge natural[] = {
        {plan->create, JOB_QUEUED, CAUSE_NONE},
        {plan->prepare_at, JOB_PREPARING, CAUSE_NONE},
        {plan->run_at, JOB_RUNNING, CAUSE_NONE},
        {end->at, end->state, end->cause},
    };
    for (size_t i = 0; i < sizeof(natural) / sizeof(natural[0]); i++) {
        /* What never comes is left out; what comes after it may: a job can fail in its queue. */
        if (natural[i].at == NS_NEVER)
            continue;
        if (natural[i].at > stop)
            break;
        add_edge(line, natural[i].at, natural[i].state, natural[i].cause);
    }
}

void
lifecycle_timeline(const struct plan *plan, const struct life_end *end, ns_t cancel_at,
                   struct timeline *ret_line)
{
    ns_t stop = lifecycle_stop(plan, cancel_at);
    bool is_stopped = stop < end->at;
    ret_line->count = 0;
    add_natural(plan, end, is_stopped ? stop : NS_NEVER, ret_line);
    if (!is_stopped)
        return;

    enum life_cause cause = cause_of_stop(plan, cancel_at);
    ns_t stopped = ns_add(stop, plan->cancelling);
    add_edge(ret_line, stop, JOB_CANCELLING, cause);
    if (end->at <= lifecycle_halt(plan, cancel_at) && end->at != NS_NEVER)
        add_edge(ret_line, end->at, end->state, end->cause);
    else if (stopped != NS_NEVER)
        add_edge(ret_line, stopped, JOB_CANCELLED, cause);
}

struct life
lifecycle_at(const struct timeline *line, ns_t now)
{
    struct life life = {.state = JOB_QUEUED, .start = NS_NEVER, .end = NS_NEVER};
    for (int i = 0; i < line->count && line->edges[i].at <= now; i++) {
        life.state = line->edges[i].state;
        life.cause = line->edges[i].cause;
        if (life.state == JOB_RUNNING)
            life.start = line->edges[i].at;
        if (job_state_is_terminal(life.state))
            life.end = line->edges[i].at;
    }
    return life;
}

ns_t
lifecycle_next(const struct timeline *line, ns_t now)
{
    for (int i = 0; i < line->count; i++) {
        if (line->edges[i].at > now)
            return line->edges[i].at;
    }
    return NS_NEVER;
}

int
lifecycle_changes(const struct timeline *line, ns_t from, ns_t to)
{
    int changes = 0;
    for (int i = 0; i < line->count; i++) {
        if (line->edges[i].at > from && line->edges[i].at <= to)
            changes++;
    }
    return changes;
}
