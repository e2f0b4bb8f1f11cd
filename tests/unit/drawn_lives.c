/* What any job may look like at any moment, held against drawn jobs with scenarios and trials through
 * random histories: which states follow which, which times and texts are there, how trials add up.
 *
 * What fails names its seed, which is the number of the loop, the step and the job. */
#include "../drawn.h"
#include "drive.h"
#include "tap.h"

#include "base/rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SEEDS 16
#define STEPS 120
#define JOBS 10
#define TRIALS_MOST 9
#define BODY_BYTES 65536
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What was seen of a job so far. */
struct seen {
    int state; /* of STATES; -1: there is no such job yet */
    bool was_running;
};

struct lives {
    struct drive drive;
    uint64_t seed;
    uint32_t draws;
    int step;
    struct seen seen[JOBS];
};

/* No job goes back in this list, nor on from the last three. */
static const char *const STATES[] = {"QUEUED",    "PREPARING", "RUNNING",  "CANCELLING",
                                     "SUCCEEDED", "FAILED",    "CANCELLED"};
enum { RUNNING = 2, CANCELLING = 3, SUCCEEDED = 4, FAILED = 5, CANCELLED = 6 };

static int64_t
pick(struct lives *lives, int64_t below)
{
    return (int64_t)(rng_bits(lives->seed, 3, 0, lives->draws++) % (uint64_t)below);
}

/* Fails with seed, step and job when `condition` does not hold. */
#define HOLDS(lives, job, condition)                                                               \
    do {                                                                                           \
        if (!(condition))                                                                          \
            blame(lives, job, #condition);                                                         \
    } while (0)

__attribute__((noreturn)) static void
blame(const struct lives *lives, const json_t *job, const char *what)
{
    owned_str text = json_dumps(job, JSON_COMPACT);
    ck_abort_msg("seed %llu, step %d: not so: %s: %.3000s", (unsigned long long)lives->seed,
                 lives->step, what, text != NULL ? text : "");
}

__attribute__((format(printf, 4, 5))) static struct answer
tell(struct lives *lives, const char *method, const char *body, const char *format, ...)
{
    char path[160];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(path, sizeof(path), format, values);
    va_end(values);
    return drive_send(&lives->drive, method, path, body);
}

/* --- a job ------------------------------------------------------------------------------------*/

static const char *
string_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static int
state_of(const struct lives *lives, const json_t *job)
{
    const char *state = string_of(job, "state");
    HOLDS(lives, job, state != NULL);
    for (int i = 0; i < (int)COUNT(STATES); i++) {
        if (strcmp(state, STATES[i]) == 0)
            return i;
    }
    blame(lives, job, "the state is one of ours");
}

/* P1 and P2: a terminal state stays, and no other is gone back to. */
static void
check_state(const struct lives *lives, const json_t *job, int state, const struct seen *seen)
{
    HOLDS(lives, job, state >= seen->state);
    HOLDS(lives, job, seen->state < SUCCEEDED || state == seen->state);
}

/* Times of one length in one zone sort as texts do. */
static bool
is_after(const char *time, const char *other)
{
    return strcmp(time, other) > 0;
}

/* P10 */
static void
check_times(const struct lives *lives, const json_t *job, int state, const struct seen *seen)
{
    const char *create = string_of(job, "createTime");
    const char *start = string_of(job, "startTime");
    const char *end = string_of(job, "endTime");
    bool has_reason = string_of(job, "errorMessage") != NULL;
    HOLDS(lives, job, create != NULL);
    HOLDS(lives, job, (end != NULL) == (state >= SUCCEEDED));
    HOLDS(lives, job, has_reason == (state != SUCCEEDED && state >= CANCELLING));
    HOLDS(lives, job, start != NULL || (state != RUNNING && state != SUCCEEDED));
    HOLDS(lives, job, start != NULL || !seen->was_running);
    HOLDS(lives, job, start == NULL || state >= RUNNING);
    HOLDS(lives, job, start == NULL || !is_after(create, start));
    HOLDS(lives, job, end == NULL || !is_after(start != NULL ? start : create, end));
}

/* --- its trials -------------------------------------------------------------------------------*/

static int64_t
number_or(const json_t *object, const char *member, int64_t otherwise)
{
    const json_t *value = json_object_get(object, member);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* Numbers of the tuning job that its trials must keep to. */
struct bounds {
    int64_t trials;
    int64_t parallel;
    bool is_down;
};

static struct bounds
bounds_of(const json_t *job)
{
    const json_t *input = json_object_get(job, "trainingInput");
    const json_t *spec = json_object_get(input, "hyperparameters");
    const char *goal = string_of(spec, "goal");
    struct bounds bounds = {
        .trials = number_or(spec, "maxTrials", 1),
        .parallel = number_or(spec, "maxParallelTrials", 1),
        .is_down = goal != NULL && strcmp(goal, "MINIMIZE") == 0,
    };
    return bounds;
}

/* Inside the times of its job (P10). */
static void
check_trial_times(const struct lives *lives, const json_t *job, const json_t *trial, int state)
{
    const char *start = string_of(trial, "startTime");
    const char *end = string_of(trial, "endTime");
    const char *job_start = string_of(job, "startTime");
    const char *job_end = string_of(job, "endTime");
    HOLDS(lives, job, job_start != NULL);
    HOLDS(lives, job, (end != NULL) == (state >= SUCCEEDED));
    HOLDS(lives, job, start != NULL || (state != RUNNING && state != SUCCEEDED));
    HOLDS(lives, job, start == NULL || !is_after(job_start, start));
    HOLDS(lives, job, end == NULL || start == NULL || !is_after(start, end));
    HOLDS(lives, job, job_end == NULL || (end != NULL && !is_after(end, job_end)));
}

static bool
metric_of(const json_t *trial, double *ret_metric)
{
    const json_t *metric = json_object_get(json_object_get(trial, "finalMetric"), "objectiveValue");
    *ret_metric = json_number_value(metric);
    return metric != NULL;
}

/* P13 */
static bool
is_in_order(const json_t *left, const json_t *right, bool is_down)
{
    double a = 0;
    double b = 0;
    bool a_has = metric_of(left, &a);
    bool b_has = metric_of(right, &b);
    if (a_has != b_has)
        return a_has;
    if (a_has && (a > b || a < b))
        return is_down ? a < b : a > b;
    return strtol(string_of(left, "trialId"), NULL, 10) <
           strtol(string_of(right, "trialId"), NULL, 10);
}

/* P12: as many as there are, none twice and none left out. */
static void
check_sums(const struct lives *lives, const json_t *job, const int64_t *counts, int64_t ids)
{
    const json_t *output = json_object_get(job, "trainingOutput");
    const json_t *trials = json_object_get(output, "trials");
    const char *completed = string_of(output, "completedTrialCount");
    struct bounds bounds = bounds_of(job);
    int64_t shown = (int64_t)json_array_size(trials);
    HOLDS(lives, job, shown <= bounds.trials);
    HOLDS(lives, job, ids == (INT64_C(1) << shown) - 1);
    HOLDS(lives, job, counts[0] + counts[1] + counts[RUNNING] <= bounds.parallel);
    HOLDS(lives, job, counts[CANCELLING] == 0);
    HOLDS(lives, job, (completed == NULL ? 0 : strtol(completed, NULL, 10)) == counts[SUCCEEDED]);
}

static void
check_trials(const struct lives *lives, const json_t *job)
{
    const json_t *trials = json_object_get(json_object_get(job, "trainingOutput"), "trials");
    struct bounds bounds = bounds_of(job);
    int64_t counts[COUNT(STATES)] = {0};
    int64_t ids = 0;
    for (size_t i = 0; i < json_array_size(trials); i++) {
        const json_t *trial = json_array_get(trials, i);
        int state = state_of(lives, trial);
        long id = strtol(string_of(trial, "trialId"), NULL, 10);
        HOLDS(lives, job, id >= 1 && id <= TRIALS_MOST);
        counts[state]++;
        ids |= INT64_C(1) << (id - 1);
        check_trial_times(lives, job, trial, state);
        HOLDS(lives, job,
              i == 0 || is_in_order(json_array_get(trials, i - 1), trial, bounds.is_down));
    }
    check_sums(lives, job, counts, ids);
}

/* --- a world ----------------------------------------------------------------------------------*/

static void
check_job(struct lives *lives, int number, int64_t *counts)
{
    struct seen *seen = &lives->seen[number];
    struct answer answer OWNED(answer_done) =
        tell(lives, "GET", NULL, "/v1/projects/p/jobs/j%d", number);
    json_auto_t *job = answer_json(&answer);
    HOLDS(lives, job, answer.status == (seen->state < 0 ? 404 : 200));
    if (answer.status != 200)
        return;
    int state = state_of(lives, job);
    check_state(lives, job, state, seen);
    check_times(lives, job, state, seen);
    check_trials(lives, job);
    seen->state = state;
    seen->was_running = seen->was_running || state == RUNNING;
    counts[state]++;
}

/* P3: what the lists by state hold is what each job says. */
static void
check_lists(struct lives *lives, const int64_t *counts)
{
    for (size_t i = 0; i < COUNT(STATES); i++) {
        struct answer answer OWNED(answer_done) = tell(
            lives, "GET", NULL, "/v1/projects/p/jobs?pageSize=100&filter=state%%3D%s", STATES[i]);
        json_auto_t *page = answer_json(&answer);
        HOLDS(lives, page, answer.status == 200);
        HOLDS(lives, page, (int64_t)json_array_size(json_object_get(page, "jobs")) == counts[i]);
    }
}

static void
check_world(struct lives *lives)
{
    int64_t counts[COUNT(STATES)] = {0};
    /* Whichever comes first settles the world: both must find it so. */
    for (int i = 0; i < JOBS; i++)
        check_job(lives, i, counts);
    check_lists(lives, counts);
}

/* --- histories --------------------------------------------------------------------------------*/

static struct drawn
drawn_of(const struct lives *lives, int number)
{
    return (struct drawn){.seed = lives->seed, .number = number, .trials_most = TRIALS_MOST};
}

static void
begin(struct lives *lives, uint64_t seed)
{
    struct err err OWNED(err_done) = ERR;
    struct world_config config = drive_config();
    config.seed = seed;
    config.pace.profile = profile_find(seed % 2 == 0 ? TEXT("fast") : TEXT("realistic"));
    if (seed % 4 >= 2)
        config.capacity = 1 + (uint32_t)(seed % 3);
    *lives = (struct lives){.seed = seed};
    drive_init(&lives->drive, &config, NULL);
    ck_assert(scenario_set_load_presets(&lives->drive.service.store->scenarios, &err));
    for (int i = 0; i < JOBS; i++) {
        struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
        struct drawn drawn = drawn_of(lives, i);
        drawn_scenario(&body, &drawn);
        struct answer answer OWNED(answer_done) =
            tell(lives, "PUT", body.at, "/emulator/v1/projects/p/scenarios/s%d", i);
        ck_assert_int_eq(answer.status, 200);
        lives->seen[i].state = -1;
    }
}

static void
end(struct lives *lives)
{
    drive_done(&lives->drive);
}

static void
create(struct lives *lives, int number)
{
    struct buf body OWNED(buf_done) = BUF(BODY_BYTES);
    struct drawn drawn = drawn_of(lives, number);
    drawn_job(&body, &drawn);
    struct answer answer OWNED(answer_done) = tell(lives, "POST", body.at, "/v1/projects/p/jobs");
    json_auto_t *job = answer_json(&answer);
    HOLDS(lives, job, answer.status != 400);
    if (answer.status == 200) {
        HOLDS(lives, job, state_of(lives, job) == 0);
        lives->seen[number].state = 0;
    }
}

static void
advance(struct lives *lives)
{
    static const int64_t MOST_MS[] = {2, 400, 5000, 60000, 3600000};
    char body[64];
    int64_t ms = pick(lives, MOST_MS[pick(lives, COUNT(MOST_MS))]);
    (void)snprintf(body, sizeof(body), "{\"duration\":\"%lld.%03llds\"}", (long long)(ms / 1000),
                   (long long)(ms % 1000));
    bool is_step = pick(lives, 4) == 0;
    struct answer answer OWNED(answer_done) =
        tell(lives, "POST", is_step ? "{}" : body, "/emulator/v1/projects/p/clock:%s",
             is_step ? "step" : "advance");
    ck_assert_int_eq(answer.status, 200);
}

static void
step(struct lives *lives)
{
    int number = (int)pick(lives, JOBS);
    switch (pick(lives, 4)) {
    case 0:
        create(lives, number);
        break;
    case 1: {
        struct answer answer OWNED(answer_done) =
            tell(lives, "POST", "{}", "/v1/projects/p/jobs/j%d:cancel", number);
        /* Whether it may be cancelled is not the point here; that it is answered is. */
        ck_assert_int_ne(answer.status, 0);
        break;
    }
    default:
        advance(lives);
        break;
    }
}

START_TEST(a_job_looks_as_it_may_at_every_moment)
{
    struct lives lives OWNED(end);
    begin(&lives, (uint64_t)_i);
    for (lives.step = 0; lives.step < STEPS; lives.step++) {
        step(&lives);
        check_world(&lives);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("drawn_lives");
    TCase *cases = tcase_create("lives");
    tcase_add_loop_test(cases, a_job_looks_as_it_may_at_every_moment, 0, SEEDS);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
