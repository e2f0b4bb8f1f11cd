/* Chance that is keyed by name.
 *
 * A draw is a pure function of (seed, name, stream, trial, draw): there is no generator state, so
 * neither the order of requests nor other jobs can change it. Philox4x32-10 (Salmon et al., SC'11)
 * is the block function; key and counter layout are part of the public contract, because "same
 * seed, same bytes" is.
 *
 *     uint64_t key = rng_key(world_seed, TEXT("my_job"));
 *     double u = rng_unit(key, STREAM_RUNNING, 0, 0);         0 < u < 1
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include "base/text.h"

#include <stdint.h>

/* splitmix64's finaliser of seed xor FNV-1a 64 of the name. */
uint64_t rng_key(uint64_t seed, struct text name);

/* One Philox4x32-10 block. Counter 0 with key 0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8. */
void rng_philox(const uint32_t counter[4], uint64_t key, uint32_t ret_words[4]);

/* word 0 | word 1 << 32 of the block with counter {draw, trial, stream, 0}. */
uint64_t rng_bits(uint64_t key, uint32_t stream, uint32_t trial, uint32_t draw);

/* ((bits >> 12) + 0.5) * 2^-52: strictly between 0 and 1, so floor(u * n) never reaches n. */
double rng_unit(uint64_t key, uint32_t stream, uint32_t trial, uint32_t draw);

#endif
