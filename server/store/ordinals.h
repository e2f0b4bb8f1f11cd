/* A set of ordinals that knows its largest member below a mark: 64 children a node, so a million jobs
 * are four steps. One bit a job and a 63rd more.
 *
 *     ordinals_add(&set, job->ordinal);
 *     for (uint32_t at = UINT32_MAX; ordinals_before(&set, at, &at);)      newest first
 */
#ifndef STORE_ORDINALS_H
#define STORE_ORDINALS_H

#include <stdbool.h>
#include <stdint.h>

#define ORDINALS_LEVELS 6 /* 64^6 covers 2^32 */

struct ordinals {
    uint64_t *levels[ORDINALS_LEVELS]; /* owned; [0] holds the members, each next one which words
                                          below are not empty */
    uint32_t capacity;                 /* ordinals there is room for: a multiple of 64 */
};

void ordinals_done(struct ordinals *set);

/* Makes room for ordinals below `count`, so that adding them cannot fail. False, nothing changed,
 * when memory runs out. */
bool ordinals_reserve(struct ordinals *set, uint32_t count);

/* Needs room; adding a member twice is fine. */
void ordinals_add(struct ordinals *set, uint32_t ordinal);

/* Removing what is no member is fine. */
void ordinals_remove(struct ordinals *set, uint32_t ordinal);

/* The largest member below `before`. False when there is none. ret_ordinal may be &before's own. */
bool ordinals_before(const struct ordinals *set, uint32_t before, uint32_t *ret_ordinal);

#endif
