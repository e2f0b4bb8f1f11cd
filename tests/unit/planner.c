#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/planner.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static struct plan
draw(uint64_t seed, const char *id, const struct pace *pace, int32_t trials, int32_t parallel)
{
    struct err err OWNED(err_done) = ERR;
    struct plan plan = {0};
    const struct plan_request request = {
        .key = rng_key(seed, text_of(id)),
        .create = 1000 * NS_PER_S,
        .pace = pace,
        .trials = {.max_trials = trials, .max_parallel_trials = parallel},
    };
    if (!planner_draw(&request, &plan, &err))
        ck_abort_msg("%s", err_message(&err));
    return plan;
}

/* Computed once outside this project, from the published definitions of FNV-1a, splitmix64 and
 * Philox4x32-10 and a library's normal quantile: a plan is a promise across versions. */
static const struct {
    const char *id;
    uint64_t seed;
    int64_t preparing_ms; /* realistic: lognormal(240 s, 0.3) */
    int64_t running_ms;   /* realistic: lognormal(600 s, 0.4) */
    int64_t uniform_ms;   /* running 1s..4s */
    int64_t trials_ms;    /* three trials, one at a time: lognormal(180 s, 0.3) + (300 s, 0.4) */
} PROMISED[] = {
    {"my_job", 1, 286014, 582992, 2414, 315214 + 590182 + 560548},
    {"my_job", 2, 213367, 562678, 2309, 380404 + 547822 + 333163},
    {"a", 0, 208863, 651816, 2746, 486951 + 411794 + 532964},
    {"train_2020_01_01", INT64_MAX, 178200, 654810, 2760, 412760 + 658774 + 745350},
};

START_TEST(the_plan_of_a_job_is_a_promise)
{
    struct err err OWNED(err_done) = ERR;
    const char *id = PROMISED[_i].id;
    struct pace pace = {.profile = profile_find(TEXT("realistic"))};
    struct plan plan = draw(PROMISED[_i].seed, id, &pace, 0, 0);
    ck_assert_int_eq(plan.create, 1000 * NS_PER_S);
    ck_assert_int_eq(plan.queued, 5000 * NS_PER_MS);
    ck_assert_int_eq(plan.preparing, PROMISED[_i].preparing_ms * NS_PER_MS);
    ck_assert_int_eq(plan.running, PROMISED[_i].running_ms * NS_PER_MS);
    ck_assert_int_eq(plan.cancelling, 30 * NS_PER_S);

    ck_assert(latency_parse(&pace.latency, TEXT("running=1s..4s"), &err));
    plan = draw(PROMISED[_i].seed, id, &pace, 0, 0);
    ck_assert_int_eq(plan.running, PROMISED[_i].uniform_ms * NS_PER_MS);
}
END_TEST

/* A tuning job waits in its trials, not before them. */
START_TEST(a_tuning_job_runs_as_long_as_its_trials)
{
    struct pace pace = {.profile = profile_find(TEXT("realistic"))};
    struct plan plan = draw(PROMISED[_i].seed, PROMISED[_i].id, &pace, 3, 1);
    ck_assert_int_eq(plan.queued, NS_PER_S);
    ck_assert_int_eq(plan.preparing, 2 * NS_PER_S);
    ck_assert_int_eq(plan.running, PROMISED[_i].trials_ms * NS_PER_MS);
    ck_assert_int_eq(plan.cancelling, 30 * NS_PER_S);
}
END_TEST

/* Each stage has a stream of its own: setting one leaves the draws of the others alone. */
START_TEST(a_latency_changes_its_stage_alone)
{
    struct err err OWNED(err_done) = ERR;
    const struct pace drawn = {.profile = profile_find(TEXT("realistic"))};
    struct pace fixed = drawn;
    ck_assert(latency_parse(&fixed.latency, TEXT("queued=1s..100s,running=5s"), &err));
    struct plan before = draw(3, "job", &drawn, 0, 0);
    struct plan after = draw(3, "job", &fixed, 0, 0);
    ck_assert_int_eq(after.preparing, before.preparing);
    ck_assert_int_eq(after.cancelling, before.cancelling);
    ck_assert_int_eq(after.running, 5 * NS_PER_S);
}
END_TEST

static int
compare_keys(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

#define IDS 100000

/* P23, for ids of one length with one beginning, and for neighbouring seeds. */
START_TEST(every_job_id_has_a_key_of_its_own)
{
    uint64_t *keys = calloc(2 * IDS, sizeof(keys[0]));
    int equal = 0;
    ck_assert_ptr_nonnull(keys);
    for (size_t i = 0; i < IDS; i++) {
        char id[32];
        int length = snprintf(id, sizeof(id), "train_model_%06zu", i);
        keys[2 * i] = rng_key(1, (struct text){id, (size_t)length});
        keys[2 * i + 1] = rng_key(2, (struct text){id, (size_t)length});
    }
    qsort(keys, (size_t)2 * IDS, sizeof(keys[0]), compare_keys);
    for (size_t i = 1; i < (size_t)2 * IDS; i++)
        equal += keys[i] == keys[i - 1] ? 1 : 0;
    free(keys);
    ck_assert_int_eq(equal, 0);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("planner");
    TCase *cases = tcase_create("planner");
    tcase_add_loop_test(cases, the_plan_of_a_job_is_a_promise, 0, COUNT(PROMISED));
    tcase_add_loop_test(cases, a_tuning_job_runs_as_long_as_its_trials, 0, COUNT(PROMISED));
    tcase_add_test(cases, a_latency_changes_its_stage_alone);
    tcase_add_test(cases, every_job_id_has_a_key_of_its_own);
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
