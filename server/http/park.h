/* Exchanges that are not being worked on: those to be tried again, in order of arrival, and those
 * whose reply is held back, in order of when it is due.
 *
 * The park alone suspends and resumes connections, so that none is suspended twice or resumed while
 * it runs.
 */
#ifndef HTTP_PARK_H
#define HTTP_PARK_H

#include "http/exchange.h"

struct park_list {
    struct exchange *first;
    struct exchange *last;
};

struct park {
    struct park_list waiting;
    struct park_list held;
    int64_t count;
};

/* Suspends an exchange that is to be tried again. */
void park_wait(struct park *park, struct exchange *exchange);

/* Suspends an exchange whose reply is due at exchange->due; moves it here if it was waiting. */
void park_hold(struct park *park, struct exchange *exchange);

/* Takes an exchange out, whichever list it is in, and resumes it as READY: libmicrohttpd will ask
 * for its reply in its next turn. */
void park_release(struct park *park, struct exchange *exchange);

/* When the first held reply is due; NS_NEVER when none is. */
ns_t park_next_due(const struct park *park);

#endif
