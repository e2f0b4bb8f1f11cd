#include "sim/lifecycle.h"

static void
add_edge(struct timeline *line, ns_t at, enum job_state state)
{
    line->edges[line->count] = (struct edge){.at = at, .state = state};
    line->count++;
}

void
lifecycle_timeline(const struct plan *plan, ns_t cancel_at, struct timeline *ret_line)
{
    ns_t prepare = ns_add(plan->create, plan->queued);
    ns_t run = ns_add(prepare, plan->preparing);
    ns_t end = ns_add(run, plan->running);
    const struct edge natural[] = {
        {plan->create, JOB_QUEUED},
        {prepare, JOB_PREPARING},
        {run, JOB_RUNNING},
        {end, JOB_SUCCEEDED},
    };
    bool is_cancelled = cancel_at < end;

    ret_line->count = 0;
    for (size_t i = 0; i < sizeof(natural) / sizeof(natural[0]); i++) {
        if (natural[i].at == NS_NEVER || (is_cancelled && natural[i].at > cancel_at))
            break;
        add_edge(ret_line, natural[i].at, natural[i].state);
    }
    if (!is_cancelled)
        return;
    add_edge(ret_line, cancel_at, JOB_CANCELLING);
    if (ns_add(cancel_at, plan->cancelling) != NS_NEVER)
        add_edge(ret_line, ns_add(cancel_at, plan->cancelling), JOB_CANCELLED);
}

struct life
lifecycle_at(const struct timeline *line, ns_t now)
{
    struct life life = {.state = JOB_QUEUED, .start = NS_NEVER, .end = NS_NEVER};
    for (int i = 0; i < line->count && line->edges[i].at <= now; i++) {
        life.state = line->edges[i].state;
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
