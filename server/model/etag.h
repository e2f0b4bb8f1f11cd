/* Etags: 8 bytes drawn for (job, number of writes so far), as base64.
 *
 * Real ones are 8 bytes ending in '=' (five were seen). Draws whose text holds '+' or '/' are
 * skipped: clients differ in which alphabet they print, and such an etag reads the same in both.
 */
#ifndef MODEL_ETAG_H
#define MODEL_ETAG_H

#include "base/buf.h"

#include <stdint.h>

/* Adds the etag as a JSON string. `key` is the job's rng_key. */
void etag_write(struct buf *out, uint64_t key, uint32_t writes);

/* The same for the job's IAM policy, which has writes of its own. */
void etag_write_policy(struct buf *out, uint64_t key, uint32_t writes);

#endif
