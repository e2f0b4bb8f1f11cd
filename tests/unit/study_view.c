/* What a study shows of its trials. */
#include "base/own.h"
#include "lab.h"
#include "tap.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define SECONDS(count) (LAB_START + (count)*NS_PER_S)

#define VALUES_1 "\"hyperparameters\":{\"i\":\"-1\",\"c\":\"a\",\"d\":\"0.25\"}"
#define VALUES_2 "\"hyperparameters\":{\"i\":\"-1\",\"c\":\"a\",\"d\":\"1\"}"
#define VALUES_3 "\"hyperparameters\":{\"i\":\"-1\",\"c\":\"a\",\"d\":\"500\"}"
#define TIMES_1 "\"startTime\":\"2020-01-01T00:00:01Z\",\"endTime\":\"2020-01-01T00:00:12Z\","
#define TIMES_2 "\"startTime\":\"2020-01-01T00:00:01Z\",\"endTime\":\"2020-01-01T00:00:34Z\","
#define METRIC_1 ",\"finalMetric\":{\"trainingStep\":\"1007\",\"objectiveValue\":0.1}}"
#define METRIC_2 ",\"finalMetric\":{\"trainingStep\":\"1000\",\"objectiveValue\":-2.5}}"

/* Three trials, two at once, by second after the start; the third has no metric. */
static const struct {
    enum goal goal;
    ns_t seconds;
    const char *expected;
} VIEWS[] = {
    {GOAL_MAXIMIZE, -1, "{}"},
    {GOAL_MAXIMIZE, 0,
     "{\"trials\":["
     "{\"trialId\":\"1\"," VALUES_1 ",\"state\":\"PREPARING\"},"
     "{\"trialId\":\"2\"," VALUES_2 ",\"state\":\"PREPARING\"}]}"},
    {GOAL_MAXIMIZE, 2,
     "{\"trials\":["
     "{\"trialId\":\"1\"," VALUES_1
     ",\"startTime\":\"2020-01-01T00:00:01Z\",\"state\":\"RUNNING\"},"
     "{\"trialId\":\"2\"," VALUES_2
     ",\"startTime\":\"2020-01-01T00:00:01Z\",\"state\":\"RUNNING\"}]}"},
    {GOAL_MAXIMIZE, 13,
     "{\"completedTrialCount\":\"1\",\"trials\":["
     "{\"trialId\":\"1\"," VALUES_1 "," TIMES_1 "\"state\":\"SUCCEEDED\"" METRIC_1 ","
     "{\"trialId\":\"2\"," VALUES_2
     ",\"startTime\":\"2020-01-01T00:00:01Z\",\"state\":\"RUNNING\"},"
     "{\"trialId\":\"3\"," VALUES_3 ",\"state\":\"PREPARING\"}]}"},
    {GOAL_MAXIMIZE, 99,
     "{\"completedTrialCount\":\"3\",\"trials\":["
     "{\"trialId\":\"1\"," VALUES_1 "," TIMES_1 "\"state\":\"SUCCEEDED\"" METRIC_1 ","
     "{\"trialId\":\"2\"," VALUES_2 "," TIMES_2 "\"state\":\"SUCCEEDED\"" METRIC_2 ","
     "{\"trialId\":\"3\"," VALUES_3 ",\"startTime\":\"2020-01-01T00:00:14Z\","
     "\"endTime\":\"2020-01-01T00:00:25Z\",\"state\":\"SUCCEEDED\"}]}"},
    {GOAL_UNSPECIFIED, 99,
     "{\"completedTrialCount\":\"3\",\"trials\":["
     "{\"trialId\":\"1\"," VALUES_1 "," TIMES_1 "\"state\":\"SUCCEEDED\"" METRIC_1 ","
     "{\"trialId\":\"2\"," VALUES_2 "," TIMES_2 "\"state\":\"SUCCEEDED\"" METRIC_2 ","
     "{\"trialId\":\"3\"," VALUES_3 ",\"startTime\":\"2020-01-01T00:00:14Z\","
     "\"endTime\":\"2020-01-01T00:00:25Z\",\"state\":\"SUCCEEDED\"}]}"},
    {GOAL_MINIMIZE, 99,
     "{\"completedTrialCount\":\"3\",\"trials\":["
     "{\"trialId\":\"2\"," VALUES_2 "," TIMES_2 "\"state\":\"SUCCEEDED\"" METRIC_2 ","
     "{\"trialId\":\"1\"," VALUES_1 "," TIMES_1 "\"state\":\"SUCCEEDED\"" METRIC_1 ","
     "{\"trialId\":\"3\"," VALUES_3 ",\"startTime\":\"2020-01-01T00:00:14Z\","
     "\"endTime\":\"2020-01-01T00:00:25Z\",\"state\":\"SUCCEEDED\"}]}"},
};

START_TEST(a_study_shows_what_its_trials_show_best_first)
{
    const struct setting setting = {
        .params = LAB_LISTS,
        .tuning = "{'trialPreparing':'1.6s','trialRunning':{'steps':['11.1s','33.3s','11.1s']},"
                  "'objective':{'trials':{'1':{'objectiveValue':0.1,'trainingStep':1007},"
                  "'2':{'objectiveValue':-2.5},'3':{'state':'SUCCEEDED'}}}}",
        .spec = {.algorithm = ALGORITHM_GRID_SEARCH,
                 .goal = VIEWS[_i].goal,
                 .max_trials = 3,
                 .max_parallel_trials = 2},
    };
    ns_t now = SECONDS(VIEWS[_i].seconds);
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, now);
    owned_str text = lab_text(&lab, now, NULL);
    ck_assert_str_eq(text, VIEWS[_i].expected);
}
END_TEST

START_TEST(equal_metrics_stand_by_id)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':{'steps':['30s','20s','10s']},'objective':{'expression':'1'}}",
        .spec = {.goal = GOAL_MINIMIZE, .max_trials = 3, .max_parallel_trials = 3},
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    json_auto_t *view = lab_view(&lab, NS_TIME_MAX, NULL);
    const json_t *trials = json_object_get(view, "trials");
    static const char *const IDS[] = {"1", "2", "3"};
    for (size_t i = 0; i < 3; i++)
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(trials, i), "trialId")),
                         IDS[i]);
}
END_TEST

START_TEST(trials_that_failed_or_were_cancelled_show_no_metric)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':{'steps':['10s','30s']},'objective':{'trials':{"
                  "'1':{'state':'FAILED','objectiveValue':5},'2':"
                  "{'objectiveValue':1}}}}",
        .spec = {.max_trials = 2, .max_parallel_trials = 2},
    };
    static const char *const STATES[] = {"FAILED", "CANCELLED"};
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    json_auto_t *view = lab_view(&lab, NS_TIME_MAX, NULL);
    ck_assert_ptr_null(json_object_get(view, "completedTrialCount"));
    for (size_t i = 0; i < 2; i++) {
        const json_t *trial = json_array_get(json_object_get(view, "trials"), i);
        ck_assert_str_eq(json_string_value(json_object_get(trial, "state")), STATES[i]);
        ck_assert_str_eq(json_string_value(json_object_get(trial, "endTime")),
                         "2020-01-01T00:00:10Z");
        ck_assert_ptr_null(json_object_get(trial, "finalMetric"));
    }
}
END_TEST

/* The step that the first trial shows; 0: no metric. */
static int64_t
step_of(const json_t *view)
{
    const json_t *trial = json_array_get(json_object_get(view, "trials"), 0);
    const char *step =
        json_string_value(json_object_get(json_object_get(trial, "finalMetric"), "trainingStep"));
    return step == NULL ? 0 : strtoll(step, NULL, 10);
}

/* Seven points in a second do not fall on whole nanoseconds: each shows from the last one before it. */
START_TEST(a_running_trial_shows_the_last_point_it_has_reached)
{
    const struct setting setting = {
        .params = LAB_LINE,
        .tuning = "{'trialRunning':'1s','reportInterim':true,'curve':{'steps':700,'points':7},"
                  "'objective':{'trials':{'1':{'objectiveValue':3,'trainingStep':9}}}}",
        .spec = {.max_trials = 1},
    };
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &setting);
    lab_run(&lab, SECONDS(2));
    for (int32_t point = 1; point <= 7; point++) {
        ns_t moment = SECONDS(0) + NS_PER_S * point / 7;
        json_auto_t *before = lab_view(&lab, moment - 1, NULL);
        json_auto_t *view = lab_view(&lab, moment, NULL);
        ck_assert_int_eq(step_of(before), point == 1 ? 0 : (point - 1) * 100);
        ck_assert_int_eq(step_of(view), point == 7 ? 9 : point * 100);
    }
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_view");
    TCase *tcase = tcase_create("view");
    tcase_add_loop_test(tcase, a_study_shows_what_its_trials_show_best_first, 0, COUNT(VIEWS));
    tcase_add_test(tcase, equal_metrics_stand_by_id);
    tcase_add_test(tcase, trials_that_failed_or_were_cancelled_show_no_metric);
    tcase_add_test(tcase, a_running_trial_shows_the_last_point_it_has_reached);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
