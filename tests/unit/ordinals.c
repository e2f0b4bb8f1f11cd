#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "store/ordinals.h"

#define MOST 20000

static void
reserve(struct ordinals *set, uint32_t count)
{
    if (!ordinals_reserve(set, count))
        ck_abort_msg("no memory");
}

/* What the set should hold, a flag a number. */
struct flags {
    bool is_in[MOST];
};

static uint32_t
before_of(const struct flags *flags, uint32_t before)
{
    uint32_t at = before < MOST ? before : MOST;
    while (at > 0 && !flags->is_in[at - 1])
        at--;
    return at; /* one above the member; 0: none */
}

static void
compare(const struct ordinals *set, const struct flags *flags, uint32_t before)
{
    uint32_t expected = before_of(flags, before);
    uint32_t found = 0;
    bool is_found = ordinals_before(set, before, &found);
    if (is_found != (expected > 0) || (is_found && found != expected - 1))
        ck_abort_msg("before %u: expected %d, got %d", before, (int)expected - 1,
                     is_found ? (int)found : -1);
}

/* Few members or many, and every edge of a word and of a level. */
START_TEST(the_largest_below_is_what_a_search_finds)
{
    static struct flags flags;
    struct ordinals set OWNED(ordinals_done) = {0};
    for (uint32_t step = 0; step < 4000; step++) {
        uint64_t bits = rng_bits((uint64_t)_i, 1, 0, step);
        uint32_t ordinal = (uint32_t)(bits % MOST) >> (_i % 4) * 3;
        reserve(&set, ordinal + 1);
        if (bits >> 32 & 1) {
            ordinals_add(&set, ordinal);
            flags.is_in[ordinal] = true;
        } else {
            ordinals_remove(&set, ordinal);
            flags.is_in[ordinal] = false;
        }
        compare(&set, &flags, (uint32_t)(bits >> 40) % (MOST + 200));
        compare(&set, &flags, ordinal);
        compare(&set, &flags, ordinal + 1);
        compare(&set, &flags, UINT32_MAX);
    }
}
END_TEST

static const uint32_t EDGES[] = {0, 1, 63, 64, 65, 4095, 4096, 4097, 262143, 262144, 262145};

START_TEST(a_single_member_is_found_from_above_only)
{
    uint32_t member = EDGES[_i];
    uint32_t found;
    struct ordinals set OWNED(ordinals_done) = {0};
    ck_assert(!ordinals_before(&set, UINT32_MAX, &found));
    reserve(&set, member + 1);
    ck_assert(!ordinals_before(&set, UINT32_MAX, &found));
    ordinals_add(&set, member);
    ck_assert(ordinals_before(&set, UINT32_MAX, &found));
    ck_assert_uint_eq(found, member);
    ck_assert(ordinals_before(&set, member + 1, &found));
    ck_assert(!ordinals_before(&set, member, &found));
    ck_assert(!ordinals_before(&set, 0, &found));
    ordinals_remove(&set, member);
    ordinals_remove(&set, member + 1000000);
    ck_assert(!ordinals_before(&set, UINT32_MAX, &found));
}
END_TEST

START_TEST(growing_keeps_the_members)
{
    struct ordinals set OWNED(ordinals_done) = {0};
    for (uint32_t i = 0; i < 300000; i += 7) {
        reserve(&set, i + 1);
        ordinals_add(&set, i);
    }
    uint32_t count = 0;
    for (uint32_t at = UINT32_MAX; ordinals_before(&set, at, &at);)
        count++;
    ck_assert_uint_eq(count, (300000 + 6) / 7);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("ordinals");
    TCase *tcase = tcase_create("ordinals");
    tcase_add_loop_test(tcase, the_largest_below_is_what_a_search_finds, 0, 8);
    tcase_add_loop_test(tcase, a_single_member_is_found_from_above_only, 0,
                        (int)(sizeof(EDGES) / sizeof(EDGES[0])));
    tcase_add_test(tcase, growing_keeps_the_members);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
