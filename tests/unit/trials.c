#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "model/stream.h"
#include "sim/trials.h"

static ns_t
span_of(uint64_t key, int32_t trials, int32_t parallel, const struct pace *pace)
{
    struct err err OWNED(err_done) = ERR;
    const struct trials_spec spec = {.max_trials = trials, .max_parallel_trials = parallel};
    ns_t span = -1;
    if (!trials_span(key, &spec, pace, &span, &err))
        ck_abort_msg("%s", err_message(&err));
    return span;
}

static struct pace
pace_of(const char *latency)
{
    struct err err OWNED(err_done) = ERR;
    struct pace pace = {.profile = profile_find(TEXT("realistic"))};
    ck_assert(latency_parse(&pace.latency, text_of(latency), &err));
    return pace;
}

static ns_t
trial_of(uint64_t key, uint32_t trial, const struct pace *pace)
{
    return dist_sample(pace_stage(pace, STAGE_TRIAL_PREPARING),
                       rng_unit(key, STREAM_TRIAL_PREPARING, trial, 0)) +
           dist_sample(pace_stage(pace, STAGE_TRIAL_RUNNING),
                       rng_unit(key, STREAM_TRIAL_RUNNING, trial, 0));
}

#define TRIALS_MOST 40

/* The rule word by word: a trial is issued at the moment that leaves fewer than P under way. */
static ns_t
span_by_the_rule(uint64_t key, int32_t trials, int32_t parallel, const struct pace *pace)
{
    ns_t ends[TRIALS_MOST];
    ns_t now = 0;
    ns_t last = 0;
    for (int32_t trial = 0; trial < trials; trial++) {
        for (;;) {
            int32_t under_way = 0;
            ns_t next = NS_NEVER;
            for (int32_t i = 0; i < trial; i++) {
                under_way += ends[i] > now ? 1 : 0;
                next = ends[i] > now && ends[i] < next ? ends[i] : next;
            }
            if (under_way < parallel)
                break;
            now = next;
        }
        ends[trial] = now + trial_of(key, (uint32_t)trial + 1, pace);
        last = ends[trial] > last ? ends[trial] : last;
    }
    return last;
}

static const char *const PACES[] = {"", "trial=0s..3s", "trial=1s"};

START_TEST(the_span_is_that_of_the_rule)
{
    const struct pace pace = pace_of(PACES[_i]);
    for (uint64_t key = 0; key < 20; key++) {
        for (int32_t trials = 1; trials <= TRIALS_MOST; trials += 3) {
            for (int32_t parallel = 1; parallel <= trials + 2; parallel++) {
                ns_t expected = span_by_the_rule(key, trials, parallel, &pace);
                ns_t got = span_of(key, trials, parallel, &pace);
                if (got != expected)
                    ck_abort_msg("key %llu, %d trials, %d parallel: %lld instead of %lld",
                                 (unsigned long long)key, trials, parallel, (long long)got,
                                 (long long)expected);
            }
        }
    }
}
END_TEST

START_TEST(one_at_a_time_takes_the_sum_and_all_at_once_the_longest)
{
    const struct pace pace = pace_of("");
    ns_t sum = 0;
    ns_t longest = 0;
    for (uint32_t trial = 1; trial <= 30; trial++) {
        ns_t span = trial_of(9, trial, &pace);
        sum += span;
        longest = span > longest ? span : longest;
    }
    ck_assert_int_eq(span_of(9, 30, 1, &pace), sum);
    ck_assert_int_eq(span_of(9, 30, 30, &pace), longest);
    /* More places than trials change nothing. */
    ck_assert_int_eq(span_of(9, 30, 31, &pace), longest);
    ck_assert_int_eq(span_of(9, 30, INT32_MAX, &pace), longest);
}
END_TEST

START_TEST(more_at_once_never_takes_longer)
{
    const struct pace pace = pace_of("trial=1s..100s");
    for (uint64_t key = 0; key < 200; key++) {
        for (int32_t parallel = 1; parallel < 25; parallel++)
            ck_assert_int_ge(span_of(key, 25, parallel, &pace),
                             span_of(key, 25, parallel + 1, &pace));
    }
}
END_TEST

START_TEST(trials_without_length_take_no_time)
{
    const struct pace pace = {.profile = profile_find(TEXT("instant"))};
    ck_assert_int_eq(span_of(1, 1, 1, &pace), 0);
    ck_assert_int_eq(span_of(1, 1000, 7, &pace), 0);
}
END_TEST

/* The sum passes the end of time long before the last trial. */
START_TEST(a_sum_beyond_time_never_ends)
{
    const struct pace pace = pace_of("trial=315360000s");
    ck_assert_int_eq(span_of(1, 10000, 1, &pace), NS_NEVER);
    ck_assert_int_lt(span_of(1, 10000, 10000, &pace), NS_NEVER);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("trials");
    TCase *cases = tcase_create("trials");
    tcase_add_loop_test(cases, the_span_is_that_of_the_rule, 0,
                        (int)(sizeof(PACES) / sizeof(PACES[0])));
    tcase_add_test(cases, one_at_a_time_takes_the_sum_and_all_at_once_the_longest);
    tcase_add_test(cases, more_at_once_never_takes_longer);
    tcase_add_test(cases, trials_without_length_take_no_time);
    tcase_add_test(cases, a_sum_beyond_time_never_ends);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
