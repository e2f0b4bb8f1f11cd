#include "tap.h"

#include "base/rng.h"
#include "base/vclock.h"

#include <inttypes.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define WALL (INT64_C(1577836800) * NS_PER_S) /* 2020-01-01 */
#define MONO INT64_C(987654321)

/* Rates as people write them, and ones that divide nothing evenly. */
static const int64_t RATES[] = {
    1, 2, 3, 7, 333, 999, 1000, 1001, 1500, 60000, 3600000, VCLOCK_RATE_MAX - 1, VCLOCK_RATE_MAX};

static int64_t
draw_below(uint32_t stream, uint32_t draw, int64_t bound)
{
    return (int64_t)(rng_bits(21, stream, 0, draw) % (uint64_t)bound);
}

START_TEST(a_real_clock_follows_the_monotonic_one)
{
    const struct vclock clock = vclock_real(WALL, MONO);
    ck_assert_int_eq(clock.mode, VCLOCK_REAL);
    ck_assert_int_eq(clock.rate_milli, VCLOCK_RATE_ONE);
    ck_assert_int_eq(vclock_now(&clock, MONO), WALL);
    ck_assert_int_eq(vclock_now(&clock, MONO + 1), WALL + 1);
    ck_assert_int_eq(vclock_now(&clock, MONO + 3600 * NS_PER_S), WALL + 3600 * NS_PER_S);
}
END_TEST

START_TEST(a_scaled_clock_runs_a_whole_number_of_times_as_fast)
{
    for (int64_t times = 1; times <= 1000000; times *= 10) {
        const struct vclock clock = vclock_scaled(WALL, MONO, times * VCLOCK_RATE_ONE);
        ck_assert_int_eq(clock.mode, VCLOCK_SCALED);
        for (uint32_t draw = 0; draw < 1000; draw++) {
            int64_t passed = draw_below(1, draw, 1000 * NS_PER_S);
            ck_assert_int_eq(vclock_now(&clock, MONO + passed), WALL + times * passed);
        }
    }
}
END_TEST

static const struct {
    int64_t rate_milli;
    int64_t passed;
    int64_t expected; /* rounded down */
} FRACTIONS[] = {
    {1, 999, 0},
    {1, 1000, 1},
    {1, 1999, 1},
    {333, 3, 0},
    {333, 4, 1},
    {1500, 1, 1},
    {1500, 2, 3},
    {1500, 3, 4},
    {1001, 999, 999},
    {1001, 1000, 1001},
    {60000, 1, 60},
    /* Products that need more than 64 bits. */
    {VCLOCK_RATE_MAX, 9000 * NS_PER_S / 10, INT64_C(900) * 1000000 * NS_PER_S},
    {VCLOCK_RATE_MAX - 1, INT64_C(1000000000001), INT64_C(999999999000999999)},
};

START_TEST(a_fraction_of_a_nanosecond_has_not_passed_yet)
{
    const struct vclock clock = vclock_scaled(0, MONO, FRACTIONS[_i].rate_milli);
    ck_assert_int_eq(vclock_now(&clock, MONO + FRACTIONS[_i].passed), FRACTIONS[_i].expected);
}
END_TEST

/* Ten years in steps: an error of a billionth a step would show. */
START_TEST(no_drift_builds_up)
{
    const int64_t year = INT64_C(31536000) * NS_PER_S;
    const struct vclock clock = vclock_scaled(0, 0, 1001);
    for (int64_t years = 1; years <= 10; years++)
        ck_assert_int_eq(vclock_now(&clock, years * year), years * (year + year / 1000));
}
END_TEST

START_TEST(a_manual_clock_stands_still)
{
    const struct vclock clock = vclock_manual(WALL);
    ck_assert_int_eq(clock.mode, VCLOCK_MANUAL);
    ck_assert_int_eq(vclock_now(&clock, 0), WALL);
    ck_assert_int_eq(vclock_now(&clock, MONO), WALL);
    ck_assert_int_eq(vclock_now(&clock, INT64_MAX), WALL);
}
END_TEST

START_TEST(time_never_goes_back)
{
    const struct vclock clock = vclock_scaled(WALL, MONO, RATES[_i]);
    int64_t mono = MONO;
    ns_t last = vclock_now(&clock, mono);
    for (uint32_t draw = 0; draw < 20000; draw++) {
        mono += draw_below(2, draw, draw % 3 == 0 ? 3 : 2000000);
        ns_t now = vclock_now(&clock, mono);
        if (now < last)
            ck_abort_msg("at %" PRId64 ": %" PRId64 " after %" PRId64, mono, now, last);
        last = now;
    }
}
END_TEST

START_TEST(no_clock_passes_the_end_of_time)
{
    const struct vclock clock = vclock_scaled(WALL, MONO, RATES[_i]);
    const struct vclock late = vclock_scaled(NS_TIME_MAX, MONO, RATES[_i]);
    ck_assert_int_eq(vclock_now(&late, MONO), NS_TIME_MAX);
    ck_assert_int_eq(vclock_now(&late, MONO + 1), NS_TIME_MAX);
    ck_assert_int_eq(vclock_now(&late, INT64_MAX), NS_TIME_MAX);
    ck_assert_int_le(vclock_now(&clock, INT64_MAX), NS_TIME_MAX);
    if (RATES[_i] >= VCLOCK_RATE_ONE)
        ck_assert_int_eq(vclock_now(&clock, INT64_MAX), NS_TIME_MAX);
}
END_TEST

START_TEST(the_end_of_time_is_reached_to_the_nanosecond)
{
    const struct vclock clock = vclock_real(WALL, MONO);
    const int64_t left = NS_TIME_MAX - WALL;
    ck_assert_int_eq(vclock_now(&clock, MONO + left - 1), NS_TIME_MAX - 1);
    ck_assert_int_eq(vclock_now(&clock, MONO + left), NS_TIME_MAX);
    ck_assert_int_eq(vclock_now(&clock, MONO + left + 1), NS_TIME_MAX);
}
END_TEST

/* A random walk through modes and rates: the time read is never less than before, equal across each
 * change, and the new mode rules what follows. */
START_TEST(a_change_of_mode_or_rate_never_jumps)
{
    struct vclock clock = vclock_real(WALL, MONO);
    int64_t mono = MONO;
    ns_t last = WALL;
    for (uint32_t step = 0; step < 20000; step++) {
        mono += draw_below(3, step, 50 * NS_PER_MS);
        enum vclock_mode mode = (enum vclock_mode)draw_below(4, step, VCLOCK_MODE_COUNT);
        int64_t rate = mode == VCLOCK_SCALED ? RATES[draw_below(5, step, 10)] : VCLOCK_RATE_ONE;
        ns_t before = vclock_now(&clock, mono);
        vclock_set_mode(&clock, mono, mode, rate);
        ns_t after = vclock_now(&clock, mono);
        if (before < last || after != before)
            ck_abort_msg("step %u: %" PRId64 ", %" PRId64 ", %" PRId64, step, last, before, after);
        ck_assert_int_eq(clock.mode, mode);
        ns_t second_later = vclock_now(&clock, mono + NS_PER_S);
        int64_t expected = mode == VCLOCK_MANUAL ? 0 : rate * (NS_PER_S / 1000);
        ck_assert_int_eq(second_later - after, expected);
        last = after;
    }
}
END_TEST

START_TEST(a_jump_lands_on_the_time_given_and_keeps_the_mode)
{
    struct vclock clocks[] = {
        vclock_real(WALL, MONO),
        vclock_scaled(WALL, MONO, 60000),
        vclock_manual(WALL),
    };
    static const int64_t EXPECTED[] = {NS_PER_S, 60 * NS_PER_S, 0};
    const ns_t target = WALL + 12345 * NS_PER_S + 678;
    struct vclock *clock = &clocks[_i];
    enum vclock_mode mode = clock->mode;
    vclock_jump(clock, MONO + NS_PER_S, target);
    ck_assert_int_eq(clock->mode, mode);
    ck_assert_int_eq(vclock_now(clock, MONO + NS_PER_S), target);
    ck_assert_int_eq(vclock_now(clock, MONO + 2 * NS_PER_S), target + EXPECTED[_i]);
    vclock_jump(clock, MONO + NS_PER_S, NS_TIME_MAX);
    ck_assert_int_eq(vclock_now(clock, MONO + NS_PER_S), NS_TIME_MAX);
    ck_assert_int_eq(vclock_now(clock, MONO + 2 * NS_PER_S), NS_TIME_MAX);
}
END_TEST

/* A loop that sleeps until then finds the time come, and does not sleep longer than it must. */
START_TEST(a_time_comes_at_the_first_reading_that_shows_it)
{
    const struct vclock clock = vclock_scaled(WALL, MONO, RATES[_i]);
    for (uint32_t draw = 0; draw < 5000; draw++) {
        int64_t mono = MONO + draw_below(6, draw, 3600 * NS_PER_S);
        ns_t now = vclock_now(&clock, mono);
        ns_t time = now + 1 + draw_below(7, draw, draw % 2 == 0 ? 100 : 3600 * NS_PER_S);
        ns_t at = vclock_mono_at(&clock, mono, time);
        if (at <= mono || vclock_now(&clock, at) < time || vclock_now(&clock, at - 1) >= time)
            ck_abort_msg("%" PRId64 " at %" PRId64 ": %" PRId64, time, mono, at);
    }
}
END_TEST

START_TEST(a_time_that_came_is_due_now)
{
    const struct vclock clock = vclock_scaled(WALL, MONO, RATES[_i]);
    const struct vclock manual = vclock_manual(WALL);
    const int64_t mono = MONO + 3600 * NS_PER_S;
    ns_t now = vclock_now(&clock, mono);
    ck_assert_int_eq(vclock_mono_at(&clock, mono, now), mono);
    ck_assert_int_eq(vclock_mono_at(&clock, mono, now - 1), mono);
    ck_assert_int_eq(vclock_mono_at(&clock, mono, 0), mono);
    ck_assert_int_eq(vclock_mono_at(&manual, mono, WALL), mono);
}
END_TEST

START_TEST(what_does_not_come_is_never_due)
{
    const struct vclock manual = vclock_manual(WALL);
    const struct vclock slow = vclock_scaled(0, MONO, 1);
    const struct vclock fast = vclock_scaled(WALL, MONO, VCLOCK_RATE_MAX);
    ck_assert_int_eq(vclock_mono_at(&manual, MONO, WALL + 1), NS_NEVER);
    ck_assert_int_eq(vclock_mono_at(&manual, MONO, NS_NEVER), NS_NEVER);
    ck_assert_int_eq(vclock_mono_at(&fast, MONO, NS_NEVER), NS_NEVER);
    ck_assert_int_eq(vclock_mono_at(&fast, MONO, NS_TIME_MAX + 1), NS_NEVER);
    ck_assert_int_lt(vclock_mono_at(&fast, MONO, NS_TIME_MAX), NS_NEVER);
    /* The monotonic clock ends first. */
    ck_assert_int_eq(vclock_mono_at(&slow, MONO, NS_TIME_MAX), NS_NEVER);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("vclock");
    TCase *cases = tcase_create("vclock");
    tcase_add_test(cases, a_real_clock_follows_the_monotonic_one);
    tcase_add_test(cases, a_scaled_clock_runs_a_whole_number_of_times_as_fast);
    tcase_add_loop_test(cases, a_fraction_of_a_nanosecond_has_not_passed_yet, 0, COUNT(FRACTIONS));
    tcase_add_test(cases, no_drift_builds_up);
    tcase_add_test(cases, a_manual_clock_stands_still);
    tcase_add_loop_test(cases, time_never_goes_back, 0, COUNT(RATES));
    tcase_add_loop_test(cases, no_clock_passes_the_end_of_time, 0, COUNT(RATES));
    tcase_add_test(cases, the_end_of_time_is_reached_to_the_nanosecond);
    tcase_add_test(cases, a_change_of_mode_or_rate_never_jumps);
    tcase_add_loop_test(cases, a_jump_lands_on_the_time_given_and_keeps_the_mode, 0, 3);
    tcase_add_loop_test(cases, a_time_comes_at_the_first_reading_that_shows_it, 0, COUNT(RATES));
    tcase_add_loop_test(cases, a_time_that_came_is_due_now, 0, COUNT(RATES));
    tcase_add_test(cases, what_does_not_come_is_never_due);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
