#include "api/dispatch.h"

#include "api/parameters.h"
#include "base/rng.h"
#include "json/mask.h"
#include "json/write.h"
#include "model/stream.h"

/* Room for every reply of a handler that changes something, except a create, which writes its reply
 * first: what has been done cannot turn into an error for want of memory. */
#define REPLY_FIRST_BYTES 1024

static void
call_done(struct call *call)
{
    err_done(&call->err);
    buf_done(&call->texts);
}

/* All decoded texts live in one buffer that must not move while captures point into it. */
static bool
reserve_memory(struct call *call)
{
    const struct request *request = call->request;
    size_t bytes = request->path.length;
    for (size_t i = 0; i < request->query_count; i++)
        bytes += request->query[i].name.length + request->query[i].value.length;
    if (buf_reserve(&call->texts, bytes) && buf_reserve(&call->reply->body, REPLY_FIRST_BYTES))
        return true;
    return err_memory(&call->err);
}

/* True while the request must wait for a jump of a world it touches. The request that began the
 * jump has made progress and goes on. */
static bool
must_wait(const struct call *call)
{
    const struct store *store = call->service->store;
    if (call->request->progress > 0 || call->route->scope == SCOPE_NONE)
        return false;
    if (call->route->scope == SCOPE_WORLD) {
        const struct world *world = store_world(store, call->captures[0]);
        /* A world that is yet to come begins where the template's clock will be. */
        return world != NULL ? world->jump.is_active : call->service->template_jump != 0;
    }
    for (uint32_t i = 0; i < store->count; i++) {
        if (store->worlds[i]->jump.is_active)
            return true;
    }
    return false;
}

/* Trials are simulated no further than somebody looks. So before a request looks at a world that has
 * some, they are brought up to its present; handlers may take that for granted. Whoever has begun a jump
 * counts what it makes visible and settles by itself. False with call->err when memory runs out. */
static bool
settle_lazy(struct call *call, bool *ret_is_settled)
{
    struct world *world = store_world(call->service->store, call->captures[0]);
    int slice = LIMIT_SETTLE_SLICE;
    int64_t ignored = 0;
    *ret_is_settled = true;
    if (call->route->scope != SCOPE_WORLD || call->request->progress > 0 || world == NULL ||
        !world_is_lazy(world))
        return true;
    ns_t now = vclock_now(&world->config.clock, call->request->mono);
    *ret_is_settled = world_settle(world, now, now, &slice, &ignored, &call->err);
    return call->err.code == ERR_NONE;
}

static void
drop_mask(struct mask **mask)
{
    mask_free(*mask);
}

/* The mask of a reply, NULL when there is none to apply. False with call->err. What is no method of
 * the API has no message that the mask could be checked against. */
static bool
read_mask(struct call *call, struct mask **ret_mask)
{
    const struct method *method = call->route->api_method;
    if (call->fields.length == 0)
        return true;
    *ret_mask = mask_parse(call->fields, method == NULL ? NULL : method->response, &call->err);
    return *ret_mask != NULL;
}

/* Memory ran out while a finished reply was given its form. A GET can be asked again; what anything
 * else says is done, so its reply stays as it is. */
static void
give_up_form(struct call *call)
{
    if (call->route->method != HTTP_GET)
        return;
    err_memory(&call->err);
    reply_error(call->reply, &call->err);
}

/* Leaves in a successful reply what the client asked for. */
static void
apply_mask(struct call *call, const struct mask *mask)
{
    struct reply *reply = call->reply;
    if (mask == NULL || reply->type != REPLY_JSON || reply->status != reply_status(ERR_NONE))
        return;
    struct buf masked OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    mask_apply(mask, buf_text(&reply->body), &masked);
    if (masked.failed) {
        give_up_form(call);
        return;
    }
    struct buf whole = reply->body;
    reply->body = masked;
    masked = whole;
}

/* JSONP: the page that asked gets to see errors too, so they are all 200. */
static void
wrap_in_callback(struct call *call)
{
    struct reply *reply = call->reply;
    if (call->callback.length == 0 || reply->type != REPLY_JSON)
        return;
    struct buf script OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    buf_add_str(&script, "// API callback\n");
    buf_add_text(&script, call->callback);
    buf_add_char(&script, '(');
    buf_add_text(&script, reply_text(reply));
    buf_add_str(&script, ");");
    if (script.failed) {
        give_up_form(call);
        return;
    }
    struct buf plain = reply->body;
    reply->body = script;
    script = plain;
    reply->status = reply_status(ERR_NONE);
    reply->type = REPLY_JAVASCRIPT;
}

/* Without the memory for it the reply stays compact: what it says is done all the same. */
static void
indent(struct reply *reply)
{
    struct buf pretty OWNED(buf_done) = BUF((size_t)LIMIT_REPLY_BYTES);
    write_indented(&pretty, buf_text(&reply->body));
    if (pretty.failed)
        return;
    struct buf compact = reply->body;
    reply->body = pretty;
    pretty = compact;
}

static bool
is_api(const struct call *call)
{
    return text_starts(call->request->path, "/v1/");
}

/* --response-delay holds API replies only: the control API is how tests steer. */
static void
hold_back(struct call *call)
{
    struct service *service = call->service;
    if (!is_api(call))
        return;
    bool has_world = call->route != NULL && call->route->scope == SCOPE_WORLD;
    const struct world_config *config =
        has_world ? store_config(service->store, call->captures[0]) : &service->store->template;
    const struct dist *delay = &config->response_delay;
    if (delay->kind == DIST_FIXED && delay->from == 0)
        return;
    uint64_t key = rng_key(config->seed, TEXT("response-delay"));
    uint32_t draw = service->delays++;
    call->reply->hold = dist_sample(delay, rng_unit(key, STREAM_RESPONSE_DELAY, 0, draw));
}

static enum outcome
run(struct call *call, const struct route_table *tables, size_t table_count)
{
    if (!parameters_override(call) || !reserve_memory(call))
        return call_fail(call);
    if (!router_match(call, tables, table_count))
        return call->err.code == ERR_NOT_FOUND ? call_fail_unserved(call) : call_fail(call);
    if (!parameters_read(call))
        return call_fail(call);
    struct mask *mask OWNED(drop_mask) = NULL;
    if (!read_mask(call, &mask))
        return call_fail(call);
    if (must_wait(call))
        return OUTCOME_LATER;
    bool is_settled;
    if (!settle_lazy(call, &is_settled))
        return call_fail(call);
    if (!is_settled)
        return OUTCOME_LATER;
    enum outcome outcome = call->route->handler(call);
    if (outcome == OUTCOME_DONE)
        apply_mask(call, mask);
    return outcome;
}

/* Whether a request of that method may have changed something: nobody looks closer. */
static bool
may_change(enum http_method method)
{
    return method != HTTP_GET && method != HTTP_HEAD && method != HTTP_OPTIONS;
}

enum outcome
dispatch(struct service *service, const struct route_table *tables, size_t table_count,
         struct request *request, struct reply *reply)
{
    struct call call OWNED(call_done) = {
        .service = service,
        .request = request,
        .reply = reply,
        .is_pretty = true,
        .err = ERR,
        .texts = BUF((size_t)LIMIT_REPLY_BYTES),
    };
    enum outcome outcome = run(&call, tables, table_count);
    if (outcome != OUTCOME_DONE)
        return outcome;
    request_done(request);
    if (may_change(request->method))
        reply->stirs = call_topic(&call);

    bool is_success = reply->status == reply_status(ERR_NONE);
    if (is_success && call.is_pretty && reply->type == REPLY_JSON)
        indent(reply);
    wrap_in_callback(&call);
    hold_back(&call);
    return OUTCOME_DONE;
}
