#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "rule_body.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* clang-format off */
static const char *const FINE[] = {
    T(IMAGE),
    "{'job_id':'j','training_input':{" REGION ",'master_config':{'image_uri':'gcr.io/p/i'}}}",
    "{'jobId':'Z9_','trainingInput':{" REGION "," IMAGE "},'labels':{'a':''}}",
    "{'jobId':'j','trainingInput':{" REGION "," IMAGE "},'labels':{}}",

    /* tiers and machines */
    J("'scaleTier':'BASIC'"), J("'scaleTier':'STANDARD_1','workerConfig':{},'workerCount':0"),
    J("'scaleTier':'BASIC_TPU'"), J("'scaleTier':'BASIC_GPU','masterType':''"),
    J("'scaleTier':'CUSTOM','masterType':'standard','workerType':'complex_model_m','workerCount':9,'parameterServerType':'large_model','parameterServerCount':3"),
    CUSTOM("'workerType':'n1-highcpu-16','workerCount':'1','evaluatorType':'n1-standard-4','evaluatorCount':1"),
    CUSTOM("'workerType':'n1-standard-8','workerCount':'9223372036854775807'"),
    CUSTOM("'workerCount':0,'parameterServerCount':'0'"),
    CUSTOM(TPU_WORKER), J("'scaleTier':'CUSTOM','masterType':'standard'," TPU_WORKER),
    CUSTOM(MASTER_GPU("1", "NVIDIA_TESLA_K80")), CUSTOM(MASTER_GPU("8", "NVIDIA_TESLA_V100")),
    CUSTOM(MASTER_GPU("0", "ACCELERATOR_TYPE_UNSPECIFIED")),
    J("'scaleTier':'CUSTOM','masterType':'n1-highmem-8'," MASTER_GPU("4", "NVIDIA_TESLA_P100")),
    J("'scaleTier':'CUSTOM','masterType':'a2-megagpu-16g'," MASTER_GPU("16", "NVIDIA_TESLA_A100")),
    CUSTOM(TPU_WORKER ",'workerConfig':{" GPU("8", "TPU_V3") "}"),
    CUSTOM(TPU_WORKER ",'workerConfig':{" GPU("8", "TPU_V2") ",'imageUri':'gcr.io/p/i','tpuTfVersion':'2.1'}"),
    J("'scaleTier':'BASIC_TPU','workerConfig':{'imageUri':'gcr.io/p/i','tpuTfVersion':'2.1'}"),
    J("'masterConfig':{'diskConfig':{'bootDiskType':'pd-standard','bootDiskSizeGb':65536}}"),
    J("'masterConfig':{'diskConfig':{'bootDiskType':'pd-ssd','bootDiskSizeGb':1}}"),
    J("'masterConfig':{'diskConfig':{}}"),

    /* what runs */
    J("'jobDir':'gs://b'"), J("'jobDir':'gs://b/o/'"), J("'pythonVersion':'3.7'"), J("'pythonVersion':'3'"),
    J("'runtimeVersion':'1.0'"), J("'runtimeVersion':'2.99','pythonVersion':'2.7'"), J("'runtimeVersion':'10.10'"),
    T(IMAGE ",'args':['--a'],'useChiefInTfConfig':true,'enableWebAccess':true"),
    T("'masterConfig':{'imageUri':'gcr.io/p/i','containerCommand':['c'],'containerArgs':['a']},'args':[]"),
    T(IMAGE ",'workerConfig':{'containerCommand':['c']}"),
    T(IMAGE ",'pythonModule':'t.task','packageUris':['gs://b/t.tar.gz']"),
    T(IMAGE ",'pythonModule':'','packageUris':[],'runtimeVersion':'','pythonVersion':null"),

    /* terms */
    J("'scheduling':{'maxRunningTime':'0.000000001s','maxWaitTime':'1800s','priority':1000}"),
    J("'scheduling':{'maxRunningTime':'604800s','maxWaitTime':'1800.5s','priority':0}"), J("'scheduling':{}"),
    J("'encryptionConfig':{'kmsKeyName':'projects/p/locations/l/keyRings/r/cryptoKeys/k'}"),
    J("'network':'projects/12345/global/networks/my-vpc'"), J("'serviceAccount':'a@p.iam.gserviceaccount.com'"),

    /* tuning */
    H(P_DOUBLE), H("'maxTrials':0,'maxParallelTrials':9,'maxFailedTrials':1," P_DOUBLE),
    H("'maxTrials':4,'maxFailedTrials':4,'resumePreviousJobId':'tuned'," P_DOUBLE),
    H("'algorithm':'RANDOM_SEARCH'," P_DOUBLE),
    H("'algorithm':'GRID_SEARCH','params':[{'parameterName':'x','type':'INTEGER','minValue':1,'maxValue':3},{'parameterName':'X','type':'CATEGORICAL','categoricalValues':['a']},{'parameterName':'z','type':'DISCRETE','discreteValues':[1]}]"),
    P("'type':'DOUBLE','maxValue':1"), P("'type':'DOUBLE','minValue':-1"), P("'type':'DOUBLE','minValue':0,'maxValue':0"),
    P("'type':'DOUBLE','minValue':1e-300,'maxValue':1e300,'scaleType':'UNIT_LOG_SCALE'"),
    P("'type':'INTEGER','minValue':40.0,'maxValue':400.0"),
    P("'type':'INTEGER','minValue':-9007199254740992,'maxValue':9007199254740992"),
    P("'type':'INTEGER','minValue':1,'maxValue':9,'scaleType':'UNIT_REVERSE_LOG_SCALE'"),
    P("'type':'CATEGORICAL','categoricalValues':['a','A',''],'minValue':0,'scaleType':'NONE'"),
    P("'type':'DISCRETE','discreteValues':[-1,0,0.5],'scaleType':'UNIT_LINEAR_SCALE'"),
    P("'type':'DISCRETE','discreteValues':[0.1,2],'scaleType':'UNIT_LOG_SCALE','minValue':5,'maxValue':1,'categoricalValues':['a','a']"),

    /* prediction */
    B(B_MODEL B_PATHS), B(B_PATHS ",'versionName':'projects/p/models/m/versions/v1'"), B(B_PATHS ",'uri':'gs://b/m'"),
    B(B_MODEL B_PATHS ",'batchSize':'64','maxWorkerCount':10,'runtimeVersion':'1.15','signatureName':'s','outputDataFormat':'CSV'"),
    B(B_MODEL ",'dataFormat':'JSON','inputPaths':['gs://b/*','gs://b/d/*.json'],'outputPath':'gs://b'"),
};
/* clang-format on */

START_TEST(a_job_that_breaks_no_rule_passes)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(rule_body_check(FINE[_i], USUAL, NULL, &err), "%s: %s", FINE[_i],
                  err_message(&err));
    ck_assert_int_eq(err.code, ERR_NONE);
}
END_TEST

/* Inputs of the shape that the service took, where a capture shows the whole of it, and that its
 * clients send. */
/* clang-format off */
static const char *const TAKEN[] = {
    /* a built-in algorithm, 2019 */
    T("'args':['--preprocess'],'jobDir':'gs://c7n','masterConfig':{'imageUri':'gcr.io/cloud-ml-algos/linear_learner_cpu:latest'}"),
    /* Datalab, 2017: no runtime version */
    T("'scaleTier':'STANDARD_1','args':['--a'],'pythonModule':'a.task','jobDir':'gs://d/t','packageUris':['gs://d/t/a.tar.gz','gs://e/f.whl']"),
    /* 2016: neither tier nor runtime, arguments in two words */
    T("'args':['--n','19'],'packageUris':['gs://d/t.tar.gz'],'pythonModule':'trainer.task'"),
    /* the first tuning jobs, 2016: integral bounds as doubles */
    J("'hyperparameters':{'goal':'MAXIMIZE','maxParallelTrials':2,'maxTrials':10,'params':[{'maxValue':400.0,'minValue':40.0,'parameterName':'hidden1','scaleType':'UNIT_LINEAR_SCALE','type':'INTEGER'},{'maxValue':0.5,'minValue':0.0001,'parameterName':'rate','scaleType':'UNIT_LOG_SCALE','type':'DOUBLE'}]}"),
    /* a notebook scheduler, 2020 */
    T("'args':['nbexecutor','--input-notebook','gs://p/nb.ipynb'],'masterConfig':{'imageUri':'gcr.io/deeplearning-platform-release/tf-cpu.1-15:latest'}"),
    /* gcloud, 2026 */
    T("'args':['--epochs','2'],'enableWebAccess':false,'jobDir':'gs://b/o','packageUris':['gs://b/t.tar.gz'],'pythonModule':'trainer.task','pythonVersion':'3.7','runtimeVersion':'2.11','scaleTier':'BASIC'"),
    /* the clients for Go and Node */
    T("'args':['--x'],'jobDir':'gs://b/o','masterConfig':{'acceleratorConfig':{'count':'2','type':'NVIDIA_TESLA_T4'},'imageUri':'gcr.io/p/i:t'},'masterType':'n1-standard-4','scaleTier':'CUSTOM','scheduling':{'maxRunningTime':'3600s'},'workerConfig':{'imageUri':'gcr.io/p/i:t'},'workerCount':'3','workerType':'n1-standard-4'"),
    J("'scaleTier':'CUSTOM','masterType':'n1-standard-4','workerType':'n1-standard-4','workerCount':'1','masterConfig':{'acceleratorConfig':{'count':'1','type':'NVIDIA_TESLA_T4'}},'runtimeVersion':'2.11','pythonVersion':'3.7'"),
    /* tensorflow_cloud */
    T("'scaleTier':'custom','masterType':'n1-standard-4','masterConfig':{'imageUri':'gcr.io/a/b:c','acceleratorConfig':{'count':'1','type':'NVIDIA_TESLA_P4'}},'workerCount':'1','workerType':'n1-standard-4','workerConfig':{'imageUri':'gcr.io/a/b:c'},'use_chief_in_tf_config':true"),
    /* the three examples of Terraform's page */
    J("'scaleTier':'BASIC','pythonVersion':'2.7','runtimeVersion':'1.14','jobDir':'gs://c/s'"),
    J("'scaleTier':'BASIC','runtimeVersion':'1.14','jobDir':'gs://c/s','args':['--train-steps=1000']"),
    T("'masterConfig':{'imageUri':'gcr.io/p/mnist:cpu'},'args':['--epochs=10']"),
};
/* clang-format on */

START_TEST(what_the_service_took_is_taken)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert_msg(rule_body_check(TAKEN[_i], USUAL, NULL, &err), "%s: %s", TAKEN[_i],
                  err_message(&err));
}
END_TEST

/* Captured in 2019, from the first word to the last. */
START_TEST(an_unknown_region_is_refused_with_the_captured_sentence)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!rule_body_check(
        "{'jobId':'j','trainingInput':{'region':'australia-southeast1'," IMAGE "}}",
        (struct switches){.regions = REGIONS_2019}, NULL, &err));
    ck_assert_str_eq(err_message(&err),
                     "Field: region Error: The provided GCE region 'australia-southeast1' is not "
                     "available. Options are [asia-east1, europe-west1, europe-west4, us-central1, "
                     "us-east1, us-west1].");
}
END_TEST

START_TEST(the_switch_decides_which_regions_there_are)
{
    const char *body = "{'jobId':'j','trainingInput':{'region':'asia-northeast1'," IMAGE "}}";
    struct err err OWNED(err_done) = ERR;
    ck_assert(rule_body_check(body, USUAL, NULL, &err));
    ck_assert(!rule_body_check(body, (struct switches){.regions = REGIONS_2019}, NULL, &err));
}
END_TEST

/* Python 2.7 up to 1.15, 3.5 from 1.4 to 1.14, 3.7 from 1.15 on; 2.0 was never one. */
static const struct {
    const char *versions;
    bool is_fine;
} PAIRS[] = {
    {"'pythonVersion':'3.7'", true},
    {"'runtimeVersion':'1.10'", true},
    {"'runtimeVersion':'1.9'", false},
    {"'runtimeVersion':'1.15'", true},
    {"'runtimeVersion':'1.16'", false},
    {"'runtimeVersion':'2.1'", false},
    {"'runtimeVersion':'1.15','pythonVersion':'2.7'", true},
    {"'runtimeVersion':'1.15','pythonVersion':'3.7'", true},
    {"'runtimeVersion':'1.15','pythonVersion':'3.5'", false},
    {"'runtimeVersion':'1.14','pythonVersion':'3.5'", true},
    {"'runtimeVersion':'1.14','pythonVersion':'3.7'", false},
    {"'runtimeVersion':'1.10','pythonVersion':'3.5'", true},
    {"'runtimeVersion':'1.9','pythonVersion':'3.5'", false},
    {"'runtimeVersion':'2.0','pythonVersion':'3.7'", false},
    {"'runtimeVersion':'2.1','pythonVersion':'3.7'", true},
    {"'runtimeVersion':'2.11','pythonVersion':'3.7'", true},
    {"'runtimeVersion':'2.12','pythonVersion':'3.7'", false},
    {"'runtimeVersion':'2.11','pythonVersion':'2.7'", false},
};

START_TEST(strict_runtime_versions_come_in_pairs)
{
    struct err err OWNED(err_done) = ERR;
    struct buf body OWNED(buf_done) = BUF(1000);
    buf_printf(&body, "{'jobId':'j','trainingInput':{" REGION "," PACKAGE ",%s}}",
               PAIRS[_i].versions);
    ck_assert(rule_body_check(body.at, USUAL, NULL, &err));
    ck_assert_int_eq(rule_body_check(body.at, STRICT, NULL, &err), PAIRS[_i].is_fine);
    if (!PAIRS[_i].is_fine)
        ck_assert_str_eq(err.violations[0].field, "runtime_version");
}
END_TEST

/* Captured in 2020 for 1.9, which had been dropped by then. */
START_TEST(a_strict_pair_is_refused_with_the_captured_sentence)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!rule_body_check(J("'runtimeVersion':'1.19'"), STRICT, NULL, &err));
    ck_assert_str_eq(
        err_message(&err),
        "Field: runtime_version Error: The specified runtime version '1.19' with the Python "
        "version '' is not supported or is deprecated.  Please specify a different runtime "
        "version. See https://cloud.google.com/ml-engine/docs/runtime-version-list for a list of "
        "supported versions");
}
END_TEST

START_TEST(a_strict_prediction_has_a_listed_runtime)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(rule_body_check(B(B_MODEL B_PATHS ",'runtimeVersion':'1.13'"), STRICT, NULL, &err));
    ck_assert(rule_body_check(B(B_MODEL B_PATHS ",'runtimeVersion':'2.11'"), STRICT, NULL, &err));
    ck_assert(rule_body_check(B(B_MODEL B_PATHS ",'runtimeVersion':'2.12'"), USUAL, NULL, &err));
    ck_assert(!rule_body_check(B(B_MODEL B_PATHS ",'runtimeVersion':'2.12'"), STRICT, NULL, &err));
}
END_TEST

START_TEST(nothing_can_be_resumed_where_no_job_is_known)
{
    struct err err OWNED(err_done) = ERR;
    struct compat compat = {{0}};
    json_auto_t *job = rule_body_load(H("'resumePreviousJobId':'tuned'," P_DOUBLE));
    const struct rule_input input = {.compat = &compat, .job = job};
    ck_assert(!rules_check(&input, &err));
    ck_assert_str_eq(err.violations[0].field, "hyperparameters.resume_previous_job_id");
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
    for (int i = 0; i < LIMIT_PROJECT_ID_CHARS; i++)
        buf_add_char(&project, 'a');
    ck_assert(rules_check_project(buf_text(&project), &err));
    buf_add_char(&project, 'a');
    ck_assert(!rules_check_project(buf_text(&project), &err));
    ck_assert_ptr_nonnull(strstr(err_message(&err), "63"));
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("rules_fine");
    TCase *cases = tcase_create("rules_fine");
    tcase_add_loop_test(cases, a_job_that_breaks_no_rule_passes, 0, COUNT(FINE));
    tcase_add_loop_test(cases, what_the_service_took_is_taken, 0, COUNT(TAKEN));
    tcase_add_test(cases, an_unknown_region_is_refused_with_the_captured_sentence);
    tcase_add_test(cases, the_switch_decides_which_regions_there_are);
    tcase_add_loop_test(cases, strict_runtime_versions_come_in_pairs, 0, COUNT(PAIRS));
    tcase_add_test(cases, a_strict_pair_is_refused_with_the_captured_sentence);
    tcase_add_test(cases, a_strict_prediction_has_a_listed_runtime);
    tcase_add_test(cases, nothing_can_be_resumed_where_no_job_is_known);
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
