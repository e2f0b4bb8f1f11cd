/* Methods of ml v1 that this server does not have: 501 UNIMPLEMENTED naming the method. */
#include "api/routes.h"

enum outcome
not_emulated(struct call *call)
{
    err_set(&call->err, ERR_UNIMPLEMENTED,
            "%s is a method of the AI Platform API that this emulator does not have.",
            call->route->id);
    return call_fail(call);
}
