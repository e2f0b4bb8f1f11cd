/* How studies end, what never does, and what is asked of them. */
#include "sim/study.h"

#include "base/own.h"
#include "lab.h"
#include "tap.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define SECONDS(count) (LAB_START + (count)*NS_PER_S)

/* --- how studies end ----------------------------------------------------------------------------- */

#define FAILED_ "{'state':'FAILED'}"

/* Trials run for ten seconds each, or as long as it says. */
static const struct {
    const char *tuning;
    struct study_spec spec;
    double outcome_at;
    bool missing_metric_fails;
    struct study_end end; /* at: seconds after the start */
    int32_t succeeded;
    int32_t failed;
    int32_t cancelled;
} ENDS[] = {
    /* All trials have ended well; several at once take less time, never more than asked for. */
    {"{'trialRunning':'10s'}",
     {.max_trials = 4},
     0,
     false,
     {40, JOB_SUCCEEDED, STUDY_COMPLETE},
     4,
     0,
     0},
    {"{'trialRunning':'10s','trialPreparing':'5s'}",
     {.max_trials = 4, .max_parallel_trials = 2},
     0,
     false,
     {30, JOB_SUCCEEDED, STUDY_COMPLETE},
     4,
     0,
     0},
    {"{'trialRunning':{'steps':['10s','30s','10s','10s']}}",
     {.max_trials = 4, .max_parallel_trials = 2},
     0,
     false,
     {30, JOB_SUCCEEDED, STUDY_COMPLETE},
     4,
     0,
     0},
    {"{'trialRunning':'0s'}",
     {.max_trials = 9, .max_parallel_trials = 2},
     0,
     false,
     {0, JOB_SUCCEEDED, STUDY_COMPLETE},
     9,
     0,
     0},
    /* Some failed, but not too many. */
    {"{'trialRunning':'10s','objective':{'trials':{'2':" FAILED_ ",'3':" FAILED_ "}}}",
     {.max_trials = 4, .max_failed_trials = 4},
     0,
     false,
     {40, JOB_SUCCEEDED, STUDY_COMPLETE},
     2,
     2,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'1':" FAILED_ "}}}",
     {.max_trials = 3, .max_failed_trials = 2},
     0,
     false,
     {30, JOB_SUCCEEDED, STUDY_COMPLETE},
     2,
     1,
     0},
    /* maxFailedTrials of them: the others are cancelled at that moment. */
    {"{'trialRunning':'10s','objective':{'trials':{'2':" FAILED_ ",'4':" FAILED_ "}}}",
     {.max_trials = 6, .max_parallel_trials = 2, .max_failed_trials = 2},
     0,
     false,
     {20, JOB_FAILED, STUDY_FAILED_TRIALS},
     2,
     2,
     1},
    {"{'trialRunning':'10s','objective':{'trials':{'3':" FAILED_ "}}}",
     {.max_trials = 3, .max_failed_trials = 1},
     0,
     false,
     {30, JOB_FAILED, STUDY_FAILED_TRIALS},
     2,
     1,
     0},
    /* The service's own rule: the first trial, or five that are more than the others. */
    {"{'trialRunning':{'steps':['10s','30s']},'objective':{'trials':{'1':" FAILED_ "}}}",
     {.max_trials = 5, .max_parallel_trials = 3},
     0,
     false,
     {10, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     1,
     2},
    {"{'trialRunning':'10s','objective':{'trials':{'2':" FAILED_ "}}}",
     {.max_trials = 2},
     0,
     false,
     {20, JOB_SUCCEEDED, STUDY_COMPLETE},
     1,
     1,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'2':" FAILED_ ",'3':" FAILED_ ",'4':" FAILED_
     ",'5':" FAILED_ ",'6':" FAILED_ "}}}",
     {.max_trials = 20},
     0,
     false,
     {60, JOB_FAILED, STUDY_FAILED_TRIALS},
     1,
     5,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'2':" FAILED_ ",'3':" FAILED_ ",'4':" FAILED_
     ",'5':" FAILED_ "}}}",
     {.max_trials = 5},
     0,
     false,
     {50, JOB_SUCCEEDED, STUDY_COMPLETE},
     1,
     4,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'6':" FAILED_ ",'7':" FAILED_ ",'8':" FAILED_
     ",'9':" FAILED_ ",'10':" FAILED_ "}}}",
     {.max_trials = 10},
     0,
     false,
     {100, JOB_SUCCEEDED, STUDY_COMPLETE},
     5,
     5,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'6':" FAILED_ ",'7':" FAILED_ ",'8':" FAILED_
     ",'9':" FAILED_ ",'10':" FAILED_ ",'11':" FAILED_ "}}}",
     {.max_trials = 12},
     0,
     false,
     {110, JOB_FAILED, STUDY_FAILED_TRIALS},
     5,
     6,
     0},
    /* An infeasible trial runs to its end, and fails there. So does one whose result is no number. */
    {"{'trialRunning':'10s','infeasible':'x >= 0'}",
     {.max_trials = 4, .max_failed_trials = 3},
     0,
     false,
     {30, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     3,
     0},
    {"{'trialRunning':'10s','objective':{'expression':'sqrt(-1)'}}",
     {.max_trials = 4},
     0,
     false,
     {10, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     1,
     0},
    {"{'trialRunning':'10s','infeasible':'x > 1'}",
     {.max_trials = 2},
     0,
     false,
     {20, JOB_SUCCEEDED, STUDY_COMPLETE},
     2,
     0,
     0},
    /* One without a metric succeeds, unless --compat says it fails. */
    {"{'trialRunning':'10s','missingMetric':1}",
     {.max_trials = 3},
     0,
     false,
     {30, JOB_SUCCEEDED, STUDY_COMPLETE},
     3,
     0,
     0},
    {"{'trialRunning':'10s','missingMetric':1}",
     {.max_trials = 3},
     0,
     true,
     {10, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     1,
     0},
    {"{'trialRunning':'10s','objective':{'trials':{'1':{'state':'SUCCEEDED'}}}}",
     {.max_trials = 1},
     0,
     true,
     {10, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     1,
     0},
    /* The scenario's outcome comes once its share of the trials has ended, at least one. */
    {"{'trialRunning':'10s'}",
     {.max_trials = 10},
     0.5,
     false,
     {50, JOB_FAILED, STUDY_OUTCOME},
     5,
     0,
     0},
    {"{'trialRunning':'10s'}",
     {.max_trials = 10},
     1e-9,
     false,
     {10, JOB_FAILED, STUDY_OUTCOME},
     1,
     0,
     0},
    {"{'trialRunning':'10s'}",
     {.max_trials = 3},
     0.34,
     false,
     {20, JOB_FAILED, STUDY_OUTCOME},
     2,
     0,
     0},
    {"{'trialRunning':'10s'}",
     {.max_trials = 3},
     1,
     false,
     {30, JOB_FAILED, STUDY_OUTCOME},
     3,
     0,
     0},
    {"{'trialRunning':{'steps':['10s','30s','20s']}}",
     {.max_trials = 6, .max_parallel_trials = 3},
     0.3,
     false,
     {20, JOB_FAILED, STUDY_OUTCOME},
     2,
     0,
     2},
    {"{'trialRunning':'10s','objective':{'trials':{'1':" FAILED_ "}}}",
     {.max_trials = 3},
     0.3,
     false,
     {10, JOB_FAILED, STUDY_FAILED_TRIALS},
     0,
     1,
     0},
};

START_TEST(a_study_ends_when_and_as_the_rules_say)
{
    int32_t counts[JOB_STATE_COUNT] = {0};
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = ENDS[_i].tuning,
        .spec = ENDS[_i].spec,
        .outcome_at = ENDS[_i].outcome_at,
        .missing_metric_fails = ENDS[_i].missing_metric_fails,
        .key = 3,
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    struct study_end end = study_end(lab.study);
    ck_assert_int_eq((end.at - LAB_START) / NS_PER_S, ENDS[_i].end.at);
    ck_assert_str_eq(job_state_name(end.state), job_state_name(ENDS[_i].end.state));
    ck_assert_int_eq(end.reason, ENDS[_i].end.reason);
    for (int32_t i = 0; i < study_count(lab.study); i++)
        counts[lab_trial_at(&lab, i, end.at).state]++;
    ck_assert_int_eq(counts[JOB_SUCCEEDED], ENDS[_i].succeeded);
    ck_assert_int_eq(counts[JOB_FAILED], ENDS[_i].failed);
    ck_assert_int_eq(counts[JOB_CANCELLED], ENDS[_i].cancelled);
    ck_assert_int_eq(study_count(lab.study),
                     ENDS[_i].succeeded + ENDS[_i].failed + ENDS[_i].cancelled);
    ck_assert_int_eq(study_next(lab.study), NS_NEVER);
}
END_TEST

/* --- what never ends ----------------------------------------------------------------------------- */

START_TEST(trials_that_never_end_keep_their_study_going)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialPreparing':'10s','trialRunning':'never'}",
        .spec = {.max_trials = 3, .max_parallel_trials = 2, .stops_early = true},
    };
    const struct study_cut uncut = {.at = NS_NEVER, .until = NS_NEVER};
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, SECONDS(9));
    ck_assert_int_eq(study_next(lab.study), SECONDS(10));
    lab_run(&lab, NS_TIME_MAX);
    ck_assert_int_eq(study_next(lab.study), NS_NEVER);
    ck_assert_int_eq(study_end(lab.study).at, NS_NEVER);
    ck_assert_int_eq(study_count(lab.study), 2);
    ck_assert_int_eq(lab_trial_at(&lab, 1, NS_TIME_MAX).state, JOB_RUNNING);
    ck_assert_int_eq(study_run_time(lab.study, SECONDS(15), &uncut), 10 * NS_PER_S);
    /* Twice two centuries are more than a span can hold. */
    ck_assert_int_eq(study_run_time(lab.study, NS_TIME_MAX, &uncut), NS_TIME_MAX);
}
END_TEST

START_TEST(trials_that_never_start_are_preparing)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialPreparing':'never','trialRunning':'1s'}",
        .spec = {.max_trials = 3},
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ck_assert_int_eq(study_count(lab.study), 1);
    struct trial_life life = lab_trial_at(&lab, 0, NS_TIME_MAX);
    ck_assert_int_eq(life.state, JOB_PREPARING);
    ck_assert_int_eq(life.start, NS_NEVER);
    const struct study_cut cut = {.at = SECONDS(1), .until = SECONDS(2)};
    life = study_trial_at(lab.study, 0, SECONDS(2), &cut);
    ck_assert_int_eq(life.state, JOB_CANCELLED);
    ck_assert_int_eq(life.start, NS_NEVER);
    ck_assert_int_eq(life.end, SECONDS(2));
}
END_TEST

/* --- failing by chance --------------------------------------------------------------------------- */

START_TEST(a_trial_that_fails_by_chance_ends_on_its_way)
{
    enum { TRIALS = 400 };
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':'100s','failProbability':0.5}",
        .spec = {.algorithm = ALGORITHM_RANDOM_SEARCH,
                 .max_trials = TRIALS,
                 .max_parallel_trials = TRIALS,
                 .max_failed_trials = TRIALS},
    };
    int32_t failed = 0;
    double ran = 0;
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    for (int32_t i = 0; i < TRIALS; i++) {
        const struct trial *trial = study_trial(lab.study, i);
        ns_t span = trial->ended - trial->started;
        if (trial->end_state == JOB_SUCCEEDED) {
            ck_assert_int_eq(span, 100 * NS_PER_S);
            continue;
        }
        ck_assert_int_lt(span, 100 * NS_PER_S);
        ck_assert(!trial->has_metric);
        failed++;
        ran += (double)span / (100 * (double)NS_PER_S);
    }
    /* Half of them, and half of their time; five standard errors around. */
    ck_assert_int_ge(failed, 150);
    ck_assert_int_le(failed, 250);
    ck_assert_double_ge(ran / failed, 0.4);
    ck_assert_double_le(ran / failed, 0.6);
}
END_TEST

/* --- an end at the moment of a cut --------------------------------------------------------------- */

START_TEST(an_end_at_the_moment_of_a_cut_wins)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning =
            "{'trialRunning':{'steps':['10s','30s']},'objective':{'trials':{'1':" FAILED_ "}}}",
        .spec = {.max_trials = 2, .max_parallel_trials = 2},
    };
    const struct study_cut cut = {.at = SECONDS(10), .until = SECONDS(15)};
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, SECONDS(10));
    ck_assert_int_eq(study_end(lab.study).at, SECONDS(10));
    struct trial_life life = study_trial_at(lab.study, 1, SECONDS(10), &cut);
    ck_assert_int_eq(life.state, JOB_CANCELLED);
    ck_assert_int_eq(life.end, SECONDS(10));
}
END_TEST

/* --- what is asked for --------------------------------------------------------------------------- */

static const struct {
    const char *json;
    struct study_spec spec;
} SPECS[] = {
    {"{}", {.max_trials = 1, .max_parallel_trials = 1}},
    {"{'goal':'MINIMIZE','algorithm':'GRID_SEARCH','maxTrials':30,'maxParallelTrials':4,"
     "'maxFailedTrials':7,'enableTrialEarlyStopping':true}",
     {ALGORITHM_GRID_SEARCH, GOAL_MINIMIZE, 30, 4, 7, true}},
    {"{'goal':'MAXIMIZE','algorithm':'RANDOM_SEARCH','maxTrials':3,'maxParallelTrials':400}",
     {ALGORITHM_RANDOM_SEARCH, GOAL_MAXIMIZE, 3, 3, 0, false}},
    {"{'algorithm':'ALGORITHM_UNSPECIFIED','maxTrials':5,'enableTrialEarlyStopping':false}",
     {ALGORITHM_DEFAULT, GOAL_UNSPECIFIED, 5, 1, 0, false}},
};

START_TEST(the_spec_is_read_with_its_defaults)
{
    json_auto_t *value = lab_json(SPECS[_i].json);
    struct study_spec spec = study_spec_of(value);
    ck_assert_int_eq(spec.algorithm, SPECS[_i].spec.algorithm);
    ck_assert_int_eq(spec.goal, SPECS[_i].spec.goal);
    ck_assert_int_eq(spec.max_trials, SPECS[_i].spec.max_trials);
    ck_assert_int_eq(spec.max_parallel_trials, SPECS[_i].spec.max_parallel_trials);
    ck_assert_int_eq(spec.max_failed_trials, SPECS[_i].spec.max_failed_trials);
    ck_assert_int_eq(spec.stops_early, SPECS[_i].spec.stops_early);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_ends");
    TCase *tcase = tcase_create("study");
    tcase_add_loop_test(tcase, a_study_ends_when_and_as_the_rules_say, 0, COUNT(ENDS));
    tcase_add_test(tcase, trials_that_never_end_keep_their_study_going);
    tcase_add_test(tcase, trials_that_never_start_are_preparing);
    tcase_add_test(tcase, a_trial_that_fails_by_chance_ends_on_its_way);
    tcase_add_test(tcase, an_end_at_the_moment_of_a_cut_wins);
    tcase_add_loop_test(tcase, the_spec_is_read_with_its_defaults, 0, COUNT(SPECS));
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
