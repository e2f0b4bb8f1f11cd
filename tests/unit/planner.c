#include "tap.h"

#include "base/own.h"
#include "base/rng.h"
#include "sim/planner.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static struct plan
draw(uint64_t seed, const char *id, const struct pace *pace, bool is_tuning)
{
    struct plan plan = {0};
    const struct plan_request request = {
        .key = rng_key(seed, text_of(id)),
        .create = 1000 * NS_PER_S,
        .pace = pace,
        .is_tuning = is_tuning,
        .max_running = NS_NEVER,
        .max_wait = NS_NEVER,
    };
    planner_draw(&request, &plan);
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
} PROMISED[] = {
    {"my_job", 1, 286014, 582992, 2414},
    {"my_job", 2, 213367, 562678, 2309},
    {"a", 0, 208863, 651816, 2746},
    {"train_2020_01_01", INT64_MAX, 178200, 654810, 2760},
};

START_TEST(the_plan_of_a_job_is_a_promise)
{
    struct err err OWNED(err_done) = ERR;
    const char *id = PROMISED[_i].id;
    struct pace pace = {.profile = profile_find(TEXT("realistic"))};
    struct plan plan = draw(PROMISED[_i].seed, id, &pace, false);
    ck_assert_int_eq(plan.create, 1000 * NS_PER_S);
    ck_assert_int_eq(plan.prepare_at - plan.create, 5000 * NS_PER_MS);
    ck_assert_int_eq(plan.run_at - plan.prepare_at, PROMISED[_i].preparing_ms * NS_PER_MS);
    ck_assert_int_eq(plan.end_at - plan.run_at, PROMISED[_i].running_ms * NS_PER_MS);
    ck_assert_int_eq(plan.cancelling, 30 * NS_PER_S);

    ck_assert(latency_parse(&pace.latency, TEXT("running=1s..4s"), &err));
    plan = draw(PROMISED[_i].seed, id, &pace, false);
    ck_assert_int_eq(plan.end_at - plan.run_at, PROMISED[_i].uniform_ms * NS_PER_MS);
}
END_TEST

/* A tuning job waits in its trials, not before them; when it ends, they decide. */
START_TEST(a_tuning_job_runs_until_its_trials_have_ended)
{
    struct pace pace = {.profile = profile_find(TEXT("realistic"))};
    struct plan plan = draw(PROMISED[_i].seed, PROMISED[_i].id, &pace, true);
    ck_assert_int_eq(plan.prepare_at - plan.create, NS_PER_S);
    ck_assert_int_eq(plan.run_at - plan.prepare_at, 2 * NS_PER_S);
    ck_assert_int_eq(plan.end_at, NS_NEVER);
    ck_assert_int_eq(plan.cancelling, 30 * NS_PER_S);
}
END_TEST

/* Limits of Scheduling: queued 5 s, preparing 10 s, running 20 s; what is cut, and when. */
static const struct {
    ns_t max_running;
    ns_t max_wait;
    ns_t cut_at; /* after create, in s; NS_NEVER: not before the end */
    enum plan_cut cut;
} LIMITED[] = {
    {19, NS_NEVER, 15 + 19, PLAN_CUT_RUN},
    {NS_NEVER, 14, 14, PLAN_CUT_WAIT},
    {NS_NEVER, 15, NS_NEVER, PLAN_CUT_NONE}, /* RUNNING just in time */
    {1, 2, 2, PLAN_CUT_WAIT},
};

static ns_t
seconds(ns_t count)
{
    return count == NS_NEVER ? NS_NEVER : count * NS_PER_S;
}

START_TEST(a_limit_of_scheduling_cuts_the_plan)
{
    struct err err OWNED(err_done) = ERR;
    struct pace pace = {.profile = profile_find(TEXT("fast"))};
    struct plan plan;
    ck_assert(latency_parse(&pace.latency, TEXT("queued=5s,preparing=10s,running=20s"), &err));
    const struct plan_request request = {
        .pace = &pace,
        .max_running = seconds(LIMITED[_i].max_running),
        .max_wait = seconds(LIMITED[_i].max_wait),
    };
    planner_draw(&request, &plan);
    ck_assert_int_eq(plan.cut_at, seconds(LIMITED[_i].cut_at));
    ck_assert_int_eq(plan.cut, LIMITED[_i].cut);
}
END_TEST

/* Each stage has a stream of its own: setting one leaves the draws of the others alone. */
START_TEST(a_latency_changes_its_stage_alone)
{
    struct err err OWNED(err_done) = ERR;
    const struct pace drawn = {.profile = profile_find(TEXT("realistic"))};
    struct pace fixed = drawn;
    ck_assert(latency_parse(&fixed.latency, TEXT("queued=1s..100s,running=5s"), &err));
    struct plan before = draw(3, "job", &drawn, false);
    struct plan after = draw(3, "job", &fixed, false);
    ck_assert_int_eq(after.run_at - after.prepare_at, before.run_at - before.prepare_at);
    ck_assert_int_eq(after.cancelling, before.cancelling);
    ck_assert_int_eq(after.end_at - after.run_at, 5 * NS_PER_S);
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
    tcase_add_loop_test(cases, a_tuning_job_runs_until_its_trials_have_ended, 0, COUNT(PROMISED));
    tcase_add_loop_test(cases, a_limit_of_scheduling_cuts_the_plan, 0, COUNT(LIMITED));
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
