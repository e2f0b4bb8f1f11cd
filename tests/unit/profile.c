#include "tap.h"

#include "base/own.h"
#include "sim/profile.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* The table of profiles as it was promised: milliseconds, and the sigma of lognormal ones. */
struct promised {
    int64_t ms;
    double sigma;
};

static const struct {
    const char *name;
    struct promised stages[STAGE_COUNT];
} PROMISED[] = {
    {"instant", {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}},
    {"fast", {{100, 0}, {200, 0}, {1000, 0}, {100, 0}, {100, 0}, {200, 0}, {0, 0}, {100, 0}}},
    {"realistic",
     {{5000, 0},
      {240000, 0.3},
      {600000, 0.4},
      {30000, 0},
      {1000, 0},
      {2000, 0},
      {180000, 0.3},
      {300000, 0.4}}},
};

START_TEST(a_profile_has_the_promised_times)
{
    const struct profile *profile = profile_find(text_of(PROMISED[_i].name));
    ck_assert_ptr_nonnull(profile);
    ck_assert_str_eq(profile->name, PROMISED[_i].name);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        const struct promised *promised = &PROMISED[_i].stages[stage];
        const struct dist *dist = &profile->stages[stage];
        ck_assert_int_eq(dist->kind, promised->sigma > 0 ? DIST_LOGNORMAL : DIST_FIXED);
        ck_assert_int_eq(dist->from, promised->ms * NS_PER_MS);
        ck_assert_double_eq(dist->sigma, promised->sigma);
    }
}
END_TEST

START_TEST(there_are_three_and_fast_is_the_default)
{
    struct buf names OWNED(buf_done) = BUF(100);
    profile_list(&names);
    ck_assert_str_eq(names.at, "instant, fast, realistic");
    ck_assert_str_eq(PROFILE_DEFAULT->name, "fast");
    ck_assert_ptr_null(profile_find(TEXT("Fast")));
    ck_assert_ptr_null(profile_find(TEXT("")));
    ck_assert_ptr_null(profile_find(TEXT("slow")));
}
END_TEST

/* What each name covers, and nothing else. */
static const struct {
    const char *name;
    enum stage stages[2];
} COVERS[] = {
    {"queued", {STAGE_QUEUED, STAGE_TUNING_QUEUED}},
    {"preparing", {STAGE_PREPARING, STAGE_TUNING_PREPARING}},
    {"running", {STAGE_RUNNING, STAGE_RUNNING}},
    {"cancelling", {STAGE_CANCELLING, STAGE_CANCELLING}},
    {"trial", {STAGE_TRIAL_RUNNING, STAGE_TRIAL_RUNNING}},
};

START_TEST(a_latency_covers_its_stages_only)
{
    struct err err OWNED(err_done) = ERR;
    struct pace pace = {.profile = PROFILE_DEFAULT};
    ck_assert(latency_set(&pace.latency, text_of(COVERS[_i].name), TEXT("77s"), &err));
    ck_assert_str_eq(latency_name((enum latency_name)_i), COVERS[_i].name);
    for (int i = 0; i < STAGE_COUNT; i++) {
        enum stage stage = (enum stage)i;
        bool is_covered = stage == COVERS[_i].stages[0] || stage == COVERS[_i].stages[1];
        ns_t expected = is_covered ? 77 * NS_PER_S : PROFILE_DEFAULT->stages[stage].from;
        ck_assert_int_eq(pace_stage(&pace, stage)->from, expected);
    }
}
END_TEST

START_TEST(a_list_sets_several_over_what_was_set)
{
    struct err err OWNED(err_done) = ERR;
    struct pace pace = {.profile = PROFILE_DEFAULT};
    ck_assert(latency_parse(&pace.latency, TEXT("queued=1s,running=3s"), &err));
    ck_assert(latency_parse(&pace.latency, TEXT("running=2s..5s,trial=10ms"), &err));
    ck_assert(latency_parse(&pace.latency, TEXT(""), &err));
    ck_assert_int_eq(pace_stage(&pace, STAGE_QUEUED)->from, NS_PER_S);
    ck_assert_int_eq(pace_stage(&pace, STAGE_RUNNING)->kind, DIST_UNIFORM);
    ck_assert_int_eq(pace_stage(&pace, STAGE_RUNNING)->to, 5 * NS_PER_S);
    ck_assert_int_eq(pace_stage(&pace, STAGE_TRIAL_RUNNING)->from, 10 * NS_PER_MS);
    ck_assert_int_eq(pace_stage(&pace, STAGE_PREPARING)->from, 200 * NS_PER_MS);
}
END_TEST

static const struct {
    const char *list;
    const char *says;
} REFUSED[] = {
    {"running", "STAGE=DURATION"},
    {"queued=1s,,running=2s", "STAGE=DURATION"},
    {"queued=1s,walking=2s", "queued, preparing, running, cancelling, trial"},
    {"queued=1s,Running=2s", "queued, preparing, running, cancelling, trial"},
    {"queued=1s,running=soon", "soon"},
    {"queued=1s,running=5s..2s", "5s..2s"},
};

START_TEST(a_bad_list_changes_nothing)
{
    struct err err OWNED(err_done) = ERR;
    struct latency latency = {0};
    ck_assert(!latency_parse(&latency, text_of(REFUSED[_i].list), &err));
    ck_assert_int_eq(err.code, ERR_INVALID_ARGUMENT);
    ck_assert_msg(strstr(err_message(&err), REFUSED[_i].says) != NULL, "%s", err_message(&err));
    for (int i = 0; i < LATENCY_COUNT; i++)
        ck_assert(!latency.is_set[i]);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("profile");
    TCase *cases = tcase_create("profile");
    tcase_add_loop_test(cases, a_profile_has_the_promised_times, 0, COUNT(PROMISED));
    tcase_add_test(cases, there_are_three_and_fast_is_the_default);
    tcase_add_loop_test(cases, a_latency_covers_its_stages_only, 0, COUNT(COVERS));
    tcase_add_test(cases, a_list_sets_several_over_what_was_set);
    tcase_add_loop_test(cases, a_bad_list_changes_nothing, 0, COUNT(REFUSED));
    suite_add_tcase(suite, cases);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
