#include "model/job_schema.h"

#include "base/text.h"

#include <assert.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ENUMERATION(symbol, type, ...)                                                             \
    static const char *const symbol##_VALUES[] = {__VA_ARGS__};                                    \
    static const struct enumeration symbol = {                                                     \
        .type_name = "google.cloud.ml.v1." type,                                                   \
        .values = symbol##_VALUES,                                                                 \
        .count = COUNT(symbol##_VALUES),                                                           \
    }

#define MESSAGE(symbol, id, type, rows)                                                            \
    const struct message symbol = {                                                                \
        .schema = "GoogleCloudMlV1_" id,                                                           \
        .type_name = "google.cloud.ml.v1." type,                                                   \
        .fields = rows,                                                                            \
        .count = COUNT(rows),                                                                      \
    }

/* clang-format off */
ENUMERATION(JOB_STATE, "Job.State",
    "STATE_UNSPECIFIED", "QUEUED", "PREPARING", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLING", "CANCELLED");
static_assert(COUNT(JOB_STATE_VALUES) == JOB_STATE_COUNT, "a name for every state");

/* No unspecified member: BASIC is the zero value and is not written (facts.md 3). */
ENUMERATION(SCALE_TIER, "TrainingInput.ScaleTier",
    "BASIC", "STANDARD_1", "PREMIUM_1", "BASIC_GPU", "BASIC_TPU", "CUSTOM");

ENUMERATION(ACCELERATOR_TYPE, "AcceleratorConfig.AcceleratorType",
    "ACCELERATOR_TYPE_UNSPECIFIED", "NVIDIA_TESLA_K80", "NVIDIA_TESLA_P100", "NVIDIA_TESLA_V100", "NVIDIA_TESLA_P4",
    "NVIDIA_TESLA_T4", "NVIDIA_TESLA_A100", "TPU_V2", "TPU_V3", "TPU_V2_POD", "TPU_V3_POD", "TPU_V4_POD");

ENUMERATION(GOAL_TYPE, "HyperparameterSpec.GoalType",
    "GOAL_TYPE_UNSPECIFIED", "MAXIMIZE", "MINIMIZE");

ENUMERATION(ALGORITHM, "HyperparameterSpec.Algorithm",
    "ALGORITHM_UNSPECIFIED", "GRID_SEARCH", "RANDOM_SEARCH");

ENUMERATION(PARAMETER_TYPE, "ParameterSpec.ParameterType",
    "PARAMETER_TYPE_UNSPECIFIED", "DOUBLE", "INTEGER", "CATEGORICAL", "DISCRETE");

ENUMERATION(SCALE_TYPE, "ParameterSpec.ScaleType",
    "NONE", "UNIT_LINEAR_SCALE", "UNIT_LOG_SCALE", "UNIT_REVERSE_LOG_SCALE");

ENUMERATION(DATA_FORMAT, "PredictionInput.DataFormat",
    "DATA_FORMAT_UNSPECIFIED", "JSON", "TEXT", "TF_RECORD", "TF_RECORD_GZIP", "CSV");

static const struct field ACCELERATOR_CONFIG_FIELDS[] = {
    {.name = "count",                    .proto = "count",                      .kind = FIELD_INT64},
    {.name = "type",                     .proto = "type",                       .kind = FIELD_ENUM, .enumeration = &ACCELERATOR_TYPE},
};
MESSAGE(MESSAGE_ACCELERATOR_CONFIG, "_AcceleratorConfig", "AcceleratorConfig", ACCELERATOR_CONFIG_FIELDS);

static const struct field DISK_CONFIG_FIELDS[] = {
    {.name = "bootDiskSizeGb",           .proto = "boot_disk_size_gb",          .kind = FIELD_INT32},
    {.name = "bootDiskType",             .proto = "boot_disk_type",             .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_DISK_CONFIG, "_DiskConfig", "DiskConfig", DISK_CONFIG_FIELDS);

static const struct field REPLICA_CONFIG_FIELDS[] = {
    {.name = "acceleratorConfig",        .proto = "accelerator_config",         .kind = FIELD_MESSAGE, .message = &MESSAGE_ACCELERATOR_CONFIG},
    {.name = "containerArgs",            .proto = "container_args",             .kind = FIELD_STRING,  .flags = FIELD_REPEATED},
    {.name = "containerCommand",         .proto = "container_command",          .kind = FIELD_STRING,  .flags = FIELD_REPEATED},
    {.name = "diskConfig",               .proto = "disk_config",                .kind = FIELD_MESSAGE, .message = &MESSAGE_DISK_CONFIG},
    {.name = "imageUri",                 .proto = "image_uri",                  .kind = FIELD_STRING},
    {.name = "tpuTfVersion",             .proto = "tpu_tf_version",             .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_REPLICA_CONFIG, "_ReplicaConfig", "ReplicaConfig", REPLICA_CONFIG_FIELDS);

static const struct field ENCRYPTION_CONFIG_FIELDS[] = {
    {.name = "kmsKeyName",               .proto = "kms_key_name",               .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_ENCRYPTION_CONFIG, "_EncryptionConfig", "EncryptionConfig", ENCRYPTION_CONFIG_FIELDS);

static const struct field SCHEDULING_FIELDS[] = {
    {.name = "maxRunningTime",           .proto = "max_running_time",           .kind = FIELD_DURATION},
    {.name = "maxWaitTime",              .proto = "max_wait_time",              .kind = FIELD_DURATION},
    {.name = "priority",                 .proto = "priority",                   .kind = FIELD_INT32},
};
MESSAGE(MESSAGE_SCHEDULING, "_Scheduling", "Scheduling", SCHEDULING_FIELDS);

static const struct field PARAMETER_SPEC_FIELDS[] = {
    {.name = "categoricalValues",        .proto = "categorical_values",         .kind = FIELD_STRING, .flags = FIELD_REPEATED},
    {.name = "discreteValues",           .proto = "discrete_values",            .kind = FIELD_DOUBLE, .flags = FIELD_REPEATED},
    {.name = "maxValue",                 .proto = "max_value",                  .kind = FIELD_DOUBLE},
    {.name = "minValue",                 .proto = "min_value",                  .kind = FIELD_DOUBLE},
    {.name = "parameterName",            .proto = "parameter_name",             .kind = FIELD_STRING},
    {.name = "scaleType",                .proto = "scale_type",                 .kind = FIELD_ENUM, .enumeration = &SCALE_TYPE},
    {.name = "type",                     .proto = "type",                       .kind = FIELD_ENUM, .enumeration = &PARAMETER_TYPE},
};
MESSAGE(MESSAGE_PARAMETER_SPEC, "_ParameterSpec", "ParameterSpec", PARAMETER_SPEC_FIELDS);

static const struct field HYPERPARAMETER_SPEC_FIELDS[] = {
    {.name = "algorithm",                .proto = "algorithm",                  .kind = FIELD_ENUM, .enumeration = &ALGORITHM},
    {.name = "enableTrialEarlyStopping", .proto = "enable_trial_early_stopping", .kind = FIELD_BOOL},
    {.name = "goal",                     .proto = "goal",                       .kind = FIELD_ENUM, .enumeration = &GOAL_TYPE},
    {.name = "hyperparameterMetricTag",  .proto = "hyperparameter_metric_tag",  .kind = FIELD_STRING},
    {.name = "maxFailedTrials",          .proto = "max_failed_trials",          .kind = FIELD_INT32},
    {.name = "maxParallelTrials",        .proto = "max_parallel_trials",        .kind = FIELD_INT32},
    {.name = "maxTrials",                .proto = "max_trials",                 .kind = FIELD_INT32},
    {.name = "params",                   .proto = "params",                     .kind = FIELD_MESSAGE, .message = &MESSAGE_PARAMETER_SPEC, .flags = FIELD_REPEATED},
    {.name = "resumePreviousJobId",      .proto = "resume_previous_job_id",     .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_HYPERPARAMETER_SPEC, "_HyperparameterSpec", "HyperparameterSpec", HYPERPARAMETER_SPEC_FIELDS);

/* Order up to jobDir seen on the wire (observed.md 2), then contract.md 4. */
static const struct field TRAINING_INPUT_FIELDS[] = {
    {.name = "scaleTier",                .proto = "scale_tier",                 .kind = FIELD_ENUM, .enumeration = &SCALE_TIER},
    {.name = "masterType",               .proto = "master_type",                .kind = FIELD_STRING},
    {.name = "workerType",               .proto = "worker_type",                .kind = FIELD_STRING},
    {.name = "parameterServerType",      .proto = "parameter_server_type",      .kind = FIELD_STRING},
    {.name = "workerCount",              .proto = "worker_count",               .kind = FIELD_INT64},
    {.name = "parameterServerCount",     .proto = "parameter_server_count",     .kind = FIELD_INT64},
    {.name = "packageUris",              .proto = "package_uris",               .kind = FIELD_STRING, .flags = FIELD_REPEATED},
    {.name = "pythonModule",             .proto = "python_module",              .kind = FIELD_STRING},
    {.name = "args",                     .proto = "args",                       .kind = FIELD_STRING, .flags = FIELD_REPEATED},
    {.name = "hyperparameters",          .proto = "hyperparameters",            .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_SPEC},
    {.name = "region",                   .proto = "region",                     .kind = FIELD_STRING},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING},
    {.name = "jobDir",                   .proto = "job_dir",                    .kind = FIELD_STRING},
    {.name = "pythonVersion",            .proto = "python_version",             .kind = FIELD_STRING},
    {.name = "masterConfig",             .proto = "master_config",              .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG},
    {.name = "workerConfig",             .proto = "worker_config",              .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG},
    {.name = "parameterServerConfig",    .proto = "parameter_server_config",    .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG},
    {.name = "evaluatorType",            .proto = "evaluator_type",             .kind = FIELD_STRING},
    {.name = "evaluatorCount",           .proto = "evaluator_count",            .kind = FIELD_INT64},
    {.name = "evaluatorConfig",          .proto = "evaluator_config",           .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG},
    {.name = "enableWebAccess",          .proto = "enable_web_access",          .kind = FIELD_BOOL},
    {.name = "encryptionConfig",         .proto = "encryption_config",          .kind = FIELD_MESSAGE, .message = &MESSAGE_ENCRYPTION_CONFIG},
    {.name = "network",                  .proto = "network",                    .kind = FIELD_STRING},
    {.name = "scheduling",               .proto = "scheduling",                 .kind = FIELD_MESSAGE, .message = &MESSAGE_SCHEDULING},
    {.name = "serviceAccount",           .proto = "service_account",            .kind = FIELD_STRING},
    {.name = "useChiefInTfConfig",       .proto = "use_chief_in_tf_config",     .kind = FIELD_BOOL},
};
MESSAGE(MESSAGE_TRAINING_INPUT, "_TrainingInput", "TrainingInput", TRAINING_INPUT_FIELDS);

static const struct field PREDICTION_INPUT_FIELDS[] = {
    {.name = "batchSize",                .proto = "batch_size",                 .kind = FIELD_INT64},
    {.name = "dataFormat",               .proto = "data_format",                .kind = FIELD_ENUM, .enumeration = &DATA_FORMAT},
    {.name = "inputPaths",               .proto = "input_paths",                .kind = FIELD_STRING, .flags = FIELD_REPEATED},
    {.name = "maxWorkerCount",           .proto = "max_worker_count",           .kind = FIELD_INT64},
    {.name = "modelName",                .proto = "model_name",                 .kind = FIELD_STRING, .oneof = "model_version"},
    {.name = "outputDataFormat",         .proto = "output_data_format",         .kind = FIELD_ENUM, .enumeration = &DATA_FORMAT},
    {.name = "outputPath",               .proto = "output_path",                .kind = FIELD_STRING},
    {.name = "region",                   .proto = "region",                     .kind = FIELD_STRING},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING},
    {.name = "signatureName",            .proto = "signature_name",             .kind = FIELD_STRING},
    {.name = "uri",                      .proto = "uri",                        .kind = FIELD_STRING, .oneof = "model_version"},
    {.name = "versionName",              .proto = "version_name",               .kind = FIELD_STRING, .oneof = "model_version"},
};
MESSAGE(MESSAGE_PREDICTION_INPUT, "_PredictionInput", "PredictionInput", PREDICTION_INPUT_FIELDS);

static const struct field HYPERPARAMETER_METRIC_FIELDS[] = {
    {.name = "trainingStep",             .proto = "training_step",              .kind = FIELD_INT64},
    {.name = "objectiveValue",           .proto = "objective_value",            .kind = FIELD_DOUBLE},
};
MESSAGE(MESSAGE_HYPERPARAMETER_METRIC, "HyperparameterOutput_HyperparameterMetric", "HyperparameterOutput.HyperparameterMetric", HYPERPARAMETER_METRIC_FIELDS);

/* Order seen in the 2019 recordings. */
static const struct field BUILT_IN_ALGORITHM_OUTPUT_FIELDS[] = {
    {.name = "framework",                .proto = "framework",                  .kind = FIELD_STRING},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING},
    {.name = "pythonVersion",            .proto = "python_version",             .kind = FIELD_STRING},
    {.name = "modelPath",                .proto = "model_path",                 .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_BUILT_IN_ALGORITHM_OUTPUT, "_BuiltInAlgorithmOutput", "BuiltInAlgorithmOutput", BUILT_IN_ALGORITHM_OUTPUT_FIELDS);

/* trialId, hyperparameters, finalMetric stand in this order in captured notebooks. */
static const struct field HYPERPARAMETER_OUTPUT_FIELDS[] = {
    {.name = "trialId",                  .proto = "trial_id",                   .kind = FIELD_STRING},
    {.name = "hyperparameters",          .proto = "hyperparameters",            .kind = FIELD_STRING_MAP},
    {.name = "startTime",                .proto = "start_time",                 .kind = FIELD_TIMESTAMP},
    {.name = "endTime",                  .proto = "end_time",                   .kind = FIELD_TIMESTAMP},
    {.name = "state",                    .proto = "state",                      .kind = FIELD_ENUM, .enumeration = &JOB_STATE},
    {.name = "finalMetric",              .proto = "final_metric",               .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_METRIC},
    {.name = "isTrialStoppedEarly",      .proto = "is_trial_stopped_early",     .kind = FIELD_BOOL},
    {.name = "allMetrics",               .proto = "all_metrics",                .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_METRIC, .flags = FIELD_REPEATED},
    {.name = "builtInAlgorithmOutput",   .proto = "built_in_algorithm_output",  .kind = FIELD_MESSAGE, .message = &MESSAGE_BUILT_IN_ALGORITHM_OUTPUT},
    {.name = "webAccessUris",            .proto = "web_access_uris",            .kind = FIELD_STRING_MAP},
};
MESSAGE(MESSAGE_HYPERPARAMETER_OUTPUT, "_HyperparameterOutput", "HyperparameterOutput", HYPERPARAMETER_OUTPUT_FIELDS);

static const struct field TRAINING_OUTPUT_FIELDS[] = {
    {.name = "completedTrialCount",      .proto = "completed_trial_count",      .kind = FIELD_INT64},
    {.name = "trials",                   .proto = "trials",                     .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_OUTPUT, .flags = FIELD_REPEATED},
    {.name = "consumedMLUnits",          .proto = "consumed_ml_units",          .kind = FIELD_DOUBLE},
    {.name = "isHyperparameterTuningJob", .proto = "is_hyperparameter_tuning_job", .kind = FIELD_BOOL},
    {.name = "isBuiltInAlgorithmJob",    .proto = "is_built_in_algorithm_job",  .kind = FIELD_BOOL},
    {.name = "builtInAlgorithmOutput",   .proto = "built_in_algorithm_output",  .kind = FIELD_MESSAGE, .message = &MESSAGE_BUILT_IN_ALGORITHM_OUTPUT},
    {.name = "hyperparameterMetricTag",  .proto = "hyperparameter_metric_tag",  .kind = FIELD_STRING},
    {.name = "webAccessUris",            .proto = "web_access_uris",            .kind = FIELD_STRING_MAP},
};
MESSAGE(MESSAGE_TRAINING_OUTPUT, "_TrainingOutput", "TrainingOutput", TRAINING_OUTPUT_FIELDS);

static const struct field PREDICTION_OUTPUT_FIELDS[] = {
    {.name = "errorCount",               .proto = "error_count",                .kind = FIELD_INT64},
    {.name = "nodeHours",                .proto = "node_hours",                 .kind = FIELD_DOUBLE},
    {.name = "outputPath",               .proto = "output_path",                .kind = FIELD_STRING},
    {.name = "predictionCount",          .proto = "prediction_count",           .kind = FIELD_INT64},
};
MESSAGE(MESSAGE_PREDICTION_OUTPUT, "_PredictionOutput", "PredictionOutput", PREDICTION_OUTPUT_FIELDS);

static const struct field JOB_FIELDS[] = {
    {.name = "jobId",                    .proto = "job_id",                     .kind = FIELD_STRING},
    {.name = "trainingInput",            .proto = "training_input",             .kind = FIELD_MESSAGE, .message = &MESSAGE_TRAINING_INPUT, .oneof = "input"},
    {.name = "predictionInput",          .proto = "prediction_input",           .kind = FIELD_MESSAGE, .message = &MESSAGE_PREDICTION_INPUT, .oneof = "input"},
    {.name = "createTime",               .proto = "create_time",                .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY},
    {.name = "startTime",                .proto = "start_time",                 .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY},
    {.name = "endTime",                  .proto = "end_time",                   .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY},
    {.name = "state",                    .proto = "state",                      .kind = FIELD_ENUM, .enumeration = &JOB_STATE, .flags = FIELD_OUTPUT_ONLY},
    {.name = "errorMessage",             .proto = "error_message",              .kind = FIELD_STRING, .flags = FIELD_OUTPUT_ONLY},
    {.name = "trainingOutput",           .proto = "training_output",            .kind = FIELD_MESSAGE, .message = &MESSAGE_TRAINING_OUTPUT, .oneof = "output", .flags = FIELD_OUTPUT_ONLY},
    {.name = "predictionOutput",         .proto = "prediction_output",          .kind = FIELD_MESSAGE, .message = &MESSAGE_PREDICTION_OUTPUT, .oneof = "output", .flags = FIELD_OUTPUT_ONLY},
    {.name = "labels",                   .proto = "labels",                     .kind = FIELD_STRING_MAP},
    {.name = "etag",                     .proto = "etag",                       .kind = FIELD_BYTES, .flags = FIELD_OUTPUT_ONLY},
    {.name = "jobPosition",              .proto = "job_position",               .kind = FIELD_INT64, .flags = FIELD_OUTPUT_ONLY},
};
MESSAGE(MESSAGE_JOB, "_Job", "Job", JOB_FIELDS);

static const struct field CANCEL_JOB_REQUEST_FIELDS[] = {
    {.name = "name",                     .proto = "name",                       .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_CANCEL_JOB_REQUEST, "_CancelJobRequest", "CancelJobRequest", CANCEL_JOB_REQUEST_FIELDS);
/* clang-format on */

const char *
job_state_name(enum job_state state)
{
    return JOB_STATE_VALUES[state];
}

bool
job_state_is_terminal(enum job_state state)
{
    return state == JOB_SUCCEEDED || state == JOB_FAILED || state == JOB_CANCELLED;
}
