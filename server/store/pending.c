#include "store/pending.h"

#include <assert.h>
#include <stdlib.h>

#define FIRST_CAPACITY 16

void
pending_done(struct pending *pending)
{
    free(pending->entries);
    *pending = (struct pending){0};
}

bool
pending_reserve(struct pending *pending)
{
    if (pending->count < pending->capacity)
        return true;
    uint32_t capacity = pending->capacity == 0 ? FIRST_CAPACITY : pending->capacity * 2;
    struct pending_entry *entries =
        realloc(pending->entries, (size_t)capacity * sizeof(pending->entries[0]));
    if (entries == NULL)
        return false;
    pending->entries = entries;
    pending->capacity = capacity;
    return true;
}

static bool
is_before(struct pending_entry a, struct pending_entry b)
{
    return a.at != b.at ? a.at < b.at : a.ordinal < b.ordinal;
}

void
pending_push(struct pending *pending, struct pending_entry entry)
{
    assert(pending->count < pending->capacity);
    uint32_t at = pending->count++;
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!is_before(entry, pending->entries[parent]))
            break;
        pending->entries[at] = pending->entries[parent];
        at = parent;
    }
    pending->entries[at] = entry;
}

const struct pending_entry *
pending_top(const struct pending *pending)
{
    return pending->count == 0 ? NULL : &pending->entries[0];
}

/* Puts `entry` where it belongs at or below the hole `at`. */
static void
sink(struct pending *pending, uint32_t at, struct pending_entry entry)
{
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= pending->count)
            break;
        if (child + 1 < pending->count &&
            is_before(pending->entries[child + 1], pending->entries[child]))
            child++;
        if (!is_before(pending->entries[child], entry))
            break;
        pending->entries[at] = pending->entries[child];
        at = child;
    }
    pending->entries[at] = entry;
}

void
pending_pop(struct pending *pending)
{
    assert(pending->count > 0);
    pending->count--;
    if (pending->count > 0)
        sink(pending, 0, pending->entries[pending->count]);
}

void
pending_sweep(struct pending *pending, pending_holds_fn holds, const void *context)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pending->count; i++) {
        if (holds(context, &pending->entries[i]))
            pending->entries[kept++] = pending->entries[i];
    }
    pending->count = kept;
    for (uint32_t i = kept / 2; i > 0; i--)
        sink(pending, i - 1, pending->entries[i - 1]);
}
