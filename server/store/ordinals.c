#include "store/ordinals.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BITS 64
#define WORD_SHIFT 6

void
ordinals_done(struct ordinals *set)
{
    for (int i = 0; i < ORDINALS_LEVELS; i++)
        free(set->levels[i]);
    *set = (struct ordinals){0};
}

/* How many words level `level` needs for that many ordinals; at least one. */
static size_t
words_of(uint32_t count, int level)
{
    uint64_t words = count;
    for (int i = 0; i <= level; i++)
        words = (words + WORD_BITS - 1) >> WORD_SHIFT;
    return words == 0 ? 1 : (size_t)words;
}

static bool
grow_level(uint64_t **words, size_t old_count, size_t count)
{
    uint64_t *grown = realloc(*words, count * sizeof(grown[0]));
    if (grown == NULL)
        return false;
    memset(grown + old_count, 0, (count - old_count) * sizeof(grown[0]));
    *words = grown;
    return true;
}

bool
ordinals_reserve(struct ordinals *set, uint32_t count)
{
    if (count <= set->capacity)
        return true;
    uint64_t capacity = set->capacity == 0 ? WORD_BITS : (uint64_t)set->capacity * 2;
    while (capacity < count)
        capacity *= 2;
    if (capacity > UINT32_MAX)
        capacity = UINT32_MAX;
    for (int i = 0; i < ORDINALS_LEVELS; i++) {
        size_t old_count = set->levels[i] == NULL ? 0 : words_of(set->capacity, i);
        size_t new_count = words_of((uint32_t)capacity, i);
        /* A level that grew before another failed to is only larger than it need be. */
        if (new_count > old_count && !grow_level(&set->levels[i], old_count, new_count))
            return false;
    }
    set->capacity = (uint32_t)capacity;
    return true;
}

void
ordinals_add(struct ordinals *set, uint32_t ordinal)
{
    uint32_t at = ordinal;
    for (int i = 0; i < ORDINALS_LEVELS; i++) {
        uint64_t *word = &set->levels[i][at >> WORD_SHIFT];
        bool was_empty = *word == 0;
        *word |= UINT64_C(1) << (at % WORD_BITS);
        if (!was_empty)
            return;
        at >>= WORD_SHIFT;
    }
}

void
ordinals_remove(struct ordinals *set, uint32_t ordinal)
{
    if (ordinal >= set->capacity)
        return;
    uint32_t at = ordinal;
    for (int i = 0; i < ORDINALS_LEVELS; i++) {
        uint64_t *word = &set->levels[i][at >> WORD_SHIFT];
        *word &= ~(UINT64_C(1) << (at % WORD_BITS));
        if (*word != 0)
            return;
        at >>= WORD_SHIFT;
    }
}

/* The largest member below node `at` of a level: down again from there, always to the right. */
static uint32_t
rightmost(const struct ordinals *set, int level, uint32_t at)
{
    for (int i = level - 1; i >= 0; i--)
        at = at << WORD_SHIFT | (WORD_BITS - 1 - (uint32_t)__builtin_clzll(set->levels[i][at]));
    return at;
}

bool
ordinals_before(const struct ordinals *set, uint32_t before, uint32_t *ret_ordinal)
{
    if (set->capacity == 0)
        return false;
    uint32_t at = before < set->capacity ? before : set->capacity;
    for (int i = 0; i < ORDINALS_LEVELS; i++) {
        /* Members of the same word that stand left of `at`; past the last word there is none. */
        uint32_t word = at >> WORD_SHIFT;
        uint32_t place = at % WORD_BITS;
        if (place > 0) {
            uint64_t left = set->levels[i][word] & ((UINT64_C(1) << place) - 1);
            if (left != 0) {
                uint32_t top = WORD_BITS - 1 - (uint32_t)__builtin_clzll(left);
                *ret_ordinal = rightmost(set, i, word << WORD_SHIFT | top);
                return true;
            }
        }
        at = word;
    }
    return false;
}
