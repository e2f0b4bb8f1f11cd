/* From a key to a number: an open-addressing table that keeps only hashes.
 *
 * A slot is 8 bytes, half a hash and the caller's number (an ordinal into an array of its own). The
 * keys stay with the caller, who compares them when half a hash agrees; growing never looks at
 * them.
 *
 *     index_insert(&index, job_id, ordinal);
 *     if (index_find(&index, job_id, has_id, world, &ordinal)) ...
 */
#ifndef BASE_INDEX_H
#define BASE_INDEX_H

#include "base/text.h"

struct index_slot;

struct index {
    struct index_slot *slots; /* owned; NULL while empty */
    uint32_t capacity;        /* a power of two, or 0 */
    uint32_t count;
};

/* Whether the number `value` stands for `key`. */
typedef bool (*index_match_fn)(const void *context, uint32_t value, struct text key);

/* False, with *ret_value untouched, when the key is not there. */
bool index_find(const struct index *index, struct text key, index_match_fn match,
                const void *context, uint32_t *ret_value);

/* Makes room for one more key, whose insertion then cannot fail. False when memory runs out. */
bool index_reserve(struct index *index);

/* Adds a key that is not there yet; `value` is below UINT32_MAX. False, nothing changed, when
 * memory runs out. */
bool index_insert(struct index *index, struct text key, uint32_t value);

/* Takes a key out; nothing happens when it is not there. Room for one key is left behind. */
void index_remove(struct index *index, struct text key, index_match_fn match, const void *context);

void index_done(struct index *index);

#endif
