#include "api/call.h"

#include "base/rng.h"
#include "base/vclock.h"

#include <assert.h>

/* Google's page for a path it does not serve, as far as its words go (seen on other APIs; from memory).
 */
static const char NOT_FOUND_HTML[] =
    "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n"
    "<p><b>404.</b> <ins>That’s an error.</ins>\n"
    "<p>The requested URL was not found on this server. <ins>That’s all we know.</ins>\n";

struct text
call_query(const struct call *call, const char *name)
{
    struct text value = {0};
    for (size_t i = 0; i < call->query_count; i++) {
        if (text_is(call->query[i].name, name))
            value = call->query[i].value;
    }
    return value;
}

enum outcome
call_fail(struct call *call)
{
    assert(call->err.code != ERR_NONE);
    return reply_error(call->reply, &call->err);
}

enum outcome
call_fail_unserved(struct call *call)
{
    if (call->service->compat->value[COMPAT_UNKNOWN_PATH] != UNKNOWN_PATH_HTML)
        return call_fail(call);
    call->reply->status = reply_status(ERR_NOT_FOUND);
    call->reply->type = REPLY_HTML;
    buf_add_str(&call->reply->body, NOT_FOUND_HTML);
    return OUTCOME_DONE;
}

uint64_t
call_topic(const struct call *call)
{
    if (call->route == NULL || call->route->scope != SCOPE_WORLD)
        return STIRS_ALL;
    return rng_key(0, call->captures[0]) | 1;
}

ns_t
call_now(const struct call *call, struct text project)
{
    const struct world_config *config = store_config(call->service->store, project);
    return vclock_now(&config->clock, call->request->mono);
}
