#include "api/method.h"

#include "model/job_schema.h"
#include "model/policy_schema.h"
#include "model/reply_schema.h"

/* clang-format off */
const struct parameter PARAMETERS_FILTERED_PAGE[] = {
    {"filter",    FIELD_STRING, "Which jobs to list, such as `jobId:census*` or `state:FAILED AND labels.team:vision`. All of them when it is left out."},
    {"pageSize",  FIELD_INT32,  "How many jobs a page holds: 20 when left out or 0, at most 100."},
    {"pageToken", FIELD_STRING, "The nextPageToken of the page before; together with the same filter."},
    {NULL, FIELD_STRING, NULL},
};

const struct parameter PARAMETERS_PAGE[] = {
    {"pageSize",  FIELD_INT32,  "How many items a page holds."},
    {"pageToken", FIELD_STRING, "The nextPageToken of the page before."},
    {NULL, FIELD_STRING, NULL},
};

const struct parameter PARAMETERS_UPDATE_MASK[] = {
    {"updateMask", FIELD_FIELDMASK, "Which members to replace, separated by commas: `labels`, `etag`. Required."},
    {NULL, FIELD_STRING, NULL},
};

const struct parameter PARAMETERS_POLICY_VERSION[] = {
    {"options.requestedPolicyVersion", FIELD_INT32, "The newest policy version the client understands: 0, 1 or 3. Conditions need 3."},
    {NULL, FIELD_STRING, NULL},
};

const struct parameter PARAMETERS_STUDY[] = {
    {"studyId", FIELD_STRING, "The id of the study to create."},
    {NULL, FIELD_STRING, NULL},
};

#define PARENT_ABOUT "The project that holds the jobs: `projects/{project}`."
#define NAME_ABOUT "The job: `projects/{project}/jobs/{job}`."

const struct method METHOD_JOBS_CREATE = {
    "Creates a training or a batch prediction job. It starts in the state QUEUED.",
    "parent", PARENT_ABOUT, &MESSAGE_JOB, &MESSAGE_JOB, false,
};

const struct method METHOD_JOBS_GET = {
    "Describes a job as it stands now.",
    "name", NAME_ABOUT, NULL, &MESSAGE_JOB, true,
};

const struct method METHOD_JOBS_LIST = {
    "Lists the jobs of a project, newest first. Without a match the reply is `{}`.",
    "parent", PARENT_ABOUT, NULL, &MESSAGE_LIST_JOBS_RESPONSE, true,
};

const struct method METHOD_JOBS_PATCH = {
    "Replaces the labels of a job. With `etag` in the mask, only if nobody else changed the job meanwhile.",
    "name", NAME_ABOUT, &MESSAGE_JOB, &MESSAGE_JOB, false,
};

const struct method METHOD_JOBS_CANCEL = {
    "Cancels a job that has not ended yet.",
    "name", NAME_ABOUT, &MESSAGE_CANCEL_JOB_REQUEST, &MESSAGE_EMPTY, false,
};

const struct method METHOD_JOBS_GET_IAM_POLICY = {
    "Reads the IAM policy of a job. One that was never set has nothing but an etag.",
    "resource", NAME_ABOUT, NULL, &MESSAGE_POLICY, false,
};

const struct method METHOD_JOBS_SET_IAM_POLICY = {
    "Replaces the IAM policy of a job. With an etag, only if nobody else set it meanwhile.",
    "resource", NAME_ABOUT, &MESSAGE_SET_IAM_POLICY_REQUEST, &MESSAGE_POLICY, false,
};

const struct method METHOD_JOBS_TEST_IAM_PERMISSIONS = {
    "Tells which of some permissions the caller has on a job. For a job that does not exist: none.",
    "resource", NAME_ABOUT, &MESSAGE_TEST_IAM_PERMISSIONS_REQUEST, &MESSAGE_TEST_IAM_PERMISSIONS_RESPONSE, false,
};

const struct method METHOD_GET_CONFIG = {
    "Tells which service accounts the service acts as on behalf of the project.",
    "name", "The project: `projects/{project}`.", NULL, &MESSAGE_GET_CONFIG_RESPONSE, false,
};
/* clang-format on */
