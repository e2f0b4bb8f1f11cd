/* clock:step, :stepJob, :runUntil and :runAll on random sets of jobs, and over more changes than one
 * slice settles; the clock that moves when somebody polls. Single answers are cases of
 * fixtures/cases/clock. */
#include "drive.h"
#include "tap.h"

#include "base/own.h"
#include "base/rng.h"

#include <stdio.h>
#include <string.h>

#define SEEDS 24
#define BODY                                                                                       \
    "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/"     \
    "i\"}}"

/* Its trials end when they end: what is to come is not known before. */
#define TUNING                                                                                     \
    "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{"          \
    "\"imageUri\":\"gcr.io/p/i\"},\"scheduling\":{\"maxRunningTime\":\"7200s\"},"                  \
    "\"hyperparameters\":{\"goal\":\"MAXIMIZE\",\"maxTrials\":5,\"maxParallelTrials\":2,"          \
    "\"algorithm\":\"RANDOM_SEARCH\",\"params\":[{\"parameterName\":\"x\",\"type\":\"DOUBLE\","    \
    "\"maxValue\":1}]}}}"

/* Far beyond the last change of any set. */
#define HUGE_SPAN "{\"duration\":\"100000s\"}"

static void
expect(struct drive *drive, const char *method, const char *path, const char *body, int status)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, method, path, body);
    if (answer.status != status)
        ck_abort_msg("%s %s: %d instead of %d: %s", method, path, answer.status, status,
                     answer.body);
}

/* The parsed answer to what must succeed. Owned. */
static json_t *
ask(struct drive *drive, const char *method, const char *path, const char *body)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, method, path, body);
    if (answer.status != 200)
        ck_abort_msg("%s %s: %d: %s", method, path, answer.status, answer.body);
    return answer_json(&answer);
}

static int64_t
number_of(const json_t *object, const char *member)
{
    ck_assert_msg(json_is_integer(json_object_get(object, member)), "no %s", member);
    return json_integer_value(json_object_get(object, member));
}

/* NULL when it is not there. */
static const char *
string_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* --- random sets of jobs -----------------------------------------------------------------------
 */

struct draw {
    uint64_t seed;
    uint32_t count;
};

static int
pick(struct draw *draw, int below)
{
    return (int)(rng_bits(draw->seed, 0, 0, draw->count++) % (uint64_t)below);
}

/* Whole tenths of a second, few of them, so that many changes come at the same time; often none. */
static int
pick_tenths(struct draw *draw)
{
    return pick(draw, 3) == 0 ? 0 : pick(draw, 40);
}

/* One that has ended may be among those meant. */
static void
cancel_one(struct drive *drive, const char *project, int job)
{
    char path[128];
    snprintf(path, sizeof(path), "/v1/projects/%s/jobs/j%d:cancel", project, job);
    struct answer answer OWNED(answer_done) = drive_send(drive, "POST", path, "{}");
    ck_assert(answer.status == 200 || answer.status == 400);
}

/* A project with jobs in all states, its clock somewhere: the same for the same seed. */
static void
fill(struct drive *drive, const char *project, uint64_t seed)
{
    struct draw draw = {.seed = seed};
    char path[128];
    char body[512];
    int jobs = 1 + pick(&draw, 12);
    for (int i = 0; i < jobs; i++) {
        snprintf(path, sizeof(path), "/emulator/v1/projects/%s", project);
        snprintf(body, sizeof(body),
                 "{\"latency\":{\"queued\":\"0.%ds\",\"preparing\":\"%d.5s\",\"running\":\"%ds\","
                 "\"cancelling\":\"0.%ds\"}}",
                 pick(&draw, 10), pick_tenths(&draw), pick_tenths(&draw), pick(&draw, 10));
        expect(drive, "PATCH", path, body, 200);
        snprintf(path, sizeof(path), "/v1/projects/%s/jobs", project);
        snprintf(body, sizeof(body), pick(&draw, 4) == 0 ? TUNING : "{\"jobId\":\"j%d\"," BODY "}",
                 i);
        expect(drive, "POST", path, body, 200);
        snprintf(path, sizeof(path), "/emulator/v1/projects/%s/clock:advance", project);
        snprintf(body, sizeof(body), "{\"duration\":\"%d.%ds\"}", pick(&draw, 3), pick(&draw, 10));
        expect(drive, "POST", path, body, 200);
        if (pick(&draw, 4) == 0)
            cancel_one(drive, project, pick(&draw, i + 1));
    }
}

/* Everything that can be read of the project's jobs. Owned. */
static char *
reads(struct drive *drive, const char *project)
{
    char path[128];
    snprintf(path, sizeof(path), "/v1/projects/%s/jobs?pageSize=100", project);
    struct answer answer = drive_send(drive, "GET", path, NULL);
    ck_assert_int_eq(answer.status, 200);
    return answer.body;
}

/* Steps until nothing is to come: each goes exactly to the `next` of the answer before. Returns what
 * was applied in all; *ret_last is the last answer, owned. */
static int64_t
step_to_end(struct drive *drive, const char *clock, json_t **ret_last)
{
    char step[128];
    int64_t applied = 0;
    snprintf(step, sizeof(step), "%s:step", clock);
    json_t *last = ask(drive, "GET", clock, NULL);
    while (string_of(last, "next") != NULL) {
        json_t *answer = ask(drive, "POST", step, "{}");
        ck_assert_int_ge(number_of(answer, "applied"), 1);
        ck_assert_str_eq(string_of(last, "next"), string_of(answer, "time"));
        applied += number_of(answer, "applied");
        json_decref(last);
        last = answer;
    }
    ck_assert_int_eq(number_of(last, "pending"), 0);
    *ret_last = last;
    return applied;
}

START_TEST(steps_to_the_end_and_runall_and_one_advance_are_the_same)
{
    static const char CLOCK[] = "/emulator/v1/projects/p/clock";
    struct drive drives[3];
    json_t *stepped = NULL;
    for (int i = 0; i < 3; i++) {
        drive_init(&drives[i], NULL, NULL);
        fill(&drives[i], "p", (uint64_t)_i);
    }
    int64_t applied = step_to_end(&drives[0], CLOCK, &stepped);
    json_auto_t *ran =
        ask(&drives[1], "POST", "/emulator/v1/projects/p/clock:runAll", "{\"maxTransitions\":500}");
    json_auto_t *advanced =
        ask(&drives[2], "POST", "/emulator/v1/projects/p/clock:advance", HUGE_SPAN);

    ck_assert_int_eq(applied, number_of(ran, "applied"));
    ck_assert_int_eq(applied, number_of(advanced, "applied"));
    ck_assert_str_eq(string_of(stepped, "time"), string_of(ran, "time"));
    ck_assert_int_eq(number_of(ran, "pending"), 0);
    ck_assert_ptr_null(json_object_get(ran, "next"));
    owned_str first = reads(&drives[0], "p");
    for (int i = 1; i < 3; i++) {
        owned_str other = reads(&drives[i], "p");
        ck_assert_str_eq(first, other);
    }
    for (int i = 0; i < 3; i++)
        drive_done(&drives[i]);
    json_decref(stepped);
}
END_TEST

/* Nanoseconds of a clock. */
static ns_t
time_of(struct drive *drive, const char *project)
{
    const struct world *world = store_world(drive->service.store, text_of(project));
    return vclock_now(&world->config.clock, drive->mono);
}

/* Three projects, each somewhere else in its time. */
START_TEST(server_wide_all_clocks_move_by_the_same_span)
{
    static const char *const PROJECTS[] = {"a", "b", "c"};
    struct drive drives[2];
    ns_t before[3];
    json_t *stepped = NULL;
    for (int i = 0; i < 2; i++) {
        drive_init(&drives[i], NULL, NULL);
        for (int j = 0; j < 3; j++) {
            fill(&drives[i], PROJECTS[j], (uint64_t)(1000 + 3 * _i + j));
            before[j] = time_of(&drives[i], PROJECTS[j]);
        }
    }
    json_auto_t *start = ask(&drives[0], "GET", "/emulator/v1/clock", NULL);
    int64_t applied = 0;
    for (int64_t pending = number_of(start, "pending"); pending > 0;) {
        json_auto_t *answer = ask(&drives[0], "POST", "/emulator/v1/clock:step", NULL);
        ck_assert_int_ge(number_of(answer, "applied"), 1);
        applied += number_of(answer, "applied");
        pending = number_of(answer, "pending");
        json_decref(stepped);
        stepped = json_incref(answer);
    }
    json_auto_t *ran = ask(&drives[1], "POST", "/emulator/v1/clock:runAll", NULL);
    if (stepped != NULL)
        ck_assert_str_eq(string_of(stepped, "time"), string_of(ran, "time"));
    ck_assert_int_eq(applied, number_of(ran, "applied"));
    ns_t span = time_of(&drives[0], "a") - before[0];
    for (int j = 0; j < 3; j++) {
        owned_str one = reads(&drives[0], PROJECTS[j]);
        owned_str other = reads(&drives[1], PROJECTS[j]);
        ck_assert_str_eq(one, other);
        ck_assert_int_eq(time_of(&drives[0], PROJECTS[j]) - before[j], span);
        ck_assert_int_eq(time_of(&drives[1], PROJECTS[j]) - before[j], span);
    }
    for (int i = 0; i < 2; i++)
        drive_done(&drives[i]);
    json_decref(stepped);
}
END_TEST

/* Job after job to its end is the end of all; no job is touched that has ended. */
START_TEST(run_until_job_by_job_is_runall)
{
    struct drive drives[2];
    for (int i = 0; i < 2; i++) {
        drive_init(&drives[i], NULL, NULL);
        fill(&drives[i], "p", (uint64_t)(2000 + _i));
    }
    int64_t applied = 0;
    for (int i = 0; i < 12; i++) {
        char body[64];
        snprintf(body, sizeof(body), "{\"job\":\"j%d\"}", i);
        struct answer answer OWNED(answer_done) =
            drive_send(&drives[0], "POST", "/emulator/v1/projects/p/clock:runUntil", body);
        if (answer.status == 404)
            break;
        json_auto_t *json = answer_json(&answer);
        applied += number_of(json, "applied");
    }
    json_auto_t *ran = ask(&drives[1], "POST", "/emulator/v1/projects/p/clock:runAll", "{}");
    ck_assert_int_eq(applied, number_of(ran, "applied"));
    owned_str one = reads(&drives[0], "p");
    owned_str other = reads(&drives[1], "p");
    ck_assert_str_eq(one, other);
    ck_assert_int_eq(time_of(&drives[0], "p"), time_of(&drives[1], "p"));
    for (int i = 0; i < 2; i++)
        drive_done(&drives[i]);
}
END_TEST

/* However small its portions, a run gets to the same end; none is smaller than asked for. */
START_TEST(runs_with_limits_add_up)
{
    struct drive drives[2];
    int64_t changes = 0;
    for (int i = 0; i < 2; i++) {
        drive_init(&drives[i], NULL, NULL);
        fill(&drives[i], "p", (uint64_t)(3000 + _i));
    }
    json_auto_t *ran = ask(&drives[1], "POST", "/emulator/v1/projects/p/clock:runAll", "{}");
    for (;;) {
        struct answer answer OWNED(answer_done) = drive_send(
            &drives[0], "POST", "/emulator/v1/projects/p/clock:runAll", "{\"maxTransitions\":2}");
        json_auto_t *json = answer_json(&answer);
        if (answer.status == 200) {
            changes += number_of(json, "applied");
            break;
        }
        ck_assert_int_eq(answer.status, 409);
        int portion = 0;
        const char *said = strstr(answer.body, "stopped after ");
        ck_assert_ptr_nonnull(said);
        ck_assert_int_eq(sscanf(said, "stopped after %d changes", &portion), 1);
        ck_assert_int_ge(portion, 2);
        changes += portion;
    }
    ck_assert_int_eq(changes, number_of(ran, "applied"));
    ck_assert_int_eq(time_of(&drives[0], "p"), time_of(&drives[1], "p"));
    for (int i = 0; i < 2; i++)
        drive_done(&drives[i]);
}
END_TEST

/* A client that polls one job after the other gets them all to their ends, and they are no other
 * jobs than those of one advance. */
START_TEST(polling_gets_to_the_same_end)
{
    struct drive drives[2];
    for (int i = 0; i < 2; i++) {
        drive_init(&drives[i], NULL, NULL);
        fill(&drives[i], "p", (uint64_t)(4000 + _i));
    }
    expect(&drives[0], "PATCH", "/emulator/v1/projects/p/clock", "{\"onPoll\":2}", 200);
    expect(&drives[1], "POST", "/emulator/v1/projects/p/clock:advance", HUGE_SPAN, 200);
    for (int i = 0; i < 12; i++) {
        char path[64];
        snprintf(path, sizeof(path), "/v1/projects/p/jobs/j%d", i);
        /* 20 changes at most, those of five trials included, two GETs each. */
        for (int poll = 0; poll < 40; poll++) {
            struct answer answer OWNED(answer_done) = drive_send(&drives[0], "GET", path, NULL);
            ck_assert(answer.status == 200 || answer.status == 404);
        }
    }
    owned_str one = reads(&drives[0], "p");
    owned_str other = reads(&drives[1], "p");
    ck_assert_str_eq(one, other);
    for (int i = 0; i < 2; i++)
        drive_done(&drives[i]);
}
END_TEST

/* --- slices ------------------------------------------------------------------------------------
 */

#define MANY (LIMIT_SETTLE_SLICE + 100)

static void
fill_many(struct drive *drive, const char *project)
{
    char path[64];
    char body[160];
    drive->checked = DRIVE_CHECKED_MOST;
    snprintf(path, sizeof(path), "/v1/projects/%s/jobs", project);
    for (int i = 0; i < MANY; i++) {
        snprintf(body, sizeof(body), "{\"jobId\":\"j%d\"," BODY "}", i);
        expect(drive, "POST", path, body, 200);
    }
}

static const struct {
    const char *verb;
    const char *body;
    int applied;
    bool is_server_wide;
} RUNS[] = {
    {"step", "{}", MANY, false},
    {"step", "{\"count\":3}", 3 * MANY, false},
    {"stepJob", "{\"job\":\"j7\",\"count\":2}", 2 * MANY, false},
    {"runUntil", "{\"job\":\"j7\"}", 3 * MANY, false},
    {"runAll", "{}", 3 * MANY, false},
    {"step", "{}", MANY + 1, true},
    {"runAll", "{}", 3 * MANY + 3, true},
};

static const struct {
    const char *method;
    const char *path;
    const char *body;
    bool waits_for_one; /* while one project runs */
    bool waits_for_all; /* while all do */
} MEANWHILE[] = {
    {"GET", "/v1/projects/big/jobs/j1", NULL, true, true},
    {"GET", "/emulator/v1/projects/big/jobs/j1:wait?state=RUNNING", NULL, true, true},
    {"POST", "/emulator/v1/projects/big/clock:step", NULL, true, true},
    {"DELETE", "/emulator/v1/projects/big", NULL, true, true},
    {"POST", "/emulator/v1:reset", NULL, true, true},
    {"POST", "/emulator/v1/clock:step", NULL, true, true},
    {"GET", "/v1/projects/small/jobs/j1", NULL, false, true},
    {"POST", "/emulator/v1/projects/small/clock:advance", "{\"duration\":\"0s\"}", false, true},
    {"POST", "/v1/projects/new/jobs", "{\"jobId\":\"j1\"," BODY "}", false, true},
    {"GET", "/healthz", NULL, false, false},
};

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Nobody sees a run half done, not even a project that comes about meanwhile: it would miss what
 * the others are still to move. Whoever has nothing to do with it goes on. */
static void
look_meanwhile(struct drive *drive, bool is_server_wide)
{
    for (int i = 0; i < COUNT(MEANWHILE); i++) {
        struct reply reply OWNED(reply_done) = REPLY;
        struct request request = {0};
        bool waits = is_server_wide ? MEANWHILE[i].waits_for_all : MEANWHILE[i].waits_for_one;
        drive_fill(&request, MEANWHILE[i].method, MEANWHILE[i].path, MEANWHILE[i].body);
        ck_assert_msg(drive_attempt(drive, &request, &reply) ==
                          (waits ? OUTCOME_LATER : OUTCOME_DONE),
                      "%s %s", MEANWHILE[i].method, MEANWHILE[i].path);
        request_done(&request);
    }
}

START_TEST(a_run_is_done_in_slices_and_nobody_sees_half_of_it)
{
    struct drive drive OWNED(drive_done);
    struct reply reply OWNED(reply_done) = REPLY;
    struct request request = {0};
    char path[128];
    drive_init(&drive, NULL, NULL);
    fill_many(&drive, "big");
    expect(&drive, "POST", "/v1/projects/small/jobs", "{\"jobId\":\"j1\"," BODY "}", 200);
    snprintf(path, sizeof(path), "/emulator/v1/%sclock:%s",
             RUNS[_i].is_server_wide ? "" : "projects/big/", RUNS[_i].verb);
    drive_fill(&request, "POST", path, RUNS[_i].body);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_LATER);
    look_meanwhile(&drive, RUNS[_i].is_server_wide);
    while (drive_attempt(&drive, &request, &reply) == OUTCOME_LATER)
        continue;
    ck_assert_int_eq(reply.status, 200);
    char applied[64];
    snprintf(applied, sizeof(applied), "\"applied\": %d,", RUNS[_i].applied);
    buf_add_char(&reply.body, '\0');
    ck_assert_msg(strstr(reply.body.at, applied) != NULL, "no %s in %s", applied, reply.body.at);

    struct answer after OWNED(answer_done) = drive_send(&drive, "GET", MEANWHILE[0].path, NULL);
    ck_assert_int_eq(after.attempts, 1);
    expect(&drive, "POST", MEANWHILE[8].path, "{\"jobId\":\"j2\"," BODY "}", 200);
}
END_TEST

/* The GET that moves the clock is answered once all is settled, and others wait for it too. */
START_TEST(a_poll_that_moves_many_jobs_is_done_in_slices)
{
    struct drive drive OWNED(drive_done);
    struct reply reply OWNED(reply_done) = REPLY;
    struct request request = {0};
    drive_init(&drive, NULL, NULL);
    fill_many(&drive, "big");
    expect(&drive, "PATCH", "/emulator/v1/projects/big/clock", "{\"onPoll\":1}", 200);
    drive_fill(&request, "GET", "/v1/projects/big/jobs/j0", NULL);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_LATER);
    struct reply other OWNED(reply_done) = REPLY;
    struct request meanwhile = {0};
    drive_fill(&meanwhile, "GET", "/v1/projects/big/jobs/j1", NULL);
    ck_assert_int_eq(drive_attempt(&drive, &meanwhile, &other), OUTCOME_LATER);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_DONE);
    ck_assert_int_eq(reply.status, 200);
    ck_assert(reply.stirs != 0);
    json_auto_t *clock = ask(&drive, "GET", "/emulator/v1/projects/big/clock", NULL);
    ck_assert_str_eq(string_of(clock, "time"), "2020-01-01T00:00:00.100Z");
    ck_assert_str_eq(string_of(clock, "next"), "2020-01-01T00:00:00.300Z");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("clock_run");
    TCase *cases = tcase_create("clock_run");
    tcase_add_loop_test(cases, steps_to_the_end_and_runall_and_one_advance_are_the_same, 0, SEEDS);
    tcase_add_loop_test(cases, server_wide_all_clocks_move_by_the_same_span, 0, SEEDS / 2);
    tcase_add_loop_test(cases, run_until_job_by_job_is_runall, 0, SEEDS);
    tcase_add_loop_test(cases, runs_with_limits_add_up, 0, SEEDS / 2);
    tcase_add_loop_test(cases, polling_gets_to_the_same_end, 0, SEEDS / 2);
    tcase_add_loop_test(cases, a_run_is_done_in_slices_and_nobody_sees_half_of_it, 0, COUNT(RUNS));
    tcase_add_test(cases, a_poll_that_moves_many_jobs_is_done_in_slices);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
