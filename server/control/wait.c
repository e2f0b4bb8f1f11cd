/* GET /emulator/v1/projects/{project}/jobs/{job}:wait?state&timeout&timebase&exact
 *     -> {"done":true,"reachable":true,"job":{...}}
 *
 *     state     QUEUED ... CANCELLED, terminal (the default), or changed: since the request came
 *     timeout   30s unless told otherwise, at most an hour
 *     timebase  real (the default), or virtual: of the project's clock, and then 60 s of real time
 *               at the most
 *     exact     true: the job as it was the moment it got there; else as it is now
 *
 * 400 INVALID_ARGUMENT  a bad parameter
 * 404 NOT_FOUND         no such job, or no more
 *
 * Answers 200 once the job has been in the state, however short; at once, with reachable false, when
 * by itself it will never be; or when the time is over, with done false.
 *
 * A waiter sleeps until something stirs in its world, its job's next change is due or its time is
 * over. In a world whose clock is on-wait it also asks to be called when nobody has anything to do:
 * the earliest change that anybody there waits for then comes at once.
 */
#include "api/job_view.h"
#include "api/jobs_find.h"
#include "api/jump.h"
#include "base/rfc3339.h"
#include "control/reach.h"
#include "control/routes.h"
#include "json/utf8.h"

#include <stdlib.h>

/* What a client sent is quoted up to here. */
#define QUOTE_BYTES 256

struct waiter {
    struct waiter *next;   /* among those that may make time jump */
    struct waiter **place; /* what points here; NULL: not among them */
    unsigned states;       /* 0: changed */
    bool is_exact;
    bool is_virtual;
    bool has_looked; /* at the job, once at least */
    bool is_in_line; /* the job waits for others, as of the last look */
    ns_t timeout;
    ns_t until;         /* real time */
    ns_t until_virtual; /* NS_NEVER unless is_virtual */
    ns_t first_due;     /* the next change as of the first look */
    uint32_t writes;    /* as of the first look */
    ns_t due;           /* the next change as of the last look */
    uint64_t topic;     /* of its world */
};

static void
waiter_leave(struct waiter *waiter)
{
    if (waiter->place == NULL)
        return;
    *waiter->place = waiter->next;
    if (waiter->next != NULL)
        waiter->next->place = waiter->place;
    waiter->place = NULL;
}

static void
waiter_enter(struct waiter *waiter, struct service *service)
{
    waiter_leave(waiter);
    waiter->next = service->waiters;
    waiter->place = &service->waiters;
    if (waiter->next != NULL)
        waiter->next->place = &waiter->next;
    service->waiters = waiter;
}

static void
waiter_free(void *work)
{
    waiter_leave(work);
    free(work);
}

static bool
refuse(struct err *err, const char *parameter, struct text value, const char *allowed)
{
    return err_field(err, ERR_INVALID_ARGUMENT, parameter, "It must be %s, not \"%.*s\".", allowed,
                     TEXT_ARG(utf8_cut(value, QUOTE_BYTES)));
}

static bool
read_state(struct call *call, struct waiter *waiter)
{
    struct text word = call_query(call, "state");
    if (word.at == NULL)
        word = TEXT("terminal");
    return text_is(word, "changed") || reach_read(word, &waiter->states) ||
           refuse(&call->err, "state", word, "one of " REACH_WORDS ", or changed");
}

static bool
read_timeout(struct call *call, struct waiter *waiter)
{
    struct text text = call_query(call, "timeout");
    waiter->timeout = LIMIT_WAIT_DEFAULT_S * NS_PER_S;
    if (text.at == NULL || (duration_parse_ns(text, true, &waiter->timeout) &&
                            waiter->timeout <= LIMIT_WAIT_MOST_S * NS_PER_S))
        return true;
    return refuse(&call->err, "timeout", text,
                  "a duration such as 30s, 1.5s or 1h, which is the most");
}

/* One of two words; absent is the first. */
static bool
read_choice(struct call *call, const char *name, const char *const words[2], bool *ret_is_second)
{
    struct text word = call_query(call, name);
    *ret_is_second = text_is(word, words[1]);
    if (word.at == NULL || *ret_is_second || text_is(word, words[0]))
        return true;
    struct buf allowed OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    buf_printf(&allowed, "%s or %s", words[0], words[1]);
    return refuse(&call->err, name, word, allowed.failed ? "another word" : allowed.at);
}

static bool
read_parameters(struct call *call, struct waiter *waiter)
{
    static const char *const BASES[] = {"real", "virtual"};
    static const char *const BOOLS[] = {"false", "true"};
    return read_state(call, waiter) && read_timeout(call, waiter) &&
           read_choice(call, "timebase", BASES, &waiter->is_virtual) &&
           read_choice(call, "exact", BOOLS, &waiter->is_exact);
}

/* The waiter of this request: made by its first attempt. NULL with call->err. */
static struct waiter *
waiter_of(struct call *call)
{
    struct request *request = call->request;
    if (request->work != NULL)
        return request->work;
    struct waiter *waiter = calloc(1, sizeof(*waiter));
    if (waiter == NULL) {
        err_memory(&call->err);
        return NULL;
    }
    request->work = waiter;
    request->work_free = waiter_free;
    waiter->topic = call_topic(call);
    return read_parameters(call, waiter) ? waiter : NULL;
}

/* What "changed" is about begins with the first look, as does the time to wait. */
static void
look(struct call *call, struct waiter *waiter, struct world *world, const struct job *job)
{
    ns_t now = vclock_now(&world->config.clock, call->request->mono);
    bool was_in_line = waiter->is_in_line;
    waiter->due = world_due(world, job);
    waiter->is_in_line = (job->flags & JOB_IS_IN_LINE) != 0;
    /* Until it goes on nothing of its own is due; that it does is a change. */
    if (was_in_line)
        waiter->first_due = waiter->is_in_line ? waiter->due : now;
    if (waiter->has_looked)
        return;
    ns_t most = LIMIT_WAIT_VIRTUAL_S * NS_PER_S;
    waiter->has_looked = true;
    waiter->first_due = waiter->due;
    waiter->writes = job->writes;
    waiter->until = call->request->mono + (waiter->is_virtual ? most : waiter->timeout);
    waiter->until_virtual = waiter->is_virtual ? ns_add(now, waiter->timeout) : NS_NEVER;
}

static struct reach
reach_of_waiter(const struct waiter *waiter, const struct job *job, ns_t now)
{
    if (waiter->states != 0)
        return reach_of(job, waiter->states, now, waiter->due);
    if (waiter->first_due > now && job->writes != waiter->writes)
        return (struct reach){.at = now};
    return (struct reach){.at = waiter->first_due, .is_impossible = waiter->first_due == NS_NEVER};
}

static enum outcome
answer(struct call *call, const struct job *job, bool is_done, bool is_reachable, ns_t seen_at)
{
    struct buf *out = &call->reply->body;
    buf_printf(out, "{\"done\":%s,\"reachable\":%s,\"job\":", is_done ? "true" : "false",
               is_reachable ? "true" : "false");
    struct job_moment moment = jobs_moment(call, job);
    moment.now = seen_at;
    job_view_write(out, &moment);
    buf_add_char(out, '}');
    return reply_ok(call->reply);
}

static ns_t
least_of(ns_t a, ns_t b)
{
    return a < b ? a : b;
}

static enum outcome
sleep_on(struct call *call, struct waiter *waiter, const struct world *world)
{
    struct request *request = call->request;
    const struct vclock *clock = &world->config.clock;
    ns_t first = least_of(waiter->due, waiter->until_virtual);
    request->wake_at = least_of(
        waiter->until, first == NS_NEVER ? NS_NEVER : vclock_mono_at(clock, request->mono, first));
    request->awaits = waiter->topic;
    request->is_eager = world->config.on_wait && waiter->due != NS_NEVER;
    if (request->is_eager)
        waiter_enter(waiter, call->service);
    else
        waiter_leave(waiter);
    return OUTCOME_WAIT;
}

/* The earliest change that somebody waits for in this world. */
static ns_t
first_awaited(const struct call *call, uint64_t topic)
{
    ns_t first = NS_NEVER;
    for (const struct waiter *at = call->service->waiters; at != NULL; at = at->next) {
        if (at->topic == topic)
            first = least_of(first, at->due);
    }
    return first;
}

/* Nobody has anything to do: time may jump. */
static void
jump_ahead(struct call *call, const struct waiter *waiter, struct world *world)
{
    ns_t now = vclock_now(&world->config.clock, call->request->mono);
    ns_t to = first_awaited(call, waiter->topic);
    if (to == NS_NEVER)
        return;
    jump_begin(call, world, to > now ? to : now);
}

/* Goes on with a jump ahead, if there is one. True once it is settled; who waits may then look. */
static bool
finish_jump(struct call *call, struct world *world, int *slice)
{
    if (call->request->progress == 0)
        return true;
    if (!jump_settle(call, world, slice))
        return false;
    call->request->progress = 0;
    call->reply->stirs = call_topic(call);
    return true;
}

/* One look at the job, when the world is settled to its present. */
static enum outcome
attempt(struct call *call, struct waiter *waiter, struct world *world, const struct job *job)
{
    ns_t now = vclock_now(&world->config.clock, call->request->mono);
    look(call, waiter, world, job);
    struct reach reach = reach_of_waiter(waiter, job, now);
    if (reach.at <= now)
        return answer(call, job, true, true, waiter->is_exact ? reach.at : now);
    bool is_over = call->request->mono >= waiter->until || now >= waiter->until_virtual;
    if (reach.is_impossible || is_over)
        return answer(call, job, false, !reach.is_impossible, now);
    return sleep_on(call, waiter, world);
}

enum outcome
job_wait(struct call *call)
{
    struct request *request = call->request;
    struct world *world;
    int slice = LIMIT_SETTLE_SLICE;
    struct waiter *waiter = waiter_of(call);
    const struct job *job = waiter != NULL ? jobs_find(call, &world) : NULL;
    if (job == NULL)
        return call_fail(call);
    if (request->is_idle && request->progress == 0 && world->config.on_wait)
        jump_ahead(call, waiter, world);
    ns_t now = vclock_now(&world->config.clock, request->mono);
    if (!finish_jump(call, world, &slice) || !jump_catch_up(call, world, now, &slice))
        return jump_pause(call);
    /* Settling may have moved the job. */
    job = jobs_find(call, &world);
    if (job == NULL)
        return call_fail(call);
    return attempt(call, waiter, world, job);
}
