/* The heap of changes to come: (time, job), the earliest on top; equal times in order of creation.
 *
 * Entries are never removed from the middle. When a job's next change moves, a new entry is pushed
 * and the old one turns stale; whoever pops decides by the job which entries still hold.
 */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "base/ns.h"

#include <stdbool.h>
#include <stdint.h>

struct pending_entry {
    ns_t at;
    uint32_t ordinal;
};

struct pending {
    struct pending_entry *entries; /* owned */
    uint32_t count;
    uint32_t capacity;
};

void pending_done(struct pending *pending);

/* Makes room for one more push, which then cannot fail. False when memory runs out. */
bool pending_reserve(struct pending *pending);

/* Needs room. */
void pending_push(struct pending *pending, struct pending_entry entry);

/* The earliest entry; NULL when there is none. Borrowed until the next change. */
const struct pending_entry *pending_top(const struct pending *pending);

/* Drops the earliest entry; there must be one. */
void pending_pop(struct pending *pending);

/* Drops every entry that `holds` refuses; the order of the others stays. */
typedef bool (*pending_holds_fn)(const void *context, const struct pending_entry *entry);
void pending_sweep(struct pending *pending, pending_holds_fn holds, const void *context);

#endif
