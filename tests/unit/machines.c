/* Worlds with a limited number of machines, against a model that goes through time second by second and
 * looks at every job each time. */
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "plan_of.h"
#include "store/world.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define JOBS_MOST 60
#define STEPS 120
#define SEEDS 50

/* A job as the model sees it; times in seconds. */
struct sketch {
    char id[8];
    bool exists;
    int create, queued, preparing, running, cancelling;
    int wait_until; /* NEVER: no limit */
    int priority;
    bool is_in_line;
    bool was_in_line; /* or is */
    int admitted;     /* NEVER: not */
    int cancel_at;    /* NEVER: not */
};

#define NEVER 1000000

struct story {
    uint64_t seed;
    uint32_t draws;
    struct world *world;
    struct sketch jobs[JOBS_MOST];
    int count;
    int now;
    int capacity;
};

static int
draw(struct story *story, int most)
{
    return (int)(rng_unit(story->seed, 0, 0, story->draws++) * (most + 1));
}

static int
least(int a, int b)
{
    return a < b ? a : b;
}

/* --- the model ----------------------------------------------------------------------------------- */

/* When a cancel or the end of the wait stops it. */
static int
stop_of(const struct sketch *job)
{
    int begin = job->admitted;
    if (begin == NEVER && !job->was_in_line)
        begin = job->create + job->queued;
    bool is_late = begin == NEVER || begin + job->preparing > job->wait_until;
    return least(job->cancel_at, is_late ? job->wait_until : NEVER);
}

static int
end_of(const struct sketch *job)
{
    return job->admitted == NEVER ? NEVER : job->admitted + job->preparing + job->running;
}

static bool
has_ended(const struct sketch *job, int now)
{
    int stop = stop_of(job);
    return stop < end_of(job) ? stop + job->cancelling <= now : end_of(job) <= now;
}

static bool
works(const struct sketch *job, int now)
{
    return job->exists && job->admitted != NEVER && job->admitted <= now && !has_ended(job, now) &&
           (stop_of(job) > now || job->admitted < stop_of(job));
}

static bool
is_before(const struct sketch *a, const struct sketch *b)
{
    return b == NULL || a->priority > b->priority;
}

/* Everything that happens at `now`. Jobs stand in order of creation. */
static void
live(struct story *story, int now)
{
    for (;;) {
        int busy = 0;
        struct sketch *first = NULL;
        for (int i = 0; i < story->count; i++) {
            struct sketch *job = &story->jobs[i];
            bool is_ready = job->create + job->queued <= now && job->admitted == NEVER &&
                            job->create + job->queued < stop_of(job);
            job->is_in_line = job->exists && (job->is_in_line || (is_ready && !job->was_in_line)) &&
                              stop_of(job) > now;
            job->was_in_line = job->was_in_line || job->is_in_line;
            busy += works(job, now) ? 1 : 0;
            if (job->is_in_line && is_before(job, first))
                first = job;
        }
        if (first == NULL || (story->capacity > 0 && busy >= story->capacity))
            return;
        first->is_in_line = false;
        first->admitted = now;
    }
}

static enum job_state
state_of(const struct sketch *job, int now)
{
    int stop = stop_of(job);
    if (stop <= now && stop < end_of(job))
        return stop + job->cancelling <= now ? JOB_CANCELLED : JOB_CANCELLING;
    if (end_of(job) <= now)
        return JOB_SUCCEEDED;
    if (job->admitted == NEVER || job->admitted > now)
        return JOB_QUEUED;
    return now >= job->admitted + job->preparing ? JOB_RUNNING : JOB_PREPARING;
}

static uint32_t
position_of(const struct story *story, const struct sketch *job)
{
    uint32_t position = 1;
    if (!job->is_in_line)
        return 0;
    for (const struct sketch *other = story->jobs; other < story->jobs + story->count; other++) {
        bool is_ahead =
            other->priority > job->priority || (other->priority == job->priority && other < job);
        position += other->is_in_line && is_ahead ? 1 : 0;
    }
    return position;
}

/* --- what the world says ------------------------------------------------------------------------- */

static ns_t
moment(int seconds)
{
    return seconds == NEVER ? NS_NEVER : seconds * NS_PER_S;
}

static int64_t
settle(struct story *story, int from, int to)
{
    struct err err OWNED(err_done) = ERR;
    int64_t applied = 0;
    int slice;
    do {
        slice = 1 + draw(story, 3);
    } while (!world_settle(story->world, moment(from), moment(to), &slice, &applied, &err));
    return applied;
}

static struct job *
job_of(const struct story *story, const struct sketch *sketch)
{
    return world_find(story->world, text_of(sketch->id));
}

static void
compare(const struct story *story)
{
    uint32_t busy = 0;
    for (int i = 0; i < story->count; i++) {
        const struct sketch *sketch = &story->jobs[i];
        const struct job *job = job_of(story, sketch);
        ck_assert_int_eq(job != NULL, sketch->exists);
        if (job == NULL)
            continue;
        enum job_state state = job_life(job, moment(story->now)).state;
        uint32_t position = world_position(story->world, job);
        if (state != state_of(sketch, story->now) || position != position_of(story, sketch))
            ck_abort_msg("seed %llu, second %d, job %s: %s at place %u instead of %s at place %u",
                         (unsigned long long)story->seed, story->now, sketch->id,
                         job_state_name(state), position,
                         job_state_name(state_of(sketch, story->now)), position_of(story, sketch));
        ck_assert_int_eq(job->sorted_state, state);
        busy += works(sketch, story->now) ? 1 : 0;
    }
    ck_assert_uint_eq(story->world->busy, busy);
}

/* --- what happens to both ------------------------------------------------------------------------ */

static void
create(struct story *story)
{
    struct err err OWNED(err_done) = ERR;
    struct sketch *sketch = &story->jobs[story->count];
    struct job *job;
    *sketch = (struct sketch){
        .exists = true,
        .create = story->now,
        .queued = draw(story, 2),
        .preparing = draw(story, 2),
        .running = draw(story, 6),
        .cancelling = draw(story, 3),
        .wait_until = draw(story, 3) == 0 ? story->now + draw(story, 9) : NEVER,
        .priority = 5 * draw(story, 2),
        .admitted = NEVER,
        .cancel_at = NEVER,
    };
    /* Who is ready just when the wait is over is a case of its own, below. */
    if (sketch->wait_until == sketch->create + sketch->queued)
        sketch->wait_until++;
    (void)snprintf(sketch->id, sizeof(sketch->id), "j%d", story->count);
    const struct spans spans = {
        .create = moment(story->now),
        .queued = moment(sketch->queued),
        .preparing = moment(sketch->preparing),
        .running = moment(sketch->running),
        .cancelling = moment(sketch->cancelling),
    };
    struct plan plan = plan_of(&spans);
    plan.wait_until = moment(sketch->wait_until);
    plan.priority = (uint16_t)sketch->priority;
    const struct job_draft draft = {
        .plan = planner_admit(&plan, plan.prepare_at),
        .texts = {[JOB_TEXT_ID] = text_of(sketch->id), [JOB_TEXT_INPUT] = TEXT("{}")},
    };
    ck_assert(world_insert(story->world, &draft, NULL, &job, &err));
    story->count++;
}

static void
cancel(struct story *story, struct sketch *sketch)
{
    struct err err OWNED(err_done) = ERR;
    enum job_state state = state_of(sketch, story->now);
    if (state == JOB_CANCELLING || job_state_is_terminal(state))
        return;
    ck_assert(world_cancel(story->world, job_of(story, sketch), moment(story->now), &err));
    sketch->cancel_at = story->now;
}

static void
disturb(struct story *story)
{
    struct sketch *sketch = &story->jobs[draw(story, story->count - 1)];
    int what = draw(story, 9);
    /* As every request does: what was due has happened before. */
    live(story, story->now);
    settle(story, story->now, story->now);
    if (what == 0) {
        story->capacity = draw(story, 3);
        story->world->config.capacity = (uint32_t)story->capacity;
    } else if (what <= 4 && sketch->exists) {
        cancel(story, sketch);
    } else if (what == 5 && sketch->exists) {
        world_forget(story->world, job_of(story, sketch));
        sketch->exists = false;
        sketch->is_in_line = false;
    }
}

static void
run(uint64_t seed, int capacity_least)
{
    const struct world_config config = {.capacity = 1};
    struct story story = {.seed = seed, .capacity = 1};
    story.world = world_new(TEXT("p"), &config);
    story.capacity = capacity_least + draw(&story, 2);
    story.world->config.capacity = (uint32_t)story.capacity;
    for (int step = 0; step < STEPS; step++) {
        int to = story.now + draw(&story, 3);
        for (int now = story.now; now <= to; now++)
            live(&story, now);
        settle(&story, story.now, to);
        story.now = to;
        compare(&story);
        if (story.count < JOBS_MOST)
            create(&story);
        if (draw(&story, 2) == 0)
            disturb(&story);
    }
    world_free(story.world);
}

START_TEST(jobs_get_machines_as_in_the_model)
{
    for (int seed = SEEDS * _i; seed < SEEDS * (_i + 1); seed++)
        run((uint64_t)seed, seed % 4 == 0 ? 0 : 1);
}
END_TEST

/* --- laws ---------------------------------------------------------------------------------------- */

/* So many jobs of one project, one after the other, of 1 s in each stage. */
static struct world *
crowd(uint32_t capacity, int count)
{
    const struct world_config config = {.capacity = capacity};
    struct world *world = world_new(TEXT("p"), &config);
    for (int i = 0; i < count; i++) {
        struct err err OWNED(err_done) = ERR;
        char id[16];
        struct job *job;
        const struct spans spans = {.queued = NS_PER_S, .preparing = NS_PER_S, .running = NS_PER_S};
        (void)snprintf(id, sizeof(id), "j%d", i);
        const struct job_draft draft = {
            .plan = plan_of(&spans),
            .texts = {[JOB_TEXT_ID] = text_of(id), [JOB_TEXT_INPUT] = TEXT("{}")},
        };
        ck_assert(world_insert(world, &draft, NULL, &job, &err));
    }
    return world;
}

static int64_t
settle_at_once(struct world *world, ns_t from, ns_t to)
{
    struct err err OWNED(err_done) = ERR;
    int64_t applied = 0;
    while (!world_settle(world, from, to, &(int){1000}, &applied, &err))
        ck_assert_int_eq(err.code, ERR_NONE);
    return applied;
}

/* With k machines, jobs of 2 s each leave in waves of k. */
START_TEST(waves_follow_each_other)
{
    static const struct {
        uint32_t capacity;
        int jobs;
        int seconds; /* until the last has ended */
    } CROWDS[] = {{1, 5, 11}, {2, 5, 7}, {3, 6, 5}, {5, 5, 3}, {0, 50, 3}, {7, 100, 31}};
    for (int i = 0; i < COUNT(CROWDS); i++) {
        struct world *world = crowd(CROWDS[i].capacity, CROWDS[i].jobs);
        ns_t end = CROWDS[i].seconds * NS_PER_S;
        int64_t changes = settle_at_once(world, 0, end - 1);
        ck_assert_int_eq(world_next(world), end);
        changes += settle_at_once(world, end - 1, end);
        ck_assert_int_eq(world_next(world), NS_NEVER);
        /* PREPARING, RUNNING, SUCCEEDED: each is counted once, however time was cut into pieces. */
        ck_assert_int_eq(changes, 3 * CROWDS[i].jobs);
        ck_assert_uint_eq(world_pending(world), 0);
        ck_assert_uint_eq(world->busy, 0);
        world_free(world);
    }
}
END_TEST

START_TEST(a_capacity_nobody_reaches_changes_nothing)
{
    struct world *limited = crowd(50, 50);
    struct world *free_world = crowd(0, 50);
    for (ns_t now = 0; now < 5 * NS_PER_S; now += NS_PER_S / 2) {
        ck_assert_int_eq(settle_at_once(limited, now - NS_PER_S / 2, now),
                         settle_at_once(free_world, now - NS_PER_S / 2, now));
        for (int i = 0; i < JOB_STATE_COUNT; i++) {
            const struct job *a = world_job_in_states(limited, 1U << i, UINT32_MAX);
            const struct job *b = world_job_in_states(free_world, 1U << i, UINT32_MAX);
            ck_assert_int_eq(a != NULL, b != NULL);
        }
    }
    world_free(limited);
    world_free(free_world);
}
END_TEST

/* Ready at the last moment: whoever finds a machine free has it, the others have waited too long. */
START_TEST(the_last_moment_counts)
{
    const struct world_config config = {.capacity = 2};
    struct world *world = world_new(TEXT("p"), &config);
    for (int i = 0; i < 4; i++) {
        struct err err OWNED(err_done) = ERR;
        const char *const ids[] = {"a", "b", "c", "d"};
        struct job *job;
        const struct spans spans = {.queued = NS_PER_S, .running = NS_PER_S};
        struct job_draft draft = {
            .plan = plan_of(&spans),
            .texts = {[JOB_TEXT_ID] = text_of(ids[i]), [JOB_TEXT_INPUT] = TEXT("{}")},
        };
        draft.plan.wait_until = NS_PER_S;
        ck_assert(world_insert(world, &draft, NULL, &job, &err));
    }
    settle_at_once(world, 0, NS_PER_S);
    ck_assert_uint_eq(world->busy, 2);
    ck_assert_uint_eq(world->line.count, 0);
    ck_assert_int_eq(job_life(world_find(world, TEXT("b")), NS_PER_S).state, JOB_RUNNING);
    struct life life = job_life(world_find(world, TEXT("c")), NS_PER_S);
    ck_assert_int_eq(life.state, JOB_CANCELLED);
    ck_assert_int_eq(life.cause, CAUSE_WAIT);
    world_free(world);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("machines");
    TCase *cases = tcase_create("machines");
    tcase_add_loop_test(cases, jobs_get_machines_as_in_the_model, 0, 6);
    tcase_add_test(cases, waves_follow_each_other);
    tcase_add_test(cases, the_last_moment_counts);
    tcase_add_test(cases, a_capacity_nobody_reaches_changes_nothing);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
