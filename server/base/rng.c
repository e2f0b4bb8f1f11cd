#include "base/rng.h"

/* Constants of Philox4x32 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11). */
#define PHILOX_ROUNDS 10
#define PHILOX_MULTIPLIER_0 UINT64_C(0xD2511F53)
#define PHILOX_MULTIPLIER_1 UINT64_C(0xCD9E8D57)
#define PHILOX_WEYL_0 UINT32_C(0x9E3779B9)
#define PHILOX_WEYL_1 UINT32_C(0xBB67AE85)

/* splitmix64's finaliser. */
static uint64_t
mix64(uint64_t bits)
{
    bits = (bits ^ bits >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    bits = (bits ^ bits >> 27) * UINT64_C(0x94d049bb133111eb);
    return bits ^ bits >> 31;
}

uint64_t
rng_key(uint64_t seed, struct text name)
{
    return mix64(seed ^ text_hash(name));
}

void
rng_philox(const uint32_t counter[4], uint64_t key, uint32_t ret_words[4])
{
    uint32_t a = counter[0];
    uint32_t b = counter[1];
    uint32_t c = counter[2];
    uint32_t d = counter[3];
    uint32_t key_0 = (uint32_t)key;
    uint32_t key_1 = (uint32_t)(key >> 32);
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t product_0 = PHILOX_MULTIPLIER_0 * a;
        uint64_t product_1 = PHILOX_MULTIPLIER_1 * c;
        a = (uint32_t)(product_1 >> 32) ^ b ^ key_0;
        b = (uint32_t)product_1;
        c = (uint32_t)(product_0 >> 32) ^ d ^ key_1;
        d = (uint32_t)product_0;
        key_0 += PHILOX_WEYL_0;
        key_1 += PHILOX_WEYL_1;
    }
    ret_words[0] = a;
    ret_words[1] = b;
    ret_words[2] = c;
    ret_words[3] = d;
}

uint64_t
rng_bits(uint64_t key, uint32_t stream, uint32_t trial, uint32_t draw)
{
    const uint32_t counter[4] = {draw, trial, stream, 0};
    uint32_t words[4];
    rng_philox(counter, key, words);
    return words[0] | (uint64_t)words[1] << 32;
}

double
rng_unit(uint64_t key, uint32_t stream, uint32_t trial, uint32_t draw)
{
    return ((double)(rng_bits(key, stream, trial, draw) >> 12) + 0.5) * 0x1p-52;
}
