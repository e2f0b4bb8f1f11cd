#include "api/call.h"

#include "base/vclock.h"

#include <assert.h>

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

ns_t
call_now(const struct call *call, struct text project)
{
    const struct world_config *config = store_config(call->service->store, project);
    return vclock_now(&config->clock, call->request->mono);
}
