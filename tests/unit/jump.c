/* Clock jumps over more changes than one slice settles. */
#include "drive.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

#define JOBS (2 * LIMIT_SETTLE_SLICE + 100)

static void
fill(struct drive *drive, const char *project, int jobs)
{
    char path[64];
    char body[128];
    snprintf(path, sizeof(path), "/v1/projects/%s/jobs", project);
    for (int i = 0; i < jobs; i++) {
        snprintf(body, sizeof(body),
                 "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\","
                 "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
                 i);
        struct answer answer = drive_send(drive, "POST", path, body);
        if (answer.status != 200)
            ck_abort_msg("%s", answer.body);
        answer_done(&answer);
    }
}

static void
start(struct drive *drive)
{
    drive_init(drive, NULL, NULL);
    fill(drive, "big", JOBS);
    fill(drive, "small", 3);
}

static void
says(struct drive *drive, const char *path, const char *expected)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, "GET", path, NULL);
    ck_assert_int_eq(answer.attempts, 1);
    ck_assert_msg(strstr(answer.body, expected) != NULL, "no %s in %s", expected, answer.body);
}

static const char *const JUMPS[] = {
    "/emulator/v1/projects/big/clock:advance",
    "/emulator/v1/clock:advance",
};

/* Three changes a job: PREPARING, RUNNING, SUCCEEDED. */
START_TEST(a_jump_settles_in_slices)
{
    struct drive drive OWNED(drive_done);
    start(&drive);
    struct answer answer OWNED(answer_done) =
        drive_send(&drive, "POST", JUMPS[_i], "{\"duration\":\"10s\"}");
    json_auto_t *json = answer_json(&answer);
    ck_assert_int_eq(answer.attempts, 3);
    ck_assert_int_eq(json_integer_value(json_object_get(json, "applied")),
                     3 * (JOBS + (_i == 1 ? 3 : 0)));
    ck_assert_int_eq(json_integer_value(json_object_get(json, "pending")), 0);
    ck_assert_ptr_null(json_object_get(json, "next"));
}
END_TEST

static const struct {
    const char *method;
    const char *path;
    const char *body;
    bool waits;
} MEANWHILE[] = {
    {"GET", "/v1/projects/big/jobs/j1", NULL, true},
    {"GET", "/v1/projects/big/jobs", NULL, true},
    {"POST", "/v1/projects/big/jobs/j1:cancel", NULL, true},
    {"GET", "/emulator/v1/projects/big/clock", NULL, true},
    {"POST", "/emulator/v1/projects/big/clock:advance", "{\"duration\":\"1s\"}", true},
    {"DELETE", "/emulator/v1/projects/big", NULL, true},
    {"GET", "/emulator/v1/clock", NULL, true},
    {"POST", "/emulator/v1:reset", NULL, true},
    {"GET", "/v1/projects/small/jobs/j1", NULL, false},
    {"POST", "/emulator/v1/projects/small/clock:advance", "{\"duration\":\"1s\"}", false},
    {"GET", "/v1/projects/unknown/jobs", NULL, false},
    {"GET", "/healthz", NULL, false},
};

/* Nobody sees a jump half done; whoever has nothing to do with it goes on. */
START_TEST(only_the_jumping_world_waits)
{
    struct drive drive OWNED(drive_done);
    struct reply jump_reply OWNED(reply_done) = REPLY;
    struct reply reply OWNED(reply_done) = REPLY;
    struct request jump = {0};
    struct request request = {0};
    start(&drive);
    drive_fill(&jump, "POST", JUMPS[0], "{\"duration\":\"10s\"}");
    ck_assert_int_eq(drive_attempt(&drive, &jump, &jump_reply), OUTCOME_LATER);

    drive_fill(&request, MEANWHILE[_i].method, MEANWHILE[_i].path, MEANWHILE[_i].body);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply),
                     MEANWHILE[_i].waits ? OUTCOME_LATER : OUTCOME_DONE);
    if (MEANWHILE[_i].waits)
        ck_assert_uint_eq(reply.body.length, 0);

    while (drive_attempt(&drive, &jump, &jump_reply) == OUTCOME_LATER)
        continue;
    ck_assert_int_eq(jump_reply.status, 200);
    if (MEANWHILE[_i].waits) {
        ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_DONE);
        ck_assert_int_eq(reply.status, _i == 2 ? 400 : 200);
    }
}
END_TEST

/* All or nothing: the world that is ahead refuses for all of them. */
START_TEST(a_jump_of_all_worlds_is_refused_when_one_would_go_back)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    fill(&drive, "a", 2);
    fill(&drive, "b", 2);
    struct answer ahead OWNED(answer_done) = drive_send(
        &drive, "POST", "/emulator/v1/projects/b/clock:advance", "{\"duration\":\"100s\"}");
    ck_assert_int_eq(ahead.status, 200);
    struct answer refused OWNED(answer_done) =
        drive_send(&drive, "POST", "/emulator/v1/clock:set", "{\"time\":\"2020-01-01T00:01:39Z\"}");
    ck_assert_int_eq(refused.status, 400);
    ck_assert_ptr_nonnull(strstr(refused.body, "FAILED_PRECONDITION"));
    says(&drive, "/emulator/v1/projects/a/clock", "\"time\": \"2020-01-01T00:00:00Z\"");
    says(&drive, "/emulator/v1/projects/b/clock", "\"time\": \"2020-01-01T00:01:40Z\"");
    says(&drive, "/emulator/v1/clock", "\"time\": \"2020-01-01T00:00:00Z\"");
    says(&drive, "/v1/projects/a/jobs/j0", "\"QUEUED\"");

    struct answer both OWNED(answer_done) =
        drive_send(&drive, "POST", "/emulator/v1/clock:set", "{\"time\":\"2020-01-01T00:01:40Z\"}");
    ck_assert_int_eq(both.status, 200);
    says(&drive, "/v1/projects/a/jobs/j0", "\"SUCCEEDED\"");
    says(&drive, "/emulator/v1/projects/new/clock", "\"time\": \"2020-01-01T00:01:40Z\"");
}
END_TEST

/* A running clock that many jobs passed catches up before it answers. */
START_TEST(a_clock_settles_before_it_answers)
{
    struct world_config config = drive_config();
    struct drive drive OWNED(drive_done);
    config.clock = vclock_real(config.clock.base_virtual, 0);
    drive_init(&drive, &config, NULL);
    fill(&drive, "big", JOBS);
    drive.mono = NS_PER_S;
    struct answer answer OWNED(answer_done) =
        drive_send(&drive, "GET", "/emulator/v1/projects/big/clock", NULL);
    json_auto_t *json = answer_json(&answer);
    ck_assert_int_gt(answer.attempts, 1);
    ck_assert_int_eq(json_integer_value(json_object_get(json, "pending")), JOBS);
    ck_assert_str_eq(json_string_value(json_object_get(json, "next")), "2020-01-01T00:00:01.300Z");
}
END_TEST

/* The emulator's time ends at a known second: that far, and no further. */
START_TEST(time_ends_in_2262)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    fill(&drive, "p", 1);
    struct answer last OWNED(answer_done) = drive_send(
        &drive, "POST", "/emulator/v1/projects/p/clock:set", "{\"time\":\"2262-04-11T23:47:16Z\"}");
    ck_assert_int_eq(last.status, 200);
    struct answer beyond OWNED(answer_done) = drive_send(
        &drive, "POST", "/emulator/v1/projects/p/clock:advance", "{\"duration\":\"0.000000001s\"}");
    ck_assert_int_eq(beyond.status, 400);
    ck_assert_ptr_nonnull(strstr(beyond.body, "OUT_OF_RANGE"));
    says(&drive, "/emulator/v1/projects/p/clock", "\"time\": \"2262-04-11T23:47:16Z\"");
    says(&drive, "/v1/projects/p/jobs/j0", "\"SUCCEEDED\"");

    struct answer late OWNED(answer_done) =
        drive_send(&drive, "POST", "/v1/projects/p/jobs",
                   "{\"jobId\":\"late\",\"trainingInput\":{\"region\":\"us-central1\","
                   "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}");
    ck_assert_int_eq(late.status, 200);
    says(&drive, "/v1/projects/p/jobs/late", "\"QUEUED\"");
    says(&drive, "/emulator/v1/projects/p/clock", "\"pending\": 0");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("jump");
    TCase *cases = tcase_create("jump");
    tcase_add_loop_test(cases, a_jump_settles_in_slices, 0, 2);
    tcase_add_loop_test(cases, only_the_jumping_world_waits, 0,
                        (int)(sizeof(MEANWHILE) / sizeof(MEANWHILE[0])));
    tcase_add_test(cases, a_jump_of_all_worlds_is_refused_when_one_would_go_back);
    tcase_add_test(cases, a_clock_settles_before_it_answers);
    tcase_add_test(cases, time_ends_in_2262);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
