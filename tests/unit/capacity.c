/* How much the server keeps and shows, as a client runs into it: what comes first when several
 * limits are in the way, and what needs no room. */
#include "drive.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

static void
answers(struct drive *drive, int status, const char *method, const char *path, const char *body)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, method, path, body);
    if (answer.status != status)
        ck_abort_msg("%s %s: %d instead of %d: %s", method, path, answer.status, status,
                     answer.body);
}

static void
create(struct drive *drive, int status, const char *project, const char *id)
{
    char path[128];
    char body[256];
    snprintf(path, sizeof(path), "/v1/projects/%s/jobs", project);
    snprintf(body, sizeof(body),
             "{\"jobId\":\"%s\",\"trainingInput\":{\"region\":\"us-west1\",\"masterConfig\":{"
             "\"imageUri\":\"gcr.io/p/i\"}}}",
             id);
    answers(drive, status, "POST", path, body);
}

static int
page_of(struct drive *drive, const char *path)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, "GET", path, NULL);
    ck_assert_int_eq(answer.status, 200);
    json_auto_t *page = answer_json(&answer);
    return (int)json_array_size(json_object_get(page, "jobs"));
}

START_TEST(a_page_has_at_most_100_jobs_and_20_by_default)
{
    static const struct {
        const char *path;
        int jobs;
    } PAGES[] = {
        {"/v1/projects/p/jobs", 20},
        {"/v1/projects/p/jobs?pageSize=0", 20},
        {"/v1/projects/p/jobs?pageSize=1", 1},
        {"/v1/projects/p/jobs?pageSize=99", 99},
        {"/v1/projects/p/jobs?pageSize=100", 100},
        {"/v1/projects/p/jobs?pageSize=101", 100},
        {"/v1/projects/p/jobs?pageSize=2147483647", 100},
    };
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    for (int i = 0; i <= LIMIT_PAGE_SIZE_MAX; i++) {
        char id[16];
        snprintf(id, sizeof(id), "j%d", i);
        create(&drive, 200, "p", id);
    }
    for (size_t i = 0; i < sizeof(PAGES) / sizeof(PAGES[0]); i++)
        ck_assert_int_eq(page_of(&drive, PAGES[i].path), PAGES[i].jobs);
    answers(&drive, 400, "GET", "/v1/projects/p/jobs?pageSize=2147483648", NULL);
    answers(&drive, 400, "GET", "/v1/projects/p/jobs?pageSize=-1", NULL);
}
END_TEST

START_TEST(a_full_project_still_tells_a_used_id_and_a_bad_one)
{
    struct limits limits = LIMITS_DEFAULT;
    struct drive drive OWNED(drive_done);
    limits.jobs = 2;
    drive_init(&drive, NULL, &limits);
    create(&drive, 200, "p", "a");
    create(&drive, 200, "p", "b");
    create(&drive, 429, "p", "c");
    create(&drive, 409, "p", "a");
    create(&drive, 400, "p", "1bad");
    create(&drive, 200, "q", "c");
    answers(&drive, 404, "GET", "/v1/projects/p/jobs/c", NULL);
    answers(&drive, 200, "DELETE", "/emulator/v1/projects/p", NULL);
    create(&drive, 200, "p", "c");
}
END_TEST

/* An id that may be used again takes the place of its first use. */
START_TEST(a_replaced_job_needs_no_room)
{
    struct limits limits = LIMITS_DEFAULT;
    struct drive drive OWNED(drive_done);
    limits.jobs = 1;
    drive_init(&drive, NULL, &limits);
    drive.compat.value[COMPAT_JOB_IDS] = JOB_IDS_REUSABLE;
    create(&drive, 200, "p", "job");
    create(&drive, 409, "p", "job");
    answers(&drive, 200, "POST", "/emulator/v1/projects/p/clock:advance", "{\"duration\":\"9s\"}");
    create(&drive, 200, "p", "job");
    create(&drive, 429, "p", "other");
    ck_assert_int_eq(page_of(&drive, "/v1/projects/p/jobs"), 1);
}
END_TEST

/* One project fits, and it is still free after all of these. */
START_TEST(reading_and_refused_writes_make_no_project)
{
    struct limits limits = LIMITS_DEFAULT;
    struct drive drive OWNED(drive_done);
    limits.worlds = 1;
    drive_init(&drive, NULL, &limits);
    answers(&drive, 200, "GET", "/v1/projects/b/jobs", NULL);
    answers(&drive, 404, "GET", "/v1/projects/c/jobs/j", NULL);
    answers(&drive, 404, "POST", "/v1/projects/d/jobs/j:cancel", NULL);
    answers(&drive, 200, "GET", "/emulator/v1/projects/e/clock", NULL);
    answers(&drive, 200, "GET", "/emulator/v1/projects/f", NULL);
    answers(&drive, 200, "DELETE", "/emulator/v1/projects/g", NULL);
    create(&drive, 400, "h", "1bad");
    answers(&drive, 400, "PATCH", "/emulator/v1/projects/i", "{\"seed\":-1}");
    answers(&drive, 400, "POST", "/emulator/v1/projects/k/clock:advance", "{}");
    create(&drive, 200, "z", "j");
    create(&drive, 429, "y", "j");
    answers(&drive, 429, "PATCH", "/emulator/v1/projects/y", "{\"seed\":1}");
    answers(&drive, 429, "POST", "/emulator/v1/projects/y/clock:advance", "{\"duration\":\"1s\"}");
    answers(&drive, 200, "DELETE", "/emulator/v1/projects/z", NULL);
    create(&drive, 200, "y", "j");
}
END_TEST

START_TEST(a_tuning_job_has_as_many_trials_as_the_option_says)
{
    static const struct {
        const char *trials;
        int status;
    } CASES[] = {{"7", 200}, {"8", 400}, {"2147483647", 400}, {"0", 200}};
    struct limits limits = LIMITS_DEFAULT;
    struct drive drive OWNED(drive_done);
    limits.trials = 7;
    drive_init(&drive, NULL, &limits);
    for (int i = 0; i < 4; i++) {
        char body[512];
        snprintf(body, sizeof(body),
                 "{\"jobId\":\"j%d\",\"trainingInput\":{\"region\":\"us-central1\","
                 "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"},"
                 "\"hyperparameters\":{\"maxTrials\":%s,\"maxParallelTrials\":2147483647,"
                 "\"params\":[{\"parameterName\":\"x\",\"type\":\"DOUBLE\",\"maxValue\":1}]}}}",
                 i, CASES[i].trials);
        answers(&drive, CASES[i].status, "POST", "/v1/projects/p/jobs", body);
    }
    ck_assert_int_eq(page_of(&drive, "/v1/projects/p/jobs"), 2);
}
END_TEST

/* The longest project and job id there can be, on every path that takes them. */
START_TEST(the_longest_names_can_be_used_everywhere)
{
    static const struct {
        const char *method;
        const char *before;
        const char *between;
        const char *after;
    } CALLS[] = {
        {"GET", "/v1/projects/", "/jobs/", ""},
        {"POST", "/v1/projects/", "/jobs/", ":cancel"},
        {"GET", "/v1/projects/", "/jobs", NULL},
        {"GET", "/emulator/v1/projects/", "", NULL},
        {"GET", "/emulator/v1/projects/", "/clock", NULL},
        {"DELETE", "/emulator/v1/projects/", "", NULL},
    };
    char project[LIMIT_PROJECT_ID_CHARS + 1] = "";
    char id[LIMIT_JOB_ID_CHARS + 1] = "";
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    memset(project, 'p', sizeof(project) - 1);
    memset(id, 'j', sizeof(id) - 1);
    create(&drive, 200, project, id);
    for (size_t i = 0; i < sizeof(CALLS) / sizeof(CALLS[0]); i++) {
        char path[300];
        bool has_job = CALLS[i].after != NULL;
        snprintf(path, sizeof(path), "%s%s%s%s%s", CALLS[i].before, project, CALLS[i].between,
                 has_job ? id : "", has_job ? CALLS[i].after : "");
        answers(&drive, 200, CALLS[i].method, path, NULL);
    }
}
END_TEST

START_TEST(replies_of_the_control_api_are_not_held_back)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    answers(&drive, 200, "PATCH", "/emulator/v1/projects/p", "{\"responseDelay\":\"3600s\"}");
    struct answer held OWNED(answer_done) = drive_send(&drive, "GET", "/v1/projects/p/jobs", NULL);
    ck_assert_int_eq(held.hold, 3600 * NS_PER_S);
    struct answer steered OWNED(answer_done) =
        drive_send(&drive, "GET", "/emulator/v1/projects/p", NULL);
    ck_assert_int_eq(steered.hold, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("capacity");
    TCase *cases = tcase_create("capacity");
    tcase_add_test(cases, a_page_has_at_most_100_jobs_and_20_by_default);
    tcase_add_test(cases, a_full_project_still_tells_a_used_id_and_a_bad_one);
    tcase_add_test(cases, a_replaced_job_needs_no_room);
    tcase_add_test(cases, reading_and_refused_writes_make_no_project);
    tcase_add_test(cases, a_tuning_job_has_as_many_trials_as_the_option_says);
    tcase_add_test(cases, the_longest_names_can_be_used_everywhere);
    tcase_add_test(cases, replies_of_the_control_api_are_not_held_back);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
