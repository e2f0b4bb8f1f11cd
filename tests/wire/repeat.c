/* Same seed, same bytes: status and body of every answer, whatever the machine around the process
 * looks like and in whatever order the jobs were created. Every case runs the real binary, twice.
 */
#include "child.h"
#include "client.h"

#include "../unit/tap.h"

#include <signal.h>
#include <string.h>

#define TARGET_ROOM 512
#define BODY_ROOM 4096
#define STORY_MOST ((size_t)1 << 22)

/* Jobs that draw: stages from wide distributions, trials, an end in the middle. */
static const char *const JOBS[][2] = {
    {"plain", "{\"jobId\":\"plain\",\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":"
              "{\"imageUri\":\"gcr.io/p/i\"}}}"},
    {"labelled",
     "{\"jobId\":\"labelled\",\"labels\":{\"team\":\"a\"},\"trainingInput\":{\"region\":"
     "\"europe-west1\",\"scaleTier\":\"BASIC_GPU\",\"args\":[\"--x=<&>\",\"\\u00fc\"],"
     "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}"},
    {"tuned",
     "{\"jobId\":\"tuned\",\"trainingInput\":{\"region\":\"us-east1\",\"hyperparameters\":{"
     "\"goal\":\"MINIMIZE\",\"maxTrials\":9,\"maxParallelTrials\":3,\"params\":[{"
     "\"parameterName\":\"rate\",\"type\":\"DOUBLE\",\"minValue\":0.0001,\"maxValue\":0.1,"
     "\"scaleType\":\"UNIT_LOG_SCALE\"}]},\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}"},
    {"scored",
     "{\"jobId\":\"scored\",\"predictionInput\":{\"region\":\"us-central1\",\"dataFormat\":"
     "\"JSON\",\"inputPaths\":[\"gs://b/in\"],\"outputPath\":\"gs://b/out\","
     "\"modelName\":\"projects/p/models/m\"}}"},
    {"cancelled", "{\"jobId\":\"cancelled\",\"trainingInput\":{\"region\":\"us-central1\","
                  "\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}"},
};

#define JOB_COUNT (sizeof(JOBS) / sizeof(JOBS[0]))
#define CANCELLED (JOB_COUNT - 1)

/* The story of each job: all answers about it, one after the other. */
struct stories {
    struct buf of[JOB_COUNT];
    struct buf list;
};

static void
stories_done(struct stories *stories)
{
    for (size_t i = 0; i < JOB_COUNT; i++)
        buf_done(&stories->of[i]);
    buf_done(&stories->list);
}

static void
note(struct buf *story, int connection, const char *method, const char *target, const char *body)
{
    client_send_request(connection, method, target, body);
    struct answer answer = client_receive(connection);
    buf_printf(story, "%s %s: %d\n", method, target, answer.status);
    buf_add_text(story, buf_text(&answer.body));
    answer_done(&answer);
}

static void
note_all(struct stories *stories, int connection)
{
    char target[TARGET_ROOM];
    for (size_t i = 0; i < JOB_COUNT; i++) {
        snprintf(target, sizeof target, "/v1/projects/p/jobs/%s", JOBS[i][0]);
        note(&stories->of[i], connection, "GET", target, NULL);
    }
    note(&stories->list, connection, "GET", "/v1/projects/p/jobs", NULL);
}

/* Creates the jobs, from the last to the first when is_backwards, and follows them to their ends.
 */
static void
tell(struct stories *stories, uint16_t port, bool is_backwards)
{
    static const char *const SPANS[] = {"4s", "10s", "200s", "300s", "700s", "3600s", "86400s"};
    char body[BODY_ROOM];
    int connection = client_open(port);
    for (size_t i = 0; i < JOB_COUNT; i++) {
        size_t job = is_backwards ? JOB_COUNT - 1 - i : i;
        note(&stories->of[job], connection, "POST", "/v1/projects/p/jobs", JOBS[job][1]);
    }
    note_all(stories, connection);
    for (size_t i = 0; i < sizeof(SPANS) / sizeof(SPANS[0]); i++) {
        if (i == 2)
            note(&stories->of[CANCELLED], connection, "POST",
                 "/v1/projects/p/jobs/cancelled:cancel", NULL);
        snprintf(body, sizeof body, "{\"duration\":\"%s\"}", SPANS[i]);
        note(&stories->list, connection, "POST", "/emulator/v1/projects/p/clock:advance", body);
        note_all(stories, connection);
    }
    client_close(connection);
}

static void
tell_alone(struct stories *stories, const struct setup *setup, bool is_backwards)
{
    struct child child;
    for (size_t i = 0; i < JOB_COUNT; i++)
        stories->of[i] = BUF(STORY_MOST);
    stories->list = BUF(STORY_MOST);
    tell(stories, child_serve(&child, setup), is_backwards);
    ck_assert_int_eq(child_end(&child, SIGTERM), 0);
    child_done(&child);
}

static const struct setup USUAL = {
    .arguments = {"--clock", "manual", "--profile", "realistic", "--seed", "42"},
};

START_TEST(two_runs_answer_with_the_same_bytes)
{
    struct stories first;
    struct stories second;
    tell_alone(&first, &USUAL, false);
    tell_alone(&second, &USUAL, false);
    for (size_t i = 0; i < JOB_COUNT; i++)
        ck_assert_str_eq(first.of[i].at, second.of[i].at);
    ck_assert_str_eq(first.list.at, second.list.at);
    /* It was a story worth telling. */
    ck_assert_ptr_nonnull(strstr(first.of[0].at, "\"state\": \"SUCCEEDED\""));
    ck_assert_ptr_nonnull(strstr(first.of[CANCELLED].at, "\"state\": \"CANCELLED\""));
    stories_done(&first);
    stories_done(&second);
}
END_TEST

START_TEST(the_order_of_creation_does_not_touch_a_job)
{
    struct stories first;
    struct stories second;
    tell_alone(&first, &USUAL, false);
    tell_alone(&second, &USUAL, true);
    for (size_t i = 0; i < JOB_COUNT; i++)
        ck_assert_str_eq(first.of[i].at, second.of[i].at);
    stories_done(&first);
    stories_done(&second);
}
END_TEST

START_TEST(another_seed_tells_another_story)
{
    struct setup other = USUAL;
    struct stories first;
    struct stories second;
    other.arguments[5] = "43";
    tell_alone(&first, &USUAL, false);
    tell_alone(&second, &other, false);
    for (size_t i = 0; i < JOB_COUNT; i++)
        ck_assert_str_ne(first.of[i].at, second.of[i].at);
    stories_done(&first);
    stories_done(&second);
}
END_TEST

struct surroundings {
    const char *variables[3];
    const char *folder;
    const char *locale; /* to be reported when the machine does not have it */
};

static const struct surroundings SURROUNDINGS[] = {
    {{"TZ=Asia/Kolkata"}, NULL, NULL},
    {{"LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8"}, NULL, "de_DE.UTF-8"},
    {{"LC_ALL=C"}, "/", NULL},
    {{"TZ=America/St_Johns", "LC_ALL=tr_TR.UTF-8"}, "/usr", "tr_TR.UTF-8"},
};

static void
report_locale(const char *name)
{
    locale_t locale = newlocale(LC_ALL_MASK, name, (locale_t)0);
    if (locale == (locale_t)0)
        fprintf(stderr, "# the locale %s is not installed here: its case shows little\n", name);
    else
        freelocale(locale);
}

START_TEST(zone_locale_port_and_folder_change_nothing)
{
    const struct surroundings *around = &SURROUNDINGS[_i];
    struct setup other = USUAL;
    struct stories first;
    struct stories second;
    if (around->locale != NULL)
        report_locale(around->locale);
    memcpy(other.environment, around->variables, sizeof around->variables);
    other.folder = around->folder;
    tell_alone(&first, &USUAL, false);
    tell_alone(&second, &other, false);
    for (size_t i = 0; i < JOB_COUNT; i++)
        ck_assert_str_eq(first.of[i].at, second.of[i].at);
    ck_assert_str_eq(first.list.at, second.list.at);
    /* A locale with a decimal comma would show here. */
    ck_assert_ptr_nonnull(strstr(second.of[2].at, "\"minValue\": 0.0001,"));
    stories_done(&first);
    stories_done(&second);
}
END_TEST

static Suite *
suite(void)
{
    Suite *all = suite_create("repeat");
    TCase *cases = tcase_create("repeat");
    tcase_add_test(cases, two_runs_answer_with_the_same_bytes);
    tcase_add_test(cases, the_order_of_creation_does_not_touch_a_job);
    tcase_add_test(cases, another_seed_tells_another_story);
    tcase_add_loop_test(cases, zone_locale_port_and_folder_change_nothing, 0,
                        (int)(sizeof(SURROUNDINGS) / sizeof(SURROUNDINGS[0])));
    suite_add_tcase(all, cases);
    return all;
}

int
main(void)
{
    return tap_run(suite());
}
