#include "tap.h"

#include "base/limits.h"
#include "base/own.h"
#include "rule_body.h"

#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define NO_NAME                                                                                    \
    "A name should start with a letter and contain only letters, numbers and underscores."

/* One flaw each. A sentence that is not settled is named by words it must hold. */
/* clang-format off */
static const struct {
    const char *body;
    const char *field;
    const char *says;
} BROKEN[] = {
    {"{'trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'hello-job','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'1job','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'_job','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'a b','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'a.b','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'\u00e9t\u00e9','trainingInput':{" REGION "," IMAGE "}}", "job_id", NO_NAME},
    {"{'jobId':'j123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789'," "'trainingInput':{" REGION "," IMAGE "}}", "job_id", "128"},
    {"{'jobId':'j'}", "job", "training_input"},
    {"{'jobId':'j','trainingInput':null}", "job", "prediction_input"},
    {"{'jobId':'j','trainingInput':{}}", "region", "region"},
    {"{'jobId':'j','predictionInput':{}}", "region", "region"},
    {"{'jobId':'j','trainingInput':{'region':''," IMAGE "}}", "region", "region"},
    {"{'jobId':'j','trainingInput':{'region':'us-central1-f'," IMAGE "}}", "region", "'us-central1-f' is not available. Options are ["},
    {"{'jobId':'j','trainingInput':{" REGION "," IMAGE "},'labels':{'A':'b'}}", "labels", "'A'"},
    {"{'jobId':'j','trainingInput':{" REGION "," IMAGE "},'labels':{'a':'B'}}", "labels", "'a'"},

    /* tier, machines, counts */
    {J("'scaleTier':'CUSTOM'"), "master_type", "CUSTOM"},
    {J("'masterType':'n1-standard-8'"), "master_type", "CUSTOM"},
    {J("'scaleTier':'STANDARD_1','masterType':'n1-standard-8'"), "master_type", "CUSTOM"},
    {J("'workerType':'n1-standard-8'"), "worker_type", "CUSTOM"},
    {J("'parameterServerType':'n1-standard-8'"), "parameter_server_type", "CUSTOM"},
    {J("'evaluatorType':'n1-standard-8'"), "evaluator_type", "CUSTOM"},
    {J("'workerCount':1"), "worker_count", "CUSTOM"},
    {J("'scaleTier':'PREMIUM_1','parameterServerCount':'2'"), "parameter_server_count", "CUSTOM"},
    {J("'evaluatorCount':1"), "evaluator_count", "CUSTOM"},
    {CUSTOM("'workerType':'n1-standard-8','workerCount':-1"), "worker_count", "negative"},
    {J("'workerCount':-1"), "worker_count", "negative"},
    {CUSTOM("'evaluatorType':'n1-standard-8','evaluatorCount':-1"), "evaluator_count", "negative"},
    {CUSTOM("'workerCount':1"), "worker_type", "worker_count"},
    {CUSTOM("'parameterServerCount':1"), "parameter_server_type", "parameter_server_count"},
    {CUSTOM("'evaluatorCount':1"), "evaluator_type", "evaluator_count"},
    {CUSTOM("'workerType':'n1-standard-8'"), "worker_count", "worker_type"},
    {CUSTOM("'parameterServerType':'n1-standard-8','parameterServerCount':0"), "parameter_server_count", "parameter_server_type"},
    {J("'scaleTier':'CUSTOM','masterType':'cloud_tpu'"), "master_type", "The specified machine type for masteris not supported in TPU training jobs: cloud_tpu"},
    {CUSTOM("'parameterServerType':'cloud_tpu','parameterServerCount':1"), "parameter_server_type", "cloud_tpu"},
    {CUSTOM("'evaluatorType':'cloud_tpu','evaluatorCount':1"), "evaluator_type", "cloud_tpu"},
    {J("'scaleTier':'CUSTOM','masterType':'abacus'"), "master_type", "abacus"},
    {J("'scaleTier':'CUSTOM','masterType':'n1-standard-2'"), "master_type", "n1-standard-2"},
    {J("'scaleTier':'CUSTOM','masterType':'N1-STANDARD-4'"), "master_type", "N1-STANDARD-4"},
    {CUSTOM("'workerType':'abacus','workerCount':1"), "worker_type", "abacus"},
    {CUSTOM("'workerType':'standard','workerCount':1"), "worker_type", "Compute Engine"},
    {J("'scaleTier':'CUSTOM','masterType':'standard','parameterServerType':'n1-standard-4','parameterServerCount':1"), "parameter_server_type", "legacy"},

    /* accelerators */
    {CUSTOM(MASTER_GPU("-1", "NVIDIA_TESLA_K80")), "master_config.accelerator_config.count", "negative"},
    {CUSTOM("'masterConfig':{'acceleratorConfig':{'count':1}}"), "master_config.accelerator_config.type", "type"},
    {CUSTOM("'masterConfig':{'acceleratorConfig':{'type':'NVIDIA_TESLA_K80'}}"), "master_config.accelerator_config.count", "number"},
    {CUSTOM(MASTER_GPU("3", "NVIDIA_TESLA_K80")), "master_config.accelerator_config.count", "3 K80 accelerators cannot be attached to the machine type n1-standard-8."},
    {CUSTOM(MASTER_GPU("16", "NVIDIA_TESLA_K80")), "master_config.accelerator_config.count", "16 K80"},
    {CUSTOM(MASTER_GPU("8", "NVIDIA_TESLA_T4")), "master_config.accelerator_config.count", "8 T4"},
    {CUSTOM(MASTER_GPU("4294967297", "NVIDIA_TESLA_T4")), "master_config.accelerator_config.count", "4294967297 T4"},
    {J("'scaleTier':'CUSTOM','masterType':'n1-standard-96'," MASTER_GPU("4", "NVIDIA_TESLA_K80")), "master_config.accelerator_config.count", "n1-standard-96"},
    {J("'scaleTier':'CUSTOM','masterType':'n1-highmem-8'," MASTER_GPU("6", "NVIDIA_TESLA_K80")), "master_config.accelerator_config.count", "6 K80"},
    {J(MASTER_GPU("1", "NVIDIA_TESLA_K80")), "master_config.accelerator_config", "master_type"},
    {J("'scaleTier':'CUSTOM','masterType':'standard_gpu'," MASTER_GPU("1", "NVIDIA_TESLA_K80")), "master_config.accelerator_config", "Compute Engine"},
    {CUSTOM("'workerConfig':{" GPU("1", "NVIDIA_TESLA_T4") "}"), "worker_config.accelerator_config", "worker_type"},
    {CUSTOM(MASTER_GPU("8", "TPU_V2")), "master_config.accelerator_config.type", "cloud_tpu"},
    {CUSTOM("'workerType':'n1-standard-8','workerCount':1,'workerConfig':{" GPU("8", "TPU_V3") "}"), "worker_config.accelerator_config.type", "cloud_tpu"},
    {CUSTOM(TPU_WORKER ",'workerConfig':{" GPU("1", "NVIDIA_TESLA_V100") "}"), "worker_config.accelerator_config.type", "TPU"},
    {CUSTOM(TPU_WORKER ",'workerConfig':{" GPU("7", "TPU_V2") "}"), "worker_config.accelerator_config.count", "7 TPU_V2"},

    /* replicas' containers and disks */
    {J("'masterConfig':{'containerCommand':['c']}"), "master_config.container_command", "image"},
    {J("'workerConfig':{'containerArgs':['c']}"), "worker_config.container_args", "image"},
    {T("'masterConfig':{'imageUri':'gcr.io/p/i','tpuTfVersion':'2.1'}"), "master_config.tpu_tf_version", "TPU"},
    {CUSTOM(TPU_WORKER ",'workerConfig':{'tpuTfVersion':'2.1'}"), "worker_config.tpu_tf_version", "TPU"},
    {CUSTOM(TPU_WORKER ",'workerConfig':{'imageUri':'gcr.io/p/i'}"), "worker_config.tpu_tf_version", "must"},
    {J("'scaleTier':'BASIC_TPU','workerConfig':{'imageUri':'gcr.io/p/i'}"), "worker_config.tpu_tf_version", "must"},
    {J("'masterConfig':{'diskConfig':{'bootDiskType':'pd-fast'}}"), "master_config.disk_config.boot_disk_type", "pd-fast"},
    {J("'evaluatorConfig':{'diskConfig':{'bootDiskSizeGb':-1}}"), "evaluator_config.disk_config.boot_disk_size_gb", "65536"},
    {J("'masterConfig':{'diskConfig':{'bootDiskSizeGb':65537}}"), "master_config.disk_config.boot_disk_size_gb", "65536"},

    /* what runs */
    {T(IMAGE ",'runtimeVersion':'1.14'"), "runtime_version", "master Docker image"},
    {T(IMAGE ",'pythonVersion':'3.7'"), "python_version", "image_uri"},
    {T("'jobDir':'gs://b'"), "python_module", "module"},
    {T("'runtimeVersion':'1.14'"), "python_module", "module"},
    {T("'workerConfig':{'imageUri':'gcr.io/p/i'}"), "python_module", "module"},
    {T("'pythonModule':'t.task','runtimeVersion':'1.14'"), "package_uris", "package"},
    {T("'pythonModule':'t','packageUris':['/t.tar.gz']"), "package_uris", "'/t.tar.gz'"},
    {T("'pythonModule':'t','packageUris':['gs://b/t','gs://b']"), "package_uris", "'gs://b'"},
    {T("'pythonModule':'t','packageUris':['gs://b/']"), "package_uris", "gs://bucket/object"},
    {T("'pythonModule':'t','packageUris':['gs:///t']"), "package_uris", "gs://bucket/object"},
    {T("'pythonModule':'t','packageUris':['GS://b/t']"), "package_uris", "gs://bucket/object"},
    {T("'args':['a'],'masterConfig':{'imageUri':'gcr.io/p/i','containerArgs':['b']}"), "args", "container_args"},
    {T("'args':['a'],'masterConfig':{'imageUri':'gcr.io/p/i','containerCommand':['b']}"), "args", "container_command"},
    {T(IMAGE ",'args':['a'],'workerConfig':{'containerArgs':['b']}"), "args", "container_args"},
    {J("'jobDir':'/out'"), "job_dir", "'/out'"},
    {J("'jobDir':'gs://'"), "job_dir", "gs://bucket/path"},
    {J("'jobDir':'gs:///out'"), "job_dir", "gs://bucket/path"},
    {J("'pythonVersion':'three'"), "python_version", "three"},
    {J("'pythonVersion':'3.'"), "python_version", "3."},
    {J("'runtimeVersion':'TF2'"), "runtime_version", "The specified runtime version 'TF2' with the Python version '' is not supported or is deprecated.  Please specify a different runtime version. See https://cloud.google.com/ml-engine/docs/runtime-version-list for a list of supported versions"},
    {J("'runtimeVersion':'0.12'"), "runtime_version", "'0.12'"},
    {J("'runtimeVersion':'2'"), "runtime_version", "'2'"},
    {J("'runtimeVersion':'1.04'"), "runtime_version", "'1.04'"},
    {J("'runtimeVersion':'1.14.0'"), "runtime_version", "'1.14.0'"},

    /* terms */
    {J("'scheduling':{'maxRunningTime':'0s'}"), "scheduling.max_running_time", "zero"},
    {J("'scheduling':{'maxRunningTime':'-0.5s'}"), "scheduling.max_running_time", "zero"},
    {J("'scheduling':{'maxWaitTime':'1799.999999999s'}"), "scheduling.max_wait_time", "1800"},
    {J("'scheduling':{'maxWaitTime':'0s'}"), "scheduling.max_wait_time", "1800"},
    {J("'scheduling':{'priority':-1}"), "scheduling.priority", "1000"},
    {J("'scheduling':{'priority':1001}"), "scheduling.priority", "1000"},
    {J("'encryptionConfig':{'kmsKeyName':'k'}"), "encryption_config.kms_key_name", "'k'"},
    {J("'encryptionConfig':{'kmsKeyName':'projects/p/locations/l/keyRings//cryptoKeys/k'}"), "encryption_config.kms_key_name", "cryptoKeys"},
    {J("'encryptionConfig':{'kmsKeyName':'projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1'}"), "encryption_config.kms_key_name", "cryptoKeys"},
    {J("'network':'default'"), "network", "'default'"},
    {J("'network':'projects/1/global/networks/'"), "network", "global/networks"},
    {J("'serviceAccount':'somebody'"), "service_account", "'somebody'"},
    {J("'serviceAccount':'@p.iam.gserviceaccount.com'"), "service_account", "e-mail"},
    {J("'serviceAccount':'a@b'"), "service_account", "e-mail"},
    {J("'serviceAccount':'a@b@c.d'"), "service_account", "e-mail"},

    /* tuning */
    {H(""), "hyperparameters.params", "parameter"},
    {H("'maxTrials':2,'params':[]"), "hyperparameters.params", "parameter"},
    {H("'maxTrials':-1," P_DOUBLE), "hyperparameters.max_trials", "negative"},
    {H("'maxParallelTrials':-1," P_DOUBLE), "hyperparameters.max_parallel_trials", "negative"},
    {H("'maxFailedTrials':-1," P_DOUBLE), "hyperparameters.max_failed_trials", "negative"},
    {H("'maxTrials':3,'maxFailedTrials':4," P_DOUBLE), "hyperparameters.max_failed_trials", "greater"},
    {H("'maxFailedTrials':2," P_DOUBLE), "hyperparameters.max_failed_trials", "greater"},
    {H("'params':[{'parameterName':'x','type':1,'maxValue':1},{'parameterName':'y','type':1,'maxValue':1},{'parameterName':'x','type':1,'maxValue':1}]"), "hyperparameters.params[2].parameter_name", "unique"},
    {H("'resumePreviousJobId':'a-b'," P_DOUBLE), "hyperparameters.resume_previous_job_id", "'a-b'"},
    {H("'resumePreviousJobId':'untuned'," P_DOUBLE), "hyperparameters.resume_previous_job_id", "'untuned'"},
    {H("'params':[{'type':'DOUBLE','maxValue':1}]"), "hyperparameters.params[0].parameter_name", "name"},
    {H("'params':[{'parameterName':'x','type':'DOUBLE','maxValue':1},{'type':'DOUBLE','maxValue':1}]"), "hyperparameters.params[1].parameter_name", "name"},
    {P("'minValue':0,'maxValue':1"), "hyperparameters.params[0].type", "type"},
    {P("'type':'PARAMETER_TYPE_UNSPECIFIED'"), "hyperparameters.params[0].type", "type"},
    {H("'algorithm':'GRID_SEARCH'," P_DOUBLE), "hyperparameters.params[0].type", "grid"},
    {P("'type':'DOUBLE'"), "hyperparameters.params[0].min_value", "minimum"},
    {P("'type':'INTEGER'"), "hyperparameters.params[0].min_value", "minimum"},
    {P("'type':'DOUBLE','minValue':'NaN','maxValue':1"), "hyperparameters.params[0].min_value", "finite"},
    {P("'type':'DOUBLE','minValue':'-Infinity','maxValue':1"), "hyperparameters.params[0].min_value", "finite"},
    {P("'type':'INTEGER','minValue':1,'maxValue':'Infinity'"), "hyperparameters.params[0].max_value", "finite"},
    {P("'type':'DOUBLE','minValue':2,'maxValue':1"), "hyperparameters.params[0].min_value", "greater"},
    {P("'type':'DOUBLE','minValue':1"), "hyperparameters.params[0].min_value", "greater"},
    {P("'type':'INTEGER','minValue':0.5,'maxValue':2"), "hyperparameters.params[0].min_value", "integer"},
    {P("'type':'INTEGER','minValue':-9007199254740994,'maxValue':2"), "hyperparameters.params[0].min_value", "integer"},
    {P("'type':'INTEGER','minValue':0,'maxValue':2.5"), "hyperparameters.params[0].max_value", "integer"},
    {P("'type':'INTEGER','minValue':0,'maxValue':9007199254740994"), "hyperparameters.params[0].max_value", "integer"},
    {P("'type':'DOUBLE','minValue':0,'maxValue':1,'scaleType':'UNIT_LOG_SCALE'"), "hyperparameters.params[0].scale_type", "zero"},
    {P("'type':'DOUBLE','maxValue':1,'scaleType':'UNIT_REVERSE_LOG_SCALE'"), "hyperparameters.params[0].scale_type", "zero"},
    {P("'type':'INTEGER','minValue':-1,'maxValue':1,'scaleType':'UNIT_LOG_SCALE'"), "hyperparameters.params[0].scale_type", "zero"},
    {P("'type':'CATEGORICAL'"), "hyperparameters.params[0].categorical_values", "value"},
    {P("'type':'CATEGORICAL','categoricalValues':[]"), "hyperparameters.params[0].categorical_values", "value"},
    {P("'type':'CATEGORICAL','categoricalValues':['a','b','a']"), "hyperparameters.params[0].categorical_values", "'a'"},
    {P("'type':'CATEGORICAL','categoricalValues':['a'],'minValue':1"), "hyperparameters.params[0].min_value", "CATEGORICAL"},
    {P("'type':'CATEGORICAL','categoricalValues':['a'],'maxValue':1"), "hyperparameters.params[0].max_value", "CATEGORICAL"},
    {P("'type':'CATEGORICAL','categoricalValues':['a'],'scaleType':'UNIT_LINEAR_SCALE'"), "hyperparameters.params[0].scale_type", "CATEGORICAL"},
    {P("'type':'DISCRETE'"), "hyperparameters.params[0].discrete_values", "value"},
    {P("'type':'DISCRETE','discreteValues':[2,1]"), "hyperparameters.params[0].discrete_values", "increasing"},
    {P("'type':'DISCRETE','discreteValues':[1,1]"), "hyperparameters.params[0].discrete_values", "increasing"},
    {P("'type':'DISCRETE','discreteValues':[1,'Infinity']"), "hyperparameters.params[0].discrete_values", "finite"},
    {P("'type':'DISCRETE','discreteValues':['NaN']"), "hyperparameters.params[0].discrete_values", "finite"},
    {P("'type':'DISCRETE','discreteValues':[0,1],'scaleType':'UNIT_LOG_SCALE'"), "hyperparameters.params[0].scale_type", "zero"},

    /* prediction */
    {B(B_PATHS), "prediction_input", "model_name"},
    {B(B_PATHS ",'modelName':''"), "prediction_input", "version_name"},
    {B(B_PATHS ",'modelName':'m'"), "prediction_input.model_name", "'m'"},
    {B(B_PATHS ",'modelName':'projects/p/models/1m'"), "prediction_input.model_name", "projects/PROJECT/models/MODEL"},
    {B(B_PATHS ",'modelName':'projects/p/models/m/versions/v'"), "prediction_input.model_name", "models"},
    {B(B_PATHS ",'versionName':'projects/p/models/m'"), "prediction_input.version_name", "versions/VERSION"},
    {B(B_PATHS ",'versionName':'projects/p/models/m-n/versions/v'"), "prediction_input.version_name", "m-n"},
    {B(B_PATHS ",'uri':'/models/m'"), "uri", "'/models/m'"},
    {B(B_MODEL ",'inputPaths':['gs://b'],'outputPath':'gs://b'"), "data_format", "format"},
    {B(B_MODEL ",'dataFormat':'TEXT','outputPath':'gs://b'"), "input_paths", "path"},
    {B(B_MODEL ",'dataFormat':'TEXT','outputPath':'gs://b','inputPaths':['gs://b','in']"), "input_paths", "'in'"},
    {B(B_MODEL ",'dataFormat':'TEXT','inputPaths':['gs://b']"), "output_path", "gs://bucket/path"},
    {B(B_MODEL ",'dataFormat':'TEXT','inputPaths':['gs://b'],'outputPath':'out'"), "output_path", "'out'"},
    {B(B_MODEL B_PATHS ",'batchSize':-1"), "batch_size", "negative"},
    {B(B_MODEL B_PATHS ",'maxWorkerCount':-1"), "max_worker_count", "negative"},
    {B(B_MODEL B_PATHS ",'runtimeVersion':'x'"), "runtime_version", "The specified runtime version 'x'"},
};
/* clang-format on */

START_TEST(a_broken_rule_is_told_in_the_idiom_of_the_service)
{
    struct err err OWNED(err_done) = ERR;
    struct buf expected OWNED(buf_done) = BUF(2000);
    ck_assert_msg(!rule_body_check(BROKEN[_i].body, USUAL, NULL, &err), "%s", BROKEN[_i].body);
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, BROKEN[_i].field);
    buf_printf(&expected, "Field: %s Error: %s", BROKEN[_i].field, err.violations[0].description);
    ck_assert_str_eq(err_message(&err), expected.at);
    ck_assert_msg(strstr(err.violations[0].description, BROKEN[_i].says) != NULL,
                  "expected '%s' in '%s'", BROKEN[_i].says, err.violations[0].description);
    ck_assert_ptr_null(strchr(err.violations[0].description, '{'));
    bool is_resume = text_is(text_of("hyperparameters.resume_previous_job_id"), BROKEN[_i].field) &&
                     strstr(BROKEN[_i].body, "untuned") != NULL;
    ck_assert_int_eq(err.code, is_resume ? ERR_FAILED_PRECONDITION : ERR_INVALID_ARGUMENT);
}
END_TEST

/* Adds `count` texts, separated by commas, numbered where the pattern has %d. */
static void
add_list(struct buf *out, const char *before, const char *after, int count)
{
    for (int i = 1; i <= count; i++)
        buf_printf(out, "%s%s%d%s", i == 1 ? "" : ",", before, i, after);
}

static void
build_packages(struct buf *out, int count)
{
    buf_add_str(out, "{'jobId':'j','trainingInput':{" REGION ",'pythonModule':'t','packageUris':[");
    add_list(out, "'gs://b/", "'", count);
    buf_add_str(out, "]}}");
}

static void
build_values(struct buf *out, int count)
{
    buf_add_str(out, "{'jobId':'j','trainingInput':{" REGION "," PACKAGE ",'hyperparameters':{"
                     "'params':[{'parameterName':'x','type':'DISCRETE','discreteValues':[");
    add_list(out, "", "", count);
    buf_add_str(out, "]}]}}}");
}

static void
build_job_id(struct buf *out, int count)
{
    buf_add_str(out, "{'jobId':'");
    for (int i = 0; i < count; i++)
        buf_add_char(out, 'a');
    buf_add_str(out, "','trainingInput':{" REGION "," IMAGE "}}");
}

/* The API's numbers, from its documentation. */
static const struct {
    void (*build)(struct buf *out, int count);
    int most;
    const char *field;
} COUNTED[] = {
    {build_packages, 100, "package_uris"},
    {build_values, 1000, "hyperparameters.params[0].discrete_values"},
    {build_job_id, 128, "job_id"},
};

START_TEST(a_limit_is_the_last_number_that_passes)
{
    struct err err OWNED(err_done) = ERR;
    struct buf at OWNED(buf_done) = BUF(100000);
    struct buf over OWNED(buf_done) = BUF(100000);
    char number[20];
    COUNTED[_i].build(&at, COUNTED[_i].most);
    COUNTED[_i].build(&over, COUNTED[_i].most + 1);
    ck_assert_msg(rule_body_check(at.at, USUAL, NULL, &err), "%s", err_message(&err));
    ck_assert(!rule_body_check(over.at, USUAL, NULL, &err));
    ck_assert_str_eq(err.violations[0].field, COUNTED[_i].field);
    snprintf(number, sizeof(number), " %d ", COUNTED[_i].most);
    ck_assert_ptr_nonnull(strstr(err_message(&err), number));
}
END_TEST

/* A row that no case breaks is a rule that nobody would miss. */
START_TEST(every_row_is_broken_by_a_case)
{
    bool is_broken[200] = {false};
    const struct rule *rule;
    ck_assert_uint_le(RULE_COUNT, COUNT(is_broken));
    for (int i = 0; i < COUNT(BROKEN); i++) {
        struct err err OWNED(err_done) = ERR;
        rule_body_check(BROKEN[i].body, USUAL, &rule, &err);
        ck_assert_ptr_nonnull(rule);
        is_broken[rule - RULES] = true;
    }
    for (int i = 0; i < COUNT(COUNTED); i++) {
        struct err err OWNED(err_done) = ERR;
        struct buf over OWNED(buf_done) = BUF(100000);
        COUNTED[i].build(&over, COUNTED[i].most + 1);
        rule_body_check(over.at, USUAL, &rule, &err);
        ck_assert_ptr_nonnull(rule);
        is_broken[rule - RULES] = true;
    }
    for (size_t i = 0; i < RULE_COUNT; i++)
        ck_assert_msg(is_broken[i], "no case breaks row %zu, about %s: %s", i, RULES[i].field,
                      RULES[i].sentence != NULL ? RULES[i].sentence : "");
}
END_TEST

/* Each has the flaws of the one before it and one that comes earlier in the order. */
static const struct {
    const char *body;
    const char *field;
} ORDER[] = {
    {"{'jobId':'j','trainingInput':{" REGION "," IMAGE "},'labels':{'A':'b'}}", "labels"},
    {"{'jobId':'j','trainingInput':{" REGION "," IMAGE ",'hyperparameters':{}},'labels':{'A':''}}",
     "hyperparameters.params"},
    {"{'jobId':'j','trainingInput':{" REGION ",'hyperparameters':{}},'labels':{'A':'b'}}",
     "python_module"},
    {"{'jobId':'j','trainingInput':{" REGION ",'scaleTier':5},'labels':{'A':'b'}}", "master_type"},
    {"{'jobId':'j','trainingInput':{'region':'x','scaleTier':5},'labels':{'A':'b'}}", "region"},
    {"{'jobId':'j','trainingInput':{},'labels':{'A':'b'}}", "region"},
    {"{'jobId':'j','labels':{'A':'b'}}", "job"},
    {"{'jobId':'-','labels':{'A':'b'}}", "job_id"},
};

START_TEST(the_first_broken_rule_is_the_answer)
{
    struct err err OWNED(err_done) = ERR;
    ck_assert(!rule_body_check(ORDER[_i].body, USUAL, NULL, &err));
    ck_assert_uint_eq(err.violation_count, 1);
    ck_assert_str_eq(err.violations[0].field, ORDER[_i].field);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("rules");
    TCase *cases = tcase_create("rules");
    tcase_add_loop_test(cases, a_broken_rule_is_told_in_the_idiom_of_the_service, 0, COUNT(BROKEN));
    tcase_add_loop_test(cases, a_limit_is_the_last_number_that_passes, 0, COUNT(COUNTED));
    tcase_add_test(cases, every_row_is_broken_by_a_case);
    tcase_add_loop_test(cases, the_first_broken_rule_is_the_answer, 0, COUNT(ORDER));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
