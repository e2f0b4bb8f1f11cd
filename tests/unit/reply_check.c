/* The judge of replies, judged: what it lets through and what it does not. */
#include "../reply_check.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define JOB "GoogleCloudMlV1__Job"
#define LIST "GoogleCloudMlV1__ListJobsResponse"
#define POLICY "GoogleIamV1__Policy"
#define INPUT "GoogleCloudMlV1__TrainingInput"

/* --- successes ---------------------------------------------------------------------------------
 */

/* clang-format off */
static const struct {
    const char *name;
    const char *body;
} FINE[] = {
    {JOB, "{}"},
    {JOB, "{\"jobId\":\"j\",\"state\":\"QUEUED\",\"createTime\":\"2020-02-29T23:59:59Z\",\"etag\":\"FeMDlZpO1K4=\",\"jobPosition\":\"1\"}"},
    {JOB, "{\"createTime\":\"2020-01-01T00:00:00.000001Z\",\"startTime\":\"2020-01-01T00:00:00.500Z\",\"endTime\":\"2000-02-29T00:00:00.123456789Z\"}"},
    {JOB, "{\"labels\":{},\"trainingInput\":{\"args\":[],\"masterConfig\":{}}}"},
    {JOB, "{\"labels\":{\"a-b\":\"c\",\"state\":\"\"}}"},
    {JOB, "{\"trainingInput\":{\"scaleTier\":\"CUSTOM\",\"workerCount\":\"9223372036854775807\",\"parameterServerCount\":\"-9223372036854775808\",\"packageUris\":[\"gs://a\"],\"useChiefInTfConfig\":true,\"masterConfig\":{\"acceleratorConfig\":{\"count\":\"0\",\"type\":\"TPU_V4_POD\"},\"diskConfig\":{\"bootDiskSizeGb\":100}},\"scheduling\":{\"maxRunningTime\":\"7200s\",\"maxWaitTime\":\"-0.500s\",\"priority\":-2147483648}}}"},
    {JOB, "{\"trainingInput\":{\"hyperparameters\":{\"goal\":\"MINIMIZE\",\"params\":[{\"type\":\"DOUBLE\",\"minValue\":1,\"maxValue\":2.5e-3,\"discreteValues\":[1,2.5,\"Infinity\",\"-Infinity\",\"NaN\"]}]}}}"},
    {JOB, "{\"trainingOutput\":{\"trials\":[{\"trialId\":\"1\",\"hyperparameters\":{\"x\":\"0.1\"},\"finalMetric\":{\"trainingStep\":\"7\",\"objectiveValue\":0.5}},{}],\"consumedMLUnits\":0.06,\"isHyperparameterTuningJob\":true}}"},
    {JOB, "{\"predictionInput\":{\"dataFormat\":\"TF_RECORD_GZIP\",\"batchSize\":\"8\"},\"predictionOutput\":{\"nodeHours\":1,\"errorCount\":\"2\"}}"},
    {LIST, "{}"},
    {LIST, "{\"jobs\":[{\"jobId\":\"a\"},{}],\"nextPageToken\":\"x\"}"},
    {POLICY, "{\"etag\":\"ACAB\",\"version\":3,\"bindings\":[{\"role\":\"r\",\"members\":[\"m\"],\"condition\":{\"expression\":\"true\"}}],\"auditConfigs\":[{\"service\":\"s\",\"auditLogConfigs\":[{\"logType\":\"DATA_READ\"}]}]}"},
    {"ml.projects.jobs.cancel", "{}"},
    {"ml.projects.jobs.testIamPermissions", "{\"permissions\":[\"ml.jobs.get\"]}"},
    {"ml.projects.getConfig", "{\"serviceAccount\":\"a@b\",\"serviceAccountProject\":\"1\",\"config\":{\"tpuServiceAccount\":\"c@d\"}}"},
    {"ml.projects.jobs.list", "{\"jobs\":[{\"jobId\":\"a\"}]}"},
};

static const struct {
    const char *name;
    const char *body;
    const char *why; /* a part of it */
} WRONG[] = {
    {JOB, "", "not JSON"},
    {JOB, "{\"jobId\":\"j\"", "not JSON"},
    {JOB, "{} {}", "not JSON"},
    {JOB, "{\"jobId\":\"j\",\"jobId\":\"j\"}", "not JSON"},
    {JOB, "[]", "GoogleCloudMlV1__Job: [] is not an object"},
    {JOB, "null", "not JSON"},
    {JOB, "{\"job_id\":\"j\"}", "there is no member \"job_id\""},
    {JOB, "{\"error\":{}}", "there is no member \"error\""},
    {JOB, "{\"jobId\":1}", ".jobId: 1 is not a string"},
    {JOB, "{\"jobId\":null}", ".jobId: null is not a string"},
    {JOB, "{\"state\":\"DONE\"}", ".state: \"DONE\" is not a member of the enum"},
    {JOB, "{\"state\":\"queued\"}", "is not a member of the enum"},
    {JOB, "{\"state\":\"\"}", "is not a member of the enum"},
    {JOB, "{\"state\":1}", ".state: 1 is not a string"},
    {JOB, "{\"jobPosition\":1}", ".jobPosition: 1 is not an int64 as a string"},
    {JOB, "{\"jobPosition\":\"01\"}", "is not an int64"},
    {JOB, "{\"jobPosition\":\"-0\"}", "is not an int64"},
    {JOB, "{\"jobPosition\":\"1.0\"}", "is not an int64"},
    {JOB, "{\"jobPosition\":\" 1\"}", "is not an int64"},
    {JOB, "{\"jobPosition\":\"\"}", "is not an int64"},
    {JOB, "{\"jobPosition\":\"9223372036854775808\"}", "is not an int64"},
    {JOB, "{\"etag\":\"FeMDlZpO1K4\"}", "is not base64"},
    {JOB, "{\"etag\":\"YFZ_TgitnRs=\"}", "is not base64"},
    {JOB, "{\"etag\":\"FeMDlZpO1K5=\"}", "is not base64"},
    {JOB, "{\"etag\":\"AB==\"}", "is not base64"},
    {JOB, "{\"etag\":\"A===\"}", "is not base64"},
    {JOB, "{\"createTime\":1577836800}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01T00:00:00\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01T00:00:00+00:00\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01t00:00:00z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01 00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01T00:00:00.5Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01T00:00:60Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-01-01T24:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2019-02-29T00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"1900-02-29T00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-04-31T00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"2020-13-01T00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"0000-01-01T00:00:00Z\"}", "is not a time"},
    {JOB, "{\"createTime\":\"\"}", "is not a time"},
    {JOB, "{\"labels\":[]}", ".labels: [] is not an object"},
    {JOB, "{\"labels\":{\"a\":1}}", ".labels.a: 1 is not a string"},
    {JOB, "{\"labels\":{\"a\":null}}", ".labels.a: null is not a string"},
    {JOB, "{\"trainingInput\":null}", ".trainingInput: null is not an object"},
    {JOB, "{\"trainingInput\":{\"regions\":[]}}", ".trainingInput: there is no member \"regions\""},
    {JOB, "{\"trainingOutput\":{\"trials\":[{},{\"trialId\":1}]}}", ".trainingOutput.trials[1].trialId: 1 is not"},
    {JOB, "{\"trainingOutput\":{\"trials\":{}}}", ".trainingOutput.trials: {} is not an array"},
    {JOB, "{\"trainingOutput\":{\"consumedMLUnits\":\"0.06\"}}", "is not a number"},
    {JOB, "{\"trainingOutput\":{\"consumedMlUnits\":0.06}}", "there is no member"},
    {JOB, "{\"trainingOutput\":{\"isBuiltInAlgorithmJob\":\"true\"}}", "is not true or false"},
    {JOB, "{\"trainingOutput\":{\"isBuiltInAlgorithmJob\":1}}", "is not true or false"},
    {JOB, "{\"trainingOutput\":{\"completedTrialCount\":5}}", "is not an int64"},
    {INPUT, "{\"args\":\"a\"}", ".args: \"a\" is not an array"},
    {INPUT, "{\"args\":[\"a\",1]}", ".args[1]: 1 is not a string"},
    {INPUT, "{\"args\":[null]}", ".args[0]: null is not a string"},
    {INPUT, "{\"scheduling\":{\"maxRunningTime\":\"7200\"}}", "is not a duration"},
    {INPUT, "{\"scheduling\":{\"maxRunningTime\":7200}}", "is not a duration"},
    {INPUT, "{\"scheduling\":{\"maxRunningTime\":\"1.5s\"}}", "is not a duration"},
    {INPUT, "{\"scheduling\":{\"maxRunningTime\":\"2h\"}}", "is not a duration"},
    {INPUT, "{\"scheduling\":{\"maxRunningTime\":\"315576000001s\"}}", "is not a duration"},
    {INPUT, "{\"scheduling\":{\"priority\":\"5\"}}", "is not an int32"},
    {INPUT, "{\"scheduling\":{\"priority\":5.0}}", "is not an int32"},
    {INPUT, "{\"scheduling\":{\"priority\":2147483648}}", "is not an int32"},
    {INPUT, "{\"masterConfig\":{\"diskConfig\":{\"bootDiskSizeGb\":true}}}", "is not an int32"},
    {INPUT, "{\"hyperparameters\":{\"params\":[{\"minValue\":true}]}}", "is not a number"},
    {INPUT, "{\"hyperparameters\":{\"params\":[{\"minValue\":\"inf\"}]}}", "is not a number"},
    {LIST, "{\"jobs\":[[]]}", ".jobs[0]: [] is not an object"},
    {LIST, "{\"jobs\":null}", "is not an array"},
    {LIST, "{\"nextPageToken\":7}", "is not a string"},
    {"ml.projects.jobs.cancel", "{\"name\":\"projects/p/jobs/j\"}", "there is no member \"name\""},
    {"ml.projects.jobs.list", "{\"jobId\":\"j\"}", "GoogleCloudMlV1__ListJobsResponse: there is no member"},
    {"ml.projects.jobs.get", "{\"jobs\":[]}", "GoogleCloudMlV1__Job: there is no member"},
    {"ml.projects.jobs.drop", "{}", "has no schema"},
};
/* clang-format on */

static json_t *
load(void)
{
    json_t *document = discovery_load();
    ck_assert_ptr_nonnull(document);
    return document;
}

static struct reply_seen
seen_of(int status, const char *body)
{
    return (struct reply_seen){.status = status, .body = body, .length = strlen(body)};
}

START_TEST(a_body_of_its_schema_is_fine)
{
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = seen_of(200, FINE[_i].body);
    bool fine = reply_is_valid(document, FINE[_i].name, &seen, &why);
    ck_assert_msg(fine, "%s", why.text);
}
END_TEST

START_TEST(a_body_of_another_kind_is_not)
{
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = seen_of(200, WRONG[_i].body);
    ck_assert_msg(!reply_is_valid(document, WRONG[_i].name, &seen, &why), "%s", WRONG[_i].body);
    ck_assert_msg(strstr(why.text, WRONG[_i].why) != NULL, "expected %s, got %s", WRONG[_i].why,
                  why.text);
}
END_TEST

START_TEST(a_success_is_200)
{
    static const int STATUSES[] = {0, 100, 201, 202, 204, 301, 304, 399};
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = seen_of(STATUSES[_i], "{}");
    ck_assert(!reply_is_valid(document, JOB, &seen, &why));
}
END_TEST

/* --- errors ------------------------------------------------------------------------------------
 */

#define WITH(details)                                                                              \
    "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\","                  \
    "\"details\":" details "}}"
#define OF(type, rest) "[{\"@type\":\"type.googleapis.com/google.rpc." type "\"" rest "}]"
#define LISTING(errors)                                                                            \
    "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\",\"errors\":" errors "}}"

/* clang-format off */
static const struct {
    int status;
    const char *body;
    const char *why; /* a part of it; NULL: it is fine */
    bool may_list_errors;
} ERRORS[] = {
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", NULL, false},
    {400, "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"FAILED_PRECONDITION\"}}", NULL, false},
    {409, "{\"error\":{\"code\":409,\"message\":\"m\",\"status\":\"ALREADY_EXISTS\"}}", NULL, false},
    {413, "{\"error\":{\"code\":413,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\"}}", NULL, false},
    {501, "{\"error\":{\"code\":501,\"message\":\"m\",\"status\":\"UNIMPLEMENTED\"}}", NULL, false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[{\"field\":\"f\",\"description\":\"d\"},{\"description\":\"d\"}]")), NULL, false},
    {400, WITH(OF("Help", ",\"links\":[{\"description\":\"d\",\"url\":\"https://a\"}]")), NULL, false},
    {400, WITH(OF("QuotaFailure", ",\"violations\":[{\"subject\":\"p\",\"description\":\"d\"}]")), NULL, false},
    {400, WITH(OF("ErrorInfo", ",\"reason\":\"R\",\"domain\":\"googleapis.com\"")), NULL, false},
    {400, WITH(OF("ErrorInfo", ",\"reason\":\"R\",\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"s\"}")), NULL, false},
    {404, LISTING("[{\"message\":\"m\",\"reason\":\"notFound\"}]"), NULL, true},
    {404, LISTING("[{\"message\":\"m\",\"domain\":\"global\",\"reason\":\"notFound\",\"location\":\"l\",\"locationType\":\"t\"}]"), NULL, true},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", NULL, true},

    {404, "{}", "nothing else", false},
    {404, "[]", "nothing else", false},
    {404, "{\"error\":\"m\"}", "not an object", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\"},\"jobId\":\"j\"}", "nothing else", false},
    {404, "{\"error\":{\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", "\"code\" is missing", false},
    {404, "{\"error\":{\"code\":\"404\",\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", "\"code\" is of another type", false},
    {404, "{\"error\":{\"code\":404.0,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", "\"code\" is of another type", false},
    {404, "{\"error\":{\"code\":5,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", "not the HTTP status 404", false},
    {400, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\"}}", "not the HTTP status 400", false},
    {404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\"}}", "\"message\" is missing", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"\",\"status\":\"NOT_FOUND\"}}", "\"message\" is of another type, or empty", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\"}}", "\"status\" is missing", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\"}}", "the status of 404 is not", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NotFound\"}}", "the status of 404 is not", false},
    {418, "{\"error\":{\"code\":418,\"message\":\"m\",\"status\":\"UNKNOWN\"}}", "the status of 418 is not", false},
    {404, "{\"error\":{\"code\":404,\"message\":\"m\",\"status\":\"NOT_FOUND\",\"reason\":\"r\"}}", "there is no member \"reason\"", false},
    {404, LISTING("[{\"message\":\"m\",\"reason\":\"notFound\"}]"), "is for $.xgafv=1", false},
    {404, LISTING("[]"), "\"errors\" is of another type, or empty", true},
    {404, LISTING("[{\"message\":\"m\"}]"), "\"reason\" is missing", true},
    {404, LISTING("[{\"message\":\"m\",\"reason\":\"r\",\"code\":1}]"), "there is no member \"code\"", true},
    {400, WITH("[]"), "\"details\" is of another type, or empty", false},
    {400, WITH("{}"), "\"details\" is of another type, or empty", false},
    {400, WITH("[{}]"), "unknown @type (none)", false},
    {400, WITH("[\"BadRequest\"]"), "unknown @type (none)", false},
    {400, WITH(OF("RetryInfo", ",\"retryDelay\":\"1s\"")), "unknown @type type.googleapis.com/google.rpc.RetryInfo", false},
    {400, WITH("[{\"@type\":\"google.rpc.BadRequest\",\"fieldViolations\":[{\"description\":\"d\"}]}]"), "unknown @type google.rpc.BadRequest", false},
    {400, WITH(OF("BadRequest", "")), "\"fieldViolations\" is missing", false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[]")), "\"fieldViolations\" is of another type, or empty", false},
    {400, WITH(OF("BadRequest", ",\"field_violations\":[{\"description\":\"d\"}]")), "there is no member", false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[{\"field\":\"f\"}]")), "\"description\" is missing", false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[{\"field\":\"\",\"description\":\"d\"}]")), "\"field\" is of another type, or empty", false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[{\"description\":\"d\"},{\"description\":\"d\",\"reason\":\"r\"}]")), "there is no member \"reason\"", false},
    {400, WITH(OF("BadRequest", ",\"fieldViolations\":[\"d\"]")), "not an object", false},
    {400, WITH(OF("Help", ",\"links\":[{\"url\":\"https://a\"}]")), "\"description\" is missing", false},
    {400, WITH(OF("Help", ",\"links\":[{\"description\":\"d\"}]")), "\"url\" is missing", false},
    {400, WITH(OF("QuotaFailure", ",\"violations\":[{\"description\":\"d\"}]")), "\"subject\" is missing", false},
    {400, WITH(OF("ErrorInfo", ",\"reason\":\"R\"")), "\"domain\" is missing", false},
    {400, WITH(OF("ErrorInfo", ",\"domain\":\"d\"")), "\"reason\" is missing", false},
    {400, WITH(OF("ErrorInfo", ",\"reason\":\"R\",\"domain\":\"d\",\"metadata\":{\"a\":1}")), "\"metadata\" is of another type", false},
    {400, WITH(OF("ErrorInfo", ",\"reason\":\"R\",\"domain\":\"d\",\"metadata\":[]")), "\"metadata\" is of another type", false},
    {400, "<html>", "not JSON", false},
};
/* clang-format on */

START_TEST(an_error_is_a_status_with_known_details)
{
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = seen_of(ERRORS[_i].status, ERRORS[_i].body);
    seen.may_list_errors = ERRORS[_i].may_list_errors;
    bool fine = reply_is_valid(document, JOB, &seen, &why);
    ck_assert_msg(fine == (ERRORS[_i].why == NULL), "%s: %s", ERRORS[_i].body, why.text);
    if (ERRORS[_i].why != NULL)
        ck_assert_msg(strstr(why.text, ERRORS[_i].why) != NULL, "expected %s, got %s",
                      ERRORS[_i].why, why.text);
}
END_TEST

/* --- which method ------------------------------------------------------------------------------
 */

/* clang-format off */
static const struct {
    const char *http_method;
    const char *path;
    const char *id; /* NULL: none */
} METHODS[] = {
    {"POST",   "/v1/projects/p/jobs",                              "ml.projects.jobs.create"},
    {"GET",    "/v1/projects/p/jobs",                              "ml.projects.jobs.list"},
    {"GET",    "/v1/projects/p/jobs?pageSize=3&filter=a/b",        "ml.projects.jobs.list"},
    {"GET",    "/v1/projects/p/jobs/j",                            "ml.projects.jobs.get"},
    {"GET",    "/v1/projects/p/jobs/jobs",                         "ml.projects.jobs.get"},
    {"GET",    "/v1/projects%2Fp%2fjobs%2Fj?alt=json",             "ml.projects.jobs.get"},
    {"PATCH",  "/v1/projects/p/jobs/j?updateMask=labels",          "ml.projects.jobs.patch"},
    {"POST",   "/v1/projects/p/jobs/j:cancel",                     "ml.projects.jobs.cancel"},
    {"POST",   "/v1/projects/p/jobs/j%3Acancel",                   "ml.projects.jobs.cancel"},
    {"GET",    "/v1/projects/p/jobs/j:getIamPolicy",               "ml.projects.jobs.getIamPolicy"},
    {"POST",   "/v1/projects/p/jobs/j:setIamPolicy",               "ml.projects.jobs.setIamPolicy"},
    {"POST",   "/v1/projects/p/jobs/j:testIamPermissions",         "ml.projects.jobs.testIamPermissions"},
    {"GET",    "/v1/projects/p:getConfig",                         "ml.projects.getConfig"},
    {"DELETE", "/v1/projects/p/jobs/j",                            NULL},
    {"POST",   "/v1/projects/p/jobs/j",                            NULL},
    {"PUT",    "/v1/projects/p/jobs/j",                            NULL},
    {"POST",   "/v1/projects/p/jobs/j:stop",                       NULL},
    {"GET",    "/v1/projects/p/jobs/",                             NULL},
    {"GET",    "/v1/projects/p/jobs/j/k",                          NULL},
    {"GET",    "/v1/projects//jobs",                               NULL},
    {"GET",    "/v1/projects/p",                                   NULL},
    {"GET",    "/v1/projects/p/models",                            NULL},
    {"GET",    "/v2/projects/p/jobs",                              NULL},
    {"GET",    "/",                                                NULL},
};

/* What a request makes of a reply. */
static const struct {
    const char *http_method;
    const char *target;
    int status;
    const char *body;
    bool fine;
} REQUESTS[] = {
    {"GET",    "/v1/projects/p/jobs/j",               200, "{\"jobId\":\"j\"}", true},
    {"GET",    "/v1/projects/p/jobs",                 200, "{\"jobId\":\"j\"}", false},
    {"GET",    "/v1/projects/p/jobs",                 200, "{\"jobs\":[]}", true},
    {"POST",   "/v1/projects/p/jobs",                 200, "{\"jobs\":[]}", false},
    {"POST",   "/v1/projects/p/jobs/j:cancel",        200, "{}", true},
    {"POST",   "/v1/projects/p/jobs/j:cancel",        200, "{\"jobId\":\"j\"}", false},
    {"GET",    "/v1/projects/p/jobs/j",               404, "{\"jobId\":\"j\"}", false},
    {"DELETE", "/v1/projects/p/jobs/j",               200, "{\"anything\":1}", true},
    {"POST",   "/v1/projects/p/jobs/j:stop",          200, "{}", false},
    {"POST",   "/v1/projects/p/jobs/j:stop",          501, "{\"error\":{\"code\":501,\"message\":\"m\",\"status\":\"UNIMPLEMENTED\"}}", true},
    {"DELETE", "/v1/projects/p/jobs/j",               404, "{\"anything\":1}", false},
    {"GET",    "/emulator/v1/clock",                  200, "{\"anything\":1}", true},
    {"GET",    "/emulator/v1/clock",                  404, "{\"anything\":1}", true},
    {"GET",    "/v1/projects/p/jobs/j?alt=json&callback=f", 200, "// API callback\nf({});\n", true},
    {"GET",    "/v1/projects/p/jobs/j?callback=",     200, "f({});", false},
    {"GET",    "/v1/projects/p/jobs/j?%24.xgafv=1",   404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), true},
    {"GET",    "/v1/projects/p/jobs/j?a=b&$.xgafv=1", 404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), true},
    {"GET",    "/v1/projects/p/jobs/j?$.xgafv=2&$.xgafv=1", 404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), true},
    {"GET",    "/v1/projects/p/jobs/j?$.xgafv=1&$.xgafv=2", 404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), false},
    {"GET",    "/v1/projects/p/jobs/j?$.xgafv=2",     404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), false},
    {"GET",    "/v1/projects/p/jobs/j",               404, LISTING("[{\"message\":\"m\",\"reason\":\"r\"}]"), false},
};
/* clang-format on */

START_TEST(a_method_is_found_by_its_path)
{
    json_auto_t *document = load();
    const json_t *method = discovery_method(document, METHODS[_i].http_method, METHODS[_i].path);
    const char *id = json_string_value(json_object_get(method, "id"));
    ck_assert_pstr_eq(id, METHODS[_i].id);
    if (id != NULL)
        ck_assert_ptr_eq(discovery_method_of_id(document, id), method);
}
END_TEST

START_TEST(a_reply_suits_its_request)
{
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = seen_of(REQUESTS[_i].status, REQUESTS[_i].body);
    bool fine =
        reply_suits_request(document, REQUESTS[_i].http_method, REQUESTS[_i].target, &seen, &why);
    ck_assert_msg(fine == REQUESTS[_i].fine, "%s: %s", REQUESTS[_i].target, why.text);
}
END_TEST

START_TEST(the_body_need_not_end_in_nul)
{
    json_auto_t *document = load();
    struct why why = {0};
    struct reply_seen seen = {.status = 200, .body = "{}}", .length = 2};
    ck_assert(reply_is_valid(document, JOB, &seen, &why));
}
END_TEST

/* The document as a whole: a type or format that the checker does not know would show here. */
static void
check_known(const json_t *document, const char *id, json_t *schema)
{
    const char *name;
    json_t *property;
    json_object_foreach(json_object_get(schema, "properties"), name, property) {
        struct why why = {0};
        json_auto_t *body = json_pack("{s:n}", name);
        ck_assert(!discovery_check(document, id, body, &why));
        ck_assert_msg(strstr(why.text, "null is not") != NULL, "%s", why.text);
    }
}

START_TEST(every_type_of_the_document_is_known)
{
    json_auto_t *document = load();
    const char *id;
    json_t *schema;
    json_object_foreach(json_object_get(document, "schemas"), id, schema) {
        check_known(document, id, schema);
    }
}
END_TEST

START_TEST(a_type_the_checker_does_not_know_is_no_pass)
{
    json_auto_t *document =
        json_pack("{s:{s:{s:s,s:s}}}", "schemas", "S", "type", "string", "format", "uint64");
    struct why why = {0};
    json_auto_t *body = json_string("1");
    ck_assert(!discovery_check(document, "S", body, &why));
    ck_assert_str_eq(why.text, "S: this checker does not know the type string uint64");
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("reply_check");
    TCase *tcase = tcase_create("reply_check");
    tcase_add_loop_test(tcase, a_body_of_its_schema_is_fine, 0, COUNT(FINE));
    tcase_add_loop_test(tcase, a_body_of_another_kind_is_not, 0, COUNT(WRONG));
    tcase_add_loop_test(tcase, a_success_is_200, 0, 8);
    tcase_add_loop_test(tcase, an_error_is_a_status_with_known_details, 0, COUNT(ERRORS));
    tcase_add_loop_test(tcase, a_method_is_found_by_its_path, 0, COUNT(METHODS));
    tcase_add_loop_test(tcase, a_reply_suits_its_request, 0, COUNT(REQUESTS));
    tcase_add_test(tcase, the_body_need_not_end_in_nul);
    tcase_add_test(tcase, every_type_of_the_document_is_known);
    tcase_add_test(tcase, a_type_the_checker_does_not_know_is_no_pass);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
