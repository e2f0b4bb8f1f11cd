/* What world.c and settle.c share. Private to the two. */
#ifndef STORE_WORLD_PARTS_H
#define STORE_WORLD_PARTS_H

#include "store/world.h"

/* Room for one more change to come, which settle_begin then needs. False when memory runs out. */
bool settle_reserve(struct world *world);

/* Sorts a job by its state at `now`, the world's present, and waits for its next change, in place of
 * whatever was waited for. Needs room. */
void settle_begin(struct world *world, struct job *job, ns_t now);

/* The same for a new one. */
void settle_enter(struct world *world, struct job *job);

/* Forgets that a job waits for anything. */
void settle_leave(struct world *world, struct job *job);

#endif
