/* What became of a training job. */
#include "model/job_schema.h"

#include "model/schema_rows.h"

/* clang-format off */
static const struct field HYPERPARAMETER_METRIC_FIELDS[] = {
    {.name = "trainingStep",             .proto = "training_step",              .kind = FIELD_INT64,
     .about = "Global step at which it was measured."},
    {.name = "objectiveValue",           .proto = "objective_value",            .kind = FIELD_DOUBLE,
     .about = "Its value."},
};
MESSAGE(MESSAGE_HYPERPARAMETER_METRIC, "GoogleCloudMlV1_HyperparameterOutput_HyperparameterMetric", "google.cloud.ml.v1.HyperparameterOutput.HyperparameterMetric", HYPERPARAMETER_METRIC_FIELDS,
        "The metric at one step of a trial.");

/* Order seen in the 2019 recordings. */
static const struct field BUILT_IN_ALGORITHM_OUTPUT_FIELDS[] = {
    {.name = "framework",                .proto = "framework",                  .kind = FIELD_STRING,
     .about = "Framework the model was trained in."},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING,
     .about = "Runtime version the model was trained on."},
    {.name = "pythonVersion",            .proto = "python_version",             .kind = FIELD_STRING,
     .about = "Python version the model was trained on."},
    {.name = "modelPath",                .proto = "model_path",                 .kind = FIELD_STRING,
     .about = "gs:// path of the model, once a job without tuning has succeeded."},
};
MESSAGE(MESSAGE_BUILT_IN_ALGORITHM_OUTPUT, "GoogleCloudMlV1__BuiltInAlgorithmOutput", "google.cloud.ml.v1.BuiltInAlgorithmOutput", BUILT_IN_ALGORITHM_OUTPUT_FIELDS,
        "What a built-in algorithm made.");

/* trialId, hyperparameters, finalMetric stand in this order in captured notebooks. */
static const struct field HYPERPARAMETER_OUTPUT_FIELDS[] = {
    {.name = "trialId",                  .proto = "trial_id",                   .kind = FIELD_STRING,
     .about = "Its number as text, counted from 1."},
    {.name = "hyperparameters",          .proto = "hyperparameters",            .kind = FIELD_STRING_MAP,
     .about = "The values it was given, numbers as text too."},
    {.name = "startTime",                .proto = "start_time",                 .kind = FIELD_TIMESTAMP,
     .about = "When it began."},
    {.name = "endTime",                  .proto = "end_time",                   .kind = FIELD_TIMESTAMP,
     .about = "When it ended."},
    {.name = "state",                    .proto = "state",                      .kind = FIELD_ENUM, .enumeration = &JOB_STATE,
     .about = "How far it is, in the words used for jobs."},
    {.name = "finalMetric",              .proto = "final_metric",               .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_METRIC,
     .about = "The metric it is judged by."},
    {.name = "isTrialStoppedEarly",      .proto = "is_trial_stopped_early",     .kind = FIELD_BOOL,
     .about = "Whether it was stopped for want of prospects."},
    {.name = "allMetrics",               .proto = "all_metrics",                .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_METRIC, .flags = FIELD_REPEATED,
     .about = "Every metric it reported. The service leaves it empty."},
    {.name = "builtInAlgorithmOutput",   .proto = "built_in_algorithm_output",  .kind = FIELD_MESSAGE, .message = &MESSAGE_BUILT_IN_ALGORITHM_OUTPUT,
     .about = "What a built-in algorithm made, once the trial has succeeded."},
    {.name = "webAccessUris",            .proto = "web_access_uris",            .kind = FIELD_STRING_MAP,
     .about = "Where to open a shell on its machines, by task such as `master-replica-0`."},
};
MESSAGE(MESSAGE_HYPERPARAMETER_OUTPUT, "GoogleCloudMlV1__HyperparameterOutput", "google.cloud.ml.v1.HyperparameterOutput", HYPERPARAMETER_OUTPUT_FIELDS,
        "One trial of a tuning job.");

static const struct field TRAINING_OUTPUT_FIELDS[] = {
    {.name = "completedTrialCount",      .proto = "completed_trial_count",      .kind = FIELD_INT64,
     .about = "How many trials have succeeded. Tuning jobs only."},
    {.name = "trials",                   .proto = "trials",                     .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_OUTPUT, .flags = FIELD_REPEATED,
     .about = "The trials. Tuning jobs only."},
    {.name = "consumedMLUnits",          .proto = "consumed_ml_units",          .kind = FIELD_DOUBLE,
     .about = "ML units used so far."},
    {.name = "isHyperparameterTuningJob", .proto = "is_hyperparameter_tuning_job", .kind = FIELD_BOOL,
     .about = "Whether it tunes."},
    {.name = "isBuiltInAlgorithmJob",    .proto = "is_built_in_algorithm_job",  .kind = FIELD_BOOL,
     .about = "Whether it runs a built-in algorithm."},
    {.name = "builtInAlgorithmOutput",   .proto = "built_in_algorithm_output",  .kind = FIELD_MESSAGE, .message = &MESSAGE_BUILT_IN_ALGORITHM_OUTPUT,
     .about = "What a built-in algorithm made."},
    {.name = "hyperparameterMetricTag",  .proto = "hyperparameter_metric_tag",  .kind = FIELD_STRING,
     .about = "Name of the metric that is tuned for. Tuning jobs only."},
    {.name = "webAccessUris",            .proto = "web_access_uris",            .kind = FIELD_STRING_MAP, .flags = FIELD_READ_ONLY,
     .about = "Where to open a shell on its machines, by task such as `master-replica-0`; with enableWebAccess only."},
};
MESSAGE(MESSAGE_TRAINING_OUTPUT, "GoogleCloudMlV1__TrainingOutput", "google.cloud.ml.v1.TrainingOutput", TRAINING_OUTPUT_FIELDS,
        "What became of a training job so far.");
/* clang-format on */
