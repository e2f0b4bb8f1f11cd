/* Early stopping, against a slow reading of the rule: every point of every trial is judged anew by all
 * trials that had ended by then. */
#include "lab.h"

#include "base/own.h"
#include "base/rng.h"
#include "tap.h"

#include <string.h>

#define SEEDS 40
#define TRIALS 30

static char tuning_text[512];

/* Random search, so that a twin that stops nothing has the same trials; spans that make ties rare. */
static struct setting
draw_setting(uint64_t seed)
{
    static const char *const OBJECTIVES[] = {"", "'objective':{'expression':'x'},",
                                             "'objective':{'expression':'-100 * x * x'},"};
    (void)snprintf(tuning_text, sizeof(tuning_text),
                   "{%s'failProbability':%g,'missingMetric':%g,'trialPreparing':'%ds',"
                   "'trialRunning':{'uniform':['30s','90s']},"
                   "'curve':{'steps':%d,'points':%d,'noise':%g}}",
                   OBJECTIVES[lab_pick(seed, 1, 0, 2)], lab_pick(seed, 2, 0, 2) == 0 ? 0.1 : 0.0,
                   lab_pick(seed, 3, 0, 2) == 0 ? 0.2 : 0.0, (int)lab_pick(seed, 4, 0, 1) * 7,
                   (int)lab_pick(seed, 5, 20, 1000), (int)lab_pick(seed, 6, 1, 20),
                   lab_pick(seed, 7, 0, 1) == 0 ? 0.0 : 0.3);
    return (struct setting){
        .params = LAB_LINE,
        .tuning = tuning_text,
        .spec = {.algorithm = ALGORITHM_RANDOM_SEARCH,
                 .goal = (enum goal)lab_pick(seed, 8, 0, 2),
                 .max_trials = TRIALS,
                 .max_parallel_trials = (int32_t)lab_pick(seed, 9, 1, 6),
                 .max_failed_trials = TRIALS,
                 .stops_early = true},
        .key = seed,
    };
}

/* What the reference knows: the study, its twin that stops nothing, and the curve. */
struct reference {
    const struct study *study;
    const struct study *twin;
    const struct curve *curve;
    uint64_t key;
    bool is_larger_better;
};

/* The score at a point of the curve that leads to what the twin's trial came to. */
static double
score_at(const struct reference *reference, int32_t index, int32_t point)
{
    double full = study_trial(reference->twin, index)->metric;
    double metric = curve_value(reference->curve, full, reference->is_larger_better, reference->key,
                                index + 1, point);
    return reference->is_larger_better ? metric : -metric;
}

/* How many points a trial has reported in the end. */
static int32_t
points_of(const struct reference *reference, int32_t index)
{
    const struct trial *trial = study_trial(reference->study, index);
    int32_t point = 1;
    while (trial->is_stopped_early && curve_step(reference->curve, point) < trial->last_step)
        point++;
    return trial->is_stopped_early ? point : reference->curve->points;
}

static double
mean_up_to(const struct reference *reference, int32_t index, int32_t point)
{
    int32_t most = points_of(reference, index);
    int32_t count = point < most ? point : most;
    double sum = 0;
    for (int32_t i = 1; i <= count; i++)
        sum += score_at(reference, index, i);
    return sum / count;
}

static ns_t
time_of_point(const struct reference *reference, int32_t index, int32_t point)
{
    const struct trial *full = study_trial(reference->twin, index);
    ns_t span = full->ended - full->started;
    int32_t points = reference->curve->points;
    ns_t part = span / points * point + span % points * point / points;
    return study_trial(reference->study, index)->started + part;
}

/* The median by counting: the middle value, or the mean of the two. */
static double
median_of(const double *values, int32_t count)
{
    double low = 0;
    double high = 0;
    for (int32_t i = 0; i < count; i++) {
        int32_t below = 0;
        int32_t same = 0;
        for (int32_t j = 0; j < count; j++) {
            below += values[j] < values[i] ? 1 : 0;
            same += !(values[j] < values[i]) && !(values[j] > values[i]) ? 1 : 0;
        }
        if (below <= (count - 1) / 2 && (count - 1) / 2 < below + same)
            low = values[i];
        if (below <= count / 2 && count / 2 < below + same)
            high = values[i];
    }
    return (low + high) / 2;
}

static bool
should_stop(const struct reference *reference, int32_t index, int32_t point)
{
    double means[TRIALS];
    int32_t count = 0;
    ns_t now = time_of_point(reference, index, point);
    double best = score_at(reference, index, 1);
    for (int32_t i = 2; i <= point; i++)
        best = score_at(reference, index, i) > best ? score_at(reference, index, i) : best;
    for (int32_t i = 0; i < study_count(reference->study); i++) {
        const struct trial *other = study_trial(reference->study, i);
        bool has_ended = other->ended < now || (other->ended == now && i < index);
        if (i != index && has_ended && other->end_state == JOB_SUCCEEDED && other->has_metric)
            means[count++] = mean_up_to(reference, i, point);
    }
    return count >= MEDIAN_TRIALS && point * 5 >= reference->curve->points &&
           best < median_of(means, count);
}

/* The point at which it is to be stopped; 0: at none. */
static int32_t
stopping_point(const struct reference *reference, int32_t index)
{
    const struct trial *full = study_trial(reference->twin, index);
    if (full->end_state != JOB_SUCCEEDED || !full->has_metric)
        return 0;
    for (int32_t point = 1; point < reference->curve->points; point++) {
        if (should_stop(reference, index, point))
            return point;
    }
    return 0;
}

static void
check_trial(const struct reference *reference, int32_t index)
{
    const struct trial *trial = study_trial(reference->study, index);
    const struct trial *full = study_trial(reference->twin, index);
    int32_t point = stopping_point(reference, index);
    ck_assert_msg(trial->is_stopped_early == (point > 0), "trial %d: expected point %d, got %s",
                  trial->id, point, trial->is_stopped_early ? "a stop" : "none");
    ck_assert_int_eq(trial->end_state, full->end_state);
    if (point == 0) {
        ck_assert_int_eq(trial->ended - trial->started, full->ended - full->started);
        return;
    }
    double score = score_at(reference, index, point);
    ck_assert_int_eq(trial->last_step, curve_step(reference->curve, point));
    ck_assert_int_eq(trial->ended, time_of_point(reference, index, point));
    ck_assert_double_eq(trial->metric, reference->is_larger_better ? score : -score);
}

static int32_t
stops_of(uint64_t seed)
{
    int32_t stops = 0;
    struct setting setting = draw_setting(seed);
    struct lab lab OWNED(lab_done);
    struct lab twin OWNED(lab_done);
    lab_open(&lab, &setting);
    setting.spec.stops_early = false;
    lab_open(&twin, &setting);
    lab_run(&lab, NS_TIME_MAX);
    lab_run(&twin, NS_TIME_MAX);
    const struct reference reference = {
        .study = lab.study,
        .twin = twin.study,
        .curve = &scenario_tuning(lab.scenario)->curve,
        .key = seed,
        .is_larger_better = setting.spec.goal != GOAL_MINIMIZE,
    };
    ck_assert_int_eq(study_count(lab.study), study_count(twin.study));
    for (int32_t i = 0; i < study_count(lab.study); i++) {
        check_trial(&reference, i);
        ck_assert(!study_trial(twin.study, i)->is_stopped_early);
        stops += study_trial(lab.study, i)->is_stopped_early ? 1 : 0;
    }
    return stops;
}

START_TEST(trials_are_stopped_where_the_median_rule_says)
{
    (void)stops_of((uint64_t)_i);
}
END_TEST

/* Without this the test above would pass by never stopping. */
START_TEST(the_drawn_studies_stop_trials)
{
    int32_t studies = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        studies += stops_of(seed) > 0 ? 1 : 0;
    ck_assert_int_ge(studies, SEEDS / 2);
}
END_TEST

/* One bad trial among good ones, one at a time: it is cut at a fifth of its steps. */
static const struct setting ONE_BAD = {
    .params = LAB_LINE,
    .tuning = "{'trialRunning':'100s','reportInterim':true,'curve':{'steps':1000,'points':10},"
              "'objective':{'trials':{'1':{'objectiveValue':5},'2':{'objectiveValue':5},"
              "'3':{'objectiveValue':5},'4':{'objectiveValue':5},'5':{'objectiveValue':5},"
              "'6':{'objectiveValue':-50,'trainingStep':7}}}}",
    .spec = {.max_trials = 6, .max_parallel_trials = 1, .stops_early = true},
};

START_TEST(a_stopped_trial_shows_the_point_it_had_reached)
{
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &ONE_BAD);
    lab_run(&lab, NS_TIME_MAX);
    const struct trial *bad = study_trial(lab.study, 5);
    ck_assert(bad->is_stopped_early);
    ck_assert_int_eq(bad->ended, LAB_START + 520 * NS_PER_S);
    ck_assert_int_eq(study_end(lab.study).at, bad->ended);
    json_auto_t *view = lab_view(&lab, NS_TIME_MAX, NULL);
    ck_assert_str_eq(json_string_value(json_object_get(view, "completedTrialCount")), "6");
    const json_t *last = json_array_get(json_object_get(view, "trials"), 5);
    const json_t *metric = json_object_get(last, "finalMetric");
    ck_assert_str_eq(json_string_value(json_object_get(last, "state")), "SUCCEEDED");
    ck_assert(json_is_true(json_object_get(last, "isTrialStoppedEarly")));
    ck_assert_str_eq(json_string_value(json_object_get(metric, "trainingStep")), "200");
    ck_assert_double_eq(json_number_value(json_object_get(metric, "objectiveValue")),
                        curve_value(&scenario_tuning(lab.scenario)->curve, -50, true, 0, 6, 2));
}
END_TEST

/* It was not known yet that it would be stopped. */
START_TEST(before_it_is_stopped_a_trial_shows_the_points_of_its_whole_curve)
{
    struct lab lab OWNED(lab_done);
    lab_open(&lab, &ONE_BAD);
    lab_run(&lab, NS_TIME_MAX);
    json_auto_t *view = lab_view(&lab, LAB_START + 515 * NS_PER_S, NULL);
    const json_t *last = json_array_get(json_object_get(view, "trials"), 5);
    const json_t *metric = json_object_get(last, "finalMetric");
    ck_assert_str_eq(json_string_value(json_object_get(last, "state")), "RUNNING");
    ck_assert_ptr_null(json_object_get(last, "isTrialStoppedEarly"));
    ck_assert_str_eq(json_string_value(json_object_get(metric, "trainingStep")), "100");
    ck_assert_double_eq(json_number_value(json_object_get(metric, "objectiveValue")),
                        curve_value(&scenario_tuning(lab.scenario)->curve, -50, true, 0, 6, 1));
}
END_TEST

START_TEST(nothing_is_stopped_unless_the_job_asks_for_it)
{
    struct lab lab OWNED(lab_done);
    struct setting setting = ONE_BAD;
    setting.spec.stops_early = false;
    lab_open(&lab, &setting);
    lab_run(&lab, NS_TIME_MAX);
    ck_assert(!study_trial(lab.study, 5)->is_stopped_early);
    ck_assert_int_eq(study_trial(lab.study, 5)->ended, LAB_START + 600 * NS_PER_S);
    ck_assert_int_eq(study_trial(lab.study, 5)->last_step, 7);
}
END_TEST

static Suite *
suite(void)
{
    Suite *suite = suite_create("study_stops");
    TCase *tcase = tcase_create("rule");
    tcase_set_timeout(tcase, 60);
    tcase_add_loop_test(tcase, trials_are_stopped_where_the_median_rule_says, 0, SEEDS);
    tcase_add_test(tcase, the_drawn_studies_stop_trials);
    tcase_add_test(tcase, a_stopped_trial_shows_the_point_it_had_reached);
    tcase_add_test(tcase, before_it_is_stopped_a_trial_shows_the_points_of_its_whole_curve);
    tcase_add_test(tcase, nothing_is_stopped_unless_the_job_asks_for_it);
    suite_add_tcase(suite, tcase);
    return suite;
}

int
main(void)
{
    return tap_run(suite());
}
