/* The worlds a control call works on: the one its path names, or all. */
#ifndef CONTROL_TARGETS_H
#define CONTROL_TARGETS_H

#include "api/call.h"

struct targets {
    struct vclock *template; /* the server's clock; NULL when one world is meant */
    struct world **worlds;   /* borrowed, or points at `only` */
    uint32_t count;
    struct world *only;
};

/* For calls that write: a world that is named comes into being. False with call->err. `targets`
 * must stay where it is. */
bool targets_ensure(struct call *call, struct targets *targets);

/* For calls that read: a world nobody wrote to is simply not among the targets. False with
 * call->err when the project id is impossible. */
bool targets_find(struct call *call, struct targets *targets);

#endif
