#include "tap.h"

#include "base/rng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The known answers its authors publish for Philox4x32 with ten rounds: nothing, everything, and
 * the digits of pi. */
static const struct {
    uint32_t counter[4];
    uint64_t key; /* the low word is the first of the published pair */
    uint32_t words[4];
} PHILOX[] = {
    {{0, 0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     UINT64_MAX,
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     UINT64_C(0x299f31d0a4093822),
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

START_TEST(philox_gives_the_published_answers)
{
    uint32_t words[4] = {0};
    rng_philox(PHILOX[_i].counter, PHILOX[_i].key, words);
    for (int i = 0; i < 4; i++)
        ck_assert_uint_eq(words[i], PHILOX[_i].words[i]);
}
END_TEST

START_TEST(a_block_may_be_written_over_its_counter)
{
    uint32_t words[4];
    memcpy(words, PHILOX[2].counter, sizeof(words));
    rng_philox(words, PHILOX[2].key, words);
    ck_assert_mem_eq(words, PHILOX[2].words, sizeof(words));
}
END_TEST

/* Computed once outside this project, from the layout the contract gives. */
START_TEST(the_layout_of_a_draw_is_a_promise)
{
    ck_assert_uint_eq(rng_bits(0, 0, 0, 0), UINT64_C(0xe169c58d6627e8d5));
    ck_assert_uint_eq(rng_bits(UINT64_C(0x0123456789abcdef), 1, 2, 3),
                      UINT64_C(0x31fb8ccc8466087c));
    ck_assert_uint_eq(rng_key(1, TEXT("my_job")), UINT64_C(0xee95a5ae249480d4));
    ck_assert_double_eq(rng_unit(rng_key(1, TEXT("my_job")), 1, 0, 0), 0x1.f2e907a8e4ca6p-2);
}
END_TEST

/* splitmix64 seeded with 0 hands out the finaliser of 1, 2 and 3 times this step; the outputs are
 * published. The hash of the empty name cancels out. */
#define GOLDEN_STEP UINT64_C(0x9e3779b97f4a7c15)

static const uint64_t SPLITMIX[] = {
    UINT64_C(0xe220a8397b1dcdaf),
    UINT64_C(0x6e789e6aa1b965f4),
    UINT64_C(0x06c45d188009454f),
};

START_TEST(a_key_is_the_finaliser_of_seed_and_hash)
{
    const uint64_t empty_hash = UINT64_C(0xcbf29ce484222325);
    uint64_t state = GOLDEN_STEP * ((uint64_t)_i + 1);
    ck_assert_uint_eq(rng_key(state ^ empty_hash, TEXT("")), SPLITMIX[_i]);
}
END_TEST

/* Draws whose 64 bits are all zeros or all ones; found by running Philox backwards from them. */
static const struct {
    uint32_t stream;
    uint32_t trial;
    uint32_t draw;
    uint64_t bits;
    double unit;
} EXTREMES[] = {
    {1195149938, UINT32_C(3749354537), 1456915513, 0, 0x1p-53},
    {1214494495, UINT32_C(2419155681), UINT32_C(2272303278), UINT64_MAX, 1 - 0x1p-53},
};

START_TEST(even_the_extreme_bits_stay_inside_the_unit_interval)
{
    ck_assert_uint_eq(rng_bits(1, EXTREMES[_i].stream, EXTREMES[_i].trial, EXTREMES[_i].draw),
                      EXTREMES[_i].bits);
    double unit = rng_unit(1, EXTREMES[_i].stream, EXTREMES[_i].trial, EXTREMES[_i].draw);
    ck_assert_double_eq(unit, EXTREMES[_i].unit);
    ck_assert_double_gt(unit, 0);
    ck_assert_double_lt(unit, 1);
}
END_TEST

START_TEST(a_unit_is_the_upper_bits_and_a_half)
{
    for (uint32_t draw = 0; draw < 10000; draw++) {
        uint64_t upper = rng_bits(77, 2, 3, draw) / 4096;
        /* Twice 2^52 times the unit is a whole, odd number. */
        double twice = rng_unit(77, 2, 3, draw) * 0x1p53;
        if ((uint64_t)twice != 2 * upper + 1 || (double)(2 * upper + 1) != twice)
            ck_abort_msg("draw %u", draw);
    }
}
END_TEST

static int
compare_words(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void
check_all_differ(uint64_t *words, size_t count)
{
    qsort(words, count, sizeof(words[0]), compare_words);
    for (size_t i = 1; i < count; i++) {
        if (words[i - 1] == words[i])
            ck_abort_msg("%016" PRIx64 " came twice", words[i]);
    }
}

#define NAMES 100000

START_TEST(names_that_look_alike_have_keys_of_their_own)
{
    static uint64_t keys[NAMES];
    char name[32];
    for (int i = 0; i < NAMES; i++) {
        int length = snprintf(name, sizeof(name), "train_model_%06d", i);
        keys[i] = rng_key(1, (struct text){name, (size_t)length});
    }
    check_all_differ(keys, NAMES);
}
END_TEST

START_TEST(seeds_that_follow_each_other_have_keys_of_their_own)
{
    static uint64_t keys[NAMES];
    for (uint64_t seed = 0; seed < NAMES; seed++)
        keys[seed] = rng_key(seed, TEXT("my_job"));
    check_all_differ(keys, NAMES);
}
END_TEST

#define SIDE 40

START_TEST(stream_trial_and_draw_each_change_the_bits)
{
    static uint64_t words[SIDE * SIDE * SIDE];
    size_t count = 0;
    for (uint32_t stream = 0; stream < SIDE; stream++)
        for (uint32_t trial = 0; trial < SIDE; trial++)
            for (uint32_t draw = 0; draw < SIDE; draw++)
                words[count++] = rng_bits(9, stream, trial, draw);
    check_all_differ(words, count);
}
END_TEST

#define DRAWS 100000
#define BINS 100

/* One case a thousand exceeds this with 99 degrees of freedom. The four rows count along the draw,
 * the trial, the stream, and along names. */
#define CHI_SQUARE_MOST 148.2

START_TEST(no_part_of_the_unit_interval_is_preferred)
{
    int counts[BINS] = {0};
    double chi_square = 0;
    char name[32];
    for (uint32_t i = 0; i < DRAWS; i++) {
        (void)snprintf(name, sizeof(name), "job_%u", i);
        double unit = _i == 0   ? rng_unit(5, 1, 0, i)
                      : _i == 1 ? rng_unit(5, 1, i, 0)
                      : _i == 2 ? rng_unit(5, i, 0, 0)
                                : rng_unit(rng_key(1, text_of(name)), 1, 0, 0);
        counts[(int)(unit * BINS)]++;
    }
    for (int i = 0; i < BINS; i++) {
        double off = counts[i] - (double)DRAWS / BINS;
        chi_square += off * off / ((double)DRAWS / BINS);
    }
    ck_assert_double_lt(chi_square, CHI_SQUARE_MOST);
}
END_TEST

/* Neighbours in a row of draws are as good as strangers: their correlation over n draws has a
 * standard deviation of 1 / sqrt(n). */
START_TEST(neighbouring_draws_are_not_correlated)
{
    double sum = 0;
    for (uint32_t i = 0; i < DRAWS; i++)
        sum += (rng_unit(6, 1, 0, i) - 0.5) * (rng_unit(6, 1, 0, i + 1) - 0.5);
    /* 12: the reciprocal of the variance of a unit; 3.3 deviations: one in a thousand. */
    double correlation = 12 * sum / DRAWS;
    ck_assert_double_lt(correlation, 3.3 / 316.2);
    ck_assert_double_gt(correlation, -3.3 / 316.2);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("rng");
    TCase *cases = tcase_create("rng");
    tcase_add_loop_test(cases, philox_gives_the_published_answers, 0, COUNT(PHILOX));
    tcase_add_test(cases, a_block_may_be_written_over_its_counter);
    tcase_add_test(cases, the_layout_of_a_draw_is_a_promise);
    tcase_add_loop_test(cases, a_key_is_the_finaliser_of_seed_and_hash, 0, COUNT(SPLITMIX));
    tcase_add_loop_test(cases, even_the_extreme_bits_stay_inside_the_unit_interval, 0,
                        COUNT(EXTREMES));
    tcase_add_test(cases, a_unit_is_the_upper_bits_and_a_half);
    tcase_add_test(cases, names_that_look_alike_have_keys_of_their_own);
    tcase_add_test(cases, seeds_that_follow_each_other_have_keys_of_their_own);
    tcase_add_test(cases, stream_trial_and_draw_each_change_the_bits);
    tcase_add_loop_test(cases, no_part_of_the_unit_interval_is_preferred, 0, 4);
    tcase_add_test(cases, neighbouring_draws_are_not_correlated);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
