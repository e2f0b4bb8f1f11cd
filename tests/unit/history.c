/* Random histories of the whole server, told twice: by the server and by history_model.c. */
#include "history.h"
#include "tap.h"

#include "base/rfc3339.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SEEDS 48
#define STEPS 1250

#define TUNING                                                                                     \
    "\"hyperparameters\":{\"maxTrials\":5,\"maxParallelTrials\":2,\"params\":["                    \
    "{\"parameterName\":\"x\",\"type\":\"DOUBLE\",\"maxValue\":1}]}"

/* What stands behind the jobId. */
static const char *const REST_OF_KIND[MODEL_KIND_COUNT] = {
    [MODEL_TRAINING] = "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"
                       "\"imageUri\":\"gcr.io/p/i\"}}",
    [MODEL_TUNING] = "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":"
                     "\"gcr.io/p/i\"}," TUNING "}",
    [MODEL_PREDICTION] =
        "\"predictionInput\":{\"region\":\"us-central1\",\"dataFormat\":\"JSON\",\"uri\":\"gs://b/"
        "m\",\"inputPaths\":[\"gs://b/i\"],\"outputPath\":\"gs://b/o\"}",
};

static int
pick_project(struct random_history *history)
{
    return (int)history_pick(history, MODEL_PROJECTS);
}

/* A project, or now and then all of them. */
static int
pick_target(struct random_history *history)
{
    return history_chance(history, 8) ? MODEL_PROJECTS : pick_project(history);
}

static int
pick_number(struct random_history *history)
{
    return (int)history_pick(history, MODEL_JOBS_MAX);
}

static bool
has_ended(const struct random_history *history, int project, const struct model_job *job)
{
    return model_life(job, model_look(&history->model, project)->clock.now).is_terminal;
}

static void
create(struct random_history *history, int project, int number)
{
    char body[256];
    enum model_kind kind = (enum model_kind)history_pick(history, MODEL_KIND_COUNT);
    snprintf(body, sizeof(body), "{\"jobId\":\"j%d\",%s}", number, REST_OF_KIND[kind]);
    const struct model_job *holder = model_find(&history->model, project, number);
    bool is_used =
        holder != NULL && !(history->drive.compat.value[COMPAT_JOB_IDS] == JOB_IDS_REUSABLE &&
                            has_ended(history, project, holder));
    struct answer answer OWNED(answer_done) =
        history_send(history, is_used ? 409 : 200, "POST", body, "/v1/projects/p%d/jobs", project);
    if (is_used)
        return;
    model_forget(&history->model, project, number);
    const struct model_job *job = model_create(&history->model, project, number, kind);
    json_auto_t *seen = answer_json(&answer);
    history_check_created(history, job, seen);
}

static void
op_create(struct random_history *history)
{
    int project = pick_project(history);
    create(history, project, pick_number(history));
}

/* Refused before anything else is looked at: also when the id is in use. */
static void
op_create_bad(struct random_history *history)
{
    static const char *const BODIES[] = {
        "{",
        "[]",
        "{\"jobId\":\"j1\"}",
        "{\"jobId\":\"j1\",\"trainingInput\":{\"region\":\"x\"}}",
        "{\"jobId\":\"j1\",\"trainingInput\":{\"regio\":\"us-central1\"}}",
    };
    const char *body = BODIES[history_pick(history, COUNT(BODIES))];
    history_expect(history, 400, "POST", body, "/v1/projects/p%d/jobs", pick_project(history));
}

static void
op_cancel(struct random_history *history)
{
    int project = pick_project(history);
    int number = pick_number(history);
    struct model_job *job = model_find(&history->model, project, number);
    ns_t now = model_look(&history->model, project)->clock.now;
    int status = 404;
    if (job != NULL)
        status = has_ended(history, project, job) ? 400 : 200;
    struct answer answer OWNED(answer_done) =
        history_send(history, status, "POST", history_chance(history, 2) ? "{}" : NULL,
                     "/v1/projects/p%d/jobs/j%d:cancel", project, number);
    if (status == 400)
        AGREE(history, strstr(answer.body, "FAILED_PRECONDITION") != NULL, "%s", answer.body);
    if (status == 200 && job->cancel_at == NS_NEVER)
        job->cancel_at = now;
}

/* What happens is the switch's choice, and 404 by default. */
static void
op_delete(struct random_history *history)
{
    int project = pick_project(history);
    int number = pick_number(history);
    int choice = history->drive.compat.value[COMPAT_DELETE_JOB];
    struct model_job *job = model_find(&history->model, project, number);
    bool is_found = job != NULL && choice != DELETE_JOB_404;
    history_expect(history, is_found ? 200 : 404, "DELETE", NULL, "/v1/projects/p%d/jobs/j%d",
                   project, number);
    if (is_found && choice == DELETE_JOB_FORGET)
        model_forget(&history->model, project, number);
    else if (is_found && job->cancel_at == NS_NEVER && !has_ended(history, project, job))
        job->cancel_at = model_look(&history->model, project)->clock.now;
}

static void
op_get(struct random_history *history)
{
    int project = pick_project(history);
    int number = pick_number(history);
    const struct model_job *job = model_find(&history->model, project, number);
    struct answer answer OWNED(answer_done) =
        history_send(history, job != NULL ? 200 : 404, "GET", NULL, "/v1/projects/p%d/jobs/j%d",
                     project, number);
    json_auto_t *seen = answer_json(&answer);
    if (job != NULL)
        history_check_job(history, project, job, seen);
}

/* --- clocks -----------------------------------------------------------------------------------*/

/* Spans that matter: none, short ones, and to the next change exactly or off by one. */
static ns_t
pick_span(struct random_history *history, int target)
{
    ns_t now = model_look(&history->model, target)->clock.now;
    ns_t next = model_outlook(&history->model, target).next;
    switch (history_pick(history, 8)) {
    case 0:
        return 0;
    case 1:
        return history_pick(history, 5 * NS_PER_S);
    case 2:
        return history_pick(history, 400) * NS_PER_S;
    case 3:
        return history_pick(history, 20) * 50 * NS_PER_MS;
    default:
        break;
    }
    if (next == NS_NEVER || next <= now)
        return 1;
    return next - now + history_pick(history, 3) - 1;
}

static void
op_advance(struct random_history *history)
{
    char body[80];
    char path[64];
    int target = pick_target(history);
    ns_t span = pick_span(history, target);
    snprintf(body, sizeof(body), "{\"duration\":\"%lld.%09llds\"}", (long long)(span / NS_PER_S),
             (long long)(span % NS_PER_S));
    struct answer answer OWNED(answer_done) = history_send(
        history, 200, "POST", body, "%s", history_clock_path(path, target, ":advance"));
    history_check_jump(history, target, &answer, model_move(&history->model, target, NULL, span));
}

static void
op_set(struct random_history *history)
{
    struct buf body OWNED(buf_done) = BUF(100);
    char path[64];
    int target = pick_target(history);
    ns_t time = model_look(&history->model, target)->clock.now + pick_span(history, target) -
                (history_chance(history, 6) ? 1 : 0);
    bool is_back = model_goes_back(&history->model, target, time);
    buf_add_str(&body, "{\"time\":\"");
    rfc3339_write(&body, time);
    buf_add_str(&body, "\"}");
    struct answer answer OWNED(answer_done) =
        history_send(history, is_back ? 400 : 200, "POST", body.at, "%s",
                     history_clock_path(path, target, ":set"));
    if (!is_back)
        history_check_jump(history, target, &answer, model_move(&history->model, target, &time, 0));
    else
        AGREE(history, strstr(answer.body, "FAILED_PRECONDITION") != NULL, "%s", answer.body);
}

static void
op_mode(struct random_history *history)
{
    static const struct {
        const char *body;
        enum vclock_mode mode;
        int64_t rate_milli;
    } CHANGES[] = {
        {"{\"mode\":\"manual\"}", VCLOCK_MANUAL, 1000},
        {"{\"mode\":\"real\"}", VCLOCK_REAL, 1000},
        {"{\"mode\":\"scaled\",\"rate\":60}", VCLOCK_SCALED, 60000},
        {"{\"mode\":\"scaled\",\"rate\":0.001}", VCLOCK_SCALED, 1},
        {"{\"mode\":\"scaled\",\"rate\":3600}", VCLOCK_SCALED, 3600000},
        {"{\"mode\":\"scaled\",\"rate\":2.5}", VCLOCK_SCALED, 2500},
    };
    char path[64];
    int target = pick_target(history);
    size_t i = (size_t)history_pick(history, COUNT(CHANGES));
    struct answer answer OWNED(answer_done) = history_send(
        history, 200, "PATCH", CHANGES[i].body, "%s", history_clock_path(path, target, ""));
    model_set_mode(&history->model, target, CHANGES[i].mode, CHANGES[i].rate_milli);
    json_auto_t *seen = answer_json(&answer);
    history_check_clock(history, target, seen);
}

/* Bad clock calls change nothing. */
static void
op_clock_bad(struct random_history *history)
{
    static const struct {
        const char *method;
        const char *verb;
        const char *body;
    } CALLS[] = {
        {"POST", ":advance", "{\"duration\":\"-1s\"}"},
        {"POST", ":advance", "{\"duration\":\"1s\",\"extra\":1}"},
        {"POST", ":advance", "{\"duration\":\"9223372036s\"}"},
        {"POST", ":set", "{\"time\":\"2019-12-31T23:59:59Z\"}"},
        {"POST", ":set", "{\"time\":\"yesterday\"}"},
        {"PATCH", "", "{\"mode\":\"scaled\",\"rate\":0}"},
        {"PATCH", "", "{\"mode\":\"manual\",\"rate\":2}"},
    };
    char path[64];
    size_t i = (size_t)history_pick(history, COUNT(CALLS));
    history_expect(history, 400, CALLS[i].method, CALLS[i].body, "%s",
                   history_clock_path(path, pick_target(history), CALLS[i].verb));
}

/* Real time until a project's next change to the nanosecond, when a clock can hit that; else 0. */
static ns_t
span_to_next(const struct random_history *history, int project)
{
    const struct model_clock *clock = &model_look(&history->model, project)->clock;
    ns_t next = model_outlook(&history->model, project).next;
    if (clock->mode == VCLOCK_MANUAL || next == NS_NEVER)
        return 0;
    ns_t wait = next - clock->now;
    return wait % clock->rate_milli == 0 ? wait / clock->rate_milli * NS_PER_US : 0;
}

static void
op_tick(struct random_history *history)
{
    ns_t span = span_to_next(history, pick_project(history));
    if (span == 0 || span > 1000 * NS_PER_S || history_chance(history, 2))
        span = history_pick(history, 3 * NS_PER_S / NS_PER_US) * NS_PER_US;
    history->drive.mono += span;
    model_tick(&history->model, span);
    snprintf(history->line, sizeof(history->line), "%lld ns of real time", (long long)span);
}

/* --- lists ------------------------------------------------------------------------------------*/

/* Compares one page from the newest job below `*left` on; the token for the next one, or "". */
static void
check_page(struct random_history *history, int project, int64_t size, int *left, const json_t *page,
           char ret_token[32])
{
    const struct model_world *world = &history->model.worlds[project];
    const json_t *jobs = json_object_get(page, "jobs");
    const char *token = json_string_value(json_object_get(page, "nextPageToken"));
    int64_t wanted = *left < size ? *left : size;
    AGREE(history, (int64_t)json_array_size(jobs) == wanted, "%zu of %lld jobs",
          json_array_size(jobs), (long long)wanted);
    for (size_t i = 0; i < json_array_size(jobs); i++) {
        (*left)--;
        history_check_job(history, project, &world->jobs[*left], json_array_get(jobs, i));
    }
    AGREE(history, (token != NULL) == (*left > 0), "token %s with %d left", token, *left);
    snprintf(ret_token, 32, "%s", token != NULL ? token : "");
}

/* Between two pages more may happen: new jobs, passing time. The walk still sees each job that was
 * there at its start once, newest first. */
static void
op_list(struct random_history *history)
{
    int project = pick_project(history);
    int left = history->model.worlds[project].exists ? history->model.worlds[project].count : 0;
    int64_t size = 1 + history_pick(history, 7);
    char token[32] = "";
    do {
        struct answer answer OWNED(answer_done) =
            history_send(history, 200, "GET", NULL, "/v1/projects/p%d/jobs?pageSize=%lld%s%s",
                         project, (long long)size, token[0] != '\0' ? "&pageToken=" : "", token);
        json_auto_t *page = answer_json(&answer);
        AGREE(history, left > 0 || json_object_size(page) == 0, "%s", answer.body);
        check_page(history, project, size, &left, page, token);
        int number = pick_number(history);
        if (history_chance(history, 3) && model_find(&history->model, project, number) == NULL)
            create(history, project, number);
        if (history_chance(history, 4))
            op_advance(history);
        size = 1 + history_pick(history, 7);
    } while (left > 0);
}

/* --- projects ---------------------------------------------------------------------------------*/

static void
op_reset(struct random_history *history)
{
    int target = history_chance(history, 4) ? MODEL_PROJECTS : pick_project(history);
    struct answer answer OWNED(answer_done) =
        target == MODEL_PROJECTS
            ? history_send(history, 200, "POST", NULL, "/emulator/v1:reset")
            : history_send(history, 200, "DELETE", NULL, "/emulator/v1/projects/p%d", target);
    AGREE(history, strcmp(answer.body, "{}\n") == 0, "%s", answer.body);
    model_reset(&history->model, target);
    if (history_chance(history, 2))
        store_reap(history->drive.service.store);
}

static void
op_settings(struct random_history *history)
{
    static const struct {
        const char *body;
        int64_t seed; /* -1: as it was */
        const char *profile;
        const char *latency;
    } SETTINGS[] = {
        {"{\"seed\":1}", 1, NULL, NULL},
        {"{\"seed\":9223372036854775807}", INT64_MAX, NULL, NULL},
        {"{\"profile\":\"instant\"}", -1, "instant", NULL},
        {"{\"profile\":\"fast\"}", -1, "fast", NULL},
        {"{\"profile\":\"realistic\",\"latency\":{}}", -1, "realistic", ""},
        {"{\"latency\":{\"running\":\"1s..4s\",\"queued\":\"0s\"}}", -1, NULL,
         "running=1s..4s,queued=0s"},
        {"{\"latency\":{\"cancelling\":\"0s\",\"trial\":\"2s\"}}", -1, NULL,
         "cancelling=0s,trial=2s"},
        {"{\"latency\":{\"preparing\":\"1s\",\"cancelling\":\"1s\"}}", -1, NULL,
         "preparing=1s,cancelling=1s"},
        {"{\"latency\":{\"running\":\"1s\",\"preparing\":\"1s\",\"queued\":\"1s\"}}", -1, NULL,
         "running=1s,preparing=1s,queued=1s"},
    };
    struct err err OWNED(err_done) = ERR;
    size_t i = (size_t)history_pick(history, COUNT(SETTINGS));
    int project = pick_project(history);
    history_expect(history, 200, "PATCH", SETTINGS[i].body, "/emulator/v1/projects/p%d", project);
    struct model_world *world = model_ensure(&history->model, project);
    if (SETTINGS[i].seed >= 0)
        world->seed = (uint64_t)SETTINGS[i].seed;
    if (SETTINGS[i].profile != NULL)
        world->pace.profile = profile_find(text_of(SETTINGS[i].profile));
    if (SETTINGS[i].latency != NULL) {
        world->pace.latency = (struct latency){0};
        ck_assert(latency_parse(&world->pace.latency, text_of(SETTINGS[i].latency), &err));
    }
}

/* --- histories --------------------------------------------------------------------------------*/

static const struct {
    void (*run)(struct random_history *history);
    int weight;
} OPS[] = {
    {op_create, 26}, {op_create_bad, 2}, {op_cancel, 16}, {op_delete, 3},    {op_get, 6},
    {op_list, 4},    {op_advance, 22},   {op_set, 8},     {op_clock_bad, 2}, {op_mode, 4},
    {op_tick, 14},   {op_settings, 6},   {op_reset, 2},
};

static void
step(struct random_history *history)
{
    int64_t total = 0;
    for (size_t i = 0; i < COUNT(OPS); i++)
        total += OPS[i].weight;
    int64_t drawn = history_pick(history, total);
    size_t i = 0;
    while (drawn >= OPS[i].weight)
        drawn -= OPS[i++].weight;
    OPS[i].run(history);
}

static void
begin(struct random_history *history, uint64_t seed)
{
    struct world_config config = drive_config();
    ns_t start = config.clock.base_virtual;
    *history = (struct random_history){.seed = seed};
    if (seed % 3 == 1)
        config.clock = vclock_scaled(start, 0, 60000);
    if (seed % 3 == 2)
        config.clock = vclock_real(start, 0);
    drive_init(&history->drive, &config, NULL);
    history->drive.compat.value[COMPAT_DELETE_JOB] = (int)(seed % 5 % 3);
    if (seed % 7 < 3)
        history->drive.compat.value[COMPAT_JOB_IDS] = JOB_IDS_REUSABLE;
    model_init(&history->model, &config);
}

static void
end(struct random_history *history)
{
    drive_done(&history->drive);
}

/* Some histories are read all the time, some hardly ever: reading must make no difference. */
START_TEST(the_server_and_the_model_tell_the_same_history)
{
    struct random_history history OWNED(end);
    begin(&history, (uint64_t)_i);
    int64_t one_in = _i % 4 == 0 ? 1 : _i % 4 == 1 ? 4 : 25;
    for (history.step = 0; history.step < STEPS; history.step++) {
        step(&history);
        if (history_chance(&history, one_in))
            history_check_world(&history, pick_project(&history));
        if (history_chance(&history, 4 * one_in))
            history_check_all(&history);
    }
    history_check_all(&history);
}
END_TEST

/* Everything that can still happen does, and then nothing more. */
START_TEST(a_history_comes_to_rest)
{
    struct random_history history OWNED(end);
    begin(&history, (uint64_t)(SEEDS + _i));
    for (history.step = 0; history.step < 300; history.step++)
        step(&history);
    int before = model_outlook(&history.model, MODEL_PROJECTS).pending;
    struct answer answer OWNED(answer_done) = history_send(
        &history, 200, "POST", "{\"duration\":\"10000000s\"}", "/emulator/v1/clock:advance");
    int applied = model_move(&history.model, MODEL_PROJECTS, NULL, 10000000 * NS_PER_S);
    history_check_jump(&history, MODEL_PROJECTS, &answer, applied);
    history_check_all(&history);
    ck_assert_int_ge(applied, before);
    ck_assert_int_eq(model_outlook(&history.model, MODEL_PROJECTS).pending, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("history");
    TCase *cases = tcase_create("history");
    tcase_add_loop_test(cases, the_server_and_the_model_tell_the_same_history, 0, SEEDS);
    tcase_add_loop_test(cases, a_history_comes_to_rest, 0, 20);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
