#include "model/job_schema.h"

#include "model/schema_rows.h"

#include <assert.h>

/* clang-format off */
#define JOB_STATES(VALUE)                                                               \
    VALUE("STATE_UNSPECIFIED", "Not known.")                                            \
    VALUE("QUEUED",            "It waits for its turn.")                                \
    VALUE("PREPARING",         "Machines are being made ready for it.")                 \
    VALUE("RUNNING",           "It runs.")                                              \
    VALUE("SUCCEEDED",         "It has ended well.")                                    \
    VALUE("FAILED",            "It has ended with an error, which errorMessage tells.") \
    VALUE("CANCELLING",        "Somebody cancelled it, and it is being stopped.")       \
    VALUE("CANCELLED",         "It was cancelled and has stopped.")
SHARED_ENUMERATION(JOB_STATE, "google.cloud.ml.v1.Job.State", JOB_STATES);
static_assert(ROW_COUNT(JOB_STATE_VALUES) == JOB_STATE_COUNT, "a name for every state");

static const struct field JOB_FIELDS[] = {
    {.name = "jobId",                    .proto = "job_id",                     .kind = FIELD_STRING,
     .about = "The client's name for it: letters, digits and underscores, a letter first, at most 128. Unique in its project for good."},
    {.name = "trainingInput",            .proto = "training_input",             .kind = FIELD_MESSAGE, .message = &MESSAGE_TRAINING_INPUT, .oneof = "input",
     .about = "What to train. Exactly one of trainingInput and predictionInput."},
    {.name = "predictionInput",          .proto = "prediction_input",           .kind = FIELD_MESSAGE, .message = &MESSAGE_PREDICTION_INPUT, .oneof = "input",
     .about = "What to predict. Exactly one of trainingInput and predictionInput."},
    {.name = "createTime",               .proto = "create_time",                .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY,
     .about = "When it was created. Set by the service."},
    {.name = "startTime",                .proto = "start_time",                 .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY,
     .about = "When work on it began. Set by the service."},
    {.name = "endTime",                  .proto = "end_time",                   .kind = FIELD_TIMESTAMP, .flags = FIELD_OUTPUT_ONLY,
     .about = "When it ended, one way or the other. Set by the service."},
    {.name = "state",                    .proto = "state",                      .kind = FIELD_ENUM, .enumeration = &JOB_STATE, .flags = FIELD_OUTPUT_ONLY,
     .about = "How far it is. Set by the service."},
    {.name = "errorMessage",             .proto = "error_message",              .kind = FIELD_STRING, .flags = FIELD_OUTPUT_ONLY,
     .about = "Why it failed or was cancelled. Set by the service."},
    {.name = "trainingOutput",           .proto = "training_output",            .kind = FIELD_MESSAGE, .message = &MESSAGE_TRAINING_OUTPUT, .oneof = "output", .flags = FIELD_OUTPUT_ONLY,
     .about = "What became of the training so far. Set by the service."},
    {.name = "predictionOutput",         .proto = "prediction_output",          .kind = FIELD_MESSAGE, .message = &MESSAGE_PREDICTION_OUTPUT, .oneof = "output", .flags = FIELD_OUTPUT_ONLY,
     .about = "What became of the prediction so far. Set by the service."},
    {.name = "labels",                   .proto = "labels",                     .kind = FIELD_STRING_MAP,
     .about = "Keys and values of the client's own, to find and group jobs by. The only member a patch may change."},
    {.name = "etag",                     .proto = "etag",                       .kind = FIELD_BYTES, .flags = FIELD_OUTPUT_ONLY,
     .about = "Changes whenever the job is patched. Sent back in a patch, it keeps two writers from overwriting each other."},
    {.name = "jobPosition",              .proto = "job_position",               .kind = FIELD_INT64, .flags = FIELD_OUTPUT_ONLY | FIELD_READ_ONLY,
     .about = "Place in the queue while the state is QUEUED; left out afterwards. Set by the service."},
};
MESSAGE(MESSAGE_JOB, "GoogleCloudMlV1__Job", "google.cloud.ml.v1.Job", JOB_FIELDS,
        "A training or a batch prediction job.");

/* Taken, and not told of: see the header. */
static const struct field CANCEL_JOB_REQUEST_FIELDS[] = {
    {.name = "name",                     .proto = "name",                       .kind = FIELD_STRING},
};
MESSAGE(MESSAGE_CANCEL_JOB_REQUEST, "GoogleCloudMlV1__CancelJobRequest", "google.cloud.ml.v1.CancelJobRequest", CANCEL_JOB_REQUEST_FIELDS,
        "What a cancel carries: nothing.");
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
