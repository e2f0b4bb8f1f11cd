#include "base/index.h"

#include <stdlib.h>

#define FIRST_CAPACITY 16

struct index_slot {
    uint32_t hash;
    uint32_t place; /* the value plus one; 0: free */
};

/* FNV-1a mixes its upper half best. */
static uint32_t
half_hash(struct text key)
{
    uint64_t hash = text_hash(key);
    return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

static void
put(struct index_slot *slots, uint32_t capacity, struct index_slot slot)
{
    uint32_t at = slot.hash & (capacity - 1);
    while (slots[at].place != 0)
        at = (at + 1) & (capacity - 1);
    slots[at] = slot;
}

static bool
grow(struct index *index)
{
    uint32_t capacity = index->capacity == 0 ? FIRST_CAPACITY : index->capacity * 2;
    struct index_slot *slots = calloc(capacity, sizeof(slots[0]));
    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i < index->capacity; i++) {
        if (index->slots[i].place != 0)
            put(slots, capacity, index->slots[i]);
    }
    free(index->slots);
    index->slots = slots;
    index->capacity = capacity;
    return true;
}

bool
index_reserve(struct index *index)
{
    /* At most three quarters full. */
    if (index->count < index->capacity - index->capacity / 4)
        return true;
    return grow(index);
}

bool
index_insert(struct index *index, struct text key, uint32_t value)
{
    if (!index_reserve(index))
        return false;
    put(index->slots, index->capacity, (struct index_slot){half_hash(key), value + 1});
    index->count++;
    return true;
}

/* The slot of a key; false when there is none. */
static bool
locate(const struct index *index, struct text key, index_match_fn match, const void *context,
       uint32_t *ret_at)
{
    if (index->capacity == 0)
        return false;
    uint32_t hash = half_hash(key);
    uint32_t mask = index->capacity - 1;
    for (uint32_t at = hash & mask; index->slots[at].place != 0; at = (at + 1) & mask) {
        if (index->slots[at].hash == hash && match(context, index->slots[at].place - 1, key)) {
            *ret_at = at;
            return true;
        }
    }
    return false;
}

bool
index_find(const struct index *index, struct text key, index_match_fn match, const void *context,
           uint32_t *ret_value)
{
    uint32_t at;
    if (!locate(index, key, match, context, &at))
        return false;
    *ret_value = index->slots[at].place - 1;
    return true;
}

void
index_remove(struct index *index, struct text key, index_match_fn match, const void *context)
{
    uint32_t hole;
    if (!locate(index, key, match, context, &hole))
        return;
    uint32_t mask = index->capacity - 1;
    index->count--;

    /* Whoever was pushed past the hole moves back, so that a search may stop at a free slot. */
    for (uint32_t at = (hole + 1) & mask; index->slots[at].place != 0; at = (at + 1) & mask) {
        uint32_t home = index->slots[at].hash & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue;
        index->slots[hole] = index->slots[at];
        hole = at;
    }
    index->slots[hole] = (struct index_slot){0};
}

void
index_done(struct index *index)
{
    free(index->slots);
    *index = (struct index){0};
}
