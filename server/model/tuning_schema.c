/* How a training job is tuned. */
#include "model/job_schema.h"

#include "model/schema_rows.h"

/* clang-format off */
#define GOAL_TYPES(VALUE)                                                 \
    VALUE("GOAL_TYPE_UNSPECIFIED", "Taken as MAXIMIZE.")                  \
    VALUE("MAXIMIZE",              "The larger the metric, the better.")  \
    VALUE("MINIMIZE",              "The smaller the metric, the better.")
ENUMERATION(GOAL_TYPE, "google.cloud.ml.v1.HyperparameterSpec.GoalType", GOAL_TYPES);

#define ALGORITHMS(VALUE)                                                                           \
    VALUE("ALGORITHM_UNSPECIFIED", "Bayesian optimisation.")                                        \
    VALUE("GRID_SEARCH",           "Each point of the grid in turn. No parameter may be a DOUBLE.") \
    VALUE("RANDOM_SEARCH",         "Points drawn at random.")
ENUMERATION(ALGORITHM, "google.cloud.ml.v1.HyperparameterSpec.Algorithm", ALGORITHMS);

#define PARAMETER_TYPES(VALUE)                                                       \
    VALUE("PARAMETER_TYPE_UNSPECIFIED", "Not a type: each parameter must name one.") \
    VALUE("DOUBLE",                     "Any number from minValue to maxValue.")     \
    VALUE("INTEGER",                    "A whole number from minValue to maxValue.") \
    VALUE("CATEGORICAL",                "One of categoricalValues.")                 \
    VALUE("DISCRETE",                   "One of discreteValues.")
ENUMERATION(PARAMETER_TYPE, "google.cloud.ml.v1.ParameterSpec.ParameterType", PARAMETER_TYPES);

#define SCALE_TYPES(VALUE)                                                                                                       \
    VALUE("NONE",                   "Values are taken as they are.")                                                             \
    VALUE("UNIT_LINEAR_SCALE",      "The range is stretched evenly over 0 to 1.")                                                \
    VALUE("UNIT_LOG_SCALE",         "Evenly by logarithm, so that small values are told apart best. The range must be above 0.") \
    VALUE("UNIT_REVERSE_LOG_SCALE", "The other way round: large values are told apart best. The range must be above 0.")
ENUMERATION(SCALE_TYPE, "google.cloud.ml.v1.ParameterSpec.ScaleType", SCALE_TYPES);

static const struct field PARAMETER_SPEC_FIELDS[] = {
    {.name = "categoricalValues",        .proto = "categorical_values",         .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "The values of a CATEGORICAL parameter."},
    {.name = "discreteValues",           .proto = "discrete_values",            .kind = FIELD_DOUBLE, .flags = FIELD_REPEATED,
     .about = "The values of a DISCRETE parameter, each larger than the one before; at most 1000."},
    {.name = "maxValue",                 .proto = "max_value",                  .kind = FIELD_DOUBLE,
     .about = "Upper bound. A DOUBLE or INTEGER needs it; a whole number for INTEGER."},
    {.name = "minValue",                 .proto = "min_value",                  .kind = FIELD_DOUBLE,
     .about = "Lower bound. A DOUBLE or INTEGER needs it; a whole number for INTEGER."},
    {.name = "parameterName",            .proto = "parameter_name",             .kind = FIELD_STRING,
     .about = "The trial gets its value as `--{parameterName}={value}`. No two parameters may share a name."},
    {.name = "scaleType",                .proto = "scale_type",                 .kind = FIELD_ENUM, .enumeration = &SCALE_TYPE,
     .about = "How the range is laid out for the search. Not for CATEGORICAL."},
    {.name = "type",                     .proto = "type",                       .kind = FIELD_ENUM, .enumeration = &PARAMETER_TYPE,
     .about = "What kind of value it takes."},
};
MESSAGE(MESSAGE_PARAMETER_SPEC, "GoogleCloudMlV1__ParameterSpec", "google.cloud.ml.v1.ParameterSpec", PARAMETER_SPEC_FIELDS,
        "One parameter to tune, and which values it may take.");

static const struct field HYPERPARAMETER_SPEC_FIELDS[] = {
    {.name = "algorithm",                .proto = "algorithm",                  .kind = FIELD_ENUM, .enumeration = &ALGORITHM,
     .about = "How the next trial is chosen."},
    {.name = "enableTrialEarlyStopping", .proto = "enable_trial_early_stopping", .kind = FIELD_BOOL,
     .about = "Whether a trial without prospects is stopped before its end."},
    {.name = "goal",                     .proto = "goal",                       .kind = FIELD_ENUM, .enumeration = &GOAL_TYPE,
     .about = "Whether the metric is to be large or small."},
    {.name = "hyperparameterMetricTag",  .proto = "hyperparameter_metric_tag",  .kind = FIELD_STRING,
     .about = "Name of the metric that training reports; `training/hptuning/metric` when left out."},
    {.name = "maxFailedTrials",          .proto = "max_failed_trials",          .kind = FIELD_INT32,
     .about = "The job fails once so many trials have failed; with 0 the service decides."},
    {.name = "maxParallelTrials",        .proto = "max_parallel_trials",        .kind = FIELD_INT32,
     .about = "How many trials run at the same time; 1 when left out."},
    {.name = "maxTrials",                .proto = "max_trials",                 .kind = FIELD_INT32,
     .about = "How many trials to run; 1 when left out."},
    {.name = "params",                   .proto = "params",                     .kind = FIELD_MESSAGE, .message = &MESSAGE_PARAMETER_SPEC, .flags = FIELD_REPEATED,
     .about = "What to tune: one parameter or more."},
    {.name = "resumePreviousJobId",      .proto = "resume_previous_job_id",     .kind = FIELD_STRING,
     .about = "An earlier tuning job whose trials this one learns from."},
};
MESSAGE(MESSAGE_HYPERPARAMETER_SPEC, "GoogleCloudMlV1__HyperparameterSpec", "google.cloud.ml.v1.HyperparameterSpec", HYPERPARAMETER_SPEC_FIELDS,
        "How to tune: what is sought, where, and in how many trials.");
/* clang-format on */
