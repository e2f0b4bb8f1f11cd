/* POST .../clock:step      {"count":1}                                  to the next change of any job
 * POST .../clock:stepJob   {"job":"j","count":1}                        to the next change of one
 * POST .../clock:runUntil  {"job":"j","state":"RUNNING"|...|"terminal"} until it has been there
 * POST .../clock:runAll    {"maxTransitions":1000000,"maxTime":"..."}   until nothing is to come
 *
 * -> {"time","applied","next"?,"pending"}
 *
 * under /emulator/v1/projects/{project} (one world), step and runAll under /emulator/v1 as well: the
 * template and every world at once, all by the same span. Members may be left out, except job.
 *
 * 400 INVALID_ARGUMENT     a bad member
 * 400 FAILED_PRECONDITION  a state the job will not come to by itself; time stays where that was seen
 * 400 OUT_OF_RANGE         a clock would pass the end of time, 2262
 * 404 NOT_FOUND            no such job
 * 409 ABORTED              a limit of runAll; time stays where it got to
 *
 * When nothing is to come, nothing happens: 200, applied 0. In the modes real and scaled the span is
 * added on top of the time that passes, as clock:advance does.
 */
#include "base/own.h"
#include "base/rfc3339.h"
#include "control/body.h"
#include "control/reach.h"
#include "control/routes.h"
#include "control/run.h"

#include <string.h>

static bool
read_count(const json_t *body, const char *member, int64_t *ret_count, struct err *err)
{
    *ret_count = 1;
    return body_get(body, member) == NULL ||
           body_int64(body, member, 1, LIMIT_RUN_MOST, ret_count, err);
}

static bool
read_job(const json_t *body, struct run *run, struct err *err)
{
    struct text id;
    if (!body_string(body, "job", &id, err))
        return false;
    run->job = strndup(id.at, id.length);
    return run->job != NULL || err_memory(err);
}

/* The job a run is about, which nobody can take away while it lasts. NULL with call->err. */
static const struct job *
find_job(struct call *call, const struct run *run)
{
    const struct job *job =
        run->count > 0 ? world_find(run->places[0].world, text_of(run->job)) : NULL;
    if (job == NULL)
        err_field(&call->err, ERR_NOT_FOUND, "job", "There is no job \"%s\" in this project.",
                  run->job);
    return job;
}

static bool
read_step(struct call *call, struct run *run)
{
    static const char *const MEMBERS[] = {"count", NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    return body != NULL && read_count(body, "count", &run->left, &call->err);
}

static enum run_verdict
rule_step(struct call *call, struct run *run, ns_t *ret_span)
{
    const struct pending_entry *next = pending_top(&run->next);
    (void)call;
    if (next == NULL || run->left == 0)
        return RUN_OVER;
    run->left--;
    *ret_span = next->at;
    return RUN_ON;
}

static bool
read_step_job(struct call *call, struct run *run)
{
    static const char *const MEMBERS[] = {"job", "count", NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    return body != NULL && read_job(body, run, &call->err) &&
           read_count(body, "count", &run->left, &call->err);
}

static enum run_verdict
rule_step_job(struct call *call, struct run *run, ns_t *ret_span)
{
    const struct job *job = find_job(call, run);
    if (job == NULL)
        return RUN_REFUSED;
    bool is_in_line = (job->flags & JOB_IS_IN_LINE) != 0;
    /* It waits for changes of others until one is its own. */
    if (run->was_in_line && !is_in_line)
        run->left--;
    run->was_in_line = is_in_line;
    ns_t due = world_due(run->places[0].world, job);
    if (due == NS_NEVER || run->left == 0)
        return RUN_OVER;
    if (!is_in_line)
        run->left--;
    *ret_span = due - run->places[0].start;
    return RUN_ON;
}

static bool
read_run_until(struct call *call, struct run *run)
{
    static const char *const MEMBERS[] = {"job", "state", NULL};
    struct text state = TEXT("terminal");
    json_auto_t *body = body_load(call, MEMBERS);
    if (body == NULL || !read_job(body, run, &call->err))
        return false;
    if (body_get(body, "state") != NULL && !body_string(body, "state", &state, &call->err))
        return false;
    return reach_read(state, &run->states) ||
           body_refuse(body, "state", "one of " REACH_WORDS, &call->err);
}

static enum run_verdict
rule_run_until(struct call *call, struct run *run, ns_t *ret_span)
{
    const struct job *job = find_job(call, run);
    if (job == NULL)
        return RUN_REFUSED;
    ns_t start = run->places[0].start;
    ns_t now = start + run->span;
    ns_t due = world_due(run->places[0].world, job);
    struct reach reach = reach_of(job, run->states, now, due);
    if (reach.is_impossible) {
        buf_printf(run_refuse(call, ERR_FAILED_PRECONDITION),
                   "The job is %s and will not come to that state by itself.",
                   job_state_name(job_life(job, now).state));
        return RUN_REFUSED;
    }
    if (reach.at <= now)
        return RUN_OVER;
    *ret_span = (reach.at != NS_NEVER ? reach.at : due) - start;
    return RUN_ON;
}

static bool
read_run_all(struct call *call, struct run *run)
{
    static const char *const MEMBERS[] = {"maxTransitions", "maxTime", NULL};
    json_auto_t *body = body_load(call, MEMBERS);
    run->most = LIMIT_RUN_MOST;
    run->until = NS_TIME_MAX;
    return body != NULL &&
           (body_get(body, "maxTransitions") == NULL ||
            body_int64(body, "maxTransitions", 0, INT64_MAX, &run->most, &call->err)) &&
           (body_get(body, "maxTime") == NULL ||
            body_time(body, "maxTime", &run->until, &call->err));
}

static enum run_verdict
stop_at_limit(struct call *call, const struct run *run, const char *limit, ns_t next)
{
    struct buf *out = run_refuse(call, ERR_ABORTED);
    buf_printf(out, "%s: stopped after %lld changes with %llu jobs still to change; it is ", limit,
               (long long)call->request->tally, (unsigned long long)run_pending(run));
    rfc3339_write(out, run_time(call, run));
    buf_add_str(out, ", the next change is due at ");
    rfc3339_write(out, next);
    buf_add_char(out, '.');
    return RUN_REFUSED;
}

static enum run_verdict
rule_run_all(struct call *call, struct run *run, ns_t *ret_span)
{
    const struct pending_entry *next = pending_top(&run->next);
    if (next == NULL)
        return RUN_OVER;
    ns_t time = run->places[next->ordinal].start + next->at;
    if (call->request->tally >= run->most)
        return stop_at_limit(call, run, "maxTransitions", time);
    if (time > run->until)
        return stop_at_limit(call, run, "maxTime", time);
    *ret_span = next->at;
    return RUN_ON;
}

enum outcome
clock_step(struct call *call)
{
    return run_attempt(call, read_step, rule_step);
}

enum outcome
clock_step_job(struct call *call)
{
    return run_attempt(call, read_step_job, rule_step_job);
}

enum outcome
clock_run_until(struct call *call)
{
    return run_attempt(call, read_run_until, rule_run_until);
}

enum outcome
clock_run_all(struct call *call)
{
    return run_attempt(call, read_run_all, rule_run_all);
}
