/* Many computed numbers as one, to be locked: the same seed gives the same bytes only while every
 * compiler, level of optimisation and C library agrees on them. A better approximation is a new contract,
 * not a new number. */
#ifndef TESTS_UNIT_BITS_H
#define TESTS_UNIT_BITS_H

#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* FNV-1a over the bits of one more result. */
static inline uint64_t
add_bits(uint64_t hash, double value)
{
    char bytes[sizeof(value)];
    memcpy(bytes, &value, sizeof(value));
    return hash * UINT64_C(0x100000001b3) ^ text_hash((struct text){bytes, sizeof(bytes)});
}

#endif
