/* What a training job is asked to do. */
#include "model/job_schema.h"

#include "model/schema_rows.h"

/* clang-format off */
/* No unspecified member: BASIC is the zero value and is not written. */
#define SCALE_TIERS(VALUE)                                                                                     \
    VALUE("BASIC",      "One small machine; what a job without a tier runs on.")                               \
    VALUE("STANDARD_1", "Several workers and a few parameter servers.")                                        \
    VALUE("PREMIUM_1",  "Many workers and many parameter servers.")                                            \
    VALUE("BASIC_GPU",  "One machine with one GPU.")                                                           \
    VALUE("BASIC_TPU",  "One machine with a Cloud TPU.")                                                       \
    VALUE("CUSTOM",     "Machines as the other members say: masterType is needed, and a type for every count.")
ENUMERATION(SCALE_TIER, "google.cloud.ml.v1.TrainingInput.ScaleTier", SCALE_TIERS);

#define ACCELERATOR_TYPES(VALUE)                                                      \
    VALUE("ACCELERATOR_TYPE_UNSPECIFIED", "None.")                                    \
    VALUE("NVIDIA_TESLA_K80",             "NVIDIA Tesla K80 GPU.")                    \
    VALUE("NVIDIA_TESLA_P100",            "NVIDIA Tesla P100 GPU.")                   \
    VALUE("NVIDIA_TESLA_V100",            "NVIDIA Tesla V100 GPU.")                   \
    VALUE("NVIDIA_TESLA_P4",              "NVIDIA Tesla P4 GPU.")                     \
    VALUE("NVIDIA_TESLA_T4",              "NVIDIA Tesla T4 GPU.")                     \
    VALUE("NVIDIA_TESLA_A100",            "NVIDIA Tesla A100 GPU.")                   \
    VALUE("TPU_V2",                       "Cloud TPU, second generation.")            \
    VALUE("TPU_V3",                       "Cloud TPU, third generation.")             \
    VALUE("TPU_V2_POD",                   "Part of a pod of second-generation TPUs.") \
    VALUE("TPU_V3_POD",                   "Part of a pod of third-generation TPUs.")  \
    VALUE("TPU_V4_POD",                   "Part of a pod of fourth-generation TPUs.")
ENUMERATION(ACCELERATOR_TYPE, "google.cloud.ml.v1.AcceleratorConfig.AcceleratorType", ACCELERATOR_TYPES);

static const struct field ACCELERATOR_CONFIG_FIELDS[] = {
    {.name = "count",                    .proto = "count",                      .kind = FIELD_INT64,
     .about = "How many accelerators each machine has."},
    {.name = "type",                     .proto = "type",                       .kind = FIELD_ENUM, .enumeration = &ACCELERATOR_TYPE,
     .about = "Which accelerator."},
};
MESSAGE(MESSAGE_ACCELERATOR_CONFIG, "GoogleCloudMlV1__AcceleratorConfig", "google.cloud.ml.v1.AcceleratorConfig", ACCELERATOR_CONFIG_FIELDS,
        "Accelerators for each machine of one task.");

static const struct field DISK_CONFIG_FIELDS[] = {
    {.name = "bootDiskSizeGb",           .proto = "boot_disk_size_gb",          .kind = FIELD_INT32,
     .about = "Size in GB; 100 when left out."},
    {.name = "bootDiskType",             .proto = "boot_disk_type",             .kind = FIELD_STRING,
     .about = "`pd-ssd`, which is also the default, or `pd-standard`."},
};
MESSAGE(MESSAGE_DISK_CONFIG, "GoogleCloudMlV1__DiskConfig", "google.cloud.ml.v1.DiskConfig", DISK_CONFIG_FIELDS,
        "The boot disk of each machine of one task.");

static const struct field REPLICA_CONFIG_FIELDS[] = {
    {.name = "acceleratorConfig",        .proto = "accelerator_config",         .kind = FIELD_MESSAGE, .message = &MESSAGE_ACCELERATOR_CONFIG,
     .about = "Accelerators of each machine; only on machine types of Compute Engine."},
    {.name = "containerArgs",            .proto = "container_args",             .kind = FIELD_STRING,  .flags = FIELD_REPEATED,
     .about = "Arguments for the container's command. Needs imageUri, and rules out the args of trainingInput."},
    {.name = "containerCommand",         .proto = "container_command",          .kind = FIELD_STRING,  .flags = FIELD_REPEATED,
     .about = "What the container runs instead of its entry point. Needs imageUri, and rules out the args of trainingInput."},
    {.name = "diskConfig",               .proto = "disk_config",                .kind = FIELD_MESSAGE, .message = &MESSAGE_DISK_CONFIG,
     .about = "The boot disk of each machine."},
    {.name = "imageUri",                 .proto = "image_uri",                  .kind = FIELD_STRING,
     .about = "Container image to run. The other tasks run that of masterConfig when they have none of their own."},
    {.name = "tpuTfVersion",             .proto = "tpu_tf_version",             .kind = FIELD_STRING,
     .about = "TensorFlow version of a custom container on a TPU worker; on no other task."},
};
MESSAGE(MESSAGE_REPLICA_CONFIG, "GoogleCloudMlV1__ReplicaConfig", "google.cloud.ml.v1.ReplicaConfig", REPLICA_CONFIG_FIELDS,
        "What the machines of one task run, and with what.");

static const struct field ENCRYPTION_CONFIG_FIELDS[] = {
    {.name = "kmsKeyName",               .proto = "kms_key_name",               .kind = FIELD_STRING,
     .about = "Cloud KMS key that protects what the job writes: `projects/{project}/locations/{location}/keyRings/{ring}/cryptoKeys/{key}`."},
};
MESSAGE(MESSAGE_ENCRYPTION_CONFIG, "GoogleCloudMlV1__EncryptionConfig", "google.cloud.ml.v1.EncryptionConfig", ENCRYPTION_CONFIG_FIELDS,
        "A key of the customer's own.");

static const struct field SCHEDULING_FIELDS[] = {
    {.name = "maxRunningTime",           .proto = "max_running_time",           .kind = FIELD_DURATION,
     .about = "The job is cancelled once it has been in RUNNING for so long, such as `7200s`; seven days when left out."},
    {.name = "maxWaitTime",              .proto = "max_wait_time",              .kind = FIELD_DURATION,
     .about = "The job is cancelled when it is not in RUNNING after so long; at least `1800s`. No limit when left out."},
    {.name = "priority",                 .proto = "priority",                   .kind = FIELD_INT32,
     .about = "0 to 1000. Among jobs that wait the largest goes first."},
};
MESSAGE(MESSAGE_SCHEDULING, "GoogleCloudMlV1__Scheduling", "google.cloud.ml.v1.Scheduling", SCHEDULING_FIELDS,
        "How long a job may wait and run, and what goes first.");

/* Order up to jobDir seen on the wire, then that of the discovery document. */
static const struct field TRAINING_INPUT_FIELDS[] = {
    {.name = "scaleTier",                .proto = "scale_tier",                 .kind = FIELD_ENUM, .enumeration = &SCALE_TIER,
     .about = "How many machines of which kind."},
    {.name = "masterType",               .proto = "master_type",                .kind = FIELD_STRING,
     .about = "Machine type of the master; needed with CUSTOM."},
    {.name = "workerType",               .proto = "worker_type",                .kind = FIELD_STRING,
     .about = "Machine type of the workers, of the same family as masterType; needed once workerCount is above 0."},
    {.name = "parameterServerType",      .proto = "parameter_server_type",      .kind = FIELD_STRING,
     .about = "Machine type of the parameter servers, of the same family as masterType; needed once parameterServerCount is above 0."},
    {.name = "workerCount",              .proto = "worker_count",               .kind = FIELD_INT64,
     .about = "How many workers. Only with CUSTOM."},
    {.name = "parameterServerCount",     .proto = "parameter_server_count",     .kind = FIELD_INT64,
     .about = "How many parameter servers. Only with CUSTOM."},
    {.name = "packageUris",              .proto = "package_uris",               .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "Python packages to install, as gs:// paths: at least one unless a container is run, at most 100."},
    {.name = "pythonModule",             .proto = "python_module",              .kind = FIELD_STRING,
     .about = "Python module to run once the packages are installed, such as `trainer.task`."},
    {.name = "args",                     .proto = "args",                       .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "Command-line arguments of the program. Rules out containerCommand and containerArgs."},
    {.name = "hyperparameters",          .proto = "hyperparameters",            .kind = FIELD_MESSAGE, .message = &MESSAGE_HYPERPARAMETER_SPEC,
     .about = "What to tune. A job that has it is a tuning job."},
    {.name = "region",                   .proto = "region",                     .kind = FIELD_STRING,
     .about = "Where to run, such as `us-central1`."},
    {.name = "runtimeVersion",           .proto = "runtime_version",            .kind = FIELD_STRING,
     .about = "Version of the service's runtime. Either this or an image in masterConfig."},
    {.name = "jobDir",                   .proto = "job_dir",                    .kind = FIELD_STRING,
     .about = "gs:// path for what the job writes; the program gets it as `--job-dir`."},
    {.name = "pythonVersion",            .proto = "python_version",             .kind = FIELD_STRING,
     .about = "Python version to go with runtimeVersion: 3.7 from 1.15 on, 3.5 for 1.4 to 1.14, 2.7 up to 1.15."},
    {.name = "masterConfig",             .proto = "master_config",              .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG,
     .about = "What the master runs."},
    {.name = "workerConfig",             .proto = "worker_config",              .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG,
     .about = "What the workers run."},
    {.name = "parameterServerConfig",    .proto = "parameter_server_config",    .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG,
     .about = "What the parameter servers run."},
    {.name = "evaluatorType",            .proto = "evaluator_type",             .kind = FIELD_STRING,
     .about = "Machine type of the evaluator, of the same family as masterType; needed once evaluatorCount is above 0."},
    {.name = "evaluatorCount",           .proto = "evaluator_count",            .kind = FIELD_INT64,
     .about = "How many evaluators. Only with CUSTOM."},
    {.name = "evaluatorConfig",          .proto = "evaluator_config",           .kind = FIELD_MESSAGE, .message = &MESSAGE_REPLICA_CONFIG,
     .about = "What the evaluator runs."},
    {.name = "enableWebAccess",          .proto = "enable_web_access",          .kind = FIELD_BOOL,
     .about = "Whether a shell on the machines can be opened in a browser while the job runs."},
    {.name = "encryptionConfig",         .proto = "encryption_config",          .kind = FIELD_MESSAGE, .message = &MESSAGE_ENCRYPTION_CONFIG,
     .about = "A key of one's own for what the job writes."},
    {.name = "network",                  .proto = "network",                    .kind = FIELD_STRING,
     .about = "VPC network to join: `projects/{number}/global/networks/{name}`."},
    {.name = "scheduling",               .proto = "scheduling",                 .kind = FIELD_MESSAGE, .message = &MESSAGE_SCHEDULING,
     .about = "Limits on waiting and running."},
    {.name = "serviceAccount",           .proto = "service_account",            .kind = FIELD_STRING,
     .about = "E-mail of the service account the program runs as."},
    {.name = "useChiefInTfConfig",       .proto = "use_chief_in_tf_config",     .kind = FIELD_BOOL,
     .about = "Whether TF_CONFIG calls the first task `chief` rather than `master`, for custom containers."},
};
MESSAGE(MESSAGE_TRAINING_INPUT, "GoogleCloudMlV1__TrainingInput", "google.cloud.ml.v1.TrainingInput", TRAINING_INPUT_FIELDS,
        "What to train, and on which machines.");
/* clang-format on */
