#include "tap.h"

#include "api/job_view.h"
#include "plan_of.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define S NS_PER_S
#define CANCELLED_BY_USER ",\"errorMessage\":\"Job is cancelled by the user.\""

/* A job of 10 s queued, 20 s preparing, 30 s running and 5 s cancelling, created at second 100 of
 * 1970, and what it shows at some second: everything between the input and the etag. */
static const struct {
    uint32_t flags;
    ns_t cancel_at;
    const char *output;
    const char *labels;
    ns_t now;
    const char *shown;
} VIEWS[] = {
    {0, NS_NEVER, "", "", 100 * S, ",\"createTime\":\"1970-01-01T00:01:40Z\",\"state\":\"QUEUED\""},
    {0, NS_NEVER, "", "", 110 * S - 1,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"state\":\"QUEUED\""},
    {0, NS_NEVER, "", "", 110 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"state\":\"PREPARING\",\"trainingOutput\":{}"},
    {0, NS_NEVER, "", "", 130 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"startTime\":\"1970-01-01T00:02:10Z\","
     "\"state\":\"RUNNING\",\"trainingOutput\":{}"},
    {0, NS_NEVER, "", "", 160 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"startTime\":\"1970-01-01T00:02:10Z\","
     "\"endTime\":\"1970-01-01T00:02:40Z\",\"state\":\"SUCCEEDED\",\"trainingOutput\":{}"},
    {0, 140 * S, "", "", 144 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"startTime\":\"1970-01-01T00:02:10Z\","
     "\"state\":\"CANCELLING\"" CANCELLED_BY_USER ",\"trainingOutput\":{}"},
    {0, 140 * S, "", "{\"a\":\"b\"}", 145 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"startTime\":\"1970-01-01T00:02:10Z\","
     "\"endTime\":\"1970-01-01T00:02:25Z\",\"state\":\"CANCELLED\"" CANCELLED_BY_USER
     ",\"trainingOutput\":{},\"labels\":{\"a\":\"b\"}"},
    {JOB_IS_TUNING, NS_NEVER, "\"isHyperparameterTuningJob\":true", "", 100 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"state\":\"QUEUED\","
     "\"trainingOutput\":{\"isHyperparameterTuningJob\":true}"},
    {JOB_HAS_PREDICTION_INPUT, NS_NEVER, "\"outputPath\":\"gs://b\"", "", 110 * S,
     ",\"createTime\":\"1970-01-01T00:01:40Z\",\"state\":\"PREPARING\","
     "\"predictionOutput\":{\"outputPath\":\"gs://b\"}"},
};

static struct job_draft
draft_of(int row)
{
    const struct spans spans = {.create = 100 * S,
                                .queued = 10 * S,
                                .preparing = 20 * S,
                                .running = 30 * S,
                                .cancelling = 5 * S};
    return (struct job_draft){
        .plan = plan_of(&spans),
        .key = 42,
        .flags = VIEWS[row].flags,
        .texts = {[JOB_TEXT_ID] = TEXT("j_1"),
                  [JOB_TEXT_INPUT] = TEXT("{\"region\":\"r\"}"),
                  [JOB_TEXT_LABELS] = text_of(VIEWS[row].labels),
                  [JOB_TEXT_OUTPUT] = text_of(VIEWS[row].output)},
    };
}

static void
write_at(struct buf *out, const struct job *job, ns_t now)
{
    static const struct compat COMPAT = {0};
    const struct job_moment moment = {
        .job = job, .now = now, .project = TEXT("p"), .compat = &COMPAT};
    job_view_write(out, &moment);
}

/* The view without its etag, which tests of their own look at. Owned. */
static char *
without_etag(struct buf *view)
{
    char *text = buf_take(view);
    ck_assert_ptr_nonnull(text);
    char *etag = strstr(text, ",\"etag\":\"");
    ck_assert_ptr_nonnull(etag);
    ck_assert_uint_eq(strlen(etag), strlen(",\"etag\":\"AAAAAAAAAAA=\"}"));
    *etag = '\0';
    return text;
}

static void
check_view(struct buf *view, int row, const char *shown)
{
    struct buf expected OWNED(buf_done) = BUF(10000);
    bool is_prediction = (VIEWS[row].flags & JOB_HAS_PREDICTION_INPUT) != 0;
    owned_str got = without_etag(view);
    buf_printf(&expected, "{\"jobId\":\"j_1\",\"%sInput\":{\"region\":\"r\"}%s",
               is_prediction ? "prediction" : "training", shown);
    ck_assert_str_eq(got, expected.at);
}

START_TEST(a_job_shows_what_its_state_has)
{
    struct buf view OWNED(buf_done) = BUF(10000);
    struct job_draft draft = draft_of(_i);
    struct job *job = job_new(&draft);
    ck_assert_ptr_nonnull(job);
    job->cancel_at = VIEWS[_i].cancel_at;
    write_at(&view, job, VIEWS[_i].now);
    job_free(job);
    check_view(&view, _i, VIEWS[_i].shown);
}
END_TEST

/* What is created is QUEUED, and is otherwise shown as it will be once it is stored. */
START_TEST(a_draft_shows_what_the_stored_job_will)
{
    struct buf created OWNED(buf_done) = BUF(10000);
    struct buf stored OWNED(buf_done) = BUF(10000);
    struct job_draft draft = draft_of(_i);
    struct job *job = job_new(&draft);
    ck_assert_ptr_nonnull(job);
    job_view_write_created(&created, &draft);
    write_at(&stored, job, draft.plan.create);
    job_free(job);
    ck_assert_str_eq(created.at, stored.at);
}
END_TEST

START_TEST(a_job_that_ends_at_once_is_still_created_queued)
{
    struct buf created OWNED(buf_done) = BUF(10000);
    struct buf stored OWNED(buf_done) = BUF(10000);
    struct job_draft draft = draft_of(0);
    const struct spans none = {.create = 100 * S + S / 2};
    draft.plan = plan_of(&none);
    struct job *job = job_new(&draft);
    ck_assert_ptr_nonnull(job);
    job_view_write_created(&created, &draft);
    write_at(&stored, job, draft.plan.create);
    job_free(job);
    check_view(&created, 0, VIEWS[0].shown);
    check_view(&stored, 0,
               ",\"createTime\":\"1970-01-01T00:01:40Z\",\"startTime\":\"1970-01-01T00:01:40Z\","
               "\"endTime\":\"1970-01-01T00:01:40Z\",\"state\":\"SUCCEEDED\","
               "\"trainingOutput\":{}");
}
END_TEST

START_TEST(each_write_draws_another_etag)
{
    struct buf views[3] = {BUF(10000), BUF(10000), BUF(10000)};
    struct job_draft draft = draft_of(0);
    struct job *job = job_new(&draft);
    ck_assert_ptr_nonnull(job);
    for (uint32_t i = 0; i < 3; i++) {
        job->writes = i + 1;
        write_at(&views[i], job, 100 * S);
    }
    job_free(job);
    ck_assert_str_ne(views[0].at, views[1].at);
    ck_assert_str_ne(views[0].at, views[2].at);
    ck_assert_str_ne(views[1].at, views[2].at);
    for (int i = 0; i < 3; i++)
        buf_done(&views[i]);
}
END_TEST

START_TEST(a_view_that_does_not_fit_says_so)
{
    struct job_draft draft = draft_of(0);
    for (size_t ceiling = 0; ceiling < 100; ceiling++) {
        struct buf view OWNED(buf_done) = BUF(ceiling);
        job_view_write_created(&view, &draft);
        ck_assert(view.failed);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("job_view");
    TCase *tcase = tcase_create("job_view");
    tcase_add_loop_test(tcase, a_job_shows_what_its_state_has, 0, COUNT(VIEWS));
    tcase_add_loop_test(tcase, a_draft_shows_what_the_stored_job_will, 0, COUNT(VIEWS));
    tcase_add_test(tcase, a_job_that_ends_at_once_is_still_created_queued);
    tcase_add_test(tcase, each_write_draws_another_etag);
    tcase_add_test(tcase, a_view_that_does_not_fit_says_so);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
