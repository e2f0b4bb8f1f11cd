#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "json/load.h"
#include "model/job_schema.h"
#include "model/rules.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* Checks a body that fits the schema. True when no rule is broken. */
static bool
check(const char *text, int regions, struct err *err)
{
    struct err load OWNED(err_done) = ERR;
    json_auto_t *job = json_load(text_of(text), &load);
    struct compat compat = {{0}};
    compat.value[COMPAT_REGIONS] = regions;
    if (job == NULL || !schema_check(&MESSAGE_JOB, job, "job", &load))
        ck_abort_msg("%s", err_message(&load));
    const struct rule_input input = {.compat = &compat, .job = job};
    return rules_check(&input, err);
}

#define NO_NAME                                                                                    \
    "A name should start with a letter and contain only letters, numbers and underscores."
#define INPUT "\"trainingInput\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}"

/* One flaw each; a sentence marked with a trailing blank is compared as a beginning. */
static const struct {
    const char *body;
    const char *field;
    const char *sentence; /* NULL: only the field is settled */
} BROKEN[] = {
    {"{" INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"hello-job\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"1job\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"_job\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"a b\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"a.b\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"\u00e9t\u00e9\"," INPUT "}", "job_id", NO_NAME},
    {"{\"jobId\":\"j\"}", "job", NULL},
    {"{\"jobId\":\"j\",\"trainingInput\":null}", "job", NULL},
    {"{\"jobId\":\"j\",\"trainingInput\":{}}", "region", NULL},
    {"{\"jobId\":\"j\",\"predictionInput\":{}}", "region", NULL},
    {"{\"jobId\":\"j\",\"trainingInput\":{\"region\":\"\"}}", "region", NULL},
    {"{\"jobId\":\"j\"," INPUT ",\"labels\":{\"A\":\"b\"}}", "labels", NULL},
    {"{\"jobId\":\"j\"," INPUT ",\"labels\":{\"a\":\"B\"}}", "labels", NULL},
};

START_TEST(a_broken_rule_is_told_in_the_idiom_of_the_service)
{
    struct err err OWNED(err_done) = ERR;
    struct buf expected OWNED(buf_done) = BUF(1000);
    ck_assert(!check(BROKEN[_i].body, REGIONS_ANY_KNOWN, &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, BROKEN[_i].field);
    buf_printf(&expected, "Field: %s Error: %s", BROKEN[_i].field, err.violations[0].description);
    ck_assert_str_eq(err_message(&err), expected.at);
    if (BROKEN[_i].sentence != NULL)
        ck_assert_str_eq(err.violations[0].description, BROKEN[_i].sentence);
}
END_TEST

/* Each has the flaws of the one before it and one that comes earlier in the order. */
static const struct {
    const char *body;
    const char *field;
} ORDER[] = {
    {"{\"jobId\":\"j\"," INPUT ",\"labels\":{\"A\":\"b\"}}", "labels"},
    {"{\"jobId\":\"j\",\"trainingInput\":{\"region\":\"x\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}},\"labels\":{\"A\":\"b\"}}", "region"},
    {"{\"jobId\":\"j\",\"trainingInput\":{},\"labels\":{\"A\":\"b\"}}", "region"},
    {"{\"jobId\":\"j\",\"labels\":{\"A\":\"b\"}}", "job"},
    {"{\"jobId\":\"-\",\"labels\":{\"A\":\"b\"}}", "job_id"},
};

START_TEST(the_first_broken_rule_is_the_answer)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!check(ORDER[_i].body, REGIONS_ANY_KNOWN, &err));
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, ORDER[_i].field);
}
END_TEST

static const char *const FINE[] = {
    "{\"jobId\":\"j\"," INPUT "}",
    "{\"job_id\":\"j\",\"training_input\":{\"region\":\"us-central1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
    "{\"jobId\":\"Train_2020\",\"predictionInput\":{\"region\":\"us-west3\"}}",
    "{\"jobId\":\"Z9_\"," INPUT ",\"labels\":{\"a\":\"\"}}",
    "{\"jobId\":\"j\"," INPUT ",\"labels\":{}}",
};

START_TEST(a_job_that_breaks_no_rule_passes)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(check(FINE[_i], REGIONS_ANY_KNOWN, &err), "%s", err_message(&err));
    ck_assert_int_eq(err.code, ERR_NONE);
}
END_TEST

/* Captured in 2019, from the first word to the last. */
START_TEST(an_unknown_region_is_refused_with_the_captured_sentence)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!check("{\"jobId\":\"j\",\"trainingInput\":{\"region\":\"australia-southeast1\",\"masterConfig\":{\"imageUri\":\"gcr.io/p/i\"}}}",
                     REGIONS_2019, &err));
    ck_assert_str_eq(err_message(&err),
                     "Field: region Error: The provided GCE region 'australia-southeast1' is not "
                     "available. Options are [asia-east1, europe-west1, europe-west4, us-central1, "
                     "us-east1, us-west1].");
}
END_TEST

START_TEST(the_switch_decides_which_regions_there_are)
{
    const char *body = "{\"jobId\":\"j\",\"predictionInput\":{\"region\":\"asia-northeast1\"}}";
    struct err err OWNED(err_done) = ERR;
    ck_assert(check(body, REGIONS_ANY_KNOWN, &err));
    ck_assert(!check(body, REGIONS_2019, &err));
}
END_TEST

static void
fill(struct buf *out, size_t length)
{
    for (size_t i = 0; i < length; i++)
        buf_add_char(out, 'a');
}

START_TEST(a_job_id_has_at_most_128_characters)
{
    for (size_t length = LIMIT_JOB_ID_CHARS; length <= LIMIT_JOB_ID_CHARS + 1; length++) {
        struct err err OWNED(err_done) = ERR;
        struct buf id OWNED(buf_done) = BUF(1000);
        struct buf body OWNED(buf_done) = BUF(1000);
        bool fits = length == LIMIT_JOB_ID_CHARS;
        fill(&id, length);
        buf_printf(&body, "{\"jobId\":\"%s\"," INPUT "}", id.at);
        ck_assert_int_eq(check(body.at, REGIONS_ANY_KNOWN, &err), fits);
        ck_assert_int_eq(rules_is_job_id(buf_text(&id)), fits);
        if (!fits)
            ck_assert_str_eq(err_message(&err),
                             "Field: job_id Error: A name should have at most 128 characters.");
    }
}
END_TEST

static const struct {
    const char *project;
    bool is_fine;
} PROJECTS[] = {
    {"p", true},
    {"my-project-123", true},
    {"123456789", true},
    {"example.com:my-project", true},
    {"a-b.example.com:p", true},
    {"", false},
    {"-p", false},
    {"p-", false},
    {"My-Project", false},
    {"my_project", false},
    {"my.project", false},
    {"a b", false},
    {":p", false},
    {"example.com:", false},
    {"example.com:p:q", false},
    {"p\u00e9", false},
};

START_TEST(a_project_id_is_that_of_resource_manager)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_int_eq(rules_check_project(text_of(PROJECTS[_i].project), &err),
                     PROJECTS[_i].is_fine);
    ck_assert_int_eq(err.code, PROJECTS[_i].is_fine ? ERR_NONE : ERR_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_project_id_has_at_most_63_characters)
{
    struct err err OWNED(err_done) = ERR;
    struct buf project OWNED(buf_done) = BUF(100);
    fill(&project, LIMIT_PROJECT_ID_CHARS);
    ck_assert(rules_check_project(buf_text(&project), &err));
    buf_add_char(&project, 'a');
    ck_assert(!rules_check_project(buf_text(&project), &err));
    ck_assert_ptr_nonnull(strstr(err_message(&err), "63"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *cases = tcase_create("rules");
    tcase_add_loop_test(cases, a_broken_rule_is_told_in_the_idiom_of_the_service, 0, COUNT(BROKEN));
    tcase_add_loop_test(cases, the_first_broken_rule_is_the_answer, 0, COUNT(ORDER));
    tcase_add_loop_test(cases, a_job_that_breaks_no_rule_passes, 0, COUNT(FINE));
    tcase_add_test(cases, an_unknown_region_is_refused_with_the_captured_sentence);
    tcase_add_test(cases, the_switch_decides_which_regions_there_are);
    tcase_add_test(cases, a_job_id_has_at_most_128_characters);
    tcase_add_loop_test(cases, a_project_id_is_that_of_resource_manager, 0, COUNT(PROJECTS));
    tcase_add_test(cases, a_project_id_has_at_most_63_characters);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
