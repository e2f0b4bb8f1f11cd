/* POST /batch and /batch/ml/v1, body multipart/mixed of application/http -> the same
 *
 * Each part is a call of its own, answered in its place, whatever becomes of the others. Parts run
 * in order, a few at a time, so that a long batch keeps nobody waiting.
 *
 * 400 INVALID_ARGUMENT  no multipart/mixed body, no part, more than LIMIT_BATCH_CALLS of them, no
 *                       last delimiter; nothing has been run then
 *
 * A part that is no request, or for what is not of the API, answers 400 or 404 in its place; one
 * whose body is longer than a request's may be (--max-body), 413.
 */
#include "api/batch.h"

#include "api/discovery_routes.h"
#include "api/dispatch.h"
#include "api/inner_request.h"
#include "api/multipart.h"
#include "api/routes.h"

#include <stdio.h>
#include <stdlib.h>

static const struct route ROUTES[] = {
    {HTTP_POST, "batch", "batch", batch, SCOPE_NONE, NULL, NULL},
    {HTTP_POST, "batch/ml/v1", "batch", batch, SCOPE_NONE, NULL, NULL},
};

const struct route_table BATCH_ROUTES = {ROUTES, sizeof(ROUTES) / sizeof(ROUTES[0])};

/* A batch under way; kept between two slices. */
struct progress {
    struct multipart parts;
    struct buf out; /* the reply so far */
    ns_t hold;      /* the longest that any part is to be held back */

    bool is_inner_under_way;
    struct request inner;
    struct reply inner_reply;
    struct text inner_id; /* Content-ID of the part */
};

static void
progress_free(void *work)
{
    struct progress *progress = work;
    request_done(&progress->inner);
    reply_done(&progress->inner_reply);
    buf_done(&progress->out);
    free(progress);
}

/* Looks at the whole body before anything is run. */
static bool
check_parts(struct multipart parts, struct err *err)
{
    struct text part;
    int count = 0;
    while (count <= LIMIT_BATCH_CALLS && multipart_next(&parts, &part))
        count++;
    if (count > LIMIT_BATCH_CALLS)
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "A batch holds at most %d calls; this one has more.", LIMIT_BATCH_CALLS);
    if (count == 0 || !parts.is_closed)
        return err_set(err, ERR_INVALID_ARGUMENT,
                       "The body of a batch must hold parts between lines \"--%.*s\" and end with "
                       "\"--%.*s--\".",
                       TEXT_ARG(parts.boundary), TEXT_ARG(parts.boundary));
    return true;
}

/* Begins the batch. NULL with call->err. */
static struct progress *
begin(struct call *call)
{
    struct request *request = call->request;
    struct multipart parts = {.rest = request->body};
    if (!multipart_boundary(request_header(request, "Content-Type"), &parts.boundary)) {
        err_set(&call->err, ERR_INVALID_ARGUMENT,
                "A batch must have a Content-Type such as multipart/mixed; boundary=batch.");
        return NULL;
    }
    if (!check_parts(parts, &call->err))
        return NULL;
    struct progress *progress = calloc(1, sizeof(*progress));
    if (progress == NULL) {
        err_memory(&call->err);
        return NULL;
    }
    progress->parts = parts;
    progress->out = BUF((size_t)LIMIT_REPLY_BYTES);
    progress->inner_reply = REPLY;
    request->work = progress;
    request->work_free = progress_free;
    return progress;
}

/* A part is let in as the whole is, unless it says otherwise. */
static void
inherit_authorization(const struct request *outer, struct request *inner)
{
    struct text outer_value = request_header(outer, "Authorization");
    if (outer_value.length > 0 && request_header(inner, "Authorization").length == 0 &&
        inner->header_count < LIMIT_HEADER_PAIRS)
        inner->headers[inner->header_count++] = (struct pair){TEXT("Authorization"), outer_value};
}

/* Runs the part, or goes on with it. Its errors are its reply. */
static enum outcome
run_part(struct call *call, struct progress *progress, struct text part)
{
    const struct route_table tables[] = {API_ROUTES, DISCOVERY_ROUTES};
    struct err err OWNED(err_done) = ERR;
    struct request *inner = &progress->inner;
    struct reply *reply = &progress->inner_reply;
    if (!progress->is_inner_under_way) {
        *inner = (struct request){.id = call->request->id};
        if (!inner_request_read(part, inner, &progress->inner_id, &err))
            return reply_error(reply, &err);
        inherit_authorization(call->request, inner);
    }
    if (inner->body.length > (size_t)call->service->limits->body_bytes)
        return reply_too_large(reply, call->service->limits->body_bytes, "max-body");
    if (progress->out.length > LIMIT_BATCH_REPLY_BYTES) {
        err_set(
            &err, ERR_RESOURCE_EXHAUSTED,
            "The replies of this batch are longer than %d bytes already; this call was not run.",
            LIMIT_BATCH_REPLY_BYTES);
        return reply_error(reply, &err);
    }
    inner->mono = call->request->mono;
    enum outcome outcome =
        dispatch(call->service, tables, sizeof(tables) / sizeof(tables[0]), inner, reply);
    progress->is_inner_under_way = outcome != OUTCOME_DONE;
    return outcome;
}

/* "<1f7c + 1>" -> "<response-1f7c + 1>" */
static void
write_id(struct buf *out, struct text id)
{
    bool is_bracketed = text_starts(id, "<");
    if (id.length == 0)
        return;
    buf_printf(out, "Content-ID: %sresponse-%.*s\r\n", is_bracketed ? "<" : "",
               (int)(id.length - (is_bracketed ? 1 : 0)), id.at + (is_bracketed ? 1 : 0));
}

static void
write_part(struct progress *progress, const char *boundary)
{
    struct reply *reply = &progress->inner_reply;
    struct buf *out = &progress->out;
    buf_printf(out, "--%s\r\nContent-Type: application/http\r\n", boundary);
    write_id(out, progress->inner_id);
    buf_printf(out, "\r\nHTTP/1.1 %d %s\r\nContent-Type: %s\r\n", reply->status,
               reply_reason(reply->status), reply_content_type(reply->type));
    buf_add_str(out, "Vary: Origin\r\nVary: X-Origin\r\nVary: Referer\r\n\r\n");
    if (progress->inner.method != HTTP_HEAD)
        buf_add_text(out, reply_text(reply));
    buf_add_str(out, "\r\n");

    progress->hold = reply->hold > progress->hold ? reply->hold : progress->hold;
    reply_done(reply);
    *reply = REPLY;
}

/* Runs parts until a slice is full or none is left. Once there is no memory for the reply, nothing
 * more is changed that nobody would hear of. */
static enum outcome
run_parts(struct call *call, struct progress *progress, const char *boundary)
{
    struct text part = TEXT("");
    size_t bytes = 0;
    for (int done = 0; done < LIMIT_BATCH_SLICE && bytes < LIMIT_BATCH_SLICE_BYTES; done++) {
        size_t written = progress->out.length;
        bool is_lost = progress->out.failed;
        if (is_lost || (!progress->is_inner_under_way && !multipart_next(&progress->parts, &part)))
            return OUTCOME_DONE;
        if (run_part(call, progress, part) != OUTCOME_DONE)
            return OUTCOME_LATER;
        write_part(progress, boundary);
        bytes += part.length + progress->out.length - written;
    }
    return OUTCOME_LATER;
}

enum outcome
batch(struct call *call)
{
    struct reply *reply = call->reply;
    struct progress *progress = call->request->work;
    char boundary[REPLY_BOUNDARY_BYTES];
    (void)snprintf(boundary, sizeof(boundary), "batch_%s", call->request->id);
    if (progress == NULL)
        progress = begin(call);
    if (progress == NULL)
        return call_fail(call);
    if (run_parts(call, progress, boundary) == OUTCOME_LATER)
        return OUTCOME_LATER;

    buf_printf(&progress->out, "--%s--\r\n", boundary);
    struct buf whole = progress->out;
    progress->out = reply->body;
    reply->body = whole;
    if (reply->body.failed)
        return reply_ok(reply);
    reply->type = REPLY_MULTIPART;
    reply->hold = progress->hold;
    (void)snprintf(reply->boundary, sizeof(reply->boundary), "%s", boundary);
    return reply_ok(reply);
}
