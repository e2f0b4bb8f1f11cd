#include "model/policy_schema.h"

#include "model/schema_rows.h"

/* clang-format off */
#define LOG_TYPES(VALUE)                                                       \
    VALUE("LOG_TYPE_UNSPECIFIED", "None. Not accepted.")                       \
    VALUE("ADMIN_READ",           "Administrators' reads of settings.")        \
    VALUE("DATA_WRITE",           "Changes of what users keep in the service.") \
    VALUE("DATA_READ",            "Reads of what users keep in the service.")
ENUMERATION(LOG_TYPE, "google.iam.v1.AuditLogConfig.LogType", LOG_TYPES);

static const struct field EXPR_FIELDS[] = {
    {.name = "expression",      .proto = "expression",        .kind = FIELD_STRING,
     .about = "What must hold, in the Common Expression Language. It is kept, not evaluated."},
    {.name = "title",           .proto = "title",             .kind = FIELD_STRING,
     .about = "A short name for it. Required for conditions."},
    {.name = "description",     .proto = "description",       .kind = FIELD_STRING,
     .about = "What it is for, at more length."},
    {.name = "location",        .proto = "location",          .kind = FIELD_STRING,
     .about = "Where it was written, such as a file and a line, for messages about it."},
};
MESSAGE(MESSAGE_EXPR, "GoogleType__Expr", "google.type.Expr", EXPR_FIELDS,
        "An expression, and what people should know of it.");

static const struct field BINDING_FIELDS[] = {
    {.name = "role",            .proto = "role",              .kind = FIELD_STRING,
     .about = "What they may do: `roles/{role}`, `projects/{project}/roles/{role}` or `organizations/{number}/roles/{role}`."},
    {.name = "members",         .proto = "members",           .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "Who may: `user:`, `serviceAccount:` or `group:` and an e-mail address, `domain:` and its name, `allUsers` and so on. At least one."},
    {.name = "condition",       .proto = "condition",         .kind = FIELD_MESSAGE, .message = &MESSAGE_EXPR,
     .about = "When they may; always if it is left out. Only in policies of version 3."},
};
MESSAGE(MESSAGE_BINDING, "GoogleIamV1__Binding", "google.iam.v1.Binding", BINDING_FIELDS,
        "Gives a role to members.");

static const struct field AUDIT_LOG_CONFIG_FIELDS[] = {
    {.name = "logType",         .proto = "log_type",          .kind = FIELD_ENUM, .enumeration = &LOG_TYPE,
     .about = "What is logged."},
    {.name = "exemptedMembers", .proto = "exempted_members",  .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "Members that leave no trace in this log, spelt as in a binding."},
};
MESSAGE(MESSAGE_AUDIT_LOG_CONFIG, "GoogleIamV1__AuditLogConfig", "google.iam.v1.AuditLogConfig", AUDIT_LOG_CONFIG_FIELDS,
        "One kind of access that is logged.");

static const struct field AUDIT_CONFIG_FIELDS[] = {
    {.name = "service",         .proto = "service",           .kind = FIELD_STRING,
     .about = "The service whose use is logged, such as `ml.googleapis.com`, or `allServices`."},
    {.name = "auditLogConfigs", .proto = "audit_log_configs", .kind = FIELD_MESSAGE, .message = &MESSAGE_AUDIT_LOG_CONFIG, .flags = FIELD_REPEATED,
     .about = "Which kinds of access are logged, and for whom they are not."},
};
MESSAGE(MESSAGE_AUDIT_CONFIG, "GoogleIamV1__AuditConfig", "google.iam.v1.AuditConfig", AUDIT_CONFIG_FIELDS,
        "What is logged about the use of a service. Kept, and without effect here.");

static const struct field POLICY_FIELDS[] = {
    {.name = "version",         .proto = "version",           .kind = FIELD_INT32,
     .about = "0 or 1, or 3 for a policy with conditions."},
    {.name = "etag",            .proto = "etag",              .kind = FIELD_BYTES,
     .about = "Changes whenever the policy is set. Sent back with a new one, it keeps two writers from overwriting each other."},
    {.name = "bindings",        .proto = "bindings",          .kind = FIELD_MESSAGE, .message = &MESSAGE_BINDING, .flags = FIELD_REPEATED,
     .about = "Who has which role. At most 1500 members in all, 250 of them groups, each mention counted."},
    {.name = "auditConfigs",    .proto = "audit_configs",     .kind = FIELD_MESSAGE, .message = &MESSAGE_AUDIT_CONFIG, .flags = FIELD_REPEATED,
     .about = "What is logged. Replaced only if the update mask names it."},
};
MESSAGE(MESSAGE_POLICY, "GoogleIamV1__Policy", "google.iam.v1.Policy", POLICY_FIELDS,
        "Who may do what with a resource. The emulator keeps policies and enforces none.");

static const struct field SET_IAM_POLICY_REQUEST_FIELDS[] = {
    {.name = "policy",          .proto = "policy",            .kind = FIELD_MESSAGE, .message = &MESSAGE_POLICY,
     .about = "The whole policy that is to hold. Required; `{}` takes every role away."},
    {.name = "updateMask",      .proto = "update_mask",       .kind = FIELD_FIELDMASK,
     .about = "Which members of the policy count: `bindings,etag` when it is left out."},
};
MESSAGE(MESSAGE_SET_IAM_POLICY_REQUEST, "GoogleIamV1__SetIamPolicyRequest", "google.iam.v1.SetIamPolicyRequest", SET_IAM_POLICY_REQUEST_FIELDS,
        "A policy to set.");

static const struct field TEST_IAM_PERMISSIONS_REQUEST_FIELDS[] = {
    {.name = "permissions",     .proto = "permissions",       .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "The permissions to ask for, such as `ml.jobs.get`; none with a `*`."},
};
MESSAGE(MESSAGE_TEST_IAM_PERMISSIONS_REQUEST, "GoogleIamV1__TestIamPermissionsRequest", "google.iam.v1.TestIamPermissionsRequest", TEST_IAM_PERMISSIONS_REQUEST_FIELDS,
        "Permissions to ask for.");

static const struct field TEST_IAM_PERMISSIONS_RESPONSE_FIELDS[] = {
    {.name = "permissions",     .proto = "permissions",       .kind = FIELD_STRING, .flags = FIELD_REPEATED,
     .about = "Those of them that the caller has: all, if the resource exists."},
};
MESSAGE(MESSAGE_TEST_IAM_PERMISSIONS_RESPONSE, "GoogleIamV1__TestIamPermissionsResponse", "google.iam.v1.TestIamPermissionsResponse", TEST_IAM_PERMISSIONS_RESPONSE_FIELDS,
        "Permissions that the caller has.");
/* clang-format on */
