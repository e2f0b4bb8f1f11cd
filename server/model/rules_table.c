#include "model/rules_table.h"

#define BAD ERR_INVALID_ARGUMENT
#define PRECONDITION ERR_FAILED_PRECONDITION
#define P "hyperparameters.params[{}]."

/* clang-format off */
const struct rule RULES[] = {
    /* [captured] */
    {RULE_JOB, "job_id", BAD, job_id_is_no_name,  "A name should start with a letter and contain only letters, numbers and underscores.", NULL},
    {RULE_JOB, "job_id", BAD, job_id_is_too_long, "A name should have at most 128 characters.", NULL},
    {RULE_JOB, "job",    BAD, input_is_missing,   "Exactly one of training_input and prediction_input must be specified.", NULL},
    {RULE_JOB, "region", BAD, region_is_missing,  "A region must be specified.", NULL},
    /* [captured] */
    {RULE_JOB, "region", BAD, region_is_unknown,  NULL, rule_say_region},

    {RULE_TRAINING, "master_type", BAD, custom_has_no_master, "A machine type for master must be specified with the scale tier CUSTOM.", NULL},
    /* [captured], the missing blank too */
    {RULE_TRAINING, "master_type", BAD, master_is_tpu,        "The specified machine type for masteris not supported in TPU training jobs: {value}", NULL},

    {RULE_REPLICA, "{}_type",  BAD, type_without_custom,       "A machine type for {} can only be specified with the scale tier CUSTOM.", NULL},
    {RULE_REPLICA, "{}_count", BAD, count_is_negative,         "The number of {} replicas cannot be negative.", NULL},
    {RULE_REPLICA, "{}_count", BAD, count_without_custom,      "A number of {} replicas can only be specified with the scale tier CUSTOM.", NULL},
    {RULE_REPLICA, "{}_type",  BAD, count_without_type,        "A machine type for {} must be specified when {}_count is greater than zero.", NULL},
    {RULE_REPLICA, "{}_count", BAD, type_without_count,        "A number of {} replicas must be specified when {}_type is.", NULL},
    {RULE_REPLICA, "{}_type",  BAD, type_is_misplaced_tpu,     "The machine type {value} is for workers only, not for {}.", NULL},
    {RULE_REPLICA, "{}_type",  BAD, type_is_unknown,           "The specified machine type for {} is not supported: {value}", NULL},
    {RULE_REPLICA, "{}_type",  BAD, type_is_of_other_category, "The machine types for master and {} must both be Compute Engine machine types, or both legacy machine types.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.count", BAD, accelerator_count_is_negative, "The number of accelerators cannot be negative.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.type",  BAD, accelerator_without_type,      "An accelerator type must be specified when the number of accelerators is greater than zero.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.count", BAD, accelerator_without_count,     "A number of accelerators must be specified when their type is.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.type",  BAD, tpu_outside_tpu_worker,        "TPU accelerators can only be attached to workers of the machine type cloud_tpu.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.type",  BAD, gpu_on_tpu_worker,             "Only TPU accelerators can be attached to the machine type cloud_tpu.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config",       BAD, accelerator_without_machine,   "Accelerators can only be attached to Compute Engine machine types, and {}_type is none.", NULL},
    {RULE_REPLICA, "{}_config.accelerator_config.count", BAD, accelerator_count_is_illegal,  NULL, rule_say_accelerators},
    {RULE_REPLICA, "{}_config.container_command", BAD, command_without_image,        "A container command can only be specified with a custom container image.", NULL},
    {RULE_REPLICA, "{}_config.container_args",    BAD, container_args_without_image, "Container arguments can only be specified with a custom container image.", NULL},
    {RULE_REPLICA, "{}_config.tpu_tf_version",    BAD, tensor_version_is_misplaced,  "A TensorFlow version for TPUs can only be specified for TPU workers with a custom container image.", NULL},
    {RULE_REPLICA, "{}_config.tpu_tf_version",    BAD, tensor_version_is_missing,    "A TensorFlow version for TPUs must be specified for TPU workers with a custom container image.", NULL},
    {RULE_REPLICA, "{}_config.disk_config.boot_disk_type",    BAD, disk_type_is_unknown,       "The boot disk type '{value}' is not available. Options are [pd-ssd, pd-standard].", NULL},
    {RULE_REPLICA, "{}_config.disk_config.boot_disk_size_gb", BAD, disk_size_is_out_of_bounds, "The size of a boot disk should be between 1 and 65536 GB.", NULL},

    /* [captured] the sentence, in 2021; its field was not shown. Packages and a module beside an image
     * are fine: the pre-built PyTorch containers take them. */
    {RULE_TRAINING, "runtime_version", BAD, image_and_runtime,      "Only one of runtime version or the master Docker image URI should be provided.", NULL},
    {RULE_TRAINING, "python_version",  BAD, image_and_python,       "Only one of python_version and master_config.image_uri can be specified.", NULL},
    {RULE_TRAINING, "python_module",   BAD, module_is_missing,      "A Python module must be specified for a job without master_config.image_uri.", NULL},
    {RULE_TRAINING, "package_uris",    BAD, packages_are_missing,   "At least one package must be specified for a job without master_config.image_uri.", NULL},
    {RULE_TRAINING, "package_uris",    BAD, packages_are_too_many,  "There can be no more than 100 packages.", NULL},
    {RULE_TRAINING, "package_uris",    BAD, package_is_no_object,   "The package URI '{value}' is not a Google Cloud Storage object. The form is gs://bucket/object.", NULL},
    {RULE_TRAINING, "args",            BAD, args_and_container_args, "Arguments cannot be specified together with container_command or container_args.", NULL},
    {RULE_TRAINING, "job_dir",         BAD, job_dir_is_no_path,     "The job directory '{value}' is not a Google Cloud Storage path. The form is gs://bucket/path.", NULL},
    {RULE_TRAINING, "python_version",  BAD, python_is_no_version,   "The specified Python version '{value}' is not supported.", NULL},
    /* [captured] */
    {RULE_TRAINING, "runtime_version", BAD, runtime_is_unsupported, NULL, rule_say_runtime},
    {RULE_TRAINING, "scheduling.max_running_time", BAD, running_time_is_not_positive, "The maximum running time must be greater than zero.", NULL},
    {RULE_TRAINING, "scheduling.max_wait_time",    BAD, wait_time_is_too_short,       "The maximum wait time must be at least 1800 seconds.", NULL},
    {RULE_TRAINING, "scheduling.priority",         BAD, priority_is_out_of_bounds,    "The priority should be between 0 and 1000.", NULL},
    {RULE_TRAINING, "encryption_config.kms_key_name", BAD, key_name_is_malformed,     "The name '{value}' is not that of a key. The form is projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY.", NULL},
    {RULE_TRAINING, "network",         BAD, network_is_malformed,         "The name '{value}' is not that of a network. The form is projects/PROJECT_NUMBER/global/networks/NETWORK.", NULL},
    {RULE_TRAINING, "service_account", BAD, service_account_is_malformed, "The service account '{value}' is not an e-mail address.", NULL},

    {RULE_TUNING, "hyperparameters.params",              BAD, params_are_missing,          "At least one parameter must be specified.", NULL},
    {RULE_TUNING, "hyperparameters.max_trials",          BAD, max_trials_is_negative,      "The number of trials cannot be negative.", NULL},
    {RULE_TUNING, "hyperparameters.max_parallel_trials", BAD, parallel_trials_is_negative, "The number of parallel trials cannot be negative.", NULL},
    {RULE_TUNING, "hyperparameters.max_failed_trials",   BAD, failed_trials_is_negative,   "The number of failed trials cannot be negative.", NULL},
    {RULE_TUNING, "hyperparameters.max_failed_trials",   BAD, failed_trials_is_too_large,  "The number of failed trials cannot be greater than the number of trials.", NULL},
    {RULE_TUNING, P "parameter_name",                    BAD, parameter_name_is_taken,     "The name of a parameter must be unique among the parameters of a job.", NULL},

    {RULE_PARAMETER, P "parameter_name", BAD, parameter_name_is_missing, "A parameter must have a name.", NULL},
    {RULE_PARAMETER, P "type",           BAD, parameter_type_is_missing, "A parameter must have a type.", NULL},
    {RULE_PARAMETER, P "type",           BAD, grid_has_double,           "A grid search cannot have parameters of the type DOUBLE.", NULL},
    {RULE_PARAMETER, P "min_value",      BAD, bounds_are_missing,        "A minimum and a maximum must be specified for parameters of the types DOUBLE and INTEGER.", NULL},
    {RULE_PARAMETER, P "min_value",      BAD, min_is_not_finite,         "The minimum must be a finite number.", NULL},
    {RULE_PARAMETER, P "max_value",      BAD, max_is_not_finite,         "The maximum must be a finite number.", NULL},
    {RULE_PARAMETER, P "min_value",      BAD, bounds_are_swapped,        "The minimum cannot be greater than the maximum.", NULL},
    {RULE_PARAMETER, P "min_value",      BAD, min_is_not_integral,       "The minimum of a parameter of the type INTEGER must be an integer.", NULL},
    {RULE_PARAMETER, P "max_value",      BAD, max_is_not_integral,       "The maximum of a parameter of the type INTEGER must be an integer.", NULL},
    {RULE_PARAMETER, P "scale_type",     BAD, log_scale_of_bounds,       "A logarithmic scale needs a minimum greater than zero.", NULL},
    {RULE_PARAMETER, P "categorical_values", BAD, categories_are_missing, "At least one value must be specified for parameters of the type CATEGORICAL.", NULL},
    {RULE_PARAMETER, P "categorical_values", BAD, categories_repeat,      "The value '{value}' is listed twice.", NULL},
    {RULE_PARAMETER, P "min_value",      BAD, min_is_set_for_categories, "A minimum cannot be specified for parameters of the type CATEGORICAL.", NULL},
    {RULE_PARAMETER, P "max_value",      BAD, max_is_set_for_categories, "A maximum cannot be specified for parameters of the type CATEGORICAL.", NULL},
    {RULE_PARAMETER, P "scale_type",     BAD, scale_is_set_for_categories, "A scale cannot be specified for parameters of the type CATEGORICAL.", NULL},
    {RULE_PARAMETER, P "discrete_values", BAD, values_are_missing,       "At least one value must be specified for parameters of the type DISCRETE.", NULL},
    {RULE_PARAMETER, P "discrete_values", BAD, values_are_too_many,      "There can be no more than 1000 values.", NULL},
    {RULE_PARAMETER, P "discrete_values", BAD, values_do_not_increase,   "The values must be finite numbers in strictly increasing order.", NULL},
    {RULE_PARAMETER, P "scale_type",     BAD, log_scale_of_values,       "A logarithmic scale needs values greater than zero.", NULL},

    {RULE_TUNING, "hyperparameters.resume_previous_job_id", BAD,          resumed_id_is_no_name,  "The id '{value}' is not that of a job.", NULL},
    {RULE_TUNING, "hyperparameters.resume_previous_job_id", PRECONDITION, resumed_job_is_missing, "The job '{value}' is no hyperparameter tuning job of this project.", NULL},

    {RULE_PREDICTION, "prediction_input",              BAD, model_is_missing,          "Exactly one of model_name, version_name and uri must be specified.", NULL},
    {RULE_PREDICTION, "prediction_input.model_name",   BAD, model_name_is_malformed,   "The name '{value}' is not that of a model. The form is projects/PROJECT/models/MODEL.", NULL},
    {RULE_PREDICTION, "prediction_input.version_name", BAD, version_name_is_malformed, "The name '{value}' is not that of a version. The form is projects/PROJECT/models/MODEL/versions/VERSION.", NULL},
    {RULE_PREDICTION, "uri",              BAD, model_uri_is_no_path,    "The model URI '{value}' is not a Google Cloud Storage path. The form is gs://bucket/path.", NULL},
    {RULE_PREDICTION, "data_format",      BAD, data_format_is_missing,  "A data format must be specified.", NULL},
    {RULE_PREDICTION, "input_paths",      BAD, input_paths_are_missing, "At least one input path must be specified.", NULL},
    {RULE_PREDICTION, "input_paths",      BAD, input_path_is_no_path,   "The input path '{value}' is not a Google Cloud Storage path. The form is gs://bucket/path.", NULL},
    {RULE_PREDICTION, "output_path",      BAD, output_path_is_no_path,  "The output path '{value}' is not a Google Cloud Storage path. The form is gs://bucket/path.", NULL},
    {RULE_PREDICTION, "batch_size",       BAD, batch_size_is_negative,  "The batch size cannot be negative.", NULL},
    {RULE_PREDICTION, "max_worker_count", BAD, worker_most_is_negative, "The number of workers cannot be negative.", NULL},
    /* [captured], of a training job */
    {RULE_PREDICTION, "runtime_version",  BAD, prediction_runtime_is_unsupported, NULL, rule_say_prediction_runtime},

    {RULE_JOB, "labels", BAD, labels_are_flawed, NULL, rule_say_labels},
};
/* clang-format on */

const size_t RULE_COUNT = sizeof(RULES) / sizeof(RULES[0]);
