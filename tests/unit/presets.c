/* The presets that ship: what each stands for, held against the captures word for word. */
#include "sim/presets.h"
#include "../file_list.h"
#include "base/own.h"
#include "base/text.h"
#include "json/load.h"
#include "sim/scenario_set.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

#define TEXT_BYTES ((size_t)1 << 20)
#define VALUES_MAX 5

/* What a preset does. Messages are those of the captures, with the values that were in them. */
struct golden {
    const char *name;
    struct scenario_value values[VALUES_MAX];
    enum err_code refusal; /* ERR_NONE: the job is created */
    const char *field;
    enum job_state state;
    enum scenario_stage during; /* when not SUCCEEDED */
    const char *message;        /* of the refusal, or of the job */
};

#define VALUE(what, literal)                                                                       \
    {                                                                                              \
        what,                                                                                      \
        {                                                                                          \
            literal, sizeof(literal) - 1                                                           \
        }                                                                                          \
    }
#define OTHER_END JOB_STATE_UNSPECIFIED, SCENARIO_QUEUED
#define FINE JOB_SUCCEEDED, SCENARIO_QUEUED, ""
#define FAILS JOB_FAILED, SCENARIO_RUNNING

#define QUOTA                                                                                      \
    "The request for 2 K80 accelerators exceeds the allowed maximum of 0 A100, 0 K80, 0 P100, 0 "  \
    "P4, 0 T4, 0 TPU_V2, 0 TPU_V2_POD, 0 TPU_V3, 0 TPU_V3_POD, 0 V100 accelerators."

#define LOGS                                                                                       \
    "To find out more about why your job exited please check the logs: "                           \
    "https://console.cloud.google.com/logs/viewer?project=487463184276&resource=ml_job%2Fjob_id"   \
    "%2Ftest_job&advancedFilter=resource.type%3D%22ml_job%22%0Aresource.labels.job_id%3D"          \
    "%22test_job%22"

#define PS(number)                                                                                 \
    "The replica ps " number " exited with a non-zero status of 1. Termination reason: Error."

/* clang-format off */
static const struct golden GOLDENS[] = {
    {"cancel-is-slow",    {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"cancel-loses-race", {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"early-stopping",    {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"fails-in-prepare",  {{NULL, {NULL, 0}}}, ERR_NONE, "", JOB_FAILED, SCENARIO_PREPARING,
        "Internal error occurred for the current attempt."},
    {"fails-while-running", {VALUE("projectNumber", "487463184276"), VALUE("jobId", "test_job")}, ERR_NONE, "", FAILS,
        "The replica master 0 exited with a non-zero status of 1. " LOGS},
    {"image-forbidden",   {VALUE("imageUri", "gcr.io/xxx/185c294caf60:latest")},
        ERR_INVALID_ARGUMENT, "master_config.image_uri", OTHER_END,
        "Failed to read the container uri [gcr.io/xxx/185c294caf60:latest]. Please make sure that CloudML Engine service account has access to it"},
    {"image-missing",     {VALUE("imageUri", "gcr.io/tfx-oss-public/tfx:0.25.0-rc2")},
        ERR_INVALID_ARGUMENT, "master_config.image_uri", OTHER_END,
        "Failed to read the container uri [gcr.io/tfx-oss-public/tfx:0.25.0-rc2]. Please make sure that the image exists"},
    {"input-too-large",   {VALUE("inputUri", "gs://gbsc-gcp-project-mvp-cloudml/models/1000-genomes-super-population/export/Servo/1495692639")},
        ERR_FAILED_PRECONDITION, "uri", OTHER_END,
        "The total size of files in gs://gbsc-gcp-project-mvp-cloudml/models/1000-genomes-super-population/export/Servo/1495692639 is 440979953 bytes, which exceeds the allowed maximum of 262144000 bytes"},
    {"master-exits",      {{NULL, {NULL, 0}}}, ERR_NONE, "", FAILS,
        "The replica master 0 exited with a non-zero status of 1."},
    {"master-exits-traceback", {VALUE("projectNumber", "487463184276"), VALUE("jobId", "test_job")}, ERR_NONE, "", FAILS,
        "The replica master 0 exited with a non-zero status of 1. \nTraceback (most recent call last):\n"
        "  File \"/usr/lib/python3.7/runpy.py\", line 193, in _run_module_as_main\n    \"__main__\", mod_spec)\n\n" LOGS},
    {"model-missing",     {VALUE("modelName", "dnn_airflow")},
        ERR_NOT_FOUND, "prediction_input.version_name", OTHER_END,
        "The model resource: \"dnn_airflow\" was not found. Please create the Cloud ML model resource first by using 'gcloud ml-engine models create dnn_airflow'."},
    {"no-metric",         {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"out-of-memory",     {{NULL, {NULL, 0}}}, ERR_NONE, "", FAILS,
        "The replica master 0 ran out-of-memory and exited with a non-zero status of 9(SIGKILL)"},
    {"packages-unreadable", {VALUE("projectNumber", "622188232773")},
        ERR_FAILED_PRECONDITION, "package_uris", OTHER_END,
        "The provided GCS paths cannot be read by service account service-622188232773@cloud-ml.google.com.iam.gserviceaccount.com. If you just enabled the API, please try again after a few minutes."},
    {"parameter-servers-exit", {{NULL, {NULL, 0}}}, ERR_NONE, "", FAILS, PS("0") " " PS("1") " " PS("2")},
    {"permission-denied", {VALUE("project", "qwiklabs-gcp-0c3e9ec8e4427080s")}, ERR_PERMISSION_DENIED, "", OTHER_END,
        "Permission denied on resource project qwiklabs-gcp-0c3e9ec8e4427080s."},
    {"preempted",         {{NULL, {NULL, 0}}}, ERR_NONE, "", JOB_CANCELLED, SCENARIO_RUNNING,
        "Job is cancelled by the service: its machines were preempted."},
    {"queued-forever",    {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"quota-exceeded",    {VALUE("project", "p-1"), VALUE("accelerators", "2 K80")}, ERR_RESOURCE_EXHAUSTED, "", OTHER_END,
        "Quota failure for project p-1. " QUOTA " To read more about Cloud ML Engine quota, see https://cloud.google.com/ml-engine/quotas."},
    {"region-without-capacity", {VALUE("region", "us-central1")}, ERR_NONE, "", JOB_FAILED, SCENARIO_PREPARING,
        "Resources are insufficient in region: us-central1. Please try a different region."},
    {"service-disabled-2017", {{NULL, {NULL, 0}}}, ERR_FAILED_PRECONDITION, "parent", OTHER_END,
        "Please make sure that Google Cloud Machine Learning API is enabled for the project."},
    {"service-disabled",  {VALUE("projectNumber", "37288436933")}, ERR_PERMISSION_DENIED, "", OTHER_END,
        "AI Platform Training & Prediction API has not been used in project 37288436933 before or it is disabled. "
        "Enable it by visiting https://console.developers.google.com/apis/api/ml.googleapis.com/overview?project=37288436933 then retry. "
        "If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."},
    {"slow-start",        {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"stuck-in-prepare",  {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"succeeds",          {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"too-many-metrics",  {{NULL, {NULL, 0}}}, ERR_NONE, "", FAILS,
        "Too many hyperparameter tuning metrics were written by Hyperparameter Tuning Trial #1."},
    {"trial-failures",    {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"tuning-converges",  {{NULL, {NULL, 0}}}, ERR_NONE, "", FINE},
    {"worker-exits",      {{NULL, {NULL, 0}}}, ERR_NONE, "", FAILS,
        "The replica worker 4 exited with a non-zero status of 1. Termination reason: Error. \nTraceback (most recent call last):\n  [...]\n"
        "  File \"/usr/local/lib/python3.5/dist-packages/tensorflow/python/framework/errors_impl.py\", line 473, in __exit__\n"
        "    c_api.TF_GetCode(self.status.status))\ntensorflow.python.framework.errors_impl.UnavailableError: Stream removed"},
};
/* clang-format on */

#define GOLDEN_COUNT ((int)(sizeof(GOLDENS) / sizeof(GOLDENS[0])))

static struct scenario_set
load_presets(void)
{
    struct err err OWNED(err_done) = ERR;
    struct scenario_set set = {0};
    ck_assert_msg(scenario_set_load_presets(&set, &err), "%s", err_message(&err));
    return set;
}

static const struct scenario *
find_preset(const struct scenario_set *set, const char *name)
{
    const struct scenario *scenario = scenario_set_find(set, text_of(name));
    ck_assert_msg(scenario != NULL, "expected a preset %s", name);
    return scenario;
}

START_TEST(every_preset_has_its_line_here)
{
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    ck_assert_uint_eq(set.count, GOLDEN_COUNT);
    ck_assert_uint_eq(PRESET_COUNT, GOLDEN_COUNT);
}
END_TEST

START_TEST(the_program_holds_the_files_of_the_folder_to_the_byte)
{
    struct file_list list OWNED(file_list_done) = {0};
    char folder[4096];
    snprintf(folder, sizeof(folder), "%s/fixtures/scenarios", getenv("TOP_SRCDIR"));
    file_list_collect(&list, folder, ".json");
    ck_assert_uint_eq(list.count, PRESET_COUNT);
    for (size_t i = 0; i < list.count; i++) {
        char bytes[16384];
        FILE *file = fopen(list.paths[i], "re");
        ck_assert_ptr_nonnull(file);
        size_t length = fread(bytes, 1, sizeof(bytes), file);
        ck_assert_int_eq(fclose(file), 0);
        ck_assert_str_eq(strrchr(list.paths[i], '/') + 1, PRESETS[i].file);
        ck_assert_uint_eq(length, PRESETS[i].length);
        ck_assert_mem_eq(bytes, PRESETS[i].bytes, length);
    }
}
END_TEST

START_TEST(a_preset_is_named_like_its_file_and_fits_no_job_by_itself)
{
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    const struct scenario_subject subject = {.job_id = TEXT("j"), .region = TEXT("us-central1")};
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        char name[SCENARIO_NAME_BYTES];
        size_t length = strlen(PRESETS[i].file) - strlen(".json");
        snprintf(name, sizeof(name), "%.*s", (int)length, PRESETS[i].file);
        ck_assert(!scenario_matches(find_preset(&set, name), &subject));
    }
    ck_assert_ptr_null(scenario_set_match(&set, &subject));
}
END_TEST

START_TEST(what_a_preset_shows_of_itself_is_the_same_scenario)
{
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        struct err err OWNED(err_done) = ERR;
        struct scenario_set again OWNED(scenario_set_done) = {0};
        struct text file = {(const char *)PRESETS[i].bytes, PRESETS[i].length};
        struct text source = scenario_source(set.scenarios[i]);
        json_auto_t *first = json_load(file, &err);
        json_auto_t *second = json_load(source, &err);
        ck_assert_msg(json_equal(first, second), "%s: got %.*s", PRESETS[i].file, TEXT_ARG(source));
        ck_assert_msg(scenario_set_load(&again, source, "again", 1, &err), "%s", err_message(&err));
        ck_assert(text_equal(scenario_source(again.scenarios[0]), source));
    }
}
END_TEST

static void
check_expanded(const struct golden *golden, struct text message)
{
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    buf_add_str(&got, "");
    scenario_expand(&got, message, golden->values);
    ck_assert_str_eq(got.at == NULL ? "" : got.at, golden->message);
}

START_TEST(a_preset_refuses_or_ends_as_it_was_captured)
{
    const struct golden *golden = &GOLDENS[_i];
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    const struct scenario *scenario = find_preset(&set, golden->name);
    const struct scenario_refusal *refusal = scenario_refusal(scenario);
    ck_assert_str_eq(err_code_name(refusal->code), err_code_name(golden->refusal));
    if (refusal->code != ERR_NONE) {
        ck_assert(text_is(refusal->field, golden->field));
        check_expanded(golden, refusal->message);
        return;
    }
    for (int i = 0; i < 3; i++) {
        static const double UNITS[] = {1e-9, 0.5, 1 - 1e-9};
        uint16_t number;
        const struct scenario_outcome *outcome = scenario_outcome(scenario, UNITS[i], &number);
        ck_assert_int_eq(outcome->state, golden->state);
        ck_assert(outcome->state == JOB_SUCCEEDED || outcome->during == golden->during);
        ck_assert_ptr_eq(outcome, scenario_outcome_at(scenario, number));
        check_expanded(golden, outcome->message);
    }
}
END_TEST

/* Every string below, with the placeholders replaced, in order. */
static void
expand_all(struct buf *out, const json_t *value, const struct scenario_value *values)
{
    struct text text = {json_string_value(value), json_string_length(value)};
    if (json_is_string(value)) {
        scenario_expand(out, text, values);
        buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < json_array_size(value); i++)
        expand_all(out, json_array_get(value, i), values);
    void *place = json_object_iter((json_t *)(uintptr_t)value);
    while (place != NULL) {
        expand_all(out, json_object_iter_value(place), values);
        place = json_object_iter_next((json_t *)(uintptr_t)value, place);
    }
}

/* Strings of the details in their order. */
struct details {
    const char *name;
    const char *strings;
};

#define ACTIVATION                                                                                 \
    "https://console.developers.google.com/apis/api/ml.googleapis.com/overview?project="           \
    "37288436933\n"

static const struct details DETAILS[] = {
    {"quota-exceeded", "type.googleapis.com/google.rpc.QuotaFailure\np-1\n" QUOTA "\n"},
    {"permission-denied", "type.googleapis.com/google.rpc.Help\nGoogle developers console\n"
                          "https://console.developers.google.com\n"},
    {"service-disabled",
     "type.googleapis.com/google.rpc.Help\nGoogle developers console API activation\n" ACTIVATION
     "type.googleapis.com/google.rpc.ErrorInfo\nSERVICE_DISABLED\ngoogleapis.com\n"
     "projects/37288436933\nml.googleapis.com\n"},
};

static const char *
expected_details(const char *name)
{
    for (size_t i = 0; i < sizeof(DETAILS) / sizeof(DETAILS[0]); i++) {
        if (strcmp(DETAILS[i].name, name) == 0)
            return DETAILS[i].strings;
    }
    return "";
}

START_TEST(the_details_are_those_of_the_capture)
{
    const struct golden *golden = &GOLDENS[_i];
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    struct buf got OWNED(buf_done) = BUF(TEXT_BYTES);
    expand_all(&got, scenario_refusal(find_preset(&set, golden->name))->details, golden->values);
    ck_assert_str_eq(got.at == NULL ? "" : got.at, expected_details(golden->name));
}
END_TEST

/* A stage that a preset times, in whole seconds; -1: never. */
struct timing {
    const char *name;
    enum scenario_stage stage;
    int64_t seconds;
};

static const struct timing TIMINGS[] = {
    {"queued-forever", SCENARIO_QUEUED, -1},      {"stuck-in-prepare", SCENARIO_PREPARING, -1},
    {"slow-start", SCENARIO_QUEUED, 10},          {"slow-start", SCENARIO_PREPARING, 668},
    {"cancel-is-slow", SCENARIO_CANCELLING, 300}, {"cancel-loses-race", SCENARIO_CANCELLING, 86400},
};

#define TIMING_COUNT (sizeof(TIMINGS) / sizeof(TIMINGS[0]))

static const struct timing *
find_timing(const char *name, enum scenario_stage stage)
{
    for (size_t i = 0; i < TIMING_COUNT; i++) {
        if (strcmp(TIMINGS[i].name, name) == 0 && TIMINGS[i].stage == stage)
            return &TIMINGS[i];
    }
    return NULL;
}

START_TEST(a_preset_times_the_stages_it_is_about_and_no_other)
{
    const struct golden *golden = &GOLDENS[_i];
    struct scenario_set set OWNED(scenario_set_done) = load_presets();
    const struct scenario *scenario = find_preset(&set, golden->name);
    for (int i = 0; i < SCENARIO_STAGE_COUNT; i++) {
        const struct timing *timing = find_timing(golden->name, (enum scenario_stage)i);
        const struct dist *dist = scenario_dist(scenario, (enum scenario_stage)i);
        ck_assert_int_eq(dist != NULL, timing != NULL);
        if (dist == NULL)
            continue;
        ns_t expected = timing->seconds < 0 ? NS_NEVER : timing->seconds * NS_PER_S;
        ck_assert_int_eq(dist_sample(dist, 0.5), expected);
    }
    ck_assert_int_eq(scenario_lets_job_win(scenario),
                     strcmp(golden->name, "cancel-loses-race") == 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("presets");
    TCase *all = tcase_create("all");
    tcase_add_test(all, every_preset_has_its_line_here);
    tcase_add_test(all, the_program_holds_the_files_of_the_folder_to_the_byte);
    tcase_add_test(all, a_preset_is_named_like_its_file_and_fits_no_job_by_itself);
    tcase_add_test(all, what_a_preset_shows_of_itself_is_the_same_scenario);
    suite_add_tcase(suite, all);

    TCase *each = tcase_create("each");
    tcase_add_loop_test(each, a_preset_refuses_or_ends_as_it_was_captured, 0, GOLDEN_COUNT);
    tcase_add_loop_test(each, the_details_are_those_of_the_capture, 0, GOLDEN_COUNT);
    tcase_add_loop_test(each, a_preset_times_the_stages_it_is_about_and_no_other, 0, GOLDEN_COUNT);
    suite_add_tcase(suite, each);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
