/* The IAM policy of a job: kept for whoever reads it back, enforced nowhere.
 *
 * GET  v1/{resource=projects/(*)/jobs/(*)}:getIamPolicy?options.requestedPolicyVersion -> Policy
 * POST v1/{resource=...}:setIamPolicy, body SetIamPolicyRequest -> Policy
 * POST v1/{resource=...}:testIamPermissions, body TestIamPermissionsRequest ->
 *      TestIamPermissionsResponse: all that is asked for, once each; {} for a job that does not exist
 *
 * A policy that was never set reads {"etag":"ACAB"}. One that was set has version 3 if there are
 * conditions in it, else 1, whatever version was sent. A reader that does not ask for version 3
 * gets version 1 without the bindings that have a condition.
 *
 * 400 INVALID_ARGUMENT  a body of another form, a broken rule (model/policy_rules.h), a version other
 *                       than 0, 1 and 3, a mask with anything but version, etag, bindings and
 *                       auditConfigs in it; a change of a policy with conditions by a client that
 *                       sends its etag and a version below 3, so does not know of them
 * 404 NOT_FOUND         no such job
 * 409 ABORTED           a stale etag; without an etag the policy is overwritten
 */
#include "api/jobs_find.h"
#include "api/routes.h"
#include "json/load.h"
#include "json/scalar.h"
#include "json/write.h"
#include "model/etag.h"
#include "model/policy_rules.h"
#include "model/policy_schema.h"

#define UNSET_ETAG "\"ACAB\""

/* --- getIamPolicy ------------------------------------------------------------------------------
 */

static bool
read_version(struct call *call, int64_t *ret_version)
{
    struct text value = call_query(call, "options.requestedPolicyVersion");
    *ret_version = 0;
    text_to_int64(value, ret_version);
    if (*ret_version == 0 || *ret_version == 1 || *ret_version == 3)
        return true;
    return err_field(&call->err, ERR_INVALID_ARGUMENT, "options.requested_policy_version",
                     "The requested policy version must be 0, 1 or 3.");
}

static void
drop_conditions(json_t *policy)
{
    json_t *bindings = json_object_get(policy, "bindings");
    for (size_t i = json_array_size(bindings); i-- > 0;) {
        if (json_object_get(json_array_get(bindings, i), "condition") != NULL)
            json_array_remove(bindings, i);
    }
    json_t *version = json_object_get(policy, "version");
    json_integer_set(version, 1);
}

static bool
write_for_version(struct text stored, int64_t version, struct buf *out, struct err *err)
{
    if (stored.length == 0) {
        buf_add_str(out, "{\"etag\":" UNSET_ETAG "}");
        return true;
    }
    json_auto_t *policy = json_load(stored, err);
    if (policy == NULL)
        return false;
    if (version < 3 && policy_has_conditions(policy))
        drop_conditions(policy);
    schema_write(&MESSAGE_POLICY, policy, out);
    return true;
}

enum outcome
jobs_get_iam_policy(struct call *call)
{
    struct world *world;
    const struct job *job;
    int64_t version;
    if (!read_version(call, &version) || (job = jobs_find(call, &world)) == NULL ||
        !write_for_version(job_text(job, JOB_TEXT_POLICY), version, &call->reply->body, &call->err))
        return call_fail(call);
    return reply_ok(call->reply);
}

/* --- setIamPolicy ------------------------------------------------------------------------------
 */

/* What the mask names. The version needs no replacing: it follows from the bindings. */
enum policy_part {
    PART_VERSION = 1 << 0,
    PART_ETAG = 1 << 1,
    PART_BINDINGS = 1 << 2,
    PART_AUDIT_CONFIGS = 1 << 3,
};

static bool
read_path(struct text path, unsigned *parts, struct err *err)
{
    static const struct {
        const char *path;
        enum policy_part part;
    } PATHS[] = {
        {"version", PART_VERSION},
        {"etag", PART_ETAG},
        {"bindings", PART_BINDINGS},
        {"auditConfigs", PART_AUDIT_CONFIGS},
        {"audit_configs", PART_AUDIT_CONFIGS},
    };
    for (size_t i = 0; i < sizeof(PATHS) / sizeof(PATHS[0]); i++) {
        if (text_is(path, PATHS[i].path)) {
            *parts |= PATHS[i].part;
            return true;
        }
    }
    return err_field(err, ERR_INVALID_ARGUMENT, "update_mask",
                     "The update mask names '%.*s'; only version, etag, bindings and "
                     "audit_configs can be in it.",
                     TEXT_ARG(path));
}

static bool
read_mask(struct text mask, unsigned *ret_parts, struct err *err)
{
    *ret_parts = 0;
    if (mask.length == 0)
        *ret_parts = PART_BINDINGS | PART_ETAG;
    for (bool is_last = mask.length == 0; !is_last;) {
        struct text path = mask;
        is_last = !text_split(mask, ',', &path, &mask);
        if (!read_path(path, ret_parts, err))
            return false;
    }
    return true;
}

static bool
etag_is_current(const struct job *job, const json_t *etag, bool *ret_is_current)
{
    struct buf current OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct buf sent OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct buf bytes OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);

    if (job->policy_writes == 0)
        buf_add_str(&current, UNSET_ETAG);
    else
        etag_write_policy(&current, job->key, job->policy_writes);
    scalar_bytes(etag, &bytes);
    write_base64(&sent, bytes.at, bytes.length);
    *ret_is_current = text_equal(buf_text(&current), buf_text(&sent));
    return !current.failed && !sent.failed && !bytes.failed;
}

/* An etag says that the client has read the policy; then it must have read all of it. */
static bool
check_etag(const struct job *job, const json_t *policy, const json_t *old, struct err *err)
{
    bool is_current;
    const json_t *etag = schema_get(&MESSAGE_POLICY, policy, "etag");
    int64_t version = schema_int64(&MESSAGE_POLICY, policy, "version");
    if (scalar_text(etag).length == 0)
        return true;
    if (!etag_is_current(job, etag, &is_current))
        return err_memory(err);
    if (!is_current)
        return err_set(err, ERR_ABORTED,
                       "There were concurrent policy changes. Please retry the whole "
                       "read-modify-write with exponential backoff.");
    if (version < 3 && policy_has_conditions(old))
        return err_field(err, ERR_INVALID_ARGUMENT, "policy.version",
                         "Specified policy version (%d) cannot be less than the existing policy "
                         "version (3).",
                         (int)version);
    return true;
}

static void
write_list(struct buf *out, const json_t *policy, const char *name)
{
    const struct field *field = schema_field(&MESSAGE_POLICY, text_of(name));
    size_t length = out->length;
    buf_printf(out, ",\"%s\":", name);
    if (!schema_write_field(field, schema_value(field, policy), out))
        buf_cut(out, length);
}

struct policy_change {
    unsigned parts; /* enum policy_part */
    const json_t *sent;
    const json_t *old; /* NULL: none was set */
};

static void
write_changed(struct buf *out, const struct job *job, const struct policy_change *change)
{
    const json_t *bindings = change->parts & PART_BINDINGS ? change->sent : change->old;
    const json_t *audit = change->parts & PART_AUDIT_CONFIGS ? change->sent : change->old;
    buf_printf(out, "{\"version\":%d,\"etag\":", policy_has_conditions(bindings) ? 3 : 1);
    etag_write_policy(out, job->key, job->policy_writes + 1);
    write_list(out, bindings, "bindings");
    write_list(out, audit, "auditConfigs");
    buf_add_char(out, '}');
}

/* The reply is written first, so that a policy that a client reads an error for was not set. */
static bool
set_policy(struct call *call, unsigned parts, const json_t *sent)
{
    struct world *world;
    struct job *job = jobs_find(call, &world);
    struct buf *out = &call->reply->body;
    if (job == NULL)
        return false;
    struct text stored = job_text(job, JOB_TEXT_POLICY);
    json_auto_t *old = stored.length > 0 ? json_load(stored, &call->err) : NULL;
    if ((stored.length > 0 && old == NULL) ||
        (parts & PART_ETAG && !check_etag(job, sent, old, &call->err)))
        return false;
    write_changed(out, job, &(struct policy_change){parts, sent, old});
    if (out->failed)
        return err_memory(&call->err);
    if (!world_rewrite(world, &job, JOB_TEXT_POLICY, buf_text(out), &call->err))
        return false;
    job->policy_writes++;
    return true;
}

enum outcome
jobs_set_iam_policy(struct call *call)
{
    unsigned parts;
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL || !schema_check(&MESSAGE_SET_IAM_POLICY_REQUEST, body, "", &call->err))
        return call_fail(call);
    const json_t *policy = schema_get(&MESSAGE_SET_IAM_POLICY_REQUEST, body, "policy");
    const json_t *mask = schema_get(&MESSAGE_SET_IAM_POLICY_REQUEST, body, "updateMask");
    if (!read_mask(scalar_text(mask), &parts, &call->err) ||
        !policy_rules_check(policy, &call->err) || !set_policy(call, parts, policy))
        return call_fail(call);
    return reply_ok(call->reply);
}

/* --- testIamPermissions ------------------------------------------------------------------------
 */

/* Writes what is asked for, in that order, once each: anonymous callers may do everything here. */
static bool
write_granted(const json_t *asked, struct buf *out, struct err *err)
{
    unsigned written = 0;
    for (size_t i = 0; i < json_array_size(asked); i++) {
        enum policy_permission permission;
        struct text name = scalar_text(json_array_get(asked, i));
        if (!policy_rules_find_permission(name, i, &permission, err))
            return false;
        if (written & 1U << permission)
            continue;
        buf_add_str(out, written == 0 ? "{\"permissions\":[" : ",");
        write_str(out, policy_permission_name(permission));
        written |= 1U << permission;
    }
    buf_add_str(out, written == 0 ? "{}" : "]}");
    return true;
}

enum outcome
jobs_test_iam_permissions(struct call *call)
{
    struct world *world;
    struct buf granted OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const struct message *message = &MESSAGE_TEST_IAM_PERMISSIONS_REQUEST;
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL || !schema_check(message, body, "", &call->err) ||
        !write_granted(schema_get(message, body, "permissions"), &granted, &call->err))
        return call_fail(call);
    if (jobs_find(call, &world) == NULL)
        return call->err.code == ERR_NOT_FOUND ? jobs_reply_empty(call) : call_fail(call);
    if (granted.failed) {
        err_memory(&call->err);
        return call_fail(call);
    }
    buf_add_text(&call->reply->body, buf_text(&granted));
    return reply_ok(call->reply);
}
