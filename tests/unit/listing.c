/* Lists by filter, found by sorted sets and trees, against the same list without a filter. */
#include "drive.h"
#include "tap.h"

#include "base/rng.h"

#include <stdio.h>
#include <string.h>

#define JOBS 700
#define PATH_ROOM 512

static json_t *
send_ok(struct drive *drive, const char *method, const char *path, const char *body)
{
    struct answer answer OWNED(answer_done) = drive_send(drive, method, path, body);
    ck_assert_msg(answer.status == 200, "%s %s: %d %s", method, path, answer.status, answer.body);
    return answer_json(&answer);
}

static void
create(struct drive *drive, uint64_t bits, uint32_t number)
{
    static const char *const STEMS[] = {"census", "rnn", "rnn_deep", "r"};
    char body[PATH_ROOM];
    snprintf(body, sizeof(body),
             "{\"jobId\":\"%s_%u\",\"labels\":{\"team\":\"t%u\"},\"trainingInput\":{\"region\":"
             "\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
             STEMS[bits % 4], number, (unsigned)(bits >> 8) % 5);
    json_decref(send_ok(drive, "POST", "/v1/projects/p/jobs", body));
}

/* All pages of a list, as one array; owned. */
static json_t *
walk(struct drive *drive, const char *filter, int page_size)
{
    json_t *all = json_array();
    char token[64] = "";
    do {
        char path[PATH_ROOM];
        snprintf(path, sizeof(path), "/v1/projects/p/jobs?pageSize=%d&filter=%s&pageToken=%s",
                 page_size, filter, token);
        json_auto_t *page = send_ok(drive, "GET", path, NULL);
        json_t *jobs = json_object_get(page, "jobs");
        const json_t *next = json_object_get(page, "nextPageToken");
        ck_assert_uint_le(json_array_size(jobs), (size_t)page_size);
        /* Every page but the last is full. */
        ck_assert(next == NULL || json_array_size(jobs) == (size_t)page_size);
        if (jobs != NULL)
            json_array_extend(all, jobs);
        snprintf(token, sizeof(token), "%s", next == NULL ? "" : json_string_value(next));
    } while (*token != '\0');
    return all;
}

struct question {
    const char *filter;
    bool (*holds)(const char *id, const char *state);
};

static bool
is_running(const char *id, const char *state)
{
    (void)id;
    return strcmp(state, "RUNNING") == 0;
}

static bool
is_over(const char *id, const char *state)
{
    (void)id;
    return strcmp(state, "SUCCEEDED") == 0 || strcmp(state, "CANCELLED") == 0;
}

static bool
is_not_queued(const char *id, const char *state)
{
    (void)id;
    return strcmp(state, "QUEUED") != 0;
}

static bool
is_rnn(const char *id, const char *state)
{
    (void)state;
    return strncmp(id, "rnn", 3) == 0;
}

static bool
is_deep_and_running(const char *id, const char *state)
{
    return strncmp(id, "rnn_deep", 8) == 0 && is_running(id, state);
}

static bool
is_r_7(const char *id, const char *state)
{
    (void)state;
    return strcmp(id, "r_7") == 0;
}

static bool
is_nothing(const char *id, const char *state)
{
    (void)id;
    (void)state;
    return false;
}

static const struct question QUESTIONS[] = {
    {"state:RUNNING", is_running},
    {"state=SUCCEEDED+OR+state=CANCELLED", is_over},
    {"NOT+state:QUEUED", is_not_queued},
    {"jobId:rnn*", is_rnn},
    {"state:RUNNING+jobId:rnn_deep*", is_deep_and_running},
    {"jobId=r_7", is_r_7},
    {"jobId:nobody*", is_nothing},
    {"state:FAILED", is_nothing},
};

#define QUESTION_COUNT (int)(sizeof(QUESTIONS) / sizeof(QUESTIONS[0]))

static json_t *
pick(const json_t *all, const struct question *question)
{
    json_t *picked = json_array();
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *job = json_array_get(all, i);
        if (question->holds(json_string_value(json_object_get(job, "jobId")),
                            json_string_value(json_object_get(job, "state"))))
            json_array_append(picked, job);
    }
    return picked;
}

static void
compare(struct drive *drive, const struct question *question, int page_size)
{
    json_auto_t *all = walk(drive, "", 100);
    json_auto_t *expected = pick(all, question);
    json_auto_t *got = walk(drive, question->filter, page_size);
    ck_assert_msg(json_equal(expected, got), "%s: expected %zu jobs, got %zu", question->filter,
                  json_array_size(expected), json_array_size(got));
}

/* Jobs come, are cancelled and forgotten while time goes on; at rests, all lists are compared. The
 * clock runs by itself, so nothing but the list settles what became due. */
START_TEST(a_filtered_list_is_the_whole_list_filtered)
{
    struct world_config config = drive_config();
    config.clock = vclock_real(config.clock.base_virtual, 0);
    struct drive drive OWNED(drive_done);
    drive_init(&drive, &config, NULL);
    drive.compat.value[COMPAT_DELETE_JOB] = DELETE_JOB_FORGET;
    for (uint32_t i = 0; i < JOBS; i++) {
        uint64_t bits = rng_bits((uint64_t)_i, 1, 0, i);
        create(&drive, bits, i);
        drive.mono += (ns_t)(bits >> 20) % (NS_PER_S / 100);
        if (i % 9 == 0) {
            char path[PATH_ROOM];
            snprintf(path, sizeof(path), "/v1/projects/p/jobs/rnn_%u:cancel", i / 2);
            struct answer stopped OWNED(answer_done) = drive_send(&drive, "POST", path, NULL);
            /* Most are not there, or have ended. */
            ck_assert_int_lt(stopped.status, 500);
            snprintf(path, sizeof(path), "/v1/projects/p/jobs/census_%u", i / 3);
            struct answer gone OWNED(answer_done) = drive_send(&drive, "DELETE", path, NULL);
            ck_assert_int_lt(gone.status, 500);
        }
        if (i % 100 == 99) {
            for (int q = 0; q < QUESTION_COUNT; q++)
                compare(&drive, &QUESTIONS[q], 1 + (int)(bits >> 40) % 40);
        }
    }
}
END_TEST

/* A filter that few jobs pass is tried in slices, and the answer is the same. */
START_TEST(a_long_search_lets_others_in_between)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    for (uint32_t i = 0; i < 3 * LIMIT_LIST_SLICE; i++)
        create(&drive, rng_bits(7, 1, 0, i), i);
    struct answer answer OWNED(answer_done) =
        drive_send(&drive, "GET", "/v1/projects/p/jobs?filter=labels.team:nobody", NULL);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_str_eq(answer.body, "{}\n");
    ck_assert_int_ge(answer.attempts, 3);
}
END_TEST

/* Between two slices the project is emptied: what was looked up is gone, and nothing is touched. */
START_TEST(a_search_survives_the_end_of_its_project)
{
    struct drive drive OWNED(drive_done);
    drive_init(&drive, NULL, NULL);
    for (uint32_t i = 0; i < 2 * LIMIT_LIST_SLICE; i++)
        create(&drive, 1, i);
    struct request request = {.id = "1"};
    struct reply reply OWNED(reply_done) = REPLY;
    drive_fill(&request, "GET", "/v1/projects/p/jobs?filter=jobId:rnn*+labels.team:nobody", NULL);
    ck_assert_int_eq(drive_attempt(&drive, &request, &reply), OUTCOME_LATER);
    json_decref(send_ok(&drive, "DELETE", "/emulator/v1/projects/p", NULL));
    while (drive_attempt(&drive, &request, &reply) == OUTCOME_LATER)
        continue;
    ck_assert_str_eq(reply.body.at, "{}\n");
    ck_assert_ptr_null(request.work);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("listing");
    TCase *tcase = tcase_create("listing");
    tcase_add_loop_test(tcase, a_filtered_list_is_the_whole_list_filtered, 0, 3);
    tcase_add_test(tcase, a_long_search_lets_others_in_between);
    tcase_add_test(tcase, a_search_survives_the_end_of_its_project);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
