/* PATCH v1/{name=projects/(*)/jobs/(*)}?updateMask, body Job -> Job
 *
 * The mask names what is replaced: labels, as a whole, and etag, which makes the patch conditional:
 * the etag of the body must then be the job's. Whatever else the body holds is ignored.
 *
 * 400 INVALID_ARGUMENT  a body that is no Job, a mask that is missing or names anything else, labels
 *                       that break the rules
 * 404 NOT_FOUND         no such job
 * 409 ABORTED           a stale etag (--compat etag-mismatch=400: FAILED_PRECONDITION)
 */
#include "api/job_view.h"
#include "api/jobs_find.h"
#include "api/routes.h"
#include "json/load.h"
#include "json/scalar.h"
#include "json/write.h"
#include "model/etag.h"
#include "model/job_schema.h"
#include "model/labels.h"

#include <stdlib.h>

struct patch {
    bool replaces_labels;
    bool checks_etag;
};

static bool
read_path(struct text path, struct patch *patch, struct err *err)
{
    if (text_is(path, "labels"))
        patch->replaces_labels = true;
    else if (text_is(path, "etag"))
        patch->checks_etag = true;
    else
        return err_field(err, ERR_INVALID_ARGUMENT, "update_mask",
                         "The update mask names '%.*s'; only labels and etag can be in it.",
                         TEXT_ARG(path));
    return true;
}

static bool
read_mask(struct call *call, struct patch *patch)
{
    struct text rest = call_query(call, "updateMask");
    if (rest.length == 0)
        return err_field(&call->err, ERR_INVALID_ARGUMENT, "update_mask",
                         "An update mask must be specified.");
    for (bool is_last = false; !is_last;) {
        struct text path = rest;
        is_last = !text_split(rest, ',', &path, &rest);
        if (!read_path(path, patch, &call->err))
            return false;
    }
    return true;
}

static bool
etag_is_current(const struct job *job, const json_t *body, bool *ret_is_current)
{
    struct buf current OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    struct buf sent OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct buf bytes OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    const json_t *etag = schema_get(&MESSAGE_JOB, body, "etag");

    etag_write(&current, job->key, job->writes);
    if (etag != NULL)
        scalar_bytes(etag, &bytes);
    write_base64(&sent, bytes.at, bytes.length);
    *ret_is_current = text_equal(buf_text(&current), buf_text(&sent));
    return !current.failed && !sent.failed && !bytes.failed;
}

static bool
check_etag(struct call *call, const struct job *job, const json_t *body)
{
    bool is_current;
    if (!etag_is_current(job, body, &is_current))
        return err_memory(&call->err);
    if (is_current)
        return true;
    bool is_400 = call->service->compat->value[COMPAT_ETAG_MISMATCH] == ETAG_MISMATCH_400;
    return err_field(&call->err, is_400 ? ERR_FAILED_PRECONDITION : ERR_ABORTED, "etag",
                     "The etag is not the job's current one. Get the job again and repeat the "
                     "change.");
}

static bool
check_labels(const json_t *labels, struct err *err)
{
    struct buf sentence OWNED(buf_done) = BUF(ERR_TEXT_BYTES);
    const char *key;
    enum labels_flaw flaw = labels_check(labels, &key);
    if (flaw == LABELS_FINE)
        return true;
    labels_say(flaw, key, &sentence);
    return err_field(err, ERR_INVALID_ARGUMENT, "labels", "%s",
                     sentence.failed ? "The labels are not valid." : sentence.at);
}

/* The labels the job is to have, as stored. */
static bool
write_labels(const struct patch *patch, const struct job *job, const json_t *body, struct buf *out,
             struct err *err)
{
    const json_t *map = schema_get(&MESSAGE_JOB, body, "labels");
    if (!patch->replaces_labels) {
        buf_add_text(out, job_text(job, JOB_TEXT_LABELS));
        return !out->failed || err_memory(err);
    }
    if (!check_labels(map, err))
        return false;
    if (json_object_size(map) > 0)
        write_value(out, map);
    return !out->failed || err_memory(err);
}

/* The reply is written first, from the job as it is to be: a client that reads an error may be sure
 * that nothing has changed. */
static bool
apply(struct call *call, const struct patch *patch, const json_t *body)
{
    struct buf labels OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    struct world *world;
    struct job *job = jobs_find(call, &world);
    if (job == NULL || (patch->checks_etag && !check_etag(call, job, body)) ||
        !write_labels(patch, job, body, &labels, &call->err))
        return false;
    struct job *copy = job_rewrite(job, JOB_TEXT_LABELS, buf_text(&labels));
    if (copy == NULL)
        return err_memory(&call->err);
    copy->writes++;
    struct job_moment moment = jobs_moment(call, copy);
    job_view_write(&call->reply->body, &moment);
    if (call->reply->body.failed) {
        free(copy);
        return err_memory(&call->err);
    }
    world_replace(world, copy);
    return true;
}

enum outcome
jobs_patch(struct call *call)
{
    struct patch patch = {0};
    json_auto_t *body = json_load(call->request->body, &call->err);
    if (body == NULL || !schema_check(&MESSAGE_JOB, body, "job", &call->err) ||
        !read_mask(call, &patch) || !apply(call, &patch, body))
        return call_fail(call);
    return reply_ok(call->reply);
}
