#include "store/line.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 16

void
line_done(struct line *line)
{
    for (uint32_t i = 0; i < line->count; i++)
        free(line->entries[line->first + i].plan);
    free(line->entries);
    *line = (struct line){0};
}

static uint64_t
rank_of(uint32_t ordinal, uint16_t priority)
{
    return (uint64_t)(UINT16_MAX - priority) << 32 | ordinal;
}

/* How many stand before that rank. */
static uint32_t
count_before(const struct line *line, uint64_t rank)
{
    uint32_t low = 0;
    uint32_t high = line->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (line->entries[line->first + middle].rank < rank)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
move_entries(struct line *line, uint32_t to, uint32_t from, uint32_t count)
{
    memmove(&line->entries[to], &line->entries[from], count * sizeof(line->entries[0]));
}

/* Room for one more behind the last. What has left at the front is given back only when it is as much
 * as what is there, so that nobody is moved for each one that leaves. */
static bool
reserve(struct line *line)
{
    if (line->first + line->count < line->capacity)
        return true;
    if (line->first > line->count) {
        move_entries(line, 0, line->first, line->count);
        line->first = 0;
        return true;
    }
    uint32_t capacity = line->capacity == 0 ? FIRST_CAPACITY : line->capacity * 2;
    struct line_entry *entries = realloc(line->entries, capacity * sizeof(entries[0]));
    if (entries == NULL)
        return false;
    line->entries = entries;
    line->capacity = capacity;
    return true;
}

bool
line_join(struct line *line, uint32_t ordinal, const struct plan *plan)
{
    uint64_t rank = rank_of(ordinal, plan->priority);
    if (!reserve(line))
        return false;
    struct plan *own = malloc(sizeof(*own));
    if (own == NULL)
        return false;
    *own = *plan;
    uint32_t before = count_before(line, rank);
    uint32_t at = line->first + before;
    move_entries(line, at + 1, at, line->count - before);
    line->entries[at] = (struct line_entry){rank, own};
    line->count++;
    return true;
}

static void
take_out(struct line *line, uint32_t place)
{
    uint32_t at = line->first + place;
    free(line->entries[at].plan);
    line->count--;
    if (place == 0)
        line->first++;
    else
        move_entries(line, at, at + 1, line->count - place);
    if (line->count == 0)
        line->first = 0;
}

bool
line_take(struct line *line, uint32_t *ret_ordinal, struct plan *ret_plan)
{
    if (line->count == 0)
        return false;
    const struct line_entry *entry = &line->entries[line->first];
    *ret_ordinal = (uint32_t)entry->rank;
    *ret_plan = *entry->plan;
    take_out(line, 0);
    return true;
}

uint32_t
line_position(const struct line *line, uint32_t ordinal, uint16_t priority)
{
    uint64_t rank = rank_of(ordinal, priority);
    uint32_t before = count_before(line, rank);
    bool is_there = before < line->count && line->entries[line->first + before].rank == rank;
    return is_there ? before + 1 : 0;
}

void
line_leave(struct line *line, uint32_t ordinal, uint16_t priority)
{
    uint32_t position = line_position(line, ordinal, priority);
    assert(position > 0);
    if (position > 0)
        take_out(line, position - 1);
}
