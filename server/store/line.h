/* Jobs of a world that could begin and wait for one of its machines: the highest Scheduling.priority
 * first, then in order of creation. Each leaves its plan here as it was drawn.
 *
 * Joining at the end and leaving at the front, as jobs of one priority do, costs next to nothing; any
 * other place costs a move of what stands behind it, 16 bytes a job.
 */
#ifndef STORE_LINE_H
#define STORE_LINE_H

#include "sim/planner.h"

#include <stdbool.h>
#include <stdint.h>

struct line_entry {
    uint64_t rank;     /* who has less goes first */
    struct plan *plan; /* owned; as drawn */
};

struct line {
    struct line_entry *entries; /* owned; sorted from `first` on */
    uint32_t first;
    uint32_t count;
    uint32_t capacity;
};

void line_done(struct line *line);

/* Puts a job in. False, nothing changed, when memory runs out. It must not be there yet. */
bool line_join(struct line *line, uint32_t ordinal, const struct plan *plan);

/* Takes out whoever is first; false when nobody is there. */
bool line_take(struct line *line, uint32_t *ret_ordinal, struct plan *ret_plan);

/* Takes out a job, wherever it stands; `priority` is its plan's. */
void line_leave(struct line *line, uint32_t ordinal, uint16_t priority);

/* Its place, from 1 on; 0 when it is not there. */
uint32_t line_position(const struct line *line, uint32_t ordinal, uint16_t priority);

#endif
