/* What every reply of a clock call has in common: whose time it shows and what is still to come. */
#ifndef CONTROL_CLOCK_VIEW_H
#define CONTROL_CLOCK_VIEW_H

#include "base/vclock.h"
#include "control/targets.h"

/* The clock a reply shows: the world's; the template's for all worlds, or for one not yet written
 * to. */
const struct vclock *clock_view_shown(struct call *call, const struct targets *targets);

/* Moves the index of each target up to its present, at most *slice jobs in all. False while more is
 * to be done, or with call->err: jump_pause tells which. */
bool clock_view_settle(struct call *call, const struct targets *targets, int *slice);

/* Answers a call that moved clocks: {"time","applied","next"?,"pending"}, applied being the request's
 * tally. Returns jump_pause until the targets are settled. */
enum outcome clock_view_reply_moved(struct call *call, const struct targets *targets, int *slice);

/* Adds "name":"<time>", with a comma behind. */
void clock_view_write_time(struct buf *out, const char *name, ns_t time);

/* Adds "next" (absent when nothing is to come) and "pending" of all targets together, and closes
 * the object. The targets must be settled. */
void clock_view_close(struct buf *out, const struct targets *targets);

#endif
