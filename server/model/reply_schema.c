#include "model/reply_schema.h"

#include "model/job_schema.h"
#include "model/schema_rows.h"

/* clang-format off */
/* clang-format off */
static const struct field LIST_JOBS_RESPONSE_FIELDS[] = {
    {.name = "jobs",                  .proto = "jobs",                    .kind = FIELD_MESSAGE, .message = &MESSAGE_JOB, .flags = FIELD_REPEATED,
     .about = "The jobs of this page."},
    {.name = "nextPageToken",         .proto = "next_page_token",         .kind = FIELD_STRING,
     .about = "The pageToken of the page that follows; left out on the last one."},
};
MESSAGE(MESSAGE_LIST_JOBS_RESPONSE, "GoogleCloudMlV1__ListJobsResponse", "google.cloud.ml.v1.ListJobsResponse", LIST_JOBS_RESPONSE_FIELDS,
        "A page of a list of jobs.");

static const struct field CONFIG_FIELDS[] = {
    {.name = "tpuServiceAccount",     .proto = "tpu_service_account",     .kind = FIELD_STRING,
     .about = "Service account that Cloud TPUs act as."},
};
MESSAGE(MESSAGE_CONFIG, "GoogleCloudMlV1__Config", "google.cloud.ml.v1.Config", CONFIG_FIELDS,
        "Settings of the project.");

static const struct field GET_CONFIG_RESPONSE_FIELDS[] = {
    {.name = "config",                .proto = "config",                  .kind = FIELD_MESSAGE, .message = &MESSAGE_CONFIG,
     .about = "Settings of the project."},
    {.name = "serviceAccount",        .proto = "service_account",         .kind = FIELD_STRING,
     .about = "E-mail of the service account that needs access to the project's data."},
    {.name = "serviceAccountProject", .proto = "service_account_project", .kind = FIELD_INT64,
     .about = "Number of the project which that service account belongs to."},
};
MESSAGE(MESSAGE_GET_CONFIG_RESPONSE, "GoogleCloudMlV1__GetConfigResponse", "google.cloud.ml.v1.GetConfigResponse", GET_CONFIG_RESPONSE_FIELDS,
        "Who the service acts as on behalf of a project.");
/* clang-format on */

const struct message MESSAGE_EMPTY = {
    .schema = "GoogleProtobuf__Empty",
    .type_name = "google.protobuf.Empty",
    .about = "Nothing: it was done, and there is no more to say.",
};
