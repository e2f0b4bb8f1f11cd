/* Clock jumps: the time is set at once, then the world settles in slices.
 *
 *     jump_begin(call, world, to);                       the first attempt
 *     ...
 *     if (!jump_settle(call, world, &slice))             each attempt
 *         return jump_pause(call);
 *
 * While a jump is active, requests that touch the world wait (api/dispatch.c), except the one that
 * began it: its progress is the number of its jumps.
 */
#ifndef API_JUMP_H
#define API_JUMP_H

#include "api/call.h"

/* Takes a world for this request, which may have begun other jumps: nobody else gets to see it until
 * jump_settle is through. Changes up to `from` do not count as the jump's. Moves no clock. */
void jump_hold(struct call *call, struct world *world, ns_t from, ns_t to);

/* The same, and sets the world's clock to `to`, not before its present. */
void jump_begin(struct call *call, struct world *world, ns_t to);

/* Whether this request holds the world. */
bool jump_is_held(const struct call *call, const struct world *world);

/* Settles the world up to the jump's end, at most *slice jobs. True once it is through, and then the
 * changes that became visible have been added to the request's tally. False when there is more to
 * do, or with call->err when memory ran out. */
bool jump_settle_part(struct call *call, struct world *world, int *slice);

/* The same, and lets go of the world at the end. Nothing is to be done when the request does not
 * hold it. */
bool jump_settle(struct call *call, struct world *world, int *slice);

/* Moves the index of a world that stands still up to `to`, which is no later than its present;
 * nothing is counted. True and false as above. */
bool jump_catch_up(struct call *call, struct world *world, ns_t to, int *slice);

/* What to return after a false: OUTCOME_LATER; or the error, and no world is held any more: a jump that
 * nobody goes on with must not keep the others waiting. */
enum outcome jump_pause(struct call *call);

#endif
