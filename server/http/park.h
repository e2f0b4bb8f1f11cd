/* Exchanges that are not being worked on: those to be tried again, in order of arrival; those asleep
 * until something stirs, and those whose reply is held back, in order of when they are due.
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
    struct park_list asleep;
    struct park_list held;
    int64_t count;        /* in all three */
    int64_t asleep_count; /* in `asleep` */
    int64_t eager_count;  /* among those, who would be called when nobody has anything to do */
};

/* Suspends an exchange that is to be tried again. */
void park_wait(struct park *park, struct exchange *exchange);

/* Suspends an exchange that sleeps until request.wake_at; moves it here if it was waiting. */
void park_sleep(struct park *park, struct exchange *exchange);

/* From asleep to waiting: this one, those that await what `stirs`, those that are due. */
void park_wake(struct park *park, struct exchange *exchange);
void park_stir(struct park *park, uint64_t stirs);
void park_wake_due(struct park *park, ns_t now);

/* The first one asleep that is eager; NULL when there is none. */
struct exchange *park_first_eager(const struct park *park);

/* Suspends an exchange whose reply is due at exchange->due; moves it here if it was waiting. */
void park_hold(struct park *park, struct exchange *exchange);

/* Takes an exchange out, whichever list it is in, and resumes it as READY: libmicrohttpd will ask
 * for its reply in its next turn. */
void park_release(struct park *park, struct exchange *exchange);

/* When the first held reply is due; NS_NEVER when none is. */
ns_t park_next_due(const struct park *park);

/* When the first one asleep is; likewise. */
ns_t park_next_wake(const struct park *park);

#endif
