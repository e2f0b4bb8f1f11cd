/* What every handler may use: the state and the settings of this process. app.c puts it together.
 */
#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "base/limits.h"
#include "model/compat.h"
#include "store/store.h"

struct waiter;

struct service {
    struct store *store;         /* borrowed */
    const struct compat *compat; /* borrowed */
    const struct limits *limits; /* borrowed */
    const char *version;         /* "0.1.0" */
    const char *instance;        /* UUID of this process (libuuid) */
    uint32_t delays;             /* response delays drawn so far */
    int64_t jumps;               /* clock jumps begun so far */
    int64_t template_jump;       /* the one that is yet to move the template's clock; 0: none */
    struct waiter *waiters;      /* requests that may make time jump: control/wait.c */
};

#endif
